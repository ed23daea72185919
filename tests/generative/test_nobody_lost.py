"""Nobody falls between states: whoever should be admitted, isolated or followed is in a place or in the queue, at every instant.

Random histories are lived by the actions; what is owed is read once more from the rows, in the obvious way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.base.instants import day_of, start_of
from lianfang.base.problems import Refused
from lianfang.fronts.treatment import admitting, transferring
from lianfang.fronts.treatment.admitting import End, Move, Stay
from lianfang.fronts.treatment.queue import standing
from lianfang.fronts.treatment.transferring import Asking, Said
from lianfang.gaps import plans
from lianfang.registers.access import Reader
from lianfang.registers.models import Admission, Case, Contact, Screening, Site, Transfer
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import NANSHAN, NOON, write
from tests.unit.treatment.wards import BOTH, HOUR, Wards, case_of, clean, lay_wards

ZONE = "Asia/Shanghai"
READER = Reader("r", "city_command", 0)
STEPS = (
    "case", "suspect", "contact", "fever", "confirm", "rule_out", "admit", "move", "leave", "discharge", "die", "ask", "bring",
    "convert", "hand_over", "watched", "clinic",
)  # fmt: skip
HISTORY = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 9), st.integers(0, 40)), min_size=4, max_size=16
)


@pytest.fixture(scope="module")
def wards(django_db_setup: None, django_db_blocker: Any) -> Iterator[Wards]:
    """A small hospital and a site; laid once."""
    with django_db_blocker.unblock(), transaction.atomic():
        lay_small()
        yield lay_wards(beds=2, rooms=2, people=5)
        transaction.set_rollback(True)
    plans.forget()


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(HISTORY)
def test_whoever_should_be_in_a_place_is_in_one_or_waits(wards: Wards, history: list[tuple[str, int, int]]):
    with transaction.atomic():
        at, instants = NOON, []
        for verb, number, hours in history:
            at += hours * HOUR
            try:
                with transaction.atomic():
                    live(wards, verb, number, at)
            except Refused:
                pass  # what is refused has not happened
            instants.append(at)
        for moment in {*instants, instants[-1] + 1, instants[-1] + 20 * 24 * HOUR}:
            found = standing(READER, moment)
            told = [one.key for one in found.placed] + [one.owed.key for one in found.waiting]
            assert len(told) == len(set(told))
            people = {one.row.person_id for one in found.placed} | {
                one.owed.row.person_id for one in found.waiting
            }
            assert set(owing(moment)) <= people, moment
            placed = {one.row.person_id for one in found.placed}
            assert {one for one in placed if not has_place(one, moment)} == set()
        transaction.set_rollback(True)


def live(wards: Wards, verb: str, number: int, at: int) -> None:
    """One thing happens to someone."""
    person = wards.people[number % len(wards.people)]
    case = Case.objects.filter(person__ref=person).order_by("-id").first()
    contact = Contact.objects.filter(person__ref=person).order_by("-id").first()
    stay = Admission.objects.filter(person__ref=person, ends_at=None).first()
    bed = (wards.beds + wards.rooms)[number % 4]
    told = {"found_at": at, "confirmed_at": at, "reported_on": day_of(at, ZONE)}
    if verb in ("case", "suspect") and case is None:
        of = {"classification": "SUSPECT", "confirmed_at": None} if verb == "suspect" else {}
        case_of(person, **{**told, **of})
    elif verb == "contact" and contact is None and (source := Case.objects.first()) is not None:
        row = {
            "case": source.pk,
            "category": "HIGH_RISK",
            "identified_at": at,
            "last_contact_at": at - HOUR,
        }
        write("contact", {**row, "person": person_id(person), "status": "FOLLOW_UP", "area": NANSHAN}, at=at)
    elif verb == "fever":
        gate = Site.objects.get(kind="gate").pk
        write(
            "screening",
            {"at": at, "gate": gate, "person": person_id(person), "result": "fever_clinic", "area": NANSHAN},
            at=at,
        )
    elif verb == "clinic":
        row = Screening.objects.filter(person__ref=person).last()
        if row is not None:
            write(
                "screening",
                {"id": row.pk, "received_at": at, **({"answered_at": at} if number % 2 else {})},
                at=at,
            )
    elif verb == "admit":
        named = {"case": case.ref} if case else {"contact": contact.ref} if contact else {}
        kind = "quarantine" if bed in wards.rooms else "treatment"
        admitting.admit(stays=[Stay(bed, person, kind, **named)], by=BOTH, at=at)
    elif verb == "move" and stay:
        admitting.move(moves=[Move(stay.ref, bed)], by=BOTH, at=at)
    elif verb == "leave" and stay:
        admitting.end(ends=[End(stay.ref, at - (number % 3) * HOUR, "left")], by=BOTH, at=at)
        clean(stay.bed.ref, at=at)
    elif verb in ("ask", "bring"):
        bring(wards, verb, person, case, contact, at, number)
    else:
        of_records(verb, case, contact, at)


def bring(wards: Wards, verb: str, person: str, case: Any, contact: Any, at: int, number: int) -> None:
    """A transfer is asked for, or goes a step on."""
    if verb == "ask":
        named = {"case": case.ref} if case else {"contact": contact.ref if contact else ""}
        to = Site.objects.get(id=(wards.hospital, wards.quarantine)[number % 2]).ref
        transferring.ask(asking=Asking(to, "x", **named, emergency=number % 3 == 0), by=BOTH, at=at)
        return
    one = Transfer.objects.filter(person__ref=person).last()
    if one is not None:
        verbs = transferring.open_to(one, BOTH)
        if verbs:
            said = Said(
                bed=(wards.beds + wards.rooms)[number % 4] if "accept" in verbs else "", car="x", reason="x"
            )
            transferring.take(ref=one.ref, verb=verbs[number % len(verbs)], said=said, by=BOTH, at=at)


def of_records(verb: str, case: Any, contact: Any, at: int) -> None:
    """What others write of a case or a contact."""
    day = day_of(at, ZONE)
    of_case: dict[str, dict[str, object]] = {
        "confirm": {"classification": "CONFIRMED", "confirmed_at": at}, "rule_out": {"classification": "NO_CASE"},
        "discharge": {"discharged_on": day, "outcome": "RECOVERED"}, "die": {"died_on": day, "outcome": "DECEASED"},
    }  # fmt: skip
    if case is not None and verb in of_case:
        write("case", {"id": case.pk, **of_case[verb]}, at=at)
    if contact is not None and verb == "hand_over":
        write("contact", {"id": contact.pk, "handed_to": NANSHAN}, at=at)
    if contact is not None and verb == "watched":
        write("contact", {"id": contact.pk, "status": "COMPLETED", "ended_at": at}, at=at)
    if contact is not None and verb == "convert" and case is not None:
        write("contact", {"id": contact.pk, "became_case": case.pk}, at=at)


def person_id(ref: str) -> int:
    """The id of a person."""
    from lianfang.registers.models import Person

    return int(Person.objects.get(ref=ref).pk)


# --- in the obvious way -------------------------------------------------------------------------------------------------


def owing(at: int) -> Iterator[int]:
    """Persons who should be in a place at an instant."""
    for case in Case.objects.all():
        over = [day for day in (case.discharged_on, case.died_on) if day is not None]
        began = case.confirmed_at if case.classification == "CONFIRMED" else case.found_at
        is_over = any(start_of(day, ZONE) <= at for day in over)
        if case.classification != "NO_CASE" and began is not None and began <= at and not is_over:
            yield case.person_id
    for one in Contact.objects.select_related("case"):
        gone = (
            one.handed_to_id
            or one.became_case_id
            or one.case.classification == "NO_CASE"
            or one.status == "COMPLETED"
        )
        if not gone and one.identified_at <= at < one.last_contact_at + timedelta(days=14).total_seconds():
            yield one.person_id
    for row in Screening.objects.filter(result="fever_clinic"):
        if row.at <= at and (row.answered_at is None or row.answered_at > at):
            yield row.person_id


def has_place(person: int, at: int) -> bool:
    """Does this person lie somewhere, or are they at a fever clinic?"""
    lies = [
        one
        for one in Admission.objects.filter(person=person, starts_at__lte=at)
        if one.ends_at is None or one.ends_at > at
    ]
    return bool(lies) or Screening.objects.filter(person=person, received_at__lte=at).exists()
