"""Appeals: by whoever is bound, a relative, or an operator who was told on the telephone; decided by somebody else."""

from __future__ import annotations

from typing import Any

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.orders.actions import find, is_over
from lianfang.fronts.orders.policies import is_person, plain
from lianfang.fronts.orders.signing import SIGN
from lianfang.registers import changes
from lianfang.registers.access import By
from lianfang.registers.actions import record
from lianfang.registers.models import Journal, Order
from lianfang.registers.models.clinical_codes import APPEAL_RESULT
from lianfang.registers.requests import once

ENDED = "ended on appeal: {why} / 经申诉撤销：{why}"


def appeal(*, ref: str, from_whom: str, reason: str, by: By, at: int, request: str = "") -> str:
    """Enter an appeal against an order in force.

    Args:
        ref: the order's.
        from_whom: a code of ``appeal_from``: the person, a relative, or an operator on the telephone.
        reason: in their words.
        by: who writes it down.
        at: when.
        request: the client's id of this write.

    Raises:
        Refused: there is none in reach, it is over, no reason is given, or one waits for its decision.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        order = find(ref, by)
        if not reason.strip():
            raise Refused(Problem("order/no-reason", facts={"field": "reason"}))
        if is_over(order, at):
            raise Refused(Problem("order/over", facts={"ref": ref}))
        if order.appealed_at is not None and order.appeal_decided_at is None:
            raise Refused(Problem("order/appealed-already"))
        row = {"id": order.pk, "appealed_at": at, "appeal_reason": reason.strip(), "appeal_from": from_whom}
        # A second appeal begins anew; what became of the first is in the order's history.
        row |= {
            "appeal_decided_at": None,
            "appeal_result": None,
            "appeal_decided_by": None,
            "appeal_answer": None,
        }
        record(register="order", rows=[row], by=by, at=at)
        return {"ref": order.ref}

    content = [by.name, ref, from_whom, reason]
    return str(once(request=request, verb="appeal", content=content, at=at, act=act)["ref"])


def decide(
    *, ref: str, result: str, why: str, decider: str, by: By, at: int, ends_at: int | None = None, request: str = ""
) -> str:  # fmt: skip
    """Decide an appeal: the order is upheld, ends sooner, or ends now. Whatever hangs on it follows at once.

    Args:
        ref: the order's.
        result: a code of ``appeal_result``.
        why: the reason, which whom it binds can read.
        decider: the person who decides; neither who decided on the order nor who signed it.
        by: who writes it down; none of those two either, nor the account that issued or signed the order.
        at: when.
        ends_at: the new end of a changed order; before the old one.
        request: the client's id of this write.

    Raises:
        Refused: no appeal waits there, or anything of this is missing or wrong.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        order = find(ref, by)
        found = _faults(order, result, why, decider, by, at, ends_at)
        if found:
            raise Refused(found)
        row = {
            "id": order.pk,
            "appeal_decided_at": at,
            "appeal_result": result,
            "appeal_decided_by": decider.strip(),
        }
        row |= {"appeal_answer": why.strip()}
        if result == "ended" and not is_over(order, at):
            row |= {
                "released_at": max(at, order.starts_at),
                "release_reason": ENDED.format(why=why.strip())[:400],
            }
        elif result == "changed":
            row |= {"ends_at": ends_at}
            if order.signed_ends_at is not None:  # a signature that comes later takes it no further
                row |= {"signed_ends_at": ends_at}
        record(register="order", rows=[row], by=by, at=at)
        return {"ref": order.ref}

    content = [by.name, ref, result, why, decider, ends_at]
    return str(once(request=request, verb="decide_appeal", content=content, at=at, act=act)["ref"])


def _faults(
    order: Order, result: str, why: str, decider: str, by: By, at: int, ends_at: int | None
) -> list[Problem]:
    if order.appealed_at is None or order.appeal_decided_at is not None:
        return [Problem("order/no-appeal")]
    found = []
    if result not in APPEAL_RESULT.codes:
        known = ", ".join(APPEAL_RESULT.codes)
        found.append(Problem("order/bad-result", facts={"result": result, "known": known, "field": "result"}))
    if not why.strip():
        found.append(Problem("order/no-reason", facts={"field": "why"}))
    if not is_person(decider):
        found.append(Problem("order/no-person", facts={"name": decider.strip()[:60], "field": "decider"}))
    theirs = {plain(name) for name in (order.decider, order.second_signer) if name}
    # Names are typed; which accounts issued and signed the order is in the journal.
    issued = Journal.objects.filter(register="order", row=order.pk, verb__in=("record", SIGN))
    own = theirs | {plain(name) for name in issued.values_list("actor", flat=True)}
    for name, field, whose in ((decider, "decider", theirs), (by.name, "", own)):
        if plain(name) in whose:
            found.append(Problem("order/own-decision", facts={"name": name.strip()[:60], "field": field}))
    if result == "changed" and (ends_at is None or not max(order.starts_at, at) < ends_at < order.ends_at):
        found.append(Problem("order/changed-how", facts={"field": "ends_at"}))
    return found
