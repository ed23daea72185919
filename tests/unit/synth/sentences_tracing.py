"""The musts of contacts in plain Python, each written from its sentence. See `sentences`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from tests.unit.synth.reading import DAYS, HOURS, Row, Tables, Verdict, start, verdict

PLAN_BEGINS, MUSTS_BEGIN = start("2020-01-15"), start("2020-02-07")
SEEN = ("SEEN_OK", "SEEN_NOT_OK")


def reached(tables: Tables, now: int) -> Iterator[Verdict]:
    """A contact that nobody took over is reached within 24 hours of being found; of one before the plan nothing can be told."""
    for one in tables["contact"].values():
        found = one["identified_at"]
        if one["handed_to_id"] is None and found < PLAN_BEGINS:
            yield one["id"], 0, "cannot_tell"
        elif one["handed_to_id"] is None and found + 24 * HOURS <= now:
            yield one["id"], 0, verdict(one["reached_at"] is not None)


def seen(tables: Tables, now: int) -> Iterator[Verdict]:
    """A close contact, or a contact of one, whom a team follows up is seen on each whole day until 14 days after the last contact."""
    checks = defaultdict(list)
    for check in tables["health_check"].values():
        checks[check["contact_id"]].append(check)
    for one in tables["contact"].values():
        member = _followed(one, tables["case"][one["case_id"]])
        begin = MUSTS_BEGIN
        while member is not False and begin + DAYS <= now:
            owed = member if _inside(one, begin) else False
            if owed is not False and one["last_contact_at"] is None:
                owed = None
            if owed is not False:
                yield one["id"], begin, verdict(_looked(checks[one["id"]], begin) if owed else None)
            begin += DAYS


def _followed(one: Row, case: Row) -> bool | None:
    """Is it one that a team is to see? None where its category is not known."""
    ruled_out = one["classification"] == "NO_CONTACT" or case["classification"] == "NO_CASE"
    if one["team_id"] is None or one["handed_to_id"] is not None or ruled_out:
        return False
    return None if one["category"] is None else one["category"] in ("HIGH_RISK", "MEDIUM_RISK_MED")


def _inside(one: Row, begin: int) -> bool:
    last, ended = one["last_contact_at"], one["ended_at"]
    return (
        one["identified_at"] + 24 * HOURS <= begin
        and (last is None or begin + DAYS <= last + 14 * DAYS)
        and (ended is None or begin + DAYS <= ended)
    )


def _looked(checks: list[Row], begin: int) -> bool | None:
    found = [check["at"] for check in checks if check["result"] in SEEN]
    if any(at is not None and begin <= at < begin + DAYS for at in found):
        return True
    return None if None in found else False


def answered(tables: Tables, now: int) -> Iterator[Verdict]:
    """A letter of assistance is answered within 72 hours; of one before the plan nothing can be told."""
    for one in tables["contact"].values():
        if one["letter_at"] is None:
            continue
        if one["identified_at"] < PLAN_BEGINS:
            yield one["id"], 0, "cannot_tell"
        elif one["letter_at"] + 72 * HOURS <= now:
            yield one["id"], 0, verdict(one["answer_at"] is not None)


def classified(tables: Tables, now: int) -> Iterator[Verdict]:
    """A contact who became a case is classified within 24 hours of the end of the follow-up."""
    classes = {one["case_id"] for one in tables["classification"].values()}
    for one in tables["contact"].values():
        if one["became_case_id"] is None:
            continue
        if one["ended_at"] is None:
            yield one["id"], 0, "cannot_tell"
        elif one["ended_at"] + 24 * HOURS <= now:
            yield one["id"], 0, verdict(one["became_case_id"] in classes)


SENTENCES: dict[str, Callable[[Tables, int], Iterator[Verdict]]] = {
    "contact-reached": reached,
    "contact-seen-each-day": seen,
    "letter-answered": answered,
    "converted-contact-classified": classified,
}
