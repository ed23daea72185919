"""When something may be done with a sample, a pool or a result. Each raises all that stands in the way at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings

from lianfang.base.instants import day_of, iso
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.laboratory.standing import ANSWERS, NEGATIVE, Answer, standing
from lianfang.registers.models import Person, Pool, Sample, TestResult
from lianfang.registers.models.clinical_codes import TEST_RESULT
from lianfang.ui.writing import spoken

LEAST_IN_A_POOL = 2


def _refuse(found: Iterable[Problem]) -> None:
    problems = list(found)
    if problems:
        raise Refused(problems)


def _of(code: str, sample: Sample) -> Problem:
    return Problem(f"laboratory/{code}", facts={"barcode": sample.barcode or "–"})


def check_barcodes(codes: Sequence[str]) -> None:
    """Barcodes to be stuck on: each once, and borne by nothing yet."""
    found = [Problem("laboratory/no-barcode")] if any(not code.strip() for code in codes) else []
    twice = sorted({code for code in codes if codes.count(code) > 1})
    found += [Problem("laboratory/twice", facts={"barcode": code}) for code in twice]
    borne = {
        *Sample.objects.filter(barcode__in=codes).values_list("barcode", flat=True),
        *Pool.objects.filter(barcode__in=codes).values_list("barcode", flat=True),
    }
    found += [
        Problem("laboratory/barcode-taken", facts={"barcode": code}) for code in sorted(map(str, borne))
    ]
    _refuse(found)


def check_past(instants: Iterable[int], at: int) -> None:
    """Nothing is recorded before it happened."""
    late = sorted({one for one in instants if one > at})
    _refuse(Problem("laboratory/in-the-future", facts={"at": iso(one, settings.TIME_ZONE)}) for one in late)


def check_not_taken(samples: Iterable[Sample]) -> None:
    """A sample is taken once."""
    _refuse(_of("taken-already", one) for one in samples if one.taken_at is not None)


def check_to_send(samples: Sequence[Sample], laboratory: int | None) -> None:
    """Taken, and not on its way yet."""

    def wrong() -> Iterator[Problem]:
        for one in samples:
            if one.taken_at is None:
                yield _of("not-taken", one)
            elif one.sent_at is not None:
                yield _of("sent-already", one)

    _refuse([*wrong(), *_nowhere(samples, laboratory)])


def check_to_receive(samples: Sequence[Sample], laboratory: int | None) -> None:
    """Taken, and in no laboratory's hands yet; whether anybody wrote down that it was sent is another matter."""

    def wrong() -> Iterator[Problem]:
        for one in samples:
            if one.received_at is not None:
                yield _of("received-already", one)
            elif one.taken_at is None:
                yield _of("not-taken", one)

    _refuse([*wrong(), *_nowhere(samples, laboratory)])


def _nowhere(samples: Sequence[Sample], laboratory: int | None) -> Iterator[Problem]:
    if laboratory is None and any(one.laboratory_id is None for one in samples):
        yield Problem("laboratory/no-laboratory")


def check_to_pool(samples: Sequence[Sample], most: int) -> None:
    """Received at one laboratory, in no pool and without a result; as many as a pool holds."""
    found = []
    if len(samples) > most:
        found.append(Problem("laboratory/pool-full", facts={"count": len(samples), "most": most}))
    if len(samples) < LEAST_IN_A_POOL:
        found.append(Problem("laboratory/pool-too-small"))
    told = TestResult.objects.filter(sample__in=[one.pk for one in samples], result__in=ANSWERS)
    tested = set(told.values_list("sample_id", flat=True))
    for one in samples:
        found += [_of(code, one) for code in _not_to_pool(one, samples[0], tested)]
    _refuse(found)


def _not_to_pool(one: Sample, first: Sample, tested: set[int | None]) -> Iterator[str]:
    if one.received_at is None:
        yield "not-received"
    if one.pool_id is not None:
        yield "in-a-pool"
    if one.pk in tested:
        yield "has-result"
    if one.laboratory_id != first.laboratory_id:
        yield "other-laboratory"


def check_to_split(pool: Pool, given: Sequence[Answer]) -> None:
    """Answered, not negative, and whole."""
    stands, facts = standing(given), {"barcode": pool.barcode}
    if pool.split_at is not None:
        raise Refused(Problem("laboratory/split-already", facts=facts))
    if stands is None:
        raise Refused(Problem("laboratory/pool-not-tested", facts=facts))
    if stands.result == NEGATIVE:
        raise Refused(Problem("laboratory/pool-negative", facts=facts))


def check_times(told: Sequence[tuple[Sample, int | None, int | None]]) -> None:
    """No test comes before its sample was taken, nor before the person was born."""
    people = Person.objects.filter(id__in={one.person_id for one, _, _ in told} - {None})
    born = dict(people.values_list("id", "birth_year"))

    def wrong() -> Iterator[Problem]:
        for sample, *instants in told:
            known = [each for each in instants if each is not None]
            if sample.taken_at is not None and any(each < sample.taken_at for each in known):
                yield _of("before-taken", sample)
            year = born.get(sample.person_id)
            if year is not None and any(day_of(each, settings.TIME_ZONE).year < year for each in known):
                yield _of("before-birth", sample)

    _refuse(wrong())


def check_placed(told: Sequence[Mapping[str, Any]]) -> None:
    """A result belongs to a sample or a laboratory: else nobody is responsible for it."""
    if any(row.get("laboratory") is None and row.get("area") is None for row in told):
        raise Refused(Problem("laboratory/no-laboratory"))


def check_to_tell(found: Sequence[TestResult]) -> None:
    """An answer of a sample, or a pool's that is negative, that nobody was told yet."""

    def wrong() -> Iterator[Problem]:
        for one in found:
            facts = {"result": TEST_RESULT.codes[one.result].to(spoken())}
            if one.sample_id is None and one.pool_id is None:
                yield Problem("laboratory/nobody-to-tell")
            elif one.result not in ANSWERS or (one.pool_id is not None and one.result != NEGATIVE):
                yield Problem("laboratory/no-answer", facts=facts)
            elif one.told_at is not None:
                yield Problem("laboratory/told-already")

    _refuse(wrong())
