"""The answers that say no. What is not there and what is not yours are one answer, to the letter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lianfang.entry.pages.frame import page

FORM = "application/x-www-form-urlencoded"
DOOR = (
    "/first",
    "/sign-in",
    "/sign-out",
    "/account",
    "/device",
    "/grants",
    "/notices",
    "/outbox",
    "/language",
)
"""Paths whose forms are never shown again as they were sent."""


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
    """403: a form that this site did not hand out to this browser, or one from before the last sign-in. Where a page of this
    site sent it, it can be sent again as it was typed.
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    typed = _typed(request) if ours else ()
    return page(request, "stale_form", _("This form is out of date"), status=403, typed=typed)


def signed_out(request: HttpRequest) -> HttpResponse:
    """401: a form was sent by someone who is not signed in any more; nothing was written, and what was typed is on the page,
    for a browser that keeps nothing of a page that is not to be kept.
    """
    return page(request, "signed_out", _("You are signed out"), status=401, typed=_typed(request))


def _typed(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """What a form said; nothing of files, and nothing of the door's own forms, which say secrets."""
    if request.content_type != FORM or request.path_info.startswith(DOOR):
        return ()
    return tuple(
        (name, value)
        for name, said in request.POST.lists()
        for value in said
        if name != "csrfmiddlewaretoken"
    )
