"""How a row of isolation and care is told when all is as the plan asks; life tells it so, and planting changes single facts."""

from __future__ import annotations

from datetime import date
from typing import Any

from lianfang.base import areas
from lianfang.synth import calendar, figures, illness
from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE, midnight
from lianfang.synth.chance import stream
from lianfang.synth.draft import Draft
from lianfang.synth.gates import Site
from lianfang.synth.kept import Numbered

TERM = 14 * DAY
CHECKED_FROM = date(2020, 2, 7)
"""Community measures: checks of everybody under an order are told from here on."""
PLACES_OPEN = midnight(date(2020, 1, 16))
"""Places of isolation are there, and inspected, before the first contact of the first case."""
BASIS = "传染病防治法（2013年修正）"
EVIDENCE = {
    "home_isolation": "核实14天内有重点地区停留", "collective_isolation": "核实为确诊病例的密切接触者",
    "seal": "核实单元内有确诊病例", "": "核实须健康监测",
}  # fmt: skip
"""What the officer verified as the order began."""
DECIDERS = ("陈志强", "林秀英", "黄建国", "张丽华")
SIGNERS = ("吴海燕", "何永康", "罗春梅")
APPEAL_JUDGES = ("郑思远", "谢文静")
SUPPORTERS = ("李桂芳", "王小平", "赵敏", "孙立新", "周文")
"""Made-up names: who decides and signs in a subdistrict, who decides on appeals, who brings what a household needs."""
VALID_UNTIL = date(2020, 6, 30)
"""Ordinary inspections of sites hold until then."""


class Isolating:
    """Tells households, stays, contacts, orders, checks, needs, units and inspections, from a stream of its own."""

    def __init__(self, draft: Draft, name: str):
        self.draft, self.chance, self.name = draft, stream(draft.seed, name), name
        self.units = 0

    def community(self, inside: int | None = None) -> int:
        """A community, of a district if one is named."""
        if inside is None or inside == self.draft.tree.city:
            return self.chance.choice(self.draft.tree.communities)
        return self.chance.choice([c for c in self.draft.tree.communities if areas.is_within(c, inside)])

    def command(self, community: int) -> int | None:
        """The command of the subdistrict, which decides on orders."""
        above = areas.parent_of(community)
        return None if above is None else self.draft.tree.areas[above].command

    def person(self, area: int) -> Numbered:
        """A person of its own."""
        return Numbered("person", self.draft.persons.add(area))

    def household(self, at: int, area: int, **told: Any) -> int:
        """A household without anybody who needs care, registered as it is met."""
        facts = {"registered_at": at, "housing": self.chance.choice(("owned", "rented", "rented"))}
        facts |= {"members": self.chance.randint(1, 5), "vulnerable": "none", "area_id": area}
        return self.draft.keep("household", at, **facts | told)

    def stay(self, at: int, area: int, came_from: int, **told: Any) -> int:
        """Someone back from elsewhere, well, whose history the community takes within hours."""
        facts: dict[str, Any] = {"person_id": self.person(area), "came_from_id": came_from, "arrived_at": at}
        facts |= {"traveller": self.chance.choice(("returning", "returning", "arriving")), "fever": False}
        facts |= {"history_at": at + self.chance.randrange(5 * HOUR), "area_id": area}
        return self.draft.keep("stay", at, **facts | told)

    def from_key_area(self, at: int, area: int, **told: Any) -> int:
        """Someone who left a key area up to three days ago."""
        left = at - self.chance.randrange(4 * HOUR, 3 * DAY)
        return self.stay(at, area, self.chance.choice(self.draft.tree.hubei), left_key_area_at=left, **told)

    def order(self, kind: str, starts_at: int, area: int, **told: Any) -> int:
        """An order with all that an order needs, of 14 days, released in time where that is over."""
        facts: dict[str, Any] = {
            "kind": kind,
            "basis": BASIS,
            "decided_by_id": self.command(area),
            "oral": False,
        }
        facts |= {"starts_at": starts_at, "ends_at": starts_at + TERM, "area_id": area}
        for column in ("support_at", "second_signed_at", "appeal_told_at", "written_at"):
            facts[column] = starts_at - self.chance.randrange(HOUR)
        facts |= self.reasons(kind, starts_at) | told
        if "released_at" not in facts and facts["ends_at"] + 50 * MINUTE <= AS_OF:
            facts["released_at"] = facts["ends_at"] + self.chance.randrange(50 * MINUTE)
        return self.draft.keep("order", min(starts_at, AS_OF), **facts)

    def reasons(self, kind: str, starts_at: int) -> dict[str, Any]:
        """What an order rests on, who decided and signed, who helps: by the place in the register, so that nothing is drawn."""
        number = len(self.draft.kept.rows["order"]) + 1
        return {
            "number": f"〔2020〕{number}号", "evidence": EVIDENCE.get(kind, EVIDENCE[""]),
            "evidence_at": starts_at, "decided_at": starts_at, "decider": DECIDERS[number % len(DECIDERS)],
            "second_signer": SIGNERS[number % len(SIGNERS)], "notice_at": starts_at,
            "support_contact": f"{SUPPORTERS[number % len(SUPPORTERS)]} 0755-{20000000 + number}",
        }  # fmt: skip

    def judge(self, order: int) -> str:
        """Who decides on an appeal against an order."""
        return APPEAL_JUDGES[order % len(APPEAL_JUDGES)]

    def at_home(self, starts_at: int, area: int, **told: Any) -> int:
        """A household isolated at home."""
        if "household_id" not in told:
            told["household_id"] = self.household(starts_at - HOUR, area)
        return self.order("home_isolation", starts_at, area, **{"person_id": self.person(area)} | told)

    def check(self, at: int, order: int | None, area: int, **told: Any) -> int:
        """Someone seen, and well."""
        facts: dict[str, Any] = {"at": at, "order_id": order, "result": "SEEN_OK", "symptoms": False}
        facts |= {"temperature": round(36.2 + self.chance.random() * 0.8, 1), "area_id": area}
        return self.draft.keep("health_check", min(told.get("at") or at, AS_OF), **facts | told)

    def watch(self, order: int, *, but: date | None = None) -> None:
        """The checks that an order owes, day by day, but for one day: one at home, morning and evening elsewhere."""
        told = self.draft.kept.told("order", order)
        for day in watched_days(told):
            if day == but:
                continue
            for first, last in ((9, 12),) if told["kind"] == "home_isolation" else ((8, 11), (16, 21)):
                at = midnight(day) + self.chance.randrange(first * HOUR, last * HOUR)
                who = {"person_id": told.get("person_id"), "contact_id": told.get("contact_id")}
                self.check(at, order, told["area_id"], **who)

    def need(self, kind: str, asked_at: int, area: int, **told: Any) -> int:
        """A need that is answered and met at once."""
        facts: dict[str, Any] = {"kind": kind, "asked_at": asked_at, "answered_at": asked_at + 5 * MINUTE}
        facts |= {"met_at": asked_at + 20 * MINUTE, "area_id": area}
        return self.draft.keep("need", asked_at, **facts | told)

    def unit(self, area: int) -> Site:
        """A stairwell unit of a compound, of its own."""
        self.units += 1
        compounds = [site for site in self.draft.gates.sites if site.kind == "compound"]
        near = [site for site in compounds if areas.is_within(site.area, area)]
        home = self.chance.choice(near or compounds)
        names = (f"{home.zh}{self.units}单元", f"{home.en}, unit {self.units}")
        key = f"unit-{self.name.replace(' ', '-')}-{self.units}"
        made = self.draft.gates.add(key, "unit", names, home.area, home.operator)
        made.part_of = home.id
        return made

    def inspect(self, site: int, rule: str, at: int, area: int, **told: Any) -> int:
        """A place found in order."""
        facts: dict[str, Any] = {"site_id": site, "rule": rule, "at": at, "result": "ok", "evidence": True}
        facts |= {"valid_until": VALID_UNTIL, "area_id": area}
        return self.draft.keep("inspection", at, **facts | told)

    def seal(self, starts_at: int, unit: Site, **told: Any) -> int:
        """A unit sealed for 14 days, the notice on its door; its fire exit is told apart."""
        facts = {"site_id": unit.id, "notice_at": starts_at + self.chance.randrange(30 * MINUTE)}
        return self.order("seal", starts_at, unit.area, **facts | told)

    def case(self, reported_on: date, home: int, confirmed_at: int | None) -> int:
        """One more confirmed case, complete, and where they live."""
        tree, area = self.draft.tree, self.draft.gates.sites[home - 1].area
        district = next(code for code in tree.districts if areas.is_within(area, code))
        made = illness.make(tree, self.chance, reported_on, district)
        made.home, made.confirmed_at = home, confirmed_at
        self.draft.cases.append(made)
        return len(self.draft.cases)

    def contact(self, at: int, area: int, case: int, **told: Any) -> int:
        """A close contact, identified at an instant, a day after they were last together."""
        facts: dict[str, Any] = {
            "person_id": self.person(area),
            "case_id": case,
            "proximity": "FACE_TO_FACE_LONG",
        }
        facts |= {"category": "HIGH_RISK", "last_contact_at": at - DAY, "identified_at": at}
        facts |= {"reached_at": at + MINUTE, "status": "FOLLOW_UP", "area_id": area}
        return self.draft.keep("contact", min(at, AS_OF), **facts | told)

    def place(self, area: int, number: int) -> Site:
        """A place of collective isolation of an area, with someone who runs it."""
        tree = self.draft.tree
        names = (
            f"{tree.areas[area].zh}第{number}集中隔离点",
            f"{tree.areas[area].en}, place of isolation {number}",
        )
        key = f"isolation-{self.name.replace(' ', '-')}-{area}-{number}"
        site = self.draft.gates.add(key, "quarantine_site", names, area, tree.areas[area].command)
        site.recorded_at = PLACES_OPEN - HOUR
        site.opened_at, site.rooms = PLACES_OPEN, int(figures.ROOMS_A_QUARANTINE_SITE.value)
        return site


def watched_days(order: dict[str, Any]) -> list[date]:
    """The days of which an order in force owes checks: it begins before the day, and is not over when the day is."""
    found = []
    for day in calendar.days(CHECKED_FROM, calendar.LAST_DAY):
        start, released = midnight(day), order.get("released_at")
        if order["starts_at"] <= start < order["ends_at"] and (released is None or released > start + DAY):
            found.append(day)
    return found
