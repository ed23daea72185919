"""Answers that many ask for in one evening: worked out once, and kept until anything is written. They are figures, never lists."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lianfang.base.areas import is_within
from lianfang.base.words import Text
from lianfang.fronts.forecasts import arriving, beds, engine
from lianfang.fronts.forecasts.asking import Asked
from lianfang.fronts.forecasts.gathering import (
    Gathered,
    contacts,
    exposed,
    gather,
    is_below_cities,
    places,
    told,
)
from lianfang.gaps.keeping import Kept, written

MOST = 60
EVENINGS: Kept[Any] = Kept(MOST, written)
AHEAD: Kept[Any] = Kept(MOST, written)
LAGS: Kept[Any] = Kept(MOST, written)


def gathered(ask: Asked) -> Gathered:
    """The cases that are asked for."""
    return gather(reader=ask.reader, area=ask.area, as_of=ask.as_of, known_at=ask.known_at, zone=ask.zone)


def question(ask: Asked) -> tuple[Any, ...]:
    """What an answer depends on: who reads matters by their area alone, since all readers of cases see the same figures."""
    return (ask.reader.area, ask.area, ask.as_of, ask.known_at, ask.newest, ask.mean, ask.sd)


def evening(ask: Asked) -> Any:
    """The answer of the evening, and whom cases infect.

    Raises:
        Refused: the area is below a district, or no serial interval has this mean and sd.
    """
    made = engine.part("evening")

    def work_out() -> Any:
        later, of = ask.later(), gathered(ask)
        found = made.evening(
            of, None if later is None else gathered(later), made.serial_of(ask.mean, ask.sd), source=source(ask),
        )  # fmt: skip
        exposed_to = (
            contacts(reader=ask.reader, known_at=ask.known_at, zone=ask.zone)
            if ask.reader.reads("contact")
            else []
        )
        is_part = is_below_cities(of.area)
        city = None if ask.city is None else gathered(replace(ask, area=ask.city))
        return found, engine.part("spread").spread(
            of, _told(ask), exposed_to, everyone=city, is_partial=is_part and city is None
        )

    reads = (ask.reader.reads("case_link"), ask.reader.reads("contact"))
    return EVENINGS.answer((*question(ask), *reads), work_out)


def ahead(ask: Asked) -> Any:
    """Forecast, score and load.

    Raises:
        Refused: as for the evening.
    """
    made, serial = engine.part("ahead"), engine.part("evening").serial_of(ask.mean, ask.sd)

    def work_out() -> Any:
        of = gathered(ask)
        whole = None if ask.city is None else replace(ask, area=ask.city)
        city = None if whole is None else made.City(gathered(whole), _came(whole))
        known = beds.known(
            reader=ask.reader, of=of, zone=ask.zone, area=of.area if city is None else city.cases.area
        )
        return made.ahead(
            of, known.held(of, None if city is None else city.cases), serial, source=source(ask), came=_came(ask),
            infected=ask.infected, city=city, parts=_parts(ask, of, known, made),
        )  # fmt: skip

    # Not all who read cases read beds, or gates.
    reads = tuple(ask.reader.reads(name) for name in ("admission", "bed", *arriving.REGISTERS))
    return AHEAD.answer((*question(ask), ask.infected, *reads), work_out)


def _told(ask: Asked) -> list[tuple[int, int]]:
    if not ask.reader.reads("case_link"):
        return []
    return told(reader=ask.reader, known_at=ask.known_at, zone=ask.zone)


def _came(ask: Asked) -> arriving.Came:
    last = min(ask.as_of, ask.known_at)
    return arriving.came(reader=ask.reader, area=ask.area, as_of=last, known_at=ask.known_at, zone=ask.zone)


def _parts(ask: Asked, of: Gathered, known: beds.Known, made: Any) -> list[Any]:
    """Of a city or more its districts, with the stays and places in each; of a part of one nothing."""
    if is_below_cities(of.area):
        return []
    inside = ask.reader.inside(of.area)
    found = []
    for area in places(ask.reader):
        if area.level == "district" and inside.sees(area.id):
            living = tuple(one for one in of.cases if is_within(one.place, area.id))
            helds = known.held(replace(of, area=area.id, cases=living), of)
            found.append(made.Part(Text(area.name_zh, area.name_en), area.id, tuple(helds)))
    return found


def lags(ask: Asked) -> Any:
    """Delays.

    Raises:
        Refused: the area is below a district.
    """
    made = engine.part("lags")

    def work_out() -> Any:
        pairs = _told(ask)
        days = (
            exposed(reader=ask.reader, known_at=ask.known_at, zone=ask.zone)
            if ask.reader.reads("exposure")
            else {}
        )
        return made.lags(gathered(ask), pairs, source=source(ask), exposed=days)

    reads = (ask.reader.reads("case_link"), ask.reader.reads("exposure"))
    return LAGS.answer((*question(ask), *reads), work_out)


def source(ask: Asked) -> str:
    """What an answer names as its file: the register, and the area's path code."""
    return f"case@{ask.area or ask.reader.area or 'all'}"
