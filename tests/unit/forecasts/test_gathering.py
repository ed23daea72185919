"""Cases out of the register: as they were known, within a reader's rights, with the origin that was decided or follows from travel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from lianfang.base import areas
from lianfang.base.problems import Refused
from lianfang.fronts.forecasts import beds
from lianfang.fronts.forecasts.gathering import Gathered, gather, told
from lianfang.gaps import plans
from lianfang.outlook.origins import by_travel
from lianfang.registers.access import Reader
from lianfang.registers.actions import withdraw
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import BY, CITY, FUTIAN, NANSHAN, NOON, write
from tests.unit.treatment.wards import lay_in, lay_wards

DAY = 86400
ZONE = "Asia/Shanghai"
READER = Reader("eve", "epidemiologist", purpose="case_investigation")


@pytest.fixture(autouse=True)
def _nothing_compiled() -> Iterator[None]:
    yield
    plans.forget()


def case(day: int, area: int = NANSHAN, **more: Any) -> dict[str, Any]:
    """One confirmed case, reported on a day of February."""
    told_ = {"classification": "CONFIRMED", "area": area, "reported_on": date(2020, 2, day)}
    return {**told_, "onset_on": date(2020, 2, day - 2), **more}


def seen(known: int = 8, reader: Reader = READER, area: int = 0) -> Gathered:
    """As of and known at the end of a day of February."""
    day = date(2020, 2, known)
    return gather(reader=reader, area=area, as_of=day, known_at=day, zone=ZONE)


@pytest.mark.django_db
def test_a_case_is_what_it_was_known_to_be() -> None:
    lay_small()
    [one, other] = write("case", case(4, origin_of_case="imported"), case(5), at=NOON - 4 * DAY)
    write("case", case(7), case(6, classification="SUSPECT"), at=NOON - DAY)
    write("case", case(3), at=NOON + DAY)  # on the 10th: reported on the 3rd, recorded a week later
    write("case", {"id": one, "onset_on": date(2020, 1, 30), "origin_of_case": "local"}, at=NOON)
    withdraw(register="case", ids=[other], by=BY, at=NOON)
    then, now = seen(8), seen(9)
    assert [(c.reported_on.day, c.onset, c.origin, c.is_late) for c in then.cases] == [
        (3, date(2020, 2, 1), "cannot_tell", True), (4, date(2020, 2, 2), "imported", False),
        (5, date(2020, 2, 3), "cannot_tell", False), (7, date(2020, 2, 5), "cannot_tell", False),
    ]  # fmt: skip
    assert [(c.reported_on.day, c.onset, c.origin) for c in now.cases] == [
        (3, date(2020, 2, 1), "cannot_tell"), (4, date(2020, 1, 30), "local"), (7, date(2020, 2, 5), "cannot_tell"),
    ]  # fmt: skip
    assert [p.code for p in then.remarks] == ["forecasts/origin-by-travel", "forecasts/recorded-later"]


@pytest.mark.django_db
def test_who_reads_a_district_counts_it_alone_and_below_it_nobody_does() -> None:
    lay_small()
    write(
        "case",
        case(4),
        case(5, FUTIAN),
        case(6, CITY, district=FUTIAN),
        case(7, reported_on=None),
        at=NOON - DAY,
    )
    district = Reader("dan", "epidemiologist", NANSHAN, "case_investigation")
    assert len(seen(reader=district).cases) == 1
    assert [c.reported_on.day for c in seen(area=FUTIAN).cases] == [5, 6]
    assert seen().without_report == 1
    compound = Reader("dan", "epidemiologist", areas.child(NANSHAN, 1), "case_investigation")
    with pytest.raises(Refused, match="forecasts/too-near"):
        seen(reader=compound)
    clerk = Reader("gus", "gate_worker", CITY, "response", frozenset({"gates"}))
    assert seen(reader=clerk).cases == ()


@pytest.mark.django_db
def test_a_case_that_moved_is_counted_where_it_was_then() -> None:
    lay_small()
    [moved] = write("case", case(4), at=NOON - 4 * DAY)
    write("case", {"id": moved, "area": FUTIAN}, at=NOON)
    before, after = (
        Reader("dan", "epidemiologist", area, "case_investigation") for area in (NANSHAN, FUTIAN)
    )
    assert [len(seen(8, reader).cases) for reader in (before, after, READER)] == [1, 0, 1]
    assert [len(seen(9, reader).cases) for reader in (before, after, READER)] == [0, 1, 1]


@pytest.mark.django_db
def test_a_pair_is_one_whose_direction_was_told_by_then() -> None:
    lay_small()
    one, other = write("case", case(4), case(5), at=NOON - 2 * DAY)
    write(
        "case_link",
        {"case": other, "other": one, "directed": True, "evidence": "x", "area": NANSHAN},
        at=NOON,
    )
    write("case_link", {"case": one, "other": other, "area": NANSHAN}, at=NOON)
    assert told(reader=READER, known_at=date(2020, 2, 8), zone=ZONE) == []
    assert told(reader=READER, known_at=date(2020, 2, 9), zone=ZONE) == [(one, other)]


def test_stays_that_follow_one_another_are_one() -> None:
    def on(day: int) -> date:
        return date(2020, 2, 1) + timedelta(days=day)

    stays = [
        (1, beds.Stay(on(0), on(3))), (1, beds.Stay(on(4), None)), (2, beds.Stay(on(0), on(3))), (2, beds.Stay(on(6), on(8))),
    ]  # fmt: skip
    assert beds.joined(stays) == [beds.Stay(on(0), None), beds.Stay(on(0), on(3)), beds.Stay(on(6), on(8))]


@pytest.mark.parametrize(
    ("travelled", "stayed", "is_linked", "found"),
    [
        (False, None, False, "local"), (None, 3, False, None), (True, None, True, "imported"), (True, 14, False, "imported"),
        (True, 15, False, None), (True, 2, True, "imported"), (True, 3, True, None), (True, -1, False, "imported"),
    ],
)  # fmt: skip
def test_origin_by_travel(
    travelled: bool | None, stayed: int | None, is_linked: bool, found: str | None
) -> None:
    onset = date(2020, 2, 1)
    arrived = None if stayed is None else onset - timedelta(days=stayed)
    assert by_travel(travelled=travelled, arrived_on=arrived, onset_on=onset, is_linked=is_linked) == found


@pytest.mark.django_db
def test_a_day_that_is_a_slip_of_the_pen_stretches_no_series() -> None:
    lay_small()
    write("case", case(4, onset_on=date(1920, 2, 2)), at=NOON - 5 * DAY)
    found = seen()
    assert ([one.onset for one in found.cases], found.dated) == ([None], [])
    assert "forecasts/onset-far" in [p.code for p in found.remarks]


@pytest.mark.django_db
def test_beds_are_those_of_the_reader_who_lies_in_them_and_what_is_free() -> None:
    lay_small()
    wards = lay_wards()
    lay_in(wards.beds[0], wards.people[0])
    held = beds.held(reader=READER, kind="beds", of=seen(9), zone=ZONE)
    assert (held.places, [one.began for one in held.stays]) == (beds.Places(3, 2), [date(2020, 2, 9)])
    rooms = beds.held(reader=READER, kind="rooms", of=seen(9), zone=ZONE)
    assert (rooms.places, rooms.stays) == (beds.Places(2, 2), ())
    elsewhere = beds.held(reader=READER, kind="beds", of=seen(9, area=FUTIAN), zone=ZONE)
    assert (elsewhere.places, elsewhere.stays) == (beds.Places(None, None), ())
    blind = Reader("lea", "epidemiologist", CITY, "response", frozenset({"clinical"}))
    assert beds.held(reader=blind, kind="beds", of=seen(9), zone=ZONE).places is None
