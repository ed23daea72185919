"""Instants, areas, references: the small things everything stands on."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.base import areas, ids, instants
from lianfang.base.problems import CATALOGUE, Problem

ZONE = "Asia/Shanghai"


def test_a_bare_date_is_24_00_of_that_day():
    for spelt in ("2020-02-12", "20200212", "2020-W07-3", "2020W073"):
        assert instants.parse(spelt, ZONE) == instants.parse("2020-02-13T00:00", ZONE)
    assert instants.parse("20200212T08", ZONE) == instants.parse("2020-02-12T08:00", ZONE)
    assert instants.day_ending_at(instants.parse("2020-02-12", ZONE), ZONE) == date(2020, 2, 12)


def test_a_time_without_an_offset_is_the_citys():
    assert instants.parse("2020-02-12T18:00", ZONE) == instants.parse("2020-02-12T10:00:00Z", ZONE)
    assert instants.iso(instants.parse("2020-02-12T18:00", ZONE), ZONE) == "2020-02-12T18:00:00+08:00"


@pytest.mark.parametrize(
    "text",
    [
        "9999-12-31",
        "9999-12-31T23:00-12:00",
        "0001-01-01",
        "0001-01-01T00:00+08:00",
        "",
        "yesterday",
        "12/02/2020",
        "2020-13-01",
    ],
)
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        instants.parse(text, ZONE)


def test_a_zone_that_changes_its_clock_has_no_fixed_offset():
    first, last = date(2020, 1, 1), date(2020, 12, 31)
    assert instants.fixed_offset(ZONE, first, last) == 28800
    assert instants.fixed_offset("Europe/Berlin", first, last) is None


paths = st.lists(st.integers(1, 99), min_size=1, max_size=7)


def code_of(path: list[int]) -> int:
    code = 0
    for number in path:
        code = areas.child(code, number)
    return code


@given(paths, paths)
def test_inside_means_the_path_begins_alike(one, other):
    inside = one[: len(other)] == other
    assert areas.is_within(code_of(one), code_of(other)) == inside


@given(paths)
def test_up_and_down_again_is_the_same_area(path):
    code = code_of(path)
    assert areas.LEVELS.index(areas.level_of(code)) == len(path) - 1
    assert areas.parent_of(code) == (code_of(path[:-1]) if len(path) > 1 else None)
    assert areas.ancestors(code) == [code_of(path[:n]) for n in range(len(path), 0, -1)]


@pytest.mark.parametrize(("parent", "number"), [(0, 100), (0, 0), (10**16, 100), (1 + 10**16, 1)])
def test_what_does_not_fit_the_code_is_refused(parent, number):
    with pytest.raises(ValueError, match="no"):
        areas.child(parent, number)


def test_references_are_random_and_spell_their_bits():
    assert len({ids.new_ref() for _ in range(1000)}) == 1000
    assert ids.ref_of(0) == "0" * 16
    assert ids.ref_of(2**80 - 1) == "z" * 16


def test_every_problem_has_both_wordings():
    for code, (what, mend) in CATALOGUE.items():
        for text in (what.zh, what.en, mend.zh, mend.en):
            assert text.strip(), code
        assert any("\u4e00" <= letter <= "\u9fff" for letter in what.zh), code


def test_a_problem_says_where_what_and_how_to_mend():
    problem = Problem(
        "record/code", "passages.csv", 7, {"register": "passage", "field": "mode", "value": "x", "known": "a"}
    )
    assert problem.line_of_text("en") == (
        "passages.csv:7: [record/code] passage.mode holds x, which its code list lacks. Codes: a."
    )
    assert problem.as_json()["mend"] == {"zh": "可用代码：a。", "en": "Codes: a."}
