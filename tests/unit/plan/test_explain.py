"""What is checked, said in words: derived, in both languages, with figures and what is assumed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lianfang.base.words import LANGUAGES
from lianfang.plan.explain import figure_sentence, sentence
from lianfang.plan.loader import load
from lianfang.plan.phrases import duration
from tests.plan_catalogue import CATALOGUE

GOOD = load(Path(__file__).parents[2] / "plans" / "good", CATALOGUE)


def test_a_must_in_english() -> None:
    assert sentence(GOOD.musts["declared"], GOOD, CATALOGUE, "en") == (
        "Every passage, from 2020-02-08, where direction is inbound and mode is road and (coming from lies in key areas "
        "(420000 from 2020-01-15, partly sourced) or temperature is at least temperature of fever (37.3 from 2020-01-15)) "
        "and time of passage is no earlier than closing of the roads out (2020-01-23 10:00 from 2020-01-15); "
        "must have one declaration such that vehicle of the declaration is vehicle of the passage and made at of the "
        "declaration is no later than time of passage of the passage plus time allowed (30 minutes from 2020-01-15; "
        "1 hour from 2020-02-20, assumed) (the earliest made at of the declaration counts); by time of passage plus "
        "time allowed (30 minutes from 2020-01-15; 1 hour from 2020-02-20, assumed); owner: operator of gate."
    )


def test_a_must_in_chinese() -> None:
    assert sentence(GOOD.musts["gate-reports"], GOOD, CATALOGUE, "zh") == (
        "每一场所，每日，自2020-02-08起，至2020-03-15止，凡类别为关口卡点，且启用期间包含当日0时，"
        "且没有通行记录满足（体温大于发热温度（37.3，自2020-01-15起））；须有报数：该报数的报送场所与该场所相同，"
        "且该报数的统计日为当日，且该报数的数值已记录（以最早的该报数的报送时间为准）；"
        "时限：当日24时加宽限（30分钟，自2020-01-15起；1小时，自2020-02-20起，假定）；"
        "责任方：所在区域的指挥机构（依据部分有据）。"
    )


def test_a_figure_in_both_languages() -> None:
    figure = GOOD.figures["confirmed"]
    assert figure_sentence(figure, GOOD, CATALOGUE, "en") == (
        "Confirmed cases (cases): counted from the register: case, where classification is confirmed, 24:00 of day of "
        'report up to the as-of instant; reported by areas under "confirmed" (cumulative); the report is of record.'
    )
    assert figure_sentence(figure, GOOD, CATALOGUE, "zh") == (
        "确诊病例（例）：登记的病例数，凡分类为确诊，报告日24时截至统计时；各区报送“confirmed”（累计数）；以报送数为准。"
    )


@pytest.mark.parametrize("key", sorted(GOOD.musts))
def test_the_chinese_has_no_english_but_codes(key: str) -> None:
    said = re.sub(r"“[^”]*”", "", sentence(GOOD.musts[key], GOOD, CATALOGUE, "zh"))
    assert not re.search(r"[A-Za-z]", said)


@pytest.mark.parametrize("key", sorted(GOOD.musts))
def test_the_english_has_no_chinese(key: str) -> None:
    assert not re.search(r"[\u4e00-\u9fff]", sentence(GOOD.musts[key], GOOD, CATALOGUE, "en"))


@pytest.mark.parametrize(
    ("seconds", "en", "zh"),
    [
        (1800, "30 minutes", "30分钟"),
        (3600, "1 hour", "1小时"),
        (86400, "24 hours", "24小时"),
        (3 * 86400, "3 days", "3天"),
        (90, "90 seconds", "90秒"),
        (0, "0 hours", "0小时"),
    ],
)
def test_durations_are_said_as_orders_say_them(seconds: int, en: str, zh: str) -> None:
    assert [duration(seconds, language) for language in LANGUAGES] == [zh, en]
