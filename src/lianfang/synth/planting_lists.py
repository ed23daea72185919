"""Failings, near misses and undecidable records of dwellings let, of inspections, and of the focus lists.

Limits as in the plan's sentences: three days for a dwelling, 48 hours to mend, 72, 24 and 48 hours for the three lists.
"""

from __future__ import annotations

from lianfang.synth import homes
from lianfang.synth.calendar import AS_OF, DAY, HOUR
from lianfang.synth.planting_homes import compound
from lianfang.synth.scene import Scene, cycle

TENANCY = {
    "landlord-told": "landlord_told_at", "tenant-told": "tenant_told_at", "tenancy-registered": "registered_at",
    "tenancy-responsibility-signed": "signed_at",
}  # fmt: skip
MENDED, EVIDENCE = "fault-mended", "inspection-has-evidence"
FOCUS = {
    "urban_village": ("focus-urban-village-inspected", 72 * HOUR),
    "compound_with_case": ("focus-compound-with-case-inspected", 24 * HOUR),
    "mixed_premises": ("focus-mixed-premises-inspected", 48 * HOUR),
}
TENANCY_WITHIN, MEND_WITHIN = 3 * DAY, 48 * HOUR


def _early(scene: Scene) -> int:
    return scene.chance.randrange(homes.POSTS_SINCE, AS_OF - 4 * DAY)


def tenancies(scene: Scene, count: int, *, planted: bool) -> None:
    """Dwellings: at the last second and a second late, not yet due; nobody told; let or not, nobody knows."""
    draft, place = scene.draft, compound(scene)
    for late in (0, 1):
        at = _early(scene)
        told = dict.fromkeys(TENANCY.values(), at + TENANCY_WITHIN + late)
        homes.tenancy(draft, place, at, scene.chance, **told)
    homes.tenancy(draft, place, AS_OF - TENANCY_WITHIN + 1, scene.chance, **dict.fromkeys(TENANCY.values()))
    if not planted:
        return
    for must in cycle(tuple(TENANCY), count * len(TENANCY)):
        row = homes.tenancy(draft, place, _early(scene), scene.chance, **{TENANCY[must]: None})
        draft.find(must, "tenancy", row, "gap", f"{TENANCY[must]}: nothing recorded", place.area)
    for _ in range(count):
        row = homes.tenancy(draft, place, _early(scene), scene.chance, let=None)
        for must in TENANCY:
            draft.find(must, "tenancy", row, "cannot_tell", "whether it is let is not known", place.area)


def inspections(scene: Scene, count: int, *, planted: bool) -> None:
    """Inspections: mended at the last second and a second late, not yet due; not mended; without evidence or result."""
    draft, place = scene.draft, compound(scene)
    for late in (0, 1):
        at = _early(scene)
        homes.inspect(draft, place, "U4", at, "fault", mended_at=at + MEND_WITHIN + late)
    homes.inspect(draft, place, "U4", AS_OF - MEND_WITHIN + 1, "fault")
    if not planted:
        return
    for _ in range(count):
        row = homes.inspect(draft, place, "U4", _early(scene), "fault")
        draft.find(MENDED, "inspection", row, "gap", "not mended", place.area)
        row = homes.inspect(draft, place, "U7", _early(scene), None)
        draft.find(MENDED, "inspection", row, "cannot_tell", "what was found is not known", place.area)
        row = homes.inspect(draft, place, "U7", _early(scene), evidence=False)
        draft.find(EVIDENCE, "inspection", row, "gap", "no evidence", place.area)
        row = homes.inspect(draft, place, "U7", _early(scene), evidence=None)
        draft.find(
            EVIDENCE, "inspection", row, "cannot_tell", "whether there is evidence is not known", place.area
        )


def lists(scene: Scene, count: int, *, planted: bool) -> None:
    """Places on the focus lists: at the last second and late, not yet due; never inspected, or only before they were listed."""
    draft = scene.draft
    for focus, (must, within) in FOCUS.items():
        for late in (0, 1):
            place = homes.premises(draft, focus, scene.chance)
            homes.inspect(draft, place, "focus", (place.listed_at or 0) + within + late)
        homes.premises(draft, focus, scene.chance).listed_at = AS_OF - within + 1
        if not planted:
            continue
        for kind in cycle(("never", "before", "no result", "listed"), count):
            place = homes.premises(draft, focus, scene.chance)
            at = place.listed_at or 0
            if kind == "listed":
                place.listed_at = None
                draft.find(
                    must, "site", place.id, "cannot_tell", "since when it is listed is not known", place.area
                )
                continue
            if kind == "before":
                homes.inspect(draft, place, "focus", at - 1)
            elif kind == "no result":
                row = homes.inspect(draft, place, "focus", at + HOUR, None)
                draft.find(
                    MENDED, "inspection", row, "cannot_tell", "what was found is not known", place.area
                )
            draft.find(must, "site", place.id, "gap", "not inspected since it was listed", place.area)


def plant(scene: Scene, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    count = 3 + scene.draft.people // 8_000
    tenancies(scene, count, planted=planted)
    inspections(scene, count, planted=planted)
    lists(scene, count, planted=planted)
