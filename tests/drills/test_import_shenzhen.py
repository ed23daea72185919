"""The real line list and daily table of Shenzhen go in by the shipped mappings, and every count holds."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date

import pytest

from lianfang.base.problems import Refused
from lianfang.interop import mappings
from lianfang.registers.actions import undo
from lianfang.registers.models import Case, ImportBatch, Return
from tests.unit.interop.files import AT, BY, bring, content, foretell, lay_areas, plan

pytestmark = pytest.mark.django_db

DAILY, CASES = "shenzhen_cases_2020/daily_district", "shenzhen_cases_2020/cases"


@pytest.fixture
def folder(data_folder):
    return data_folder("shenzhen_cases_2020")


@pytest.fixture
def city(folder):
    lay_areas()
    daily = bring(folder / "daily_district.csv", mappings.find(DAILY, plan()))
    return daily, bring(folder / "cases.csv", mappings.find(CASES, plan()))


def test_every_row_goes_in(city):
    daily, cases = city
    assert (daily.rows, daily.read, daily.created, daily.rejected) == (44, 44 * 19, 44 * 19, 0)
    assert (cases.rows, cases.read, cases.created, cases.rejected) == (417, 417, 417, 0)
    assert [p.code for p in (*daily.suspicions, *cases.suspicions)] == []


def test_the_blank_of_30_january_is_missing_and_not_zero(city):
    days = dict(Return.objects.filter(figure="new_confirmed").values_list("day", "value"))
    assert len(days) == 44
    assert [day for day, value in days.items() if value is None] == [date(2020, 1, 30)]


def test_the_days_of_report_follow_from_the_totals(city):
    derived = Counter(Case.objects.values_list("reported_on", flat=True))
    new = Return.objects.filter(figure="new_confirmed", day__gt=date(2020, 1, 30), value__gt=0).values_list(
        "day", "value"
    )
    # The list ends at 417; three later cases have no row.
    listed = {day: value for day, value in new if day <= date(2020, 2, 21)}
    assert {day: count for day, count in derived.items() if day != date(2020, 1, 30)} == listed
    by_day = Case.objects.filter(report_precision="by_day")
    assert (by_day.count(), set(by_day.values_list("reported_on", flat=True))) == (110, {date(2020, 1, 30)})
    assert Case.objects.filter(reported_on__lte=date(2020, 2, 12)).count() == 391


def test_what_the_list_cannot_say_of_districts(city):
    known = Case.objects.filter(number__lte=391)
    without = known.filter(district=None)
    assert without.count() == 155
    assert without.exclude(residence_city="深圳").count() == 153
    assert without.filter(residence_city=None).count() == 3
    assert without.filter(residence_city="深圳").count() == 2
    assert known.filter(district__gb_code="440305").count() == 52


def test_the_problems_of_the_list_stay_in_it(city, folder):
    with (folder / "cases.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert Case.objects.filter(onset_on=None).count() == sum(not row["Onset_Time"] for row in rows) == 10
    before = [
        c.number
        for c in Case.objects.all()
        if c.onset_on and c.first_visit_on and c.onset_on > c.first_visit_on
    ]
    assert sorted(before) == [219, 341]
    assert Case.objects.filter(discharged_on=None).count() == sum(not row["Discharge_Time"] for row in rows)
    assert Case.objects.exclude(severity=None).count() == 0
    sexes = Counter(Case.objects.values_list("sex", flat=True))
    assert sexes == {"female": 219, "male": 198}


def test_the_same_files_again_change_nothing(city, folder):
    before = content()
    for name, key, records in (("daily_district.csv", DAILY, 44 * 19), ("cases.csv", CASES, 417)):
        loaded = mappings.find(key, plan())
        dry = foretell(folder / name, loaded)
        assert (dry.unchanged, [p.code for p in dry.notes]) == (records, ["import/before"])
        again = bring(folder / name, loaded, at=AT + 9)
        assert (again.read, again.unchanged) == (records, records)
    assert content() == before


def test_the_totals_come_first(folder):
    lay_areas()
    with pytest.raises(Refused) as refusal:
        foretell(folder / "cases.csv", mappings.find(CASES, plan()))
    assert [p.code for p in refusal.value.problems] == ["import/totals-first"]


def test_a_mapping_is_found_by_the_header(folder):
    assert mappings.fitting(folder / "daily_district.csv", plan()).key == DAILY
    assert mappings.fitting(folder / "cases.csv", plan()).key == CASES


def test_undoing_leaves_what_was_there_before(folder):
    lay_areas()
    before = content()
    daily = bring(folder / "daily_district.csv", mappings.find(DAILY, plan()))
    between = content()
    cases = bring(folder / "cases.csv", mappings.find(CASES, plan()))
    for receipt, left in ((cases, between), (daily, before)):
        undo(batch=ImportBatch.objects.get(ref=receipt.batch).pk, by=BY, at=AT + 60)
        assert content() == left
