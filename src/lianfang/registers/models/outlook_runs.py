"""What was asked of the outlook: a comparison of scenarios or a frontier, how far it is, and its answer. It holds no persons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from django.db import models
from django.db.models import F, Q

from lianfang.base import ids
from lianfang.base.words import Text
from lianfang.registers.fields import InstantField

RunKind = Literal["scenario", "frontier"]
RunState = Literal["waiting", "running", "done", "failed", "stopped", "interrupted"]
RUN_KINDS: Mapping[RunKind, Text] = {
    "scenario": Text("情景比较", "comparison of scenarios"),
    "frontier": Text("复工前沿", "resumption frontier"),
}
RUN_STATES: Mapping[RunState, Text] = {
    "waiting": Text("排队等待", "waits for its turn"),
    "running": Text("正在计算", "being computed"),
    "done": Text("已完成", "done"),
    "failed": Text("未能完成", "failed"),
    "stopped": Text("已停止", "stopped"),
    "interrupted": Text("被中断", "interrupted"),
}
"""``interrupted``: whoever computed it is gone without a word, such as when the server was started anew."""
UNDER_WAY: tuple[RunState, ...] = ("waiting", "running")


class OutlookRun(models.Model):
    """One question and its answer. The question never changes: asked again it is another row, which names the one ``again_of``.

    ``spec`` and ``outcome`` are what the front that asks reads, as JSON. ``asked_at`` is by the clock of the records;
    ``began_at``, ``beat_at`` and ``finished_at`` are by the real one, for they tell of the computing alone.
    """

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True, default=ids.new_ref, editable=False)
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=120)
    spec = models.JSONField()
    engine = models.CharField(max_length=64)
    """The version of the product that answered, and of its figures; empty until one has."""
    seed = models.IntegerField()
    """The first seed; the spec says how many follow."""
    asked_by = models.CharField(max_length=64)
    asked_at = InstantField()
    kept_until = InstantField(null=True)
    """From when it is deleted, by the plan's term when it was asked; null: it named none then."""
    area_id = models.BigIntegerField()
    """The area of whoever asked, as a path code; 0: everywhere."""
    purpose = models.CharField(max_length=24)
    state = models.CharField(max_length=16, default="waiting")
    stage = models.CharField(max_length=16, default="")
    done = models.IntegerField(default=0)
    of = models.IntegerField(default=0)
    worker = models.CharField(max_length=16, default="")
    """Whoever computes it: only they write of how far it is."""
    stop = models.BooleanField(default=False)
    """Somebody asked for it to be stopped."""
    began_at = InstantField(null=True)
    beat_at = InstantField(null=True)
    finished_at = InstantField(null=True)
    outcome = models.JSONField(null=True)
    problems = models.JSONField(default=list)
    """Of one that failed: code and facts of each problem."""
    again_of = models.CharField(max_length=16, default="")

    class Meta:
        indexes = [
            models.Index(fields=["area_id", "asked_at"], name="outlook_run_area"),
            models.Index(
                fields=["asked_at"], name="outlook_run_to_do", condition=Q(state__in=("waiting", "running"))
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("scenario", "frontier")), name="outlook_run_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(state="done", outcome__isnull=False)
                | (~Q(state="done") & Q(outcome__isnull=True)),
                name="outlook_run_answers_when_done",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", began_at__isnull=True, finished_at__isnull=True)
                | Q(state="running", began_at__isnull=False, beat_at__isnull=False, finished_at__isnull=True)
                | (~Q(state__in=("waiting", "running")) & Q(finished_at__isnull=False)),
                name="outlook_run_instants_of_its_state",
            ),
            models.CheckConstraint(
                condition=Q(done__gte=0, done__lte=F("of")), name="outlook_run_part_of_whole"
            ),
        ]
