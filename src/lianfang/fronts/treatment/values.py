"""The plan's dated values as beds, transfers and discharge read them: at the record's own instant, unknown before the first."""

from __future__ import annotations

from lianfang.gaps import plans
from lianfang.plan.model import Plan


def at(name: str, instant: int, plan: Plan | None = None) -> int | float | str | None:
    """What holds at an instant; None where the plan has no such value, or none yet. Who asks often brings the plan."""
    found = (plan or plans.in_force().plan).value_at(name, instant)
    return found if isinstance(found, int | float | str) else None


def seconds(name: str, instant: int, plan: Plan | None = None) -> int | None:
    """A length of time."""
    found = at(name, instant, plan)
    return int(found) if isinstance(found, int | float) else None


def word(name: str, instant: int, plan: Plan | None = None) -> str | None:
    """A word."""
    found = at(name, instant, plan)
    return found if isinstance(found, str) else None


def longest(name: str, plan: Plan | None = None) -> int | None:
    """The longest that a length of time ever is by the plan: beyond it nobody need be looked for. None where it says nothing."""
    known = (plan or plans.in_force().plan).values.get(name)
    lengths = [entry.value for entry in known.entries] if known is not None else []
    return max((int(one) for one in lengths if isinstance(one, int | float)), default=None)
