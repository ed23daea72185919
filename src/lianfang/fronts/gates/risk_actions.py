"""Add a risk area, withdraw it, read all of them again: whom it reaches is kept once, and goes with it.

What is kept is what the records say: a second reading adds nobody, and a record that was corrected or withdrawn takes its
own back at the next. No order and no status follows by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.gates.risks import ORDER, Hit, Reached, reached
from lianfang.registers import changes
from lianfang.registers.access import By
from lianfang.registers.actions import record, withdraw
from lianfang.registers.models import AtRisk, RiskArea

PIECE = 5000


@dataclass(frozen=True)
class Followed:
    """What one reading of one risk area changed.

    Attributes:
        newly: ids of the rows of persons whom no risk area had reached before.
        also: how many it reaches besides whom another risk area had reached already.
        gone: how many it no longer reaches.
        unnamed, undated: records of which nobody can tell whom, or when, by register.
    """

    risk: RiskArea
    newly: tuple[int, ...]
    also: int
    gone: int
    unnamed: Mapping[str, int]
    undated: Mapping[str, int]


def add(
    *,
    place: int,
    risk: str,
    valid_from: int,
    valid_until: int | None,
    document: str,
    area: int,
    by: By,
    at: int,
    as_of: int,
) -> Followed:
    """Record a risk area and keep whom it reaches. The same one again is the one that is there, and adds nobody.

    Raises:
        Refused: it is not fit for the register.
    """
    with transaction.atomic():
        changes.begin()
        row = {"place": place, "risk": risk, "valid_from": valid_from, "document": document, "area": area}
        there = RiskArea.objects.filter(**row).first()
        known = {} if there is None else {"id": there.id}
        kept = record(register="risk_area", rows=[{**known, **row, "valid_until": valid_until}], by=by, at=at)
        return _follow(RiskArea.objects.get(id=kept.ids[0]), by=by, at=at, as_of=as_of)


def again(*, by: By, at: int, as_of: int) -> list[Followed]:
    """Read every risk area again, in the order in which they were recorded: what came or went since is kept."""
    with transaction.atomic():
        changes.begin()
        return [_follow(risk, by=by, at=at, as_of=as_of) for risk in RiskArea.objects.order_by("id")]


def withdraw_risk(*, ref: str, by: By, at: int) -> int:
    """Take a risk area back with all that followed from it and nothing else; answers how many persons it had reached.

    Raises:
        Refused: there is none of that reference.
    """
    with transaction.atomic():
        changes.begin()
        risk = RiskArea.objects.filter(ref=ref).first()
        if risk is None:
            raise Refused(Problem("record/not-found", facts={"register": "risk_area", "value": ref}))
        rows = list(AtRisk.objects.filter(risk_area=risk).values_list("id", flat=True))
        _take_back(rows, by=by, at=at)
        withdraw(register="risk_area", ids=[risk.id], by=by, at=at)
        return len(rows)


def _follow(risk: RiskArea, *, by: By, at: int, as_of: int) -> Followed:
    """Bring what is kept of one risk area to what the records say."""
    found = reached(risk, as_of=as_of)
    kept = {row.person_id: row for row in AtRisk.objects.filter(risk_area=risk)}
    gone = [row.id for person, row in kept.items() if person not in found.hits]
    _take_back(gone, by=by, at=at)
    before = _known_at_all(found.hits.keys() - kept.keys())
    changed = [
        {"id": row.id, **_row(risk, person, found.hits[person])}
        for person, row in kept.items()
        if person in found.hits and _differs(row, found.hits[person])
    ]
    _write(changed, by=by, at=at)
    fresh = sorted(found.hits.keys() - kept.keys())
    ids = _write([_row(risk, person, found.hits[person]) for person in fresh], by=by, at=at)
    newly = tuple(row for person, row in zip(fresh, ids, strict=True) if person not in before)
    return Followed(
        risk, newly, len(fresh) - len(newly), len(gone), _some(found, "unnamed"), _some(found, "undated")
    )


def _some(found: Reached, which: str) -> dict[str, int]:
    counts: Counter[str] = getattr(found, which)
    return {register: count for register, count in sorted(counts.items()) if count}


def _known_at_all(persons: Collection[int]) -> set[int]:
    """Whom any risk area has reached already."""
    if not persons:
        return set()
    return set(AtRisk.objects.values_list("person_id", flat=True).distinct()) & set(persons)


def _row(risk: RiskArea, person: int, hit: Hit) -> dict[str, object]:
    return {
        "risk_area": risk.id, "person": person, "since": hit.since, "by_register": ORDER[hit.register],
        "by_record": hit.ref, "area": hit.area,
    }  # fmt: skip


def _differs(row: AtRisk, hit: Hit) -> bool:
    kept = (row.since, row.by_register, row.by_record, row.area_id)
    return kept != (hit.since, ORDER[hit.register], hit.ref, hit.area)


def _write(rows: Sequence[dict[str, object]], *, by: By, at: int) -> list[int]:
    ids: list[int] = []
    for start in range(0, len(rows), PIECE):
        ids += record(register="at_risk", rows=rows[start : start + PIECE], by=by, at=at).ids
    return ids


def _take_back(ids: Sequence[int], *, by: By, at: int) -> None:
    for start in range(0, len(ids), PIECE):
        withdraw(register="at_risk", ids=ids[start : start + PIECE], by=by, at=at)
