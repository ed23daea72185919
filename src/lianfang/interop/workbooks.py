"""Workbooks (.xlsx): looked through before they are opened, then read row by row, never as a whole."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

import openpyxl
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.utils.exceptions import InvalidFileException

from lianfang.base.problems import Problem, Refused
from lianfang.interop.rows import LONGEST, Broken, Cell, FileRow

MOST_UNPACKED = 2 << 30
MOST_ENTRIES = 2_000
MOST_RATIO = 300
"""Unpacked to packed: a sheet of numbers reaches about 50, a bomb thousands."""

_REFUSED = re.compile(
    r"vbaProject|externalLinks?/|embeddings/|activeX/|macrosheets/|customUI/", re.IGNORECASE
)
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WORTH_A_LOOK = re.compile(rb"mergeCell |<(?:\w+:)?f[ >/]|hidden=")
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!", "#CALC!"}  # fmt: skip
_DAMAGE = (
    KeyError, IndexError, TypeError, ValueError, OSError, SyntaxError, EOFError, zipfile.BadZipFile, zlib.error,
    expat.ExpatError, InvalidFileException,
)  # fmt: skip
"""What a damaged workbook may raise: of the zip, of its XML, and of what openpyxl expects to find."""

_PIECE = 1 << 18
_LARGE = 1_000


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
                self._refuse_if(_too_much(entries))
                for entry in entries:
                    if _REFUSED.search(entry.filename):
                        self._refuse_if(entry.filename)
                    if entry.filename.endswith((".xml", ".rels")):
                        with archive.open(entry) as file:
                            self._refuse_if(_unsafe(file, entry))
        except (*_DAMAGE, NotImplementedError, RuntimeError) as error:
            raise _unreadable(self._path, error) from error

    def _refuse_if(self, detail: str) -> None:
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


def _unsafe(file: IO[bytes], entry: zipfile.ZipInfo) -> str:
    """Why a part may not be parsed: it declares entities, hides them in UTF-16, or is longer than it said."""
    total, tail = 0, b""
    while piece := file.read(_PIECE):
        if not total and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece[:8]):
            return f"{entry.filename}: UTF-16"
        if _DECLARES.search(tail + piece):
            return f"{entry.filename}: DOCTYPE"
        total += len(piece)
        tail = piece[-16:]
        if total > entry.file_size:
            return f"{entry.filename}: longer than it says"
    return ""


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
        except _DAMAGE as error:
            raise _unreadable(path, error) from error
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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for number, cells in enumerate(self._plain(), start=1):
                found = [_cell(cell) for cell in cells]
                self._marks.apply(number, found)
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


class _Marks:
    """What the reader of values passes over: merged ranges, formulas without a kept value, hidden rows."""

    def __init__(self) -> None:
        self.hidden = 0
        self._broken: dict[int, dict[int, str]] = {}
        self._large: list[tuple[int, int, int, int]] = []
        self._at = (0, 0)
        self._text = self._formula = self._value = self._within = False

    def read(self, archive: zipfile.ZipFile, name: str) -> None:
        """Pass over a sheet once, if it holds anything of the kind."""
        name = name.lstrip("/")
        if not _is_worth_a_look(archive, name):
            return
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._letters
        with archive.open(name) as file:
            parser.ParseFile(file)

    def apply(self, number: int, cells: list[Cell]) -> None:
        """Mark the cells of a row."""
        for place, code in self._broken.get(number, {}).items():
            cells += [None] * (place - len(cells))
            cells[place - 1] = Broken(code)
        for left, top, right, bottom in self._large:
            if top <= number <= bottom:
                cells += [None] * (right - len(cells))
                for place in range(left + (number == top), right + 1):
                    cells[place - 1] = Broken("import/merged-cell")

    def _start(self, tag: str, said: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "c" and "r" in said:
            left, top, _, _ = range_boundaries(said["r"])
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
            self._mark(*self._at, "import/uncalculated")

    def _merge(self, ref: str) -> None:
        """All but the first cell of a range say nothing of their own."""
        left, top, right, bottom = (edge or 1 for edge in range_boundaries(ref))
        if (right - left + 1) * (bottom - top + 1) > _LARGE:
            self._large.append((left, top, right, bottom))
            return
        for row in range(top, bottom + 1):
            for place in range(left, right + 1):
                if (row, place) != (top, left):
                    self._mark(row, place, "import/merged-cell")

    def _mark(self, row: int, place: int, code: str) -> None:
        self._broken.setdefault(row, {})[place] = code


def _is_worth_a_look(archive: zipfile.ZipFile, name: str) -> bool:
    tail = b""
    with archive.open(name) as file:
        while piece := file.read(_PIECE):
            if _WORTH_A_LOOK.search(tail + piece):
                return True
            tail = piece[-32:]
    return False
