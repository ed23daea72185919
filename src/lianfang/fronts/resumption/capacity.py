"""Free beds and quarantine rooms by the registers, at an instant: what a scenario is held against."""

from __future__ import annotations

from lianfang.fronts.resumption.spec import Places
from lianfang.registers.access import Reader, rows
from lianfang.registers.free_beds import free
from lianfang.registers.models import Bed

ROOMS = ("QUARANTINE",)
"""Kinds of bed that are places of quarantine."""
NEITHER = ("OBSERVATION",)
"""Kinds in which those who are found do not stay."""


def places(*, reader: Reader, at: int) -> Places | None:
    """Beds and places of quarantine within reach in which nobody lies, which are kept for nobody, and are in use and ready;
    None where the reader reads no beds. One whose state is not known counts as ready.
    """
    if not reader.reads("bed"):
        return None
    kinds = list(free(rows(Bed, reader), at).values_list("kind", flat=True))
    rooms = sum(kind in ROOMS for kind in kinds)
    return Places(beds=sum(kind not in (*ROOMS, *NEITHER) for kind in kinds), rooms=rooms, as_of=at)
