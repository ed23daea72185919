"""What the rows of a case say of its illness, and the window of its contacts by a plan's edition in force."""

from __future__ import annotations

from lianfang.base.problems import Problem, Refused
from lianfang.plan.model import Plan
from lianfang.registers.models import Case, TestResult
from lianfang.registers.windows import Illness, Window, window

BEFORE = "contact_window_before_onset"
"""The dated value: seconds before onset at which the window of contacts opens."""


def first_positive_at(case: Case) -> int | None:
    """When the first sample of a case that came out positive was taken; None where none is on record or its time is not."""
    found = TestResult.objects.filter(sample__case=case, result="POSITIVE", sample__taken_at__isnull=False)
    return found.order_by("sample__taken_at").values_list("sample__taken_at", flat=True).first()


def illness_of(case: Case) -> Illness:
    """What is known of a case, as the rules read it."""
    first = first_positive_at(case) if case.onset_on is None else None
    return Illness(case.onset_on, case.onset_until_on, first, case.isolated_at)


def window_of(case: Case, plan: Plan, at: int) -> Window | None:
    """The window of a case under the edition in force at an instant; None where it cannot be told.

    Raises:
        Refused: the plan has no edition yet then.
    """
    before = plan.number_at(BEFORE, at)
    if before is None:
        raise Refused(Problem("tracing/no-rule", facts={"value": BEFORE}))
    return window(illness_of(case), int(before), plan.zone)
