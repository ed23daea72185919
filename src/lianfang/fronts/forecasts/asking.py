"""What a request asks of the outlook: of which area, as of and known at the end of which day, under which serial interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from lianfang.base import areas as paths
from lianfang.base.instants import day_of, end_of
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.gaps import plans
from lianfang.gaps.plans import InForce
from lianfang.registers.access import Reader
from lianfang.registers.models import Area

KEPT = ("area", "as_of", "known_at", "si_mean", "si_sd", "ill_low", "ill_high")
PUBLISHED = (6.3, 4.2)
"""Mean and sd, days, where the plan in force states none (Bi et al. Lancet Infect Dis 2020, Shenzhen)."""
SHORTEST, LONGEST = 0.1, 60.0
"""Days: a serial interval beyond, or a standard deviation of one, is a slip of the pen."""
CITY = paths.LEVELS.index("city")
MANY = 10_000
"""So many who come: of how many of them are infected."""
EARLIEST = date(1970, 1, 1)
"""An earlier day is a slip of the pen, and at the edge of the calendar there is no day before."""


@dataclass(frozen=True)
class Asked:
    """The question.

    Attributes:
        area: its path code; 0 for all that the reader sees.
        as_of: the last day of events.
        known_at: what was reported, or changed, after that day is left out.
        newest: the last day that is over: what is known by then is known finally.
        mean, sd: of the serial interval, days.
        infected: lowest and highest number among 10,000 who come from an area at risk who are infected and not yet reported; None
            where nobody states it.
        kept: what links of the page carry on, as it was written.
    """

    reader: Reader
    zone: str
    area: int
    as_of: date
    known_at: date
    newest: date
    mean: float
    sd: float
    infected: tuple[float, float] | None
    kept: Mapping[str, str]

    def href(self, route: str, **more: str) -> str:
        """The address of another page of this front about the same; an empty value drops a parameter."""
        said = {name: value for name, value in {**self.kept, **more}.items() if value}
        return reverse(f"forecasts:{route}") + ("?" + urlencode(said) if said else "")

    @property
    def city(self) -> int | None:
        """Of a part of a city the city, if the reader sees all of it."""
        here = self.area or self.reader.area
        if not here or paths.LEVELS.index(paths.level_of(here)) <= CITY:
            return None
        city = next(up for up in paths.ancestors(here) if paths.level_of(up) == "city")
        return city if self.reader.sees(city) else None

    def later(self) -> Asked | None:
        """The same question to all that is known now; None where this is it already."""
        return replace(self, known_at=self.newest) if self.known_at < self.newest else None


def asked(request: Any) -> Asked:
    """Read a request.

    Raises:
        Refused: a day that is none, lies ahead or before 1970, no serial interval, or an area that is not there or out of reach.
    """
    given = {name: request.GET.get(name, "").strip()[:20] for name in KEPT}
    force, reader = plans.in_force(), request.who.reader
    newest = last_over(request.at, force.plan.zone)
    known_at = _day(given["known_at"], newest, newest)
    as_of = _day(given["as_of"], known_at, known_at)
    mean, sd = serial(force, as_of)
    kept = {name: value for name, value in given.items() if value}
    return Asked(
        reader, force.plan.zone, area_of(given["area"], reader), as_of, known_at, newest,
        _days(given["si_mean"], mean), _days(given["si_sd"], sd), _infected(given, infected(force, as_of)), kept,
    )  # fmt: skip


def last_over(at: int, zone: str) -> date:
    """The last civil day that is over at an instant: the day that goes on is not complete."""
    return day_of(at, zone) - timedelta(days=1)


def serial(force: InForce, day: date) -> tuple[float, float]:
    """Mean and sd of the serial interval, days, as the plan states them for a day."""
    at = end_of(day, force.plan.zone)
    found = [force.plan.number_at(name, at) for name in ("serial_interval_mean", "serial_interval_sd")]
    if found[0] is None or found[1] is None:
        return PUBLISHED
    return float(found[0]), float(found[1])


def infected(force: InForce, day: date) -> tuple[float, float] | None:
    """How many of 10,000 who come from areas at risk are infected, lowest and highest, as the plan states it for a day."""
    at = end_of(day, force.plan.zone)
    low, high = (force.plan.number_at(name, at) for name in ("origin_infected_low", "origin_infected_high"))
    return None if low is None or high is None else (float(low), float(high))


def check_infected(found: tuple[float, float]) -> None:
    """Are these two of 10,000?

    Raises:
        Refused: ``outlook/bad-prevalence``.
    """
    if not 0 <= found[0] <= found[1] <= MANY:
        facts = {"low": f"{found[0]:g}", "high": f"{found[1]:g}"}
        raise Refused(Problem("outlook/bad-prevalence", facts=facts))


def area_of(named: str, reader: Reader) -> int:
    """The path code of a city or district by its national code or reference; 0 where none is named.

    Raises:
        Refused: it is not there, or out of reach.
    """
    if not named:
        return 0
    like = Q(gb_code=named) | Q(ref=named)
    found = list(Area.objects.filter(like).filter(reader.scope("id")).values_list("id", flat=True)[:2])
    if len(found) != 1:
        raise Refused(Problem("area/not-found", facts={"area": named}))
    return int(found[0])


def name_of(area: int) -> Text:
    """What an area is called; the whole site has no name of its own."""
    found = Area.objects.filter(id=area).first() if area else None
    return Text("全域", "the whole site") if found is None else Text(found.name_zh, found.name_en)


def _day(text: str, otherwise: date, newest: date) -> date:
    if not text:
        return otherwise
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise Refused(Problem("store/bad-instant", facts={"value": text})) from error
    check_day(found, newest)
    return found


def check_day(day: date, newest: date) -> None:
    """Can be asked of this day?

    Raises:
        Refused: ``forecasts/day-ahead``: it is not over; ``forecasts/day-before``: no outbreak of this register is so old.
    """
    if day > newest:
        raise Refused(Problem("forecasts/day-ahead", facts={"day": day, "newest": newest}))
    if day < EARLIEST:
        raise Refused(Problem("forecasts/day-before", facts={"day": day, "earliest": EARLIEST}))


def _days(text: str, otherwise: float) -> float:
    if not text:
        return otherwise
    try:
        found = float(text)
    except ValueError as error:
        raise Refused(Problem("forecasts/no-days", facts={"value": text})) from error
    if not SHORTEST <= found <= LONGEST:
        raise Refused(Problem("forecasts/no-days", facts={"value": text}))
    return found


def _infected(given: Mapping[str, str], stated: tuple[float, float] | None) -> tuple[float, float] | None:
    texts = (given["ill_low"], given["ill_high"])
    if not any(texts):
        return stated
    # One end alone goes with the plan's other one; where the plan states none it is no range.
    ends = ("", "") if stated is None else (f"{stated[0]:g}", f"{stated[1]:g}")
    low, high = (text or end for text, end in zip(texts, ends, strict=True))
    try:
        found = float(low), float(high)
    except ValueError as error:
        facts = {"low": low or "—", "high": high or "—"}
        raise Refused(Problem("outlook/bad-prevalence", facts=facts)) from error
    check_infected(found)
    return found
