"""Beds by site, ward and room as the records have them, beside what the sites say themselves; no names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max

from lianfang.fronts.treatment import beds, needs, policies
from lianfang.fronts.treatment.matching import Room
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Admission, Bed, BedCount, Case, Contact, Site, Transfer
from lianfang.registers.models.beds import KEEPING

PLACE_OF = {
    "hospital": "hospital",
    "fever_clinic": "observation",
    "quarantine_site": "quarantine_site",
    "ward": "hospital",
}


@dataclass(frozen=True)
class Place:
    """One bed as the board shows it: ``state`` is HL7's, as the records and the ward have it."""

    bed: Bed
    state: str
    since: int | None = None
    stay: str = ""
    kept_for: str = ""

    @property
    def is_free(self) -> bool:
        """May someone lie down in it?"""
        return self.state in ("U", "") and not self.kept_for


@dataclass(frozen=True)
class Counted:
    """The beds of one kind at one site: counted from records, and as the site said last; None where it never did."""

    site: Site
    kind: str
    open: int
    free: int
    taken: int
    said_open: int | None = None
    said_free: int | None = None
    said_at: int | None = None

    @property
    def apart(self) -> int | None:
        """Free beds of the records less those that the site says."""
        return None if self.said_free is None else self.free - self.said_free


def places(reader: Reader, at: int, site: Site | None = None, kinds: Sequence[str] = ()) -> list[Place]:
    """Every bed in use within a reader's reach."""
    found = beds.of_reader(reader).exclude(closed_at__lte=at).exclude(opened_at__gt=at)
    found = found.filter(site=site) if site is not None else found
    found = found.filter(site__kind__in=kinds) if kinds else found
    there = list(found.order_by("site_id", "room__site_id", "room__number", "number"))
    # Nobody's name; who lies where is a link to their record for whoever may read it.
    lies = {one.bed_id: one for one in Admission.objects.filter(beds.lies(at), bed__in=found)}
    kept = dict(Transfer.objects.filter(bed__in=found, status__in=KEEPING).values_list("bed_id", "ref"))
    return [_place(bed, lies.get(bed.pk), kept.get(bed.pk, "")) for bed in there]


def _place(bed: Bed, stay: Admission | None, kept: str) -> Place:
    if stay is None:
        return Place(bed, bed.state or "", kept_for=kept)
    return Place(bed, "I" if stay.kind == "quarantine" else "O", stay.starts_at, stay.ref, kept)


def counted(reader: Reader, found: Iterable[Place], at: int) -> list[Counted]:
    """Free and taken by site and kind, beside the site's own last count."""
    groups: dict[tuple[int, str], list[Place]] = defaultdict(list)
    for one in found:
        groups[(one.bed.site_id, one.bed.kind)].append(one)
    said = _said(reader, {site for site, _ in groups}, at)
    return [_counted(kind, group, said.get((site, kind))) for (site, kind), group in groups.items()]


def _counted(kind: str, group: Sequence[Place], said: BedCount | None) -> Counted:
    free = sum(one.is_free for one in group)
    taken = sum(1 for one in group if one.stay)
    told = (None, None, None) if said is None else (int(said.open), int(said.free), said.at)
    return Counted(group[0].bed.site, kind, len(group), free, taken, *told)


def _said(reader: Reader, sites: Iterable[int], at: int) -> Mapping[tuple[int, str], BedCount]:
    kept = rows(BedCount, reader).filter(site__in=list(sites), at__lte=at)
    last = {
        (one["site_id"], one["kind"]): one["last"]
        for one in kept.values("site_id", "kind").annotate(last=Max("at"))
    }
    return {(one.site_id, one.kind): one for one in kept if last.get((one.site_id, one.kind)) == one.at}


def free_rooms(reader: Reader, at: int) -> tuple[list[Room], dict[str, Bed]]:
    """The rooms with free beds as matching takes them, and the beds by reference. A site that may receive nobody has none."""
    found, by_room = places(reader, at), defaultdict(list)
    shut = {
        site for site, checks in policies.checks([one.bed.site for one in found], at).items() if not all(c.is_valid for c in checks)
    }  # fmt: skip
    found = [one for one in found if one.bed.site_id not in shut]
    for one in found:
        by_room[one.bed.room_id].append(one)
    lying = {one.stay: one for one in found if one.stay}
    who = _who(lying, at)
    made = [_room(group, who) for group in by_room.values() if any(one.is_free for one in group)]
    return made, {one.bed.ref: one.bed for one in found}


def _who(lying: Iterable[str], at: int) -> Mapping[str, tuple[str | None, int | None]]:
    """Stay → the sex and the household of who lies there, as far as known."""
    stays = Admission.objects.filter(ref__in=list(lying))
    found = list(stays.values_list("ref", "person_id", "person__sex", "case__sex"))
    homes = needs.households_of((person for _, person, _, _ in found), at)
    return {ref: (case_sex or sex, homes.get(person)) for ref, person, sex, case_sex in found}


def _room(group: Sequence[Place], who: Mapping[str, tuple[str | None, int | None]]) -> Room:
    first = group[0].bed
    room, inside = first.room, [who.get(one.stay, (None, None)) for one in group if one.stay]
    kept = [(None, None) for one in group if one.kept_for and not one.stay]
    return Room(
        f"{first.site_id:09d}:{room.number}:{room.pk}", PLACE_OF.get(str(first.site.kind), str(first.site.kind)),
        tuple(one.bed.ref for one in group if one.is_free), room.sex, first.area_id,
        any("ICU" in one.bed.kind for one in group), room.dialysis, room.infant, room.wheelchair,
        frozenset(sex for sex, _ in [*inside, *kept]), frozenset(household for _, household in [*inside, *kept]),
    )  # fmt: skip


def receiving(reader: Reader) -> list[Site]:
    """Hospitals and quarantine sites of the city: a transfer may go to any of them."""
    return list(
        Site.objects.filter(kind__in=("hospital", "quarantine_site"), closed_at=None).order_by("kind", "id")
    )


def of_record(register: str, ref: str, reader: Reader) -> Case | Contact | None:
    """A case or a contact within a reader's reach."""
    model = Case if register == "case" else Contact
    found: Case | Contact | None = rows(model, reader).filter(ref=ref).first()  # type: ignore[type-var]
    return found
