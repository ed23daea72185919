"""Walking through a typed tree: every node, and what of the records and of the dated values it reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from lianfang.plan.nodes import Dated, Day, Interval, Path, Term, Test

Node = Test | Term


def walk(node: Node) -> Iterator[Node]:
    """The node and all nodes below it, outer before inner."""
    yield node
    for field in fields(node):
        inner = getattr(node, field.name)
        for part in inner if isinstance(inner, tuple) else (inner,):
            if is_dataclass(part) and not isinstance(part, type):
                yield from walk(part)  # type: ignore[arg-type]  # a node's dataclasses are nodes


def paths_of(*nodes: Node) -> list[Path]:
    """The paths read, in order, each as often as it is written."""
    return [found for node in nodes for found in walk(node) if isinstance(found, Path)]


def values_of(*nodes: Node) -> list[str]:
    """The names of the dated values read, in order, each once."""
    return list(
        dict.fromkeys(found.name for node in nodes for found in walk(node) if isinstance(found, Dated))
    )


def facts_of(test: Node) -> Iterator[Path | Dated | Day]:
    """The single facts a comparison needs: of a span that may be open, the end is not one."""
    skip: set[int] = set()
    for node in walk(test):
        if isinstance(node, Interval) and node.open_end:
            skip.update(id(inner) for inner in walk(node.end))
        if isinstance(node, Path | Dated | Day) and id(node) not in skip:
            yield node
