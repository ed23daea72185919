"""Recording rows: whole or not at all, journalled, replayable, every fault named."""

from __future__ import annotations

from base64 import b64decode
from datetime import date

import pytest

from lianfang.base.problems import Refused
from lianfang.registers import keys
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import record, withdraw
from lianfang.registers.models import Identifier, Journal, Passage, Return, Version
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


def test_two_rows_of_one_list_that_speak_of_one_record_are_refused_both_named():
    city = lay()
    [row] = write("passage", {**passage(city), "source_key": "K1"})
    pairs: list[list[dict[str, object]]] = [
        [{"id": row, "screened": True}, {"source_key": "K1", "temperature": 39.5}],
        [{"source_key": "K1", "screened": True}, {"source_key": "K1", "temperature": 39.5}],
    ]
    for pair in pairs:
        with pytest.raises(Refused) as refusal:
            record(register="passage", rows=pair, by=BY, at=NOON)
        assert [(p.code, p.line, p.facts["first"]) for p in refusal.value.problems] == [
            ("record/twice", 2, 1)
        ]
    assert Passage.objects.get().temperature is None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"source_key": ""}, "record/type"),
        ({"source_key": 4711}, "record/type"),
        ({"source_key": "x" * 300}, "record/length"),
        ({"id": "5"}, "record/type"),
        ({"id": [1]}, "record/type"),
        ({"id": 999}, "record/not-found"),
        ({"ref": "nosuchreference0"}, "record/not-found"),
        ({"screened_at": 2**70}, "record/type"),
        ({"occupants": 10**400}, "record/type"),
    ],
)
def test_what_names_a_row_or_fills_a_number_must_be_what_the_database_can_hold(given, code):
    city = lay()
    with pytest.raises(Refused) as refusal:
        record(register="passage", rows=[{**passage(city), **given}], by=BY, at=NOON)
    assert [p.code for p in refusal.value.problems] == [code]
    with pytest.raises(Refused) as refusal:
        record(register="passage", rows=[passage(city)], by=BY, at=NOON, request="r" * 65)
    assert [p.code for p in refusal.value.problems] == ["record/request-too-long"]


def test_a_passage_corrected_to_another_gate_lies_in_that_gates_area():
    city = lay()
    [row] = write("passage", passage(city))
    [other] = write(
        "site",
        {
            "kind": "gate",
            "mode": "road",
            "name_zh": "二号",
            "name_en": "Gate 2",
            "area": FUTIAN,
            "opened_at": NOON - 9,
        },
    )
    write("passage", {"id": row, "gate": other})
    assert Passage.objects.get().area_id == FUTIAN


def test_the_line_of_a_missing_value_is_the_lists_own():
    city = lay()
    [row] = write("passage", passage(city))
    with pytest.raises(Refused) as refusal:
        record(
            register="passage",
            rows=[{"id": row, "screened": True}, {**passage(city), "mode": None}],
            by=BY,
            at=NOON,
        )
    assert [(p.code, p.line) for p in refusal.value.problems] == [("record/missing", 2)]


def test_what_identified_a_withdrawn_car_goes_into_its_last_version():
    city = lay()
    Identifier.objects.create(
        vehicle_id=city.cars[0], kind="plate", cipher=keys.seal("粤B12345", "identifiers"),
        match=keys.match("plate", "粤B12345"), recorded_at=NOON,
    )  # fmt: skip
    withdraw(register="vehicle", ids=[city.cars[0]], by=BY, at=NOON)
    assert not Identifier.objects.exists()
    values = keys.unseal_values(Version.objects.get(register="vehicle").values)
    [(kind, cipher, _match, _at)] = values["identifiers"]
    assert (kind, keys.unseal(b64decode(cipher), "identifiers")) == ("plate", "粤B12345")
