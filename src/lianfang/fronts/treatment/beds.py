"""Beds as the records have them: who holds one and since when, which are free, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
from lianfang.registers.prepared import Prepared

NEARBY = 5
_NAMES = (
    "site_id", "site__name_zh", "site__name_en", "room__site_id", "room__site__name_zh", "room__site__name_en",
    "room__number", "number",
)  # fmt: skip
Near = tuple[int, int, int, int, str]
"""A bed by where it is: itself, its room, its ward, its site; and its type."""
Names = tuple[int, str, str, int, str, str, str, str]
"""The names of a bed's site and ward, each with its number, of its room and its own."""


@dataclass(frozen=True)
class Place:
    """A bed as whoever lays somebody into it must know it: where it is, what it is called, and how it stands.

    Attributes:
        site_kind: the kind of its site.
        names: for :func:`called`.
        state, opened_at, closed_at: None is not known.
    """

    pk: int
    ref: str
    room: int
    site_kind: str
    area: int
    kind: str
    state: str | None
    opened_at: int | None
    closed_at: int | None
    names: Names

    @property
    def site(self) -> int:
        """The hospital or quarantine site, or the ward that it is said to be of."""
        return self.names[0]

    @property
    def ward(self) -> int:
        """The ward or site that its room is of."""
        return self.names[3]

    @property
    def near(self) -> Near:
        """Where it is."""
        return self.pk, self.room, self.ward, self.site, self.kind

    @property
    def title(self) -> Text:
        """What it is called."""
        return called(*self.names)


_PLACE = (
    "id", "ref", "room_id", "site__kind", "area_id", "kind", "state", "opened_at", "closed_at", *_NAMES,
)  # fmt: skip
_of_ref = Prepared(lambda reader, ref: rows(Bed, reader).filter(ref=ref).order_by().values_list(*_PLACE))
_of_id = Prepared(lambda pk: Bed.objects.filter(pk=pk).order_by().values_list(*_PLACE))


def by_ref(refs: Sequence[str], by: By) -> dict[str, Place]:
    """Beds within reach of whoever acts, by reference."""
    reader = _reader(by)
    found = {ref: _of_ref(reader, ref=ref) for ref in dict.fromkeys(refs)}
    return {ref: _place(there[0]) for ref, there in found.items() if there}


def by_id(bed: int) -> Place:
    """A bed that is known to be there."""
    return _place(_of_id(pk=bed)[0])


def _place(row: tuple[Any, ...]) -> Place:
    pk, ref, room, site_kind, area, kind, state, opened_at, closed_at, *names = row
    return Place(pk, ref, room, site_kind, area, kind, state, opened_at, closed_at, tuple(names))  # type: ignore[arg-type]


def _reader(by: By) -> Reader:
    """Whoever acts, as a reader; who they are is no part of what they see, and each would have texts of their own."""
    return Reader("", by.role, by.area, by.purpose)


def named(bed: Bed) -> Text:
    """A bed as people find it: site, ward where there is one, room and bed."""
    ward, site = bed.room.site, bed.site
    return called(
        site.pk, site.name_zh, site.name_en, ward.pk, ward.name_zh, ward.name_en, bed.room.number, bed.number
    )  # fmt: skip


def of_reader(reader: Reader) -> QuerySet[Bed]:
    """The beds that a reader may see."""
    return rows(Bed, reader).select_related("site", "room", "room__site")


def lies(at: int) -> Q:
    """Stays that are on at an instant."""
    return Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))


def nearby(place: Near, by: By, at: int) -> Text:
    """Free beds within reach of whoever acts, in words, the nearest first: of the room, the ward, the site, then of the kind.

    Many who lose beds of one room in one second are told the same beds: they are looked up once. The list is a hint; who
    asks for one of them is told what holds it then.
    """
    bed, *around = place
    found = [one for one in nearest(*around, by=by, at=at) if one[0] != bed]
    return _listed([one[1:] for one in found[:NEARBY]])


@lru_cache(maxsize=256)
def nearest(room: int, ward: int, site: int, kind: str, *, by: By, at: int) -> list[tuple[Any, ...]]:
    """Free beds by their numbers and names, one more than are told; for ``nearby`` alone, which says what for."""
    return _nearest(_reader(by), room=room, ward=ward, site=site, kind=kind, at=at)


@Prepared
def _nearest(reader: Reader, room: int, ward: int, site: int, kind: str, at: int) -> QuerySet[Bed, Any]:
    far = Case(When(room=room, then=0), When(room__site=ward, then=1), When(site=site, then=2), default=3)
    there = free(rows(Bed, reader), at).filter(Q(site=site) | Q(kind=kind)).annotate(far=far)
    return there.order_by("far", "room_id", "number").values_list("id", *_NAMES)[: NEARBY + 1]


def _listed(found: Sequence[tuple[Any, ...]]) -> Text:
    """Free beds in words; none is said."""
    if not found:
        return Text("无", "none")
    said = [called(*one) for one in found]
    return Text("、".join(one.zh for one in said), "; ".join(one.en for one in said))


def called(
    site: int, zh: str, en: str, ward: int, ward_zh: str, ward_en: str, room: str, number: str
) -> Text:
    """What a bed is called."""
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


def hospital_of(bed: Place) -> int:
    """The hospital of a bed, where its site is a ward."""
    of = Site.objects.filter(pk=bed.site, kind="ward").values_list("part_of_id", flat=True).first()
    return bed.site if of is None else of
