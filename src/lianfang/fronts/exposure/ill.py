"""Who is known to be ill among those named at an event: they exposed others there, and are no candidates of it."""

from __future__ import annotations

from collections.abc import Iterator

from lianfang.base.problems import Refused
from lianfang.fronts.exposure.starting import check_evidence
from lianfang.registers import pseudonyms
from lianfang.registers.models import Case, Participant


def ill_at(event: str) -> list[int]:
    """All pseudonyms of the persons of cases with evidence at an event, by its reference."""
    there = Participant.objects.filter(event__ref=event, case__person__isnull=False).select_related("case")
    return [name for one in there if one.case is not None for name in _names(one.case)]


def _names(case: Case) -> Iterator[int]:
    try:
        check_evidence(case)
    except Refused:
        return
    yield from pseudonyms.names_of(case.person_id or 0)
