"""What a file that was sent seems to be, before any mapping reads it: how it is decoded, its header, its first rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from lianfang.base.problems import Problem, Refused
from lianfang.interop.cells import Unfit, text_of
from lianfang.interop.encodings import detect, looks_wide
from lianfang.interop.reading import sources
from lianfang.interop.rows import Cell, FileRow, Rows, is_blank
from lianfang.interop.tables import HEADER_WITHIN, plain
from lianfang.interop.workbooks import Workbook

ROWS = 20
WIDEST = 60
"""Characters of a cell that are shown."""
_HEAD = 4096
_OTHERS: Mapping[bytes, str] = {
    b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"\x7fELF": "ELF", b"MZ": "EXE",
    b"\x1f\x8b": "gzip", b"7z\xbc\xaf": "7z", b"Rar!": "RAR", b"{\\rtf": "RTF",
}  # fmt: skip
"""How files begin that are no tables, whatever they are called."""
_MARKUP = (b"<?xml", b"<svg", b"<html", b"<!doctype")


@dataclass(frozen=True)
class Preview:
    """How a file was read.

    Attributes:
        facts: format, encoding and delimiter, or sheet and date system.
        sheets: the visible sheets of a workbook; empty of a text.
        header: the number of the row that seems to be the header.
        columns: its cells as a mapping names them; empty where a cell is, or where two are called the same.
        rows: number and cells of the first rows below it; of a cell that cannot be read, why.
        notes: what the user should know.
    """

    facts: Mapping[str, str | int]
    sheets: Sequence[str]
    header: int
    columns: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str | Problem]]]
    notes: Sequence[Problem]

    @property
    def named(self) -> list[str]:
        """The columns that a mapping can read."""
        return [name for name in self.columns if name]


def refuse_what_is_no_table(path: Path) -> None:
    """Look at what a file is before anything of it is parsed.

    Raises:
        Refused: it is empty, no table, a workbook that is not safe to open, or text in no known encoding.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise Refused(Problem("import/nothing-sent"))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        Workbook(path).close()
        return
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(Problem("import/old-workbook", file=path.name, facts={"file": path.name}))
    what = next((name for mark, name in _OTHERS.items() if head.startswith(mark)), "")
    if not what and head.lstrip().lower().startswith(_MARKUP):
        what = "XML / HTML"
    if not what and b"\0" in head and not looks_wide(head) and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        what = "NUL"
    if what:
        raise Refused(Problem("import/no-table", file=path.name, facts={"file": path.name, "detail": what}))
    detect(path)


def preview(path: Path, *, sheet: str = "", encoding: str = "", header: int = 0) -> Preview:
    """Read the first rows of a file.

    Args:
        path: the file.
        sheet: of a workbook; else the first visible one.
        encoding: of a text, if the user names it.
        header: the number of the header row, if the user names it; else the one that looks most like one.

    Raises:
        Refused: it cannot be read, or is not safe to read.
    """
    with ExitStack() as stack:
        source = _best(sources(path, stack, sheet, encoding), sheet)
        head = list(islice(source.rows(), HEADER_WITHIN + ROWS))
        sheets = _sheets(path) if source.facts["format"] == "xlsx" else []
        at = header if 0 < header <= len(head) else _header(head)
        below = [row for row in head if row.number > at and not all(map(is_blank, row.cells))][:ROWS]
        columns = _columns(head[at - 1]) if head else []
        shown = [(row.number, _texts(row, len(columns))) for row in below]
        return Preview(source.facts, sheets, at, columns, shown, source.notes)


def _best(found: Iterator[Rows], sheet: str) -> Rows:
    """Of a text, the delimiter that parts its first rows most evenly; of a workbook, the first sheet that holds anything."""
    first = next(found)
    if first.facts["format"] != "xlsx":
        return max(first, *found, key=_evenness)
    # One sheet after the other: there may be many.
    filled = (
        one for one in chain([first], found) if any(row.cells for row in islice(one.rows(), HEADER_WITHIN))
    )
    return first if sheet else next(filled, first)


def _evenness(source: Rows) -> tuple[int, int]:
    widths = [len(row.cells) for row in islice(source.rows(), HEADER_WITHIN) if row.fault is None]
    wide = [width for width in widths if width > 1]
    return (max(map(wide.count, set(wide)), default=0), max(wide, default=0))


def _sheets(path: Path) -> list[str]:
    book = Workbook(path)
    try:
        return list(book.visible)
    finally:
        book.close()


def _header(head: Sequence[FileRow]) -> int:
    """The number of the first row with the most different words in it."""

    def words(row: FileRow) -> int:
        return len({plain(cell) for cell in row.cells if isinstance(cell, str) and plain(cell)})

    best = max(head[:HEADER_WITHIN], key=words, default=None)
    return 1 if best is None else best.number


def _columns(row: FileRow) -> list[str]:
    names = [_name(cell) for cell in row.cells]
    return [name if names.count(name) == 1 and not set(name) & set("{}") else "" for name in names]


def _name(cell: Cell) -> str:
    """A header's word; none where its cell cannot be read."""
    said = _text(cell)
    return plain(said) if isinstance(said, str) else ""


def _texts(row: FileRow, width: int) -> list[str | Problem]:
    texts = [_text(cell) for cell in row.cells[:width]]
    return texts + [""] * (width - len(texts))


def _text(cell: Cell) -> str | Problem:
    try:
        return text_of(cell)[:WIDEST]
    except Unfit as unfit:
        return Problem(unfit.code, facts=unfit.facts)
