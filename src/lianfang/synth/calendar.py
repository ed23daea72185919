"""The days of the made-up city, and the instants that the plan's sentences turn on."""

from __future__ import annotations

from datetime import date, timedelta

from lianfang.base import instants

ZONE = "Asia/Shanghai"
MINUTE, HOUR, DAY = 60, instants.HOUR, instants.DAY
LAST_DAY = date(2020, 2, 13)


def midnight(day: date) -> int:
    """00:00 of a day of the city."""
    return instants.start_of(day, ZONE)


AS_OF = midnight(LAST_DAY + timedelta(days=1))
"""2020-02-13T24:00+08:00: nothing here happens or is recorded later."""
LATEST_PASSAGE = AS_OF - 40 * MINUTE
"""Ordinary passages end here, so that all that is owed for them is due at ``AS_OF``."""
CHECKS_BEGIN = date(2020, 1, 27)
"""Checks on all roads."""
DECLARING_BEGINS = date(2020, 2, 8)
"""Pre-declaration, and most of the plan's musts."""
DISTRICTS_REPORT_FROM = date(2020, 1, 30)
FIRST_REPORT = date(2020, 1, 19)


def days(first: date, last: date) -> list[date]:
    """All days from the first to the last."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
