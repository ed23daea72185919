"""Orders as lists show them: which, in what order, and how each stands."""

from __future__ import annotations

from typing import Literal

from django.db.models import Q, QuerySet

from lianfang.fronts.orders.signing import awaits
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Order

Which = Literal["in_force", "due", "overdue", "oral", "unsigned", "appeals", "all"]
State = Literal["planned", "in_force", "due", "overdue", "oral", "unsigned", "lifted"]
SOON = 24 * 3600
"""Seconds before its end from which an order is shown as due."""


def orders(which: str, *, reader: Reader, at: int, kind: str = "") -> QuerySet[Order]:
    """The orders of a list within a reader's reach, those that end first at the head."""
    found = rows(Order, reader).filter(_which(which, at))
    if kind:
        found = found.filter(kind=kind)
    linked = ("person", "household", "site", "place", "decided_by")
    newest = which in ("all", "appeals")
    return found.select_related(*linked).order_by("-id" if newest else "ends_at", "id")


def _which(which: str, at: int) -> Q:
    running = Q(starts_at__lte=at, ends_at__gt=at) & (Q(released_at=None) | Q(released_at__gt=at))
    return {
        "in_force": running,
        "due": running & Q(ends_at__lte=at + SOON),
        "overdue": Q(released_at=None, ends_at__lte=at),
        "oral": running & Q(oral=True, written_at=None),
        # Not begun yet, it is to be signed all the same.
        "unsigned": (Q(oral=False) | Q(oral=None))
        & Q(second_signed_at=None, released_at=None, ends_at__gt=at),
        "appeals": Q(appealed_at__isnull=False, appeal_decided_at=None),
    }.get(which, Q())


def state_of(order: Order, at: int) -> State:
    """How an order stands at an instant."""
    if order.released_at is not None and order.released_at <= at:
        return "lifted"
    if order.ends_at <= at:
        return "overdue"
    if awaits(order, at):
        return "unsigned"
    if order.starts_at > at:
        return "planned"
    if order.oral and order.written_at is None:
        return "oral"
    return "due" if order.ends_at <= at + SOON else "in_force"
