"""How a must stands at an instant: prefix sums of tallies, and one index range of duties for the hour that has begun."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
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


def standings_over(
    *, instants: Sequence[int], area: int = 0, level: str = "", musts: Collection[int] = ()
) -> Mapping[int, Mapping[Key, Counts]]:
    """As :func:`standings`, at several instants from one reading of the tallies: instant → standings.

    A tally counts for every instant whose hour is later than its own; it is read once, put to the first of these, and
    carried on to the later ones.

    Args:
        musts: only these, by their numbers; none is all.
    """
    moments = sorted(set(instants))
    split = _Split.of(area, level, musts)
    whole, begun = _by_moment(_whole_hours(moments, split)), _by_moment(_hours_begun(moments, split))
    carried: dict[Key, Counts] = {}
    found: dict[int, dict[Key, Counts]] = {}
    for n, at in enumerate(moments):
        _add(carried, whole[n])
        found[at] = dict(carried)
        _add(found[at], begun[n])
    return found


@dataclass(frozen=True)
class _Split:
    """Which rows, and by what they are told apart beside the must."""

    group: str
    by: str
    inside: str

    @classmethod
    def of(cls, area: int, level: str, musts: Collection[int]) -> _Split:
        low, high = areas.span(area) if area else (0, 10**18)
        inside = f"area_id >= {low} AND area_id < {high}"
        if musts:
            inside += f" AND must_id IN ({', '.join(map(str, sorted(musts)))})"
        if not level:
            return cls(str(area), "must_id", inside)
        unit = areas.unit_of(level)
        group = f"area_id / {unit} * {unit}"
        return cls(group, f"must_id, {group}", inside)


def _whole_hours(moments: Sequence[int], split: _Split) -> str:
    """The tallies of whole hours, each with the number of the first instant for which it counts."""
    first = " ".join(f"WHEN hour < {at // HOUR} THEN {n}" for n, at in enumerate(moments))
    return f"""
SELECT moment, must_id, place, SUM(due), SUM(in_time), SUM(late), SUM(cannot_tell), SUM(excused) FROM (
  SELECT CASE {first} END AS moment, must_id, {split.group} AS place, due, in_time, late, cannot_tell, excused
  FROM gaps_tally WHERE hour < {moments[-1] // HOUR} AND {split.inside}
) AS t GROUP BY moment, must_id, place"""


def _hours_begun(moments: Sequence[int], split: _Split) -> str:
    """What began in the hours that are not over at the instants."""
    return "\nUNION ALL\n".join(_hour_begun(n, at, split) for n, at in enumerate(moments))


def _hour_begun(n: int, at: int, split: _Split) -> str:
    start, head = at // HOUR * HOUR, f"SELECT {n}, must_id, {split.group}"
    duties = f"FROM gaps_duty WHERE must_id IN (SELECT id FROM gaps_mustnumber) AND {split.inside}"
    excuses = f"FROM gaps_excuse WHERE counts_from IS NOT NULL AND {split.inside}"
    return f"""
{head}, SUM(CASE WHEN state = 0 THEN 1 ELSE 0 END), SUM(CASE WHEN state = 0 AND met_at <= due_at THEN 1 ELSE 0 END), 0,
       SUM(CASE WHEN state > 0 THEN 1 ELSE 0 END), 0
{duties} AND since >= {start} AND since <= {at} GROUP BY {split.by}
UNION ALL
{head}, 0, 0, COUNT(*), 0, 0
{duties} AND state = 0 AND met_at > due_at AND met_at >= {start} AND met_at <= {at} GROUP BY {split.by}
UNION ALL
{head}, 0, 0, 0, 0, COUNT(*) {excuses} AND counts_from >= {start} AND counts_from <= {at} GROUP BY {split.by}
UNION ALL
{head}, 0, 0, 0, 0, -COUNT(*) {excuses} AND counts_until >= {start} AND counts_until <= {at} GROUP BY {split.by}"""


def _by_moment(sql: str) -> Mapping[int, list[tuple[Key, Counts]]]:
    found: dict[int, list[tuple[Key, Counts]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        for moment, must, place, *counts in cursor.fetchall():
            found[int(moment)].append(((must, int(place)), Counts(*map(int, counts))))
    return found


def _add(to: dict[Key, Counts], rows: Sequence[tuple[Key, Counts]]) -> None:
    for key, counts in rows:
        to[key] = to.get(key, Counts()).plus(counts)
