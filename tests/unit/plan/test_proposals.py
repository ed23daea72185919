"""Clauses are proposed by phrase or by likeness, each with its score and words, and all counts add up."""

from __future__ import annotations

import math
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from lianfang.base.words import Text
from lianfang.plan.directive_report import Report
from lianfang.plan.directives import cut
from lianfang.plan.model import Clause, Place
from lianfang.plan.proposals import LIKELY, Concordance, Proposal, propose
from lianfang.plan.wording import grams, is_telling, plain


def clause(key: str, title: str, *phrases: str) -> Clause:
    words = Text(title, f"clause {key}")
    return Clause(key, "general", ("must",), words, words, None, Place("clauses/all.yaml", 1), phrases)


def beside(text: str, *clauses: Clause) -> Concordance:
    return propose(cut(text), {one.key: one for one in clauses})


def proposed(text: str, *clauses: Clause) -> list[tuple[Proposal, ...]]:
    found = beside(text, *clauses)
    return [found.proposals[demand.key] for demand in found.directive.demands]


def test_a_phrase_is_found_whatever_its_marks_and_width() -> None:
    found = proposed("一是坚持做到“五个１００％”。", clause("a", "社区", "五个100%"))
    assert found == [(Proposal("a", "phrase", 100, ("五个100%",)),)]


def test_one_demand_may_stand_for_several_clauses_and_one_clause_for_several_demands() -> None:
    road, rail = clause("road", "公路", "公路", "一车"), clause("rail", "铁路", "铁路")
    found = beside("一是守住公路和铁路。二是逐一查车，一车一档。", road, rail)
    assert [demand.key for demand, _ in found.demands_of["road"]] == ["1.1.1", "1.2.2"]
    assert [proposal.clause for proposal in found.proposals["1.1.1"]] == ["road", "rail"]


def test_a_phrase_inside_a_longer_one_does_not_count() -> None:
    short, long = clause("short", "责任", "主体责任"), clause("long", "复工", "企业主体责任")
    assert [[p.clause for p in found] for found in proposed("一是压实企业主体责任。二是压实主体责任。", short, long)] == [
        ["long"], ["short"],
    ]  # fmt: skip
    both = proposed("一是压实企业主体责任和学校主体责任。", short, long)
    assert [p.clause for p in both[0]] == ["short", "long"]


def test_likeness_says_what_is_shared_and_scores_as_stated() -> None:
    first, second = clause("a", "市场逐个检查消毒"), clause("b", "学校逐个通风")
    text = "一是市场每日检查消毒。二是学校通风。"
    score = proposed(text, first, second)[0][0]
    assert (score.clause, score.by, score.words) == ("a", "likeness", ("市场", "检查", "查消", "消毒"))
    texts = [
        set(grams(said)) for said in ("市场每日检查消毒", "学校通风", "市场逐个检查消毒", "学校逐个通风")
    ]
    count = Counter(gram for grams_ in texts for gram in grams_)
    weight = {gram: math.log(5 / count[gram]) for gram in texts[0]}
    assert score.score == round(100 * sum(weight[word] for word in score.words) / sum(weight.values()))


def test_likeness_is_asked_where_no_phrase_has_answered() -> None:
    phrased, bare = clause("phrased", "市场逐个检查消毒", "市场"), clause("bare", "市场每日检查")
    other = clause("other", "市场检查消毒", "超市")
    found = proposed("一是市场每日检查消毒。二是商场每日检查消毒。", phrased, bare, other)
    assert [(p.clause, p.by) for p in found[0]] == [("phrased", "phrase"), ("bare", "likeness")]
    assert {p.clause for p in found[1]} == {"phrased", "bare", "other"}


def test_what_has_no_match_is_named_on_both_sides() -> None:
    found = beside(
        "一是每日报数。二是守住码头。", clause("port", "码头", "码头"), clause("school", "学校通风")
    )
    assert [found.demand_found(key) for key in found.proposals] == ["no", "phrase"]
    assert [found.clause_found(key) for key in found.clauses] == ["phrase", "no"]
    said = list(Report("x.txt", "made", found).lines("en"))
    assert "clause not found in the text: school 学校通风" not in said
    assert "clause not found in the text: school clause school" in said
    assert said[1] == "    → no clause"
    assert said[-4:-1] == [
        "demands cut 2 = matched by phrase 1 + by likeness only 0 + unmatched 1",
        "clauses of made 2 = found by phrase 1 + by likeness only 0 + not found 1",
        "stretches not taken as demands 0",
    ]


def test_places_count_from_one_with_both_ends() -> None:
    report = Report("x.txt", "made", beside("通知\n一、守住码头。", clause("port", "码头", "码头")))
    demand = report.as_json()["demands"][0]
    assert (demand["line"], demand["from"], demand["to"], demand["text"]) == (2, 6, 9, "守住码头")


def test_a_phrase_must_say_something() -> None:
    assert [is_telling(word) for word in ("车", "公路", "abc", "gate", "“车”")] == [
        False,
        True,
        False,
        True,
        False,
    ]
    assert plain("“互联网 ＋”") == "互联网+"


WORDS = ["市场", "学校", "逐个", "检查", "消毒", "守住", "码头", "的", "gate", "report", "每日"]
SAID = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map("".join)


@given(
    st.lists(SAID, max_size=8),
    st.lists(st.tuples(SAID, st.lists(st.sampled_from(WORDS), max_size=2)), max_size=6),
)
def test_counts_add_up_and_scores_keep_their_bounds(
    demands: list[str], made: list[tuple[str, list[str]]]
) -> None:
    clauses = [clause(f"c{at}", title, *phrases) for at, (title, phrases) in enumerate(made)]
    found = beside("".join(f"{at}.{said}。\n" for at, said in enumerate(demands, 1)), *clauses)
    report = Report("x.txt", "made", found)
    assert sum(report.demand_counts().values()) == len(found.directive.demands) == len(demands)
    assert sum(report.clause_counts().values()) == len(clauses)
    for demand in found.directive.demands:
        for one in found.proposals[demand.key]:
            assert one.words
            assert all(plain(word) in plain(demand.text) for word in one.words)
            assert one.score == 100 if one.by == "phrase" else LIKELY <= one.score < 100
    assert report.as_json() == Report("x.txt", "made", propose(found.directive, found.clauses)).as_json()
