"""Whoever keeps accounts: open and disable them, propose and sign grants, give devices their tokens."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base import instants
from lianfang.base.instants import iso
from lianfang.base.problems import Refused
from lianfang.entry import forms
from lianfang.entry.pages.frame import page, shown, tell
from lianfang.entry.rules import for_device, may
from lianfang.entry.tables import area_names, area_of, grants_told
from lianfang.registers.actions import accounts, devices, granting
from lianfang.registers.actions.reach import accounts_of, in_reach
from lianfang.registers.models import Account, Device, Grant
from lianfang.registers.roles import FORMS
from lianfang.ui.writing import spoken

FIELDS = {
    "account/login": "login", "account/name": "name", "grant/role": "role", "grant/area": "area",
    "grant/purpose": "purposes", "grant/classes": "classes", "grant/term": "until", "device/form": "form",
}  # fmt: skip


@may("grant")
@require_safe
def list_accounts(request: Any) -> HttpResponse:
    """The accounts in reach, and how to open one."""
    return page(
        request,
        "accounts",
        _("Accounts"),
        accounts=accounts_of(request.who.by, at=request.real).order_by("login"),
    )


@may("grant", fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def open_account(request: Any) -> HttpResponse:
    """A new account; its first password is shown once."""
    form = forms.NewAccount(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            [(ref, password)] = accounts.open_accounts(
                rows=[form.cleaned_data], by=request.who.by, at=request.real
            )
        except Refused as refusal:
            tell(form, refusal, FIELDS)
        else:
            made = Account.objects.get(ref=ref)
            return page(request, "opened", _("The account is open"), account=made, password=password)
    return shown(request, "open_account", _("Open an account"), form)


@may("grant")
@require_safe
def one_account(request: Any, ref: str) -> HttpResponse:
    """An account with all its grants in reach."""
    found = accounts_of(request.who.by, at=request.real).filter(ref=ref).first()
    if found is None:
        raise Http404
    grants = Grant.objects.filter(in_reach(request.who.by), account=found).select_related(
        "proposed_by", "account"
    )
    return page(
        request, "one_account", _("Account"), account=found, grants=grants_told(grants, at=request.real)
    )


@may("grant", fresh=True)
@require_POST
def disable(request: Any, ref: str) -> HttpResponse:
    """An account that comes in no more."""
    return _done(
        request, lambda: accounts.disable(refs=[ref], by=request.who.by, at=request.real), "/accounts"
    )


@may("grant", fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Any, ref: str) -> HttpResponse:
    """Propose a grant to an account."""
    holder = accounts_of(request.who.by, at=request.real).filter(ref=ref, active=True).first()
    if holder is None:
        raise Http404
    form = forms.NewGrant(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        ends = instants.end_of(form.last_day(), settings.TIME_ZONE)
        try:
            row = {
                "account": ref, "role": told["role"], "area": area_of(told["area"], by=request.who.by),
                "purposes": told["purposes"], "classes": told["classes"], "begins_at": request.real, "ends_at": ends,
            }  # fmt: skip
            granting.propose(rows=[row], by=request.who.by, at=request.real)
        except Refused as refusal:
            tell(form, refusal, FIELDS)
        else:
            return HttpResponseRedirect("/grants", status=303)
    return shown(request, "propose", _("Propose a right"), form, holder=holder)


@may("grant", "sign")
@require_safe
def list_grants(request: Any) -> HttpResponse:
    """What awaits a second signature."""
    waiting = granting.unreviewed(by=request.who.by, at=request.real)
    return page(
        request, "grants", _("Rights that await a signature"), grants=grants_told(waiting, at=request.real)
    )


@may("grant", "sign", fresh=True)
@require_POST
def sign(request: Any, ref: str) -> HttpResponse:
    """The second signature."""
    return _done(request, lambda: granting.sign(refs=[ref], by=request.who.by, at=request.real), "/grants")


@may("grant", "sign")
@require_POST
def end(request: Any, ref: str) -> HttpResponse:
    """End a grant, or turn a proposal down."""
    return _done(request, lambda: granting.end(refs=[ref], by=request.who.by, at=request.real), "/grants")


@may("devices")
@require_safe
def list_devices(request: Any) -> HttpResponse:
    """The devices in reach."""
    found = list(Device.objects.filter(in_reach(request.who.by)).order_by("-id"))
    names, language = area_names({one.area for one in found}), spoken()
    told = [
        {
            "ref": one.ref, "name": one.name, "form": FORMS[one.form].to(language), "area": names.get(one.area, ""),
            "until": iso(one.ends_at, settings.TIME_ZONE), "live": one.revoked_at is None and one.ends_at > request.real,
        }
        for one in found
    ]  # fmt: skip
    return page(request, "devices", _("Devices"), devices=told)


@may("devices", fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
def give_token(request: Any) -> HttpResponse:
    """A token for a device, shown once."""
    form = forms.NewDevice(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            row = {
                "name": told["name"],
                "form": told["form"],
                "area": area_of(told["area"], by=request.who.by),
            }
            [(_ref, token)] = devices.give(rows=[row], by=request.who.by, at=request.real)
        except Refused as refusal:
            tell(form, refusal, FIELDS)
        else:
            return page(request, "token", _("The device's token"), token=token, name=told["name"])
    return shown(request, "give_token", _("Give a device its token"), form)


@may("devices")
@require_POST
def revoke(request: Any, ref: str) -> HttpResponse:
    """Take a device's token back."""
    return _done(request, lambda: devices.revoke(refs=[ref], by=request.who.by, at=request.real), "/devices")


@csrf_exempt
@for_device()
@require_safe
def device(request: Any) -> HttpResponse:
    """For a device: what its token is for."""
    one = request.device
    return JsonResponse({"name": one.name, "form": one.form, "area": one.area, "ends_at": one.ends_at})


def _done(request: Any, act: Any, where: str) -> HttpResponse:
    """Act and go on; what is not there is not found, what may not be done is said on a page."""
    try:
        act()
    except Refused as refusal:
        if any(problem.code.endswith("/not-found") for problem in refusal.problems):
            raise Http404 from refusal
        language = spoken()
        said = [f"{problem.what(language)} {problem.mend(language)}" for problem in refusal.problems]
        return page(request, "refused", _("That cannot be done"), status=422, problems=said, back=where)
    return HttpResponseRedirect(where, status=303)
