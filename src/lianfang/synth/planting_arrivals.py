"""Failings, near misses and undecidable records of trips and their lists.

The limits are those of the plan's sentences, written down again on purpose: half an hour before, four hours after.
"""

from __future__ import annotations

from typing import Any

from lianfang.synth.arrivals import Travel, Trip
from lianfang.synth.calendar import AS_OF, HOUR, MINUTE
from lianfang.synth.ledger import Finding
from lianfang.synth.scene import Scene, cycle, many

LISTED, TICKED, RECONCILED = "manifest-before-arrival", "manifest-checked-off", "conveyance-reconciled"
AHEAD, RECONCILE_WITHIN = 30 * MINUTE, 4 * HOUR


class Station:
    """A scene with the travel of the city: trips of their own at any of the gates of ordinary traffic."""

    def __init__(self, scene: Scene, travel: Travel):
        self.scene, self.travel, self.draft = scene, travel, scene.draft

    def trip(self, riders: int = 1, at: int = 0, **changes: Any) -> Trip:
        """A trip on which all is well, but for what is changed; ``riders`` are listed, checked and have declared."""
        gate = self.scene.gate(self.scene.chance.choice(("rail", "rail", "air", "port", "road")))
        at = at or self.scene.at()
        trip = self.travel.trip(gate, at, max(riders, 1), self.scene.place(), **changes)
        for _ in range(riders):
            self.rider(trip)
        return trip

    def rider(self, trip: Trip) -> None:
        """One more passenger on whom nothing is amiss."""
        person = self.scene.person(trip.gate)
        self.travel.enlist(trip, person)
        self.travel.check(trip, person, trip.arrives_at + 10 * MINUTE)
        self.travel.declare(trip, person)

    def find(self, must: str, register: str, number: int, finding: Finding, why: str, trip: Trip) -> None:
        """Enter a finding about a row of this trip."""
        self.draft.find(must, register, number, finding, why, trip.gate.area)


# --- trips ------------------------------------------------------------------------------------------------------------


def trips_just(station: Station, count: int) -> None:
    """Near misses: to the last second and a second late; an empty train; due a second after the city's instant."""
    for late in cycle((0, 1), count):
        at = station.scene.at()
        station.trip(at=at, manifest_at=at - AHEAD + late)
        station.trip(at=at, reconciled_at=at + RECONCILE_WITHIN + late)
    station.trip(0, carried=0, manifest_at=None, reconciled_at=None)
    station.trip(0, at=AS_OF + AHEAD + 1, manifest_at=None, reconciled_at=None)
    at = AS_OF - RECONCILE_WITHIN + 1
    trip = station.trip(at=at, reconciled_at=None)
    station.travel.enlist(trip, station.scene.person(trip.gate), boarded=False)


def trips_not(station: Station, count: int) -> None:
    """Gaps: no list came, and the gate wrote it down itself; nobody reconciled; nobody is on the list."""
    for kind in cycle(("no list", "not reconciled", "empty list"), count):
        if kind == "no list":
            trip = station.trip(manifest_at=None)
            station.find(LISTED, "conveyance", trip.id, "gap", "the carrier sent no list", trip)
        elif kind == "not reconciled":
            trip = station.trip(reconciled_at=None)
            station.find(RECONCILED, "conveyance", trip.id, "gap", "nobody reconciled the trip", trip)
        else:
            trip = station.trip(0)
            station.find(TICKED, "conveyance", trip.id, "gap", "nobody is on the list", trip)


def trips_unknown(station: Station, count: int) -> None:
    """Cannot-tells: how many were carried is not known, or when the trip arrived."""
    words = {
        "carried": "how many were carried is not known",
        "arrives_at": "when the trip arrived is not known",
    }
    for missing in cycle(("carried", "arrives_at"), count):
        unknown: dict[str, Any] = {missing: None}
        trip = station.trip(0, **unknown)
        for must in (LISTED, TICKED, RECONCILED):
            station.find(must, "conveyance", trip.id, "cannot_tell", words[missing], trip)


def plant(scene: Scene, travel: Travel, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    station = Station(scene, travel)
    trips = len(scene.draft.kept.rows["conveyance"])
    trips_just(station, trips // 100)
    if not planted:
        return
    trips_not(station, many(trips))
    trips_unknown(station, many(trips))
