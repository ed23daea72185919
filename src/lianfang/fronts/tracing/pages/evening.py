"""The figures of the evening, each with where its rows are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import end_of, iso
from lianfang.entry.pages.working import linked, told
from lianfang.entry.rules import may
from lianfang.fronts.tracing import evening
from lianfang.fronts.tracing.evening import Evening, Told
from lianfang.fronts.tracing.forms import day_in
from lianfang.fronts.tracing.pages.around import (
    address,
    for_investigators,
    page_of,
    tabs,
    today,
    when,
)  # fmt: skip
from lianfang.plan.model import Figure as Asked
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Tabs
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.forms import Field, FilterBar
from lianfang.ui.writing import number, spoken

ROUTE = "tracing:evening"


@dataclass(frozen=True)
class Group:
    """Figures that belong together, and what is to be known of them."""

    title: str
    figures: Figures
    note: str = ""


@dataclass(frozen=True)
class EveningPage:
    """What the page shows."""

    page: Page
    tabs: Tabs
    filters: FilterBar
    lead: str
    groups: Sequence[Group]


@may("people")
@told
@for_investigators
@require_safe
def show(request: Any) -> HttpResponse:
    """The figures of a day; without one, of the day that is going on."""
    day = day_in(request.GET.get("day", "")) or today(request.at)
    found = evening.evening(day, reader=request.who.reader, at=request.at, zone=settings.TIME_ZONE)
    until = min(request.at, end_of(day, settings.TIME_ZONE))
    context = EveningPage(
        page_of(request, _("Figures of the evening")), tabs(request, ROUTE),
        FilterBar(reverse(ROUTE), [Field("day", _("Day"), "date", day.isoformat())], reverse(ROUTE)),
        _("{day}, as of {at}").format(day=day.isoformat(), at=when(until)), list(_groups(found, day, until)),
    )  # fmt: skip
    return render(request, "tracing/evening.html", vars(context))


def _groups(found: Evening, day: date, at: int) -> Iterator[Group]:
    shown = _Shown(found, day, at)
    yield Group(_("Of today's new cases"), Figures(list(shown.all(evening.NEW)), _("new cases")))
    yield Group(
        _("From confirmation to isolation"), Figures([*shown.hours(), *shown.all(evening.OF_CONTACTS)], _("hours")),
        _hours_note(found),
    )  # fmt: skip
    rest = [*shown.all(evening.OF_THE_DAY), shown.symptomless()]
    yield Group(_("Tests, suspects, releases"), Figures(rest, _("tests")))
    yield Group(
        _("What is free"), Figures(list(shown.places()), _("beds and rooms")), _free_note(found, day, at)
    )


@dataclass(frozen=True)
class _Shown:
    """The figures of an evening as they are shown, each with the way to its rows."""

    found: Evening
    day: date
    at: int

    @property
    def as_of(self) -> str:
        """The instant of all of them, as it is printed."""
        return when(self.at)

    def all(self, keys: Sequence[str]) -> Iterator[Figure]:
        """Those of the plan that are in force."""
        for key in keys:
            if key in self.found.figures:
                yield self._of(self.found.figures[key])
            elif key in self.found.withheld:
                yield self._withheld(self.found.withheld[key].title.to(spoken()))

    def _of(self, told: Told) -> Figure:
        one, value = told.figure, told.count.value
        return Figure(
            one.title.to(spoken()), int(value) if value == int(value) else value, one.unit.to(spoken()), as_of=self.as_of,
            cannot_tell=told.count.cannot_tell, href=self._rows(one), is_assumed=one.source.status == "assumed",
        )  # fmt: skip

    def _withheld(self, title: str) -> Figure:
        """One that counts what the reader does not read: neither how many, nor the way to it."""
        return Figure(title, None, as_of=self.as_of, withheld=_("not of your classes of records"))

    def _rows(self, figure: Asked) -> str:
        """Where its rows are: cases and contacts here, others in the list of their register."""
        every = figure.counted.every if figure.counted is not None else ""
        if every in ("case", "contact"):
            route = "tracing:cases" if every == "case" else "tracing:contacts"
            return address(route, {"day": self.day.isoformat(), "set": figure.key})
        return linked("board:register", every, behind=figure.key, as_of=iso(self.at, settings.TIME_ZONE))

    def hours(self) -> Iterator[Figure]:
        """Those that are worked out here."""
        hours, unit = self.found.hours, _("hours")
        if hours.done and hours.median is not None:
            yield Figure(_("Median"), hours.median, unit, as_of=self.as_of, cannot_tell=hours.unsure)
            yield Figure(_("Worst"), hours.worst, unit, as_of=self.as_of)

    def symptomless(self) -> Figure:
        """Who came into that class on the day."""
        count, suspects = self.found.symptomless, self.found.figures.get("suspects")
        unit = _("cases") if suspects is None else suspects.figure.unit.to(spoken())
        return Figure(
            _("Without symptoms"), count.value, unit, as_of=self.as_of, cannot_tell=count.cannot_tell,
            href=address("tracing:cases", {"day": self.day.isoformat(), "set": evening.QUIET}),
        )  # fmt: skip

    def places(self) -> Iterator[Figure]:
        """Where no bed is on record it cannot be told what is free; that is not *none free*."""
        none = _("no bed is on record")
        unit = _("of {n} beds").format(n=number(self.found.beds))
        for free in self.all(evening.FREE):
            if free.withheld:
                yield free
            else:
                yield replace(free, unit=unit) if self.found.beds else replace(free, value=None, unit=none)
        title, rooms = _("Free rooms of isolation"), self.found.rooms
        if rooms is None:
            yield self._withheld(title)
            return
        unit = _("of {n} rooms").format(n=number(rooms.of)) if rooms.of else none
        yield Figure(
            title, rooms.free if rooms.of else None, unit, as_of=self.as_of, cannot_tell=rooms.cannot_tell,
            href=linked("treatment:beds") or linked("board:register", "room"),
        )  # fmt: skip


def _hours_note(found: Evening) -> str:
    hours, waiting = found.hours, found.figures.get("contacts_not_isolated")
    if hours.done:
        return _(
            "Of the {n} close contacts identified on this day and isolated; below zero: isolated before the case was confirmed."
        ).format(n=number(hours.done))
    if hours.unsure:
        return _(
            "Isolated, but when their case was confirmed is not on record: {n}. Of these nobody can tell the hours."
        ).format(n=number(hours.unsure))
    if waiting is None or hours.identified or waiting.count.value or waiting.count.cannot_tell:
        return _("None of the close contacts identified on this day is isolated on record.")
    return _("No close contact was identified on this day.")


def _free_note(found: Evening, day: date, at: int) -> str:
    """What is to be known of the free beds and rooms of a day, up to an instant."""
    notes = []
    if found.beds == 0 or (found.rooms is not None and not found.rooms.of):
        notes.append(_("Where no bed is on record nobody can tell what is free."))
    if at == end_of(day, settings.TIME_ZONE) and found.rooms is not None:
        notes.append(
            _("Of a day that is over: by the states of beds and the transfers as they are on record now.")
        )
    return " ".join(notes)
