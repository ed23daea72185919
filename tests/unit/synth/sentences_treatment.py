"""What becomes of cases, in plain Python from the plan's sentences."""

from __future__ import annotations

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
}  # fmt: skip
