"""Tasks: work handed to a unit, with a date, an answer, evidence, and someone else who looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from django.db import models
from django.db.models import F, Q

from lianfang.base.words import Text
from lianfang.records import Privacy
from lianfang.registers.fields import CodeField, InstantField, LinkField, WordsField
from lianfang.registers.models import codes
from lianfang.registers.models.record import Record, Registered

CLOSED = ("done", "done_in_part")
"""Outcomes of a task that was closed; the others are those of one that was returned."""
State = Literal["assigned", "received", "evidence", "verified", "closed", "returned"]
STATES: Mapping[State, Text] = {
    "assigned": Text("已交办", "assigned"),
    "received": Text("已签收", "received"),
    "evidence": Text("已交佐证", "answered with evidence"),
    "verified": Text("已核验", "verified"),
    "closed": Text("已办结", "closed"),
    "returned": Text("已退回", "returned"),
}
"""A task's state in words."""


class Task(Record):
    """Work handed to a unit (a health authority or any other), perhaps on a duty by its key or on a clause of the directive.

    Its state follows from what is filled in, in this order: assigned, received, evidence, verified, closed; or returned,
    from any state but closed. ``subject`` is the reference of the duty's record. Closing a task closes no gap.
    """

    register = Registered(title=Text("任务", "task"), occurred="assigned_at")

    title = WordsField(title=Text("任务名称", "title"))
    clause = WordsField(max_length=32, null=True, title=Text("条款", "clause"))
    must = WordsField(max_length=64, null=True, title=Text("要求", "must"))
    subject = WordsField(max_length=16, null=True, title=Text("主体编号", "reference of the subject"))
    period = InstantField(null=True, title=Text("周期", "period"))
    decision = WordsField(max_length=16, null=True, title=Text("所依决策编号", "decision that it follows"))
    objective = WordsField(
        max_length=16, null=True, title=Text("所依督办目标编号", "objective that it follows")
    )
    unit = LinkField("registers.Organisation", db_index=False, title=Text("承办单位", "unit"))
    area = LinkField("registers.Area", db_index=False, title=Text("所在区域", "area"))
    assigned_at = InstantField(title=Text("交办时间", "assigned at"))
    due_at = InstantField(title=Text("办理期限", "due at"))
    received_at = InstantField(null=True, title=Text("签收时间", "received at"))
    evidence_at = InstantField(null=True, title=Text("佐证提交时间", "evidence given at"))
    evidence = WordsField(
        max_length=400, null=True, title=Text("佐证说明", "evidence in words"), privacy=Privacy.PERSONAL
    )
    evidence_by = WordsField(max_length=64, null=True, title=Text("佐证提交人", "evidence given by"))
    verified_at = InstantField(null=True, title=Text("核验时间", "verified at"))
    verified_by = WordsField(max_length=64, null=True, title=Text("核验人", "verified by"))
    closed_at = InstantField(null=True, title=Text("办结时间", "closed at"))
    returned_at = InstantField(null=True, title=Text("退回时间", "returned at"))
    outcome = CodeField(codes=codes.TASK_OUTCOME, null=True, title=Text("结果", "outcome"))

    class Meta:
        indexes = [
            models.Index(fields=["unit", "due_at"], name="task_unit_due"),
            models.Index(fields=["area", "due_at"], name="task_area_due"),
            models.Index(
                fields=["subject", "must", "period"], name="task_duty", condition=Q(must__isnull=False)
            ),
            models.Index(fields=["decision"], name="task_decision", condition=Q(decision__isnull=False)),
            models.Index(fields=["objective"], name="task_objective", condition=Q(objective__isnull=False)),
            # What waits is few beside what was done, and is counted on every page.
            models.Index(
                fields=["area"],
                name="task_waiting",
                condition=Q(closed_at__isnull=True, returned_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["must", "subject", "period"],
                condition=Q(must__isnull=False, closed_at__isnull=True, returned_at__isnull=True),
                name="one_open_task_a_duty",
            ),
            models.CheckConstraint(
                condition=Q(must__isnull=True, subject__isnull=True, period__isnull=True)
                | Q(must__isnull=False, subject__isnull=False, period__isnull=False),
                name="task_duty_by_whole_key",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("assigned_at")), name="task_due_after_assigned"),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(received_at__gte=F("assigned_at")),
                name="task_received_after_assigned",
            ),
            models.CheckConstraint(
                condition=Q(evidence_at__isnull=True, evidence__isnull=True, evidence_by__isnull=True)
                | Q(
                    evidence_at__isnull=False, evidence__isnull=False, evidence_by__isnull=False,
                    received_at__isnull=False, evidence_at__gte=F("received_at"),
                ),
                name="task_evidence_after_received",
            ),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | (
                    Q(verified_at__isnull=False, verified_by__isnull=False, evidence_at__isnull=False)
                    & Q(verified_at__gte=F("evidence_at"))
                    & ~Q(verified_by=F("evidence_by"))
                ),
                name="task_verified_by_another",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(verified_at__isnull=False, closed_at__gte=F("verified_at"), outcome__in=CLOSED, outcome__isnull=False),
                name="task_closed_after_verified",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True)
                | (
                    Q(closed_at__isnull=True, returned_at__gte=F("assigned_at"), outcome__isnull=False)
                    & ~Q(outcome__in=CLOSED)
                ),
                name="task_returned_unclosed",
            ),
            models.CheckConstraint(
                condition=Q(outcome__isnull=True) | Q(closed_at__isnull=False) | Q(returned_at__isnull=False),
                name="task_outcome_at_its_end",
            ),
        ]  # fmt: skip

    @property
    def state(self) -> State:
        """The state that follows from all that is filled in."""
        return self.state_at(max(at for at in self._steps().values() if at is not None))

    def state_at(self, at: int) -> State:
        """The state at an instant, no earlier than it was assigned."""
        taken = [state for state, since in self._steps().items() if since is not None and since <= at]
        return taken[-1] if taken else "assigned"

    def has_ended(self, at: int) -> bool:
        """Was it closed or returned by then?"""
        return self.state_at(at) in ("closed", "returned")

    def _steps(self) -> Mapping[State, int | None]:
        return {
            "assigned": self.assigned_at, "received": self.received_at, "evidence": self.evidence_at,
            "verified": self.verified_at, "closed": self.closed_at, "returned": self.returned_at,
        }  # fmt: skip
