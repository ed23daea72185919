"""How a must stands at an instant: prefix sums of tallies, and one index range of duties for the hour that has begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db import connection

from lianfang.base import areas
from lianfang.base.instants import HOUR


@dataclass(frozen=True)
class Counts:
    """A must's standing: ``due = met_in_time + late + excused + gaps``."""

    due: int = 0
    met_in_time: int = 0
    late: int = 0
    cannot_tell: int = 0
    excused: int = 0

    @property
    def gaps(self) -> int:
        """Due and not met."""
        return self.due - self.met_in_time - self.late - self.excused

    @property
    def coverage(self) -> tuple[Fraction, Fraction] | None:
        """Low and high, exact; None where nothing was due and nothing undecided."""
        whole = self.due + self.cannot_tell
        if not whole:
            return None
        met = self.met_in_time + self.late
        return Fraction(met, whole), Fraction(met + self.cannot_tell, whole)

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(
            self.due + other.due, self.met_in_time + other.met_in_time, self.late + other.late,
            self.cannot_tell + other.cannot_tell, self.excused + other.excused,
        )  # fmt: skip


Key = tuple[int, int]
"""(must's number, area's path code)."""


def standings(*, at: int, area: int = 0, level: str = "") -> Mapping[Key, Counts]:
    """The standing of every must at ``at``, inside ``area`` (0: everywhere), split by the areas of ``level`` if named.

    Cost: the tallies up to ``at`` and the duties and excuses of one hour; no register is read.
    """
    unit = areas.unit_of(level) if level else 0
    group = f"area_id / {unit} * {unit}" if unit else f"{area}"
    low, high = areas.span(area) if area else (0, 10**18)
    hour = at // HOUR
    inside = f"area_id >= {low} AND area_id < {high}" if area else "1 = 1"
    by = f"GROUP BY must_id, {group}" if unit else "GROUP BY must_id"
    sql = f"""
SELECT must_id, place, SUM(due), SUM(in_time), SUM(late), SUM(cannot_tell), SUM(excused) FROM (
  SELECT must_id, {group} AS place, SUM(due) AS due, SUM(in_time) AS in_time, SUM(late) AS late,
         SUM(cannot_tell) AS cannot_tell, SUM(excused) AS excused
  FROM gaps_tally WHERE hour < {hour} AND {inside} {by}
  UNION ALL
  SELECT must_id, {group}, SUM(CASE WHEN state = 0 THEN 1 ELSE 0 END),
         SUM(CASE WHEN state = 0 AND met_at <= due_at THEN 1 ELSE 0 END), 0, SUM(CASE WHEN state > 0 THEN 1 ELSE 0 END), 0
  FROM gaps_duty WHERE must_id IN (SELECT id FROM gaps_mustnumber)
    AND since >= {hour * HOUR} AND since <= {at} AND {inside} {by}
  UNION ALL
  SELECT must_id, {group}, 0, 0, COUNT(*), 0, 0
  FROM gaps_duty WHERE must_id IN (SELECT id FROM gaps_mustnumber)
    AND state = 0 AND met_at > due_at AND met_at >= {hour * HOUR} AND met_at <= {at} AND {inside} {by}
  UNION ALL
  SELECT must_id, {group}, 0, 0, 0, 0, COUNT(*)
  FROM gaps_excuse WHERE counts_from IS NOT NULL AND counts_from >= {hour * HOUR} AND counts_from <= {at} AND {inside} {by}
  UNION ALL
  SELECT must_id, {group}, 0, 0, 0, 0, -COUNT(*)
  FROM gaps_excuse WHERE counts_from IS NOT NULL AND counts_until >= {hour * HOUR} AND counts_until <= {at} AND {inside} {by}
) AS part GROUP BY must_id, place"""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {(must, int(place)): Counts(*map(int, counts)) for must, place, *counts in cursor.fetchall()}
