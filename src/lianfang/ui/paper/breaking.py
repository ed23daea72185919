"""Where a line may end: between Chinese characters and at spaces, never before a closing mark nor after an opening one."""

from __future__ import annotations

import re
from collections.abc import Callable

CLOSING = "，。、；：？！）》」』”’…·,.;:?!)]}%℃"
OPENING = "（《「『“‘([{"
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_PIECE = re.compile(
    rf"\s+|[{re.escape(OPENING)}]*(?:[{_WIDE}]|[^\s{_WIDE}{re.escape(OPENING)}]+)?[{re.escape(CLOSING)}]*"
)


def pieces(text: str) -> list[str]:
    """A line of text in pieces that are not torn: words, characters with their marks, and the spaces between."""
    return [found for found in _PIECE.findall(text) if found]


def broken(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """A text in lines that are no wider than this; a piece that is wider on its own is torn where it must be.

    Args:
        text: may hold line breaks, which are kept.
        width: in the unit of ``measure``, which says how wide a text is.
    """
    found = []
    for line in text.split("\n"):
        found += _filled(line, width, measure)
    return found


def _filled(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    lines, now = [], ""
    for piece in pieces(text):
        if measure((now + piece).rstrip()) <= width:
            now += piece
            continue
        if now.strip():
            lines.append(now.rstrip())
        now = piece.lstrip()
        while measure(now) > width and len(now) > 1:
            at = max((n for n in range(1, len(now)) if measure(now[:n]) <= width), default=1)
            lines.append(now[:at])
            now = now[at:]
    return [*lines, now.rstrip()]
