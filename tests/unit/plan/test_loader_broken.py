"""Whatever is done to the text of a plan, it loads or is refused with problems that have a place; it never breaks."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lianfang.base.problems import Problem, Refused
from lianfang.plan import examples
from lianfang.plan.explain import figure_sentence, sentence
from lianfang.plan.kinds import Scope, read_test
from lianfang.plan.loader import load
from lianfang.plan.model import Plan
from lianfang.plan.sheets import Findings
from tests.plan_catalogue import CATALOGUE

GOOD = Path(__file__).parents[2] / "plans" / "good"
PLAN = load(GOOD, CATALOGUE)
FILES = sorted(path.relative_to(GOOD) for path in GOOD.rglob("*.yaml"))
PAGES = Path(__file__).parents[2] / "spec"

# Pieces that hurt: marks of YAML and of the grammar, words that are cut, repeated or in the wrong place.
MARKS = [
    *"\t\n{}[]|>#~()",
    ": ",
    "- ",
    '"',
    "'",
    "&a ",
    "*a ",
    "!!x ",
    "? ",
    "---\n",
    "<<: ",
    "。",
    "\ufeff",
    "\x00",
    "\ud7ff",
]
CUTS = [
    "and ",
    "not ",
    "is known",
    "where",
    "day",
    "all",
    "2020-02-30",
    "0x1F",
    "1e9",
    "yes",
    "null",
    "any passages where (",
]
PIECES = st.one_of(st.sampled_from([*MARKS, *CUTS]), st.text(max_size=4))


def attempt(folder: Path) -> tuple[Plan | None, list[Problem]]:
    """The plan, or why not."""
    try:
        return load(folder, CATALOGUE), []
    except Refused as refused:
        return None, refused.problems


@given(st.sampled_from(FILES), st.data())
def test_a_plan_with_pieces_put_in_or_taken_out_loads_or_is_refused(file: Path, data: st.DataObject) -> None:
    text = (GOOD / file).read_text("utf-8")
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 12))
        text = text[:at] + data.draw(PIECES) + text[at + cut :]
    with tempfile.TemporaryDirectory() as folder:
        plan_folder = Path(folder) / "plan"
        shutil.copytree(GOOD, plan_folder)
        (plan_folder / file).write_bytes(text.encode("utf-8", "surrogatepass"))
        plan, problems = attempt(plan_folder)
    if plan is None:
        assert problems
        assert all(problem.file and problem.line_of_text("zh") for problem in problems)
        return
    for must in plan.musts.values():
        assert sentence(must, plan, CATALOGUE, "zh")
    for figure in plan.figures.values():
        assert figure_sentence(figure, plan, CATALOGUE, "en")


TEXT = """
and or not any no count where ( ) [ ] , . = != < <= > >= + - in within overlaps covers is known unknown all day true
12 37.3 "in" "深圳" 2020-02-08 30 minutes 3 days at direction mode gate gate.open gate.area area origin vehicle passage
passage.at screened temperature grace key_areas passages declarations vehicle.declarations person.registered_in
"""
WORDS = st.sampled_from(TEXT.split())


@given(st.lists(WORDS, max_size=14), st.booleans())
def test_any_words_in_any_order_are_read_or_refused_inside_the_text(words: list[str], each_day: bool) -> None:
    text = " ".join(words)
    test, problems = read_test(text, Scope(CATALOGUE, "passage", PLAN.values, each_day=each_day))
    assert (test is None) == bool(problems)
    assert all(0 <= problem.at <= len(text) for problem in problems)


@given(st.sampled_from(sorted(PAGES.glob("*.md"))), st.data())
def test_a_broken_example_is_read_or_refused(page: Path, data: st.DataObject) -> None:
    text = "## declared: x\n" + page.read_text("utf-8").partition("\n## ")[2].partition("\n")[2]
    at, cut = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 12))
    text = text[:at] + data.draw(st.one_of(PIECES, st.just("|"))) + text[at + cut :]
    findings = Findings()
    found = examples.parse(text, "x.md", PLAN, CATALOGUE, findings)
    assert found or findings.problems or not text.startswith("## ")
