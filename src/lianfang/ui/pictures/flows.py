"""A stock and its flows as a bar: opening, what came, what went, and the closing that was reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from lianfang.ui.pictures.behind import Behind, placed
from lianfang.ui.writing import Number, number, signed

WIDTH, LEFT, ROW, THICK = 320.0, 68.0, 24.0, 15.0
BESIDE = 88.0
"""What is left for the number beside the longest bar."""


@dataclass(frozen=True)
class FlowRow:
    """One row: its name, its bar from ``x`` on, what is written beside; ``kind`` says how it is drawn."""

    title: str
    text: str
    kind: str
    x: float
    y: float
    width: float

    @property
    def middle(self) -> float:
        """Where its words stand."""
        return self.y + THICK - 4

    @property
    def end(self) -> float:
        """Where the number beside it begins."""
        return placed(self.x + self.width + 6)


@dataclass(frozen=True)
class StockFlow:
    """The picture of one stock's day and the table behind. ``verdict`` is what is to be said of the difference."""

    template: ClassVar[str] = "ui/pictures/stock_flow.html"
    title: str
    verdict: str
    balances: bool | None
    rows: tuple[FlowRow, ...]
    behind: Behind
    height: float
    left: float = LEFT
    width: float = WIDTH
    thick: float = THICK


def stock_flow(
    title: str,
    *,
    opening: Number | None,
    came: Number | None,
    went: Number | None,
    closing: Number | None,
    verdict: str,
) -> StockFlow:
    """Opening + in − out beside the reported closing. None is not known, and is drawn as such, never as nothing."""
    difference = None
    if opening is not None and came is not None and went is not None and closing is not None:
        difference = closing - (opening + came - went)
    rows = list(_rows(opening, came, went, closing, difference))
    said = [
        [_("opening"), number(opening)],
        [_("in"), number(came)],
        [_("out"), number(went)],
        [_("closing"), number(closing)],
        [_("difference"), _("not known") if difference is None else signed(difference)],
    ]
    return StockFlow(
        title,
        verdict,
        None if difference is None else difference == 0,
        tuple(rows),
        Behind(title, [_("stock"), _("count")], said),
        height=ROW * len(rows) + 4,
    )


def _rows(
    opening: Number | None,
    came: Number | None,
    went: Number | None,
    closing: Number | None,
    apart: Number | None,
) -> Iterator[FlowRow]:
    start = opening or 0
    top = start + (came or 0)
    reach = max(top, closing or 0, start, 1)
    scale = (WIDTH - LEFT - BESIDE) / reach

    def row(at: int, title: str, value: Number | None, kind: str, low: Number, sign: str = "") -> FlowRow:
        x, y = placed(LEFT + low * scale), at * ROW + 4
        if value is None:
            return FlowRow(title, _("not known"), "unknown", x, y, 36.0)
        return FlowRow(title, sign + number(value), kind, x, y, placed(abs(value) * scale))

    yield row(0, _("opening"), opening, "stock", 0)
    yield row(1, _("in"), came, "in", start, "+")
    yield row(2, _("out"), went, "out", top - (went or 0), "−")
    yield row(3, _("closing"), closing, "stock", 0)
    if apart:
        at = min(closing or 0, (closing or 0) - apart)
        yield FlowRow(
            _("difference"),
            signed(apart),
            "gap",
            placed(LEFT + at * scale),
            4 * ROW + 4,
            placed(abs(apart) * scale),
        )
