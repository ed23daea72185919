"""The plain estimates of length of stay and the fast ones are the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.base.problems import Refused
from lianfang.outlook.lasting import lasting, ways
from lianfang.outlook.survival import cumulative_incidence, ended_by, kaplan_meier

STAYS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 2)), min_size=1, max_size=40)


@given(STAYS)
def test_both_say_the_same(stays):
    days, ends = [float(day) for day, _ in stays], [end for _, end in stays]
    fast = kaplan_meier(np.array(days), np.array(ends) > 0)
    slow = lasting(days, [end > 0 for end in ends])
    assert (slow.n, slow.ended, slow.naive_median, slow.median) == (
        fast.n, fast.ended, fast.naive_median, fast.median
    )  # fmt: skip
    assert (slow.low, slow.high) == (fast.low, fast.high)
    assert [share for _, share in slow.going_on] == pytest.approx(list(fast.going_on))
    _, shares = cumulative_incidence(np.array(days), np.array(ends), 2)
    assert ways(days, ends, 2) == pytest.approx(list(shares[:, -1]) if shares.shape[1] else [0, 0])


def test_a_textbook_case_by_hand():
    # Six patients: 2, 4 and 6 days ended, 3, 5 and 7 going on. After 2: 5/6; after 4: 5/6 * 3/4; after 6: * 1/2.
    made = lasting([2, 3, 4, 5, 6, 7], [True, False, True, False, True, False])
    assert [share for _, share in made.going_on] == pytest.approx([5 / 6, 5 / 8, 5 / 16])
    assert (made.median, made.naive_median, made.high) == (6, 4, None)
    assert (made.share_after(1.9), made.share_after(4)) == (1.0, pytest.approx(5 / 8))


@pytest.mark.parametrize(("days", "code"), [([], "outlook/empty"), ([1, -1], "outlook/delay-reversed")])
def test_what_is_no_stay_is_refused(days, code):
    for ask in (lambda: lasting(days, [True] * len(days)), lambda: ways(days, [1] * len(days), 2)):
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.problems[0].code == code


def test_the_share_that_ends_in_one_way_has_the_interval_of_a_binomial_where_nobody_goes_on():
    """Without anyone who goes on, and with one day of ends, the delta method is p (1 − p) / n; none of n is bounded as n binomials are."""
    days, ends = np.full(50, 5.0), np.array([1] * 40 + [2] * 10)
    found = ended_by(days, ends, 2, 7)
    spread = 1.959964 * np.sqrt(0.2 * 0.8 / 50) / (0.2 * np.log(5))
    assert found.share == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((0.2 ** np.exp(spread), 0.2 ** np.exp(-spread)), abs=1e-6)
    days, ends = np.arange(1.0, 21), np.array([1, 0] * 10)
    none = ended_by(days, ends, 2, 14)
    assert (none.share, none.low) == (0, 0)
    assert none.high == pytest.approx(
        1 - 0.025 ** (1 / 14)
    )  # seven have ended otherwise, seven are there still
    rng = np.random.default_rng(3)
    kept = 0
    for _ in range(200):
        stay, other = rng.exponential(10, 60).round(), rng.exponential(30, 60).round()
        end = np.where(stay <= other, 1, 2)
        seen = rng.uniform(5, 30, 60).round()
        last = np.minimum(np.minimum(stay, other), seen)
        one = ended_by(last, np.where(np.minimum(stay, other) <= seen, end, 0), 2, 7)
        kept += one.low <= 0.25 * (1 - np.exp(-7.5 * 4 / 30)) <= one.high
    assert 180 <= kept <= 199
