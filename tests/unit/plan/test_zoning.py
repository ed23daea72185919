"""Zones: the classes that are left are those of some numbers within what is known, by trying every number there is."""

from __future__ import annotations

import tempfile
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lianfang.plan import shipped
from lianfang.plan.explain import class_words
from lianfang.plan.loader import load
from lianfang.plan.model import ZoneRule
from lianfang.plan.nodes import Role
from lianfang.plan.reading import Setting, holds
from lianfang.plan.sheets import Findings, read_sheets
from lianfang.plan.zoning import ANYTHING, SUBJECT, Range, catalogue_of, deciding, possible, read_zoning
from lianfang.registers.catalogue import catalogue
from tests.unit.plan.made import PLAN

FOLDER = shipped.folder("shenzhen_2020")
assert FOLDER is not None
SHIPPED = load(FOLDER, catalogue())
[RISK] = SHIPPED.zonings.values()
FIGURES = SHIPPED.figures
BEYOND = 9
"""Higher than whatever a drawn rule speaks of by more than one."""

HEAD = """zoning: drawn
title: {zh: 分区, en: zones}
level: district
classes: [{class: low, title: {zh: 低, en: low}}, {class: middle, title: {zh: 中, en: middle}}, {class: high, title: {zh: 高, en: high}}]
dated:
  - from: 2020-02-17
    source: {document: drawn, status: assumed}
    numbers:
      - {number: a, title: {zh: 甲, en: a}, figure: confirmed}
      - {number: b, title: {zh: 乙, en: b}, figure: confirmed, over: 3 days}
    rules:
"""


def truths(rule: ZoneRule, row: dict[str, int]) -> list[str]:
    """The classes that the reference reading finds true of numbers that are all known."""
    setting = Setting(PLAN, catalogue_of(rule.numbers), {}, {}, SUBJECT, {Role.SUBJECT: row})
    return [key for key, test in rule.tests.items() if holds(test, setting)]


def twin(rule: ZoneRule, known: dict[str, Range]) -> tuple[str, ...]:
    """Every number one after the other, up to where nothing changes any more."""
    spans = [
        range(int(one.low), (max(int(one.low), BEYOND) if one.high is None else int(one.high)) + 1)
        for one in known.values()
    ]
    found = {key for values in product(*spans) for key in truths(rule, dict(zip(known, values, strict=True)))}
    return tuple(key for key in rule.tests if key in found)


WHOLE = st.integers(0, BEYOND - 3)
OPS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
ATOMS = st.one_of(
    st.builds("{} {} {}".format, st.sampled_from("ab"), OPS, WHOLE),
    st.builds("{1} {2} {0}".format, st.sampled_from("ab"), WHOLE, OPS),
    st.builds("{} in ({}, {})".format, st.sampled_from("ab"), WHOLE, WHOLE),
)
TESTS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=4,
)
RANGES = st.builds(
    lambda low, more: Range(low, None if more is None else low + more),
    st.integers(0, BEYOND - 1),
    st.one_of(st.none(), st.integers(0, 5)),
)


def read(lines: list[str]) -> tuple[ZoneRule | None, list[str]]:
    """A zoning of these lines' rules: its rule, or the codes of what is wrong."""
    findings = Findings()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "drawn.yaml"
        path.write_text(HEAD + "".join(lines), "utf-8")
        [sheet] = read_sheets(path, "zoning/drawn.yaml", findings)
        zoning = read_zoning(sheet, FIGURES)
    return (zoning.rules[0] if zoning else None), [problem.code for problem in findings.problems]


def parted(first: str, second: str) -> list[str]:
    """Three classes that part all numbers, whatever both tests are."""
    return [
        f"      - {{class: low, where: '{first}'}}\n",
        f"      - {{class: middle, where: 'not ({first}) and {second}'}}\n",
        f"      - {{class: high, where: 'not ({first}) and not ({second})'}}\n",
    ]


@given(TESTS, TESTS, RANGES, RANGES)
def test_the_classes_left_are_those_that_some_number_gives(
    first: str, second: str, a: Range, b: Range
) -> None:
    rule, codes = read(parted(first, second))
    assert (rule is not None, codes) == (True, [])
    assert rule is not None
    known = {"a": a, "b": b}
    left = possible(rule, known)
    assert left == twin(rule, known)
    assert left
    hanging = deciding(rule, known)
    for key, one in known.items():
        points = range(int(one.low), (max(int(one.low), BEYOND) if one.high is None else int(one.high)) + 1)
        fewer = any(twin(rule, {**known, key: Range(point, point)}) != left for point in points)
        assert (key in hanging) == (fewer and not one.is_exact)


@given(TESTS, TESTS, TESTS)
def test_a_zoning_loads_if_and_only_if_its_classes_part_all_numbers(
    first: str, second: str, third: str
) -> None:
    names = ("low", "middle", "high")
    lines = [
        f"      - {{class: {name}, where: '{test}'}}\n"
        for name, test in zip(names, (first, second, third), strict=True)
    ]
    rule, codes = read(lines)
    if rule is not None:
        every = [truths(rule, {"a": a, "b": b}) for a, b in product(range(BEYOND + 2), repeat=2)]
        assert all(len(found) == 1 for found in every)
        return
    whole, _ = read(parted(first, second))
    assume(whole is not None)
    assert codes
    assert set(codes) <= {"plan/zones-overlap", "plan/zones-leave-out"}


@pytest.mark.parametrize(
    ("cases", "new", "clusters", "left"),
    [
        (0, 0, None, "low"),
        (80, 0, None, "low"),
        (1, 1, None, "medium"),
        (50, 3, None, "medium"),
        (50, 3, 2, "medium"),
        (51, 1, 0, "medium"),
        (51, 1, 1, "high"),
        (51, 1, None, "medium high"),
        (51, None, 1, "low high"),
        (None, 1, None, "low medium high"),
        (None, 0, None, "low"),
        (50, None, None, "low medium"),
        (None, None, None, "low medium high"),
    ],
)
def test_the_guidance_of_17_february(
    cases: int | None, new: int | None, clusters: int | None, left: str
) -> None:
    said = {"cases": cases, "new_cases": new, "clusters": clusters}
    known = {key: ANYTHING if value is None else Range(value, value) for key, value in said.items()}
    assert " ".join(possible(RISK.rules[0], known)) == left


def test_a_rule_is_said_in_words() -> None:
    [rule] = RISK.rules
    assert class_words(rule, "high", SHIPPED, "en") == (
        "confirmed cases is more than 50 and new cases in 14 days is more than 0"
        " and clusters in 14 days is more than 0"
    )
    assert class_words(rule, "low", SHIPPED, "zh") == "累计确诊为0，或14天内新增确诊为0"


def test_before_its_first_day_no_rule_is_in_force() -> None:
    assert RISK.rule(date(2020, 2, 16)) is None
    assert RISK.rule(date(2020, 2, 17)) is RISK.rules[0]
