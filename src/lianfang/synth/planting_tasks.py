"""Failings, near misses and undecidable records of tasks: two hours to take one on, a day to close it, two hours to answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE, midnight
from lianfang.synth.ledger import Finding
from lianfang.synth.scene import Scene
from lianfang.synth.tasks import FIRST, task

RECEIVED, CLOSED, ANSWERED = "task-received-in-time", "task-closed-in-time", "agency-task-answered"
RECEIVE_WITHIN, CLOSE_WITHIN, ANSWER_WITHIN = 2 * HOUR, DAY, 2 * HOUR
BEFORE = midnight(date(2020, 1, 14)) + 9 * HOUR
NOT_DONE: dict[str, Any] = dict.fromkeys(("verified_at", "verified_by", "closed_at", "outcome"))
NO_ANSWER: dict[str, Any] = {**NOT_DONE, "evidence_at": None, "evidence": None, "evidence_by": None}
NOTHING: dict[str, Any] = {**NO_ANSWER, "received_at": None}


def _early(scene: Scene) -> int:
    return scene.chance.randrange(FIRST, AS_OF - 4 * DAY)


def _find(scene: Scene, must: str, number: int, finding: Finding, why: str) -> None:
    area = int(scene.draft.kept.told("task", number)["area_id"])
    scene.draft.find(must, "task", number, finding, why, area)


def just(scene: Scene) -> None:
    """At the last second and a second late; not yet due; returned, with a reason."""
    draft = scene.draft
    for late in (0, 1):
        at = _early(scene)
        due = at + 2 * DAY
        answered, closed = due + ANSWER_WITHIN + late, due + CLOSE_WITHIN + late
        task(
            draft, at, agency=True, received_at=at + RECEIVE_WITHIN + late, evidence_at=answered, verified_at=closed - MINUTE,
            closed_at=closed,
        )  # fmt: skip
    task(draft, AS_OF - RECEIVE_WITHIN + 1, agency=True, **NOTHING)
    at = _early(scene)
    task(draft, at, agency=True, **{**NOTHING, "returned_at": at + HOUR, "outcome": "not_ours"})


def missed(scene: Scene, count: int) -> None:
    """Gaps: not taken on, and so neither answered nor closed; not answered; answered, and nobody looked."""
    draft = scene.draft
    for _ in range(count):
        number = task(draft, _early(scene), agency=True, **NOTHING)
        for must in (RECEIVED, ANSWERED, CLOSED):
            _find(scene, must, number, "gap", "nobody took it on")
        number = task(draft, _early(scene), agency=True, **NO_ANSWER)
        for must in (ANSWERED, CLOSED):
            _find(scene, must, number, "gap", "no answer")
        number = task(draft, _early(scene), agency=False, **NOT_DONE)
        _find(scene, CLOSED, number, "gap", "nobody looked at the evidence")


def untold(scene: Scene) -> None:
    """Cannot-tells: handed out before any limit was in force."""
    for agency in (True, False):
        number = task(scene.draft, BEFORE, agency=agency)
        for must in (RECEIVED, CLOSED, *([ANSWERED] if agency else [])):
            _find(scene, must, number, "cannot_tell", "no limit was in force yet")


def plant(scene: Scene, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    just(scene)
    if planted:
        missed(scene, 2 + scene.draft.people // 10_000)
        untold(scene)
