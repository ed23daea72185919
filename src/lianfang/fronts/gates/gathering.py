"""Who is on which list: read from the registers for one conveyance, or for one road gate and some hours."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from lianfang.base.instants import end_of, start_of
from lianfang.fronts.gates import values
from lianfang.plan.model import Plan
from lianfang.reconcile.differences import Facts
from lianfang.reconcile.parties import Side
from lianfang.registers.identities import pieces
from lianfang.registers.models import (
    Conveyance,
    Declaration,
    Manifest,
    Occupant,
    Passage,
    Screening,
    Stay,
)  # fmt: skip

HELD = ("fever_clinic", "isolated")
EARLIEST = 30 * 86400
"""Nobody declares for a day further off than this."""


@dataclass
class Gathered:
    """What the records say of each person or vehicle, and how many records name nobody.

    ``not_missed`` are those whose declaration asks for nothing: its time has not run out, or they did not board.
    """

    sides: dict[int, set[Side]] = field(default_factory=lambda: defaultdict(set))
    released_at: dict[int, int] = field(default_factory=dict)
    cleared_at: dict[int, int] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)
    undated: set[int] = field(default_factory=set)
    not_missed: set[int] = field(default_factory=set)
    must_declare: dict[int, bool | None] = field(default_factory=dict)
    companions: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    unnamed: Counter[str] = field(default_factory=Counter)

    def stands(self, row: int | None, side: Side, register: str) -> None:
        """Enter someone on a list; a record that names nobody is counted, never dropped."""
        if row is None:
            self.unnamed[register] += 1
        else:
            self.sides[row].add(side)

    def released(self, row: int | None, at: int | None, as_of: int) -> None:
        """Let go at an instant; the earliest counts."""
        if row is not None and at is not None and at <= as_of:
            self.released_at[row] = min(at, self.released_at.get(row, at))

    def cleared(self, row: int | None, at: int | None) -> None:
        """Passed a check at an instant: let go then, unless a passage says when."""
        if row is not None and at is not None:
            self.cleared_at[row] = min(at, self.cleared_at.get(row, at))

    def facts(self) -> dict[int, Facts]:
        """What the lists are made of, by row."""
        return {
            row: Facts(
                released_at=self.released_at.get(row, self.cleared_at.get(row)), held=row in self.held,
                must_declare=self.must_declare.get(row, True), arrival_undated=row in self.undated,
                overdue=row not in self.not_missed,
            )
            for row in self.sides
        }  # fmt: skip


def of_conveyance(trip: Conveyance, *, plan: Plan, as_of: int) -> Gathered:
    """The people of one train, flight, coach or ship, as far as their records had happened by ``as_of``."""
    found = Gathered()
    listed = Manifest.objects.filter(conveyance=trip).filter(Q(boarded=None) | Q(boarded=True))
    for person in listed.values_list("person_id", flat=True):
        found.stands(person, Side.MANIFEST, "manifest")
    left = Manifest.objects.filter(conveyance=trip, boarded=False, person__isnull=False)
    found.not_missed = set(left.values_list("person_id", flat=True))
    told = Declaration.objects.filter(conveyance=trip, made_at__lte=as_of)
    for person in told.values_list("person_id", flat=True):
        found.stands(person, Side.DECLARED, "declaration")
    of_trip = Passage.objects.filter(conveyance=trip, at__lte=as_of).exclude(direction="out")
    passages = dict(of_trip.values_list("id", "person_id"))
    for person, released in of_trip.values_list("person_id", "released_at"):
        found.stands(person, Side.PASSED, "passage")
        found.released(person, released, as_of)
    checked = Screening.objects.filter(Q(conveyance=trip) | Q(passage__conveyance=trip))
    _screenings(found, checked.filter(Q(direction="in") | Q(direction=None)), as_of)
    start = _first(trip.arrives_at, trip.departs_at, min(found.released_at.values(), default=None))
    if start is not None:
        _declared_by_themselves(found, start, plan, as_of)
    _arrivals(found, passages, start, as_of)
    return found


def of_people_at(gate: int, start: int, end: int, *, as_of: int) -> Gathered:
    """The people who came in by road through one gate in some hours: in cars, and who was checked."""
    found = Gathered()
    through = Passage.objects.filter(
        gate_id=gate, direction="in", mode="road", at__gte=start, at__lt=end, at__lte=as_of
    )
    passages: dict[int, int | None] = {}
    released: dict[int, int | None] = {}
    screened: set[int] = set()
    for row, person, let_go, checked in through.values_list("id", "person_id", "released_at", "screened"):
        passages[row], released[row] = person, let_go
        if person is not None:
            found.stands(person, Side.PASSED, "passage")
            found.released(person, let_go, as_of)
        if checked:
            screened.add(row)
            if person is not None:
                found.stands(person, Side.SCREENED, "passage")
    for piece in pieces(sorted(passages)):
        seats = Occupant.objects.filter(passage_id__in=piece)
        for person, passage, checked_at in seats.values_list("person_id", "passage_id", "screened_at"):
            found.stands(person, Side.MANIFEST, "occupant")
            if person is not None:
                found.stands(person, Side.PASSED, "occupant")
                found.released(person, released[passage], as_of)
                if checked_at is not None and checked_at <= as_of:
                    found.stands(person, Side.SCREENED, "occupant")
    checks = Screening.objects.filter(gate_id=gate, at__gte=start, at__lt=end).exclude(direction="out")
    _screenings(found, checks.filter(conveyance=None), as_of)
    _arrivals(found, passages, start, as_of)
    return found


def of_cars_at(gate: int, area: int, start: int, end: int, *, plan: Plan, as_of: int) -> Gathered:
    """The cars that came in through one gate in some hours, and those declared there for these hours and seen nowhere."""
    found = Gathered()
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    through = Passage.objects.filter(
        gate_id=gate, direction="in", mode="road", at__gte=start, at__lt=end, at__lte=as_of
    )
    for car, at, driver in through.order_by("at").values_list("vehicle_id", "at", "person_id"):
        found.stands(car, Side.PASSED, "passage")
        if car is not None:
            first.setdefault(car, at)
            last[car] = at
            found.companions[car] |= {driver} - {None}
    for piece in pieces(sorted(first)):
        seats = Occupant.objects.filter(
            passage__gate_id=gate, passage__at__gte=start, passage__at__lt=end, passage__vehicle_id__in=piece
        )
        for car, person in seats.values_list("passage__vehicle_id", "person_id"):
            found.companions[car] |= {person} - {None}
    _declared_cars(found, first, last, plan, as_of)
    _expected_cars(found, area, start, end, plan, as_of)
    return found


def _first(*instants: int | None) -> int | None:
    return next((at for at in instants if at is not None), None)


def _screenings(found: Gathered, checks: Iterable[Screening], as_of: int) -> None:
    """Checks of whom they name; one without a time has happened."""
    for check in checks:
        if check.at is not None and check.at > as_of:
            continue
        person = check.person_id
        found.stands(person, Side.SCREENED, "screening")
        if person is not None and check.result in HELD:
            found.held.add(person)
        elif check.result == "passed":
            found.cleared(person, check.at)


def _declared_by_themselves(found: Gathered, start: int, plan: Plan, as_of: int) -> None:
    """Who is on a list and declared without naming the conveyance, while that declaration is valid."""
    valid = values.at(values.durations(plan, "declaration_valid_for"), start)
    if valid is None:
        return
    for piece in pieces(sorted(found.sides)):
        told = Declaration.objects.filter(
            person_id__in=piece, conveyance=None, made_at__gte=start - valid, made_at__lte=as_of
        )
        for person in told.values_list("person_id", flat=True):
            found.stands(person, Side.DECLARED, "declaration")


def _arrivals(found: Gathered, passages: dict[int, int | None], start: int | None, as_of: int) -> None:
    """Stays that name one of the passages, and stays of these people since ``start``.

    Whether someone arrived is told wherever in the city that was; where, this page does not say.
    """
    named: set[int] = set()
    for piece in pieces(sorted(passages)):
        stays = Stay.objects.filter(passage_id__in=piece)
        for row, person, passage, arrived in stays.values_list("id", "person_id", "passage_id", "arrived_at"):
            named.add(row)
            if arrived is not None and arrived > as_of:
                continue
            for who in {person, passages[passage]} - {None}:
                found.stands(who, Side.ARRIVED, "stay")
            if person is None and passages[passage] is None:
                found.unnamed["stay"] += 1
    if start is not None:
        _stays_of_their_own(found, named, start, as_of)


def _stays_of_their_own(found: Gathered, named: Collection[int], start: int, as_of: int) -> None:
    for piece in pieces(sorted(found.sides)):
        stays = Stay.objects.filter(person_id__in=piece)
        for row, person, arrived, told in stays.values_list("id", "person_id", "arrived_at", "recorded_at"):
            if row in named or person is None:
                continue
            if arrived is None and told >= start:
                found.undated.add(person)
            elif arrived is not None and start <= arrived <= as_of:
                found.stands(person, Side.ARRIVED, "stay")


def _declared_cars(
    found: Gathered, first: dict[int, int], last: dict[int, int], plan: Plan, as_of: int
) -> None:
    """Cars that were seen and have a declaration that holds for the passage."""
    valid, until = (
        values.durations(plan, n) for n in ("declaration_valid_for", "declaration_accepted_until")
    )
    for piece in pieces(sorted(first)):
        told = Declaration.objects.filter(vehicle_id__in=piece, made_at__lte=as_of)
        for car, made, who in told.values_list("vehicle_id", "made_at", "person_id"):
            ahead, after = values.at(valid, first[car]), values.at(until, last[car])
            if ahead is not None and first[car] - ahead <= made <= last[car] + (after or 0):
                found.stands(car, Side.DECLARED, "declaration")
                found.companions[car] |= {who} - {None}


def _expected_cars(found: Gathered, area: int, start: int, end: int, plan: Plan, as_of: int) -> None:
    """Cars declared to this gate's area for a time that lies in these hours at least in part, and that no gate has seen.

    Until that time has run out they may still come: they can be matched with a mistyped plate, and are not missed yet.
    """
    valid = values.durations(plan, "declaration_valid_for")
    told = Declaration.objects.filter(
        area_id=area, made_at__gte=start - EARLIEST, made_at__lte=min(end, as_of)
    )
    expected: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for car, made, day, who in told.values_list("vehicle_id", "made_at", "arrives_on", "person_id"):
        time = _time_of(made, day, valid, plan)
        if car is None or car in found.sides or time is None or not (time[0] < end and start < time[1]):
            continue
        expected[car].append((min(made, time[0]), time[1]))
        found.companions[car] |= {who} - {None}
    for piece in pieces(sorted(expected)):
        seen = Passage.objects.filter(vehicle_id__in=piece, direction="in", at__lte=as_of)
        for car, at in seen.values_list("vehicle_id", "at"):
            expected[car] = [(begins, ends) for begins, ends in expected[car] if not begins <= at <= ends]
    for car, times in expected.items():
        if times:
            found.stands(car, Side.DECLARED, "declaration")
            if all(ends > min(end, as_of) for _, ends in times):
                found.not_missed.add(car)


def _time_of(
    made: int, day: date | None, valid: Sequence[tuple[int, int]], plan: Plan
) -> tuple[int, int] | None:
    """The time for which someone declared: the day they named, else as long as the declaration is valid."""
    if day is not None:
        return start_of(day, plan.zone), end_of(day, plan.zone)
    ahead = values.at(valid, made)
    return None if ahead is None else (made, made + ahead)
