"""Draw a document: A4 portrait, one ink. Weight and rules carry what colour carries on screen.

The same document gives the same bytes: the file's date is the document's, its letters are cut in one order.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from lianfang.ui.paper.breaking import broken
from lianfang.ui.paper.letters import weights_of
from lianfang.ui.paper.parts import (
    Column,
    Document,
    Grid,
    Heading,
    Line,
    NewSheet,
    Part,
    Prose,
    Term,
    letters,
)

if TYPE_CHECKING:
    from fpdf import FPDF

SIDE, TOP, BOTTOM = 16.0, 22.0, 26.0
"""Margins in millimetres; the head and the foot stand within them."""
FAMILY, BODY, SMALL, TINY = "letters", 9.0, 8.0, 6.6
"""The family's name in the file, and sizes in points."""
SIZES = {1: 13.0, 2: 10.0}
BELOW = {1: 28.0, 2: 16.0}
"""Millimetres that must be left below a heading, so that it does not stand alone at the end of a sheet."""
LEADING = 1.45
"""Line height in font sizes."""
INK, SOFT, RULE = 0, 70, 150
"""Greys, of 255: text, lesser text (8 : 1 on white), thin rules."""
GAP = 1.6
"""Millimetres between columns."""
TOGETHER = 12
"""So many lines of a term are not torn from its name."""
MM = 25.4 / 72
"""Millimetres in a point."""


def drawn(document: Document) -> bytes:
    """A document as a PDF, its letters embedded and its text there to be copied."""
    from fpdf import FPDF

    pdf = FPDF(orientation="portrait", unit="mm", format="A4")
    needed = letters(document)
    with tempfile.TemporaryDirectory() as folder:
        for style, written in weights_of(needed).items():
            path = Path(folder) / f"weight{style}.ttf"
            path.write_bytes(written)
            pdf.add_font(FAMILY, style=style, fname=path)
        _Press(pdf, document).run()
        return bytes(pdf.output())


class _Press:
    """A document on its way to paper: where the pen is, and what every sheet begins and ends with."""

    def __init__(self, pdf: FPDF, document: Document) -> None:
        self.pdf, self.document = pdf, document
        pdf.set_auto_page_break(auto=False)
        pdf.set_margins(SIDE, TOP, SIDE)
        pdf.set_creation_date(document.made_at)
        pdf.set_title(document.title)
        pdf.set_lang("zh-Hans" if document.language == "zh" else "en")
        self.width = pdf.w - 2 * SIDE
        self.end = pdf.h - BOTTOM

    def run(self) -> None:
        """All parts, then the head and the foot of every sheet, when their number is known."""
        self.pdf.add_page()
        for part in self.document.parts:
            self.part(part)
        count = self.pdf.pages_count
        for n in range(1, count + 1):
            self.pdf.page = n
            self.edges(self.document.sheet.format(n=n, of=count))

    def part(self, part: Part) -> None:
        """One part."""
        match part:
            case Heading():
                self.heading(part)
            case Prose():
                self.say(
                    self.lines(part.text, self.width, SMALL if part.is_soft else BODY), is_soft=part.is_soft
                )
                self.pdf.set_y(self.pdf.get_y() + 1.2)
            case Term():
                self.term(part)
            case Grid():
                self.grid(part)
            case NewSheet():
                self.pdf.add_page()
            case _:
                assert_never(part)

    def font(self, size: float, style: str = "", grey: int = INK) -> float:
        """Choose letters; gives their line height in millimetres."""
        self.pdf.set_font(FAMILY, style, size)
        self.pdf.set_text_color(grey)
        return size * LEADING * MM

    def lines(self, text: str, width: float, size: float, style: str = "") -> list[str]:
        """A text in lines of this width."""
        self.font(size, style)
        return broken(text, width, self.pdf.get_string_width)

    def put(self, text: str, x: float, y: float, width: float, *, is_right: bool = False) -> None:
        """One line of text, its box's upper left corner at x and y, in the letters chosen."""
        if not text:
            return
        self.pdf.set_xy(x, y)
        height = self.pdf.font_size_pt * LEADING * MM
        at_right = x + width - self.pdf.get_string_width(text)
        self.pdf.set_x(at_right if is_right else x)
        with self.pdf.local_context():
            self.pdf.c_margin = 0
            self.pdf.cell(self.pdf.get_string_width(text), height, text)

    def room(self, height: float) -> bool:
        """Make room for so many millimetres; was a new sheet begun?"""
        if self.pdf.get_y() + height <= self.end:
            return False
        self.pdf.add_page()
        return True

    def rule(self, y: float, grey: int, weight: float) -> None:
        """A rule across the sheet."""
        self.pdf.set_draw_color(grey)
        self.pdf.set_line_width(weight)
        self.pdf.line(SIDE, y, SIDE + self.width, y)

    def heading(self, part: Heading) -> None:
        """A heading, with room for a few lines below it."""
        size = SIZES[part.level]
        lines = self.lines(part.text, self.width, size, "B")
        height = self.font(size, "B")
        before = 0 if self.pdf.get_y() <= TOP else 4.5 if part.level == 1 else 2.5
        if not self.room(before + height * len(lines) + BELOW[part.level]):
            self.pdf.set_y(self.pdf.get_y() + before)
        if part.level == 1:
            self.pdf.start_section(part.text)
        self.say(lines, size=size, style="B")
        if part.level == 1:
            self.rule(self.pdf.get_y() + 0.4, INK, 0.4)
        self.pdf.set_y(self.pdf.get_y() + 1.8)

    def say(
        self,
        lines: Sequence[str],
        *,
        size: float = 0,
        style: str = "",
        is_soft: bool = False,
        indent: float = 0,
    ) -> None:
        """Lines below one another."""
        size = size or (SMALL if is_soft else BODY)
        for text in lines:
            height = self.font(size, style, SOFT if is_soft else INK)
            self.room(height)
            self.font(size, style, SOFT if is_soft else INK)
            y = self.pdf.get_y()
            self.put(text, SIDE + indent, y, self.width - indent)
            self.pdf.set_y(y + height)

    def term(self, part: Term) -> None:
        """A name in bold, and what is said of it below, kept together."""
        names = self.lines(part.name, self.width, BODY, "B")
        said = [line for text in part.said if text for line in self.lines(text, self.width - 4, SMALL)]
        self.room((len(names) * BODY + min(len(said), TOGETHER) * SMALL) * LEADING * MM)
        self.say(names, style="B")
        self.say(said, size=SMALL, indent=4)
        self.pdf.set_y(self.pdf.get_y() + 1.4)

    def grid(self, part: Grid) -> None:
        """A table."""
        shares = sum(column.share for column in part.columns)
        widths = [(self.width + GAP) * column.share / shares - GAP for column in part.columns]
        head = Line([column.title for column in part.columns], is_strong=True)
        headed = self.height(self.cells(widths, head)) if any(head.cells) else 0
        for n, line in enumerate(part.lines):
            begun = self.room(self.height(self.cells(widths, line)) + (0 if n else headed))
            if headed and (begun or n == 0):
                self.row(part.columns, widths, head, is_head=True)
            self.row(part.columns, widths, line)
        self.pdf.set_y(self.pdf.get_y() + 2)

    def cells(self, widths: Sequence[float], line: Line) -> list[list[str]]:
        """The lines of each cell."""
        style = "B" if line.is_strong else ""
        return [self.lines(text, width, SMALL, style) for text, width in zip(line.cells, widths, strict=True)]

    @staticmethod
    def height(cells: Sequence[Sequence[str]]) -> float:
        """Of a row, in millimetres."""
        return max(map(len, cells)) * SMALL * LEADING * MM + 1.2

    def row(
        self, columns: Sequence[Column], widths: Sequence[float], line: Line, *, is_head: bool = False
    ) -> None:
        """One row and the rule below it; a heading's is heavier."""
        cells, x, y = self.cells(widths, line), SIDE, self.pdf.get_y()
        height = self.font(SMALL, "B" if line.is_strong else "", INK)
        for lines, column, width in zip(cells, columns, widths, strict=True):
            for n, text in enumerate(lines):
                self.put(text, x, y + 0.6 + n * height, width, is_right=column.is_number)
            x += width + GAP
        y += self.height(cells)
        self.rule(y, INK if is_head else RULE, 0.3 if is_head else 0.1)
        self.pdf.set_y(y)

    def edges(self, sheet: str) -> None:
        """The head and the foot of a sheet."""
        left, right = self.document.head
        self.font(SMALL, "B")
        self.put(left, SIDE, 11, self.width / 2)
        self.font(SMALL)
        self.put(right, SIDE, 11, self.width, is_right=True)
        self.rule(16.2, INK, 0.2)
        y = self.end + 4
        self.rule(y - 1, INK, 0.2)
        height = self.font(TINY, grey=INK)
        for n, text in enumerate(self.document.foot):
            self.put(text, SIDE, y + n * height, self.width)
        self.font(SMALL)
        self.put(sheet, SIDE, y + (len(self.document.foot) - 1) * height - 0.4, self.width, is_right=True)
