"""The rows of one register that a reader may see: page by page by key, narrowed by codes and by day."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.board.rights import sees_column
from lianfang.records import Kind, Register
from lianfang.registers.access import Reader, rows
from lianfang.registers.catalogue import catalogue
from lianfang.registers.checking import LARGEST
from lianfang.registers.models import REGISTERS
from lianfang.registers.withholding import shut

AT_ONCE = 50
AT_A_TIME = 500
"""Rows of a whole list that are read at once."""
MOST_TAKEN = 2_000_000
"""Rows of the longest list that is taken away at once."""
MOST_COUNTED = 10_000
"""Beyond it a count is *more than*: no page counts a register to its end."""
SORTS = ("entered", "entered_up", "occurred", "occurred_up")
NO_COLUMNS = frozenset({"day", "sort", "area", "column", "as_of", "known_at", "after", "before", "register"})
"""Words of an address that say something else, whatever a register's columns are called."""
UNKNOWN = "?"
"""What a filter says for *not known*."""
_LONG_AGO = -(2**62)


@dataclass(frozen=True)
class Narrowed:
    """What a list is asked for: column → code (``?`` for not known), a day of its event, an order, and a page's key."""

    codes: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None
    sort: str = "entered"
    after: str = ""
    before: str = ""
    ids: RawSQL | None = None
    """Only these: the rows behind a figure."""


@dataclass(frozen=True)
class Listed:
    """One page of rows by database name, and the keys of the pages on both sides; empty where there is none."""

    rows: Sequence[Mapping[str, Any]]
    next: str = ""
    previous: str = ""


def readable(reader: Reader, *, people: bool) -> list[Register]:
    """The registers of the reader's classes, those about people only for whoever may see them."""
    return [shape for shape in catalogue() if reader.reads(shape.name) and (people or not shape.personal)]


def count(register: str, reader: Reader) -> int:
    """How many rows the reader may see, up to one more than :data:`MOST_COUNTED`."""
    return rows(REGISTERS[register], reader).values("pk")[: MOST_COUNTED + 1].count()


def filters(shape: Register, reader: Reader) -> list[str]:
    """The columns by which this reader may narrow the list: codes, and yes or no."""
    return [
        c.name
        for c in shape.columns.values()
        if (c.codes is not None or c.kind is Kind.BOOLEAN) and sees_column(reader, shape.name, c.name)
    ]


def by_day(shape: Register, reader: Reader) -> bool:
    """May the list be narrowed and ordered by when it happened?"""
    return shape.occurred != "recorded_at" and sees_column(reader, shape.name, shape.occurred)


def listed(register: str, *, reader: Reader, asked: Narrowed, most: int = AT_ONCE) -> Listed:
    """One page.

    Args:
        register: its name.
        reader: who reads; rows out of their area or classes are not there.
        asked: what narrows and orders the list; columns that the reader may not see narrow nothing.
        most: so many rows.

    Raises:
        Refused: the key of the page is none of this order's.
    """
    shape = catalogue()[register]
    query, is_by_event = _chosen(shape, reader, asked)
    is_up, key = asked.sort.endswith("_up"), asked.before or asked.after
    if asked.before:
        is_up = not is_up
    if key:
        query = query.filter(_beyond(shape, key, is_by_event, is_up))
    order = [*(["_at"] if is_by_event else []), "id"]
    query = query.order_by(*(order if is_up else [f"-{one}" for one in order]))
    found = _named(list(query.values(*order, "ref", *_names(shape))[: most + 1]))
    return _page(found, asked, most, is_by_event)


def every(register: str, *, reader: Reader, asked: Narrowed) -> tuple[int, Iterator[list[Mapping[str, Any]]]]:
    """How long the whole list is, and its rows piece by piece, fixed at the moment when it is asked for.

    A row that is gone meanwhile, or out of reach, is left out. Nothing is journalled: whoever takes it away says so.

    Raises:
        Refused: it is longer than is taken away at once.
    """
    shape, model = catalogue()[register], REGISTERS[register]
    query, is_by_event = _chosen(shape, reader, asked)
    way = "" if asked.sort.endswith("_up") else "-"
    ordered = query.order_by(*(f"{way}{one}" for one in ([*(["_at"] if is_by_event else []), "id"])))
    # On PostgreSQL the numbers come by a cursor of the server: they are never all here as objects.
    numbers = ordered.values_list("id", flat=True)[: MOST_TAKEN + 1].iterator(chunk_size=AT_A_TIME)
    ids = refuse_what_is_too_long(array("q", numbers))

    def pieces() -> Iterator[list[Mapping[str, Any]]]:
        for start in range(0, len(ids), AT_A_TIME):
            piece = ids[start : start + AT_A_TIME]
            found = rows(model, reader).filter(id__in=list(piece)).values("id", "ref", *_names(shape))
            by_id = {row["id"]: row for row in _named(list(found))}
            yield [by_id[one] for one in piece if one in by_id]

    return len(ids), pieces()


def _named(found: list[Any]) -> list[Any]:
    """Rows without the references by which they name, in words, one that is withheld from everybody."""
    hidden = shut(row.get("subject") for row in found)
    return [row | {"subject": None} if row.get("subject") in hidden else row for row in found]


def counted(register: str, *, reader: Reader, asked: Narrowed) -> int:
    """How long such a list is, up to one more than :data:`MOST_COUNTED`."""
    query, _ = _chosen(catalogue()[register], reader, asked)
    return query.values("pk")[: MOST_COUNTED + 1].count()


def refuse_what_is_too_long(ids: array[int]) -> array[int]:
    """The rows of a list, by number.

    Raises:
        Refused: there are more than :data:`MOST_TAKEN`.
    """
    if len(ids) > MOST_TAKEN:
        raise Refused(Problem("export/too-many", facts={"most": MOST_TAKEN}))
    return ids


def beyond(shape: Register, reader: Reader, asked: Narrowed) -> list[str]:
    """What is asked of a list that narrows nothing for this reader: columns that none may narrow by, or not they."""
    known = filters(shape, reader)
    found = [name for name in asked.codes if name not in known and name not in NO_COLUMNS]
    return [*found, "day"] if asked.day is not None and not by_day(shape, reader) else found


def _chosen(shape: Register, reader: Reader, asked: Narrowed) -> tuple[QuerySet[Any], bool]:
    """The rows, and whether they stand by when they happened (then with ``_at``)."""
    is_by_event = asked.sort.startswith("occurred") and by_day(shape, reader)
    query: QuerySet[Any] = rows(REGISTERS[shape.name], reader).filter(_narrowing(shape, reader, asked))
    if asked.ids is not None:
        query = query.filter(id__in=asked.ids)
    if is_by_event:
        query = query.annotate(_at=Coalesce(F(shape.occurred), Value(_first(shape))))
    return query, is_by_event


def _page(found: list[Any], asked: Narrowed, most: int, is_by_event: bool) -> Listed:
    more, found = len(found) > most, found[:most]
    if not found:
        return Listed([])
    if asked.before:
        found.reverse()
    first, last = _key(found[0], is_by_event), _key(found[-1], is_by_event)
    if asked.before:
        return Listed(found, next=last, previous=first if more else "")
    return Listed(found, next=last if more else "", previous=first if asked.after else "")


def _names(shape: Register) -> list[str]:
    return [*shape.columns, *(link.column for link in shape.links.values())]


def _narrowing(shape: Register, reader: Reader, asked: Narrowed) -> Q:
    test = Q()
    for name in filters(shape, reader):
        value = asked.codes.get(name, "")
        if value == UNKNOWN:
            test &= Q(**{f"{name}__isnull": True})
        elif value:
            test &= Q(**{name: value == "yes" if shape.columns[name].kind is Kind.BOOLEAN else value})
    if asked.day is not None and by_day(shape, reader):
        test &= _on(shape, asked.day)
    return test


def _on(shape: Register, day: date) -> Q:
    if shape.columns[shape.occurred].kind is Kind.DATE:
        return Q(**{shape.occurred: day})
    zone = settings.TIME_ZONE
    begins, ends = instants.start_of(day, zone), instants.end_of(day, zone)
    return Q(**{f"{shape.occurred}__gte": begins, f"{shape.occurred}__lt": ends})


def _first(shape: Register) -> Any:
    """Where rows whose time is not known stand: before all others."""
    return date(1, 1, 1) if shape.columns[shape.occurred].kind is Kind.DATE else _LONG_AGO


def _key(row: Mapping[str, Any], is_by_event: bool) -> str:
    if not is_by_event:
        return str(row["id"])
    at = row["_at"]
    return f"{at.toordinal() if isinstance(at, date) else at}.{row['id']}"


def _beyond(shape: Register, key: str, is_by_event: bool, is_up: bool) -> Q:
    side, wanted = "gt" if is_up else "lt", 2 if is_by_event else 1
    parts = key.split(".")
    try:
        numbers = [int(part) for part in parts]
        at: Any = numbers[0]
        if is_by_event and isinstance(_first(shape), date):
            at = date.fromordinal(at)
    except (ValueError, OverflowError):
        parts = []
    if len(parts) != wanted or max(map(abs, numbers)) > LARGEST:
        raise Refused(Problem("board/bad-page-key", facts={"key": key[:40]}))
    row = Q(**{f"id__{side}": numbers[-1]})
    return Q(**{f"_at__{side}": at}) | (Q(_at=at) & row) if is_by_event else row
