"""The plan's dated values as orders read them: at the record's own instant."""

from __future__ import annotations

from lianfang.base.instants import start_of
from lianfang.base.problems import Problem, Refused
from lianfang.plan.model import Plan


def duration(plan: Plan, name: str, at: int) -> int:
    """Seconds that hold at an instant.

    Raises:
        Refused: the plan has no such value, or none that early.
    """
    found = known(plan, name, at)
    if found is None:
        raise Refused(Problem("order/no-value", facts={"value": name}))
    return found


def known(plan: Plan, name: str, at: int) -> int | None:
    """Seconds that hold at an instant; None where the plan does not say."""
    value = plan.values.get(name)
    entries = value.entries if value is not None else ()
    found = [e.value for e in entries if start_of(e.since, plan.zone) <= at and isinstance(e.value, int)]
    return found[-1] if found else None
