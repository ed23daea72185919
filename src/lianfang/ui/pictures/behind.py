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
