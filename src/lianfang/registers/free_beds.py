"""Which beds are free: one rule, by which beds are given, told and counted."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianfang.registers.models import Admission, Bed, Transfer
from lianfang.registers.models.beds import KEEPING

READY = ("U",)
"""The states in which a bed takes someone; one whose state is not known does too.

A bed's state is what the ward says of the bed itself. That someone lies in it (O, I) follows from the records.
"""


def free(beds: QuerySet[Bed], at: int) -> QuerySet[Bed]:
    """Of these beds, those in use at an instant in which nobody lies from then on, which are kept for nobody and ready."""
    taken = Admission.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), bed=OuterRef("pk"))
    kept = Transfer.objects.filter(bed=OuterRef("pk"), status__in=KEEPING)
    return beds.filter(
        Q(state__isnull=True) | Q(state__in=READY), Q(opened_at__isnull=True) | Q(opened_at__lte=at),
        Q(closed_at__isnull=True) | Q(closed_at__gt=at), ~Exists(taken), ~Exists(kept),
    )  # fmt: skip
