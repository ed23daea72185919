"""A hospital with a ward, and a quarantine site in the next district, for the tests of beds and transfers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from lianfang.fronts.treatment import admitting
from lianfang.registers.access import By
from lianfang.registers.models import Bed, Person
from tests.unit.registers.city import CITY, FUTIAN, NANSHAN, NOON, write

HOUR = 3600
HERE, THERE = By("ann", "hospital_coordinator", NANSHAN), By("fay", "quarantine_site_officer", FUTIAN)
BOTH = By("cora", "city_command", CITY)


@dataclass(frozen=True)
class Wards:
    """What the tests name: ids of sites, references of beds and persons."""

    hospital: int
    quarantine: int
    beds: list[str]
    rooms: list[str]
    people: list[str]


def lay_wards(beds: int = 3, rooms: int = 2, people: int = 4, *, checked: bool = True) -> Wards:
    """A hospital in Nanshan and a quarantine site in Futian, whose checks are valid."""
    [hospital] = write(
        "site", {"kind": "hospital", "name_zh": "市医院", "name_en": "Hospital", "area": NANSHAN}
    )
    ward = {"kind": "ward", "name_zh": "一病区", "name_en": "Ward 1", "area": NANSHAN, "part_of": hospital}
    [quarantine] = write(
        "site",
        {"kind": "quarantine_site", "name_zh": "隔离点", "name_en": "Quarantine hotel", "area": FUTIAN},
    )
    if checked:
        check(quarantine, "fire")
        check(quarantine, "structure")
    there = _beds(hospital, write("site", ward)[0], beds, "ISOLATION", NANSHAN)
    rented = _beds(quarantine, quarantine, rooms, "QUARANTINE", FUTIAN)
    someone: dict[str, object] = {"area": NANSHAN}
    persons = write("person", *[someone] * people)
    found = dict(Person.objects.filter(id__in=persons).values_list("id", "ref"))
    return Wards(hospital, quarantine, there, rented, [found[one] for one in persons])


def check(site: int, rule: str, **told: Any) -> None:
    """A check of a site, valid until the end of the month."""
    row = {
        "site": site,
        "rule": rule,
        "at": NOON - 9 * 24 * HOUR,
        "result": "ok",
        "valid_until": date(2020, 2, 29),
    }
    write("inspection", {**row, "area": FUTIAN, **told})


def _beds(site: int, ward: int, count: int, kind: str, area: int) -> list[str]:
    rooms = write("room", *[{"site": ward, "number": f"{n:03d}", "area": area} for n in range(1, count + 1)])
    rows = [
        {"room": room, "site": site, "number": "1", "kind": kind, "state": "U", "area": area}
        for room in rooms
    ]
    ids = write("bed", *rows)
    found = dict(Bed.objects.filter(id__in=ids).values_list("id", "ref"))
    return [found[one] for one in ids]


def lay_in(
    bed: str, person: str, *, by: By = BOTH, at: int = NOON, kind: str = "treatment", **told: Any
) -> str:
    """One person into one bed."""
    return admitting.admit(stays=[admitting.Stay(bed, person, kind, **told)], by=by, at=at)[0]


def clean(bed: str, *, at: int = NOON) -> None:
    """A bed that is ready again."""
    admitting.set_state(bed=bed, state="U", by=BOTH, at=at)


def case_of(person: str, **told: Any) -> str:
    """A confirmed case of a person, of Nanshan."""
    from lianfang.registers.models import Case

    row = {
        "person": Person.objects.get(ref=person).pk, "classification": "CONFIRMED", "reported_on": date(2020, 2, 9),
        "found_at": NOON - 2 * HOUR, "confirmed_at": NOON - 2 * HOUR, "area": NANSHAN,
    }  # fmt: skip
    return str(Case.objects.get(id=write("case", {**row, **told})[0]).ref)
