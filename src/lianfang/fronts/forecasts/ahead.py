"""What comes next: new cases by day of report with the score of such forecasts, and the beds and rooms that they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.forecasts.beds import Held, Kind, Places, Stay
from lianfang.fronts.forecasts.gathering import LONGEST, ORIGINS, Gathered, counted, is_below_cities
from lianfang.outlook import answers, answers_ahead, forecast, shapes
from lianfang.outlook.cori import Bools
from lianfang.outlook.deciding.estimating import Chance, chance
from lianfang.outlook.load import load
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


def ahead(
    of: Gathered, helds: Sequence[Held], serial: answers.SerialSource, *, source: str, horizon: int = HORIZON
) -> Ahead:
    """New cases of the days to come, and the load that they make.

    Args:
        of: the cases.
        helds: stays and places of each kind.
        serial: the serial interval.
        source: what the cases are of, in words of no language.
        horizon: days ahead.
    """
    last = min(of.as_of, of.known_at)
    problems: list[Problem] = []
    said = drawn = None
    found = series(of, last)
    if found is None:
        problems.append(Problem("outlook/empty"))
    else:
        try:
            said = answers_ahead.of_a_series(found, source, serial, horizon=horizon)
            drawn = forecast.renewal(found.total, answers_ahead.one_serial(serial), horizon, seed=1)
        except Refused as refusal:
            problems += refusal.problems
    counts = [] if found is None else [int(count) for count in found.total]
    seen = () if found is None else tuple((found.day(at), count) for at, count in enumerate(counts))
    loads = tuple(_load(one, of.area, drawn, last, sum(counts[-LATELY:])) for one in helds)
    return Ahead(
        of.as_of, of.known_at, len(of.cases), seen[-42:], said, loads,
        tuple(of.remarks), tuple(problems),
    )  # fmt: skip


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


def _load(held: Held, area: int, drawn: Floats | None, last: date, cases_before: int) -> LoadSaid:
    stays = [stay for stay in held.stays if stay.began <= last]
    room = held.room(area)
    lying = None if held.is_withheld else sum(stay.ended is None for stay in stays)
    known = LoadSaid(
        held.kind, lying, held.is_of_cases, held.places, _seen(stays, last) if stays else (), room
    )
    problem = _why_none(held, area, stays)
    if problem is not None or drawn is None:
        return replace(known, problem=problem)
    durations = np.array([float(((stay.ended or last) - stay.began).days) for stay in stays])
    ended = np.array([stay.ended is not None for stay in stays], dtype=np.bool_)
    begun = sum((last - stay.began).days < LATELY for stay in stays)
    try:
        made = load(durations, ended, drawn, begun, cases_before)
    except Refused as refusal:
        return replace(known, problem=refusal.problems[0])
    stay = made.stay
    return replace(
        known, days=_days(made.total, last), runs_out=None if room is None else _runs_out(made.total, room),
        per_case=made.per_case, n=stay.n, ended=stay.ended, median=stay.median, low=stay.low, high=stay.high,
        last_end=float(stay.times[-1]),
    )  # fmt: skip


def _why_none(held: Held, area: int, stays: Sequence[Stay]) -> Problem | None:
    """Why no load is forecast: stays are withheld, there are none, or they and the new cases are not of the same people."""
    if held.is_withheld:
        return Problem("forecasts/stays-withheld")
    if is_below_cities(area) and not held.is_of_cases:
        return Problem("forecasts/load-below-city")
    return None if stays else Problem("forecasts/no-stay")


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
