"""From calendars, limits and a city to a frontier: fit, search, re-estimate, verify on the city (deciding.md §3–6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from typing import Protocol

import numpy as np

from lianfang.outlook.deciding import checking, search
from lianfang.outlook.deciding.checking import CHECKS, Check, Design
from lianfang.outlook.deciding.estimating import MEASURES, Estimate, Limits, estimate, holds, keeps
from lianfang.outlook.deciding.orders import Uncertain, Worlds
from lianfang.outlook.deciding.simulating import Days, Draw, Groups, Outcomes, Simulator, Traces, Tracing
from lianfang.outlook.deciding.surrogate import Surrogate, fit
from lianfang.outlook.deciding.worlds import Arrays, Kept, drawn, worst
from lianfang.outlook.series import Floats

POINTS = 24
"""Calendars of the path that make the frontier, beside the written ones and the filled one."""
EXPECTED = 16
FRESH = 8
"""Times the worlds of the search: so many fresh ones the surrogate is asked in again."""
WORST = 40
"""Worlds of the planned worst case at most, in which every calendar that is shown is judged as well."""
HIGH = 0.975

Told = Callable[[str, int, int], None]


class City(Simulator, Tracing, Protocol):
    """What is decided for: it runs calendars, and tells its runs day by day."""


@dataclass(frozen=True)
class Question:
    """All that decides the answer.

    Attributes:
        city: what is simulated.
        groups: its people.
        choices: what may be chosen.
        written: calendars that people wrote, by name.
        limits: what the command accepts.
        window: days of the limit on local infections.
        uncertain: of the spread.
        worlds: how many.
        seed: of all worlds.
        posterior: draws of R under the measures, where a calibration was given; shape (any,).
        transmission: these as factors on every hazard, once it is known what R the city has; None: by the range of ``uncertain``.
    """

    city: City
    groups: Groups
    choices: search.Choices
    written: dict[str, Days]
    limits: Limits
    window: int
    uncertain: Uncertain
    worlds: Worlds
    seed: int
    posterior: Floats | None = None
    transmission: Floats | None = None

    def draws(self, stream: str, count: int) -> list[Draw]:
        """Worlds; those of the fit have their factors from the stated range, whatever a calibration says."""
        return drawn(self.uncertain, self.seed, stream, count, None if stream == "fit" else self.transmission)

    def worst(self) -> list[Draw]:
        """Worlds of the planned worst case."""
        return worst(self.draws("worst", min(self.worlds.city, WORST)), self.high)

    @property
    def high(self) -> float:
        """The high end of transmission."""
        if self.transmission is None:
            return self.uncertain.transmission.high
        return float(np.quantile(self.transmission, HIGH))


@dataclass(frozen=True)
class Point:
    """A calendar and what is known of it.

    Attributes:
        name: as written; ``path-…`` or ``filled``.
        opens: shape (groups,).
        search: by the surrogate, in the worlds in which it was chosen; of written ones as well.
        fresh: by the surrogate, in fresh worlds.
        selected: on the city, in the worlds in which the choice was made; None where it was not tried.
        city: on the city, in fresh worlds; None where it was not tried.
        outcomes: of these last, for comparison world by world.
        worst: on the city, in the planned worst case; None where it is not shown.
    """

    name: str
    opens: Days
    search: Estimate
    fresh: Estimate
    selected: Estimate | None = None
    city: Estimate | None = None
    outcomes: Outcomes | None = None
    worst: Estimate | None = None


@dataclass(frozen=True)
class Answer:
    """A frontier and a choice.

    Attributes:
        of: the question, its groups now with the share of their staff who are at work.
        surrogate: as fitted.
        runs: of the city that it was fitted to.
        written: calendars that people wrote.
        frontier: calendars of the search in order of person-days.
        leading: of all that were tried on the city, written ones too, the one with most person-days whose limits hold in the worlds
            of the choice; None where none does.
        best: the first at or below it that was checked in worlds of its own and kept its limits there; None where none did.
        after: the first of the frontier with more person-days than the best. None where none has more.
        plan: of the checks.
        checks: in their order.
    """

    of: Question
    surrogate: Surrogate
    runs: int
    written: list[Point]
    frontier: list[Point]
    leading: Point | None
    best: Point | None
    after: Point | None
    plan: Design
    checks: list[Check]


def answer(of: Question, kept: Kept, told: Told = lambda stage, done, of: None) -> Answer:
    """The frontier, the choice on it, and the written calendars beside it.

    Raises:
        Refused: ``deciding/no-spread`` where nothing spreads in the city's runs.
    """
    plan = checking.design(of.limits)
    seen = _seen(of, kept)
    surrogate = fit(of.groups, seen, of.window)
    of = _anchored(replace(of, groups=surrogate.groups), surrogate)
    found = _candidates(of, surrogate, kept, told)
    written = [_point(of, surrogate, name, opens) for name, opens in of.written.items()]
    frontier = [_point(of, surrogate, name, opens) for name, opens in found]
    trial = _Trial(of, kept)
    leading = _chosen(frontier, written, trial)[0]
    best, checks = (
        (None, []) if leading is None else _checked(leading, [*frontier, *written], trial, plan, told)
    )
    after = _next(frontier, best, trial)
    tried = {id(point) for point in (leading, best, after, *written)}
    shown = search.on_frontier(*scores(frontier))

    def told_of(point: Point, is_shown: bool) -> Point:
        known = replace(point, selected=trial.found.get(point.opens.tobytes()))
        known = _on_city(of, known, kept) if id(point) in tried else known
        return _in_worst(of, known, kept) if is_shown or id(point) in tried else known

    full = {id(point): told_of(point, bool(good)) for point, good in zip(frontier, shown, strict=True)}
    full |= {id(point): told_of(point, True) for point in written}
    leading, best, after = (None if point is None else full[id(point)] for point in (leading, best, after))
    return Answer(
        of, surrogate, len(seen.draws), [full[id(point)] for point in written], [full[id(point)] for point in frontier],
        leading, best, after, plan, checks,
    )  # fmt: skip


def _anchored(of: Question, surrogate: Surrogate) -> Question:
    """The question with a posterior of R as factors: R over that of the city with all closed, which has the factor 1."""
    if of.posterior is None:
        return of
    days = of.groups.days
    return replace(of, transmission=of.posterior / surrogate.per_person(of.choices.latest(days), days - 1))


def scores(points: Sequence[Point]) -> tuple[Floats, Floats]:
    """Person-days and probabilities by the surrogate in fresh worlds; shapes (points,), (points, measures)."""
    gains = np.array([point.fresh.person_days.value for point in points])
    risks = [
        [point.fresh.chances[name].share for name in MEASURES if name in point.fresh.chances]
        for point in points
    ]
    return gains, np.array(risks).reshape(len(points), -1)


def _seen(of: Question, kept: Kept) -> Traces:
    """Runs of the city to fit the surrogate to: the written calendars, all closed, all open."""
    never = of.groups.days
    open_ = np.where(of.choices.fixed >= 0, of.choices.fixed, np.minimum(of.choices.earliest, never)).astype(
        np.int64
    )
    calendars = [of.choices.latest(never), open_, *of.written.values()]
    draws = of.draws("fit", of.worlds.fit)
    names = ("local", "imported", "beds", "rooms", "work")
    if not all(f"fit.{name}" in kept.arrays for name in names):
        made = of.city.traces(calendars, draws)
        for name in names:
            kept.put(f"fit.{name}", getattr(made, name))
    opens = np.repeat(np.array(calendars), len(draws), axis=0)
    arrays = [kept.arrays[f"fit.{name}"].astype(np.float64) for name in names]
    return Traces(opens, tuple(draws) * len(calendars), *arrays)


def _candidates(of: Question, surrogate: Surrogate, kept: Kept, told: Told) -> list[tuple[str, Days]]:
    """Calendars of the path, thinned evenly in person-days, and the filled one, in order of person-days."""
    expected, draws = of.draws("expected", EXPECTED), of.draws("search", of.worlds.search)

    def walk() -> Arrays:
        return np.array(
            search.path(
                surrogate, of.choices, of.limits, expected, told=lambda done, whole: told("path", done, whole)
            )
        )

    walked = [row.astype(np.int64) for row in kept.once("path", walk)]
    good = [at for at, opens in enumerate(walked) if holds(surrogate.run(opens, draws), of.limits)]
    found = {
        f"path-{at}": walked[at] for at in _thinned([of.groups.person_days(opens) for opens in walked], good)
    }
    if good and good[-1] + 1 < len(walked):
        filled = kept.once(
            "filled",
            lambda: search.fill(
                surrogate, of.choices, of.limits, walked[good[-1]], draws, expected,
                told=lambda done, whole: told("fill", done, whole),
            ),
        )  # fmt: skip
        found["filled"] = filled.astype(np.int64)
    return sorted(found.items(), key=lambda item: of.groups.person_days(item[1]))


def _thinned(gains: Sequence[float], good: Sequence[int]) -> list[int]:
    """Which points of a path to keep: first, last, the last good one and its follower, the rest evenly in person-days."""
    wanted = np.linspace(gains[0], gains[-1], POINTS)
    kept = {int(np.abs(np.array(gains) - want).argmin()) for want in wanted} | {0, len(gains) - 1}
    if good:
        kept |= {good[-1], min(good[-1] + 1, len(gains) - 1)}
    return sorted(kept)


def _point(of: Question, surrogate: Surrogate, name: str, opens: Days) -> Point:
    draws, fresh = of.draws("search", of.worlds.search), of.draws("fresh", FRESH * of.worlds.search)
    return Point(
        name,
        opens,
        estimate(surrogate.run(opens, draws), of.limits),
        estimate(surrogate.run(opens, fresh), of.limits),
    )


@dataclass
class _Trial:
    """Calendars on the city, in the worlds of the choice.

    Attributes:
        of: the question.
        kept: what a stopped run goes on from.
        found: estimates by calendar.
    """

    of: Question
    kept: Kept
    found: dict[bytes, Estimate] = field(default_factory=dict)

    def holds(self, point: Point) -> bool:
        """Whether its limits hold there."""
        return keeps(self.selected(point), self.of.limits)

    def selected(self, point: Point) -> Estimate:
        """What is estimated of it there."""
        key = point.opens.tobytes()
        if key not in self.found:
            draws = self.of.draws("select", self.of.worlds.city)
            self.found[key] = estimate(run(self.of, point.opens, draws, "select", self.kept), self.of.limits)
        return self.found[key]

    def days(self, point: Point) -> float:
        """Person-days as planned."""
        return self.of.groups.person_days(point.opens)


def _chosen(
    frontier: Sequence[Point], written: Sequence[Point], trial: _Trial
) -> tuple[Point | None, Point | None]:
    """Of the calendars that hold on the city the one with most person-days, and the first of the frontier with more.

    Person-days do not put calendars in order of risk. Beside the last that holds by halving, every later one that the surrogate
    takes for good is tried, and every written one.
    """
    low = _halved(frontier, trial)
    limits = trial.of.limits
    hopeful = [point for point in frontier[low + 1 :] if _strained(point.fresh, limits) <= 1]
    good = [point for point in (*frontier[max(low, 0) : low + 1], *hopeful, *written) if trial.holds(point)]
    best = max(good, key=trial.days, default=None)
    for point in frontier:
        if best is not None and trial.days(point) <= trial.days(best):
            continue
        if not trial.holds(point):
            return best, point
        best = point
    return best, None


def _checked(
    leading: Point, points: Sequence[Point], trial: _Trial, plan: Design, told: Told
) -> tuple[Point | None, list[Check]]:
    """From the leading calendar down, those that look as if they might pass are checked, until one does; the last check is kept for
    the likeliest of the rest.

    Which are checked rests on the worlds of the choice alone, and each check has worlds of its own: none is flattered by having
    been picked.
    """
    order = [leading]
    order += sorted(
        (point for point in points if point is not leading and trial.days(point) <= trial.days(leading)),
        key=trial.days,
        reverse=True,
    )
    checks: list[Check] = []
    tried: list[Point] = []
    hopeful = (point for point in order if plan.is_promising(trial.selected(point)))
    for point in islice(hopeful, CHECKS - 1):
        tried.append(point)
        checks.append(_check(point, len(tried), trial, plan, told))
        if checks[-1].is_kept:
            return point, checks
    rest = [point for point in order if not any(point is other for other in tried)]
    if not rest:
        return None, checks
    likeliest = min(rest, key=lambda point: _strained(trial.selected(point), trial.of.limits))
    checks.append(_check(likeliest, len(tried) + 1, trial, plan, told))
    return (likeliest if checks[-1].is_kept else None), checks


def _check(point: Point, at: int, trial: _Trial, plan: Design, told: Told) -> Check:
    of, stream = trial.of, f"check{at}"
    draws = of.draws(stream, plan.worlds)

    def piece(begin: int, end: int) -> Outcomes:
        told("check", (at - 1) * plan.worlds + begin, CHECKS * plan.worlds)
        return run(of, point.opens, draws[begin:end], f"{stream}.{begin}", trial.kept)

    return checking.check(point.name, plan, of.limits, piece)


def _next(frontier: Sequence[Point], best: Point | None, trial: _Trial) -> Point | None:
    """The first of the frontier with more person-days."""
    least = -1.0 if best is None else trial.days(best)
    found = next((point for point in frontier if trial.days(point) > least), None)
    if found is not None:
        trial.selected(found)
    return found


def _halved(frontier: Sequence[Point], trial: _Trial) -> int:
    """A point whose limits hold on the city while the next one's do not, by halving; −1 where the first one's do not."""
    low, high, tried = -1, len(frontier), 0
    # Begin where the surrogate changes its mind: the city mostly agrees, or nearly.
    at = max(
        (n for n, point in enumerate(frontier) if _strained(point.fresh, trial.of.limits) <= 1), default=0
    )
    while low + 1 < high:
        tried += 1
        low, high = (at, high) if trial.holds(frontier[at]) else (low, at)
        near = (at + 1 if low == at else at - 1) if tried < 3 else -1
        at = near if low < near < high else (low + high) // 2
    return low


def _strained(of: Estimate, limits: Limits) -> float:
    return max((of.chances[name].share / limit.accepted for name, limit in limits.items()), default=0.0)


def run(of: Question, opens: Days, draws: Sequence[Draw], stream: str, kept: Kept) -> Outcomes:
    """A calendar on the city, once; the stream is the name under which its outcomes are kept."""

    def make() -> Arrays:
        made = of.city.run(opens, draws)
        return np.array([made.person_days, *(made.of(name) for name in MEASURES)])

    name = f"{stream}.{sha256(opens.tobytes()).hexdigest()[:16]}"
    rows = kept.once(name, make).astype(np.float64)
    return Outcomes(rows[0], rows[1], rows[2], rows[3])


def _on_city(of: Question, point: Point, kept: Kept) -> Point:
    outcomes = run(of, point.opens, of.draws("city", of.worlds.city), "city", kept)
    return replace(point, city=estimate(outcomes, of.limits), outcomes=outcomes)


def _in_worst(of: Question, point: Point, kept: Kept) -> Point:
    return replace(point, worst=estimate(run(of, point.opens, of.worst(), "worst", kept), of.limits))
