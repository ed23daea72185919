"""How good forecasts were: weighted interval score and coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lianfang.outlook.series import Floats

LEVELS = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
"""Quantiles that every forecast gives: the median and the ends of the 50, 80, 90 and 95 % intervals."""


@dataclass(frozen=True)
class Score:
    """Over many forecasts: their number, mean score, and how often the 50 and 90 % intervals held what came."""

    forecasts: int
    wis: float
    coverage_50: float
    coverage_90: float


def weighted_interval_score(quantiles: Floats, came: Floats, levels: Sequence[float] = LEVELS) -> Floats:
    """The score of each forecast, in cases; the smaller the better; shape of ``came``.

    Twice the quantile loss, averaged over the levels: the interval score of all central intervals and the median's error.

    Args:
        quantiles: shape (levels, ...).
        came: what came; shape (...).
        levels: symmetric about 0.5.

    Source: Bracher et al. PLoS Comput Biol 2021.
    """
    level = np.asarray(levels).reshape(-1, *[1] * came.ndim)
    above = came[None] < quantiles
    loss: Floats = 2 * (above - level) * (quantiles - came[None])
    return np.asarray(loss.mean(axis=0), dtype=np.float64)


def score(quantiles: Floats, came: Floats, levels: Sequence[float] = LEVELS) -> Score:
    """Of all forecasts together. Shapes as for the weighted interval score."""
    at = {level: row for row, level in enumerate(levels)}

    def held(low: float, high: float) -> float:
        return float(((quantiles[at[low]] <= came) & (came <= quantiles[at[high]])).mean())

    mean = float(weighted_interval_score(quantiles, came, levels).mean())
    return Score(came.size, mean, held(0.25, 0.75), held(0.05, 0.95))
