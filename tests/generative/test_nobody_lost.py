"""Nobody falls between states: whoever should be admitted, isolated or followed is in a place or in the queue, at every instant.

Random histories are lived by the actions. What is owed at an instant is told once more from the acts themselves, in the obvious way:
the rows, which know only what holds today, are not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lianfang.base.instants import DAY, HOUR, day_of, start_of
from lianfang.base.problems import Refused
from lianfang.fronts.tracing import cases, following, handing, listing
from lianfang.fronts.tracing.cases import NewCase
from lianfang.fronts.treatment import admitting, transferring
from lianfang.fronts.treatment.admitting import End, Move, Stay
from lianfang.fronts.treatment.queue import standing
from lianfang.fronts.treatment.transferring import Asking, Said
from lianfang.gaps import plans
from lianfang.registers.access import Reader
from lianfang.registers.models import Admission, Case, Contact, Person, Screening, Site, Transfer
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import FUTIAN, HUBEI, NANSHAN, NOON, write
from tests.unit.treatment.wards import BOTH, Wards, clean, lay_wards

ZONE = "Asia/Shanghai"
READER = Reader("r", "city_command", 0)
GIVEN: dict[str, Any] = {"reader": READER, "by": BOTH}
STEPS = (
    "case", "suspect", "contact", "contact", "of_contact", "confirm", "rule_out", "suspect_again", "convert", "plan", "complete",
    "lose", "find", "ask_over", "take", "leave_it", "tell_over", "discharge", "die", "fever", "clinic", "admit", "move", "leave",
    "ask", "bring",
)  # fmt: skip
HISTORY = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 9), st.integers(0, 40)), min_size=4, max_size=16
)


@dataclass
class Acts:
    """What happened, in order: to a case (its person, its classes, the day it left) and to a contact."""

    classes: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    who: dict[str, str] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    contacts: dict[str, Followed] = field(default_factory=dict)
    fevers: list[Fever] = field(default_factory=list)


@dataclass
class Followed:
    """A contact: of whom, which case's, since when, in which category, last together when; and what became of the follow-up."""

    person: str
    case: str
    since: int
    category: str
    last: int
    ends: list[int] = field(default_factory=list)
    teams: list[int] = field(default_factory=list)


@dataclass
class Fever:
    """Someone whom a gate sent to a fever clinic."""

    person: str
    since: int
    received: int | None = None
    answered: int | None = None

    def come(self, at: int, answered: int | None) -> None:
        """They are received, and perhaps told what they have."""
        self.received, self.answered = at, answered


@pytest.fixture(scope="module")
def wards(django_db_setup: None, django_db_blocker: Any) -> Iterator[Wards]:
    """A small hospital, a site, and a follow-up team in each of two districts; laid once."""
    with django_db_blocker.unblock(), transaction.atomic():
        lay_small()
        for area in (NANSHAN, FUTIAN):
            write("organisation", {"kind": "team", "name_zh": "组", "name_en": f"Team {area}", "area": area})
        yield lay_wards(beds=2, rooms=2, people=5)
        transaction.set_rollback(True)
    plans.forget()


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(HISTORY)
@example([("suspect", 0, 0), ("confirm", 0, 24), ("rule_out", 0, 24), ("confirm", 0, 24)])
@example([("case", 0, 0), ("contact", 1, 1), ("plan", 0, 1), ("lose", 1, 9), ("find", 1, 9), ("lose", 1, 9)])
@example([("case", 0, 0), ("contact", 1, 1), ("ask_over", 1, 1), ("take", 1, 9), ("tell_over", 1, 9)])
@example([("case", 0, 0), ("of_contact", 1, 1), ("plan", 0, 9), ("convert", 1, 9), ("rule_out", 1, 9)])
def test_whoever_should_be_in_a_place_is_in_one_or_waits(wards: Wards, history: list[tuple[str, int, int]]):
    with transaction.atomic():
        at, acts, instants = NOON, Acts(), set[int]()
        for verb, number, hours in history:
            at += hours * HOUR
            try:
                with transaction.atomic():
                    happened = live(wards, acts, verb, number, at)
            except Refused:
                continue  # what is refused has not happened
            if happened is not None:
                happened()
            instants.add(at)
        for moment in {*instants, at - 1, at + 20 * DAY} - {NOON - 1}:
            check(acts, moment)
        transaction.set_rollback(True)


def check(acts: Acts, moment: int) -> None:
    """The queue and the places of an instant, beside what the acts say."""
    found = standing(READER, moment)
    told = [one.key for one in found.placed] + [one.owed.key for one in found.waiting]
    assert len(told) == len(set(told))
    placed = {one.row.person.ref for one in found.placed}
    waiting = {one.owed.row.person.ref for one in found.waiting}
    assert set(owing(acts, moment)) == placed | waiting, moment
    assert {one for one in placed if not has_place(acts, one, moment)} == set()


# --- what happens -------------------------------------------------------------------------------------------------------

Happened = Callable[[], None] | None


def live(wards: Wards, acts: Acts, verb: str, number: int, at: int) -> Happened:
    """One thing happens to someone; answered is how it is written down among the acts, once it is not refused."""
    person = wards.people[number % len(wards.people)]
    case = next((ref for ref, whose in reversed(acts.who.items()) if whose == person), "")
    contact = next((ref for ref, one in reversed(acts.contacts.items()) if one.person == person), "")
    if verb in ("case", "suspect"):
        return opened(acts, person, "CONFIRMED" if verb == "case" else "SUSPECT", at)
    if verb in ("contact", "of_contact"):
        return listed(acts, person, "HIGH_RISK" if verb == "contact" else "MEDIUM_RISK_MED", at)
    if verb in ("confirm", "rule_out", "suspect_again", "discharge", "die") and case:
        return of_case(acts, case, verb, at)
    if verb == "plan" and acts.who:
        return planned(acts, list(acts.who)[number % len(acts.who)], at)
    if (
        verb in ("convert", "complete", "lose", "find", "ask_over", "take", "leave_it", "tell_over")
        and contact
    ):
        return of_contact(acts, contact, verb, at)
    if verb in ("fever", "clinic"):
        return of_fever(acts, person, verb, number, at)
    if verb in ("admit", "move", "leave", "ask", "bring"):
        in_beds(wards, verb, person, {"case": case} if case else {"contact": contact}, number, at)
    return None


def opened(acts: Acts, person: str, classification: str, at: int) -> Happened:
    """A person is a case, or a suspect."""
    row = Person.objects.get(ref=person).pk
    ref = cases.open_case(new=NewCase(classification, at, "x", area=NANSHAN, person=row), at=at, **GIVEN)
    return lambda: fell_ill(acts, person, ref, classification, at)


def fell_ill(acts: Acts, person: str, case: str, classification: str, at: int) -> None:
    """Nobody who is a case is followed up as a contact."""
    acts.who[case] = person
    acts.classes.setdefault(case, []).append((at, classification))


def listed(acts: Acts, person: str, category: str, at: int) -> Happened:
    """A person is a contact of the first case."""
    of = next((ref for ref, whose in acts.who.items() if whose != person), "")
    if not of:
        return None
    told = {"category": category, "last_contact_at": at - HOUR, "area": NANSHAN}
    made = listing.by_hand(case=of, told=told, person=person, because="x", at=at, **GIVEN)
    if not made.made:
        return None
    ref = Contact.objects.filter(case__ref=of).latest("id").ref
    return lambda: acts.contacts.update({ref: Followed(person, of, at, category, at - HOUR)})


def of_case(acts: Acts, case: str, verb: str, at: int) -> Happened:
    """A case is classified anew, or leaves: as it is written down when its criteria are met."""
    classes = {"confirm": "CONFIRMED", "rule_out": "NO_CASE", "suspect_again": "SUSPECT"}
    if verb in classes:
        cases.classify(ref=case, classification=classes[verb], reason="x", at=at, **GIVEN)
        return lambda: acts.classes[case].append((at, classes[verb]))
    if case in acts.left:
        return None
    day, row = day_of(at, ZONE), Case.objects.get(ref=case).pk
    told = (
        {"discharged_on": day, "outcome": "RECOVERED"}
        if verb == "discharge"
        else {"died_on": day, "outcome": "DECEASED"}
    )
    write("case", {"id": row, **told}, at=at)
    return lambda: acts.left.update({case: start_of(day, ZONE)})


def planned(acts: Acts, case: str, at: int) -> Happened:
    """The contacts of a case are given to teams."""
    following.plan_follow_up(case=case, at=at, **GIVEN)
    theirs = Contact.objects.filter(case__ref=case, team_at=at).values_list("ref", flat=True)
    given = [acts.contacts[ref] for ref in theirs]
    return lambda: gave(given, at)


def gave(given: list[Followed], at: int) -> None:
    """Contacts have a team from now on."""
    for one in given:
        one.teams.append(at)


def of_contact(acts: Acts, contact: str, verb: str, at: int) -> Happened:
    """A step of a follow-up."""
    one, told = acts.contacts[contact], {"contact": contact, "at": at, **GIVEN}
    if verb == "convert":
        ref = following.convert(new=NewCase("CONFIRMED", at, "x"), **told)
        return lambda: fell_ill(acts, one.person, ref, "CONFIRMED", at)
    if verb in ("complete", "lose"):
        following.end(status="COMPLETED" if verb == "complete" else "LOST", **told)
        return lambda: one.ends.extend([at] if verb == "complete" else [])
    if verb == "find":
        handing.found_again(**told)
        return lambda: one.teams.append(at)
    if verb in ("ask_over", "tell_over"):
        handing.hand_over(to=FUTIAN if verb == "ask_over" else HUBEI, **told)
        return lambda: one.ends.extend([at] if verb == "tell_over" else [])
    handing.answered(takes=verb == "take", **told)
    took = Contact.objects.filter(ref=contact, team_at=at).exists()
    return lambda: one.teams.extend([at] if took else [])


def of_fever(acts: Acts, person: str, verb: str, number: int, at: int) -> Happened:
    """A gate sends someone to a fever clinic; it receives them, and perhaps says what they have."""
    row = Screening.objects.filter(person__ref=person).last()
    known = [one for one in acts.fevers if one.person == person]
    if verb == "fever":
        told = {
            "gate": Site.objects.get(kind="gate").pk,
            "person": Person.objects.get(ref=person).pk,
            "area": NANSHAN,
        }
        write("screening", {**told, "at": at, "result": "fever_clinic"}, at=at)
        return lambda: acts.fevers.append(Fever(person, at))
    if row is None or known[-1].answered is not None:
        return None
    told = {"received_at": at, **({"answered_at": at} if number % 2 else {})}
    write("screening", {"id": row.pk, **told}, at=at)
    return lambda: known[-1].come(at, told.get("answered_at"))


def in_beds(wards: Wards, verb: str, person: str, named: dict[str, Any], number: int, at: int) -> None:
    """Someone is laid into a bed, moved, let go, or brought from one place to another."""
    stay = Admission.objects.filter(person__ref=person, ends_at=None).first()
    bed = (wards.beds + wards.rooms)[number % 4]
    if verb == "admit":
        kind = "quarantine" if bed in wards.rooms else "treatment"
        admitting.admit(stays=[Stay(bed, person, kind, **named)], by=BOTH, at=at)
    elif verb == "move" and stay:
        admitting.move(moves=[Move(stay.ref, bed)], by=BOTH, at=at)
    elif verb == "leave" and stay:
        admitting.end(ends=[End(stay.ref, at - (number % 3) * HOUR, "left")], by=BOTH, at=at)
        clean(stay.bed.ref, at=at)
    elif verb == "ask":
        to = Site.objects.get(id=(wards.hospital, wards.quarantine)[number % 2]).ref
        transferring.ask(asking=Asking(to, "x", **named, emergency=number % 3 == 0), by=BOTH, at=at)
    elif verb == "bring":
        bring(wards, person, number, at)


def bring(wards: Wards, person: str, number: int, at: int) -> None:
    """A transfer goes a step on; not to a death, which the acts would have to know."""
    one = Transfer.objects.filter(person__ref=person).last()
    verbs = [] if one is None else [verb for verb in transferring.open_to(one, BOTH) if verb != "expire"]
    if one is not None and verbs:
        verb = verbs[number % len(verbs)]
        bed = (wards.beds + wards.rooms)[number % 4] if "accept" in verbs else ""
        said = Said(bed=bed, car="x", reason="x")
        transferring.take(ref=one.ref, verb=verb, said=said, by=BOTH, at=at)


# --- in the obvious way -------------------------------------------------------------------------------------------------


def owing(acts: Acts, at: int) -> Iterator[str]:
    """Persons who should be in a place at an instant."""
    for case, person in acts.who.items():
        is_over = acts.left.get(case, at + 1) <= at
        if class_at(acts, case, at) not in (None, "NO_CASE") and not is_over:
            yield person
    for one in acts.contacts.values():
        if one.since <= at < one.last + 14 * DAY and not is_over_for(acts, one, at):
            yield one.person
    for fever in acts.fevers:
        if fever.since <= at and (fever.answered is None or fever.answered > at):
            yield fever.person


def class_at(acts: Acts, case: str, at: int) -> str | None:
    """The class of a case at an instant; None before it was one."""
    return next((name for since, name in reversed(acts.classes[case]) if since <= at), None)


def is_over_for(acts: Acts, one: Followed, at: int) -> bool:
    """Had this follow-up ended by an instant: ended, told to another city, no case after all, or since they were a case themselves?"""
    if any(end <= at for end in one.ends) or class_at(acts, one.case, at) == "NO_CASE":
        return True
    mine = [case for case, person in acts.who.items() if person == one.person]
    return any(
        class_at(acts, case, at) != "NO_CASE"
        and any(one.since <= ill <= at for ill in became_ill(acts, case))
        for case in mine
    )


def became_ill(acts: Acts, case: str) -> Iterator[int]:
    """The instants at which somebody became this case: at first, and each time after it had been ruled out."""
    before = "NO_CASE"
    for since, name in acts.classes[case]:
        if before == "NO_CASE" != name:
            yield since
        before = name


def has_place(acts: Acts, person: str, at: int) -> bool:
    """Does this person lie somewhere, are they at a fever clinic, or followed up at home by a team?"""
    lies = [
        one
        for one in Admission.objects.filter(person__ref=person, starts_at__lte=at)
        if one.ends_at is None or one.ends_at > at
    ]
    clinics = [
        one for one in acts.fevers if one.person == person and one.received is not None and one.received <= at
    ]
    watched = [
        one
        for one in acts.contacts.values()
        if (one.person, one.category) == (person, "MEDIUM_RISK_MED") and any(team <= at for team in one.teams)
    ]
    return bool(lies or clinics or watched)
