"""Enrolling: the first administrator, one's own password, the second factor."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib.auth.hashers import check_password
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base.problems import Refused
from lianfang.entry import forms
from lianfang.entry.pages.frame import next_of, page, shown, tell
from lianfang.entry.pages.signing_in import _begin
from lianfang.entry.rules import half_signed_in, open_to_all, signed_in
from lianfang.registers.access import By
from lianfang.registers.actions import accounts, factors
from lianfang.registers.actions.accounts import digest

FIELDS = {
    "account/login": "login", "account/name": "name", "account/password": "password", "account/first-token": "token",
    "account/not-first": "token", "account/code": "code",
}  # fmt: skip
"""Problem → the field at which it is shown."""


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: Any) -> HttpResponse:
    """The first administrator of a site, by the token that the console printed."""
    if request.method != "POST":
        return shown(request, "first", _("First administrator"), forms.First())
    form = forms.First(request.POST)
    if form.is_valid():
        told = {key: form.cleaned_data[key] for key in ("token", "login", "name", "password")}
        try:
            account = accounts.make_first_administrator(**told, at=request.real)
        except Refused as refusal:
            tell(form, refusal, FIELDS)
        else:
            _begin(request, account, By(account.login, "administrator", purpose="maintenance"))
            return HttpResponseRedirect("/", status=303)
    return shown(request, "first", _("First administrator"), form)


@half_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: Any) -> HttpResponse:
    """A password of one's own: before anything else where another has seen the present one."""
    who = request.who
    if who.waits_for not in ("", "password"):
        return HttpResponseRedirect("/", status=303)
    if request.method != "POST":
        return shown(
            request, "password", _("Change the password"), forms.ChangePassword(), next=next_of(request)
        )
    form = forms.ChangePassword(request.POST)
    if form.is_valid():
        if who.account.is_demo:
            form.add_error(None, _("The password of a demo account stays as it is."))
        elif not check_password(form.cleaned_data["old"], who.account.password):
            form.add_error("old", _("That is not your present password."))
        else:
            return _changed(request, form)
    return shown(request, "password", _("Change the password"), form, next=next_of(request))


def _changed(request: Any, form: forms.ChangePassword) -> HttpResponse:
    who = request.who
    try:
        accounts.change_password(
            account=who.account, password=form.cleaned_data["password"], by=who.by, at=request.real,
            keep=digest(request.session.session_key),
        )  # fmt: skip
    except Refused as refusal:
        tell(form, refusal, FIELDS)
        return shown(request, "password", _("Change the password"), form, next=next_of(request))
    request.session.cycle_key()
    return HttpResponseRedirect(next_of(request), status=303)


@half_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: Any) -> HttpResponse:
    """A second factor: the key as a square and as letters, and a code that shows it works. Then the recovery codes, once."""
    who = request.who
    if who.account.secret is not None or who.account.is_demo or who.waits_for == "password":
        return HttpResponseRedirect(next_of(request), status=303)
    secret = request.session.get("new_secret")
    if secret is None or request.method != "POST":
        secret = request.session["new_secret"] = secret or factors.new_secret()
    form = forms.Enrol(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = factors.enrol(
                account=who.account, secret=secret, code=form.cleaned_data["code"], by=who.by, at=request.real
            )
        except Refused as refusal:
            tell(form, refusal, FIELDS)
        else:
            del request.session["new_secret"]
            request.session["factor_at"] = request.real
            request.session.cycle_key()
            return page(request, "recovery_codes", _("Recovery codes"), codes=codes, next=next_of(request))
    square = segno.make(factors.address(secret, login=who.account.login), error="m")
    drawn = mark_safe(square.svg_inline(scale=5, title="QR"))  # noqa: S308  (drawn here, of digits)
    return shown(
        request,
        "enrol",
        _("Enrol a second factor"),
        form,
        square=drawn,
        letters=_spaced(secret),
        next=next_of(request),
    )


def _spaced(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: Any) -> HttpResponse:
    """New recovery codes, after the second factor was shown anew."""
    who = request.who
    if request.method != "POST" or who.account.secret is None:
        return page(request, "renew_codes", _("Recovery codes"), left=factors.codes_left(who.account))
    if not who.is_fresh:
        return HttpResponseRedirect("/sign-in/again?next=/account/recovery-codes", status=303)
    codes = factors.renew_recovery_codes(account=who.account, by=who.by, at=request.real)
    return page(request, "recovery_codes", _("Recovery codes"), codes=codes, next="/account")
