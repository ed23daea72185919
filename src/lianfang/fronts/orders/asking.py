"""The facts about people from the registers, for ``standing``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianfang.base.instants import end_of
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.orders.standing import (
    BedFact,
    CaseFact,
    ContactFact,
    Facts,
    OrderFact,
    Rules,
    Standing,
    standing,
)
from lianfang.fronts.orders.values import duration, known
from lianfang.gaps import plans
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Admission, Case, Contact, Household, Order, Person, Stay

ENDED_WATCH = frozenset({"COMPLETED", "CANCELED", "NO_FOLLOW_UP"})
HOSPITALS = frozenset({"hospital", "ward", "fever_clinic"})
"""Kinds of site in whose beds somebody is in a hospital's care."""
Fact = TypeVar("Fact")
Pairs = dict[int, set[int]]
AT_ONCE = 500
"""People whose facts are read together."""
LEFT = frozenset({"RECOVERED", "DECEASED"})
"""Outcomes with which nobody lies there any longer, though the day may be missing."""


def person_of(ref: str, reader: Reader) -> Person:
    """A person within a reader's reach: one recorded there, or bound by an order there.

    Raises:
        Refused: there is none.
    """
    found = rows(Person, reader).filter(ref=ref).first()
    if found is None and reader.reads("order"):
        there = rows(Order, reader).filter(person__ref=ref).values_list("person_id", flat=True).first()
        found = Person.objects.filter(id=there).first() if there else None
    if found is None:
        raise Refused(Problem("person/not-found", facts={"ref": ref[:40]}))
    return found


def standing_of(person: int, *, at: int) -> Standing:
    """What is asked of a person now. It looks everywhere: an order of another area binds as well; what of it is shown is for
    whoever asks to decide.
    """
    return standings_of([person], at=at)[person]


def standings_of(people: Collection[int], *, at: int) -> dict[int, Standing]:
    """The same of many: as many questions for 500 people as for one."""
    held, wanted, found = rules(at), sorted(set(people)), dict[int, Standing]()
    for start in range(0, len(wanted), AT_ONCE):
        for person, facts in facts_of(wanted[start : start + AT_ONCE]).items():
            found[person] = standing(facts, held, at)
    return found


def rules(at: int) -> Rules:
    """The rules of the plan in force."""
    plan = plans.in_force().plan
    return Rules(plan.hash[:8], known(plan, "contact_watched_for", at), duration(plan, "pass_valid_for", at))


def facts_of(people: Sequence[int]) -> dict[int, Facts]:
    """All that is known of each of some people and matters here."""
    homes, units = _homes(people)
    orders, contacts = _by_person(_orders(people, homes, units)), _by_person(_contacts(people))
    beds, cases = _by_person(_beds(people)), _by_person(_cases(people))
    return {
        one: Facts(orders.get(one, ()), contacts.get(one, ()), beds.get(one, ()), cases.get(one, ()))
        for one in people
    }


def _by_person(found: Iterable[tuple[int, Fact]]) -> dict[int, list[Fact]]:
    told: dict[int, list[Fact]] = {}
    for person, fact in found:
        told.setdefault(person, []).append(fact)
    return told


def _homes(people: Sequence[int]) -> tuple[Pairs, Pairs]:
    """Household → who is said to live there, and unit → the same: by their stays, and as a contact or a case."""
    theirs = Stay.objects.filter(person__in=people, left_at=None, household__isnull=False)
    contacts = Contact.objects.filter(person__in=people, household__isnull=False)
    homes, units = Pairs(), Pairs()
    for person, home in (*_pairs(theirs, "household"), *_pairs(contacts, "household")):
        homes.setdefault(home, set()).add(person)
    for home, unit in Household.objects.filter(id__in=homes, site__isnull=False).values_list("id", "site"):
        units.setdefault(unit, set()).update(homes[home])
    for person, unit in _pairs(Case.objects.filter(person__in=people, home__isnull=False), "home"):
        units.setdefault(unit, set()).add(person)
    return homes, units


def _pairs(found: QuerySet[Any], column: str) -> Iterator[tuple[int, int]]:
    yield from found.values_list("person", column)


def _orders(people: Sequence[int], homes: Pairs, units: Pairs) -> Iterator[tuple[int, OrderFact]]:
    known = set(people)
    theirs = (
        Q(person__in=people)
        | Q(person=None, household__in=list(homes))
        | Q(kind="seal", site__in=list(units))
    )
    linked = Order.objects.filter(theirs).select_related("contact__case", "case", "decided_by")
    for one in linked.order_by("id"):
        case = one.case or (one.contact.case if one.contact_id else None)
        unit = one.decided_by.name_zh if one.decided_by_id else ""
        fact = OrderFact(
            one.ref, one.number or one.ref, one.kind, one.starts_at, one.ends_at, one.released_at,
            case is not None and case.classification == "NO_CASE", " ".join(x for x in (unit, one.decider) if x),
        )  # fmt: skip
        bound = {one.person_id} & known
        bound |= homes.get(one.household_id, set()) if one.person_id is None else set()
        bound |= units.get(one.site_id, set()) if one.kind == "seal" else set()
        yield from ((person, fact) for person in sorted(bound))


def _contacts(people: Sequence[int]) -> Iterator[tuple[int, ContactFact]]:
    for one in Contact.objects.filter(person__in=people).select_related("case").order_by("id"):
        is_over = one.ended_at is not None or one.handed_to_id is not None or one.status in ENDED_WATCH
        is_open = not is_over and one.case.classification != "NO_CASE"
        yield one.person_id, ContactFact(one.ref, one.last_contact_at, is_open)


def _beds(people: Sequence[int]) -> Iterator[tuple[int, BedFact]]:
    for one in Admission.objects.filter(person__in=people).select_related("site").order_by("id"):
        if one.site.kind in HOSPITALS:
            fact = BedFact("admission", one.ref, one.starts_at, one.ends_at, one.site.name_zh)
            yield one.person_id, fact
    yield from _beds_by_case(people)


def _beds_by_case(people: Sequence[int]) -> Iterator[tuple[int, BedFact]]:
    """Cases said to be in a hospital's care of which no bed was ever recorded."""
    of_no_case = Q(case=None, person=OuterRef("person"), site__kind__in=HOSPITALS)
    in_bed = Admission.objects.filter(Q(case=OuterRef("pk")) | of_no_case)
    found = Case.objects.filter(
        person__in=people, admitted_at__isnull=False, discharged_on=None, died_on=None
    )
    found = found.filter(~Exists(in_bed)).select_related("hospital").order_by("id")
    for one in found:
        if one.classification != "NO_CASE" and one.outcome not in LEFT and one.admitted_at is not None:
            name = one.hospital.name_zh if one.hospital_id else ""
            yield one.person_id, BedFact("case", one.ref, one.admitted_at, None, name)


def _cases(people: Sequence[int]) -> Iterator[tuple[int, CaseFact]]:
    zone = plans.in_force().plan.zone
    for one in Case.objects.filter(person__in=people, watch_until__isnull=False).order_by("id"):
        if one.classification != "NO_CASE" and one.watch_until is not None:
            yield one.person_id, CaseFact(one.ref, end_of(one.watch_until, zone))
