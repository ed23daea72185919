"""How much of a day's onsets has been reported by now."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from lianfang.outlook.delays import Fit
from lianfang.outlook.series import Floats

STOP_BELOW = 0.9
"""Plain R is given only for days of which at least this share of onsets has been reported."""


def by_age(fit: Fit, days: int) -> Floats:
    """The share reported by the end of the 0th, 1st, ... day after onset; shape (days,).

    Onset is spread over its day: ``∫ F(age + 1 − u) du`` for u from 0 to 1.
    """
    edges = np.asarray(fit.family.area(np.arange(days + 1, dtype=np.float64), fit.theta))
    share: Floats = np.clip(np.diff(edges), 0.0, 1.0)
    return share


def complete_until(fit: Fit, known_at: date, share: float = STOP_BELOW, most: int = 120) -> date:
    """The last day of onset of which at least ``share`` has been reported by the end of ``known_at``.

    A delay so long that ``most`` days do not suffice gives the day ``most`` days back.
    """
    reached = np.flatnonzero(by_age(fit, most) >= share)
    return known_at - timedelta(days=int(reached[0]) if len(reached) else most)
