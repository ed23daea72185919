"""Delays that change as an epidemic goes on: the time scale of a family moves evenly in its logarithm (nowcast.md §2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lianfang.base.problems import Refused
from lianfang.outlook.delays import Fit, Observed, fit, grouped, log_likelihood, maximum, once
from lianfang.outlook.families import FAMILIES, Family
from lianfang.outlook.series import Floats

WEEKS = 2.0
"""The change is followed so far back; delays of earlier first events are taken to be as then."""

SLOPE_SD = 0.15
"""Of the change of the logarithm in a week, before any delay is seen: normal about none."""


@dataclass(frozen=True)
class Trend:
    """A family whose time scale changes with the day of the first event.

    Attributes:
        family: which.
        theta: its parameters at the reference, and the change of the logarithm of its time scale in a week; shape (3,).
        covariance: of these; shape (3, 3).
        reference: the day at whose end the delays were known, in the days of the observations.
        log_likelihood: at the maximum.
        rows: how many delays.
    """

    family: Family
    theta: Floats
    covariance: Floats
    reference: float
    log_likelihood: float
    rows: int

    @property
    def latest(self) -> Fit:
        """The delays of events on the reference day."""
        return Fit(self.family, self.theta[:2], self.covariance[:2, :2], self.log_likelihood, self.rows)

    @property
    def change(self) -> tuple[float, float, float]:
        """By what factor delays change in a week, and the ends of its 95 % interval."""
        slope, sd = float(self.theta[2]), float(np.sqrt(self.covariance[2, 2]))
        middle, low, high = (float(np.exp(slope + z * sd)) for z in (0.0, -1.96, 1.96))
        return middle, low, high

    def shares(self, days: int, theta: Floats | None = None) -> Floats:
        """Of first events on each of the last days up to the reference, the share seen by its end; shape (days,).

        The event is spread over its day: ``∫ F(age + 1 − u) du`` for u from 0 to 1.
        """
        age = np.arange(days - 1, -1, -1, dtype=np.float64)
        at = _spread(self.family, self.theta if theta is None else theta, -age / 7)
        found: Floats = np.clip(self.family.area(age + 1, at) - self.family.area(age, at), 0.0, 1.0)
        return found


def fit_trend(observed: Observed, reference: float, family: str) -> Trend:
    """A family and its trend by maximum likelihood, the slope held by its prior.

    Args:
        observed: the rows, truncated at the end of the reference day.
        reference: that day.
        family: gamma, lognormal or weibull.

    Raises:
        Refused: as ``delays.fit``.
    """
    chosen, start = FAMILIES[family], fit(observed, family)
    kinds, counts = grouped(observed)
    weeks = (kinds.first_from - reference) / 7

    def cost(theta: Floats) -> float:
        if np.abs(theta).max() > 50:
            return 1e10
        with np.errstate(all="ignore"):
            found = -float(log_likelihood(kinds, chosen, _spread(chosen, theta, weeks)) @ counts)
        return found + float(theta[2] / SLOPE_SD) ** 2 / 2 if np.isfinite(found) else 1e10

    best, covariance = maximum(cost, np.array([*start.theta, 0.0]), family)
    return Trend(chosen, best, covariance, reference, -cost(best), start.rows)


def fit_best_trend(
    observed: Observed, reference: float, families: Sequence[str] = ("gamma", "lognormal", "weibull")
) -> Trend:
    """The likeliest of those families that can be fitted.

    Raises:
        Refused: none could be; the problems of all.
    """
    trends, problems = [], []
    for family in families:
        try:
            trends.append(fit_trend(observed, reference, family))
        except Refused as refusal:
            problems += refusal.problems
    if not trends:
        raise Refused(once(problems))
    return max(trends, key=lambda each: each.log_likelihood)


def _spread(family: Family, theta: Floats, weeks: Floats) -> Floats:
    """The family's parameters of each row, weeks before the reference being negative; shape (2, rows)."""
    found = np.repeat(theta[:2, None], len(weeks), axis=1)
    found[family.time_scale] += theta[2] * np.clip(weeks, -WEEKS, 0)
    return found
