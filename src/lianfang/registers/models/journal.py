"""Plumbing: who did what when, what rows were before, and which requests were already answered."""

from __future__ import annotations

from django.db import models

from lianfang.registers.fields import InstantField

WRITES = ("enact", "excuse", "load", "record", "revoke_excuse", "undo", "update", "withdraw")
"""Verbs of writes to the records and to what is held against them."""


class Journal(models.Model):
    """One entry: instant, actor, role, area, purpose, verb, register, reference, names of fields, request. Append-only."""

    id = models.BigAutoField(primary_key=True)
    at = InstantField()
    actor = models.CharField(max_length=64)
    role = models.CharField(max_length=32)
    area = models.BigIntegerField()
    purpose = models.CharField(max_length=64)
    verb = models.CharField(max_length=32)
    register = models.CharField(max_length=32)
    row = models.BigIntegerField(null=True)
    ref = models.CharField(max_length=16)
    fields = models.TextField()
    request = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["register", "row"], name="journal_row"),
            # What was written last is asked for with every page.
            models.Index(fields=["id"], condition=models.Q(verb__in=WRITES), name="journal_written"),
        ]


class Seal(models.Model):
    """Positions for some committed entries of the journal, and a signed root over them and over all seals before.

    What is signed, and how it is written, is in ``docs/algorithms/journal.md``.
    """

    number = models.BigIntegerField(primary_key=True)
    """From 1, without a hole."""
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    """The positions of its entries; their count is last - first + 1."""
    at = InstantField()
    high = models.BigIntegerField()
    """The highest number (id) of an entry that was sealed so far."""
    awaited = models.TextField()
    """Numbers below ``high`` whose entries may still be committed: JSON of [from, to, since]."""
    merkle = models.BinaryField()
    previous = models.BinaryField()
    root = models.BinaryField()
    key = models.BinaryField()
    signature = models.BinaryField()
    entries = models.BinaryField()
    """Of each position: 8 bytes of the entry's number, 32 of its digest. Last, so that a look at a seal need not read it."""


class Version(models.Model):
    """The values that a row had until ``until`` (when they were replaced), encrypted; ``gone`` if the row itself went then.

    ``values`` is AES-GCM over JSON of every column, so that a past state is one version and not a chain of differences.
    ``batch`` is the import, ``merge`` the merge or its undoing, that replaced them.
    """

    id = models.BigAutoField(primary_key=True)
    register = models.CharField(max_length=32)
    row = models.BigIntegerField()
    until = InstantField()
    gone = models.BooleanField(default=False)
    values = models.BinaryField()
    batch = models.BigIntegerField(null=True)
    merge = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["register", "row", "until"], name="version_row"),
            models.Index(fields=["batch"], name="version_batch", condition=models.Q(batch__isnull=False)),
        ]


class RequestKey(models.Model):
    """A write's client id and its first answer: a replay returns it and writes nothing."""

    key = models.CharField(max_length=64, primary_key=True)
    at = InstantField()
    verb = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    answer = models.JSONField()
