"""``lianfang outlook … --city``: the same answers out of this site's registers, in the same words and the same JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lianfang.base.problems import Problem, Refused
from lianfang.cli import places, site
from lianfang.fronts.forecasts import arriving, asking, engine, gathering
from lianfang.fronts.forecasts.gathering import Gathered
from lianfang.gaps import plans
from lianfang.gaps.lists import journal
from lianfang.outlook.shapes import Remark


@dataclass(frozen=True)
class City:
    """Cases out of the register, and the serial interval that the plan states.

    Attributes:
        source: what answers name as their file.
        area: its path code; 0 is the site.
        more: what is to be known beside what the cases say.
    """

    cases: Gathered
    source: str
    mean: float
    sd: float
    area: int
    more: tuple[Problem, ...] = ()


def of_registers(area: str | None, as_of: date | None, known_at: date | None) -> City:
    """The cases of the site, or of an area, up to a day and as known at another; by default the last day that is over.

    Raises:
        Refused: there is no such area, or it lies below a district; a day lies ahead or before 1970.
    """
    site.ready()
    force, reader = plans.in_force(), site.reader("case_investigation")
    newest = asking.last_over(site.shown(), force.plan.zone)
    known = known_at or newest
    for day in (as_of, known):
        if day is not None:
            asking.check_day(day, newest)
    asked = places.area_of(area, reader=reader)
    found = gathering.gather(
        reader=reader, area=asked, as_of=as_of or known, known_at=known,
        zone=force.plan.zone,
    )  # fmt: skip
    journal(reader, at=site.shown(), counts={"case": len(found.cases)})
    mean, sd = asking.serial(force, found.as_of)
    return City(found, f"case@{area or 'all'}", mean, sd, asked)


def serial(city: City, given: tuple[float, float] | None) -> Any:
    """The serial interval that was given, else the plan's.

    Raises:
        Refused: no serial interval has these.
    """
    mean, sd = given or (city.mean, city.sd)
    return engine.part("evening").serial_of(mean, sd)


def listed(city: City) -> Any:
    """The cases as the engine takes them.

    Raises:
        Refused: the engine's packages are missing.
    """
    return engine.part("evening").cases_of(city.cases.cases)


def series(city: City) -> Any:
    """New cases by day of report.

    Raises:
        Refused: ``outlook/empty``.
    """
    found = engine.part("ahead").series(city.cases, min(city.cases.as_of, city.cases.known_at))
    if found is None:
        raise Refused(Problem("outlook/empty"))
    return found


def coming(city: City, infected: tuple[float, float] | None) -> tuple[City, Any]:
    """The stream of those who came from areas at risk; None where there is none, and the city's answers say why.

    Args:
        city: whose gates.
        infected: lowest and highest number of 10,000 who are infected; None: as the plan states it.
    """
    force, reader = plans.in_force(), site.reader("case_investigation")
    last = min(city.cases.as_of, city.cases.known_at)
    came = arriving.came(
        reader=reader, area=city.area, as_of=last, known_at=city.cases.known_at, zone=force.plan.zone
    )
    stated = infected or asking.infected(force, last)
    made = engine.part("ahead")
    return replace(city, more=tuple(made.said_of(came, stated))), made.arrivals(came, stated)


def delay(city: City, kind: str) -> Any:
    """One delay of the registers.

    Raises:
        Refused: nothing can be said of it.
    """
    force, reader = plans.in_force(), site.reader("case_investigation")
    told = gathering.told(reader=reader, known_at=city.cases.known_at, zone=force.plan.zone)
    days = gathering.exposed(reader=reader, known_at=city.cases.known_at, zone=force.plan.zone)
    made = engine.part("lags").lags(city.cases, told, source=city.source, exposed=days)
    one = next(each for each in made.lags if each.kind == kind)
    if one.said is None:
        raise Refused(one.problem)
    return one.said


def spread(city: City, answers: Any) -> Any:
    """Whom its cases infected, wherever in the city these live, and attack rates of its contacts by setting.

    Args:
        city: the cases.
        answers: the engine's module of these answers.

    Raises:
        Refused: the engine's packages are missing.
    """
    force, reader = plans.in_force(), site.reader("case_investigation")
    of, zone = city.cases, force.plan.zone
    told = gathering.told(reader=reader, known_at=of.known_at, zone=zone)
    everyone = gathering.gather(reader=reader, area=0, as_of=of.as_of, known_at=of.known_at, zone=zone)
    made = engine.part("spread")
    groups, watched = made.groups_of(of, gathering.contacts(reader=reader, known_at=of.known_at, zone=zone))
    remarks = [Problem("outlook/watched-still", facts={"count": watched})] if watched else []
    counts = made.infected_by_each(of, told, everyone)
    return answers.answer(
        city.source, counts=counts, groups=groups, remarks=remarks, as_of=of.as_of, known_at=of.known_at
    )


def remarked(said: Any, city: City) -> Any:
    """An answer with what is to be known of the cases that it was made of."""
    more = [Remark.of(one) for one in (*city.cases.remarks, *city.more)]
    return said.model_copy(update={"remarks": [*said.remarks, *more]})


KINDS: Mapping[str, str] = {
    "incubation": "潜伏 incubation",
    "visit": "首诊 first visit", "report": "报告 report", "isolation": "隔离 isolation", "admission": "收治 admission",
    "serial": "代际 serial interval", "stay": "住院 stay",
}  # fmt: skip
"""What ``--delay`` may ask for."""
