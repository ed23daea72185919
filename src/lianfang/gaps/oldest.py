"""The gap of every must that has stood longest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from lianfang.gaps import selecting
from lianfang.gaps.plans import InForce
from lianfang.gaps.seen import not_withheld
from lianfang.registers.catalogue import catalogue


@dataclass(frozen=True)
class First:
    """A gap by its key, since when it stands."""

    must: int
    subject: int
    period: int
    since: int


def since(force: InForce, *, at: int, area: int = 0) -> Mapping[int, int]:
    """Must's number → since when its oldest gap stands; musts without a gap are not in it."""
    gaps = selecting.duties([one.number for one in force.musts], at=at, area=area, kind="gap")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT must_id, MIN(since) FROM ({gaps}) AS g GROUP BY must_id")
        return dict(cursor.fetchall())


def first(begun: Mapping[int, int], *, at: int, area: int = 0) -> Mapping[int, First]:
    """Of musts whose oldest gap stands since an instant: that gap, the first of several in the order of the list."""
    parts = [
        f"SELECT must_id, since, subject_id, period FROM ({selecting.duties([must], at=at, area=area, kind='gap')}) AS g{must}"
        f" WHERE since = {moment}"
        for must, moment in sorted(begun.items())
    ]
    if not parts:
        return {}
    found: dict[int, First] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM (" + " UNION ALL ".join(parts) + ") AS f ORDER BY must_id, subject_id, period"
        )
        for must, moment, subject, period in cursor.fetchall():
            found.setdefault(must, First(must, subject, period, moment))
    return found


def refs(wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The references of rows of several registers, from one statement; those of rows that are withheld are not among them."""
    by_register: dict[str, set[int]] = {}
    for register, row in wanted:
        by_register.setdefault(register, set()).add(row)
    parts = [
        f"SELECT '{register}', id, ref FROM {catalogue()[register].table}"
        f" WHERE id IN ({', '.join(map(str, sorted(ids)))}) AND {not_withheld(register)}"
        for register, ids in sorted(by_register.items())
    ]
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {(register, row): ref for register, row, ref in cursor.fetchall()}
