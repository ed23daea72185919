"""Identities and explanations are read with the rest of a plan, and refused with their line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lianfang.base.problems import Refused
from lianfang.plan import shipped
from lianfang.plan.loader import load
from lianfang.plan.model import Addend
from lianfang.registers.catalogue import catalogue

IDENTITY = """identity: broken
title: {zh: 平, en: equal}
figure: in_hospital
equals: confirmed - recovered
"""
EXPLANATION = """explanation: broken
title: {zh: 因, en: cause}
figure: confirmed
parts:
  - title: {zh: 部分, en: part}
    where: district is unknown
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = shipped.folder("shenzhen_2020")
    assert source is not None
    return shutil.copytree(source, tmp_path / "plan")


def test_the_shipped_plan_says_what_its_figures_owe_each_other(folder: Path) -> None:
    plan = load(folder, catalogue())
    assert {key: one.equals for key, one in plan.identities.items()} == {
        "in-hospital-is-what-remains": (
            Addend(1, "value", "confirmed"), Addend(-1, "value", "recovered"), Addend(-1, "value", "dead"),
        ),
        "districts-add-up": (Addend(1, "sum", "confirmed"), Addend(1, "value", "confirmed_without_district")),
        "new-is-the-change": (Addend(1, "change", "confirmed"),),
    }  # fmt: skip
    [explanation] = plan.explanations.values()
    [without] = explanation.parts
    assert [len(part.parts) for part in without.parts] == [1, 0]
    area = without.parts[0].parts[0].counted.area
    assert area is not None
    assert area.name == "district"


def test_another_identity_is_another_version_of_the_plan(folder: Path) -> None:
    before = load(folder, catalogue()).hash
    (folder / "identities" / "more.yaml").write_text(IDENTITY, "utf-8")
    assert load(folder, catalogue()).hash != before


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("figure: in_hospital", "figure: in_hospitals", "plan/not-reported", 3),
        ("figure: in_hospital", "figure: passages_in", "plan/not-reported", 3),
        ("equals: confirmed - recovered", "equals: confirmed - recoverd", "plan/not-reported", 4),
        ("equals: confirmed - recovered", "equals: confirmed * recovered", "plan/unknown-character", 4),
        ("equals: confirmed - recovered", "equals: confirmed -", "plan/syntax", 4),
        ("equals: confirmed - recovered", "equals: sum of confirmed", "plan/not-reported", 4),
        ("equals: confirmed - recovered", "equals: |\n  confirmed\n  - 5", "plan/syntax", 6),
        ("equals: confirmed - recovered", "equal: confirmed", "plan/unknown-key", 4),
        ("title: {zh: 平, en: equal}", "title: {zh: 平}", "plan/missing-translation", 2),
        ("identity: broken", "identity: districts-add-up", "plan/duplicate-id", 1),
    ],
)
def test_a_wrong_identity_is_refused_at_its_line(
    folder: Path, old: str, new: str, code: str, line: int
) -> None:
    (folder / "identities" / "more.yaml").write_text(IDENTITY.replace(old, new), "utf-8")
    assert (code, "identities/more.yaml", line) in _problems(folder)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("figure: confirmed", "figure: rooms_free", "plan/not-counted", 3),
        ("figure: confirmed", "figure: confirmed\nagainst: passages_in", "plan/not-reported", 4),
        ("where: district is unknown", "where: distric is unknown", "plan/unknown-field", 6),
        ("where: district is unknown", "every: case", "plan/unknown-key", 6),
        ("where: district is unknown", "where: district is unknown\n    of which: []", "plan/wrong-type", 7),
        ("parts:", "part:", "plan/unknown-key", 5),
    ],
)
def test_a_wrong_explanation_is_refused_at_its_line(
    folder: Path, old: str, new: str, code: str, line: int
) -> None:
    (folder / "explanations" / "more.yaml").write_text(EXPLANATION.replace(old, new), "utf-8")
    assert (code, "explanations/more.yaml", line) in _problems(folder)


def _problems(folder: Path) -> list[tuple[str, str, int]]:
    with pytest.raises(Refused) as refusal:
        load(folder, catalogue())
    return [(problem.code, problem.file, problem.line) for problem in refusal.value.problems]
