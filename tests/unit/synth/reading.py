"""What the independent readings of sentences share: rows, instants as the plan's reader says them, and verdicts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

Row = dict[str, Any]
Tables = dict[str, dict[int, Row]]
Verdict = tuple[int, int, str]
"""Subject, period, and ``gap``, ``cannot_tell`` or ``met``."""

MINUTES, HOURS, DAYS = 60, 3600, 86400


def start(text: str | date) -> int:
    """00:00 in Shenzhen."""
    day = date.fromisoformat(text) if isinstance(text, str) else text
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - 8 * HOURS


def verdict(met: bool | None) -> str:
    """A verdict in a word; None is for what cannot be told."""
    return "cannot_tell" if met is None else "met" if met else "gap"
