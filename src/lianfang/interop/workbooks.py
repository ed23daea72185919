"""Workbooks (.xlsx): looked through before they are opened, then read row by row, never as a whole."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

import openpyxl
from openpyxl.packaging.manifest import Manifest
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.constants import ARC_CONTENT_TYPES, SHARED_STRINGS, WORKSHEET_TYPE
from openpyxl.xml.functions import fromstring

from lianfang.base.problems import Problem, Refused
from lianfang.interop.rows import LONGEST, Broken, Cell, FileRow

MOST_UNPACKED = 384 << 20
MOST_STRINGS, MOST_OTHER = 64 << 20, 4 << 20
"""Bytes of the part with the shared texts and of any other that is no sheet: those are held in memory whole."""
MOST_BETWEEN = 4 << 20
"""Bytes of a sheet between the end of a row and the next one's: so much of it is held at once."""
MOST_ENTRIES = 2_000
MOST_ROWS, MOST_MERGED, MOST_UNCALCULATED = 1_048_576, 10_000, 1_000_000
MOST_RATIO = 300
"""Unpacked to packed: a sheet of numbers reaches about 50, a bomb thousands."""

_REFUSED = re.compile(
    r"vbaProject|externalLinks?/|embeddings/|activeX/|macrosheets/|customUI/", re.IGNORECASE
)
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NO_SHEET_HAS = re.compile(rb"<!|<\?(?!xml\s)")
_ROW_ENDS = re.compile(rb"</(?:[\w.-]+:)?row\s*>|<(?:[\w.-]+:)?row\b[^>]*/>")
_WORTH_A_LOOK = re.compile(rb"mergeCell |<(?:\w+:)?f[ >/]|hidden=")
_PICTURES = (b"\x89PN", b"\xff\xd8\xff")
"""How parts begin, PNG and JPEG, that no reader of XML takes for anything."""
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!", "#CALC!"}  # fmt: skip
_DAMAGE = (
    KeyError, IndexError, TypeError, ValueError, OSError, SyntaxError, EOFError, zipfile.BadZipFile, zlib.error,
    expat.ExpatError, InvalidFileException,
)  # fmt: skip
"""What a damaged workbook may raise: of the zip, of its XML, and of what openpyxl expects to find."""

_PIECE = 1 << 18
_WIDE = 1 << 15
"""More than there are columns: a cell's row and place in one number."""


class Workbook:
    """One workbook, safe to open. A sheet of it is read with :meth:`sheet`.

    Raises:
        Refused: it is no .xlsx, carries code, links or objects, or unpacks to too much.
    """

    def __init__(self, path: Path):
        self._path = path
        self._guard()
        # Opened here: openpyxl goes by a file's name, and a name says nothing.
        self._file = path.open("rb")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._book: Any = openpyxl.load_workbook(
                    self._file, read_only=True, data_only=True, keep_links=False
                )
        except _DAMAGE as error:
            self._file.close()
            raise _unreadable(path, error) from error
        self.date_system = "1904" if self._book.epoch == MAC_EPOCH else "1900"
        sheets = [sheet for sheet in self._book.worksheets if hasattr(sheet, "iter_rows")]
        self.visible = [sheet.title for sheet in sheets if sheet.sheet_state == "visible"]
        self.hidden = [sheet.title for sheet in sheets if sheet.sheet_state != "visible"]

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()
        self._file.close()

    def sheet(self, title: str) -> Sheet:
        """One sheet's rows.

        Raises:
            Refused: there is none of that name.
        """
        if title not in self.visible + self.hidden:
            facts = {"sheet": title, "known": ", ".join(self.visible + self.hidden)}
            raise Refused(Problem("import/no-sheet", file=self._path.name, facts=facts))
        return Sheet(self, self._book[title], self._path)

    def _guard(self) -> None:
        try:
            with zipfile.ZipFile(self._path) as archive:
                entries = archive.infolist()
                self.refuse_if(_too_much(entries))
                for entry in entries:
                    if _REFUSED.search(entry.filename):
                        self.refuse_if(entry.filename)
                    # All of them: which part is read as what, the parts themselves say, not their names.
                    with archive.open(entry) as file:
                        self.refuse_if(_unsafe(file, entry))
                self.refuse_if(_too_much_at_once(archive, entries))
        except (*_DAMAGE, NotImplementedError, RuntimeError) as error:
            raise _unreadable(self._path, error) from error

    def refuse_if(self, detail: str) -> None:
        """Refuse the workbook for a reason; for none, nothing.

        Raises:
            Refused: there is one.
        """
        if detail:
            facts = {"file": self._path.name, "detail": detail}
            raise Refused(Problem("import/unsafe-workbook", file=self._path.name, facts=facts))


def _unreadable(path: Path, error: Exception) -> Refused:
    facts = {"file": path.name, "detail": f"{type(error).__name__}: {error}"}
    return Refused(Problem("import/unreadable", file=path.name, facts=facts))


def _too_much(entries: Sequence[zipfile.ZipInfo]) -> str:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES:
        return f"{len(entries)} parts"
    if unpacked > MOST_UNPACKED:
        return f"{unpacked} bytes unpacked"
    for entry in entries:
        if entry.file_size > _PIECE * 40 and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            return f"{entry.filename}: {entry.file_size} bytes out of {entry.compress_size}"
    return ""


def _too_much_at_once(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> str:
    """Which part, if any, is too long to be held in memory; only a sheet is read row by row."""
    long = [entry for entry in entries if entry.file_size > MOST_OTHER]
    if any(entry.filename == ARC_CONTENT_TYPES for entry in long):
        return f"{ARC_CONTENT_TYPES}: more than {MOST_OTHER} bytes"
    said: Any = Manifest
    tree: Any = fromstring(archive.read(ARC_CONTENT_TYPES)) if long else None
    parts = said.from_tree(tree).Override if long else ()
    for entry in long:
        with archive.open(entry) as file:
            if file.read(3) in _PICTURES:
                continue
        types = {one.ContentType for one in parts if one.PartName == f"/{entry.filename}"}
        is_sheet = types == {WORKSHEET_TYPE} and entry.filename.startswith("xl/worksheets/")
        most = MOST_UNPACKED if is_sheet else MOST_STRINGS if types == {SHARED_STRINGS} else MOST_OTHER
        if entry.file_size > most:
            return f"{entry.filename}: more than {most} bytes"
        if is_sheet:
            with archive.open(entry) as file:
                said = _too_much_of_a_sheet(file)
            if said:
                return f"{entry.filename}: {said}"
    return ""


def _too_much_of_a_sheet(file: IO[bytes]) -> str:
    """Why a long sheet cannot be read row by row: a row without end, or more rows than there may be, whatever their numbers."""
    tail, between, rows = b"", 0, 0
    while piece := file.read(_PIECE):
        if _NO_SHEET_HAS.search(tail + piece):
            return "<!"
        ends = len(_ROW_ENDS.findall(tail + piece))
        between, rows = 0 if ends else between + len(piece), rows + ends
        if rows > 2 * MOST_ROWS:  # some are seen twice here, on the edge of two pieces
            return f"more than {MOST_ROWS} rows"
        if between > MOST_BETWEEN:
            return f"more than {MOST_BETWEEN} bytes without the end of a row"
        tail = piece[-32:]
    return ""


def _unsafe(file: IO[bytes], entry: zipfile.ZipInfo) -> str:
    """Why a part may not be parsed: it declares entities, hides them in UTF-16, or is longer than it said."""
    total, tail = 0, b""
    while piece := file.read(_PIECE):
        if not total and _is_wide(piece, entry.filename):
            return f"{entry.filename}: UTF-16"
        if _DECLARES.search(tail + piece):
            return f"{entry.filename}: DOCTYPE"
        total += len(piece)
        tail = piece[-16:]
        if total > entry.file_size:
            return f"{entry.filename}: longer than it says"
    return ""


def _is_wide(head: bytes, name: str) -> bool:
    """Is a part that may be XML in UTF-16?"""
    is_said = name.endswith((".xml", ".rels")) and b"\0" in head[:8]
    return is_said or head[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


class Sheet:
    """The rows of one sheet."""

    exact = False
    ends_open = False

    def __init__(self, book: Workbook, sheet: Any, path: Path):
        self._path, self._sheet = path, sheet
        self._marks = _Marks()
        try:
            with zipfile.ZipFile(path) as archive:
                self._marks.read(archive, sheet._worksheet_path)
        except _TooMuch as much:
            book.refuse_if(f"{sheet.title}: {much}")
        except _DAMAGE as error:
            raise _unreadable(path, error) from error
        self._book = book
        self.facts: dict[str, str | int] = {
            "format": "xlsx", "sheet": sheet.title, "date_system": book.date_system,
        }  # fmt: skip
        self.notes: list[Problem] = []
        if book.hidden:
            self.notes.append(Problem("import/hidden-sheet", facts={"sheets": ", ".join(book.hidden)}))
        if self._marks.hidden:
            self.notes.append(Problem("import/hidden-rows", facts={"count": self._marks.hidden}))

    def rows(self) -> Iterator[FileRow]:
        """All rows; cells that hold no value of their own are :class:`Broken`."""
        self._sheet.reset_dimensions()
        mark = self._marks.marker()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for number, cells in enumerate(self._plain(), start=1):
                if number > MOST_ROWS:
                    self._book.refuse_if(f"{self._sheet.title}: more than {MOST_ROWS} rows")
                found = [_cell(cell) for cell in cells]
                mark(number, found)
                yield FileRow(number, found)

    def _plain(self) -> Iterator[tuple[Any, ...]]:
        """The values as they are kept; a sheet damaged further down is refused where the damage is."""
        rows = self._sheet.iter_rows(values_only=True)
        while True:
            try:
                row = next(rows, None)
            except _DAMAGE as error:
                raise _unreadable(self._path, error) from error
            if row is None:
                return
            yield row


def _cell(cell: Any) -> Cell:
    if isinstance(cell, str):
        return Broken("import/error-cell") if cell in _ERRORS else cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= LONGEST:
        return Broken("import/long-number")
    found: Cell = cell
    return found


class _TooMuch(Exception):
    """A sheet holds more of something than is read."""


class _Marks:
    """What the reader of values passes over: merged ranges, formulas without a kept value, hidden rows."""

    def __init__(self) -> None:
        self.hidden = 0
        self._uncalculated = array("q")
        self._merged: list[tuple[int, int, int, int]] = []
        self._at = (0, 0)
        self._text = self._formula = self._value = self._within = False

    def read(self, archive: zipfile.ZipFile, name: str) -> None:
        """Pass over a sheet once, if it holds anything of the kind.

        Raises:
            _TooMuch: it holds more of it than is read.
        """
        name = name.lstrip("/")
        if not _is_worth_a_look(archive, name):
            return
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._letters
        with archive.open(name) as file:
            parser.ParseFile(file)
        self._uncalculated = array("q", sorted(self._uncalculated))
        self._merged.sort()

    def marker(self) -> Callable[[int, list[Cell]], None]:
        """What marks the cells of each row; it is given the rows in their order."""
        ahead, here = iter([*self._merged, (MOST_ROWS + 1, 0, 0, 0)]), list[tuple[int, int, int, int]]()
        coming = next(ahead)

        def mark(number: int, cells: list[Cell]) -> None:
            nonlocal coming
            here[:] = [one for one in here if one[2] >= number]
            while coming[0] <= number:
                here.append(coming)
                coming = next(ahead)
            self._calculate(number, cells)
            # Of ranges that lie over each other a cell is marked once.
            done = 0
            for left, right in sorted((left + (number == top), right) for top, left, _, right in here):
                first = max(left, done + 1)
                if first <= right:
                    cells += [None] * (right - len(cells))
                    cells[first - 1 : right] = [Broken("import/merged-cell")] * (right - first + 1)
                    done = right

        return mark

    def _calculate(self, number: int, cells: list[Cell]) -> None:
        start = bisect_left(self._uncalculated, number * _WIDE)
        for place in self._uncalculated[start : bisect_left(self._uncalculated, (number + 1) * _WIDE)]:
            cells += [None] * (place % _WIDE - len(cells))
            cells[place % _WIDE - 1] = Broken("import/uncalculated")

    def _start(self, tag: str, said: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "c" and "r" in said:
            left, top, _, _ = range_boundaries(said["r"])
            if (top or 0) > MOST_ROWS or (left or 0) >= _WIDE:
                raise _TooMuch(said["r"])
            self._at, self._text = (top or 0, left or 0), said.get("t") == "str"
            self._formula = self._value = False
        elif name == "f":
            self._formula = True
        elif name == "v":
            # An empty text is a result, an empty number is none.
            self._within, self._value = True, self._text
        elif name == "row":
            self.hidden += said.get("hidden") in ("1", "true")
        elif name == "mergeCell":
            self._merge(said["ref"])

    def _letters(self, text: str) -> None:
        if self._within:
            self._value = True

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name == "v":
            self._within = False
        elif name == "c" and self._formula and not self._value:
            if len(self._uncalculated) >= MOST_UNCALCULATED:
                raise _TooMuch(f"more than {MOST_UNCALCULATED} formulas without a value")
            self._uncalculated.append(self._at[0] * _WIDE + self._at[1])

    def _merge(self, ref: str) -> None:
        """All but the first cell of a range say nothing of their own."""
        if len(self._merged) >= MOST_MERGED:
            raise _TooMuch(f"more than {MOST_MERGED} merged ranges")
        left, top, right, bottom = (edge or 1 for edge in range_boundaries(ref))
        if bottom > MOST_ROWS or right >= _WIDE:
            raise _TooMuch(ref)
        self._merged.append((top, left, bottom, right))


def _is_worth_a_look(archive: zipfile.ZipFile, name: str) -> bool:
    tail = b""
    with archive.open(name) as file:
        while piece := file.read(_PIECE):
            if _WORTH_A_LOOK.search(tail + piece):
                return True
            tail = piece[-32:]
    return False
