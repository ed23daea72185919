"""Records on pages: every register's list and form, what is entered equals the action's, and nobody is found by chance."""

from __future__ import annotations

import html
import json
import re
import shutil
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import sync_playwright

from lianfang.base.instants import HOUR, iso
from lianfang.board import listing
from lianfang.board.finding import Sought
from lianfang.board.forms.questions import NOT_BY_FORM
from lianfang.gaps import plans
from lianfang.gaps.standing import Counts, standings
from lianfang.registers import keys
from lianfang.registers.access import Reader
from lianfang.registers.actions import record, withdraw
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import (
    REGISTERS,
    Declaration,
    Identifier,
    Journal,
    Passage,
    Person,
    ShiftTally,
    Site,
    Stay,
    Vehicle,
)
from tests import door
from tests.pages.seen import Seen
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import BY, CITY, FUTIAN, NANSHAN, NOON, City, lay, write

pytestmark = pytest.mark.django_db
ZONE = "Asia/Shanghai"
DOCUMENT = "11010519491231002X"
"""The identity number of GB 11643-1999's own example: nobody's."""
PLATE = "粤B1234挂"


def browser(role: str, area: int = CITY, purpose: str = "response", login: str = "") -> Client:
    """Signed in as this role."""
    return door.signed_in(door.account(login or f"{role}{area}", role=role, area=area), purpose=purpose)


@pytest.fixture
def city() -> City:
    return lay()


def local(at: int) -> str:
    """An instant as the form's control sends it."""
    return iso(at, ZONE)[:16]


def ref(register: str, row: int) -> str:
    return str(REGISTERS[register].objects.values_list("ref", flat=True).get(id=row))


def hidden(response: Any, name: str = "client-request") -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, name
    return html.unescape(found[1])


def send(client: Client, path: str, **said: str) -> Any:
    """Open a form, fill it in, send it."""
    form = client.get(path)
    assert form.status_code == 200, path
    base = {"client-base": hidden(form, "client-base")} if path.endswith("/edit") else {}
    return client.post(path, {"client-request": hidden(form), **base, **said})


def made(response: Any) -> str:
    """The reference to which a form that was taken leads."""
    assert response.status_code == 303, response.content.decode()
    return str(response["Location"].split("?")[0].rsplit("/", 1)[1])


def car(city: City, at: int = NOON, **more: str) -> dict[str, str]:
    return {
        "at": local(at),
        "gate": ref("site", city.gate),
        "direction": "in",
        "mode": "road",
        "vehicle": PLATE,
        **more,
    }


def values(row: Any) -> dict[str, Any]:
    """Everything a register keeps of a row but what identifies it."""
    return {
        f.attname: getattr(row, f.attname)
        for f in row._meta.fields
        if f.name not in ("id", "ref", "recorded_at")
    }


def test_every_register_is_listed_and_has_a_form_that_asks_for_all_of_it(city):
    client = browser("city_command")
    index = client.get(reverse("board:registers")).content.decode()
    for shape in catalogue():
        assert reverse("board:register", args=[shape.name]) in index
        assert client.get(reverse("board:register", args=[shape.name])).status_code == 200, shape.name
        form = client.get(reverse("board:new_record", args=[shape.name]))
        assert form.status_code == (404 if shape.name in NOT_BY_FORM else 200), shape.name
        if shape.name not in NOT_BY_FORM:
            asked = set(re.findall(r'name="([a-z_]+)"', form.content.decode()))
            assert {*shape.columns, *shape.links} - {"recorded_at"} <= asked, shape.name


def test_a_register_of_another_class_is_not_there(city):
    client = browser("gate_worker", NANSHAN)
    nowhere = door.plain(client.get("/registers/nothing"))
    for address in (reverse("board:register", args=["case"]), reverse("board:new_record", args=["case"])):
        assert door.plain(client.get(address)) == nowhere


def test_a_passage_entered_equals_the_actions_and_opens_a_gap_that_a_declaration_closes():
    city = lay_small()
    client = browser("gate_worker", NANSHAN)
    must = plans.in_force().of("declared-before-the-lane").number
    later = NOON + 12 * HOUR

    def gaps() -> int:
        return standings(at=later, area=CITY).get((must, CITY), Counts()).gaps

    assert gaps() == 0
    at = NOON + HOUR
    ref_ = made(send(
        client, reverse("board:new_record", args=["passage"]),
        **car(city, at, vehicle_scope="other_plate", screened="yes", temperature="36.5", occupants="2", origin="420000"),
    ))  # fmt: skip
    entered = Passage.objects.get(ref=ref_)
    shown = client.get(reverse("board:record", args=["passage", ref_]))
    assert reverse("board:edit_record", args=["passage", ref_]) in shown.content.decode()
    [vehicle] = [i.vehicle_id for i in Identifier.objects.filter(match=keys.match("plate", PLATE))]
    [other] = write("passage", {
        "at": at, "gate": city.gate, "direction": "in", "mode": "road", "vehicle": vehicle,
        "vehicle_scope": "other_plate", "screened": True, "temperature": 36.5, "occupants": 2,
        "origin": entered.origin_id,
    })  # fmt: skip
    assert values(entered) == values(Passage.objects.get(id=other))
    withdraw(register="passage", ids=[other], by=BY, at=NOON)
    assert gaps() == 1
    made(send(
        client, reverse("board:new_record", args=["declaration"]), made_at=local(at - HOUR), vehicle=PLATE,
        area=ref("area", NANSHAN),
    ))  # fmt: skip
    assert (gaps(), Declaration.objects.get().vehicle_id) == (0, vehicle)
    assert {e.actor for e in Journal.objects.filter(verb="record", register="passage", ref=ref_)} == {
        f"gate_worker{NANSHAN}"
    }
    plans.forget()


def test_a_stay_and_a_shift_tally_entered_equal_the_actions(city):
    client = browser("city_command")
    there = made(send(
        client, reverse("board:new_record", args=["stay"]), person=DOCUMENT, site="Gate 1", came_from="湖北",
        arrived_at=local(NOON), fever="no", area="南山",
    ))  # fmt: skip
    entered = Stay.objects.get(ref=there)
    [by_action] = write("stay", {
        "person": Person.objects.get().id, "site": city.gate, "came_from": entered.came_from_id, "arrived_at": NOON,
        "fever": False, "area": NANSHAN,
    })  # fmt: skip
    assert values(entered) == values(Stay.objects.get(id=by_action))
    tally = made(send(
        client, reverse("board:new_record", args=["shift_tally"]), site=ref("site", city.gate), kind="post",
        starts_at=local(NOON), ends_at=local(NOON + 8 * HOUR), persons_in="０", fever="1", area=ref("area", NANSHAN),
    ))  # fmt: skip
    row = ShiftTally.objects.get(ref=tally)
    assert (row.persons_in, row.persons_out, row.fever, row.starts_at, row.area_id) == (
        0,
        None,
        1,
        NOON,
        NANSHAN,
    )


@pytest.mark.parametrize(
    ("register", "said", "field", "words"),
    [
        ("passage", {"at": "yesterday"}, "at", "no date and time"),
        ("passage", {"at": "2020-02-12"}, "at", "no date and time"),
        ("passage", {"at": ""}, "at", "is empty"),
        ("passage", {"temperature": "warm"}, "temperature", "no number"),
        ("passage", {"temperature": "1e999"}, "temperature", "no number"),
        ("passage", {"direction": "up"}, "direction", "no such answer"),
        ("passage", {"screened": "perhaps"}, "screened", "no such answer"),
        ("passage", {"gate": "nothing"}, "gate", "there is no such site"),
        ("passage", {"origin": "a"}, "origin", "several are called so"),
        ("passage", {"vehicle": "no plate"}, "vehicle", "there is no such vehicle"),
        ("passage", {"person": "110105194912310021"}, "person", "no identity number"),
        ("passage", {"conveyance": "G1"}, "conveyance", "there is no such conveyance"),
        ("passage", {"area": "440304"}, "area", "there is no such area"),
        ("site", {"kind": "gate", "name_zh": "x" * 201, "name_en": "x", "area": "440305"}, "name_zh", "too long"),
        ("site", {"kind": "gate", "name_zh": "x\0", "name_en": "x", "area": "440305"}, "name_zh", "too long"),
        ("return", {"day": "12 February"}, "day", "no day"),
        ("vehicle", {"plate": "not one"}, "plate", "no plate"),
        ("person", {"telephone": "12"}, "telephone", "no telephone"),
        ("person", {"name": "a1"}, "name", "no name"),
    ],
)  # fmt: skip
def test_bad_input_is_said_at_its_question_with_what_was_typed_kept(city, register, said, field, words):
    client = browser("gate_worker", NANSHAN)
    counted = REGISTERS[register].objects.count()
    typed = {**(car(city) if register == "passage" else {}), **said}
    response = send(client, reverse("board:new_record", args=[register]), **typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert page.index("error-summary") < page.index(f'id="f-{field}')
    block = page[page.index(f'id="f-{field}') - 1500 : page.index(f'id="f-{field}') + 800]
    assert words in html.unescape(block)
    if said[field] and field not in ("direction", "screened", "kind"):
        assert html.escape(said[field]) in page
    assert REGISTERS[register].objects.count() == counted
    assert "passage.at" not in page


def test_a_form_in_which_nothing_is_filled_in_is_no_record(city):
    client = browser("city_command")
    new = reverse("board:new_record", args=["stay"])
    counted = REGISTERS["stay"].objects.count()
    refused = send(client, new, area=ref("area", NANSHAN))
    assert (refused.status_code, "Nothing was filled in but the area." in refused.content.decode()) == (
        422,
        True,
    )
    assert REGISTERS["stay"].objects.count() == counted
    made(send(client, new, area=ref("area", NANSHAN), fever="no"))


def test_what_a_constraint_refuses_is_said_and_kept(city):
    client = browser("city_command")
    said = {
        "site": ref("site", city.gate),
        "kind": "post",
        "ends_at": local(NOON),
        "area": ref("area", NANSHAN),
    }
    response = send(
        client, reverse("board:new_record", args=["shift_tally"]), starts_at=local(NOON), staff="7", **said
    )
    assert (response.status_code, ShiftTally.objects.count()) == (422, 0)
    assert "shift has length" in response.content.decode()
    assert 'name="staff" value="7"' in response.content.decode()


def test_a_form_sent_twice_writes_once_and_other_answers_need_another_form(city):
    client = browser("gate_worker", NANSHAN)
    path = reverse("board:new_record", args=["passage"])
    sent = {"client-request": hidden(client.get(path)), **car(city)}
    first, again = client.post(path, sent), client.post(path, sent)
    assert made(first) == made(again)
    other = client.post(path, {**sent, "occupants": "3"})
    assert (other.status_code, Passage.objects.count(), Vehicle.objects.count()) == (422, 1, 4)
    assert hidden(other) != sent["client-request"]
    assert made(client.post(path, {**sent, "occupants": "3", "client-request": hidden(other)})) != made(first)


def test_a_new_person_sent_twice_is_one_and_another_is_not_swallowed(city):
    client = browser("city_command")
    path = reverse("board:new_record", args=["person"])
    sent = {
        "client-request": hidden(client.get(path)),
        "document": DOCUMENT,
        "name": "张三",
        "area": ref("area", NANSHAN),
    }
    assert made(client.post(path, sent)) == made(client.post(path, sent))
    assert {(i.kind, keys.unseal(i.cipher, "identifiers")) for i in Identifier.objects.all()} == {
        ("document", DOCUMENT), ("name", "张三"),
    }  # fmt: skip
    other = client.post(path, {**sent, "document": "E12345678"})
    assert (other.status_code, Person.objects.count()) == (422, 1)


def test_two_who_mend_one_record_lose_nothing(city):
    first, second = browser("city_command", login="first"), browser("city_command", login="second")
    site = ref("site", city.gate)
    path = reverse("board:edit_record", args=["site", site])
    form = first.get(path)
    stood = json.loads(hidden(form, "client-base"))
    base = {"client-request": hidden(form), "client-base": hidden(form, "client-base")}
    made(send(second, path, **{**stood, "name_en": "Second's", "rooms": "5"}))
    late = first.post(path, {**base, **stood, "name_en": "First's", "residents": "9"})
    page = html.unescape(late.content.decode())
    assert late.status_code == 409
    assert all(said in page for said in ("Second's", "First's", "second", "Someone changed this record"))
    assert 'name="rooms" value="5"' in page
    assert 'name="residents" value="9"' in page
    assert (Site.objects.get(ref=site).name_en, Site.objects.get(ref=site).residents) == ("Second's", None)
    fresh = {"client-request": hidden(late), "client-base": hidden(late, "client-base")}
    made(
        first.post(
            path, {**json.loads(fresh["client-base"]), "name_en": "First's", "residents": "9", **fresh}
        )
    )
    row = Site.objects.get(ref=site)
    assert (row.name_en, row.residents, row.rooms) == ("First's", 9, 5)


def test_a_mended_record_keeps_what_its_reader_does_not_see(city):
    [row] = write(
        "passage", {"at": NOON + 7, "gate": city.gate, "direction": "in", "mode": "road", "temperature": 38.1}
    )
    client = browser("gate_worker", NANSHAN)
    path = reverse("board:edit_record", args=["passage", ref("passage", row)])
    form = client.get(path)
    assert 'name="temperature"' not in form.content.decode()
    assert "38.1" not in form.content.decode()
    stood = json.loads(hidden(form, "client-base"))
    made(send(client, path, **{**stood, "direction": "out"}))
    kept = Passage.objects.get(id=row)
    assert (kept.direction, kept.temperature, kept.at, kept.gate_id) == ("out", 38.1, NOON + 7, city.gate)


def test_out_of_area_and_withdrawn_are_not_found_alike(city):
    [elsewhere, gone] = write("site", *[{"kind": "gate", "name_zh": "x", "name_en": "x", "area": FUTIAN}] * 2)
    refs = [ref("site", elsewhere), ref("site", gone), "0000000000000000"]
    withdraw(register="site", ids=[gone], by=BY, at=NOON)
    client = browser("gate_worker", NANSHAN)
    answers = []
    for one in refs:
        path = reverse("board:edit_record", args=["site", one])
        with CaptureQueriesContext(connection) as looks:
            shown, sent = (door.plain(r) for r in (client.get(path), client.post(path, {"name_en": "y"})))
        answers.append((shown, sent, len(looks)))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0][0] == 404
    assert Site.objects.get(id=elsewhere).name_en == "x"
    listed = client.get(reverse("board:register", args=["site"])).content.decode()
    assert refs[0] not in listed
    assert ref("site", city.gate) in listed


def test_a_record_cannot_be_put_into_anothers_area(city):
    client = browser("gate_worker", NANSHAN)
    [elsewhere] = write("site", {"kind": "gate", "name_zh": "x", "name_en": "x", "area": FUTIAN})
    sent = send(
        client, reverse("board:new_record", args=["passage"]), **{**car(city), "gate": ref("site", elsewhere)}
    )
    assert (sent.status_code, Passage.objects.count()) == (422, 0)
    whole = lay_gate_of_the_city()
    sent = send(client, reverse("board:new_record", args=["passage"]), **{**car(city), "gate": whole})
    assert (sent.status_code, Passage.objects.count()) == (422, 0)
    assert "outside your area" in html.unescape(sent.content.decode())


def lay_gate_of_the_city() -> str:
    [row] = write("site", {"kind": "gate", "name_zh": "市", "name_en": "city's", "area": CITY})
    return ref("site", row)


def test_a_list_goes_on_by_key_and_is_narrowed_by_code_and_by_day(city):
    write("shift_tally", *[
        {"site": city.gate, "kind": "post", "starts_at": NOON + n * HOUR, "ends_at": NOON + (n + 1) * HOUR, "area": NANSHAN}
        for n in range(70)
    ])  # fmt: skip
    reader = Reader("r", "city_command", CITY)
    for sort in listing.SORTS:
        seen, after = [], ""
        while True:
            page = listing.listed(
                "shift_tally", reader=reader, asked=listing.Narrowed(sort=sort, after=after), most=25
            )
            seen += [row["id"] for row in page.rows]
            if page.previous:
                back = listing.listed(
                    "shift_tally",
                    reader=reader,
                    asked=listing.Narrowed(sort=sort, before=page.previous),
                    most=25,
                )
                assert [row["id"] for row in back.rows] == seen[-len(page.rows) - 25 : -len(page.rows)]
            after = page.next
            if not after:
                break
        assert len(seen) == len(set(seen)) == 70
        assert seen == sorted(seen, reverse=not sort.endswith("_up"))
    client = browser("city_command")
    path = reverse("board:register", args=["shift_tally"])
    assert client.get(path, {"day": "2020-02-09"}).content.decode().count("/records/shift_tally/") == 12
    assert (
        client.get(path, {"day": "2020-02-09", "kind": "counter"})
        .content.decode()
        .count("/records/shift_tally/")
        == 0
    )
    assert client.get(path, {"after": "x.y"}).status_code == 422


def test_a_list_shows_nobody_who_is_not_asked_for(city):
    [row] = write("passage", {"at": NOON, "gate": city.gate, "direction": "in", "mode": "road", "temperature": 39.9,
                              "vehicle": city.cars[0]})  # fmt: skip
    path = reverse("board:register", args=["passage"])
    plain = browser("gate_worker", NANSHAN).get(path).content.decode()
    assert ref("vehicle", city.cars[0]) not in plain
    asked = {"column": ["vehicle", "temperature"]}
    worker = browser("gate_worker", NANSHAN, login="w").get(path, asked).content.decode()
    assert (ref("vehicle", city.cars[0]) in worker, "39.9" in worker) == (True, False)
    investigator = (
        browser("epidemiologist", NANSHAN, purpose="case_investigation").get(path, asked).content.decode()
    )
    assert "39.9" in investigator
    assert ref("passage", row) in investigator
    assert Journal.objects.filter(verb="read", register="passage", fields="rows=1").count() == 3


def _person(area: int, name: str = "李四", telephone: str = "13800000000", document: str = DOCUMENT) -> int:
    [row] = record(register="person", rows=[{"area": area, "birth_year": 1980}], by=BY, at=NOON).ids
    for kind, text in (("name", name), ("telephone", telephone), ("document", document)):
        Identifier.objects.create(
            person_id=row,
            kind=kind,
            cipher=keys.seal(text, "identifiers"),
            match=keys.match(kind, text),
            recorded_at=NOON,
        )
    return row


def found(client: Client, **said: str) -> tuple[int, set[str]]:
    response = client.post(reverse("board:find"), said)
    return response.status_code, set(re.findall(r"/records/(\w+/\w+)", response.content.decode()))


def test_people_are_found_by_one_exact_number_or_a_name_and_another_fact(city):
    row = _person(NANSHAN)
    client = browser("gate_worker", NANSHAN)
    here = {f"person/{ref('person', row)}"}
    assert found(client, document=" 11010519491231002x ") == (200, here)
    assert found(client, name="李四", telephone="+86 138 0000 0000") == (200, here)
    assert found(client, name="李四", birth_year="1980") == (200, here)
    assert found(client, name="李四", birth_year="1981") == (200, set())
    assert found(client, name="李", telephone="13800000000") == (200, set())
    for refused in (
        {"name": "李四"},
        {"telephone": "13800000000"},
        {"birth_year": "1980"},
        {},
        {"document": "1101051949"},
    ):
        assert found(client, **refused)[1] == set(), refused
    assert found(client, name="李四")[0] == found(client, telephone="13800000000")[0] == 422
    traces = Journal.objects.filter(verb="find", register="person").order_by("id")
    assert traces[0].fields == "document,rows=1"
    assert not any("李四" in t.fields or "138" in t.fields for t in traces)
    assert found(Client(), document=DOCUMENT)[0] == 401


def test_elsewhere_is_nowhere_to_the_letter_and_costs_as_much(city):
    _person(FUTIAN)
    client = browser("gate_worker", NANSHAN)
    answers = []
    for number in (DOCUMENT, "E12345678"):
        with CaptureQueriesContext(connection) as looks:
            answers.append((door.plain(client.post(reverse("board:find"), {"document": number})), len(looks)))
    assert answers[0] == answers[1]
    assert "Nothing in your reach" in answers[0][0][2]


def test_a_person_recorded_elsewhere_is_found_by_what_they_did_here(city):
    row = _person(FUTIAN)
    [passed] = write(
        "passage", {"at": NOON, "gate": city.gate, "direction": "in", "mode": "road", "person": row}
    )
    seen = found(browser("gate_worker", NANSHAN), document=DOCUMENT)
    assert seen == (200, {f"passage/{ref('passage', passed)}"})


def test_a_car_is_found_by_its_plate_and_places_by_a_part_of_their_name(city):
    client = browser("gate_worker", NANSHAN)
    passed = made(send(client, reverse("board:new_record", args=["passage"]), **car(city)))
    status, seen = found(client, plate="粤b·1234挂")
    assert status == 200
    assert f"passage/{passed}" in seen
    assert found(client, place="卡口") == (200, {f"site/{ref('site', city.gate)}"})
    assert found(client, place="440305") == (200, {f"area/{ref('area', NANSHAN)}"})
    assert found(client, place="福田") == (200, set())
    assert found(client, place="")[0] == 422


def test_whoever_sees_no_people_is_not_asked_for_them(city):
    _person(NANSHAN)
    client = browser("premises_inspector", NANSHAN)
    page = client.get(reverse("board:find")).content.decode()
    assert 'name="document"' not in page
    assert found(client, document=DOCUMENT) == (422, set())


def test_a_known_number_is_said_at_entry_and_nothing_of_whose(city):
    row = _person(FUTIAN)
    client = browser("gate_worker", NANSHAN)
    path = reverse("board:new_record", args=["person"])
    said = {"document": DOCUMENT, "name": "李四", "area": ref("area", NANSHAN)}
    elsewhere = html.unescape(send(client, path, **said).content.decode())
    assert "in the registers already" in elsewhere
    assert all(hint not in elsewhere for hint in (ref("person", row), "Futian", ref("area", FUTIAN)))
    assert Person.objects.count() == 1
    assert Journal.objects.get(verb="find", register="person").fields == "document,known"
    made(send(client, reverse("board:new_record", args=["vehicle"]), plate=PLATE, area=ref("area", NANSHAN)))
    twice = send(
        client, reverse("board:new_record", args=["vehicle"]), plate="粤B·1234 挂", area=ref("area", NANSHAN)
    )
    assert (twice.status_code, Vehicle.objects.count()) == (422, 4)


def test_nothing_sought_is_shown_where_it_is_printed():
    assert DOCUMENT not in repr(Sought(document=DOCUMENT, name="李四"))


def test_a_paper_sheet_is_entered_whole_and_once(city):
    client = browser("gate_worker", NANSHAN)
    path = reverse("board:paper_tally")
    site = ref("site", city.gate)
    assert client.get(path).status_code == 200
    unsaid = client.get(path, {"site": "", "day": "", "shifts": "3"})
    assert (unsaid.status_code, "Choose a post and a day." in unsaid.content.decode()) == (422, True)
    sheet = client.get(path, {"site": site, "day": "2020-02-09", "shifts": "3"})
    assert 'value="2020-02-09T08:00"' in sheet.content.decode()
    times = dict(re.findall(r'name="((?:starts|ends)_at-\d)" value="([^"]+)"', sheet.content.decode()))
    said = {"client-request": hidden(sheet), "shifts": "3", "site": site, "kind": "post", **times}
    assert client.post(path, said).status_code == 422
    wrong = client.post(path, {**said, "persons_in-0": "12", "persons_in-2": "many"})
    assert (wrong.status_code, ShiftTally.objects.count()) == (422, 0)
    assert 'value="12"' in wrong.content.decode()
    assert 'href="#f-persons_in-2"' in wrong.content.decode()
    sent = {**said, "persons_in-0": "12", "persons_in-2": "0"}
    assert client.post(path, sent).status_code == client.post(path, sent).status_code == 303
    kept = ShiftTally.objects.order_by("starts_at").values_list(
        "starts_at", "ends_at", "persons_in", "persons_out", "area_id"
    )
    day = NOON - 12 * HOUR
    assert list(kept) == [
        (day, day + 8 * HOUR, 12, None, NANSHAN), (day + 16 * HOUR, day + 24 * HOUR, 0, None, NANSHAN),
    ]  # fmt: skip
    twice = client.post(path, {**sent, "client-request": "another"})
    assert (twice.status_code, ShiftTally.objects.count()) == (422, 2)
    assert "one tally a shift" in twice.content.decode()


def test_a_list_asks_as_often_for_three_rows_as_for_one(city):
    client, path = browser("city_command"), reverse("board:register", args=["passage"])
    looks = []
    for rows in (1, 2):
        write("passage", *[{"at": NOON, "gate": city.gate, "direction": "in", "mode": "road"}] * rows)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).content.decode().count("/records/passage/") == Passage.objects.count()
        looks.append(len(asked) - 1)
    assert looks[0] == looks[1] <= 12


def test_the_pages_fit_a_telephone_and_axe_finds_nothing_serious(city):
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("there is no chromium on PATH")
    client, site = browser("gate_worker", NANSHAN), ref("site", city.gate)
    shown = {
        "register": client.get(reverse("board:register", args=["site"])),
        "entry": send(client, reverse("board:new_record", args=["passage"]), temperature="warm"),
        "find": client.post(reverse("board:find"), {"place": "卡口"}),
        "tally": client.get(reverse("board:paper_tally"), {"site": site, "day": "2020-02-09"}),
    }
    pages = {name: response.content.decode() for name, response in shown.items()}
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=found)
        for name, page in pages.items():
            with Seen(chromium, page, width=320) as seen:
                assert (seen.complaints, seen.is_too_wide()) == ([], False), name
                assert seen.violations() == [], name
                seen.photograph(f"records-{name}-en-320")
        chromium.close()
