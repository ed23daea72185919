"""Pictures: geometry that adds up, what is not known stays apart from nothing, and a table behind each."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from lianfang.ui.pictures.behind import steps
from lianfang.ui.pictures.coverage import coverage_bar
from lianfang.ui.pictures.curves import BOTTOM, HEIGHT, LEFT, TOP, WIDTH, Change, CurveDay, curve
from lianfang.ui.pictures.flows import stock_flow
from lianfang.ui.pictures.funnels import FAR, NEAR, Owner, funnel, limits
from lianfang.ui.pictures.ribbons import Names, RibbonDay, ribbons
from lianfang.ui.pictures.sparklines import HEIGHT as SPARK
from lianfang.ui.pictures.sparklines import sparkline
from lianfang.ui.pictures.tile_maps import Level, Tile, tile_map

counts = st.integers(0, 10_000)


@given(st.floats(0, 1e7))
def test_an_axis_reaches_the_most_in_few_round_steps(most):
    found = steps(most)
    assert found[0] == 0
    assert found[-1] >= most
    assert 2 <= len(found) <= 6
    assert len({b - a for a, b in pairwise(found)}) == 1


@given(counts, counts, counts, counts, counts)
def test_the_pieces_of_a_bar_are_the_whole_and_all_is_only_ever_all(met, late, excused, gaps, unsure):
    bar = coverage_bar(met=met, late=late, excused=excused, gaps=gaps, cannot_tell=unsure)
    whole = met + late + excused + gaps + unsure
    if bar is None:
        assert whole == 0
        return
    assert sum(piece.width for piece in bar.pieces) == pytest.approx(100, abs=0.05)
    assert bar.pieces[-1].at + bar.pieces[-1].width == pytest.approx(100, abs=0.05)
    assert (bar.low == 1) == (met + late == whole)
    assert bar.low <= (met + late) / whole <= (met + late + unsure) / whole
    assert bar.low <= bar.high < (met + late + unsure) / whole + 1e-12


def test_one_of_two_thousand_is_not_all():
    bar = coverage_bar(met=19_999, gaps=1)
    assert bar is not None
    assert bar.written == "99.99%"


@given(st.lists(st.none() | st.integers(-50, 50), max_size=40))
def test_a_trend_breaks_where_nothing_is_known(values):
    line = sparkline("t", [(str(at), value) for at, value in enumerate(values)], unit="n")
    stretches = "".join("x" if value is not None else " " for value in values).split()
    assert len(line.paths) == len(stretches)
    heights = [float(y) for path in line.paths for y in re.findall(r"[ML][\d.]+ ([\d.]+)", path)]
    assert all(0 <= y <= SPARK for y in heights)
    assert [row[1] for row in line.behind.rows] == ["—" if v is None else f"{v:,}" for v in values]
    assert (line.last is None) == (not values or values[-1] is None)


@given(st.lists(st.tuples(counts, counts, counts), min_size=1, max_size=60))
def test_bars_stand_on_one_another_within_the_picture(days):
    made = curve("c", [CurveDay(str(at), day) for at, day in enumerate(days)], ["a", "b", "c"])
    for bar in made.bars:
        assert bar.x >= LEFT
        assert bar.x + bar.width <= WIDTH
        assert TOP - 0.02 <= bar.y <= HEIGHT - BOTTOM
    assert len(made.bars) == sum(count > 0 for day in days for count in day)
    tops = {level.at for level in made.levels}
    assert max(tops) == HEIGHT - BOTTOM


def test_a_day_without_a_count_is_marked_and_is_not_zero():
    days = [
        CurveDay("01", [3, 1]),
        CurveDay("02", [None, 1]),
        CurveDay("03", [0, 0]),
        CurveDay("04", [2, 0], False),
    ]
    made = curve("c", days, ["a", "b"], changes=[Change("03", "x"), Change("09", "not shown")])
    assert len(made.unknown) == 1
    assert len(made.not_yet) == 1
    assert [(mark.text, mark.day) for mark in made.marks] == [("1", "03")]
    assert made.behind.rows[1][1] == "—"
    assert made.behind.rows[2][1] == "0"


def test_a_curve_refuses_what_it_cannot_tell_apart():
    with pytest.raises(ValueError, match="four"):
        curve("c", [], ["a", "b", "c", "d", "e"])
    with pytest.raises(ValueError, match="2 counts of 3"):
        curve("c", [CurveDay("01", [1, 2])], ["a", "b", "c"])


@given(counts, counts, counts, counts)
def test_a_stock_and_its_flows_balance_or_show_by_how_much_not(opening, came, went, closing):
    made = stock_flow("s", opening=opening, came=came, went=went, closing=closing, verdict="v")
    apart = closing - (opening + came - went)
    assert made.balances == (apart == 0)
    assert ("gap" in {row.kind for row in made.rows}) == (apart != 0)
    assert all(row.end <= made.width for row in made.rows)


@pytest.mark.parametrize("missing", ["opening", "came", "went", "closing"])
def test_a_flow_that_is_not_known_is_neither_zero_nor_a_difference(missing):
    known = {"opening": 312, "came": 8, "went": 10, "closing": 310} | {missing: None}
    made = stock_flow("s", **known, verdict="v")  # type: ignore[arg-type]
    assert made.balances is None
    assert [row.kind for row in made.rows].count("unknown") == 1
    assert "gap" not in {row.kind for row in made.rows}


@given(st.integers(1, 3000), st.floats(0.001, 0.999), st.sampled_from([NEAR, FAR]))
def test_limits_are_the_binomials_own(duties, rate, within):
    low, high = limits(duties, rate, within)
    for share, chance in ((low, (1 - within) / 2), (high, (1 + within) / 2)):
        whole = binom.ppf(chance, duties, rate)
        assert (whole - 1) / duties - 1e-9 <= share <= whole / duties + 1e-9 or share in (0.0, 1.0)
    assert low <= high


def test_limits_are_those_of_a_value_worked_out_by_hand():
    # Ten duties at a half: P(R <= 1) = 11/1024, P(R <= 2) = 56/1024, so that 2.5 % lies between.
    low, _high = limits(10, 0.5, 0.95)
    assert low == pytest.approx((2 - (56 / 1024 - 0.025) / (45 / 1024)) / 10)


def test_owners_beyond_the_far_limits_stand_out_by_shape():
    owners = [Owner("a", 10, 100), Owner("b", 60, 100), Owner("c", 100, 1000), Owner("d", 0, 0)]
    made = funnel("f", owners)
    assert {dot.owner.title: dot.beyond for dot in made.dots} == {"a": "", "b": "above", "c": "below"}
    assert made.dots[0].owner.title == "b"
    assert len(made.behind.rows) == 3
    assert funnel("f", []).dots == ()
    told = funnel("f", [Owner("a", 10, 100, beyond="above"), Owner("b", 60, 100, beyond="")])
    assert {dot.owner.title: dot.beyond for dot in told.dots} == {"a": "above", "b": ""}


def test_a_map_names_every_class_it_uses():
    levels = [Level(1, "none"), Level(2, "some")]
    tiles = [Tile("a", "0", 1, place=(1, 1)), Tile("b", "?", 0, place=(2, 1))]
    made = tile_map("m", tiles, levels, columns=("area", "n", "class"), unknown="?")
    assert made.is_placed
    assert [one.title for one in made.key] == ["?", "none", "some"]
    assert made.behind.rows[1] == ["b", "?", "?"]
    far = [Tile("a", "0", 1, place=(9, 1))]
    assert not tile_map("m", far, levels, columns=("area", "n", "class"), unknown="?").is_placed
    with pytest.raises(ValueError, match="a"):
        tile_map("m", [Tile("a", "9", 4)], levels, columns=("area", "n", "class"), unknown="?")


def test_ribbons_break_where_a_day_is_not_known_and_are_hatched_where_it_is_not_settled() -> None:
    days = [
        RibbonDay("01", (1, 3), (1.5, 2), (2.0,)), RibbonDay("02", (1, 4), (2, 3), (2.5,)), RibbonDay("03", seen=5),
        RibbonDay("04", (0, 2), None, (1.0,), is_still=True),
    ]  # fmt: skip
    made = ribbons("r", days, Names("90 %", "50 %", ["median"], "seen", "still", "bound"), bound=6)
    assert [one.kind for one in made.ribbons] == ["", "still", "near"]
    assert len(made.lines) == 2
    assert len(made.dots) == 1
    assert made.bound is not None
    assert made.bound == min(tick.at for tick in made.levels)  # six is the highest line of the axis
    assert [key.kind for key in made.keys] == ["wide", "near", "still", "seen", "first", "bound"]
    assert made.behind.rows[0] == ["01", "—", "2.00", "1.00–3.00", "1.50–2.00"]
    assert made.behind.rows[2][1:] == ["5.00", "—", "—", "—"]
    with pytest.raises(ValueError, match="two lines"):
        ribbons("r", days, Names(lines=["a", "b", "c"]))


def test_a_day_that_is_expected_to_grow_has_a_hatched_block_and_a_whisker() -> None:
    made = curve(
        "c", [CurveDay("01", [3]), CurveDay("02", [1], False, (1, 4, 9)), CurveDay("03", [0], False)], ["a"]
    )
    assert (len(made.to_come), len(made.whiskers)) == (1, 1)
    assert made.to_come[0].height == pytest.approx(3 * made.bars[1].height)
    assert [row[-1] for row in made.behind.rows] == ["", "4 (1–9)", "—"]
