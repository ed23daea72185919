"""Records for worked examples: cells become values of their columns, refs become ids, areas get path codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol

from lianfang.base import areas as codes
from lianfang.base import instants
from lianfang.plan.kinds import nearest
from lianfang.plan.markdown import Row
from lianfang.plan.model import Must, Plan
from lianfang.plan.nodes import Dated, Within
from lianfang.plan.parser import parse_literal
from lianfang.plan.tokens import Unreadable
from lianfang.plan.walking import paths_of, values_of, walk
from lianfang.records import Catalogue, Column, Kind, Register

Tables = Mapping[str, Mapping[int, Mapping[str, Any]]]
"""Register → id → database column → value."""

_YES_NO = {"yes": True, "no": False, "是": True, "否": False}
_SHOWN = {
    Kind.INSTANT: "2020-02-09 08:00",
    Kind.DATE: "2020-02-09",
    Kind.DURATION: "30 minutes",
    Kind.NUMBER: "37.3",
    Kind.BOOLEAN: "yes | no",
}
_NEUTRAL: Mapping[Kind, Any] = {
    Kind.INSTANT: 0,
    Kind.DATE: date(1970, 1, 1),
    Kind.DURATION: 0,
    Kind.NUMBER: 0,
    Kind.TEXT: "",
    Kind.BOOLEAN: False,
}
HOME = "the city"
"""The ref of the area that stands where an example says none."""


class Refuse(Protocol):
    """How a problem is kept."""

    def __call__(self, code: str, line: int, /, **facts: Any) -> None: ...


class Filling:
    """The tables of one example being filled; columns that the must does not read may be left out."""

    def __init__(self, plan: Plan, must: Must, catalogue: Catalogue, refuse: Refuse):
        self._plan = plan
        self._catalogue = catalogue
        self._refuse = refuse
        self._given: dict[str, list[Row]] = {}
        self._ids: dict[str, dict[str, int]] = {register.name: {} for register in catalogue}
        self._area_cells: dict[str, Row] = {}
        nodes = (must.where, must.such_that, must.met_at, must.by)
        paths = paths_of(*nodes)
        self._read = {(path.registers[-1], path.column) for path in paths}
        self._read |= {
            (register, catalogue[register].links[step].column)
            for path in paths
            for register, step in zip(path.registers, path.steps, strict=False)
        }
        if not must.each_day and (must.since or must.until or values_of(*nodes)):
            self._read.add((must.every, catalogue[must.every].occurred))
        self._listed = [
            code
            for node in nodes
            for part in walk(node)
            if isinstance(part, Within) and isinstance(part.right, Dated)
            for entry in plan.values[part.right.name].entries
            for code in (entry.value if isinstance(entry.value, tuple) else ())
        ]

    def take(self, register: str, rows: list[Row]) -> None:
        """Take the rows of a table: their refs become ids, in order."""
        self._given.setdefault(register, []).extend(rows)
        for row in rows:
            ref = row.cells.get("ref", "")
            if not ref or ref in self._ids[register]:
                self._refuse("plan/example-ref", row.line, ref=ref or "–", register=register)
            elif register == "area":
                self._ids[register][ref] = self._code(ref, row)
            else:
                self._ids[register][ref] = len(self._ids[register]) + 1

    def id_of(self, register: str, ref: str) -> int | None:
        """The id of a row by its ref."""
        return self._ids[register].get(ref)

    def areas(self) -> Mapping[str, int]:
        """National code → path code: of the areas in the table, and of all that the must names."""
        found = {
            row.cells["gb_code"]: self._ids["area"][ref]
            for ref, row in self._area_cells.items()
            if row.cells.get("gb_code")
        }
        foreign = 99
        for code in self._listed:
            if code not in found:
                found[code] = codes.child(codes.child(0, 99), foreign)
                foreign -= 1
        return found

    def tables(self) -> Tables:
        """All registers with their rows, those included that are only named by others."""
        filled: dict[str, dict[int, dict[str, Any]]] = {register.name: {} for register in self._catalogue}
        for name, rows in self._given.items():
            register = self._catalogue[name]
            for row in rows:
                if (key := self._ids[name].get(row.cells.get("ref", ""))) is not None:
                    filled[name][key] = self._filled(register, key, row)
        # Rows that are only named bring in rows that they name themselves.
        while missing := [
            (register, key)
            for register in self._catalogue
            for key in self._ids[register.name].values()
            if key not in filled[register.name]
        ]:
            for register, key in missing:
                filled[register.name][key] = self._filled(register, key, Row({}, 0))
        return filled

    def date(self, cell: str, column: str, line: int) -> date | None:
        """A civil day, or a refusal."""
        try:
            return date.fromisoformat(cell)
        except ValueError:
            self._refuse("plan/example-cell", line, column=column, value=cell, expected="2020-02-09")
            return None

    # areas

    def _code(self, ref: str, row: Row) -> int:
        """A path code: the next inside the area named, or the next of its level in a nation of its own."""
        inside = self._ids["area"].get(row.cells.get("inside", ""))
        if inside is None and row.cells.get("inside"):
            self._refuse("plan/example-ref", row.line, ref=row.cells["inside"], register="area")
        parent = inside or 0
        level = row.cells.get("level", "")
        depth = codes.LEVELS.index(level) if inside is None and level in codes.LEVELS else None
        while depth:
            # No area of an example lies in these, so that none is inside another by accident.
            parent, depth = codes.child(parent, 98), depth - 1
        self._area_cells[ref] = row
        taken = {
            code
            for code in self._ids["area"].values()
            if code != parent and codes.parent_of(code) == (parent or None)
        }
        return codes.child(parent, len(taken) + 1)

    def _home(self) -> int:
        """The first area of the example; one of its own where it has none."""
        known = self._ids["area"]
        if not known:
            known[HOME] = codes.child(codes.child(codes.child(0, 1), 1), 1)
        return next(iter(known.values()))

    # cells

    def _filled(self, register: Register, key: int, row: Row) -> dict[str, Any]:
        known = {"ref", *register.columns, *register.links, *(["inside"] if register.name == "area" else [])}
        for title in row.cells:
            if title not in known:
                facts = {"column": title, "register": register.name, **nearest(title, sorted(known))}
                self._refuse("plan/example-column", row.line, **facts)
        filled: dict[str, Any] = {"id": key}
        for column in register.columns.values():
            filled[column.name] = self._value(register, column, row)
        for link in register.links.values():
            ref = row.cells.get(link.name, "")
            filled[link.column] = self._linked(link.to, ref, row)
            if filled[link.column] is None and not link.nullable:
                filled[link.column] = self._unsaid_link(register, link.name, link.column, row)
        return filled

    def _linked(self, to: str, ref: str, row: Row) -> int | None:
        if not ref:
            return None
        if ref not in self._ids[to]:
            if to in self._given or to == "area":
                self._refuse("plan/example-ref", row.line, ref=ref, register=to)
                return None
            self._ids[to][ref] = len(self._ids[to]) + 1
        return self._ids[to][ref]

    def _unsaid_link(self, register: Register, name: str, column: str, row: Row) -> int:
        if name == register.area or register.links[name].to == "area":
            return self._home()
        if row.line and (register.name, column) in self._read:
            self._refuse("plan/example-must-say", row.line, column=name, register=register.name)
        to = register.links[name].to
        if not self._ids[to]:
            self._ids[to]["–"] = 1
        return next(iter(self._ids[to].values()))

    def _value(self, register: Register, column: Column, row: Row) -> Any:
        cell = row.cells.get(column.name, "")
        if cell:
            return self._cell(column, cell, row.line)
        if column.nullable:
            return None
        if row.line and (register.name, column.name) in self._read:
            self._refuse("plan/example-must-say", row.line, column=column.name, register=register.name)
        return next(iter(column.codes.codes)) if column.codes else _NEUTRAL[column.kind]

    def _cell(self, column: Column, cell: str, line: int) -> Any:
        if column.kind is Kind.CODE and column.codes is not None:
            if cell not in column.codes.codes:
                facts = {"code": cell, "list": column.codes.name, **nearest(cell, column.codes.codes)}
                self._refuse("plan/unknown-code", line, **facts)
            return cell
        try:
            return _READ[column.kind](cell, self._plan.zone)
        except (ValueError, KeyError, Unreadable):
            facts = {"column": column.name, "value": cell, "expected": _SHOWN.get(column.kind, "…")}
            self._refuse("plan/example-cell", line, **facts)
            return None


def _instant(cell: str, zone: str) -> int:
    if len(cell) <= len("2020-02-09"):
        raise ValueError(cell)
    return instants.parse(cell, zone)


def _number(cell: str, _: str) -> int | float:
    return float(cell) if "." in cell else int(cell)


_READ: Mapping[Kind, Callable[[str, str], Any]] = {
    Kind.INSTANT: _instant,
    Kind.DATE: lambda cell, _: date.fromisoformat(cell),
    Kind.DURATION: lambda cell, _: parse_literal(cell).value,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: lambda cell, _: _YES_NO[cell.lower()],
    Kind.TEXT: lambda cell, _: cell,
    Kind.CODE: lambda cell, _: cell,
}
