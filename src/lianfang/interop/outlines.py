"""Outlines of areas from a GeoJSON file (RFC 7946): each shape goes to the area that its property names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lianfang.base.problems import Problem, Refused
from lianfang.registers.access import By
from lianfang.registers.actions.outlining import outline
from lianfang.registers.models import Area

LARGEST = 20_000_000
"""Bytes: finer outlines than a board can draw."""
FINE = 100_000
NAMED = 5
Point = tuple[float, float]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Polygon(_Part):
    type: Literal["Polygon"]
    coordinates: list[list[Point]]


class _MultiPolygon(_Part):
    type: Literal["MultiPolygon"]
    coordinates: list[list[list[Point]]]


class _Feature(_Part):
    properties: dict[str, Any]
    geometry: _Polygon | _MultiPolygon = Field(discriminator="type")


class _File(_Part):
    type: Literal["FeatureCollection"]
    features: list[_Feature] = Field(min_length=1)


@dataclass(frozen=True)
class Brought:
    """How many shapes a file has, how many outlines they changed, and the names of those that no area has."""

    read: int
    changed: int
    unknown: list[str]


def bring_outlines(*, path: Path, name: str, credit: str, by: By, at: int) -> Brought:
    """Record the outlines of a file. Shapes of areas that the site does not have are counted and named, not kept.

    Args:
        name: the property that holds an area's national code or reference.
        credit: what the source asks to be printed beside the map.

    Raises:
        Refused: ``areas/outline-unreadable``, ``areas/outline-unnamed`` or ``areas/outline-nowhere``.
    """
    shapes = list(_shapes(_read(path), path, name))
    codes = [code for code, _ in shapes]
    ids = dict(Area.objects.filter(gb_code__in=codes).values_list("gb_code", "id"))
    ids |= dict(Area.objects.filter(ref__in=codes).values_list("ref", "id"))
    outlines: dict[int, list[list[int]]] = {}
    for code, rings in shapes:
        if code in ids:
            outlines.setdefault(ids[code], []).extend(rings)
    changed = outline(outlines=outlines, credit=credit, by=by, at=at)
    return Brought(len(shapes), changed, [code for code in codes if code not in ids])


def _read(path: Path) -> _File:
    detail = f"> {LARGEST} B"
    try:
        if path.stat().st_size <= LARGEST:
            return _File.model_validate(json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError, ValidationError) as error:
        detail = " ".join(str(error).split())[:200]
    raise Refused(Problem("areas/outline-unreadable", file=path.name, facts={"detail": detail}))


def _shapes(file: _File, path: Path, name: str) -> Iterator[tuple[str, list[list[int]]]]:
    for number, feature in enumerate(file.features, start=1):
        code = feature.properties.get(name)
        if not isinstance(code, str | int) or not str(code):
            known = ", ".join(list(feature.properties)[:NAMED])
            facts = {"number": number, "name": name, "known": known}
            raise Refused(Problem("areas/outline-unnamed", file=path.name, facts=facts))
        parts = feature.geometry.coordinates
        polygons = [parts] if feature.geometry.type == "Polygon" else parts
        rings = [_ring(ring, path, str(code)) for polygon in polygons for ring in polygon]  # type: ignore[union-attr]
        yield str(code), rings


def _ring(ring: Any, path: Path, code: str) -> list[int]:
    for east, north in ring:
        if not (-180 <= east <= 180 and -90 <= north <= 90):
            facts = {"code": code, "east": east, "north": north}
            raise Refused(Problem("areas/outline-nowhere", file=path.name, facts=facts))
    return [round(FINE * part) for point in ring for part in point]
