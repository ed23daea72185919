"""Contacts who are another area's to follow up, and contacts who are lost: nobody is let go before somebody else holds them.

To another district of the city a letter asks: until it is answered the contact stays with whoever sent it, and both see it; taken
over, it is the other district's, with a team of theirs, and so are its days. To another city a letter tells: it is theirs at once.
"""

from __future__ import annotations

from typing import Any

from lianfang.base import areas
from lianfang.base.instants import day_of
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.tracing.closing import close
from lianfang.fronts.tracing.finding import city_of, contact_of, district_of
from lianfang.fronts.tracing.following import give, going_on, plan_days
from lianfang.gaps import plans
from lianfang.registers import changes
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import record
from lianfang.registers.actions.reach import covers
from lianfang.registers.models import Area, Contact, HealthCheck
from lianfang.registers.requests import once


def hand_over(*, contact: str, to: int, reader: Reader, by: By, at: int, request: str = "") -> None:
    """Send a letter of assistance for a contact to another area: within the city it asks to take them over, beyond it tells.

    Raises:
        Refused: no such contact, ended, handed over, or asked of somebody already; the area lies within that responsible.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        found = going_on(contact, reader, by)
        if found.letter_to_id is not None:
            raise Refused(Problem("tracing/letter-open", facts={"value": contact}))
        own = district_of(found.area_id)
        if areas.is_within(to, own) or areas.is_within(found.area_id, to):
            name = Area.objects.get(id=to).name_zh
            raise Refused(Problem("tracing/own-area", facts={"value": name}))
        letter = {"letter_at": at, "answer_at": None, "letter_from": own}
        if city_of(to) == city_of(own):
            record(register="contact", rows=[{"id": found.pk, **letter, "letter_to": to}], by=by, at=at)
        else:
            close(found, {**letter, "handed_to": to}, by, at)
        return {}

    once(request=request, verb="hand_over_contact", content=[by.name, contact, to], at=at, act=act)


def answered(*, contact: str, reader: Reader, by: By, at: int, takes: bool = True, request: str = "") -> None:
    """Answer a letter. Another district says whether it takes the contact over; of another city the sender keeps that it answered.

    Taken over, the contact and the days to come are that area's, and of a team of theirs; else all stays as it is with the sender.

    Raises:
        Refused: no such contact, no letter was sent, or it asks somebody else.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        found = contact_of(contact, reader, lock=True)
        if found.letter_at is None:
            raise Refused(Problem("tracing/no-letter", facts={"value": contact}))
        if found.answer_at is not None:
            return {}
        if found.letter_to_id is None:
            record(register="contact", rows=[{"id": found.pk, "answer_at": at}], by=by, at=at)
        elif not covers(by, found.letter_to_id):
            raise Refused(Problem("tracing/asks-others", facts={"value": contact}))
        elif takes:
            _take_over(found, by, at)
        else:
            told = {"id": found.pk, "answer_at": at, "letter_to": None}
            record(register="contact", rows=[told], by=by, at=at)
        return {}

    content = [by.name, contact, takes]
    once(request=request, verb="answer_letter", content=content, at=at, act=act)


def _take_over(found: Contact, by: By, at: int) -> None:
    """The contact is the other area's; what is planned from today on goes with it, what was entered stays as it was."""
    area = found.letter_to_id
    told = {"area": area, "letter_to": None, "answer_at": at, "team": None, "team_at": None}
    record(register="contact", rows=[{"id": found.pk, **told}], by=by, at=at)
    found.refresh_from_db()
    if found.ended_at is not None:  # it was lost meanwhile, and is the other area's to search for
        return
    give([found], by, at)
    today = day_of(at, plans.in_force().plan.zone)
    planned = HealthCheck.objects.filter(contact=found, day__gte=today, result=None).order_by("id")
    days = [{"id": one, "area": area, "team": found.team_id} for one in planned.values_list("id", flat=True)]
    if days:
        record(register="health_check", rows=days, by=by, at=at)
    plan_days([found], by, at)


# --- who is lost --------------------------------------------------------------------------------------------------------


def search(*, contact: str, reader: Reader, by: By, at: int, request: str = "") -> None:
    """Keep that a lost contact was searched for, and not found yet; the first time is kept.

    Raises:
        Refused: no such contact, or it is not lost.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        found = _lost(contact, reader, by)
        if found.searched_at is None:
            record(register="contact", rows=[{"id": found.pk, "searched_at": at}], by=by, at=at)
        return {}

    once(request=request, verb="search_contact", content=[by.name, contact], at=at, act=act)


def found_again(*, contact: str, reader: Reader, by: By, at: int, request: str = "") -> None:
    """Keep that a lost contact was found: the follow-up goes on, and the days from today on are planned anew.

    Raises:
        Refused: no such contact, or it is not lost.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        found = _lost(contact, reader, by)
        told = {"status": "FOLLOW_UP", "ended_at": None, "searched_at": found.searched_at or at}
        record(register="contact", rows=[{"id": found.pk, **told}], by=by, at=at)
        found.refresh_from_db()
        give([found], by, at)
        plan_days([found], by, at)
        return {}

    once(request=request, verb="find_contact", content=[by.name, contact], at=at, act=act)


def _lost(ref: str, reader: Reader, by: By) -> Contact:
    found = going_on(ref, reader, by, lost_too=True)
    if found.status != "LOST":
        raise Refused(Problem("tracing/not-lost", facts={"value": ref}))
    return found
