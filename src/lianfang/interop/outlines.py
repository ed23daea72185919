"""Outlines of areas from a GeoJSON file (RFC 7946): each shape goes to the area that its property names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lianfang.base import areas as paths
from lianfang.base.problems import Problem, Refused
from lianfang.interop.datums import WGS_84, Box, is_exchanged, shifted_to
from lianfang.registers.access import By
from lianfang.registers.actions.outlining import outline
from lianfang.registers.models import Area, Outline

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
    crs: Any = None
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
        Refused: ``areas/outline-unreadable``, ``areas/outline-unnamed``, ``areas/outline-exchanged``,
            ``areas/outline-nowhere`` or ``areas/outline-datum``.
    """
    file, known = _read(path), _known()
    _is_in_place(file, path, known)
    shapes = list(_shapes(file, path, name))
    codes = [code for code, _ in shapes]
    ids = dict(Area.objects.filter(gb_code__in=codes).values_list("gb_code", "id"))
    ids |= dict(Area.objects.filter(ref__in=codes).values_list("ref", "id"))
    outlines: dict[int, list[list[int]]] = {}
    for code, rings in shapes:
        if code in ids:
            outlines.setdefault(ids[code], []).extend(rings)
    _is_of_wgs_84(outlines, known, path)
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


def _known() -> dict[int, list[list[int]]]:
    """Area → the outline that the site has."""
    return dict(Outline.objects.values_list("area_id", "rings"))


def _points(rings: Iterable[list[int]]) -> Iterator[Point]:
    for ring in rings:
        yield from ((east / FINE, north / FINE) for east, north in zip(ring[::2], ring[1::2], strict=True))


def _is_in_place(file: _File, path: Path, known: Mapping[int, list[list[int]]]) -> None:
    """Refuse a file that says itself that it is of another system, or whose longitudes are latitudes."""
    said = "" if file.crs is None else json.dumps(file.crs, ensure_ascii=False)
    if said and not any(name in said.upper() for name in WGS_84):
        raise Refused(Problem("areas/outline-datum", file=path.name, facts={"datum": said[:100]}))
    points = [point for one in file.features for ring in _rings(one) for point in ring]
    box = Box.of(points) if points else None
    if box is not None and is_exchanged(
        box, Box.of(_points(chain.from_iterable(known.values()))) if known else None
    ):
        facts = {"east": box.west, "north": box.south}
        raise Refused(Problem("areas/outline-exchanged", file=path.name, facts=facts))


def _is_of_wgs_84(
    new: Mapping[int, list[list[int]]], known: Mapping[int, list[list[int]]], path: Path
) -> None:
    """Refuse outlines that lie beside what the site has of the same area, or of the area that they fill, as another datum would."""
    filled: dict[int, list[list[int]]] = {}
    for area, rings in new.items():
        for whole in known.keys() & {area, paths.parent_of(area)}:
            filled.setdefault(whole, []).extend(rings)
    for whole, parts in filled.items():
        datum = shifted_to(Box.of(_points(parts)), Box.of(_points(known[whole])))
        if datum:
            raise Refused(Problem("areas/outline-datum", file=path.name, facts={"datum": datum}))


def _rings(feature: _Feature) -> list[list[Point]]:
    parts = feature.geometry.coordinates
    polygons = [parts] if feature.geometry.type == "Polygon" else parts
    return [ring for polygon in polygons for ring in polygon]  # type: ignore[union-attr, misc]


def _shapes(file: _File, path: Path, name: str) -> Iterator[tuple[str, list[list[int]]]]:
    for number, feature in enumerate(file.features, start=1):
        code = feature.properties.get(name)
        if not isinstance(code, str | int) or not str(code):
            known = ", ".join(list(feature.properties)[:NAMED])
            facts = {"number": number, "name": name, "known": known}
            raise Refused(Problem("areas/outline-unnamed", file=path.name, facts=facts))
        yield str(code), [_ring(ring, path, str(code)) for ring in _rings(feature)]


def _ring(ring: Any, path: Path, code: str) -> list[int]:
    for east, north in ring:
        if not (-180 <= east <= 180 and -90 <= north <= 90):
            facts = {"code": code, "east": east, "north": north}
            raise Refused(Problem("areas/outline-nowhere", file=path.name, facts=facts))
    return [round(FINE * part) for point in ring for part in point]
