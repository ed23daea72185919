"""The real directive of 12 and 13 February 2020 beside the plan made of it: every demand found, or named as not found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lianfang.plan.directive_report import Report
from lianfang.plan.directives import cut
from lianfang.plan.loader import load
from lianfang.plan.model import Clause
from lianfang.plan.proposals import Concordance, propose
from lianfang.plan.wording import plain
from lianfang.registers.catalogue import catalogue

PLAN = Path(__file__).parents[2] / "plans" / "shenzhen_2020"
NOT_FOUND: dict[str, str] = {}
"""Clause → why the text does not have it. None: the list of demands was made from this text, and each was looked up in it."""

UNMATCHED = """
1.0.6 1.0.7 1.0.8 1.0.9 1.0.10 2.0.5 2.0.6 3.0.2 3.2.7 4.4.4 6.0.6 6.0.7 6.0.12
"""
"""Exhortations (spirit, will, speed, victory) and results hoped for, of which the list of demands makes nothing."""

LIKENESS = "4.0.2 5.0.2 6.0.17"
"""By likeness only: the province's five fields, and twice "as the province orders"; no demand of the list names them."""

ANCHORS = {
    "A7": "3.0.1", "G1": "3.0.4", "G2": "3.0.4", "G3": "3.0.4", "1.1": "3.1.2", "2.1": "3.2.2", "2.2": "3.2.3", "3.1": "3.3.2",
    "4.1": "3.4.2", "7.1": "3.7.2", "7.4": "3.7.6", "9.3": "3.9.4", "10.3": "3.10.5", "12.1": "3.12.2", "R0": "4.0.3",
    "R1.2": "4.1.2", "R1.3": "4.1.2", "R2.1": "4.2.1", "R5.2": "4.5.3", "S1": "5.0.3", "S3": "5.0.11", "M2": "6.0.5",
    "M3": "6.0.13", "M5": "6.0.16",
}  # fmt: skip
"""Clause → one demand in which a reader finds it: line two of the plan is the second number of the third section, and so on."""


@pytest.fixture(scope="module")
def clauses() -> dict[str, Clause]:
    return dict(load(PLAN, catalogue()).clauses)


@pytest.fixture(scope="module")
def text(data_folder: Callable[[str], Path]) -> str:
    return (data_folder("directive_2020-02-13") / "report.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def found(text: str, clauses: dict[str, Clause]) -> Concordance:
    return propose(cut(text), clauses)


def test_every_demand_is_found_or_named_as_not_found(found: Concordance) -> None:
    missing = {key for key in found.clauses if found.clause_found(key) != "phrase"}
    assert missing == set(NOT_FOUND)
    report = Report("report.txt", "shenzhen_2020", found)
    assert report.clause_counts() == {"phrase": 67, "likeness": 0, "no": 0}
    assert report.demand_counts() == {"phrase": 121, "likeness": 3, "no": 13}
    assert len(found.directive.demands) == 137


def test_every_place_holds_the_phrase_for_which_it_was_found(found: Concordance, text: str) -> None:
    places = 0
    for demand in found.directive.demands:
        for proposal in found.proposals[demand.key]:
            if proposal.by == "phrase":
                places += 1
                there = plain(text[demand.start : demand.end])
                assert all(plain(phrase) in there for phrase in proposal.words), demand.key
                assert set(proposal.words) <= set(found.clauses[proposal.clause].phrases)
    assert places == 131


def test_each_phrase_of_the_plan_stands_in_the_text(clauses: dict[str, Clause], text: str) -> None:
    said = plain(text)
    assert [(key, p) for key, one in clauses.items() for p in one.phrases if plain(p) not in said] == []


def test_clauses_are_found_where_a_reader_finds_them(found: Concordance) -> None:
    for clause, demand in ANCHORS.items():
        assert demand in [one.key for one, _ in found.demands_of[clause]], clause


def test_what_matches_nothing_is_named(found: Concordance) -> None:
    unmatched = {key for key in found.proposals if found.demand_found(key) == "no"}
    assert unmatched == set(UNMATCHED.split())
    alike = {key for key in found.proposals if found.demand_found(key) == "likeness"}
    assert alike == set(LIKENESS.split())


def test_what_is_no_demand_is_the_account_of_the_meetings(found: Concordance) -> None:
    prose = found.directive.prose
    assert len(prose) == 5
    assert not any("会议强调" in rest.text for rest in prose)
    assert "".join(part.text for part in found.directive.parts) == found.directive.text


def test_a_demand_struck_from_the_text_is_not_found(text: str, clauses: dict[str, Clause]) -> None:
    struck = text.replace("认真执行“十个一律”,", "").replace("加大野生动物保护执法力度,", "")
    assert struck != text
    found = propose(cut(struck), clauses)
    assert [key for key in clauses if found.clause_found(key) != "phrase"] == ["3.2", "11.2"]


def test_likeness_alone_finds_less_and_is_seldom_wrong(
    found: Concordance, clauses: dict[str, Clause]
) -> None:
    """What a plan without phrases would get: of 121 demands 59 have a proposal, and for 52 the first is right."""
    bare = {
        key: Clause(key, one.line, one.kinds, one.title, one.text, one.because, one.place)
        for key, one in clauses.items()
    }
    alike = propose(found.directive, bare)
    right = proposed = 0
    for key, proposals in found.proposals.items():
        wanted = {proposal.clause for proposal in proposals if proposal.by == "phrase"}
        if wanted and alike.proposals[key]:
            proposed += 1
            right += alike.proposals[key][0].clause in wanted
    assert (proposed, right) == (59, 52)
