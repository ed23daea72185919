"""Recording rows: whole or not at all, journalled, replayable, every fault named."""

from __future__ import annotations

from datetime import date

import pytest

from lianfang.base.problems import Refused
from lianfang.registers import keys
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import record, withdraw
from lianfang.registers.models import Journal, Passage, Return, Version
from tests.unit.registers.city import BY, FUTIAN, NANSHAN, NOON, lay, passage, write

pytestmark = pytest.mark.django_db


def test_a_new_row_is_kept_with_its_time_its_reference_and_one_entry_in_the_journal():
    city = lay()
    before = Journal.objects.count()

    receipt = record(register="passage", rows=[passage(city)], by=BY, at=NOON + 5)

    row = Passage.objects.get()
    assert (receipt.ids, receipt.refs, receipt.created) == ([row.id], [row.ref], 1)
    assert (row.recorded_at, row.area_id, len(row.ref)) == (NOON + 5, NANSHAN, 16)
    entry = Journal.objects.order_by("-id")[0]
    assert Journal.objects.count() == before + 1
    assert (entry.verb, entry.register, entry.row, entry.actor, entry.at) == (
        "record",
        "passage",
        row.id,
        "test",
        NOON + 5,
    )
    assert "vehicle" in entry.fields.split(",")


def test_an_update_keeps_what_was_and_says_so():
    city = lay()
    [row] = write("passage", passage(city, screened=None, screened_at=None))

    receipt = record(register="passage", rows=[{"id": row, "screened": True}], by=BY, at=NOON + 9)

    assert (receipt.created, receipt.updated, receipt.unchanged) == (0, 1, 0)
    version = Version.objects.get(register="passage", row=row)
    assert version.until == NOON + 9
    assert keys.unseal_values(version.values)["screened"] is None
    assert Passage.objects.get(id=row).screened is True


def test_the_same_row_twice_is_unchanged_and_leaves_no_trace():
    city = lay()
    row = {**passage(city), "source_key": "gate1:77"}
    write("passage", row)
    before = Journal.objects.count()

    receipt = record(register="passage", rows=[row], by=BY, at=NOON + 9)

    assert (receipt.created, receipt.updated, receipt.unchanged) == (0, 0, 1)
    assert Journal.objects.count() == before
    assert not Version.objects.filter(register="passage").exists()


def test_a_replay_gets_the_first_answer_and_writes_nothing():
    city = lay()
    first = record(register="passage", rows=[passage(city)], by=BY, at=NOON, request="phone-1:42")
    again = record(register="passage", rows=[passage(city)], by=BY, at=NOON + 60, request="phone-1:42")
    assert again == first
    assert Passage.objects.count() == 1


def test_a_request_id_used_for_other_content_is_refused():
    city = lay()
    record(register="passage", rows=[passage(city)], by=BY, at=NOON, request="phone-1:42")
    with pytest.raises(Refused) as refusal:
        record(register="passage", rows=[passage(city, at=NOON + 1)], by=BY, at=NOON, request="phone-1:42")
    assert [p.code for p in refusal.value.problems] == ["record/request-reused"]


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"direction": "sideways"}, "record/code", "direction"),
        ({"at": "noon"}, "record/type", "at"),
        ({"at": None}, "record/missing", "at"),
        ({"screened": 1}, "record/type", "screened"),
        ({"temperature": float("nan")}, "record/type", "temperature"),
        ({"colour": "red"}, "record/unknown", "colour"),
        ({"vehicle": "粤B12345"}, "record/link", "vehicle"),
    ],
)
def test_a_row_that_does_not_fit_is_named_and_nothing_is_written(given, code, field):
    city = lay()
    with pytest.raises(Refused) as refusal:
        record(register="passage", rows=[passage(city), {**passage(city), **given}], by=BY, at=NOON)
    assert [(p.code, p.line, p.facts["field"]) for p in refusal.value.problems] == [(code, 2, field)]
    assert not Passage.objects.exists()


def test_a_sensitive_value_never_stands_in_a_message():
    city = lay()
    with pytest.raises(Refused) as refusal:
        record(register="passage", rows=[passage(city, temperature="thirty-nine")], by=BY, at=NOON)
    assert "thirty-nine" not in str(refusal.value)


@pytest.mark.django_db(transaction=True)
def test_a_link_to_nothing_is_refused_by_name():
    city = lay()
    with pytest.raises(Refused) as refusal:
        record(register="passage", rows=[passage(city), passage(city, vehicle=999_999)], by=BY, at=NOON)
    [problem] = refusal.value.problems
    assert (problem.code, problem.line, problem.facts["to"]) == ("record/no-such-row", 2, "vehicle")
    assert not Passage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_figure_one_area_one_day_is_one_return():
    lay()
    row = {"figure": "confirmed", "area": FUTIAN, "day": date(2020, 2, 9), "value": 3}
    write("return", row)
    with pytest.raises(Refused) as refusal:
        write("return", {**row, "value": 4})
    assert [p.code for p in refusal.value.problems] == ["record/constraint"]
    assert Return.objects.get().value == 3


def test_a_withdrawn_row_is_gone_and_its_values_stay_encrypted():
    city = lay()
    [row] = write("passage", passage(city))
    assert withdraw(register="passage", ids=[row], by=BY, at=NOON + 3) == 1
    assert not Passage.objects.exists()
    version = Version.objects.get(register="passage", row=row)
    assert version.gone
    assert keys.unseal_values(version.values)["gate_id"] == city.gate
    assert b"gate_id" not in bytes(version.values)


@pytest.mark.django_db(transaction=True)
def test_a_row_that_others_name_cannot_be_withdrawn():
    city = lay()
    write("passage", passage(city))
    with pytest.raises(Refused) as refusal:
        withdraw(register="vehicle", ids=[city.cars[0]], by=BY, at=NOON)
    assert [p.code for p in refusal.value.problems] == ["record/still-named"]


def test_a_write_without_a_purpose_of_the_closed_list_is_refused():
    with pytest.raises(ValueError, match="purpose"):
        By("test", "operator", purpose="curiosity")
    with pytest.raises(ValueError, match="purpose"):
        Reader("test", "operator", purpose="curiosity")


def test_a_reader_of_one_district_sees_that_district_only():
    city = lay()
    write("passage", passage(city), passage(city, area=FUTIAN))
    futian = Reader("bob", "district_officer", area=FUTIAN)
    assert [p.area_id for p in Passage.objects.filter(futian.scope())] == [FUTIAN]
    assert (futian.sees(FUTIAN), futian.sees(NANSHAN)) == (True, False)
