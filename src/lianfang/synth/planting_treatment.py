"""Failings, near misses and undecidable records of what becomes of cases.

The limits are those of the plan's sentences, written down again on purpose: two hours, a day, three days, fourteen days.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from lianfang.synth import calendar, treatment
from lianfang.synth.calendar import AS_OF, DAY, HOUR, LAST_DAY, midnight
from lianfang.synth.illness import Case, make
from lianfang.synth.ledger import Finding
from lianfang.synth.scene import Scene, cycle, many
from lianfang.synth.treatment import CONFIRMED, SUSPECT, WATCH_DAYS

CARD, STUDIED, LISTED, ORIGIN = (
    "case-card-in-time", "case-studied-in-a-day", "case-contacts-listed", "case-origin-told",
)  # fmt: skip
ADMITTED, CARED, ISOLATED, WATCHED = (
    "case-admitted", "suspect-is-cared-for", "suspect-isolated", "discharged-case-is-watched",
)  # fmt: skip
SEEN = "discharged-case-is-seen-each-day"
SEEN_FROM = date(2020, 2, 7)
LAST_SECOND = DAY - 1
BEGINS = date(2020, 1, 15)
"""No value of the plan holds before this day."""
TIMES = {
    CARD: ("card_at", 2 * HOUR), STUDIED: ("studied_at", DAY), LISTED: ("contacts_listed_at", DAY),
    ADMITTED: ("admitted_at", 2 * HOUR), CARED: ("admitted_at", 2 * HOUR), ISOLATED: ("isolated_at", 2 * HOUR),
}  # fmt: skip
"""Must → the column that shows it, and the time there is from when a case was found."""
OF_SUSPECTS = (CARD, CARED, ISOLATED)
OF_CONFIRMED = (CARD, STUDIED, LISTED, ORIGIN, ADMITTED)
WORDS = {
    CARD: "no report card", STUDIED: "no case study", LISTED: "contacts not listed", ADMITTED: "not admitted",
    CARED: "not in medical care", ISOLATED: "not isolated",
}  # fmt: skip


def _case(scene: Scene, kind: str = CONFIRMED, found_at: int | None = None) -> tuple[int, Case]:
    """One more case whose course is whole; its id and itself."""
    draft, chance = scene.draft, scene.chance
    day = date(2020, 1, 28) + timedelta(days=chance.randrange(12))
    if found_at is not None:
        day = min(
            LAST_DAY, date(2020, 1, 28) + timedelta(days=(found_at - midnight(date(2020, 1, 28))) // DAY)
        )
    case = make(draft.tree, chance, day, chance.choice(draft.tree.districts))
    case.classification = kind
    if kind == SUSPECT:
        case.onset_on = case.infection_source = case.discharged_on = None
    at = found_at if found_at is not None else midnight(day) + chance.randrange(8 * HOUR, 20 * HOUR)
    treatment.course(case, at, treatment.hospital(draft), chance)
    draft.cases.append(case)
    return len(draft.cases), case


def _find(scene: Scene, must: str, number: int, case: Case, finding: Finding, why: str) -> None:
    scene.draft.find(must, "case", number, finding, why, case.area)


def _kind(must: str) -> str:
    return SUSPECT if must in (CARED, ISOLATED) else CONFIRMED


# --- near misses ------------------------------------------------------------------------------------------------------


def just(scene: Scene) -> None:
    """At the last second and a second late; found so lately that nothing is due; watched to the day."""
    for must, (column, within) in TIMES.items():
        for late in (0, 1):
            _, case = _case(scene, _kind(must))
            setattr(case, column, (case.found_at or 0) + within + late)
        _, case = _case(scene, _kind(must), AS_OF - within + 1)
        setattr(case, column, None)
    _, case = _case(scene)
    case.reported_on, case.origin_of_case, case.discharged_on = LAST_DAY - timedelta(days=2), None, None
    case.watch_until, case.outcome, case.origin_told_at = None, "NO_OUTCOME", None
    _, case = _case(scene)
    case.origin_of_case, case.origin_reason = None, "facts_missing"
    for late in (0, 1):
        _, case = _case(scene)
        if case.reported_on is not None:
            case.origin_told_at = midnight(case.reported_on) + 4 * DAY + late
    _discharged(scene, WATCH_DAYS)
    _, case = _discharged(scene, WATCH_DAYS)
    case.looks |= {1: 0, 2: LAST_SECOND, 3: 0}
    _, case = _discharged(scene, WATCH_DAYS)
    case.discharged_on, case.watch_until = LAST_DAY, LAST_DAY + timedelta(days=WATCH_DAYS)


def _discharged(scene: Scene, days: int | None) -> tuple[int, Case]:
    """A case discharged a while ago and watched for so many days."""
    number, case = _case(scene)
    case.reported_on = date(2020, 1, 25)
    case.discharged_on = date(2020, 2, 5) + timedelta(days=scene.chance.randrange(6))
    case.outcome = "RECOVERED"
    case.watch_until = case.discharged_on + timedelta(days=days) if days is not None else None
    return number, case


# --- failings ---------------------------------------------------------------------------------------------------------


def undated(scene: Scene) -> None:
    """Cases planted for other musts, of which no day of report is known, or one before the plan's values begin."""
    for number, case in enumerate(scene.draft.cases, 1):
        if case.reported_on is None or case.reported_on < BEGINS:
            why = (
                "the day of report is not known"
                if case.reported_on is None
                else "reported before the plan's values begin"
            )
            for must in OF_CONFIRMED if case.classification == CONFIRMED else OF_SUSPECTS:
                _find(scene, must, number, case, "cannot_tell", why)


def unconfirmed(scene: Scene) -> None:
    """Cases planted for the seal of their unit, of which nobody knows when they were confirmed."""
    for number, case in enumerate(scene.draft.cases, 1):
        if case.classification == CONFIRMED and case.reported_on and case.confirmed_at is None:
            _find(scene, ADMITTED, number, case, "cannot_tell", "when the case was confirmed is not known")


def missed(scene: Scene, count: int) -> None:
    """Gaps: what was to be done has not been done; a hospital that nobody wrote down; a watch too short by a day."""
    for must in cycle(tuple(TIMES), count * len(TIMES)):
        number, case = _case(scene, _kind(must))
        setattr(case, TIMES[must][0], None)
        _find(scene, must, number, case, "gap", WORDS[must])
    number, case = _case(scene)
    case.hospital = None
    _find(scene, ADMITTED, number, case, "gap", "admitted, and nobody says where")
    for _ in range(count):
        number, case = _case(scene)
        case.origin_of_case = None
        _find(scene, ORIGIN, number, case, "gap", "imported, linked or local: not said")
        number, case = _discharged(scene, WATCH_DAYS - 1)
        _find(scene, WATCHED, number, case, "gap", "watched for thirteen days")


def untold(scene: Scene, count: int) -> None:
    """Cannot-tells: when a case was found, or confirmed, or until when it is watched, is not known."""
    for _ in range(count):
        for kind, musts in ((CONFIRMED, (CARD, STUDIED, LISTED)), (SUSPECT, OF_SUSPECTS)):
            number, case = _case(scene, kind)
            case.found_at = None
            for must in musts:
                _find(scene, must, number, case, "cannot_tell", "when the case was found is not known")
        number, case = _case(scene)
        case.confirmed_at = None
        _find(scene, ADMITTED, number, case, "cannot_tell", "when the case was confirmed is not known")
        number, case = _case(scene)
        case.origin_told_at = None
        _find(scene, ORIGIN, number, case, "cannot_tell", "when its origin was told is not known")
        number, case = _discharged(scene, None)
        _find(scene, WATCHED, number, case, "cannot_tell", "until when it is watched is not known")


def unseen(scene: Scene, count: int) -> None:
    """Gaps: a day of the watch on which nobody looked. Cannot-tells: recovered, and on which day nobody knows."""
    for n in range(count):
        number, case = _discharged(scene, WATCH_DAYS)
        left = case.discharged_on or LAST_DAY
        nth = max(1 + n % 3, (SEEN_FROM - left).days)
        day = left + timedelta(days=nth)
        case.looks[nth] = None
        _seen(scene, number, case, day, "gap", "not looked at on a day of the watch")
    number, case = _discharged(scene, None)
    case.discharged_on = None
    for day in calendar.days(SEEN_FROM, LAST_DAY):
        _seen(scene, number, case, day, "cannot_tell", "recovered, and when discharged is not known")


def _seen(scene: Scene, number: int, case: Case, day: date, finding: Finding, why: str) -> None:
    scene.draft.find(SEEN, "case", number, finding, why, case.area, midnight(day))


def plant(scene: Scene, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    treatment.complete(scene.draft)
    if planted:
        undated(scene)
        unconfirmed(scene)
    just(scene)
    if not planted:
        return
    steps: tuple[Callable[[Scene, int], None], ...] = (missed, untold, unseen)
    for step in steps:
        step(scene, max(1, many(len(scene.draft.cases)) // 3))
