"""Who is listed as a contact of a case: a household, those at an event, somebody named, the household of a contact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.fronts.tracing.cases import to_come
from lianfang.fronts.tracing.finding import (
    case_of,
    contact_of,
    event_of,
    household_of,
    person_of,
    shown,
)  # fmt: skip
from lianfang.fronts.tracing.looking import window_of
from lianfang.gaps import plans
from lianfang.registers import changes
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.actions import record
from lianfang.registers.actions.listing import list_contacts
from lianfang.registers.illnesses import isolated_from
from lianfang.registers.models import Case, Contact, Event, Order, Participant, Person, Stay
from lianfang.registers.requests import once
from lianfang.registers.windows import Window

LAST = Text("末次接触时间", "The time of the last contact")


@dataclass(frozen=True)
class Listed:
    """What became of a list: contacts made, those who were on it already, those whose company lies outside the window; and how
    many of those made are *unconfirmed*, since nobody can tell or it lies outside.
    """

    made: int = 0
    known: int = 0
    outside: int = 0
    unsure: int = 0


def of_household(
    *, case: str, household: str, head: str = "", reader: Reader, by: By, at: int, request: str = ""
) -> Listed:
    """List those who live in a household as contacts of a case; their clock runs from the *case's* isolation.

    Args:
        head: reference of the person who answers for all; empty: each answers alone.

    Raises:
        Refused: no such case, household or person; nobody lives there but the case.
    """

    def told_of(of: Case) -> tuple[list[dict[str, Any]], int]:
        home = household_of(household, reader)
        answers = person_of(head, reader).pk if head else None
        told = {
            "household": home.pk, "proximity": "SAME_HOUSEHOLD", "category": "HIGH_RISK", "relation": "SAME_HOUSEHOLD",
            "setting": "household", "last_contact_at": isolated_from(of), "area": home.area_id,
        }  # fmt: skip
        return [
            {**told, "person": one, "answers_for": answers if answers != one else None}
            for one in living_in([home.pk])
        ], 0

    return _list(case, [household, head], told_of, reader, by, at, request)


def of_event(*, case: str, event: str, reader: Reader, by: By, at: int, request: str = "") -> Listed:
    """List those who were at an event with a case. Where the event lies outside the case's window, nobody is listed.

    Where the window cannot be told they are listed as *unconfirmed*, for a person to decide.

    Raises:
        Refused: no such case or event; nobody was there but the case.
    """

    def told_of(of: Case) -> tuple[list[dict[str, Any]], int]:
        met = event_of(event, reader)
        found, window = _at(met, reader), window_of(of, at)
        if (met.began_at is not None and met.began_at > at) or (window is not None and _misses(window, met)):
            return [], len(found)
        last: int | None = met.ended_at or met.began_at
        if last is not None:  # nobody was together with the case after its isolation, nor after now
            ends = (last, at, None if window is None else window.until)
            last = min(one for one in ends if one is not None)
        sure = window is not None and last is not None
        told = {
            "event": met.pk, "category": "HIGH_RISK", "setting": met.setting, "first_contact_at": met.began_at,
            "last_contact_at": last, "classification": "CONFIRMED" if sure else "UNCONFIRMED",
        }  # fmt: skip
        where = dict(Person.objects.filter(id__in=found).values_list("id", "area_id"))
        return [{**told, "person": one, "area": where[one]} for one in found], 0

    return _list(case, [event], told_of, reader, by, at, request)


def _at(met: Event, reader: Reader) -> list[int]:
    """The persons who were at an event and are no case, as far as the reader may see who was there."""
    there = list(
        rows(Participant, reader).filter(event=met, case=None).select_related("contact").order_by("id")
    )
    open_ = shown(Contact, (one.contact_id for one in there))
    people = [
        one.person_id or (one.contact.person_id if one.contact else None)
        for one in there
        if one.contact_id is None or one.contact_id in open_
    ]
    return [person for person in people if person is not None]


def _misses(window: Window, met: Event) -> bool:
    """Does an event lie wholly outside a case's window? Of one without times nobody can say."""
    last = met.ended_at or met.began_at
    if window.is_empty:
        return True
    if met.began_at is None or last is None:
        return False
    return last < window.since or (window.until is not None and met.began_at >= window.until)


def by_hand(
    *, case: str, told: Mapping[str, Any], person: str = "", because: str = "", reader: Reader, by: By, at: int, request: str = ""
) -> Listed:  # fmt: skip
    """List one person; without a reference one is made of whom nothing is known yet.

    Where they were last together outside the case's window, nobody is listed without a reason; with one, and where the window or the
    last contact is not known, they are listed as *unconfirmed*.

    Args:
        because: why they are listed all the same; kept on the contact.

    Raises:
        Refused: no such case or person; the person is the case; they were together at an instant to come.
    """

    def told_of(of: Case) -> tuple[list[dict[str, Any]], int]:
        last = told.get("last_contact_at")
        if last is not None and last > at:
            raise to_come(LAST, iso(last, plans.in_force().plan.zone)[:16])
        area, found = told.get("area") or of.area_id, 0
        if person:
            found = person_of(person, reader).pk
            if found == of.person_id:
                raise Refused(Problem("tracing/the-case-itself", facts={"value": person}))
        within = _within(window_of(of, at), last)
        if within is False and not because.strip():
            return [], 1
        if not found:
            found = record(register="person", rows=[{"area": area}], by=by, at=at).ids[0]
        sure = {"classification": "CONFIRMED" if within else "UNCONFIRMED"}
        return [{**told, **sure, "person": found, "area": area, "listed_because": because.strip() or None}], 0

    return _list(case, [person, dict(told), because], told_of, reader, by, at, request)


def _within(window: Window | None, last: int | None) -> bool | None:
    """Were they last together within a case's window? None where that cannot be told. It closes with isolation, and that instant
    is still in it: company ends there.
    """
    if window is None or last is None:
        return None
    return not window.is_empty and window.since <= last and (window.until is None or last <= window.until)


def of_contact(*, contact: str, reader: Reader, by: By, at: int, request: str = "") -> Listed:
    """List those who live with a contact as contacts of that contact: they are watched, in a lower category.

    Raises:
        Refused: no such contact; nobody lives with them.
    """
    via = contact_of(contact, reader)

    def told_of(of: Case) -> tuple[list[dict[str, Any]], int]:
        homes = [via.household_id] if via.household_id else households_of([via.person_id])
        told = {
            "via": via.pk, "category": "MEDIUM_RISK_MED", "proximity": "SAME_HOUSEHOLD", "setting": "household",
            "last_contact_at": via.last_contact_at, "area": via.area_id,
        }  # fmt: skip
        return [{**told, "person": one} for one in living_in(homes) if one != via.person_id], 0

    return _list(via.case.ref, [contact], told_of, reader, by, at, request)


def living_in(households: Iterable[int | None]) -> list[int]:
    """The persons who stay in some households or are under an order there, each once, in order of their ids."""
    wanted = [one for one in households if one is not None]
    stays = Stay.objects.filter(household_id__in=wanted, left_at=None, person__isnull=False)
    orders = Order.objects.filter(household_id__in=wanted, person__isnull=False)
    found = {
        *stays.values_list("person_id", flat=True),
        *orders.values_list("person_id", flat=True),
        *Contact.objects.filter(household_id__in=wanted, person__isnull=False).values_list(
            "person_id", flat=True
        ),
    }
    return sorted(found)


def households_of(people: Iterable[int | None]) -> list[int]:
    """The households in which some persons stay, or are under an order."""
    wanted = [one for one in people if one is not None]
    stays = Stay.objects.filter(person_id__in=wanted, left_at=None, household__isnull=False)
    orders = Order.objects.filter(person_id__in=wanted, household__isnull=False)
    contacts = Contact.objects.filter(person_id__in=wanted, household__isnull=False)
    found = {
        *stays.values_list("household_id", flat=True),
        *orders.values_list("household_id", flat=True),
        *contacts.values_list("household_id", flat=True),
    }
    return sorted(found)


def _list(
    ref: str, said: Sequence[Any], told_of: Any, reader: Reader, by: By, at: int, request: str
) -> Listed:
    """Write whoever is not on the case's list yet; the case itself never is."""

    def act() -> dict[str, Any]:
        changes.begin()
        of = case_of(ref, reader, lock=True)
        found, outside = told_of(of)
        people = [row for row in found if row["person"] != of.person_id]
        if not people and not outside:
            raise Refused(Problem("tracing/nobody"))
        made, known = list_contacts(case=of, rows=people, by=by, at=at)
        unsure = sum(row.get("classification") == "UNCONFIRMED" for row in people)
        return {"made": len(made), "known": known, "outside": outside, "unsure": min(unsure, len(made))}

    content = [by.name, ref, *said]
    return Listed(**once(request=request, verb="list_contacts", content=content, at=at, act=act))
