"""Bands by day as SVG, one panel for each scenario with one scale for all; and the frontier. Pure: no script, no chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.utils.translation import gettext as _

from lianfang.ui.pictures.behind import Behind, Reach, Tick, placed, steps
from lianfang.ui.writing import number, spoken

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT = 260.0, 150.0, 46.0, 10.0, 22.0, 8.0
WIDE, HIGH, INNER = 540.0, 320.0, 48.0
THOUSAND, TEN_THOUSAND, MILLION = 1e3, 1e4, 1e6


@dataclass(frozen=True)
class Panel:
    """One scenario: the band as a closed path, the median as an open one, and whether it goes over the limit."""

    title: str
    band: str
    middle: str
    over: str


@dataclass(frozen=True)
class Panels:
    """A measure: a panel for each scenario, all on one scale, with what there is as a line."""

    template: ClassVar[str] = "resumption/panels.html"
    title: str
    note: str
    panels: Sequence[Panel]
    levels: Sequence[Tick]
    days: Sequence[Tick]
    limit: float | None
    limit_text: str
    behind: Behind
    reach: Reach
    href: str
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    base: float = HEIGHT - BOTTOM


def panels(
    title: str, names: Sequence[str], bands: Sequence[Sequence[Sequence[float]]], first: date, *, href: str, note: str = "",
    limit: float | None = None, limit_text: str = "", over: Sequence[str] = (),
) -> Panels:  # fmt: skip
    """A measure of every scenario.

    Args:
        title: of the measure.
        names: of the scenarios.
        bands: of each scenario three rows by day: low, middle, high.
        first: the first day.
        href: where its rows are.
        limit: a line, such as beds there are, where it is within sight.
        over: by scenario what is said of the limit.
    """
    most = max((max(rows[2], default=0.0) for rows in bands), default=0.0)
    seen = limit is not None and limit <= 3 * max(most, 1)
    levels = steps(max(most, limit or 0) if seen else most, about=3)
    count = len(bands[0][0]) if bands else 0

    def x(day: int) -> float:
        return placed(LEFT + (WIDTH - LEFT - RIGHT) * day / max(count - 1, 1))

    def y(value: float) -> float:
        return placed(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / levels[-1])

    def line(row: Sequence[float], order: range) -> str:
        return "L".join(f"{x(day)} {y(row[day])}" for day in order)

    forth, back = range(count), range(count - 1, -1, -1)
    made = [
        Panel(
            name,
            f"M{line(rows[2], forth)}L{line(rows[0], back)}z",
            f"M{line(rows[1], forth)}",
            over[at] if over else "",
        )
        for at, (name, rows) in enumerate(zip(names, bands, strict=True))
    ]
    marks = [0, count // 2, count - 1] if count > 2 else list(range(count))
    days = [Tick(x(day), f"{first + timedelta(day):%m-%d}") for day in marks]
    return Panels(
        title, note, made, [Tick(y(level), short(level)) for level in levels], days, y(limit) if seen and limit is not None else None,
        limit_text, _behind(title, names, bands, first), Reach(x(0), x(max(count - 1, 0)), TOP, HEIGHT - BOTTOM), href,
    )  # fmt: skip


def short(value: float) -> str:
    """A number of an axis, in few signs."""
    if spoken() == "zh":
        return f"{value / TEN_THOUSAND:g} 万" if value >= TEN_THOUSAND else number(int(value))
    if value >= MILLION:
        return f"{value / MILLION:g} m"
    return f"{value / THOUSAND:g} k" if value >= TEN_THOUSAND else number(int(value))


def _behind(
    title: str, names: Sequence[str], bands: Sequence[Sequence[Sequence[float]]], first: date
) -> Behind:
    rows = [
        [
            f"{first + timedelta(day):%m-%d}",
            *(f"{row[1][day]:,.0f} ({row[0][day]:,.0f}–{row[2][day]:,.0f})" for row in bands),
        ]
        for day in range(len(bands[0][0]) if bands else 0)
    ]
    return Behind(title, [_("day"), *names], rows)


@dataclass(frozen=True)
class Spot:
    """A calendar in the picture: where, how wide its interval is, what it is called and what sort it is."""

    x: float
    y: float
    low: float
    high: float
    text: str
    sort: str
    at_right: bool
    said: str


@dataclass(frozen=True)
class Front:
    """The frontier: probability across, days at work upwards; limits as lines."""

    template: ClassVar[str] = "resumption/front.html"
    title: str
    note: str
    spots: Sequence[Spot]
    path: str
    levels: Sequence[Tick]
    chances: Sequence[Tick]
    limit: float
    behind: Behind
    href: str
    width: float = WIDE
    height: float = HIGH
    left: float = INNER
    right: float = WIDE - 20
    base: float = HIGH - 40
    top: float = 16


@dataclass(frozen=True)
class Weighed:
    """A calendar as the picture takes it: probability with its interval, days at work in millions, and its sort."""

    name: str
    share: float
    low: float
    high: float
    gain: float
    sort: str


def front(
    title: str, note: str, weighed: Sequence[Weighed], accepted: float, behind: Behind, href: str
) -> Front:
    """The picture of a frontier, for one limit: the accepted probability is the line; ``behind`` has a row for each that is weighed."""
    gains = [one.gain for one in weighed] or [0.0]
    low, high = min(gains), max(gains)
    room = max(high - low, 1e-9)
    seen = max([accepted, *(one.high for one in weighed)])
    most = next((part for part in (0.1, 0.2, 0.5) if part >= seen), 1.0)
    low, high = low - 0.08 * room, high + 0.1 * room

    def x(share: float) -> float:
        return placed(INNER + (WIDE - INNER - 20) * min(share / most, 1.0))

    def y(gain: float) -> float:
        return placed(HIGH - 40 - (HIGH - 56) * (gain - low) / (high - low))

    found = sorted((one for one in weighed if one.sort != "written"), key=lambda one: one.gain)
    path = "L".join(f"{x(one.share)} {y(one.gain)}" for one in found)
    spots = [
        Spot(
            x(one.share),
            y(one.gain),
            x(one.low),
            x(one.high),
            one.name,
            one.sort,
            one.share > 0.6 * most,
            " · ".join(row),
        )
        for one, row in zip(weighed, behind.rows, strict=True)
    ]
    levels = [Tick(y(level), f"{level:g}") for level in _levels(low, high)]
    chances = [Tick(x(most * part / 5), f"{100 * most * part / 5:g} %") for part in range(6)]
    return Front(title, note, spots, f"M{path}" if path else "", levels, chances, x(accepted), behind, href)


def _levels(low: float, high: float) -> list[float]:
    """Three to six round numbers between two, which need not begin at 0."""
    power = 10 ** math.floor(math.log10((high - low) / 3))
    step = next((m * power for m in (5, 2, 1) if (high - low) / (m * power) >= 3), power)
    first = math.ceil(low / step)
    return [round(step * at, 10) for at in range(first, math.floor(high / step) + 1)]
