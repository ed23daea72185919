"""What the rows of a case say of its illness, and the window of its contacts by a plan's edition in force."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeAlias

from django.db.models import F, Q, QuerySet

from lianfang.base.problems import Problem, Refused
from lianfang.plan.model import Plan
from lianfang.registers.models import Admission, Case, Order, TestResult
from lianfang.registers.windows import Illness, Window, window

ISOLATES = ("home_isolation", "collective_isolation", "hospital_isolation")
Cases: TypeAlias = Collection[int] | QuerySet[Case]
BEFORE = "contact_window_before_onset"
"""The dated value: seconds before onset at which the window of contacts opens."""


def first_positive_at(case: Case) -> int | None:
    """When the first sample of a case that came out positive was taken; None where none is on record or its time is not."""
    found = TestResult.objects.filter(sample__case=case, result="POSITIVE", sample__taken_at__isnull=False)
    return found.order_by("sample__taken_at").values_list("sample__taken_at", flat=True).first()


def isolations(cases: Cases, at: int | None = None) -> dict[int, int]:
    """Case → when it was apart from others first: isolated as an investigator says, admitted, laid into a bed, or under an order of its
    own that was not lifted before it began. Cases of which none of these is known are not in it.

    Args:
        cases: their ids, or a query for them.
        at: leave out what begins or was recorded after this instant; the case's own row as it is today.
    """
    stays = Admission.objects.filter(case__in=cases).values_list("case_id", "starts_at", "recorded_at")
    orders = Order.objects.filter(case__in=cases, contact=None, kind__in=ISOLATES)
    orders = orders.filter(Q(released_at=None) | Q(released_at__gt=F("starts_at")))
    own = Case.objects.filter(id__in=cases)
    told = [
        *own.filter(isolated_at__isnull=False).values_list("id", "isolated_at"),
        *own.filter(admitted_at__isnull=False).values_list("id", "admitted_at"),
    ]
    for case, since, recorded in (*stays, *orders.values_list("case_id", "starts_at", "recorded_at")):
        if at is None or recorded <= at:
            told.append((case, since))
    found: dict[int, int] = {}
    for case, since in told:
        if at is None or since <= at:
            found[case] = min(since, found.get(case, since))
    return found


def isolated_from(case: Case, at: int | None = None) -> int | None:
    """When one case was isolated first, see :func:`isolations`; None: not known."""
    return isolations([case.pk], at).get(case.pk)


def illness_of(case: Case, at: int | None = None) -> Illness:
    """What is known of a case, as the rules read it."""
    first = first_positive_at(case) if case.onset_on is None else None
    return Illness(case.onset_on, case.onset_until_on, first, isolated_from(case, at))


def window_of(case: Case, plan: Plan, at: int) -> Window | None:
    """The window of a case under the edition in force at an instant; None where it cannot be told.

    Raises:
        Refused: the plan has no edition yet then.
    """
    before = plan.number_at(BEFORE, at)
    if before is None:
        raise Refused(Problem("tracing/no-rule", facts={"value": BEFORE}))
    return window(illness_of(case, at), int(before), plan.zone)
