"""Ordinary days: vehicles by road, persons by rail, air and port, all of them as the plan asks."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from lianfang.synth import calendar, figures
from lianfang.synth.calendar import AS_OF, DAY, HOUR, LATEST_PASSAGE, MINUTE, midnight
from lianfang.synth.chance import ladder
from lianfang.synth.draft import BEEN_IN_RISK_AREA, EXEMPT, LOCAL, NONE, OTHER_PLATE, Draft

TRIPS = (1, 1, 1, 1, 1, 2, 2, 3, 4, 5)
"""Days on which one vehicle comes in: assumed."""
DECLARING_FROM = midnight(calendar.DECLARING_BEGINS)


class Habits:
    """What is drawn again and again."""

    def __init__(self, draft: Draft):
        self.chance: Random = draft.chance
        self.hours = ladder(figures.HOURS)
        self.origins = ladder(draft.tree.shares)
        first = calendar.LAST_DAY - timedelta(days=draft.days - 1)
        self.days = [midnight(day) for day in calendar.days(first, calendar.LAST_DAY)]
        self.road_days = [day for day in self.days if day >= midnight(calendar.CHECKS_BEGIN)]

    def time(self, day: int) -> int:
        """An instant of a day, by the hours people travel."""
        random = self.chance.random
        at = day + self.hours[int(random() * len(self.hours))] * HOUR + int(random() * HOUR)
        return at if at <= LATEST_PASSAGE else at - HOUR

    def screened_at(self, at: int) -> int:
        """When someone who reached the gate is screened: nearly always within a quarter of an hour."""
        if self.chance.random() < figures.SCREENED_LATE.value:
            return at + 15 * MINUTE + 1 + int(self.chance.random() * 20 * MINUTE)
        return at + int(self.chance.random() * 10 * MINUTE)


def flow(draft: Draft) -> None:
    """All ordinary traffic of the days."""
    habits = Habits(draft)
    _roads(draft, habits)
    scale = draft.people / figures.RESIDENTS.value * len(habits.days)
    for mode, figure in (
        ("rail", figures.RAIL_IN_A_DAY), ("air", figures.AIR_IN_A_DAY), ("port", figures.PORT_IN_A_DAY),
    ):  # fmt: skip
        _arrivals(draft, habits, mode, max(3, round(figure.value * scale)))


def _roads(draft: Draft, habits: Habits) -> None:
    scale = draft.people / figures.RESIDENTS.value
    wanted = round(figures.VEHICLES_A_DAY.value * scale * len(habits.road_days))
    while wanted > 0:
        trips = min(wanted, len(habits.road_days), habits.chance.choice(TRIPS))
        _vehicle(draft, habits, habits.chance.sample(habits.road_days, trips))
        wanted -= trips


def _scope(draw: float) -> int:
    if draw < figures.OTHER_PLATES.value:
        return OTHER_PLATE
    if draw < figures.OTHER_PLATES.value + figures.BEEN_IN_RISK_AREA.value:
        return BEEN_IN_RISK_AREA
    return EXEMPT if draw > 1 - figures.EXEMPT.value else LOCAL


def _vehicle(draft: Draft, habits: Habits, days: list[int]) -> None:
    chance, tree = habits.chance, draft.tree
    scope, home = _scope(chance.random()), chance.choice(habits.origins)
    origin = tree.origins[home][0]
    gate = chance.choice(draft.gates.usual["road"])
    vehicle = draft.vehicles.add(gate.area, home if scope == OTHER_PLATE else NONE)
    declares = scope in (OTHER_PLATE, BEEN_IN_RISK_AREA)
    person = draft.persons.add(gate.area) if declares else NONE
    stay = chance.choice(tree.hubei) if chance.random() < figures.STAYED_IN_HUBEI.value else origin
    destination = chance.choice(tree.communities)
    for day in days:
        at = habits.time(day)
        draft.cross(at, gate, True, vehicle=vehicle, person=person, scope=scope, origin=origin, screened=1,
                    screened_at=habits.screened_at(at))  # fmt: skip
        if declares and at >= DECLARING_FROM:
            draft.declare(
                declared_at(chance, at),
                gate.area,
                vehicle=vehicle,
                person=person,
                stay=stay,
                destination=destination,
                arrives=at,
            )
        if chance.random() < figures.OUTBOUND_BY_ROAD.value:
            leaves = at + HOUR + int(chance.random() * 12 * HOUR)
            if leaves <= LATEST_PASSAGE:
                draft.cross(leaves, gate, False, vehicle=vehicle, person=person, scope=scope)


def declared_at(chance: Random, at: int) -> int:
    """When the declaration for a passage was made: up to a day ahead, on the spot, or (rarely) hours late."""
    draw = chance.random()
    if draw < figures.DECLARED_AHEAD.value:
        return max(DECLARING_FROM, at - 10 * MINUTE - int(chance.random() * 23 * HOUR))
    late = at + 30 * MINUTE + 1 + int(chance.random() * 4 * HOUR)
    if draw > 1 - figures.DECLARED_LATE.value and late <= AS_OF:
        return late
    return at + MINUTE + int(chance.random() * 28 * MINUTE)


def _arrivals(draft: Draft, habits: Habits, mode: str, count: int) -> None:
    chance, tree = habits.chance, draft.tree
    for _ in range(count):
        gate, origin = chance.choice(draft.gates.usual[mode]), tree.origins[chance.choice(habits.origins)][0]
        at, person = habits.time(chance.choice(habits.days)), draft.persons.add(gate.area)
        draft.cross(
            at, gate, True, person=person, origin=origin, screened=1, screened_at=habits.screened_at(at)
        )
        draw = chance.random()
        if draw < figures.ARRIVALS_WHO_DECLARE.value:
            stay = chance.choice(tree.hubei) if chance.random() < figures.STAYED_IN_HUBEI.value else origin
            draft.declare(max(at - int(chance.random() * DAY), DECLARING_FROM) if at >= DECLARING_FROM else at,
                          gate.area, person=person, stay=stay, destination=chance.choice(tree.communities), arrives=at)  # fmt: skip
        if draw < figures.OUTBOUND_OTHERWISE.value and at + 3 * DAY <= LATEST_PASSAGE:
            draft.cross(at + DAY + int(chance.random() * 2 * DAY), gate, False, person=person)
