"""Beds as the records have them: who holds one and since when, which are free, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from lianfang.base.instants import iso
from lianfang.base.words import Text
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.models import Admission, Bed, Site, Transfer
from lianfang.registers.models.beds import KEEPING
from lianfang.registers.models.clinical_codes import BED_STATE

NEARBY = 5
READY = ("U",)
"""The states in which a bed takes someone; one whose state is not known does too."""


def named(bed: Bed) -> Text:
    """A bed as people find it: site, ward where there is one, room and bed."""
    ward = bed.room.site
    inner = ward.id != bed.site_id
    zh = bed.site.name_zh + (f" {ward.name_zh}" if inner else "")
    en = bed.site.name_en + (f", {ward.name_en}" if inner else "")
    return Text(f"{zh} {bed.room.number}-{bed.number}", f"{en}, {bed.room.number}-{bed.number}")


def of_reader(reader: Reader) -> QuerySet[Bed]:
    """The beds that a reader may see."""
    return rows(Bed, reader).select_related("site", "room", "room__site")


def _lies(at: int) -> Q:
    return Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))


def free(beds: QuerySet[Bed], at: int) -> QuerySet[Bed]:
    """Of these beds, those in use at an instant in which nobody lies from then on, which are kept for nobody and ready."""
    taken = Admission.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), bed=OuterRef("pk"))
    kept = Transfer.objects.filter(bed=OuterRef("pk"), status__in=KEEPING)
    return beds.filter(
        Q(state__isnull=True) | Q(state__in=READY), Q(opened_at__isnull=True) | Q(opened_at__lte=at),
        Q(closed_at__isnull=True) | Q(closed_at__gt=at), ~Exists(taken), ~Exists(kept),
    )  # fmt: skip


def nearby(bed: Bed, by: By, at: int) -> list[Bed]:
    """Free beds within reach of whoever acts, the nearest first: of the room, the ward, the site, the area around."""
    reader = Reader(by.name, by.role, by.area, by.purpose)
    there = free(of_reader(reader), at).exclude(pk=bed.pk)
    found: list[Bed] = []
    for scope in (Q(room=bed.room_id), Q(room__site=bed.room.site_id), Q(site=bed.site_id), Q(kind=bed.kind)):
        left = NEARBY - len(found)
        if left:
            found += there.filter(scope).exclude(pk__in=[one.pk for one in found]).order_by("room_id", "number")[:left]
    return found


def listed(beds: Iterable[Bed]) -> Text:
    """Free beds in words; none is said."""
    said = [named(one) for one in beds]
    if not said:
        return Text("无", "none")
    return Text("、".join(one.zh for one in said), "; ".join(one.en for one in said))


def state_word(state: str) -> Text:
    """What a state of a bed is called."""
    return BED_STATE.codes[state]


def during(starts: int, ends: int | None) -> Text:
    """A stay's time, as a problem says it."""
    since = written(starts)
    if ends is None:
        return Text(f"{since} 起，在床", f"since {since}")
    return Text(f"{since} 至 {written(ends)}", f"{since} to {written(ends)}")


def written(at: int) -> str:
    """An instant in the city's zone."""
    return iso(at, settings.TIME_ZONE)[:16].replace("T", " ")


def overlapping(starts: int, ends: int | None) -> Q:
    """Stays that share an instant with these times; half-open, and one without length meets nobody."""
    if ends is not None and ends <= starts:
        return Q(pk__in=())
    reaches = Q(ends_at__isnull=True) | (Q(ends_at__gt=starts) & Q(ends_at__gt=F("starts_at")))
    return reaches if ends is None else reaches & Q(starts_at__lt=ends)


def hospital_of(bed: Bed) -> Site:
    """The hospital of a bed, where its site is a ward."""
    site: Site = bed.site
    return site.part_of if site.kind == "ward" and site.part_of is not None else site


def by_ref(refs: Sequence[str], by: By) -> dict[str, Bed]:
    """Beds within reach of whoever acts, by reference."""
    reader = Reader(by.name, by.role, by.area, by.purpose)
    return {bed.ref: bed for bed in of_reader(reader).select_related("site__part_of").filter(ref__in=refs)}
