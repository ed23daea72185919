"""The log holds what the registers tell of where people were, after every change, and not a visit more: as a naive reading says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from lianfang.base.instants import DAY, HOUR
from lianfang.base.problems import Refused
from lianfang.cli import serve
from lianfang.fronts.exposure import feeding, visits
from lianfang.fronts.exposure.deriving import GOING_ON, SOURCES, seat_of
from lianfang.gaps import plans
from lianfang.plan import shipped
from lianfang.plan.loader import load
from lianfang.plan.model import Plan
from lianfang.registers import journal, keys, pseudonyms
from lianfang.registers.actions import withdraw
from lianfang.registers.actions.merging import Pair, merge, unmerge
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import (
    Admission,
    Journal,
    Manifest,
    Merge,
    Participant,
    Passage,
    Person,
    Pseudonym,
    Stay,
    VisitsFed,
)  # fmt: skip
from lianfang.trace import naive
from lianfang.trace.log import Log
from lianfang.trace.naive import Row
from lianfang.trace.purging import purge
from lianfang.trace.questions import Questions, Window
from lianfang.trace.recorded import recorded
from lianfang.trace.writer import Writer, create
from tests.unit.registers.city import BY, NANSHAN, NOON, lay, write

pytestmark = pytest.mark.django_db
KEPT = 14 * DAY
Visit = tuple[int, str, int, int | None]
"""(person, place, enter, leave)"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    folder = shipped.folder("shenzhen_2020")
    assert folder is not None
    return load(folder, catalogue())


@pytest.fixture(autouse=True)
def _no_log() -> Iterator[None]:
    plans.forget()
    shutil.rmtree(visits.folder(), ignore_errors=True)
    yield
    shutil.rmtree(visits.folder(), ignore_errors=True)


def days(enter: int, leave: int | None, at: int, *, is_stay: bool) -> Iterator[tuple[int, int | None]]:
    """A row a day, walked from the beginning; a stay that goes on fills its days up to the one that is going on."""
    begin = enter
    while begin <= at and (begin == enter or begin < (at if leave is None else leave)):
        end = begin + DAY
        if leave is not None:
            yield begin, min(leave, end)
        else:
            yield begin, end if is_stay and end <= at else None
            if not is_stay:
                return
        begin = end


def spans() -> Iterator[tuple[int | None, str, int | None, int | None, bool]]:
    """Person, place, enter, leave of every record; is it a stay?"""
    for stay in Stay.objects.exclude(household=None):
        yield stay.person_id, f"household {stay.household_id}", stay.arrived_at, stay.left_at, True
    for bed in Admission.objects.select_related("bed"):
        yield bed.person_id, f"room {bed.bed.room_id}", bed.starts_at, bed.ends_at, True
    for one in Manifest.objects.select_related("conveyance"):
        trip = one.conveyance
        yield one.person_id, f"conveyance {trip.pk}", trip.departs_at, trip.arrives_at, False
    for passed in Passage.objects.all():
        yield passed.person_id, f"site {passed.gate_id}", passed.at, passed.screened_at, False
    for there in Participant.objects.select_related("event"):
        yield there.person_id, f"event {there.event.pk}", there.event.began_at, there.event.ended_at, False


def told(at: int) -> set[Visit]:
    """The naive reading: every record, its visits one by one."""
    found: set[Visit] = set()
    for person, place, enter, leave, is_stay in spans():
        if person is not None and enter is not None:
            rows = days(enter, leave, at, is_stay=is_stay)
            found.update((person, place, begin, end) for begin, end in rows if begin >= at - KEPT)
    return found


def held() -> list[Visit]:
    """What the log holds of everybody who ever was in the registers."""
    from lianfang.fronts.exposure.places import register_of

    log = Log(visits.folder())
    people = {*Person.objects.values_list("id", flat=True), *Merge.objects.values_list("gone", flat=True)}
    found = [
        (person, "{} {}".format(*register_of(row.place)), row.enter, row.leave)
        for person in people
        for row in recorded(log, pseudonyms.of(person), 0, NOON + 40 * DAY, SOURCES)
    ]
    assert len(found) == log.live
    return found


def act(chance: Random, ids: dict[str, Any], at: int) -> None:
    """One change of the registers: a new record, a correction, a withdrawal, a merge or its undoing."""
    person, then = chance.choice(ids["people"]), at - chance.randrange(20 * DAY)
    later = chance.choice([None, then + chance.randrange(5 * DAY)])
    what = chance.randrange(10)
    rows: dict[int, tuple[str, dict[str, Any]]] = {
        0: ("stay", {"person": person, "household": ids["home"], "arrived_at": then, "left_at": later}),
        1: ("passage", {"person": person, "gate": ids["gate"], "at": then, "direction": "in", "mode": "road"}),
        2: ("manifest", {"person": person, "conveyance": ids["trip"], "carriage": "06", "seat": "12A", "area": NANSHAN}),
        3: ("participant", {"person": person, "event": ids["event"]}),
        4: ("admission", {"person": person, "bed": ids["bed"], "site": ids["hotel"], "kind": "quarantine", "starts_at": then,
                          "ends_at": later}),
        5: ("conveyance", {"id": ids["trip"], "departs_at": then, "arrives_at": then + HOUR}),
        6: ("event", {"id": ids["event"], "began_at": then, "ended_at": later}),
    }  # fmt: skip
    if what in rows:
        register, row = rows[what]
        write(register, row if "id" in row or "gate" in row else {"area": NANSHAN, **row}, at=at)
    stays = list(Stay.objects.values_list("id", "arrived_at"))
    if what == 7 and stays:
        row, arrived = chance.choice(stays)
        assert arrived is not None
        write("stay", {"id": row, "left_at": arrived + chance.randrange(9 * DAY), "person": person}, at=at)
    if what == 8 and stays:
        withdraw(register="stay", ids=[chance.choice(stays)[0]], by=BY, at=at)
    standing = Merge.objects.filter(unmerged_at=None).first()
    if what == 9 and standing is not None:
        unmerge(refs=[standing.ref], reason="two after all", by=BY, at=at)
        ids["people"] = list(Person.objects.values_list("id", flat=True))
    elif what == 9:
        kept, gone = Person.objects.order_by("id")[:2]
        merge(pairs=[Pair("person", kept.ref, gone.ref, "one")], by=BY, at=at)
        ids["people"] = [one for one in ids["people"] if one != gone.pk]


def laid() -> dict[str, Any]:
    """Three people, a home, a train, an event, a bed."""
    city = lay(cars=0)
    hotel = write(
        "site", {"kind": "quarantine_site", "name_zh": "酒店", "name_en": "Hotel", "area": NANSHAN}
    )[0]
    room = write("room", {"site": hotel, "number": "1", "area": NANSHAN})[0]
    people: list[dict[str, object]] = [{"area": NANSHAN}] * 3
    return {
        "people": write("person", *people),
        "home": write("household", {"area": NANSHAN})[0],
        "gate": city.gate,
        "trip": write("conveyance", {"mode": "rail", "number": "G1", "gate": city.gate})[0],
        "event": write("event", {"title": "Meal", "status": "EVENT", "area": NANSHAN})[0],
        "hotel": hotel,
        "bed": write(
            "bed", {"room": room, "site": hotel, "number": "1", "kind": "ISOLATION", "area": NANSHAN}
        )[0],
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_the_log_is_what_a_naive_reading_tells_after_every_change(seed: int, plan: Plan) -> None:
    chance, ids, at = Random(seed), laid(), NOON  # noqa: S311 (a test, no secret)
    for _ in range(12):
        for _ in range(chance.randrange(1, 4)):
            # A bed may be taken: nothing happens then.
            with suppress(Refused), transaction.atomic():
                act(chance, ids, at)
        done = feeding.feed(plan=plan, by=BY, at=at)
        found = held()
        assert len(found) == len(set(found))
        assert set(found) == told(at)
        assert not done.rejected
        again = feeding.feed(plan=plan, by=BY, at=at)
        assert (again.persons, again.added, again.replaced, again.withdrawn) == (0, 0, 0, 0)
        at += chance.choice([HOUR, 7 * HOUR, 2 * DAY])


def stays(ids: dict[str, Any], *begun: tuple[int, int | None]) -> list[int]:
    """Stays at the home, of one person each."""
    rows: list[dict[str, object]] = [
        {"person": person, "household": ids["home"], "arrived_at": enter, "left_at": leave, "area": NANSHAN}
        for person, (enter, leave) in zip(ids["people"], begun, strict=False)
    ]
    return write("stay", *rows)


@pytest.mark.parametrize("is_old", [False, True])
def test_who_lives_together_now_was_together_until_now(plan: Plan, is_old: bool) -> None:
    ids, rules = laid(), visits.rules(plan)
    if is_old:  # a log that was made when any open visit ended after two hours
        closing = tuple(one for one in rules.closing if one.kind not in GOING_ON)
        create(visits.folder(), rules=replace(rules, closing=closing), at=NOON - DAY)
    stays(ids, (NOON - 20 * HOUR, None), (NOON - 10 * HOUR, None), (NOON - 60 * HOUR, NOON - 15 * HOUR))
    feeding.feed(plan=plan, by=BY, at=NOON)
    one, other, gone = (pseudonyms.of(person) for person in ids["people"])
    log, window = Questions(visits.folder()), Window(NOON - DAY, NOON, 900, 600)
    rows = [row for who in (one, other, gone) for row in recorded(log, who, 0, NOON + 1, SOURCES)]
    expected = naive.contacts(naive.standing(rows, rules, 0), one, window)
    found = {them.person: tuple(them[1:5]) for them in log.contacts(one, window).found}
    assert found == expected
    assert {who: seconds for who, (seconds, *_) in found.items()} == {other: 10 * HOUR, gone: 5 * HOUR}
    generation = log.manifest.generation
    feeding.feed(plan=plan, by=BY, at=NOON + 60)
    log.refresh()
    assert log.manifest.generation == generation  # the same rules: nothing is built anew


def test_an_end_recorded_in_advance_loses_no_day(plan: Plan) -> None:
    ids = laid()
    one, other, _ = ids["people"]
    stays(ids, (NOON - 7 * HOUR, NOON + 5 * DAY), (NOON + 2 * HOUR, NOON + 4 * DAY))
    write("conveyance", {"id": ids["trip"], "departs_at": NOON - HOUR, "arrives_at": NOON + 3 * DAY})
    write("manifest", {"person": one, "conveyance": ids["trip"], "area": NANSHAN})
    write("event", {"id": ids["event"], "began_at": NOON + HOUR, "ended_at": NOON + 3 * DAY})
    write("participant", {"person": other, "event": ids["event"], "area": NANSHAN})
    for at in range(NOON, NOON + 6 * DAY, 10 * HOUR):
        feeding.feed(plan=plan, by=BY, at=at)
        assert sorted(held(), key=repr) == sorted(told(at), key=repr)
    touched_last = feeding.feed(plan=plan, by=BY, at=NOON + 9 * DAY)
    assert touched_last.persons == 0  # nothing of theirs goes on


@pytest.mark.parametrize("is_seen", [True, False])
def test_a_withdrawn_stay_withdraws_its_visits_whatever_else_was_loaded(plan: Plan, is_seen: bool) -> None:
    ids = laid()
    row = stays(ids, (NOON - 20 * HOUR, None))[0]
    feeding.feed(plan=plan, by=BY, at=NOON)
    withdraw(register="stay", ids=[row], by=BY, at=NOON)
    journal.append([journal.Entry(NOON, BY, "load", "manifest")])
    if not is_seen:  # a feed overlooked it
        VisitsFed.objects.update(journal=journal.newest())
    feeding.feed(plan=plan, by=BY, at=NOON, anew=not is_seen)
    assert held() == []


def test_a_log_that_was_set_back_or_lost_is_fed_anew(plan: Plan) -> None:
    ids = laid()
    write(
        "stay",
        {"person": ids["people"][0], "household": ids["home"], "arrived_at": NOON - HOUR, "area": NANSHAN},
    )
    feeding.feed(plan=plan, by=BY, at=NOON)
    shutil.rmtree(visits.folder())
    assert feeding.feed(plan=plan, by=BY, at=NOON).added == 1
    VisitsFed.objects.update(batch=99)
    assert feeding.feed(plan=plan, by=BY, at=NOON).persons == 1


def test_what_is_no_longer_kept_goes_with_the_way_back_to_whose_it_was(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force = SimpleNamespace(current=lambda: SimpleNamespace(plan=plan))
    monkeypatch.setattr(feeding, "plans", in_force)
    assert feeding.keep_up(by=BY, at=NOON) is None  # nobody has made a log
    ids = laid()
    one, other, _ = ids["people"]
    for person, begun in ((one, NOON - 2 * HOUR), (other, NOON - 13 * DAY)):
        write(
            "stay",
            {
                "person": person,
                "household": ids["home"],
                "arrived_at": begun,
                "left_at": begun + HOUR,
                "area": NANSHAN,
            },
        )
    feeding.feed(plan=plan, by=BY, at=NOON)
    assert Pseudonym.objects.count() == 2
    kept = feeding.keep_up(by=BY, at=NOON + 3 * DAY)
    assert kept is not None
    assert (kept.purged, kept.withdrawn) == (1, 0)
    assert list(Pseudonym.objects.values_list("number", flat=True)) == [pseudonyms.of(one)]
    assert Journal.objects.filter(fields="feed persons=0 purged=1").count() == 1
    with Writer(visits.folder()) as log:  # killed before it had forgotten whose they were
        purge(log, at=NOON + 20 * DAY)
    kept = feeding.keep_up(by=BY, at=NOON + 20 * DAY + HOUR)
    assert kept is not None
    assert (kept.purged, Pseudonym.objects.count()) == (0, 0)


def test_a_feed_that_fails_or_leaves_rows_out_stands_in_the_journal(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "plans", SimpleNamespace(current=lambda: SimpleNamespace(plan=plan)))
    ids = laid()
    one: int = ids["people"][0]
    stays(ids, (NOON - HOUR, None))
    backwards = Row(pseudonyms.of(one), 7, NOON - HOUR, NOON - 2 * HOUR, "home", "registers.stay")
    with monkeypatch.context() as patch:
        patch.setattr(feeding, "visits_of", lambda people, span, name: {pseudonyms.of(one): [backwards]})
        feeding.feed(plan=plan, by=BY, at=NOON)
    with Writer(visits.folder()):
        assert feeding.keep_up(by=BY, at=NOON) is None
    monkeypatch.setattr(feeding, "feed", _full)
    with pytest.raises(OSError, match="disk"):
        feeding.keep_up(by=BY, at=NOON)
    said = list(Journal.objects.filter(verb="trace").order_by("id").values_list("fields", flat=True))
    assert said == [
        "feed persons=1 rejected trace/row-leave-before-enter=1", "feed refused trace/locked", "feed failed OSError",
    ]  # fmt: skip


def _full(**given: Any) -> None:
    raise OSError("the disk is full")


def test_what_recurs_goes_on_after_whatever_went_wrong(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []

    def fails(what: str) -> Any:
        def act(*given: Any, **more: Any) -> None:
            told.append(what)
            raise OSError("a value")

        return act

    monkeypatch.setattr(serve.uploads, "sweep", fails("uploads"))
    monkeypatch.setattr(serve.feeding, "keep_up", fails("visits"))
    monkeypatch.setattr(serve, "connections", SimpleNamespace(close_all=lambda: None))
    rounds = iter([False, False, True])
    serve._keep_sweeping(SimpleNamespace(wait=lambda seconds: next(rounds)))  # type: ignore[arg-type]
    assert told == ["uploads", "visits"] * 2
    assert "visits: OSError (test_feed.py:" in caplog.text
    assert "a value" not in caplog.text


def test_pseudonyms_lead_back_by_the_sites_keys_alone(plan: Plan) -> None:
    kept, gone, _ = laid()["people"]
    name = pseudonyms.of(kept)
    assert 0 < name < 2**63
    assert name != kept
    pseudonyms.remember([kept, gone])
    pseudonyms.remember([kept])
    assert pseudonyms.people([name, 5]) == {name: kept}
    refs = dict(Person.objects.values_list("id", "ref"))
    merge(pairs=[Pair("person", refs[kept], refs[gone], "one")], by=BY, at=NOON)
    assert pseudonyms.people([pseudonyms.of(gone)]) == {pseudonyms.of(gone): kept}
    assert pseudonyms.names_of(kept) == [name, pseudonyms.of(gone)]
    assert pseudonyms.merged() == {pseudonyms.of(gone): name}
    Pseudonym.objects.update(cipher=keys.seal(str(kept), "another key"))
    assert pseudonyms.people([name]) == {}


def test_a_seat_is_read_or_not_known() -> None:
    assert seat_of("06", "12A") == (6, 12, 1)
    assert seat_of(None, "none") == (None, None, None)
    assert seat_of("dining", "12") == (None, None, None)
    assert Row(1, 2, 3, 4, "ride", "s").seat is None
