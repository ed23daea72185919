"""Rebuild: all duties and tallies of a must, read anew from the registers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import connection, transaction

from lianfang.gaps import excuses, plans, tallies
from lianfang.gaps.models import Duty, MustNumber
from lianfang.gaps.plans import Standing
from lianfang.gaps.upkeep import DUTY
from lianfang.registers.models import REGISTERS

Progress = Callable[[str, int, int], None]
"""Called with a must's key, how many are done, how many there are."""


def rebuild(
    *, at: int, keys: Iterable[str] | None = None, on_progress: Progress = lambda key, done, of: None
) -> dict[str, int]:
    """Read musts anew, each in one transaction; answers duties a must.

    Interrupted, the musts done are done and the others are what they were; ``lagging`` names them.
    """
    force = plans.in_force()
    chosen = None if keys is None else set(keys)
    wanted = [s for s in force.musts if chosen is None or s.must.key in chosen]
    _look_at_the_tables()
    counts = {}
    for done, standing in enumerate(wanted, start=1):
        counts[standing.must.key] = _rebuild(standing, force.plan.hash, at)
        on_progress(standing.must.key, done, len(wanted))
    if keys is None:
        gone = MustNumber.objects.exclude(must__in=force.plan.musts)
        with transaction.atomic():
            for number in gone.values_list("id", flat=True):
                _clear(number)
    return counts


def _look_at_the_tables() -> None:
    """Let PostgreSQL count its rows first: after a large load it would plan for empty tables, and take minutes for seconds."""
    if connection.vendor == "postgresql":
        tables = ", ".join(model._meta.db_table for model in REGISTERS.values())
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


def lagging() -> list[str]:
    """Musts of the plan in force whose duties were read under another text, or never."""
    force = plans.in_force()
    read = dict(MustNumber.objects.values_list("must", "hash"))
    return [s.must.key for s in force.musts if read.get(s.must.key) != force.plan.hash]


def _clear(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM gaps_duty WHERE must_id = %s", [number])
        cursor.execute("DELETE FROM gaps_tally WHERE must_id = %s", [number])
    excuses.rebuild(number)


def _rebuild(standing: Standing, plan_hash: str, at: int) -> int:
    with transaction.atomic():
        plans.take_turn()
        _clear(standing.number)
        with connection.cursor() as cursor:
            cursor.execute(fill_sql(standing))
            count: int = cursor.rowcount
            excuses.rebuild(standing.number)
            cursor.execute(tallies.rebuild_sql(), {"number": standing.number})
        MustNumber.objects.filter(id=standing.number).update(hash=plan_hash, built_at=at)
        return count


def fill_sql(standing: Standing) -> str:
    """The statement that reads all duties of a must: for PostgreSQL, of the two ways the one that it reckons cheaper itself.

    Both read the same. Evidence joined at once wins where subjects are many; a search for each where they are few.
    """
    compiled = standing.compiled
    ways = [
        _fill(standing.number, select) for select in dict.fromkeys([compiled.select(), compiled.one_by_one()])
    ]
    return ways[0] if len(ways) == 1 or compiled.dialect != "postgresql" else min(ways, key=_cost)


def _fill(number: int, select: str) -> str:
    return f"INSERT INTO {Duty._meta.db_table} ({DUTY})\nSELECT {number}, d.* FROM (\n{select}\n) AS d"


def _cost(statement: str) -> float:
    """What PostgreSQL's planner expects of a statement, in its own units; nothing is run."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
        planned = cursor.fetchone()[0]
    return float(planned[0]["Plan"]["Total Cost"])
