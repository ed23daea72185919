"""The figures of the evening: what a day's new cases say of the tracing, and how far tests, beds and rooms go.

Each figure names the rows that are counted and those of which nobody can tell; none is a bare number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from django.db.models import Exists, OuterRef, Q

from lianfang.base.instants import HOUR, end_of, start_of
from lianfang.fronts.tracing.cases import CONFIRMED
from lianfang.registers.access import Reader, rows
from lianfang.registers.illnesses import isolations
from lianfang.registers.models import (
    Admission,
    Bed,
    Case,
    Contact,
    Exposure,
    Order,
    Screening,
    TestResult,
    Transfer,
)  # fmt: skip
from lianfang.registers.models.beds import KEEPING
from lianfang.registers.windows import Illness, was_isolated_at_onset

ISOLATES = ("home_isolation", "collective_isolation", "hospital_isolation")
OUTSIDE_HOSPITALS = ("QUARANTINE",)
SETS = ("new", "known", "isolated", "source_unknown")


@dataclass(frozen=True)
class Counted:
    """The rows that are counted, those that cannot be told, and how many there are in all."""

    yes: Sequence[int] = ()
    unsure: Sequence[int] = ()
    of: int = 0


@dataclass(frozen=True)
class Hours:
    """Hours from a case's confirmation until its contacts were isolated: of the contacts identified on the day.

    ``waiting`` are not isolated yet, ``unsure`` belong to a case whose confirmation is not dated. Who was isolated before counts
    with a negative figure.
    """

    median: float | None
    worst: float | None
    done: int = 0
    waiting: Sequence[int] = ()
    unsure: Sequence[int] = ()


@dataclass(frozen=True)
class Places:
    """Beds or rooms that are free; ``free`` None where none is on record."""

    free: int | None
    of: int


@dataclass(frozen=True)
class Evening:
    """All of it, for a day up to an instant; a part that the reader may not see is None."""

    cases: dict[str, Counted]
    hours: Hours
    suspected: Counted
    symptomless: Counted
    tests: tuple[int, int, int] | None
    released: int
    fever_clinic: int | None
    beds: Places | None
    rooms: Places | None
    lost: Sequence[int] = ()
    withheld: frozenset[str] = field(default_factory=frozenset)


def evening(day: date, *, reader: Reader, at: int, zone: str) -> Evening:
    """The figures of a day, from its 0:00 to its 24:00 or to ``at``, in the reader's area."""
    since, until = start_of(day, zone), min(end_of(day, zone), at + 1)
    suspects = rows(Case, reader).filter(classification="SUSPECT").values_list("id", flat=True)
    quiet = rows(Case, reader).filter(classification="CONFIRMED_NO_SYMPTOMS", reported_on=day)
    released = rows(Order, reader).filter(kind__in=ISOLATES, released_at__gte=since, released_at__lt=until)
    return Evening(
        cases=sets(day, reader=reader, at=at, zone=zone), hours=hours(since, until, reader=reader, at=at),
        suspected=Counted(list(suspects)), symptomless=Counted(list(quiet.values_list("id", flat=True))),
        tests=_tests(since, until, reader), released=released.count(),
        fever_clinic=_fever_clinic(since, until, reader), beds=_places(reader, at, of_sites=False),
        rooms=_places(reader, at, of_sites=True), lost=_lost(until, reader),
    )  # fmt: skip


def sets(day: date, *, reader: Reader, at: int, zone: str) -> dict[str, Counted]:
    """The day's new confirmed cases that are found by ``at``: all, known as contacts before, isolated at onset, of unknown source."""
    listed = Contact.objects.filter(became_case=OuterRef("pk"))
    exposed = Exposure.objects.filter(case=OuterRef("pk"))
    news = list(
        rows(Case, reader).filter(Q(found_at=None) | Q(found_at__lte=at), classification__in=CONFIRMED, reported_on=day)
        .annotate(listed=Exists(listed), exposed=Exists(exposed)).order_by("id")
    )  # fmt: skip
    people = [one.person_id for one in news if one.person_id is not None]
    contact_at: dict[int, int] = {}
    for person, known in Contact.objects.filter(person__in=people).values_list("person", "identified_at"):
        contact_at[person] = min(known, contact_at.get(person, known))
    isolated = isolations([one.pk for one in news], at)
    answers = {
        "known": [_known(one, contact_at) for one in news],
        "isolated": [
            was_isolated_at_onset(
                Illness(one.onset_on, one.onset_until_on, isolated_at=isolated.get(one.pk)), zone
            )
            for one in news
        ],
        "source_unknown": [_source_unknown(one) for one in news],
    }
    ids = [one.pk for one in news]
    found = {key: _counted(ids, said) for key, said in answers.items()}
    return {"new": Counted(ids, (), len(ids)), **found}


def hours(since: int, until: int, *, reader: Reader, at: int) -> Hours:
    """From confirmation to isolation, of the close contacts identified in some time."""
    found = (
        rows(Contact, reader)
        .filter(category="HIGH_RISK", identified_at__gte=since, identified_at__lt=until, handed_to=None)
        .values_list("id", "case__confirmed_at")
    )
    first: dict[int, int] = {}
    orders = Order.objects.filter(contact__in=[one for one, _ in found], kind__in=ISOLATES, starts_at__lte=at)
    for contact, starts in orders.values_list("contact", "starts_at"):
        first[contact] = min(starts, first.get(contact, starts))
    took = [
        (first[one] - confirmed) / HOUR for one, confirmed in found if one in first and confirmed is not None
    ]
    return Hours(
        round(median(took), 1) if took else None, round(max(took), 1) if took else None, len(took),
        [one for one, _ in found if one not in first],
        [one for one, confirmed in found if one in first and confirmed is None],
    )  # fmt: skip


def _known(one: Case, contact_at: dict[int, int]) -> bool | None:
    """Was this case on a list of contacts before it was found? Of somebody who is not told apart nobody knows."""
    if one.listed:  # type: ignore[attr-defined]
        return True
    if one.person_id is None:
        return None
    known = contact_at.get(one.person_id)
    if known is None:
        return False
    return None if one.found_at is None else known < one.found_at


def _source_unknown(one: Case) -> bool | None:
    """Did nobody find where it was infected? Not told yet is not unknown."""
    if one.origin_of_case in ("imported", "linked"):
        return False
    if one.origin_reason in ("no_source", "facts_missing"):
        return True
    if one.infection_source or one.exposed:  # type: ignore[attr-defined]
        return False
    return None


def _counted(ids: Sequence[int], said: Sequence[bool | None]) -> Counted:
    pairs = list(zip(ids, said, strict=True))
    return Counted([i for i, one in pairs if one], [i for i, one in pairs if one is None], len(ids))


def _tests(since: int, until: int, reader: Reader) -> tuple[int, int, int] | None:
    """(results reported, positive among them, indeterminate); of pools and of single samples alike."""
    if not reader.reads("test_result"):
        return None
    found = rows(TestResult, reader).filter(resulted_at__gte=since, resulted_at__lt=until)
    done = found.exclude(result__in=("PENDING", "NOT_DONE"))
    return done.count(), done.filter(result="POSITIVE").count(), done.filter(result="INDETERMINATE").count()


def _fever_clinic(since: int, until: int, reader: Reader) -> int | None:
    """Who was received in a fever clinic from a gate; other visits are no record of this site's."""
    if not reader.reads("screening"):
        return None
    return rows(Screening, reader).filter(received_at__gte=since, received_at__lt=until).count()


def _lost(until: int, reader: Reader) -> list[int]:
    """The contacts who were lost by an instant and are not found again: they are to be searched for."""
    found = rows(Contact, reader).filter(
        Q(ended_at=None) | Q(ended_at__lt=until), status="LOST", handed_to=None
    )
    return list(found.order_by("id").values_list("id", flat=True))


def _places(reader: Reader, at: int, *, of_sites: bool) -> Places | None:
    """Free beds of hospitals, or of places of isolation: open, unoccupied by their state, with nobody in them and kept for nobody."""
    if not reader.reads("bed"):
        return None
    beds = rows(Bed, reader).filter(Q(closed_at=None) | Q(closed_at__gt=at)).exclude(state="C")
    beds = beds.exclude(opened_at__gt=at)
    beds = beds.filter(kind__in=OUTSIDE_HOSPITALS) if of_sites else beds.exclude(kind__in=OUTSIDE_HOSPITALS)
    total = beds.count()
    taken = Admission.objects.filter(bed=OuterRef("pk"), starts_at__lte=at).filter(
        Q(ends_at=None) | Q(ends_at__gt=at)
    )
    kept = Transfer.objects.filter(bed=OuterRef("pk"), status__in=KEEPING)
    free = beds.filter(~Exists(taken), ~Exists(kept), Q(state="U") | Q(state=None)).count()
    return Places(free if total else None, total)
