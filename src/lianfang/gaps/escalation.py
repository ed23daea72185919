"""Gaps that have stood so long that they rise up the tree: worked out from due dates and the plan's ladders, never stored.

``lianfang.plan.escalation.risen`` says the same of one gap, slowly; a property test holds the statements here to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import connection

from lianfang.base import areas as paths
from lianfang.base.instants import start_of
from lianfang.gaps import owners, selecting
from lianfang.gaps.plans import InForce
from lianfang.plan.escalation import LEVELS, Rise, ladder_of, risen, risen_area
from lianfang.plan.model import Ladder, Rung
from lianfang.plan.reference import Duty
from lianfang.registers.models import Organisation


@dataclass(frozen=True)
class Risen:
    """A gap, the level it has risen to and since when, the area there, and who commands it."""

    must: str
    subject: int
    period: int
    rise: Rise
    area: int
    owner: Organisation | None


def sweep(force: InForce, *, at: int, area: int = 0) -> Iterator[Risen]:
    """Every open gap that has risen by ``at``. What is excused then is no gap and does not rise; its clock is not stopped."""
    keys = {standing.number: standing.must.key for standing in force.musts}
    found = [
        (keys[number], subject, period, place, risen(keys[number], due_at, at, force.plan))
        for number, subject, period, place, due_at, _rank in _rows(only_risen(force, at=at, area=area))
    ]
    above = {risen_area(place, rise.level) for *_, place, rise in found if rise is not None}
    commands = owners.commands_above(above)
    for must, subject, period, place, rise in found:
        if rise is not None:
            there = risen_area(place, rise.level)
            yield Risen(must, subject, period, rise, there, commands.get(there))


def counts(force: InForce, *, at: int, area: int = 0) -> Mapping[int, Mapping[str, int]]:
    """Must's number → level → how many of its gaps have risen to it by ``at``."""
    text = only_risen(force, at=at, area=area)
    found: dict[int, dict[str, int]] = {}
    for number, rank, count in _rows(
        f"SELECT must_id, rank, COUNT(*) FROM ({text}) AS q GROUP BY must_id, rank"
    ):
        found.setdefault(number, {})[LEVELS[rank - 1]] = count
    return found


def only_risen(force: InForce, *, at: int, area: int) -> str:
    """The open gaps that have risen, with the rank of their level (1 is the lowest)."""
    numbers = [standing.number for standing in force.musts]
    gaps = selecting.duties(numbers, at=at, area=area, kind="gap")
    columns = "must_id, subject_id, period, area_id, due_at"
    ranked = f"SELECT {columns}, {rank(force, at)} AS rank FROM ({gaps}) AS g"
    return f"SELECT {columns}, rank FROM ({ranked}) AS r WHERE rank > 0"


def rank(force: InForce, at: int) -> str:
    """A gap's level as a number, by its must and its due date; 0 where it has not risen."""
    by_ladder: dict[str, list[int]] = {}
    for standing in force.musts:
        ladder = ladder_of(standing.must.key, force.plan)
        if ladder is not None:
            by_ladder.setdefault(ladder.key, []).append(standing.number)
    cases = [
        f"WHEN must_id IN ({', '.join(map(str, numbers))}) THEN {_of_ladder(force.plan.ladders[key], at, force.plan.zone)}"
        for key, numbers in by_ladder.items()
    ]
    return f"CASE {' '.join(cases)} ELSE 0 END" if cases else "0"


def _of_ladder(ladder: Ladder, at: int, zone: str) -> str:
    cases = [
        f"WHEN due_at >= {start_of(rung.since, zone)} THEN {_of_rung(rung, at)}"
        for rung in reversed(ladder.rungs)
    ]
    return f"CASE {' '.join(cases)} ELSE 0 END"


def _of_rung(rung: Rung, at: int) -> str:
    cases = [
        f"WHEN due_at <= {at - step.after} THEN {LEVELS.index(step.to) + 1}" for step in reversed(rung.steps)
    ]
    return f"CASE {' '.join(cases)} ELSE 0 END"


def slowly(force: InForce, gaps: Iterable[Duty], *, at: int, area: int) -> dict[int, dict[str, int]]:
    """As :func:`counts`, of the open gaps given, one by one: for what was known before, and to hold the statements to."""
    numbers = {standing.must.key: standing.number for standing in force.musts}
    found: dict[int, dict[str, int]] = {}
    for duty in gaps:
        rise = None if duty.due_at is None else risen(duty.must, duty.due_at, at, force.plan)
        if rise is not None and (not area or paths.is_within(duty.area, area)):
            levels = found.setdefault(numbers[duty.must], {})
            levels[rise.level] = levels.get(rise.level, 0) + 1
    return found


def _rows(sql: str) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
