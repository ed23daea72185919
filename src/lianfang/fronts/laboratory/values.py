"""The plan's dated values as laboratories read them, at an instant."""

from __future__ import annotations

from dataclasses import dataclass

from lianfang.gaps import plans
from lianfang.plan.model import Plan

POOL_MOST = 10
"""What the database lets a pool hold, whatever a plan says."""


@dataclass(frozen=True)
class Limits:
    """What holds at one instant; None where the plan says nothing of it.

    Attributes:
        take: seconds from requesting a sample to taking it.
        receive: seconds from sending to receipt, after which a sample counts as lost on the way.
        result: seconds from taking to the result.
        joined: seconds within which a result finds its sample.
        silent: seconds of silence that are an alarm.
        pool: samples in a pool at most.
    """

    receive: int | None
    result: int | None
    joined: int | None
    silent: int | None
    pool: int
    take: int | None = None


def limits(at: int) -> Limits:
    """The limits at an instant, by the plan in force."""
    plan = plans.in_force().plan
    most = _at(plan, "pool_most", at)
    return Limits(
        receive=_at(plan, "lab_receive_within", at),
        result=_at(plan, "sample_result_within", at),
        joined=_at(plan, "result_joined_within", at),
        silent=_at(plan, "feed_silent_after", at),
        take=_at(plan, "requested_taken_within", at),
        pool=POOL_MOST if most is None else min(most, POOL_MOST),
    )


def _at(plan: Plan, name: str, at: int) -> int | None:
    found = plan.number_at(name, at)
    return None if found is None else int(found)
