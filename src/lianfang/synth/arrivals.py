"""Trips with their lists: who was on a train, flight, ship or coach, checked, declared, let go and arrived, all as the plan asks."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from lianfang.synth import arrival_figures as figures
from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE
from lianfang.synth.chance import stream
from lianfang.synth.draft import Draft
from lianfang.synth.gates import Site
from lianfang.synth.kept import Numbered
from lianfang.synth.traffic import DECLARING_FROM

NUMBERS = {"rail": "G", "air": "CZ", "port": "P", "road": "粤客"}
CARRIERS = {
    "rail": ("铁路客运承运单位（虚构）", "Railway carrier (made up)"),
    "air": ("航空承运单位（虚构）", "Airline (made up)"),
    "port": ("水路客运承运单位（虚构）", "Ferry carrier (made up)"),
    "road": ("长途客运承运单位（虚构）", "Coach carrier (made up)"),
}


@dataclass(frozen=True)
class Trip:
    """One trip of a conveyance as kept: its id, the gate it comes to, and when its list was there."""

    id: int
    gate: Site
    arrives_at: int
    listed_at: int
    came_from: int


class Travel:
    """Draws of lists and checks, from a stream of their own; and the carriers by mode."""

    def __init__(self, draft: Draft):
        self.draft = draft
        self.chance: Random = stream(draft.seed, "arrivals")
        city = draft.tree.city
        self.carriers = {
            mode: draft.tree.organise("carrier", zh, en, city) for mode, (zh, en) in CARRIERS.items()
        }
        self.compounds = [site for site in draft.gates.sites if site.kind == "compound"]

    def trip(self, gate: Site, at: int, riders: int, origin: int, **changes: Any) -> Trip:
        """A trip whose list came in time and that was reconciled in time, but for what is changed."""
        chance, mode = self.chance, gate.mode or "road"
        listed_at = min(at - 40 * MINUTE - int(chance.random() * 2 * HOUR), AS_OF)
        reconciled_at = at + 45 * MINUTE + int(chance.random() * 2 * HOUR)
        told = {
            "mode": mode, "number": f"{NUMBERS[mode]}{1000 + int(chance.random() * 8000)}", "came_from_id": origin,
            "gate_id": gate.id, "carrier_id": self.carriers[mode], "departs_at": listed_at, "arrives_at": at,
            "carried": riders, "manifest_at": listed_at, "area_id": gate.area,
            "reconciled_at": reconciled_at if reconciled_at <= AS_OF else None,
        } | changes  # fmt: skip
        number = self.draft.keep("conveyance", listed_at, **told)
        return Trip(number, gate, at, listed_at, origin)

    def enlist(self, trip: Trip, person: int | None, boarded: bool | None = True, at: int = 0) -> int:
        """An entry of a trip's list; ``at`` is when it was recorded, with the list where nothing else is said."""
        return self.draft.keep(
            "manifest",
            at or trip.listed_at,
            conveyance_id=trip.id,
            person_id=None if person is None else Numbered("person", person),
            carriage=f"{1 + int(self.chance.random() * 16):02d}",
            seat=f"{1 + int(self.chance.random() * 18)}{self.chance.choice('ABCDF')}",
            boarded=boarded,
            area_id=trip.gate.area,
        )

    def check(self, trip: Trip, person: int | None, when: int, **changes: Any) -> int:
        """The check of one passenger, who is well, but for what is changed."""
        told = {
            "at": when, "gate_id": trip.gate.id, "direction": "in", "conveyance_id": trip.id,
            "person_id": None if person is None else Numbered("person", person),
            "temperature": round(36.2 + self.chance.random() * 0.8, 1), "symptoms": False, "result": "passed",
            "area_id": trip.gate.area,
        } | changes  # fmt: skip
        return self.draft.keep("screening", when, **told)

    def declare(self, trip: Trip, person: int, at: int = 0) -> int:
        """The declaration of one passenger: up to 20 hours ahead of the arrival, or at the gate; none before the rule."""
        ahead = int(self.chance.random() * 20 * HOUR)
        spot = trip.arrives_at + int(self.chance.random() * 25 * MINUTE)
        made_at = at or (trip.arrives_at - ahead if self.chance.random() < 0.8 else spot)
        return self.draft.declare(
            max(made_at, DECLARING_FROM),
            trip.gate.area,
            person=person,
            stay=trip.came_from,
            destination=self.chance.choice(self.draft.tree.communities),
            conveyance=trip.id,
            arrives=trip.arrives_at,
        )

    def hand_over(self, place: int, trip: Trip, released_at: int, **changes: Any) -> int:
        """Let a passage go to a community; the stay that follows there, with its history taken, but for what is changed.

        Answers the destination's area. A stay that would begin after the city's instant is not told yet.
        """
        passed, chance = self.draft.passages, self.chance
        compound = chance.choice(self.compounds)
        passed.destination[place], passed.released_at[place] = compound.area, released_at
        arrived_at = released_at + 30 * MINUTE + int(chance.random() * 4 * HOUR)
        told = {"arrived_at": arrived_at, "area_id": compound.area} | changes
        arrived_at = told["arrived_at"]
        history_at = arrived_at + 5 * MINUTE + int(chance.random() * 50 * MINUTE)
        if history_at > AS_OF:
            return compound.area
        self.draft.keep(
            "stay",
            arrived_at,
            **{
                "person_id": Numbered("person", passed.person[place]), "site_id": compound.id,
                "passage_id": Numbered("passage", place), "came_from_id": trip.came_from,
                "traveller": "returning" if chance.random() < figures.RETURNING.value else "arriving",
                "history_at": history_at, "fever": False,
            } | told,
        )  # fmt: skip
        return compound.area


def flow(draft: Draft) -> Travel:
    """Lists of a share of the ordinary arrivals, trip by trip, and coaches on the roads."""
    travel = Travel(draft)
    for gate, places in _chosen(travel):
        _trip(travel, gate, places)
    _coaches(travel)
    _days_ahead(travel)
    return travel


def _chosen(travel: Travel) -> list[tuple[Site, list[int]]]:
    """Ordinary arrivals by rail, air and port that came in the same hour to the same gate, a share of them."""
    passed, sites = travel.draft.passages, travel.draft.gates.sites
    trips: dict[tuple[int, int], list[int]] = {}
    for place, at in enumerate(passed.at):
        gate = sites[passed.gate[place] - 1]
        if gate.mode == "road" or not passed.inbound[place] or at < DECLARING_FROM + HOUR:
            continue
        if travel.chance.random() < figures.LISTED.value:
            trips.setdefault((gate.id, at // HOUR), []).append(place)
    return [(sites[gate - 1], places) for (gate, _), places in sorted(trips.items())]


def _trip(travel: Travel, gate: Site, places: list[int]) -> None:
    passed, chance = travel.draft.passages, travel.chance
    arrives_at = min(passed.at[place] for place in places) - 3 * MINUTE
    trip = travel.trip(gate, arrives_at, len(places), passed.origin[places[0]])
    for place in places:
        person, screened_at = passed.person[place], passed.screened_at[place]
        passed.conveyance[place] = trip.id
        travel.enlist(trip, person)
        travel.check(trip, person, screened_at, passage_id=Numbered("passage", place))
        travel.declare(trip, person)
        if chance.random() < figures.GOES_TO_A_COMMUNITY.value:
            travel.hand_over(place, trip, min(AS_OF, screened_at + 2 * MINUTE))
    if chance.random() < figures.STAYED_BEHIND.value * len(places):
        travel.enlist(trip, travel.draft.persons.add(gate.area), boarded=False)


def _coaches(travel: Travel) -> None:
    draft, chance = travel.draft, travel.chance
    for _ in range(max(3, round(figures.COACHES_A_DAY.value * draft.people / 1000 * draft.days))):
        gate, origin = chance.choice(draft.gates.usual["road"]), draft.tree.origins[-1][0]
        first = max(DECLARING_FROM + HOUR, AS_OF - draft.days * DAY)
        at = first + int(chance.random() * (AS_OF - 2 * HOUR - first))
        trip = travel.trip(gate, at, 4, origin)
        for _ in range(4):
            person = draft.persons.add(gate.area)
            travel.enlist(trip, person)
            travel.check(trip, person, at + MINUTE + int(chance.random() * 20 * MINUTE))
            travel.declare(trip, person)


def _days_ahead(travel: Travel) -> None:
    """Trips of the two days to come: who has declared for them; their lists are not there yet."""
    draft, chance = travel.draft, travel.chance
    for n in range(max(2, draft.people // 20_000)):
        gate = chance.choice(draft.gates.usual["rail"])
        arrives_at = AS_OF + 2 * HOUR + int(chance.random() * DAY) + (n % 2) * DAY
        trip = travel.trip(
            gate,
            arrives_at,
            3,
            draft.tree.origins[-1][0],
            manifest_at=None,
            departs_at=None,
            reconciled_at=None,
        )
        for _ in range(3):
            travel.declare(
                trip, draft.persons.add(gate.area), at=AS_OF - HOUR - int(chance.random() * 12 * HOUR)
            )
