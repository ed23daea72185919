"""Gaps by their keys, as people pick them from a list: must, record, period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lianfang.base.problems import Problem, Refused
from lianfang.gaps import lists, plans, selecting
from lianfang.gaps.lists import Found, Gap
from lianfang.gaps.models import Duty
from lianfang.gaps.plans import InForce, Standing
from lianfang.gaps.running import run
from lianfang.gaps.selecting import COLUMNS, Kind
from lianfang.registers.access import Reader
from lianfang.registers.models import REGISTERS
from lianfang.registers.withholding import is_open

KINDS: tuple[Kind, ...] = ("gap", "cannot_tell")
"""What can be handed out."""


class Key(NamedTuple):
    """A must, the reference of its record, and the period of the duty (0 but for musts of each day)."""

    must: str
    subject: str
    period: int


@dataclass(frozen=True)
class Open:
    """Those of the picked that are gaps or cannot be told, and how many are in reach but are neither."""

    rows: tuple[Gap, ...]
    gone: int


def gaps(keys: Sequence[Key], *, reader: Reader, at: int, now: int) -> Open:
    """What was picked, as it stands at ``at``; the reading is journalled.

    Raises:
        Refused: none of it is a duty of the plan in force that the reader may see.
    """
    force = plans.in_force()
    known = _duties(force, keys, reader)
    if not known:
        raise Refused(Problem("record/not-found", facts={"register": "duty", "value": len(keys)}))
    chosen = [
        standing for standing in lists.readable(force, reader) if standing.number in {key[0] for key in known}
    ]
    rows: list[Gap] = []
    for kind in KINDS:
        rows += lists.told(chosen, _standing(chosen, known, at, reader.area, kind), at=at, kind=kind)
    counts = {standing.must.every: 0 for standing in chosen}
    for row in rows:
        counts[row.must.every] += 1
    lists.journal(reader, at=now, counts=counts)
    rows.sort(key=lambda row: (row.since or 0, row.must.key, row.subject, row.period))
    return Open(tuple(rows), len(known) - len(rows))


def _duties(force: InForce, keys: Sequence[Key], reader: Reader) -> set[tuple[int, int, int]]:
    """The duties that are there and within reach, by must's number, record's id and period: two statements a must."""
    wanted: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for key in keys:
        wanted[key.must].add((key.subject, key.period))
    found: set[tuple[int, int, int]] = set()
    for standing in lists.readable(force, reader):
        pairs = wanted.get(standing.must.key, set())
        if pairs:
            every = standing.must.every
            subjects = REGISTERS[every].objects.filter(is_open(every), ref__in={ref for ref, _ in pairs})
            refs = dict(subjects.values_list("id", "ref"))
            kept = Duty.objects.filter(reader.scope(), must_id=standing.number, subject_id__in=refs)
            found.update(
                (standing.number, subject, period)
                for subject, period in kept.values_list("subject_id", "period")
                if (refs[subject], period) in pairs
            )
    return found


def _standing(
    chosen: Sequence[Standing], known: Collection[tuple[int, int, int]], at: int, area: int, kind: Kind
) -> list[Found]:
    """Those of the duties that are of one kind at an instant."""
    some = selecting.duties([standing.number for standing in chosen], at=at, area=area, kind=kind)
    rows = run(
        f"SELECT {', '.join(COLUMNS)} FROM ({some}) AS q WHERE subject_id IN ({{ids}})",
        {subject for _, subject, _ in known},
    )
    return [row for row in (Found(*one) for one in rows) if (row.must_id, row.subject, row.period) in known]
