"""The rota of those who treat, and a shift put on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base.instants import HOUR, iso
from lianfang.base.problems import Refused
from lianfang.base.words import Text
from lianfang.entry.forms import new_client
from lianfang.entry.pages.frame import tell
from lianfang.entry.pages.working import framed, reads, to, told
from lianfang.entry.rules import may
from lianfang.fronts.staff.actions import limits_on, put_on_rota
from lianfang.fronts.staff.forms import PutOnRota
from lianfang.fronts.staff.policies import Limits, Turn
from lianfang.fronts.staff.queries import MOST, OfMember, Rota, rota
from lianfang.gaps import plans
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Mission, Need, StaffMember, StaffShift
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import moment, number, spoken

CURRENT = "staff:rota"
AT_FIELD = {
    "staff/not-found": "member", "staff/ends-before": "ends_at", "staff/overlaps": "starts_at",
    "staff/too-little-rest": "approved_by", "staff/too-long-in-zone": "approved_by",
}  # fmt: skip


@dataclass(frozen=True)
class RotaPage:
    """What the page shows."""

    page: Page
    acts: Sequence[Link]
    alarms: Sequence[Notice]
    members: Table
    exposures: Table
    needs: Table
    missions: Table


@dataclass(frozen=True)
class PutPage:
    """The form of a shift."""

    page: Page
    limits: str
    form: Form


@may("people")
@reads("staff_member")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """Who is on duty within the reader's reach."""
    reader = request.who.reader
    plan = plans.in_force().plan
    made = rota(plan=plan, reader=reader, at=request.at)
    says = _Says(plan.zone, limits_on(plan, request.at))
    acts = [Link(_("Put a shift on the rota"), reverse("staff:put"))] if request.who.may("write") else []
    context = RotaPage(
        framed(request, _("Medical staff"), current=CURRENT), acts, says.alarms(made), says.members(made, request.at),
        says.exposures(made.unassessed), says.needs(made.needs), says.missions(made.missions),
    )  # fmt: skip
    return render(request, "staff/rota.html", vars(context))


class _Says:
    """Rows of the page's tables, with instants as the city writes them."""

    def __init__(self, zone: str, limits: Limits):
        self.zone, self.limits, self.language = zone, limits, spoken()

    def at(self, instant: int | None) -> Cell:
        return Cell(is_unknown=True) if instant is None else Cell(moment(iso(instant, self.zone)))

    def code(self, model: Any, column: str, code: str | None) -> str:
        codes: dict[str, Text] = model._meta.get_field(column).codes.codes
        return codes[code].to(self.language) if code in codes else ""

    def alarms(self, made: Rota) -> list[Notice]:
        found = []
        for one in made.clusters:
            place = _("a place not on record") if one.site is None else self.name(one.site)
            facts = {"count": number(one.ill), "place": place, "since": moment(iso(one.since, self.zone))}
            found.append(
                Notice(
                    "error", _("%(count)s of staff of %(place)s had symptoms since %(since)s.") % facts,
                    _("A cluster by the plan's definition: look into infections inside the hospital."),
                )
            )  # fmt: skip
        if made.count > MOST:
            found.append(
                Notice(
                    "info",
                    _("%(count)s of staff, of whom %(most)s are shown.")
                    % {"count": number(made.count), "most": MOST},
                )
            )
        return found

    def name(self, of: Any) -> str:
        return Text(of.name_zh, of.name_en).to(self.language)

    def members(self, made: Rota, at: int) -> Table:
        columns = (
            Column(_("Member of staff")), Column(_("Ward or site")), Column(_("Team")), Column(_("On duty")),
            Column(_("Next shift"), is_kept=True), Column(_("Shifts in 7 days"), True), Column(_("Hours in the zone in 7 days"), True),
            Column(_("Beyond the limit")), Column(_("Next test by")),
        )  # fmt: skip
        return Table(
            _("Staff, their week and what comes next"), columns, [self.member(one, at) for one in made.members],
            State("empty", _("No member of staff is on record in the area")),
        )  # fmt: skip

    def member(self, one: OfMember, at: int) -> Row:
        member, now = one.member, one.now
        on = Cell(_("off"), tone="soft")
        if now is not None:
            left = _("until %(time)s") % {"time": moment(iso(now.ends_at, self.zone))}
            on = Cell(self.code(StaffShift, "zone", now.zone) or _("on duty"), note=left, tone="strong")
        allowed = ", ".join(sorted({shift.approved_by or "" for shift in one.beyond}))
        return Row(
            (
                Cell(self.code(StaffMember, "role", member.role), _record("staff_member", member.ref), note=member.ref),
                Cell(self.name(member.site or member.organisation)), Cell(member.team or ""), on,
                Cell() if one.next is None else self.at(one.next.starts_at), Cell(number(one.shifts)),
                Cell(f"{one.hours:g}", note="" if one.is_hours_known else _("of some shifts not known")),
                Cell(_("allowed by %(names)s") % {"names": allowed}, tone="unsure") if one.beyond else Cell(),
                self.next_test(one, at),
            )
        )  # fmt: skip

    def next_test(self, one: OfMember, at: int) -> Cell:
        due, last, enters_at = one.test_due_at, one.tested_at, one.enters_at
        note = _("no test on record")
        if last is not None:
            note = _("last test %(time)s") % {"time": moment(iso(last, self.zone))}
        if due is None:
            return Cell(note=note)
        said = moment(iso(due, self.zone))
        if due < at:
            return Cell(said, note=f"{_('overdue')} · {note}", tone="bad")
        if enters_at is not None and (last is None or due < enters_at):
            return Cell(said, note=f"{_('before the next shift in the zone')} · {note}", tone="unsure")
        return Cell(said, note=note)

    def exposures(self, found: Sequence[StaffShift]) -> Table:
        rows_ = [
            Row((
                Cell(self.code(StaffMember, "role", one.staff_member.role), _record("staff_shift", one.ref), note=one.ref),
                self.at(one.exposed_at),
            ))
            for one in found
        ]  # fmt: skip
        columns = (Column(_("Member of staff")), Column(_("Exposed"), is_kept=True))
        return Table(_("Exposures that nobody has assessed"), columns, rows_, State("empty", _("None")))

    def needs(self, found: Sequence[Need]) -> Table:
        rows_ = [
            Row((Cell(self.code(Need, "kind", one.kind), _record("need", one.ref), note=one.ref), self.at(one.asked_at)))
            for one in found
        ]  # fmt: skip
        columns = (Column(_("What the family needs")), Column(_("Asked"), is_kept=True))
        return Table(_("Needs of families that are open"), columns, rows_, State("empty", _("None")))

    def missions(self, found: Sequence[Mission]) -> Table:
        rows_ = [
            Row((
                Cell(self.name(one), _record("mission", one.ref)), Cell("" if one.place is None else self.name(one.place)),
                Cell(number(one.members)), self.at(one.left_at), Cell(_("away")) if one.back_at is None else self.at(one.back_at),
                Cell() if one.watch_until is None else Cell(one.watch_until.isoformat()),
                self.at(one.families_named_at),
            ))
            for one in found
        ]  # fmt: skip
        columns = (
            Column(_("Team")), Column(_("Sent to")), Column(_("Members"), True), Column(_("Left"), is_kept=True),
            Column(_("Back"), is_kept=True), Column(_("Watched until"), is_kept=True),
            Column(_("Families have a contact since"), is_kept=True),
        )  # fmt: skip
        return Table(_("Teams sent away"), columns, rows_, State("empty", _("None")))


def _record(register: str, ref: str) -> str:
    return reverse("board:record", args=[register, ref])


@may("write")
@reads("staff_member")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def put(request: Any) -> HttpResponse:
    """The form of a shift; and when it is sent, the shift."""
    reader = request.who.reader
    members = _members(reader, request.at)
    if request.method != "POST":
        form = PutOnRota(initial={"client": new_client()}, members=members)
    else:
        form = PutOnRota(request.POST, members=members)
        if form.is_valid() and _put(request, reader, form):
            return to(CURRENT)
    title = _("Put a shift on the rota")
    page = framed(
        request,
        title,
        Crumb(_("Medical staff"), reverse(CURRENT)),
        current=CURRENT,
        has_errors=bool(form.errors),
    )
    made = Form(
        reverse("staff:put"), fields_of(form), _("Put on the rota"), general=general_of(form),
        cancel=Link(_("Medical staff"), reverse(CURRENT)),
    )  # fmt: skip
    context = PutPage(page, _limits(limits_on(plans.in_force().plan, request.at)), made)
    return render(request, "staff/put.html", vars(context), status=422 if form.errors else 200)


def _put(request: Any, reader: Reader, form: PutOnRota) -> bool:
    said = form.cleaned_data
    turn = Turn(said["starts_at"], said["ends_at"], said["zone"] or None, said["approved_by"].strip())
    try:
        put_on_rota(
            ref=said["member"], turn=turn, protection=said["protection"], reader=reader, by=request.who.by, at=request.at,
            request=said["client"],
        )  # fmt: skip
    except Refused as refusal:
        tell(form, refusal, AT_FIELD)
        return False
    return True


def _members(reader: Reader, at: int) -> list[tuple[str, str]]:
    says, found = _Says("", Limits(None, None)), rows(StaffMember, reader).exclude(left_at__lte=at)
    return [
        (one.ref, f"{says.code(StaffMember, 'role', one.role)} · {one.team or '–'} · {one.ref}")
        for one in found.order_by("site_id", "team", "id")[:MOST]
    ]


def _limits(limits: Limits) -> str:
    parts = []
    if limits.hours is not None:
        parts.append(_("At most %(hours)s hours in the contaminated zone.") % {"hours": f"{limits.hours:g}"})
    if limits.rest is not None:
        parts.append(
            _("Rest between two shifts: at least %(hours)s h.") % {"hours": f"{limits.rest / HOUR:g}"}
        )
    return " ".join(parts)
