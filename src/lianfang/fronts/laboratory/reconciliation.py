"""Both ways: what was sent and did not arrive, what arrived and has no answer, what was answered and has no sample.

Every sample that is lost and every result that is nobody's is named; beside them each laboratory's days, what is recorded here
against what the laboratory itself says that it reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from lianfang.base import instants
from lianfang.fronts.laboratory.reading import known_by
from lianfang.fronts.laboratory.standing import ANSWERS
from lianfang.fronts.laboratory.values import Limits
from lianfang.registers.access import Reader, opens_sensitive, rows
from lianfang.registers.models import Return, Sample, TestResult

REPORTED = "tests_reported"
"""The figure by which a laboratory says how many results it reported on a day: its control total."""


@dataclass(frozen=True)
class Day:
    """One laboratory's day.

    Attributes:
        received, resulted: samples and results recorded here.
        reported: the laboratory's own count; None where it sent none, which is not zero.
    """

    laboratory: int
    day: date
    received: int
    resulted: int
    reported: float | None

    @property
    def difference(self) -> float | None:
        """Recorded here less what the laboratory says; None where it says nothing."""
        return None if self.reported is None else self.resulted - self.reported


def own_answer() -> Exists:
    """Predicate: a sample has an answer of its own."""
    return Exists(TestResult.objects.filter(sample=OuterRef("pk"), result__in=ANSWERS))


def _of_pool() -> Exists:
    return Exists(TestResult.objects.filter(pool=OuterRef("pool"), result__in=ANSWERS))


def never_taken(reader: Reader, at: int, limits: Limits) -> QuerySet[Sample]:
    """Samples requested, not taken in time and not on the way either: nobody has come for them, the longest first."""
    if limits.take is None:
        return Sample.objects.none()
    found = rows(Sample, reader).filter(requested_at__lt=at - limits.take, sent_at=None, received_at=None)
    return found.filter(Q(taken_at=None) | Q(taken_at__gt=at)).order_by("requested_at", "id")


def lost(reader: Reader, at: int, limits: Limits) -> QuerySet[Sample]:
    """Samples sent, not received in time, and not answered either: they are lost on the way, the longest first."""
    if limits.receive is None:
        # The plan says nothing of how long the way may take: nobody can call it late.
        return Sample.objects.none()
    found = rows(Sample, reader).filter(sent_at__lt=at - limits.receive, pool=None)
    found = found.filter(Q(received_at=None) | Q(received_at__gt=at)).exclude(own_answer())
    return found.order_by("sent_at", "id")


def unanswered(reader: Reader, at: int, limits: Limits) -> QuerySet[Sample]:
    """Samples received, whose result is overdue, the oldest first. In a pool they wait for the pool's, split for their own:
    that their pool was split says what came out of it, so that who may not read that is not told of those.
    """
    if limits.result is None:
        return Sample.objects.none()
    found = rows(Sample, reader).filter(received_at__lte=at).exclude(own_answer())
    late = Q(taken_at__lt=at - limits.result) | Q(taken_at=None)
    waits = Q(pool=None) | ~_of_pool()
    if opens_sensitive(reader):
        waits |= Q(pool__split_at__isnull=False)
    return found.filter(late, waits).order_by("received_at", "id")


def orphans(reader: Reader, at: int) -> QuerySet[TestResult]:
    """Results whose sample or pool nobody has recorded, the oldest first."""
    found = rows(TestResult, reader).filter(known_by(at), sample=None, pool=None)
    return found.order_by(F("resulted_at").asc(nulls_last=True), "id")


def before_taking(reader: Reader, at: int) -> QuerySet[TestResult]:
    """Results that were tested or reported before their sample was taken, or before the person's year of birth."""
    early = Q(resulted_at__lt=F("sample__taken_at")) | Q(tested_at__lt=F("sample__taken_at"))
    found = rows(TestResult, reader).filter(known_by(at), early | _before_birth(), sample__isnull=False)
    return found.select_related("sample").order_by("id")


def _before_birth() -> Q:
    """The test is of a year before the person's birth: years of 365.2425 days, and a day's grace around New Year."""
    born = (F("sample__person__birth_year") - 1970) * 31_556_952 - 86_400
    return Q(sample__person__birth_year__isnull=False) & (Q(tested_at__lt=born) | Q(resulted_at__lt=born))


def contradictory(reader: Reader, at: int) -> list[tuple[int, int]]:
    """(sample, instant) of which two answers of one instant say different things; the graver stands until someone has looked."""
    found = rows(TestResult, reader).filter(known_by(at), sample__isnull=False, result__in=ANSWERS)
    found = found.annotate(at=Coalesce("resulted_at", "tested_at")).values("sample", "at")
    twice = found.annotate(said=Count("result", distinct=True)).filter(said__gt=1).order_by("sample", "at")
    return [(one["sample"], one["at"]) for one in twice]


def days(at: int, count: int, laboratories: Sequence[int]) -> list[Day]:
    """The last days of each laboratory, the newest first: counts of all it did, as its own count is of all."""
    last = instants.day_of(at, settings.TIME_ZONE)
    made: list[Day] = []
    for back in range(count):
        day = date.fromordinal(last.toordinal() - back)
        since = instants.start_of(day, settings.TIME_ZONE)
        until = min(at, instants.end_of(day, settings.TIME_ZONE) - 1)
        received = _counted(Sample.objects.filter(received_at__range=(since, until)))
        resulted = _counted(TestResult.objects.filter(resulted_at__range=(since, until)))
        told = Return.objects.filter(figure=REPORTED, day=day, site__in=laboratories)
        reported = dict(told.filter(known_by(at, "made_at")).values_list("site_id", "value"))
        made += [
            Day(one, day, received.get(one, 0), resulted.get(one, 0), reported.get(one))
            for one in laboratories
        ]
    return made


def _counted(query: QuerySet[Sample] | QuerySet[TestResult]) -> dict[int, int]:
    told = (
        query.filter(laboratory__isnull=False).values_list("laboratory_id").annotate(n=Count("id")).order_by()
    )
    return dict(told)
