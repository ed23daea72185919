"""Beds as the records have them: who holds one and since when, which are free, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, When

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.free_beds import free
from lianfang.registers.models import Bed, Site
from lianfang.registers.models.clinical_codes import BED_STATE

NEARBY = 5


def named(bed: Bed) -> Text:
    """A bed as people find it: site, ward where there is one, room and bed."""
    ward, site = bed.room.site, bed.site
    return _place(
        site.pk, site.name_zh, site.name_en, ward.pk, ward.name_zh, ward.name_en, bed.room.number, bed.number
    )  # fmt: skip


def of_reader(reader: Reader) -> QuerySet[Bed]:
    """The beds that a reader may see."""
    return rows(Bed, reader).select_related("site", "room", "room__site")


def lies(at: int) -> Q:
    """Stays that are on at an instant."""
    return Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))


Near = tuple[int, int, int, int, str]
"""A bed by where it is: itself, its room, its ward, its site; and its type."""


def near(bed: Bed) -> Near:
    """Where a bed is."""
    return bed.pk, bed.room_id, bed.room.site_id, bed.site_id, bed.kind


def nearby(place: Near, by: By, at: int) -> Text:
    """Free beds within reach of whoever acts, in words, the nearest first: of the room, the ward, the site, then of the kind.

    Many who lose beds of one room in one second are told the same beds: they are looked up once. The list is a hint; who
    asks for one of them is told what holds it then.
    """
    bed, *around = place
    found = [one for one in nearest(*around, by=by, at=at) if one[0] != bed]
    return _listed([one[1:] for one in found[:NEARBY]])


@lru_cache(maxsize=256)
def nearest(room: int, ward: int, site: int, kind: str, *, by: By, at: int) -> tuple[tuple[Any, ...], ...]:
    """Free beds by their numbers and names, one more than are told; for ``nearby`` alone, which says what for."""
    far = Case(When(room=room, then=0), When(room__site=ward, then=1), When(site=site, then=2), default=3)
    there = free(rows(Bed, Reader(by.name, by.role, by.area, by.purpose)), at)
    found = there.filter(Q(site=site) | Q(kind=kind)).annotate(far=far).order_by("far", "room_id", "number")
    return tuple(found.values_list("id", *_NAMES)[: NEARBY + 1])


_NAMES = (
    "site_id", "site__name_zh", "site__name_en", "room__site_id", "room__site__name_zh", "room__site__name_en",
    "room__number", "number",
)  # fmt: skip


def _listed(found: Sequence[tuple[Any, ...]]) -> Text:
    """Free beds in words; none is said."""
    if not found:
        return Text("无", "none")
    said = [_place(*one) for one in found]
    return Text("、".join(one.zh for one in said), "; ".join(one.en for one in said))


def _place(
    site: int, zh: str, en: str, ward: int, ward_zh: str, ward_en: str, room: str, number: str
) -> Text:
    if ward != site:
        zh, en = f"{zh} {ward_zh}", f"{en}, {ward_en}"
    return Text(f"{zh} {room}-{number}", f"{en}, {room}-{number}")


@contextmanager
def naming_free(by: By, at: int) -> Iterator[None]:
    """Who loses a bed is told which are free: looked up when others' turn has come already, so that none waits for it."""
    try:
        yield
    except Refused as refusal:
        raise Refused([_with_free(one, by, at) for one in refusal.problems]) from refusal


def _with_free(problem: Problem, by: By, at: int) -> Problem:
    if "near" not in problem.facts:
        return problem
    return replace(problem, facts={**problem.facts, "free": nearby(problem.facts["near"], by, at)})


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
