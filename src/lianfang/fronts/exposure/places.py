"""Places as the visits log numbers them: a register and a row of it, told apart by the highest byte; a place is no secret."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet

from lianfang.base import areas
from lianfang.base.words import Text
from lianfang.registers.models import REGISTERS, Area, Conveyance, Event, Household, Passage, Room, Site

BITS = 56
SORTS = ("", "site", "household", "room", "conveyance", "passage", "event", "area")
"""The register of a place by its highest byte; only ever added to. No visit is at an area: it stands for all places in it."""


def place(register: str, row: int) -> int:
    """The number of a place.

    Raises:
        ValueError: rows of this register are no places, or it has no room: that of an area far from here, of which no place is known.
    """
    if row >> BITS:
        raise ValueError(f"no room for {register} {row}")
    return SORTS.index(register) << BITS | row


def register_of(number: int) -> tuple[str, int]:
    """Register and row of a place; an empty register for a number that another feed gave."""
    sort, row = number >> BITS, number & ((1 << BITS) - 1)
    return (SORTS[sort], row) if 0 < sort < len(SORTS) else ("", number)


def within(number: int, since: int, until: int) -> Any:
    """(n,) the numbers of all places that a place stands for: itself, or those of the registers in an area.

    Of cars those that passed a gate there within [since, until); what moves on, such as a train, is in no area.
    """
    import numpy as np

    register, code = register_of(number)
    if register != "area":
        return np.array([number], np.int64)
    queries = _in_area(code, since, until)
    found = [
        np.fromiter(query.values_list("id", flat=True).iterator(), np.int64) | (SORTS.index(register) << BITS)
        for register, query in queries.items()
    ]
    return np.concatenate(found)


def is_any_in(code: int) -> bool:
    """Do the registers know a place where people stay in this area?"""
    return any(query.exists() for query in _in_area(code, 0, 0).values())


def _in_area(code: int, since: int, until: int) -> Mapping[str, QuerySet[Any]]:
    low, high = areas.span(code)

    def inside(column: str) -> dict[str, int]:
        return {f"{column}__gte": low, f"{column}__lt": high}

    return {
        "site": Site.objects.filter(**inside("area_id")),
        "household": Household.objects.filter(**inside("area_id")),
        "room": Room.objects.filter(**inside("site__area_id")),
        "event": Event.objects.filter(site=None, **inside("area_id")),
        "passage": Passage.objects.filter(at__gte=since, at__lt=until, **inside("gate__area_id")),
    }


def names(numbers: Collection[int]) -> Mapping[int, Text]:
    """What places are called. A home is called a home: whose it is stands in no answer."""
    found: dict[int, Text] = {}
    asked: dict[str, dict[int, int]] = {}
    for number in numbers:
        register, row = register_of(number)
        asked.setdefault(register, {})[row] = number
    for register, rows in asked.items():
        known = REGISTERS[register].objects.in_bulk(list(rows)) if register in _NAMED else {}
        for row, number in rows.items():
            one = known.get(row)
            found[number] = (
                _PLAIN.get(register, Text(f"地点 {number}", f"place {number}"))
                if one is None
                else _called(one)
            )
    return found


_NAMED = ("site", "room", "conveyance", "event", "area")
_PLAIN = {
    "household": Text("一户住家", "a home"),
    "passage": Text("一辆车内", "in a vehicle"),
}


def _called(row: Any) -> Text:
    if isinstance(row, Site | Area):
        return Text(row.name_zh, row.name_en)
    if isinstance(row, Room):
        return Text(f"{row.site.name_zh} {row.number} 室", f"{row.site.name_en}, room {row.number}")
    if isinstance(row, Conveyance):
        return Text(row.number, row.number)
    if isinstance(row, Event):
        return Text(row.title, row.title)
    raise TypeError(type(row))
