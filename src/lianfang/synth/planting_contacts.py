"""Failings, near misses and undecidable records of close contacts, of places of isolation, and of units with a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from lianfang.base import areas
from lianfang.synth import calendar, illness
from lianfang.synth.calendar import AS_OF, DAY, HOUR, midnight
from lianfang.synth.draft import Draft
from lianfang.synth.gates import Site
from lianfang.synth.isolating import TERM, Isolating
from lianfang.synth.ledger import Finding
from lianfang.synth.planting_orders import (
    BEFORE_THE_PLAN,
    FROM,
    LONGEST,
    NAMED,
    RELEASED,
    SIGNED,
    SUPPORTED,
    TOLD,
    UNDATED,
    UNSIGNED,
    UNTIL,
    After,
    Changes,
    change,
)  # fmt: skip

GIVEN = "contact-given-to-a-team"
"""Of a contact whose category is not known it cannot be told either."""
ISOLATED, EXITS, BUILDING = (
    "close-contact-isolated",
    "isolation-site-exits-clear",
    "isolation-site-building-sound",
)
SEALED, EXIT, POSTED = "unit-with-case-sealed", "sealed-unit-exit-clear", "seal-notice-posted"
ISOLATED_WITHIN, SEALED_WITHIN, POSTED_WITHIN, WATCHED_FOR = DAY, DAY, 2 * HOUR, 14 * DAY


def plant(draft: Draft, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    telling = Isolating(draft, "planted contacts")
    for near in CONTACTS_NEAR:
        contact(telling, near)
    for near_place in PLACES_NEAR:
        place(telling, near_place)
    for sealed in SEALS_NEAR:
        seal(telling, sealed)
    if not planted:
        return
    for _ in range(max(1, len(draft.isolated) // 100)):
        for failing in CONTACTS:
            contact(telling, failing)
        for inspected in PLACES:
            place(telling, inspected)
        for sealed in SEALS:
            seal(telling, sealed)
    nowhere(telling)
    no_site(telling)
    before_the_plan(telling)


# --- contacts -------------------------------------------------------------------------------------------------------


class Contact(NamedTuple):
    """A contact, so many seconds before an order (None: none) of a kind, with what is told otherwise and found."""

    why: str
    found: Finding | None = None
    contact: Changes = {}  # noqa: RUF012 - read only
    starts: int | None = 6 * HOUR
    order: Changes = {}  # noqa: RUF012 - read only
    ruled_out: bool = False
    """Whom they were close to is no case."""


CONTACTS_NEAR = (
    Contact("a day after", starts=ISOLATED_WITHIN),
    Contact("a second later", starts=ISOLATED_WITHIN + 1),
    Contact("in a hospital", order={"kind": "hospital_isolation"}),
    Contact("no close contact", contact={"category": "LOW_RISK"}, starts=None),
    Contact(
        "watched no longer", contact={"last_contact_at": After("identified_at", -WATCHED_FOR)}, starts=None
    ),
    Contact("close to somebody who is no case", starts=None, ruled_out=True),
    Contact("identified a moment ago", contact={"identified_at": AS_OF - ISOLATED_WITHIN + 1}, starts=None),
    Contact("before the must", contact={"identified_at": midnight(date(2020, 2, 7)) - 1}, starts=None),
)
CONTACTS = (
    Contact("no order", "gap", starts=None),
    Contact(
        "no order, due this second",
        "gap",
        contact={"identified_at": AS_OF - ISOLATED_WITHIN, "last_contact_at": AS_OF - 2 * DAY},
        starts=None,
    ),
    Contact("at home only", "gap", order={"kind": "home_isolation"}),
    Contact("the order names nobody's contact", "gap", order={"contact_id": None}),
    Contact(
        "watched for one second more",
        "gap",
        contact={"last_contact_at": After("identified_at", 1 - WATCHED_FOR)},
        starts=None,
    ),
    Contact("how close they were is not known", "cannot_tell", contact={"category": None}),
    Contact("when they were last together is not known", "cannot_tell", contact={"last_contact_at": None}),
)


def ordinary_place(telling: Isolating) -> Site:
    """A place of isolation of ordinary life."""
    return next(site for site in telling.draft.gates.sites if site.kind == "quarantine_site")


def contact(telling: Isolating, told: Contact) -> None:
    """A close contact of an ordinary case, and the order for it."""
    draft = telling.draft
    at, area = telling.chance.randrange(FROM, UNTIL), telling.community()
    case = _no_case(telling, area) if told.ruled_out else 1 + telling.chance.randrange(20)
    row = telling.contact(at, area, case)
    change(telling, "contact", row, told.contact)
    if told.starts is not None:
        facts = {"household_id": telling.household(at, area), "place_id": ordinary_place(telling).id}
        facts["person_id"] = draft.kept.told("contact", row)["person_id"]
        order = telling.order("collective_isolation", at + told.starts, area, contact_id=row, **facts)
        change(telling, "order", order, told.order)
        telling.watch(order)
    if told.found:
        draft.find(ISOLATED, "contact", row, told.found, told.why, area)
    if draft.kept.told("contact", row)["category"] is None:
        draft.find(GIVEN, "contact", row, "cannot_tell", told.why, area)


def _no_case(telling: Isolating, area: int) -> int:
    """Somebody who was a suspect for a while and is no case."""
    tree = telling.draft.tree
    district = next(code for code in tree.districts if areas.is_within(area, code))
    made = illness.make(tree, telling.chance, date(2020, 2, 8), district)
    made.classification, made.discharged_on = "NO_CASE", None
    telling.draft.cases.append(made)
    return len(telling.draft.cases)


# --- places of isolation ------------------------------------------------------------------------------------------------


class Place(NamedTuple):
    """A place where one inspection is told otherwise (None: there was none), and the must that finds it."""

    why: str
    rule: str
    found: str | None
    inspection: Changes | None


def _until(days: int) -> dict[str, Any]:
    return {"valid_until": timedelta(days=days)}


PLACES_NEAR = (
    Place("inspected as the order starts", "fire", None, {"at": After("at", HOUR)}),
    Place("a second later", "fire", None, {"at": After("at", HOUR + 1)}),
    Place("inspected as the order starts", "structure", None, {"at": After("at", HOUR)}),
    Place("a second later", "structure", None, {"at": After("at", HOUR + 1)}),
    Place("valid until the end of that day", "fire", None, _until(0)),
)
PLACES = (
    Place("never inspected", "fire", EXITS, None),
    Place("a fault, not mended", "fire", EXITS, {"result": "fault"}),
    Place("valid until the day before", "structure", BUILDING, _until(-1)),
    Place("valid until nobody knows when", "structure", BUILDING, {"valid_until": None}),
)


def place(telling: Isolating, told: Place) -> None:
    """A place of its own, an hour after its inspections someone is ordered there at noon."""
    draft, area = telling.draft, telling.community()
    district = next(d for d in draft.tree.districts if areas.is_within(area, d))
    telling.units += 1
    site = telling.place(district, 100 + telling.units)
    day = date(2020, 2, 7) + timedelta(days=telling.chance.randrange(4))
    starts = midnight(day) + 12 * HOUR
    for rule in ("fire", "structure"):
        if rule == told.rule and told.inspection is None:
            continue
        row = telling.inspect(site.id, rule, starts - HOUR, district)
        if rule == told.rule and told.inspection:
            change(telling, "inspection", row, _dated(told.inspection, day))
    order = telling.order(
        "collective_isolation", starts, area, person_id=telling.person(area), place_id=site.id
    )
    telling.watch(order)
    if told.found:
        draft.find(told.found, "order", order, "gap", told.why, area)


def _dated(changes: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Days told as so many from a day."""
    return {name: day + said if isinstance(said, timedelta) else said for name, said in changes.items()}


def nowhere(telling: Isolating) -> None:
    """Undecidable: nobody wrote down where someone was sent."""
    at, area = telling.chance.randrange(FROM, UNTIL), telling.community()
    order = telling.order("collective_isolation", at, area, person_id=telling.person(area))
    telling.watch(order)
    for must in (EXITS, BUILDING):
        telling.draft.find(must, "order", order, "cannot_tell", "to which place is not known", area)


# --- units ----------------------------------------------------------------------------------------------------------


class Seal(NamedTuple):
    """A case in a unit, so many seconds before a seal (None: none), with what is told otherwise and which must finds it."""

    why: str
    found: str | None = None
    starts: int | None = 6 * HOUR
    order: Changes = {}  # noqa: RUF012 - read only
    inspection: Changes | None = {}  # noqa: RUF012 - read only
    confirmed: int | None = 9 * HOUR
    """Confirmed so many seconds into the day of report."""
    reported: date = date(2020, 2, 9)
    finding: Finding = "gap"


SEALS_NEAR = (
    Seal("a day after", starts=SEALED_WITHIN),
    Seal("a second later", starts=SEALED_WITHIN + 1),
    Seal("confirmed a moment ago", starts=None, reported=calendar.LAST_DAY, confirmed=1),
    Seal("reported before the must", starts=None, reported=date(2020, 2, 6)),
    Seal(
        "an earlier seal, lifted as this case is confirmed",
        starts=-2 * DAY,
        order={"released_at": After("starts_at", 2 * DAY)},
    ),
    Seal("the notice two hours after", order={"notice_at": After("starts_at", POSTED_WITHIN)}),
    Seal("a second later", order={"notice_at": After("starts_at", POSTED_WITHIN + 1)}),
    Seal("the exit seen as the door closes", inspection={"at": After("at", HOUR)}),
    Seal("a second later", inspection={"at": After("at", HOUR + 1)}),
)
SEALS = (
    Seal("not sealed", SEALED, starts=None),
    Seal("not sealed, due this second", SEALED, starts=None, reported=calendar.LAST_DAY, confirmed=0),
    Seal("sealed for 13 days", SEALED, order={"ends_at": After("starts_at", TERM - DAY)}),
    Seal("a second short of 14 days", SEALED, order={"ends_at": After("starts_at", TERM - 1)}),
    Seal(
        "an earlier seal, lifted the second before",
        SEALED,
        starts=-2 * DAY,
        order={"released_at": After("starts_at", 2 * DAY - 1)},
    ),
    Seal("when the case was confirmed is not known", SEALED, confirmed=None, finding="cannot_tell"),
    Seal("no notice on the door", POSTED, order={"notice_at": None}),
    Seal("nobody looked at the fire exit", EXIT, inspection=None),
    Seal("the fire exit is blocked", EXIT, inspection={"result": "fault"}),
    Seal("the check of the exit was no longer valid", EXIT, inspection={"valid_until": date(2020, 2, 8)}),
)


def seal(telling: Isolating, told: Seal) -> None:
    """A case of its own in a unit of its own."""
    draft, area = telling.draft, telling.community()
    unit = telling.unit(area)
    confirmed = None if told.confirmed is None else midnight(told.reported) + told.confirmed
    case = telling.case(told.reported, unit.id, confirmed)
    order = 0
    if told.starts is not None:
        starts = (confirmed or midnight(told.reported)) + told.starts
        order = telling.seal(starts, unit, case_id=case)
        change(telling, "order", order, told.order)
        if told.inspection is not None:
            row = telling.inspect(unit.id, "fire", starts - HOUR, unit.area)
            change(telling, "inspection", row, told.inspection)
    if told.found == SEALED:
        draft.find(SEALED, "case", case, told.finding, told.why, draft.cases[case - 1].area)
    elif told.found:
        draft.find(told.found, "order", order, told.finding, told.why, unit.area)


def no_site(telling: Isolating) -> None:
    """Undecidable: an order seals a household, and nobody wrote down which unit."""
    at, area = telling.chance.randrange(FROM, UNTIL), telling.community()
    order = telling.order("seal", at, area, household_id=telling.household(at, area), notice_at=at)
    telling.draft.find(EXIT, "order", order, "cannot_tell", "which unit is not known", area)


def before_the_plan(telling: Isolating) -> None:
    """A seal with a date before the plan: no value holds for it."""
    unit = telling.unit(telling.community())
    telling.inspect(unit.id, "fire", BEFORE_THE_PLAN - HOUR, unit.area)
    order = telling.seal(BEFORE_THE_PLAN, unit)
    for must in (SIGNED, UNSIGNED, NAMED, TOLD, LONGEST, RELEASED, SUPPORTED, POSTED):
        telling.draft.find(must, "order", order, "cannot_tell", UNDATED, unit.area)
