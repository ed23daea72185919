"""The days on which contacts are watched, and whose household's clock runs from what: a case's isolation, whoever enters it.

Isolation is told by investigators, by whoever lays a case into a bed and by whoever orders it; each calls :func:`before` before it
writes and :func:`after` afterwards, in its transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from lianfang.base.instants import DAY, day_of, start_of
from lianfang.base.problems import Problem, Refused
from lianfang.plan.model import Plan
from lianfang.registers.access import By
from lianfang.registers.actions.recording import record
from lianfang.registers.actions.withdrawing import withdraw
from lianfang.registers.illnesses import isolations
from lianfang.registers.models import Contact, HealthCheck
from lianfang.registers.windows import days_of_watch

WATCHED = "contact_watched_for"
"""The dated value: seconds after the last contact for which a contact is watched."""


def still_followed(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """Contacts who are still followed up here."""
    return contacts.filter(Q(status="FOLLOW_UP") | Q(status=None), ended_at=None, handed_to=None)


def days_of(contact: Contact, plan: Plan) -> list[date]:
    """The days of a contact's follow-up, by the value in force when it was identified; none without a last contact.

    Raises:
        Refused: the plan has no such value yet at that instant.
    """
    if contact.last_contact_at is None:
        return []
    watched = plan.number_at(WATCHED, max(int(contact.identified_at), start_of(plan.since, plan.zone)))
    if watched is None:
        raise Refused(Problem("tracing/no-rule", facts={"value": WATCHED}))
    last, found = day_of(contact.last_contact_at, plan.zone), day_of(contact.identified_at, plan.zone)
    return days_of_watch(last, found, int(watched) // DAY)


def before(cases: Collection[int]) -> Mapping[int, int | None]:
    """Case → its isolation as it is known now, of those whose household is watched; None: not known."""
    watched = set(_homes(cases).values_list("case", flat=True)) if cases else set()
    known = isolations(watched) if watched else {}
    return {case: known.get(case) for case in sorted(watched)}


def after(known: Mapping[int, int | None], *, plan: Plan, by: By, at: int) -> None:
    """Who lives with a case is watched from its isolation: where that is another now than :func:`before` said, so is this.

    Whose last contact was told otherwise keeps it.
    """
    now = isolations(known) if known else {}
    for case, was in known.items():
        if was == now.get(case):
            continue
        asked = Q(last_contact_at=None) if was is None else Q(last_contact_at=was) | Q(last_contact_at=None)
        theirs = _homes([case]).filter(asked).order_by("id")
        told = [{"id": one, "last_contact_at": now.get(case)} for one in theirs.values_list("id", flat=True)]
        if told:
            record(register="contact", rows=told, by=by, at=at)
            moved(Contact.objects.filter(id__in=[one["id"] for one in told]).order_by("id"), plan, by, at)


def _homes(cases: Collection[int]) -> QuerySet[Contact]:
    homes = Contact.objects.filter(case__in=cases, proximity="SAME_HOUSEHOLD", via=None)
    return still_followed(homes)


def moved(contacts: Iterable[Contact], plan: Plan, by: By, at: int) -> None:
    """The clock of contacts was moved or began: of those whose days were planned or who are given to a team, the days that are none
    of theirs any more are planned no longer, and those that came to be are. What was entered stays.
    """
    gone, come = [], []
    for one in contacts:
        days, planned = days_of(one, plan), HealthCheck.objects.filter(contact=one, day__isnull=False)
        there = set(planned.values_list("day", flat=True))
        idle = planned.filter(result=None).exclude(day__in=days)
        gone += list(idle.order_by("id").values_list("id", flat=True))
        come += [
            {"contact": one.pk, "person": one.person_id, "day": day, "team": one.team_id, "area": one.area_id}
            for day in (days if there or one.team_id is not None else ())
            if day not in there
        ]
    if gone:
        withdraw(register="health_check", ids=gone, by=by, at=at)
    if come:
        record(register="health_check", rows=come, by=by, at=at)
