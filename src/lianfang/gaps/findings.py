"""All gaps and cannot-tells at an instant, as keys: what is held against a ledger of planted failings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection

from lianfang.gaps import excuses, plans


class Finding(NamedTuple):
    """One duty that is a gap or a cannot-tell: its key and which."""

    must: str
    subject: int
    period: int
    finding: str


def findings(*, at: int) -> Iterator[Finding]:
    """Every gap and cannot-tell of the plan in force at ``at``; what is excused then is no gap."""
    keys = {standing.number: standing.must.key for standing in plans.in_force().musts}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT must_id, subject_id, period, state FROM gaps_duty AS d"
            " WHERE since <= %s AND (state > 0 OR met_at IS NULL OR met_at > %s)"
            f" AND NOT {excuses.is_excused_at(at)}",
            [at, at],
        )
        for must, subject, period, state in cursor.fetchall():
            if must in keys:
                yield Finding(keys[must], subject, period, "cannot_tell" if state else "gap")
