"""The end of a follow-up: it is written in one place, since an investigator ends it and a case does too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from lianfang.base.instants import day_of
from lianfang.gaps import plans
from lianfang.registers.access import By
from lianfang.registers.actions import record
from lianfang.registers.actions.withdrawing import withdraw
from lianfang.registers.models import Contact, HealthCheck, Sample


def still_followed(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """Contacts who are still followed up here."""
    return contacts.filter(Q(status="FOLLOW_UP") | Q(status=None), ended_at=None, handed_to=None)


def close(found: Contact, told: Mapping[str, Any], by: By, at: int) -> None:
    """Write the end of a follow-up; days on which nothing was entered, from that day on, are planned no longer."""
    record(register="contact", rows=[{"id": found.pk, **told}], by=by, at=at)
    today = day_of(at, plans.in_force().plan.zone)
    if told.get("status") == "COMPLETED":
        return
    later = HealthCheck.objects.filter(contact=found, day__gte=today, result=None)
    ids = list(later.values_list("id", flat=True))
    if ids:
        withdraw(register="health_check", ids=ids, by=by, at=at)


def became_case(*, person: int, contact: int | None, case: int, by: By, at: int) -> None:
    """Nobody is followed up as a contact who is a case: every follow-up of the person ends, and names it.

    Args:
        contact: from whom the case comes; their samples are the case's from now on.
    """
    theirs = still_followed(Contact.objects.filter(Q(person=person) | Q(id=contact)))
    for one in theirs.order_by("id"):
        close(one, {"status": "CANCELED", "ended_at": at, "became_case": case}, by, at)
    samples = (
        Sample.objects.filter(contact=contact, case=None) if contact is not None else Sample.objects.none()
    )
    told = [{"id": one, "case": case} for one in samples.order_by("id").values_list("id", flat=True)]
    if told:
        record(register="sample", rows=told, by=by, at=at)
