"""What counts as evidence of discharge: every test of the patient, however it was brought in, and nothing that nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from lianfang.fronts.treatment import discharging
from lianfang.fronts.treatment.criteria import Found
from lianfang.fronts.treatment.discharging import evidence
from lianfang.gaps import plans
from lianfang.registers.models import Case
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import NANSHAN, NOON, write
from tests.unit.treatment.wards import HOUR, Wards, case_of, lay_wards

pytestmark = pytest.mark.django_db
DAY = 24 * HOUR
FOUND = NOON - 6 * DAY


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[Wards]:
    """The hospital and the site, laid once."""
    with django_db_blocker.unblock(), transaction.atomic():
        lay_small()
        yield lay_wards()
        transaction.set_rollback(True)
    plans.forget()


@pytest.fixture
def case(laid: Wards, db: None) -> Case:
    """A patient who was found six days ago."""
    ref = case_of(laid.people[0], found_at=FOUND, confirmed_at=FOUND, classification="CONFIRMED_NO_SYMPTOMS")
    return Case.objects.get(ref=ref)


def answered(
    case: Case, taken_at: int | None, result: str = "NEGATIVE", *, of_person: bool = False, **told: Any
) -> None:
    """A sample and its result; of the person alone, as a sampling list has it, or of the case."""
    whose = {"person": case.person_id} if of_person else {"case": case.pk}
    [sample] = write("sample", {**whose, "taken_at": taken_at, "area": NANSHAN})
    reported = None if taken_at is None else taken_at + HOUR
    row = {
        "sample": sample,
        "method": "PCR_RT_PCR",
        "result": result,
        "resulted_at": reported,
        "area": NANSHAN,
    }
    write("test_result", {**row, **told})


def stands(case: Case) -> str:
    [found] = evidence(case, NOON)
    assert isinstance(found, Found)
    return found.truth


def two_negatives(case: Case, **told: Any) -> None:
    for days in (3, 2):
        answered(case, NOON - days * DAY, **told)


def test_negatives_of_the_person_count_as_those_of_the_case(case: Case):
    two_negatives(case, of_person=True)
    assert stands(case) == "met"


def test_a_pool_s_negative_counts_where_the_plan_says_so_and_never_beside_an_own_result(
    case: Case, monkeypatch: pytest.MonkeyPatch
):
    answered(case, NOON - 3 * DAY)
    [pool] = write("pool", {"barcode": "P1", "made_at": NOON - 2 * DAY, "area": NANSHAN})
    [taken] = write("sample", {"case": case.pk, "taken_at": NOON - 2 * DAY, "pool": pool, "area": NANSHAN})
    told = {"method": "PCR_RT_PCR", "resulted_at": NOON - DAY, "area": NANSHAN}
    write("test_result", {**told, "pool": pool, "result": "NEGATIVE"})
    assert [one.taken_at for one in discharging.pooled(case, NOON)] == [NOON - 2 * DAY]
    assert discharging.pooled(case, NOON - DAY - 1) == []
    assert stands(case) == "not_met"
    monkeypatch.setattr(discharging, "pools_count", lambda at: True)
    assert stands(case) == "met"
    write("test_result", {**told, "sample": taken, "result": "INDETERMINATE"})
    assert (discharging.pooled(case, NOON), stands(case)) == ([], "not_met")


def test_a_positive_of_the_person_breaks_the_row(case: Case):
    two_negatives(case)
    answered(case, NOON - DAY, "POSITIVE", of_person=True)
    assert stands(case) == "not_met"


def test_what_was_taken_before_the_case_was_found_says_nothing_of_its_end(case: Case):
    for days in (3, 2):
        answered(case, FOUND - days * DAY, of_person=True)
    assert stands(case) != "met"


def test_of_whom_nobody_knows_since_when_negatives_of_the_person_are_open_and_positives_count(case: Case):
    Case.objects.filter(pk=case.pk).update(found_at=None, confirmed_at=None, reported_on=None)
    case.refresh_from_db()
    two_negatives(case, of_person=True)
    assert stands(case) == "cannot_tell"
    two_negatives(case)
    assert stands(case) == "met"
    answered(case, NOON - DAY, "POSITIVE", of_person=True)
    assert stands(case) != "met"


def test_a_positive_that_was_reported_on_an_unknown_day_is_not_overlooked(case: Case):
    two_negatives(case)
    answered(case, NOON - DAY, "POSITIVE", resulted_at=None)
    assert stands(case) == "not_met"


@pytest.mark.parametrize("of_person", [True, False])
def test_a_positive_of_no_day_at_all_leaves_it_open(case: Case, of_person: bool):
    two_negatives(case)
    answered(case, None, "POSITIVE", of_person=of_person)
    assert stands(case) == "cannot_tell"


def test_a_negative_by_an_unknown_method_is_none_of_the_row_and_a_positive_breaks_it(case: Case):
    two_negatives(case, method=None)
    assert stands(case) == "cannot_tell"
    two_negatives(case)
    assert stands(case) == "met"
    answered(case, NOON - DAY, "POSITIVE", method=None)
    assert stands(case) != "met"


def test_of_two_answers_of_one_sample_the_graver_stands(case: Case):
    answered(case, NOON - 3 * DAY)
    [sample] = write("sample", {"case": case.pk, "taken_at": NOON - DAY, "area": NANSHAN})
    row = {"sample": sample, "method": "PCR_RT_PCR", "resulted_at": NOON - HOUR, "area": NANSHAN}
    for result in ("NEGATIVE", "POSITIVE", "NEGATIVE"):
        write("test_result", {**row, "result": result})
    assert stands(case) == "not_met"
