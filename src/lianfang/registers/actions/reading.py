"""What its recipient does with a notice: reads it."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from lianfang.registers.models import Account, Notice

SHOWN = 200


def with_unread(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Accounts, each with how many notices it has not read as ``unread``."""
    mine = Notice.objects.filter(account=OuterRef("pk"), channel="app", read_at=None).order_by()
    count = mine.values("account").annotate(n=Count("pk")).values("n")
    return accounts.annotate(unread=Coalesce(Subquery(count), 0, output_field=IntegerField()))


def notices_of(account: Account) -> tuple[list[Notice], dict[str, list[Notice]]]:
    """The newest notices of an account, unread ones first; and event → how it stands with them elsewhere."""
    mine = Notice.objects.filter(account=account, channel="app")
    unread = list(mine.filter(read_at=None).order_by("-made_at", "-id")[:SHOWN])
    seen = list(mine.filter(read_at__isnull=False).order_by("-made_at", "-id")[: SHOWN - len(unread)])
    elsewhere: dict[str, list[Notice]] = {}
    others = Notice.objects.filter(account=account, event__in=[one.event for one in (*unread, *seen)])
    for one in others.exclude(channel="app").order_by("id"):
        elsewhere.setdefault(one.event, []).append(one)
    return [*unread, *seen], elsewhere


def read(*, account: Account, at: int, refs: Collection[str] | None = None) -> int:
    """Mark notices of one's own as read, all of them where none are named."""
    mine = Notice.objects.filter(account=account, channel="app", read_at=None)
    # Of a demonstration's two clocks one is behind: what is told of rights goes by the real one.
    read_at = Greatest(F("made_at"), at)
    return (mine if refs is None else mine.filter(ref__in=list(refs))).update(read_at=read_at)
