"""The plan's dated values as the gates read them: at the record's own instant, and unknown before their first date."""

from __future__ import annotations

from collections.abc import Sequence

from lianfang.base.instants import start_of
from lianfang.plan.model import Plan


def durations(plan: Plan, name: str) -> tuple[tuple[int, int], ...]:
    """Instant from which it holds → seconds, in order of time; nothing where the plan has no such value."""
    value = plan.values.get(name)
    entries = value.entries if value is not None else ()
    return tuple((start_of(e.since, plan.zone), e.value) for e in entries if isinstance(e.value, int))


def at(known: Sequence[tuple[int, int]], instant: int) -> int | None:
    """What holds at an instant; None before the first."""
    found = [seconds for since, seconds in known if since <= instant]
    return found[-1] if found else None
