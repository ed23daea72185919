"""The musts of samples, pools and results in plain Python, each from its sentence alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from tests.unit.synth.reading import HOURS, Row, Tables, Verdict, start, verdict

FEBRUARY_8 = start("2020-02-08")
DAYS = [date(2020, 2, 8) + timedelta(days=n) for n in range(37)]


def _results(tables: Tables, column: str) -> dict[int, list[Row]]:
    found = defaultdict(list)
    for row in tables["test_result"].values():
        if row[column] is not None:
            found[row[column]].append(row)
    return found


def _first(rows: list[Row], *results: str) -> int | None:
    told = [r["resulted_at"] for r in rows if r["result"] in results and r["resulted_at"] is not None]
    return min(told, default=None)


def requested(tables: Tables, now: int) -> Iterator[Verdict]:
    """A sample that was requested is taken within 24 hours; what was sent or received was taken, if nobody knows when."""
    for s in tables["sample"].values():
        at = s["requested_at"]
        if at is None or not FEBRUARY_8 <= at <= now - 24 * HOURS:
            continue
        begin = at - (at - FEBRUARY_8) % (24 * HOURS)
        moved = s["sent_at"] is not None or s["received_at"] is not None
        yield s["id"], begin, verdict(None if s["taken_at"] is None and moved else s["taken_at"] is not None)


def answered(tables: Tables, now: int) -> Iterator[Verdict]:
    """A sample that is fit to be tested, and in no pool or in one that was split, has its own result within 24 hours."""
    own = _results(tables, "sample_id")
    for s in tables["sample"].values():
        taken, pool = s["taken_at"], tables["pool"].get(s["pool_id"])
        if (pool is not None and pool["split_at"] is None) or s["condition"] == "NOT_ADEQUATE":
            continue
        if taken is None:
            if s["received_at"] is not None:
                yield s["id"], 0, "cannot_tell"
        elif FEBRUARY_8 <= taken <= now - 24 * HOURS:
            later = [r for r in own[s["id"]] if r["resulted_at"] is not None and r["resulted_at"] >= taken]
            at = _first(later, "NEGATIVE", "POSITIVE", "INDETERMINATE")
            yield s["id"], 0, verdict(at is not None and at <= now)


def pools(tables: Tables, now: int) -> Iterator[Verdict]:
    """A pool at a laboratory has its result within twelve hours."""
    own = _results(tables, "pool_id")
    for p in tables["pool"].values():
        if not FEBRUARY_8 <= p["made_at"] <= now - 12 * HOURS:
            continue
        at = _first(own[p["id"]], "NEGATIVE", "POSITIVE", "INDETERMINATE")
        yield p["id"], 0, verdict(None if p["laboratory_id"] is None else at is not None and at <= now)


def split(tables: Tables, now: int) -> Iterator[Verdict]:
    """A pool's answer that is not negative has the pool split within four hours."""
    for r in tables["test_result"].values():
        at, pool = r["resulted_at"], tables["pool"].get(r["pool_id"])
        if pool is None or r["result"] not in ("POSITIVE", "INDETERMINATE"):
            continue
        if at is None:
            yield r["id"], 0, "cannot_tell"
        elif FEBRUARY_8 <= at <= now - 4 * HOURS:
            yield r["id"], 0, verdict(pool["split_at"] is not None and pool["split_at"] <= now)


def retested(tables: Tables, now: int) -> Iterator[Verdict]:
    """A sample of which an answer was indeterminate has a definite one within 48 hours of being taken."""
    own = _results(tables, "sample_id")
    for s in tables["sample"].values():
        taken = s["taken_at"]
        if not any(r["result"] == "INDETERMINATE" for r in own[s["id"]]):
            continue
        if taken is None:
            yield s["id"], 0, "cannot_tell"
        elif FEBRUARY_8 <= taken <= now - 48 * HOURS:
            at = _first(own[s["id"]], "NEGATIVE", "POSITIVE")
            yield s["id"], 0, verdict(at is not None and at <= now)


def became_case(tables: Tables, now: int) -> Iterator[Verdict]:
    """Whoever is positive is a case within two hours: one that goes on, or one found from this sample; who was ruled out, or had
    left or died by then, is a case anew. Of a case's own sample that names no person, nothing is asked."""
    found = defaultdict(list)
    for case in tables["case"].values():
        if case["person_id"] is not None and case["found_at"] is not None:
            found[case["person_id"]].append(case)
    for r in tables["test_result"].values():
        s = tables["sample"].get(r["sample_id"])
        if r["result"] != "POSITIVE" or s is None or (s["case_id"] is not None and s["person_id"] is None):
            continue
        if FEBRUARY_8 <= r["resulted_at"] <= now - 2 * HOURS:
            theirs = [case["found_at"] for case in found[s["person_id"]] if _looks_after(case, s, r)]
            at = min(theirs, default=None)
            yield r["id"], 0, verdict(None if s["person_id"] is None else at is not None and at <= now)


def _looks_after(case: Row, sample: Row, result: Row) -> bool:
    taken = sample["taken_at"] if sample["taken_at"] is not None else result["resulted_at"]
    if sample["case_id"] == case["id"] and case["found_at"] >= taken:
        return True
    ends = [start(day) + 24 * HOURS for day in (case["discharged_on"], case["died_on"]) if day is not None]
    over = case["outcome"] not in (None, "NO_OUTCOME") and not ends
    return case["classification"] != "NO_CASE" and not over and all(taken <= end for end in ends)


def joined(tables: Tables, now: int) -> Iterator[Verdict]:
    """A result that is no pool's has a sample, which was taken six hours after it at the latest."""
    for r in tables["test_result"].values():
        at, s = r["resulted_at"], tables["sample"].get(r["sample_id"])
        if r["barcode"] is None or r["pool_id"] is not None:
            continue
        if at is None or (at >= FEBRUARY_8 and s is not None and s["taken_at"] is None and at <= now):
            yield r["id"], 0, "cannot_tell"
        elif FEBRUARY_8 <= at <= now - 6 * HOURS:
            yield r["id"], 0, verdict(s is not None and s["taken_at"] <= now)


def heard(tables: Tables, now: int) -> Iterator[Verdict]:
    """Every laboratory in operation at 0:00 says within two hours of the day's end how many results it reported."""
    made = {
        (r["site_id"], r["day"]): r["made_at"]
        for r in tables["return"].values()
        if r["figure"] == "tests_reported" and r["value"] is not None and r["made_at"] is not None
    }
    for site in tables["site"].values():
        for day in DAYS if site["kind"] == "laboratory" else ():
            at, opened = start(day), site["opened_at"]
            if at + 26 * HOURS <= now and not (opened is not None and opened > at):
                met = made.get((site["id"], day), now + 1) <= now
                yield site["id"], at, verdict(None if opened is None else met)


SENTENCES: dict[str, Callable[[Tables, int], Iterator[Verdict]]] = {
    "requested-sample-is-taken": requested,
    "sample-is-answered": answered,
    "pool-is-answered": pools,
    "pool-is-split": split,
    "indeterminate-is-retested": retested,
    "positive-becomes-a-case": became_case,
    "result-has-its-sample": joined,
    "laboratory-is-heard": heard,
}
