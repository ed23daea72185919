"""What the staff managers write: a shift on the rota."""

from __future__ import annotations

from typing import Any

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.staff.policies import Limits, Turn, check_turn
from lianfang.gaps import plans
from lianfang.plan.model import Plan
from lianfang.registers import changes
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.actions import record
from lianfang.registers.models import StaffMember, StaffShift
from lianfang.registers.requests import once


def limits_on(plan: Plan, at: int) -> Limits:
    """The limits of the plan at an instant."""
    hours, rest = (plan.number_at(name, at) for name in ("zone_hours_at_most", "staff_rest_at_least"))
    return Limits(hours, None if rest is None else int(rest))


def put_on_rota(
    *, ref: str, turn: Turn, protection: str, reader: Reader, by: By, at: int, request: str = ""
) -> str:
    """Put one shift of one member of staff on the rota; its reference.

    Args:
        ref: of the member of staff.
        turn: the shift.
        protection: a code of the levels of protection, or empty.
        reader: who writes, with the area within which they do.

    Raises:
        Refused: ``staff/not-found``, or why the shift may not stand.
    """
    plan = plans.in_force().plan

    def act() -> dict[str, Any]:
        changes.begin()  # the writers' turn before the row's lock: the other way round two could wait for each other
        # Locked, so that two who plan for the same person at once see each other.
        member = rows(StaffMember, reader).select_for_update().filter(ref=ref).first()
        if member is None:
            raise Refused(Problem("staff/not-found"))
        others = StaffShift.objects.filter(staff_member=member).values_list("starts_at", "ends_at")
        check_turn(turn, others, limits_on(plan, turn.starts_at), lambda instant: iso(instant, plan.zone))
        row = {
            "staff_member": member.id, "site": member.site_id, "zone": turn.zone or None, "protection": protection or None,
            "starts_at": turn.starts_at, "ends_at": turn.ends_at, "approved_by": turn.approved_by or None,
            "area": member.area_id,
        }  # fmt: skip
        return {"ref": record(register="staff_shift", rows=[row], by=by, at=at).refs[0]}

    content = [ref, turn.starts_at, turn.ends_at, turn.zone, turn.approved_by, protection]
    answer = once(request=request, verb="put_on_rota", content=content, at=at, act=act)
    return str(answer["ref"])
