"""The load's part of the forecast's page: beds and rooms of an area, and of each district of a city."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lianfang.base.problems import Problem
from lianfang.base.words import Text
from lianfang.entry.pages.working import linked
from lianfang.fronts.forecasts.asking import Asked
from lianfang.fronts.forecasts.beds import Kind
from lianfang.fronts.forecasts.gathering import is_below_cities
from lianfang.fronts.forecasts.pages.framing import number_of, short
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.pictures.ribbons import Names, RibbonDay, Ribbons, ribbons
from lianfang.ui.writing import number, spoken

if TYPE_CHECKING:
    from lianfang.fronts.forecasts.ahead import Ahead, LoadSaid
    from lianfang.outlook.deciding.estimating import Chance

FEW = 11
"""Fewer admissions than this in a fortnight tell little of their share."""


@dataclass(frozen=True)
class Load:
    """Beds or rooms: figures, the picture where there is one, and what is to be known of it."""

    key: str
    title: str
    figures: Figures
    picture: Ribbons | None
    note: str


def load(ask: Asked, one: LoadSaid) -> Load:
    """One kind of place, in words and in a picture."""
    titles = _titles()
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
    if one.is_by_city:
        parts.append(
            _(
                "How long stays last is judged by those of the whole city; {n} began here in the last 14 days."
            ).format(n=one.begun)
        )
        parts.append(
            _("New cases are those of the whole city, shared out as the stays that began of late were.")
        )
        if one.begun < FEW:
            few = Problem("forecasts/load-few", facts={"count": one.begun})
            parts.append(f"{few.what(spoken())} {few.mend(spoken())}")
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


def districts(made: Ahead) -> Table | None:
    """Hospital beds and rooms of each district: now, and at the end of the days ahead."""
    rows = [
        row for name, loads in made.districts for one in loads if (row := _district(name, one)) is not None
    ]
    if not made.districts:
        return None
    columns = (
        Column(_("district"), is_kept=True), Column(_("kind of place"), is_kept=True), Column(_("there now"), True, is_kept=True),
        Column(_("room"), True), Column(_("began in 14 days"), True),
        Column(_("there on the last day: median (90 %)"), True, is_kept=True),
        Column(_("chance that room runs out"), True),
    )  # fmt: skip
    notes = [
        _(
            "New cases of the whole city, shared out as the stays that began in the last 14 days were; how long stays last is judged by"
            " the whole city's. Where few began the share is little better than a guess: go by the interval."
        )
    ]
    if any(one.is_of_cases for _name, here in made.districts for one in here):
        notes.append(
            _(
                "No admission to a hospital is on record: by where the cases live, wherever they lie; no room is set against them."
            )
        )
    note = (" " if spoken() == "en" else "").join(notes)
    empty = State("empty", _("No stay in any district is on record"))
    return Table(_("Beds and rooms by district"), columns, rows, empty, note if rows else "")


def _titles() -> dict[Kind, str]:
    return {"beds": _("Hospital beds"), "rooms": _("Rooms of isolation")}


def _district(name: Text, one: LoadSaid) -> Row | None:
    titles = _titles()
    if not (one.lying or one.begun or one.room):
        return None
    last = one.days[-1].quantiles if one.days else None
    chance = "—" if one.runs_out is None else _written(one.runs_out)
    span = "—" if last is None else f"{last[2]:.0f} ({last[0]:.0f}–{last[-1]:.0f})"
    few = 0 < one.begun < FEW or (one.begun == 0 and last is not None)
    return Row([
        Cell(name.to(spoken()), tone="strong"), Cell(titles[one.kind]),
        Cell("—" if one.lying is None else number(one.lying)), Cell("—" if one.room is None else number(one.room)),
        Cell(_("{n}, few").format(n=one.begun) if few else number(one.begun)), Cell(span), Cell(chance),
    ])  # fmt: skip


def _written(of: Chance) -> str:
    """In percent, by what so many draws can tell."""
    low, high = math.floor(100 * of.low), math.ceil(100 * of.high)
    return f"{low}–{high} %"
