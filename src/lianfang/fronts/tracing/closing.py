"""The end of a follow-up: written in one place, since an investigator ends it and a case does too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from lianfang.base.instants import day_of
from lianfang.gaps import plans
from lianfang.registers.access import By
from lianfang.registers.actions import record
from lianfang.registers.actions.watching import moved, still_followed
from lianfang.registers.actions.withdrawing import withdraw
from lianfang.registers.models import Contact, HealthCheck, Sample


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


def no_case_after_all(case: int, *, by: By, at: int) -> None:
    """The follow-ups that ended because somebody was a case go on: who is none may still fall ill. The days left are planned again."""
    theirs = Contact.objects.filter(became_case=case, status="CANCELED").order_by("id")
    again = {"status": "FOLLOW_UP", "ended_at": None, "became_case": None}
    told = [{"id": one, **again} for one in theirs.values_list("id", flat=True)]
    if told:
        record(register="contact", rows=told, by=by, at=at)
        moved(Contact.objects.filter(id__in=[one["id"] for one in told]), plans.in_force().plan, by, at)
