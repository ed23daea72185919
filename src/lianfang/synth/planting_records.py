"""Failings, near misses and undecidable records of gates' lists, of returns and of cases."""

from __future__ import annotations

from datetime import date, timedelta

from lianfang.synth import calendar, illness
from lianfang.synth.calendar import AS_OF, DAY, HOUR, midnight
from lianfang.synth.draft import DailyReturn, Draft
from lianfang.synth.gates import ROADS_CHECK_FROM, Site
from lianfang.synth.illness import Case
from lianfang.synth.ledger import Finding
from lianfang.synth.scene import Scene, cycle, many

OPERATED, COUNTED, REPORTED = "gate-has-an-operator", "gate-counts-each-day", "district-reports-each-day"
ONSET, DISTRICT, SOURCE = "case-onset-recorded", "case-district-recorded", "case-source-recorded"
COUNTED_WITHIN, REPORTED_WITHIN = 2 * HOUR, 12 * HOUR
UNKNOWN_OPENING, UNKNOWN_FOUNDING = (
    "when the gate opened is not known",
    "since when the district exists is not known",
)
NO_COUNT = {
    "missing": "no count",
    "value": "a return without a count",
    "instant": "a return at an unknown time",
}


def _due(first: date, within: int) -> list[date]:
    """The days since ``first`` whose return is due at the city's as-of instant."""
    return [day for day in calendar.days(first, calendar.LAST_DAY) if midnight(day) + DAY + within <= AS_OF]


COUNT_DAYS = _due(calendar.DECLARING_BEGINS, COUNTED_WITHIN)
REPORT_DAYS = _due(calendar.DISTRICTS_REPORT_FROM, REPORTED_WITHIN)


# --- gates --------------------------------------------------------------------------------------------------------------


def gates(scene: Scene) -> None:
    """Two gates and one a day old that nobody runs; one that opened at an unknown time; one whose mode is not known."""
    draft, special = scene.draft, scene.draft.gates.special
    for site in (scene.gate(), scene.gate("rail"), special["day_old"]):
        site.operator = None
        draft.find(OPERATED, "site", site.id, "gap", "nobody runs the gate", site.area)
    unknown = special["unknown"]
    unknown.opened_at = None
    draft.find(OPERATED, "site", unknown.id, "cannot_tell", UNKNOWN_OPENING, unknown.area)
    _never_decided(draft, unknown, UNKNOWN_OPENING)
    like = scene.gate()
    other = draft.gates.gate(
        ("待核关口", "Gate to be verified", like.area), "road", like.operator or 1, ROADS_CHECK_FROM
    )
    other.mode = None
    _never_decided(draft, other, "by which mode is not known")


def _never_decided(draft: Draft, site: Site, why: str) -> None:
    for day in COUNT_DAYS:
        draft.find(COUNTED, "site", site.id, "cannot_tell", why, site.area, midnight(day))


# --- returns --------------------------------------------------------------------------------------------------------------


def gate_returns(scene: Scene, *, planted: bool) -> None:
    """A gate's count that is missing, without a value or without its instant; near: at the last second, a second late."""
    draft = scene.draft
    usual = {site.id for site in draft.gates.usual["road"]}
    counts = [r for r in draft.returns if r.site in usual and r.day in COUNT_DAYS]
    chosen = scene.chance.sample(counts, many(len(counts)) + 2)
    for late, near in enumerate(chosen[:2]):
        near.made_at = midnight(near.day) + DAY + COUNTED_WITHIN + late
    if not planted:
        return
    gone: list[DailyReturn] = []
    for kind, bad in zip(cycle(("missing", "value", "instant"), len(chosen) - 2), chosen[2:], strict=True):
        _spoil(bad, kind, gone)
        draft.find(COUNTED, "site", bad.site or 0, "gap", NO_COUNT[kind], bad.area, midnight(bad.day))
    _drop(draft, gone)


def _spoil(bad: DailyReturn, kind: str, gone: list[DailyReturn]) -> None:
    if kind == "missing":
        gone.append(bad)
    elif kind == "value":
        bad.value = None
    else:
        bad.made_at = None


def _drop(draft: Draft, gone: list[DailyReturn]) -> None:
    leave = {id(row) for row in gone}
    draft.returns = [row for row in draft.returns if id(row) not in leave]


def district_returns(scene: Scene, *, planted: bool) -> None:
    """A district's figure that is missing or has no value; one that never says since when it exists. Near: a zero, hours late."""
    draft = scene.draft
    unborn = scene.chance.choice(draft.tree.districts)
    reports = [
        r
        for r in draft.returns
        if r.figure == "confirmed"
        and r.day in REPORT_DAYS
        and r.area in draft.tree.districts
        and r.area != unborn
    ]
    chosen = scene.chance.sample(reports, many(len(reports)) + 1)
    chosen[0].made_at = midnight(chosen[0].day) + DAY + REPORTED_WITHIN + HOUR
    if not planted:
        return
    gone: list[DailyReturn] = []
    for kind, bad in zip(cycle(("missing", "value"), len(chosen) - 1), chosen[1:], strict=True):
        _spoil(bad, kind, gone)
        why = "no return of confirmed cases" if kind == "missing" else "a return without a value"
        draft.find(REPORTED, "area", bad.area, "gap", why, bad.area, midnight(bad.day))
    _drop(draft, gone)
    draft.tree.areas[unborn].begins_on = None
    for day in REPORT_DAYS:
        draft.find(REPORTED, "area", unborn, "cannot_tell", UNKNOWN_FOUNDING, unborn, midnight(day))


# --- cases ----------------------------------------------------------------------------------------------------------------


def _case(scene: Scene, **changes: object) -> tuple[int, Case]:
    """One more case, complete but for what is changed; its id and itself."""
    tree, chance = scene.draft.tree, scene.chance
    day = date(2020, 1, 25) + timedelta(days=chance.randrange(17))
    case = illness.make(tree, chance, day, chance.choice(tree.districts))
    for name, value in changes.items():
        setattr(case, name, value)
    scene.draft.cases.append(case)
    return len(scene.draft.cases), case


NOTHING = {"onset_on": None, "first_visit_on": None, "district": None, "infection_source": None}


def cases_just(scene: Scene) -> None:
    """Near misses: fell ill on the day of the visit; lives elsewhere; reported today, not yet due; not confirmed."""
    day = date(2020, 1, 30)
    _case(scene, onset_on=day, first_visit_on=day, reported_on=day + timedelta(days=2))
    _case(scene, residence_city="武汉", district=None, area=scene.draft.tree.city)
    _case(scene, reported_on=calendar.LAST_DAY, discharged_on=None, **NOTHING)
    _case(scene, classification="SUSPECT", **NOTHING)


def cases(scene: Scene, count: int) -> None:
    """Gaps and cannot-tells of the three musts of cases."""
    for n in range(count):
        number, case = _case(scene)
        case.onset_on, case.first_visit_on = case.first_visit_on, case.onset_on
        if case.onset_on == case.first_visit_on and case.onset_on:
            case.onset_on += timedelta(days=1)
        _find(scene, ONSET, number, case, "gap", "fell ill after the first visit")
        _find(scene, DISTRICT, *_case(scene, district=None), "gap", "lives in the city, in no district")
        due_now = {} if n else {"reported_on": COUNT_DAYS[-1], "discharged_on": None}
        _find(scene, SOURCE, *_case(scene, infection_source=None, **due_now), "gap", "no source of infection")
        _find(scene, ONSET, *_case(scene, onset_on=None), "cannot_tell", "the day of onset is not known")
        _find(
            scene,
            ONSET,
            *_case(scene, first_visit_on=None),
            "cannot_tell",
            "the day of first visit is not known",
        )
        _find(
            scene,
            DISTRICT,
            *_case(scene, residence_city=None),
            "cannot_tell",
            "the city of residence is not known",
        )
        _undated(scene, None, "the day of report is not known")
    _undated(scene, date(2020, 1, 14), "reported before the plan's values begin")


def _undated(scene: Scene, reported_on: date | None, why: str) -> None:
    """A case to which no deadline and no value can be given: undecidable for all three musts."""
    number, case = _case(scene, reported_on=reported_on, discharged_on=None)
    for must in (ONSET, DISTRICT, SOURCE):
        _find(scene, must, number, case, "cannot_tell", why)


def _find(scene: Scene, must: str, number: int, case: Case, finding: Finding, why: str) -> None:
    scene.draft.find(must, "case", number, finding, why, case.area)
