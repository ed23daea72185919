"""Path codes of areas: one integer of 18 decimal digits that holds the whole way from the nation down.

Two digits each for nation, province and city, three each for district, subdistrict, community and grid. The codes of
all areas inside an area form one range, so that "inside" is two comparisons on an indexed integer. The code is ours;
the national code (GB/T 2260) is an attribute, because some areas have none.
"""

from __future__ import annotations

LEVELS = ("nation", "province", "city", "district", "subdistrict", "community", "grid")
WIDTHS = (2, 2, 2, 3, 3, 3, 3)
TOTAL = sum(WIDTHS)


def unit_of(level: str) -> int:
    """The step between two neighbours of a level."""
    depth = LEVELS.index(level)
    return int(10 ** (TOTAL - sum(WIDTHS[: depth + 1])))


def level_of(code: int) -> str:
    """The level of a path code.

    Raises:
        ValueError: zero, negative or longer than 18 digits.
    """
    if not 0 < code < 10**TOTAL:
        raise ValueError(f"no path code: {code}")
    for level in reversed(LEVELS):
        unit = unit_of(level)
        width = WIDTHS[LEVELS.index(level)]
        if (code // unit) % 10**width:
            return level
    raise ValueError(f"no path code: {code}")


def child(parent: int, number: int) -> int:
    """The code of the ``number``-th area (from 1) one level below ``parent``; 0 is the root above nations.

    Raises:
        ValueError: below a grid there is nothing, and a level holds 99 or 999 areas at most.
    """
    depth = 0 if parent == 0 else LEVELS.index(level_of(parent)) + 1
    if depth == len(LEVELS) or not 0 < number < 10 ** WIDTHS[depth]:
        raise ValueError(f"no area {number} below {parent}")
    return parent + number * unit_of(LEVELS[depth])


def parent_of(code: int) -> int | None:
    """The code one level up, None for a nation."""
    depth = LEVELS.index(level_of(code))
    if depth == 0:
        return None
    unit = unit_of(LEVELS[depth - 1])
    return code // unit * unit


def span(code: int) -> tuple[int, int]:
    """First code inside (the area itself) and first code beyond: inside means ``low <= x < high``."""
    return code, code + unit_of(level_of(code))


def is_within(code: int, outer: int) -> bool:
    """Is ``code`` the area ``outer`` or inside it?"""
    low, high = span(outer)
    return low <= code < high


def ancestors(code: int) -> list[int]:
    """The area itself and all above it, innermost first."""
    found: list[int] = []
    step: int | None = code
    while step is not None:
        found.append(step)
        step = parent_of(step)
    return found
