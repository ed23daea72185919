"""Directives of a command and their objectives, each with its deadline. What was issued stays; changes are further entries."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianfang.base import ids
from lianfang.registers.fields import InstantField


class Directive(models.Model):
    """What a command demands until a deadline, as it was issued; a trigger refuses every change of a row and its deletion.

    It is withdrawn, or its deadline moved, by a :class:`DirectiveChange`.
    """

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True, default=ids.new_ref, editable=False)
    area_id = models.BigIntegerField()
    """The command's area, as a path code."""
    number = models.CharField(max_length=64)
    """The document's, as it is printed on it."""
    title = models.CharField(max_length=200)
    text = models.CharField(max_length=4000)
    issued_by = models.CharField(max_length=200)
    """By post and name: an official, nobody of the registers."""
    issued_at = InstantField()
    due_at = InstantField()
    clause = models.CharField(max_length=32)
    """The clause of the plan that it is about; empty for none."""
    recorded_at = InstantField()
    recorded_by = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["area_id", "issued_at"], name="directive_area")]
        constraints = [
            models.UniqueConstraint(fields=["area_id", "number"], name="one_directive_a_number"),
            models.CheckConstraint(
                condition=Q(issued_at__lte=F("recorded_at")), name="directive_of_the_past"
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("issued_at")), name="directive_due_after_issued"
            ),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(title="") & ~Q(text="") & ~Q(issued_by="") & ~Q(recorded_by=""),
                name="directive_says_who_and_what",
            ),
        ]


class Objective(models.Model):
    """What is to be reached under a directive, by which unit, until when; never changed either.

    Tasks name the objective for which they were handed out by its reference, and so its directive.
    """

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True, default=ids.new_ref, editable=False)
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="objectives")
    what = models.CharField(max_length=400)
    unit = models.ForeignKey("registers.Organisation", on_delete=models.PROTECT, related_name="+")
    """A health authority or any other: its kind says which."""
    due_at = InstantField()
    recorded_at = InstantField()
    recorded_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__gte=F("recorded_at")), name="objective_due_after_recorded"
            ),
            models.CheckConstraint(condition=~Q(what="") & ~Q(recorded_by=""), name="objective_says_what"),
        ]


class DirectiveChange(models.Model):
    """A further entry on a directive: its deadline is moved to ``due_at``, or, where that is null, it is withdrawn."""

    id = models.BigAutoField(primary_key=True)
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="changes")
    due_at = InstantField(null=True)
    reason = models.CharField(max_length=400)
    recorded_at = InstantField()
    recorded_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["directive"], condition=Q(due_at__isnull=True), name="directive_withdrawn_once"
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(due_at__gte=F("recorded_at")),
                name="directive_moved_to_the_future",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(recorded_by=""), name="directive_changed_for_a_reason"
            ),
        ]
