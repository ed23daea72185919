"""What the pages of staff say of members, shifts, needs and teams: rows of tables, with instants as the city writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.base.instants import iso
from lianfang.base.words import Text
from lianfang.fronts.staff.queries import MOST, OfMember, Rota
from lianfang.registers.models import Mission, Need, StaffMember, StaffShift
from lianfang.ui.parts.facts import Fact
from lianfang.ui.parts.marks import Link, Notice, State, Tone
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import moment, number, spoken


def record_of(register: str, ref: str) -> str:
    """The address of a record."""
    return reverse("board:record", args=[register, ref])


class Says:
    """Rows of the page's tables, with instants as the city writes them."""

    def __init__(self, zone: str):
        self.zone, self.language = zone, spoken()

    def at(self, instant: int | None) -> Cell:
        """An instant, or that it is not known."""
        return Cell(is_unknown=True) if instant is None else Cell(moment(iso(instant, self.zone)))

    def code(self, model: Any, column: str, code: str | None) -> str:
        """A code in words."""
        codes: dict[str, Text] = model._meta.get_field(column).codes.codes
        return codes[code].to(self.language) if code in codes else ""

    def fact(self, term: str, instant: int | None, sees: bool = True, nothing: str = "") -> Fact:
        """An instant as a fact of a record; withheld where what is read for does not open it."""
        if not sees:
            return Fact(term, withheld=_("not for this purpose"))
        if instant is None:
            return Fact(term, nothing, is_unknown=not nothing)
        return Fact(term, moment(iso(instant, self.zone)))

    def yes_or_no(self, answer: bool | None) -> str:
        """Yes, no, or nothing where nobody asked."""
        return "" if answer is None else _("yes") if answer else _("no")

    def alarms(self, made: Rota) -> list[Notice]:
        """Clusters, and that not all are shown."""
        found = []
        for one in made.clusters:
            place = _("a place not on record") if one.site is None else self.name(one.site)
            facts = {"count": number(one.ill), "place": place, "since": moment(iso(one.since, self.zone))}
            what = _("%(count)s of staff of %(place)s had symptoms since %(since)s.") % facts
            tone: Tone = "error" if one.event is None else "warning"
            more = _("A cluster by the plan's definition; it is being looked into.")
            if one.event is None:
                more = _("A cluster by the plan's definition: look into infections inside the hospital.")
            href = "" if one.site is None else reverse("staff:cluster", args=[one.site.ref])
            found.append(Notice(tone, what, more, Link(_("The cluster"), href) if href else None))
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
        """The name in the language of the page."""
        return Text(of.name_zh, of.name_en).to(self.language)

    def members(self, made: Rota, at: int) -> Table:
        """Who there is, their week and what comes next."""
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
        """One of them."""
        member, now = one.member, one.now
        on = Cell(_("off"), tone="soft")
        if now is not None:
            left = _("until %(time)s") % {"time": moment(iso(now.ends_at, self.zone))}
            on = Cell(self.code(StaffShift, "zone", now.zone) or _("on duty"), note=left, tone="strong")
        allowed = ", ".join(sorted({shift.approved_by or "" for shift in one.beyond}))
        return Row(
            (
                Cell(self.code(StaffMember, "role", member.role), reverse("staff:member", args=[member.ref]), note=member.ref),
                Cell(self.name(member.site or member.organisation)), Cell(member.team or ""), on,
                Cell() if one.next is None else self.at(one.next.starts_at), Cell(number(one.shifts)),
                Cell(f"{one.hours:g}", note="" if one.is_hours_known else _("of some shifts not known")),
                Cell(_("allowed by %(names)s") % {"names": allowed}, tone="unsure") if one.beyond else Cell(),
                self.next_test(one, at),
            )
        )  # fmt: skip

    def next_test(self, one: OfMember, at: int) -> Cell:
        """By when they are to be tested next, and why."""
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

    def exposures(self, found: Sequence[StaffShift], sees: bool) -> Table:
        """Exposures that nobody has assessed."""
        rows_ = [
            Row((
                Cell(self.code(StaffMember, "role", one.staff_member.role), reverse("staff:shift", args=[one.ref]), note=one.ref),
                self.at(one.exposed_at) if sees else Cell(_("withheld"), tone="soft"),
            ))
            for one in found
        ]  # fmt: skip
        columns = (Column(_("Member of staff")), Column(_("Exposed"), is_kept=True))
        return Table(_("Exposures that nobody has assessed"), columns, rows_, State("empty", _("None")))

    def needs(self, found: Sequence[Need]) -> Table:
        """Needs of families that are open."""
        rows_ = [
            Row((Cell(self.code(Need, "kind", one.kind), record_of("need", one.ref), note=one.ref), self.at(one.asked_at)))
            for one in found
        ]  # fmt: skip
        columns = (Column(_("What the family needs")), Column(_("Asked"), is_kept=True))
        return Table(_("Needs of families that are open"), columns, rows_, State("empty", _("None")))

    def missions(self, found: Sequence[Mission]) -> Table:
        """Teams sent away."""
        rows_ = [
            Row((
                Cell(self.name(one), record_of("mission", one.ref)), Cell("" if one.place is None else self.name(one.place)),
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
