"""Calendars as people write them: what each line says, and what is wrong with one, by its number."""

from __future__ import annotations

from datetime import date

import pytest

from lianfang.base.words import Language
from lianfang.fronts.resumption.lines import Said, laid, read
from lianfang.fronts.resumption.names import Known

FIRST = date(2020, 2, 13)
KNOWN = Known(
    ("manufacturing", "trade", "school"), ("manufacturing", "trade"), ("福田区", "大鹏新区"), 2,
    {"福田区": "Futian", "大鹏新区": "Dapeng New District"},
)  # fmt: skip


def test_a_line_is_read_in_both_languages_and_keeps_its_number() -> None:
    said, wrong = read(
        "# by the meeting of the 13th\n制造业，福田，1，2020-02-17\nclose, Trade, dapeng new, *, 2020-03-01\n\n关, *, *, *, never",
        KNOWN,
        FIRST,
    )
    assert wrong == []
    assert said == [
        Said("open", "manufacturing", "福田区", 1, date(2020, 2, 17), 2),
        Said("close", "trade", "大鹏新区", None, date(2020, 3, 1), 3),
        Said("close", None, None, None, None, 5),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("manufacturing, 2020-02-17", "line-parts"),
        ("mining, *, *, 2020-02-17", "line-sector"),
        ("trade, 南山, *, 2020-02-17", "line-district"),
        ("trade, *, 3, 2020-02-17", "line-batch"),
        ("trade, *, ½, 2020-02-17", "line-batch"),
        ("trade, *, 1, soon", "line-day"),
        ("trade, *, 1, 2020-02-12", "line-before"),
    ],
)
def test_a_wrong_line_is_named_and_says_what_to_mend(line: str, code: str) -> None:
    said, wrong = read(f"*, *, *, 2020-02-20\n{line}", KNOWN, FIRST)
    assert len(said) == 1
    assert [(one.code, one.line) for one in wrong] == [(f"resumption/{code}", 2)]
    languages: tuple[Language, ...] = ("zh", "en")
    assert all(one.what(language) and one.mend(language) for one in wrong for language in languages)


def test_a_later_line_holds_and_all_sectors_are_workplaces() -> None:
    said, _ = read(
        "*, *, *, 2020-02-20\nmanufacturing, futian, 2, 2020-02-27\nclose, trade, *, 1, 2020-03-01",
        KNOWN,
        FIRST,
    )
    groups, wrong = laid(said, KNOWN, ("manufacturing", "trade", "school"), FIRST, 30)
    assert wrong == []
    assert groups["manufacturing", "福田区", 0] == ((7, None),)
    assert groups["manufacturing", "福田区", 1] == ((14, None),)
    assert groups["trade", "大鹏新区", 0] == ((7, 17),)
    assert {groups["school", district, 0] for district in KNOWN.districts} == {()}


def test_what_is_open_cannot_be_opened_and_what_was_open_can_be_closed() -> None:
    said, _ = read("trade, *, *, 2020-02-20\nclose, manufacturing, *, 2, 2020-02-27", KNOWN, FIRST)
    groups, wrong = laid(said, KNOWN, ("school",), FIRST, 30)
    assert [(one.code, one.line) for one in wrong] == [("resumption/line-open-already", 1)]
    assert groups["manufacturing", "福田区", 1] == ((0, 14),)
    assert ("trade", "福田区", 0) not in groups


def test_what_was_closed_opens_again_and_a_line_for_all_closes_every_workplace() -> None:
    said, _ = read(
        "trade, *, *, 2020-02-17\nclose, *, *, *, 2020-03-01\ntrade, *, *, 2020-03-15", KNOWN, FIRST
    )
    groups, wrong = laid(said, KNOWN, ("trade",), FIRST, 60)
    assert wrong == []
    assert groups["trade", "福田区", 0] == ((4, 17), (31, None))
    assert groups["manufacturing", "福田区", 0] == ((0, 17),)
    assert "school" not in {sector for sector, _, _ in groups}


def test_a_line_for_all_workplaces_where_only_schools_are_closed_opens_nothing() -> None:
    said, _ = read("*, *, *, 2020-02-17", KNOWN, FIRST)
    assert [one.code for one in laid(said, KNOWN, ("school",), FIRST, 30)[1]] == [
        "resumption/line-open-already"
    ]


@pytest.mark.parametrize(
    ("lines", "opened"),
    [
        ("trade, *, *, 2020-02-20\ntrade, *, *, 2020-02-17", ((4, None),)),
        ("trade, *, *, 2020-02-17\nclose, trade, *, *, 2020-03-01\ntrade, *, *, never", ()),
        ("trade, *, *, 2020-02-17\nclose, trade, *, *, 2020-03-01\nclose, trade, *, *, never", ((4, None),)),
        ("trade, *, *, 2020-02-17\nclose, trade, *, *, 2020-02-17", ()),
        ("close, trade, *, *, 2020-03-01\ntrade, *, *, 2020-02-17", ((4, 17),)),
        ("trade, *, *, 2020-04-17", ()),
    ],
)
def test_lines_of_one_group_together(lines: str, opened: tuple[tuple[int, int | None], ...]) -> None:
    groups, wrong = laid(read(lines, KNOWN, FIRST)[0], KNOWN, ("trade",), FIRST, 30)
    assert wrong == []
    assert groups["trade", "福田区", 0] == opened
