"""The plan's dated values as orders read them: at the record's own instant."""

from __future__ import annotations

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
    found = plan.number_at(name, at)
    return None if found is None else int(found)
