"""The plain estimates of length of stay and the fast ones are the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.base.problems import Refused
from lianfang.outlook.lasting import lasting, ways
from lianfang.outlook.survival import cumulative_incidence, kaplan_meier

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
