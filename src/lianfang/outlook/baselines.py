"""The two plain forecasts that any other has to beat."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import optimize, stats

from lianfang.outlook.scoring import LEVELS
from lianfang.outlook.series import Floats

TREND_DAYS = 14


def last_value(
    counts: Floats, horizon: int, size: Floats | None = None, levels: Sequence[float] = LEVELS
) -> Floats:
    """Tomorrow as today: a negative binomial whose mean is the last count (and a half); shape (levels, horizon).

    Args:
        counts: new cases a day; shape (days,).
        horizon: days ahead.
        size: of the negative binomial, for each day ahead, shape (horizon,); by default that of a rate seen for one day.
        levels: quantiles.
    """
    mean = float(counts[-1]) + 0.5
    sizes = np.full(horizon, mean) if size is None else size
    found = [stats.nbinom.ppf(level, sizes, sizes / (sizes + mean)) for level in levels]
    return np.asarray(found, dtype=np.float64)


def spread_of_last_values(many: Floats, horizon: int) -> Floats:
    """The size of the negative binomial that suits the last value best, for each day ahead; shape (horizon,).

    By maximum likelihood over all pairs of days of all places so far.

    Args:
        many: new cases a day; shape (places, days).
    """
    found = []
    for ahead in range(1, horizon + 1):
        mean, came = many[:, :-ahead].ravel() + 0.5, many[:, ahead:].ravel()

        def cost(log_size: float, mean: Floats = mean, came: Floats = came) -> float:
            size = float(np.exp(log_size))
            return -float(stats.nbinom.logpmf(came, size, size / (size + mean)).sum())

        best = optimize.minimize_scalar(cost, bounds=(-3, 5), method="bounded")
        found.append(float(np.exp(best.x)))
    return np.array(found)


def log_linear(
    counts: Floats, horizon: int, seed: int, levels: Sequence[float] = LEVELS, draws: int = 1000
) -> Floats:
    """The straight line of the logarithm over the last 14 days, drawn on; shape (levels, horizon).

    Variance proportional to the mean; the line's own uncertainty is drawn. Without a case in these days: half a case in all.

    Args:
        counts: new cases a day; shape (days,).
        horizon: days ahead.
        seed: of the draws.
    """
    recent = counts[-TREND_DAYS:]
    days = np.arange(len(recent), dtype=np.float64)
    design = np.column_stack([np.ones(len(recent)), days - days[-1]])
    ahead = np.column_stack([np.ones(horizon), np.arange(1, horizon + 1)])
    # A little of a flat curve, as if one more case had been spread over the days: a line exists for every curve.
    seen = recent + 0.5 / len(recent)
    beta = np.array([np.log(seen.mean()), 0.0])
    penalty = np.diag([0.0, 1.0])
    for _ in range(50):
        mean = np.exp(design @ beta)
        curve = design.T @ (design * mean[:, None]) + penalty
        step = np.linalg.solve(curve, design.T @ (seen - mean) - penalty @ beta)
        beta = beta + step * min(1.0, 1.0 / float(np.abs(step).max() + 1e-300))
    mean = np.exp(design @ beta)
    dispersion = max(1.0, float(((seen - mean) ** 2 / mean).sum()) / max(len(recent) - 2, 1))
    curve = design.T @ (design * mean[:, None]) + penalty
    rng = np.random.default_rng(seed)
    lines = rng.multivariate_normal(beta, np.linalg.inv(curve) * dispersion, size=draws)
    expected = np.exp(np.clip(lines @ ahead.T, -12, np.log(10 * recent.max() + 10)))
    size = expected / max(dispersion - 1, 1e-6)
    came = rng.negative_binomial(np.maximum(size, 1e-6), size / (size + expected))
    return np.asarray(np.quantile(came, levels, axis=0), dtype=np.float64)
