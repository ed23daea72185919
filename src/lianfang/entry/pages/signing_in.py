"""Signing in: the password, the second factor, the purpose; and out again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.entry import forms, guesses
from lianfang.entry.pages.frame import next_of, page, shown
from lianfang.entry.rules import half_signed_in, open_to_all, signed_in
from lianfang.registers import journal
from lianfang.registers.access import By
from lianfang.registers.actions import factors
from lianfang.registers.actions.accounts import plain
from lianfang.registers.demonstration import is_made_up
from lianfang.registers.models import Account

TRIES = 5
"""Wrong codes after which a session begins anew with the password."""
_nobody: list[str] = []


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Any) -> HttpResponse:
    """Login name and password. Whether the name is known, the answer and its time do not tell."""
    if request.method != "POST":
        return shown(request, "sign_in", _("Sign in"), forms.SignIn(), next=next_of(request))
    login = plain(request.POST.get("login", ""))
    address, at = _address(request), request.real
    careful = guesses.NAMES.are_many(login, at) or guesses.ADDRESSES.are_many(address, at)
    form = (forms.SignInWithCode if careful else forms.SignIn)(request.POST)
    if not form.is_valid():
        return shown(request, "sign_in", _("Sign in"), form, next=next_of(request))
    account = _known(login)
    # What was typed as a name may be a password: the journal gets names that somebody has.
    by = By("?" if account is None else account.login, "none", purpose="maintenance")
    code = form.cleaned_data.get("code", "")
    only = _are_codes_guessed(login, address, at)
    right = _is_password(account, form.cleaned_data["password"])
    if careful and not factors.is_code(account, code, request.real, recovery_only=only):
        if right:  # else anybody could use up the guesses at a code that its holder has
            _count_code(login, address, at)
        form.add_error(
            None,
            _(
                "Too many wrong guesses. Give the code of your second factor too, or wait a quarter of an hour."
            ),
        )
        return page(request, "sign_in", _("Sign in"), status=429, form=form, next=next_of(request))
    if not right or account is None:
        _count(request, login, address, account, by)
        form.add_error(None, _("The login name or the password is wrong."))
        return shown(request, "sign_in", _("Sign in"), form, next=next_of(request))
    guesses.NAMES.forget(login)
    _begin(request, account, by)
    if careful and factors.take(account=account, code=code, by=by, at=request.real, recovery_only=only):
        request.session["factor_at"] = request.real
    return HttpResponseRedirect(next_of(request), status=303)


def _are_codes_guessed(login: str, address: str, at: int) -> bool:
    """Have so many wrong codes come that only a recovery code is taken?"""
    return guesses.CODES.are_many(login, at) or guesses.CODES_FROM.are_many(f"{login} {address}", at)


def _count_code(login: str, address: str, at: int) -> None:
    guesses.CODES.wrong(login, at)
    guesses.CODES_FROM.wrong(f"{login} {address}", at)


def _known(login: str) -> Account | None:
    """Whose login name this is, if they may come in at all."""
    found = Account.objects.filter(login=login, active=True).first()
    return None if found is None or (found.is_demo and not is_made_up()) else found


def _address(request: HttpRequest) -> str:
    """Where a request comes from: behind a proxy, what that wrote last."""
    if settings.HTTPS == "proxy":
        return str(request.headers.get("X-Forwarded-For", "").split(",")[-1].strip())
    return str(request.META.get("REMOTE_ADDR", ""))


def _is_password(account: Account | None, password: str) -> bool:
    """As long for a name that nobody has."""
    if not _nobody:
        _nobody.append(make_password("nobody"))
    return check_password(password, account.password if account else _nobody[0]) and account is not None


def _count(request: Any, login: str, address: str, account: Account | None, by: By) -> None:
    """Count a wrong guess; the one from which on the door is careful leaves a trace."""
    at = request.real
    crossed = [guesses.NAMES.wrong(login, at), guesses.ADDRESSES.wrong(address, at)]
    if any(crossed):
        row = None if account is None else account.pk
        ref = "" if account is None else account.ref
        said = "login" if crossed[0] else "address"
        journal.append(
            [journal.Entry(request.real, by, "refused", "account", row, ref, said, request.number)]
        )


def _begin(request: Any, account: Account, by: By) -> None:
    """A session of its own key, whatever the browser brought along."""
    request.session.flush()
    request.session["account"] = account.pk
    request.session["agent"] = request.headers.get("User-Agent", "")[:120]
    request.session.create()
    rotate_token(request)
    journal.append(
        [
            journal.Entry(
                request.real, by, "sign_in", "account", account.pk, account.ref, "password", request.number
            )
        ]
    )


@half_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Any) -> HttpResponse:
    """The second factor."""
    if request.who.waits_for != "code":
        return HttpResponseRedirect(next_of(request), status=303)
    return _take_code(request, "code")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: Any) -> HttpResponse:
    """The second factor once more, before something grave."""
    return (
        HttpResponseRedirect(next_of(request), status=303)
        if request.who.is_fresh
        else _take_code(request, "again")
    )


def _take_code(request: Any, template: str) -> HttpResponse:
    if request.method != "POST":
        return shown(request, template, _title(template), forms.Code(), next=next_of(request))
    form = forms.Code(request.POST)
    if not form.is_valid():
        return shown(request, template, _title(template), form, next=next_of(request))
    account = request.who.account
    only = _are_codes_guessed(account.login, _address(request), request.real)
    code = form.cleaned_data["code"]
    if factors.take(account=account, code=code, by=request.who.by, at=request.real, recovery_only=only):
        request.session["factor_at"] = request.real
        request.session.pop("tries", None)
        request.session.cycle_key()
        journal.append(
            [
                journal.Entry(
                    request.real,
                    request.who.by,
                    "sign_in",
                    "account",
                    account.pk,
                    account.ref,
                    "second factor",
                    request.number,
                )
            ]
        )
        return HttpResponseRedirect(next_of(request), status=303)
    return _wrong_code(request, template, form)


def _title(template: str) -> str:
    return _("Second factor") if template == "code" else _("Second factor once more")


def _wrong_code(request: Any, template: str, form: forms.Code) -> HttpResponse:
    tries = request.session.get("tries", 0) + 1
    account = request.who.account
    _count_code(account.login, _address(request), request.real)
    journal.append(
        [
            journal.Entry(
                request.real,
                request.who.by,
                "refused",
                "account",
                account.pk,
                account.ref,
                "code",
                request.number,
            )
        ]
    )
    if tries >= TRIES:
        request.session.flush()
        return HttpResponseRedirect("/sign-in", status=303)
    request.session["tries"] = tries
    form.add_error(
        "code", _("The code is wrong or was used already. Wait for the next one, or give a recovery code.")
    )
    return shown(request, template, _title(template), form, next=next_of(request))


@half_signed_in
@require_POST
def sign_out(request: Any) -> HttpResponse:
    """The session ends, and the browser forgets what it has of this site."""
    account, by = request.who.account, request.who.by
    journal.append(
        [journal.Entry(request.real, by, "sign_out", "account", account.pk, account.ref, "", request.number)]
    )
    request.session.flush()
    response = HttpResponseRedirect("/sign-in", status=303)
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def purpose(request: Any) -> HttpResponse:
    """What for: asked where a grant has several, once a session."""
    who = request.who
    purposes = () if who.grant is None else who.grant.purposes
    form = forms.Purpose(request.POST or None, purposes=purposes)
    if request.method == "POST" and form.is_valid():
        request.session["purpose"] = form.cleaned_data["purpose"]
        return HttpResponseRedirect(next_of(request), status=303)
    return shown(request, "purpose", _("Purpose"), form, next=next_of(request))
