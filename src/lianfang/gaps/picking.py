"""Lists of duties by must, owner and area, in an order of one's choice, page by page, with how they fall out.

A page is asked for by the key of the last row before it, not by how many rows came before: while people work, rows come and
go, and nothing is shown twice or skipped for that.
"""

from __future__ import annotations

import base64
import binascii
import json
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import connection

from lianfang.base import areas as paths
from lianfang.base.instants import DAY
from lianfang.base.problems import Problem, Refused
from lianfang.gaps import owning, selecting
from lianfang.gaps.lists import Found, Gap, told
from lianfang.gaps.plans import Standing
from lianfang.gaps.selecting import COLUMNS, Kind

Sort = Literal["oldest", "newest", "must", "area", "owner"]
ORDERS: dict[Sort, tuple[str, ...]] = {
    "oldest": ("since", "must_id", "subject_id", "period"),
    "newest": ("-since", "must_id", "subject_id", "period"),
    "must": ("must_id", "since", "subject_id", "period"),
    "area": ("COALESCE(area_id, 0)", "since", "must_id", "subject_id", "period"),
    "owner": ("COALESCE(owner_id, 0)", "since", "must_id", "subject_id", "period"),
}
"""By what rows are put in order; all of it together is different for each row."""
AT_ONCE = 500
_NOTHING = -(2**63)
"""Stands for a column without a value, which an array cannot hold."""
AGES = (DAY, 3 * DAY, 7 * DAY)
"""Where one age ends and the next begins, in seconds."""


@dataclass(frozen=True)
class Picked:
    """Which duties: of some musts, in an area, of one kind at an instant; of one owner (0 is any), of one age (a number
    among ``AGES``; None is any); with ``is_own`` of the area itself, and of none inside it."""

    musts: Sequence[Standing]
    at: int
    area: int
    kind: Kind = "gap"
    owner: int = 0
    age: int | None = None
    is_own: bool = False

    @property
    def sql(self) -> str:
        """Their rows, each with its owner."""
        if not self.musts:
            return f"SELECT {', '.join(COLUMNS)}, 0 AS owner_id FROM gaps_duty WHERE 1 = 0"
        rows = selecting.duties(
            [one.number for one in self.musts], at=self.at, area=self.area, kind=self.kind
        )
        owner = owning.owner(self.musts, kind=self.kind)
        owned = f"SELECT q.*, {owner} AS owner_id FROM ({rows}) AS q{self._narrowed}"
        return f"SELECT * FROM ({owned}) AS o WHERE owner_id = {int(self.owner)}" if self.owner else owned

    @property
    def _narrowed(self) -> str:
        bounds = [f"q.area_id = {int(self.area)}"] if self.is_own else []
        if self.age:
            bounds.append(f"{self.at} - q.since >= {AGES[self.age - 1]}")
        if self.age is not None and self.age < len(AGES):
            bounds.append(f"{self.at} - q.since < {AGES[self.age]}")
        return f" WHERE {' AND '.join(bounds)}" if bounds else ""


@dataclass(frozen=True)
class Share:
    """How many rows have one must, owner (None is nobody), place and age (its number among ``AGES``)."""

    must: int
    owner: int | None
    place: int
    age: int
    count: int


def shares(picked: Picked, *, unit: int) -> list[Share]:
    """How the rows fall out; their counts sum to the length of the list.

    Args:
        unit: the step of the level of areas by which they are told apart; 0 is not at all.
    """
    place = f"COALESCE(area_id, 0) / {unit} * {unit}" if unit else "0"
    age = " ".join(f"WHEN {picked.at} - since < {end} THEN {n}" for n, end in enumerate(AGES))
    sql = (
        f"SELECT must_id, owner_id, place, age, COUNT(*) FROM (SELECT must_id, owner_id, {place} AS place,"
        f" CASE {age} ELSE {len(AGES)} END AS age FROM ({picked.sql}) AS r) AS s GROUP BY must_id, owner_id, place, age"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%", "%%"), [])
        return [Share(*row) for row in cursor.fetchall()]


def page(picked: Picked, *, sort: Sort, limit: int, after: str = "") -> tuple[list[Gap], str | None]:
    """Some rows with all that a list says of them, and the key for those after; None where there are none.

    Raises:
        Refused: ``after`` is no key of a page in this order.
    """
    order = ORDERS[sort]
    beyond = ""
    if after:
        key = read_key(after, sort, len(order))
        beyond = f" WHERE ({', '.join(order)}) > ({', '.join(str(number) for number in key)})"
    sql = (
        f"SELECT {', '.join(COLUMNS)}, {', '.join(order)} FROM ({picked.sql}) AS r{beyond}"
        f" ORDER BY {', '.join(order)} LIMIT {int(limit) + 1}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%", "%%"), [])
        rows = cursor.fetchall()
    width = len(COLUMNS)
    found = [Found(*row[:width]) for row in rows[:limit]]
    last = write_key(rows[limit - 1][width:], sort) if len(rows) > limit else None
    return told(picked.musts, found, at=picked.at, kind=picked.kind), last


def counted(picked: Picked, *, most: int) -> int:
    """How long a list is, up to one more than ``most``."""
    sql = f"SELECT COUNT(*) FROM (SELECT 1 AS one FROM ({picked.sql}) AS r LIMIT {int(most) + 1}) AS c"
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%", "%%"), [])
        return int(cursor.fetchone()[0])


def every(picked: Picked, *, sort: Sort, most: int) -> Every:
    """The whole of a list, fixed at the moment when it is asked for; of each row eight numbers are kept meanwhile.

    Of a longer one, ``most`` rows and one.
    """
    order, kept = ORDERS[sort], [array("q") for _ in COLUMNS]
    sql = f"SELECT {', '.join(COLUMNS)} FROM ({picked.sql}) AS r ORDER BY {', '.join(order)} LIMIT {int(most) + 1}"
    # On PostgreSQL a cursor of the server: the rows are never all here at once as objects.
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql.replace("%", "%%"), [])
        while rows := cursor.fetchmany(AT_ONCE):
            for column, values in zip(kept, zip(*rows, strict=True), strict=True):
                column.extend(_NOTHING if value is None else value for value in values)
    return Every(picked, kept)


@dataclass(frozen=True)
class Every:
    """All rows of a list in its order, whose names are looked up piece by piece."""

    picked: Picked
    columns: Sequence[array[int]]

    def __len__(self) -> int:
        """How many."""
        return len(self.columns[0])

    def by_must(self) -> Counter[int]:
        """How many of each must, by its number."""
        return Counter(self.columns[0])

    def pieces(self) -> Iterator[list[Gap]]:
        """The rows with all that a list says of them."""
        for start in range(0, len(self), AT_ONCE):
            piece = zip(*(column[start : start + AT_ONCE] for column in self.columns), strict=True)
            found = [Found(*(None if value == _NOTHING else value for value in row)) for row in piece]  # type: ignore[arg-type]
            yield told(self.picked.musts, found, at=self.picked.at, kind=self.picked.kind)


def write_key(numbers: Sequence[int], sort: str) -> str:
    """The key of a row: what it has in the columns of an order."""
    said = json.dumps([sort, *(int(number) for number in numbers)], separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def read_key(key: str, sort: str, width: int) -> list[int]:
    """The numbers of a key.

    Raises:
        Refused: it is no key of a row in this order.
    """
    try:
        said = json.loads(base64.urlsafe_b64decode(key.encode() + b"=" * (-len(key) % 4)))
    except (ValueError, binascii.Error, UnicodeError, RecursionError):
        said = None
    whole = isinstance(said, list) and len(said) == width + 1 and said[0] == sort
    if not whole or not all(type(number) is int and abs(number) < 10**18 for number in said[1:]):
        raise Refused(Problem("board/bad-page-key", facts={"key": key[:40]}))
    return [int(number) for number in said[1:]]


def unit_below(area: int) -> int:
    """The step of the areas one level below; 0 below a grid."""
    depth = paths.LEVELS.index(paths.level_of(area)) + 1
    return paths.unit_of(paths.LEVELS[depth]) if depth < len(paths.LEVELS) else 0
