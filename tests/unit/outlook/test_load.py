"""Beds and rooms to come, held against sums worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from lianfang.base.problems import Refused
from lianfang.outlook.lasting import lasting
from lianfang.outlook.load import load, share_after

DURATIONS = np.array([2.0, 3, 5, 5, 8, 1, 4, 6, 0, 2])
ENDED = np.array([True] * 5 + [False] * 5)


def test_those_who_lie_there_leave_as_stays_last():
    """The mean of the draws is the sum of S(a + h) / S(a) by the slow twin of Kaplan-Meier."""
    made = load(DURATIONS, ENDED, np.zeros((4000, 4)), 0, 10_000, seed=2)
    twin = lasting(list(DURATIONS), list(ENDED))
    ages = DURATIONS[~ENDED]
    due = [sum(twin.share_after(a + h) / twin.share_after(a) for a in ages) for h in range(1, 5)]
    assert made.lying == 5
    np.testing.assert_allclose(made.present.mean(axis=0), due, atol=0.06)
    np.testing.assert_allclose(made.total.mean(axis=0), due, atol=0.06)
    assert [share_after(made.stay, h) for h in range(10)] == [twin.share_after(h) for h in range(10)]


def test_new_cases_bring_what_they_have_brought():
    """Ten a day at two stays a case: on day h those who came i days ago are still there with S(i)."""
    made = load(DURATIONS, ENDED, np.full((4000, 3), 10.0), 20_000, 10_000, seed=3)
    twin = lasting(list(DURATIONS), list(ENDED))
    new = (made.total - made.present).mean(axis=0)
    due = [20 * sum(twin.share_after(i) for i in range(h)) for h in range(1, 4)]
    np.testing.assert_allclose(new, due, rtol=0.02)
    assert made.per_case == pytest.approx(2, rel=1e-3)


def test_too_little_is_refused():
    for durations, ended in ((DURATIONS[:4], ENDED[:4]), (DURATIONS, np.zeros(10, dtype=bool))):
        with pytest.raises(Refused, match="outlook/too-few"):
            load(durations, ended, np.zeros((10, 3)), 1, 1)


def test_nobody_is_taken_to_leave_after_the_last_end_seen():
    made = load(
        np.array([2.0, 2, 2, 3, 3, 9, 9]), np.array([True] * 5 + [False] * 2), np.zeros((50, 5)), 0, 100
    )
    assert made.present.min() == made.present.max() == 2
