"""The answers that say no. What is not there and what is not yours are one answer, to the letter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lianfang.entry.pages.frame import page


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: no such page, or none for this role and area."""
    response = page(
        request,
        "not_found",
        _("Not found"),
        status=404,
        framed={"path": "/", "sign_in": "", "counted": False},
    )
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: the request makes no sense, or its session ended while it ran."""
    return page(request, "bad_request", _("The request makes no sense"), status=400)


def broken(request: Any) -> HttpResponse:
    """500: something unforeseen; the page names the request so that it can be found."""
    return page(
        request, "broken", _("Something went wrong"), status=500, number=getattr(request, "number", "")
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that this site did not hand out to this browser, or one from before the last sign-in."""
    return page(request, "stale_form", _("This form is out of date"), status=403)


def signed_out(request: HttpRequest) -> HttpResponse:
    """401: a form was sent by someone who is not signed in any more; nothing was written."""
    return page(request, "signed_out", _("You are signed out"), status=401)
