"""A train of 180 with three missing, two mistyped and five not arrived: all ten are named, and nobody else."""

from __future__ import annotations

import pytest

from lianfang.base.problems import Refused
from lianfang.fronts.gates import reconciliation, terminal
from lianfang.fronts.gates.shapes import SetSaid
from lianfang.registers import keys
from lianfang.registers.access import Reader
from lianfang.registers.actions import reviewing
from lianfang.registers.models import Conveyance, Identifier, Journal, Vehicle
from tests.unit.gates import trips
from tests.unit.gates.trips import AS_OF, READER
from tests.unit.registers.city import BY, FUTIAN, NANSHAN, NOON, lay, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def gate(tmp_path) -> int:
    town = lay()
    trips.enact(tmp_path)
    return town.gate


def read(trip: trips.Trip, *, reader: Reader = READER, as_of: int = AS_OF, now: int = AS_OF) -> SetSaid:
    return reconciliation.of_conveyance(trip.ref, reader=reader, as_of=as_of, now=now).sets[0]


def named(said: SetSaid, kind: str) -> set[str]:
    """The references on a list, each of whom it names."""
    found = next(one for one in said.differences if one.difference == kind)
    return {ref for who in found.travellers for ref in who.refs}


def planted(trip: trips.Trip, said: SetSaid, *, manifest: bool = True) -> None:
    """What was planted is what is found: no more, no less."""
    assert named(said, "manifest_not_screened") == (trip.missing if manifest else set())
    assert named(said, "declared_not_seen") == trip.missing
    assert named(said, "seen_not_declared") == trip.strangers
    twins = {ref: pair for pair in trip.mistyped for ref in pair}
    expected = {ref for one in trip.not_arrived | trip.strangers for ref in twins.get(one, (one,))}
    assert named(said, "released_not_arrived") - trip.strangers == expected - trip.strangers
    assert {match.refs for match in said.matched} == trip.mistyped
    assert all(match.reasons for match in said.matched)
    assert said.review == []
    assert said.undecided == []


@pytest.mark.parametrize(("mode", "size"), [("rail", 180), ("road", 45), ("air", 180), ("port", 120)])
def test_ten_of_a_trip_are_named_and_nobody_else(gate, mode, size):
    trip = trips.make(gate, trips.chance(f"{mode} 2020"), mode=mode, size=size)
    said = read(trip)
    assert (len(trip.missing), len(trip.mistyped), len(trip.not_arrived)) == (3, 2, 5)
    planted(trip, said)
    assert said.travellers == size
    assert said.waiting == 1


@pytest.mark.parametrize("seed", range(12))
def test_what_is_planted_is_found_whatever_the_trip(gate, seed):
    chance = trips.chance(seed)
    missing, slips, absent = (chance.randrange(6) for _ in range(3))
    size = missing + slips + absent + chance.randrange(3, 30)
    manifest = chance.random() < 0.8
    trip = trips.make(
        gate, chance, size=size, missing=missing, slips=slips, absent=absent, strangers=chance.randrange(3),
        manifest=manifest,
    )  # fmt: skip
    trips.make(gate, chance, size=20, missing=2)  # another train's people are nobody's business here
    said = read(trip)
    planted(trip, said, manifest=manifest)
    assert said.travellers == size + len(trip.strangers)


def test_before_the_time_to_arrive_has_passed_nobody_is_named_for_it(gate):
    trip = trips.make(gate, trips.chance(1), size=30)
    said = read(trip, as_of=trips.ARRIVES + trips.DAY)
    assert named(said, "released_not_arrived") == set()
    assert said.waiting > 0
    assert named(said, "manifest_not_screened") == trip.missing


def test_a_record_that_names_nobody_is_counted(gate):
    trip = trips.make(gate, trips.chance(2), size=20)
    row = Conveyance.objects.get(ref=trip.ref).id
    write("manifest", {"conveyance": row, "area": NANSHAN})
    write("screening", {"conveyance": row, "gate": gate, "at": NOON, "result": "passed"})
    assert read(trip).unnamed == {"manifest": 1, "screening": 1}


def test_without_a_release_or_a_dated_arrival_it_cannot_be_told(gate):
    row = write(
        "conveyance", {"mode": "rail", "number": "G1", "gate": gate, "area": NANSHAN, "arrives_at": NOON}
    )[0]
    one, other = trips.persons([trips.human(trips.chance(3)), trips.human(trips.chance(4))])
    for person in (one, other):
        write("declaration", {"made_at": NOON - 60, "person": person, "conveyance": row, "area": NANSHAN})
    write("screening", {"conveyance": row, "gate": gate, "person": one, "at": NOON})
    write("screening", {"conveyance": row, "gate": gate, "person": other, "at": NOON, "result": "passed"})
    write("stay", {"person": other, "area": NANSHAN}, at=NOON + 60)
    found = reconciliation.of_conveyance(
        Conveyance.objects.get(id=row).ref, reader=READER, as_of=AS_OF, now=AS_OF
    )
    told = {who.refs[0]: who.missing.en for who in found.sets[0].undecided}
    names = trips.refs([one, other])
    assert told == {names[one]: "the time of release", names[other]: "the time of arrival"}


def test_what_a_person_decided_is_remembered(gate):
    trip = trips.make(gate, trips.chance(5), size=20, slips=1)
    ((one, other),) = trip.mistyped
    kept = reviewing.decide(refs=(other, one), decision="not_same", reason="", by=BY, at=NOON)
    apart = read(trip)
    assert apart.matched == []
    assert {one, other} <= named(apart, "seen_not_declared") | named(apart, "manifest_not_screened")
    again = reviewing.decide(refs=(one, other), decision="same", reason="seen both", by=BY, at=NOON + 1)
    assert (again.ids, again.updated) == (kept.ids, 1)
    assert [r.code for r in read(trip).matched[0].reasons] == ["decided"]


def test_only_two_rows_of_one_register_can_be_decided(gate):
    one, car = trips.persons([trips.human(trips.chance(6))])[0], Vehicle.objects.first()
    ref = trips.refs([one])[one]
    for refs in ((ref, ref), (ref, car.ref), (ref, "nobody")):
        with pytest.raises(Refused) as refusal:
            reviewing.decide(refs=refs, decision="same", reason="", by=BY, at=NOON)
        assert [p.code for p in refusal.value.problems] == ["gates/not-two"]


def test_who_supervises_gets_lists_without_anyone_being_identified(gate):
    trip = trips.make(gate, trips.chance(7), size=20)
    before = Journal.objects.filter(fields__startswith="identifiers=").count()
    found = reconciliation.of_conveyance(
        trip.ref, reader=Reader("s", "auditor", purpose="supervision"), as_of=AS_OF, now=AS_OF
    )
    assert not found.compared
    assert found.sets[0].matched == []
    assert {ref for pair in trip.mistyped for ref in pair} & named(found.sets[0], "manifest_not_screened")
    assert Journal.objects.filter(fields__startswith="identifiers=").count() == before


def test_every_reading_leaves_a_trace_and_decrypts_nobody_else(gate):
    trip = trips.make(gate, trips.chance(8), size=20, slips=0)
    trips.make(gate, trips.chance(9), size=20)
    read(trip, now=AS_OF + 7)
    left = list(Journal.objects.filter(at=AS_OF + 7).values_list("verb", "register", "fields"))
    assert left == [("read", "person", "identifiers=63"), ("read", "person", "rows=21")]


def test_out_of_reach_looks_like_not_found(gate):
    trip = trips.make(gate, trips.chance(10), size=10, missing=1, slips=1, absent=1)
    with pytest.raises(Refused) as refusal:
        read(trip, reader=Reader("f", "officer", area=FUTIAN))
    assert [p.code for p in refusal.value.problems] == ["record/not-found"]


def test_a_number_typed_as_exactly_anothers_in_the_city_is_left_to_a_person(gate):
    trip = trips.make(gate, trips.chance(11), size=10, missing=0, slips=1, absent=0)
    ((one, other),) = trip.mistyped
    kept = Identifier.objects.filter(person__ref=other, kind="document").get()
    known = trips.persons([trips.Human(keys.unseal(kept.cipher, "identifiers"), "", "")])
    assert known
    said = read(trip)
    assert said.matched == []
    assert [match.refs for match in said.review] == [(one, other)]
    assert "anothers" in {r.code for r in said.review[0].reasons}


def test_nothing_personal_is_printed(gate):
    trip = trips.make(gate, trips.chance(12), size=30)
    said = reconciliation.of_conveyance(trip.ref, reader=READER, as_of=AS_OF, now=AS_OF)
    printed = said.model_dump_json() + "\n".join(
        line for lang in ("zh", "en") for line in terminal.reconciliation(said, lang)
    )
    known = [keys.unseal(i.cipher, "identifiers") for i in Identifier.objects.all()]
    assert known
    assert not any(len(text) > 3 and text in printed for text in known)
    assert all(one.title.zh and one.title.en for one in said.sets[0].differences)
