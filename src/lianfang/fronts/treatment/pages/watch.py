"""The watch after discharge: its days on the page of a case, with what each look found, and who is to be looked at today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import day_ending_at
from lianfang.entry.pages.working import framed, reads, told
from lianfang.entry.rules import may
from lianfang.fronts.treatment import watching
from lianfang.fronts.treatment.pages.framing import at_words, joined, name_of, tabs
from lianfang.fronts.treatment.watching import WatchDay
from lianfang.gaps.lists import journal
from lianfang.registers.access import opens_sensitive
from lianfang.registers.models import Case, ClinicalCheck
from lianfang.registers.models.codes import SEVERITY
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Tabs
from lianfang.ui.parts.marks import State, Status
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number, spoken

MOST = 200
STATUS: dict[str, Status] = {"seen": "met", "missed": "overdue", "waiting": "waiting", "to_come": "waiting"}


@dataclass(frozen=True)
class SeenTag:
    """How a day stands: a shape and its word."""

    template: ClassVar[str] = "ui/parts/tag.html"
    status: Status
    word: str
    more: str = ""


def table(days: Sequence[WatchDay], sees: bool) -> Table | None:
    """The days so far and today, the newest first; what was found, where the purpose opens it. None where there is no watch."""
    if not days:
        return None
    words = {"seen": _("looked at"), "missed": _("not looked at"), "waiting": _("not yet today")}
    columns = [
        Column(_("day"), is_kept=True), Column(_("stands"), is_kept=True), Column(_("at"), is_kept=True), Column(_("found")),
    ]  # fmt: skip
    past = [one for one in days if one.seen != "to_come"]
    rows = [
        Row([
            Cell(one.day.isoformat()), Cell(part=SeenTag(STATUS[one.seen], words[one.seen])),
            Cell(joined(at_words(look.at) for look in one.looks)),
            Cell(joined(_found(look) for look in one.looks)) if sees else Cell(_("withheld"), tone="soft"),
        ])
        for one in reversed(past)
    ]  # fmt: skip
    seen = sum(one.seen == "seen" for one in past)
    note = _("Looked at on {seen} of {past} days so far; the watch has {all} days.").format(
        seen=number(seen), past=number(len(past)), all=number(len(days))
    )
    return Table(
        _("Watch after discharge"),
        columns,
        rows,
        State("empty", _("The first day of the watch is tomorrow")),
        note,
    )


@dataclass(frozen=True)
class WatchPage:
    """Who is watched today."""

    page: Page
    tabs: Tabs
    lead: str
    table: Table


@may("people")
@reads("case", "admission", "clinical_check", "test_result")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """Whoever is to be looked at today, of the discharged within reach."""
    found = watching.under_watch(request.who.reader, request.at)
    sees = opens_sensitive(request.who.reader)
    waiting = sum(
        not any(day.seen == "seen" and _is_today(day, request.at) for day in of) for _case, of in found
    )
    journal(request.who.reader, at=request.at, counts={"case": len(found)})
    columns = [
        Column(_("case"), is_kept=True), Column(_("hospital")), Column(_("day of the watch"), is_number=True),
        Column(_("today"), is_kept=True), Column(_("days missed"), is_number=True), Column(_("last found")),
    ]  # fmt: skip
    rows = [_watched(case, of, request.at, sees) for case, of in found[:MOST]]
    more = _("{n} more are not shown").format(n=number(len(found) - MOST)) if len(found) > MOST else ""
    empty = State("empty", _("Nobody is under watch today"))
    context = WatchPage(
        framed(request, _("Watch after discharge"), current="treatment:beds"), tabs(request, "treatment:watch"),
        _("{n} under watch today, of whom {waiting} have not been looked at yet.").format(
            n=number(len(found)), waiting=number(waiting)
        ),
        Table(_("Under watch today"), columns, rows, empty, more),
    )  # fmt: skip
    return render(request, "treatment/watch.html", vars(context))


def _is_today(day: WatchDay, at: int) -> bool:
    return day.day == day_ending_at(at, settings.TIME_ZONE)


def _watched(case: Case, of: Sequence[WatchDay], at: int, sees: bool) -> Row:
    number_of, today = next((n, day) for n, day in enumerate(of, 1) if _is_today(day, at))
    word = _("looked at") if today.seen == "seen" else _("not yet today")
    looks = [look for day in of for look in day.looks]
    day = (
        Cell(_("{n} of {all}").format(n=number_of, all=len(of))) if sees else Cell(_("withheld"), tone="soft")
    )
    last = Cell(_found(looks[-1]) if looks else "—") if sees else Cell(_("withheld"), tone="soft")
    gone = watching.missed(of)
    return Row([
        Cell(case.ref, reverse("treatment:discharge", args=[case.ref]) + "#h-look"), Cell(name_of(case.hospital)), day,
        Cell(part=SeenTag(STATUS[today.seen], word)), Cell(number(gone), tone="bad" if gone else ""), last,
    ])  # fmt: skip


def _found(look: ClinicalCheck) -> str:
    better = {True: _("symptoms clearly better"), False: _("symptoms not better")}
    said = [
        "" if look.temperature is None else f"{look.temperature:.1f} °C",
        "" if look.symptoms_better is None else better[look.symptoms_better],
        "" if look.severity is None else SEVERITY.codes[look.severity].to(spoken()),
    ]
    return joined(one for one in said if one)
