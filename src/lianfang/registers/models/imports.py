"""Files brought in: the mapping that reads them, and one batch a file."""

from __future__ import annotations

from django.db import models

from lianfang.registers.fields import InstantField


class Mapping(models.Model):
    """How a source's columns become a register's: written once, saved, used again. ``text`` is its YAML."""

    key = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()
    saved_at = InstantField()


class ImportBatch(models.Model):
    """One file under one mapping: what was read, how far it got, and its receipt.

    read = created + updated + unchanged + rejected holds at every position, by constraint. ``persons`` is ``published`` where
    the rows are real persons of a published list: see ``registers.withholding``.
    """

    STATUS = ("dry", "running", "done", "undone")

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True)
    status = models.CharField(max_length=8)
    file = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    mapping = models.CharField(max_length=64)
    persons = models.CharField(max_length=16, default="")
    started_at = InstantField()
    finished_at = InstantField(null=True)
    position = models.BigIntegerField(default=0)
    read = models.BigIntegerField(default=0)
    created = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    receipt = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    read=models.F("created")
                    + models.F("updated")
                    + models.F("unchanged")
                    + models.F("rejected")
                ),
                name="row_balance",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["dry", "running", "done", "undone"]), name="batch_status"
            ),
        ]


class ImportedRow(models.Model):
    """A row that a batch created: what undoing the batch takes back."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    register = models.CharField(max_length=32)
    row = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "register", "row"], name="imported_once")]


class WithheldRow(models.Model):
    """A row that was there before a batch of a published list of real persons named it too; undoing the batch shows it again."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="withheld")
    register = models.CharField(max_length=32)
    row = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "row", "batch"], name="withheld_once")]


class RejectedRow(models.Model):
    """A row of a file that did not go in, and every fault it has; a value is kept only where it is nobody's.

    ``faults`` is a list of column, value, code and the facts of its wording. ``records`` is how many records the row
    stood for: their sum over a batch is its ``rejected``.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rejections")
    row = models.BigIntegerField()
    records = models.IntegerField(default=1)
    faults = models.JSONField()
