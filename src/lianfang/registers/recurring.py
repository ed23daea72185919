"""Ill still, or ill again: which case of a person a positive sample belongs to, by what the case's record says of its end.

One rule for whoever lists positives without a case, opens one, and tells a case that follows an earlier one. The plan's sentence
on positives says the same of the records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from lianfang.base.instants import day_ending_at
from lianfang.registers.models import Case, Sample

NO_CASE = "NO_CASE"
_AT_ONCE = 500
OPEN = (None, "NO_OUTCOME")
GOING_ON = (
    Q(discharged_on=None, died_on=None)
    & (Q(outcome=None) | Q(outcome="NO_OUTCOME"))
    & ~Q(classification=NO_CASE)
)
"""Predicate: no end of the illness is on record. Who was ruled out has none that could go on."""


def goes_on(case: Case, at: int, zone: str) -> bool:
    """Did the illness go on at an instant? A day of discharge or death is its 24:00; an end of which no day is known was before."""
    if case.classification == NO_CASE:
        return False
    ends = [day for day in (case.discharged_on, case.died_on) if day is not None]
    if not ends:
        return case.outcome in OPEN
    return day_ending_at(at, zone) <= min(ends)


def answers_for(case: Case, taken_at: int | None, resulted_at: int, of: int | None, zone: str) -> bool:
    """Is a positive sample of the person looked after by this case?

    Args:
        taken_at: when the sample was taken; where nobody knows, the result says when.
        of: the id of the case that the sample names.
    """
    if of == case.pk and case.found_at is not None and (taken_at is None or case.found_at >= taken_at):
        return True
    return goes_on(case, resulted_at if taken_at is None else taken_at, zone)


def earlier_of(person: int) -> Case | None:
    """The last illness of a person that is over: whoever is a case after it is positive again."""
    over = Case.objects.filter(person=person).exclude(GOING_ON).exclude(classification=NO_CASE)
    return over.order_by("-discharged_on", "-id").first()


def answered(positives: Iterable[tuple[Sample, int]], zone: str) -> set[int]:
    """Of samples, each with the instant of its positive result: the ids of those that a case answers for."""
    asked = list(positives)
    found: set[int] = set()
    for start in range(0, len(asked), _AT_ONCE):
        piece = asked[start : start + _AT_ONCE]
        cases = Case.objects.filter(
            Q(person__in={one.person_id for one, _ in piece} - {None})
            | Q(pk__in={one.case_id for one, _ in piece} - {None})
        ).order_by("id")  # fmt: skip
        of_person: dict[int | None, list[Case]] = defaultdict(list)
        by_id = {case.pk: case for case in cases}
        for case in by_id.values():
            of_person[case.person_id].append(case)
        for one, resulted_at in piece:
            known = list(of_person[one.person_id]) if one.person_id is not None else []
            if one.case_id in by_id and by_id[one.case_id] not in known:
                known.append(by_id[one.case_id])
            if any(answers_for(case, one.taken_at, resulted_at, one.case_id, zone) for case in known):
                found.add(one.pk)
    return found
