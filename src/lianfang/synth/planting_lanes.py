"""Failings, near misses and undecidable records of the lanes: declared, screened, and gates in operation.

The limits are those of the plan's sentences, written down again on purpose: 24 hours, 6 hours, 30 and 15 minutes.
"""

from __future__ import annotations

from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE
from lianfang.synth.draft import LOCAL, NONE, Draft
from lianfang.synth.gates import CLOSES_AT, OPENS_AT, Site
from lianfang.synth.scene import UNTIL, Scene, cycle, many

VALID_FOR, ACCEPTED_UNTIL, ON_THE_SPOT, SCREEN_WITHIN = DAY, 6 * HOUR, 30 * MINUTE, 15 * MINUTE
AT_ONCE = "emergency-vehicles-pass-at-once"
DECLARED, SCREENED, OPEN = "declared-before-the-lane", "screened-at-the-gate", "gate-open-when-used"


# --- declared before the lane ----------------------------------------------------------------------------------------


def declared_just(scene: Scene, count: int) -> None:
    """Near misses: at every edge of the time allowed, late but accepted, and not yet due."""
    edges = (0, -VALID_FOR, ON_THE_SPOT, ON_THE_SPOT + 1, ACCEPTED_UNTIL)
    for offset in cycle(edges, count):
        _declared_at(scene, offset)
    gate, scope = scene.gate(), scene.scope()
    scene.enter(AS_OF - ON_THE_SPOT + 1, gate, scope, scene.car(gate, scope))


def _declared_at(scene: Scene, offset: int | None) -> tuple[int, int, Site]:
    """A car in scope and its declaration so long after the passage; passage, vehicle and gate."""
    gate, scope, at = scene.gate(), scene.scope(), scene.at()
    vehicle = scene.car(gate, scope)
    passage = scene.enter(at, gate, scope, vehicle)
    if offset is not None:
        _declare(scene, at + offset, gate, vehicle)
    return passage, vehicle, gate


def _declare(scene: Scene, at: int, gate: Site, vehicle: int) -> None:
    scene.draft.declare(
        at,
        gate.area,
        vehicle=vehicle,
        person=scene.person(gate),
        stay=scene.place(),
        destination=scene.community(),
    )


def declared_not(scene: Scene, count: int) -> None:
    """Gaps: no declaration; one a second too early or too late; one of a car with nearly the same plate."""
    kinds = ("none", "early", "late", "twin")
    offsets = {"early": -VALID_FOR - 1, "late": ACCEPTED_UNTIL + 1}
    words = {
        "none": "no declaration", "early": "declared 24 hours and a second before", "late": "declared six hours and a second after",
        "twin": "the declaration is that of a car with nearly the same plate",
    }  # fmt: skip
    for kind in cycle(kinds, count):
        passage, vehicle, gate = _declared_at(scene, offsets.get(kind))
        if kind == "twin":
            _, other, _ = _declared_at(scene, -HOUR)
            scene.twins(vehicle, other)
        scene.draft.find(DECLARED, "passage", passage, "gap", words[kind], gate.area)


def declared_unknown(scene: Scene, count: int) -> None:
    """Cannot-tells: a passage without a vehicle; one whose class is missing, declared or not."""
    for kind in cycle(("vehicle", "class", "class and declared"), count):
        gate, at, scope = scene.gate(), scene.at(), scene.scope()
        vehicle = NONE if kind == "vehicle" else scene.car(gate, scope)
        passage = scene.enter(at, gate, scope if kind == "vehicle" else NONE, vehicle)
        if kind == "class and declared":
            _declare(scene, at - HOUR, gate, vehicle)
        why = "which vehicle is not known" if kind == "vehicle" else "the class of vehicle is not known"
        scene.draft.find(DECLARED, "passage", passage, "cannot_tell", why, gate.area)
        if kind != "vehicle":
            scene.draft.find(AT_ONCE, "passage", passage, "cannot_tell", why, gate.area)


# --- screened at the gate ---------------------------------------------------------------------------------------------


def screened_just(scene: Scene, count: int) -> None:
    """Near misses: screened at the last second, a second late, on the way out, not yet due."""
    for kind in cycle(("last", "late", "out"), count):
        at = scene.at()
        if kind == "out":
            gate = scene.gate()
            scene.draft.cross(at, gate, False, vehicle=scene.car(gate, LOCAL), scope=LOCAL, screened=0)
        else:
            _arrive(scene, at, 1, at + SCREEN_WITHIN + (kind == "late"))
    _arrive(scene, AS_OF - SCREEN_WITHIN + 1, 0, 0)


def _arrive(scene: Scene, at: int, screened: int, screened_at: int) -> tuple[int, Site]:
    """A local car by road, or a person by rail, screened or not."""
    gate = scene.gate("road" if scene.chance.random() < 0.6 else "rail")
    if gate.mode == "road":
        vehicle = scene.car(gate, LOCAL)
        return scene.enter(at, gate, LOCAL, vehicle, screened=screened, screened_at=screened_at), gate
    passage = scene.draft.cross(
        at,
        gate,
        True,
        person=scene.person(gate),
        origin=scene.place(),
        screened=screened,
        screened_at=screened_at,
    )
    return passage, gate


def screened_not(scene: Scene, count: int) -> None:
    """Gaps: the record says that nobody screened them."""
    for _ in range(count):
        passage, gate = _arrive(scene, scene.at(), 0, 0)
        scene.draft.find(SCREENED, "passage", passage, "gap", "not screened", gate.area)


def screened_unknown(scene: Scene, count: int) -> None:
    """Cannot-tells: whether is not known, or when is not."""
    for screened in cycle((NONE, 1), count):
        passage, gate = _arrive(scene, scene.at(), screened, 0)
        why = "screened at an unknown time" if screened == 1 else "whether they were screened is not known"
        scene.draft.find(SCREENED, "passage", passage, "cannot_tell", why, gate.area)


# --- gates in operation -------------------------------------------------------------------------------------------------


def open_just(scene: Scene) -> None:
    """Near misses: the second in which a gate opens, and the last before another closes."""
    special = scene.draft.gates.special
    for inbound in (True, False):
        _pass(scene, OPENS_AT, special["opening"], inbound=inbound)
        _pass(scene, CLOSES_AT - 1, special["closing"], inbound=inbound)


def _pass(scene: Scene, at: int, gate: Site, *, inbound: bool) -> int:
    """A local car through a gate."""
    vehicle = scene.car(gate, LOCAL)
    if inbound:
        return scene.enter(at, gate, LOCAL, vehicle)
    return scene.draft.cross(at, gate, False, vehicle=vehicle, scope=LOCAL)


def open_not(scene: Scene, count: int) -> None:
    """Gaps: through a gate that is closed, from the second in which it closes, or not open yet."""
    special = scene.draft.gates.special
    for n, kind in enumerate(cycle(("closing", "closed", "before"), count)):
        gate = special["opening" if kind == "before" else "closing"]
        at = {"closing": CLOSES_AT, "before": OPENS_AT - 1}.get(kind) or scene.chance.randrange(
            CLOSES_AT, UNTIL
        )
        passage = _pass(scene, at, gate, inbound=n % 2 == 0)
        why = "the gate was not open yet" if kind == "before" else "the gate was closed"
        scene.draft.find(OPEN, "passage", passage, "gap", why, gate.area)


def open_unknown(scene: Scene, count: int) -> None:
    """Cannot-tells: through the gate of which it is not known when it opened."""
    gate = scene.draft.gates.special["unknown"]
    for n in range(count):
        passage = _pass(scene, scene.at(), gate, inbound=n % 2 == 0)
        scene.draft.find(
            OPEN, "passage", passage, "cannot_tell", "when the gate opened is not known", gate.area
        )


def plant(scene: Scene, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    in_scope, inbound, road = _populations(scene.draft)
    declared_just(scene, in_scope // 200)
    screened_just(scene, inbound // 200)
    open_just(scene)
    if not planted:
        return
    declared_not(scene, many(in_scope))
    declared_unknown(scene, many(in_scope // 2))
    screened_not(scene, many(inbound))
    screened_unknown(scene, many(inbound // 2))
    open_not(scene, many(road // 2))
    open_unknown(scene, many(road // 2))


def _populations(draft: Draft) -> tuple[int, int, int]:
    """Ordinary passages in scope of declaring, inbound, and by road."""
    scopes, inbound = draft.passages.scope, draft.passages.inbound
    in_scope = sum(1 for scope, entering in zip(scopes, inbound, strict=True) if entering and scope in (0, 1))
    return in_scope, sum(inbound), sum(1 for scope in scopes if scope != NONE)
