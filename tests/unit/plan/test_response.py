"""What the board's head says of the response is read with the plan, and refused with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lianfang.base.problems import Refused
from lianfang.plan import shipped
from lianfang.plan.loader import load
from lianfang.registers.catalogue import catalogue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = shipped.folder("shenzhen_2020")
    assert source is not None
    return shutil.copytree(source, tmp_path / "plan")


def test_the_shipped_plan_has_three_guards_and_a_clock(folder: Path) -> None:
    plan = load(folder, catalogue())
    assert plan.response is not None
    assert [guard.key for guard in plan.response.guards] == ["in", "inside", "out"]
    assert all(set(guard.clauses) <= set(plan.clauses) for guard in plan.response.guards)
    assert [point.key for point in plan.response.period] == [
        "data_cut_off",
        "brief",
        "handover",
        "decision_meeting",
    ]
    unused = {one.facts["value"] for one in plan.warnings if one.code == "plan/unused-value"}
    assert not unused & set(plan.response.values)


def test_a_plan_may_be_without(folder: Path) -> None:
    shutil.rmtree(folder / "response")
    assert load(folder, catalogue()).response is None


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("began: response_began", "began: response_begun", "plan/unknown-choice"),
        ("began: response_began", "began: response_level", "plan/wrong-type"),
        ("level: II,", "level: III,", "plan/unknown-choice"),
        ("help from: help_from_duties", "help from: brief_due_at", "plan/wrong-type"),
        ("figure: confirmed,", "figure: rooms_free,", "plan/unknown-choice"),
        ("figure: confirmed,", "figure: passages_in,", "plan/unknown-choice"),
        ("onset: onset_on", "onset: confirmed_at", "plan/unknown-choice"),
        ("origin: origin_of_case", "origin: onset_on", "plan/unknown-choice"),
        ("point: brief", "point: lunch", "plan/unknown-choice"),
        ("point: brief", "point: handover", "plan/said-twice"),
        ("at: brief_due_at", "at: response_began", "plan/wrong-type"),
        ("guard: out", "guard: in", "plan/missing"),
        ("clauses: [G3]", "clauses: [G9]", "plan/unknown-choice"),
        ("help from: help_from_duties", "", "plan/missing"),
    ],
)
def test_what_is_wrong_is_refused(folder: Path, old: str, new: str, code: str) -> None:
    path = folder / "response" / "covid.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(Refused) as refusal:
        load(folder, catalogue())
    assert code in [one.code for one in refusal.value.problems]
    assert {one.file for one in refusal.value.problems} == {"response/covid.yaml"}


def test_a_second_response_is_refused(folder: Path) -> None:
    text = (folder / "response" / "covid.yaml").read_text("utf-8")
    (folder / "response" / "more.yaml").write_text(
        text.replace("response: covid-19", "response: other"), "utf-8"
    )
    with pytest.raises(Refused) as refusal:
        load(folder, catalogue())
    assert [one.code for one in refusal.value.problems] == ["plan/said-twice"]
