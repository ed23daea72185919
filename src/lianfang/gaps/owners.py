"""Whose a gap is: at the end of the must's path, else the nearest command up the tree."""

from __future__ import annotations

from collections.abc import Collection

from lianfang.base import areas as paths
from lianfang.registers.models import Area, Organisation


def commands_above(areas: Collection[int]) -> dict[int, Organisation]:
    """Area → the command of it or of the nearest above it that has one."""
    upward = {step for area in areas if area for step in paths.ancestors(area)}
    commands = dict(Area.objects.filter(id__in=upward, command__isnull=False).values_list("id", "command_id"))
    known = Organisation.objects.in_bulk(set(commands.values()))
    found: dict[int, Organisation] = {}
    for area in areas:
        near = (
            next((commands[step] for step in paths.ancestors(area) if step in commands), None)
            if area
            else None
        )
        if near is not None and near in known:
            found[area] = known[near]
    return found
