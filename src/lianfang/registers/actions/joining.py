"""Results find their samples by barcode, whichever of both came first, by whatever door.

A result that names a barcode and no sample is that of the sample, or of the pool, which bears it. While there is none it is
kept with its barcode; the day that sample or pool is recorded, it is joined to it, as a change of its own in the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from lianfang.registers.models import REGISTERS, Record, Site, TestResult
from lianfang.registers.prepared import Prepared

RESULT, BEARERS = "test_result", ("sample", "pool")
HOMES = {"sample": ("taken_by", "laboratory"), RESULT: ("laboratory",), "pool": ("laboratory",)}
"""Register → the sites in whose area a new row lies that names none; of any other register, the gate."""
_AT_ONCE = 500
Found = Mapping[str, Mapping[str, tuple[int, int]]]


def home_of(register: str, row: Mapping[str, Any]) -> int | None:
    """The site in whose area a row lies that names no area; None where it names no such site either."""
    named = (row.get(name) for name in HOMES.get(register, ("gate",)))
    return next((int(site) for site in named if site is not None), None)


def completed(
    register: str, rows: Sequence[Mapping[str, Any]], known: Mapping[int, Record]
) -> Sequence[Mapping[str, Any]]:
    """Rows with the sample or pool that bears a result's barcode, and with its area; what is joined already stays as it is.

    Args:
        known: place in the list → the row that is there already.
    """
    if register not in HOMES:
        return rows
    if register == RESULT:
        rows = _joined(rows, known)
    homes = _homes(register, [row for place, row in enumerate(rows) if place not in known])
    return [_placed(register, row, homes) if i not in known else row for i, row in enumerate(rows)]


def waiting(register: str, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The changes by which results that were kept for want of their sample or pool are joined to rows just written."""
    if register not in BEARERS:
        return []
    codes = [str(row["barcode"]) for row in rows if row.get("barcode")]
    orphans = [
        one
        for piece in _pieces(codes)
        for one in TestResult.objects.filter(barcode__in=piece, sample=None, pool=None).order_by("id")
    ]
    found = _bearers({str(one.barcode) for one in orphans}) if orphans else {}
    changes = ({"id": one.pk, **_of(found, str(one.barcode))} for one in orphans)
    return [change for change in changes if len(change) > 1]


def _joined(rows: Sequence[Mapping[str, Any]], known: Mapping[int, Record]) -> Sequence[Mapping[str, Any]]:
    lone = {place for place, row in enumerate(rows) if _is_lone(row, known.get(place))}
    found = _bearers({str(rows[place]["barcode"]) for place in lone}) if lone else {}
    return [
        {**row, **_of(found, str(row["barcode"]))} if place in lone else row for place, row in enumerate(rows)
    ]


def _is_lone(row: Mapping[str, Any], old: Any) -> bool:
    named = any(row.get(name) is not None for name in BEARERS)
    joined = old is not None and (old.sample_id is not None or old.pool_id is not None)
    return bool(row.get("barcode")) and not named and not joined


def _of(found: Found, barcode: str) -> dict[str, Any]:
    """What a result of this barcode is told: its sample or pool, and that one's area. A barcode of both is nobody's."""
    bears = [
        (register, *found[register][barcode]) for register in BEARERS if barcode in found.get(register, {})
    ]
    if len(bears) != 1:
        return {}
    [(register, row, area)] = bears
    return {register: row, "area": area}


@Prepared
def _bearing(register: str, codes: Sequence[str]) -> QuerySet[Any, Any]:
    model: Any = REGISTERS[register]
    return model.objects.filter(barcode__in=codes).order_by().values_list("barcode", "id", "area_id")


@Prepared
def _areas(sites: Sequence[int]) -> QuerySet[Site, Any]:
    return Site.objects.filter(id__in=sites).order_by().values_list("id", "area_id")


def _bearers(codes: set[str]) -> dict[str, dict[str, tuple[int, int]]]:
    """Register → barcode → the row that bears it, and its area."""
    listed = sorted(codes)
    return {
        register: {barcode: (row, area) for barcode, row, area in _bearing(register, codes=listed)}
        for register in BEARERS
    }


def _homes(register: str, rows: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    sites = {home_of(register, row) for row in rows if row.get("area") is None} - {None}
    return dict(_areas(sites=sorted(filter(None, sites)))) if sites else {}


def _placed(register: str, row: Mapping[str, Any], homes: Mapping[int, int]) -> Mapping[str, Any]:
    home = home_of(register, row)
    area = None if home is None else homes.get(home)
    return {**row, "area": area} if row.get("area") is None and area is not None else row


def _pieces(codes: Sequence[str]) -> Iterable[Sequence[str]]:
    return (codes[start : start + _AT_ONCE] for start in range(0, len(codes), _AT_ONCE))
