"""The days of a follow-up and its end: written in one place, since an investigator ends or moves it and a case does too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from lianfang.base.instants import day_of, start_of
from lianfang.fronts.tracing import values
from lianfang.fronts.tracing.assigning import days_of_watch
from lianfang.gaps import plans
from lianfang.plan.model import Plan
from lianfang.registers.access import By
from lianfang.registers.actions import record
from lianfang.registers.actions.withdrawing import withdraw
from lianfang.registers.models import Contact, HealthCheck, Sample


def still_followed(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """Contacts who are still followed up here."""
    return contacts.filter(Q(status="FOLLOW_UP") | Q(status=None), ended_at=None, handed_to=None)


def days_of(contact: Contact, plan: Plan) -> list[date]:
    """The days of a contact's follow-up, by the value in force when it was identified; none without a last contact."""
    if contact.last_contact_at is None:
        return []
    return days_of_watch(
        day_of(contact.last_contact_at, plan.zone),
        day_of(contact.identified_at, plan.zone),
        values.watched_days(plan, max(int(contact.identified_at), start_of(plan.since, plan.zone))),
    )


def moved(contacts: Iterable[Contact], by: By, at: int) -> None:
    """The clock of contacts was moved: of those whose days were planned, the days that are none of theirs any more are planned no
    longer, and those that came to be are. What was entered stays.
    """
    gone, come, plan = [], [], plans.in_force().plan
    for one in contacts:
        days, planned = days_of(one, plan), HealthCheck.objects.filter(contact=one, day__isnull=False)
        there = set(planned.values_list("day", flat=True))
        idle = planned.filter(result=None).exclude(day__in=days)
        gone += list(idle.order_by("id").values_list("id", flat=True))
        come += [
            {"contact": one.pk, "person": one.person_id, "day": day, "team": one.team_id, "area": one.area_id}
            for day in (days if there else ())
            if day not in there
        ]
    if gone:
        withdraw(register="health_check", ids=gone, by=by, at=at)
    if come:
        record(register="health_check", rows=come, by=by, at=at)


def close(found: Contact, told: Mapping[str, Any], by: By, at: int) -> None:
    """Write the end of a follow-up; days on which nothing was entered, from that day on, are planned no longer.
    What is over asks no other area any more.
    """
    asks_nobody = {"letter_to": None} if told.get("status") in ("COMPLETED", "CANCELED") else {}
    record(register="contact", rows=[{"id": found.pk, **told, **asks_nobody}], by=by, at=at)
    today = day_of(at, plans.in_force().plan.zone)
    if told.get("status") == "COMPLETED":
        return
    later = HealthCheck.objects.filter(contact=found, day__gte=today, result=None)
    ids = list(later.values_list("id", flat=True))
    if ids:
        withdraw(register="health_check", ids=ids, by=by, at=at)


def became_case(*, person: int, contact: int | None, case: int, by: By, at: int) -> list[Contact]:
    """Nobody is followed up, or searched for, as a contact who is a case: every follow-up of the person ends, and names it. Answered
    are these, and the contact from whom the case comes, first.

    Args:
        contact: from whom the case comes; their samples are the case's from now on.
    """
    known = Contact.objects.filter(Q(person=person) | Q(id=contact))
    lost = known.filter(status="LOST", became_case=None)
    theirs = sorted({*still_followed(known), *lost}, key=lambda one: one.pk)
    for one in theirs:
        close(one, {"status": "CANCELED", "ended_at": at, "became_case": case}, by, at)
    samples = (
        Sample.objects.filter(contact=contact, case=None) if contact is not None else Sample.objects.none()
    )
    told = [{"id": one, "case": case} for one in samples.order_by("id").values_list("id", flat=True)]
    if told:
        record(register="sample", rows=told, by=by, at=at)
    from_whom = [] if contact is None else list(Contact.objects.filter(id=contact))
    return [*from_whom, *(one for one in theirs if one.pk != contact)]
