"""One member of staff with their shifts, and since when they are ill; one shift, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base.instants import DAY
from lianfang.base.problems import Problem, Refused
from lianfang.entry.forms import new_client
from lianfang.entry.pages.frame import tell
from lianfang.entry.pages.working import framed, reads, to, told
from lianfang.entry.rules import may
from lianfang.fronts.staff.actions import enter_illness, enter_shift
from lianfang.fronts.staff.forms import CameOfShift, FellIll
from lianfang.fronts.staff.pages.rota import CURRENT
from lianfang.fronts.staff.pages.saying import Says, record_of
from lianfang.gaps import plans
from lianfang.gaps.lists import journal
from lianfang.registers.access import opens_sensitive, rows
from lianfang.registers.models import StaffMember, StaffShift
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table

BEFORE = 14 * DAY
"""How far back shifts are listed."""
AT_FIELD = {
    "staff/not-begun": "hours", "staff/hours-not-of-shift": "hours", "staff/too-long-in-zone": "approved_by",
    "staff/exposed-outside-shift": "exposed_at", "staff/nothing-to-assess": "assessed_at",
    "staff/assessed-before-exposed": "assessed_at",
}  # fmt: skip


@dataclass(frozen=True)
class MemberPage:
    """What the page of a member of staff shows."""

    page: Page
    acts: Sequence[Link]
    notices: Sequence[Notice]
    facts: Facts
    shifts: Table
    form: Form | None


@dataclass(frozen=True)
class ShiftPage:
    """What the page of a shift shows."""

    page: Page
    acts: Sequence[Link]
    notices: Sequence[Notice]
    facts: Facts
    form: Form | None


@may("people")
@reads("staff_member")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def member(request: Any, ref: str) -> HttpResponse:
    """A member of staff and their shifts; and when the form is sent, since when they are ill."""
    one = rows(StaffMember, request.who.reader).select_related("site", "organisation").filter(ref=ref).first()
    if one is None:
        raise Refused(Problem("staff/not-found"))
    sees = opens_sensitive(request.who.reader)
    form = FellIll(initial={"client": new_client()})
    if request.method == "POST" and sees and request.who.may("write"):
        form = FellIll(request.POST)
        if form.is_valid() and _ill(request, ref, form):
            return to("staff:member", ref)
    return _member(request, one, sees, form)


def _ill(request: Any, ref: str, form: FellIll) -> bool:
    said = form.cleaned_data
    try:
        enter_illness(
            ref=ref, ill_at=said["ill_at"], reader=request.who.reader, by=request.who.by, at=request.at,
            request=said["client"],
        )  # fmt: skip
    except Refused as refusal:
        tell(form, refusal, {"staff/not-yet": "ill_at"})
        return False
    return True


def _member(request: Any, one: StaffMember, sees: bool, form: FellIll) -> HttpResponse:
    says = Says(plans.in_force().plan.zone)
    found = list(
        StaffShift.objects.filter(staff_member=one, ends_at__gt=request.at - BEFORE).order_by(
            "-starts_at", "-id"
        )
    )
    journal(
        request.who.reader, at=request.at, counts={"staff_member": 1, "staff_shift": len(found)}, ref=one.ref
    )
    facts = [
        Fact(_("Role"), says.code(StaffMember, "role", one.role)),
        Fact(_("Ward or site"), says.name(one.site or one.organisation)), Fact(_("Team"), one.team or "", is_unknown=not one.team),
        says.fact(_("Ill, or tested positive, since"), one.ill_at, sees, _("none on record")),
    ]  # fmt: skip
    made = None
    if sees and request.who.may("write"):
        made = Form(
            reverse("staff:member", args=[one.ref]),
            fields_of(form),
            _("Enter the illness"),
            general=general_of(form),
        )
    context = MemberPage(
        framed(
            request, _("Member of staff {ref}").format(ref=one.ref), Crumb(_("Medical staff"), reverse(CURRENT)), current=CURRENT,
            has_errors=bool(form.errors),
        ),
        [Link(_("The record"), record_of("staff_member", one.ref))], _withheld(sees), Facts(facts), _shifts(says, found, sees), made,
    )  # fmt: skip
    return render(request, "staff/member.html", vars(context), status=422 if form.errors else 200)


def _withheld(sees: bool) -> list[Notice]:
    if sees:
        return []
    what = _("What you read for does not open illnesses and exposures.")
    return [
        Notice(
            "info",
            what,
            _("Change the purpose to see and enter them."),
            Link(_("Purpose"), reverse("entry:purpose")),
        )
    ]


def _shifts(says: Says, found: Sequence[StaffShift], sees: bool) -> Table:
    columns = (
        Column(_("Shift begins"), is_kept=True), Column(_("Shift ends"), is_kept=True), Column(_("Zone")),
        Column(_("Hours in the zone"), True), Column(_("Beyond the limit")), Column(_("Exposed at work"), is_kept=True),
        Column(_("Symptoms")),
    )  # fmt: skip
    return Table(
        _("Shifts of the last 14 days, and those to come"), columns, [_shift_row(says, one, sees) for one in found],
        State("empty", _("No shift is on record")),
    )  # fmt: skip


def _shift_row(says: Says, one: StaffShift, sees: bool) -> Row:
    begins, shut = says.at(one.starts_at), Cell(_("withheld"), tone="soft")
    hours = Cell(is_unknown=True) if one.hours_in_zone is None else Cell(f"{one.hours_in_zone:g}")
    exposed = Cell() if one.exposed_at is None else says.at(one.exposed_at)
    return Row((
        Cell(begins.text, reverse("staff:shift", args=[one.ref])), says.at(one.ends_at),
        Cell(says.code(StaffShift, "zone", one.zone)), hours,
        Cell(_("allowed by %(names)s") % {"names": one.approved_by}, tone="unsure") if one.approved_by else Cell(),
        exposed if sees else shut, Cell(says.yes_or_no(one.ill), is_unknown=one.ill is None) if sees else shut,
    ))  # fmt: skip


@may("people")
@reads("staff_member")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def shift(request: Any, ref: str) -> HttpResponse:
    """A shift; and when the form is sent, what came of it."""
    found = rows(StaffShift, request.who.reader).select_related("staff_member", "site").filter(ref=ref)
    one = found.first()
    if one is None:
        raise Refused(Problem("staff/not-found"))
    sees = opens_sensitive(request.who.reader)
    form = CameOfShift(initial={"client": new_client()}, sees=sees)
    if request.method == "POST" and request.who.may("write"):
        form = CameOfShift(request.POST, sees=sees)
        if form.is_valid() and _came(request, ref, form):
            return to("staff:shift", ref)
    return _shift(request, one, sees, form)


def _came(request: Any, ref: str, form: CameOfShift) -> bool:
    try:
        enter_shift(
            ref=ref, came=form.came(), reader=request.who.reader, by=request.who.by, at=request.at,
            request=form.cleaned_data["client"],
        )  # fmt: skip
    except Refused as refusal:
        tell(form, refusal, AT_FIELD)
        return False
    return True


def _shift(request: Any, one: StaffShift, sees: bool, form: CameOfShift) -> HttpResponse:
    says, of = Says(plans.in_force().plan.zone), one.staff_member
    journal(request.who.reader, at=request.at, counts={"staff_shift": 1}, ref=one.ref)
    who = says.code(StaffMember, "role", of.role)
    facts = [
        Fact(_("Member of staff"), f"{who} · {of.ref}", reverse("staff:member", args=[of.ref])),
        Fact(_("Ward or site"), "" if one.site is None else says.name(one.site), is_unknown=one.site is None),
        says.fact(_("Shift begins"), one.starts_at), says.fact(_("Shift ends"), one.ends_at),
        Fact(_("Zone"), says.code(StaffShift, "zone", one.zone), is_unknown=one.zone is None),
        Fact(_("Level of protection"), says.code(StaffShift, "protection", one.protection), is_unknown=one.protection is None),
        Fact(
            _("Hours in the contaminated zone"), "" if one.hours_in_zone is None else f"{one.hours_in_zone:g}",
            is_unknown=one.hours_in_zone is None,
        ),
        Fact(_("Allowed beyond the limit by"), one.approved_by or "—"),
        Fact(_("Symptoms, asked before the shift"), says.yes_or_no(one.ill), is_unknown=one.ill is None)
        if sees else Fact(_("Symptoms, asked before the shift"), withheld=_("not for this purpose")),
        says.fact(_("Exposed at work"), one.exposed_at, sees, _("none on record")),
        says.fact(_("Exposure assessed"), one.exposure_assessed_at, sees, _("none on record")),
    ]  # fmt: skip
    made = None
    if request.who.may("write"):
        made = Form(
            reverse("staff:shift", args=[one.ref]),
            fields_of(form),
            _("Enter what came of it"),
            general=general_of(form),
        )
    back = Crumb(_("Member of staff {ref}").format(ref=of.ref), reverse("staff:member", args=[of.ref]))
    context = ShiftPage(
        framed(
            request, _("Shift {ref}").format(ref=one.ref), Crumb(_("Medical staff"), reverse(CURRENT)), back, current=CURRENT,
            has_errors=bool(form.errors),
        ),
        [Link(_("The record"), record_of("staff_shift", one.ref))], _withheld(sees), Facts(facts), made,
    )  # fmt: skip
    return render(request, "staff/shift.html", vars(context), status=422 if form.errors else 200)
