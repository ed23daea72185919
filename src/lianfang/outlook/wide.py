"""R with an interval that keeps its coverage where few cause most infections (docs/algorithms/reproduction.md §4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from lianfang.outlook.cori import Posterior, Prior, Windows, estimate
from lianfang.outlook.serial import Serial
from lianfang.outlook.series import Floats

DISPERSION = 0.43
"""k of the offspring distribution in Hong Kong, 2020 (Adam et al. Nat Med 2020; 95 % 0.29 to 0.67): stated, never fitted."""

POINTS = 400


@dataclass(frozen=True)
class Wide:
    """R of each window on a grid.

    Attributes:
        plain: the posterior without overdispersion.
        size: κ, the size of the negative binomial count of the window; shape (windows,).
        at: values of R; shape (POINTS, windows).
        below: P(R ≤ at); shape (POINTS, windows).
    """

    plain: Posterior
    size: Floats
    at: Floats
    below: Floats

    def quantiles(self, levels: Sequence[float]) -> Floats:
        """Interpolated on the grid, within 0.5 % of the exact ones; shape (levels, windows)."""
        found = np.empty((len(levels), self.at.shape[1]))
        for window in range(self.at.shape[1]):
            found[:, window] = np.interp(levels, self.below[:, window], self.at[:, window])
        return found


def window_size(total: Floats, serial: Serial, windows: Windows, dispersion: float) -> Floats:
    """κ = k (Σ_j p_j)² / Σ_j p_j², with p_j the share of case j's infections that falls into the window; shape (windows,)."""
    days = total.shape[-1]
    upto = np.concatenate([[0.0], np.cumsum(serial.over(days))])
    day = np.arange(days)[:, None]
    late = np.clip(windows.end[None, :] - day + 1, 0, days)
    early = np.clip(windows.start[None, :] - day, 0, days)
    share = upto[late] - upto[early]
    force, squares = total @ share, total @ share**2
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = dispersion * force**2 / squares
    return np.where(squares > 0, found, np.inf)


def estimate_wide(
    local: Floats,
    total: Floats,
    serial: Serial,
    windows: Windows,
    *,
    dispersion: float = DISPERSION,
    prior: Prior | None = None,
) -> Wide:
    """R where every case's own number is gamma distributed with mean R and shape k.

    The count of a window is then negative binomial with mean R Σ Λ and size κ to its first two moments; its posterior is
    worked out on a grid of R.

    Args:
        local: shape (days,).
        total: shape (days,).
        serial: the serial interval.
        windows: counted from 0.
        dispersion: k.
        prior: of R.

    Raises:
        Refused: ``outlook/bad-window``.
    """
    prior = prior or Prior()
    plain = estimate(local, total, serial, windows, prior)
    size = window_size(total, serial, windows, dispersion)
    return Wide(plain, size, *_on_a_grid(plain, size, prior))


def _on_a_grid(plain: Posterior, size: Floats, prior: Prior) -> tuple[Floats, Floats]:
    """The values of R and how much lies below each."""
    cases, force = plain.cases, plain.infectivity
    spread = np.sqrt(1 / plain.shape + 1 / size)
    low, high = plain.mean * np.exp(-7 * spread - 2), plain.mean * np.exp(7 * spread + 2)
    high = np.minimum(high, prior.mean + 12 * prior.sd + 3 * plain.mean)
    at = low * (high / low) ** np.linspace(0, 1, POINTS)[:, None]
    mean = at * force
    with np.errstate(invalid="ignore", divide="ignore"):
        negative = special.xlogy(cases, mean) - (cases + size) * np.log1p(mean / size)
    log = np.where(np.isfinite(size), negative, special.xlogy(cases, mean) - mean)
    log = log + special.xlogy(prior.shape - 1, at) - at / prior.scale + np.log(at)  # on the scale of log R
    density = np.exp(log - log.max(axis=0))
    steps = (density[1:] + density[:-1]) / 2
    below = np.concatenate([np.zeros((1, at.shape[1])), np.cumsum(steps, axis=0)])
    return at, below / below[-1]
