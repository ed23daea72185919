"""Tallies: what began in each hour, so that the standing at any instant is a sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection

from lianfang.base.instants import HOUR
from lianfang.gaps.running import run_columns

COLUMNS = ("due", "in_time", "late", "cannot_tell", "excused")


class DutyRow(NamedTuple):
    """What a tally needs of a duty, in the order in which SQL returns it."""

    must_id: int
    area_id: int
    due_at: int | None
    met_at: int | None
    state: int
    since: int


Change = Counter[tuple[int, int, int, str]]
"""(must, area, hour, column) → by how much."""


def count(rows: Iterable[Any], sign: int, into: Change) -> None:
    """Add (or with −1, take back) the events of duties."""
    for must, area, due_at, met_at, state, since in rows:
        hour = since // HOUR
        if state:
            into[must, area, hour, "cannot_tell"] += sign
            continue
        into[must, area, hour, "due"] += sign
        if met_at is not None:
            if met_at <= due_at:
                into[must, area, hour, "in_time"] += sign
            else:
                into[must, area, met_at // HOUR, "late"] += sign


def apply(change: Change) -> None:
    """Write the changes: one statement."""
    rows: dict[tuple[int, int, int], dict[str, int]] = {}
    for (must, area, hour, column), by in change.items():
        if by:
            rows.setdefault((must, area, hour), dict.fromkeys(COLUMNS, 0))[column] += by
    if not rows:
        return
    # In one order for all writers, so that two never wait for each other in a ring.
    values = [(*key, *(rows[key][c] for c in COLUMNS)) for key in sorted(rows)]
    into = f"INSERT INTO gaps_tally (must_id, area_id, hour, {', '.join(COLUMNS)})"
    sums = ", ".join(f"{c} = gaps_tally.{c} + excluded.{c}" for c in COLUMNS)
    upsert = f"ON CONFLICT (must_id, area_id, hour) DO UPDATE SET {sums}"
    if connection.vendor == "postgresql":
        run_columns(f"{into} SELECT * FROM unnest({{columns}}) {upsert}", *zip(*values, strict=True))
        return
    for start in range(0, len(values), 100):
        piece = values[start : start + 100]
        marks = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(piece))
        with connection.cursor() as cursor:
            cursor.execute(f"{into} VALUES {marks} {upsert}", [number for row in piece for number in row])


def rebuild_sql() -> str:
    """The tallies of one must (placeholder ``number``) from its duties and excuses.

    One pass for what begins at ``since``, one for the late, and two for where excuses begin and cease to count.
    """
    return f"""
INSERT INTO gaps_tally (must_id, area_id, hour, due, in_time, late, cannot_tell, excused)
SELECT must_id, area_id, hour, SUM(due), SUM(in_time), SUM(late), SUM(cannot_tell), SUM(excused) FROM (
  SELECT must_id, area_id, since / {HOUR} AS hour,
         SUM(CASE WHEN state = 0 THEN 1 ELSE 0 END) AS due,
         SUM(CASE WHEN state = 0 AND met_at <= due_at THEN 1 ELSE 0 END) AS in_time,
         0 AS late,
         SUM(CASE WHEN state > 0 THEN 1 ELSE 0 END) AS cannot_tell,
         0 AS excused
  FROM gaps_duty WHERE must_id = %(number)s GROUP BY must_id, area_id, since / {HOUR}
  UNION ALL
  SELECT must_id, area_id, met_at / {HOUR}, 0, 0, COUNT(*), 0, 0
  FROM gaps_duty WHERE must_id = %(number)s AND state = 0 AND met_at > due_at GROUP BY must_id, area_id, met_at / {HOUR}
  UNION ALL
  SELECT must_id, area_id, counts_from / {HOUR}, 0, 0, 0, 0, 1
  FROM gaps_excuse WHERE must_id = %(number)s AND counts_from IS NOT NULL
  UNION ALL
  SELECT must_id, area_id, counts_until / {HOUR}, 0, 0, 0, 0, -1
  FROM gaps_excuse WHERE must_id = %(number)s AND counts_from IS NOT NULL
) AS begun GROUP BY must_id, area_id, hour"""
