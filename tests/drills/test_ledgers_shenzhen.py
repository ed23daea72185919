"""Stocks, flows and zones of the real Shenzhen, worked out again in a few lines from the published table itself."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from lianfang.base.instants import end_of
from lianfang.fronts.command import brief, ledger, zones
from lianfang.gaps import plans
from lianfang.interop import mappings
from lianfang.registers.access import Reader
from tests.unit.interop.files import AT, BY, bring, lay_areas, plan

pytestmark = pytest.mark.django_db

ZONE, NOW = "Asia/Shanghai", end_of(date(2020, 4, 1), "Asia/Shanghai")
EVERYONE = Reader("ann", "operator")
DISTRICTS = {
    "南山区": "Nanshan", "福田区": "Futian", "龙岗区": "Longgang", "宝安区": "Baoan", "龙华区": "Longhua",
    "罗湖区": "Luohu", "坪山区": "Pingshan", "光明区": "Guangming", "盐田区": "Yantian", "大鹏新区": "Dapengxinqu",
}  # fmt: skip


@pytest.fixture
def table(data_folder):
    """The daily table, brought in and read once more by itself: day → column → number."""
    folder: Path = data_folder("shenzhen_cases_2020")
    lay_areas()
    bring(folder / "daily_district.csv", mappings.find("shenzhen_cases_2020/daily_district", plan()))
    plans.forget()
    plans.enact(folder=plan(), by=BY, at=AT)
    with (folder / "daily_district.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    yield {
        date.fromisoformat(row.pop("Report_Date")): {k: float(v) if v else None for k, v in row.items()}
        for row in rows
    }
    plans.forget()


def days_of(stock: str, last: date = date(2020, 3, 13), days: int = 44):
    """Day → the city's ledger."""
    as_of = end_of(last, ZONE)
    made = ledger.make(reader=EVERYONE, as_of=as_of, at=NOW, days=days, stock=stock)
    assert {one.area for one in made.days} == {"440300"}
    return {date.fromisoformat(one.day): one for one in made.days}


def test_contacts_from_665_to_554_say_that_flows_are_not_reported(table):
    told = days_of("contacts")[date(2020, 2, 13)]
    assert (told.opening.value, told.closing.value, told.change, told.difference) == (665, 554, -111, None)
    assert (told.verdict_words.en, told.verdict_words.zh) == ("flows not reported", "当日增减未报")
    for day, one in days_of("contacts").items():
        before = table.get(day - timedelta(days=1))
        assert one.closing.value == table[day]["Observation"]
        assert one.opening.value == (before and before["Observation"])
        assert one.verdict == ("flows_not_reported" if before else "opening_missing")


def test_cases_in_hospital_balance_to_the_unit_on_every_day_that_states_its_parts(table):
    told = days_of("cases-in-hospital")
    assert len(told) == len(table) == 44
    for (_, before), (day, now) in pairwise(sorted(table.items())):
        one = told[day]
        assert (one.opening.value, one.closing.value) == (before["Quarantine"], now["Quarantine"])
        assert one.came == now["New"]
        assert (
            one.went
            == now["Total_Recovery"] + now["Total_Death"] - before["Total_Recovery"] - before["Total_Death"]
        )
        assert (one.verdict, one.difference) == ("balances", 0)
    first = told[date(2020, 1, 30)]
    assert (first.verdict, first.came, first.opening.value) == ("opening_missing", None, None)


def test_what_nobody_reported_is_missing_and_not_balanced(table):
    for stock in ("suspects", "home-isolation", "quarantine-rooms"):
        assert {one.verdict for one in days_of(stock).values()} == {"closing_missing"}


def expected(table, day: date, district: str) -> str:
    """The guidance of 17 February, with no word of clusters in the table."""
    if day < date(2020, 2, 17):
        return ""
    cases = table[day][district]
    new = cases - table[day - timedelta(days=14)][district]
    if new == 0 or cases == 0:
        return "low"
    return "medium" if cases <= 50 else "medium high"


@pytest.mark.parametrize("day", [date(2020, 2, 12), date(2020, 2, 24), date(2020, 3, 5)])
def test_the_districts_zones(table, day):
    told = zones.make(reader=EVERYONE, as_of=end_of(day, ZONE), at=NOW)
    assert {one.area_name.zh for one in told.zones} == set(DISTRICTS)
    for one in told.zones:
        left = " ".join(kind.key for kind in one.possible)
        assert left == expected(table, day, DISTRICTS[one.area_name.zh])
        assert [title.en for title in one.missing] == (["clusters in 14 days"] if " " in left else [])
        assert (one.state == "no_rule") == (day == date(2020, 2, 12))
    if day == date(2020, 2, 24):
        states = [one.state for one in told.zones]
        assert (states.count("decided"), states.count("cannot_tell")) == (6, 4)


def test_the_brief_of_13_february_shows_both(table):
    made = brief.make(reader=EVERYONE, as_of=end_of(date(2020, 2, 13), ZONE), at=NOW)
    assert [(one.ledger, one.verdict) for one in made.ledgers] == [
        ("cases-in-hospital", "balances"), ("suspects", "closing_missing"), ("contacts", "flows_not_reported"),
        ("home-isolation", "closing_missing"), ("quarantine-rooms", "closing_missing"),
    ]  # fmt: skip
    assert {one.reason.en for one in made.zones} == {"no rule in force: the first holds from 2020-02-17"}
