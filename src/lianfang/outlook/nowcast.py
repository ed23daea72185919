"""Onsets in the end, out of those reported so far (docs/algorithms/nowcast.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from lianfang.outlook import wide
from lianfang.outlook.cori import Windows
from lianfang.outlook.growth import LEAST_CASES
from lianfang.outlook.reproduction import Estimate, Withheld
from lianfang.outlook.serial import Serial
from lianfang.outlook.series import Floats, Series
from lianfang.outlook.trending import Trend

LEAST_SHARE = 0.1
"""Of a day of which less is expected to have been reported, nothing is said."""

BEFORE = 7
PRIOR_SHAPE = 2.0
"""A day's expected onsets vary about those of the week before with this shape (a relative spread of 70 %)."""

POINTS = np.linspace(0.01, 0.99, 25)


@dataclass(frozen=True)
class Nowcast:
    """Draws of the onsets of each day in the end.

    Attributes:
        series: as reported; its last day is the day at whose end it was known.
        share: expected to have been reported by then; shape (days,).
        local, imported, cannot_tell: draws; shape (draws, days) each.
    """

    series: Series
    share: Floats
    local: Floats
    imported: Floats
    cannot_tell: Floats

    @property
    def total(self) -> Floats:
        """All onsets; shape (draws, days)."""
        return self.local + self.imported + self.cannot_tell

    def quantiles(self, levels: Sequence[float]) -> Floats:
        """Of all onsets; shape (levels, days). Not to be shown where ``share`` is below ``LEAST_SHARE``."""
        return np.asarray(np.quantile(self.total, levels, axis=0), dtype=np.float64)


def nowcast(series: Series, delay: Trend, *, seed: int = 1, draws: int = 1000) -> Nowcast:
    """What is not reported yet, by day of onset.

    The delay's parameters are drawn from their likelihood; given these, a day's expected onsets are gamma distributed about
    the week before, and what is missing is negative binomial.

    Args:
        series: onsets as reported by the end of the series' last day.
        delay: from onset to report, known at the end of the same day.
        seed: of the draws.
        draws: how many.
    """
    rng = np.random.default_rng(seed)
    days = len(series.local)
    shares = _shares(delay, days, rng, draws)
    parts = [_complete(part, shares, rng) for part in (series.local, series.imported, series.cannot_tell)]
    return Nowcast(series, delay.shares(days), parts[0], parts[1], parts[2])


def reproduction(
    found: Nowcast,
    serial: Serial,
    windows: Windows,
    *,
    dispersion: float = wide.DISPERSION,
    levels: Sequence[float] = (0.05, 0.95),
    most: int = 200,
) -> list[tuple[Estimate, Estimate | None]]:
    """R on the nowcast, those who cannot be told as imported, and, where there are any, as local.

    Each draw has a posterior of its own; they are averaged. A window with fewer than 11 local onsets (median) is a count; one
    that reaches into days of which nothing is said has no R.

    Raises:
        Refused: ``outlook/bad-window``.
    """
    local, total = found.local[:most], found.total[:most]
    low = _averaged(local, total, found, serial, windows, dispersion, levels)
    if not found.series.cannot_tell.any():
        return [(each, None) for each in low]
    high = _averaged(local + found.cannot_tell[:most], total, found, serial, windows, dispersion, levels)
    return list(zip(low, high, strict=True))


def known_days(found: Nowcast) -> list[tuple[date, bool]]:
    """Each day and whether enough is known of it for anything to be said."""
    return [(found.series.day(at), bool(share >= LEAST_SHARE)) for at, share in enumerate(found.share)]


def _shares(delay: Trend, days: int, rng: np.random.Generator, draws: int) -> Floats:
    """Share reported by day of onset, under parameters as unsure as the fit; shape (draws, days)."""
    thetas = rng.multivariate_normal(delay.theta, delay.covariance, size=draws)
    found = np.array([delay.shares(days, theta) for theta in thetas])
    return np.asarray(np.maximum(found, 1e-9), dtype=np.float64)


def _complete(counts: Floats, shares: Floats, rng: np.random.Generator) -> Floats:
    """Draws of what there will be; shape of ``shares``."""
    days = len(counts)
    around = np.empty_like(shares)
    for day in range(days):
        begin = max(0, day - BEFORE)
        end = max(day, 1)
        around[:, day] = (counts[begin:end].sum() + 0.5) / (shares[:, begin:end].sum(axis=1) + 0.5)
    rate = rng.gamma(PRIOR_SHAPE + counts) / (PRIOR_SHAPE / around + shares)
    return np.asarray(counts + rng.poisson(rate * (1 - shares)), dtype=np.float64)


def _averaged(
    local: Floats, total: Floats, found: Nowcast, serial: Serial, windows: Windows, dispersion: float,
    levels: Sequence[float],
) -> list[Estimate]:  # fmt: skip
    posteriors = [
        wide.estimate_wide(here, every, serial, windows, dispersion=dispersion)
        for here, every in zip(local, total, strict=True)
    ]
    values = np.array([each.quantiles(list(POINTS)) for each in posteriors])  # (draws, POINTS, windows)
    pooled = values.reshape(-1, values.shape[-1])
    low, middle, high = np.quantile(pooled, (levels[0], 0.5, levels[1]), axis=0)
    cases = np.median([each.plain.cases for each in posteriors], axis=0)
    estimable = np.all([each.plain.estimable for each in posteriors], axis=0)
    mean, sd = pooled.mean(axis=0), pooled.std(axis=0)
    made = []
    for at, end in enumerate(windows.end):
        why: Withheld | None = None
        if found.share[end] < LEAST_SHARE:
            why = "too_little"
        elif cases[at] < LEAST_CASES:
            why = "few"
        elif not estimable[at]:
            why = "early"
        if why is not None:
            made.append(Estimate(int(cases[at]), why, None, None, {}, None, None))
            continue
        quantiles = {levels[0]: float(low[at]), 0.5: float(middle[at]), levels[1]: float(high[at])}
        ends = float(low[at]), float(high[at])
        made.append(Estimate(int(cases[at]), None, float(mean[at]), float(sd[at]), quantiles, *ends))
    return made
