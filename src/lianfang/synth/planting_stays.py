"""Failings, near misses and undecidable records of stays in key areas: the destination named, the car seen."""

from __future__ import annotations

from datetime import date

from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE, midnight
from lianfang.synth.draft import BEEN_IN_RISK_AREA, NONE, Draft
from lianfang.synth.gates import Site
from lianfang.synth.planting_lanes import SCREENED
from lianfang.synth.scene import Scene, cycle, many

NAMED, SEEN = "key-area-stay-names-destination", "key-area-car-is-seen"
SEEN_WITHIN, ON_THE_SPOT = 3 * DAY, 6 * HOUR
FROM, UNTIL = midnight(date(2020, 2, 8)) + HOUR, AS_OF - SEEN_WITHIN - 4 * HOUR
"""A car declared between these is due before the city's as-of instant, with room for being seen a little late."""
BEFORE_THE_MUST = midnight(date(2020, 2, 8)) - 1


# --- the destination named ------------------------------------------------------------------------------------------


def named_just(scene: Scene, count: int) -> None:
    """Near misses: named; elsewhere without; from a key area, but the second before the must began."""
    for kind in cycle(("named", "elsewhere"), count):
        stay, destination = (scene.hubei(), scene.community()) if kind == "named" else (scene.place(), 0)
        _say(scene, scene.at(), stay, destination)
    gate = scene.gate()
    car = scene.car(gate, BEEN_IN_RISK_AREA)
    scene.draft.declare(
        BEFORE_THE_MUST, gate.area, vehicle=car, person=scene.person(gate), stay=scene.hubei()
    )


def _say(scene: Scene, at: int, stay: int, destination: int) -> tuple[int, Site]:
    """A person's declaration at a station."""
    gate = scene.gate("rail")
    told = scene.draft.declare(at, gate.area, person=scene.person(gate), stay=stay, destination=destination)
    return told, gate


def named_not(scene: Scene, count: int) -> None:
    """Gaps: a stay in a key area, no destination."""
    for _ in range(count):
        told, gate = _say(scene, scene.at(), scene.hubei(), 0)
        scene.draft.find(NAMED, "declaration", told, "gap", "no community of destination", gate.area)


def named_unknown(scene: Scene, count: int) -> None:
    """Cannot-tells: no stay is named, with a destination or without."""
    for destination in cycle((0, scene.community()), count):
        told, gate = _say(scene, scene.at(), 0, destination)
        scene.draft.find(
            NAMED, "declaration", told, "cannot_tell", "where they have stayed is not known", gate.area
        )


# --- the car seen -----------------------------------------------------------------------------------------------------


def seen_just(scene: Scene, count: int) -> None:
    """Near misses: screened at the last second, or a second late; not yet due."""
    for late in cycle((0, 1), count):
        gate, at, stay = scene.gate(), _early(scene), scene.hubei()
        car, _ = _declared_car(scene, at, gate, stay)
        screened_at = at + SEEN_WITHIN + late
        scene.draft.declare(
            screened_at - HOUR, gate.area, vehicle=car, stay=stay, destination=scene.community()
        )
        scene.enter(screened_at - 5 * MINUTE, gate, BEEN_IN_RISK_AREA, car, screened_at=screened_at)
    gate = scene.gate()
    _declared_car(scene, AS_OF - SEEN_WITHIN + 1, gate, scene.hubei())


def _early(scene: Scene) -> int:
    return scene.chance.randrange(FROM, UNTIL)


def _declared_car(scene: Scene, at: int, gate: Site, stay: int) -> tuple[int, int]:
    """A local car and its declaration; its destination is named."""
    car = scene.car(gate, BEEN_IN_RISK_AREA)
    told = scene.draft.declare(
        at, gate.area, vehicle=car, person=scene.person(gate), stay=stay, destination=scene.community()
    )
    return car, told


def seen_not(scene: Scene, count: int) -> None:
    """Gaps: never seen; due this very second; seen going out; seen and not screened; screened at no known time."""
    words = {
        "never": "not seen at any gate", "due now": "not seen, and due this second", "out": "seen on the way out alone",
        "unscreened": "came in and was not screened", "no time": "screened at an unknown time",
    }  # fmt: skip
    for kind in cycle(tuple(words), count):
        gate = scene.gate()
        at = AS_OF - SEEN_WITHIN if kind == "due now" else _early(scene)
        car, told = _declared_car(scene, at, gate, scene.hubei())
        _glimpse(scene, kind, at + 2 * HOUR, gate, car)
        scene.draft.find(SEEN, "declaration", told, "gap", words[kind], gate.area)


def _glimpse(scene: Scene, kind: str, at: int, gate: Site, car: int) -> None:
    """The passage that is no evidence, with what the must of screening makes of it."""
    if kind == "out":
        scene.draft.cross(
            at, gate, False, vehicle=car, scope=BEEN_IN_RISK_AREA, screened=1, screened_at=at + MINUTE
        )
    elif kind == "unscreened":
        passage = scene.enter(at, gate, BEEN_IN_RISK_AREA, car, screened=0, screened_at=0)
        scene.draft.find(SCREENED, "passage", passage, "gap", "not screened", gate.area)
    elif kind == "no time":
        passage = scene.enter(at, gate, BEEN_IN_RISK_AREA, car, screened=1, screened_at=0)
        scene.draft.find(
            SCREENED, "passage", passage, "cannot_tell", "screened at an unknown time", gate.area
        )


def journeys(scene: Scene, *, planted: bool) -> None:
    """Near: a car that passed 6 hours before it declares on the spot. Gap: one that passed a second before those."""
    for earlier in (0, 1) if planted else (0,):
        gate, at = scene.gate(), _early(scene)
        car, told = _declared_car(scene, at, gate, scene.hubei())
        passed_at = at - ON_THE_SPOT - earlier
        scene.draft.declare(
            passed_at - HOUR, gate.area, vehicle=car, stay=scene.place(), destination=scene.community()
        )
        scene.enter(passed_at, gate, BEEN_IN_RISK_AREA, car)
        if earlier:
            scene.draft.find(SEEN, "declaration", told, "gap", "seen on an earlier journey alone", gate.area)


def nowhere_to(scene: Scene) -> None:
    """A car from a key area without destination and never seen: two gaps in one declaration."""
    gate, at = scene.gate(), _early(scene)
    car = scene.car(gate, BEEN_IN_RISK_AREA)
    told = scene.draft.declare(at, gate.area, vehicle=car, person=scene.person(gate), stay=scene.hubei())
    scene.draft.find(NAMED, "declaration", told, "gap", "no community of destination", gate.area)
    scene.draft.find(SEEN, "declaration", told, "gap", "not seen at any gate", gate.area)


def seen_unknown(scene: Scene, count: int) -> None:
    """Cannot-tells: the declaration names no stay, whether the car is seen or not, and another does. Near: not yet due."""
    for kind in cycle(("unseen", "seen", "not yet due", "another does"), count):
        gate = scene.gate()
        at = AS_OF - 2 * DAY if kind == "not yet due" else _early(scene)
        car = scene.car(gate, BEEN_IN_RISK_AREA)
        told = scene.draft.declare(
            at, gate.area, vehicle=car, person=scene.person(gate), destination=scene.community()
        )
        why = "where they have stayed is not known"
        scene.draft.find(NAMED, "declaration", told, "cannot_tell", why, gate.area)
        if kind == "another does":
            scene.draft.declare(
                at + HOUR, gate.area, vehicle=car, stay=scene.hubei(), destination=scene.community()
            )
        if kind in ("seen", "another does"):
            scene.enter(at + 2 * HOUR, gate, BEEN_IN_RISK_AREA, car)
        if kind != "not yet due":
            scene.draft.find(SEEN, "declaration", told, "cannot_tell", why, gate.area)


def plant(scene: Scene, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    told, cars = _populations(scene.draft)
    named_just(scene, told // 50)
    seen_just(scene, cars // 50)
    journeys(Scene(scene.draft, "failings of earlier journeys"), planted=planted)
    if not planted:
        return
    named_not(scene, many(told))
    named_unknown(scene, many(told))
    seen_not(scene, many(cars))
    nowhere_to(scene)
    seen_unknown(scene, many(cars))


def _populations(draft: Draft) -> tuple[int, int]:
    """Declarations that name a stay in a key area, and the cars among them."""
    told, hubei = draft.declarations, set(draft.tree.hubei)
    cars = [vehicle for vehicle, stay in zip(told.vehicle, told.stay, strict=True) if stay in hubei]
    return len(cars), len({car for car in cars if car != NONE})
