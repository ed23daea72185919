"""A road gate's records against an independent counter, stretch by stretch; hours that nobody counted are named, not zero."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from lianfang.base.instants import HOUR, iso
from lianfang.fronts.gates.hours import check_hours, gate_of
from lianfang.fronts.gates.shapes import CountedSaid, CounterSaid
from lianfang.gaps import plans
from lianfang.registers import journal
from lianfang.registers.access import Reader
from lianfang.registers.models import Passage, ShiftTally


def against_counter(ref: str, start: int, end: int, *, reader: Reader, as_of: int, now: int) -> CounterSaid:
    """Cars that the gate recorded on their way in beside those that the counter saw, over the counter's own stretches.

    Only stretches that lie wholly in ``[start, end)`` and had ended by ``as_of`` are held against records. An hour is missing if
    any part of it lies in no stretch with a known count.

    Raises:
        Refused: there is no such gate within the reader's reach, or the hours end before they begin.
    """
    plan = plans.in_force().plan
    gate = gate_of(ref, reader=reader)
    check_hours(start, end, plan)
    over = min(end, as_of)
    inside = {"site": gate, "kind": "counter", "starts_at__gte": start, "ends_at__lte": over}
    tallies = list(
        ShiftTally.objects.filter(**inside)
        .order_by("starts_at")
        .values_list("starts_at", "ends_at", "vehicles")
    )
    through = Passage.objects.filter(gate=gate, direction="in", mode="road", at__gte=start, at__lt=over)
    passed = sorted(through.values_list("at", flat=True))
    journal.append([journal.Entry(now, reader, "read", "passage", fields=f"rows={len(passed)}")])
    hours = [
        CountedSaid(
            since=iso(begins, plan.zone), until=iso(ends, plan.zone), recorded=(seen := between(passed, begins, ends)),
            counted=count, difference=None if count is None else seen - count,
        )
        for begins, ends, count in tallies
    ]  # fmt: skip
    known = [(begins, ends) for begins, ends, count in tallies if count is not None]
    return CounterSaid(
        gate=gate.ref,
        hours=hours,
        missing=[iso(hour, plan.zone) for hour in missing(known, start, over, plan.offset)],
    )


def between(passed: Sequence[int], start: int, end: int) -> int:
    """How many of some instants, in order, lie in ``[start, end)``."""
    return bisect_left(passed, end) - bisect_left(passed, start)


def missing(known: Sequence[tuple[int, int]], start: int, end: int, offset: int) -> list[int]:
    """The starts of the city's whole hours in ``[start, end)`` that stretches in order of time do not cover."""
    first = -(-(start + offset) // HOUR) * HOUR - offset
    found = []
    for hour in range(first, end - HOUR + 1, HOUR):
        reached = hour
        for begins, ends in known:
            if begins <= reached < ends:
                reached = ends
        if reached < hour + HOUR:
            found.append(hour)
    return found
