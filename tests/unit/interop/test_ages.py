"""Ages of files: units are years in the end, and a year of birth goes out as the age that it came from."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lianfang.interop import ages
from lianfang.registers.models import Case
from tests.unit.interop.files import bring, codes, csv_text, lay_areas, mapping

CASES = """
mapping: ages/cases{own}
register: case
key: "ages{own}:{{id}}"
constants: {{classification: CONFIRMED, area: {{gb: "440300"}}}}
columns:
  age: {{from: age, as: number, unit: {{from: {unit}, per: {{YEARS: 1, MONTHS: 12}}}}}}
"""
PER = {"YEARS": 1.0, "MONTHS": 12.0, "DAYS": 365.25}
DAYS = some.dates(date(1990, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (34.0, (34, "YEARS")),
        (11 / 12, (11, "MONTHS")),
        (0.0, (0, "YEARS")),
        (1.5, (18, "MONTHS")),
        (0.333, (0.333, "YEARS")),
    ],
)
def test_an_age_is_written_in_the_first_unit_in_which_it_is_whole(age, said):
    assert ages.parted(age, PER) == said


def test_the_year_of_birth_is_the_likelier_of_two_and_of_an_infant_the_one_that_the_months_say():
    assert ages.birth_year(34, date(2020, 6, 8)) == 1985
    assert ages.birth_year(34, date(2020, 11, 8)) == 1986
    assert ages.birth_year(11 / 12, date(2020, 6, 8)) == 2019
    assert ages.birth_year(3 / 12, date(2020, 6, 8)) == 2020
    assert (ages.birth_year(-1, date(2020, 6, 8)), ages.birth_year(151, date(2020, 6, 8))) == (None, None)


def test_a_unit_may_stand_in_a_column_of_its_own_or_after_the_number(tmp_path, db):
    lay_areas()
    for own, cells in ((False, ("8|MONTHS", "30|", "2|WEEKS")), (True, ("8 MONTHS", "30", "2 WEEKS"))):
        head = ("id", "age") if own else ("id", "age", "unit")
        file = tmp_path / "a.csv"
        file.write_text(
            csv_text([head, *((str(n), *said.split("|")) for n, said in enumerate(cells))]), "utf-8"
        )
        receipt = bring(file, mapping(CASES.format(own=int(own), unit="age" if own else "unit")))
        assert codes(receipt) == {4: ["import/code"]}
    assert [round(12 * age) for age in Case.objects.order_by("id").values_list("age", flat=True)] == [
        8,
        360,
    ] * 2


@given(age=some.integers(0, 120), on=DAYS, born=some.integers(0, 364))
def test_there_and_back_nothing_moves(age, on, born):
    year = ages.birth_year(age, on)
    assert year is not None
    assert ages.age_in(year, on, PER) == (age, "YEARS")
    # Never more than a year off, whenever in that year of life the birthday was.
    birthday = date(on.year - age, on.month, min(on.day, 28)) - timedelta(days=born)
    assert abs(birthday.year - year) <= 1


@given(on=DAYS, years=some.integers(-1, 200))
def test_an_age_is_written_only_where_it_says_the_year_that_it_comes_from(on, years):
    for per in (PER, {"": 1.0}):
        told = ages.age_in(on.year - years, on, per)
        if told is not None:
            assert ages.birth_year(told[0] / per[told[1]], on) == on.year - years
        assert told is None or 0 <= years <= 151
        assert told is not None or not 1 <= years <= 150


@pytest.mark.parametrize(
    ("on", "said", "in_years"),
    [
        (date(2020, 1, 1), None, None),
        (date(2020, 2, 10), (19, "DAYS"), None),
        (date(2020, 6, 8), (2, "MONTHS"), None),
        (date(2020, 11, 8), (0, "YEARS"), (0, "")),
    ],
)
def test_of_a_child_born_this_year_the_age_is_in_months_or_days_or_is_not_said(on, said, in_years):
    assert ages.age_in(2020, on, PER) == said
    assert ages.age_in(2020, on, {"": 1.0}) == in_years
    assert ages.age_in(on.year + 1, on, PER) is None
