"""What the plan finds: the plan in force, its musts' numbers, duties, tallies."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianfang.registers.fields import InstantField


class PlanInForce(models.Model):
    """A plan as it was put in force, with its files, so that it stays in force whatever happens to the folder."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    files = models.JSONField()
    since = InstantField()
    by = models.CharField(max_length=64)


class MustNumber(models.Model):
    """A must's small number in duties and tallies; it stays when the plan changes, so that duties keep their key.

    ``hash`` tells under which text the duties were read; empty while they have to be read anew.
    """

    id = models.SmallAutoField(primary_key=True)
    must = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, default="")
    built_at = InstantField(null=True)


class Duty(models.Model):
    """One member of one must's population (and period): see ``docs/algorithms/must.md`` §4."""

    pk = models.CompositePrimaryKey("must_id", "subject_id", "period")
    must_id = models.SmallIntegerField()
    subject_id = models.BigIntegerField()
    period = InstantField()
    area_id = models.BigIntegerField(null=True)
    due_at = InstantField(null=True)
    met_at = InstantField(null=True)
    evidence_id = models.BigIntegerField(null=True)
    state = models.SmallIntegerField()
    since = InstantField()

    class Meta:
        indexes = [
            models.Index(fields=["must_id", "since"], name="duty_since"),
            models.Index(
                fields=["must_id", "met_at"], name="duty_late", condition=Q(state=0, met_at__gt=F("due_at"))
            ),
            models.Index(
                fields=["must_id", "since", "area_id"], name="duty_open", condition=Q(met_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__gte=0, state__lte=3), name="duty_state"),
            models.CheckConstraint(
                condition=Q(state__gt=0) | Q(due_at__isnull=False, since=F("due_at")),
                name="duty_decided_has_deadline",
            ),
        ]


class Tally(models.Model):
    """What began in one hour, of one must, in one area: the standing at an instant is a sum over the hours before it."""

    pk = models.CompositePrimaryKey("must_id", "area_id", "hour")
    must_id = models.SmallIntegerField()
    area_id = models.BigIntegerField()
    hour = models.IntegerField()
    due = models.IntegerField()
    in_time = models.IntegerField()
    late = models.IntegerField()
    cannot_tell = models.IntegerField()
