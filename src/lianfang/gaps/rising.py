"""Gaps under open tasks that rise to a higher level: whoever works there is told, once for each task and level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import transaction

from lianfang.gaps import plans
from lianfang.gaps.models import Duty
from lianfang.gaps.plans import InForce, Standing
from lianfang.plan.escalation import risen, risen_area
from lianfang.registers.actions import notifying
from lianfang.registers.models import REGISTERS, NoticesUpTo, Task

PIECE = 500


def sweep(*, at: int, rights_at: int | None = None) -> int:
    """Tell of open tasks whose gap has come to a level since the last sweep, and answer how many there were.

    Every sweep covers the time after the one before, whoever does it; the first one only says from when.

    Args:
        at: now, by the clock by which tasks are given out and done.
        rights_at: now, by the real clock; None where that is the same.
    """
    force = plans.current()
    if force is None:
        return 0
    with transaction.atomic():
        done, is_first = NoticesUpTo.objects.get_or_create(sort="risen", defaults={"at": at})
        if (
            is_first
            or at <= done.at
            or not NoticesUpTo.objects.filter(sort="risen", at=done.at).update(at=at)
        ):
            return 0
        found = list(_risen(force, done.at, at))
        desks = notifying.writers(
            {area for _task, _level, area in found}, at=at if rights_at is None else rights_at
        )
        for level in sorted({level for _task, level, _area in found}):
            theirs = [(task, area) for task, one, area in found if one == level]
            to = {str(task.ref): desks.get(area, []) for task, area in theirs}
            notifying.tell_of_tasks("task_risen", [task for task, _area in theirs], to, at=at, mark=level)
        return len(found)


def _risen(force: InForce, before: int, at: int) -> Iterator[tuple[Task, str, int]]:
    """Open tasks with the level to which their gap has come in that time, and the area there."""
    for standing in force.musts:
        kept = Task.objects.filter(must=standing.must.key, closed_at=None, returned_at=None)
        tasks = list(kept.only("id", "ref", "unit_id", "subject", "period").order_by("id"))
        for start in range(0, len(tasks), PIECE):
            yield from _of_must(force, standing, tasks[start : start + PIECE], before, at)


def _of_must(
    force: InForce, standing: Standing, tasks: Sequence[Task], before: int, at: int
) -> Iterator[tuple[Task, str, int]]:
    subjects = {task.subject for task in tasks}
    model = REGISTERS[standing.must.every]
    names = dict(model.objects.filter(ref__in=subjects).values_list("id", "ref"))
    # Of those that are met, excused or undecided nobody need be told; excuses are looked at where the list is opened.
    open_now = Duty.objects.filter(
        must_id=standing.number, subject_id__in=list(names), state=0, met_at=None, due_at__lte=at
    )
    due: dict[tuple[str, int], tuple[int, int]] = {}
    for subject, period, due_at, area in open_now.values_list("subject_id", "period", "due_at", "area_id"):
        due[names[subject], period] = (due_at, area or 0)
    for task in tasks:
        fell = due.get((task.subject or "", task.period or 0))
        if not fell or not fell[1]:
            continue
        now = risen(standing.must.key, fell[0], at, force.plan)
        if now is not None and now.since > before:
            yield task, now.level, risen_area(fell[1], now.level)
