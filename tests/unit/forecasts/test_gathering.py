"""Cases out of the register: as they were known, within a reader's rights, with the origin that was decided or follows from travel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from lianfang.base import areas
from lianfang.base.problems import Refused
from lianfang.fronts.forecasts import asking, beds
from lianfang.fronts.forecasts.gathering import Gathered, contacts, exposed, gather, told
from lianfang.gaps import plans
from lianfang.outlook.origins import by_travel
from lianfang.registers.access import Reader
from lianfang.registers.actions import withdraw
from lianfang.registers.models import Admission, Bed, Person
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
    write("case", case(6, earlier_case=one), at=NOON - DAY)  # positive again: no new case on any curve
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


@pytest.mark.django_db
def test_links_exposures_and_contacts_are_what_they_were_known_to_be() -> None:
    lay_small()
    early, late = NOON - 2 * DAY, NOON
    one, other = write("case", case(4), case(5), at=early)
    [link] = write("case_link", {"case": other, "other": one, "area": NANSHAN}, at=early)
    write("case_link", {"id": link, "directed": True, "evidence": "x"}, at=late)
    stay = {"case": one, "kind": "TRAVEL", "area": NANSHAN, "began_on": date(2020, 1, 20)}
    [exposure] = write("exposure", stay, at=early)
    write("exposure", {"id": exposure, "began_on": date(2020, 1, 25)}, at=late)
    met = {"case": one, "classification": "CONFIRMED", "identified_at": early, "area": NANSHAN}
    excluded, ill = write("contact", met, {**met, "setting": "household"}, at=early)
    write(
        "contact",
        {"id": excluded, "classification": "NO_CONTACT"},
        {"id": ill, "became_case": other},
        at=late,
    )

    def known(day: int, reader: Reader = READER) -> dict[str, Any]:
        return {"reader": reader, "known_at": date(2020, 2, day), "zone": ZONE}

    then, now = known(8), known(9)
    assert (told(**then), told(**now)) == ([], [(one, other)])
    assert exposed(**then) == {one: (date(2020, 1, 20), None)}
    assert exposed(**now) == {one: (date(2020, 1, 25), None)}
    assert [each.is_infected for each in contacts(**then)] == [False, False]
    assert [each.is_infected for each in contacts(**now)] == [True]
    away = Reader("dan", "epidemiologist", FUTIAN, "case_investigation")
    assert (told(**known(9, away)), contacts(**known(9, away))) == ([], [])


def test_one_end_of_a_range_goes_with_the_plan_s_other_or_is_refused() -> None:
    assert asking._infected({"ill_low": "20", "ill_high": ""}, (10.0, 189.0)) == (20, 189)
    assert asking._infected({"ill_low": "", "ill_high": ""}, None) is None
    for given, stated in (
        ({"ill_low": "20", "ill_high": ""}, None), ({"ill_low": "", "ill_high": "20"}, None),
        ({"ill_low": "200", "ill_high": ""}, (10.0, 189.0)), ({"ill_low": "nan", "ill_high": "9"}, None),
    ):  # fmt: skip
        with pytest.raises(Refused, match="outlook/bad-prevalence"):
            asking._infected(given, stated)


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


def held(day: int, reader: Reader = READER, area: int = 0, known: int | None = None) -> list[beds.Held]:
    """Hospital beds and rooms at the end of a day of February, as known at another."""
    as_of, known_at = date(2020, 2, day), date(2020, 2, known or day)
    of = gather(reader=reader, area=area, as_of=as_of, known_at=known_at, zone=ZONE)
    return beds.held(reader=reader, of=of, zone=ZONE)


@pytest.mark.django_db
def test_beds_are_those_of_the_reader_who_lies_in_them_and_what_is_free() -> None:
    lay_small()
    wards = lay_wards()
    lay_in(wards.beds[0], wards.people[0])
    here, rooms = held(9)
    assert (here.places, [one.began for one in here.stays]) == (beds.Places(3, 2, 3), [date(2020, 2, 9)])
    assert (rooms.places, rooms.stays) == (beds.Places(2, 2, 2), ())
    elsewhere, _ = held(9, area=FUTIAN)
    assert (elsewhere.places, elsewhere.stays) == (beds.Places(None, None, None), ())
    blind = Reader("lea", "epidemiologist", CITY, "response", frozenset({"clinical"}))
    assert held(9, blind)[0].places is None


@pytest.mark.django_db
def test_cases_own_days_stand_in_only_where_the_whole_site_has_no_admission() -> None:
    lay_small()
    write("case", case(8, FUTIAN), case(8, FUTIAN), at=NOON)
    wards = lay_wards()
    before, _ = held(9, area=FUTIAN)
    assert (before.is_of_cases, len(before.stays)) == (True, 2)
    lay_in(wards.beds[0], wards.people[0])
    # The two of Futian may be the ones who lie in Nanshan: in the hospitals of Futian nobody does.
    after, _ = held(9, area=FUTIAN)
    assert (after.is_of_cases, after.stays, after.is_withheld) == (False, (), False)
    without = Reader("lea", "epidemiologist", CITY, "case_investigation", frozenset({"clinical"}))
    assert without.reads("case")
    assert not without.reads("admission")
    blind, _ = held(9, without)
    assert (blind.is_of_cases, blind.stays, blind.is_withheld) == (False, (), True)


@pytest.mark.django_db
def test_a_past_day_has_the_beds_and_stays_that_were_known_then() -> None:
    lay_small()
    wards = lay_wards(beds=4)
    lay_in(wards.beds[0], wards.people[0], at=NOON)
    [kept] = write(
        "transfer",
        {"person": Person.objects.get(ref=wards.people[1]).pk, "bed": Bed.objects.get(ref=wards.beds[1]).pk,
         "status": "TRANSFER_IN_PROGRESS", "asked_at": NOON, "area": NANSHAN},
        at=NOON,
    )  # fmt: skip
    then = beds.Places(4, 2, 3)
    assert held(9)[0].places == then
    # A day later one has left, the transfer is off, a bed is contaminated and another out of use.
    gone = Admission.objects.get()
    write("admission", {"id": gone.pk, "ends_at": NOON + 3600, "end_reason": "discharged"}, at=NOON + DAY)
    write("transfer", {"id": kept, "status": "CANCELLED", "ended_at": NOON + DAY}, at=NOON + DAY)
    for bed, state in ((wards.beds[2], "K"), (wards.beds[3], "C")):
        write("bed", {"id": Bed.objects.get(ref=bed).pk, "state": state}, at=NOON + DAY)
    assert held(9)[0].places == then
    assert held(9)[0].stays == (beds.Stay(date(2020, 2, 9), None),)
    assert held(8)[0].places == beds.Places(None, None, None)
    # By what is known a day later that stay ended on its first day; the state of the beds is that of the day itself.
    later = held(9, known=10)[0]
    assert (later.places, later.stays) == (
        beds.Places(4, 3, 3),
        (beds.Stay(date(2020, 2, 9), date(2020, 2, 9)),),
    )
    now = held(10)[0].places
    assert now is not None
    assert (now.open, now.usable) == (3, 2)


def test_room_is_for_those_who_lie_there_and_for_cases_what_can_be_used() -> None:
    stays = tuple(beds.Stay(date(2020, 2, 1), None) for _ in range(53))
    of_cases = beds.Held("beds", stays, True, beds.Places(40, 40, 38))
    assert (of_cases.room(CITY), of_cases.room(0), of_cases.room(NANSHAN)) == (38, 38, None)
    of_admissions = beds.Held("beds", stays, False, beds.Places(60, 5, 58))
    assert (of_admissions.room(CITY), of_admissions.room(NANSHAN)) == (58, 58)
    assert beds.Held("beds", stays, False, beds.Places(None, None, None)).room(CITY) is None
