"""Paragraphs for a terminal that break between Chinese characters too, as print does, and not only at spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style

_WIDE = "\\u2e80-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef“”‘’…—"
_PIECES = re.compile(rf"[{_WIDE}]|[^\S\n]+|[^\s{_WIDE}]+")
_NEVER_FIRST = "，。、；：！？）》”’%"


class Paragraph:
    """A text with an indent; lines are as wide as the terminal."""

    def __init__(self, text: str, style: str = "", indent: int = 0):
        self.text = text
        self.style = style
        self.indent = indent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        style = Style.parse(self.style)
        for line in lines(self.text, options.max_width - self.indent):
            yield Segment(" " * self.indent + line, style)
            yield Segment.line()


def lines(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most ``width`` cells; punctuation never begins one."""
    line = ""
    for piece in _PIECES.findall(text):
        while cell_len(line) + cell_len(piece.rstrip()) > width and line.strip():
            if piece in _NEVER_FIRST:
                last = line[-1]
                yield line[:-1].rstrip()
                line = last
            else:
                yield line.rstrip()
                line = ""
        line = (line + piece).lstrip() if not line else line + piece
    if line.strip():
        yield line.rstrip()
