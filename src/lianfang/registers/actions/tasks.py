"""What is done with tasks: assigned, received, answered with evidence, verified by another, closed; or returned.

Each step takes ``seen``, the state in which whoever takes it saw the task (or a task's reference → that state): a task that
another moved on meanwhile is left as it is. Writers take turns, so that of two people who act at once one is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from django.db import IntegrityError, transaction

from lianfang.base import areas as paths
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.registers import changes
from lianfang.registers.access import By
from lianfang.registers.actions import notifying
from lianfang.registers.actions.recording import _check, _explain, _write
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import Organisation, Task
from lianfang.registers.models.tasks import CLOSED, STATES, State
from lianfang.registers.requests import once

RETURNED = tuple(code for code in Task._meta.get_field("outcome").codes.codes if code not in CLOSED)
Row = Mapping[str, Any]
Seen = str | Mapping[str, str]

_VERBS: Mapping[str, tuple[tuple[State, ...], Text]] = {
    "receive": (("assigned",), Text("签收", "received")),
    "give_evidence": (("received",), Text("提交佐证", "given evidence for")),
    "verify": (("evidence",), Text("核验", "verified")),
    "close": (("verified",), Text("办结", "closed")),
    "send_back": (("assigned", "received", "evidence", "verified"), Text("退回", "returned")),
}
"""Action → the states of a task in which it is its turn, and the word for it."""
_CARRIED = ("title", "clause", "must", "subject", "period", "decision", "objective", "area_id")
"""What the same work keeps when another unit gets it."""


def assign(*, rows: Sequence[Row], by: By, at: int, request: str = "") -> list[str]:
    """Hand out work, and answer the tasks' references.

    Args:
        rows: ``title``, ``unit`` and ``due_at``; perhaps ``clause``, ``decision`` or ``objective``, or ``must``, ``subject`` and
            ``period`` of a duty; an ``area`` left out is the unit's.

    Raises:
        Refused: a row lacks something, or a task on its duty is open already; nothing is written.
    """
    content = [by.name, [dict(row) for row in rows]]
    answer = once(
        request=request, verb="assign", content=content, at=at, act=lambda: hand_out(rows, by, at, request)
    )
    return list(answer["refs"])


def receive(*, refs: Sequence[str], by: By, at: int, seen: Seen = "", request: str = "") -> list[str]:
    """The unit says that it has the task.

    Raises:
        Refused: no such task in reach, or it is not its turn, or another has moved it on.
    """
    return _move("receive", refs, {"received_at": at}, by, at, seen, request)


def give_evidence(
    *, refs: Sequence[str], evidence: str, by: By, at: int, seen: Seen = "", request: str = ""
) -> list[str]:
    """The unit says what was done and where it can be seen.

    Raises:
        Refused: no words; no such task in reach, or it is not its turn, or another has moved it on.
    """
    if not evidence.strip():
        raise Refused(Problem("task/evidence-in-words"))
    given = {"evidence_at": at, "evidence": evidence.strip(), "evidence_by": by.name}
    return _move("give_evidence", refs, given, by, at, seen, request)


def verify(*, refs: Sequence[str], by: By, at: int, seen: Seen = "", request: str = "") -> list[str]:
    """Someone else than who gave the evidence has looked at it.

    Raises:
        Refused: the same person; no such task in reach, or it is not its turn, or another has moved it on.
    """
    return _move("verify", refs, {"verified_at": at, "verified_by": by.name}, by, at, seen, request)


def close(
    *, refs: Sequence[str], by: By, at: int, outcome: str = "done", seen: Seen = "", request: str = ""
) -> list[str]:
    """The task is over. A gap that it was about stays until evidence in the registers meets the duty.

    Raises:
        Refused: an outcome that closes nothing; no such task in reach, or it is not its turn, or another has moved it on.
    """
    _check_outcome(outcome, CLOSED)
    return _move("close", refs, {"closed_at": at, "outcome": outcome}, by, at, seen, request)


def send_back(
    *, refs: Sequence[str], outcome: str, by: By, at: int, seen: Seen = "", request: str = ""
) -> list[str]:
    """Return a task that is not closed: by the unit, or by who finds the evidence wanting. Another may then be assigned.

    Raises:
        Refused: an outcome that returns nothing; no such task in reach, or it is closed or returned already, or another has
            moved it on.
    """
    _check_outcome(outcome, RETURNED)
    return _move("send_back", refs, {"returned_at": at, "outcome": outcome}, by, at, seen, request)


def reassign(
    *, refs: Sequence[str], unit: int, due_at: int, outcome: str, by: By, at: int, seen: Seen = "", request: str = ""
) -> list[str]:  # fmt: skip
    """Return tasks and hand the same work to another unit, in one transaction; answers the new tasks' references.

    Args:
        outcome: why the old ones are returned.

    Raises:
        Refused: what :func:`send_back` and :func:`assign` refuse; the unit has the task already. Nothing is written.
    """
    _check_outcome(outcome, RETURNED)

    def act() -> dict[str, Any]:
        _moved("send_back", refs, {"returned_at": at, "outcome": outcome}, by, at, seen, request)
        old = Task.objects.filter(ref__in=list(refs))
        same = [task for task in old if task.unit_id == unit]
        if same:
            raise Refused([Problem("task/same-unit", facts={"ref": task.ref}) for task in same])
        rows = [
            {
                **{name.removesuffix("_id"): getattr(task, name) for name in _CARRIED},
                "unit": unit,
                "due_at": due_at,
            }
            for task in old
        ]
        return hand_out(rows, by, at, request)

    content = [by.name, list(refs), unit, due_at, outcome]
    return list(once(request=request, verb="reassign", content=content, at=at, act=act)["refs"])


def hand_out(rows: Sequence[Row], by: By, at: int, request: str) -> dict[str, Any]:
    """What :func:`assign` does, inside the caller's transaction: for those who choose the rows there."""
    home = dict(
        Organisation.objects.filter(id__in={row.get("unit") for row in rows}).values_list("id", "area_id")
    )
    filled = [
        {"assigned_at": at, **row, "area": row.get("area") or home.get(row.get("unit"))} for row in rows
    ]
    late = [
        line
        for line, row in enumerate(filled, 1)
        if isinstance(row.get("due_at"), int) and row["due_at"] < at
    ]
    if late:
        raise Refused([Problem("task/due-before-assigned", line=line) for line in late])
    if not rows:
        return {"refs": []}
    refs = _kept(filled, by, at, request)
    made = {task.ref: task for task in Task.objects.filter(ref__in=refs)}
    notifying.tell_units("task_handed", [made[ref] for ref in refs], by=by, at=at)
    return {"refs": refs}


def _check_outcome(outcome: str, known: Sequence[str]) -> None:
    if outcome not in known:
        raise Refused(Problem("task/outcome", facts={"outcome": outcome, "known": ", ".join(known)}))


def _move(
    verb: str, refs: Sequence[str], given: dict[str, Any], by: By, at: int, seen: Seen, request: str
) -> list[str]:
    said = {name: value for name, value in given.items() if not name.endswith("_at")}
    answer = once(
        request=request, verb=verb, content=[by.name, list(refs), said], at=at,
        act=lambda: _moved(verb, refs, given, by, at, seen, request),
    )  # fmt: skip
    return list(answer["refs"])


def _moved(
    verb: str, refs: Sequence[str], given: dict[str, Any], by: By, at: int, seen: Seen, request: str
) -> dict[str, Any]:
    changes.begin()
    known = {task.ref: task for task in Task.objects.filter(ref__in=list(refs))}
    found = list(_faults(verb, refs, known, by, seen))
    if found:
        raise Refused(found)
    kept = _kept([{"ref": ref, **given} for ref in dict.fromkeys(refs)], by, at, request)
    if verb == "send_back":
        notifying.tell_of_returned([known[ref] for ref in kept], by=by, at=at)
    return {"refs": kept}


def _faults(
    verb: str, refs: Sequence[str], known: Mapping[str, Task], by: By, seen: Seen
) -> Iterator[Problem]:
    states, word = _VERBS[verb]
    for line, ref in enumerate(refs, 1):
        task = known.get(ref)
        if task is None or (by.area and not paths.is_within(task.area_id, by.area)):
            yield Problem("task/not-found", line=line, facts={"ref": ref})
            continue
        said = {"ref": ref, **_words(STATES[task.state], "state"), **_words(word, "verb")}
        shown = seen if isinstance(seen, str) else seen.get(ref, "")
        if shown and task.state != shown:
            was = STATES.get(cast(State, shown), Text(shown, shown))
            yield Problem("task/moved-on", line=line, facts={**said, **_words(was, "was")})
        elif task.state not in states:
            yield Problem("task/out-of-turn", line=line, facts=said)
        elif verb == "verify" and (task.evidence_by or "").casefold() == by.name.casefold():
            yield Problem("task/verified-by-the-same", line=line, facts={"ref": ref, "name": by.name})


def _words(text: Text, name: str) -> dict[str, str]:
    return {f"{name}_zh": text.zh, f"{name}_en": text.en}


def _kept(rows: Sequence[Row], by: By, at: int, request: str) -> list[str]:
    """Write through the list action's own steps; the request is kept by the caller."""
    shape = catalogue()["task"]
    _check(shape, Task, rows)
    try:
        with transaction.atomic():
            return _write(shape, Task, rows, by, at, request, None).refs
    except IntegrityError as error:
        raise Refused(_explain(shape, rows, error)) from error
