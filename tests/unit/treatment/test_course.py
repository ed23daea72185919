"""How patients fare, of made-up days: open cases are open, who fell ill inside is told by the plan's days or not at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lianfang.base.instants import start_of
from lianfang.fronts.treatment.course import Acquired, Illness, band_of, outcomes, staying

ZONE = "Asia/Shanghai"
DAY = date(2020, 2, 12)
BANDS: tuple[tuple[int, Acquired], ...] = ((15, "definite"), (8, "probable"), (3, "indeterminate"))


def before(days: int) -> date:
    return DAY - timedelta(days=days)


def test_deaths_are_divided_by_all_cases_only_when_none_is_open():
    closed = [Illness(before(9), None, before(1), None), Illness(before(9), None, None, before(2))]
    assert outcomes(closed).share_died == 0.5
    with_one_open = outcomes([*closed, Illness(before(3), None, None, None)])
    assert (with_one_open.open, with_one_open.share_died) == (1, None)
    assert outcomes([]).share_died is None


def test_who_is_still_there_counts_as_such_and_a_reversed_stay_is_kept_apart():
    ill = [
        *[Illness(before(10), None, before(10 - days), None) for days in (2, 4, 6)],
        *[Illness(before(days), None, None, None) for days in (3, 5, 7)],
        Illness(before(1), None, before(4), None),
        Illness(None, before(3), None, None),
    ]
    made = staying(ill, "first_visit", DAY)
    assert (made.n, made.without_start, made.reversed_) == (6, 1, 1)
    assert made.lasting is not None
    assert (made.lasting.median, made.lasting.naive_median) == (6, 4)
    assert made.discharged == pytest.approx(11 / 16)
    assert staying(ill, "admission", DAY).lasting is None


@pytest.mark.parametrize(
    ("inside", "band"),
    [
        (15, "definite"),
        (14, "probable"),
        (8, "probable"),
        (7, "indeterminate"),
        (3, "indeterminate"),
        (2, "community"),
    ],
)
def test_the_band_turns_on_the_day(inside, band):
    stay = (start_of(before(inside), ZONE) + 3600, None)
    assert band_of(DAY, [stay], None, BANDS, ZONE) == band


def test_what_nobody_can_tell_is_said_so():
    gone = (start_of(before(20), ZONE), start_of(before(10), ZONE))
    assert band_of(None, [gone], None, BANDS, ZONE) == "cannot_tell"
    assert band_of(DAY, [gone], None, BANDS, ZONE) == "cannot_tell"
    assert band_of(DAY, [gone], DAY, BANDS, ZONE) == "community"
    assert band_of(DAY, [], None, (), ZONE) == "cannot_tell"
