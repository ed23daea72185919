"""How many will lie in beds or rooms: those who do, by how long stays last, and those whom new cases bring (nowcast.md §5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.cori import Bools, Ints
from lianfang.outlook.series import Floats
from lianfang.outlook.survival import Stay, kaplan_meier

LEAST = 5
"""Fewer stays than this tell nothing of how long they last."""


@dataclass(frozen=True)
class Load:
    """Draws of how many lie there at the end of each day to come.

    Attributes:
        stay: how long stays last, by Kaplan-Meier from their first day.
        lying: how many lie there now.
        per_case: mean number of stays that a new case brings.
        present: draws of those now there who still will be; shape (draws, horizon).
        total: those and the new ones; shape (draws, horizon).
    """

    stay: Stay
    lying: int
    per_case: float
    present: Floats
    total: Floats


def load(
    durations: Floats, ended: Bools, cases: Floats, begun: int, cases_before: int, *, stay: Stay | None = None, seed: int = 1
) -> Load:  # fmt: skip
    """Beds or rooms taken in the days to come.

    Whoever lies there for ``a`` days still does after ``h`` more with probability ``S(a + h)/S(a)``; new stays a day are Poisson
    about a stated number for each new case, which is gamma distributed by what new cases have brought so far. Beyond the last
    end seen nobody is taken to leave: the load is then an upper bound.

    Args:
        durations: days so far of each stay, to its end or to now; shape (rows,).
        ended: has it ended? shape (rows,).
        cases: draws of new cases a day; shape (draws, horizon).
        begun: stays that began in the days of late.
        cases_before: new cases of the same days.
        stay: how long stays last, where that is learnt from more than these: in a district from the whole city's.
        seed: of the draws.

    Raises:
        Refused: ``outlook/too-few`` stays, or none of them has ended.
    """
    if stay is None:
        stay = lasting(durations, ended)
    rng = np.random.default_rng(seed)
    draws, horizon = cases.shape
    reach = int(durations.max(initial=0)) + horizon + 1
    going_on = np.array([share_after(stay, day) for day in range(reach + 1)])
    ages, counts = np.unique(durations[~ended].astype(int), return_counts=True)
    present = _present(ages, counts, going_on, draws, horizon, rng)
    rate = np.asarray(rng.gamma(np.full(draws, begun + 0.5)) / (cases_before + 0.5), dtype=np.float64)
    come: Ints = rng.poisson(np.clip(cases * rate[:, None], 0, 1e9))
    total = present + _arrived(come, going_on, rng)
    return Load(stay, int(counts.sum()), (begun + 0.5) / (cases_before + 0.5), present, total)


def lasting(durations: Floats, ended: Bools) -> Stay:
    """How long stays last, by Kaplan-Meier from their first day.

    Raises:
        Refused: ``outlook/too-few`` stays, or none of them has ended.
    """
    over = int(np.count_nonzero(ended))
    if len(durations) < LEAST or not over:
        raise Refused(Problem("outlook/too-few", facts={"count": min(len(durations), over), "least": LEAST}))
    return kaplan_meier(durations, ended)


def share_after(stay: Stay, days: int) -> float:
    """The share that goes on after so many days; after the last end seen it stays as it is."""
    at = int(np.searchsorted(stay.times, days, side="right"))
    return 1.0 if at == 0 else float(stay.going_on[at - 1])


def _present(
    ages: Sequence[int] | np.ndarray, counts: np.ndarray, going_on: Floats, draws: int, horizon: int,
    rng: np.random.Generator,
) -> Floats:  # fmt: skip
    """Of those who lie there, day by day who still does: each stays another day or leaves."""
    found = np.zeros((draws, horizon))
    for age, count in zip(ages, counts, strict=True):
        left = np.full(draws, int(count))
        for ahead in range(horizon):
            left = rng.binomial(left, _stays_on(going_on, int(age) + ahead))
            found[:, ahead] += left
    return found


def _arrived(come: np.ndarray, going_on: Floats, rng: np.random.Generator) -> Floats:
    """Of those who come, who lies there at the end of each day; the day of arrival is day 0 of the stay."""
    horizon = come.shape[1]
    found = np.zeros(come.shape)
    for day in range(horizon):
        left = rng.binomial(come[:, day], going_on[0])
        found[:, day] += left
        for ahead in range(day + 1, horizon):
            left = rng.binomial(left, _stays_on(going_on, ahead - day - 1))
            found[:, ahead] += left
    return found


def _stays_on(going_on: Floats, age: int) -> float:
    """The chance to be there a day later."""
    return float(going_on[age + 1] / going_on[age]) if going_on[age] > 0 else 0.0
