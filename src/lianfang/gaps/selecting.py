"""Which duties are gaps, excused, or cannot be told at an instant: the statements behind lists, counts and escalation."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from lianfang.base import areas as paths
from lianfang.gaps import excuses

Kind = Literal["gap", "cannot_tell", "excused"]
COLUMNS = ("must_id", "subject_id", "period", "area_id", "due_at", "evidence_id", "state", "since")


def duties(numbers: Collection[int], *, at: int, area: int, kind: Kind) -> str:
    """The duties asked for. A gap was never met, or only later, and is not excused; each of both has an index of its own."""
    low, high = paths.span(area) if area else (0, 10**18)
    inside = f"d.must_id IN ({', '.join(map(str, sorted(numbers)))}) AND d.since <= {at}"
    if area:
        inside += f" AND d.area_id >= {low} AND d.area_id < {high}"
    columns = ", ".join(f"d.{name}" for name in COLUMNS)
    if kind == "cannot_tell":
        return f"SELECT {columns} FROM gaps_duty AS d WHERE {inside} AND d.met_at IS NULL AND d.state > 0"
    if kind == "excused":
        return (
            # CROSS: SQLite is to begin with the few excuses, and not with a million duties.
            f"SELECT {columns} FROM gaps_excuse AS e CROSS JOIN gaps_duty AS d"
            f" WHERE {excuses.counts_at(at)} AND {excuses.DUTY_OF} AND {inside}"
        )
    if excuses.any_at(at):
        inside += f" AND NOT {excuses.is_excused_at(at)}"
    return (
        f"SELECT {columns} FROM gaps_duty AS d WHERE {inside} AND d.met_at IS NULL AND d.state = 0\nUNION ALL\n"
        f"SELECT {columns} FROM gaps_duty AS d WHERE {inside} AND d.state = 0 AND d.met_at > d.due_at AND d.met_at > {at}"
    )
