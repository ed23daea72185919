"""How likely limits are broken under a calendar, with the interval that a number of worlds leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from lianfang.outlook.chances import LEVEL, Chance, chance
from lianfang.outlook.deciding.simulating import Outcomes
from lianfang.outlook.series import Floats

__all__ = [
    "MEASURES", "Chance", "Estimate", "Limit", "Limits", "Mean", "chance", "estimate", "holds", "keeps", "mean", "strain",
]  # fmt: skip

MEASURES = ("beds", "rooms", "local")


@dataclass(frozen=True)
class Limit:
    """More than so many is *exceeded*; how often that is accepted."""

    most: float
    accepted: float


Limits = dict[str, Limit]
"""By measure; what is not among them has no limit."""


@dataclass(frozen=True)
class Mean:
    """A mean over worlds with its Monte-Carlo interval (Student)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """A calendar in a set of worlds.

    Attributes:
        person_days: at work.
        chances: by measure, that its limit is exceeded.
        local: local infections.
        above: by measure, the level that is exceeded as often as is accepted: a limit there would just do.
    """

    person_days: Mean
    chances: dict[str, Chance]
    local: Mean
    above: dict[str, float]


def mean(values: Floats) -> Mean:
    """Of values by world; shape (worlds,). The interval is the value itself where they do not differ."""
    value = float(values.mean())
    if len(values) < 2 or not np.ptp(values):
        return Mean(value, value, value)
    half = float(stats.t.ppf((1 + LEVEL) / 2, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    return Mean(value, value - half, value + half)


def estimate(of: Outcomes, limits: Limits) -> Estimate:
    """Person-days, and how likely each limit is exceeded."""
    chances = {name: chance(of.of(name) > limit.most) for name, limit in limits.items()}
    above = {name: _level(of.of(name), limit.accepted) for name, limit in limits.items()}
    return Estimate(mean(of.person_days), chances, mean(of.local), above)


def holds(of: Outcomes, limits: Limits) -> bool:
    """Whether no limit is exceeded in more worlds than is accepted."""
    return all(float((of.of(name) > limit.most).mean()) <= limit.accepted for name, limit in limits.items())


def keeps(of: Estimate, limits: Limits) -> bool:
    """Whether by an estimate no limit is exceeded more often than is accepted."""
    return all(of.chances[name].share <= limit.accepted for name, limit in limits.items())


def strain(of: Outcomes, limits: Limits) -> float:
    """The greatest share of exceeding over what is accepted: at most 1 where all limits hold."""
    return max(
        (float((of.of(name) > limit.most).mean()) / limit.accepted for name, limit in limits.items()),
        default=0.0,
    )


def _level(values: Floats, accepted: float) -> float:
    """The least number that no more than the accepted share of worlds exceed."""
    ordered = np.sort(values)
    allowed = int(np.floor(accepted * len(values) + 1e-9))
    return float(ordered[len(values) - 1 - min(allowed, len(values) - 1)])
