"""What a mapping may not do: name what its register lacks, give a column twice or not at all, use a wrong kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from lianfang.interop.cells import Unfit
from lianfang.interop.mapping_links import grammar_faults
from lianfang.interop.mapping_text import PLACEHOLDER, Cell, MappingText, Named, Path, Take
from lianfang.interop.sorts import READ_AS, constant_of, sort_of
from lianfang.records import Register
from lianfang.registers.actions.joining import HOMES
from lianfang.registers.catalogue import catalogue
from lianfang.registers.withholding import LISTED

Fault = tuple[str, Path, dict[str, Any]]


def faults(said: MappingText) -> list[Fault]:
    """Everything that is wrong, with where in the text it is."""
    registers = catalogue()
    if said.fills not in registers:
        known = ", ".join(register.name for register in registers)
        return [("mapping/unknown-register", ("register",), {"register": said.fills, "known": known})]
    shape = registers[said.fills]
    if said.fills in _NEVER_LISTED:
        return [("mapping/name-list", ("register",), {"register": said.fills})]
    found = [
        *_zones(said),
        *_identities(said),
        *_persons(said),
        *_ages(said, shape),
        *grammar_faults(said, shape),
    ]
    for name, take in said.columns.items():
        found += _taken(shape, name, take.kind, ("columns", name))
        found += _codes(shape, name, take, ("columns", name))
    for place, cell in enumerate(said.rows):
        found += _taken(shape, cell.into, cell.kind, ("rows", place))
        found += _set(shape, cell, ("rows", place))
    for name, value in said.constants.items():
        found += _constant(shape, name, value, ("constants", name))
    if said.derive.report_day_from_totals and "reported_on" not in shape.columns:
        found.append(_unknown(shape, "reported_on", ("derive",)))
    return found or list(_twice(said)) or list(_not_given(shape, said))


def _zones(said: MappingText) -> Iterator[Fault]:
    asked: list[tuple[str, Path]] = [(said.zone, ("zone",))]
    asked += [(take.zone, ("columns", name, "zone")) for name, take in said.columns.items()]
    for zone, path in asked:
        try:
            ZoneInfo(zone or "UTC")
        except (KeyError, ValueError, OSError):
            yield "mapping/value", path, {"key": "zone", "detail": zone}


def _persons(said: MappingText) -> Iterator[Fault]:
    if said.persons and said.fills not in LISTED:
        yield "mapping/value", ("persons",), {"key": "persons", "detail": f"register: {said.fills}"}


def _ages(said: MappingText, shape: Register) -> Iterator[Fault]:
    """A unit of what is no number, and an age at what is no instant of the record."""
    for name, take in said.columns.items():
        if take.unit is not None and take.kind != "number":
            yield "mapping/value", ("columns", name, "unit"), {"key": "unit", "detail": f"as: {take.kind}"}
        at = take.age.at if take.age else ""
        if at and (at not in shape.columns or READ_AS[shape.columns[at].kind] != "instant"):
            yield _unknown(shape, at, ("columns", name, "age", "at"))


_NEVER_LISTED = ("person", "vehicle")
"""They come in through what happens to them: no list of them does."""
_WAYS: dict[str, tuple[str | None, ...]] = {
    "person": ("id_number", "document", "source", None),
    "vehicle": (None,),
    "area": (None, "code", "name", "key", "ref"),
    "link": (None, "code", "name", "key", "ref", "barcode"),
}


def _identities(said: MappingText) -> Iterator[Fault]:
    """Ways of naming that a column cannot have; and what identifies somebody, read as anything else or put into a key."""
    identifying = {source for take in said.columns.values() for source in take.identifying}
    for name, take in said.columns.items():
        if take.by not in _WAYS.get(take.kind, (take.by,)):
            yield (
                "mapping/value",
                ("columns", name, "by"),
                {"key": "by", "detail": f"as: {take.kind}, by: {take.by}"},
            )
        for key in ("name", "telephone", "sex", "birth_year", "age"):
            if getattr(take, key) and take.kind != "person":
                detail = f"as: {take.kind}, {key}: …"
                yield "mapping/value", ("columns", name, key), {"key": key, "detail": detail}
        if not take.identifies and take.source in identifying:
            yield "mapping/identifies", ("columns", name), {"column": take.source}
    for cell in said.rows:
        if cell.source in identifying:
            yield "mapping/identifies", ("rows",), {"column": cell.source}
    for name in PLACEHOLDER.findall(said.key):
        if name in identifying or (name in said.columns and said.columns[name].identifying):
            yield "mapping/identifies", ("key",), {"column": name}


def _unknown(shape: Register, name: str, path: Path) -> Fault:
    known = ", ".join([*shape.columns, *shape.links])
    return "mapping/unknown-column", path, {"register": shape.name, "column": name, "known": known}


def _allowed(shape: Register, name: str) -> tuple[str, ...]:
    if name in shape.links:
        to = shape.links[name].to
        return (to, "link") if to in ("area", "person", "vehicle") else ("link",)
    return (READ_AS[shape.columns[name].kind],)


def _taken(shape: Register, name: str, kind: str, path: Path) -> Iterator[Fault]:
    if name not in shape.columns and name not in shape.links:
        yield _unknown(shape, name, path)
    elif kind not in _allowed(shape, name):
        is_now = shape.columns[name].kind.value if name in shape.columns else f"→ {shape.links[name].to}"
        facts = {"register": shape.name, "column": name, "kind": is_now, "given": kind}
        yield "mapping/kind", path, {**facts, "known": ", ".join(_allowed(shape, name))}


def _codes(shape: Register, name: str, take: Take, path: Path) -> Iterator[Fault]:
    listed = shape.columns[name].codes if name in shape.columns else None
    if take.kind == "code" and listed is not None:
        for word, code in take.codes.items():
            if code not in listed.codes:
                facts = {"column": name, "code": code, "known": ", ".join(listed.codes)}
                yield "mapping/not-in-list", (*path, "codes", word), facts


def _set(shape: Register, cell: Cell, path: Path) -> Iterator[Fault]:
    for name, value in cell.set.items():
        yield from _constant(shape, name, value, (*path, "set", name))


def _constant(shape: Register, name: str, value: str | Named, path: Path) -> Iterator[Fault]:
    if name not in shape.columns and name not in shape.links:
        yield _unknown(shape, name, path)
        return
    if isinstance(value, Named) != (name in shape.links):
        detail = "{gb: …}, {name: …}, {key: …}, {here: city}" if name in shape.links else str(value)
        yield "mapping/value", path, {"key": name, "detail": detail}
        return
    if isinstance(value, Named) and value.here and shape.links[name].to != "area":
        yield "mapping/value", path, {"key": name, "detail": f"here → {shape.links[name].to}"}
        return
    try:
        constant_of(value, sort_of(shape, name))
    except Unfit as unfit:
        yield "mapping/value", path, {"key": name, "detail": f"{value} [{unfit.code}]"}


def _twice(said: MappingText) -> Iterator[Fault]:
    given = said.given()
    for name in said.constants:
        if given[name] != ("constants", name):
            yield "mapping/twice", ("constants", name), {"column": name}
    for place, cell in enumerate(said.rows):
        for name in (*cell.set, cell.into):
            if name in said.columns or (name == cell.into and name in cell.set):
                yield "mapping/twice", ("rows", place), {"column": name}


def _not_given(shape: Register, said: MappingText) -> Iterator[Fault]:
    must = [column.name for column in shape.columns.values() if not column.nullable]
    must += [link.name for link in shape.links.values() if not link.nullable]
    given = set(said.given()) | {"recorded_at"}
    if said.writes == "known":
        return
    if given.intersection(HOMES.get(shape.name, ("gate",))):
        given.add(shape.area)
    for name in must:
        if name not in given or any(_lacks(cell, name, said) for cell in said.rows):
            yield "mapping/not-given", ("columns",), {"register": shape.name, "column": name}


def _lacks(cell: Cell, name: str, said: MappingText) -> bool:
    """Of a wide table, every cell gives what the others give."""
    within_rows = any(name in other.set or name == other.into for other in said.rows)
    return within_rows and name not in cell.set and name != cell.into and name not in said.constants
