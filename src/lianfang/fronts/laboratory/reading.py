"""Samples with their answers, read from the registers within a reader's reach, as of an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import F, Q, QuerySet

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.laboratory.standing import Answer, Taken
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Pool, Sample, Site, TestResult

_AT_ONCE = 500


def laboratories() -> list[Site]:
    """The city's laboratories, in order of their names."""
    return list(Site.objects.filter(kind="laboratory").order_by("name_zh", "id"))


def sample(ref: str, reader: Reader) -> Sample:
    """A sample by its reference.

    Raises:
        Refused: there is none within the reader's reach.
    """
    found = rows(Sample, reader).filter(ref=ref).first()
    if found is None:
        raise Refused(Problem("laboratory/not-found", facts={"ref": ref[:16]}))
    return found


def pool(ref: str, reader: Reader) -> Pool:
    """A pool by its reference.

    Raises:
        Refused: there is none within the reader's reach.
    """
    found = rows(Pool, reader).filter(ref=ref).first()
    if found is None:
        raise Refused(Problem("laboratory/not-found", facts={"ref": ref[:16]}))
    return found


def result(ref: str, reader: Reader) -> TestResult:
    """A result by its reference.

    Raises:
        Refused: there is none within the reader's reach.
    """
    found = rows(TestResult, reader).select_related("sample", "pool").filter(ref=ref).first()
    if found is None:
        raise Refused(Problem("laboratory/not-found", facts={"ref": ref[:16]}))
    return found


def by_barcode(codes: Sequence[str], reader: Reader) -> dict[str, Sample]:
    """Barcode → sample, of those within reach."""
    found: dict[str, Sample] = {}
    for start in range(0, len(codes), _AT_ONCE):
        piece = codes[start : start + _AT_ONCE]
        found |= {str(one.barcode): one for one in rows(Sample, reader).filter(barcode__in=piece)}
    return found


def known_by(at: int, column: str = "resulted_at") -> Q:
    """Predicate: what is not later than an instant, or without one."""
    return Q(**{f"{column}__lte": at}) | Q(**{f"{column}__isnull": True})


def answers(
    *, samples: Iterable[int] = (), pools: Iterable[int] = (), at: int
) -> dict[str, dict[int, list[Answer]]]:
    """``sample`` and ``pool`` → row → its answers known at an instant, of rows that the caller may read."""
    found: dict[str, dict[int, list[Answer]]] = {"sample": defaultdict(list), "pool": defaultdict(list)}
    for name, ids in (("sample", sorted(set(samples))), ("pool", sorted(set(pools)))):
        for start in range(0, len(ids), _AT_ONCE):
            query = TestResult.objects.filter(known_by(at), **{f"{name}__in": ids[start : start + _AT_ONCE]})
            told = query.annotate(of=F(f"{name}_id")).values_list(
                "of", "id", "result", "resulted_at", "tested_at", "ref", "told_at"
            )
            for of, row, said, resulted, tested, ref, told_at in told:
                when = resulted if resulted is not None else tested
                found[name][of].append(Answer(row, said, when, ref, told_at))
    return found


def taken(query: QuerySet[Sample], at: int) -> list[Taken]:
    """The samples of a query with all that is known of them at an instant."""
    told = list(query.values_list("id", "taken_at", "sent_at", "received_at", "pool_id", "pool__split_at"))
    given = answers(
        samples=(one[0] for one in told), pools=(one[4] for one in told if one[4] is not None), at=at
    )
    return [
        Taken(
            row,
            _by(taken_at, at),
            _by(sent_at, at),
            _by(received_at, at),
            of,
            _by(split_at, at),
            given["sample"].get(row, ()),
            given["pool"].get(of, ()) if of is not None else (),
        )
        for row, taken_at, sent_at, received_at, of, split_at in told
    ]


def _by(instant: int | None, at: int) -> int | None:
    return instant if instant is not None and instant <= at else None
