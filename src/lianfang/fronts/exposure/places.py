"""Places as the visits log numbers them: a register and a row of it, told apart by the highest byte; a place is no secret."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from lianfang.base.words import Text
from lianfang.registers.models import REGISTERS, Conveyance, Event, Room, Site

BITS = 56
SORTS = ("", "site", "household", "room", "conveyance", "passage", "event")
"""The register of a place by its highest byte; only ever added to."""


def place(register: str, row: int) -> int:
    """The number of a place.

    Raises:
        ValueError: rows of this register are no places.
    """
    return SORTS.index(register) << BITS | row


def register_of(number: int) -> tuple[str, int]:
    """Register and row of a place; an empty register for a number that another feed gave."""
    sort, row = number >> BITS, number & ((1 << BITS) - 1)
    return (SORTS[sort], row) if 0 < sort < len(SORTS) else ("", number)


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


_NAMED = ("site", "room", "conveyance", "event")
_PLAIN = {
    "household": Text("一户住家", "a home"),
    "passage": Text("一辆车内", "in a vehicle"),
}


def _called(row: Any) -> Text:
    if isinstance(row, Site):
        return Text(row.name_zh, row.name_en)
    if isinstance(row, Room):
        return Text(f"{row.site.name_zh} {row.number} 室", f"{row.site.name_en}, room {row.number}")
    if isinstance(row, Conveyance):
        return Text(row.number, row.number)
    if isinstance(row, Event):
        return Text(row.title, row.title)
    raise TypeError(type(row))
