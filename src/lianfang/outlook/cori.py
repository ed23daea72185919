"""The instantaneous reproduction number by the method of Cori et al. (docs/algorithms/reproduction.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, special

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.serial import Serial, Uncertain
from lianfang.outlook.series import Floats

LEVELS = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Prior:
    """A gamma prior of R by its mean and sd; 5 and 5 are the reference's."""

    mean: float = 5.0
    sd: float = 5.0

    @property
    def shape(self) -> float:
        """Of the gamma."""
        return (self.mean / self.sd) ** 2

    @property
    def scale(self) -> float:
        """Of the gamma."""
        return self.sd**2 / self.mean


@dataclass(frozen=True)
class Windows:
    """Windows of days, both ends inclusive and counted from 0; shape (windows,)."""

    start: Ints
    end: Ints

    def check(self, days: int) -> None:
        """Every window begins on the second day or later and ends within the series.

        Raises:
            Refused: ``outlook/bad-window``.
        """
        for start, end in zip(self.start, self.end, strict=True):
            if not 1 <= start <= end < days:
                facts = {"start": int(start) + 1, "end": int(end) + 1}
                raise Refused(Problem("outlook/bad-window", facts=facts))


def weekly(days: int, length: int = 7) -> Windows:
    """All windows of one length, the first from the second day on.

    Raises:
        Refused: ``outlook/too-short``.
    """
    if length < 1 or days < length + 1:
        raise Refused(
            Problem("outlook/too-short", facts={"days": days, "window": length, "least": max(length, 1) + 1})
        )
    start = np.arange(1, days - length + 1)
    return Windows(start, start + length - 1)


@dataclass(frozen=True)
class Posterior:
    """R of each window as a gamma distribution.

    Attributes:
        shape: of the gamma; shape (..., windows).
        scale: of the gamma; shape (..., windows).
        cases: local cases in the window; shape (..., windows).
        infectivity: Σ Λ over the window; shape (..., windows).
        estimable: whether the window ends after the mean serial interval, and anybody could have infected anyone
            there; shape (..., windows). Elsewhere the gamma is the prior's or an artefact and is not to be shown.
    """

    shape: Floats
    scale: Floats
    cases: Floats
    infectivity: Floats
    estimable: Bools

    @property
    def mean(self) -> Floats:
        """Posterior mean; shape (..., windows)."""
        return self.shape * self.scale

    @property
    def sd(self) -> Floats:
        """Posterior standard deviation; shape (..., windows)."""
        return np.sqrt(self.shape) * self.scale

    def quantiles(self, levels: Sequence[float] = LEVELS) -> Floats:
        """Exact quantiles; shape (levels, ..., windows).

        The shape is the prior's plus a whole number of cases: windows with equal counts share the inverse gamma.
        """
        shapes, back = np.unique(self.shape, return_inverse=True)
        found = special.gammaincinv(shapes[None, :], np.asarray(levels)[:, None])
        scaled: Floats = found[:, back.reshape(self.shape.shape)] * self.scale
        return scaled


def infectivity(total: Floats, serial: Serial) -> Floats:
    """Λ_t = Σ_s total_{t−s} w_s; shape (..., days), as ``total``."""
    days = total.shape[-1]
    toeplitz = linalg.toeplitz(serial.over(days), np.zeros(days))
    found: Floats = total @ toeplitz.T
    return found


def over_windows(daily: Floats, windows: Windows) -> Floats:
    """Sums over windows; (..., days) to (..., windows)."""
    summed = np.concatenate([np.zeros((*daily.shape[:-1], 1)), np.cumsum(daily, axis=-1)], axis=-1)
    found: Floats = summed[..., windows.end + 1] - summed[..., windows.start]
    return found


def estimate(
    local: Floats, total: Floats, serial: Serial, windows: Windows, prior: Prior | None = None
) -> Posterior:
    """R of each window: Gamma(a + Σ local, 1/(1/b + Σ Λ)).

    Args:
        local: cases infected here, by day of onset; shape (..., days), many series at once.
        total: all who may infect, in the same shape.
        serial: the serial interval.
        windows: counted from 0, from the second day on.
        prior: of R.

    Raises:
        Refused: ``outlook/bad-window``.

    Source: Cori, Ferguson, Fraser, Cauchemez. Am J Epidemiol 2013; imported cases as in Thompson et al. Epidemics 2019.
    """
    prior = prior or Prior()
    windows.check(local.shape[-1])
    cases = over_windows(local, windows)
    force = over_windows(infectivity(total, serial), windows)
    # Days are counted from 1 where the reference compares the window's end with the mean serial interval.
    late = np.broadcast_to(windows.end + 1 > serial.mean, cases.shape)
    return Posterior(
        shape=prior.shape + cases,
        scale=1 / (1 / prior.scale + force),
        cases=cases,
        infectivity=force,
        estimable=late & (force > 0),
    )


@dataclass(frozen=True)
class Mixture:
    """R of each window as a mixture of gammas, one for each serial interval that may be the true one.

    Attributes:
        weights: shape (nodes,), summing to 1.
        parts: the posterior under each node.
    """

    weights: Floats
    parts: list[Posterior]

    @property
    def estimable(self) -> Bools:
        """Under every serial interval; shape (..., windows)."""
        found: Bools = np.all([part.estimable for part in self.parts], axis=0)
        return found

    @property
    def mean(self) -> Floats:
        """Shape (..., windows)."""
        return self._average(lambda part: part.mean)

    @property
    def sd(self) -> Floats:
        """Shape (..., windows)."""
        return np.sqrt(self._average(lambda part: part.sd**2 + part.mean**2) - self.mean**2)

    def below(self, x: Floats) -> Floats:
        """P(R ≤ x); shape of ``x``, which ends in (..., windows)."""
        return self._average(lambda part: special.gammainc(part.shape, x / part.scale))

    def quantiles(self, levels: Sequence[float] = LEVELS) -> Floats:
        """By bisection between the parts' own quantiles, to 2⁻⁴⁸ of their distance; shape (levels, ..., windows)."""
        each = np.stack([part.quantiles(levels) for part in self.parts])
        low, high = each.min(axis=0), each.max(axis=0)
        wanted = np.asarray(levels).reshape(-1, *[1] * (low.ndim - 1))
        for _ in range(48):
            middle = (low + high) / 2
            short = self.below(middle) < wanted
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        found: Floats = (low + high) / 2
        return found

    def _average(self, of: Callable[[Posterior], Floats]) -> Floats:
        found: Floats = sum(weight * of(part) for weight, part in zip(self.weights, self.parts, strict=True))
        return found


def estimate_uncertain(
    local: Floats, total: Floats, serial: Uncertain, windows: Windows, prior: Prior | None = None
) -> Mixture:
    """R where mean and sd of the serial interval are uncertain: the average over what they may be.

    The cases are not used to learn about the serial interval (nor are they in the reference, which draws it at random;
    here the same average is an integral, so that the answer has no seed).

    Raises:
        Refused: ``outlook/bad-window``.
    """
    nodes = serial.nodes()
    parts = [estimate(local, total, each, windows, prior) for _, each in nodes]
    return Mixture(np.array([weight for weight, _ in nodes]), parts)
