"""Keep what an account narrows a list by, and forget it: its own alone, which says nothing of anyone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from lianfang.base.problems import Problem, Refused
from lianfang.registers import journal
from lianfang.registers.access import By
from lianfang.registers.models import Account, SavedFilter

MOST = 30
"""How many an account keeps of one list; one more is refused, so that none goes unasked."""


def keep_filters(
    *, account: Account, page: str, filters: Mapping[str, Mapping[str, Any]], by: By, at: int
) -> None:
    """Keep filters of one list by their names; one of the same name is replaced.

    Raises:
        Refused: there would be too many, or a name is empty or too long.
    """
    longest = SavedFilter._meta.get_field("name").max_length or 0
    for name in filters:
        if not name or len(name) > longest:
            raise Refused(Problem("filter/name", facts={"most": longest}))
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)  # two windows at once count the same filters
        for name, query in filters.items():
            SavedFilter.objects.update_or_create(
                account=account, page=page, name=name, defaults={"query": dict(query), "kept_at": at}
            )
        if SavedFilter.objects.filter(account=account, page=page).count() > MOST:
            raise Refused(Problem("filter/too-many", facts={"most": MOST}))
        _leave_trace("keep_filter", account, page, len(filters), by, at)


def forget_filters(*, account: Account, page: str, names: Collection[str], by: By, at: int) -> int:
    """Forget filters by their names; answers how many there were."""
    with transaction.atomic():
        gone, _ = SavedFilter.objects.filter(account=account, page=page, name__in=names).delete()
        if gone:
            _leave_trace("forget_filter", account, page, gone, by, at)
        return gone


def _leave_trace(verb: str, account: Account, page: str, count: int, by: By, at: int) -> None:
    fields = f"{page},filters={count}"
    journal.append([journal.Entry(at, by, verb, "account", account.pk, account.ref, fields)])
