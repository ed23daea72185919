"""What the plan finds: the plan in force, its musts' numbers, duties, tallies; and the briefs that were frozen."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianfang.base import ids
from lianfang.registers.fields import InstantField
from lianfang.registers.models import codes


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
    """What began in one hour, of one must, in one area: the standing at an instant is a sum over the hours before it.

    ``excused`` is what began to be excused in that hour less what ceased to be.
    """

    pk = models.CompositePrimaryKey("must_id", "area_id", "hour")
    must_id = models.SmallIntegerField()
    area_id = models.BigIntegerField()
    hour = models.IntegerField()
    due = models.IntegerField()
    in_time = models.IntegerField()
    late = models.IntegerField()
    cannot_tell = models.IntegerField()
    excused = models.IntegerField(default=0)


class Excuse(models.Model):
    """One duty let off from ``begins_at`` until before ``ends_at``, by its key, so that it outlives the duty's comings and goings.

    ``until`` is the end as it was given; revoked, ``ends_at`` is earlier. Excuses are never deleted, and those of one duty
    never overlap (a trigger on SQLite, an exclusion on PostgreSQL). ``area_id`` is the duty's; ``counts_from`` and
    ``counts_until`` are kept up with it: the span in which the duty is due, not met, and excused by this; null where there is none.
    """

    REASONS = codes.EXCUSE_REASON

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True, default=ids.new_ref, editable=False)
    must_id = models.SmallIntegerField()
    subject_id = models.BigIntegerField()
    period = InstantField()
    reason = models.CharField(max_length=32)
    words = models.CharField(max_length=400)
    begins_at = InstantField()
    until = InstantField()
    ends_at = InstantField()
    given_by = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=64)
    recorded_at = InstantField()
    revoked_by = models.CharField(max_length=64)
    revoked_at = InstantField(null=True)
    area_id = models.BigIntegerField()
    counts_from = InstantField(null=True)
    counts_until = InstantField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "must_id", "period"], name="excuse_duty"),
            models.Index(fields=["counts_from"], name="excuse_from", condition=Q(counts_from__isnull=False)),
            models.Index(
                fields=["counts_until"], name="excuse_until", condition=Q(counts_from__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(begins_at__lt=F("until")), name="excuse_has_an_end"),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("begins_at")) & Q(ends_at__lte=F("until")), name="excuse_ends_within"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by="", ends_at=F("until"))
                | (Q(revoked_at__isnull=False) & ~Q(revoked_by="") & Q(ends_at__lt=F("until"))),
                name="excuse_ends_early_if_revoked",
            ),
            models.CheckConstraint(
                condition=~Q(given_by="") & ~Q(approved_by="") & ~Q(approved_by=F("given_by")),
                name="excuse_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & (~Q(reason="other") | ~Q(words="")), name="excuse_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(counts_from__isnull=True, counts_until__isnull=True)
                | Q(
                    counts_from__isnull=False, counts_until__isnull=False, counts_from__gte=F("begins_at"),
                    counts_until__lte=F("ends_at"), counts_from__lt=F("counts_until"),
                ),
                name="excuse_counts_within",
            ),
        ]  # fmt: skip


class ExcuseRequest(models.Model):
    """That a duty is to be let off, as somebody asked; another grants it, and then it is an excuse, or refuses it."""

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True, default=ids.new_ref, editable=False)
    must_id = models.SmallIntegerField()
    subject_id = models.BigIntegerField()
    period = InstantField()
    area_id = models.BigIntegerField()
    reason = models.CharField(max_length=32)
    words = models.CharField(max_length=400)
    begins_at = InstantField()
    until = InstantField()
    asked_by = models.CharField(max_length=64)
    asked_at = InstantField()
    decided_by = models.CharField(max_length=64)
    decided_at = InstantField(null=True)
    answer = models.CharField(max_length=400)
    """Why it was refused."""
    excuse = models.OneToOneField(Excuse, null=True, on_delete=models.PROTECT, related_name="request")

    class Meta:
        indexes = [models.Index(fields=["area_id", "asked_at"], name="excuse_request_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["must_id", "subject_id", "period"],
                condition=Q(decided_at__isnull=True),
                name="one_open_request_a_duty",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("begins_at")), name="excuse_request_has_an_end"),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(asked_by="") & (~Q(reason="other") | ~Q(words="")),
                name="excuse_request_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by="", answer="", excuse__isnull=True)
                | (
                    Q(decided_at__isnull=False, decided_at__gte=F("asked_at"))
                    & ~Q(decided_by="")
                    & ~Q(decided_by=F("asked_by"))
                    & (Q(excuse__isnull=False, answer="") | (Q(excuse__isnull=True) & ~Q(answer="")))
                ),
                name="excuse_request_decided_by_another",
            ),
        ]


class FrozenBrief(models.Model):
    """A brief as it was said: its text, to the letter, which nothing ever works out anew.

    An area has one for an instant. What became known later makes a row of its own, which names the one that it ``revises``
    and the reason; each is revised once at most, so that they make a chain. A trigger refuses every change of a row;
    ``digest`` is the SHA-256 of ``text`` in UTF-8, and stands in the journal too.
    """

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True, default=ids.new_ref, editable=False)
    area_id = models.BigIntegerField()
    as_of = InstantField()
    frozen_at = InstantField()
    frozen_by = models.CharField(max_length=64)
    plan = models.CharField(max_length=64)
    """The hash of the plan by which it was made."""
    root = models.CharField(max_length=64)
    """How far the journal was sealed then, as ``lianfang verify-journal --root`` takes it; empty before the first seal."""
    digest = models.CharField(max_length=64)
    revises = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="revised_by")
    reason = models.CharField(max_length=400)
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["area_id", "as_of"], name="frozen_brief_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["area_id", "as_of"], condition=Q(revises__isnull=True), name="one_first_brief"
            ),
            models.CheckConstraint(
                condition=Q(revises__isnull=True, reason="") | (Q(revises__isnull=False) & ~Q(reason="")),
                name="frozen_brief_revised_for_a_reason",
            ),
            models.CheckConstraint(condition=Q(frozen_at__gte=F("as_of")), name="frozen_brief_of_the_past"),
        ]


class PlanDraft(models.Model):
    """A must or a value that someone drafted on a page: ``text`` is the entry as the plan's file will have it.

    It waits until another signs it (the plan in force then has it, ``plan`` is that plan's hash) or it is ``outcome``:
    withdrawn by who drafted it, returned by another, or, signed, dropped when a plan without it was put in force.

    ``history`` is the digest of what the plan had under the same key when it was drafted, ``says`` of what it would have
    from the start on; ``found`` is what it would find, as it was counted when it was drafted or last counted anew.
    """

    KINDS = ("value", "must")
    OUTCOMES = ("", "withdrawn", "returned", "dropped")

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True, default=ids.new_ref, editable=False)
    kind = models.CharField(max_length=8)
    key = models.CharField(max_length=64)
    text = models.TextField()
    starts_at = InstantField()
    base = models.CharField(max_length=64)
    """The hash of the plan in force when it was drafted, or last counted anew."""
    history = models.CharField(max_length=64)
    says = models.CharField(max_length=64)
    found = models.JSONField()
    drafted_by = models.CharField(max_length=64)
    drafted_at = InstantField()
    signed_by = models.CharField(max_length=64)
    signed_at = InstantField(null=True)
    plan = models.CharField(max_length=64)
    outcome = models.CharField(max_length=16)
    words = models.CharField(max_length=400)
    ended_by = models.CharField(max_length=64)
    ended_at = InstantField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "key"], name="plan_draft_key")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=("value", "must")), name="plan_draft_kind"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by="", plan="")
                | (
                    Q(signed_at__isnull=False)
                    & ~Q(drafted_by="")
                    & ~Q(signed_by="")
                    & ~Q(signed_by=F("drafted_by"))
                    & ~Q(plan="")
                ),
                name="plan_draft_by_two",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True, ended_by="")
                | (
                    Q(outcome__in=("withdrawn", "returned"), ended_at__isnull=False, signed_at__isnull=True)
                    & ~Q(ended_by="")
                )
                | (Q(outcome="dropped", ended_at__isnull=False, signed_at__isnull=False) & ~Q(ended_by="")),
                name="plan_draft_ends_once",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="returned") | ~Q(words=""), name="plan_draft_returned_for_a_reason"
            ),
        ]

    @property
    def state(self) -> str:
        """``waiting``, ``signed``, or how it ended."""
        return self.outcome or ("waiting" if self.signed_at is None else "signed")
