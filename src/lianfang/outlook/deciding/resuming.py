"""From calendars, limits and a city to a frontier: fit, search, re-estimate, verify on the city (deciding.md §3–6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Protocol

import numpy as np

from lianfang.outlook.deciding import search
from lianfang.outlook.deciding.estimating import MEASURES, Estimate, Limits, estimate, holds
from lianfang.outlook.deciding.orders import Uncertain, Worlds
from lianfang.outlook.deciding.simulating import Days, Draw, Groups, Outcomes, Simulator, Traces, Tracing
from lianfang.outlook.deciding.surrogate import Surrogate, fit
from lianfang.outlook.deciding.worlds import Arrays, Kept, drawn

POINTS = 24
"""Calendars of the path that make the frontier, beside the written ones and the filled one."""
EXPECTED = 16
FRESH = 8
"""Times the worlds of the search: so many fresh ones the surrogate is asked in again."""

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

    def draws(self, stream: str, count: int) -> list[Draw]:
        """Worlds."""
        return drawn(self.uncertain, self.seed, stream, count)


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
    """

    name: str
    opens: Days
    search: Estimate
    fresh: Estimate
    selected: Estimate | None = None
    city: Estimate | None = None
    outcomes: Outcomes | None = None


@dataclass(frozen=True)
class Answer:
    """A frontier and a choice.

    Attributes:
        of: the question, its groups now with the share of their staff who are at work.
        surrogate: as fitted.
        runs: of the city that it was fitted to.
        written: calendars that people wrote.
        frontier: calendars of the search in order of person-days.
        best: of all that were tried on the city, written ones too, the one with most person-days whose limits hold; None where none
            does.
        after: the first of the frontier with more person-days; its limits do not hold. None where none has more.
    """

    of: Question
    surrogate: Surrogate
    runs: int
    written: list[Point]
    frontier: list[Point]
    best: Point | None
    after: Point | None


def answer(of: Question, kept: Kept, told: Told = lambda stage, done, of: None) -> Answer:
    """The frontier, the choice on it, and the written calendars beside it.

    Raises:
        Refused: ``deciding/no-spread`` where nothing spreads in the city's runs.
    """
    seen = _seen(of, kept)
    surrogate = fit(of.groups, seen, of.window)
    of = replace(of, groups=surrogate.groups)
    found = _candidates(of, surrogate, kept, told)
    written = [_point(of, surrogate, name, opens) for name, opens in of.written.items()]
    frontier = [_point(of, surrogate, name, opens) for name, opens in found]
    trial = _Trial(of, kept)
    best, after = _chosen(frontier, written, trial)
    shown = {id(point) for point in (best, after, *written)}

    def told_of(point: Point) -> Point:
        known = _with(point, selected=trial.found.get(point.opens.tobytes()))
        return _on_city(of, known, kept) if id(point) in shown else known

    full = {id(point): told_of(point) for point in (*frontier, *written)}
    return Answer(
        of, surrogate, len(seen.draws), [full[id(point)] for point in written], [full[id(point)] for point in frontier],
        None if best is None else full[id(best)], None if after is None else full[id(after)],
    )  # fmt: skip


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
        outcomes = run(
            self.of, point.opens, self.of.draws("select", self.of.worlds.city), "select", self.kept
        )
        self.found[point.opens.tobytes()] = estimate(outcomes, self.of.limits)
        return holds(outcomes, self.of.limits)

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
    return _with(point, city=estimate(outcomes, of.limits), outcomes=outcomes)


def _with(
    point: Point,
    *,
    selected: Estimate | None = None,
    city: Estimate | None = None,
    outcomes: Outcomes | None = None,
) -> Point:
    return Point(
        point.name, point.opens, point.search, point.fresh, selected or point.selected, city or point.city,
        outcomes or point.outcomes,
    )  # fmt: skip
