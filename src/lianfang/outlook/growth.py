"""Growth rate and doubling time of a curve of onsets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.series import Floats

LEAST_CASES = 11
"""Fewer cases than this say nothing about a rate: the count is given instead."""

LEVEL = 1e-9
"""A rate below this is what rounding leaves of none: the curve neither rises nor falls."""


@dataclass(frozen=True)
class Growth:
    """Exponential growth of daily counts.

    Attributes:
        rate: per day; negative where the curve falls.
        low, high: the 90 % interval.
        dispersion: the variance of the counts over their mean, at least 1.
    """

    rate: float
    low: float
    high: float
    dispersion: float

    @property
    def doubling(self) -> float | None:
        """Days until twice as many; None where the curve does not rise."""
        return float(np.log(2) / self.rate) if self.rate > 0 else None

    @property
    def halving(self) -> float | None:
        """Days until half as many; None where the curve does not fall."""
        return float(np.log(2) / -self.rate) if self.rate < 0 else None


def fit(counts: Floats, level: float = 0.9) -> Growth:
    """Log-linear regression of counts, with the variance proportional to the mean (quasi-Poisson).

    Args:
        counts: cases a day; shape (days,), at least four days.
        level: of the interval, by Student's t.

    Raises:
        Refused: ``outlook/too-short`` or ``outlook/cohort-small``.

    Source: McCullagh, Nelder. Generalized Linear Models, 2nd ed., ch. 6.
    """
    days = len(counts)
    if days < 4:
        raise Refused(Problem("outlook/too-short", facts={"days": days, "window": 4, "least": 4}))
    if counts.sum() < LEAST_CASES:
        raise Refused(Problem("outlook/cohort-small", facts={"count": int(counts.sum())}))
    t = np.arange(days) - (days - 1) / 2
    design = np.column_stack([np.ones(days), t])
    beta = np.array([np.log(counts.mean()), 0.0])
    for _ in range(100):
        mean = np.exp(design @ beta)
        step = np.linalg.solve(design.T @ (design * mean[:, None]), design.T @ (counts - mean))
        step *= min(1.0, 1.0 / float(np.abs(step).max() + 1e-300))
        beta = beta + step
        if np.abs(step).max() < 1e-12:
            break
    mean = np.exp(design @ beta)
    dispersion = max(1.0, float(((counts - mean) ** 2 / mean).sum()) / (days - 2))
    covariance = np.linalg.inv(design.T @ (design * mean[:, None])) * dispersion
    half = float(stats.t.ppf((1 + level) / 2, days - 2) * np.sqrt(covariance[1, 1]))
    rate = float(beta[1])
    if abs(rate) < LEVEL:
        rate = 0.0
    return Growth(rate, rate - half, rate + half, dispersion)
