"""The decision log: what a command decided, who, why, and on which figures. Nothing in it is ever changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianfang.base import ids
from lianfang.registers.fields import InstantField


class Decision(models.Model):
    """One decision of a command, as it was entered; a trigger refuses every change of a row and its deletion.

    What was wrong is corrected by a further entry, which names the one that it ``corrects`` and the reason; each is
    corrected once at most, so that they make a chain. Tasks that follow name it by its reference.
    """

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True, default=ids.new_ref, editable=False)
    area_id = models.BigIntegerField()
    """The command's area, as a path code."""
    decided_at = InstantField()
    decided_by = models.CharField(max_length=200)
    """Who decided, by post and name: an official, nobody of the registers."""
    what = models.CharField(max_length=400)
    why = models.CharField(max_length=1000)
    clause = models.CharField(max_length=32)
    """The clause of the plan that it is about; empty for none."""
    figures_as_of = InstantField(null=True)
    """The instant of the figures that were looked at; null where none were."""
    brief = models.CharField(max_length=16)
    """The frozen brief that was looked at; empty for none."""
    recorded_at = InstantField()
    recorded_by = models.CharField(max_length=64)
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    reason = models.CharField(max_length=400)

    class Meta:
        indexes = [models.Index(fields=["area_id", "decided_at"], name="decision_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__lte=F("recorded_at")), name="decision_of_the_past"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by="") & ~Q(what="") & ~Q(why="") & ~Q(recorded_by=""),
                name="decision_says_who_what_why",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="") | (Q(corrects__isnull=False) & ~Q(reason="")),
                name="decision_corrected_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(figures_as_of__isnull=True) | Q(figures_as_of__lte=F("decided_at")),
                name="decision_on_figures_before_it",
            ),
        ]
