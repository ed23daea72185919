"""Results by what they ask for: positives that are no case yet, what is to be tested again, and the rest."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from lianfang.fronts.laboratory import reading
from lianfang.fronts.laboratory.reading import known_by
from lianfang.fronts.laboratory.standing import INDETERMINATE, NEGATIVE, POSITIVE, standing
from lianfang.registers import recurring
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Case, Pool, Sample, TestResult
from lianfang.registers.recurring import GOING_ON


def latest(reader: Reader, at: int) -> QuerySet[TestResult]:
    """All results known at an instant, the newest first."""
    found = rows(TestResult, reader).filter(known_by(at)).select_related("sample", "pool")
    return found.order_by(F("resulted_at").desc(nulls_last=True), "-id")


def without_case(reader: Reader, at: int) -> list[TestResult]:
    """Positives that stand and that no case answers for, the oldest first: of people who never were one, and of those whose case
    was ruled out or had ended when the sample was taken.
    """
    of_person = Exists(Case.objects.filter(GOING_ON, person=OuterRef("sample__person")))
    of_sample = Exists(Case.objects.filter(GOING_ON, pk=OuterRef("sample__case")))
    found = latest(reader, at).filter(result=POSITIVE, sample__isnull=False).exclude(of_person)
    stands = _that_stand(found.exclude(of_sample), at)
    when = ((one.sample, at if one.resulted_at is None else one.resulted_at) for one in stands)
    answered = recurring.answered(((one, at) for one, at in when if one is not None), settings.TIME_ZONE)
    return [one for one in reversed(stands) if one.sample_id not in answered]


def to_test_again(reader: Reader, at: int) -> list[TestResult]:
    """Indeterminate answers that stand, the oldest first."""
    found = latest(reader, at).filter(result=INDETERMINATE, sample__isnull=False)
    return list(reversed(_that_stand(found, at)))


def to_split(reader: Reader, at: int) -> list[Pool]:
    """Pools that are not negative and not split, the oldest first."""
    told = TestResult.objects.filter(known_by(at), pool=OuterRef("pk")).exclude(result=NEGATIVE)
    found = (
        rows(Pool, reader)
        .filter(Q(split_at=None) | Q(split_at__gt=at), Exists(told))
        .order_by("made_at", "id")
    )
    given = reading.answers(pools=(one.pk for one in found), at=at)["pool"]
    return [one for one in found if (stands := standing(given.get(one.pk, ()))) and stands.result != NEGATIVE]


def open_pools(reader: Reader, at: int) -> QuerySet[Pool]:
    """Pools that are whole, the newest first."""
    return rows(Pool, reader).filter(made_at__lte=at, split_at=None).order_by("-made_at", "-id")


def of_pool(pool: Pool, reader: Reader) -> QuerySet[Sample]:
    """The samples of a pool that the reader may see."""
    return rows(Sample, reader).filter(pool=pool).order_by("id")


def _that_stand(found: QuerySet[TestResult], at: int) -> Sequence[TestResult]:
    """One result a sample, where it is the answer that stands: a newer one has taken the place of any other."""
    kept = list(found)
    given = reading.answers(samples=(one.sample_id for one in kept if one.sample_id), at=at)["sample"]
    standing_rows = {answer.row for answers in given.values() if (answer := standing(answers))}
    return [one for one in kept if one.pk in standing_rows]
