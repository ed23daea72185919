"""What becomes of cases: found, reported, isolated, admitted, studied, their contacts listed, watched after discharge."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from lianfang.synth.calendar import AS_OF, HOUR, MINUTE, midnight
from lianfang.synth.chance import stream
from lianfang.synth.draft import Draft
from lianfang.synth.gates import Site
from lianfang.synth.illness import CITY_NAME, Case

CONFIRMED, SUSPECT = "CONFIRMED", "SUSPECT"
WATCH_DAYS = 14


def hospital(draft: Draft) -> Site:
    """The city's one designated hospital, in Longgang."""
    known = [site for site in draft.gates.sites if site.kind == "hospital"]
    if known:
        return known[0]
    tree = draft.tree
    place = next(code for code in tree.districts if tree.areas[code].en == "Longgang")
    area = tree.subdistricts[place][0]
    operator = tree.organise("hospital", "市定点医院", "Designated hospital of the city", area)
    return draft.gates.add("hospital-1", "hospital", ("市定点医院", "Designated hospital"), area, operator)


def complete(draft: Draft) -> None:
    """Give every case so far the course that the plan asks for; one whose day of report is not known is found that week.

    Where a unit is sealed for a case, when it was confirmed is told already, or withheld on purpose.
    """
    place, chance = hospital(draft), stream(draft.seed, "treatment")
    for case in draft.cases:
        if case.found_at is None:
            day = midnight(case.reported_on) if case.reported_on else AS_OF - 5 * 24 * HOUR
            told, found_at = (
                case.confirmed_at,
                case.confirmed_at or day + chance.randrange(8 * HOUR, 18 * HOUR),
            )
            course(case, found_at, place, chance)
            if case.home is not None:
                case.confirmed_at = told


def course(case: Case, found_at: int, place: Site, chance: Random) -> None:
    """All that follows from being found at an instant, as far as the city's own instant goes."""
    case.found_at = case.confirmed_at = found_at
    case.card_at = _by(found_at + chance.randrange(10 * MINUTE, 110 * MINUTE))
    isolated_at = _by(found_at + chance.randrange(5 * MINUTE, 90 * MINUTE))
    case.isolated_at = isolated_at if case.isolated_at is None else case.isolated_at
    case.admitted_at = _by(found_at + chance.randrange(20 * MINUTE, 115 * MINUTE))
    case.hospital = place.id
    if case.classification == SUSPECT:
        case.confirmed_at = None
        return
    case.studied_at = _by(found_at + chance.randrange(3 * HOUR, 23 * HOUR))
    case.contacts_listed_at = _by(found_at + chance.randrange(2 * HOUR, 22 * HOUR))
    case.origin_of_case, case.origin_told_at = origin(case), case.studied_at
    case.outcome = "RECOVERED" if case.discharged_on else "NO_OUTCOME"
    if case.discharged_on:
        case.watch_until = case.discharged_on + timedelta(days=WATCH_DAYS + chance.randrange(3))


def origin(case: Case) -> str:
    """Imported who fell ill elsewhere or had come from there; linked who was infected by such a case; else local."""
    if case.linked_cases:
        return "linked"
    return "imported" if case.travelled or case.residence_city != CITY_NAME else "local"


def _by(at: int) -> int | None:
    """The instant, unless the city's own comes first."""
    return at if at <= AS_OF else None
