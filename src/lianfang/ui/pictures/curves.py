"""The epidemic curve: stacked bars by day, with the days on which the definition changed and those not yet complete."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from lianfang.ui.pictures.behind import Behind, Hover, Reach, Tick, hovers, placed, steps
from lianfang.ui.writing import number

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT = 720.0, 240.0, 36.0, 26.0, 30.0, 14.0


@dataclass(frozen=True)
class CurveDay:
    """One day: how it is printed (``02-12``), a count for each series or None where it is not known; is it complete?

    ``expected`` is how many there will be in the end: low, middle and high; None where that is not estimated.
    """

    day: str
    counts: Sequence[int | None]
    is_complete: bool = True
    expected: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class Change:
    """From this day on something else was counted: which day, and what changed."""

    day: str
    title: str


@dataclass(frozen=True)
class Bar:
    """A block of one series on one day."""

    series: int
    x: float
    y: float
    width: float
    height: float

    @property
    def fill(self) -> str:
        """Its pattern; the first series is plain."""
        return f"url(#p-series-{self.series})" if self.series > 1 else ""


@dataclass(frozen=True)
class Whisker:
    """From the least to the most that may come on one day, about its middle."""

    x: float
    low: float
    high: float


@dataclass(frozen=True)
class Mark:
    """A vertical line with its number, explained below the picture."""

    x: float
    text: str
    day: str
    title: str


@dataclass(frozen=True)
class Curve:
    """The picture: bars, days that are not complete or not known, axes, marks, key, and the table behind."""

    template: ClassVar[str] = "ui/pictures/curve.html"
    title: str
    note: str
    series: tuple[tuple[int, str], ...]
    bars: tuple[Bar, ...]
    not_yet: tuple[Bar, ...]
    unknown: tuple[Bar, ...]
    to_come: tuple[Bar, ...]
    whiskers: tuple[Whisker, ...]
    levels: tuple[Tick, ...]
    days: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    behind: Behind
    reach: Reach
    hovers: tuple[Hover, ...] = ()
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    base: float = HEIGHT - BOTTOM
    top: float = TOP


@dataclass(frozen=True)
class _Scale:
    many: int
    most: int

    @property
    def slot(self) -> float:
        return (WIDTH - LEFT - RIGHT) / max(self.many, 1)

    @property
    def width(self) -> float:
        return placed(max(self.slot - (1.5 if self.slot > 6 else 0.4), 0.6))

    def x(self, at: int) -> float:
        return placed(LEFT + at * self.slot + (self.slot - self.width) / 2)

    def height(self, count: float) -> float:
        return placed((HEIGHT - TOP - BOTTOM) * count / self.most)

    def y(self, count: float) -> float:
        return placed(HEIGHT - BOTTOM - self.height(count))


def curve(
    title: str,
    days: Sequence[CurveDay],
    series: Sequence[str],
    *,
    changes: Sequence[Change] = (),
    note: str = "",
) -> Curve:
    """The curve of up to four series; raises ValueError where a day has another number of counts or there are more."""
    if len(series) > 4:
        raise ValueError("a curve tells at most four series apart")
    totals = [sum(count or 0 for count in day.counts) for day in days]
    levels = steps(
        max([*totals, *(math.ceil(day.expected[2]) for day in days if day.expected is not None)], default=0)
    )
    scale = _Scale(len(days), levels[-1])
    behind = _behind(title, days, series)
    bars = [bar for at, day in enumerate(days) for bar in _stack(scale, at, day, len(series))]
    full = (HEIGHT - TOP - BOTTOM) * 0.12
    return Curve(
        title,
        note,
        tuple(enumerate(series, 1)),
        tuple(bars),
        tuple(
            _over(scale, at, totals[at]) for at, day in enumerate(days) if not day.is_complete and totals[at]
        ),
        tuple(
            Bar(0, scale.x(at), placed(HEIGHT - BOTTOM - full), scale.width, placed(full))
            for at, day in enumerate(days)
            if None in day.counts
        ),
        tuple(_to_come(scale, days, totals)),
        tuple(_whiskers(scale, days)),
        tuple(Tick(scale.y(level), number(level)) for level in levels),
        tuple(_labels(scale, days)),
        tuple(_marks(scale, days, changes)),
        behind,
        Reach(
            placed(LEFT + scale.slot / 2), placed(LEFT + scale.slot * (len(days) - 0.5)), TOP, HEIGHT - BOTTOM
        ),
        hovers(behind, LEFT, scale.slot),
    )


def _stack(scale: _Scale, at: int, day: CurveDay, many: int) -> Iterator[Bar]:
    if len(day.counts) != many:
        raise ValueError(f"{day.day} has {len(day.counts)} counts of {many} series")
    below = 0
    for series, count in enumerate(day.counts, 1):
        if count:
            yield Bar(series, scale.x(at), scale.y(below + count), scale.width, scale.height(count))
            below += count


def _over(scale: _Scale, at: int, total: int) -> Bar:
    return Bar(0, scale.x(at), scale.y(total), scale.width, scale.height(total))


def _to_come(scale: _Scale, days: Sequence[CurveDay], totals: Sequence[int]) -> Iterator[Bar]:
    """What is expected above what there is."""
    for at, day in enumerate(days):
        if day.expected is not None and day.expected[1] > totals[at]:
            more = day.expected[1] - totals[at]
            yield Bar(0, scale.x(at), scale.y(day.expected[1]), scale.width, scale.height(more))


def _whiskers(scale: _Scale, days: Sequence[CurveDay]) -> Iterator[Whisker]:
    for at, day in enumerate(days):
        if day.expected is not None:
            middle = placed(scale.x(at) + scale.width / 2)
            yield Whisker(middle, scale.y(day.expected[0]), scale.y(day.expected[2]))


def _labels(scale: _Scale, days: Sequence[CurveDay]) -> Iterator[Tick]:
    apart = max(1, -(-len(days) // max(1, int((WIDTH - LEFT - RIGHT) / 52))))
    for at in range(0, len(days), apart):
        yield Tick(placed(scale.x(at) + scale.width / 2), days[at].day)


def _marks(scale: _Scale, days: Sequence[CurveDay], changes: Sequence[Change]) -> Iterator[Mark]:
    places = {day.day: at for at, day in enumerate(days)}
    shown = [change for change in changes if change.day in places]
    for which, change in enumerate(shown, 1):
        x = placed(LEFT + places[change.day] * scale.slot)
        yield Mark(x, str(which), change.day, change.title)


def _behind(title: str, days: Sequence[CurveDay], series: Sequence[str]) -> Behind:
    rows = [
        [day.day, *(number(count) for count in day.counts), _("yes") if day.is_complete else _("not yet")]
        for day in days
    ]
    titles = [_("day"), *series, _("complete")]
    if any(day.expected is not None for day in days):
        titles.append(_("in the end"))
        rows = [[*row, _in_the_end(day)] for row, day in zip(rows, days, strict=True)]
    return Behind(title, titles, rows)


def _in_the_end(day: CurveDay) -> str:
    if day.expected is None:
        return "" if day.is_complete else "—"
    low, middle, high = (number(round(count)) for count in day.expected)
    return f"{middle} ({low}–{high})"
