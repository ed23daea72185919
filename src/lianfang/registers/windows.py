"""The time in which company with a case counts, by the edition of the control plan in force; and what two dates say of each other.

Pure: no clock, no database. Days are civil days in the city's zone; instants are UTC seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lianfang.base.instants import Instant, end_of, start_of

Basis = Literal["onset", "onset_span", "first_positive"]


@dataclass(frozen=True)
class Illness:
    """What is known of one case: its day of onset, or the first and last day that it may have been; None is not known.

    ``first_positive_at`` is when the first sample that came out positive was taken.
    """

    onset_on: date | None = None
    onset_until_on: date | None = None
    first_positive_at: Instant | None = None
    isolated_at: Instant | None = None


@dataclass(frozen=True)
class Window:
    """From ``since`` on until before ``until`` (None: still open) company counts; ``basis`` says what it was reckoned from.

    A window that ends before it begins is empty: who was isolated before has no contacts in it.
    """

    since: Instant
    until: Instant | None
    basis: Basis

    @property
    def is_empty(self) -> bool:
        """Is there no instant in it?"""
        return self.until is not None and self.until <= self.since

    def holds(self, instant: Instant) -> bool:
        """Does company at this instant count?"""
        return self.since <= instant and (self.until is None or instant < self.until)


def window(illness: Illness, before: int, zone: str) -> Window | None:
    """The window of a case; None where neither onset nor a positive sample is known, for then nobody can say.

    Where only a span of days is known for the onset, the window is the union of those of all its days: it opens with that of
    the first. It ends at isolation whichever day it was.

    Args:
        before: seconds before onset, or before the first positive sample, at which it opens: the edition's.
        zone: the city's.
    """
    first = min((day for day in (illness.onset_on, illness.onset_until_on) if day is not None), default=None)
    if illness.onset_on is not None and first is not None:
        is_span = illness.onset_until_on is not None and illness.onset_until_on != illness.onset_on
        return Window(
            start_of(first, zone) - before, illness.isolated_at, "onset_span" if is_span else "onset"
        )
    if illness.first_positive_at is not None:
        return Window(illness.first_positive_at - before, illness.isolated_at, "first_positive")
    return None


def was_isolated_at_onset(illness: Illness, zone: str) -> bool | None:
    """Was the case isolated before the day of onset began? None where that cannot be told.

    On the day of onset itself it cannot, since a day has no hour; nor of a span whose days do not all say the same. Isolation
    that is not recorded is not known, and no *no*.
    """
    if illness.onset_on is None or illness.isolated_at is None:
        return None
    last = max(illness.onset_on, illness.onset_until_on or illness.onset_on)
    if illness.isolated_at <= start_of(illness.onset_on, zone):
        return True
    return False if illness.isolated_at >= end_of(last, zone) else None


def interval(infector: date | None, infected: date | None) -> int | None:
    """Days from one onset to the other, negative where the second fell ill first: that happens, and is kept."""
    return None if infector is None or infected is None else (infected - infector).days


def days_of_watch(last_contact: date, identified: date, watched: int) -> list[date]:
    """The days of follow-up: from the day after the last contact, or that of being identified where that is later, to its end.

    Args:
        watched: days after the last contact for which a contact is watched, the last one included.
    """
    first = max(last_contact + timedelta(days=1), identified)
    last = last_contact + timedelta(days=watched)
    return [first + timedelta(days=n) for n in range(max(0, (last - first).days + 1))]
