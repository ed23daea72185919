"""Failings, near misses and undecidable records of passages and of who sat in them.

The limits are those of the plan's sentences, written down again on purpose: 5, 15 and 30 minutes, 6 and 24 hours.
"""

from __future__ import annotations

from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE
from lianfang.synth.draft import (
    BUS_FROM_ELSEWHERE,
    EXEMPT,
    LOCAL,
    NONE,
    OCCUPANT_FROM_ELSEWHERE,
)
from lianfang.synth.gates import Site
from lianfang.synth.planting_lanes import AT_ONCE
from lianfang.synth.posts import Posts, declare_for
from lianfang.synth.scene import Scene, cycle, many

LEAVERS, OCCUPANTS = "leavers-are-screened", "occupants-are-screened"
CARS, BUSES = "car-with-occupant-from-elsewhere-declares", "bus-passenger-from-elsewhere-declares"
RELEASE_WITHIN, SCREEN_WITHIN, ON_THE_SPOT, VALID_FOR, ACCEPTED_UNTIL = (
    5 * MINUTE, 15 * MINUTE, 30 * MINUTE, DAY, 6 * HOUR,
)  # fmt: skip


# --- emergency vehicles -----------------------------------------------------------------------------------------------


def _hurry(scene: Scene, at: int, waits: int | None) -> tuple[int, Site]:
    """An ambulance through a road gate, let go after so long, or at no known time."""
    gate = scene.gate()
    place = scene.enter(at, gate, EXEMPT, scene.car(gate, EXEMPT))
    scene.draft.passages.released_at[place] = 0 if waits is None else at + waits
    return place, gate


def hurry_just(scene: Scene, count: int) -> None:
    """Near misses: let go to the last second, a second late; due in a second; another car that waits."""
    for late in cycle((0, 1), count):
        _hurry(scene, scene.at(), RELEASE_WITHIN + late)
    _hurry(scene, AS_OF - RELEASE_WITHIN + 1, None)


def hurry_not(scene: Scene, count: int) -> None:
    """Gaps: nobody wrote down that it was let go. (A class that is not known is planted with the lanes.)"""
    for _ in range(count):
        place, gate = _hurry(scene, scene.at(), None)
        scene.draft.find(AT_ONCE, "passage", place, "gap", "not let go", gate.area)


# --- who leaves -------------------------------------------------------------------------------------------------------


def _leave(scene: Scene, at: int, screened: int, screened_at: int) -> tuple[int, Site]:
    gate = scene.gate(scene.chance.choice(("rail", "air", "port")))
    place = scene.draft.cross(
        at, gate, False, person=scene.person(gate), screened=screened, screened_at=screened_at
    )
    return place, gate


def leave_just(scene: Scene, count: int) -> None:
    """Near misses: screened to the last second, a second late; due in a second."""
    for late in cycle((0, 1), count):
        at = scene.at()
        _leave(scene, at, 1, at + SCREEN_WITHIN + late)
    _leave(scene, AS_OF - SCREEN_WITHIN + 1, 0, 0)


def leave_not(scene: Scene, count: int) -> None:
    """Gaps: left unscreened."""
    for _ in range(count):
        place, gate = _leave(scene, scene.at(), 0, 0)
        scene.draft.find(LEAVERS, "passage", place, "gap", "left without being screened", gate.area)


def leave_unknown(scene: Scene, count: int) -> None:
    """Cannot-tells: whether is not known, or when is not."""
    for screened in cycle((NONE, 1), count):
        place, gate = _leave(scene, scene.at(), screened, 0)
        why = "screened at an unknown time" if screened == 1 else "whether they were screened is not known"
        scene.draft.find(LEAVERS, "passage", place, "cannot_tell", why, gate.area)


# --- who sits in a car ------------------------------------------------------------------------------------------------


def _ride(scene: Scene, scope: int, at: int = 0, vehicle: int | None = None) -> tuple[int, Site]:
    """A car or bus of its own on its way in."""
    gate = scene.gate()
    car = scene.car(gate, scope) if vehicle is None else vehicle
    return scene.enter(at or scene.at(), gate, scope, car), gate


def seats_just(scene: Scene, posts: Posts, count: int) -> None:
    """Near misses: the temperature taken to the last second, a second late; due in a second."""
    for late in cycle((0, 1), count):
        place, gate = _ride(scene, LOCAL)
        at = scene.draft.passages.at[place]
        posts.sit(
            place,
            scene.person(gate),
            "driver",
            registered_elsewhere=False,
            screened_at=at + SCREEN_WITHIN + late,
        )
    place, gate = _ride(scene, LOCAL, AS_OF - SCREEN_WITHIN + 1)
    nothing = {"registered_elsewhere": False, "screened_at": None, "temperature": None}
    posts.sit(place, scene.person(gate), "driver", **nothing)


def seats_not(scene: Scene, posts: Posts, count: int) -> None:
    """Gaps: no temperature of one of two. Cannot-tells: one at no known time."""
    for kind in cycle(("gap", "no time"), 2 * count):
        place, gate = _ride(scene, LOCAL)
        posts.sit(place, scene.person(gate), "driver", registered_elsewhere=False)
        lacks = {"screened_at": None} | ({"temperature": None} if kind == "gap" else {})
        seat = posts.sit(place, scene.person(gate), "passenger", registered_elsewhere=False, **lacks)
        if kind == "gap":
            scene.draft.find(OCCUPANTS, "occupant", seat, "gap", "no temperature was taken", gate.area)
        else:
            why = "when the temperature was taken is not known"
            scene.draft.find(OCCUPANTS, "occupant", seat, "cannot_tell", why, gate.area)


# --- registered elsewhere ---------------------------------------------------------------------------------------------


def _declared(scene: Scene, posts: Posts, scope: int, offset: int | None, at: int = 0) -> tuple[int, Site]:
    """A car or bus with someone registered elsewhere, and the declaration so long after; the seat and the gate."""
    place, gate = _ride(scene, scope, at)
    person, bus = scene.person(gate), scope == BUS_FROM_ELSEWHERE
    seat = posts.sit(place, person, "passenger" if bus else "driver")
    if offset is not None:
        declare_for(posts, place, person, scene.draft.passages.at[place] + offset, by_car=not bus)
    return seat, gate


def elsewhere_just(scene: Scene, posts: Posts, count: int) -> None:
    """Near misses at every edge of the time allowed; due in a second; registered here, with nothing declared."""
    for scope in (OCCUPANT_FROM_ELSEWHERE, BUS_FROM_ELSEWHERE):
        for offset in cycle((-VALID_FOR, ON_THE_SPOT, ON_THE_SPOT + 1, ACCEPTED_UNTIL), count):
            _declared(scene, posts, scope, offset)
        _declared(scene, posts, scope, None, AS_OF - ON_THE_SPOT + 1)
        place, gate = _ride(scene, scope)
        posts.sit(place, scene.person(gate), "passenger", registered_elsewhere=False)


def elsewhere_not(scene: Scene, posts: Posts, count: int) -> None:
    """Gaps: nothing declared; a second too early, a second too late; a car put down as a local one."""
    words = {None: "no declaration", -VALID_FOR - 1: "declared 24 hours and a second before",
             ACCEPTED_UNTIL + 1: "declared six hours and a second after"}  # fmt: skip
    for must, scopes in ((CARS, (OCCUPANT_FROM_ELSEWHERE, LOCAL)), (BUSES, (BUS_FROM_ELSEWHERE,))):
        for n, (offset, why) in enumerate(cycle(tuple(words.items()), count)):
            seat, gate = _declared(scene, posts, scopes[n % len(scopes)], offset)
            scene.draft.find(must, "occupant", seat, "gap", why, gate.area)


def elsewhere_unknown(scene: Scene, posts: Posts, count: int) -> None:
    """Cannot-tells: where they are registered, in which car or who they are, or as what they rode, is not known."""
    for kind in cycle(("registered", "which"), count):
        vehicle = NONE if kind == "which" else None
        place, gate = _ride(scene, OCCUPANT_FROM_ELSEWHERE, vehicle=vehicle)
        registered = None if kind == "registered" else True
        seat = posts.sit(place, scene.person(gate), "driver", registered_elsewhere=registered)
        why = "where they are registered is not known" if kind == "registered" else "which car is not known"
        scene.draft.find(CARS, "occupant", seat, "cannot_tell", why, gate.area)
    words = {
        "registered": "where they are registered is not known", "which": "who they are is not known",
        "role": "whether they drove is not known",
    }  # fmt: skip
    for kind in cycle(tuple(words), count):
        place, gate = _ride(scene, BUS_FROM_ELSEWHERE)
        seat = posts.sit(
            place, None if kind == "which" else scene.person(gate), None if kind == "role" else "passenger",
            registered_elsewhere=None if kind == "registered" else True,
        )  # fmt: skip
        scene.draft.find(BUSES, "occupant", seat, "cannot_tell", words[kind], gate.area)


def plant(scene: Scene, posts: Posts, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    passed = scene.draft.passages
    exempt = sum(1 for scope in passed.scope if scope == EXEMPT)
    leaving = sum(
        1 for way, scope in zip(passed.inbound, passed.scope, strict=True) if not way and scope == NONE
    )
    seats = len(scene.draft.kept.rows["occupant"])
    hurry_just(scene, exempt // 200)
    leave_just(scene, leaving // 200)
    seats_just(scene, posts, seats // 200)
    elsewhere_just(scene, posts, seats // 200)
    if not planted:
        return
    hurry_not(scene, many(exempt))
    leave_not(scene, many(leaving))
    leave_unknown(scene, many(leaving // 2))
    seats_not(scene, posts, many(seats))
    elsewhere_not(scene, posts, many(seats))
    elsewhere_unknown(scene, posts, many(seats))
