"""A file under its header: the row that holds the columns, and the rows of data below it, with what seems cut."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

from lianfang.base.problems import Problem
from lianfang.interop.rows import Cell, FileRow, Rows, is_blank

HEADER_WITHIN = 30
LIMITS = (65_536, 1_048_576)
"""Rows a spreadsheet can hold, in the old format and in the new: a file that stops there may have been cut."""

TOLD_EVERY = 1_000
"""Rows after which whoever waits is told, blank or not."""
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True)
class Header:
    """Where the columns are: the row's number, its width, column → place; of columns that come again and again, each set's."""

    row: int
    width: int
    places: Mapping[str, int]
    groups: tuple[Mapping[str, int], ...] = ()


def plain(text: str) -> str:
    """A header or a code as it is compared: compatible forms are one, nothing invisible, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_INVISIBLE).split())


class Table:
    """The rows of data of one file."""

    on_row: Callable[[int], None] | None = None
    """Told how many rows were read, now and then."""

    def __init__(self, file: str, source: Rows, header: Header):
        self._file = file
        self._source = source
        self.header = header
        self.facts = {**source.facts, "header_row": header.row}
        self.notes = source.notes
        self.last = 0
        self.blank = 0
        self.suspicions: list[Problem] = []

    def rows(self) -> Iterator[FileRow]:
        """The rows below the header, blank ones left out; ``suspicions`` are complete after the last."""
        self.last, self.blank, self.suspicions = 0, 0, []
        before: FileRow | None = None
        for row in self._source.rows():
            self.last = row.number
            if self.on_row is not None and row.number % TOLD_EVERY == 0:
                self.on_row(row.number)
            if row.number <= self.header.row:
                continue
            if row.fault is None and all(map(is_blank, row.cells)):
                self.blank += 1
                continue
            if before is not None:
                yield before
            before = self._checked(row)
        if before is not None:
            yield self._end(before)
        if self.last in LIMITS:
            self._suspect("import/at-limit", self.last, rows=self.last)

    def _checked(self, row: FileRow) -> FileRow:
        if row.fault is not None:
            first, _, last = str(row.fault.facts.get("lines", "")).partition("–")
            if first != last:
                self._suspect("import/swallowed", row.number, row=row.number, lines=row.fault.facts["lines"])
            return row
        extra = row.cells[self.header.width :]
        short = self._source.exact and len(row.cells) < self.header.width
        if short or not all(map(is_blank, extra)):
            facts = {"found": len(row.cells), "expected": self.header.width}
            return FileRow(row.number, row.cells, Problem("import/row-width", facts=facts))
        return row

    def _end(self, row: FileRow) -> FileRow:
        """The last row: a broken one may mean that the file was cut in it."""
        broken = row.fault is not None and row.fault.code != "import/swallowed"
        if self._source.ends_open and (broken or "\ufffd" in str(row.cells[-1:])):
            self._suspect("import/cut", row.number, row=row.number)
            return FileRow(row.number, row.cells, Problem("import/cut", facts={"row": row.number}))
        return row

    def _suspect(self, code: str, line: int, **facts: str | int) -> None:
        self.suspicions.append(Problem(code, file=self._file, line=line, facts=facts))


def find_header(
    source: Rows,
    columns: Sequence[str],
    headings: int = 1,
    further: Sequence[str] = (),
    groups: Sequence[str] = (),
) -> Header | Problem:
    """The first row, among the first thirty, that holds all columns; else what is missing from the nearest.

    Of the ``further`` ones it tells the places of those that are there; those of ``groups`` may come more than once.
    """
    wanted = [plain(column) for column in columns]
    all_ = {column: plain(column) for column in (*columns, *further)}
    nearest: tuple[int, int, list[str]] = (-1, 0, list(columns))
    over: list[str] = []
    for row in islice(source.rows(), HEADER_WITHIN):
        names = own = [_name(cell) for cell in row.cells]
        if headings > 1:
            names, over = _under(over, own), own
        missing = [column for column, name in zip(columns, wanted, strict=True) if name not in names]
        if not missing:
            alone = {name for column, name in all_.items() if column not in groups}
            twice = [n for n, count in Counter(names).items() if count > 1 and n in alone]
            if twice:
                return Problem("import/duplicate-column", line=row.number, facts={"column": ", ".join(twice)})
            places = {column: names.index(name) for column, name in all_.items() if name in names}
            return Header(row.number, _width(names), places, _sets(names, groups))
        if len(columns) - len(missing) > nearest[0]:
            nearest = (len(columns) - len(missing), row.number, missing)
    facts = {"rows": HEADER_WITHIN, "nearest": nearest[1], "columns": ", ".join(nearest[2])}
    return Problem("import/no-header", line=nearest[1], facts=facts)


def _sets(names: Sequence[str], groups: Sequence[str]) -> tuple[Mapping[str, int], ...]:
    """The places of columns that come again and again, set by set."""
    found = [[place for place, name in enumerate(names) if name == plain(column)] for column in groups]
    return tuple(dict(zip(groups, places, strict=True)) for places in zip(*found, strict=False))


def _name(cell: Cell) -> str:
    return plain(cell) if isinstance(cell, str) else str(cell) if isinstance(cell, int | float) else ""


def _under(over: Sequence[str], names: Sequence[str]) -> list[str]:
    """Each name with its section from the row above; an empty cell there goes on with the section before it."""
    found, section = [], ""
    for name, above in zip_longest(names, over, fillvalue=""):
        section = above or section
        found.append(f"{section}/{name}" if name else "")
    return found


def _width(names: Sequence[str]) -> int:
    """The header's cells up to the last that holds anything: rows may carry empty cells beyond."""
    return max(place for place, name in enumerate(names, start=1) if name)
