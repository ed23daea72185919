"""Cars through one gate: declared and not seen, seen and not declared, lanes, the counter, and the load of days to come."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from lianfang.fronts.gates import lanes, load, reconciliation
from lianfang.fronts.gates.counters import missing
from lianfang.fronts.gates.shapes import Reconciliation
from lianfang.gaps import plans
from lianfang.plan import lane_examples, shipped
from lianfang.registers.access import Reader
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import Passage, Person, Site, Vehicle
from tests.unit.gates import trips
from tests.unit.gates.test_reconciliation import named
from tests.unit.gates.trips import HOUR, READER
from tests.unit.registers.city import FUTIAN, NANSHAN, NOON, City, lay, write

pytestmark = pytest.mark.django_db
DAY = 24 * HOUR
START, END = NOON - 12 * HOUR, NOON + 12 * HOUR
AS_OF = END + 30 * HOUR
PLATES = ("粤B10345", "粤B22222", "粤B33333", "湘A44444", "粤B1O345", "湘A44445", "粤B77777", "鄂A88888")


class Plate:
    """What identifies a car."""

    def __init__(self, plate: str):
        self.plate = plate


@pytest.fixture
def city(tmp_path) -> City:
    town = lay(cars=len(PLATES))
    trips.enact(tmp_path)
    trips.identify("vehicle", dict(zip(town.cars, map(Plate, PLATES), strict=True)))
    return town


def ref(city: City, car: int) -> str:
    return Vehicle.objects.get(id=city.cars[car]).ref


def passes(city: City, car: int | None, at: int = NOON, **given: object) -> int:
    row = {"at": at, "gate": city.gate, "direction": "in", "mode": "road", "released_at": at, **given}
    return write("passage", {**row, "vehicle": None if car is None else city.cars[car]})[0]


def declares(city: City, car: int, at: int = NOON - 6 * HOUR, **given: object) -> None:
    write("declaration", {"made_at": at, "vehicle": city.cars[car], "area": NANSHAN, **given})


def people_of(count: int) -> list[int]:
    blank: list[dict[str, object]] = [{"area": NANSHAN}] * count
    return write("person", *blank)


def read(city: City, as_of: int = AS_OF) -> Reconciliation:
    gate = Site.objects.get(id=city.gate).ref
    return reconciliation.of_gate(gate, START, END, reader=READER, as_of=as_of, now=as_of)


def test_cars_declared_seen_mistyped_and_missing(city):
    driver, stranger = write("person", {"area": NANSHAN}, {"area": NANSHAN})
    declares(city, 0)  # typed at the gate with an O for a 0
    passes(city, 4, vehicle_scope="other_plate")
    declares(city, 1, arrives_on=date(2020, 2, 9))  # never came
    declares(city, 2)  # came through another gate
    other = write("site", {"kind": "gate", "mode": "road", "name_zh": "二", "name_en": "2", "area": FUTIAN})[
        0
    ]
    passes(city, 2, gate=other)
    declares(city, 3, person=driver)  # one character off, the same driver: taken for one
    passes(city, 5, person=driver, vehicle_scope="other_plate")
    passes(city, 6, vehicle_scope="other_plate", person=stranger)  # not declared
    passes(city, 7)  # class not recorded, not declared
    passes(city, None, vehicle_scope="other_plate")
    declares(city, 6, at=START - 40 * HOUR)  # too long ago
    cars = read(city).sets[0]
    assert named(cars, "declared_not_seen") == {ref(city, 1)}
    assert named(cars, "seen_not_declared") == {ref(city, 6)}
    assert [(one.refs, one.missing.en) for one in cars.undecided] == [
        ([ref(city, 7)], "its class or who is in it, which say whether it must declare")
    ]
    assert {m.refs: {r.code for r in m.reasons} for m in cars.matched} == {
        (ref(city, 0), ref(city, 4)): {"misread_plate"},
        (ref(city, 3), ref(city, 5)): {"one_plate", "same_company"},
    }
    assert cars.review == []
    assert cars.unnamed == {"passage": 1}


def test_plates_one_character_apart_are_two_cars_until_a_person_says_otherwise(city):
    declares(city, 3, at=START - HOUR)
    passes(city, 5, vehicle_scope="other_plate")
    cars = read(city).sets[0]
    assert named(cars, "declared_not_seen") == {ref(city, 3)}
    assert named(cars, "seen_not_declared") == {ref(city, 5)}
    assert [m.refs for m in cars.review] == [(ref(city, 3), ref(city, 5))]


def test_a_declaration_is_not_missed_before_its_time_has_run_out(city):
    declares(city, 1, at=END - HOUR)
    declares(city, 2, arrives_on=date(2020, 2, 10))
    assert read(city).sets[0].travellers == 0


def test_a_local_car_that_somebody_looked_into_owes_no_declaration(city):
    through = passes(city, 1, vehicle_scope="local")
    write("occupant", {"passage": through, "registered_elsewhere": False, "area": NANSHAN})
    passes(city, 2, vehicle_scope="exempt")
    cars = read(city).sets[0]
    assert named(cars, "seen_not_declared") == set()
    assert cars.undecided == []


def test_people_in_cars_who_were_not_checked_or_did_not_arrive(city):
    people = people_of(4)
    through = passes(city, 1, vehicle_scope="other_plate")
    for person, checked in zip(people, (NOON, NOON, None, NOON), strict=True):
        write("occupant", {"passage": through, "person": person, "screened_at": checked, "area": NANSHAN})
    write("occupant", {"passage": through, "area": NANSHAN})
    for person in people[:1]:
        write("stay", {"person": person, "passage": through, "arrived_at": NOON + HOUR, "area": FUTIAN})
    write("stay", {"person": people[1], "arrived_at": NOON + 2 * HOUR, "area": FUTIAN})
    said = read(city).sets[1]
    names = dict(Person.objects.values_list("id", "ref"))
    assert named(said, "manifest_not_screened") == {names[people[2]]}
    assert named(said, "released_not_arrived") == {names[people[2]], names[people[3]]}
    assert said.unnamed == {"occupant": 1}


def test_a_gate_is_held_against_its_counter_and_missing_hours_are_named(city):
    for at in (NOON, NOON + 10, NOON + 2 * HOUR):
        passes(city, 1, at=at)
    counter = {"site": city.gate, "kind": "counter", "area": NANSHAN}
    for hours, count in ((0, 3), (1, None), (2, 1), (3, 0)):
        begins = NOON + hours * HOUR
        write("shift_tally", {**counter, "starts_at": begins, "ends_at": begins + HOUR, "vehicles": count})
    write("shift_tally", {**counter, "kind": "post", "starts_at": NOON + HOUR, "ends_at": NOON + 2 * HOUR})
    gate = Site.objects.get(id=city.gate).ref
    said = reconciliation.of_gate(gate, NOON, NOON + 6 * HOUR, reader=READER, as_of=AS_OF, now=AS_OF).counter
    assert said is not None
    assert [(h.recorded, h.counted, h.difference) for h in said.hours] == [
        (2, 3, -1), (0, None, None), (1, 1, 0), (0, 0, 0)
    ]  # fmt: skip
    assert said.missing == [f"2020-02-09T{hour}:00:00+08:00" for hour in (13, 16, 17)]


def test_an_hour_that_is_covered_in_part_is_missing():
    hour = 3600
    assert missing([(0, hour), (hour, hour + 1800)], 0, 3 * hour, 0) == [hour, 2 * hour]
    assert missing([(0, 1800), (1000, 2 * hour)], 0, 2 * hour, 0) == []
    assert missing([], 10, 3 * hour, 0) == [hour, 2 * hour]


# lanes


def cars_of_the_notice() -> dict[str, tuple[str, str]]:
    """The worked table of the shipped plan: car → lane and rule."""
    folder = shipped.folder("shenzhen_2020")
    assert folder is not None
    lines = (folder / "lanes" / "vehicles.md").read_text("utf-8").rpartition("\nlanes\n")[2].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return {row[0]: (row[1], row[2]) for row in rows[2:]}


def test_twenty_cars_get_the_lane_and_the_rule_of_the_worked_table():
    folder = shipped.folder("shenzhen_2020")
    assert folder is not None
    plan = plans.load(folder, catalogue())
    assert lane_examples.differing(folder, plan, catalogue()) == (22, [])
    table = {car: lane for car, (lane, _) in cars_of_the_notice().items() if car[:2].isdigit()}
    assert len(table) == 20
    assert set(table.values()) == {"exempt", "declared", "declare", "through", "ask"}


def test_a_wrong_lane_in_the_worked_table_is_told(tmp_path):
    import shutil

    folder = shipped.folder("shenzhen_2020")
    assert folder is not None
    shutil.copytree(folder, tmp_path / "plan")
    table = tmp_path / "plan" / "lanes" / "vehicles.md"
    text = table.read_text("utf-8")
    table.write_text(
        text.replace("| 15 local, looked into       | through ", "| 15 local, looked into       | declare "),
        "utf-8",
    )
    plan = plans.load(tmp_path / "plan", catalogue())
    ((wrong,),) = lane_examples.differing(tmp_path / "plan", plan, catalogue())[1:]
    assert (wrong.code, wrong.facts["found"]) == ("plan/example-differs", "through local")


def test_the_lanes_of_a_gate_say_why_and_what_to_ask(city):
    declares(city, 1)
    first = passes(city, 1, vehicle_scope="other_plate")
    passes(city, 3, at=NOON + 1, vehicle_scope="other_plate")
    passes(city, 2, at=NOON + 2, vehicle_scope="local")
    passes(city, 4, at=NOON + 3)
    looked = passes(city, 5, at=NOON + 4, vehicle_scope="local")
    write("occupant", {"passage": looked, "registered_elsewhere": True, "area": NANSHAN})
    passes(city, None, at=NOON + 5, vehicle_scope="other_plate")
    passes(city, 6, at=NOON + 6, direction="out")
    gate = Site.objects.get(id=city.gate).ref
    said = lanes.listed(reader=READER, now=NOON, gate=gate, start=START, end=END)
    assert [(row.lane, row.rule) for row in said.rows] == [
        ("declared", "plate-from-elsewhere"), ("declare", "plate-from-elsewhere"), ("ask", None), ("ask", None),
        ("declare", "occupant-from-elsewhere"), ("ask", None),
    ]  # fmt: skip
    assert [[fact.en for fact in row.missing] for row in said.rows if row.lane == "ask"] == [
        ["people in the vehicle"], ["class of vehicle", "people in the vehicle"], ["vehicle"]
    ]  # fmt: skip
    assert said.rows[4].not_recommended == ["occupant.registered_elsewhere"]
    assert said.outside == 1
    assert Counter({c.lane: c.vehicles for c in said.lanes}) == Counter(row.lane for row in said.rows)
    one = lanes.listed(reader=READER, now=NOON, passage=Passage.objects.get(id=first).ref)
    assert one.rows == said.rows[:1]


# load


def test_load_by_gate_day_and_room(city):
    trip = {"mode": "rail", "number": "G1", "gate": city.gate, "area": NANSHAN}
    told, untold, listed = (
        write("conveyance", {**trip, "arrives_at": NOON + DAY, "carried": n})[0] for n in (300, None, None)
    )
    seats: list[dict[str, object]] = [{"conveyance": listed, "area": NANSHAN}] * 3
    write(
        "manifest",
        *seats,
        {"conveyance": listed, "boarded": False, "area": NANSHAN},
    )
    for conveyance in (told, untold, None):
        write(
            "declaration",
            {"made_at": NOON, "arrives_on": date(2020, 2, 10), "conveyance": conveyance, "area": NANSHAN},
        )
    for at in (NOON, NOON + 60, NOON + DAY):
        passes(city, 1, at=at)
    hotel = {"kind": "quarantine_site", "name_zh": "酒店", "name_en": "Hotel", "area": NANSHAN, "rooms": 2}
    rooms, unknown = write("site", hotel, {**hotel, "rooms": None})
    person = write("person", {"area": NANSHAN})[0]
    order = {
        "kind": "collective_isolation",
        "person": person,
        "basis": "b",
        "area": NANSHAN,
        "starts_at": NOON - DAY,
    }
    write("order", *([{**order, "place": rooms, "ends_at": NOON + 13 * DAY}] * 3))
    write("order", {**order, "place": rooms, "ends_at": NOON + 13 * DAY, "released_at": START})
    write("order", {**order, "place": unknown, "ends_at": NOON})
    write("order", {**order, "kind": "home_isolation", "place": rooms, "ends_at": NOON + DAY})
    said = load.load(date(2020, 2, 9), 2, reader=READER, as_of=NOON + HOUR, now=NOON)
    gates = {(g.name.en, g.day): (g.declared, g.carried, g.untold, g.seen, g.most_seen) for g in said.gates}
    assert gates == {
        ("Gate 1", "2020-02-09"): (0, 0, 0, 2, 2),
        ("no gate named", "2020-02-10"): (1, 0, 0, None, None),
        ("Gate 1", "2020-02-10"): (2, 303, 1, None, 2),
    }
    assert [(r.day[-2:], r.rooms, r.orders, r.free) for r in said.rooms] == [
        ("09", 2, 3, -1), ("09", None, 1, None), ("10", 2, 3, -1), ("10", None, 0, None)
    ]  # fmt: skip
    elsewhere = load.load(date(2020, 2, 9), 2, reader=Reader("f", "o", area=FUTIAN), as_of=NOON, now=NOON)
    assert (elsewhere.gates, elsewhere.rooms) == ([], [])
