"""Wards, rooms and beds, who lies in them, and how they were brought there: as the plan asks, after all cases are told.

Whoever is said to be admitted lies in a bed from then on, and whoever is ordered into a place of isolation in one of its rooms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from lianfang.synth import treatment
from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE, midnight
from lianfang.synth.chance import stream
from lianfang.synth.draft import Draft
from lianfang.synth.gates import Site
from lianfang.synth.illness import Case
from lianfang.synth.isolating import PLACES_OPEN
from lianfang.synth.kept import Numbered

A_WARD = 24
"""Rooms of a ward, assumed."""
SPARE = 1.25
"""Beds for each that is ever taken at once, assumed."""
FRESH = AS_OF - 2 * DAY
"""Who came since then was brought by a transfer that is on record."""
LYING: dict[str, tuple[str, int, dict[str, Any]]] = {
    "intensive": ("ICU", 1, {"negative_pressure": True}),
    "single": ("ISOLATION", 1, {"negative_pressure": True}),
    "female": ("ISOLATION", 2, {"sex": "female"}),
    "male": ("ISOLATION", 2, {"sex": "male"}),
}
"""Which rooms: type of bed, beds a room, and what else is known of it."""


@dataclass
class Lying:
    """One stay before it has a bed."""

    starts: int
    ends: int | None
    columns: dict[str, Any] = field(default_factory=dict)


def settle(draft: Draft) -> None:
    """Tell all of it."""
    _hospital(draft)
    for site in [
        one for one in draft.gates.sites if one.kind == "quarantine_site" and one.opened_at == PLACES_OPEN
    ]:
        _quarantine(draft, site)


# --- the hospital -----------------------------------------------------------------------------------------------------


def _hospital(draft: Draft) -> None:
    place, chance = treatment.hospital(draft), stream(draft.seed, "beds of cases")
    wanted: dict[str, list[Lying]] = {name: [] for name in LYING}
    for number, case in enumerate(draft.cases, 1):
        if case.admitted_at is None or case.hospital != place.id:
            continue
        if case.person is None:
            case.person = Numbered("person", draft.persons.add(case.area))
            draft.persons.seen(case.person.place, case.found_at or case.admitted_at)
        leaves = (
            midnight(case.discharged_on) + chance.randrange(9 * HOUR, 15 * HOUR)
            if case.discharged_on
            else None
        )
        if leaves is not None and (leaves > AS_OF or leaves < case.admitted_at):
            leaves = max(case.admitted_at, min(leaves, AS_OF))
        told = {"person_id": case.person, "case_id": number, "kind": "treatment"}
        wanted[_room_of(case)].append(Lying(case.admitted_at, leaves, told))
    wards = _Wards(draft, place)
    for name, lying in wanted.items():
        _lay(draft, place, lying, wards.rooms(name, lying))


def _room_of(case: Case) -> str:
    if case.classification == treatment.SUSPECT:
        return "single"
    return (
        "intensive"
        if case.severity in ("SEVERE", "CRITICAL")
        else case.sex
        if case.sex in LYING
        else "single"
    )


@dataclass
class _Wards:
    """Wards of the hospital, made as rooms are asked for."""

    draft: Draft
    place: Site
    made: int = 0

    def rooms(self, name: str, lying: list[Lying]) -> list[int]:
        """Beds enough for some stays, and some to spare."""
        kind, size, known = LYING[name]
        count = max(4, round(most_at_once(lying) * SPARE))
        beds: list[int] = []
        for number in range(-(-count // size)):
            if number % A_WARD == 0:
                ward = self._ward()
            beds += room(
                self.draft, ward.id, self.place, f"{self.made}{number % A_WARD + 1:02d}", kind, size, **known
            )
        return beds

    def _ward(self) -> Site:
        self.made += 1
        names = (f"隔离{self.made}病区", f"Isolation ward {self.made}")
        ward = self.draft.gates.add(f"ward-{self.made}", "ward", names, self.place.area, self.place.operator)
        ward.part_of = self.place.id
        return ward


# --- quarantine sites -------------------------------------------------------------------------------------------------


def _quarantine(draft: Draft, site: Site) -> None:
    lying = []
    for one in draft.isolated:
        order = draft.kept.told("order", one.order)
        if one.contact is None or order["place_id"] != site.id or order["starts_at"] > AS_OF:
            continue
        told = {
            "person_id": order["person_id"],
            "contact_id": one.contact,
            "order_id": one.order,
            "kind": "quarantine",
        }
        lying.append(Lying(order["starts_at"], _leaves(draft, one.contact, order), told))
    if not lying:
        return
    beds: list[int] = []
    for number in range(max(6, round(most_at_once(lying) * SPARE))):
        floor = f"{number // 10 + 2}{number % 10 + 1:02d}"
        beds += room(
            draft, site.id, site, floor, "QUARANTINE", 1, wheelchair=number % 10 == 0, infant=True, dialysis=False
        )  # fmt: skip
    _lay(draft, site, lying, beds)


def _leaves(draft: Draft, contact: int, order: dict[str, Any]) -> int | None:
    """When a contact leaves the site: released, or brought to the hospital as the case that they became."""
    became = draft.kept.told("contact", contact).get("became_case_id")
    known = [order.get("released_at"), None if became is None else draft.cases[became - 1].admitted_at]
    return min((max(one, order["starts_at"]) for one in known if one is not None), default=None)


# --- rooms, stays and transfers ---------------------------------------------------------------------------------------


def room(draft: Draft, ward: int, site: Site, number: str, kind: str, size: int, **known: Any) -> list[int]:
    """A room with its beds."""
    made = draft.keep(
        "room", PLACES_OPEN, site_id=ward, number=number, zone="contaminated", area_id=site.area, **known
    )
    told = {"room_id": made, "site_id": site.id, "kind": kind, "opened_at": PLACES_OPEN, "area_id": site.area}
    return [draft.keep("bed", PLACES_OPEN, number=str(n + 1), state="U", **told) for n in range(size)]


def most_at_once(lying: list[Lying]) -> int:
    """How many lie at one time at most."""
    comes = sorted(one.starts for one in lying)
    goes = sorted(one.ends for one in lying if one.ends is not None)
    most = gone = 0
    for place, at in enumerate(comes):
        while gone < len(goes) and goes[gone] <= at:
            gone += 1
        most = max(most, place + 1 - gone)
    return most


def _lay(draft: Draft, site: Site, lying: list[Lying], beds: list[int]) -> None:
    """A bed for each, one after another in it; who came lately was brought by a transfer."""
    free = sorted(beds)
    taken: list[tuple[int, int]] = []  # when it is left, and the bed
    for one in sorted(lying, key=lambda stay: stay.starts):
        while taken and taken[0][0] <= one.starts:
            heappush(free, heappop(taken)[1])
        bed = heappop(free)
        told = {
            "bed_id": bed,
            "site_id": site.id,
            "starts_at": one.starts,
            "ends_at": one.ends,
            "area_id": site.area,
        }
        reason = "discharged" if one.ends is not None else None
        draft.keep("admission", one.starts, end_reason=reason, **told, **one.columns)
        if one.ends is not None:
            heappush(taken, (one.ends, bed))
        if one.starts >= FRESH:
            brought(draft, site, bed, one)
    _count(draft, site, free, beds)


def brought(draft: Draft, site: Site, bed: int, one: Lying, **told: Any) -> int:
    """A transfer that went as it should: asked, approved, answered within minutes, received as the stay begins."""
    starts = one.starts
    links = {
        name: value for name, value in one.columns.items() if name in ("person_id", "case_id", "contact_id")
    }
    facts: dict[str, Any] = {
        "to_site_id": site.id, "bed_id": bed, "status": "COMPLETED", "emergency": False, "ambulance": "120 急救车组",
        "reason": "收治" if "case_id" in links else "集中隔离", "asked_at": starts - 100 * MINUTE,
        "approved_at": starts - 90 * MINUTE, "answered_at": starts - 75 * MINUTE, "accepted_at": starts - 75 * MINUTE,
        "picked_up_at": starts - 30 * MINUTE, "received_at": starts, "ended_at": starts, "to_area_id": site.area,
        "area_id": _area_of(draft, links), **links,
    }  # fmt: skip
    return draft.keep("transfer", starts - 100 * MINUTE, **facts | told)


def _area_of(draft: Draft, links: dict[str, Any]) -> int:
    if links.get("case_id"):
        return draft.cases[int(links["case_id"]) - 1].area
    if links.get("contact_id"):
        return int(draft.kept.told("contact", links["contact_id"])["area_id"])
    return int(draft.tree.city)


def _count(draft: Draft, site: Site, free: list[int], beds: list[int]) -> None:
    """What the site says of its beds in the afternoon of the city's last day, by type: as the records have it."""
    lying = {
        row["bed_id"]
        for _, row in draft.kept.every("admission")
        if row["starts_at"] <= AS_OF - 8 * HOUR
        and (row.get("ends_at") is None or row["ends_at"] > AS_OF - 8 * HOUR)
    }
    kind = draft.kept.told("bed", beds[0])["kind"]
    known = [
        row for _, row in draft.kept.every("bed_count") if (row["site_id"], row["kind"]) == (site.id, kind)
    ]
    open_, left = len(beds), sum(1 for bed in beds if bed not in lying)
    if known:
        known[0]["open"] += open_
        known[0]["free"] += left
        return
    draft.keep(
        "bed_count",
        AS_OF - 8 * HOUR,
        site_id=site.id,
        kind=kind,
        at=AS_OF - 8 * HOUR,
        open=open_,
        free=left,
        area_id=site.area,
    )
