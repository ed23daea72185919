"""A good plan loads as it was written; a wrong one is refused with the code, the file and the line of what is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from lianfang.base.problems import CATALOGUE as PROBLEMS
from lianfang.base.problems import Refused
from lianfang.plan.check import assumed
from lianfang.plan.loader import load
from lianfang.plan.model import Plan
from lianfang.plan.nodes import And, Comparison, Dated, Everything, Or, Quantified, Type, Within
from tests.plan_catalogue import CATALOGUE

PLANS = Path(__file__).parents[2] / "plans"
EXPECTED = yaml.safe_load((PLANS / "expected.yaml").read_text("utf-8"))

Patch = Callable[..., Path]


@pytest.fixture
def patched(tmp_path: Path) -> Patch:
    """A copy of the good plan with words of one of its files replaced."""

    def patch(file: str, old: str, new: str) -> Path:
        folder = tmp_path / "plan"
        shutil.copytree(PLANS / "good", folder, dirs_exist_ok=True)
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), "utf-8")
        return folder

    return patch


def good() -> Plan:
    return load(PLANS / "good", CATALOGUE)


def test_the_good_plan_loads_without_a_warning() -> None:
    plan = good()
    assert (len(plan.clauses), len(plan.values), len(plan.musts), len(plan.figures)) == (4, 4, 4, 1)
    assert plan.warnings == ()
    assert (plan.zone, plan.offset, plan.city) == ("Asia/Shanghai", 8 * 3600, "440300")


def test_values_keep_their_dates_and_kinds() -> None:
    values = good().values
    assert [(entry.since, entry.value) for entry in values["grace"].entries] == [
        (date(2020, 1, 15), 1800),
        (date(2020, 2, 20), 3600),
    ]
    assert values["key_areas"].entries[0].value == ("420000",)
    assert values["fever"].entries[0].value == 37.3
    assert values["city_sealed"].entries[0].value == 1579744800
    assert values["grace"].entries[1].source.status == "assumed"


def test_a_population_becomes_a_typed_tree() -> None:
    where = good().musts["declared"].where
    assert isinstance(where, And)
    assert [type(test) for test in where.tests] == [Comparison, Comparison, Or, Comparison]
    within = where.tests[2].tests[0]  # type: ignore[union-attr]
    assert isinstance(within, Within)
    assert within.right == Dated(Type.LINK, "key_areas")


def test_an_expression_is_kept_as_it_was_written() -> None:
    must = good().musts["declared"]
    assert must.written["by"] == "passage.at + grace"
    assert must.written["such that"].splitlines()[0] == "declaration.vehicle = passage.vehicle"


def test_who_can_tell_is_the_owner_unless_said() -> None:
    must = good().musts["declared"]
    assert must.cannot_tell_owner == must.owner


def test_children_are_asked_by_their_link() -> None:
    where = good().musts["gate-reports"].where
    assert isinstance(where, And)
    asked = where.tests[-1]
    assert isinstance(asked, Quantified)
    assert (asked.what, asked.register, asked.via) == ("no", "passage", "gate_id")


def test_all_is_a_population_said_on_purpose(patched: Patch) -> None:
    folder = patched("musts/all.yaml", 'where: direction = "in"', "where: all")
    assert isinstance(load(folder, CATALOGUE).musts["held-for-questions"].where, Everything)


def test_the_hash_follows_the_content_and_not_the_line_ends(patched: Patch) -> None:
    text = (PLANS / "good" / "plan.yaml").read_text("utf-8")
    folder = patched("plan.yaml", "plan: good", "plan: good")
    (folder / "plan.yaml").write_bytes(text.replace("\n", "\r\n").encode())
    (folder / ".files.json").write_text("[]", "utf-8")
    assert load(folder, CATALOGUE).hash == good().hash
    (folder / "plan.yaml").write_text(text.replace("en: Plan", "en: A plan"), "utf-8")
    assert load(folder, CATALOGUE).hash != good().hash


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "line"),
    [
        ("musts/all.yaml", "at >= city_sealed", "at >= recorded_at", "plan/unused-value", 25),
        ("musts/all.yaml", "check: confirmed", "check: counted", "plan/unknown-figure", 10),
        (
            "values/all.yaml",
            "2020-01-15\n      is: 37.3",
            "2020-02-20\n      is: 37.3",
            "plan/value-begins-late",
            1,
        ),
        ("musts/all.yaml", "person is known", 'person.registered_in = "x"', "", 0),
        ("musts/all.yaml", "temperature >= fever", 'person.registered_in = "x"', "plan/not-recommended", 6),
    ],
)
def test_what_is_only_worth_a_look_is_a_warning(
    patched: Patch, file: str, old: str, new: str, code: str, line: int
) -> None:
    warnings = load(patched(file, old, new), CATALOGUE).warnings
    found = {(warning.code, warning.line) for warning in warnings}
    assert (code, line) in found if code else not found


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_wrong_plan_is_refused_at_the_right_line(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(PLANS / "good", folder)
    shutil.copytree(PLANS / "bad" / name, folder, dirs_exist_ok=True)
    with pytest.raises(Refused) as refused:
        load(folder, CATALOGUE)
    found = [(problem.code, problem.file, problem.line) for problem in refused.value.problems]
    expected = EXPECTED[name]
    assert found == [(expected["code"], expected["file"], expected["line"])]
    for problem in refused.value.problems:
        for language in ("zh", "en"):
            said = problem.what(language) + problem.mend(language)
            assert "{" not in said.replace("{zh", "").replace("{document", ""), said


def test_every_folder_of_wrong_plans_is_expected_to_be_refused() -> None:
    assert {folder.name for folder in (PLANS / "bad").iterdir()} == set(EXPECTED)


def test_all_that_is_wrong_is_told_at_once(patched: Patch) -> None:
    folder = patched(
        "musts/all.yaml", 'direction = "in" and mode = "road"', 'direktion = "in" and mode = "tram"'
    )
    (folder / "values" / "more.yaml").write_text("value: x\nkind: length\n", "utf-8")
    with pytest.raises(Refused) as refused:
        load(folder, CATALOGUE)
    codes = [problem.code for problem in refused.value.problems]
    assert codes.count("plan/unknown-field") == 1
    assert codes.count("plan/unknown-code") == 1
    assert "plan/unknown-choice" in codes


def test_a_clause_that_nothing_serves_and_a_plan_without_clauses_are_remarked_on(patched: Patch) -> None:
    folder = patched("clauses/all.yaml", "kind: measure", "kind: must")
    assert [w.code for w in load(folder, CATALOGUE).warnings] == []  # it says why
    clauses = folder / "clauses" / "all.yaml"
    clauses.write_text(
        clauses.read_text("utf-8").replace("  because: {zh: 尚无登记簿, en: No register yet}\n", ""), "utf-8"
    )
    assert [(w.code, w.line) for w in load(folder, CATALOGUE).warnings] == [("plan/clause-unserved", 11)]
    shutil.rmtree(folder / "clauses")
    assert [w.code for w in load(folder, CATALOGUE).warnings] == ["plan/no-clauses"]


def test_a_clause_has_one_kind_or_a_list_of_them(patched: Patch) -> None:
    assert good().clauses["2.1"].kinds == ("must",)
    folder = patched("clauses/all.yaml", "kind: must", "kind: [must, figure]")
    plan = load(folder, CATALOGUE)
    assert plan.clauses["2.1"].kinds == ("must", "figure")
    said = [(warning.line, warning.what("en")) for warning in plan.warnings]
    assert said == [(1, "The clause 2.1 is a figure, and no entry serves it yet.")]


def test_a_clause_keeps_the_phrases_of_its_directive(patched: Patch) -> None:
    assert good().clauses["2.1"].phrases == ()
    folder = patched("clauses/all.yaml", "  line: gates\n", "  line: gates\n  phrases: [不漏一车, gate]\n")
    assert load(folder, CATALOGUE).clauses["2.1"].phrases == ("不漏一车", "gate")


def test_content_that_others_read_is_left_alone(patched: Patch) -> None:
    folder = patched("plan.yaml", "plan: good", "plan: good")
    (folder / "mappings").mkdir()
    (folder / "mappings" / "cases.yaml").write_text("anything: at all\n", "utf-8")
    assert load(folder, CATALOGUE).hash == good().hash


def test_no_folder_is_no_plan(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="plan/no-plan"):
        load(tmp_path, CATALOGUE)


def test_every_problem_of_plans_says_what_and_how_to_mend_in_both_languages() -> None:
    for code, (what, mend) in PROBLEMS.items():
        assert all([what.zh, what.en, mend.zh, mend.en]), code


def test_a_ladder_is_read_with_its_dates_and_its_must() -> None:
    ladder = good().ladders["all-gaps"]
    assert (ladder.must, [rung.since for rung in ladder.rungs]) == (
        "",
        [date(2020, 1, 15), date(2020, 2, 20)],
    )
    assert [(step.after, step.to) for step in ladder.rungs[0].steps] == [
        (86400, "district"),
        (172800, "city"),
    ]
    assert good().ladders["reports"].must == "gate-reports"


def test_a_ladder_that_nobody_could_source_is_among_the_assumed(patched: Patch) -> None:
    folder = patched("escalation/all.yaml", "status: confirmed", "status: assumed")
    assert assumed(load(folder, CATALOGUE)) == ("grace", "escalation all-gaps", "escalation reports")
