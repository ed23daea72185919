"""One's own account: as what one acts, where one is signed in; and the language of the pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianfang.base.instants import iso
from lianfang.entry.pages.frame import next_of, page
from lianfang.entry.rules import open_to_all, signed_in
from lianfang.entry.tables import grants_told
from lianfang.registers.actions import accounts
from lianfang.registers.actions.accounts import digest
from lianfang.registers.models import Session
from lianfang.ui.languages import django_language


@open_to_all
@require_safe
def ready(request: Any) -> HttpResponse:
    """For whoever watches the process: it answers."""
    return HttpResponse("ready\n", content_type="text/plain")


@signed_in
@require_safe
def start(request: Any) -> HttpResponse:
    """The first page after signing in: the board, for whoever sees it."""
    if request.who.may("board"):
        return HttpResponseRedirect(reverse("board:board"))
    return page(request, "start", _("Start"))


@signed_in
@require_safe
def account(request: Any) -> HttpResponse:
    """Rights, second factor, sessions."""
    who = request.who
    mine = digest(request.session.session_key)
    sessions = [
        {
            "ref": one.ref, "agent": one.agent, "began": iso(one.made_at, settings.TIME_ZONE),
            "seen": iso(one.seen_at, settings.TIME_ZONE), "here": one.digest == mine,
        }
        for one in Session.objects.filter(account=who.account, ends_at__gt=request.real).order_by("-seen_at")
    ]  # fmt: skip
    return page(
        request, "account", _("My account"), grants=grants_told(who.grants, at=request.real), sessions=sessions,
        enrolled=who.account.secret is not None,
    )  # fmt: skip


@signed_in
@require_POST
def end_session(request: Any, ref: str) -> HttpResponse:
    """Sign out one of one's sessions elsewhere."""
    who = request.who
    mine = Session.objects.filter(account=who.account, ref=ref).exists()
    if not mine:
        raise Http404
    accounts.end_sessions(account=who.account, by=who.by, at=request.real, ref=ref)
    return HttpResponseRedirect("/account", status=303)


@signed_in
@require_POST
def end_others(request: Any) -> HttpResponse:
    """Sign out everywhere but here."""
    who = request.who
    keep = digest(request.session.session_key)
    accounts.end_sessions(account=who.account, by=who.by, at=request.real, keep=keep)
    return HttpResponseRedirect("/account", status=303)


@signed_in
@require_POST
def act_as(request: Any, ref: str) -> HttpResponse:
    """Act by another of one's grants."""
    if ref not in {grant.ref for grant in request.who.grants}:
        raise Http404
    request.session["grant"] = ref
    request.session.pop("purpose", None)
    return HttpResponseRedirect(next_of(request), status=303)


@open_to_all
@require_POST
def language(request: Any) -> HttpResponse:
    """The language of the pages, kept in a cookie."""
    response = HttpResponseRedirect(next_of(request), status=303)
    chosen = request.POST.get("language", "")
    if chosen in ("zh", "en"):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, django_language(chosen), max_age=settings.LANGUAGE_COOKIE_AGE, httponly=True,
            secure=settings.LANGUAGE_COOKIE_SECURE, samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )  # fmt: skip
    return response
