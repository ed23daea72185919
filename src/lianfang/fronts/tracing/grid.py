"""The grid of follow-up: contacts against days, with what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db.models import Q

from lianfang.base.instants import day_of, end_of, start_of
from lianfang.fronts.tracing.assigning import missed_in_a_row
from lianfang.gaps import plans
from lianfang.plan.model import Plan
from lianfang.registers.access import Reader, rows
from lianfang.registers.actions.watching import days_of
from lianfang.registers.models import Contact, HealthCheck

Square = Literal[
    "SEEN_OK", "SEEN_NOT_OK", "MISSED", "NOT_ATTEMPTED", "NOT_PERFORMED", "no_entry", "due", "planned", "none"
]
"""What became of a contact on a day: one of the five outcomes; a day that is over without an entry; today; a day to come."""

DAYS, SHOWN = 14, 40
IN_A_ROW = 2
SEEN = ("SEEN_OK", "SEEN_NOT_OK")


@dataclass(frozen=True)
class Followed:
    """One contact's line: its squares day by day, and whether nobody saw it on two days in a row up to the last that is over."""

    contact: Contact
    squares: Sequence[Square]
    missed: bool
    last_day: date | None


@dataclass(frozen=True)
class Grid:
    """Some days and the contacts followed up on them."""

    days: Sequence[date]
    lines: Sequence[Followed]
    total: int


def grid(
    *, reader: Reader, at: int, zone: str, until: date | None = None, team: int | None = None, case: int | None = None,
    after: int = 0,
) -> Grid:  # fmt: skip
    """The contacts in reach whose follow-up goes on, or who were lost, by id.

    Args:
        until: the last day shown; None: three days from now.
        after: the id after which to go on.
    """
    today = day_of(at, zone)
    last = until or today + timedelta(days=3)
    days = [last - timedelta(days=DAYS - 1 - n) for n in range(DAYS)]
    followed = Q(status__in=("FOLLOW_UP", "LOST")) | Q(status=None)
    found = rows(Contact, reader).filter(followed, handed_to=None)
    if team is not None:
        found = found.filter(team_id=team)
    if case is not None:
        found = found.filter(case_id=case)
    total = found.count()
    people = list(found.filter(id__gt=after).select_related("case", "team").order_by("id")[:SHOWN])
    entries = _entries(people, days, zone, at)
    plan = plans.in_force().plan
    lines = [_line(one, days, entries.get(one.pk, {}), today, plan) for one in people]
    return Grid(days, lines, total)


def _entries(
    people: Sequence[Contact], days: Sequence[date], zone: str, at: int
) -> Mapping[int, Mapping[date, HealthCheck]]:
    """Contact → day → its entry. A check that was made without being planned, such as in a place of isolation, counts too; of
    several on one day the one at which someone was seen."""
    found: dict[int, dict[date, HealthCheck]] = {}
    planned = Q(day__gte=days[0], day__lte=days[-1])
    made = Q(day=None, at__gte=start_of(days[0], zone), at__lt=min(end_of(days[-1], zone), at + 1))
    for one in HealthCheck.objects.filter(planned | made, contact__in=people).order_by("id"):
        day = one.day if one.day is not None else None if one.at is None else day_of(one.at, zone)
        if one.contact_id is None or day is None:
            continue
        before = found.setdefault(one.contact_id, {}).get(day)
        if before is None or before.result is None or (one.result in SEEN and before.result not in SEEN):
            found[one.contact_id][day] = one
    return found


def _line(
    contact: Contact, days: Sequence[date], entries: Mapping[date, HealthCheck], today: date, plan: Plan
) -> Followed:
    watched = days_of(contact, plan)
    inside = set(watched)
    squares = [_square(day, entries.get(day), day in inside, today) for day in days]
    over = [square for day, square in zip(days, squares, strict=True) if day < today and square != "none"]
    is_missed = contact.ended_at is None and missed_in_a_row(over[-IN_A_ROW:], IN_A_ROW)
    return Followed(contact, squares, is_missed, watched[-1] if watched else None)


def _square(day: date, entry: HealthCheck | None, inside: bool, today: date) -> Square:
    if entry is not None and entry.result is not None:
        result: Square = entry.result
        return result
    if entry is None and not inside:
        return "none"
    if day > today:
        return "planned"
    return "due" if day == today else "no_entry"
