"""What is not known exactly, by day: ribbons from low to high, lines through the middle, dots of what was seen, and a bound."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from lianfang.ui.pictures.behind import Behind, Hover, Reach, Tick, hovers, placed

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT = 720.0, 220.0, 40.0, 16.0, 30.0, 14.0
Ends = tuple[float, float]


@dataclass(frozen=True)
class RibbonDay:
    """One day, as it is printed. None is not known, or not given.

    ``wide`` and ``near`` are the ends of the ribbons, ``lines`` one value for each line, ``seen`` what was seen. On a day that is
    ``still`` to be settled the ribbon is hatched.
    """

    day: str
    wide: Ends | None = None
    near: Ends | None = None
    lines: Sequence[float | None] = ()
    seen: float | None = None
    is_still: bool = False


@dataclass(frozen=True)
class Shape:
    """A stretch of a ribbon or a line: its class and its path."""

    kind: str
    path: str


@dataclass(frozen=True)
class Key:
    """What a shape means."""

    kind: str
    title: str


@dataclass(frozen=True)
class Ribbons:
    """The picture and the table behind it."""

    template: ClassVar[str] = "ui/pictures/ribbons.html"
    title: str
    note: str
    ribbons: tuple[Shape, ...]
    lines: tuple[Shape, ...]
    dots: tuple[tuple[float, float], ...]
    bound: float | None
    bound_title: str
    levels: tuple[Tick, ...]
    days: tuple[Tick, ...]
    keys: tuple[Key, ...]
    behind: Behind
    reach: Reach
    hovers: tuple[Hover, ...] = ()
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    base: float = HEIGHT - BOTTOM


@dataclass(frozen=True)
class _Scale:
    many: int
    most: float

    def x(self, at: int) -> float:
        return placed(LEFT + (at + 0.5) * (WIDTH - LEFT - RIGHT) / max(self.many, 1))

    def y(self, value: float) -> float:
        share = min(value, self.most) / self.most
        return placed(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share)


@dataclass(frozen=True)
class Names:
    """What the parts of the picture are called; an empty one has no key. ``lines`` has one for each line."""

    wide: str = ""
    near: str = ""
    lines: Sequence[str] = ()
    seen: str = ""
    still: str = ""
    bound: str = ""


def ribbons(
    title: str, days: Sequence[RibbonDay], names: Names, *, bound: float | None = None, note: str = "",
    write: Callable[[float], str] = "{:.2f}".format,
) -> Ribbons:  # fmt: skip
    """The picture; at most two lines are told apart.

    Args:
        title: of the picture.
        days: in order, without gaps.
        names: of its parts.
        bound: drawn across, such as 1, or how many beds there are.
        note: below the title.
        write: how a value is printed in the table behind.

    Raises:
        ValueError: there are more than two lines.
    """
    if len(names.lines) > 2:
        raise ValueError("two lines are told apart")
    tall = [value for day in days for value in _values(day)] + ([] if bound is None else [bound])
    ticks = _ticks(max(tall, default=1.0))
    scale = _Scale(len(days), ticks[-1])
    behind = _behind(title, days, names, write)
    return Ribbons(
        title, note, tuple(_ribbons(scale, days)), tuple(_lines(scale, days, len(names.lines))),
        tuple((scale.x(at), scale.y(day.seen)) for at, day in enumerate(days) if day.seen is not None),
        None if bound is None else scale.y(bound), names.bound,
        tuple(Tick(scale.y(tick), f"{tick:g}") for tick in ticks), tuple(_labels(scale, days)), tuple(_keys(days, names)),
        behind,
        Reach(scale.x(0), scale.x(max(len(days) - 1, 0)), TOP, HEIGHT - BOTTOM),
        hovers(behind, LEFT, (WIDTH - LEFT - RIGHT) / max(len(days), 1)),
    )  # fmt: skip


def _values(day: RibbonDay) -> Iterator[float]:
    yield from (value for value in day.lines if value is not None)
    if day.wide is not None:
        yield day.wide[1]
    if day.seen is not None:
        yield day.seen


def _ticks(most: float) -> list[float]:
    """Round numbers from 0 that reach ``most`` in about four steps."""
    if most <= 0:
        return [0.0, 1.0]
    power = 10 ** math.floor(math.log10(most / 4))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= most / 4 * (1 - 1e-9))
    return [round(step * at, 10) for at in range(math.ceil(most / step - 1e-9) + 1)]


def _ribbons(scale: _Scale, days: Sequence[RibbonDay]) -> Iterator[Shape]:
    ends: Callable[[RibbonDay], Ends | None]
    for kind, ends in (("", _wide), ("near", _near)):
        for is_still in (False, True):
            has = [ends(day) is not None and day.is_still == is_still for day in days]
            for stretch in _stretches(has):
                yield Shape("still" if is_still and not kind else kind, _around(scale, days, stretch, ends))


def _wide(day: RibbonDay) -> Ends | None:
    return day.wide


def _near(day: RibbonDay) -> Ends | None:
    return day.near


def _around(
    scale: _Scale, days: Sequence[RibbonDay], stretch: range, ends: Callable[[RibbonDay], Ends | None]
) -> str:
    """Along the high ends, and back along the low ones; a day alone is as wide as a day."""
    half = 0.4 * (WIDTH - LEFT - RIGHT) / max(len(days), 1) if len(stretch) == 1 else 0.0
    found = [(at, end) for at in stretch for end in [ends(days[at])] if end is not None]
    high = [
        (scale.x(at) + side, scale.y(end[1]))
        for at, end in found
        for side in ((-half, half) if half else (0,))
    ]
    low = [
        (scale.x(at) + side, scale.y(end[0]))
        for at, end in found
        for side in ((-half, half) if half else (0,))
    ]
    return "M" + "L".join(f"{placed(x):g} {y:g}" for x, y in [*high, *reversed(low)]) + "Z"


def _lines(scale: _Scale, days: Sequence[RibbonDay], many: int) -> Iterator[Shape]:
    for which in range(many):
        values = [day.lines[which] if which < len(day.lines) else None for day in days]
        for stretch in _stretches([value is not None for value in values]):
            points = [(scale.x(at), scale.y(values[at] or 0.0)) for at in stretch]
            rest = points[1:] or points
            path = "M{:g} {:g}".format(*points[0]) + "".join(f"L{x:g} {y:g}" for x, y in rest)
            yield Shape("second" if which else "", path)


def _stretches(has: Sequence[bool]) -> Iterator[range]:
    """The unbroken runs of days that have something."""
    begin = None
    for at, there in enumerate([*has, False]):
        if there:
            begin = at if begin is None else begin
        elif begin is not None:
            yield range(begin, at)
            begin = None


def _labels(scale: _Scale, days: Sequence[RibbonDay]) -> Iterator[Tick]:
    apart = max(1, -(-len(days) // max(1, int((WIDTH - LEFT - RIGHT) / 52))))
    for at in range(0, len(days), apart):
        yield Tick(scale.x(at), days[at].day)


def _keys(days: Sequence[RibbonDay], names: Names) -> Iterator[Key]:
    there = {
        "wide": any(day.wide is not None and not day.is_still for day in days), "near": any(day.near for day in days),
        "still": any(day.is_still and day.wide is not None for day in days), "seen": any(day.seen is not None for day in days),
    }  # fmt: skip
    for kind in ("wide", "near", "still", "seen"):
        if getattr(names, kind) and there[kind]:
            yield Key(kind, getattr(names, kind))
    for which, title in enumerate(names.lines):
        yield Key("second" if which else "first", title)
    if names.bound:
        yield Key("bound", names.bound)


def _behind(title: str, days: Sequence[RibbonDay], names: Names, write: Callable[[float], str]) -> Behind:
    def one(value: float | None) -> str:
        return "—" if value is None else write(value)

    def both(ends: Ends | None) -> str:
        return "—" if ends is None else f"{write(ends[0])}–{write(ends[1])}"

    titles, rows = [_("day")], [[day.day] for day in days]
    if names.seen:
        titles.append(names.seen)
        rows = [[*row, one(day.seen)] for row, day in zip(rows, days, strict=True)]
    for which, name in enumerate(names.lines):
        titles.append(name)
        rows = [
            [*row, one(day.lines[which] if which < len(day.lines) else None)]
            for row, day in zip(rows, days, strict=True)
        ]
    for name, ends in ((names.wide, [day.wide for day in days]), (names.near, [day.near for day in days])):
        if name:
            titles.append(name)
            rows = [[*row, both(end)] for row, end in zip(rows, ends, strict=True)]
    return Behind(title, titles, rows)
