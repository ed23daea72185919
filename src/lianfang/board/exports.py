"""Lists as whole tables that are taken away: the same rows as on the page, of any length, read while they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from lianfang.base import instants
from lianfang.base.words import Language, Text
from lianfang.board import listing
from lianfang.board.gap_pages import every_gap, said_of
from lianfang.board.linked import NAMED, Linked, called
from lianfang.board.work import Sort, Wanted, every_task
from lianfang.fronts.command import gap_list
from lianfang.fronts.command.shapes import TaskListed
from lianfang.gaps import plans
from lianfang.records import Column, Register
from lianfang.registers.access import Reader
from lianfang.registers.catalogue import catalogue
from lianfang.ui.sheets import Value, Values

YES, NO = Text("是", "yes"), Text("否", "no")
RECORD, REFERENCE = Text("记录", "record"), Text("编号", "reference")
TASK_COLUMNS = (
    Text("任务", "task"), Text("名称", "title"), Text("条款", "clause"), Text("要求", "must"), Text("记录", "record"),
    Text("日期", "day"), Text("承办单位编号", "unit"), Text("承办单位", "name of the unit"), Text("区域代码", "area"),
    Text("区域", "name of the area"), Text("交办时间", "assigned"), Text("期限", "due by"), Text("状态", "state"),
    Text("逾期", "overdue"), Text("办结时间", "closed"), Text("退回时间", "returned"), Text("结果", "outcome"),
)  # fmt: skip


@dataclass(frozen=True)
class Listing:
    """One list to be taken away.

    Attributes:
        columns: its header.
        count: how many rows it has.
        pieces: the rows.
        registers: how many of them are about a record of which register, for the journal.
    """

    columns: Sequence[str]
    count: int
    pieces: Iterator[Sequence[Values]]
    registers: Mapping[str, int]

    def rows(self) -> Iterator[Values]:
        """The rows, one by one."""
        return (row for piece in self.pieces for row in piece)


def register_rows(
    register: str, names: Sequence[str], *, reader: Reader, asked: listing.Narrowed, language: Language
) -> Listing:
    """The rows of a register under its reference, when it happened, and some of its columns and links.

    A link to what has a name comes with its name and its reference.
    """
    shape = catalogue()[register]
    shown = _columns(shape, names, reader)
    count, pieces = listing.every(register, reader=reader, asked=asked)
    tables = (_register_piece(shape, shown, piece, language) for piece in pieces)
    return Listing(
        register_columns(register, names, reader=reader, language=language), count, tables, {register: count}
    )


def register_columns(register: str, names: Sequence[str], *, reader: Reader, language: Language) -> list[str]:
    """The header of such a list."""
    shape = catalogue()[register]
    shown = _columns(shape, names, reader)
    return [RECORD.to(language), *(title for name in shown for title in _titles(shape, name, language))]


def gap_columns(language: Language) -> list[str]:
    """The header of a list of gaps."""
    return [title.to(language) for title in gap_list.COLUMNS.values()]


def task_columns(language: Language) -> list[str]:
    """The header of a list of tasks."""
    return [title.to(language) for title in TASK_COLUMNS]


def _columns(shape: Register, names: Sequence[str], reader: Reader) -> list[str]:
    shown = [*([shape.occurred] if listing.by_day(shape, reader) else []), *names, "recorded_at"]
    return list(dict.fromkeys(shown))


def _titles(shape: Register, name: str, language: Language) -> list[str]:
    if name not in shape.links:
        return [shape.columns[name].title.to(language)]
    link = shape.links[name]
    title = link.title.to(language)
    return [title, f"{title} {REFERENCE.to(language)}"] if link.to in NAMED else [title]


def _register_piece(
    shape: Register, names: Sequence[str], piece: Sequence[Mapping[str, Any]], language: Language
) -> list[Values]:
    links = [shape.links[name] for name in names if name in shape.links]
    named = called(
        (link.to, row[link.column]) for link in links for row in piece if row[link.column] is not None
    )
    return [_register_row(shape, names, row, named, language) for row in piece]


def _register_row(
    shape: Register, names: Sequence[str], row: Mapping[str, Any], named: Mapping[tuple[str, int], Linked], language: Language
) -> Values:  # fmt: skip
    cells: list[Value] = [row["ref"]]
    for name in names:
        if name in shape.columns:
            cells.append(_value(shape.columns[name], row[name], language))
            continue
        link = shape.links[name]
        there = named.get((link.to, row[link.column] or 0))
        if link.to in NAMED:
            cells.append(there.name.to(language) if there and there.name else None)
        cells.append(there.ref if there else None)
    return cells


def _value(column: Column, value: Any, language: Language) -> Value:
    """A value with its type; what is not known is an empty cell."""
    if value is None:
        return None
    if column.codes is not None:
        words = column.codes.codes.get(value)
        return str(value) if words is None else words.to(language)
    if column.kind.value == "instant":
        return datetime.fromisoformat(instants.iso(value, settings.TIME_ZONE))
    if isinstance(value, bool):
        return (YES if value else NO).to(language)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    found: Value = value
    return found


def gap_rows(*, reader: Reader, as_of: int, language: Language, **asked: Any) -> Listing:
    """The gaps (or what is excused, or cannot be told), as ``lianfang gaps --csv`` writes them.

    Raises:
        Refused: as :func:`lianfang.board.gap_pages.gaps`.
    """
    setting, found = every_gap(reader=reader, as_of=as_of, **asked)
    registers: Counter[str] = Counter()
    by_number = {one.number: one.must.every for one in found.picked.musts}
    for number, count in found.by_must().items():
        registers[by_number[number]] += count
    tables = ([gap_list.cells(row, language) for row in said_of(setting, piece)] for piece in found.pieces())
    return Listing(gap_columns(language), len(found), tables, registers)


def task_rows(
    wanted: Wanted, *, reader: Reader, as_of: int, at: int, sort: Sort, language: Language
) -> Listing:
    """The tasks of a list.

    Raises:
        Refused: as :func:`lianfang.board.work.tasks`.
    """
    count, pieces = every_task(wanted, reader=reader, as_of=as_of, at=at, sort=sort)
    tables = ([_task(one, language) for one in piece] for piece in pieces)
    return Listing(task_columns(language), count, tables, {"task": count})


def _task(one: TaskListed, language: Language) -> Values:
    return [
        one.ref, one.title, one.clause, one.must, one.subject, one.period, one.unit, one.unit_name.to(language), one.area,
        one.area_name.to(language), _moment(one.assigned_at), _moment(one.due_at), one.state_words.to(language),
        (YES if one.is_overdue else NO).to(language), _moment(one.closed_at), _moment(one.returned_at),
        one.outcome_words.to(language) if one.outcome_words else None,
    ]  # fmt: skip


def _moment(iso: str | None) -> datetime | None:
    return None if iso is None else datetime.fromisoformat(iso).astimezone(_zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(plans.in_force().plan.zone)
