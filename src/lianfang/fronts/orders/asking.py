"""The facts about one person from the registers, for ``standing``."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

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
    return standing(facts_of(person), rules(at), at)


def rules(at: int) -> Rules:
    """The rules of the plan in force."""
    plan = plans.in_force().plan
    return Rules(plan.hash[:8], known(plan, "contact_watched_for", at), duration(plan, "pass_valid_for", at))


def facts_of(person: int) -> Facts:
    """All that is known of one person and matters here."""
    homes, units = _homes(person)
    return Facts(
        list(_orders(person, homes, units)),
        list(_contacts(person)),
        list(_beds(person)),
        list(_cases(person)),
    )


def _homes(person: int) -> tuple[set[int], set[int]]:
    """The households in which they are said to live, and the units: by their stays, and as a contact or a case."""
    homes = set(Stay.objects.filter(person=person, left_at=None).values_list("household_id", flat=True))
    homes |= set(Contact.objects.filter(person=person).values_list("household_id", flat=True))
    homes.discard(None)
    units = set(Household.objects.filter(id__in=homes).values_list("site_id", flat=True))
    units |= set(Case.objects.filter(person=person).values_list("home_id", flat=True))
    units.discard(None)
    return homes, units


def _orders(person: int, homes: set[int], units: set[int]) -> Iterator[OrderFact]:
    theirs = Q(person=person) | Q(person=None, household__in=homes) | Q(kind="seal", site__in=units)
    for one in (
        Order.objects.filter(theirs).select_related("contact__case", "case", "decided_by").order_by("id")
    ):
        case = one.case or (one.contact.case if one.contact_id else None)
        unit = one.decided_by.name_zh if one.decided_by_id else ""
        yield OrderFact(
            one.ref, one.number or one.ref, one.kind, one.starts_at, one.ends_at, one.released_at,
            case is not None and case.classification == "NO_CASE", " ".join(x for x in (unit, one.decider) if x),
        )  # fmt: skip


def _contacts(person: int) -> Iterator[ContactFact]:
    for one in Contact.objects.filter(person=person).select_related("case").order_by("id"):
        is_over = one.ended_at is not None or one.handed_to_id is not None or one.status in ENDED_WATCH
        yield ContactFact(one.ref, one.last_contact_at, not is_over and one.case.classification != "NO_CASE")


def _beds(person: int) -> Iterator[BedFact]:
    for one in Admission.objects.filter(person=person).select_related("site").order_by("id"):
        if one.site.kind in HOSPITALS:
            yield BedFact("admission", one.ref, one.starts_at, one.ends_at, one.site.name_zh)
    yield from _beds_by_case(person)


def _beds_by_case(person: int) -> Iterator[BedFact]:
    """Cases said to be in a hospital's care of which no bed was ever recorded."""
    of_no_case = Q(case=None, person=person, site__kind__in=HOSPITALS)
    in_bed = Admission.objects.filter(Q(case=OuterRef("pk")) | of_no_case)
    found = Case.objects.filter(person=person, admitted_at__isnull=False, discharged_on=None, died_on=None)
    found = found.filter(~Exists(in_bed)).select_related("hospital").order_by("id")
    for one in found:
        if one.classification != "NO_CASE" and one.outcome not in LEFT and one.admitted_at is not None:
            name = one.hospital.name_zh if one.hospital_id else ""
            yield BedFact("case", one.ref, one.admitted_at, None, name)


def _cases(person: int) -> Iterator[CaseFact]:
    zone = plans.in_force().plan.zone
    for one in Case.objects.filter(person=person, watch_until__isnull=False).order_by("id"):
        if one.classification != "NO_CASE" and one.watch_until is not None:
            yield CaseFact(one.ref, end_of(one.watch_until, zone))
