"""The page of delays: crude, fitted, by week of onset, and those linked to an earlier case beside the others."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.entry.pages.working import told
from lianfang.entry.rules import may
from lianfang.fronts.forecasts import keeping
from lianfang.fronts.forecasts.asking import Asked, asked
from lianfang.fronts.forecasts.pages.framing import (
    filters,
    for_readers_of_cases,
    lead,
    number_of,
    page_of,
    remarks,
    tabs,
)
from lianfang.gaps.lists import journal
from lianfang.outlook.shapes import DelaysSaid, DifferenceSaid, StaySaid, SummarySaid, WaySaid
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Fact, Facts, Tabs
from lianfang.ui.parts.forms import FilterBar
from lianfang.ui.parts.marks import Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number, spoken

if TYPE_CHECKING:
    from lianfang.fronts.forecasts.lags import Lag, Lags

SHOWN_WEEKS = 6


@dataclass(frozen=True)
class DelaysPage:
    """What the page shows."""

    page: Page
    lead: str
    tabs: Tabs
    filters: FilterBar
    delays: Table
    weeks: Table
    groups: Table
    stay: Facts
    assumed: Facts
    notices: Sequence[Notice]


@may("people")
@told
@for_readers_of_cases
@require_safe
def show(request: Any) -> HttpResponse:
    """The delays of an area."""
    ask = asked(request)
    made: Lags = keeping.lags(ask)
    journal(ask.reader, at=request.at, counts={"case": made.cases})
    context = DelaysPage(
        page_of(request, ask, _("Delays")), lead(ask), tabs(ask, "delays"), filters(ask, "delays", has_serial=False),
        _delays(ask, made), _weeks(made),
        _groups(made), _stay(made), _assumed(), _notices(made),
    )  # fmt: skip
    return render(request, "forecasts/delays.html", vars(context))


def _titles() -> dict[str, str]:
    return {
        "incubation": _("exposure to onset"),
        "visit": _("onset to first visit"), "report": _("onset to report"), "isolation": _("onset to isolation"),
        "admission": _("onset to admission"), "serial": _("onset to onset of whom they infected"),
    }  # fmt: skip


def _of(made: Lags) -> Iterator[tuple[Lag, str]]:
    titles = _titles()
    return ((one, titles[one.kind]) for one in made.lags if one.kind in titles)


def _delays(ask: Asked, made: Lags) -> Table:
    columns = (
        Column(_("delay"), is_kept=True), Column(_("cases"), True, is_kept=True), Column(_("mean, days"), True, is_kept=True),
        Column(_("sd"), True),
        Column(_("median"), True), Column(_("below zero"), True), Column(_("fitted")), Column(_("fitted mean, 95 % interval"), True),
        Column(_("95 % within, days"), True),
    )  # fmt: skip
    href = ask.href("cases", by="onset")
    rows = [_delay(one, title, href) for one, title in _of(made)]
    note = _(
        "Crude numbers are of cases with both days. The fit allows for days known only as days and for what is not reported yet;"
        " it takes one delay for all weeks: where delays change, read the weeks."
    )
    return Table(_("Delays, all weeks together"), columns, rows, State("empty", ""), note)


def _delay(one: Lag, title: str, href: str) -> Row:
    if one.said is None or one.said.crude is None:
        return Row([Cell(title), Cell("0"), Cell(is_unknown=True, note=_why(one)), *[Cell()] * 6])
    crude, fits = one.said.crude, one.said.fits
    cells = [
        Cell(title), Cell(number(crude.n), href), Cell(number_of(crude.mean), tone="strong"), Cell(number_of(crude.sd)),
        Cell(f"{crude.median:g}"), Cell(number(crude.negative)),
    ]  # fmt: skip
    if not fits:
        return Row([*cells, Cell(_("none fits"), tone="soft"), Cell(), Cell()])
    best = fits[0]
    return Row(
        [
            *cells, Cell(_families().get(best.family, best.family)),
            Cell(f"{number_of(best.mean)} ({number_of(best.mean_low)}–{number_of(best.mean_high)})"),
            Cell(number_of(best.quantiles["0.95"], 1)),
        ]
    )  # fmt: skip


def _why(one: Lag) -> str:
    """Why there is no number."""
    if one.problem is None or one.problem.code != "outlook/empty":
        return "" if one.problem is None else one.problem.what(spoken())
    words = {
        "serial": _("nobody told a direction"),
        "incubation": _("no exposure with its first day is known"),
    }
    return words.get(one.kind, _("no case has both days"))


def _families() -> dict[str, str]:
    return {"gamma": _("gamma"), "lognormal": _("lognormal"), "weibull": _("Weibull"), "normal": _("normal")}


def _weeks(made: Lags) -> Table:
    """Mean and number by week of onset: grouped by the second event, the trend would be made by the grouping."""
    shown = list(made.weeks)[-SHOWN_WEEKS:]
    skipped = len(made.weeks) - len(shown)
    columns = [
        Column(_("delay"), is_kept=True), *(Column(_("week to {day}").format(day=day.isoformat()[5:]), True) for day in shown),
        Column(_("later"), True),
    ]  # fmt: skip
    rows = []
    for one, title in _of(made):
        if one.kind == "incubation":
            continue
        periods = [] if one.said is None else one.said.periods[skipped:]
        cells = [_summary(each.summary) for each in periods] or [Cell()] * (len(shown) + 1)
        rows.append(Row([Cell(title), *cells]))
    note = _(
        "By the week in which the first of the two fell ill. The last weeks hold short delays only: long ones have not ended yet."
    )
    return Table(_("By week of onset: mean, and how many"), columns, rows, State("empty", ""), note)


def _summary(of: SummarySaid | None) -> Cell:
    return Cell(tone="soft") if of is None else Cell(f"{of.mean:.1f}", note=_("n {n}").format(n=number(of.n)))


def _groups(made: Lags) -> Table:
    columns = (
        Column(_("delay"), is_kept=True), Column(_("linked to an earlier case"), True), Column(_("others"), True),
        Column(_("crude difference"), True),
        Column(_("within weeks of onset"), True, is_kept=True), Column(_("weeks with both"), True),
    )  # fmt: skip
    rows = [
        _group(title, one.said.difference)
        for one, title in _of(made)
        if one.said is not None and one.said.difference is not None
    ]
    note = _(
        "A link is what the record says; it does not say that anybody was traced. Within weeks each is compared with its own time."
    )
    return Table(
        _("Linked cases beside the others, days"),
        columns,
        rows,
        State("empty", _("No delay has both groups")),
        note if rows else "",
    )


def _group(title: str, of: DifferenceSaid | None) -> Row:
    assert of is not None  # noqa: S101 - asked before
    within = Cell(_("no week has both"), tone="soft")
    if of.within_weeks is not None:
        ends = "" if of.low is None or of.high is None else f" ({number_of(of.low)} … {number_of(of.high)})"
        within = Cell(number_of(of.within_weeks) + ends, tone="strong")
    return Row(
        [
            Cell(title), Cell(number_of(of.with_.mean), note=_("n {n}").format(n=number(of.with_.n))),
            Cell(number_of(of.without.mean), note=_("n {n}").format(n=number(of.without.n))), Cell(number_of(of.crude)), within,
            Cell(number(of.weeks)),
        ]
    )  # fmt: skip


def _stay(made: Lags) -> Facts:
    one = next(each for each in made.lags if each.kind == "stay")
    found = None if one.said is None else one.said.stay
    if found is None:
        return Facts(
            [
                Fact(
                    _("Length of stay"),
                    is_unknown=True,
                    note="" if one.problem is None else one.problem.what(spoken()),
                )
            ]
        )
    ends = [_("not reached") if end is None else f"{end:g}" for end in (found.low, found.high)]
    median = _("not reached") if found.median is None else f"{found.median:g}"
    return Facts(
        [
            Fact(_("Stays that began"), number(found.n)), Fact(_("of which ended"), number(found.ended)),
            Fact(_("Median by Kaplan–Meier, days"), f"{median} ({ends[0]}–{ends[1]})",
                 note=_("whoever is there still counts as such; 95 % interval")),
            Fact(_("Median of those that have ended alone"), "—" if found.naive_median is None else f"{found.naive_median:g}",
                 note=_("too short while others go on")),
            *_ways(found),
        ]
    )  # fmt: skip


def _ways(of: StaySaid) -> list[Fact]:
    """How stays ended by each week, one way ruling out the other."""
    words = {"discharged": _("discharged"), "died": _("died")}
    weeks = sorted({one.days for one in of.ways})
    found = []
    for way, word in words.items():
        shares = [_share(one) for one in of.ways if one.way == way]
        if shares:
            title = _("{way} by day {days}").format(way=word, days="/".join(str(week) for week in weeks))
            found.append(
                Fact(
                    title,
                    _(", ").join(shares),
                    note=_(
                        "of all stays, with the 95 % interval; one end rules out the other (Aalen–Johansen)"
                    ),
                )
            )
    return found


def _share(one: WaySaid) -> str:
    """In whole percent: the interval is wider than that."""
    low, high = math.floor(100 * one.low), math.ceil(100 * one.high)
    return f"{one.days}: {100 * one.share:.0f} % ({low}–{high})"


def _assumed() -> Facts:
    return Facts(
        [
            Fact(_("A day"), _("is anywhere between its 0:00 and its 24:00, evenly")),
            Fact(_("A missing day"), _("leaves the case out of that delay, and is counted below")),
            Fact(_("Reported by a day"), _("is no day of report: such cases are in no delay to report")),
            Fact(_("A delay below zero"), _("is kept in every crude number; no distribution of positive delays is fitted then")),
            Fact(
                _("Days of exposure"),
                _(
                    "is anywhere between its first day and its last, or onset; crude numbers are from its middle; a case whose exposure"
                    " has no first day is left out"
                ),
            ),
            Fact(_("Serial interval"), _("only of links whose direction an investigator told with evidence; a pair is never turned round")),
            Fact(_("Stays"), _("begin with admission, else first visit, else report; they end with discharge or death, or go on")),
        ]
    )  # fmt: skip


def _notices(made: Lags) -> list[Notice]:
    titles = {**_titles(), "stay": _("Length of stay")}
    found: list[Notice] = []
    for one in made.lags:
        said: DelaysSaid | None = one.said
        # The same of each family is said once.
        once = {each.code: each for each in (said.remarks if said else ())}
        title = titles[one.kind] + _(": ")
        found += [Notice(each.tone, title + each.what, each.more) for each in remarks(once.values())]
    return found
