"""In which order files are brought in, so that what a row links to is there: whatever order they were named in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lianfang.interop.mappings import Loaded
from lianfang.registers.catalogue import catalogue

Reading = tuple[Path, Loaded]


def in_order(readings: Sequence[Reading]) -> list[Reading]:
    """Files under their mappings, each after those that fill what it links to; else in the order that was given.

    A ring (rows of two registers that name each other) is broken at the first that was named.
    """
    waiting, done = list(readings), list[Reading]()
    while waiting:
        free = next((one for one in waiting if not any(_needs(one, other) for other in waiting)), waiting[0])
        waiting.remove(free)
        done.append(free)
    return done


def _needs(one: Reading, other: Reading) -> bool:
    """Does the first fill what links to what the second fills, or add to it, or follow from it?"""
    mine, theirs = one[1].said, other[1].said
    if one is other:
        return False
    if mine.fills == theirs.fills:
        return _RANK[mine.writes] > _RANK[theirs.writes]
    shape = catalogue()[mine.fills]
    linked = {shape.links[name].to for name in mine.given() if name in shape.links}
    linked |= {other_.register_ for other_ in mine.elsewhere}
    derives = mine.derive.report_day_from_totals is not None and theirs.fills == "return"
    return theirs.fills in linked or derives


_RANK = {"any": 0, "new": 1, "known": 2}
