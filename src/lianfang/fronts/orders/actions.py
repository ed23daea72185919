"""Issue orders: in writing, for one person or many in one transaction; and by word of mouth at a door.

A written order binds for a short time until another account has signed it: see ``signing``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from lianfang.base import areas, ids
from lianfang.base.instants import day_of, iso
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.orders.policies import Draft, faults
from lianfang.fronts.orders.repeating import Unsigned, limit, unsigned, whom_of
from lianfang.fronts.orders.values import duration
from lianfang.gaps import plans
from lianfang.plan.model import Plan
from lianfang.registers import changes
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import record, watching
from lianfang.registers.models import Order
from lianfang.registers.requests import once

MINUTE = 60
_COLUMNS = (
    "area", "kind", "person", "household", "site", "place", "stay", "contact", "case", "decided_by", "basis", "evidence",
    "evidence_at", "starts_at", "ends_at", "decider", "support_contact", "notice_at", "appeal_told_at",
)  # fmt: skip


def issue(*, drafts: Sequence[Draft], by: By, at: int, request: str = "") -> list[str]:
    """Issue whole orders, all or none, and answer their references in order. Each waits for its second signature: until then it
    takes the place of no other, and it lapses after what the plan allows.

    Raises:
        Refused: anything is missing or wrong with any of them, each with its line; nothing is issued.
    """

    def act() -> dict[str, Any]:
        changes.begin()  # before anything is read: of two who extend one order the second sees the first's
        plan = plans.in_force().plan
        old = {one.replaces: find(one.replaces, by) for one in drafts if one.replaces}
        lapses = _lapsing(drafts, old, at, plan)
        found = [
            replace(problem, line=line if len(drafts) > 1 else 0)
            for line, (draft, (_, again)) in enumerate(zip(drafts, lapses, strict=True), 1)
            for problem in [*_faults(draft, old.get(draft.replaces), plan, by, at), *again]
        ]
        if found:
            raise Refused(found)
        rows = [
            _row(draft, old.get(draft.replaces), at, plan, until)
            for draft, (until, _) in zip(drafts, lapses, strict=True)
        ]
        return {"refs": _written(rows, plan, by, at)}

    content = [by.name, [asdict(draft) for draft in drafts]]
    return [str(ref) for ref in once(request=request, verb="issue", content=content, at=at, act=act)["refs"]]


def issue_oral(*, draft: Draft, by: By, at: int, request: str = "") -> str:
    """Record what an officer ordered by word of mouth, and answer its reference. It binds from now until what the plan allows
    for the written one, and lapses then.

    Raises:
        Refused: anything is missing that can be told at a door, or is wrong; nothing is recorded.
    """

    def act() -> dict[str, Any]:
        changes.begin()  # before anything is read: of two who extend one order the second sees the first's
        plan = plans.in_force().plan
        within = duration(plan, "written_order_within", at)
        new = _unsigned(draft, at, at)
        until, again = limit(new, unsigned([draft], at - within), within)
        told = replace(draft, starts_at=at, ends_at=until)
        found = [*again] or [*faults(told, plan, at, oral=True), *_out_of_reach(told, by)]
        if found:
            raise Refused(found)
        row = _row(told, None, at, plan, until) | {"oral": True, "written_at": None, "notice_at": None}
        row |= {"ends_at": told.ends_at, "signed_ends_at": None}
        return {"ref": _written([row], plan, by, at)[0]}

    content = [by.name, asdict(draft)]
    return str(once(request=request, verb="issue_oral", content=content, at=at, act=act)["ref"])


def _written(rows: Sequence[Mapping[str, Any]], plan: Plan, by: By, at: int) -> list[str]:
    """Write orders; of a case that one isolates first, whoever lives with it is watched from then on."""
    isolated = watching.before([row["case"] for row in rows if row.get("case") is not None])
    refs = record(register="order", rows=rows, by=by, at=at).refs
    watching.after(isolated, plan=plan, by=by, at=at)
    return refs


def find(ref: str, by: By | Reader) -> Order:
    """An order within the reach of whoever acts or reads.

    Raises:
        Refused: there is none.
    """
    reach = Reader(by.name, by.role, by.area, by.purpose).scope()
    found = Order.objects.filter(reach, ref=ref).first()
    if found is None:
        raise Refused(Problem("order/not-found", facts={"ref": ref[:40]}))
    return found


def is_over(order: Order, at: int) -> bool:
    """Has it ended, or been ended?"""
    return order.ends_at <= at or (order.released_at is not None and order.released_at <= at)


def _faults(draft: Draft, old: Order | None, plan: Plan, by: By, at: int) -> list[Problem]:
    found = [*faults(draft, plan, at), *_out_of_reach(draft, by)]
    if old is not None:
        found += _of_the_old(draft, old, at)
    return found


def _out_of_reach(draft: Draft, by: By) -> list[Problem]:
    if by.area and not areas.is_within(draft.area, by.area):
        return [Problem("area/not-found", facts={"area": draft.area})]
    return []


def _of_the_old(draft: Draft, old: Order, at: int) -> list[Problem]:
    """What keeps an order from going on in place of another."""
    if is_over(old, at):
        code = "order/lapsed" if old.oral and old.written_at is None else "order/over"
        return [Problem(code, facts={"ref": old.ref})]
    if old.released_at is not None:
        return [Problem("order/ends-already", facts={"ref": old.ref})]
    if not old.oral and old.second_signed_at is None and old.signed_ends_at is not None:
        return [Problem("order/not-signed", facts={"ref": old.ref})]
    if Order.objects.filter(replaces=old, second_signed_at=None, released_at=None, ends_at__gt=at).exists():
        return [Problem("order/followed-already", facts={"ref": old.ref})]
    found = []
    zone = plans.in_force().plan.zone
    if draft.starts_at is not None and draft.starts_at > old.ends_at:
        found.append(Problem("order/hole", facts={"until": iso(old.ends_at, zone), "field": "starts_at"}))
    if draft.whom != (old.person_id, old.household_id, old.site_id):
        found.append(Problem("order/other-person", facts={"field": "person"}))
    is_old = old.evidence_at is None or draft.evidence_at is None or draft.evidence_at <= old.evidence_at
    if not old.oral and is_old:
        before = "—" if old.evidence_at is None else iso(old.evidence_at, zone)
        found.append(Problem("order/old-evidence", facts={"before": before, "field": "evidence_at"}))
    return found


def _row(draft: Draft, old: Order | None, at: int, plan: Plan, until: int) -> dict[str, Any]:
    said = {name: getattr(draft, name) for name in _COLUMNS}
    number = f"{day_of(at, plan.zone):%Y%m%d}-{ids.new_ref()[:8]}"
    return said | {
        "number": number, "decided_at": at, "ends_at": None if draft.ends_at is None else min(draft.ends_at, until),
        "signed_ends_at": draft.ends_at, "oral": False, "written_at": at, "support_at": _named_at(draft, at),
        "replaces": old and old.pk,
    }  # fmt: skip


def _lapsing(
    drafts: Sequence[Draft], old: Mapping[str, Order], at: int, plan: Plan
) -> list[tuple[int, list[Problem]]]:
    """When each of some written orders ends that nobody signs as second, and whether it repeats one that nobody signed."""
    lapse = duration(plan, "unsigned_order_lapses_after", at)
    first = min((max(at, one.starts_at or at) for one in drafts), default=at)
    others = unsigned(drafts, first - lapse)
    found: list[tuple[int, list[Problem]]] = []
    for draft in drafts:
        starts, before = max(at, draft.starts_at or at), old.get(draft.replaces)
        new = _unsigned(draft, starts, starts + lapse)
        until, again = starts + lapse, list[Problem]()
        # What goes on from an order that is signed begins before that one's end, and needs newer evidence than it.
        if before is None or before.oral:
            row = 0 if before is None else before.pk
            until, again = limit(replace(new, row=row), others, lapse)
            others.append(replace(new, ends_at=min(draft.ends_at or until, until)))
        if before is not None and before.oral:  # it gives no oral one a second day
            oral: int = before.ends_at
            until = max(min(until, oral), starts + MINUTE)
        found.append((until, again))
    return found


def _unsigned(draft: Draft, starts: int, ends: int) -> Unsigned:
    return Unsigned(whom_of(*draft.whom), draft.kind, draft.evidence_at, starts, ends)


def _named_at(draft: Draft, at: int) -> int:
    """When the support contact was named: now; a start that was typed to the minute and is of this minute is now as well."""
    starts = draft.starts_at or at
    return starts if 0 <= at - starts < MINUTE else at
