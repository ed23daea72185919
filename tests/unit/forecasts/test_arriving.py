"""Who came from areas at risk: each once, from where they had been, by what was known then, and only through gates that are read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from lianfang.base import areas
from lianfang.fronts.forecasts.arriving import DAYS, Came, came
from lianfang.gaps import plans
from lianfang.registers.access import Reader
from lianfang.registers.models import Person, Site, Vehicle
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import CITY, FUTIAN, HUBEI, NANSHAN, NOON, write

DAY, ZONE = 86400, "Asia/Shanghai"
READER = Reader("eve", "epidemiologist", purpose="case_investigation")
WUHAN = areas.child(HUBEI, 1)


@pytest.fixture(autouse=True)
def _nothing_compiled() -> Iterator[None]:
    yield
    plans.forget()


def seen(known: int = 9, reader: Reader = READER, area: int = 0) -> Came:
    """As of the end of 9 February, known at the end of a day."""
    return came(reader=reader, area=area, as_of=date(2020, 2, 9), known_at=date(2020, 2, known), zone=ZONE)


def people(found: Came) -> dict[int, float]:
    """Days back from as-of → how many came."""
    [one] = found.origins
    return {DAYS - 1 - day: count for day, count in enumerate(one.people) if count}


def codes(found: Came) -> list[str]:
    """What is to be known of them."""
    return [one.code for one in found.problems]


@pytest.mark.django_db
def test_each_who_came_from_an_area_at_risk_counts_once_and_for_the_day_on_which_they_came() -> None:
    lay_small()
    assert codes(seen()) == ["forecasts/no-risk-area"]
    write(
        "area",
        {
            "id": WUHAN,
            "level": "city",
            "gb_code": "420100",
            "name_zh": "武汉市",
            "name_en": "Wuhan",
            "begins_on": date(1990, 1, 1),
        },
    )
    since = NOON - 10 * DAY
    risk = {"place": HUBEI, "risk": "key", "valid_from": since, "document": "x", "area": CITY}
    write("risk_area", risk, at=since)
    gate, car = Site.objects.get(kind="gate").pk, Vehicle.objects.order_by("id")[0].pk
    through = {"gate": gate, "direction": "in", "mode": "road", "area": NANSHAN}
    trip = {"mode": "rail", "number": "G1", "gate": gate, "area": NANSHAN, "came_from": WUHAN}
    trip["arrives_at"] = NOON - DAY
    told, untold = write("conveyance", {**trip, "carried": 40}, trip, at=NOON - DAY)
    assert people(seen()) == {1: 40}
    rows: list[dict[str, Any]] = [
        {**through, "at": NOON - 2 * DAY, "vehicle": car, "occupants": 3, "origin": WUHAN},
        {**through, "at": NOON - DAY, "vehicle": car, "occupants": 3, "origin": WUHAN},  # the same car once more
        {**through, "at": NOON - DAY, "conveyance": told, "origin": WUHAN},  # among the forty
        {**through, "at": NOON - DAY, "conveyance": untold, "origin": WUHAN, "destination": FUTIAN},
        {**through, "at": NOON - 11 * DAY, "origin": WUHAN},  # not at risk yet
        {**through, "at": NOON, "direction": "out", "origin": WUHAN},
        {**through, "at": NOON},
    ]  # fmt: skip
    write("passage", *rows, at=NOON)
    person = Person.objects.order_by("id").first()
    said = {"stay_area": HUBEI, "area": NANSHAN, "vehicle": car, "made_at": NOON - 3 * DAY}
    write(
        "declaration",
        {**said, "arrives_on": date(2020, 2, 6), "occupants": 2, "person": person and person.pk},
        at=NOON,
    )
    assert people(seen()) == {1: 41, 3: 2}
    assert people(seen(8)) == {1: 40}  # the rest was recorded on the 9th
    assert codes(seen()) == ["forecasts/arrivals-since", "forecasts/from-unknown"]
    near = seen(area=FUTIAN)
    assert (people(near), codes(near)[1]) == ({1: 1}, "forecasts/whither-unknown")
    # Three who are named in the same car, without the number of occupants, are three; a week later it brings somebody else.
    cab = Vehicle.objects.order_by("id")[1].pk
    nameless: list[dict[str, Any]] = [{"area": NANSHAN}] * 4
    four = write("person", *nameless)
    rides: list[dict[str, Any]] = [
        {**said, "vehicle": cab, "person": who, "arrives_on": date(2020, 2, 1)} for who in four[:3]
    ]
    rides += [{**said, "vehicle": cab, "person": four[3], "arrives_on": date(2020, 2, 8)}]
    write("declaration", *rides, at=NOON)
    assert people(seen()) == {1: 42, 3: 2, 8: 3}
    # What the declaration left open the gate may tell.
    write(
        "passage",
        {**through, "at": NOON - 8 * DAY, "person": four[0], "destination": FUTIAN, "origin": WUHAN},
        at=NOON,
    )
    assert people(seen(area=FUTIAN)) == {1: 1, 8: 3}
    # Who declared, and came aboard a train whose carrier told its forty, is among the forty.
    [aboard] = write("person", {"area": NANSHAN})
    write("declaration", {**said, "vehicle": None, "person": aboard, "arrives_on": date(2020, 2, 8)}, at=NOON)
    assert people(seen()) == {1: 43, 3: 2, 8: 3}
    write(
        "passage",
        {**through, "at": NOON - DAY, "person": aboard, "conveyance": told, "origin": WUHAN},
        at=NOON,
    )
    assert people(seen()) == {1: 42, 3: 2, 8: 3}
    # By gates of Nanshan alone: whoever sees Futian only is told so, and not that nobody came.
    part = seen(reader=Reader("dan", "district_command", FUTIAN, "case_investigation"))
    assert (part.origins, codes(part)) == ((), ["forecasts/gates-elsewhere", "forecasts/nobody-came"])
    blind = Reader("eve", "epidemiologist", CITY, "case_investigation", frozenset({"clinical"}))
    assert (seen(reader=blind).origins, codes(seen(reader=blind))) == ((), ["forecasts/gates-withheld"])
