"""What a mapping may not say of links, lists and rows of other registers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lianfang.interop.mapping_text import PLACEHOLDER, MappingText, Path
from lianfang.records import Register
from lianfang.registers.catalogue import catalogue

Fault = tuple[str, Path, dict[str, Any]]


def grammar_faults(said: MappingText, shape: Register) -> Iterator[Fault]:
    """Everything that is wrong with the templates of links, with a pair, a list, and rows that are left to others."""
    yield from _link_keys(said, shape)
    yield from _pair(said, shape)
    yield from _elsewhere(said)
    if said.exports == "yes" and (
        not _writes_key(said) or said.rows or said.split is not None or said.groups
    ):
        yield "mapping/exports", ("exports",), {"key": said.key}
    yield from _beside(said, shape)
    if said.split is not None and said.rows:
        yield "mapping/value", ("split",), {"key": "split", "detail": "rows: …"}
    if said.groups and (said.rows or said.split is not None or not set(said.groups) <= set(said.wanted())):
        yield "mapping/value", ("groups",), {"key": "groups", "detail": ", ".join(said.groups)}
    if said.mapping in said.then:
        yield "mapping/value", ("then",), {"key": "then", "detail": said.mapping}


def key_column(said: MappingText) -> str | None:
    """The one column of the file that numbers the source's records; None where several do, or a register's own columns."""
    named = PLACEHOLDER.findall(said.key)
    return named[0] if len(named) == 1 and named[0] not in said.given() else None


def _writes_key(said: MappingText) -> bool:
    """Can a row be written so that it is known again: by one column of its own, or by columns that are written anyhow?"""
    named = ("area", "link", "person", "vehicle")
    written = {take.source for take in said.columns.values() if take.kind not in named}
    return key_column(said) is not None or written.issuperset(PLACEHOLDER.findall(said.key))


def _beside(said: MappingText, shape: Register) -> Iterator[Fault]:
    """Columns of the register that the parts beside ``columns`` name and it has not, and codes that stand nowhere."""
    known = ", ".join([*shape.columns, *shape.links])
    named = {("tells", source): tells.known for source, tells in said.tells.items()}
    named |= {("unsaid", name): name for names in said.unsaid.values() for name in names}
    for path, name in named.items():
        if name not in shape.columns and (path[0] == "tells" or name not in shape.links):
            yield "mapping/unknown-column", path, {"register": shape.name, "column": name, "known": known}
    for name, take in said.columns.items():
        listed = shape.columns[name].codes if name in shape.columns else None
        for code in (c for finer in take.finer for pairs in finer.codes.values() for c in pairs.values()):
            if listed is None or code not in listed.codes:
                facts = {"column": name, "code": code, "known": ", ".join(listed.codes if listed else ())}
                yield "mapping/not-in-list", ("columns", name, "finer"), facts
    if said.lacks and not said.header:
        yield "mapping/value", ("lacks",), {"key": "lacks", "detail": "header: …"}


def _link_keys(said: MappingText, shape: Register) -> Iterator[Fault]:
    for name, take in said.columns.items():
        link = shape.links.get(name)
        of_source = take.kind == "person" and take.by == "source"
        if of_source != bool(take.key) and (of_source or take.kind != "link" or take.by not in (None, "key")):
            detail = f"as: {take.kind}, by: {take.by or '…'}, key: …"
            yield "mapping/value", ("columns", name, "key"), {"key": "key", "detail": detail}
        elif take.key and PLACEHOLDER.findall(take.key) != [take.source]:
            yield "mapping/link-key", ("columns", name, "key"), {"key": take.key, "column": take.source}
        is_code = take.kind == "code" and name in shape.columns and shape.columns[name].nullable
        if take.stranger and not is_code and (link is None or not link.nullable):
            yield "mapping/stranger", ("columns", name, "stranger"), {"column": name}


def _pair(said: MappingText, shape: Register) -> Iterator[Fault]:
    if not said.pair:
        return
    to = [shape.links[name].to for name in said.pair if name in shape.links and name in said.columns]
    if len(said.pair) != 2 or len(to) != 2 or to[0] != to[1]:
        yield "mapping/pair", ("pair",), {"columns": ", ".join(said.pair)}


def _elsewhere(said: MappingText) -> Iterator[Fault]:
    known = catalogue()
    for place, other in enumerate(said.elsewhere):
        if other.register_ not in known:
            names = ", ".join(register.name for register in known)
            facts = {"register": other.register_, "known": names}
            yield "mapping/unknown-register", ("elsewhere", place), facts
        elif PLACEHOLDER.findall(other.key) != [other.source]:
            facts = {"key": other.key, "column": other.source}
            yield "mapping/link-key", ("elsewhere", place, "key"), facts
