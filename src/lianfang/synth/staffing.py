"""Those who treat, in ordinary life: their shifts, what their families need, the teams sent away. All as the plan asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from lianfang.synth import figures, treatment
from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE, midnight
from lianfang.synth.chance import stream
from lianfang.synth.draft import Draft
from lianfang.synth.kept import Numbered

FIRST_DAY, DAYS = date(2020, 2, 7), 8
"""Shifts are told of these days, the last of them planned beyond the city's own instant."""
TURNS = ((8, "day"), (14, "late"), (20, "night"))
"""Hour at which a turn of six hours begins."""
TURN, IN_ZONE = 6 * HOUR, 4.0
ROLES = ("doctor", "doctor", "nurse", "nurse", "nurse", "technician", "cleaner")
FAMILY = ("child_care", "elder_care", "lodging")


class Staffing:
    """Tells members of staff, shifts, needs of families and missions, from a stream of its own."""

    def __init__(self, draft: Draft, name: str):
        self.draft, self.chance = draft, stream(draft.seed, name)
        self.hospital = treatment.hospital(draft)

    def member(self, **told: Any) -> int:
        """One member of staff of the designated hospital."""
        site = self.hospital
        joined = midnight(date(2020, 1, 20)) + self.chance.randrange(DAY)
        facts: dict[str, Any] = {
            "person_id": Numbered("person", self.draft.persons.add(site.area)), "organisation_id": site.operator,
            "site_id": site.id, "role": self.chance.choice(ROLES), "joined_at": joined, "area_id": site.area,
        }  # fmt: skip
        return self.draft.keep("staff_member", joined, **facts | told)

    def shift(self, member: int, starts_at: int, **told: Any) -> int:
        """One turn in the contaminated zone, within the hours, asked after their health before."""
        over = starts_at + TURN <= AS_OF
        facts: dict[str, Any] = {
            "staff_member_id": member, "site_id": self.hospital.id, "zone": "contaminated", "protection": "level_2",
            "starts_at": starts_at, "ends_at": starts_at + TURN, "area_id": self.hospital.area,
            "hours_in_zone": IN_ZONE + self.chance.choice((0.0, 0.5, 1.0)) if over else None,
            "ill": False if starts_at <= AS_OF else None,
        }  # fmt: skip
        return self.draft.keep("staff_shift", min(starts_at - DAY, AS_OF), **facts | told)

    def ward(self) -> int:
        """A ward of the hospital on which nothing else happens."""
        number = 1 + sum(site.kind == "ward" for site in self.draft.gates.sites)
        names = (f"医护{number}病区", f"Staff ward {number}")
        of = self.hospital
        ward = self.draft.gates.add(f"staff-ward-{number}", "ward", names, of.area, of.operator)
        ward.part_of = of.id
        return ward.id

    def ill(self, ward: int, at: int) -> int:
        """A member of staff of a ward who fell ill, or tested positive, at an instant."""
        return self.member(site_id=ward, ill_at=at)

    def event(self, ward: int, began_at: int, **told: Any) -> int:
        """A cluster among the staff of a ward, reported and being looked into; within two hours where nothing else is told."""
        facts: dict[str, Any] = {
            "title": "医务人员聚集发病", "status": "CLUSTER", "investigation": "ONGOING", "risk_level": "MODERATE",
            "setting": "healthcare", "site_id": ward, "began_at": began_at, "reported_at": began_at + 2 * HOUR, "nosocomial": True,
            "area_id": self.hospital.area,
        } | told  # fmt: skip
        return self.draft.keep("event", facts["reported_at"] or began_at, **facts)

    def need(self, member: int, at: int, **told: Any) -> int:
        """What a family needs, met the next day."""
        facts: dict[str, Any] = {
            "staff_member_id": member, "kind": self.chance.choice(FAMILY), "asked_at": at,
            "answered_at": at + self.chance.randrange(10 * MINUTE, 3 * HOUR), "area_id": self.hospital.area,
            "met_at": at + self.chance.randrange(4 * HOUR, 40 * HOUR),
        }  # fmt: skip
        return self.draft.keep("need", at, **facts | told)

    def mission(self, number: int, left_at: int, **told: Any) -> int:
        """A team sent to Hubei, whose families are told the same day whom to turn to."""
        facts: dict[str, Any] = {
            "name_zh": f"援鄂医疗队第{number}批", "name_en": f"Medical team {number} to Hubei", "members": 10 + number * 5,
            "organisation_id": self.hospital.operator, "place_id": self.chance.choice(self.draft.tree.hubei),
            "left_at": left_at, "families_named_at": left_at + self.chance.randrange(HOUR, 20 * HOUR),
            "area_id": self.hospital.area,
        }  # fmt: skip
        return self.draft.keep("mission", left_at, **facts | told)


def live(draft: Draft) -> None:
    """Tell all of it: a rota of three turns, one in seven off; a few needs; two teams, one back and watched."""
    telling = Staffing(draft, "staff")
    teams = max(3, round(draft.people / figures.PEOPLE_A_MEMBER_OF_STAFF.value / 7))
    for team in range(teams):
        members = [telling.member(team=f"{team + 1}") for _ in range(7)]
        for day, starts_at in enumerate(_turns(team)):
            for place, member in enumerate(members):
                if place != day % len(members):
                    telling.shift(member, starts_at)
        if team % 2 == 0:
            telling.need(members[0], midnight(FIRST_DAY) + telling.chance.randrange(DAY))
    telling.mission(1, midnight(date(2020, 1, 26)) + 9 * HOUR)
    back = midnight(date(2020, 2, 10)) + 15 * HOUR
    telling.mission(
        2,
        midnight(date(2020, 1, 28)) + 9 * HOUR,
        back_at=back,
        watch_until=date(2020, 2, 10) + timedelta(days=14),
    )
    _cluster(telling)


def _cluster(telling: Staffing) -> None:
    """Two of a ward fall ill within a day; the second says so before a shift, and the ward is looked into within hours."""
    ward, first = telling.ward(), midnight(date(2020, 2, 9)) + 10 * HOUR
    second = first + telling.chance.randrange(12 * HOUR, DAY)
    telling.ill(ward, first)
    telling.shift(telling.ill(ward, second), second + HOUR, site_id=ward, ill=True)
    telling.event(ward, first, reported_at=second + telling.chance.randrange(2 * HOUR, 20 * HOUR))


def _turns(team: int) -> Iterator[int]:
    hour = TURNS[team % len(TURNS)][0]
    return (midnight(FIRST_DAY + timedelta(days=day)) + hour * HOUR for day in range(DAYS))
