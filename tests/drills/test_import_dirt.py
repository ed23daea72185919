"""Files as offices send them: every encoding and format reads the same, and what is broken is named, never altered."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lianfang.base.problems import Refused
from lianfang.interop import bringing, workbooks
from lianfang.interop.rows import Broken
from lianfang.registers.models import Case, ImportBatch, Return
from tests.unit.interop.files import (
    CASES,
    HEADER,
    RETURNS,
    ROWS,
    bring,
    codes,
    content,
    csv_text,
    foretell,
    lay_areas,
    mapping,
    workbook,
)

pytestmark = pytest.mark.django_db

ENCODINGS = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with a mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "gb18030": lambda text: text.encode("gb18030"),
    "utf-16 le with a mark": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "utf-16 be with a mark": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "utf-16 le": lambda text: text.encode("utf-16-le"),
    "utf-16 be": lambda text: text.encode("utf-16-be"),
}
TITLES = (("深圳市病例清单",), ("统计口径：确诊", "", "截至2020年2月3日"))
ROW = ("1", "男性", "2020-02-01", "66", "南山")


def refused(path, loaded, **given):
    with pytest.raises(Refused) as refusal:
        foretell(path, loaded, **given)
    return [problem.code for problem in refusal.value.problems]


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def cases():
    return list(
        Case.objects.order_by("number").values_list(
            "number", "sex", "reported_on", "age", "district__gb_code"
        )
    )


EXPECTED = [
    (1, "male", date(2020, 2, 1), 66, "440305"),
    (2, "female", date(2020, 2, 2), None, "440304"),
    (3, "female", date(2020, 2, 3), None, None),
]


@pytest.mark.parametrize("titled", [False, True], ids=["header first", "header in row 3"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"], ids=["comma", "tab", "semicolon"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_and_delimiter_reads_the_same(tmp_path, encoding, delimiter, titled):
    lay_areas()
    text = csv_text([*(TITLES if titled else ()), HEADER, *ROWS], delimiter)
    receipt = bring(write(tmp_path / "x.csv", ENCODINGS[encoding](text)), mapping(CASES))
    assert (receipt.read, receipt.created, receipt.facts["header_row"]) == (3, 3, 3 if titled else 1)
    assert cases() == EXPECTED


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "open"])
def test_line_ends(tmp_path, end, last):
    lay_areas()
    text = end.join(",".join(row) for row in (HEADER, *ROWS)) + (end if last else "")
    receipt = bring(write(tmp_path / "x.csv", text), mapping(CASES))
    assert (receipt.created, receipt.suspicions) == (3, ())
    assert cases() == EXPECTED


@pytest.mark.parametrize("epoch", [1900, 1904])
@pytest.mark.parametrize("titled", [False, True], ids=["header first", "header in row 3"])
def test_workbooks_of_both_date_systems(tmp_path, epoch, titled):
    lay_areas()
    rows = [
        (1, "男性", datetime.fromisoformat("2020-02-01"), 66, "南山"),
        ("2", "女性", date(2020, 2, 2), "不详", "福田区"),
        (3.0, "女", "2020年2月3日", None, ""),
    ]
    path = workbook(tmp_path / "x.xlsx", [*(TITLES if titled else ()), HEADER, *rows], epoch)
    receipt = bring(path, mapping(CASES))
    assert (receipt.created, receipt.facts["date_system"], receipt.facts["header_row"]) == (
        3,
        str(epoch),
        3 if titled else 1,
    )
    assert cases() == EXPECTED


@pytest.mark.parametrize(("epoch", "serial"), [(1900, 43862), (1904, 42400)])
def test_serial_numbers_without_a_date_format(tmp_path, epoch, serial):
    lay_areas()
    bring(workbook(tmp_path / "x.xlsx", [HEADER, (1, "男", serial, 66, "南山")], epoch), mapping(CASES))
    assert cases() == EXPECTED[:1]


def test_a_workbook_is_known_by_its_content_and_not_by_its_name(tmp_path):
    lay_areas()
    path = workbook(tmp_path / "x.csv", [HEADER, ROW])
    assert bring(path, mapping(CASES)).facts["format"] == "xlsx"


def test_header_spaces_and_forms_do_not_matter(tmp_path):
    lay_areas()
    header = (" 编号\ufeff", "性\u200b别", "报告日 ", "年龄", "居住区", "备注")
    receipt = bring(write(tmp_path / "x.csv", csv_text([header, (*ROW, "x")])), mapping(CASES))
    assert receipt.created == 1


def test_what_is_missing_from_the_header_is_named(tmp_path):
    path = write(tmp_path / "x.csv", csv_text([("编号", "性别", "年龄"), ("1", "男", "3")]))
    with pytest.raises(Refused) as refusal:
        foretell(path, mapping(CASES))
    [problem] = refusal.value.problems
    assert (problem.code, problem.line) == ("import/no-header", 1)
    assert "报告日, 居住区" in problem.what("zh")
    assert not ImportBatch.objects.exists()


def test_a_column_that_comes_twice_is_refused(tmp_path):
    path = write(tmp_path / "x.csv", csv_text([(*HEADER, "年龄"), (*ROW, "67")]))
    assert refused(path, mapping(CASES)) == ["import/duplicate-column"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x81\x20\xff\xff,\n" * 9, "import/encoding"),
        ("編號,性別\n臺灣鐵路管理局,護國寺與臺北\n".encode("big5"), "import/encoding-doubtful"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "import/old-workbook"),
        (b"PK\x03\x04 and then nothing", "import/unreadable"),
        (b"", "import/no-header"),
        ("编号,".encode() + "性别,报告日,年龄,居住区\n".encode("gb18030"), "import/no-header"),
    ],
    ids=["binary", "big5", "old workbook", "broken workbook", "empty", "mixed"],
)
def test_files_that_are_refused_whole(tmp_path, content, code):
    assert refused(write(tmp_path / "x.csv", content), mapping(CASES)) == [code]


def test_an_encoding_may_be_named(tmp_path):
    lay_areas()
    text = (
        CASES.replace("编号", "編號")
        .replace("性别", "性別")
        .replace("报告日", "報告日")
        .replace("年龄", "年齡")
        .replace("居住区", "居住區")
    )
    path = write(tmp_path / "x.csv", "編號,性別,報告日,年齡,居住區\n1,女,2020-02-01,7,\n".encode("big5"))
    assert bring(path, mapping(text), encoding="big5").created == 1
    assert refused(path, mapping(text), encoding="klingon") == ["import/unknown-encoding"]


def test_rows_that_do_not_fit_are_named_and_the_others_go_in(tmp_path):
    lay_areas()
    rows = [
        ("1", "男", "01/02/2020", "66", "南山"),
        ("2", "男", "2020-02-01", "六十", "南山"),
        ("3", "男", "2020-02-01", "66", "火星区"),
        ("4", "x", "2020-02-31", "66", "南山"),
        ("", "男", "2020-02-01", "66", "南山"),
        ("6", "男", "2020-02-01"),
        ("7", "男", "2020-02-01", "66", "南山", "多一格"),
        ("8", "男", "2020-02-01", "66", "南山"),
        ("8", "男", "2020-02-01", "67", "南山"),
        ("9", '男"', "2020-02-01", "66", "南山"),
        ("10", "男", "2020-02-01", "6\0", "南山"),
        ("11", "男", "43862", "6", "南山"),
        ("12", "男", "2020-02-01", "66", "南山", "", ""),
    ]
    path = write(tmp_path / "x.csv", csv_text([HEADER, *rows]) + '13,"男"x,2020-02-01,66,南山\n')
    expected = {
        2: ["import/ambiguous-date"], 3: ["import/number"], 4: ["import/no-link"], 5: ["import/code", "import/date"],
        6: ["import/no-key"], 7: ["import/row-width"], 8: ["import/row-width"], 10: ["import/repeated"],
        11: ["import/code"], 12: ["import/nul"], 13: ["import/serial"], 15: ["import/quoting"],
    }  # fmt: skip
    dry = foretell(path, mapping(CASES))
    receipt = bring(path, mapping(CASES))
    for said in (dry, receipt):
        assert codes(said) == expected
        assert (said.read, said.created, said.rejected) == (14, 2, 12)
    assert sorted(Case.objects.values_list("number", flat=True)) == [8, 12]


def test_a_personal_value_is_not_in_the_receipt(tmp_path):
    lay_areas()
    path = write(tmp_path / "x.csv", csv_text([HEADER, ("1", "男", "2020-02-99", "secret", "南山")]))
    faults = {
        fault.column: fault.value for r in bring(path, mapping(CASES)).rejections() for fault in r.faults
    }
    assert faults == {"报告日": "2020-02-99", "年龄": None}


@pytest.mark.parametrize(
    ("text", "code", "rejected"),
    [
        (csv_text([HEADER, *ROWS]) + "4,男", "import/cut", 1),
        (csv_text([HEADER, *ROWS]) + '4,男,2020-02-01,"66', "import/cut", 1),
        (csv_text([HEADER, *ROWS[:1]]) + '4,"男\n' + csv_text(ROWS[1:]), "import/swallowed", 1),
    ],
    ids=["mid-row", "in quotes", "open quote"],
)
def test_a_file_cut_in_a_row_is_held_back(tmp_path, text, code, rejected):
    lay_areas()
    path = write(tmp_path / "x.csv", text)
    before = content()
    dry = foretell(path, mapping(CASES))
    assert code in [p.code for p in dry.suspicions]
    with pytest.raises(Refused) as refusal:
        bring(path, mapping(CASES))
    assert code in [p.code for p in refusal.value.problems]
    assert content() == before
    assert bring(path, mapping(CASES), accept_cut=True).rejected == rejected


def test_a_file_cut_inside_a_character_is_held_back(tmp_path):
    lay_areas()
    for encoding in ("utf-8", "gb18030"):
        whole = (csv_text([HEADER, *ROWS]) + "4,男,2020-02-01,6,南山").encode(encoding)
        dry = foretell(write(tmp_path / f"{encoding}.csv", whole[:-1]), mapping(CASES))
        assert [p.code for p in dry.suspicions] == ["import/cut"]
        assert codes(dry) == {5: ["import/cut"]}


@pytest.mark.parametrize("limit", [65_536, 1_048_576])
def test_a_file_that_stops_at_a_limit_is_held_back(tmp_path, limit):
    # Blank rows are rows of the file: what counts is where it stops.
    lay_areas()
    path = write(tmp_path / "x.csv", csv_text([HEADER]) + "\n" * (limit - 2) + ",".join(ROW) + "\n")
    assert [p.code for p in foretell(path, mapping(CASES)).suspicions] == ["import/at-limit"]
    longer = write(tmp_path / "y.csv", path.read_bytes() + (",".join(ROWS[1]) + "\n").encode())
    assert foretell(longer, mapping(CASES)).suspicions == ()


def test_the_senders_count(tmp_path):
    lay_areas()
    path = write(tmp_path / "x.csv", csv_text([HEADER, *ROWS]))
    with pytest.raises(Refused) as refusal:
        bring(path, mapping(CASES), expected=4, accept_cut=True)
    assert [p.code for p in refusal.value.problems] == ["import/count-differs"]
    assert bring(path, mapping(CASES), expected=3).created == 3


def test_totals_and_blank_rows_are_left_out_and_said(tmp_path):
    lay_areas()
    text = CASES + "leave_out: {from: 编号, in: [合计, 总计]}\n"
    path = write(
        tmp_path / "x.csv", csv_text([HEADER, *ROWS, ("", "", "", "", ""), ("合计", "", "", "132", "")])
    )
    receipt = bring(path, mapping(text))
    assert (receipt.rows, receipt.created, receipt.blank, receipt.left_out) == (3, 3, 1, 1)


def test_broken_cells_of_a_workbook(tmp_path):
    lay_areas()
    rows = [
        (1, "男", "2020-02-01", "=1+1", "南山"),
        (2, "男", "2020-02-01", "#N/A", "南山"),
        (110101199003077777, "男", "2020-02-01", 3, "南山"),
        (4, "男", "2020-02-01", 3, "南山"),
        (5, "男", "2020-02-01", 3, None),
        (6, "男", "2020-02-01", 3, "南山"),
    ]
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (HEADER, *rows):
        sheet.append(row)
    sheet.merge_cells("E5:E6")
    sheet.row_dimensions[7].hidden = True
    book.create_sheet("旧表").sheet_state = "hidden"
    book.save(path)
    receipt = bring(path, mapping(CASES))
    assert codes(receipt) == {
        2: ["import/uncalculated"], 3: ["import/error-cell"], 4: ["import/long-number"], 6: ["import/merged-cell"],
    }  # fmt: skip
    assert [p.code for p in receipt.notes] == ["import/hidden-sheet", "import/hidden-rows"]
    assert sorted(Case.objects.values_list("number", flat=True)) == [4, 6]


def test_the_sheet_is_found_by_its_header(tmp_path):
    lay_areas()
    book = openpyxl.Workbook()
    first: Any = book.active
    first.append(("说明",))
    sheet = book.create_sheet("数据")
    for row in (HEADER, *ROWS):
        sheet.append(row)
    book.save(tmp_path / "x.xlsx")
    assert bring(tmp_path / "x.xlsx", mapping(CASES)).facts["sheet"] == "数据"
    assert refused(tmp_path / "x.xlsx", mapping(CASES + "sheet: 别处\n")) == ["import/no-sheet"]


def rezip(path: Path, **changed: bytes) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts |= {name.replace("__", "/").replace("_dot_", "."): value for name, value in changed.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in parts.items():
            archive.writestr(name, value)
    return path


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'


@pytest.mark.parametrize(
    "changed",
    [
        {"xl__vbaProject_dot_bin": b"x"},
        {"xl__externalLinks__externalLink1_dot_xml": b"<x/>"},
        {"xl__embeddings__oleObject1_dot_bin": b"x"},
        {"xl__sharedStrings_dot_xml": ENTITY},
        {"xl__sharedStrings_dot_xml": ENTITY.decode().encode("utf-16")},
        {"xl__media__x_dot_xml": b"<x>" + b" " * (60 << 20)},
        {f"x__{number}": b"" for number in range(2_100)},
    ],
    ids=["macro", "link", "object", "entity", "entity in utf-16", "bomb", "many parts"],
)
def test_workbooks_that_are_not_opened(tmp_path, changed):
    path = rezip(workbook(tmp_path / "x.xlsx", [HEADER, ROW]), **changed)
    assert refused(path, mapping(CASES)) == ["import/unsafe-workbook"]


def sheet_of(inside: str, after: str = "") -> bytes:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{inside}</sheetData>{after}</worksheet>"
    ).encode()


HEAD = '<row r="1">' + "".join(f'<c t="str"><v>{name}</v></c>' for name in HEADER) + "</row>"
MERGED = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 10_002))


@pytest.mark.parametrize(
    "changed",
    [
        {"xl__worksheets__sheet1_dot_xml": sheet_of(HEAD + '<row r="999999999"><c r="A1"/></row>')},
        {"xl__worksheets__sheet1_dot_xml": sheet_of("", f"<mergeCells>{MERGED}</mergeCells>")},
        {"xl__worksheets__sheet1_dot_xml": sheet_of(f"<row>{'<c/>' * (5 << 18)}</row>")},
        {"xl__worksheets__sheet1_dot_xml": sheet_of(f"<row><!-- </row> -->{'<c/>' * (5 << 18)}</row>")},
        {"xl__media__x_dot_bin": ENTITY},
        {"xl__media__x_dot_bin": ENTITY.decode().encode("utf-16")},
        {"xl__media__x_dot_bin": bytes(range(256)) * (5 << 12)},
    ],
    ids=[
        "far row",
        "merged",
        "wide row",
        "comment",
        "entity by another name",
        "in utf-16",
        "too long a part",
    ],
)
def test_workbooks_that_would_take_the_memory_are_refused(tmp_path, monkeypatch, changed):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 50_000)
    path = rezip(workbook(tmp_path / "x.xlsx", [HEADER, ROW]), **changed)
    assert refused(path, mapping(CASES)) == ["import/unsafe-workbook"]


def test_merged_ranges_are_marked_once_wherever_they_lie_and_progress_is_told_on_blank_rows(tmp_path):
    lay_areas()
    ranges = ("A2:A2000", "B2:D3", "C3:E3")
    merged = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    sheet = sheet_of(f'{HEAD}<row r="3000"><c r="A3000"/></row>', f"<mergeCells>{merged}</mergeCells>")
    path = rezip(workbook(tmp_path / "x.xlsx", [HEADER, ROW]), xl__worksheets__sheet1_dot_xml=sheet)
    book = workbooks.Workbook(path)
    rows = [row.cells for row in book.sheet(book.visible[0]).rows()]
    book.close()
    marked = [[n for n, cell in enumerate(cells) if isinstance(cell, Broken)] for cells in rows]
    assert (marked[1:4], marked[1999:2001], len(rows)) == ([[2, 3], [0, 1, 2, 3, 4], [0]], [[0], []], 3000)
    told: list[int] = []
    bringing.dry_run(
        job=bringing.Job(path, mapping(CASES), "Asia/Shanghai"),
        at=0,
        on_progress=lambda *said: told.append(said[1]),
    )
    assert len(told) >= 3


def test_a_wide_row_is_one_row_and_many_records(tmp_path):
    lay_areas()
    text = csv_text(
        [
            ("日期", "南山", "新增"),
            ("2020-02-01", "36", ""),
            ("2020-02-0x", "1", "2"),
            ("2020-02-03", "x", "7"),
        ]
    )
    receipt = bring(write(tmp_path / "x.csv", text), mapping(RETURNS))
    assert (receipt.rows, receipt.read, receipt.created, receipt.rejected) == (3, 6, 3, 3)
    assert [(r.row, r.records) for r in receipt.rejections()] == [(3, 2), (4, 1)]
    assert sorted(Return.objects.values_list("source_key", "value")) == [
        ("test:confirmed:440305:2020-02-01", 36), ("test:new_confirmed:440300:2020-02-01", None),
        ("test:new_confirmed:440300:2020-02-03", 7),
    ]  # fmt: skip


def test_a_row_that_the_register_refuses_does_not_keep_the_others_out(tmp_path):
    lay_areas()
    first = csv_text([("日期", "南山", "新增"), ("2020-02-02", "36", "1")])
    other = mapping(RETURNS.replace("test/returns", "other").replace('"test:', '"other:'))
    bring(write(tmp_path / "x.csv", first), other)
    rows = [(f"2020-02-{day:02}", str(day), str(day)) for day in range(1, 9)]
    receipt = bring(write(tmp_path / "y.csv", csv_text([("日期", "南山", "新增"), *rows])), mapping(RETURNS))
    assert codes(receipt) == {3: ["record/constraint"]}
    assert (receipt.read, receipt.created, receipt.rejected) == (16, 14, 2)


def test_a_corrected_file_updates_only_what_changed(tmp_path):
    lay_areas()
    text = csv_text([("日期", "南山", "新增"), ("2020-02-01", "36", "5"), ("2020-02-02", "40", "5")])
    bring(write(tmp_path / "x.csv", text), mapping(RETURNS))
    again = bring(write(tmp_path / "y.csv", text.replace("40,5", "41,")), mapping(RETURNS), at=1581307200)
    assert (again.created, again.updated, again.unchanged) == (0, 2, 2)
    assert Return.objects.get(source_key="test:new_confirmed:440300:2020-02-02").value is None


def test_a_workbook_damaged_further_down_is_refused(tmp_path):
    lay_areas()
    path = workbook(tmp_path / "x.xlsx", [HEADER, *[ROW] * 2_000])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    rezip(path, xl__worksheets__sheet1_dot_xml=sheet[: len(sheet) // 2])
    assert refused(path, mapping(CASES)) == ["import/unreadable"]
    assert not ImportBatch.objects.exists()
