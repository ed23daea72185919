"""Questions of who may have been exposed, the way back from the visits log to a person, and how far the log was fed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianfang.base import ids
from lianfang.registers.fields import InstantField


class ExposureQuestion(models.Model):
    """One question to the visits log: what it started from, who asked it what for, and how many it found.

    Its candidates are kept nowhere: they are worked out again from the log for as long as the question is open. What is left
    of it when it ends is this row, without a person.
    """

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True, default=ids.new_ref, editable=False)
    register = models.CharField(max_length=32)
    """Of the record from which it starts: ``case``, ``event`` or ``risk_area``."""
    record = models.CharField(max_length=16)
    """That record's reference."""
    person_cipher = models.BinaryField(default=b"")
    """The row of the person whose company is asked for, encrypted; empty where none is."""
    place = models.BigIntegerField(default=0)
    """The place of which all who were there are asked for; 0 where none is."""
    area = models.BigIntegerField()
    """The area of that record, as a path code."""
    reason = models.CharField(max_length=400)
    asked_by = models.CharField(max_length=64)
    asked_role = models.CharField(max_length=32)
    asked_area = models.BigIntegerField()
    asked_at = InstantField()
    since = InstantField()
    until = InstantField()
    minimum = models.BigIntegerField()
    """Least seconds together."""
    error = models.BigIntegerField()
    """Seconds by which the clocks of two visits may err together."""
    visits = models.BigIntegerField()
    """Recorded visits of the case within the window; 0: the log says nothing."""
    count = models.BigIntegerField()
    """Candidates, when it was asked."""
    cut_short = models.BigIntegerField()
    """Seconds of the window that retention had deleted."""
    depth = models.BigIntegerField(default=1)
    """Rings that are asked for: 1 contacts, 2 their contacts too."""
    crowded = models.BigIntegerField(default=0)
    """Visits whose company was too large to list."""
    unasked = models.BigIntegerField(default=0)
    """Contacts whose own company was not looked at, as there was too much of it."""
    sign_above = models.BigIntegerField()
    """The size above which a second body signs, as it was dated."""
    signed_by = models.CharField(max_length=64)
    signed_at = InstantField(null=True)
    signed_count = models.BigIntegerField(default=0)
    """Candidates, when it was signed: a signature is for no more than these."""
    ends_at = InstantField()
    """When it ends of itself."""
    closed_at = InstantField(null=True)
    closed_by = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["asked_by", "asked_at"], name="exposure_question_asked"),
            models.Index(fields=["record"], name="exposure_question_of"),
            models.Index(fields=["area", "asked_at"], name="exposure_question_area"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(asked_by="") & ~Q(record=""),
                name="exposure_question_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(depth__gte=1) & (Q(depth=1) | Q(register__in=["case", "cases"])),
                name="exposure_question_rings_of_a_case",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")) & Q(ends_at__gt=F("asked_at")),
                name="exposure_question_ends",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by="")
                | (Q(signed_at__isnull=False) & ~Q(signed_by="") & ~Q(signed_by=F("asked_by"))),
                name="exposure_question_signed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by="") | (Q(closed_at__isnull=False) & ~Q(closed_by="")),
                name="exposure_question_closed_by_someone",
            ),
        ]


class ExposureAssessment(models.Model):
    """Why one candidate of a question became a contact: who assessed it, and on what the assessment rests."""

    id = models.BigAutoField(primary_key=True)
    question = models.ForeignKey(ExposureQuestion, models.PROTECT, related_name="assessments")
    contact = models.CharField(max_length=16)
    """Reference of the contact that was made."""
    reason = models.CharField(max_length=400)
    assessed_by = models.CharField(max_length=64)
    assessed_at = InstantField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(contact="") & ~Q(assessed_by=""),
                name="exposure_assessed_for_a_reason",
            ),
            models.UniqueConstraint(fields=["question", "contact"], name="exposure_assessed_once"),
        ]


class ExposureTold(models.Model):
    """Who was named already as having been in an area at risk: a later question of the same declaration names only others.

    It goes with the last visit that it told of.
    """

    id = models.BigAutoField(primary_key=True)
    record = models.CharField(max_length=16)
    """Reference of the declaration."""
    number = models.BigIntegerField()
    """The pseudonym of whoever was named."""
    question = models.ForeignKey(ExposureQuestion, models.PROTECT, related_name="told")
    last_at = InstantField()
    """The last instant there that was told."""

    class Meta:
        indexes = [models.Index(fields=["last_at"], name="exposure_told_last")]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="exposure_told_once"),
            models.CheckConstraint(condition=~Q(record=""), name="exposure_told_of_a_declaration"),
        ]


class Pseudonym(models.Model):
    """The way back from the visits log: a pseudonym, and whose it is, encrypted under a key that is not in the database."""

    number = models.BigIntegerField(primary_key=True)
    cipher = models.BinaryField()


class VisitsFed(models.Model):
    """How far the visits log was fed from the registers; one row.

    ``batch`` is the log's own number after that: one that is smaller is another log, or was restored, and is fed anew.
    """

    id = models.BigIntegerField(primary_key=True)
    journal = models.BigIntegerField()
    """The last entry of the journal that was looked at."""
    at = InstantField()
    batch = models.BigIntegerField()
