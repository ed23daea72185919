"""What becomes of cases, in plain Python from the plan's sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from tests.unit.synth.reading import DAYS, HOURS, Row, Tables, Verdict, start, verdict

CONFIRMED, WITHOUT_SYMPTOMS, SUSPECT, PROBABLE = "CONFIRMED", "CONFIRMED_NO_SYMPTOMS", "SUSPECT", "PROBABLE"


def _done(
    kinds: tuple[str, ...], since: str, within: int, done: Callable[[Row], Any]
) -> Callable[[Tables, int], Iterator[Verdict]]:
    """Cases of these classes, so long after an instant of theirs: is it done?"""

    def sentence(tables: Tables, now: int) -> Iterator[Verdict]:
        for case in tables["case"].values():
            if case["classification"] not in kinds:
                continue
            dated = case["reported_on"] is not None and case["reported_on"] >= date(2020, 1, 15)
            if not dated or case[since] is None:
                yield case["id"], 0, "cannot_tell"
            elif case[since] + within <= now:
                yield case["id"], 0, verdict(done(case))

    return sentence


def origin(tables: Tables, now: int) -> Iterator[Verdict]:
    """Within three days of the end of its day of report, a confirmed case is said to be imported, linked or local, or that it cannot
    be told and why; somebody wrote down when.
    """
    for case in tables["case"].values():
        if case["classification"] == CONFIRMED:
            on = case["reported_on"]
            if on is None or on < date(2020, 1, 15):
                yield case["id"], 0, "cannot_tell"
            elif start(on) + 4 * DAYS <= now:
                is_said = case["origin_of_case"] is not None or case["origin_reason"] is not None
                yield case["id"], 0, verdict(is_said and (None if case["origin_told_at"] is None else True))


def watched(tables: Tables, now: int) -> Iterator[Verdict]:
    """Whoever was discharged is watched until the fourteenth day after; said within a day."""
    for case in tables["case"].values():
        left = case["discharged_on"]
        if case["classification"] in (CONFIRMED, WITHOUT_SYMPTOMS) and left and start(left) + 2 * DAYS <= now:
            until = case["watch_until"]
            yield case["id"], 0, verdict(None if until is None else until >= left + timedelta(days=14))


def seen_each_day(tables: Tables, now: int) -> Iterator[Verdict]:
    """Whoever was discharged is looked at on each of the fourteen whole days after, until death or until a case again."""
    looks, again = defaultdict(list), defaultdict(list)
    for check in tables["clinical_check"].values():
        if any(check[name] is not None for name in ("temperature", "symptoms_better", "severity")):
            looks[check["case_id"]].append(check["at"])
    for case in tables["case"].values():
        if case["earlier_case_id"] is not None and case["classification"] != "NO_CASE":
            again[case["earlier_case_id"]].append(case["found_at"])
    for case in tables["case"].values():
        if case["classification"] not in (CONFIRMED, WITHOUT_SYMPTOMS):
            continue
        for begin in range(start("2020-02-07"), now - DAYS + 1, DAYS):
            owed = _owed(case, begin, again[case["id"]])
            if owed is not False:
                looked = any(begin <= at < begin + DAYS for at in looks[case["id"]])
                yield case["id"], begin, verdict(looked if owed else None)


def _owed(case: Row, begin: int, again: list[int | None]) -> bool | None:
    left, died = case["discharged_on"], case["died_on"]
    if died is not None and start(died) <= begin:
        return False
    if any(at is not None and at < begin + DAYS for at in again):
        return False
    if left is None:
        knows = (
            case["outcome"] == "RECOVERED"
            and case["reported_on"]
            and start(case["reported_on"]) + DAYS <= begin
        )
        return None if knows else False
    inside = start(left) + DAYS <= begin and begin + DAYS <= start(left) + 15 * DAYS
    return False if not inside else None if None in again else True


BOTH, ILL = (CONFIRMED, WITHOUT_SYMPTOMS), (SUSPECT, PROBABLE, CONFIRMED, WITHOUT_SYMPTOMS)
SENTENCES = {
    "case-card-in-time": _done(ILL, "found_at", 2 * HOURS, lambda case: case["card_at"] is not None),
    "case-studied-in-a-day": _done(BOTH, "found_at", 24 * HOURS, lambda case: case["studied_at"] is not None),
    "case-contacts-listed": _done(BOTH, "found_at", 24 * HOURS, lambda case: case["contacts_listed_at"] is not None),
    "case-admitted": _done(
        (CONFIRMED,), "confirmed_at", 2 * HOURS,
        lambda case: case["admitted_at"] is not None and case["hospital_id"] is not None,
    ),
    "suspect-is-cared-for": _done((SUSPECT,), "found_at", 2 * HOURS, lambda case: case["admitted_at"] is not None),
    "suspect-isolated": _done((SUSPECT,), "found_at", 2 * HOURS, lambda case: case["isolated_at"] is not None),
    "case-origin-told": origin,
    "discharged-case-is-watched": watched,
    "discharged-case-is-seen-each-day": seen_each_day,
}  # fmt: skip
