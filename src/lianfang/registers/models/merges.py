"""Which rows were found to be one: what stays, what went into it, why, and all that is needed to part them again."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianfang.base import ids
from lianfang.registers.fields import InstantField
from lianfang.registers.models.people import Person, Vehicle


class Merge(models.Model):
    """Two persons, or two vehicles, that are one: the row ``kept``, and the row ``gone``, which is there no more.

    While it stands, ``person`` or ``vehicle`` names the row that is kept too, so that nobody takes it away; a row that is
    merged on takes its merges with it. ``moved`` is AES-GCM over JSON: what the row that went was, and every link,
    identifier and column that the merge changed, as it was and as it was made. ``stayed`` likewise: what an un-merge left
    with the row that was kept. ``gone_key`` is the source's key that no row bears since. No row is ever deleted.
    """

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True, default=ids.new_ref, editable=False)
    register = models.CharField(max_length=32)
    kept = models.BigIntegerField()
    kept_ref = models.CharField(max_length=16)
    gone = models.BigIntegerField()
    gone_ref = models.CharField(max_length=16)
    gone_key = models.CharField(max_length=200, null=True)
    gone_area = models.BigIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=400)
    merged_at = InstantField()
    merged_by = models.CharField(max_length=64)
    unmerge_reason = models.CharField(max_length=400)
    unmerged_at = InstantField(null=True)
    unmerged_by = models.CharField(max_length=64)
    moved = models.BinaryField()
    stayed = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["gone_ref"], name="merge_gone"),
            models.Index(fields=["gone_key"], name="merge_gone_key", condition=Q(gone_key__isnull=False)),
            models.Index(fields=["register", "kept"], name="merge_kept"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kept=F("gone")) & ~Q(kept_ref=F("gone_ref")) & ~Q(reason="") & ~Q(merged_by=""),
                name="merge_of_two_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(unmerged_at=None, register="person", person=F("kept"), vehicle=None)
                | Q(unmerged_at=None, register="vehicle", vehicle=F("kept"), person=None)
                | Q(unmerged_at__isnull=False, person=None, vehicle=None),
                name="merge_names_what_is_kept",
            ),
            models.CheckConstraint(
                condition=Q(unmerged_at=None, unmerged_by="", unmerge_reason="", stayed=None)
                | (
                    Q(unmerged_at__gte=F("merged_at"), stayed__isnull=False)
                    & ~Q(unmerged_by="")
                    & ~Q(unmerge_reason="")
                ),
                name="merge_undone_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["register", "gone"], condition=Q(unmerged_at=None), name="one_merge_a_row_gone"
            ),
        ]
