"""Daily returns: what gates counted, and what districts and the city report of their cases, in agreement with the records.

Those of the last day are made at its 24:00, the city's as-of instant; those of the days before, hours later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lianfang.base import areas
from lianfang.synth import calendar
from lianfang.synth.calendar import HOUR, MINUTE, midnight
from lianfang.synth.chance import stream
from lianfang.synth.draft import DailyReturn, Draft
from lianfang.synth.illness import Case

GATE_FIGURE = "vehicles_counted"
CLOSE = ("HIGH_RISK", "HIGH_RISK_MED")


def gate_days(draft: Draft) -> list[date]:
    """Days of which gates return a count: those of the traffic, and all since the must began."""
    first = calendar.LAST_DAY - timedelta(days=draft.days - 1)
    return calendar.days(max(calendar.CHECKS_BEGIN, min(first, calendar.DECLARING_BEGINS)), calendar.LAST_DAY)


def of_gates(draft: Draft) -> None:
    """Every road gate's count of every day at whose start it was in operation, or when that is not known."""
    counted = _inbound(draft)
    chance = stream(draft.seed, "gate returns")
    for gate in draft.gates.sites:
        if gate.kind != "gate" or gate.mode not in ("road", None):
            continue
        for day in gate_days(draft):
            start = midnight(day)
            if gate.opened_at is None or gate.covers(start):
                made_at = made(day, 10 * MINUTE + int(chance.random() * 100 * MINUTE))
                draft.returns.append(
                    DailyReturn(GATE_FIGURE, day, counted[gate.id, start], made_at, gate.area, gate.id)
                )


def made(day: date, after: int) -> int:
    """An instant so long after the day's end, but never after the city's."""
    return min(calendar.AS_OF, midnight(day) + calendar.DAY + after)


def _inbound(draft: Draft) -> Counter[tuple[int, int]]:
    zero = midnight(date(2020, 1, 1))
    found: Counter[tuple[int, int]] = Counter()
    for at, gate, inbound in zip(draft.passages.at, draft.passages.gate, draft.passages.inbound, strict=True):
        if inbound:
            found[gate, at - (at - zero) % calendar.DAY] += 1
    return found


def of_areas(draft: Draft) -> None:
    """Districts' and the city's figures of every day since they report; stocks and flows agree by construction.

    A case for which no district is responsible counts for the city alone, as one without a district.
    """
    chance, contacts = stream(draft.seed, "area returns"), watched(draft)
    for day in calendar.days(calendar.DISTRICTS_REPORT_FROM, calendar.LAST_DAY):
        for area in (*draft.tree.districts, draft.tree.city):
            made_at = made(day, 6 * HOUR + int(chance.random() * 5 * HOUR))
            cases = [case for case in draft.cases if areas.is_within(case.area, area)]
            there = [one for one in contacts if areas.is_within(one.area, area)]
            for figure, value in (*day_of(cases, day), ("contacts_under_observation", on(there, day))):
                draft.returns.append(DailyReturn(figure, day, value, made_at, area))
            if area == draft.tree.city:
                nowhere = sum(case.area == area and case.counts_on(day) for case in cases)
                draft.returns.append(DailyReturn("confirmed_without_district", day, nowhere, made_at, area))


@dataclass(frozen=True)
class Watched:
    """A close contact's area, since when they are under observation, and until when; None: still."""

    area: int
    since: int
    until: int | None


def watched(draft: Draft) -> list[Watched]:
    """The close contacts of whom it is known whether and until when they are under observation, as the district knows them."""
    found = []
    for _, row in draft.kept.every("contact"):
        is_close, status = row.get("category") in CLOSE, row.get("status")
        until = row.get("ended_at")
        handed = row.get("letter_at") if row.get("handed_to_id") is not None else None
        is_told = status != "NO_FOLLOW_UP" and (until is not None or status == "FOLLOW_UP")
        if is_close and is_told and not (row.get("handed_to_id") is not None and handed is None):
            ends = [at for at in (until, handed) if at is not None]
            found.append(Watched(row["area_id"], row["identified_at"], min(ends, default=None)))
    return found


def on(contacts: Sequence[Watched], day: date) -> int:
    """How many are under observation at a day's 24:00."""
    end = midnight(day) + calendar.DAY
    return sum(one.since <= end and (one.until is None or one.until >= end) for one in contacts)


def day_of(cases: list[Case], day: date) -> Iterator[tuple[str, int]]:
    """The seven figures of some cases on a day: in hospital = confirmed - recovered - dead, and so on."""
    confirmed = [case for case in cases if case.counts_on(day)]
    before = sum(case.counts_on(day - timedelta(days=1)) for case in cases)
    inside = [case for case in confirmed if case.discharged_on is None or case.discharged_on > day]
    yield "confirmed", len(confirmed)
    yield "new_confirmed", len(confirmed) - before
    yield "recovered", len(confirmed) - len(inside)
    yield "dead", 0
    yield "in_hospital", len(inside)
    yield "severe", sum(case.severity == "SEVERE" for case in inside)
    yield "critical", sum(case.severity == "CRITICAL" for case in inside)
