"""What the staff managers write: a shift on the rota, what came of it, who fell ill, and that a cluster is looked into."""

from __future__ import annotations

from typing import Any

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.staff.policies import Came, Limits, Turn, check_came, check_turn
from lianfang.fronts.staff.queries import Cluster, clusters
from lianfang.gaps import plans
from lianfang.plan.model import Plan
from lianfang.registers import changes
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.actions import record
from lianfang.registers.models import Site, StaffMember, StaffShift
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


def enter_shift(*, ref: str, came: Came, reader: Reader, by: By, at: int, request: str = "") -> str:
    """Enter what came of a shift; its reference. What is not said stays as it is.

    Raises:
        Refused: ``staff/not-found``; or why that cannot be, beyond the limit without a name among it.
    """
    plan = plans.in_force().plan

    def act() -> dict[str, Any]:
        changes.begin()
        one = rows(StaffShift, reader).select_for_update().filter(ref=ref).first()
        if one is None:
            raise Refused(Problem("staff/not-found"))
        turn = Turn(one.starts_at, one.ends_at, one.zone, (one.approved_by or "").strip())
        check_came(turn, came, one.exposed_at, limits_on(plan, one.starts_at), at)
        said = {
            "hours_in_zone": came.hours, "approved_by": came.approved_by or None, "exposed_at": came.exposed_at,
            "exposure_assessed_at": came.assessed_at, "ill": came.is_ill,
        }  # fmt: skip
        row = {"id": one.id} | {name: value for name, value in said.items() if value is not None}
        return {"ref": record(register="staff_shift", rows=[row], by=by, at=at).refs[0]}

    content = [ref, came.hours, came.approved_by, came.exposed_at, came.assessed_at, came.is_ill]
    return str(once(request=request, verb="enter_shift", content=content, at=at, act=act)["ref"])


def enter_illness(*, ref: str, ill_at: int, reader: Reader, by: By, at: int, request: str = "") -> str:
    """Enter since when a member of staff is ill, or has tested positive; their reference.

    Raises:
        Refused: ``staff/not-found``, or the time has not come.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        one = rows(StaffMember, reader).select_for_update().filter(ref=ref).first()
        if one is None:
            raise Refused(Problem("staff/not-found"))
        if ill_at > at:
            raise Refused(Problem("staff/not-yet"))
        row = {"id": one.id, "ill_at": ill_at}
        return {"ref": record(register="staff_member", rows=[row], by=by, at=at).refs[0]}

    answer = once(request=request, verb="enter_illness", content=[ref, ill_at], at=at, act=act)
    return str(answer["ref"])


def take_up(*, ward: str, details: str, reader: Reader, by: By, at: int, request: str = "") -> str:
    """Report the cluster among the staff of a ward, and take it up: the reference of its event, being looked into from now on.

    Raises:
        Refused: there is no such ward, no cluster on it now, or it is being looked into already.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        one, site = cluster_of(ward, reader, at)
        if one is None:
            raise Refused(Problem("staff/no-cluster"))
        if one.event is not None:
            raise Refused(Problem("staff/cluster-taken-up", facts={"ref": one.event.ref}))
        row = {
            "title": f"医务人员聚集发病 {site.name_zh}"[:200], "status": "CLUSTER", "investigation": "ONGOING",
            "setting": "healthcare", "site": site.id, "began_at": one.since, "reported_at": at,
            "details": details or None, "area": site.area_id,
        }  # fmt: skip
        return {"ref": record(register="event", rows=[row], by=by, at=at).refs[0]}

    answer = once(request=request, verb="take_up_cluster", content=[ward, details], at=at, act=act)
    return str(answer["ref"])


def cluster_of(ward: str, reader: Reader, at: int) -> tuple[Cluster | None, Site]:
    """The cluster on a ward at an instant, if there is one, and the ward.

    Raises:
        Refused: no such ward is within the reader's reach.
    """
    site = rows(Site, reader).filter(ref=ward).first()
    if site is None:
        raise Refused(Problem("ward/not-found"))
    found = clusters(plans.in_force().plan, reader, at)
    return next((one for one in found if one.site == site), None), site
