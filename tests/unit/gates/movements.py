"""Movements made up from a seed, and whom a risk area reaches by them, read slowly."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from lianfang.base import areas
from lianfang.registers.models import REGISTERS, Declaration, Occupant, Passage, RiskArea, Stay
from tests.unit.registers.city import CITY, FUTIAN, HUBEI, NANSHAN, NOON, City, write

DAY = 86400
WUHAN = areas.child(HUBEI, 1)
STREET = areas.child(FUTIAN, 1)
OTHER_STREET = areas.child(FUTIAN, 2)
PLACES = (HUBEI, WUHAN, FUTIAN, STREET, OTHER_STREET, NANSHAN)


def lay_more() -> None:
    """A city in Hubei and two streets in Futian."""
    for area, level, gb in (
        (WUHAN, "city", "420100"),
        (STREET, "subdistrict", None),
        (OTHER_STREET, "subdistrict", None),
    ):
        write(
            "area",
            {"id": area, "level": level, "gb_code": gb, "name_zh": f"区{area}", "name_en": f"Area {area}"},
        )


def move(city: City, chance: random.Random, people: int = 12, each: int = 14) -> list[int]:
    """Declarations, passages with people in the car, and stays, many of them lacking something."""
    blank: list[dict[str, object]] = [{"area": NANSHAN}] * people
    persons = write("person", *blank)
    told: dict[str, object]
    passed: dict[str, object]
    stay: dict[str, object]

    def someone() -> int | None:
        return chance.choice([*persons, None])

    def somewhere() -> int | None:
        return chance.choice([*PLACES, CITY, None])

    def sometime() -> int:
        return NOON + chance.randrange(-12, 3) * DAY + chance.choice((0, 0, 1, 3600))

    for _ in range(each):
        told = {
            "made_at": sometime(),
            "person": someone(),
            "stay_area": somewhere(),
            "area": chance.choice(PLACES[2:]),
        }
        write("declaration", told)
        at = sometime()
        passed = {
            "at": at, "gate": city.gate, "mode": "road", "direction": chance.choice(("in", "in", "out")),
            "origin": somewhere(), "person": someone(), "vehicle": chance.choice([*city.cars, None]),
        }  # fmt: skip
        through = write("passage", passed)[0]
        for _seat in range(chance.randrange(3)):
            write("occupant", {"passage": through, "person": someone(), "area": NANSHAN})
        arrived = chance.choice([sometime(), sometime(), None])
        left = None if arrived is None or chance.random() < 0.5 else arrived + chance.randrange(5) * DAY
        stay = {
            "person": someone(), "came_from": somewhere(), "arrived_at": arrived, "left_at": left,
            "left_key_area_at": chance.choice([None, sometime()]), "area": chance.choice(PLACES[2:]),
        }  # fmt: skip
        write("stay", stay)
    return persons


def slowly(risk: RiskArea, as_of: int) -> dict[int, tuple[int, str, str]]:
    """Person → (since, register, reference of the record): every record looked at by itself."""
    found: dict[int, tuple[int, int, int, str, str]] = {}
    for number, register, person, since, row in _records():
        there = _there(register, row, risk, since)
        if person is None or there is None or there > as_of or not areas.is_within(row.area_id, risk.area_id):
            continue
        key = (there, number, row.id, register, row.ref)
        found[person] = min(found.get(person, key), key)
    return {person: (key[0], key[3], key[4]) for person, key in found.items()}


def _records() -> Iterator[tuple[int, str, int | None, int | None, Any]]:
    for told in Declaration.objects.all():
        yield 0, "declaration", told.person_id, told.made_at, told
    for passage in Passage.objects.all():
        for person in {passage.person_id, *(o.person_id for o in Occupant.objects.filter(passage=passage))}:
            yield 1, "passage", person, passage.at, passage
    for stay in Stay.objects.all():
        left = stay.arrived_at if stay.left_key_area_at is None else stay.left_key_area_at
        yield 2, "stay", stay.person_id, left, stay


def _there(register: str, row: Any, risk: RiskArea, at: int | None) -> int | None:
    """Since when this record says that someone was in the area while it was at risk; None where it does not."""
    found = []
    place = {"declaration": "stay_area_id", "passage": "origin_id", "stay": "came_from_id"}[register]
    from_there = getattr(row, place)
    inward = register != "passage" or row.direction == "in"
    lies_there = from_there is not None and areas.is_within(from_there, risk.place_id)
    if inward and lies_there and at is not None and risk.valid_from <= at < (risk.valid_until or at + 1):
        found.append(at)
    if register == "stay" and areas.is_within(row.area_id, risk.place_id) and row.arrived_at is not None:
        begins = max(row.arrived_at, risk.valid_from)
        before_its_end = risk.valid_until is None or row.arrived_at < risk.valid_until
        if before_its_end and (row.left_at is None or row.left_at > risk.valid_from):
            found.append(begins)
    return min(found, default=None)


def snapshot() -> dict[str, list[Any]]:
    """Everything in all registers."""
    return {name: list(model.objects.order_by("id").values()) for name, model in REGISTERS.items()}
