"""The cases behind a figure: counted by district and day, and one by one where they are no persons of a published list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.problems import Problem, Refused
from lianfang.entry.pages.working import linked, told
from lianfang.entry.rules import may
from lianfang.entry.tables import area_names
from lianfang.fronts.forecasts import keeping
from lianfang.fronts.forecasts.asking import Asked, asked
from lianfang.fronts.forecasts.gathering import ORIGINS, Ill
from lianfang.fronts.forecasts.pages.framing import (
    filters,
    for_readers_of_cases,
    lead,
    origin_titles,
    page_of,
    tabs,
)
from lianfang.gaps.lists import journal
from lianfang.registers.access import rows
from lianfang.registers.models import Case
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Tabs
from lianfang.ui.parts.forms import Field, FilterBar, Option
from lianfang.ui.parts.marks import Notice, State
from lianfang.ui.parts.tables import Cell, Column, Pager, Row, Table
from lianfang.ui.writing import number

SHOWN = 50
MOST_DAYS = 60
HERE = ("local", "linked", "cannot_tell")
"""Infected here, or perhaps: what the upper reading of R counts."""


@dataclass(frozen=True)
class Wanted:
    """Which cases: by day of onset or report, between two days, of an origin."""

    by: str
    since: date | None
    until: date | None
    origin: str
    after: int

    def has(self, one: Ill) -> bool:
        """Is it one of them?"""
        if self.origin == "no_onset":
            return one.onset is None
        if self.origin and one.origin not in (HERE if self.origin == "here" else (self.origin,)):
            return False
        day = self.day(one)
        if day is None:
            return False
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def day(self, one: Ill) -> date | None:
        """The day by which it is counted."""
        return one.onset if self.by == "onset" and self.origin != "no_onset" else one.reported_on


@dataclass(frozen=True)
class CasesPage:
    """What the page shows."""

    page: Page
    lead: str
    tabs: Tabs
    filters: FilterBar
    notices: Sequence[Notice]
    districts: Table
    days: Table
    cases: Table


@may("people")
@told
@for_readers_of_cases
@require_safe
def show(request: Any) -> HttpResponse:
    """The cases that a figure counted."""
    ask = asked(request)
    wanted = _wanted(request)
    found = [one for one in keeping.gathered(ask).cases if wanted.has(one) and _is_past(ask, wanted, one)]
    refs = dict(rows(Case, ask.reader).values_list("id", "ref"))
    listed = [one for one in reversed(found) if one.id in refs]
    shown = listed[wanted.after : wanted.after + SHOWN]
    journal(ask.reader, at=request.at, counts={"case": len(shown)})
    context = CasesPage(
        page_of(request, ask, _("Cases behind the figures")), lead(ask), tabs(ask, "cases"),
        filters(ask, "cases", _fields(wanted), has_serial=False),
        _withheld(len(found) - len(listed)), _districts(found), _days(wanted, found), _cases(ask, wanted, shown, listed, refs),
    )  # fmt: skip
    return render(request, "forecasts/cases.html", vars(context))


def _is_past(ask: Asked, wanted: Wanted, one: Ill) -> bool:
    day = wanted.day(one)
    return day is None or day <= ask.as_of


def _wanted(request: Any) -> Wanted:
    given = {
        name: request.GET.get(name, "").strip()[:20] for name in ("by", "since", "until", "origin", "after")
    }
    origin = given["origin"] if given["origin"] in (*ORIGINS, "here", "no_onset") else ""
    after = int(given["after"]) if given["after"].isdecimal() and len(given["after"]) < 8 else 0
    return Wanted(
        "report" if given["by"] == "report" else "onset",
        _day(given["since"]),
        _day(given["until"]),
        origin,
        after,
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(Problem("store/bad-instant", facts={"value": text})) from error


def _fields(wanted: Wanted) -> list[Field]:
    by = {"onset": _("day of onset"), "report": _("day of report")}
    origins: dict[str, str] = {"": _("all")}
    origins |= {str(key): title for key, title in origin_titles().items()}
    origins |= {"here": _("local, linked or not to be told"), "no_onset": _("onset not known")}
    chosen = [Option(key, title, key == wanted.origin) for key, title in origins.items()]
    return [
        Field("by", _("Counted by"), "select", options=[Option(key, title, key == wanted.by) for key, title in by.items()]),
        Field("since", _("From"), "date", _iso(wanted.since), is_optional=True),
        Field("until", _("Until"), "date", _iso(wanted.until), is_optional=True),
        Field("origin", _("Origin"), "select", options=chosen, is_optional=True),
    ]  # fmt: skip


def _withheld(count: int) -> list[Notice]:
    if not count:
        return []
    said = _(
        "{n} of these cases are real persons of a published list: they are counted by district and day, and shown to nobody."
    )
    return [Notice("info", said.format(n=number(count)))]


def _columns(first: str) -> list[Column]:
    return [
        Column(first, is_kept=True),
        *(Column(title, True) for title in origin_titles().values()),
        Column(_("all"), True, is_kept=True),
    ]


def _counted(title: str, cases: Iterable[Ill]) -> Row:
    found = Counter(one.origin for one in cases)
    return Row(
        [
            Cell(title),
            *(Cell(number(found[origin])) for origin in ORIGINS),
            Cell(number(found.total()), tone="strong"),
        ]
    )


def _districts(found: Sequence[Ill]) -> Table:
    names = area_names({one.place for one in found})
    groups: dict[int, list[Ill]] = {}
    for one in found:
        groups.setdefault(one.place, []).append(one)
    made = [_counted(names.get(place, ""), groups[place]) for place in sorted(groups)]
    note = _("By district of residence; where that is not known, by the area responsible.")
    return Table(_("By district"), _columns(_("area")), made, _none(), note)


def _days(wanted: Wanted, found: Sequence[Ill]) -> Table:
    groups: dict[date, list[Ill]] = {}
    for one in found:
        day = wanted.day(one)
        if day is not None:
            groups.setdefault(day, []).append(one)
    made = [_counted(day.isoformat(), groups[day]) for day in sorted(groups, reverse=True)[:MOST_DAYS]]
    title = _("day of report") if wanted.by == "report" or wanted.origin == "no_onset" else _("day of onset")
    return Table(_("By day, the newest first"), _columns(title), made, _none())


def _cases(
    ask: Asked, wanted: Wanted, shown: Sequence[Ill], listed: Sequence[Ill], refs: dict[int, str]
) -> Table:
    columns = (
        Column(_("case"), is_kept=True), Column(_("onset"), is_kept=True), Column(_("reported on"), is_kept=True), Column(_("origin")),
        Column(_("area")),
    )  # fmt: skip
    names, titles = area_names({one.place for one in shown}), origin_titles()
    made = [
        Row([
            Cell(refs[one.id], linked("tracing:case", refs[one.id])), _dated(one.onset), _dated(one.reported_on),
            Cell(titles[one.origin], note="" if one.is_decided else _("by travel, not decided")), Cell(names.get(one.place, "")),
        ])
        for one in shown
    ]  # fmt: skip
    after = wanted.after + SHOWN
    said = {
        "by": wanted.by,
        "origin": wanted.origin,
        "since": _iso(wanted.since),
        "until": _iso(wanted.until),
    }
    pager = Pager(
        len(shown), len(listed), ask.href("cases", **said) if wanted.after else "",
        ask.href("cases", **said, after=str(after)) if after < len(listed) else "",
    )  # fmt: skip
    return Table(_("One by one, the newest first"), columns, made, _none(), pager=pager if listed else None)


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _dated(day: date | None) -> Cell:
    return Cell("" if day is None else day.isoformat(), is_unknown=day is None)


def _none() -> State:
    return State("empty", _("No case is like that"))
