"""Coordinates that are not what GeoJSON says they are: exchanged, or of a datum that is shifted against WGS 84.

Maps of Chinese providers are in GCJ-02, which shifts every point by some hundred metres, or in BD-09, which shifts that once
more. A shape by itself does not tell; beside an outline that the site has, it does: all four sides lie off by just that much.
The formula of GCJ-02 is that which public converters use, with Krasovsky's ellipsoid; it holds to about a metre.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import atan2, cos, hypot, pi, radians, sin, sqrt
from typing import NamedTuple

_AXIS, _FLATTENED = 6378245.0, 0.00669342162296594323
_OFF_BY = 0.3
"""How far the shift of a side may be from that of the datum, as a share of it: the drawings differ by themselves."""
WGS_84 = ("CRS84", "4326", "WGS84", "WGS 84", "4490", "CGCS2000")
"""Words by which a file says that it is of WGS 84; China's own system of 2000 agrees with it to centimetres."""
Point = tuple[float, float]


class Box(NamedTuple):
    """From the westmost to the eastmost and from the southmost to the northmost point, in degrees."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def of(cls, points: Iterable[Point]) -> Box:
        """Around points; there is at least one."""
        east, north = zip(*points, strict=True)
        return cls(min(east), min(north), max(east), max(north))

    @property
    def middle(self) -> Point:
        """Its middle."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    def holds(self, point: Point) -> bool:
        """Is the point inside?"""
        return self.west <= point[0] <= self.east and self.south <= point[1] <= self.north


def is_exchanged(box: Box, known: Box | None) -> bool:
    """Are longitude and latitude in each other's place? With nothing to hold it against, only where no place has such a latitude.

    Args:
        box: around what the file has.
        known: around all outlines that the site has.
    """
    east, north = box.middle
    if max(-box.south, box.north) > 90:
        return max(-box.west, box.east) <= 90 and max(-box.south, box.north) <= 180
    return known is not None and known.holds((north, east)) and not known.holds((east, north))


def shifted_to(box: Box, known: Box) -> str:
    """The datum into which all sides of a box are shifted against the known one of the same place; empty where into none."""
    for name, (right, up) in _shifts(known.middle).items():
        apart = (
            (box.west - known.west, box.south - known.south),
            (box.east - known.east, box.north - known.north),
        )
        if all(hypot(x - right, y - up) <= _OFF_BY * hypot(right, up) for x, y in apart):
            return name
    return ""


def _shifts(point: Point) -> dict[str, Point]:
    """Datum → by how much it shifts a point of WGS 84."""
    gcj = to_gcj_02(point)
    bd = to_bd_09(gcj)
    return {
        "GCJ-02": (gcj[0] - point[0], gcj[1] - point[1]),
        "BD-09": (bd[0] - point[0], bd[1] - point[1]),
    }


def to_gcj_02(point: Point) -> Point:
    """A point of WGS 84 as GCJ-02 has it."""
    east, north = point
    x, y = east - 105, north - 35
    up = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + _waves(x)
    up += _swell(y, (20, 1), (40, 3)) + _swell(y, (160, 12), (320, 30))
    right = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + _waves(x)
    right += _swell(x, (20, 1), (40, 3)) + _swell(x, (150, 12), (300, 30))
    bend = 1 - _FLATTENED * sin(radians(north)) ** 2
    up /= radians(_AXIS * (1 - _FLATTENED) / (bend * sqrt(bend)))
    right /= radians(_AXIS / sqrt(bend) * cos(radians(north)))
    return east + right, north + up


def to_bd_09(point: Point) -> Point:
    """A point of GCJ-02 as BD-09 has it."""
    x, y = point
    far = hypot(x, y) + 0.00002 * sin(radians(3000 * y))
    angle = atan2(y, x) + 0.000003 * cos(radians(3000 * x))
    return far * cos(angle) + 0.0065, far * sin(angle) + 0.006


def _waves(x: float) -> float:
    return (20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)) * 2 / 3


def _swell(x: float, *waves: tuple[float, float]) -> float:
    """A sum of waves: how high, and how long."""
    return sum(high * sin(pi * x / length) for high, length in waves) * 2 / 3
