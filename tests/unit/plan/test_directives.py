"""A directive is cut at its numbers and commas, each demand keeps its place, and no character is lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lianfang.plan.directives import Directive, Rest, cut
from lianfang.plan.numbering import marker_at

NESTED = """关于做好市场和学校工作的通知
一、市场监管
（一）摊位须每日消毒，摊主须登记。
（二）1.查验来货票证；2.留存半年。
二、学校
按教室逐间通风：(1)课前开窗，(2)课后开窗。另外，各校须报人数。
"""


def keyed(text: str) -> list[tuple[str, str]]:
    return [(demand.key, demand.text) for demand in cut(text).demands]


def said(text: str) -> list[str]:
    return [demand.text for demand in cut(text).demands]


def test_numbers_inside_numbers_become_keys() -> None:
    assert keyed(NESTED) == [
        ("1.1.1", "市场监管"),
        ("1.1.1.1", "摊位须每日消毒"),
        ("1.1.1.2", "摊主须登记"),
        ("1.1.2.1.1", "查验来货票证"),
        ("1.1.2.2.1", "留存半年"),
        ("1.2.1", "学校"),
        ("1.2.2", "按教室逐间通风"),
        ("1.2.1.1", "课前开窗"),
        ("1.2.2.1", "课后开窗"),
        ("1.2.2.2", "另外，各校须报人数"),
    ]


def test_a_title_without_an_order_is_prose() -> None:
    directive = cut(NESTED)
    assert [rest.text for rest in directive.prose] == ["关于做好市场和学校工作的通知"]
    assert directive.is_numbered


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("一是抓紧", "said", "1"),
        ("十二是抓紧", "said", "12"),
        ("二要抓紧", "said", "2"),
        ("第一，抓紧", "ordinal", "1"),
        ("第二十三条 抓紧", "ordinal", "23"),
        ("（三）抓紧", "bracket", "3"),
        ("(四)抓紧", "bracket", "4"),
        ("（5）抓紧", "round", "5"),
        ("③抓紧", "circle", "3"),
        ("二十、抓紧", "mark", "20"),
        ("一百零三、抓紧", "mark", "103"),
        ("二〇、抓紧", "mark", "20"),
        ("6.抓紧", "digit", "6"),
        ("7、抓紧", "digit", "7"),
        ("1.2 抓紧", "dotted", "1.2"),
        ("(a) hold", "letter", "a"),
    ],
)
def test_the_ways_to_number(text: str, style: str, value: str) -> None:
    found = marker_at(text, 0, inside=False)
    assert found is not None
    assert (found.style, found.value) == (style, value)


@pytest.mark.parametrize(
    "text",
    ["第一时间上报", "第三人民医院", "一、二、三级医院", "37.3度以上", "2020.2起", "1、2、3号楼", "十分紧要"],
)
def test_what_only_looks_like_a_number(text: str) -> None:
    assert marker_at(text, 0, inside=False) is None


def test_inside_a_sentence_fewer_ways_count() -> None:
    assert said("要逐一查验：一是车辆，二是随车人员，3.4号岗不撤。") == [
        "要逐一查验",
        "车辆",
        "随车人员",
        "3.4号岗不撤",
    ]


def test_a_list_that_begins_anew_is_another_section() -> None:
    text = "会议强调，一是守好关口；二是守好社区。会议要求，一是复工有序；二是开学有序。"
    assert [key for key, _ in keyed(text)] == ["1.1.1", "1.2.1", "2.1.1", "2.2.1"]
    again = "一是守好关口。二是守好社区。一是复工有序。"
    assert [key for key, _ in keyed(again)] == ["1.1.1", "1.2.1", "2.1.1"]


def test_what_is_done_as_someone_requires_stays_under_its_number() -> None:
    text = "会议强调，一是守好关口。按照上级要求，须加派人手。责任要落实到人，要明确。二是守好社区。"
    assert [key for key, _ in keyed(text)] == ["1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.1.5", "1.2.1"]


def test_a_number_used_twice_still_gives_every_demand_a_key_of_its_own() -> None:
    assert len({key for key, _ in keyed("一是查车。二是查人。二是查货。二是查船。")}) == 4


def test_rows_whose_members_begin_alike_are_cut_and_others_are_not() -> None:
    assert said("要做到不漏一车、不漏一人。") == ["要做到不漏一车、不漏一人"]
    assert said("一是不漏一车、不漏一人。") == ["不漏一车", "不漏一人"]
    assert said("一是查公路、铁路、码头。") == ["查公路、铁路、码头"]


def test_quotations_and_brackets_are_not_cut() -> None:
    assert said("要落实“早发现，早报告；早隔离。”的办法（见附件，共三页）。") == [
        "要落实“早发现，早报告；早隔离。”的办法（见附件，共三页）"
    ]
    assert said("要落实“早发现，早报告。") == ["要落实“早发现", "早报告"]


def test_what_only_leads_in_goes_with_the_next() -> None:
    assert said("各区要在守好社区的前提下，有序复工。") == ["各区要在守好社区的前提下，有序复工"]
    assert said("一是发现困难的，一天内上门。") == ["发现困难的，一天内上门"]
    assert said("对重点企业，要派人驻点，把握好节奏。") == ["对重点企业，要派人驻点", "把握好节奏"]


def test_only_sentences_that_order_are_demands_where_nothing_is_numbered() -> None:
    text = "会议听取了重要汇报，气氛热烈。各区必须每日报数。严禁瞒报。天气转冷。"
    directive = cut(text)
    assert [demand.text for demand in directive.demands] == ["各区必须每日报数", "严禁瞒报"]
    assert [rest.text for rest in directive.prose] == ["会议听取了重要汇报，气氛热烈", "天气转冷"]
    assert not directive.is_numbered


def test_to_whom_a_notice_goes_and_how_it_ends_are_prose() -> None:
    text = "各街道、各单位：\n一、每日报数。\n附件：表样\n联系人：值班员\n\n2020年2月12日\n"
    assert said(text) == ["每日报数"]
    assert len(cut(text).prose) == 4


def test_english_is_cut_at_stops_and_semicolons() -> None:
    text = "The city met, at 8.30 a.m. on Monday.\n1. Every car, bus and lorry shall declare; drivers shall wait.\n2. Gates report daily.\n"
    assert said(text) == [
        "Every car, bus and lorry shall declare",
        "drivers shall wait",
        "Gates report daily",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_demand_knows_its_line(end: str) -> None:
    text = end.join(["通知", "", "一、须查车", "二、须查人"])
    assert [(demand.text, demand.line) for demand in cut(text).demands] == [("须查车", 3), ("须查人", 4)]


PIECES = st.lists(
    st.sampled_from(
        [*"。，；：、“”（）()'\" \t\n\r.,;:!?1234①一二三要须是第条", "一是", "（一）", "会议强调，", "不漏一车", "在…前提下",
         "对", "查验", "shall ", "report", "3.7", "\r\n", "\u2028", "😀", "\ufeff"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


def whole(directive: Directive) -> None:
    """The parts, in order and without a hole, are the text; keys are unique; a demand says something."""
    at = 0
    for part in directive.parts:
        assert part.start == at
        assert part.end > at
        assert part.text == directive.text[part.start : part.end]
        at = part.end
    assert at == len(directive.text)
    keys = [demand.key for demand in directive.demands]
    assert len(set(keys)) == len(keys)
    assert all(any(letter.isalnum() for letter in demand.text) for demand in directive.demands)
    assert not any(letter.isalnum() for p in directive.parts if _is_marks(p) for letter in p.text)


def _is_marks(part: object) -> bool:
    return isinstance(part, Rest) and part.kind == "marks"


@given(st.one_of(PIECES, st.text(max_size=60)))
@example("")
@example(NESTED)
def test_cutting_loses_no_character(text: str) -> None:
    whole(cut(text))


def test_a_long_text_is_cut_in_good_time() -> None:
    text = NESTED * 2000
    began = time.process_time()
    whole(cut(text))
    assert time.process_time() - began < 10
