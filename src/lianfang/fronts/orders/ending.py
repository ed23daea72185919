"""Orders end: by themselves when due, and before that for a reason. No paper that is missing keeps anyone in."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.orders.actions import find, is_over
from lianfang.registers import changes
from lianfang.registers.access import By
from lianfang.registers.actions import record
from lianfang.registers.demonstration import is_made_up
from lianfang.registers.models import Order
from lianfang.registers.requests import once

PIECE = 500
CLOCK = "lianfang release"
"""Who lifts what is due, as the journal names it: nobody decides anything then."""
DUE = "due / 到期"
LAPSED = "oral, and nothing written came in time / 口头措施令未按时补送书面，失效"
UNSIGNED = "not signed by a second in time / 未按时由他人复核签署，失效"
UNFOUNDED = "the case on which it rests turned out to be none / 所依据的病例已排除"


def release(*, ref: str, reason: str, by: By, at: int, request: str = "") -> str:
    """End an order before its time, for a reason that whom it bound can read.

    Raises:
        Refused: there is none in reach, it is over, or no reason is given.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        order = find(ref, by)
        if not reason.strip():
            raise Refused(Problem("order/no-reason", facts={"field": "reason"}))
        if is_over(order, at):
            raise Refused(Problem("order/over", facts={"ref": ref}))
        record(register="order", rows=[_ended(order, at, reason.strip())], by=by, at=at)
        return {"ref": order.ref}

    return str(once(request=request, verb="release", content=[by.name, ref, reason], at=at, act=act)["ref"])


def sweep(*, at: int) -> int:
    """Lift every order whose term is over, and every one that rests on a case that is none any more; answer how many.

    It asks for nothing but the end that each order has: no second signature, paper or check that is missing holds it up. Done
    late, because nobody did it, it lifts all that fell due meanwhile.
    """
    done, by = 0, By(CLOCK, "system", purpose="demonstration" if is_made_up() else "response")
    for found, reason in ((due(at), None), (unfounded(at), UNFOUNDED)):
        while lifted := _piece(found, reason, by, at):
            done += lifted
    return done


def _piece(found: QuerySet[Order], reason: str | None, by: By, at: int) -> int:
    """Lift some of them, committed at once: a gate waits no longer than for one piece. Answers how many."""
    with transaction.atomic():
        changes.begin()
        rows = [_ended(one, at, reason or _why(one)) for one in found.all()[:PIECE]]
        if rows:
            record(register="order", rows=rows, by=by, at=at)
        return len(rows)


def due(at: int) -> QuerySet[Order]:
    """Orders whose term is over and which nobody has lifted."""
    return Order.objects.filter(released_at=None, ends_at__lte=at).order_by("ends_at", "id")


def unfounded(at: int) -> QuerySet[Order]:
    """Orders in force on a contact of a case, or a case, that was ruled out since they began."""
    ruled_out = Q(contact__case__classification="NO_CASE") | Q(case__classification="NO_CASE")
    return Order.objects.filter(ruled_out, released_at=None, starts_at__lte=at, ends_at__gt=at).order_by("id")


def _why(order: Order) -> str:
    if order.oral and order.written_at is None:
        return LAPSED
    cut = order.signed_ends_at is not None and order.ends_at < order.signed_ends_at
    return UNSIGNED if cut and order.second_signed_at is None else DUE


def _ended(order: Order, at: int, reason: str) -> dict[str, Any]:
    return {"id": order.pk, "released_at": max(at, order.starts_at), "release_reason": reason}
