"""The second signature of orders: given by another account than the one that issued them, in its own name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.orders.actions import find, is_over
from lianfang.fronts.orders.policies import NEEDED, people_faults, plain
from lianfang.registers import changes, journal
from lianfang.registers.access import By
from lianfang.registers.actions import record
from lianfang.registers.models import Account, Journal, Order
from lianfang.registers.requests import once

SIGN = "sign"
"""The verb with which the journal keeps a signature that an account gave."""
WRITTEN = "replaced by the written order {number} / 已由书面措施令接替：{number}"
EXTENDED = "extended by the order {number} / 已由延长的措施令接替：{number}"


@dataclass(frozen=True)
class Signature:
    """How a second signature came to be on record.

    Attributes:
        by: the account: of whoever signed, or who recorded what stands on paper; empty where it came with an import.
        is_own: given by that account itself.
    """

    by: str
    is_own: bool


def sign(*, refs: Sequence[str], by: By, at: int, request: str = "") -> list[str]:
    """Sign orders as the second, all or none, in the name of the account that acts, and answer their references. Each goes on to
    its whole term; the one whose place it takes ends as it begins.

    Raises:
        Refused: one of them is not in reach, over, oral or signed, was issued by this account, or was decided by who signs;
            each with its line; nothing is signed.
    """

    def act() -> dict[str, Any]:
        changes.begin()  # before anything is read: of two who sign the second is told
        orders = [find(ref, by) for ref in dict.fromkeys(refs)]
        issued, name = issuers([one.pk for one in orders]), _name(by)
        found = [
            replace(problem, line=line if len(orders) > 1 else 0)
            for line, order in enumerate(orders, 1)
            for problem in _faults(order, issued.get(order.pk, frozenset()), name, by, at)
        ]
        if found:
            raise Refused(found)
        record(register="order", rows=[_signed(one, name, at) for one in orders], by=by, at=at)
        entries = [journal.Entry(at, by, SIGN, "order", one.pk, one.ref, "second_signer") for one in orders]
        journal.append(entries)
        if ended := list(_replaced(orders, name, at)):
            record(register="order", rows=ended, by=by, at=at)
        return {"refs": [one.ref for one in orders]}

    if not refs:
        raise Refused(Problem("order/none-picked"))
    return [
        str(ref)
        for ref in once(request=request, verb="sign_orders", content=[by.name, list(refs)], at=at, act=act)[
            "refs"
        ]
    ]


def awaits(order: Order, at: int) -> bool:
    """Is it a written order, not over, that nobody has signed as second?"""
    return not order.oral and order.second_signed_at is None and not is_over(order, at)


def issuers(orders: Collection[int]) -> Mapping[int, frozenset[str]]:
    """Order → the accounts that put it on record. Names are typed; which account wrote is in the journal."""
    found: dict[int, set[str]] = {}
    entries = Journal.objects.filter(register="order", row__in=orders, verb="record")
    for row, actor in entries.values_list("row", "actor"):
        found.setdefault(int(row or 0), set()).add(actor)
    return {row: frozenset(actors) for row, actors in found.items()}


def signature_of(order: Order) -> Signature | None:
    """How the second signature came to be on record; None where there is none."""
    if order.second_signed_at is None:
        return None
    entries = Journal.objects.filter(register="order", row=order.pk)
    own = entries.filter(verb=SIGN).order_by("-id").values_list("actor", flat=True).first()
    if own is not None:
        return Signature(own, True)
    told = entries.filter(verb__in=("record", "update"), fields__contains="second_signed_at").order_by("-id")
    return Signature(told.values_list("actor", flat=True).first() or "", False)


def _name(by: By) -> str:
    """The name that an account signs with: its holder's."""
    return Account.objects.filter(login=by.name).values_list("name", flat=True).first() or by.name


def _faults(order: Order, issued: Collection[str], name: str, by: By, at: int) -> Iterator[Problem]:
    if order.second_signed_at is not None:
        yield Problem("order/signed-already", facts={"ref": order.ref})
    elif order.oral:
        yield Problem("order/not-written", facts={"ref": order.ref})
    elif is_over(order, at):
        yield Problem("order/over", facts={"ref": order.ref})
    if plain(by.name) in {plain(one) for one in issued}:
        yield Problem("order/own-signature", facts={"ref": order.ref})
    if not (order.decider or "").strip():
        yield Problem("order/incomplete", facts={"missing": NEEDED["decider"]})
    yield from people_faults(order.decider or "", name)
    if plain(order.decider or "") == plain(by.name) != plain(name):
        yield Problem("order/one-person", facts={"name": by.name[:60]})


def _signed(order: Order, name: str, at: int) -> dict[str, Any]:
    ends = order.ends_at if order.signed_ends_at is None else order.signed_ends_at
    return {"id": order.pk, "second_signer": name, "second_signed_at": at, "ends_at": ends}


def _replaced(orders: Sequence[Order], name: str, at: int) -> Iterator[dict[str, Any]]:
    """What becomes of the orders before: each ends as the new one begins, at once or later. An oral one has its paper and its
    second signature by that. One that is over already stays as it ended.
    """
    for new in orders:
        old = new.replaces
        if old is None or old.released_at is not None or is_over(old, at):
            continue
        reason = (WRITTEN if old.oral else EXTENDED).format(number=new.number or new.ref)
        ends = max(at, old.starts_at, new.starts_at)
        ended = {"id": old.pk, "released_at": ends, "release_reason": reason}
        if old.oral:
            ended |= {"written_at": new.written_at or at, "second_signer": name, "second_signed_at": at}
        yield ended
