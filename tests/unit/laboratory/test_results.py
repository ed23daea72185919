"""Result files as they come: cut, twice, in any order, for nobody known; no result is lost and none hides a newer one."""

from __future__ import annotations

import random

import pytest

from lianfang.base.problems import Refused
from lianfang.fronts.laboratory import reading, reconciliation
from lianfang.fronts.laboratory.standing import standing
from lianfang.fronts.laboratory.values import Limits
from lianfang.interop.bringing import take_back
from lianfang.registers.models import Journal, Sample, TestResult, Version
from tests.unit.interop.files import codes, csv_text
from tests.unit.laboratory.city import (
    HEADER,
    HOUR,
    NAMES,
    READER,
    laboratories,
    line,
    sample,
    sent,
    sent_text,
)
from tests.unit.registers.city import BY, FUTIAN, NANSHAN, NOON, write

pytestmark = pytest.mark.django_db
DAY = 24 * HOUR
ROWS, BAD = 2_800, 7
LIMITS = Limits(receive=6 * HOUR, result=DAY, joined=6 * HOUR, silent=12 * HOUR, pool=10)


def balance(receipt):
    counts = (receipt.created, receipt.updated, receipt.unchanged, receipt.rejected)
    assert receipt.read == sum(counts)
    return counts


def kept():
    """Every result as it stands: barcode, result, instant, whose it is and where it lies."""
    return sorted(
        TestResult.objects.values_list("barcode", "result", "resulted_at", "sample__barcode", "pool__barcode", "area_id")
    )  # fmt: skip


def test_a_result_finds_its_sample_whichever_came_first(tmp_path):
    [lab, _] = laboratories()
    write("sample", sample("A1", lab))
    assert balance(sent(tmp_path, [line("A1"), line("A2", "阳性")])) == (2, 0, 0, 0)
    assert kept() == [
        ("A1", "NEGATIVE", NOON, "A1", None, FUTIAN), ("A2", "POSITIVE", NOON, None, None, NANSHAN),
    ]  # fmt: skip
    assert [one.barcode for one in reconciliation.orphans(READER, NOON)] == ["A2"]
    write("sample", sample("A2", lab), at=NOON + HOUR)
    assert kept()[1] == ("A2", "POSITIVE", NOON, "A2", None, FUTIAN)
    assert list(reconciliation.orphans(READER, NOON)) == []
    [entry] = Journal.objects.filter(register="test_result", verb="update")
    assert (entry.at, entry.fields, Version.objects.filter(register="test_result").count()) == (
        NOON + HOUR, "area,id,sample", 1,
    )  # fmt: skip
    assert balance(sent(tmp_path, [line("A1"), line("A2", "阳性")], at=NOON + 2 * HOUR)) == (0, 0, 2, 0)


def test_a_list_of_samples_taken_back_leaves_the_results_as_they_were(tmp_path):
    laboratories()
    sent(tmp_path, [line("A1")])
    before = kept()
    head = "条码,证件号,姓名,电话,采样原因,样本类型,采样时间,采样点,送检机构,送出时间,混样管号"
    text = f"{head}\r\nA1,,,,密接,咽拭子,2020-02-09 11:00,,{NAMES[0]},2020-02-09 11:00,\r\n"
    receipt = sent_text(tmp_path, text, "samples.csv", "laboratory/samples")
    assert (balance(receipt), kept()[0][3]) == ((1, 0, 0, 0), "A1")
    take_back(batch=receipt.batch, by=BY, at=NOON + HOUR)
    assert (kept(), Sample.objects.count()) == (before, 0)


def test_pools_come_first_then_the_list_that_names_them(tmp_path):
    laboratories()
    head = "条码,证件号,姓名,电话,采样原因,样本类型,采样时间,采样点,送检机构,送出时间,混样管号"
    rows = [f"B{n:02d},,,,,,2020-02-09 11:00,,{NAMES[0]},,T1" for n in range(11)]
    text = "\r\n".join([head, *rows]) + "\r\n"
    first = sent_text(tmp_path, text, "samples.csv", "laboratory/samples")
    assert (balance(first)[3], set(map(tuple, codes(first).values()))) == (11, {("import/no-link",)})
    pools = f"混样管号,检测机构,混样时间,拆混时间\r\nT1,{NAMES[0]},2020-02-09 11:30,\r\n"
    assert balance(sent_text(tmp_path, pools, "pools.csv", "laboratory/pools")) == (1, 0, 0, 0)
    receipt = sent_text(tmp_path, text, "samples.csv", "laboratory/samples")
    assert balance(receipt) == (10, 0, 0, 1)  # the eleventh does not go in
    sent(tmp_path, [line("T1", "未检出")])
    assert kept()[0][3:5] == (None, "T1")
    found = reading.taken(Sample.objects.all(), NOON + HOUR)
    assert {(one.pool is not None, len(one.of_pool)) for one in found} == {(True, 1)}


def test_order_of_arrival_does_not_matter_and_a_late_older_result_hides_no_newer_one(tmp_path):
    [lab, _] = laboratories()
    rows = [
        line("A1", "阳性", "2020-02-09 10:00"), line("A1", "阴性", "2020-02-09 11:00"),
        line("A2", "可疑", "2020-02-09 10:00"), line("A2", "阳性", "2020-02-09 10:00"), line("A3"),
    ]  # fmt: skip
    seen = []
    for seed in range(3):
        TestResult.objects.all().delete()
        Sample.objects.all().delete()
        shuffled = random.Random(seed).sample(rows, len(rows))  # noqa: S311
        for n, row in enumerate(shuffled):
            if n == seed:
                write("sample", sample("A1", lab), sample("A2", lab))
            sent(tmp_path, [row], f"{seed}-{n}.csv")
        given = reading.answers(samples=Sample.objects.values_list("id", flat=True), at=NOON)["sample"]
        names = dict(Sample.objects.values_list("id", "barcode"))
        seen.append(
            (kept(), {names[row]: stands.result for row, told in given.items() if (stands := standing(told))})
        )
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][1] == {"A1": "NEGATIVE", "A2": "POSITIVE"}
    contradicted = [
        Sample.objects.get(id=row).barcode for row, _ in reconciliation.contradictory(READER, NOON)
    ]
    assert contradicted == ["A2"]
    again = sent(tmp_path, random.Random(9).sample(rows, len(rows)), "all.csv")  # noqa: S311
    assert balance(again) == (0, 0, 5, 0)


def test_a_file_cut_in_a_row_is_said_before_anything_is_written(tmp_path):
    [lab, _] = laboratories()
    write("sample", sample("A1", lab), sample("A2", lab))
    whole = csv_text([HEADER, line("A1"), line("A2", "阳性")])
    with pytest.raises(Refused) as refusal:
        sent_text(tmp_path, whole[:-18], "cut.csv", "laboratory/results")
    assert [p.code for p in refusal.value.problems] == ["import/cut"]
    assert TestResult.objects.count() == 0
    receipt = sent_text(tmp_path, whole[:-18], "cut.csv", "laboratory/results", accept_cut=True)
    assert balance(receipt) == (1, 0, 0, 1)
    assert balance(sent_text(tmp_path, whole, "whole.csv", "laboratory/results")) == (1, 0, 1, 0)


def test_a_wrong_total_of_the_sender_holds_the_file_back(tmp_path):
    laboratories()
    with pytest.raises(Refused) as refusal:
        sent(tmp_path, [line("A1")], expected=2)
    assert [p.code for p in refusal.value.problems] == ["import/count-differs"]
    assert TestResult.objects.count() == 0


def test_what_cannot_be_a_result_is_named_and_the_rest_goes_in(tmp_path):
    laboratories()
    rows = [
        line("A1"), line("A1"), line("A2", "也许"), line("A3", at=""), line("A4", at="09/02/2020 10:00"),
        line("A5", 检测机构="不存在的所"), line(""), line("A6", Ct值="三十"),
    ]  # fmt: skip
    receipt = sent(tmp_path, rows)
    assert balance(receipt) == (1, 0, 0, 7)
    assert [found for _, found in sorted(codes(receipt).items())] == [
        ["import/repeated"], ["import/code"], ["import/no-key"], ["import/ambiguous-date"], ["import/no-link"], ["import/no-key"],
        ["import/number"],
    ]  # fmt: skip


def test_a_test_before_sampling_or_birth_is_kept_and_named(tmp_path):
    [lab, _] = laboratories()
    [child, other] = write(
        "person", {"area": FUTIAN, "birth_year": 2021}, {"area": FUTIAN, "birth_year": 2020}
    )
    write("sample", sample("A1", lab), sample("A2", lab, person=child), sample("A3", lab, person=other))
    sent(tmp_path, [line("A1", at="2020-02-09 10:59"), line("A2"), line("A3")])
    named = [one.barcode for one in reconciliation.before_taking(READER, NOON)]
    assert named == ["A1", "A2"]


def test_every_lost_sample_and_every_result_of_nobody_is_named_no_more_no_fewer(tmp_path):
    """Show 4: ten thousand samples, one in a hundred lost on the way, one result in two hundred without a sample."""
    labs = laboratories()
    chance = random.Random(4)  # noqa: S311
    names = [f"S{n:05d}" for n in range(10_000)]
    lost = set(chance.sample(names, 100))
    unrecorded = set(chance.sample(sorted(set(names) - lost), 50))
    since = NOON - DAY
    Sample.objects.bulk_create(
        Sample(
            barcode=name, laboratory_id=labs[n % 2], taken_at=since - HOUR, sent_at=since, area_id=FUTIAN, recorded_at=NOON,
            received_at=None if name in lost else since + HOUR,
        )
        for n, name in enumerate(names) if name not in unrecorded
    )  # fmt: skip
    here = dict(Sample.objects.values_list("barcode", "id"))
    TestResult.objects.bulk_create(
        TestResult(
            barcode=name, sample_id=here.get(name), laboratory_id=labs[n % 2], result="NEGATIVE",
            resulted_at=since + 2 * HOUR, area_id=FUTIAN, recorded_at=NOON,
        )
        for n, name in enumerate(names) if name not in lost
    )  # fmt: skip
    assert {one.barcode for one in reconciliation.lost(READER, NOON, LIMITS)} == lost
    assert {one.barcode for one in reconciliation.orphans(READER, NOON)} == unrecorded
    assert list(reconciliation.unanswered(READER, NOON + 2 * DAY, LIMITS)) == []
    assert reconciliation.contradictory(READER, NOON) == []
    assert list(reconciliation.before_taking(READER, NOON)) == []
    days = reconciliation.days(NOON, 2, labs)
    assert sum(day.resulted for day in days) == 9_900
    assert sum(day.received for day in days) == 9_850


def test_a_large_file_balances_and_a_second_load_creates_none(tmp_path):
    """D03 on result files, at a size that every run can bear; every rejected row is named."""
    laboratories()
    stamp = [f"2020-02-0{1 + n % 9} {n % 24:02d}:{n % 60:02d}" for n in range(ROWS)]
    rows = [line(f"R{n:06d}", "阴性" if n % 50 else "阳性", at) for n, at in enumerate(stamp)]
    for n in range(0, ROWS, 400):
        rows[n] = line(f"R{n:06d}", "也许", stamp[n])
    first = sent(tmp_path, rows, expected=ROWS)
    assert balance(first) == (ROWS - BAD, 0, 0, BAD)
    assert sorted(codes(first)) == [n + 2 for n in range(0, ROWS, 400)]
    again = sent(tmp_path, rows[::-1], "again.csv")
    assert balance(again) == (0, 0, ROWS - BAD, BAD)
    assert TestResult.objects.count() == ROWS - BAD
