"""Outlines of areas as paths of a drawing, each with the place where its name fits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 720
TALLEST = 640
MARGIN = 6
FINE = 100_000

Ring = Sequence[int]
"""Longitude, latitude, longitude, … in hundred-thousandths of a degree (WGS 84)."""
Point = tuple[float, float]


@dataclass(frozen=True)
class Drawn:
    """The drawing's size, and by key of each area its path and where its name stands; in units of the drawing."""

    width: int
    height: int
    paths: Mapping[str, tuple[str, Point]]


def drawn(outlines: Mapping[str, Sequence[Ring]]) -> Drawn:
    """Draw areas beside one another: an equirectangular map true to scale at its middle, north up.

    Raises ValueError where there is nothing to draw.
    """
    points = {key: [_points(ring) for ring in rings if len(ring) >= 2 * 4] for key, rings in outlines.items()}
    every = [point for rings in points.values() for ring in rings for point in ring]
    if not every:
        raise ValueError("no outline")
    north = (min(y for _, y in every) + max(y for _, y in every)) / 2
    narrow = math.cos(math.radians(north))
    left, right = min(x for x, _ in every) * narrow, max(x for x, _ in every) * narrow
    low, high = min(y for _, y in every), max(y for _, y in every)
    scale = min(
        (WIDTH - 2 * MARGIN) / max(right - left, 1e-9), (TALLEST - 2 * MARGIN) / max(high - low, 1e-9)
    )

    def placed(point: Point) -> Point:
        return MARGIN + (point[0] * narrow - left) * scale, MARGIN + (high - point[1]) * scale

    paths = {}
    for key, rings in points.items():
        there = [_thinned([placed(point) for point in ring]) for ring in rings]
        if there:
            paths[key] = ("".join(map(_path, there)), _label(there))
    width, height = (round(size * scale + 2 * MARGIN) for size in (right - left, high - low))
    return Drawn(width, height, paths)


def _points(ring: Ring) -> list[Point]:
    return [(ring[i] / FINE, ring[i + 1] / FINE) for i in range(0, len(ring) - 1, 2)]


def _thinned(ring: list[Point]) -> list[Point]:
    """Without points that fall on the one before, at half a unit: finer than is seen."""
    kept: list[Point] = []
    for x, y in ring:
        point = (round(2 * x) / 2, round(2 * y) / 2)
        if not kept or point != kept[-1]:
            kept.append(point)
    return kept


def _path(ring: list[Point]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z"


def _label(rings: Sequence[list[Point]]) -> Point:
    """The middle of the widest stretch inside, at the height of the largest ring's centre of mass."""
    largest = max(rings, key=lambda ring: abs(_twice_area(ring)))
    height = _centre(largest)
    crossings = sorted(x for ring in rings for x in _crossings(ring, height))
    stretches = list(zip(crossings[::2], crossings[1::2], strict=False))
    if not stretches:
        return largest[0]
    left, right = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return round((left + right) / 2, 1), round(height, 1)


def _edges(ring: list[Point]) -> list[tuple[Point, Point]]:
    return list(zip(ring, [*ring[1:], ring[0]], strict=True))


def _twice_area(ring: list[Point]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _edges(ring))


def _centre(ring: list[Point]) -> float:
    area = _twice_area(ring)
    if not area:
        return ring[0][1]
    return sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in _edges(ring)) / (3 * area)


def _crossings(ring: list[Point], height: float) -> list[float]:
    return [
        x1 + (height - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in _edges(ring)
        if (y1 <= height) != (y2 <= height)
    ]
