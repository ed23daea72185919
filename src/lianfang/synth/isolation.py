"""Isolation and care in ordinary life: who comes, who was close to a case, who is shut in, looked at and looked after."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from lianfang.base import areas
from lianfang.synth import figures, passing
from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE, midnight
from lianfang.synth.chance import stream
from lianfang.synth.draft import Draft, Isolated
from lianfang.synth.gates import Site
from lianfang.synth.illness import Case
from lianfang.synth.isolating import PLACES_OPEN, TERM, Isolating

ARRIVE_FROM, ARRIVE_UNTIL = midnight(date(2020, 1, 25)), AS_OF - DAY - 4 * HOUR
"""Ordinary arrivals end here, so that all that is owed for them is due at ``AS_OF``."""
WEEK = date(2020, 2, 7), date(2020, 2, 12)
"""Cases reported on these days live in a unit that is on record; those of the last day would not be due."""
VULNERABLE = ("elderly_alone", "pregnant", "infant", "dialysis", "chronic", "disabled")
NEEDS = ("food", "food", "food", "medicine", "medicine", "counsel", "dialysis", "birth", "emergency")


def live(draft: Draft) -> None:
    """Tell all of it: arrivals, those from key areas at home, contacts in collective isolation, units sealed."""
    telling = Isolating(draft, "isolation")
    _key_areas(draft)
    _at_risk(draft)
    for _ in range(max(20, round(draft.people / figures.PEOPLE_AN_ARRIVAL.value))):
        at = telling.chance.randrange(ARRIVE_FROM, ARRIVE_UNTIL)
        area = telling.community()
        telling.stay(at, area, _elsewhere(telling), **_fever(telling, at))
    for _ in range(max(12, round(draft.people / figures.PEOPLE_A_KEY_AREA_ARRIVAL.value))):
        _home(telling)
    _contacts(telling)
    _seals(telling)
    passing.live(draft)


def _key_areas(draft: Draft) -> None:
    """The area whose arrivals are looked after, as the register of risk areas has it; the plan's own list says the same."""
    begins = midnight(date(2020, 1, 23))
    province = next(code for code, area in draft.tree.areas.items() if area.gb == "420000")
    draft.keep(
        "risk_area", begins + 10 * HOUR, place_id=province, risk="key", valid_from=begins,
        document="2020年2月7日社区措施：重点地区", area_id=draft.tree.city,
    )  # fmt: skip


def _at_risk(draft: Draft) -> None:
    """A community in the middle of the city, declared at risk some days after it was: who was there since is asked backwards."""
    district = draft.tree.districts[0]
    low, high = areas.span(district)
    community = min(code for code in draft.tree.communities if low <= code < high)
    draft.keep(
        "risk_area", AS_OF - 14 * HOUR, place_id=community, risk="high", valid_from=AS_OF - 5 * DAY,
        document="区指挥部2020年2月12日通告：高风险小区", area_id=district,
    )  # fmt: skip


def _elsewhere(telling: Isolating) -> int:
    return telling.chance.choice(
        [code for code, _ in telling.draft.tree.origins if code not in telling.draft.tree.hubei]
    )


def _fever(telling: Isolating, at: int) -> dict[str, Any]:
    """One in fifty has a fever on arrival: reported at once, and sent to a hospital."""
    if telling.chance.random() >= figures.FEVER_ON_ARRIVAL.value:
        return {}
    found = at + telling.chance.randrange(HOUR)
    return {
        "fever": True, "fever_found_at": found, "fever_reported_at": found + 5 * MINUTE,
        "sent_to_hospital_at": found + telling.chance.randrange(10 * MINUTE, 90 * MINUTE),
    }  # fmt: skip


def _home(telling: Isolating) -> None:
    """One from a key area: a household, an order within hours, a look every day, and what they need."""
    draft, chance = telling.draft, telling.chance
    at, area = chance.randrange(ARRIVE_FROM, ARRIVE_UNTIL), telling.community()
    care = {}
    if chance.random() < figures.VULNERABLE_HOUSEHOLDS.value:
        care = {"vulnerable": chance.choice(VULNERABLE), "care_plan_at": at + HOUR}
    household = telling.household(at, area, **care)
    stay = telling.from_key_area(at, area, household_id=household)
    starts = at + chance.randrange(2 * HOUR, 20 * HOUR)
    told: dict[str, Any] = {"household_id": household, "stay_id": stay}
    told["person_id"] = draft.kept.told("stay", stay)["person_id"]
    if chance.random() < figures.ORAL_ORDERS.value:
        told |= {"oral": True, "written_at": starts + chance.randrange(4 * HOUR)}
    order = telling.at_home(starts, area, **told)
    _appeal(telling, order)
    telling.watch(order)
    last = min(starts + TERM, AS_OF - DAY - HOUR)
    for _ in range(chance.randint(0, 2)):
        asked = chance.randrange(starts, max(starts + 1, last))
        telling.need(chance.choice(NEEDS), asked, area, household_id=household, order_id=order)
    draft.isolated.append(Isolated(order, area, household=household, stay=stay))


def _appeal(telling: Isolating, order: int) -> None:
    """Few appeal; it is decided in two days."""
    told = telling.draft.kept.told("order", order)
    appealed = told["starts_at"] + telling.chance.randrange(DAY)
    if telling.chance.random() < figures.APPEALS.value and appealed + 2 * DAY <= AS_OF:
        told |= {
            "appealed_at": appealed,
            "appeal_decided_at": appealed + telling.chance.randrange(HOUR, 47 * HOUR),
            "appeal_from": "person",
            "appeal_reason": "未去过重点地区",
            "appeal_result": "upheld",
            "appeal_decided_by": telling.judge(order),
        }


# --- contacts -------------------------------------------------------------------------------------------------------


def _contacts(telling: Isolating) -> None:
    """Close contacts of every confirmed case, in the quarantine site of their district."""
    draft, places = telling.draft, {}
    for district in draft.tree.districts:
        site = places[district] = telling.place(district, 1)
        for rule in ("fire", "structure"):
            telling.inspect(site.id, rule, PLACES_OPEN, district)
    found = stream(draft.seed, "household clocks")
    for number, case in enumerate(draft.cases, 1):
        if case.classification == "CONFIRMED" and case.reported_on:
            _isolate(case, case.reported_on, found)
            for _ in range(round(figures.CONTACTS_A_CASE.value)):
                _contact(telling, number, case, places[case.district or draft.tree.districts[0]])


def _isolate(case: Case, reported: date, chance: Random) -> None:
    """When a case was found and isolated: whoever lives with it is watched from then on. The rest of its course is told apart."""
    case.confirmed_at = midnight(reported) + chance.randrange(8 * HOUR, 15 * HOUR)
    case.isolated_at = case.confirmed_at + chance.randrange(5 * MINUTE, 20 * MINUTE)


def _contact(telling: Isolating, number: int, case: Case, place: Site) -> None:
    draft, chance = telling.draft, telling.chance
    at = midnight(case.reported_on or date(2020, 2, 1)) - chance.randrange(14 * HOUR)
    area = telling.community(case.district)
    last = at - chance.randrange(3 * HOUR, 5 * DAY)
    proximity = chance.choice(("SAME_HOUSEHOLD", "SAME_HOUSEHOLD", "FACE_TO_FACE_LONG", "SAME_VEHICLE"))
    if proximity == "SAME_HOUSEHOLD" and case.isolated_at is not None:
        last = case.isolated_at
        at = last + chance.randrange(10 * MINUTE, HOUR)
    contact = telling.contact(
        at, area, number, proximity=proximity, last_contact_at=last, reached_at=at + HOUR
    )
    starts = min(at + chance.randrange(2 * HOUR, 11 * HOUR), max(at, AS_OF - HOUR))
    row = draft.kept.told("contact", contact)
    order = telling.order(
        "collective_isolation", starts, area, person_id=row["person_id"], contact_id=contact, case_id=number,
        place_id=place.id, ends_at=last + TERM,
    )  # fmt: skip
    released = draft.kept.told("order", order).get("released_at")
    row |= {"status": "COMPLETED" if released else "FOLLOW_UP", "ended_at": released}
    telling.watch(order)
    draft.isolated.append(Isolated(order, area, contact=contact))


# --- units ----------------------------------------------------------------------------------------------------------


def _seals(telling: Isolating) -> None:
    """Cases of the last week live in a unit, which is sealed within a day."""
    for number, case in enumerate(telling.draft.cases, 1):
        day = case.reported_on
        if (
            case.classification != "CONFIRMED"
            or not case.district
            or not day
            or not WEEK[0] <= day <= WEEK[1]
        ):
            continue
        unit = telling.unit(case.district)
        case.home = unit.id
        case.confirmed_at = case.confirmed_at or midnight(day) + telling.chance.randrange(8 * HOUR, 20 * HOUR)
        telling.inspect(unit.id, "fire", case.confirmed_at - HOUR, unit.area)
        telling.seal(case.confirmed_at + telling.chance.randrange(HOUR, 20 * HOUR), unit, case_id=number)
