"""A list as a file that people take away: CSV or a workbook, written row by row, no cell of it a formula.

Both begin with rows that say what the file is, for whom it was made and when. In a workbook cells have types; in CSV a text
that a spreadsheet might calculate has an apostrophe before it, which :func:`plain` takes away again.
"""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import IO, Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES, ILLEGAL_CHARACTERS_RE

from lianfang.base.problems import Problem, Refused

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARK = "联防导出 Lianfang export"
"""The first cell of a file of ours: who reads one again knows that its apostrophes are not the text's."""
MOST_ROWS = 1_048_576
"""Of a workbook's sheet."""
LONGEST = 32_767
"""Characters of a workbook's cell."""
_EXACT = 10**15
"""From here on a spreadsheet loses the last digits of a number."""
_RISK = re.compile("['\\s\u200b-\u200d\u2060\ufeff]*[=+\\-@＝＋－＠]|'*[\t\r\n]")
"""What a spreadsheet may calculate, or does after it has trimmed it; full-width signs count as plain ones there."""
_PIECE = 1 << 16
_IN_MEMORY = 1 << 20

Value = str | int | float | date | datetime | None
Values = Sequence[Value]


def neutral(text: str) -> str:
    """A text that a spreadsheet reads as text, whatever it starts with."""
    return "'" + text if _RISK.match(text) else text


def plain(text: str) -> str:
    """The text that :func:`neutral` was given."""
    return text[1:] if text.startswith("'") and _RISK.match(text[1:]) else text


def csv_lines(head: Iterable[Values], rows: Iterable[Values]) -> Iterator[bytes]:
    """A CSV file in UTF-8 with its mark, in pieces of some ten thousand characters.

    Args:
        head: the rows above the list, its header last.
        rows: the list.
    """
    lines: list[str] = []
    out = csv.writer(_Into(lines), lineterminator="\r\n")
    lines.append("\ufeff")
    size = 0
    for row in (row for part in (head, rows) for row in part):
        out.writerow([_written(value) for value in row])
        size += len(lines[-1])
        if size > _PIECE:
            yield "".join(lines).encode("utf-8", "replace")
            lines.clear()
            size = 0
    yield "".join(lines).encode("utf-8", "replace")


class _Into:
    """What a writer of CSV writes into."""

    def __init__(self, lines: list[str]):
        self.write = lines.append


def _written(value: Value) -> str | int | float:
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def workbook(title: str, head: Iterable[Values], rows: Iterable[Values]) -> IO[bytes]:
    """A workbook in a file that is gone when it is closed; instants stand in it as their own zone's clock shows them.

    What a cell cannot hold is replaced by U+FFFD or cut off with an ellipsis, and the others stay as they are.

    Raises:
        Refused: there are more rows than a sheet holds.
    """
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
    try:
        for row in _as_many_as_fit(row for part in (head, rows) for row in part):
            sheet.append([_cell(sheet, value) for value in row])
        book.save(file)
    except BaseException:
        file.close()
        _forget(sheet)
        raise
    file.seek(0)
    return file


def _forget(sheet: Any) -> None:
    """Nothing stays on the disk of a sheet that was not written to its end."""
    with suppress(Exception):
        sheet.close()
    with suppress(Exception):
        sheet._writer.cleanup()


def _as_many_as_fit(rows: Iterable[Values]) -> Iterator[Values]:
    for number, row in enumerate(rows):
        if number == MOST_ROWS:
            raise Refused(Problem("export/too-long", facts={"most": MOST_ROWS}))
        yield row


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """What is in a file, piece by piece; it is closed at the end."""
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _cell(sheet: Any, value: Value) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _EXACT:
        value = str(value)
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value).encode("utf-8", "replace").decode()
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    if not (_RISK.match(text) or text in ERROR_CODES):
        return text
    cell: Any = WriteOnlyCell(sheet, value="")
    cell._value, cell.data_type = text, "s"  # a text, whatever it starts with
    cell.quotePrefix = 1
    return cell


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "1"
