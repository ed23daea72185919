"""Whom and what someone who keeps accounts can reach: grants in their area, accounts that have none elsewhere."""

from __future__ import annotations

from django.db import models

from lianfang.base import areas
from lianfang.registers.access import By
from lianfang.registers.models import Account, Grant


def in_force(at: int) -> models.Q:
    """The grants that hold at an instant."""
    signed = models.Q(signed_at__isnull=False) | models.Q(alone=True)
    return signed & models.Q(begins_at__lte=at, ends_at__gt=at, ended_at=None)


def in_reach(by: By, column: str = "area") -> models.Q:
    """Predicate: what lies in the area of ``by`` (a path code in this column)."""
    if by.area == 0:
        return models.Q()
    low, high = areas.span(by.area)
    return models.Q(**{f"{column}__gte": low, f"{column}__lt": high})


def covers(by: By, area: int) -> bool:
    """Is this area (0: the whole site) within that of ``by``?"""
    return by.area == 0 or (area != 0 and areas.is_within(area, by.area))


def accounts_of(by: By, *, at: int) -> models.QuerySet[Account]:
    """The accounts that hold no right beyond the area of ``by``; of the whole site, all."""
    if by.area == 0:
        return Account.objects.all()
    beyond = Grant.objects.filter(ended_at=None, ends_at__gt=at).exclude(in_reach(by))
    return Account.objects.exclude(id__in=beyond.values("account_id"))
