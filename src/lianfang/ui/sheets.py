"""A list as a file that people take away: CSV or a workbook, written row by row, no cell of it a formula.

Both begin with rows that say what the file is, for whom it was made and when. In a workbook cells have types; in CSV a text
that a spreadsheet might calculate has an apostrophe before it, which :func:`plain` takes away again.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import islice

from openpyxl.cell.cell import ERROR_CODES, ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from lianfang.base.problems import Problem, Refused

CSV = "text/csv; charset=utf-8"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XLSX = f"{_KIND}.sheet"
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
_ROWS = 256
"""Of a workbook, written at once."""
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN, _MAIN = (
    "http://schemas.openxmlformats.org",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
)
_BEGIN, _END = f'{_DECLARED}<worksheet xmlns="{_MAIN}"><sheetData>', "</sheetData></worksheet>"
_PARTS = {
    "[Content_Types].xml": f'''{_DECLARED}<Types xmlns="{_OPEN}/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{XLSX}.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>''',
    "_rels/.rels": f'''{_DECLARED}<Relationships xmlns="{_OPEN}/package/2006/relationships">
<Relationship Id="rId1" Type="{_OPEN}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>
</Relationships>''',
    "xl/workbook.xml": f'''{_DECLARED}<workbook xmlns="{_MAIN}" xmlns:r="{_OPEN}/officeDocument/2006/relationships">
<sheets><sheet name="{{title}}" sheetId="1" r:id="rId1"/></sheets></workbook>''',
    "xl/_rels/workbook.xml.rels": f'''{_DECLARED}<Relationships xmlns="{_OPEN}/package/2006/relationships">
<Relationship Id="rId1" Type="{_OPEN}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{_OPEN}/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>''',
    "xl/styles.xml": f'''{_DECLARED}<styleSheet xmlns="{_MAIN}">
<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>
<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>
<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>''',
}
"""What a workbook is besides its sheet. Its styles: plain, quoted text, day, instant."""

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


def refuse_what_no_sheet_holds(count: int) -> None:
    """Look at how many rows there are, before the first is written.

    Raises:
        Refused: there are more than a sheet holds.
    """
    if count > MOST_ROWS:
        raise Refused(Problem("export/too-long", facts={"most": MOST_ROWS}))


def workbook(title: str, head: Iterable[Values], rows: Iterable[Values]) -> Iterator[bytes]:
    """A workbook in pieces, written while its rows are read; instants stand in it as their own zone's clock shows them.

    What a cell cannot hold is replaced by U+FFFD or cut off with an ellipsis, and the others stay as they are.

    Source:
        ECMA-376, part 1, 18.3 (worksheets; strings stand in their cells), 18.8 (styles), 18.17.4 (dates as serial numbers).

    Raises:
        Refused: there are more rows than a sheet holds; see :func:`refuse_what_no_sheet_holds`.
    """
    out = _Pieces()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text.replace("{title}", _quoted(_sheet_name(title))))
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_BEGIN.encode())
            lines = _lines(row for part in (head, rows) for row in part)
            while batch := list(islice(lines, _ROWS)):
                sheet.write("".join(batch).encode())
                if out.size > _PIECE:
                    yield out.taken()
            sheet.write(_END.encode())
    yield out.taken()


def archive(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """A ZIP archive in pieces, written while its files are read.

    Args:
        files: the name of each and its content in pieces.
    """
    out = _Pieces()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as made:
        for name, pieces in files:
            with made.open(name, "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)
                    if out.size > _PIECE:
                        yield out.taken()
    yield out.taken()


class _Pieces:
    """What an archive writes into: it is taken away as it comes."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """What is written stays until it is taken."""

    def taken(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        self.size = 0
        return data


def _lines(rows: Iterable[Values]) -> Iterator[str]:
    """The rows of a sheet as they stand in it."""
    for number, row in enumerate(rows, 1):
        refuse_what_no_sheet_holds(number)
        cells = [_cell(f"{_letter(n)}{number}", value) for n, value in enumerate(row, 1) if value is not None]
        yield f'<row r="{number}">{"".join(cells)}</row>'


_letter = lru_cache(maxsize=None)(get_column_letter)


def _cell(place: str, value: Value) -> str:
    if isinstance(value, str):
        return _text(place, value)
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime):
        return f'<c r="{place}" s="3"><v>{to_excel(value.replace(tzinfo=None))!r}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="2"><v>{to_excel(value)!r}</v></c>'
    if isinstance(value, int) and abs(value) >= _EXACT:
        return _text(place, str(value))
    return f'<c r="{place}"><v>{value!r}</v></c>'


def _text(place: str, text: str) -> str:
    """A text, whatever it starts with: what a spreadsheet might calculate is marked as quoted."""
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    style = ' s="1"' if _RISK.match(text) or text in ERROR_CODES else ""
    return f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{_quoted(text)}</t></is></c>'


def _quoted(text: str) -> str:
    plain = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text).encode("utf-8", "replace").decode()
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "1"
