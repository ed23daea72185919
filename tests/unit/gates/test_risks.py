"""A risk area added from a past instant yields exactly the newly affected, once; withdrawn, it takes back what followed."""

from __future__ import annotations

import pytest

from lianfang.base.problems import Refused
from lianfang.fronts.gates import risk_actions, risk_list
from lianfang.fronts.gates.risk_actions import Followed
from lianfang.registers.access import Reader
from lianfang.registers.actions import withdraw
from lianfang.registers.models import AtRisk, Journal, RiskArea, Stay
from tests.unit.gates import movements, trips
from tests.unit.gates.movements import DAY, STREET, WUHAN
from tests.unit.gates.trips import READER
from tests.unit.registers.city import BY, CITY, FUTIAN, HUBEI, NANSHAN, NOON, City, lay, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    town = lay()
    movements.lay_more()
    return town


def add(
    place: int,
    days: int,
    *,
    until: int | None = None,
    area: int = CITY,
    at: int = NOON,
    as_of: int = NOON + 9 * DAY,
) -> Followed:
    """A risk area from so many days before noon on."""
    return risk_actions.add(
        place=place, risk="key", valid_from=NOON - days * DAY, valid_until=None if until is None else NOON + until * DAY,
        document="notice 7", area=area, by=BY, at=at, as_of=as_of,
    )  # fmt: skip


def people_of(count: int) -> list[int]:
    blank: list[dict[str, object]] = [{"area": NANSHAN}] * count
    return write("person", *blank)


def came(person: int) -> int:
    stay: dict[str, object] = {"person": person, "came_from": WUHAN, "arrived_at": NOON, "area": FUTIAN}
    return write("stay", stay)[0]


def newly(followed: Followed) -> dict[int, tuple[int, str, str]]:
    rows = AtRisk.objects.filter(id__in=followed.newly)
    return {row.person_id: (row.since, row.by_register, row.by_record) for row in rows}


def kept(ref: str) -> dict[int, tuple[int, str, str]]:
    rows = AtRisk.objects.filter(risk_area__ref=ref)
    return {row.person_id: (row.since, row.by_register, row.by_record) for row in rows}


@pytest.mark.parametrize("seed", range(10))
def test_exactly_the_newly_affected_once_and_back_again(city, seed):
    chance = trips.chance(f"risk {seed}")
    movements.move(city, chance)
    movements.move(city, chance, people=5, each=4)
    places = chance.sample(movements.PLACES, 3)
    end = chance.choice([None, None, 0, 2])
    area, as_of = chance.choice([CITY, CITY, NANSHAN]), NOON + chance.choice([-2, 1, 9]) * DAY
    first = add(places[0], 10, as_of=as_of)
    assert newly(first) == movements.slowly(first.risk, as_of)
    second = add(places[1], 5, until=end, area=area, as_of=as_of)
    slow = movements.slowly(second.risk, as_of)
    assert kept(second.risk.ref) == slow
    assert newly(second) == {p: hit for p, hit in slow.items() if p not in kept(first.risk.ref)}
    assert second.also == len(slow) - len(second.newly)
    before = movements.snapshot()
    third = add(places[2], 5, as_of=as_of)
    for again in (add(places[2], 5, as_of=as_of), *risk_actions.again(by=BY, at=NOON, as_of=as_of)):
        assert (again.newly, again.also, again.gone) == ((), 0, 0)
    assert risk_actions.withdraw_risk(ref=third.risk.ref, by=BY, at=NOON) == len(
        movements.slowly(third.risk, as_of)
    )
    assert movements.snapshot() == before


def test_one_person_is_affected_once_however_many_records_say_so(city):
    person = write("person", {"area": NANSHAN})[0]
    for day in (1, 2, 3):
        write(
            "declaration",
            {"made_at": NOON - day * DAY, "person": person, "stay_area": WUHAN, "area": NANSHAN},
        )
    found = add(HUBEI, 5)
    assert [hit[0] for hit in newly(found).values()] == [NOON - 3 * DAY]


def test_what_was_before_the_area_was_at_risk_or_after_says_nothing(city):
    people = people_of(4)
    times = (NOON - 5 * DAY - 1, NOON - 5 * DAY, NOON - 1, NOON)
    for person, at in zip(people, times, strict=True):
        write("declaration", {"made_at": at, "person": person, "stay_area": WUHAN, "area": NANSHAN})
    assert set(newly(add(WUHAN, 5, until=0))) == {people[1], people[2]}


def test_inside_the_city_it_is_those_who_were_there_since(city):
    people = people_of(4)
    for person, (arrived, left) in zip(people, [(-9, None), (-9, -6), (-9, -5), (-2, None)], strict=True):
        stay = {"arrived_at": NOON + arrived * DAY, "left_at": None if left is None else NOON + left * DAY}
        write("stay", {"person": person, "area": STREET, **stay})
    found = newly(add(FUTIAN, 5))
    assert {person: hit[0] for person, hit in found.items()} == {
        people[0]: NOON - 5 * DAY, people[3]: NOON - 2 * DAY
    }  # fmt: skip


def test_records_that_name_nobody_or_no_time_are_counted(city):
    write("declaration", {"made_at": NOON, "stay_area": WUHAN, "area": NANSHAN})
    car = {"at": NOON, "gate": city.gate, "mode": "road", "direction": "in", "origin": WUHAN}
    write("passage", {**car, "vehicle": city.cars[0]})
    full = write("passage", {**car, "vehicle": city.cars[1]})[0]
    someone = write("person", {"area": NANSHAN})[0]
    write(
        "occupant", {"passage": full, "person": someone, "area": NANSHAN}, {"passage": full, "area": NANSHAN}
    )
    write("stay", {"person": someone, "came_from": WUHAN, "area": NANSHAN})
    found = add(WUHAN, 5)
    assert set(newly(found)) == {someone}
    assert (found.unnamed, found.undated) == ({"declaration": 1, "occupant": 1, "passage": 1}, {"stay": 1})


def test_a_corrected_record_takes_its_own_back_and_new_ones_come(city):
    people = write("person", {"area": NANSHAN}, {"area": NANSHAN})
    stays = [came(person) for person in people]
    first = add(WUHAN, 5)
    withdraw(register="stay", ids=[stays[0]], by=BY, at=NOON)
    late = write("person", {"area": NANSHAN})[0]
    write("stay", {"person": late, "came_from": WUHAN, "arrived_at": NOON, "area": FUTIAN})
    (again,) = risk_actions.again(by=BY, at=NOON + 1, as_of=NOON + DAY)
    assert (set(newly(again)), again.gone) == ({late}, 1)
    assert set(kept(first.risk.ref)) == {people[1], late}
    Stay.objects.filter(person_id=late).update(arrived_at=NOON + 5)
    (again,) = risk_actions.again(by=BY, at=NOON + 2, as_of=NOON + DAY)
    assert (again.newly, again.gone) == ((), 0)
    assert kept(first.risk.ref)[late][0] == NOON + 5


def test_the_database_itself_keeps_no_one_twice(city):
    person = write("person", {"area": NANSHAN})[0]
    write("declaration", {"made_at": NOON, "person": person, "stay_area": WUHAN, "area": NANSHAN})
    found = add(WUHAN, 5)
    row = {
        "risk_area": found.risk.id,
        "person": person,
        "since": NOON,
        "by_register": "stay",
        "by_record": "x",
    }
    with pytest.raises(Refused):
        write("at_risk", {**row, "area": NANSHAN})
    assert AtRisk.objects.count() == 1


def test_withdrawing_what_is_not_there_is_refused(city):
    with pytest.raises(Refused) as refusal:
        risk_actions.withdraw_risk(ref="nobody", by=BY, at=NOON)
    assert [p.code for p in refusal.value.problems] == ["record/not-found"]


def test_each_is_listed_with_the_record_the_area_and_the_document(city, tmp_path):
    trips.enact(tmp_path)
    people = write("person", {"area": NANSHAN}, {"area": FUTIAN})
    for person, area in zip(people, (NANSHAN, FUTIAN), strict=True):
        write("declaration", {"made_at": NOON, "person": person, "stay_area": WUHAN, "area": area})
    found = add(WUHAN, 5)
    said = risk_list.read([found], reader=READER, as_of=NOON, now=NOON).risk_areas[0]
    assert len(said.newly) == 2
    row = AtRisk.objects.get(person_id=people[0])
    why = said.newly[0].why
    for part in (row.by_record, "notice 7", "2020-02-09 12:00"):
        assert part in why.zh
        assert part in why.en
    listed = risk_list.affected(reader=Reader("f", "officer", area=FUTIAN), as_of=NOON, now=NOON + 3)
    assert (listed.total, [one.ref for one in listed.rows]) == (1, [trips.refs(people)[people[1]]])
    assert Journal.objects.filter(at=NOON + 3, verb="read", register="at_risk", fields="rows=1").count() == 1
    assert RiskArea.objects.count() == 1
