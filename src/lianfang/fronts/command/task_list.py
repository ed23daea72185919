"""The list of tasks: what, whose, until when, how far it has come."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from lianfang.base.instants import day_of, iso
from lianfang.fronts.command.gap_list import called, code_of, name_of
from lianfang.fronts.command.shapes import TaskList, TaskListed, Words
from lianfang.gaps import plans
from lianfang.gaps.lists import within
from lianfang.registers.access import Reader
from lianfang.registers.access import rows as rows_of
from lianfang.registers.models import Task
from lianfang.registers.models.codes import TASK_OUTCOME
from lianfang.registers.models.tasks import STATES
from lianfang.registers.withholding import LISTED, shut


def make(
    *, reader: Reader, as_of: int, must: str = "", unit: int | None = None, area: int = 0, ended: bool = False,
    overdue: bool = False, limit: int = 100,
) -> TaskList:  # fmt: skip
    """Make a list of the tasks that were assigned by ``as_of``, as they stood then.

    Args:
        unit: only those of this organisation.
        ended: those too that were closed or returned.
        overdue: only those past their date, neither closed nor returned.
        limit: how many rows at most; 0 is all.

    Raises:
        Refused: no plan in force, or an area that is not there or out of the reader's reach.
    """
    zone = plans.in_force().plan.zone
    kept = rows_of(Task, reader.inside(within(reader, area))).filter(assigned_at__lte=as_of)
    if must:
        kept = kept.filter(must=must)
    if unit is not None:
        kept = kept.filter(unit=unit)
    if overdue or not ended:
        still = (Q(closed_at=None) | Q(closed_at__gt=as_of)) & (
            Q(returned_at=None) | Q(returned_at__gt=as_of)
        )
        kept = kept.filter(still)
    if overdue:
        kept = kept.filter(due_at__lt=as_of)
    chosen = kept.select_related("unit", "area").order_by("due_at", "id")
    rows = tasks_said(list(chosen[:limit] if limit else chosen), zone, as_of)
    return TaskList(as_of=iso(as_of, zone), total=kept.count(), rows=rows)


def tasks_said(tasks: Sequence[Task], zone: str, as_of: int) -> list[TaskListed]:
    """Tasks as they stood at an instant: what was filled in later is left out, and whom nobody is shown is not named."""
    musts = plans.in_force().plan.musts
    about = {task.must: musts[task.must].every if task.must in musts else "" for task in tasks if task.must}
    hidden = shut(task.subject for task in tasks if task.must and about[task.must] in {"", *LISTED})
    return [_said(task, zone, as_of, None if task.subject in hidden else task.subject) for task in tasks]


def _said(task: Task, zone: str, as_of: int, subject: str | None) -> TaskListed:
    state = task.state_at(as_of)

    def when(instant: int | None) -> str | None:
        return None if instant is None or instant > as_of else iso(instant, zone)

    answered, verified = when(task.evidence_at) is not None, when(task.verified_at) is not None
    outcome = task.outcome if state in ("closed", "returned") else None
    return TaskListed(
        ref=task.ref, title=task.title, clause=task.clause, must=task.must, subject=subject,
        period=day_of(task.period, zone).isoformat() if task.period else None,
        unit=task.unit.ref, unit_name=called(task.unit), area=code_of(task.area), area_name=name_of(task.area),
        state=state, state_words=Words.of(STATES[state]), is_overdue=task.due_at < as_of and not task.has_ended(as_of),
        assigned_at=iso(task.assigned_at, zone), due_at=iso(task.due_at, zone), received_at=when(task.received_at),
        evidence_at=when(task.evidence_at), evidence=task.evidence if answered else None,
        evidence_by=task.evidence_by if answered else None, verified_at=when(task.verified_at),
        verified_by=task.verified_by if verified else None, closed_at=when(task.closed_at),
        returned_at=when(task.returned_at), outcome=outcome,
        outcome_words=Words.of(TASK_OUTCOME.codes[outcome]) if outcome else None,
    )  # fmt: skip
