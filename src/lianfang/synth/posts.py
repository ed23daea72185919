"""What goes on at the gates beside the traffic itself: who sat in a car, fevers and where they were sent, shifts and counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

from lianfang.synth import arrival_figures as figures
from lianfang.synth import calendar
from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE, midnight
from lianfang.synth.chance import stream
from lianfang.synth.draft import (
    BUS_FROM_ELSEWHERE,
    EXEMPT,
    LOCAL,
    OCCUPANT_FROM_ELSEWHERE,
    DailyReturn,
    Draft,
)
from lianfang.synth.figures import PERSONS_A_VEHICLE, RESIDENTS
from lianfang.synth.gates import Site
from lianfang.synth.kept import Numbered
from lianfang.synth.traffic import DECLARING_FROM, declared_at

SHIFT, SHIFTS = 12 * HOUR, 2
COUNTED_HOUR = 8 * HOUR
"""The hour of the morning in which someone else counts as well."""
ROOMS = "rooms_free"


class Posts:
    """Draws of what happens at posts, from a stream of their own, and the places to which posts send people."""

    def __init__(self, draft: Draft):
        self.draft = draft
        self.chance: Random = stream(draft.seed, "posts")
        self.clinics = [self._clinic(n) for n in range(self._places(figures.FEVER_CLINICS.value, 3))]
        self.quarantine = [
            self._quarantine(n) for n in range(self._places(figures.QUARANTINE_SITES.value, 3))
        ]

    def _places(self, in_the_city: float, least: int) -> int:
        return max(least, round(in_the_city * self.draft.people / RESIDENTS.value))

    def _clinic(self, number: int) -> Site:
        name = (f"第{number + 1}发热门诊（虚构）", f"Fever clinic {number + 1} (made up)")
        return self._site("fever_clinic", "hospital", number, name)

    def _quarantine(self, number: int) -> Site:
        name = (f"第{number + 1}集中隔离点（虚构）", f"Quarantine site {number + 1} (made up)")
        site = self._site("quarantine_site", "enterprise", number, name)
        site.rooms = round(figures.ROOMS_A_SITE.value)
        return site

    def _site(self, kind: str, run_by: str, number: int, name: tuple[str, str]) -> Site:
        tree = self.draft.tree
        area = self.chance.choice(tree.subdistricts[tree.districts[number % len(tree.districts)]])
        firm = tree.organise(run_by, name[0], name[1], area)
        site = self.draft.gates.add(f"{kind}-for-gates-{number + 1}", kind, name, area, firm)
        site.opened_at = site.recorded_at
        return site

    def sit(self, place: int, person: int | None, role: str | None, **changes: Any) -> int:
        """Someone in a vehicle, whose temperature is taken within minutes, but for what is changed."""
        passed = self.draft.passages
        at, gate = passed.at[place], self.draft.gates.sites[passed.gate[place] - 1]
        told = {
            "passage_id": Numbered("passage", place), "role": role, "registered_elsewhere": True,
            "person_id": None if person is None else Numbered("person", person),
            "screened_at": at + int(self.chance.random() * 10 * MINUTE), "area_id": gate.area,
            "temperature": round(36.2 + self.chance.random() * 0.8, 1),
        } | changes  # fmt: skip
        return self.draft.keep("occupant", at, **told)

    def fever(self, gate: Site, when: int, *, inbound: bool, **changes: Any) -> int:
        """A fever at a gate that a second check confirmed and a clinic took in and answered for, but for what is changed."""
        second = when + 3 * MINUTE + int(self.chance.random() * 10 * MINUTE)
        clinic = self.chance.choice(self.clinics)
        told = {
            "at": when, "gate_id": gate.id, "direction": "in" if inbound else "out", "area_id": gate.area,
            "person_id": Numbered("person", self.draft.persons.add(gate.area)), "symptoms": True,
            "temperature": round(37.5 + self.chance.random() * 1.2, 1), "result": "fever_clinic",
            "second_check_at": second, "referred_to_id": clinic.id,
            "received_at": _by_now(second + 20 * MINUTE + int(self.chance.random() * HOUR)),
            "answered_at": _by_now(second + 6 * HOUR + int(self.chance.random() * 12 * HOUR)),
        } | changes  # fmt: skip
        return self.draft.keep("screening", when, **told)

    def cleared(self, gate: Site, when: int, *, inbound: bool, **changes: Any) -> int:
        """A fever that the second check did not confirm, but for what is changed."""
        told = {
            "result": "passed",
            "referred_to_id": None,
            "received_at": None,
            "answered_at": None,
        } | changes
        return self.fever(gate, when, inbound=inbound, **told)


def _by_now(at: int) -> int | None:
    return at if at <= AS_OF else None


def flow(draft: Draft) -> Posts:
    """Ordinary days at the posts, over the ordinary traffic."""
    posts = Posts(draft)
    passed, sites = draft.passages, draft.gates.sites
    for place in range(len(passed.at)):
        at = passed.at[place]
        if passed.scope[place] == EXEMPT:
            passed.released_at[place] = at + 10 + int(posts.chance.random() * 2 * MINUTE)
        elif sites[passed.gate[place] - 1].mode != "road" and not passed.inbound[place]:
            passed.screened[place], passed.screened_at[place] = (
                1,
                at + int(posts.chance.random() * 5 * MINUTE),
            )
        elif passed.scope[place] == LOCAL and passed.inbound[place] and at >= DECLARING_FROM:
            _occupied(posts, place, posts.chance.random())
    _fevers(posts)
    return posts


def _occupied(posts: Posts, place: int, draw: float) -> None:
    """Turn a few local cars into those with an occupant from elsewhere, and fewer into buses; they declare."""
    if draw < figures.OCCUPANT_FROM_ELSEWHERE.value:
        load(posts, place)
    elif draw < figures.OCCUPANT_FROM_ELSEWHERE.value + figures.BUS_FROM_ELSEWHERE.value:
        fill(posts, place)


def load(posts: Posts, place: int) -> None:
    """A car with two in it, one of them registered elsewhere; the car declares."""
    draft = posts.draft
    gate = draft.gates.sites[draft.passages.gate[place] - 1]
    draft.passages.scope[place] = OCCUPANT_FROM_ELSEWHERE
    driver = draft.persons.add(gate.area)
    posts.sit(place, driver, "driver")
    posts.sit(place, draft.persons.add(gate.area), "passenger", registered_elsewhere=False)
    declare_for(posts, place, driver, declared_at(posts.chance, draft.passages.at[place]), by_car=True)


def fill(posts: Posts, place: int) -> None:
    """A bus with a driver and four passengers registered elsewhere; each of them declares."""
    draft = posts.draft
    gate = draft.gates.sites[draft.passages.gate[place] - 1]
    draft.passages.scope[place] = BUS_FROM_ELSEWHERE
    posts.sit(place, draft.persons.add(gate.area), "driver", registered_elsewhere=False)
    for _ in range(4):
        person = draft.persons.add(gate.area)
        posts.sit(place, person, "passenger")
        declare_for(posts, place, person, declared_at(posts.chance, draft.passages.at[place]), by_car=False)


def declare_for(posts: Posts, place: int, person: int, made_at: int, *, by_car: bool) -> int:
    """A declaration for a passage, by the car or by someone in it: a stay outside the key areas, a destination."""
    draft, passed = posts.draft, posts.draft.passages
    return draft.declare(
        made_at, draft.gates.sites[passed.gate[place] - 1].area, person=person, stay=passed.origin[place],
        vehicle=passed.vehicle[place] if by_car else -1, destination=posts.chance.choice(draft.tree.communities),
        arrives=passed.at[place],
    )  # fmt: skip


def _fevers(posts: Posts) -> None:
    draft, chance = posts.draft, posts.chance
    first = max(AS_OF - draft.days * DAY, midnight(calendar.CHECKS_BEGIN))
    for _ in range(max(6, round(figures.FEVERS_A_DAY.value * draft.people / 1000 * draft.days))):
        gate = chance.choice(draft.gates.usual[chance.choice(("road", "road", "rail", "air"))])
        when = first + int(chance.random() * (AS_OF - 3 * HOUR - first))
        confirmed = chance.random() < figures.FEVER_CONFIRMED.value
        tell = posts.fever if confirmed else posts.cleared
        tell(gate, when, inbound=gate.mode == "road" or chance.random() < 0.6)


# --- over the finished traffic ---------------------------------------------------------------------------------------


def post_days() -> list[date]:
    """Days of which posts keep their shifts: all since the must began."""
    return calendar.days(calendar.DECLARING_BEGINS, calendar.LAST_DAY)


def tallies(posts: Posts) -> None:
    """Two shifts of every road gate and day and an hour's independent count, in agreement with the passages; free rooms."""
    draft, chance = posts.draft, posts.chance
    counted = dict(_inbound_by_hour(draft))
    for gate in draft.gates.sites:
        if gate.kind != "gate" or gate.mode != "road":
            continue
        for day in post_days():
            start = midnight(day)
            if gate.opened_at is not None and not gate.covers(start):
                continue
            for shift in range(SHIFTS):
                begins = start + shift * SHIFT
                if gate.closed_at is not None and gate.closed_at <= begins:
                    continue
                vehicles = sum(
                    counted.get((gate.id, begins + hour * HOUR), 0) for hour in range(SHIFT // HOUR)
                )
                _tally(posts, gate, "post", (begins, begins + SHIFT), vehicles)
            at = start + COUNTED_HOUR
            _tally(posts, gate, "counter", (at, at + HOUR), counted.get((gate.id, at), 0))
    for site in draft.gates.sites:
        for day in post_days() if site.kind == "quarantine_site" else ():
            if site.covers(midnight(day)):
                made_at = min(AS_OF, midnight(day) + DAY + 5 * MINUTE + int(chance.random() * 100 * MINUTE))
                free = int(chance.random() * (site.rooms or 1))
                draft.returns.append(DailyReturn(ROOMS, day, free, made_at, site.area, site.id))


def _tally(posts: Posts, gate: Site, kind: str, hours: tuple[int, int], vehicles: int) -> None:
    begins, ends = hours
    persons = round(vehicles * PERSONS_A_VEHICLE.value)
    told = {"site_id": gate.id, "kind": kind, "starts_at": begins, "ends_at": ends, "vehicles": vehicles,
            "made_at": min(AS_OF, ends + 5 * MINUTE + int(posts.chance.random() * 45 * MINUTE)), "area_id": gate.area}  # fmt: skip
    if kind == "post":
        staff = round(figures.STAFF_A_SHIFT.value * (0.8 + 0.4 * posts.chance.random()))
        told |= {"staff": staff, "persons_in": persons, "checked_in": persons, "fever": 0}
    posts.draft.keep("shift_tally", min(AS_OF, ends), **told)


def _inbound_by_hour(draft: Draft) -> Iterator[tuple[tuple[int, int], int]]:
    found: dict[tuple[int, int], int] = {}
    passed = draft.passages
    for at, gate, inbound in zip(passed.at, passed.gate, passed.inbound, strict=True):
        if inbound:
            key = gate, at - at % HOUR
            found[key] = found.get(key, 0) + 1
    return iter(found.items())
