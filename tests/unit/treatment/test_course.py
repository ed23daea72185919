"""How patients fare, of made-up days: open cases are open, who fell ill inside is told by the plan's days or not at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lianfang.base.instants import start_of
from lianfang.fronts.treatment.course import Acquired, Illness, band_of, joined, outcomes, staying

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


@pytest.mark.parametrize(
    ("on_the_way", "band"),
    [(0, "definite"), (6 * 3600, "definite"), (6 * 3600 + 1, "community")],
)
def test_a_move_to_another_bed_begins_no_new_admission(on_the_way: int, band: str):
    onset, moved = date(2020, 2, 20), start_of(date(2020, 2, 18), ZONE)
    stays = [(moved + on_the_way, None), (start_of(date(2020, 2, 1), ZONE), moved)]
    assert band_of(onset, joined(stays), None, BANDS, ZONE) == band


def test_a_stay_within_another_ends_with_the_longer():
    assert joined([(0, 90_000), (10, 20), (90_000 + 30_000, 200_000)]) == [(0, 90_000), (120_000, 200_000)]
    assert joined([(0, None), (10, 20)]) == [(0, None)]


def test_what_nobody_can_tell_is_said_so():
    gone = (start_of(before(20), ZONE), start_of(before(10), ZONE))
    assert band_of(None, [gone], None, BANDS, ZONE) == "cannot_tell"
    assert band_of(DAY, [gone], None, BANDS, ZONE) == "cannot_tell"
    assert band_of(DAY, [gone], DAY, BANDS, ZONE) == "community"
    assert band_of(DAY, [], None, (), ZONE) == "cannot_tell"
