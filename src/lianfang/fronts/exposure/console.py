"""Questions asked at the console: as many a day as anybody asks, each in the same count, and no long list without a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.exposure import asking
from lianfang.fronts.exposure.asking import check_budget
from lianfang.fronts.exposure.visits import in_force
from lianfang.plan.model import Plan
from lianfang.registers.access import By
from lianfang.registers.models import Case, ExposureQuestion

if TYPE_CHECKING:
    from lianfang.trace.questions import Window

__all__ = ["check_budget", "check_list", "count"]


def count(
    *, case: str, what: str, window: Window, visits: int, found: int, cut_short: int, plan: Plan, by: By, at: int
) -> None:  # fmt: skip
    """Write down a question that was asked at the console; it ends at once.

    Args:
        case: reference of the case from which it starts.
        what: its name, such as ``contacts``.
        visits, found, cut_short: of the answer.

    Raises:
        Refused: no such case.
    """
    of = Case.objects.filter(ref=case).first()
    if of is None:
        raise Refused(Problem("record/not-found", facts={"register": "case", "value": case}))
    ExposureQuestion.objects.create(
        register="case", record=case, area=of.area_id, reason=f"console: {what}", asked_by=by.name, asked_role=by.role,
        asked_area=by.area, asked_at=at, since=window.since, until=max(window.until, window.since + 1),
        minimum=window.minimum, error=window.error, visits=visits, count=found, cut_short=cut_short,
        sign_above=in_force(plan, asking.SIGN_ABOVE, at), ends_at=at + 1, closed_at=at, closed_by=by.name,
    )  # fmt: skip


def check_list(found: int, plan: Plan, at: int) -> None:
    """May so many be listed at the console? There nobody signs as a second body; that is done on the pages.

    Raises:
        Refused: there are more than one body asks for alone.
    """
    most = in_force(plan, asking.SIGN_ABOVE, at)
    if found > most:
        raise Refused(Problem("exposure/not-signed", facts={"count": found, "most": most}))
