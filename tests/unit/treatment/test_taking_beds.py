"""Who lies where: taken once, told clearly, moved and swapped whole, ended after the fact without undoing another's stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from lianfang.base.problems import Refused
from lianfang.fronts.treatment import admitting, beds, taking, transferring
from lianfang.fronts.treatment.admitting import End, Move, Stay
from lianfang.fronts.treatment.transferring import Asking, Said
from lianfang.gaps import plans
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.models import Admission, Bed, Case, Inspection, Site, Transfer
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import FUTIAN, HUBEI, NANSHAN, NOON, write
from tests.unit.treatment.wards import (
    BOTH,
    HERE,
    HOUR,
    THERE,
    Wards,
    case_of,
    check,
    clean,
    lay_in,
    lay_wards,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[Wards]:
    """The hospital and the site, laid once."""
    with django_db_blocker.unblock(), transaction.atomic():
        lay_small()
        yield lay_wards()
        transaction.set_rollback(True)
    plans.forget()


@pytest.fixture
def wards(laid: Wards, db: None) -> Wards:
    """They, as they were laid."""
    return laid


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refusal.value.problems]


def test_who_loses_a_bed_is_told_since_when_it_is_held_and_which_are_free(wards: Wards):
    lay_in(wards.beds[0], wards.people[0])
    with pytest.raises(Refused) as refused:
        lay_in(wards.beds[0], wards.people[1], at=NOON + HOUR)
    assert codes(refused) == ["beds/taken"]
    said = refused.value.problems[0].what("en")
    assert "2020-02-09 12:00" in said
    assert "Ward 1, 002-1" in said
    assert wards.people[0] not in said


def test_a_person_lies_in_one_bed_and_a_click_twice_is_one(wards: Wards):
    stay = [Stay(wards.beds[0], wards.people[0], "treatment")]
    first = admitting.admit(stays=stay, by=HERE, at=NOON, request="once")
    assert admitting.admit(stays=stay, by=HERE, at=NOON + 1, request="once") == first
    with pytest.raises(Refused) as refused:
        lay_in(wards.beds[1], wards.people[0], at=NOON + HOUR)
    assert codes(refused) == ["beds/lies-elsewhere"]
    assert Admission.objects.count() == 1


def test_two_swap_beds_in_one_act(wards: Wards):
    stays = [lay_in(bed, person) for bed, person in zip(wards.beds[:2], wards.people[:2], strict=True)]
    moves = [Move(stays[0], wards.beds[1]), Move(stays[1], wards.beds[0])]
    admitting.move(moves=moves, by=HERE, at=NOON + HOUR)
    now = Admission.objects.filter(ends_at=None).select_related("bed", "person")
    lies = {one.bed.ref: one.person.ref for one in now}
    assert lies == {wards.beds[0]: wards.people[1], wards.beds[1]: wards.people[0]}
    assert Admission.objects.filter(ends_at=NOON + HOUR, end_reason="moved").count() == 2
    with pytest.raises(Refused):
        admitting.move(
            moves=[Move(now.get(bed__ref=wards.beds[0]).ref, wards.beds[1])], by=HERE, at=NOON + 2 * HOUR
        )
    assert Admission.objects.filter(ends_at=None).count() == 2


def test_an_end_after_the_fact_frees_the_bed_from_then_and_never_reaches_into_anothers_stay(wards: Wards):
    stay = lay_in(wards.beds[0], wards.people[0])
    admitting.end(ends=[End(stay, NOON + HOUR)], by=HERE, at=NOON + 5 * HOUR)
    clean(wards.beds[0], at=NOON + 5 * HOUR)
    for since, code in ((NOON + HOUR - 1, "beds/taken"), (NOON + 9 * HOUR, "beds/not-yet")):
        with pytest.raises(Refused) as refused:
            lay_in(wards.beds[0], wards.people[1], at=NOON + 5 * HOUR, starts_at=since)
        assert codes(refused) == [code]
    lay_in(wards.beds[0], wards.people[1], at=NOON + 5 * HOUR, starts_at=NOON + HOUR)
    with pytest.raises(Refused) as refused:
        admitting.end(ends=[End(stay, NOON + HOUR + 1)], by=HERE, at=NOON + 6 * HOUR)
    assert codes(refused) == ["beds/meets-the-next"]
    with pytest.raises(Refused) as refused:
        admitting.end(ends=[End(stay, NOON - 1)], by=HERE, at=NOON + 6 * HOUR)
    assert codes(refused) == ["beds/ends-before-it-begins"]


def test_a_bed_that_is_not_ready_takes_nobody_and_one_that_is_taken_stays_so(wards: Wards):
    stay = lay_in(wards.beds[0], wards.people[0])
    with pytest.raises(Refused) as refused:
        clean(wards.beds[0])
    assert codes(refused) == ["beds/occupied"]
    admitting.end(ends=[End(stay)], by=HERE, at=NOON + HOUR)
    with pytest.raises(Refused) as refused:
        lay_in(wards.beds[0], wards.people[1], at=NOON + 2 * HOUR)
    assert codes(refused) == ["beds/not-ready"]
    clean(wards.beds[0], at=NOON + 2 * HOUR)
    lay_in(wards.beds[0], wards.people[1], at=NOON + 2 * HOUR)


def test_beds_beyond_ones_area_are_not_there(wards: Wards):
    with pytest.raises(Refused) as refused:
        lay_in(wards.beds[0], wards.people[0], by=THERE)
    assert codes(refused) == ["record/not-found"]


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        ({}, True),
        ({"result": "fault"}, False),
        ({"result": "fault", "mended_at": NOON}, True),
        ({"at": NOON + 1}, False),
        ({"valid_until": None}, False),
        ({"valid_until": date(2020, 2, 8)}, False),
        ({"valid_until": date(2020, 2, 9)}, True),
    ],
)
def test_a_site_receives_nobody_without_valid_checks_but_an_emergency(
    wards: Wards, told: dict[str, object], stands: bool
):
    Inspection.objects.filter(rule="fire").delete()
    check(wards.quarantine, "fire", **told)
    if not stands:
        with pytest.raises(Refused) as refused:
            lay_in(wards.rooms[0], wards.people[0], kind="quarantine")
        assert codes(refused) == ["beds/site-not-checked"]
        lay_in(wards.rooms[0], wards.people[0], kind="quarantine", emergency=True)
        return
    lay_in(wards.rooms[0], wards.people[0], kind="quarantine")


# --- transfers --------------------------------------------------------------------------------------------------------


def asked(wards: Wards, person: int = 0, *, emergency: bool = False) -> str:
    case = case_of(wards.people[person])
    to = Site.objects.get(id=wards.quarantine).ref
    return transferring.ask(
        asking=Asking(to, "mild, no longer in need of care", case=case, emergency=emergency), by=HERE, at=NOON
    )


def step(ref: str, verb: str, by: By, at: int = NOON, **said: str) -> str:
    return transferring.take(ref=ref, verb=verb, said=Said(**said), by=by, at=at)


def test_a_transfer_goes_by_both_sides_and_the_stay_begins_as_the_former_ends(wards: Wards):
    stay = lay_in(wards.beds[0], wards.people[0], at=NOON - HOUR)
    ref = asked(wards)
    assert step(ref, "approve", HERE) == "APPROVED"
    assert step(ref, "accept", THERE, bed=wards.rooms[0]) == "DESTINATION_APPROVED"
    with pytest.raises(Refused) as refused:
        lay_in(wards.rooms[0], wards.people[1], kind="quarantine")
    assert codes(refused) == ["beds/kept"]
    assert step(ref, "arrange", THERE, car="粤B·120") == "PATIENT_TO_BE_PICKED_UP"
    assert step(ref, "pick_up", HERE, NOON + HOUR) == "TRANSFER_IN_PROGRESS"
    assert step(ref, "receive", THERE, NOON + 2 * HOUR) == "COMPLETED"
    former, now = Admission.objects.get(ref=stay), Admission.objects.get(ends_at=None)
    assert (former.ends_at, former.end_reason) == (now.starts_at, "moved") == (NOON + 2 * HOUR, "moved")
    assert (now.bed.ref, now.kind) == (wards.rooms[0], "quarantine")


def test_each_side_says_only_what_is_its_to_say_and_a_third_area_sees_nothing(wards: Wards):
    ref = asked(wards)
    with pytest.raises(Refused) as refused:
        step(ref, "approve", THERE)
    assert codes(refused) == ["transfer/not-your-side"]
    step(ref, "approve", HERE)
    with pytest.raises(Refused) as refused:
        step(ref, "accept", HERE, bed=wards.rooms[0])
    assert codes(refused) == ["transfer/not-your-side"]
    with pytest.raises(Refused) as refused:
        step(ref, "accept", By("zoe", "city_command", HUBEI), bed=wards.rooms[0])
    assert codes(refused) == ["transfer/not-found"]
    seen = {
        area: rows(Transfer, Reader("r", "hospital_coordinator", area)).count()
        for area in (0, NANSHAN, FUTIAN, HUBEI)
    }
    assert seen == {0: 1, NANSHAN: 1, FUTIAN: 1, HUBEI: 0}
    beds = frozenset({"clinical"})
    assert rows(Transfer, Reader("r", "epidemiologist", FUTIAN, classes=beds)).count() == 0


def test_a_refusal_needs_its_reason_and_another_place_may_be_asked(wards: Wards):
    ref = asked(wards)
    step(ref, "approve", HERE)
    with pytest.raises(Refused) as refused:
        step(ref, "decline", THERE)
    assert codes(refused) == ["transfer/no-reason"]
    step(ref, "decline", THERE, reason="no room with a lift")
    assert step(ref, "readdress", HERE, to_site=Site.objects.get(id=wards.hospital).ref) == "APPROVED"
    assert step(ref, "accept", HERE, bed=wards.beds[0]) == "DESTINATION_APPROVED"
    with pytest.raises(Refused) as refused:
        step(ref, "approve", HERE)
    assert codes(refused) == ["transfer/not-now"]
    step(ref, "cancel", HERE, reason="no longer needed")
    lay_in(wards.beds[0], wards.people[1])


def test_an_emergency_waits_for_nobody(wards: Wards):
    write(
        "inspection",
        {"site": wards.quarantine, "rule": "fire", "at": NOON, "result": "fault", "area": FUTIAN},
    )
    ref = asked(wards, emergency=True)
    assert step(ref, "pick_up", HERE) == "TRANSFER_IN_PROGRESS"
    assert step(ref, "receive", THERE, bed=wards.rooms[0]) == "COMPLETED"
    second = asked(wards, 1, emergency=True)
    step(second, "pick_up", HERE)
    assert step(second, "receive", THERE) == "COMPLETED"
    assert Transfer.objects.get(ref=second).accepted_at == NOON
    assert Admission.objects.filter(ends_at=None).count() == 1


@pytest.mark.parametrize("by", [HERE, THERE])
def test_who_dies_on_the_way_lies_in_no_bed_and_the_case_says_so(wards: Wards, by: By):
    stay = lay_in(wards.beds[0], wards.people[0], at=NOON - HOUR)
    ref = asked(wards, emergency=True)
    step(ref, "pick_up", HERE)
    assert step(ref, "expire", by, NOON + HOUR) == "PATIENT_EXPIRED"
    kept, case = Admission.objects.get(ref=stay), Case.objects.get()
    assert (kept.ends_at, kept.end_reason) == (NOON + HOUR, "died")
    assert (case.outcome, case.died_on) == ("DECEASED", date(2020, 2, 9))
    assert Transfer.objects.get(ref=ref).ended_at == NOON + HOUR


def test_nobody_is_brought_to_a_place_that_takes_nobody_or_is_closed(wards: Wards):
    ref = asked(wards)
    step(ref, "approve", HERE)
    gate = {"kind": "gate", "name_zh": "关口", "name_en": "Gate", "area": NANSHAN}
    shut = {
        "kind": "hospital",
        "name_zh": "旧医院",
        "name_en": "Old hospital",
        "area": NANSHAN,
        "closed_at": NOON - HOUR,
    }
    for site in Site.objects.filter(id__in=write("site", gate, shut)):
        with pytest.raises(Refused) as refused:
            step(ref, "readdress", HERE, to_site=site.ref)
        assert codes(refused) == ["record/not-found"]
        with pytest.raises(Refused) as refused:
            transferring.ask(asking=Asking(site.ref, "x", case=case_of(wards.people[1])), by=HERE, at=NOON)
        assert codes(refused) == ["record/not-found"]


def test_one_person_has_one_transfer_under_way(wards: Wards):
    ref, case = asked(wards), Case.objects.get().ref
    with pytest.raises(Refused) as refused:
        transferring.ask(
            asking=Asking(Site.objects.get(id=wards.hospital).ref, "x", case=case), by=HERE, at=NOON
        )
    assert codes(refused) == ["transfer/under-way"]
    assert ref in refused.value.problems[0].what("zh")


def test_an_emergency_overtakes_what_waits_for_papers_and_asks_for_no_order_or_pass(wards: Wards):
    first = asked(wards)
    step(first, "approve", HERE)
    step(first, "accept", THERE, bed=wards.rooms[0])
    person = Transfer.objects.get(ref=first).person_id
    told = {
        "kind": "collective_isolation",
        "person": person,
        "place": wards.quarantine,
        "basis": "b",
        "area": NANSHAN,
    }
    write("order", {**told, "starts_at": NOON - HOUR, "ends_at": NOON + HOUR})
    row = {
        "person": person,
        "issued_at": NOON,
        "valid_until": NOON + HOUR,
        "verdict": "call",
        "area": NANSHAN,
    }
    write("pass", row)
    ref = asked(wards, emergency=True)
    with pytest.raises(Refused) as refusal:
        asked(wards, emergency=True)
    assert codes(refusal) == ["transfer/under-way"]
    old = Transfer.objects.get(ref=first)
    assert (old.status, old.refused_because) == ("CANCELLED", transferring.OVERTAKEN)
    step(ref, "pick_up", HERE)
    assert step(ref, "receive", THERE, bed=wards.rooms[0]) == "COMPLETED"


def test_what_the_actions_would_refuse_the_database_refuses_too(wards: Wards):
    """Written past the actions: a kept bed is kept once, takes nobody else, and no bed is kept in which another lies."""
    ref, other = asked(wards), asked(wards, 1)
    step(ref, "approve", HERE)
    step(ref, "accept", THERE, bed=wards.rooms[0])
    lay_in(wards.rooms[1], wards.people[2], kind="quarantine")
    room = {bed.ref: bed.pk for bed in Bed.objects.filter(ref__in=wards.rooms)}
    person = Transfer.objects.get(ref=other).person_id
    into = {
        "person": person,
        "bed": room[wards.rooms[0]],
        "site": wards.quarantine,
        "kind": "quarantine",
        "area": FUTIAN,
    }
    for register, row, name in (
        (
            "transfer",
            {"ref": other, "bed": room[wards.rooms[0]], "status": "DESTINATION_APPROVED"},
            "one_bed_kept_once",
        ),
        (
            "transfer",
            {"ref": other, "bed": room[wards.rooms[1]], "status": "DESTINATION_APPROVED"},
            "bed_kept_is_free",
        ),
        ("admission", {**into, "starts_at": NOON}, "kept_bed_waits"),
    ):
        with pytest.raises(Refused) as refused:
            write(register, row)
        detail = str(refused.value.problems[0].facts["detail"])
        assert name in detail or "registers_transfer.bed_id" in detail
    assert BOTH.area


class NoTurn:
    """A turn that nobody gets."""

    def acquire(self, *, blocking: bool = True) -> bool:
        raise AssertionError("waits for a turn")


def test_who_has_lost_waits_for_no_turn_and_a_replay_is_answered(
    wards: Wards, monkeypatch: pytest.MonkeyPatch
):
    first = admitting.admit(
        stays=[Stay(wards.beds[0], wards.people[0], "treatment")], by=HERE, at=NOON, request="first"
    )
    monkeypatch.setattr(taking, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(taking, "_TURN", NoTurn())
    again = [Stay(wards.beds[0], wards.people[0], "treatment")]
    assert admitting.admit(stays=again, by=HERE, at=NOON + 1, request="first") == first
    other = [Stay(wards.beds[0], wards.people[1], "treatment")]
    with pytest.raises(Refused) as refused:
        admitting.admit(stays=other, by=HERE, at=NOON + 1, request="second")
    assert codes(refused) == ["beds/taken"]
    assert wards.beds[1] not in str(refused.value.problems[0].facts["free"])
    with pytest.raises(Refused) as refused:
        admitting.admit(stays=other, by=HERE, at=NOON + 1, request="first")
    assert codes(refused) == ["record/request-reused"]
    with pytest.raises(AssertionError, match="turn"):
        lay_in(wards.beds[0], wards.people[1], by=THERE)


def test_a_bed_is_known_by_its_reference_to_whom_it_is_within_reach(wards: Wards):
    bed = Bed.objects.select_related("site", "room__site").get(ref=wards.beds[0])
    found = beds.by_ref([wards.beds[0], "nothing", "no\0thing"], HERE)
    assert list(found) == [wards.beds[0]]
    place = found[wards.beds[0]]
    assert (place.pk, place.room, place.ward, place.site, place.site_kind, place.area, place.kind, place.state) == (
        bed.pk, bed.room_id, bed.room.site_id, bed.site_id, bed.site.kind, bed.area_id, bed.kind, bed.state,
    )  # fmt: skip
    assert place.title == beds.named(bed)
    assert beds.by_ref([wards.beds[0]], THERE) == {}
    assert beds.by_id(bed.pk) == place
