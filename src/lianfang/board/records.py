"""One record: its facts as far as the reader may see them, its history, and the duties on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from lianfang.base.problems import Problem, Refused
from lianfang.board.duties import duties_of
from lianfang.board.rights import sees_column
from lianfang.board.shapes import Fact, LinkFact, RecordPage, Trace, Was
from lianfang.fronts.command.setting import Setting, city_of, setting_of
from lianfang.fronts.command.shapes import PlaceSaid, Words
from lianfang.gaps import oldest, plans
from lianfang.gaps.lists import journal
from lianfang.gaps.reasons import Row, row_of
from lianfang.records import Column, Kind, Register
from lianfang.registers import keys
from lianfang.registers.access import Reader, rows
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS, Area, Journal, Version

Plain = str | int | float | bool | None
MOST = 100
"""How many versions and entries of the journal are shown, the newest."""


def record(register: str, ref: str, *, reader: Reader, as_of: int, at: int) -> RecordPage:
    """One record by its reference; the reading is journalled.

    Args:
        register: the register's name.
        ref: the record's reference.
        reader: what they may not see is withheld; a record out of their area looks like not found.
        as_of: the instant at which the duties are judged. The facts are those known now.

    Raises:
        Refused: there is no such record, or it lies out of the reader's reach or classes.
    """
    if register not in REGISTERS or not reader.reads(register):
        raise _not_found(register, ref)
    force = plans.in_force()
    found = rows(REGISTERS[register], reader).filter(ref=ref).values_list("id", flat=True).first()
    row = None if found is None else row_of(register, id=found)
    if row is None:
        raise _not_found(register, ref)
    shape = catalogue()[register]
    place = row[shape.links[shape.area].column] if shape.area else row["id"]
    setting = setting_of(force, reader, as_of, reader.area or city_of(force))
    duties = duties_of(setting, reader, register, {**row, "ref": ref})
    journal(reader, at=at, counts={register: 1}, ref=ref)
    return RecordPage(
        as_of=setting.instant(as_of), register=register, title=Words.of(shape.title), reference=ref,
        area=_place(place), recorded_at=setting.instant(row["recorded_at"]),
        facts=tuple(_facts(setting, reader, shape, row)), links=tuple(_links(reader, shape, row)),
        duties=duties, history=tuple(_history(setting, reader, shape, row)), journal=tuple(_journal(setting, register, row)),
    )  # fmt: skip


def _not_found(register: str, ref: str) -> Refused:
    return Refused(Problem("record/not-found", facts={"register": register, "value": ref[:40]}))


def _place(area: int | None) -> PlaceSaid | None:
    found = None if area is None else Area.objects.filter(id=area).first()
    if found is None:
        return None
    return PlaceSaid(
        code=found.gb_code or found.ref, name=Words(zh=found.name_zh, en=found.name_en), level=found.level
    )


def _facts(setting: Setting, reader: Reader, shape: Register, row: Row) -> Iterator[Fact]:
    for name, column in shape.columns.items():
        if name == "recorded_at":
            continue
        sees = sees_column(reader, shape.name, name)
        value = row[name] if sees else None
        words = column.codes.codes.get(value) if column.codes is not None and value is not None else None
        yield Fact(
            name, Words.of(column.title), column.kind.value, column.privacy.value, _plain(setting, column, value),
            None if words is None else Words.of(words), not sees,
        )  # fmt: skip


def _plain(setting: Setting, column: Column, value: Any) -> Plain:
    if value is None:
        return None
    if column.kind is Kind.INSTANT:
        return setting.instant(value)
    if isinstance(value, date):
        return value.isoformat()
    plain: Plain = value
    return plain


def _links(reader: Reader, shape: Register, row: Row) -> Iterator[LinkFact]:
    named = oldest.refs(
        (link.to, row[link.column]) for link in shape.links.values() if row[link.column] is not None
    )
    for name, link in shape.links.items():
        sees = sees_column(reader, shape.name, name) and reader.reads(link.to)
        ref = named.get((link.to, row[link.column])) if sees and row[link.column] is not None else None
        yield LinkFact(name, Words.of(link.title), link.to, ref, not sees)


def _history(setting: Setting, reader: Reader, shape: Register, row: Row) -> Iterator[Was]:
    """What changed when, the newest first: each version beside what came after it."""
    after: Mapping[str, Any] = row
    kept = Version.objects.filter(register=shape.name, row=row["id"]).order_by("-until", "-id")[:MOST]
    for version in kept:
        before = keys.unseal_values(version.values)
        changed = [name for name in [*shape.columns, *(link.column for link in shape.links.values())]
                   if name != "recorded_at" and _same_kind(before.get(name)) != _same_kind(after.get(name))]  # fmt: skip
        seen = [name for name in changed if name in shape.columns and sees_column(reader, shape.name, name)]
        values = {name: _old(setting, shape.columns[name], before.get(name)) for name in seen}
        yield Was(setting.instant(version.until), values, tuple(name for name in changed if name not in seen))
        after = before


def _same_kind(value: Any) -> Any:
    """A version keeps a date as text."""
    return value.isoformat() if isinstance(value, date) else value


def _old(setting: Setting, column: Column, value: Any) -> Plain:
    return _plain(setting, column, value)


def _journal(setting: Setting, register: str, row: Row) -> Iterator[Trace]:
    kept = Journal.objects.filter(register=register, row=row["id"]).order_by("-id")[:MOST]
    for entry in kept:
        fields = tuple(name for name in entry.fields.split(",") if name)
        yield Trace(setting.instant(entry.at), entry.actor, entry.role, entry.verb, entry.purpose, fields)
