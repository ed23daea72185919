"""The duty roster: who is on where, from when until when; and the notes that leaving shifts leave to coming ones."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianfang.base import ids
from lianfang.base.words import Text
from lianfang.registers.fields import InstantField, LinkField, WordsField
from lianfang.registers.models.record import Record, Registered


class Shift(Record):
    """One person of a unit on duty at a place. Who is on is an official, by post or name; several may be on at once."""

    register = Registered(title=Text("值班", "shift on duty"), occurred="begins_at")

    unit = LinkField("registers.Organisation", db_index=False, title=Text("单位", "unit"))
    place = WordsField(max_length=80, title=Text("值班地点", "place"))
    name = WordsField(max_length=64, title=Text("值班人", "who is on"))
    phone = WordsField(max_length=32, title=Text("值班电话", "telephone for duty"))
    login = WordsField(max_length=64, null=True, title=Text("值班人登录名", "login name of who is on"))
    begins_at = InstantField(title=Text("开始", "from"))
    ends_at = InstantField(title=Text("结束", "until"))
    area = LinkField("registers.Area", db_index=False, title=Text("所在区域", "area"))

    class Meta:
        indexes = [models.Index(fields=["area", "ends_at"], name="shift_area_ends")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="shift_ends_after_it_begins")
        ]


class Handover(models.Model):
    """What a leaving shift wrote for the coming one, and who took it; one a shift.

    A trigger keeps it as it was written and lets it be taken once, by another than who wrote it; nothing deletes it.
    """

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True, default=ids.new_ref, editable=False)
    shift = models.CharField(max_length=16, unique=True)
    """The leaving shift's reference."""
    area_id = models.BigIntegerField()
    note = models.CharField(max_length=2000)
    written_by = models.CharField(max_length=64)
    written_at = InstantField()
    taken_by = models.CharField(max_length=64, null=True)
    taken_at = InstantField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["area_id"], name="handover_waits", condition=Q(taken_at__isnull=True)),
            models.Index(fields=["area_id", "written_at"], name="handover_area"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(note="") & ~Q(written_by=""), name="handover_says_something"),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True, taken_at__isnull=True)
                | (
                    Q(taken_by__isnull=False, taken_at__isnull=False, taken_at__gte=F("written_at"))
                    & ~Q(taken_by=F("written_by"))
                ),
                name="handover_taken_by_another",
            ),
        ]
