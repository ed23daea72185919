"""The rota of those who treat: limits that only someone by name may exceed, clusters, and whose it is to see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from lianfang.base.problems import Refused
from lianfang.entry import clock
from lianfang.fronts.staff.policies import Came, Limits, Turn, check_came, check_turn, next_test_due
from lianfang.fronts.staff.queries import clusters, rota
from lianfang.gaps import plans
from lianfang.gaps.models import Duty
from lianfang.registers.access import Reader
from lianfang.registers.models import Account, Event, StaffMember, StaffShift
from tests import door
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import FUTIAN, NANSHAN, NOON, write

HOUR, DAY = 3600, 86400
LIMITS = Limits(hours=6, rest=12 * HOUR)


def codes(turn: Turn, *others: tuple[int, int], limits: Limits = LIMITS) -> list[str]:
    try:
        check_turn(turn, others, limits)
    except Refused as refusal:
        return [problem.code for problem in refusal.problems]
    return []


def test_a_shift_stands_within_the_limits_or_by_a_name():
    six = Turn(0, 6 * HOUR, "contaminated")
    assert codes(six) == []
    assert codes(Turn(0, 6 * HOUR + 1, "contaminated")) == ["staff/too-long-in-zone"]
    assert codes(Turn(0, 9 * HOUR, "clean")) == []
    assert codes(Turn(0, 9 * HOUR, "contaminated", "Dr Wang")) == []
    assert codes(six, (-20 * HOUR, -12 * HOUR), (18 * HOUR, 20 * HOUR)) == []
    assert codes(six, (-20 * HOUR, -12 * HOUR + 1)) == ["staff/too-little-rest"]
    assert codes(six, (18 * HOUR - 1, 20 * HOUR)) == ["staff/too-little-rest"]
    assert codes(Turn(0, 6 * HOUR, "contaminated", "Dr Wang"), (7 * HOUR, 9 * HOUR)) == []
    # Nobody is on duty twice at once, whoever allows it.
    assert codes(Turn(0, 6 * HOUR, "clean", "Dr Wang"), (6 * HOUR - 1, 9 * HOUR)) == ["staff/overlaps"]
    both = ["staff/too-little-rest", "staff/too-long-in-zone"]
    assert codes(Turn(0, 7 * HOUR, "contaminated"), (8 * HOUR, 9 * HOUR)) == both
    assert codes(Turn(HOUR, HOUR)) == ["staff/ends-before"]
    assert codes(Turn(0, 90 * HOUR, "contaminated"), limits=Limits(None, None)) == []


def said_of(
    came: Came, *, exposed_at: int | None = None, at: int = DAY, turn: Turn | None = None
) -> list[str]:
    """Why that may not be said of a shift of nine hours in the zone."""
    try:
        check_came(turn or Turn(0, 9 * HOUR, "contaminated"), came, exposed_at, LIMITS, at)
    except Refused as refusal:
        return [problem.code for problem in refusal.problems]
    return []


def test_hours_beyond_the_limit_are_not_taken_afterwards_without_a_name():
    assert said_of(Came(hours=6)) == []
    assert said_of(Came(hours=6.5)) == ["staff/too-long-in-zone"]
    assert said_of(Came(hours=6.5, approved_by="Dr Wang")) == []
    assert said_of(Came(hours=6.5), turn=Turn(0, 9 * HOUR, "contaminated", "Dr Wang")) == []
    assert said_of(Came(hours=6.5), turn=Turn(0, 9 * HOUR)) == ["staff/too-long-in-zone"]
    assert said_of(Came(hours=6.5), turn=Turn(0, 9 * HOUR, "clean")) == []
    assert said_of(Came(hours=9.5)) == said_of(Came(hours=-1)) == ["staff/hours-not-of-shift"]
    assert said_of(Came(hours=1), at=-1) == ["staff/not-begun"]
    assert said_of(Came()) == ["staff/nothing-said"]


def test_an_exposure_is_of_its_shift_and_is_assessed_after_it():
    assert (
        said_of(Came(exposed_at=HOUR, assessed_at=HOUR))
        == said_of(Came(assessed_at=HOUR), exposed_at=HOUR)
        == []
    )
    assert said_of(Came(exposed_at=9 * HOUR + 1)) == ["staff/exposed-outside-shift"]
    assert said_of(Came(exposed_at=HOUR), at=HOUR - 1) == ["staff/not-yet"]
    assert said_of(Came(assessed_at=HOUR)) == ["staff/nothing-to-assess"]
    assert said_of(Came(exposed_at=HOUR, assessed_at=HOUR - 1)) == ["staff/assessed-before-exposed"]


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """A ward of Nanshan with three of staff, and who looks after them."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "real", lambda: NOON)
        lay_small()
        for login, role, area in (
            ("hana", "hospital_coordinator", NANSHAN), ("hugo", "hospital_coordinator", FUTIAN),
            ("cora", "community_officer", NANSHAN),
        ):  # fmt: skip
            door.account(login, role=role, area=area)
        [unit] = write(
            "organisation",
            {"kind": "hospital", "name_zh": "三院", "name_en": "Third hospital", "area": NANSHAN},
        )
        [ward] = write(
            "site",
            {"kind": "ward", "name_zh": "一病区", "name_en": "Ward 1", "area": NANSHAN, "operator": unit},
        )
        staff = {"organisation": unit, "site": ward, "role": "nurse", "team": "A", "area": NANSHAN}
        write("staff_member", staff, staff, staff)
        yield list(StaffMember.objects.order_by("id").values_list("ref", flat=True))
        transaction.set_rollback(True)
    plans.forget()


@pytest.fixture
def members(laid: list[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(clock, "real", lambda: NOON)
    return laid


def browser(login: str, purpose: str = "") -> Client:
    return door.signed_in(Account.objects.get(login=login), purpose=purpose)


def sent(member: str, begins: str, ends: str, **more: str) -> dict[str, str]:
    return {
        "member": member, "starts_at": begins, "ends_at": ends, "zone": "contaminated", "protection": "level_2", **more,
    }  # fmt: skip


@pytest.mark.django_db
def test_a_shift_beyond_the_limit_needs_a_name(members: list[str]):
    client = browser("hana")
    asked = sent(members[0], "2020-02-09 14:00", "2020-02-09 22:00")
    refused = client.post("/staff/shifts/new", asked)
    assert refused.status_code == 422
    assert StaffShift.objects.count() == 0
    for _ in range(2):
        again = client.post("/staff/shifts/new", {**asked, "approved_by": "Dr Wang", "client": "one"})
        assert (again.status_code, again["Location"]) == (303, "/staff")
    assert list(StaffShift.objects.values_list("approved_by", "area_id")) == [("Dr Wang", NANSHAN)]
    assert "Dr Wang" not in browser("hugo").get("/staff").content.decode()


@pytest.mark.django_db
def test_bad_input_is_said_at_its_field_and_nothing_is_written(members: list[str]):
    client = browser("hana")
    for asked in (
        sent(members[0], "tomorrow", "2020-02-09 22:00"),
        sent(members[0], "2020-02-09 14:00", "2020-02-09 14:00"),
        sent("nobody", "2020-02-09 14:00", "2020-02-09 18:00"),
        {},
    ):
        assert client.post("/staff/shifts/new", asked).status_code == 422
    assert StaffShift.objects.count() == 0
    foreign = browser("hugo").post(
        "/staff/shifts/new", sent(members[0], "2020-02-09 14:00", "2020-02-09 18:00")
    )
    assert foreign.status_code == 422
    assert StaffShift.objects.count() == 0


@pytest.mark.django_db
def test_two_of_a_ward_with_symptoms_are_a_cluster(members: list[str]):
    ids = list(
        StaffMember.objects.filter(ref__in=members).order_by("id").values_list("id", "site_id", "area_id")
    )
    shift = {
        "starts_at": NOON - 30 * HOUR,
        "ends_at": NOON - 24 * HOUR,
        "zone": "contaminated",
        "hours_in_zone": 4.0,
    }
    row = [{**shift, "staff_member": who, "site": site, "area": area} for who, site, area in ids]
    [_, second, _] = write(
        "staff_shift", {**row[0], "ill": True}, {**row[1], "ill": False}, {**row[2], "ill": False}
    )
    assert "Ward 1 had symptoms" not in browser("hana").get("/staff").content.decode()
    write("staff_shift", {"id": second, "ill": True})
    page = browser("hana").get("/staff", headers={"accept-language": "en"}).content.decode()
    assert "2 of staff of Ward 1 had symptoms" in page
    # Not until it is written down since when they are ill does the plan ask for it to be looked into.
    write("staff_shift", {**row[0], "starts_at": NOON - 9 * HOUR, "ends_at": NOON - 8 * HOUR, "ill": True})
    ward = StaffMember.objects.get(id=ids[0][0]).site
    assert ward is not None
    shown = (
        browser("hana").get(f"/staff/clusters/{ward.ref}", headers={"accept-language": "en"}).content.decode()
    )
    assert "once enough of the times are on record" in shown
    assert clusters_open() == 0
    # A positive result tells of it too.
    [swab] = write("sample", {"staff_member": ids[2][0], "taken_at": NOON - 9 * HOUR, "area": NANSHAN})
    write("test_result", {"sample": swab, "result": "POSITIVE", "resulted_at": NOON - HOUR, "area": NANSHAN})
    assert (
        "3 of staff of Ward 1"
        in browser("hana").get("/staff", headers={"accept-language": "en"}).content.decode()
    )
    assert browser("cora").get("/staff").status_code == 404


def clusters_open(at: int = NOON + DAY) -> int:
    """Gaps of the must on clusters, a day on unless told when."""
    force = plans.in_force()
    [number] = [one.number for one in force.musts if one.must.key == "cluster-of-staff-looked-into"]
    return Duty.objects.filter(must_id=number, state=0, due_at__lte=at, met_at=None).count()


@pytest.mark.django_db
def test_a_cluster_of_a_ward_is_a_gap_until_it_is_looked_into(members: list[str]):
    client = browser("hana", "case_investigation")
    for ref, since in zip(members[:2], ("2020-02-08 08:00", "2020-02-09 09:00"), strict=True):
        for asked in ({"ill_at": "2030-01-01 08:00"}, {"ill_at": ""}):
            assert client.post(f"/staff/members/{ref}", asked).status_code == 422
        assert clusters_open() == 0
        assert client.post(f"/staff/members/{ref}", {"ill_at": since}).status_code == 303
    assert clusters_open() == 1
    # Who does not read for an investigation is not asked it, and writes nothing.
    assert (
        browser("hana", "response")
        .post(f"/staff/members/{members[2]}", {"ill_at": "2020-02-09 10:00"})
        .status_code
        == 200
    )
    assert StaffMember.objects.filter(ill_at=None).count() == 1
    ward = StaffMember.objects.get(ref=members[0]).site
    assert ward is not None
    address = f"/staff/clusters/{ward.ref}"
    assert address in client.get("/staff").content.decode()
    for _ in range(2):
        assert client.post(address, {"details": "Dr Wang", "client": "one"}).status_code == 303
    assert client.post(address, {"details": "Dr Wang", "client": "two"}).status_code == 422
    assert list(Event.objects.values_list("site_id", "status", "investigation")) == [
        (ward.id, "CLUSTER", "ONGOING")
    ]
    assert clusters_open() == 0
    assert (
        "it is being looked into" in client.get("/staff", headers={"accept-language": "en"}).content.decode()
    )
    assert browser("hugo").get(address).status_code == browser("cora").get(address).status_code == 404
    # Whoever is on the list is ill: it names them to those only whose purpose opens that.
    named, unnamed = (
        browser("hana", purpose).get(address, headers={"accept-language": "en"}).content.decode()
        for purpose in ("case_investigation", "response")
    )
    for ref in members[:2]:
        assert ref in named
        assert ref not in unnamed
    assert "2 of staff, who are not named." in unnamed


@pytest.mark.django_db
def test_a_ward_is_looked_into_by_what_was_reported_before_the_newest_illness(members: list[str]):
    """The must counts back from the illness, not from now: an event that is still within its time is enough."""
    at = NOON + 7 * DAY
    found = StaffMember.objects.filter(ref__in=members).order_by("id")
    (first, ward, _), (second, *_) = found.values_list("id", "site_id", "area_id")[:2]
    write(
        "staff_member", {"id": first, "ill_at": NOON - 4 * DAY}, {"id": second, "ill_at": NOON + DAY}, at=at
    )
    event = {
        "title": "一病区",
        "status": "CLUSTER",
        "investigation": "ONGOING",
        "site": ward,
        "area": NANSHAN,
    }
    [number] = write("event", {**event, "reported_at": NOON - 8 * DAY}, at=at)
    reader, plan = Reader("hana", "hospital_coordinator", NANSHAN), plans.in_force().plan
    for since, is_met in ((NOON + DAY, True), (NOON + 6 * DAY - 1, True), (NOON + 6 * DAY, False)):
        write("staff_member", {"id": second, "ill_at": since}, at=at)
        [one] = clusters(plan, reader, at)
        assert (one.event is not None, clusters_open(at + DAY) == 0) == (is_met, is_met)
        if one.event is not None:
            assert one.event.pk == number


@pytest.mark.django_db
def test_what_came_of_a_shift_is_entered_on_its_page(members: list[str]):
    one = StaffMember.objects.get(ref=members[0])
    for blank in ("", "  "):
        with pytest.raises(Refused):
            write(
                "staff_shift",
                {"starts_at": 0, "ends_at": 1, "staff_member": one.id, "area": NANSHAN, "approved_by": blank},
            )
    turn = {
        "starts_at": NOON - 20 * HOUR,
        "ends_at": NOON - 11 * HOUR,
        "zone": "contaminated",
        "area": NANSHAN,
    }
    write("staff_shift", {**turn, "staff_member": one.id})
    [ref] = StaffShift.objects.values_list("ref", flat=True)
    client, address = browser("hana", "case_investigation"), f"/staff/shifts/{ref}"
    assert address in client.get(f"/staff/members/{members[0]}").content.decode()
    refused = client.post(address, {"hours": "8"})
    assert (refused.status_code, StaffShift.objects.get().hours_in_zone) == (422, None)
    for asked in (
        {"hours": "8", "approved_by": "Dr Wang"},
        {"exposed_at": "2020-02-08 17:00", "is_ill": "yes"},
        {"assessed_at": "2020-02-08 18:00"},
    ):
        assert client.post(address, asked).status_code == 303, asked
    shift = StaffShift.objects.get()
    assert (shift.hours_in_zone, shift.approved_by, shift.ill) == (8, "Dr Wang", True)
    assert shift.exposure_assessed_at == (shift.exposed_at or 0) + HOUR
    shown = browser("hana", "response").get(address, headers={"accept-language": "en"}).content.decode()
    assert "not for this purpose" in shown
    assert "2020-02-08 17:00" not in shown
    assert browser("hugo").post(address, {"hours": "1"}).status_code == 404


def test_the_next_test_is_due_when_the_last_no_longer_counts_or_before_the_zone():
    assert next_test_due(NOON, 7 * DAY, None) == next_test_due(NOON, 7 * DAY, NOON + HOUR) == NOON + 7 * DAY
    assert next_test_due(None, 7 * DAY, NOON + HOUR) == NOON + HOUR
    assert next_test_due(None, 7 * DAY, None) is next_test_due(NOON, None, NOON) is None


@pytest.mark.django_db
def test_by_when_the_next_test_is_due_follows_from_the_swabs_on_record(members: list[str]):
    found = StaffMember.objects.filter(ref__in=members).order_by("id")
    ids = list(found.values_list("id", flat=True))
    swab = {"area": NANSHAN, "condition": "ADEQUATE"}
    write(
        "sample",
        {**swab, "staff_member": ids[0], "taken_at": NOON - 7 * DAY - 1},
        {**swab, "staff_member": ids[0], "taken_at": NOON - 1, "condition": "NOT_ADEQUATE"},
        {**swab, "staff_member": ids[1], "taken_at": NOON - 6 * DAY},
        {**swab, "staff_member": ids[1]},
    )
    turn = {
        "starts_at": NOON + 2 * DAY,
        "ends_at": NOON + 2 * DAY + HOUR,
        "zone": "contaminated",
        "area": NANSHAN,
    }
    write("staff_shift", {**turn, "staff_member": ids[1]}, {**turn, "staff_member": ids[2]})
    made = rota(plan=plans.in_force().plan, reader=Reader("hana", "hospital_coordinator", NANSHAN), at=NOON)
    assert [(one.tested_at, one.test_due_at) for one in made.members] == [
        (NOON - 7 * DAY - 1, NOON - 1), (NOON - 6 * DAY, NOON + DAY), (None, NOON + 2 * DAY),
    ]  # fmt: skip
    page = browser("hana").get("/staff", headers={"accept-language": "en"}).content.decode()
    assert (
        page.count("overdue · last test 2020-02-02 11:59"),
        page.count("before the next shift in the zone"),
    ) == (1, 2)
