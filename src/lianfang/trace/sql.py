"""The same questions as SQL over the same Parquet files, for engines of many machines: Spark, and DuckDB beside it.

Texts are made of integers only. They read a table or view ``visits`` of the log's files (``visits/*/*.parquet``, as the manifest
names them) and answer what ``questions`` answers, row for row.
"""

from __future__ import annotations

from collections.abc import Sequence

from lianfang.base.instants import Instant
from lianfang.trace.questions import Window
from lianfang.trace.rules import Rules


def standing(rules: Rules, kept_from: Instant) -> str:
    """The visits that count, open ones closed; ``supposed`` where a rule did that."""
    said = sorted(rules.closing, key=lambda rule: (rule.kind == "", -rule.since))
    cases = " ".join(
        f"WHEN {_kind(rule.kind)} AND enter >= {rule.since} THEN enter + {rule.seconds}" for rule in said
    )
    closed = f"CASE {cases} ELSE enter END" if cases else "enter"
    return f"""
      SELECT person, place, enter, COALESCE(leave, {closed}) AS leave, leave IS NULL AS supposed, kind, source, carriage,
        v.row AS bench, seat
      FROM (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY person, place, enter, source ORDER BY batch DESC) AS newest
        FROM visits WHERE enter >= {kept_from}
      ) v WHERE newest = 1 AND NOT withdrawn"""


def _kind(kind: str) -> str:
    quoted = kind.replace("'", "''")
    return f"kind = '{quoted}'" if kind else "TRUE"


def contacts(people: Sequence[int], window: Window) -> str:
    """Contacts of each of these: asked, person, seconds, first, last, times; over a view ``standing``.

    Seconds are the length of the union of the meetings: each adds what reaches beyond all before it.
    """
    start, end = f"GREATEST(m.enter, v.enter, {window.since})", f"LEAST(m.leave, v.leave, {window.until})"
    return f"""
      SELECT asked, person, SUM(fresh) AS seconds, MIN(start) AS first, MAX(ends) AS last, COUNT(*) AS times FROM (
        SELECT asked, person, start, ends, GREATEST(0, ends - GREATEST(start, COALESCE(MAX(ends) OVER (
          PARTITION BY asked, person ORDER BY start, ends ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), start))) AS fresh
        FROM (
          SELECT m.person AS asked, v.person AS person, {start} AS start, {end} AS ends
          FROM standing m JOIN standing v ON v.place = m.place AND v.person <> m.person
          WHERE m.person IN ({_list(people)}) AND {end} - {start} >= {max(1, window.minimum)}
        ) met
      ) counted GROUP BY asked, person"""


def present(places: Sequence[int], since: Instant, until: Instant) -> str:
    """Who was at these places: person, first, last, visits."""
    return f"""
      SELECT person, MIN(GREATEST(enter, {since})) AS first, MAX(LEAST(leave, {until})) AS last, COUNT(*) AS visits
      FROM standing WHERE place IN ({_list(places)}) AND enter < {until}
        AND (leave > {since} OR (leave = enter AND enter >= {since})) GROUP BY person"""


def since(places: Sequence[int], since: Instant, until: Instant) -> str:
    """Who was at any of these places: person, seconds (the length of the union of their visits), first, last, visits, and 1 where a
    visit speaks for them that was recorded whole or began since, else 0.
    """
    return f"""
      SELECT person, SUM(fresh) AS seconds, MIN(start) AS first, MAX(ends) AS last, COUNT(*) AS visits, MAX(sure) AS sure FROM (
        SELECT person, sure, start, ends, GREATEST(0, ends - GREATEST(start, COALESCE(MAX(ends) OVER (
          PARTITION BY person ORDER BY start, ends ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), start))) AS fresh
        FROM (
          SELECT person, GREATEST(enter, {since}) AS start, LEAST(leave, {until}) AS ends,
            CASE WHEN supposed AND enter < {since} THEN 0 ELSE 1 END AS sure FROM standing
          WHERE place IN ({_list(places)}) AND enter < {until} AND (leave > {since} OR (leave = enter AND enter >= {since}))
        ) there
      ) counted GROUP BY person"""


def shared_places(cases: Sequence[int], window: Window) -> str:
    """Places where at least two of these were: place, cases."""
    return f"""
      SELECT place, COUNT(DISTINCT person) AS cases FROM standing
      WHERE person IN ({_list(cases)}) AND enter < {window.until}
        AND (leave > {window.since} OR enter >= {window.since}) GROUP BY place HAVING COUNT(DISTINCT person) > 1"""


def companions(person: int, ride: int, since: Instant, until: Instant, *, rows: int) -> str:
    """Who rode along: person, relation (index into ``questions.RELATIONS``)."""
    apart = "ABS(m.bench - v.bench)"
    return f"""
      SELECT v.person AS person, MIN(CASE WHEN m.carriage IS NULL OR v.carriage IS NULL OR m.carriage <> v.carriage THEN 3
        WHEN m.bench IS NULL OR v.bench IS NULL OR {apart} > {rows} THEN 2 WHEN {apart} = 0 THEN 0 ELSE 1 END) AS relation
      FROM standing m JOIN standing v ON v.place = m.place AND v.person <> m.person
      WHERE m.person = {person} AND m.place = {ride}
        AND LEAST(m.leave, v.leave, {until}) > GREATEST(m.enter, v.enter, {since}) GROUP BY v.person"""


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(str(int(number)) for number in numbers) or "NULL"
