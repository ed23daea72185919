"""A directive becomes a draft plan that loads as it is and names every demand with its place and its proposals."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lianfang.base.problems import Refused
from lianfang.plan import drafting
from lianfang.plan.check import check
from lianfang.plan.directives import cut
from lianfang.plan.loader import load
from lianfang.plan.proposals import propose
from tests.plan_catalogue import CATALOGUE

GOOD = load(Path(__file__).parents[2] / "plans" / "good", CATALOGUE)
TEXT = "寒潮通知\n一、各关口须做到不漏一车。\n二、开展科研攻关；每日报告天气。\n三、加强节日值班。\n"


def draft(text: str, folder: Path, source: str = "notice.txt") -> Path:
    drafting.write(folder, propose(cut(text), GOOD.clauses), GOOD, source)
    return folder


def test_a_draft_loads_without_an_error_or_a_remark(tmp_path: Path) -> None:
    report = check(draft(TEXT, tmp_path / "cold-2020"), CATALOGUE)
    assert report.is_good
    assert report.plan.key == "cold_2020"
    assert report.plan.warnings == ()
    assert (report.clauses["measure"], len(report.plan.clauses)) == (4, 4)
    assert (report.plan.zone, report.plan.city, report.plan.since) == (GOOD.zone, GOOD.city, GOOD.since)
    assert {clause.because.en for clause in report.plan.clauses.values() if clause.because} == {
        "draft: not yet decided"
    }


def test_a_draft_names_the_place_of_every_demand_and_what_was_proposed(tmp_path: Path) -> None:
    lines = (draft(TEXT, tmp_path / "d") / "clauses" / "draft.yaml").read_text("utf-8").splitlines()
    at = lines.index('- clause: "1.2.1"')
    assert lines[at - 2 : at] == [
        "# line 3, characters 22-27",
        "#   8.1 科研攻关 [research, measure] 51 by likeness: 科研 | 研攻 | 攻关",
    ]
    assert TEXT[22 - 1 : 27] == "开展科研攻关"
    assert "#   no clause proposed" in lines
    assert "#   1.2 每日报告" not in lines
    assert "#   A1 科研攻关" not in lines
    assert lines[-1].startswith("#   A1")


def test_a_draft_finds_its_own_directive_again(tmp_path: Path) -> None:
    plan = load(draft(TEXT, tmp_path / "d"), CATALOGUE)
    again = propose(cut(TEXT), plan.clauses)
    assert {key: again.clause_found(key) for key in again.clauses} == dict.fromkeys(plan.clauses, "phrase")
    assert all(again.proposals[key][0].clause == key for key in plan.clauses)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    draft(TEXT, tmp_path / "empty")
    before = (tmp_path / "empty" / "plan.yaml").read_bytes()
    (tmp_path / "file").write_text("x", "utf-8")
    for folder in (tmp_path / "empty", tmp_path / "file"):
        with pytest.raises(Refused, match="directive/draft-exists"):
            draft("一是另一份。", folder)
    with pytest.raises(Refused, match="directive/draft-unwritable"):
        draft(TEXT, tmp_path / "file" / "below")
    assert (tmp_path / "empty" / "plan.yaml").read_bytes() == before


@settings(max_examples=60)
@given(st.text(max_size=50), st.text(min_size=1, max_size=12))
@example('须查"车"\t#: {x}\u0085\u2028y\ufeff', 'a"b\\c\n# d')
@example("须报数：- a: [b]\x7f\x9f\ud7ff\ufffe", "null")
def test_any_text_drafts_a_plan_that_loads(text: str, source: str) -> None:
    directive = cut(f"一是查车{text}\n二是：{text}须查人。")
    with tempfile.TemporaryDirectory() as folder:
        drafting.write(Path(folder), propose(directive, GOOD.clauses), GOOD, source)
        plan = load(Path(folder), CATALOGUE)
    assert list(plan.clauses) == [demand.key for demand in directive.demands]
