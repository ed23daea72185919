"""Musts and records written in a line each, for tests that work one thing out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from lianfang.base import areas
from lianfang.base.words import Text
from lianfang.plan.kinds import MOMENTS, Scope, read_term, read_test
from lianfang.plan.model import Counted, Denominator, Entry, Figure, Must, Place, Plan, Source, Value
from lianfang.plan.nodes import Path, Term, Test, Type
from lianfang.records import Kind
from tests.plan_catalogue import CATALOGUE

NATION = areas.child(0, 1)
GUANGDONG, HUBEI = areas.child(NATION, 44), areas.child(NATION, 42)
CITY = areas.child(GUANGDONG, 3)
FUTIAN, NANSHAN = areas.child(CITY, 4), areas.child(CITY, 5)
CODES = {"420000": HUBEI, "440304": FUTIAN}

MINUTE, HOUR, DAY = 60, 3600, 86400
ZERO = 1581091200
"""00:00 of 8 February 2020 in Shenzhen, the first day of the records here."""

_WORDS = Text("例", "example")
_SOURCE = Source("Made up", "assumed")
_PLACE = Place("made.yaml", 1)


def day(number: int) -> date:
    """A day of February 2020."""
    return date(2020, 2, number)


def at(number: int, hour: float = 0) -> int:
    """An instant of that day."""
    return int(ZERO + (number - 8) * DAY + hour * HOUR)


def _value(key: str, kind: Any, *entries: tuple[date, Any]) -> Value:
    return Value(key, kind, _WORDS, tuple(Entry(since, what, _SOURCE) for since, what in entries), _PLACE)


VALUES = {
    value.key: value
    for value in (
        _value("grace", Type.DURATION, (day(9), 30 * MINUTE), (day(11), HOUR)),
        _value("settled", Type.DURATION, (day(1), 2 * HOUR)),
        _value("key_areas", "areas", (day(9), ("420000",)), (day(11), ("420000", "440304"))),
        _value("strict", Type.BOOLEAN, (day(9), False), (day(11), True)),
    )
}
PLAN = Plan(
    "made-up", _WORDS, "Asia/Shanghai", 8 * HOUR, day(1), day(29), "440300", {}, VALUES, {}, {}, ""
)  # fmt: skip


def must(
    every: str,
    *,
    where: str = "all",
    has: str = "itself",
    such_that: str = "all",
    met_at: str = "recorded_at",
    by: str = "recorded_at",
    since: date | None = None,
    until: date | None = None,
    each_day: bool = False,
) -> Must:
    """A must in the plan's own language; the loader's rules are not asked."""
    scope = Scope(CATALOGUE, every, VALUES, each_day=each_day)
    both = scope if has == "itself" else replace(scope, candidate=has)
    return Must(
        key="made-up", clause="1", title=_WORDS, every=every, where=_test(where, scope),
        denominator=Denominator(_WORDS, independent=False), has=has, such_that=_test(such_that, both),
        met_at=_moment(met_at, both), by=_moment(by, scope), owner=None, cannot_tell_owner=None, since=since,
        until=until, each_day=each_day, restricts=False, basis=None, review=None, twin="", source=_SOURCE,
        written={}, place=_PLACE,
    )  # fmt: skip


def figure(
    every: str, *, at: str, where: str = "all", total: str = "", window: bool = False, area: str = ""
) -> Figure:
    """A counted figure in the plan's own language."""
    scope = Scope(CATALOGUE, every, VALUES)
    paths = [read_term(text, scope, Type).term if text else None for text in (total, area)]
    summed, home = (path if isinstance(path, Path) else None for path in paths)
    counted = Counted(
        every, _test(where, replace(scope, counts=True)), _moment(at, scope), summed, window, home
    )
    return Figure("made-up", "1", _WORDS, _WORDS, _WORDS, "counted", counted, None, _SOURCE, _PLACE)


def _test(text: str, scope: Scope) -> Test:
    read = read_test(text, scope)
    assert read.test is not None, (text, [problem.code for problem in read.problems])
    return read.test


def _moment(text: str, scope: Scope) -> Term:
    read = read_term(text, scope, MOMENTS)
    assert read.term is not None, (text, [problem.code for problem in read.problems])
    return read.term


_NEUTRAL: dict[Kind, Any] = {
    Kind.INSTANT: ZERO, Kind.DATE: day(8), Kind.DURATION: 0, Kind.NUMBER: 0.0, Kind.TEXT: "", Kind.BOOLEAN: False
}  # fmt: skip


def tables(**given: list[dict[str, Any]]) -> dict[str, dict[int, dict[str, Any]]]:
    """Rows by register; ids count from 1, what is not said is missing where it may be, else neutral."""
    found: dict[str, dict[int, dict[str, Any]]] = {register.name: {} for register in CATALOGUE}
    for name, rows in given.items():
        register = CATALOGUE[name.rstrip("_")]
        for number, said in enumerate(rows, start=1):
            row: dict[str, Any] = {"id": number}
            for column in register.columns.values():
                code = next(iter(column.codes.codes)) if column.codes else _NEUTRAL[column.kind]
                row[column.name] = None if column.nullable else code
            for link in register.links.values():
                row[link.column] = None if link.nullable else (CITY if link.to == "area" else 1)
            assert said.keys() <= row.keys(), said.keys() - row.keys()
            row |= said
            found[register.name][row["id"]] = row
    return found
