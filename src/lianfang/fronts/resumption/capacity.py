"""Free beds and quarantine rooms by the registers, at an instant: what a scenario is held against."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from lianfang.fronts.resumption.spec import Places
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Admission, Bed, Transfer
from lianfang.registers.models.beds import KEEPING

ROOMS = ("QUARANTINE",)
"""Kinds of bed that are places of quarantine."""
NEITHER = ("OBSERVATION",)
"""Kinds in which those who are found do not stay."""
READY = ("U",)


def places(*, reader: Reader, at: int) -> Places | None:
    """Beds and places of quarantine within reach in which nobody lies, which are kept for nobody, and are in use and ready;
    None where the reader reads no beds. One whose state is not known counts as ready.
    """
    if not reader.reads("bed"):
        return None
    taken = Admission.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), bed=OuterRef("pk"))
    kept = Transfer.objects.filter(bed=OuterRef("pk"), status__in=KEEPING)
    free = rows(Bed, reader).filter(
        Q(state=None) | Q(state__in=READY), Q(opened_at=None) | Q(opened_at__lte=at), Q(closed_at=None) | Q(closed_at__gt=at),
        ~Exists(taken), ~Exists(kept),
    )  # fmt: skip
    kinds = list(free.values_list("kind", flat=True))
    rooms = sum(kind in ROOMS for kind in kinds)
    return Places(beds=sum(kind not in (*ROOMS, *NEITHER) for kind in kinds), rooms=rooms, as_of=at)
