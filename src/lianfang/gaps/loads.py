"""What each owner has to do and how much of it is not done: duties, gaps, and how long they are overdue, must by must.

An owner is found when it is read, at the end of a must's path; no tally knows it. All duties are therefore gone through
once for each whole hour that is asked for, and the answer is kept and told with the instant at which it was counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from lianfang.base import areas as paths
from lianfang.base.instants import HOUR
from lianfang.gaps import excuses, owners, owning
from lianfang.gaps.plans import InForce, Standing
from lianfang.plan.nodes import Path

KEPT_FOR = 600
"""Seconds for which an answer is given again before it is counted anew."""
MOST_KEPT = 24
"""Instants of which the answers are kept."""


@dataclass(frozen=True)
class Load:
    """One owner's duties of one must in one area: due, gaps among them, and the seconds for which these are overdue."""

    owner: int
    must: int
    area: int
    due: int
    gaps: int
    overdue: int


@dataclass(frozen=True)
class Loads:
    """All owners' duties as of a whole hour, and when they were counted."""

    as_of: int
    counted_at: int
    rows: tuple[Load, ...]
    made: dict[int, Any] = field(default_factory=dict, compare=False)
    """What has been made of them, by area: kept as long as they are."""

    def inside(self, area: int) -> Iterator[Load]:
        """Those of duties in an area (0: everywhere)."""
        low, high = paths.span(area) if area else (0, 10**paths.TOTAL)
        return (row for row in self.rows if low <= row.area < high)


def loads(force: InForce, *, at: int, now: int) -> Loads:
    """The owners' duties as of the last whole hour up to ``at``, counted within the last ten minutes before ``now``."""
    hour = at // HOUR * HOUR
    kept: Loads | None = force.kept.get(hour)
    if kept is not None and 0 <= now - kept.counted_at < KEPT_FOR:
        return kept
    made = Loads(hour, now, tuple(_counted(force, hour)))
    while len(force.kept) >= MOST_KEPT:
        force.kept.pop(next(iter(force.kept)), None)
    force.kept[hour] = made
    return made


def _counted(force: InForce, at: int) -> Iterator[Load]:
    rows = _rows(force, at)
    commands = owners.commands_above({area for _must, area, owner, *_ in rows if owner is None})
    merged: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    for must, area, named, due, gaps, overdue in rows:
        owner = named if named is not None else _id_of(commands, area)
        if owner is not None:
            before = merged.get((owner, must, area), (0, 0, 0))
            merged[owner, must, area] = (before[0] + due, before[1] + gaps, before[2] + overdue)
    for (owner, must, area), (due, gaps, overdue) in sorted(merged.items()):
        yield Load(owner, must, area, due, gaps, overdue)


def _id_of(commands: Mapping[int, owners.Organisation], area: int) -> int | None:
    return commands[area].id if area in commands else None


def _rows(force: InForce, at: int) -> list[tuple[int, int, int | None, int, int, int]]:
    """Must, area, the owner at the end of its path (or none), due, gaps, seconds overdue; musts of one path together."""
    is_gap = f"(q.met_at IS NULL OR q.met_at > {at})"
    if excuses.any_at(at):
        is_gap += f" AND NOT {excuses.is_excused_at(at).replace('d.', 'q.')}"
    parts = [_of_path(path, same, at, is_gap) for (_, path), same in owning.by_path(force.musts).items()]
    with connection.cursor() as cursor:
        cursor.execute("\nUNION ALL\n".join(parts).replace("%", "%%"), [])
        return [(m, a, o, int(n), int(g), int(s)) for m, a, o, n, g, s in cursor.fetchall()]


def _of_path(path: Path | None, same: Sequence[Standing], at: int, is_gap: str) -> str:
    """The sums of musts that have one path to their owner; a join, since all their duties are gone through."""
    named, join = (
        ("CAST(NULL AS BIGINT)", "") if path is None else same[0].compiled.owner_join(path, "q.subject_id")
    )
    by = "q.must_id, q.area_id" + ("" if path is None else f", {named}")
    return f"""
SELECT q.must_id, q.area_id, {named}, COUNT(*), SUM(CASE WHEN {is_gap} THEN 1 ELSE 0 END),
       SUM(CASE WHEN {is_gap} THEN {at} - q.due_at ELSE 0 END)
FROM gaps_duty AS q {join}
WHERE q.must_id IN ({", ".join(str(one.number) for one in same)}) AND q.state = 0 AND q.since <= {at}
  AND q.area_id IS NOT NULL
GROUP BY {by}"""


def units(found: Iterable[int]) -> dict[int, owners.Organisation]:
    """The organisations of some ids."""
    return dict(owners.Organisation.objects.in_bulk(set(found)))
