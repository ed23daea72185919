"""The forecast's page: new cases of the days to come, how such forecasts fared, and the beds and rooms that they take."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
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
from lianfang.fronts.forecasts.gathering import is_below_cities
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
from lianfang.outlook.shapes import ForecastDay, ForecastSaid
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Tabs
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.forms import FilterBar
from lianfang.ui.parts.marks import Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.pictures.ribbons import Names, RibbonDay, Ribbons, ribbons
from lianfang.ui.writing import number, percent, spoken

if TYPE_CHECKING:
    from lianfang.fronts.forecasts.ahead import Ahead, LoadSaid
    from lianfang.outlook.deciding.estimating import Chance


@dataclass(frozen=True)
class Load:
    """Beds or rooms: figures, the picture where there is one, and what is to be known of it."""

    key: str
    title: str
    figures: Figures
    picture: Ribbons | None
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
    loads: Sequence[Load]


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
        page_of(request, ask, _("Forecast")), lead(ask), tabs(ask, "ahead"), filters(ask, "ahead"), _notices(made),
        _picture(made), State("empty", _("No forecast can be made"), _("Below is said why.")),
        None if said is None else _days(said), _verdict(said), _scores(said), [_load(ask, one) for one in made.loads],
    )  # fmt: skip
    return render(request, "forecasts/ahead.html", vars(context))


def _notices(made: Ahead) -> list[Notice]:
    return [
        *problems([*made.problems, *made.remarks]),
        *remarks(made.forecast.remarks if made.forecast is not None else ()),
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
    columns = (
        Column(_("day"), is_kept=True), Column(_("median"), True, is_kept=True), Column(_("50 % interval"), True),
        Column(_("90 % interval"), True, is_kept=True), Column(_("mean"), True),
    )  # fmt: skip
    rows = [
        Row([
            Cell(one.day), Cell(number_of(one.quantiles["0.5"], 0), tone="strong"),
            Cell(f"{number_of(one.quantiles['0.25'], 0)}–{number_of(one.quantiles['0.75'], 0)}"),
            Cell(f"{number_of(one.quantiles['0.05'], 0)}–{number_of(one.quantiles['0.95'], 0)}"), Cell(number_of(one.mean, 1)),
        ])
        for one in said.days
    ]  # fmt: skip
    return Table(
        _("New cases to come"), columns, rows, State("empty", ""), IMPORTS[said.imports].to(spoken())
    )


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


def _load(ask: Asked, one: LoadSaid) -> Load:
    titles = {"beds": _("Hospital beds"), "rooms": _("Rooms of isolation")}
    return Load(
        one.kind,
        titles[one.kind],
        Figures(list(_figures(ask, one)), titles[one.kind]),
        _load_picture(one),
        _note(ask, one),
    )


def _figures(ask: Asked, one: LoadSaid) -> Iterator[Figure]:
    as_of, href = ask.as_of.isoformat(), linked("treatment:beds") or linked("board:register", "bed")
    people = _("people")
    unread = _("not of your classes of records")
    yield Figure(
        _("There now"),
        one.lying,
        people,
        as_of=as_of,
        href=href,
        withheld=unread if one.lying is None else "",
    )
    withheld = "" if one.places is not None else unread
    yield Figure(
        _("Free now"),
        None if one.places is None else one.places.free,
        _("places"),
        as_of=as_of,
        href=href,
        withheld=withheld,
    )
    if one.days:
        last = one.days[-1]
        title = _("There on {day}").format(day=last.day.isoformat())
        yield Figure(
            title,
            round(last.quantiles[2]),
            people,
            as_of=as_of,
            low=round(last.quantiles[0]),
            high=round(last.quantiles[-1]),
        )
        if one.runs_out is not None:
            yield _runs_out(one.runs_out, as_of)


def _runs_out(of: Chance, as_of: str) -> Figure:
    """In whole percent, from below to above what so many draws can tell: never a bare 0 or 100."""
    title = _("Chance that room runs out within these days")
    low, high = math.floor(100 * of.low), math.ceil(100 * of.high)
    return Figure(
        title, min(max(round(100 * of.hits / of.worlds), 1), 99), "%", as_of=as_of, low=low, high=high
    )


def _load_picture(one: LoadSaid) -> Ribbons | None:
    if not one.days:
        return None
    days = [RibbonDay(short(day), None, None, (None,), float(count)) for day, count in one.seen]
    days += [
        RibbonDay(
            short(each.day),
            (each.quantiles[0], each.quantiles[4]),
            (each.quantiles[1], each.quantiles[3]),
            (each.quantiles[2],),
        )
        for each in one.days
    ]
    bound = None if one.room is None else float(one.room)
    names = Names(
        wide=_("90 % interval"), near=_("50 % interval"), lines=[_("median")], seen=_("there at the end of the day"),
        bound="" if bound is None else _("room for {n}").format(n=number(int(bound))),
    )  # fmt: skip
    return ribbons(_("People there at the end of each day"), days, names, bound=bound, write="{:.0f}".format)


def _note(ask: Asked, one: LoadSaid) -> str:
    if one.problem is not None:
        return f"{one.problem.what(spoken())} {one.problem.mend(spoken())}"
    if not one.days:
        return ""
    stays = _(
        "Of {n} stays {ended} have ended; median {median} days by Kaplan–Meier ({low}–{high}); the longest that ended {longest}."
    )
    brought = _(
        "A new case has brought {n} stays of late. Longer than any that has ended, a stay is taken to go on."
    )
    parts = [
        stays.format(
            n=number(one.n), ended=number(one.ended), median=_known(one.median), low=_known(one.low), high=_known(one.high),
            longest=_known(one.last_end),
        ),
        brought.format(n=number_of(one.per_case)),
    ]  # fmt: skip
    if one.is_of_cases:
        parts.append(
            _(
                "No admission is on record: stays are taken from the cases' own days, from first visit to discharge or death."
            )
        )
        if is_below_cities(ask.area or ask.reader.area):
            parts.append(_("Who lives in a part of a city lies anywhere: no room is set against them."))
    if one.places is not None and one.places.free is None:
        parts.append(_("Where no bed is on record nobody can tell what is free."))
    return " ".join(parts) if spoken() == "en" else "".join(parts)


def _known(days: float | None) -> str:
    return _("not reached") if days is None else f"{days:g}"
