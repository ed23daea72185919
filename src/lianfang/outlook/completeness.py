"""How much of a day's onsets has been reported by now."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from lianfang.outlook.trending import Trend

STOP_BELOW = 0.9
"""Plain R is given only for windows of whose every day at least this share of onsets has been reported."""


def complete_until(delay: Trend, window: int = 7, share: float = STOP_BELOW, most: int = 120) -> date:
    """The last day of onset that ends a window of which every day has been reported to ``share``.

    Args:
        delay: from onset to report, its days counted from 0001-01-01, known at its reference.
        window: days.
        share: of a day's onsets.
        most: how many days to look back; where none suffices, the day so far back.
    """
    reached = delay.shares(most + window) >= share
    known_at = date.fromordinal(int(delay.reference))
    for back in range(most):
        if np.all(reached[len(reached) - back - window : len(reached) - back]):
            return known_at - timedelta(days=back)
    return known_at - timedelta(days=most)
