"""Text files of rows: comma, tab or semicolon; quoted as RFC 4180 says; read strictly and as a stream.

Of a file that was exported here, the apostrophes that kept its cells from being formulas are taken away again.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from lianfang.base.problems import Problem
from lianfang.interop.encodings import Encoding
from lianfang.interop.rows import FileRow
from lianfang.ui import sheets

DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";"}


class DelimitedFile:
    """One text file under one encoding and one delimiter."""

    exact = True

    def __init__(self, path: Path, encoding: Encoding, delimiter: str):
        self._path = path
        self._encoding = encoding
        self._delimiter = DELIMITERS[delimiter]
        self.facts: dict[str, str | int] = {
            "format": "csv", "encoding": encoding.name, "delimiter": delimiter,
        }  # fmt: skip
        self.notes: list[Problem] = []
        self.ends_open = encoding.cut or _ends_open(path, encoding)

    def rows(self) -> Iterator[FileRow]:
        """All rows; one that cannot be read carries its fault, with the lines of the file that went into it."""
        # Where the last character is cut, it alone becomes U+FFFD: all before it was decoded strictly.
        errors = "replace" if self._encoding.cut else "strict"
        with self._path.open("r", encoding=self._encoding.name, errors=errors, newline="") as file:
            if self._encoding.marked and self._encoding.name.startswith("utf-16"):
                file.read(1)
            reader = csv.reader(file, delimiter=self._delimiter, strict=True)
            number, is_ours = 0, False
            while True:
                number += 1
                line = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    facts = {"detail": str(error), "lines": f"{line}–{reader.line_num}"}
                    yield FileRow(number, (), Problem("import/quoting", facts=facts))
                    continue
                is_ours = is_ours or (number == 1 and cells[:1] == [sheets.MARK])
                if is_ours:
                    cells = [sheets.plain(cell) for cell in cells]
                yield FileRow(number, cells, _fault(cells))


def _fault(cells: list[str]) -> Problem | None:
    return Problem("import/nul") if any("\0" in cell for cell in cells) else None


def _ends_open(path: Path, encoding: Encoding) -> bool:
    """Does the file lack its last line end? Many do; but then a last row that is too short was cut."""
    width = 2 if encoding.name.startswith("utf-16") else 1
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - width))
        return not {0x0A, 0x0D} & set(file.read())
