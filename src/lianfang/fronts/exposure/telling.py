"""Once: whoever was named as having been in an area at risk is named by no later question of the same declaration.

Kept are pseudonyms, for as long as the log keeps a visit that was told; no person's row stands beside a declaration.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from lianfang.fronts.exposure.answers import Candidate
from lianfang.registers.models import ExposureQuestion, ExposureTold

AT_ONCE = 500


def told_by_others(of: ExposureQuestion, merged: Mapping[int, int]) -> Collection[int]:
    """Whom other questions of the same record have named, under the names that they have now."""
    known = ExposureTold.objects.filter(record=of.record)
    if of.pk is not None:
        known = known.exclude(question=of)
    return {merged.get(one, one) for one in known.values_list("number", flat=True)}


def tell(of: ExposureQuestion, named: Sequence[Candidate]) -> Collection[int]:
    """Keep that these are named, and answer whom this question may name: of two that would name someone at once only the first."""
    rows = [ExposureTold(record=of.record, number=one.number, question=of, last_at=one.last) for one in named]
    ExposureTold.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    known = ExposureTold.objects.filter(question=of).values_list("number", flat=True)
    mine: set[int] = set()
    for start in range(0, len(named), AT_ONCE):
        mine.update(known.filter(number__in=[one.number for one in named[start : start + AT_ONCE]]))
    return mine


def named_unsigned(of: ExposureQuestion) -> int:
    """How many other questions of the same declaration have named, none of which a second body signed."""
    known = ExposureTold.objects.filter(record=of.record, question__signed_at=None)
    return (known if of.pk is None else known.exclude(question=of)).count()


def named() -> Iterator[list[int]]:
    """The pseudonyms of all who are kept as named, ascending, each once, in pieces."""
    last = None
    while True:
        known = ExposureTold.objects.all() if last is None else ExposureTold.objects.filter(number__gt=last)
        found = list(known.order_by("number").values_list("number", flat=True).distinct()[:AT_ONCE])
        if not found:
            return
        yield found
        last = found[-1]


def forget_all(people: Sequence[int]) -> None:
    """Keep no longer that these, by pseudonym, were named."""
    ExposureTold.objects.filter(number__in=people).delete()


def forget(kept_from: int) -> None:
    """Keep no longer whose every visit that was told is deleted, as it began before this."""
    ExposureTold.objects.filter(last_at__lt=kept_from).delete()
