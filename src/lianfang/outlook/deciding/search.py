"""Calendars with more person-days at work while limits hold: a path from all closed to all open, and what fits beside it
(deciding.md §5)."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lianfang.outlook.deciding.estimating import MEASURES, Limits, holds
from lianfang.outlook.deciding.simulating import Days, Draw, Groups
from lianfang.outlook.deciding.surrogate import Surrogate
from lianfang.outlook.series import Floats

ROUNDS = 150
"""About so many steps make the path."""
SMALLEST = 1e-9

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Choices:
    """What may be chosen for each group.

    Attributes:
        days: the days on which anything may open, ascending; the length of the run, *never*, is always among the choices.
        earliest: by group; shape (groups,).
        fixed: by group, the day that is not to be changed; −1 where it is free; shape (groups,).
        batches: groups of one sector and district open in order of batch.
    """

    days: tuple[int, ...]
    earliest: Days
    fixed: Days
    batches: int

    def latest(self, never: int) -> Days:
        """All that is free is closed."""
        return np.where(self.fixed >= 0, self.fixed, never).astype(np.int64)

    def earlier(self, opens: Days, group: int) -> int | None:
        """The next earlier day on which a group may open; None where there is none, or an earlier batch opens later."""
        if self.fixed[group] >= 0:
            return None
        below = [day for day in self.days if self.earliest[group] <= day < opens[group]]
        if not below:
            return None
        if group % self.batches and opens[group - 1] > below[-1]:
            return None
        return below[-1]

    def moves(self, opens: Days) -> list[tuple[int, int]]:
        """Every group that may open earlier, with its next earlier day."""
        return [
            (group, day) for group in range(len(opens)) if (day := self.earlier(opens, group)) is not None
        ]


def burden(surrogate: Surrogate, opens: Days, draws: Sequence[Draw], limits: Limits) -> float:
    """How near the limits, smoothly: the mean over worlds of the greatest logarithm of expected load over limit."""
    found = surrogate.expected(opens, draws)
    used = [at for at, name in enumerate(MEASURES) if name in limits]
    if not used:
        return 0.0
    most = np.array([max(limits[MEASURES[at]].most, 0.5) for at in used])
    return float(np.log((found[:, used] + SMALLEST) / most).max(axis=1).mean())


def path(
    surrogate: Surrogate, choices: Choices, limits: Limits, draws: Sequence[Draw], *, start: Sequence[Days] = (),
    told: Told = lambda done, of: None,
) -> list[Days]:  # fmt: skip
    """From all closed to all open: in each round the groups open earlier that bring most person-days for the burden they add.

    Args:
        surrogate: what simulates.
        choices: what may be chosen.
        limits: what the burden is measured against.
        draws: the worlds of the search, in which only expected counts are taken.
        start: the path so far, of a run that was stopped.
        told: hears how many rounds of how many are done.
    """
    groups = surrogate.groups
    made = list(start) or [choices.latest(groups.days)]
    whole = _steps(choices, groups)
    batch = max(1, -(-whole // ROUNDS))
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        while moves := choices.moves(made[-1]):
            worth = _worth(surrogate, made[-1], moves, limits, draws, pool)
            opens = made[-1].copy()
            for at in np.argsort(-worth, kind="stable")[:batch]:
                group, day = moves[int(at)]
                if choices.earlier(opens, group) == day:
                    opens[group] = day
            made.append(opens)
            told(min(len(made) - 1, ROUNDS), ROUNDS)
    return made


def fill(
    surrogate: Surrogate, choices: Choices, limits: Limits, opens: Days, draws: Sequence[Draw], expected: Sequence[Draw],
    told: Told = lambda done, of: None,
) -> Days:  # fmt: skip
    """One move after the other, the worthiest first, is kept where the limits still hold in the search's worlds.

    Args:
        surrogate: what simulates.
        choices: what may be chosen.
        limits: what must hold.
        opens: a calendar under which they do.
        draws: the worlds in which they are to hold.
        expected: the worlds in which moves are ordered.
        told: hears how many moves of how many have been tried.
    """
    now, refused = opens.copy(), set[tuple[int, int]]()
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        moves = choices.moves(now)
        for _ in range(3):
            open_ = [move for move in moves if move not in refused]
            worth = _worth(surrogate, now, open_, limits, expected, pool)
            for done, at in enumerate(np.argsort(-worth, kind="stable")):
                group, day = open_[int(at)]
                tried = now.copy()
                tried[group] = day
                if choices.earlier(now, group) == day and holds(surrogate.run(tried, draws), limits):
                    now = tried
                else:
                    refused.add((group, day))
                told(done + 1, len(open_))
            moves = choices.moves(now)
    return now


def _steps(choices: Choices, groups: Groups) -> int:
    """Moves from all closed to all open."""
    free = choices.fixed < 0
    return int(
        sum(sum(day >= choices.earliest[group] for day in choices.days) for group in np.flatnonzero(free))
    )


def _worth(
    surrogate: Surrogate, opens: Days, moves: Sequence[tuple[int, int]], limits: Limits, draws: Sequence[Draw],
    pool: ThreadPoolExecutor,
) -> Floats:  # fmt: skip
    """Person-days gained by a move over the burden that it adds; shape (moves,)."""
    before, days = burden(surrogate, opens, draws, limits), surrogate.groups.person_days(opens)

    def one(move: tuple[int, int]) -> float:
        tried = opens.copy()
        tried[move[0]] = move[1]
        gained = surrogate.groups.person_days(tried) - days
        return gained / max(burden(surrogate, tried, draws, limits) - before, SMALLEST)

    return np.fromiter(pool.map(one, moves), dtype=np.float64, count=len(moves))


def on_frontier(gains: Floats, risks: Floats) -> NDArray[np.bool_]:
    """Which points no other beats: none has as many person-days at no greater risk of any kind, and one of them better.

    Args:
        gains: shape (points,).
        risks: shape (points, measures).
    """
    as_good = (gains[None, :] >= gains[:, None]) & (risks[None, :, :] <= risks[:, None, :]).all(axis=2)
    better = (gains[None, :] > gains[:, None]) | (risks[None, :, :] < risks[:, None, :]).any(axis=2)
    return np.asarray(~(as_good & better).any(axis=1), dtype=np.bool_)
