"""The table behind a picture, and the numbers of its axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Behind:
    """The same as a table: words and numbers as they are printed; the first of each row names it."""

    template: ClassVar[str] = "ui/pictures/behind.html"
    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Tick:
    """One line of an axis: where it is, and what is written there."""

    at: float
    text: str


@dataclass(frozen=True)
class Hover:
    """A stretch of a picture that says its row of the table behind, to whoever points at it."""

    x: float
    width: float
    text: str


@dataclass(frozen=True)
class Reach:
    """Where the rows of the table behind stand in a picture, evenly from the first to the last: what a script says to whoever points at
    it, touches it, or goes along with the arrow keys.
    """

    first: float
    last: float
    top: float
    base: float


def hovers(behind: Behind, left: float, slot: float) -> tuple[Hover, ...]:
    """One stretch a row, from the left, each so wide."""
    return tuple(
        Hover(placed(left + at * slot), placed(slot), " · ".join(_pairs(behind.columns, row)))
        for at, row in enumerate(behind.rows)
    )


def _pairs(columns: Sequence[str], row: Sequence[str]) -> list[str]:
    return [row[0], *(f"{title} {text}" for title, text in zip(columns[1:], row[1:], strict=True) if text)]


def steps(most: float, *, about: int = 4) -> list[int]:
    """Round whole numbers from 0 that reach ``most`` in about so many steps; [0, 1] where there is nothing."""
    if most <= 0:
        return [0, 1]
    raw = most / about
    power = 10 ** math.floor(math.log10(raw)) if raw >= 1 else 1
    step = next((int(m * power) for m in (1, 2, 5, 10) if m * power >= raw), 1)
    return list(range(0, math.ceil(most / step) * step + 1, step))


def placed(value: float) -> float:
    """A place in a picture, to a hundredth of its unit: more would only make the page longer."""
    return round(value, 2)
