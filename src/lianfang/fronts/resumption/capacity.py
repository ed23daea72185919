"""Free beds and quarantine rooms by the registers, at an instant: what a scenario is held against."""

from __future__ import annotations

from lianfang.fronts.resumption.engines import margins
from lianfang.fronts.resumption.population import counted_residents, modelled
from lianfang.fronts.resumption.spec import Places
from lianfang.registers.access import Reader, rows
from lianfang.registers.free_beds import free
from lianfang.registers.models import Area, Bed

ROOMS = ("QUARANTINE",)
"""Kinds of bed that are places of quarantine."""
NEITHER = ("OBSERVATION",)
"""Kinds in which those who are found do not stay."""
LEVELS = ("district", "subdistrict", "community")


def places(*, reader: Reader, at: int) -> Places | None:
    """Beds and places of quarantine within reach in which nobody lies, which are kept for nobody, and are in use and ready, and the
    residents whose they are; None where the reader reads no beds. One whose state is not known counts as ready.
    """
    if not reader.reads("bed"):
        return None
    kinds = list(free(rows(Bed, reader), at).values_list("kind", flat=True))
    rooms = sum(kind in ROOMS for kind in kinds)
    beds = sum(kind not in (*ROOMS, *NEITHER) for kind in kinds)
    of = sum(modelled(counted_residents())[0].values())
    return Places(beds=beds, rooms=rooms, as_of=at, residents=_residents(reader), modelled=of)


def _residents(reader: Reader) -> int | None:
    """Residents of the districts within reach, else of the subdistricts or communities; None where one of them is not known."""
    there = Area.objects.filter(reader.scope("id"), ends_on=None)
    for level in LEVELS:
        of = there.filter(level=level)
        found = of.filter(name_zh__in=list(margins().districts)) if level == "district" else of
        counts = list(found.values_list("residents", flat=True))
        if counts:
            return None if None in counts else sum(counts)
    return None
