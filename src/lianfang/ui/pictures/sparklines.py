"""A trend in the height of a line of words. Days without a value break it: they are not zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from lianfang.ui.pictures.behind import Behind, placed
from lianfang.ui.writing import Number, number

WIDTH, HEIGHT, EDGE = 120.0, 28.0, 3.0


@dataclass(frozen=True)
class Sparkline:
    """A line of points with its last one marked; ``paths`` are its unbroken stretches."""

    template: ClassVar[str] = "ui/pictures/sparkline.html"
    title: str
    paths: tuple[str, ...]
    last: tuple[float, float] | None
    first_text: str
    last_text: str
    behind: Behind


def sparkline(title: str, points: Sequence[tuple[str, Number | None]], *, unit: str) -> Sparkline:
    """The trend of days (as they are printed) and values; from the least to the most, or from 0 where all are alike."""
    known = [value for _day, value in points if value is not None]
    low, high = (min(known), max(known)) if known else (0, 1)
    reach = (high - low) or 1
    across = (WIDTH - 2 * EDGE) / max(len(points) - 1, 1)
    paths: list[list[tuple[float, float]]] = [[]]
    for at, (_day, value) in enumerate(points):
        if value is None:
            paths.append([])
        else:
            down = HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - low) / reach
            paths[-1].append((placed(EDGE + at * across), placed(down)))
    drawn = [stretch for stretch in paths if stretch]
    return Sparkline(
        title,
        tuple(_drawn(stretch) for stretch in drawn),
        drawn[-1][-1] if drawn and points[-1][1] is not None else None,
        number(points[0][1]) if points else "—",
        number(points[-1][1]) if points else "—",
        Behind(title, [_("day"), unit], [[day, number(value)] for day, value in points]),
    )


def _drawn(stretch: list[tuple[float, float]]) -> str:
    first = "M{:g} {:g}".format(*stretch[0])
    # A day alone is a dot: a line of no length with round ends.
    rest = stretch[1:] or stretch
    return first + "".join(f"L{x:g} {y:g}" for x, y in rest)
