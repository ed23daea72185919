"""What comes next: new cases by day of report with the score of such forecasts, and the beds and rooms that they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.fronts.forecasts.arriving import Came
from lianfang.fronts.forecasts.asking import MANY
from lianfang.fronts.forecasts.beds import Held, Kind, Places, Stay
from lianfang.fronts.forecasts.gathering import LONGEST, ORIGINS, Gathered, counted, is_below_cities
from lianfang.outlook import answers, answers_ahead, forecast, shapes
from lianfang.outlook.arriving import Arrivals, Origin
from lianfang.outlook.cori import Bools
from lianfang.outlook.deciding.estimating import Chance, chance
from lianfang.outlook.load import lasting, load
from lianfang.outlook.series import Floats, Series, of_counts

HORIZON = 7
LATELY = 14
"""Days over which it is seen how many stays new cases bring."""
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class LoadDay:
    """One day to come: quantiles at ``LEVELS`` of those who lie there."""

    day: date
    quantiles: tuple[float, ...]


@dataclass(frozen=True)
class LoadSaid:
    """Beds or rooms: who lies there now, how long stays last, and the days to come; ``problem`` says why there are none.

    Attributes:
        lying: None where the reader does not read who lies there.
        room: for how many there is room; None where nobody can say.
        begun: how many stays began in the last fourteen days.
        is_by_city: is it judged by the stays of the whole city how long they last?
        runs_out: how likely more than these lie there at the end of any of the days; None where that has no answer.
    """

    kind: Kind
    lying: int | None
    is_of_cases: bool
    places: Places | None
    seen: tuple[tuple[date, int], ...]
    room: int | None
    days: tuple[LoadDay, ...] = ()
    runs_out: Chance | None = None
    per_case: float | None = None
    n: int = 0
    ended: int = 0
    median: float | None = None
    low: float | None = None
    high: float | None = None
    last_end: float | None = None
    begun: int = 0
    is_by_city: bool = False
    problem: Problem | None = None


@dataclass(frozen=True)
class Ahead:
    """All that the page of forecasts says."""

    as_of: date
    known_at: date
    cases: int
    seen: tuple[tuple[date, int], ...]
    forecast: shapes.ForecastSaid | None
    loads: tuple[LoadSaid, ...]
    remarks: tuple[Problem, ...]
    problems: tuple[Problem, ...]
    districts: tuple[tuple[Text, tuple[LoadSaid, ...]], ...] = ()


@dataclass(frozen=True)
class City:
    """The cases of the whole city and who came to it: they fill the hospitals of each of its parts."""

    cases: Gathered
    came: Came


@dataclass(frozen=True)
class Part:
    """A district of a city: its stays and places of each kind."""

    name: Text
    area: int
    helds: tuple[Held, ...]


@dataclass(frozen=True)
class _Coming:
    """New cases of the days to come, (draws, days), and those of the last fourteen days."""

    drawn: Floats
    before: int


def ahead(
    of: Gathered, helds: Sequence[Held], serial: answers.SerialSource, *, source: str, horizon: int = HORIZON,
    came: Came | None = None, infected: tuple[float, float] | None = None, city: City | None = None,
    parts: Sequence[Part] = (),
) -> Ahead:  # fmt: skip
    """New cases of the days to come, and the load that they make.

    Args:
        of: the cases.
        helds: stays and places of each kind.
        serial: the serial interval.
        source: what the cases are of, in words of no language.
        horizon: days ahead.
        came: who came from areas at risk; None: nobody asked.
        infected: of 10,000 of them, the lowest and highest number who are infected and not yet reported.
        city: of a part of a city; None where the reader does not see all of the city.
        parts: of a city its districts.
    """
    last = min(of.as_of, of.known_at)
    problems: list[Problem] = []
    said = own = None
    found = series(of, last)
    if found is None:
        problems.append(Problem("outlook/empty"))
    else:
        try:
            coming = None if came is None else arrivals(came, infected)
            said = answers_ahead.of_a_series(found, source, serial, horizon=horizon, arrivals=coming)
            own = _coming(found, serial, horizon, coming)
        except Refused as refusal:
            problems += refusal.problems
    problems += said_of(came, infected)
    counts = [] if found is None else [int(count) for count in found.total]
    seen = () if found is None else tuple((found.day(at), count) for at, count in enumerate(counts))
    whole, why = (own, None) if city is None else _of_city(city, serial, horizon, infected, last)
    loads = tuple(_load(one, of.area, whole, last, why) for one in helds)
    districts = tuple(
        (part.name, tuple(_load(one, part.area, own, last) for one in part.helds)) for part in parts
    )
    return Ahead(
        of.as_of, of.known_at, len(of.cases), seen[-42:], said, loads, tuple(of.remarks), tuple(problems), districts,
    )  # fmt: skip


def _of_city(
    city: City, serial: answers.SerialSource, horizon: int, infected: tuple[float, float] | None, last: date
) -> tuple[_Coming | None, Problem | None]:
    """New cases of the whole city, or why there is no forecast of them."""
    found = series(city.cases, last)
    if found is None:
        return None, Problem("outlook/empty")
    try:
        return _coming(found, serial, horizon, arrivals(city.came, infected)), None
    except Refused as refusal:
        return None, refusal.problems[0]


def arrivals(came: Came, infected: tuple[float, float] | None) -> Arrivals | None:
    """The stream of those who came; None where nobody did, or nobody states how many of them are infected."""
    if infected is None or not came.origins:
        return None
    parts = tuple(Origin(one.name, np.array(one.people)) for one in came.origins)
    people = np.sum([one.travellers for one in parts], axis=0)
    shares = (infected[0] / MANY, infected[1] / MANY)
    since = int(np.flatnonzero(people)[0])
    return Arrivals(
        people, ahead=float(people[-7:].sum()) / 7, prevalence=shares, origins=parts, since=since or None
    )


def said_of(came: Came | None, infected: tuple[float, float] | None) -> list[Problem]:
    """What is to be known of the stream, or why there is none."""
    if came is None:
        return []
    unstated = [Problem("forecasts/no-prevalence")] if came.origins and infected is None else []
    return [*came.problems, *unstated]


def _coming(of: Series, serial: answers.SerialSource, horizon: int, coming: Arrivals | None) -> _Coming:
    imported = of.imported if of.imported.any() else None
    one = answers_ahead.one_serial(serial)
    drawn = forecast.renewal(of.total, one, horizon, arrivals=coming, imported=imported, seed=1).total
    return _Coming(drawn, int(of.total[-LATELY:].sum()))


def series(of: Gathered, last: date) -> Series | None:
    """New cases by day of report up to a day; None where there is none."""
    days = [(one.reported_on, one.origin) for one in of.cases if last - LONGEST <= one.reported_on <= last]
    if not days:
        return None
    columns = {
        origin: np.array(found, dtype=np.float64)
        for origin, found in counted(days, min(d for d, _ in days), last).items()
    }
    local, linked, imported, unknown = (columns[origin] for origin in ORIGINS)
    return of_counts(min(day for day, _ in days), local + linked, imported, unknown)


def _load(
    held: Held, area: int, coming: _Coming | None, last: date, no_coming: Problem | None = None
) -> LoadSaid:
    """Who lies there, and the load of the new cases to come, or why there is none of these (``no_coming``)."""
    stays = [stay for stay in held.stays if stay.began <= last]
    room = held.room(area)
    lying = None if held.is_withheld else sum(stay.ended is None for stay in stays)
    begun = sum((last - stay.began).days < LATELY for stay in stays)
    known = LoadSaid(
        held.kind, lying, held.is_of_cases, held.places, _seen(stays, last) if stays else (), room, begun=begun,
        is_by_city=held.of_city is not None,
    )  # fmt: skip
    problem = _why_none(held, area, stays)
    if problem is not None or coming is None:
        return replace(known, problem=problem or no_coming)
    try:
        stay = None if held.of_city is None else lasting(*_durations(held.of_city, last))
        made = load(*_durations(stays, last), coming.drawn, begun, coming.before, stay=stay)
    except Refused as refusal:
        return replace(known, problem=refusal.problems[0])
    return replace(
        known, days=_days(made.total, last), runs_out=None if room is None else _runs_out(made.total, room),
        per_case=made.per_case, n=made.stay.n, ended=made.stay.ended, median=made.stay.median, low=made.stay.low,
        high=made.stay.high, last_end=float(made.stay.times[-1]),
    )  # fmt: skip


def _durations(stays: Sequence[Stay], last: date) -> tuple[Floats, Bools]:
    """Days so far of each stay, and whether it has ended."""
    known = [stay for stay in stays if stay.began <= last]
    days = np.array([float(((stay.ended or last) - stay.began).days) for stay in known])
    return days, np.array([stay.ended is not None for stay in known], dtype=np.bool_)


def _why_none(held: Held, area: int, stays: Sequence[Stay]) -> Problem | None:
    """Why no load is forecast: stays are withheld, there are none, or the city that fills a district's beds is out of sight."""
    if held.is_withheld:
        return Problem("forecasts/stays-withheld")
    if is_below_cities(area) and not held.is_of_cases and held.of_city is None:
        return Problem("forecasts/load-needs-city")
    return None if stays or held.of_city else Problem("forecasts/no-stay")


def _seen(stays: Sequence[Stay], last: date, days: int = 14) -> tuple[tuple[date, int], ...]:
    """How many lay there at the end of each of the last days."""
    found = []
    for back in range(days - 1, -1, -1):
        day = last - timedelta(days=back)
        found.append(
            (day, sum(stay.began <= day and (stay.ended is None or stay.ended > day) for stay in stays))
        )
    return tuple(found)


def _runs_out(total: Floats, room: int) -> Chance:
    """How likely it is that on any of the days more lie there than there is room for: more than on the worst of them alone."""
    broken: Bools = np.asarray((total > room).any(axis=1), dtype=np.bool_)
    return chance(broken)


def _days(total: Floats, last: date) -> tuple[LoadDay, ...]:
    quantiles = np.quantile(total, LEVELS, axis=0)
    return tuple(
        LoadDay(last + timedelta(days=at + 1), tuple(float(each) for each in quantiles[:, at]))
        for at in range(total.shape[1])
    )
