"""A contact who is handed over or lost is somebody's at every moment: in the queue, in the grid, and with a must that runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from lianfang.base.instants import DAY, HOUR
from lianfang.base.problems import Refused
from lianfang.entry import clock
from lianfang.fronts.chains.gathering import gather
from lianfang.fronts.orders import actions as orders
from lianfang.fronts.tracing import cases, following, handing, letters, listing
from lianfang.fronts.tracing.cases import NewCase
from lianfang.fronts.tracing.evening import evening
from lianfang.fronts.tracing.grid import grid
from lianfang.fronts.tracing.looking import window_of
from lianfang.fronts.treatment import admitting
from lianfang.fronts.treatment.admitting import Stay
from lianfang.fronts.treatment.queue import standing
from lianfang.gaps import plans
from lianfang.registers.access import By, Reader
from lianfang.registers.models import Account, Case, Contact, HealthCheck, Household, Organisation
from tests import door
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import FUTIAN, HUBEI, NANSHAN, NOON, write
from tests.unit.treatment.wards import BOTH, lay_wards

pytestmark = pytest.mark.django_db
ZONE = "Asia/Shanghai"
EVA, READER = By("eva", "epidemiologist", NANSHAN), Reader("eva", "epidemiologist", NANSHAN)
FAY, THERE = By("fay", "epidemiologist", FUTIAN), Reader("fay", "epidemiologist", FUTIAN)
HERE: dict[str, Any] = {"reader": READER, "by": EVA}
OTHERS: dict[str, Any] = {"reader": THERE, "by": FAY}


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Two districts with a team each, and somebody to sign in; laid once."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "real", lambda: NOON)
        lay_small()
        for area in (NANSHAN, FUTIAN):
            write(
                "organisation", {"kind": "team", "name_zh": "随访组", "name_en": f"Team {area}", "area": area}
            )
        door.account("fay", role="epidemiologist", area=FUTIAN)
        yield
        transaction.set_rollback(True)
    plans.forget()


@pytest.fixture(autouse=True)
def _noon(laid: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "real", lambda: NOON)


def followed(category: str = "HIGH_RISK", *, plans_days: bool = True) -> Contact:
    """A contact of a case in Nanshan, given to Nanshan's team."""
    new = NewCase("CONFIRMED", NOON, "PCR", area=NANSHAN, onset_on=date(2020, 2, 7))
    case = cases.open_case(new=new, at=NOON, **HERE)
    told = {"category": category, "last_contact_at": NOON - DAY, "proximity": "SAME_ROOM"}
    listing.by_hand(case=case, told=told, at=NOON, **HERE)
    if plans_days:
        following.plan_follow_up(case=case, at=NOON, **HERE)
    return Contact.objects.get(case__ref=case)


def waiting(reader: Reader, one: Contact, at: int) -> str | None:
    """How a contact stands in the queue; None where it does not."""
    found = standing(reader, at).waiting
    return next((w.how for w in found if w.owed.key == f"contact:{one.ref}"), None)


def lines(reader: Reader, at: int = NOON) -> list[int]:
    """The contacts of a grid."""
    return [line.contact.pk for line in grid(reader=reader, at=at, zone=ZONE).lines]


def test_a_contact_asked_of_another_district_is_seen_by_both_and_the_sender_s_until_it_is_taken_over() -> (
    None
):
    one = followed()
    assert (waiting(THERE, one, NOON), lines(THERE)) == (None, [])
    handing.hand_over(contact=one.ref, to=FUTIAN, at=NOON, **HERE)
    one.refresh_from_db()
    assert (one.area_id, one.handed_to_id, one.letter_to_id) == (NANSHAN, None, FUTIAN)
    for reader in (READER, THERE):
        assert waiting(reader, one, NOON) == "waits"
        assert lines(reader) == [one.pk]
    with pytest.raises(Refused, match="tracing/not-taken-over"):
        following.end(contact=one.ref, status="LOST", at=NOON, **OTHERS)
    with pytest.raises(Refused, match="tracing/asks-others"):
        handing.answered(contact=one.ref, at=NOON, **HERE)
    with pytest.raises(Refused, match="tracing/letter-open"):
        handing.hand_over(contact=one.ref, to=HUBEI, at=NOON, **HERE)
    following.enter(contact=one.ref, day=date(2020, 2, 9), said={"result": "SEEN_OK"}, at=NOON, **HERE)
    handing.answered(contact=one.ref, at=NOON + HOUR, **OTHERS)
    one.refresh_from_db()
    assert (one.area_id, one.letter_to_id, one.answer_at) == (FUTIAN, None, NOON + HOUR)
    assert (Organisation.objects.get(id=one.team_id).area_id, one.team_at) == (FUTIAN, NOON + HOUR)
    days = set(HealthCheck.objects.filter(contact=one).values_list("result", "area", "team"))
    assert {(result, area) for result, area, _ in days} == {("SEEN_OK", NANSHAN), (None, FUTIAN)}
    assert (waiting(THERE, one, NOON + HOUR), lines(THERE)) == ("waits", [one.pk])
    assert (waiting(READER, one, NOON + HOUR), lines(READER)) == (None, [])


def test_a_contact_whom_nobody_takes_over_stays_with_the_sender() -> None:
    one = followed()
    handing.hand_over(contact=one.ref, to=FUTIAN, at=NOON, **HERE)
    handing.answered(contact=one.ref, takes=False, at=NOON + HOUR, **OTHERS)
    one.refresh_from_db()
    assert (one.area_id, one.letter_to_id, one.answer_at) == (NANSHAN, None, NOON + HOUR)
    assert (waiting(READER, one, NOON + HOUR), lines(READER), lines(THERE)) == ("waits", [one.pk], [])
    assert not letters.letters(one, ("zh",), reader=READER, at=NOON + HOUR)
    handing.hand_over(contact=one.ref, to=FUTIAN, at=NOON + 2 * HOUR, **HERE)
    one.refresh_from_db()
    assert (one.letter_to_id, one.answer_at) == (FUTIAN, None)


def test_who_takes_a_contact_over_may_open_the_case_that_they_became() -> None:
    one = followed()
    handing.hand_over(contact=one.ref, to=FUTIAN, at=NOON, **HERE)
    handing.answered(contact=one.ref, at=NOON, **OTHERS)
    made = following.convert(contact=one.ref, new=NewCase("CONFIRMED", NOON, "PCR"), at=NOON, **OTHERS)
    assert Case.objects.get(ref=made).area_id == FUTIAN


def test_a_contact_handed_to_another_city_was_the_sender_s_until_then() -> None:
    one = followed()
    handing.hand_over(contact=one.ref, to=HUBEI, at=NOON + HOUR, **HERE)
    assert [waiting(READER, one, at) for at in (NOON, NOON + HOUR)] == ["waits", None]


def test_who_is_lost_is_to_be_searched_for_until_found_or_a_case() -> None:
    one = followed()
    following.end(contact=one.ref, status="LOST", at=NOON + HOUR, **HERE)
    assert [waiting(READER, one, at) for at in (NOON, NOON + HOUR)] == ["waits", "lost"]
    with pytest.raises(Refused, match="tracing/ended"):
        following.reach(contact=one.ref, at=NOON + HOUR, **HERE)
    asked: dict[str, Any] = {"reader": READER, "at": NOON + HOUR, "zone": ZONE}
    assert evening(date(2020, 2, 9), **asked).figures["contacts_lost"].count.value == 1
    handing.search(contact=one.ref, at=NOON + 2 * HOUR, **HERE)
    handing.search(contact=one.ref, at=NOON + 3 * HOUR, **HERE)
    assert waiting(READER, one, NOON + 3 * HOUR) == "lost"
    handing.found_again(contact=one.ref, at=NOON + 4 * HOUR, **HERE)
    one.refresh_from_db()
    assert (one.status, one.ended_at, one.searched_at) == ("FOLLOW_UP", None, NOON + 2 * HOUR)
    assert HealthCheck.objects.filter(contact=one, day__gte=date(2020, 2, 10), result=None).exists()
    with pytest.raises(Refused, match="tracing/not-lost"):
        handing.search(contact=one.ref, at=NOON + 5 * HOUR, **HERE)
    following.end(contact=one.ref, status="LOST", at=NOON + 5 * HOUR, **HERE)
    following.convert(
        contact=one.ref, new=NewCase("CONFIRMED", NOON + 6 * HOUR, "PCR"), at=NOON + 6 * HOUR, **HERE
    )
    assert waiting(READER, one, NOON + 6 * HOUR) is None


def test_a_contact_of_a_contact_waits_for_a_team_and_is_watched_from_then_on() -> None:
    one = followed("MEDIUM_RISK_MED", plans_days=False)
    assert waiting(READER, one, NOON) == "waits"
    following.plan_follow_up(case=one.case.ref, at=NOON + HOUR, **HERE)
    assert [waiting(READER, one, at) for at in (NOON, NOON + HOUR)] == ["waits", None]
    assert f"contact:{one.ref}" in {owed.key for owed in standing(READER, NOON + HOUR).placed}


def test_a_letter_says_in_both_languages_who_asks_whom_and_until_when() -> None:
    one = followed()
    assert not letters.letters(one, ("zh", "en"), reader=READER, at=NOON)
    handing.hand_over(contact=one.ref, to=FUTIAN, at=NOON, **HERE)
    one.refresh_from_db()
    zh, en = letters.letters(one, ("zh", "en"), reader=READER, at=NOON)
    assert (zh.title, en.title) == ("协查函", "Letter of assistance")
    for letter in (zh, en):
        assert "2020-02-22" in letter.asks[0]
        assert "72" in letter.asks[1]
        assert len(letter.asks) == 3
    fay = door.signed_in(Account.objects.get(login="fay"))
    shown = fay.get(reverse("tracing:contact", args=[one.ref])).content.decode()
    assert reverse("tracing:on_contact", args=[one.ref, "take"]) in shown
    assert reverse("tracing:on_contact", args=[one.ref, "lose"]) not in shown
    page = fay.get(reverse("tracing:letter", args=[one.ref]) + "?in=zh&in=en")
    assert page.content.decode().count('class="letter"') == 2
    told = fay.post(reverse("tracing:on_contact", args=[one.ref, "take"]), {"client": "c1"})
    assert told.status_code == 303
    one.refresh_from_db()
    assert one.area_id == FUTIAN
    [after] = letters.letters(one, ("en",), reader=THERE, at=NOON)
    assert (after.says[0], after.signs) == (en.says[0], en.signs)


def test_who_was_last_with_a_case_outside_its_window_is_listed_only_with_a_reason_and_as_unconfirmed() -> (
    None
):
    case = followed().case
    given: dict[str, Any] = {"case": case.ref, "at": NOON, **HERE}
    long_ago = {"category": "HIGH_RISK", "last_contact_at": NOON - 40 * DAY}
    assert listing.by_hand(told=long_ago, **given) == listing.Listed(outside=1)
    assert Contact.objects.filter(case=case).count() == 1
    found = listing.by_hand(told=long_ago, because="说法不一", **given)
    assert found == listing.Listed(made=1, unsure=1)
    assert listing.by_hand(told={"category": "HIGH_RISK"}, **given) == listing.Listed(made=1, unsure=1)
    kept = Contact.objects.filter(case=case).order_by("id").values_list("classification", "listed_because")
    assert list(kept) == [("CONFIRMED", None), ("UNCONFIRMED", "说法不一"), ("UNCONFIRMED", None)]


@pytest.mark.parametrize("how", ["mended", "admitted", "ordered"])
def test_a_household_s_clock_starts_with_the_case_s_isolation_however_it_is_told(how: str) -> None:
    case = followed(plans_days=False).case
    [home] = write("household", {"registered_at": NOON - DAY, "area": NANSHAN})
    [lives] = write("person", {"area": NANSHAN})
    write("stay", {"household": home, "person": lives, "arrived_at": NOON - 9 * DAY, "area": NANSHAN})
    given: dict[str, Any] = {"case": case.ref, "at": NOON, **HERE}
    listing.of_household(household=Household.objects.get(id=home).ref, **given)
    following.plan_follow_up(**given)
    one = Contact.objects.get(case=case, person=lives)
    assert (one.last_contact_at, HealthCheck.objects.filter(contact=one).count()) == (None, 0)
    at = NOON + HOUR
    if how == "mended":
        cases.mend_case(ref=case.ref, facts={"isolated_at": at}, at=at, **HERE)
    elif how == "admitted":
        wards = lay_wards(beds=1, rooms=0, people=0)
        stay = Stay(wards.beds[0], case.person.ref, "treatment", case=case.ref)
        admitting.admit(stays=[stay], by=BOTH, at=at)
    else:
        told = {
            "kind": "hospital_isolation",
            "basis": "x",
            "starts_at": at,
            "ends_at": at + DAY,
            "area": NANSHAN,
        }
        orders._written([{**told, "case": case.pk, "person": case.person_id}], plans.in_force().plan, EVA, at)
    one.refresh_from_db()
    case.refresh_from_db()
    window = window_of(case, at)
    assert (one.last_contact_at, window and window.until) == (at, at)
    assert HealthCheck.objects.filter(contact=one).count() == 14
    [seen] = gather(reader=READER, as_of=at, known_at=at, zone=ZONE).cases.values()
    assert seen.isolated == date(2020, 2, 9).toordinal()
