"""Failings, near misses and undecidable records of who comes, of fevers, of needs, and of the looks at who is shut in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE, midnight
from lianfang.synth.draft import Draft
from lianfang.synth.isolating import CHECKED_FROM, Isolating, watched_days
from lianfang.synth.ledger import Finding
from lianfang.synth.planting_orders import FROM, HISTORY, ISOLATED, UNTIL, After, change

REPORTED, SENT = "fever-reported-to-community", "fever-sent-to-hospital"
DAILY, TWICE, REFERRED = (
    "home-isolation-checked-daily",
    "contact-temperature-twice-daily",
    "not-well-seen-by-doctor",
)
EMERGENCY, CARRIED, SUPPLIED = "emergency-answered", "dialysis-and-birth-carried", "daily-needs-met"
HISTORY_WITHIN, REPORTED_WITHIN, SENT_WITHIN, REFERRED_WITHIN = DAY, 30 * MINUTE, 2 * HOUR, 2 * HOUR
NEEDS = {
    EMERGENCY: (("emergency",), 30 * MINUTE),
    CARRIED: (("dialysis", "birth"), 2 * HOUR),
    SUPPLIED: (("food", "medicine", "counsel"), DAY),
}


class Told(NamedTuple):
    """A few facts told otherwise than they should be, and what is found; nothing, where it is a near miss."""

    why: str
    changes: Mapping[str, Any]
    musts: tuple[str, ...] = ()
    finding: Finding = "gap"


def _fever(found: Any, reported: Any, sent: Any) -> dict[str, Any]:
    return {
        "fever": True,
        "fever_found_at": found,
        "fever_reported_at": reported,
        "sent_to_hospital_at": sent,
    }


FOUND, QUICKLY, SOON = (
    After("arrived_at", HOUR),
    After("fever_found_at", MINUTE),
    After("fever_found_at", HOUR),
)
STAYS_NEAR = (
    Told("history a day after", {"history_at": After("arrived_at", HISTORY_WITHIN)}),
    Told("a second later", {"history_at": After("arrived_at", HISTORY_WITHIN + 1)}),
    Told("came a moment ago", {"arrived_at": AS_OF - HISTORY_WITHIN + 1, "history_at": None}),
    Told("never left", {"traveller": "stayed", "history_at": None}),
    Told("came before the must began", {"arrived_at": midnight(CHECKED_FROM) - 1, "history_at": None}),
    Told("half an hour", _fever(FOUND, After("fever_found_at", REPORTED_WITHIN), SOON)),
    Told("a second later", _fever(FOUND, After("fever_found_at", REPORTED_WITHIN + 1), SOON)),
    Told("two hours", _fever(FOUND, QUICKLY, After("fever_found_at", SENT_WITHIN))),
    Told("a second later", _fever(FOUND, QUICKLY, After("fever_found_at", SENT_WITHIN + 1))),
    Told("found a moment ago", _fever(AS_OF - REPORTED_WITHIN + 1, None, None)),
)
STAYS = (
    Told("no history", {"history_at": None}, (HISTORY,)),
    Told(
        "no history, due this second",
        {"arrived_at": AS_OF - HISTORY_WITHIN, "history_at": None},
        (HISTORY,),
    ),
    Told("a fever that nobody reported", _fever(FOUND, None, SOON), (REPORTED,)),
    Told("a fever that nobody sent to a hospital", _fever(FOUND, QUICKLY, None), (SENT,)),
    Told("whether they left the city is not known", {"traveller": None}, (HISTORY,), "cannot_tell"),
    Told("when they came is not known", {"arrived_at": None}, (HISTORY, ISOLATED), "cannot_tell"),
    Told("whether they have a fever is not known", {"fever": None}, (REPORTED, SENT), "cannot_tell"),
    Told(
        "when the fever was found is not known",
        _fever(None, FOUND, FOUND),
        (REPORTED, SENT),
        "cannot_tell",
    ),
)
NOT_WELL = {"result": "SEEN_NOT_OK", "symptoms": True}
CHECKS_NEAR = (
    Told("two hours", NOT_WELL | {"referred_at": After("at", REFERRED_WITHIN)}),
    Told("a second later", NOT_WELL | {"referred_at": After("at", REFERRED_WITHIN + 1)}),
    Told("found a moment ago", NOT_WELL | {"at": AS_OF - REFERRED_WITHIN + 1}),
    Told("not seen", {"result": "MISSED", "symptoms": None, "temperature": None}),
)
CHECKS = (
    Told("not well, and sent to nobody", NOT_WELL, (REFERRED,)),
    Told("not well, due this second", NOT_WELL | {"at": AS_OF - REFERRED_WITHIN}, (REFERRED,)),
    Told("how they were is not known", {"result": None}, (REFERRED,), "cannot_tell"),
    Told(
        "when they were found not well is not known",
        NOT_WELL | {"referred_at": After("at", HOUR), "at": None},
        (REFERRED,),
        "cannot_tell",
    ),
)
MIDNIGHT, LAST_SECOND = 0, DAY - 1
UNSEEN = {"result": "MISSED", "temperature": None, "symptoms": None}


class Day(NamedTuple):
    """The checks of one day, each by its second of the day and what is told otherwise; and what is found of the day."""

    why: str
    checks: tuple[tuple[int, Mapping[str, Any]], ...]
    finding: Finding | None = None
    of_check: Finding | None = None
    """What is found of the last check itself."""


DAYS_AT_HOME = (
    Day("in the first second", ((MIDNIGHT, {}),)),
    Day("in the last second", ((LAST_SECOND, {}),)),
    Day("not well, and sent on", ((9 * HOUR, NOT_WELL | {"referred_at": After("at", HOUR)}),)),
    Day("no check", (), "gap"),
    Day("nobody opened", ((9 * HOUR, UNSEEN),), "gap"),
    Day("the next day's first second", ((DAY, {}),), "gap"),
    Day("a check at an unknown time", ((9 * HOUR, {"at": None}),), "cannot_tell"),
    Day("a check without its result", ((9 * HOUR, {"result": None}),), "cannot_tell", "cannot_tell"),
)
DAYS_ELSEWHERE = (
    Day("in the first and the last second", ((MIDNIGHT, {}), (LAST_SECOND, {}))),
    Day("the temperature taken once", ((9 * HOUR, {}),), "gap"),
    Day("seen twice, measured once", ((9 * HOUR, {}), (17 * HOUR, {"temperature": None})), "gap"),
    Day("one of two at an unknown time", ((9 * HOUR, {}), (17 * HOUR, {"at": None})), "cannot_tell"),
)


def plant(draft: Draft, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    telling = Isolating(draft, "planted care")
    stays(telling, STAYS_NEAR)
    checks(telling, CHECKS_NEAR)
    needs(telling, planted=False)
    days(telling, planted=False)
    if not planted:
        return
    for _ in range(max(1, len(draft.isolated) // 100)):
        stays(telling, STAYS)
        checks(telling, CHECKS)
        needs(telling, planted=True)
        days(telling, planted=True)


def stays(telling: Isolating, tellings: tuple[Told, ...]) -> None:
    """Arrivals from outside the key areas, each with a few facts told otherwise."""
    elsewhere = telling.draft.tree.origins[0][0]
    for told in tellings:
        area = telling.community()
        row = telling.stay(telling.chance.randrange(FROM, UNTIL), area, elsewhere)
        _change_and_find(telling, "stay", row, told, area)


def checks(telling: Isolating, tellings: tuple[Told, ...]) -> None:
    """Checks of persons under no order."""
    for told in tellings:
        area = telling.community()
        person = telling.person(area)
        row = telling.check(telling.chance.randrange(FROM, UNTIL), None, area, person_id=person)
        _change_and_find(telling, "health_check", row, told, area)


def _change_and_find(telling: Isolating, register: str, row: int, told: Told, area: int) -> None:
    change(telling, register, row, told.changes)
    for must in told.musts:
        telling.draft.find(must, register, row, told.finding, told.why, area)


def needs(telling: Isolating, *, planted: bool) -> None:
    """Needs of every kind: at the last second, a second late, a moment ago; not met, due this second, asked nobody knows when."""
    for must, (kinds, within) in NEEDS.items():
        near = (
            Told("just", {"met_at": After("asked_at", within)}),
            Told("a second later", {"met_at": After("asked_at", within + 1)}),
            Told("asked a moment ago", {"asked_at": AS_OF - within + 1, "answered_at": None, "met_at": None}),
        )
        late = {"asked_at": AS_OF - within, "answered_at": None, "met_at": None}
        failing = (
            Told("not met", {"met_at": None}, (must,)),
            Told("not met, due this second", late, (must,)),
            Told("when they asked is not known", {"asked_at": None}, (must,), "cannot_tell"),
        )
        for told in failing if planted else near:
            at, area = telling.chance.randrange(FROM, UNTIL), telling.community()
            row = telling.need(
                telling.chance.choice(kinds), at, area, household_id=telling.household(at, area)
            )
            _change_and_find(telling, "need", row, told, area)


def days(telling: Isolating, *, planted: bool) -> None:
    """Orders of which one day went otherwise than the others."""
    for told in DAYS_AT_HOME:
        if planted == (told.finding is not None):
            order = telling.at_home(telling.chance.randrange(FROM, UNTIL), telling.community())
            _day(telling, order, DAILY, told)
    place = next(site for site in telling.draft.gates.sites if site.kind == "quarantine_site")
    for told in DAYS_ELSEWHERE:
        if planted == (told.finding is not None):
            at, area = telling.chance.randrange(FROM, UNTIL), telling.community()
            person = telling.person(area)
            order = telling.order("collective_isolation", at, area, person_id=person, place_id=place.id)
            _day(telling, order, TWICE, told)


def _day(telling: Isolating, order: int, must: str, told: Day) -> None:
    draft, row = telling.draft, telling.draft.kept.told("order", order)
    day: date = telling.chance.choice(watched_days(row))
    telling.watch(order, but=day)
    for second, changes in told.checks:
        at = midnight(day) + second
        check = telling.check(at, order, row["area_id"], person_id=row["person_id"])
        change(telling, "health_check", check, changes)
        if told.of_check:
            draft.find(REFERRED, "health_check", check, told.of_check, told.why, row["area_id"])
    if told.finding:
        draft.find(must, "order", order, told.finding, told.why, row["area_id"], midnight(day))
