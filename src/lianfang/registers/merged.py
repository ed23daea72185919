"""Where the key or the reference of a row that went into another leads now."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from lianfang.registers.models import REGISTERS, Merge

OF = ("person", "vehicle")
"""The registers of which two rows can be found to be one."""


def leads(register: str, by: Literal["source_key", "ref"], texts: Collection[str]) -> dict[str, int]:
    """Text → the row that is kept, for those of the texts that no row bears since a merge that stands."""
    if register not in OF or not texts:
        return {}
    column = "gone_ref" if by == "ref" else "gone_key"
    standing = Merge.objects.filter(register=register, unmerged_at=None, **{f"{column}__in": list(texts)})
    found = dict(standing.order_by("id").values_list(column, "kept"))
    borne = REGISTERS[register].objects.filter(**{f"{by}__in": list(found)}) if found else ()
    for row in borne:
        del found[getattr(row, by)]
    return found
