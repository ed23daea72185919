"""Failings, near misses and undecidable records of contacts: reached, seen day by day, answered for elsewhere, classified.

The limits are those of the plan's sentences, written down again on purpose: a day, three days, fourteen days.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from lianfang.synth import calendar, illness, tracing, treatment
from lianfang.synth.calendar import AS_OF, DAY, HOUR, midnight
from lianfang.synth.draft import Draft
from lianfang.synth.isolating import Isolating
from lianfang.synth.ledger import Finding
from lianfang.synth.planting_contacts import GIVEN, ISOLATED
from lianfang.synth.planting_orders import After, Changes, change

REACHED, SEEN, ANSWERED, CLASSIFIED = (
    "contact-reached", "contact-seen-each-day", "letter-answered", "converted-contact-classified",
)  # fmt: skip
REACHED_WITHIN, ANSWERED_WITHIN, CLASSIFIED_WITHIN = DAY, 3 * DAY, DAY
WATCHED_FOR, BEGINS_WITHIN = 14 * DAY, DAY
MUSTS_FROM = date(2020, 2, 7)
THE_DAY = date(2020, 2, 12)
"""Of which something is told otherwise; days before and after are as they should be."""
FOUND_FROM, FOUND_UNTIL = midnight(date(2020, 2, 8)), midnight(date(2020, 2, 10))


def plant(draft: Draft, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    telling = Isolating(draft, "planted tracing")
    for near in (*REACHED_NEAR, *LETTERS_NEAR):
        once(telling, near)
    for day in DAYS_NEAR:
        watched(telling, day)
    for became in CONVERTED_NEAR:
        converted(telling, became)
    if not planted:
        return
    for _ in range(max(1, len(draft.isolated) // 100)):
        for failing in (*REACHED_NOT, *LETTERS):
            once(telling, failing)
        for day in DAYS:
            watched(telling, day)
        for became in CONVERTED:
            converted(telling, became)


# --- one fact of a contact --------------------------------------------------------------------------------------------


class Once(NamedTuple):
    """A casual contact with some facts told otherwise, and the must that finds it."""

    why: str
    contact: Changes
    must: str | None = None
    finding: Finding = "gap"
    also: tuple[str, ...] = ()
    """Further musts that find the same: of a contact from before the plan nothing can be told at all."""


LETTER: dict[str, Any] = {"letter_at": After("identified_at", HOUR)}
REACHED_NEAR = (
    Once("a day after", {"reached_at": After("identified_at", REACHED_WITHIN)}),
    Once("a second later", {"reached_at": After("identified_at", REACHED_WITHIN + 1)}),
    Once("found a moment ago", {"identified_at": AS_OF - REACHED_WITHIN + 1, "reached_at": None}),
)
REACHED_NOT = (
    Once("never reached", {"reached_at": None}, REACHED),
    Once(
        "not reached, due this second", {"identified_at": AS_OF - REACHED_WITHIN, "reached_at": None}, REACHED
    ),
)
LETTERS_NEAR = (
    Once("answered in three days", LETTER | {"answer_at": After("letter_at", ANSWERED_WITHIN)}),
    Once("a second later", LETTER | {"answer_at": After("letter_at", ANSWERED_WITHIN + 1)}),
    Once("sent a moment ago", {"letter_at": AS_OF - ANSWERED_WITHIN + 1}),
)
LETTERS = (
    Once("no answer", LETTER, ANSWERED),
    Once("no answer, due this second", {"letter_at": AS_OF - ANSWERED_WITHIN}, ANSWERED),
    Once(
        "a letter of before the plan",
        {"identified_at": midnight(date(2020, 1, 15)) - 1, "letter_at": midnight(date(2020, 1, 16))},
        ANSWERED,
        "cannot_tell",
        (REACHED,),
    ),
)


def once(telling: Isolating, told: Once) -> None:
    """A casual contact of an ordinary case."""
    draft = telling.draft
    at, area = telling.chance.randrange(FOUND_FROM, FOUND_UNTIL), telling.community()
    row = telling.contact(at, area, 1 + telling.chance.randrange(20), category="LOW_RISK")
    change(telling, "contact", row, told.contact)
    for must in (told.must, *told.also) if told.must else ():
        draft.find(must, "contact", row, told.finding, told.why, area)


# --- day by day -------------------------------------------------------------------------------------------------------


class Watched(NamedTuple):
    """A contact of a contact whom a team follows up; the checks of one day told otherwise (None: as it should be)."""

    why: str
    found: Finding | None = None
    contact: Changes = {}  # noqa: RUF012 - read only
    checks: tuple[dict[str, Any], ...] | None = None
    each_day: bool = False
    """Is it found on every day that may be owed?"""


_NOON = midnight(THE_DAY) + 12 * HOUR
DAYS_NEAR = (
    Watched("seen in the first second", checks=({"at": midnight(THE_DAY)},)),
    Watched("seen in the last second", checks=({"at": midnight(THE_DAY) + DAY - 1},)),
    Watched(
        "not well, and sent to a doctor",
        checks=({"at": _NOON, "result": "SEEN_NOT_OK", "referred_at": _NOON + HOUR},),
    ),
    Watched(
        "a closed door first", checks=({"at": _NOON, "result": "MISSED"}, {"at": _NOON + 5 * HOUR})
    ),
    Watched("no contact after all", contact={"classification": "NO_CONTACT"}, checks=()),
    Watched("casual", contact={"category": "LOW_RISK"}, checks=()),
    Watched("ended before the day did", contact={"ended_at": midnight(THE_DAY) + DAY - 1}, checks=()),
    Watched(
        "the watch was over a second before", contact={"last_contact_at": midnight(THE_DAY) + DAY - WATCHED_FOR - 1}, checks=()
    ),
)  # fmt: skip
DAYS = (
    Watched("nobody went", "gap", checks=()),
    Watched("a closed door", "gap", checks=({"at": _NOON, "result": "MISSED"},)),
    Watched(
        "planned, and nothing entered", "gap", checks=({"at": None, "result": None, "symptoms": None, "temperature": None, "day": THE_DAY},)
    ),
    Watched("seen the second after", "gap", checks=({"at": midnight(THE_DAY) + DAY},)),
    Watched(
        "the last day of the watch", "gap", contact={"last_contact_at": midnight(THE_DAY) + DAY - WATCHED_FOR}, checks=()
    ),
    Watched("ended as the day did", "gap", contact={"ended_at": midnight(THE_DAY) + DAY}, checks=()),
    Watched("seen, nobody knows when", "cannot_tell", checks=({"at": None, "result": "SEEN_OK"},)),
    Watched("of what category is not known", "cannot_tell", contact={"category": None}, each_day=True),
    Watched("when they were last together is not known", "cannot_tell", contact={"last_contact_at": None}, each_day=True),
)  # fmt: skip


def watched(telling: Isolating, told: Watched) -> None:
    """A contact of a contact of an ordinary case, with a check on each day that is owed but one."""
    draft = telling.draft
    at, area = telling.chance.randrange(FOUND_FROM, FOUND_UNTIL), telling.community()
    found = tracing.teams(draft)
    team = found[telling.chance.choice(draft.tree.districts)][0]
    row = telling.contact(
        at,
        area,
        1 + telling.chance.randrange(20),
        category="MEDIUM_RISK_MED",
        team_id=team,
        team_at=at + HOUR,
    )
    change(telling, "contact", row, told.contact)
    if draft.kept.told("contact", row)["category"] is None:
        for must in (ISOLATED, GIVEN):
            draft.find(must, "contact", row, "cannot_tell", told.why, area)
    for day in _owed(draft.kept.told("contact", row)):
        is_the_day = day == THE_DAY and told.checks is not None
        for check in (told.checks or ()) if is_the_day else ({},):
            _check(telling, row, midnight(day) + 10 * HOUR, check)
        if told.found and (told.each_day or day == THE_DAY):
            draft.find(SEEN, "contact", row, told.found, told.why, area, midnight(day))


def _check(telling: Isolating, contact: int, at: int, told: dict[str, Any]) -> None:
    """A check of a contact without an order; ``at`` is when it was, unless that is told otherwise."""
    row = telling.draft.kept.told("contact", contact)
    facts = {"contact_id": contact, "person_id": row["person_id"], **told}
    check = telling.check(facts.pop("at", None) or at, None, row["area_id"], **facts)
    if "at" in told:
        telling.draft.kept.told("health_check", check)["at"] = told["at"]


def _owed(row: dict[str, Any]) -> list[date]:
    """The days of which a check may be owed: whole ones, a day after being found, until the watch is over."""
    last, ended = row["last_contact_at"], row.get("ended_at")
    return [
        day
        for day in calendar.days(MUSTS_FROM, calendar.LAST_DAY)
        if midnight(day) >= row["identified_at"] + BEGINS_WITHIN
        and (last is None or midnight(day) + DAY <= last + WATCHED_FOR)
        and (ended is None or midnight(day) + DAY <= ended)
    ]


# --- who became a case --------------------------------------------------------------------------------------------------


class Converted(NamedTuple):
    """A contact who became a case, classified so many seconds after (None: never)."""

    why: str
    found: Finding | None = None
    classified: int | None = HOUR
    ended: bool = True
    ended_at: int = FOUND_UNTIL


CONVERTED_NEAR = (
    Converted("classified a day after", classified=CLASSIFIED_WITHIN),
    Converted("a second later", classified=CLASSIFIED_WITHIN + 1),
    Converted("converted a moment ago", classified=None, ended_at=AS_OF - CLASSIFIED_WITHIN + 1),
)
CONVERTED = (
    Converted("never classified", "gap", classified=None),
    Converted(
        "never classified, due this second", "gap", classified=None, ended_at=AS_OF - CLASSIFIED_WITHIN
    ),
    Converted("when it was converted is not known", "cannot_tell", ended=False),
)


def converted(telling: Isolating, told: Converted) -> None:
    """A casual contact who became a case of its own, whose course is whole."""
    draft, chance = telling.draft, telling.chance
    district = chance.choice(draft.tree.districts)
    area = telling.community(district)
    at = chance.randrange(FOUND_FROM, FOUND_UNTIL)
    contact = telling.contact(at, area, 1 + chance.randrange(20), category="LOW_RISK")
    case = illness.make(draft.tree, chance, date(2020, 2, 9), district)
    treatment.course(case, midnight(date(2020, 2, 9)) + 10 * HOUR, treatment.hospital(draft), chance)
    draft.cases.append(case)
    number = len(draft.cases)
    row = draft.kept.told("contact", contact)
    row |= {"became_case_id": number, "ended_at": told.ended_at if told.ended else None, "status": "CANCELED"}
    if told.classified is not None:
        when = told.ended_at + told.classified
        draft.keep(
            "classification", min(when, AS_OF), case_id=number, classification="CONFIRMED", classified_at=when,
            definition=tracing.definition(when), reason="核酸检测阳性", area_id=case.area,
        )  # fmt: skip
    if told.found:
        draft.find(CLASSIFIED, "contact", contact, told.found, told.why, area)
