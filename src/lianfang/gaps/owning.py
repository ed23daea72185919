"""Whose a duty is, as a column of a statement: what :func:`lianfang.gaps.lists.owners_of` says of some rows, of all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lianfang.base import areas as paths
from lianfang.gaps.plans import Standing
from lianfang.gaps.selecting import Kind
from lianfang.plan.nodes import Path


def by_path(
    musts: Iterable[Standing], *, kind: Kind = "gap"
) -> Mapping[tuple[str, Path | None], list[Standing]]:
    """Musts by their register and the path to their owner; None where they have none."""
    found: dict[tuple[str, Path | None], list[Standing]] = {}
    for standing in musts:
        must = standing.must
        path = (must.cannot_tell_owner or must.owner) if kind == "cannot_tell" else must.owner
        found.setdefault((must.every if path is not None else "", path), []).append(standing)
    return found


def named(musts: Iterable[Standing], *, kind: Kind = "gap") -> str:
    """The organisation at the end of the owner's path of a duty ``q``; null where there is no path or it leads nowhere."""
    cases = [
        f"WHEN q.must_id IN ({', '.join(str(one.number) for one in same)}) THEN {same[0].compiled.owner_of(path, 'q.subject_id')}"
        for (_, path), same in by_path(musts, kind=kind).items()
        if path is not None
    ]
    return f"CASE {' '.join(cases)} END" if cases else "CAST(NULL AS BIGINT)"


def owner(musts: Iterable[Standing], *, kind: Kind = "gap") -> str:
    """The owner of a duty ``q``: at the end of the must's path, else the nearest command up the tree of areas."""
    units = [paths.unit_of(level) for level in reversed(paths.LEVELS)]
    upward = [
        f"(SELECT a.command_id FROM registers_area AS a WHERE a.id = q.area_id / {unit} * {unit})"
        for unit in units
    ]
    return f"COALESCE({named(musts, kind=kind)}, {', '.join(upward)})"
