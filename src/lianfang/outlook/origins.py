"""Where a case counts as infected while nobody has decided it: by what is known of its travel (reproduction.md §3)."""

from __future__ import annotations

from datetime import date
from typing import Literal

LATE = 14
"""Whoever falls ill more than so many days after arrival may have been infected here or before: it cannot be told."""
LATE_IF_LINKED = 3
"""So many days, or more, where the case is linked to an earlier one."""


def by_travel(
    *, travelled: bool | None, arrived_on: date | None, onset_on: date | None, is_linked: bool
) -> Literal["local", "imported"] | None:
    """Local without travel, imported with it; None where that cannot be told.

    Args:
        travelled: was it outside the city before it fell ill? None: not known.
        arrived_on: day of arrival in the city.
        onset_on: day of the first symptom.
        is_linked: does it name an earlier case?
    """
    if travelled is None:
        return None
    if not travelled:
        return "local"
    if arrived_on is None or onset_on is None:
        return "imported"
    stayed = (onset_on - arrived_on).days
    return None if stayed > LATE or (is_linked and stayed >= LATE_IF_LINKED) else "imported"
