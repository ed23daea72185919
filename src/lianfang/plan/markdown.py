"""The little of Markdown that worked examples need: headings of the second level, and tables with a caption line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_RULE = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?")


@dataclass(frozen=True)
class Row:
    """The cells of a row by column title, and its line."""

    cells: Mapping[str, str]
    line: int


@dataclass
class Table:
    """A table under the last line of text before it."""

    caption: str
    line: int
    rows: list[Row] = field(default_factory=list)


@dataclass
class Block:
    """A section: its heading and its tables."""

    heading: str
    line: int
    tables: list[Table] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    """The sections of a text that begin with ``##``; what stands before the first, or inside fences, is prose."""
    found: list[Block] = []
    caption, columns, fenced = "", None, False
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if line.startswith("```"):
            fenced = not fenced
        if fenced or line.startswith("```") or not line:
            columns = columns if line.startswith("|") else None
            continue
        if line == "##" or line.startswith("## "):
            found.append(Block(line[2:].strip(), number))
            caption, columns = "", None
        elif line.startswith("|") and found:
            columns = _row(found[-1], caption, columns, line, number)
        else:
            caption, columns = line.strip("#*` ").strip(), None
    return found


def _row(block: Block, caption: str, columns: list[str] | None, line: str, number: int) -> list[str]:
    """Take one line of a table; the first is its titles."""
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    if columns is None:
        block.tables.append(Table(caption, number))
        return cells
    if not _RULE.fullmatch(line):
        padded = [*cells, *[""] * (len(columns) - len(cells))]
        block.tables[-1].rows.append(Row(dict(zip(columns, padded, strict=False)), number))
    return columns


def table(titles: list[str], rows: list[list[str]]) -> Iterator[str]:
    """The lines of a table."""
    yield "| " + " | ".join(titles) + " |"
    yield "|" + "---|" * len(titles)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
