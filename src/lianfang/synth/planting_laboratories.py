"""Failings, near misses and undecidable records of samples, pools and results.

The limits are those of the plan's sentences, written down again on purpose: a day, two days, twelve, six, four and two hours.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from lianfang.base import instants
from lianfang.synth import calendar, treatment
from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE, ZONE, midnight
from lianfang.synth.draft import Draft
from lianfang.synth.gates import Site
from lianfang.synth.illness import Case, make
from lianfang.synth.laboratories import FIRST, REPORTED, Bench, positive
from lianfang.synth.ledger import Finding
from lianfang.synth.scene import FROM, cycle, many
from lianfang.synth.treatment import CONFIRMED

REQUESTED = "requested-sample-is-taken"
ANSWERED, POOL, RETESTED, CASE, JOINED, HEARD = (
    "sample-is-answered", "pool-is-answered", "indeterminate-is-retested", "positive-becomes-a-case",
    "result-has-its-sample", "laboratory-is-heard",
)  # fmt: skip
SPLIT, SPLIT_WITHIN = "pool-is-split", 4 * HOUR
RESULT_WITHIN, POOL_WITHIN, DEFINITE_WITHIN, CASE_WITHIN, JOINED_WITHIN = (
    DAY,
    12 * HOUR,
    2 * DAY,
    2 * HOUR,
    6 * HOUR,
)
LEFT_ON = date(2020, 2, 3)
TAKEN_UNKNOWN = "when the sample was taken is not known"


def _at(bench: Bench) -> int:
    """An instant for which all is due."""
    return bench.chance.randrange(FROM, AS_OF - DEFINITE_WITHIN - HOUR)


def _find(bench: Bench, must: str, register: str, row: int, finding: Finding, why: str) -> None:
    bench.draft.find(must, register, row, finding, why, int(bench.draft.kept.told(register, row)["area_id"]))


def _case(bench: Bench, found_at: int, district: int | None = None) -> tuple[int, Case]:
    """One more case with a person of its own, found at an instant, in some district; its id and itself."""
    draft = bench.draft
    day = min(calendar.LAST_DAY, FIRST + timedelta(days=(found_at - midnight(FIRST)) // DAY))
    case = make(draft.tree, bench.chance, day, district or bench.chance.choice(draft.tree.districts))
    case.classification = CONFIRMED
    treatment.course(case, found_at, treatment.hospital(draft), bench.chance)
    case.person = bench.person(case.area)
    draft.persons.seen(case.person.place, found_at)
    draft.cases.append(case)
    return len(draft.cases), case


def _over(bench: Bench, *, ruled_out: bool, reported_on: date = date(2020, 1, 22)) -> tuple[int, Case]:
    """An illness that was over before the musts of laboratories began: ruled out, or discharged on 3 February; its id and itself.

    All of them live where the first case on the list does: districts without a case so early stay so.
    """
    district = next(one.district for one in bench.draft.cases if one.district is not None)
    number, case = _case(bench, midnight(reported_on) + bench.chance.randrange(9 * HOUR, 17 * HOUR), district)
    case.discharged_on = case.outcome = case.watch_until = None
    if ruled_out:
        case.classification, case.confirmed_at, case.admitted_at, case.hospital = "NO_CASE", None, None, None
        return number, case
    case.discharged_on, case.outcome = LEFT_ON, "RECOVERED"
    case.watch_until = LEFT_ON + timedelta(days=treatment.WATCH_DAYS)
    return number, case


# --- near misses ------------------------------------------------------------------------------------------------------


def just(bench: Bench) -> None:
    """At the last second and a second late."""
    for late in (0, 1):
        at = _at(bench)
        bench.result(bench.sample(at), at + RESULT_WITHIN + late)
        bench.pool_result(bench.pool(at), at + POOL_WITHIN + late)
        bench.pool_result(
            bench.pool(at, split_at=at + HOUR + SPLIT_WITHIN + late), at + HOUR, "INDETERMINATE"
        )
        again = bench.sample(at)
        bench.result(again, at + 8 * HOUR, "INDETERMINATE")
        bench.result(again, at + DEFINITE_WITHIN + late)
        number, case = _case(bench, at + CASE_WITHIN + late)
        positive(bench, number, case, at)
        early = bench.sample(at)
        bench.result(early, at - JOINED_WITHIN - late)
        bench.result(early, at + 8 * HOUR)
        bench.result(asked := bench.sample(at, requested_at=at - DAY - late), at + 8 * HOUR)
        bench.draft.kept.told("sample", asked)["reason"] = "STAFF"
    number, case = _case(bench, _at(bench))
    positive(bench, None, case, (case.found_at or 0) + HOUR, reason="CONFIRMATION")
    positive(bench, number, case, (case.found_at or 0) + 2 * HOUR, person_id=None)
    _again(bench)


def _again(bench: Bench) -> None:
    """A suspect who was ruled out, and a patient who was discharged: positive in February, and each a case again in time. And one
    whose sample was taken on the day of discharge.
    """
    for ruled_out in (True, False):
        number, before = _over(bench, ruled_out=ruled_out)
        at = _at(bench)
        now, case = _case(bench, at + HOUR)
        case.person, case.earlier_case = before.person, None if ruled_out else number
        case.discharged_on, case.outcome, case.watch_until = None, "NO_OUTCOME", None
        positive(bench, now, case, at)
    _, before = _over(bench, ruled_out=False)
    last = midnight(FIRST) + 20 * HOUR
    before.discharged_on = FIRST
    before.watch_until = FIRST + timedelta(days=treatment.WATCH_DAYS)
    positive(bench, None, before, last, reason="RELEASE")


def soon(bench: Bench) -> None:
    """Each is due a second after the city's instant; and what cannot be tested owes no result."""
    bench.sample(AS_OF - RESULT_WITHIN + 1)
    bench.pool(AS_OF - POOL_WITHIN + 1)
    bench.pool_result(bench.pool(AS_OF - 2 * SPLIT_WITHIN), AS_OF - SPLIT_WITHIN + 1, "POSITIVE")
    again = bench.sample(AS_OF - DEFINITE_WITHIN + 1)
    bench.result(again, AS_OF - DEFINITE_WITHIN + 9 * HOUR, "INDETERMINATE")
    late = AS_OF - CASE_WITHIN + 1
    sample = bench.sample(late - 6 * HOUR)
    bench.result(sample, late, "POSITIVE")
    bench.orphan(AS_OF - JOINED_WITHIN + 1, bench.chance.choice(bench.labs))
    bench.sample(_at(bench), condition="NOT_ADEQUATE")
    _requested(bench, AS_OF - DAY + 1)


def _requested(bench: Bench, at: int, **changes: Any) -> int:
    """A sample that was requested at an instant, and no more, but for what is told."""
    untold = dict.fromkeys(
        ("barcode", "taken_at", "taken_by_id", "material", "sent_at", "received_at", "condition")
    )
    return bench.sample(at, **untold, **{"requested_at": at, "reason": "STAFF"} | changes)


# --- failings ---------------------------------------------------------------------------------------------------------


def unanswered(bench: Bench, count: int) -> None:
    """Gaps: no result, lost on the way, not done, or a result older than the sample."""
    for kind in cycle(("none", "lost", "not done", "older"), count):
        at = _at(bench)
        lost = {"received_at": None, "condition": None} if kind == "lost" else {}
        sample = bench.sample(at, **lost)
        if kind == "not done":
            bench.result(sample, at + 9 * HOUR, "NOT_DONE", told_at=None)
        elif kind == "older":
            bench.result(sample, at - HOUR)
        whys = {"none": "no result", "lost": "lost on the way to the laboratory", "not done": "the test was not done",
                "older": "its only result is older than the sample"}  # fmt: skip
        _find(bench, ANSWERED, "sample", sample, "gap", whys[kind])


def untaken(bench: Bench, count: int) -> None:
    """Gaps: requested, and never taken. Cannot-tells: sent on, and when it was taken is not known."""
    for is_sent in cycle((False, False, True), count):
        at = _at(bench)
        sample = _requested(bench, at)
        told = bench.draft.kept.told("sample", sample)
        if is_sent:
            told["sent_at"] = at + 4 * HOUR
        why = TAKEN_UNKNOWN if is_sent else "requested, and never taken"
        finding: Finding = "cannot_tell" if is_sent else "gap"
        period = midnight(instants.day_of(at, ZONE))
        bench.draft.find(REQUESTED, "sample", sample, finding, why, int(told["area_id"]), period)


def undated(bench: Bench, count: int) -> None:
    """Cannot-tells: samples received without word of when they were taken; of some a result came, indeterminate."""
    for has_result in cycle((True, False), count):
        at = _at(bench)
        sample = bench.sample(at, taken_at=None)
        _find(bench, ANSWERED, "sample", sample, "cannot_tell", TAKEN_UNKNOWN)
        if has_result:
            bench.result(sample, at + 9 * HOUR, "INDETERMINATE")
            _find(bench, RETESTED, "sample", sample, "cannot_tell", TAKEN_UNKNOWN)
            row = len(bench.draft.kept.rows["test_result"])
            _find(bench, JOINED, "test_result", row, "cannot_tell", TAKEN_UNKNOWN)


def pools(bench: Bench, count: int) -> None:
    """Gaps: no result, or not negative and whole still. Cannot-tells: where it is tested, or when it was answered, is not known."""
    for kind in cycle(("none", "whole", "where", "when"), count):
        at = _at(bench)
        pool = bench.pool(at, **({"laboratory_id": None} if kind == "where" else {}))
        for n in range(3):
            told = bench.draft.kept.told("pool", pool)
            bench.sample(at - 3 * HOUR + n * MINUTE, pool_id=pool, laboratory_id=told["laboratory_id"])
        if kind in ("whole", "when"):
            bench.pool_result(pool, at + 4 * HOUR, "POSITIVE", told_at=None)
            row = len(bench.draft.kept.rows["test_result"])
            if kind == "whole":
                _find(bench, SPLIT, "test_result", row, "gap", "positive and not split")
                continue
            bench.draft.kept.told("test_result", row)["resulted_at"] = None
            _find(bench, SPLIT, "test_result", row, "cannot_tell", "when the pool was answered is not known")
        finding: Finding = "cannot_tell" if kind == "where" else "gap"
        whys = {
            "none": "no result",
            "where": "where it is tested is not known",
            "when": "its result has no time",
        }
        _find(bench, POOL, "pool", pool, finding, whys[kind])


def not_again(bench: Bench, count: int) -> None:
    """Gaps: an indeterminate answer and none after it."""
    for _ in range(count):
        at = _at(bench)
        sample = bench.sample(at)
        bench.result(sample, at + 8 * HOUR, "INDETERMINATE")
        _find(bench, RETESTED, "sample", sample, "gap", "indeterminate, and not tested again")


def no_case(bench: Bench, count: int) -> None:
    """Gaps: a positive person who is no case. Cannot-tells: nobody knows whose sample it is."""
    for is_known in cycle((True, False), count):
        at = _at(bench)
        sample = bench.sample(at, **({} if is_known else {"person_id": None}))
        bench.result(sample, at + 8 * HOUR, "POSITIVE")
        row = len(bench.draft.kept.rows["test_result"])
        why = "positive, and no case" if is_known else "positive, and whose sample it is is not known"
        _find(bench, CASE, "test_result", row, "gap" if is_known else "cannot_tell", why)


def positive_again(bench: Bench, count: int) -> None:
    """Gaps: positive after being ruled out, or after discharge, and no case again; also of the old case's own sample."""
    for ruled_out, is_own in cycle(((True, False), (False, False), (True, True), (False, True)), count):
        number, before = _over(bench, ruled_out=ruled_out)
        row = positive(
            bench, number if is_own else None, before, _at(bench) + 8 * HOUR, reason="SURVEILLANCE"
        )
        why = (
            "positive after being ruled out, and no case"
            if ruled_out
            else "positive again after discharge, and no case"
        )
        _find(bench, CASE, "test_result", row, "gap", why)


def orphans(bench: Bench, count: int) -> None:
    """Gaps: a result whose sample nobody recorded. Cannot-tells: nor is it known when it was reported."""
    for is_dated in cycle((True, True, False), count):
        lab = bench.chance.choice(bench.labs)
        row = bench.orphan(_at(bench) if is_dated else None, lab)
        why = "no sample bears its barcode" + ("" if is_dated else ", and when it was reported is not known")
        _find(bench, JOINED, "test_result", row, "gap" if is_dated else "cannot_tell", why)


def apart(bench: Bench) -> tuple[Site, Site]:
    """Two laboratories that test nothing: one will be silent for a day, of one it is not known since when it works."""
    silent = bench.laboratory(("静默检测所（虚构）", "Silent laboratory (made up)"))
    undated = bench.laboratory(("未知检测所（虚构）", "Laboratory of unknown date (made up)"), opened_at=None)
    return silent, undated


def silent(draft: Draft, sites: tuple[Site, Site]) -> None:
    """Gaps: a day without a count, and one with a return that says nothing. Cannot-tells: was it in operation at all?"""
    mute, undated = sites
    for day, blank in (
        (calendar.LAST_DAY - timedelta(days=2), False),
        (calendar.LAST_DAY - timedelta(days=3), True),
    ):
        for row in draft.returns:
            if (row.figure, row.site, row.day) == (REPORTED, mute.id, day) and blank:
                row.value = row.made_at = None
        if not blank:
            draft.returns[:] = [
                r for r in draft.returns if (r.figure, r.site, r.day) != (REPORTED, mute.id, day)
            ]
        draft.find(HEARD, "site", mute.id, "gap", "silent for a day", mute.area, midnight(day))
    for day in calendar.days(FIRST, calendar.LAST_DAY - timedelta(days=1)):
        why = "since when it works is not known"
        draft.find(HEARD, "site", undated.id, "cannot_tell", why, undated.area, midnight(day))


def plant(bench: Bench, *, planted: bool) -> tuple[Site, Site] | None:
    """Near misses always; failings and undecidable records where asked. Answers the laboratories that stand apart."""
    just(bench)
    soon(bench)
    if not planted:
        return None
    count = many(len(bench.draft.kept.rows["sample"]))
    for spoil in (untaken, unanswered, undated, pools, not_again, no_case, positive_again, orphans):
        spoil(bench, count)
    return apart(bench)
