"""The forecast's page: new cases of the days to come, how such forecasts fared, and the beds and rooms that they take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.entry.pages.working import linked, told
from lianfang.entry.rules import may
from lianfang.fronts.forecasts import keeping
from lianfang.fronts.forecasts.asking import Asked, asked
from lianfang.fronts.forecasts.pages import loads
from lianfang.fronts.forecasts.pages.framing import (
    filters,
    for_readers_of_cases,
    lead,
    number_of,
    page_of,
    problems,
    remarks,
    short,
    tabs,
)
from lianfang.gaps.lists import journal
from lianfang.outlook.lines import IMPORTS, METHODS
from lianfang.outlook.shapes import ArrivalsSaid, ForecastDay, ForecastSaid
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Tabs
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.forms import Field, FilterBar
from lianfang.ui.parts.marks import Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.pictures.ribbons import Names, RibbonDay, Ribbons, ribbons
from lianfang.ui.writing import number, percent, spoken

if TYPE_CHECKING:
    from lianfang.fronts.forecasts.ahead import Ahead


@dataclass(frozen=True)
class Stream:
    """Those who come from areas at risk, and what they may bring: figures, places of origin, and what is to be known of it."""

    figures: Figures
    origins: Table
    note: str


@dataclass(frozen=True)
class AheadPage:
    """What the page shows."""

    page: Page
    lead: str
    tabs: Tabs
    filters: FilterBar
    notices: Sequence[Notice]
    picture: Ribbons | None
    nothing: State
    days: Table | None
    verdict: str
    scores: Table
    stream: Stream | None
    loads: Sequence[loads.Load]
    districts: Table | None


@may("people")
@told
@for_readers_of_cases
@require_safe
def show(request: Any) -> HttpResponse:
    """What comes next in an area."""
    ask = asked(request)
    made: Ahead = keeping.ahead(ask)
    journal(ask.reader, at=request.at, counts={"case": made.cases})
    said = made.forecast
    context = AheadPage(
        page_of(request, ask, _("Forecast")), lead(ask), tabs(ask, "ahead"), filters(ask, "ahead", _prevalence(ask)),
        _notices(made), _picture(made), State("empty", _("No forecast can be made"), _("Below is said why.")),
        None if said is None else _days(said), _verdict(said), _scores(said), _stream(ask, said),
        [loads.load(ask, one) for one in made.loads], loads.districts(made),
    )  # fmt: skip
    return render(request, "forecasts/ahead.html", vars(context))


def _notices(made: Ahead) -> list[Notice]:
    return [
        *problems([*made.problems, *made.remarks]),
        *remarks(made.forecast.remarks if made.forecast is not None else ()),
    ]


def _prevalence(ask: Asked) -> list[Field]:
    """How many of those who come are infected: as the plan states it, or as somebody asks."""
    low, high = ("", "") if ask.infected is None else (f"{end:g}" for end in ask.infected)
    title = _("Infected among 10,000 who come from areas at risk, lowest")
    return [
        Field("ill_low", title, "number", low, is_optional=True, is_short=True),
        Field("ill_high", _("highest"), "number", high, is_optional=True, is_short=True),
    ]


def _picture(made: Ahead) -> Ribbons | None:
    """What was reported, and what may come: 90 and 50 % intervals about the median."""
    if made.forecast is None:
        return None
    days = [RibbonDay(short(day), None, None, (None,), float(count)) for day, count in made.seen[-28:]]
    days += [_to_come(one) for one in made.forecast.days]
    names = Names(
        wide=_("90 % interval"), near=_("50 % interval"), lines=[_("median")], seen=_("cases reported")
    )
    return ribbons(_("New cases by day of report"), days, names, write="{:.0f}".format)


def _to_come(one: ForecastDay) -> RibbonDay:
    at = one.quantiles
    return RibbonDay(
        short(date.fromisoformat(one.day)), (at["0.05"], at["0.95"]), (at["0.25"], at["0.75"]), (at["0.5"],)
    )


def _days(said: ForecastSaid) -> Table:
    columns = [
        Column(_("day"), is_kept=True), Column(_("median"), True, is_kept=True), Column(_("50 % interval"), True),
        Column(_("90 % interval"), True, is_kept=True), Column(_("mean"), True),
    ]  # fmt: skip
    rows = [
        [
            Cell(one.day), Cell(number_of(one.quantiles["0.5"], 0), tone="strong"),
            Cell(f"{number_of(one.quantiles['0.25'], 0)}–{number_of(one.quantiles['0.75'], 0)}"),
            Cell(f"{number_of(one.quantiles['0.05'], 0)}–{number_of(one.quantiles['0.95'], 0)}"), Cell(number_of(one.mean, 1)),
        ]
        for one in said.days
    ]  # fmt: skip
    if said.arrivals is not None:
        columns.append(Column(_("of these come infected: median (90 %)"), True))
        for row, one in zip(rows, said.arrivals.days, strict=True):
            row.append(Cell(_span(one.quantiles)))
    return Table(
        _("New cases to come"),
        columns,
        [Row(row) for row in rows],
        State("empty", ""),
        IMPORTS[said.imports].to(spoken()),
    )


def _span(of: Mapping[str, float]) -> str:
    """Median and 90 % interval of whole numbers."""
    middle, low, high = (number_of(of[level], 0) for level in ("0.5", "0.05", "0.95"))
    return f"{middle} ({low}–{high})"


def _stream(ask: Asked, said: ForecastSaid | None) -> Stream | None:
    if said is None or said.arrivals is None:
        return None
    of, as_of = said.arrivals, ask.as_of.isoformat()
    href = linked("board:register", "passage")
    coming = Figure(
        _("Came from areas at risk in 14 days"), round(of.people), _("people"), as_of=as_of, href=href
    )
    due = Figure(
        _("Imported cases that they would have brought by now, in 14 days"), round(of.expected_low), _("cases"), as_of=as_of,
        low=round(of.expected_low), high=round(of.expected_high),
    )  # fmt: skip
    counted = Figure(
        _("Imported cases counted in these days"), of.counted, _("cases"), as_of=as_of, href=ask.href("cases"),
        withheld=_("not told apart") if of.counted is None else "",
    )  # fmt: skip
    return Stream(
        Figures([coming, due, counted], _("Who comes from areas at risk")), _origins(of), _stated(of)
    )


def _origins(of: ArrivalsSaid) -> Table:
    columns = (
        Column(_("area at risk"), is_kept=True), Column(_("came in 14 days"), True, is_kept=True),
        Column(_("reported as cases in the days ahead: median (90 %)"), True, is_kept=True),
    )  # fmt: skip
    rows = [
        Row([
            Cell(one.name.to(spoken())), Cell("?" if one.people is None else number(round(one.people))),
            Cell(_span({"0.5": one.median, "0.05": one.low, "0.95": one.high})),
        ])
        for one in (*of.origins, *([] if of.unrecorded is None else [of.unrecorded]))
    ]  # fmt: skip
    return Table(
        _("By where they come from"), columns, rows, State("empty", _("Nobody came from an area at risk"))
    )


def _stated(of: ArrivalsSaid) -> str:
    low, high = of.prevalence_low or 0.0, of.prevalence_high or 0.0
    ahead = number_of(of.a_day_ahead, 1)
    parts = [
        _(
            "Of 10,000 who come, {low} to {high} are taken to be infected and not yet reported: a range that is stated, and never"
            " fitted to cases."
        ).format(low=f"{10_000 * low:g}", high=f"{10_000 * high:g}"),
        _("Prevalence where they come from doubles in {low} to {high} days, likewise stated.").format(
            low=f"{of.doubling[0]:g}", high=f"{of.doubling[1]:g}"
        ),
        _("On each day ahead {n} are taken to come, as in the last week.").format(n=ahead),
    ]
    if of.unrecorded is not None:
        parts.append(
            _(
                "Those counted include cases among people who came before the records: they may well be more than this stream brings."
            )
        )
    if _is_strange(of):
        parts.append(
            _("What was counted lies outside of what the stated range would have brought: look at the range.")
        )
    return " ".join(parts) if spoken() == "en" else "".join(parts)


def _is_strange(of: ArrivalsSaid) -> bool:
    """Fewer counted than the stream would have brought, or more where nobody came before the records."""
    if of.counted is None:
        return False
    return of.counted < of.expected_low or (of.unrecorded is None and of.counted > of.expected_high)


def _verdict(said: ForecastSaid | None) -> str:
    if said is None:
        return ""
    if said.beats_baselines is None:
        return _(
            "This series is too short for a score: a forecast that has not been held against what came is no more than a guess."
        )
    if said.beats_baselines:
        return _("On the earlier days of this very series the forecast did better than both plain ones.")
    return _(
        "On the earlier days of this very series the forecast did NOT do better than both plain ones: go by the better of them."
    )


def _scores(said: ForecastSaid | None) -> Table:
    columns = (
        Column(_("method"), is_kept=True), Column(_("weighted interval score"), True, is_kept=True), Column(_("50 % interval held"), True),
        Column(_("90 % interval held"), True, is_kept=True), Column(_("days forecast"), True),
    )  # fmt: skip
    scores = [] if said is None else said.scores
    best = min((one.wis for one in scores), default=None)
    rows = [
        Row([
            Cell(METHODS[one.method].to(spoken())), Cell(number_of(one.wis), tone="strong" if one.wis == best else ""),
            Cell(percent(one.coverage_50)), Cell(percent(one.coverage_90)), Cell(number(one.forecasts)),
        ])
        for one in scores
    ]  # fmt: skip
    note = _(
        "In cases a day; the smaller the better. From each day of the last three weeks that has two weeks before it."
    )
    return Table(
        _("How forecasts from earlier days fared"),
        columns,
        rows,
        State("empty", _("Nothing could be scored")),
        note if rows else "",
    )
