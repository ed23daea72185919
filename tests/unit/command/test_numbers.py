"""Shares are cut off, never rounded up; missing is a dash; a cell is never a formula."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lianfang.fronts.command.numbers import coverage_words, percent, whole
from lianfang.fronts.command.shapes import Coverage, floored
from lianfang.ui.paragraphs import lines
from lianfang.ui.sheets import neutral
from lianfang.ui.writing import moment, near, number, shares, signed


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Fraction(1), "100"), (Fraction(0), "0"), (Fraction(999_999, 1_000_000), "99.99"), (Fraction(1, 2), "50"),
        (Fraction(1, 3), "33.33"), (Fraction(1, 8), "12.50"), (Fraction(1, 1_000_000), "0.00"),
    ],
)  # fmt: skip
def test_a_percentage_is_cut_off(share: Fraction, said: str) -> None:
    assert percent(share) == said


@given(st.integers(1, 10**9).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_only_all_is_one(pair: tuple[int, int]) -> None:
    met, of = pair
    cut = floored(Fraction(met, of))
    assert (cut == 1) == (met == of)
    assert 0 <= Fraction(met, of) - Fraction(str(cut)) < Fraction(1, 10_000)


def test_coverage_is_none_only_where_nothing_was_due_and_nothing_undecided() -> None:
    assert Coverage.of(None) is None
    assert coverage_words(None, True).en == "none due"
    assert Coverage.of((Fraction(0), Fraction(1))) == Coverage(low=0, high=1)


def test_a_dependent_denominator_is_said() -> None:
    assert coverage_words((Fraction(1), Fraction(1)), True).en == "100%"
    assert coverage_words((Fraction(1), Fraction(1)), False).en == "100% of those recorded"
    assert coverage_words((Fraction(1, 2), Fraction(2, 3)), False).zh == "已登记者的 50–66.66%"


def test_numbers_as_they_are_printed() -> None:
    assert [number(n) for n in (None, 0, 1234, 37.25)] == ["—", "0", "1,234", "37.2"]
    assert [signed(n) for n in (None, 0, 131, -34)] == ["", "0", "+131", "−34"]
    assert (whole(391.0), whole(0.5)) == (391, 0.5)
    assert shares(0.9689, 0.9948) == "96.89–99.48%"
    assert shares(1, 1) == "100%"


def test_midnight_is_the_end_of_the_day_before() -> None:
    assert moment("2020-02-13T00:00:00+08:00") == "2020-02-12 24:00"
    assert moment("2020-02-13T09:05:00+08:00") == "2020-02-13 09:05"
    assert near("2020-02-13T00:00:00+08:00", "2020-03-01T00:00:00+08:00") == "02-12 24:00"
    assert near("2019-12-13T00:00:00+08:00", "2020-03-01T00:00:00+08:00") == "2019-12-12 24:00"


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-2", "@x", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert neutral(cell) == "'" + cell
    assert neutral("a" + cell) == "a" + cell


@given(st.text(st.sampled_from("深圳市的累计数，。、 abc12-"), max_size=120), st.integers(8, 40))
def test_a_paragraph_loses_nothing_and_keeps_its_width(text: str, width: int) -> None:
    found = list(lines(text, width))
    assert "".join("".join(found).split()) == "".join(text.split())
    longest = max((len(word) for word in "".join(c if c.isascii() else " " for c in text).split()), default=0)
    assert all(cell_len(line) <= max(width, longest + 2) for line in found)
