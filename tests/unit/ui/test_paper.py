"""Lines end where they may, and a document is the same bytes each time, with its text there to be copied."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pypdf
import pytest

from lianfang.ui.paper.breaking import OPENING, broken, pieces
from lianfang.ui.paper.parts import Column, Document, Grid, Heading, Line, Prose, Term
from lianfang.ui.paper.sheets import drawn


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("三月三日，上报。", 4, ["三月三", "日，上", "报。"]),
        ("见（一）条", 3, ["见", "（一）", "条"]),
        ("every gate has one", 8, ["every", "gate has", "one"]),
        ("至2020-02-12报", 11, ["至2020-02-12", "报"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a\nb", 9, ["a", "b"]),
        ("", 9, [""]),
    ],
)
def test_a_line_ends_where_it_may(text: str, width: float, lines: list[str]) -> None:
    assert broken(text, width, len) == lines


@pytest.mark.parametrize("text", ["甲（乙）丙：a.b  c-d，（（", "  x", "…", OPENING])
def test_pieces_lose_nothing(text: str) -> None:
    assert "".join(pieces(text)) == text


def document(rows: int) -> Document:
    lines = [Line([f"第{n}行", f"{n:,}"], is_strong=n % 2 == 0) for n in range(rows)]
    return Document(
        title="简报", language="zh", head=("深圳市", "截至 24:00"), foot=("固化编号 abc", "SHA-256 00ff"),
        sheet="第 {n} 页，共 {of} 页", made_at=datetime(2020, 2, 14, tzinfo=UTC),
        parts=[Heading("缺口"), Prose("一句话。"), Grid([Column("名"), Column("数", 1, is_number=True)], lines),
               Term("累计确诊", ["含已出院", "登记"])],
    )  # fmt: skip


def test_every_sheet_has_its_head_its_foot_and_its_number() -> None:
    made = drawn(document(70))
    sheets = [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(made)).pages]
    assert len(sheets) == 2
    for n, sheet in enumerate(sheets, 1):
        assert f"第 {n} 页，共 2 页" in sheet
        assert "固化编号 abc" in sheet
        assert "SHA-256 00ff" in sheet
        assert "截至 24:00" in sheet
        assert re.search(r"名\s+数", sheet), "the table's head is said again"
    assert all(f"第{n}行" in "".join(sheets) for n in range(70))
    assert "含已出院" in sheets[-1]


def test_the_letters_are_embedded_and_all_is_grey() -> None:
    made = drawn(document(1))
    assert drawn(document(1)) == made
    reader = pypdf.PdfReader(io.BytesIO(made))
    page = reader.pages[0]
    assert [round(float(side) * 25.4 / 72) for side in page.mediabox[2:]] == [210, 297]
    for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
        inner = font.get_object()["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in inner["/FontDescriptor"].get_object()
    contents = page.get_contents()
    assert contents is not None
    colours = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b", contents.get_data())
    assert all(len(set(colour)) == 1 for colour in colours)
