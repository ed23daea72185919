"""Figures, each with its instant and its rows, and the cards of lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from lianfang.ui.pictures.coverage import CoverageBar
from lianfang.ui.pictures.sparklines import Sparkline
from lianfang.ui.writing import Number, number, signed


@dataclass(frozen=True)
class Figure:
    """One figure: its value, what kind it is, and as of when; ``href`` opens its rows or its return.

    ``value`` is None where the return is missing: that is never zero. ``low`` and ``high`` make it a range.
    ``cannot_tell`` counts rows of which nobody can say whether they belong; ``beside`` is the other reading (counted
    beside reported) and ``difference`` theirs. ``withheld`` says why a reader is not shown the value. ``as_of`` is how
    the instant is to be printed.
    """

    template: ClassVar[str] = "ui/parts/figure.html"
    title: str
    value: Number | None
    unit: str = ""
    kind: Literal["counted", "reported"] = "counted"
    as_of: str = ""
    href: str = ""
    low: Number | None = None
    high: Number | None = None
    cannot_tell: int = 0
    beside: Number | None = None
    difference: Number | None = None
    change: Number | None = None
    since: str = ""
    withheld: str = ""
    is_assumed: bool = False

    @property
    def written(self) -> str:
        """The value, or the range, as it is printed."""
        if self.low is not None and self.high is not None and self.low != self.high:
            return f"{number(self.low)}–{number(self.high)}"
        return number(self.value)

    @property
    def changed(self) -> str:
        """The change since the last time, with its sign."""
        return signed(self.change)

    @property
    def apart(self) -> str:
        """The difference between both readings, with its sign."""
        return signed(self.difference)


@dataclass(frozen=True)
class Figures:
    """Figures side by side."""

    template: ClassVar[str] = "ui/parts/figures.html"
    figures: Sequence[Figure]
    label: str


@dataclass(frozen=True)
class LineCard:
    """How one line of the plan stands. Without a ``coverage`` nothing is due; without ``musts`` nothing checks it yet.

    ``waiting`` is how many clauses of the line nothing checks. ``oldest`` is the age of its oldest gap in words.
    """

    template: ClassVar[str] = "ui/parts/line_card.html"
    number: str
    title: str
    href: str
    musts: int = 0
    waiting: int = 0
    coverage: CoverageBar | None = None
    gaps: int = 0
    gaps_href: str = ""
    cannot_tell: int = 0
    cannot_tell_href: str = ""
    excused: int = 0
    trend: Sparkline | None = None
    oldest: str = ""
    oldest_href: str = ""


@dataclass(frozen=True)
class Cards:
    """Cards of lines side by side."""

    template: ClassVar[str] = "ui/parts/cards.html"
    cards: Sequence[LineCard]
