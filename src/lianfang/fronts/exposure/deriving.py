"""Visits as the registers tell them: stays, beds, trains and cars, gates, events. Each person's anew, whatever was fed before.

A stay, an admission or a long journey is given as a row a day. While it has no end, the day that is going on has none either,
and is taken to last the whole day: who lives somewhere is there now. A leave before its enter is not believed. Whoever stays
nobody knows where has no place, and so no visit; what a record does not say is made up nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from lianfang.fronts.exposure.places import place
from lianfang.registers.models import Admission, Manifest, Occupant, Participant, Passage, Screening, Stay

if TYPE_CHECKING:
    from lianfang.trace.naive import Row

SOURCE = "registers."
"""How the sources of fed visits begin: a file's own source is left alone."""
AT_GATE = "gate"
GOING_ON = ("home", "lodging", "bed")
"""Kinds of visits that go on while no end is recorded."""
AT_ONCE = 500


@dataclass(frozen=True)
class Told:
    """One span as a record tells it; ``goes_on``: without an end it is still going on, and not only unknown."""

    person: int
    place: int
    enter: int | None
    leave: int | None
    kind: str
    source: str
    goes_on: bool = False
    seat: tuple[int | None, int | None, int | None] = (None, None, None)


@dataclass(frozen=True)
class Span:
    """What of it the log keeps: begun from ``since`` on and by ``at``, no row longer than ``longest`` seconds."""

    since: int
    at: int
    longest: int


def visits_of(people: Collection[int], span: Span, name: Callable[[int], int]) -> dict[int, list[Row]]:
    """The visits of some persons, by pseudonym.

    Args:
        name: the pseudonym of a person's row.
    """
    found: dict[int, list[Row]] = {name(person): [] for person in people}
    for told in spans(people):
        found[name(told.person)].extend(_rows(told, span, name(told.person)))
    return found


def spans(people: Collection[int]) -> Iterator[Told]:
    """All that the registers tell of where some persons were."""
    wanted = list(people)
    for start in range(0, len(wanted), AT_ONCE):
        piece = wanted[start : start + AT_ONCE]
        for tell in TELLERS.values():
            yield from tell(piece)


def _rows(told: Told, span: Span, person: int) -> Iterator[Row]:
    from lianfang.trace.naive import Row

    if told.enter is None or told.enter > span.at:
        return
    leave = None if told.leave is None or told.leave < told.enter else told.leave
    seats = told.seat
    for enter, end in _pieces(told.enter, leave, told.goes_on, span):
        yield Row(person, told.place, enter, end, told.kind, SOURCE + told.source, False, *seats)


def _pieces(enter: int, leave: int | None, goes_on: bool, span: Span) -> Iterator[tuple[int, int | None]]:
    """A row a day, from the first that the log still keeps."""
    if leave is None and not goes_on:
        if enter >= span.since:
            yield enter, None
        return
    step = span.longest
    begin = enter + max(0, -(-(span.since - enter) // step)) * step
    last = span.at if leave is None else leave
    while begin <= span.at and (begin < last or begin == enter):
        end = begin + step
        if leave is not None and end >= leave:
            yield begin, leave
            return
        yield begin, end if leave is not None or end <= span.at else None
        begin = end


def _stays(people: list[int]) -> Iterator[Told]:
    for one in Stay.objects.filter(person__in=people).exclude(household=None, site=None).order_by("id"):
        where = place("household", one.household_id) if one.household_id else place("site", one.site_id or 0)
        kind = "home" if one.household_id else "lodging"
        yield Told(one.person_id or 0, where, one.arrived_at, one.left_at, kind, "stay", goes_on=True)


def _admissions(people: list[int]) -> Iterator[Told]:
    beds = Admission.objects.filter(person__in=people).select_related("bed").order_by("id")
    for one in beds:
        where = place("room", one.bed.room_id)
        yield Told(one.person_id, where, one.starts_at, one.ends_at, "bed", "admission", goes_on=True)


def _rides(people: list[int]) -> Iterator[Told]:
    rode = Manifest.objects.filter(person__in=people).exclude(boarded=False).select_related("conveyance")
    for one in rode.order_by("id"):
        trip = one.conveyance
        where = place("conveyance", trip.pk)
        yield Told(
            one.person_id or 0, where, trip.departs_at, trip.arrives_at, "ride", "manifest", seat=seat_of(one.carriage, one.seat)
        )  # fmt: skip


def _passages(people: list[int]) -> Iterator[Told]:
    for one in Passage.objects.filter(person__in=people).order_by("id"):
        gone = one.released_at if one.released_at is not None else one.screened_at
        yield Told(one.person_id or 0, place("site", one.gate_id), one.at, gone, AT_GATE, "passage")
        if one.vehicle_id is not None:
            yield Told(one.person_id or 0, place("passage", one.pk), one.at, None, "car", "passage")


def _occupants(people: list[int]) -> Iterator[Told]:
    for one in Occupant.objects.filter(person__in=people).select_related("passage").order_by("id"):
        yield Told(
            one.person_id or 0, place("passage", one.passage_id), one.passage.at, None, "car", "occupant"
        )


def _screenings(people: list[int]) -> Iterator[Told]:
    """Those of no passage: a passage tells of its own."""
    for one in Screening.objects.filter(person__in=people, passage=None).order_by("id"):
        yield Told(one.person_id or 0, place("site", one.gate_id), one.at, None, AT_GATE, "screening")


def _events(people: list[int]) -> Iterator[Told]:
    """Who was at an event is named as a person, as a case or as a contact."""
    of = Q(person__in=people) | Q(case__person__in=people) | Q(contact__person__in=people)
    there = Participant.objects.filter(of).select_related("event", "case", "contact").order_by("id")
    wanted = set(people)
    for one in there:
        who = person_at(one)
        if who in wanted:
            met = one.event
            where = place("site", met.site_id) if met.site_id else place("event", met.pk)
            yield Told(who, where, met.began_at, met.ended_at, "event", "participant")


def person_at(one: Participant) -> int:
    """Who a participant is; 0 where nobody is named."""
    case, contact = one.case, one.contact
    return (
        one.person_id or (case.person_id if case else None) or (contact.person_id if contact else None) or 0
    )


TELLERS: Mapping[str, Callable[[list[int]], Iterator[Told]]] = {
    "stay": _stays,
    "admission": _admissions,
    "manifest": _rides,
    "passage": _passages,
    "occupant": _occupants,
    "screening": _screenings,
    "participant": _events,
}
"""Register → what it tells of where its persons were."""
SOURCES = frozenset(SOURCE + name for name in TELLERS)


def seat_of(carriage: str | None, seat: str | None) -> tuple[int | None, int | None, int | None]:
    """Carriage, row and place in the row as numbers, such as of 06 and 12A; what is not written so is not known."""
    said = (seat or "").strip().upper()
    row, letter = said[:-1], said[-1:]
    has_row = row.isdecimal() and letter.isalpha() and letter.isascii()
    return (
        _small(carriage),
        _small(row) if has_row else None,
        ord(letter) - ord("A") + 1 if has_row else None,
    )


def _small(text: Any) -> int | None:
    said = str(text or "").strip()
    return int(said) if said.isdecimal() and len(said) <= 4 else None
