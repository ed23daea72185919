"""Beds and transfers, in plain Python from the plan's sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date

from tests.unit.synth.reading import HOURS, Row, Tables, Verdict, start, verdict

BEGINS = date(2020, 1, 15)


def _transfers(
    belongs: Callable[[Row], bool | None], since: str, within: int, done: str
) -> Callable[[Tables, int], Iterator[Verdict]]:
    """Transfers of some sort, so long after an instant of theirs: has it happened?"""

    def sentence(tables: Tables, now: int) -> Iterator[Verdict]:
        for one in tables["transfer"].values():
            is_one = belongs(one)
            if is_one is None or (is_one and one["asked_at"] < start(BEGINS)):
                yield one["id"], 0, "cannot_tell"
            elif is_one and one[since] + within <= now:
                yield one["id"], 0, verdict(one[done] is not None)

    return sentence


def _to_be_answered(one: Row) -> bool | None:
    """Approved by its origin, and no emergency."""
    if one["approved_at"] is None:
        return False
    return None if one["emergency"] is None else not one["emergency"]


def in_bed(tables: Tables, now: int) -> Iterator[Verdict]:
    """Whoever is said to be admitted lies in a bed of a hospital within two hours."""
    laid = {
        row["case_id"] for row in tables["admission"].values() if row["kind"] in ("treatment", "observation")
    }
    for case in tables["case"].values():
        if case["admitted_at"] is None or case["hospital_id"] is None:
            continue
        if case["reported_on"] is None or case["reported_on"] < BEGINS:
            yield case["id"], 0, "cannot_tell"
        elif case["admitted_at"] + 2 * HOURS <= now:
            yield case["id"], 0, verdict(case["id"] in laid)


def checked(tables: Tables, now: int) -> Iterator[Verdict]:
    """Nobody moves into a quarantine site whose fire check, found in order, is not valid on that day."""
    sites: dict[int, list[Row]] = defaultdict(list)
    for row in tables["inspection"].values():
        if row["rule"] == "fire" and row["result"] == "ok" and row["valid_until"] is not None:
            sites[row["site_id"]].append(row)
    for one in tables["admission"].values():
        if one["kind"] == "quarantine" and one["starts_at"] < start(BEGINS):
            yield one["id"], 0, "cannot_tell"
        elif one["kind"] == "quarantine" and one["starts_at"] <= now:
            valid = [
                r for r in sites[one["site_id"]] if start(r["valid_until"]) + 24 * HOURS > one["starts_at"]
            ]
            yield one["id"], 0, verdict(any(r["at"] <= now for r in valid))


SENTENCES = {
    "transfer-answered": _transfers(_to_be_answered, "approved_at", 1 * HOURS, "answered_at"),
    "accepted-transfer-received": _transfers(
        lambda one: one["accepted_at"] is not None and one["status"] not in ("CANCELLED", "PATIENT_EXPIRED"),
        "accepted_at", 4 * HOURS, "received_at",
    ),
    "bed-not-kept-for-nothing": _transfers(
        lambda one: one["accepted_at"] is not None and one["bed_id"] is not None, "accepted_at", 6 * HOURS, "ended_at"
    ),
    "admitted-case-lies-in-a-bed": in_bed,
    "quarantine-site-exits-clear": checked,
}  # fmt: skip
