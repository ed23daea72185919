"""Instants are whole UTC seconds since 1970; civil days belong to the city's zone.

A bare date stands for 24:00 of that day, so that "as of 12 February" holds all of that day. An instant that falls
exactly on midnight belongs to both days' ends: ``as_of`` comparisons are inclusive.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

Instant = int
"""Seconds since 1970-01-01T00:00:00Z, never a fraction."""

HOUR = 3600
DAY = 86400

_FIRST, _LAST = -11_676_096_000, 253_000_000_000
"""The years 1600 to 9987: beyond, a zone's offset leads out of the calendar."""


def is_written(instant: Instant) -> bool:
    """Can it be written as a date in every zone?"""
    return _FIRST <= instant < _LAST


def of_datetime(moment: datetime, zone: str) -> Instant:
    """The instant of a datetime; a naive one is read in ``zone``."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return int(moment.timestamp())


def start_of(day: date, zone: str) -> Instant:
    """00:00 of a civil day."""
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp())


def end_of(day: date, zone: str) -> Instant:
    """24:00 of a civil day: what a bare date stands for."""
    return start_of(day + timedelta(days=1), zone)


def day_of(instant: Instant, zone: str) -> date:
    """The civil day in which an instant lies (midnight belongs to the day that begins)."""
    return datetime.fromtimestamp(instant, ZoneInfo(zone)).date()


def day_ending_at(instant: Instant, zone: str) -> date:
    """The civil day whose figures an as-of instant shows: midnight belongs to the day that ends."""
    return day_of(instant - 1, zone)


def parse(text: str, zone: str) -> Instant:
    """Read ISO 8601. A bare date is its 24:00; a time without an offset is in ``zone``.

    Raises:
        ValueError: the text is neither a date nor a date and time, or one at the edge of the calendar.
    """
    text = text.strip()
    try:
        day = _bare(text)
        moment = of_datetime(datetime.fromisoformat(text), zone) if day is None else end_of(day, zone)
    except OverflowError as error:
        raise ValueError("beyond the calendar") from error
    if not is_written(moment):
        raise ValueError("beyond the calendar")
    return moment


def _bare(text: str) -> date | None:
    """The day, of a date alone in any of ISO 8601's spellings (2020-02-13, 20200213, 2020-W07-4)."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def iso(instant: Instant, zone: str) -> str:
    """ISO 8601 with the zone's offset, to the second."""
    return datetime.fromtimestamp(instant, ZoneInfo(zone)).isoformat()


def hour_of(instant: Instant) -> int:
    """The number of whole hours since 1970 (floor), the grain of a tally."""
    return instant // HOUR


def fixed_offset(zone: str, first: date, last: date) -> int | None:
    """Seconds east of UTC if the zone keeps one offset from ``first`` to ``last``, else None."""
    offsets = set()
    day = first
    while day <= last:
        moment = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
        offset = moment.utcoffset()
        offsets.add(int(offset.total_seconds()) if offset is not None else 0)
        day += timedelta(days=1)
    return offsets.pop() if len(offsets) == 1 else None
