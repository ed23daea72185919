"""One task: what was said of it and by whom, how its gap stands, and what came before it on the same duty."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lianfang.base.problems import Problem, Refused
from lianfang.board.duties import duty_of
from lianfang.board.rights import sees_column
from lianfang.board.shapes import DutySaid
from lianfang.fronts.command.setting import setting_of
from lianfang.fronts.command.shapes import TaskListed
from lianfang.fronts.command.task_list import tasks_said
from lianfang.gaps import plans
from lianfang.gaps.lists import journal
from lianfang.gaps.reasons import row_of
from lianfang.plan.model import Must
from lianfang.registers.access import Reader, rows
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS, Journal, Organisation, Task

Lacking = Literal["", "no_duty", "withheld", "gone"]
_CITED = re.compile(r"\s?\[([a-z_]+)/([A-Za-z0-9_-]+)\]$")
_STEPS = ("received_at", "evidence_at", "verified_at", "closed_at", "returned_at")


@dataclass(frozen=True)
class Actor:
    """Who took a step, and in which role, as the journal has it."""

    name: str
    role: str


@dataclass(frozen=True)
class TaskShown:
    """A task at an instant.

    Attributes:
        must: what it is about, where the plan in force has it.
        duty: how its duty stands; None where ``lacking`` says why.
        actors: ``assigned_at``, ``received_at`` … → who did it.
        others: the other tasks on the same duty, the newest first.
        hides_evidence: may this reader not see what was said as evidence?
    """

    task: Task
    said: TaskListed
    must: Must | None
    duty: DutySaid | None
    lacking: Lacking
    actors: Mapping[str, Actor]
    others: Sequence[TaskListed]
    hides_evidence: bool


def shown(task: Task, *, reader: Reader, duty_at: int, at: int) -> TaskShown:
    """All that a page says of a task within the reader's reach; the reading is journalled.

    Args:
        duty_at: the instant at which its duty is judged.
        at: now, for the task itself.
    """
    force = plans.in_force()
    must = force.plan.musts.get(task.must or "")
    duty, lacking = _duty(task, must, reader, duty_at)
    counts = {"task": 1}
    if must is not None and duty is not None:
        counts[must.every] = counts.get(must.every, 0) + 1
    journal(reader, at=at, counts=counts)
    zone = force.plan.zone
    said, *others = tasks_said([task, *_others(task, reader)], zone, at)
    return TaskShown(
        task, said, must, duty, lacking, _actors(task), others, not sees_column(reader, "task", "evidence")
    )


def _duty(task: Task, must: Must | None, reader: Reader, at: int) -> tuple[DutySaid | None, Lacking]:
    if task.must is None:
        return None, "no_duty"
    if must is None:
        return None, "gone"
    if not reader.reads(must.every):
        return None, "withheld"
    near = (
        rows(REGISTERS[must.every], reader)
        .filter(ref=task.subject or "")
        .values_list("id", flat=True)
        .first()
    )
    row = None if near is None else row_of(must.every, id=near)
    force = plans.in_force()
    if row is None:
        return None, "gone"
    setting = setting_of(force, reader, at, 0)
    found = duty_of(setting, reader, force.of(must.key), {**row, "ref": task.subject or ""}, task.period or 0)
    return found, "" if found is not None else "gone"


def _actors(task: Task) -> dict[str, Actor]:
    kept = Journal.objects.filter(register="task", row=task.pk, verb__in=("record", "update")).order_by("id")
    found: dict[str, Actor] = {}
    for entry in kept:
        fields = entry.fields.split(",")
        names = ["assigned_at"] if entry.verb == "record" else [name for name in _STEPS if name in fields]
        found.update(dict.fromkeys(names, Actor(entry.actor, entry.role)))
    return found


def _others(task: Task, reader: Reader) -> list[Task]:
    if task.must is None:
        return []
    same = rows(Task, reader).filter(must=task.must, subject=task.subject, period=task.period)
    return list(same.exclude(pk=task.pk).select_related("unit", "area").order_by("-assigned_at", "-id")[:20])


def evidence_register(task: Task) -> str:
    """The register whose records show that the task's duty is met; empty where it has none."""
    must = plans.in_force().plan.musts.get(task.must or "")
    return "" if must is None else must.every if must.has == "itself" else must.has


def with_record(words: str, ref: str, *, task: Task, reader: Reader) -> str:
    """Evidence in words that cites a record, by its reference.

    Raises:
        Refused: there is no such record of the register that shows it, or not within the reader's reach.
    """
    register = evidence_register(task)
    is_there = bool(register) and rows(REGISTERS[register], reader).filter(ref=ref).exists()
    if not is_there:
        facts = {"register": register or "–", "value": ref[:40]}
        raise Refused(Problem("record/not-found", facts=facts))
    return f"{words.strip()} [{register}/{ref}]".strip()


def cited(evidence: str) -> tuple[str, str, str]:
    """What was said as evidence: its words, and register and reference of the record that it cites (or nothing)."""
    found = _CITED.search(evidence)
    if found is None or found[1] not in catalogue():
        return evidence, "", ""
    return evidence[: found.start()], found[1], found[2]


def unit_named(text: str, *, reader: Reader) -> int:
    """An organisation in the reader's area, by its reference or its name in either language.

    Raises:
        Refused: there is none, or more than one.
    """
    seen = rows(Organisation, reader)
    for by in ("ref", "name_zh", "name_en__iexact"):
        found = list(seen.filter(**{by: text}).values_list("id", flat=True)[:2])
        if len(found) == 1:
            return int(found[0])
    raise Refused(Problem("task/no-such-unit", facts={"named": text[:40]}))
