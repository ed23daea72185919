"""Which beds and rooms are free: one rule, by which they are given, told and counted.

The plan's `beds_free` says the same of beds. Of rooms its language cannot: whether one is free hangs on who lies in each of its beds.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianfang.registers.models import Admission, Bed, Room, Transfer
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


def in_use(beds: QuerySet[Bed], at: int) -> QuerySet[Bed]:
    """Of these beds, those opened and not closed at an instant: those of which one is free or taken."""
    return beds.filter(
        Q(opened_at__isnull=True) | Q(opened_at__lte=at), Q(closed_at__isnull=True) | Q(closed_at__gt=at)
    ).exclude(state="C")


@dataclass(frozen=True)
class Rooms:
    """How many rooms are free, of how many that have a bed in use; of those without a bed on record nobody can tell."""

    free: int
    of: int
    cannot_tell: int


def rooms(rooms: QuerySet[Room], at: int) -> Rooms:
    """Of these rooms, those in which nobody lies or is to lie: every bed in use there is free. A family in a room of three beds
    leaves no free room, though two beds are.
    """
    own = Bed.objects.filter(room=OuterRef("pk"))
    used = in_use(own, at)
    there = rooms.filter(Exists(used))
    taken = used.exclude(pk__in=free(Bed.objects.all(), at).values("pk"))
    without = rooms.filter(~Exists(own)).count()
    return Rooms(there.filter(~Exists(taken)).count(), there.count(), without)
