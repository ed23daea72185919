"""Failings, near misses and undecidable records of those who come: checked, on the list, declared, arrived, expected.

The limits are those of the plan's sentences, written down again on purpose: an hour, four hours, half an hour, a day.
"""

from __future__ import annotations

from lianfang.synth.arrivals import Travel, Trip
from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE
from lianfang.synth.draft import ARRIVING, NONE, RETURNING, STAYED
from lianfang.synth.kept import Numbered
from lianfang.synth.planting_arrivals import LISTED, RECONCILED, TICKED, Station
from lianfang.synth.planting_fever import SECOND
from lianfang.synth.scene import FROM, Scene, cycle, many

CHECKED, KNOWN, DECLARED = "boarded-are-screened", "screened-were-on-the-list", "arrivals-declare"
ARRIVED, EXPECTED = "released-arrive-in-the-community", "arrival-day-declared"
CHECK_WITHIN, KNOWN_WITHIN, VALID_FOR, ON_THE_SPOT, ACCEPTED_UNTIL, ARRIVE_WITHIN = (
    HOUR, 4 * HOUR, DAY, 30 * MINUTE, 6 * HOUR, DAY,
)  # fmt: skip
NO_PERSON = "who is on the list is not known"


# --- checked on arrival -----------------------------------------------------------------------------------------------


def _rider(station: Station, trip: Trip, checked: int | None, *, declared: int = 0) -> tuple[int, int]:
    """A passenger checked at an instant, or not at all; entry of the list and person."""
    person = station.scene.person(trip.gate)
    entry = station.travel.enlist(trip, person)
    station.travel.declare(trip, person, at=declared)
    if checked is not None:
        station.travel.check(trip, person, checked)
    return entry, person


def checked_just(station: Station, count: int) -> None:
    """Near misses: checked to the last second, a second late; not on board and not checked; due in a second."""
    for late in cycle((0, 1), count):
        trip = station.trip()
        _rider(station, trip, trip.arrives_at + CHECK_WITHIN + late)
        station.travel.enlist(trip, station.scene.person(trip.gate), boarded=False)
    trip = station.trip(0, at=AS_OF - CHECK_WITHIN + 1)
    _rider(station, trip, None, declared=trip.arrives_at)


def checked_not(station: Station, count: int) -> None:
    """Gaps: never checked; checked on another trip; checked on the way out; checked at no known time."""
    for kind in cycle(("never", "other trip", "out", "no time"), count):
        trip = station.trip()
        entry, person = _rider(station, trip, None)
        at, why = trip.arrives_at + 10 * MINUTE, "not checked on arrival"
        if kind == "other trip":
            other = station.trip(at=trip.arrives_at)
            check = station.travel.check(other, person, at)
            station.find(KNOWN, "screening", check, "gap", "not on the list of that trip", other)
            why = "checked under another trip"
        elif kind == "out":
            station.travel.check(trip, person, at, direction="out")
            why = "checked on the way out alone"
        elif kind == "no time":
            check = station.travel.check(trip, person, at, at=None)
            for must in (KNOWN, SECOND):
                unknown = "when they were checked is not known"
                station.find(must, "screening", check, "cannot_tell", unknown, trip)
            why = "checked at an unknown time"
        station.find(CHECKED, "manifest", entry, "gap", why, trip)


def riders_unknown(station: Station, count: int) -> None:
    """Cannot-tells: who, whether they boarded, or when the trip arrived is not known. Near: the rest of the list is fine."""
    for kind in cycle(("person", "boarded", "arrival"), count):
        trip = station.trip() if kind != "arrival" else station.trip(0, reconciled_at=None)
        person = None if kind == "person" else station.scene.person(trip.gate)
        if kind == "arrival":
            station.draft.kept.told("conveyance", trip.id)["arrives_at"] = None
            why = "when the trip arrived is not known"
            for must in (LISTED, TICKED, RECONCILED):
                station.find(must, "conveyance", trip.id, "cannot_tell", why, trip)
        elif kind == "boarded":
            why = "whether they boarded is not known"
            station.find(
                TICKED, "conveyance", trip.id, "gap", "of one on the list nobody knows whether", trip
            )
        else:
            why = NO_PERSON
        entry = station.travel.enlist(trip, person, boarded=None if kind == "boarded" else True)
        for must in (CHECKED, DECLARED):
            station.find(must, "manifest", entry, "cannot_tell", why, trip)


# --- on the list ------------------------------------------------------------------------------------------------------


def known_just(station: Station, count: int) -> None:
    """Near misses: entered on the list to the last second, a second late; due in a second; on the way out."""
    for late in cycle((0, 1), count):
        trip = station.trip()
        person, at = station.scene.person(trip.gate), trip.arrives_at + 10 * MINUTE
        station.travel.check(trip, person, at)
        station.travel.declare(trip, person)
        station.travel.enlist(trip, person, at=at + KNOWN_WITHIN + late)
    trip = station.trip(at=AS_OF - KNOWN_WITHIN - 5 * MINUTE)
    station.travel.check(trip, station.scene.person(trip.gate), AS_OF - KNOWN_WITHIN + 1)
    station.travel.check(trip, station.scene.person(trip.gate), trip.arrives_at, direction="out")


def known_not(station: Station, count: int) -> None:
    """Gaps: nobody listed them, on this trip or on any."""
    for kind in cycle(("nowhere", "elsewhere"), count):
        trip = station.trip()
        person = station.scene.person(trip.gate)
        check = station.travel.check(trip, person, trip.arrives_at + 10 * MINUTE)
        if kind == "elsewhere":
            station.travel.enlist(station.trip(), person, boarded=False)
        station.find(KNOWN, "screening", check, "gap", "not on the list of the trip", trip)


def known_unknown(station: Station, count: int) -> None:
    """Cannot-tells: who was checked is not known, or which way they went."""
    for kind in cycle(("person", "direction"), count):
        trip = station.trip()
        at = trip.arrives_at + 10 * MINUTE
        if kind == "person":
            check, why = station.travel.check(trip, None, at), "who was checked is not known"
        else:
            check = station.travel.check(trip, station.scene.person(trip.gate), at, direction=None)
            why = "which way they went is not known"
        station.find(KNOWN, "screening", check, "cannot_tell", why, trip)


# --- declared ---------------------------------------------------------------------------------------------------------


def declared_just(station: Station, count: int) -> None:
    """Near misses at every edge of the time allowed; and due in a second."""
    for offset in cycle((-VALID_FOR, ON_THE_SPOT, ON_THE_SPOT + 1, ACCEPTED_UNTIL), count):
        trip = station.trip()
        _rider(station, trip, trip.arrives_at + 10 * MINUTE, declared=trip.arrives_at + offset)
    trip = station.trip(0, at=AS_OF - ON_THE_SPOT + 1)
    person = station.scene.person(trip.gate)
    station.travel.enlist(trip, person)
    station.travel.check(trip, person, trip.arrives_at + 10 * MINUTE)


def declared_not(station: Station, count: int) -> None:
    """Gaps: no declaration; one a second too old, one a second too late."""
    words = {0: "no declaration", -VALID_FOR - 1: "declared 24 hours and a second before",
             ACCEPTED_UNTIL + 1: "declared six hours and a second after"}  # fmt: skip
    for offset, why in cycle(tuple(words.items()), count):
        trip = station.trip()
        person = station.scene.person(trip.gate)
        entry = station.travel.enlist(trip, person)
        station.travel.check(trip, person, trip.arrives_at + 10 * MINUTE)
        if offset:
            station.travel.declare(trip, person, at=trip.arrives_at + offset)
        station.find(DECLARED, "manifest", entry, "gap", why, trip)


# --- arrived in the community -----------------------------------------------------------------------------------------


def _let_go(station: Station, at: int, **changes: object) -> tuple[Trip, int, int, int]:
    """A passenger let go towards a community: trip, passage, check, and the instant of the release."""
    scene, travel = station.scene, station.travel
    gate = scene.gate("rail")
    trip = travel.trip(gate, at, 1, scene.place())
    person = scene.person(gate)
    place = station.draft.cross(
        at + MINUTE, gate, True, person=person, origin=trip.came_from, screened=1, screened_at=at + 2 * MINUTE,
        conveyance=trip.id,
    )  # fmt: skip
    travel.enlist(trip, person)
    travel.declare(trip, person)
    check = travel.check(trip, person, at + 2 * MINUTE, passage_id=Numbered("passage", place), **changes)
    return trip, place, check, at + 3 * MINUTE


def _a_day_ago(scene: Scene) -> int:
    return scene.chance.randrange(FROM, AS_OF - DAY - 3 * HOUR)


def arrived_just(station: Station, count: int) -> None:
    """Near misses: there to the last second, a second late; due in a second; held at the gate, with nowhere to go yet."""
    for late in cycle((0, 1), count):
        trip, place, _, released_at = _let_go(station, _a_day_ago(station.scene))
        station.travel.hand_over(place, trip, released_at, arrived_at=released_at + ARRIVE_WITHIN + late)
    trip, place, _, released_at = _let_go(station, AS_OF - ARRIVE_WITHIN - 3 * MINUTE + 1)
    station.travel.hand_over(place, trip, released_at, arrived_at=AS_OF)
    _let_go(station, _a_day_ago(station.scene), result="secondary")


def arrived_not(station: Station, count: int) -> None:
    """Gaps: nobody saw them arrive; they arrived in another community; somebody else of that passage arrived."""
    for kind in cycle(("never", "elsewhere", "another"), count):
        trip, place, check, released_at = _let_go(station, _a_day_ago(station.scene))
        arrived_at = AS_OF if kind == "never" else released_at + HOUR
        there = station.travel.hand_over(place, trip, released_at, arrived_at=arrived_at)
        why = "not seen to arrive in the community"
        if kind == "elsewhere":
            stays = station.draft.kept.rows["stay"]
            other = next(site for site in station.travel.compounds if site.area != there)
            station.draft.kept.told("stay", len(stays)).update(area_id=other.area, site_id=other.id)
            why = "arrived in another community"
        elif kind == "another":
            stays = station.draft.kept.rows["stay"]
            other_person = Numbered("person", station.scene.person(trip.gate))
            station.draft.kept.told("stay", len(stays)).update(person_id=other_person)
            why = "somebody else of that passage arrived"
        station.find(ARRIVED, "screening", check, "gap", why, trip)


def arrived_unknown(station: Station, count: int) -> None:
    """Cannot-tells: when they were let go is not known, or what became of the check."""
    for kind in cycle(("release", "result"), count):
        changes = {"result": None} if kind == "result" else {}
        trip, place, check, released_at = _let_go(station, _a_day_ago(station.scene), **changes)
        station.travel.hand_over(place, trip, released_at)
        if kind == "release":
            station.draft.passages.released_at[place] = 0
        why = (
            "when they were let go is not known"
            if kind == "release"
            else "what came of the check is not known"
        )
        station.find(ARRIVED, "screening", check, "cannot_tell", why, trip)


# --- the day expected -------------------------------------------------------------------------------------------------


def expected(station: Station, count: int, *, planted: bool) -> None:
    """Near: who never left names no day. Gaps: whoever comes names none. Cannot-tells: the class is not known."""
    _say(station, STAYED, 0)
    if not planted:
        return
    for traveller in cycle((RETURNING, ARRIVING), count):
        told, area = _say(station, traveller, 0)
        station.draft.find(EXPECTED, "declaration", told, "gap", "no day of arrival", area)
    for arrives in cycle((0, None), count):
        told, area = _say(station, NONE, arrives)
        why = "the class of traveller is not known"
        station.draft.find(EXPECTED, "declaration", told, "cannot_tell", why, area)


def _say(station: Station, traveller: int, arrives: int | None) -> tuple[int, int]:
    scene, gate = station.scene, station.scene.gate("rail")
    told = station.draft.declare(
        scene.at(), gate.area, person=scene.person(gate), stay=scene.place(), destination=scene.community(),
        traveller=traveller, arrives=arrives,
    )  # fmt: skip
    return told, gate.area


def plant(scene: Scene, travel: Travel, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    station = Station(scene, travel)
    entries = len(scene.draft.kept.rows["manifest"])
    for just in (checked_just, known_just, declared_just, arrived_just):
        just(station, entries // 200)
    expected(station, many(entries), planted=planted)
    if not planted:
        return
    for spoil in (
        checked_not,
        known_not,
        declared_not,
        arrived_not,
        riders_unknown,
        known_unknown,
        arrived_unknown,
    ):
        spoil(station, many(entries))
