"""The lists of one conveyance, or of one gate and some hours, held against each other: four lists of what does not agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from django.db.models import Model

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.gates import counters, gathering, lanes, values
from lianfang.fronts.gates.gathering import Gathered
from lianfang.fronts.gates.hours import check_hours, gate_of
from lianfang.fronts.gates.shapes import (
    CounterSaid,
    DifferenceSaid,
    MatchSaid,
    ReasonSaid,
    Reconciliation,
    SetSaid,
    TravellerSaid,
    UndecidedSaid,
    Words,
)  # fmt: skip
from lianfang.gaps import plans
from lianfang.plan.model import Plan
from lianfang.reconcile.differences import TITLES, Difference, Differences, Time, differences
from lianfang.reconcile.joining import join
from lianfang.reconcile.parties import REASONS, Decision, Joined, Pair, Party, Side, Traveller
from lianfang.registers import identities, journal
from lianfang.registers.access import Reader
from lianfang.registers.access import rows as rows_of
from lianfang.registers.identities import Identity, Whose
from lianfang.registers.models import Conveyance, Passage, Person, ReviewMatch, Vehicle

ROWS: Mapping[Whose, type[Model]] = {"person": Person, "vehicle": Vehicle}
OF_PEOPLE = tuple(Difference)
OF_PEOPLE_IN_CARS = (Difference.MANIFEST_NOT_SCREENED, Difference.RELEASED_NOT_ARRIVED)
OF_CARS = (Difference.DECLARED_NOT_SEEN, Difference.SEEN_NOT_DECLARED)


def of_conveyance(ref: str, *, reader: Reader, as_of: int, now: int) -> Reconciliation:
    """Everyone of one conveyance.

    Raises:
        Refused: there is none within the reader's reach; no plan is in force.
    """
    plan = plans.in_force().plan
    trip = rows_of(Conveyance, reader).filter(ref=ref).select_related("gate").first()
    if trip is None:
        raise Refused(Problem("record/not-found", facts={"register": "conveyance", "value": ref}))
    found = gathering.of_conveyance(trip, plan=plan, as_of=as_of)
    held = _held("person", found, OF_PEOPLE, plan, reader=reader, as_of=as_of, now=now)
    return _said([held], plan, reader, as_of, trip.gate.ref, conveyance=trip.ref)


def of_gate(ref: str, start: int, end: int, *, reader: Reader, as_of: int, now: int) -> Reconciliation:
    """Every car, and everyone in one, that came in through a road gate in ``[start, end)``.

    Raises:
        Refused: there is no such gate within the reader's reach, or the hours end before they begin.
    """
    plan = plans.in_force().plan
    site = gate_of(ref, reader=reader)
    check_hours(start, end, plan)
    cars = gathering.of_cars_at(site.id, site.area_id, start, end, plan=plan, as_of=as_of)
    cars.must_declare = _in_scope(site.id, start, end, plan, as_of)
    people = gathering.of_people_at(site.id, start, end, as_of=as_of)
    sets = [
        _held("vehicle", cars, OF_CARS, plan, reader=reader, as_of=as_of, now=now),
        _held("person", people, OF_PEOPLE_IN_CARS, plan, reader=reader, as_of=as_of, now=now),
    ]
    counted = counters.against_counter(ref, start, end, reader=reader, as_of=as_of, now=now)
    return _said(sets, plan, reader, as_of, site.ref, hours=(start, end), counter=counted)


def _in_scope(gate: int, start: int, end: int, plan: Plan, as_of: int) -> dict[int, bool | None]:
    """Car → must it declare, by the plan's lanes: yes if one of its passages says so, unknown if one cannot be told."""
    through = Passage.objects.filter(gate_id=gate, direction="in", mode="road", at__gte=start, at__lt=end)
    rows = list(through.filter(at__lte=as_of, vehicle__isnull=False).values())
    laned = lanes.lanes_of(rows, plan)
    said: dict[int, set[bool | None]] = defaultdict(set)
    for row in rows:
        said[row["vehicle_id"]].add(laned[row["id"]].must_declare if row["id"] in laned else None)
    return {car: True if True in one else None if None in one else False for car, one in said.items()}


def _held(
    whose: Whose,
    found: Gathered,
    asked: Collection[Difference],
    plan: Plan,
    *,
    reader: Reader,
    as_of: int,
    now: int,
) -> SetSaid:
    """Compare identities, join, and make the lists."""
    if identities.may_compare(reader):
        known = identities.identities(whose, found.sides, reader=reader, now=now)
    else:
        known = identities.nobody(found.sides)
    everyone = join(_parties(found, known), decisions(whose, found.sides))
    everyone = replace(
        everyone, travellers=tuple(t for t in everyone.travellers if not _says_nothing(t, found))
    )
    time = Time(as_of, values.durations(plan, "arrive_within"))
    what = differences(everyone.travellers, found.facts(), time)
    refs = dict(ROWS[whose].objects.filter(id__in=list(found.sides)).values_list("id", "ref"))
    journal.append([journal.Entry(now, reader, "read", whose, fields=f"rows={len(refs)}")])
    return _set(whose, found, everyone, what, asked, refs)


def _says_nothing(traveller: Traveller, found: Gathered) -> bool:
    """Declared, seen by nobody, and not missed: its time has not run out, or the carrier says it did not board."""
    return traveller.sides == {Side.DECLARED} and found.not_missed.issuperset(traveller.keys)


def _parties(found: Gathered, known: Mapping[int, Identity]) -> list[Party]:
    nothing = Identity()
    made = []
    for row, sides in sorted(found.sides.items()):
        who = known.get(row, nothing)
        made.append(
            Party(
                row, frozenset(sides), frozenset(who.document), frozenset(who.name), frozenset(who.telephone),
                frozenset(who.plate), frozenset(found.companions.get(row, ())), who.anothers,
            )
        )  # fmt: skip
    return made


def decisions(whose: Whose, ids: Collection[int]) -> dict[tuple[int, int], Decision]:
    """What people decided of any two of these rows."""
    made: dict[tuple[int, int], Decision] = {}
    for piece in identities.pieces(sorted(ids)):
        query = ReviewMatch.objects.filter(**{f"{whose}_id__in": piece})
        for one, other, what in query.values_list(f"{whose}_id", f"other_{whose}_id", "decision"):
            if other in ids:
                made[one, other] = what
    return made


# as it leaves the house


def _set(
    whose: Whose,
    found: Gathered,
    everyone: Joined,
    what: Differences,
    asked: Collection[Difference],
    refs: Mapping[int, str],
) -> SetSaid:
    by_keys = {traveller.keys: traveller for traveller in everyone.travellers}
    lists = [
        DifferenceSaid(
            difference=kind.value, title=Words.of(TITLES[kind]),
            travellers=[_traveller(by_keys[keys], refs) for keys in what.lists[kind]],
        )
        for kind in asked
    ]  # fmt: skip
    undecided = [
        UndecidedSaid(
            refs=[refs[key] for key in one.keys], difference=one.difference.value, missing=Words.of(one.missing)
        )
        for one in what.undecided
        if one.difference in asked
    ]  # fmt: skip
    return SetSaid(
        whom=whose, travellers=len(everyone.travellers), on=_on(everyone.travellers), differences=lists,
        undecided=undecided, waiting=what.waiting if Difference.RELEASED_NOT_ARRIVED in asked else 0,
        matched=[_match(pair, refs) for traveller in everyone.travellers for pair in traveller.joined],
        review=[_match(pair, refs) for pair in everyone.review], unnamed=dict(sorted(found.unnamed.items())),
    )  # fmt: skip


def _on(travellers: Iterable[Traveller]) -> dict[str, int]:
    counts = Counter(side for traveller in travellers for side in traveller.sides)
    return {side.value: counts[side] for side in Side}


def _traveller(one: Traveller, refs: Mapping[int, str]) -> TravellerSaid:
    return TravellerSaid(
        refs=[refs[key] for key in one.keys], sides=[side.value for side in Side if side in one.sides]
    )


def _match(pair: Pair, refs: Mapping[int, str]) -> MatchSaid:
    reasons = [ReasonSaid(code=code, words=Words.of(REASONS[code])) for code in pair.reasons]
    return MatchSaid(refs=(refs[pair.one], refs[pair.other]), reasons=reasons)


def _said(
    sets: list[SetSaid],
    plan: Plan,
    reader: Reader,
    as_of: int,
    gate: str,
    *,
    conveyance: str | None = None,
    hours: tuple[int, int] | None = None,
    counter: CounterSaid | None = None,
) -> Reconciliation:
    since, until = (iso(at, plan.zone) for at in hours) if hours else (None, None)
    return Reconciliation(
        as_of=iso(as_of, plan.zone), conveyance=conveyance, gate=gate, since=since, until=until,
        compared=identities.may_compare(reader), sets=sets, counter=counter,
    )  # fmt: skip
