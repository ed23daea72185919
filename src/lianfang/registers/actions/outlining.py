"""Give areas their outlines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from lianfang.registers import journal
from lianfang.registers.access import By
from lianfang.registers.models import Outline

Ring = Sequence[int]
"""Longitude, latitude, longitude, … in hundred-thousandths of a degree; the last point is the first."""


def outline(*, outlines: Mapping[int, Sequence[Ring]], credit: str, by: By, at: int) -> int:
    """Record the outlines of areas, by the areas' ids, in place of those they had; answers how many are new or changed."""
    with transaction.atomic():
        had = Outline.objects.in_bulk(list(outlines))
        changed = [
            Outline(area_id=area, rings=[list(ring) for ring in rings], credit=credit, recorded_at=at)
            for area, rings in outlines.items()
            if area not in had
            or (had[area].rings, had[area].credit) != ([list(ring) for ring in rings], credit)
        ]
        Outline.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["area"],
            update_fields=["rings", "credit", "recorded_at"],
        )
        if changed:
            journal.append([journal.Entry(at, by, "outline", "area", fields=f"rows={len(changed)}")])
    return len(changed)
