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
    if said.exports == "yes" and (key_column(said) is None or said.rows or said.split is not None):
        yield "mapping/exports", ("exports",), {"key": said.key}
    if said.split is not None and said.rows:
        yield "mapping/value", ("split",), {"key": "split", "detail": "rows: …"}
    if said.mapping in said.then:
        yield "mapping/value", ("then",), {"key": "then", "detail": said.mapping}


def key_column(said: MappingText) -> str | None:
    """The one column of the file that numbers the source's records; None where several do, or a register's own columns."""
    named = PLACEHOLDER.findall(said.key)
    return named[0] if len(named) == 1 and named[0] not in said.given() else None


def _link_keys(said: MappingText, shape: Register) -> Iterator[Fault]:
    for name, take in said.columns.items():
        link = shape.links.get(name)
        if take.key and (take.kind != "link" or take.by not in (None, "key")):
            detail = f"as: {take.kind}, by: {take.by or '…'}, key: …"
            yield "mapping/value", ("columns", name, "key"), {"key": "key", "detail": detail}
        elif take.key and PLACEHOLDER.findall(take.key) != [take.source]:
            yield "mapping/link-key", ("columns", name, "key"), {"key": take.key, "column": take.source}
        if take.stranger and (link is None or not link.nullable):
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
