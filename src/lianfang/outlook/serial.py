"""The serial interval as weights by whole days: from mean and sd, from a distribution, or uncertain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import special, stats

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.series import Floats

SUM_TOLERANCE = 0.01
"""How far the weights of a distribution may be from 1: as far as the reference lets them."""


@dataclass(frozen=True)
class Serial:
    """Weights of the serial interval at lags 0, 1, 2, ... days; shape (lags,).

    Raises:
        Refused: ``outlook/serial-negative``, ``-at-zero``, ``-without-mass`` or ``-not-one``.
    """

    weights: Floats

    def __post_init__(self) -> None:
        weights = self.weights
        if not np.all(np.isfinite(weights)) or len(weights) < 2 or float(weights.sum()) == 0:
            detail = f"{len(weights)} weights, sum {float(np.nansum(weights)):g}"
            raise Refused(Problem("outlook/serial-without-mass", facts={"detail": detail}))
        for lag in np.flatnonzero(weights < 0):
            facts = {"lag": int(lag), "value": f"{weights[lag]:g}"}
            raise Refused(Problem("outlook/serial-negative", facts=facts))
        if weights[0] != 0:
            raise Refused(Problem("outlook/serial-at-zero", facts={"value": f"{weights[0]:g}"}))
        if abs(float(weights.sum()) - 1) > SUM_TOLERANCE:
            raise Refused(Problem("outlook/serial-not-one", facts={"sum": f"{float(weights.sum()):.4f}"}))

    @property
    def mean(self) -> float:
        """Days."""
        return float(self.weights @ np.arange(len(self.weights)))

    def over(self, days: int) -> Floats:
        """The weights of the lags 0 to days − 1; zero beyond the last known one. Shape (days,)."""
        weights = np.zeros(days)
        kept = min(days, len(self.weights))
        weights[:kept] = self.weights[:kept]
        return weights


def of_moments(mean: float, sd: float, *, share: float = 1 - 1e-12, most: int = 400) -> Serial:
    """The discretised gamma of a mean and sd, in days.

    A gamma shifted by one day, spread over whole days by the triangular rule of Cori et al. (Am J Epidemiol 2013,
    web appendix 11), up to the lag that holds ``share`` of it, or ``most`` days.

    Raises:
        Refused: ``outlook/serial-moments``.
    """
    if not (np.isfinite(mean) and np.isfinite(sd) and mean > 1 and sd > 0):
        raise Refused(Problem("outlook/serial-moments", facts={"mean": mean, "sd": sd}))
    shape, scale = ((mean - 1) / sd) ** 2, sd**2 / (mean - 1)
    end = min(most, int(np.ceil(stats.gamma.ppf(share, shape, scale=scale))) + 3)
    lags = np.arange(end, dtype=np.float64)

    def below(x: Floats, more: float = 0.0) -> Floats:
        found: Floats = special.gammainc(shape + more, np.maximum(x, 0) / scale)
        return found

    weights = lags * below(lags) + (lags - 2) * below(lags - 2) - 2 * (lags - 1) * below(lags - 1)
    weights += shape * scale * (2 * below(lags - 1, 1) - below(lags - 2, 1) - below(lags, 1))
    weights = np.maximum(weights, 0)  # rounding leaves -1e-17 in the tail; nothing else is cut
    weights[0] = 0
    return Serial(weights)


@dataclass(frozen=True)
class Uncertain:
    """A serial interval of which mean and sd are themselves uncertain: each normal, cut off at its bounds.

    Pairs with sd ≥ mean are left out, as in the reference. All in days.
    """

    mean: float
    mean_sd: float
    mean_low: float
    mean_high: float
    sd: float
    sd_sd: float
    sd_low: float
    sd_high: float

    def __post_init__(self) -> None:
        good = 1 < self.mean_low < self.mean_high and 0 < self.sd_low < self.sd_high
        if not (good and self.mean_sd > 0 and self.sd_sd > 0 and self.sd_low < self.mean_high):
            facts = {
                "mean": f"{self.mean:g} ({self.mean_low:g} to {self.mean_high:g})",
                "sd": f"{self.sd:g} ({self.sd_low:g} to {self.sd_high:g})",
            }
            raise Refused(Problem("outlook/serial-moments", facts=facts))

    def density(self, mean: float, sd: float) -> float:
        """Of a mean and sd, not normalised; zero outside the bounds and where sd ≥ mean."""
        inside = self.mean_low <= mean <= self.mean_high and self.sd_low <= sd <= self.sd_high and sd < mean
        at_mean, at_sd = (mean - self.mean) / self.mean_sd, (sd - self.sd) / self.sd_sd
        return float(np.exp(-(at_mean**2 + at_sd**2) / 2)) if inside else 0.0

    def nodes(self, points: int = 12) -> list[tuple[float, Serial]]:
        """Serial intervals with weights that sum to 1: Gauss-Legendre in both directions, the sd's range cut at the mean."""
        found = [(weight, of_moments(mean, sd)) for weight, mean, sd in self._grid(points)]
        whole = sum(weight for weight, _ in found)
        return [(weight / whole, serial) for weight, serial in found]

    def _grid(self, points: int) -> Iterator[tuple[float, float, float]]:
        at, weights = np.polynomial.legendre.leggauss(points)
        # The bend where the cut at sd = mean begins or ends would spoil the rule: each smooth piece has its own.
        bends = [m for m in (self.sd_low, self.sd_high) if self.mean_low < m < self.mean_high]
        ends = [max(self.mean_low, self.sd_low), *[m for m in bends if m > self.sd_low], self.mean_high]
        for low, high in pairwise(ends):
            for x, u in zip(at, weights, strict=True):
                mean = (low + high) / 2 + (high - low) / 2 * x
                top = min(self.sd_high, mean)
                for y, v in zip(at, weights, strict=True):
                    sd = (self.sd_low + top) / 2 + (top - self.sd_low) / 2 * y
                    yield u * v * (high - low) * (top - self.sd_low) * self.density(mean, sd), mean, sd
