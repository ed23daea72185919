"""From a positive sample to a case, its contacts, their days, and one who becomes a case: through the actions and the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianfang.base.instants import DAY, HOUR, start_of
from lianfang.base.problems import Refused
from lianfang.entry import clock
from lianfang.fronts.tracing import (
    case_list,
    cases,
    evening,
    finding,
    following,
    handing,
    listing,
    looking,
    values,
)
from lianfang.fronts.tracing.cases import NewCase
from lianfang.fronts.tracing.grid import grid
from lianfang.fronts.tracing.origins import Proposal
from lianfang.gaps import plans
from lianfang.registers import changes, free_beds
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import record
from lianfang.registers.models import (
    Account,
    Case,
    CaseLink,
    Classification,
    Contact,
    Event,
    Exposure,
    HealthCheck,
    Household,
    ImportBatch,
    Person,
    Sample,
)  # fmt: skip
from lianfang.registers.withholding import PUBLISHED
from tests import door
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import CITY, FUTIAN, HUBEI, NANSHAN, NOON, write

pytestmark = pytest.mark.django_db
ZONE, TODAY = "Asia/Shanghai", date(2020, 2, 9)
EVA, READER = By("eva", "epidemiologist", NANSHAN), Reader("eva", "epidemiologist", NANSHAN)
ELSE = Reader("fay", "epidemiologist", FUTIAN)


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Two districts, two teams, a household and somebody to sign in; laid once."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "real", lambda: NOON)
        lay_small()
        for n in "12":
            told = {"kind": "team", "name_zh": f"随访{n}组", "name_en": f"Team {n}", "area": NANSHAN}
            write("organisation", told)
        door.account("eva", role="epidemiologist", area=NANSHAN)
        door.account("gus", role="community_officer", area=NANSHAN)
        yield
        transaction.set_rollback(True)
    plans.forget()


@pytest.fixture(autouse=True)
def _noon(laid: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "real", lambda: NOON)


def positive(result: str = "POSITIVE", **more: Any) -> Sample:
    """A sample taken yesterday with a result of an hour ago."""
    [person] = write("person", {"area": NANSHAN})
    [sample] = write(
        "sample", {"person": person, "taken_at": NOON - DAY, "area": NANSHAN, "reason": "SEEKING_HC", **more}
    )
    write("test_result", {"sample": sample, "result": result, "resulted_at": NOON - HOUR, "area": NANSHAN})
    return Sample.objects.get(id=sample)


def counted(key: str, reader: Reader = READER) -> tuple[float, int]:
    """A figure of today's evening: how many, and how many cannot be told."""
    count = evening.evening(TODAY, reader=reader, at=NOON, zone=ZONE).figures[key].count
    return count.value, count.cannot_tell


def ids(key: str, *, sure: bool = True) -> list[int]:
    """The cases behind it."""
    behind = evening.behind(key, TODAY, reader=READER, at=NOON, zone=ZONE, sure=sure)
    return list(Case.objects.filter(id__in=behind).order_by("id").values_list("id", flat=True))


def opened(**more: Any) -> Case:
    """A case opened from a positive sample."""
    new = NewCase(
        **{"classification": "CONFIRMED", "found_at": NOON, "reason": "PCR", "onset_on": TODAY, **more}
    )
    ref = cases.open_case(new=new, reader=READER, by=EVA, at=NOON, sample=positive().ref)
    return Case.objects.get(ref=ref)


def test_one_illness_is_one_case_and_who_falls_ill_again_has_another() -> None:
    one = opened()
    new = NewCase("CONFIRMED", NOON, "PCR", area=NANSHAN, person=one.person_id)
    [again] = write("sample", {"person": one.person_id, "taken_at": NOON - DAY, "area": NANSHAN})
    write("test_result", {"sample": again, "result": "POSITIVE", "resulted_at": NOON - HOUR, "area": NANSHAN})
    for sample in ("", Sample.objects.get(id=again).ref):
        with pytest.raises(Refused, match="tracing/case-already") as refusal:
            cases.open_case(new=new, reader=READER, by=EVA, at=NOON, sample=sample)
        assert refusal.value.problems[0].facts["case"] == one.ref
    assert Case.objects.count() == 1
    write("case", {"id": one.pk, "outcome": "RECOVERED"})
    ref = cases.open_case(new=new, reader=READER, by=EVA, at=NOON)
    assert Case.objects.get(ref=ref).earlier_case == one


@pytest.mark.parametrize("is_own", [False, True])
@pytest.mark.parametrize(
    ("said", "is_again"),
    [({"classification": "NO_CASE"}, False), ({"discharged_on": date(2020, 1, 30)}, True)],
)
def test_a_positive_sample_of_an_old_case_opens_another(said: Any, is_again: bool, is_own: bool) -> None:
    [person] = write("person", {"area": NANSHAN})
    told = {"classification": "CONFIRMED", "found_at": NOON - 20 * DAY, "person": person, "area": NANSHAN}
    [old] = write("case", told | said)
    taken = positive(**({"case": old, "person": None} if is_own else {"person": person}))
    ref = cases.open_case(
        new=NewCase("CONFIRMED", NOON, "PCR"), reader=READER, by=EVA, at=NOON, sample=taken.ref
    )
    made = Case.objects.get(ref=ref)
    assert (made.person_id, made.earlier_case_id) == (person, old if is_again else None)
    assert Sample.objects.get(id=taken.pk).case_id == made.pk
    with pytest.raises(Refused, match="tracing/case-already"):
        cases.open_case(
            new=NewCase("CONFIRMED", NOON, "PCR"), reader=READER, by=EVA, at=NOON, sample=taken.ref
        )


def test_a_case_opened_from_a_contact_s_sample_ends_every_follow_up_of_theirs() -> None:
    one = followed()
    [other] = write("case", {"classification": "CONFIRMED", "area": NANSHAN})
    write("contact", {"case": other, "person": one.person_id, "identified_at": NOON, "area": NANSHAN})
    [taken] = write("sample", {"contact": one.pk, "taken_at": NOON - DAY, "area": NANSHAN})
    write("test_result", {"sample": taken, "result": "POSITIVE", "resulted_at": NOON - HOUR, "area": NANSHAN})
    sample = Sample.objects.get(id=taken)
    ref = cases.open_case(
        new=NewCase("CONFIRMED", NOON, "PCR"), reader=READER, by=EVA, at=NOON, sample=sample.ref
    )
    made = Case.objects.get(ref=ref)
    assert (made.person_id, made.found_by) == (one.person_id, "CASE_CONTACT")
    ends = set(Contact.objects.filter(person=one.person_id).values_list("status", "ended_at", "became_case"))
    assert ends == {("CANCELED", NOON, made.pk)}
    assert not HealthCheck.objects.filter(contact=one, day__gte=TODAY).exists()
    links = CaseLink.objects.filter(case=made).order_by("id").values_list("other", "directed")
    assert list(links) == [(one.case_id, None), (other, None)]
    assert Exposure.objects.filter(case=made).count() == 2


def test_the_samples_of_a_contact_who_converts_are_of_the_case() -> None:
    one = followed()
    [taken] = write("sample", {"contact": one.pk, "taken_at": NOON - DAY, "area": NANSHAN})
    ref = following.convert(
        contact=one.ref, new=NewCase("CONFIRMED", NOON, "PCR"), reader=READER, by=EVA, at=NOON
    )
    assert Sample.objects.get(id=taken).case.ref == ref


def persons(many: int) -> list[int]:
    """So many persons."""
    rows: list[dict[str, object]] = [{"area": NANSHAN} for _ in range(many)]
    return write("person", *rows)


def household(people: int = 2) -> tuple[str, list[int]]:
    """A household in which so many stay."""
    [home] = write("household", {"area": NANSHAN})
    ids = persons(people)
    for one in ids:
        write("stay", {"person": one, "household": home, "area": NANSHAN})
    return Household.objects.get(id=home).ref, ids


def test_a_case_is_opened_with_its_first_classification_from_the_result() -> None:
    one = opened()
    assert (one.found_at, one.confirmed_at, one.reported_on) == (NOON - HOUR, NOON - HOUR, TODAY)
    [first] = Classification.objects.filter(case=one)
    assert "诊疗方案第5版" in first.definition
    assert Sample.objects.get(case=one).person_id == one.person_id


@pytest.mark.parametrize(
    ("sample", "code"),
    [
        (lambda: positive("INDETERMINATE").ref, "tracing/not-positive"),
        (lambda: Sample.objects.get(case=opened()).ref, "tracing/case-already"),
        (lambda: "nothing", "tracing/not-found"),
    ],
)
def test_no_case_comes_of_what_is_not_positive_or_a_case_already(sample: Any, code: str) -> None:
    new = NewCase("CONFIRMED", NOON, "PCR")
    before = Case.objects.count() + (code == "tracing/case-already")
    with pytest.raises(Refused, match=code):
        cases.open_case(new=new, reader=READER, by=EVA, at=NOON, sample=sample())
    assert Case.objects.count() == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (
            {"classification": "PROBABLE"},
            "tracing/not-defined",
        ),  # clinical diagnosis is Hubei's, not this city's
        ({"reason": " "}, "tracing/no-reason"),
        ({"found_at": NOON + 1}, "tracing/in-the-future"),
        ({"onset_on": date(2020, 2, 10)}, "tracing/in-the-future"),
        ({"onset_on": TODAY, "onset_until_on": date(2020, 2, 8)}, "tracing/onset-turned"),
        ({"area": FUTIAN}, "tracing/not-found"),  # another's district
    ],
)
def test_what_cannot_be_is_refused_whole(changes: dict[str, Any], code: str) -> None:
    given: dict[str, Any] = {
        "classification": "CONFIRMED",
        "found_at": NOON,
        "reason": "PCR",
        "area": NANSHAN,
    }
    with pytest.raises(Refused, match=code):
        cases.open_case(new=NewCase(**{**given, **changes}), reader=READER, by=EVA, at=NOON)
    assert not Case.objects.exists()


def test_a_form_sent_twice_is_one_case() -> None:
    new, sample = NewCase("CONFIRMED", NOON, "PCR"), positive().ref
    refs = [
        cases.open_case(new=new, reader=READER, by=EVA, at=NOON + n, sample=sample, request="r1")
        for n in (0, 9)
    ]
    assert refs[0] == refs[1]
    assert Case.objects.count() == Classification.objects.count() == 1


def test_who_is_classified_anew_is_counted_from_that_day_and_keeps_the_history() -> None:
    one = opened(classification="SUSPECT")
    assert one.confirmed_at is None
    given: dict[str, Any] = {"reader": READER, "by": EVA, "reason": "second PCR"}
    cases.classify(ref=one.ref, classification="CONFIRMED", at=NOON + 10 * DAY, **given)
    one.refresh_from_db()
    assert (one.classification, one.reported_on) == ("CONFIRMED", date(2020, 2, 19))
    newest = Classification.objects.filter(case=one).latest("classified_at")
    assert "第6版" in newest.definition  # edition 6 from 18 February
    with pytest.raises(Refused, match="tracing/as-before"):
        cases.classify(ref=one.ref, classification="CONFIRMED", at=NOON + 10 * DAY, **given)
    with pytest.raises(Refused, match="tracing/not-found"):
        cases.classify(ref=one.ref, classification="NO_CASE", at=NOON, reader=ELSE, by=EVA, reason="x")


def test_the_origin_is_proposed_and_told_by_a_person() -> None:
    one = opened()
    assert looking.proposed(one, NOON) == Proposal(None, "facts_missing")
    write(
        "exposure",
        {
            "case": one.pk,
            "kind": "TRAVEL",
            "place": HUBEI,
            "began_on": date(2020, 1, 20),
            "ended_on": date(2020, 1, 26),
            "area": NANSHAN,
        },
    )
    assert looking.proposed(one, NOON) == Proposal("imported", "elsewhere")
    assert Case.objects.get(id=one.pk).origin_of_case is None  # nothing is decided silently
    cases.tell_origin(ref=one.ref, told=looking.proposed(one, NOON), reader=READER, by=EVA, at=NOON)
    assert Case.objects.get(id=one.pk).origin_reason == "elsewhere"


def test_a_household_is_listed_once_and_its_clock_runs_from_the_case_s_isolation() -> None:
    one, (home, people) = opened(), household()
    given: dict[str, Any] = {"case": one.ref, "reader": READER, "by": EVA, "at": NOON}
    head = Person.objects.get(id=people[0]).ref
    assert listing.of_household(household=home, head=head, **given) == listing.Listed(made=2)
    assert listing.of_household(household=home, **given) == listing.Listed(known=2)
    made = following.plan_follow_up(**given)
    assert (made["days"], made["clockless"], made["given"]) == (0, 2, 2)
    cases.mend_case(ref=one.ref, facts={"isolated_at": NOON - HOUR}, reader=READER, by=EVA, at=NOON)
    assert HealthCheck.objects.filter(contact__case=one).count() == 2 * 14
    assert following.plan_follow_up(**given)["days"] == 0
    assert following.plan_follow_up(**given)["days"] == 0  # planned already
    found = Contact.objects.filter(case=one).order_by("id")
    assert [c.last_contact_at for c in found] == [NOON - HOUR] * 2
    assert len({c.team_id for c in found}) == 2  # in turn
    said = {c.ref: {"result": "SEEN_OK", "temperature": 36.5} for c in found}
    later: dict[str, Any] = {"reader": READER, "by": EVA, "at": NOON + DAY}
    assert following.enter_household(household=home, day=date(2020, 2, 10), said=said, **later) == 2
    checks = HealthCheck.objects.filter(day=date(2020, 2, 10))
    assert {(c.origin, c.reported_by_id) for c in checks} == {("household_head", people[0])}


def test_an_event_lists_whom_the_window_holds() -> None:
    one = opened(isolated_at=NOON - HOUR)
    [inside, outside] = write(
        "event",
        {
            "title": "dinner",
            "status": "EVENT",
            "setting": "dining",
            "began_at": NOON - 3 * HOUR,
            "ended_at": NOON - 2 * HOUR,
            "area": NANSHAN,
        },
        {
            "title": "fair",
            "status": "EVENT",
            "began_at": NOON - 30 * DAY,
            "ended_at": NOON - 30 * DAY + 9,
            "area": NANSHAN,
        },
    )
    people = persons(2)
    for event in (inside, outside):
        for person in people:
            write("participant", {"event": event, "person": person, "area": NANSHAN})
    write("participant", {"event": inside, "person": one.person_id, "area": NANSHAN})
    given: dict[str, Any] = {"case": one.ref, "reader": READER, "by": EVA, "at": NOON}
    assert listing.of_event(event=Event.objects.get(id=outside).ref, **given) == listing.Listed(outside=2)
    assert listing.of_event(event=Event.objects.get(id=inside).ref, **given) == listing.Listed(made=2)
    assert set(Contact.objects.values_list("last_contact_at", flat=True)) == {NOON - 2 * HOUR}


def followed() -> Contact:
    """A contact under follow-up, of whom a day is planned since yesterday."""
    one = opened(isolated_at=NOON - HOUR, onset_on=date(2020, 2, 6))
    told = {"category": "HIGH_RISK", "last_contact_at": NOON - 2 * DAY, "proximity": "SAME_ROOM"}
    given: dict[str, Any] = {"case": one.ref, "reader": READER, "by": EVA, "at": NOON}
    listing.by_hand(told=told, **given)
    following.plan_follow_up(**given)
    return Contact.objects.get(case=one)


def test_one_who_converts_is_a_case_with_a_link_without_direction_and_no_days_to_come() -> None:
    one = followed()
    write(
        "order",
        {
            "kind": "collective_isolation",
            "contact": one.pk,
            "person": one.person_id,
            "basis": "x",
            "starts_at": NOON - DAY,
            "ends_at": NOON + DAY,
            "area": NANSHAN,
        },
    )
    assert HealthCheck.objects.filter(contact=one).count() == 13
    following.enter(
        contact=one.ref, day=TODAY, said={"result": "SEEN_NOT_OK"}, reader=READER, by=EVA, at=NOON
    )
    ref = following.convert(
        contact=one.ref, new=NewCase("CONFIRMED", NOON, "PCR"), reader=READER, by=EVA, at=NOON
    )
    new = Case.objects.get(ref=ref)
    assert (new.isolated_at, new.person_id, new.found_by) == (NOON - DAY, one.person_id, "CASE_CONTACT")
    [link] = CaseLink.objects.filter(case=new)
    assert (link.other_id, link.directed) == (one.case_id, None)
    assert Exposure.objects.filter(case=new).count() == 1
    assert [c.result for c in HealthCheck.objects.filter(contact=one)] == ["SEEN_NOT_OK"]
    with pytest.raises(Refused, match="tracing/ended"):
        following.end(contact=one.ref, status="LOST", reader=READER, by=EVA, at=NOON)
    assert (counted("new_confirmed"), counted("new_known_as_contacts")) == ((2, 0), (1, 0))


def test_a_follow_up_ends_as_it_may() -> None:
    one = followed()
    given: dict[str, Any] = {"contact": one.ref, "reader": READER, "by": EVA}
    with pytest.raises(Refused, match="tracing/not-over"):
        following.end(status="COMPLETED", at=NOON, **given)
    with pytest.raises(Refused, match="tracing/not-yet"):
        following.enter(day=date(2020, 2, 10), said={"result": "SEEN_OK"}, at=NOON, **given)
    with pytest.raises(Refused, match="tracing/not-that-day"):
        following.enter(day=date(2020, 2, 1), said={"result": "SEEN_OK"}, at=NOON, **given)
    with pytest.raises(Refused, match="tracing/no-letter"):
        handing.answered(at=NOON, **given)
    with pytest.raises(Refused, match="tracing/own-area"):
        handing.hand_over(to=NANSHAN, at=NOON, **given)
    handing.hand_over(to=HUBEI, at=NOON, **given)
    handing.answered(at=NOON + HOUR, **given)
    one.refresh_from_db()
    assert (one.handed_to_id, one.answer_at) == (HUBEI, NOON + HOUR)
    assert not grid(reader=READER, at=NOON, zone=ZONE, case=one.case_id).lines


def test_two_days_without_being_seen_stand_out_in_the_grid() -> None:
    one = followed()
    for day in (TODAY, date(2020, 2, 10)):
        following.enter(
            contact=one.ref, day=day, said={"result": "MISSED"}, reader=READER, by=EVA, at=NOON + 2 * DAY
        )
    [line] = grid(reader=READER, at=NOON + 2 * DAY, zone=ZONE).lines
    assert line.missed
    assert "MISSED" in line.squares


def browser(login: str = "eva") -> Client:
    """Someone who is signed in."""
    return door.signed_in(Account.objects.get(login=login))


def test_an_evening_over_the_pages() -> None:
    eva, sample = browser(), positive()
    form = eva.get(reverse("tracing:open_case") + f"?sample={sample.ref}")
    assert form.status_code == 200
    said = {
        "classification": "CONFIRMED",
        "found_at": "2020-02-09T11:00",
        "reason": "PCR",
        "onset_on": "2020-02-09",
        "client": "c1",
    }
    made = eva.post(reverse("tracing:open_case") + f"?sample={sample.ref}", said)
    assert made.status_code == 303, made.content.decode()
    case = Case.objects.get()
    home, _people = household()
    assert eva.get(made["Location"]).status_code == 200
    page = eva.post(
        reverse("tracing:on_case", args=[case.ref, "study"]),
        {"isolated_at": "2020-02-09T11:30", "onset_on": "2020-02-09"},
    )
    assert page.status_code == 303, page.content.decode()
    page = eva.post(reverse("tracing:on_case", args=[case.ref, "household"]), {"household": home})
    assert page.status_code == 200
    assert Contact.objects.filter(case=case).count() == 2
    assert eva.post(reverse("tracing:plan", args=[case.ref])).status_code == 200
    one = Contact.objects.filter(case=case).order_by("id")[0]
    for route, names in (
        ("cases", ()),
        ("contacts", ()),
        ("follow_up", ()),
        ("evening", ()),
        ("contact", (one.ref,)),
        ("convert", (one.ref,)),
        ("enter", (one.ref, "2020-02-10")),
    ):
        answer = eva.get(reverse(f"tracing:{route}", args=names))
        assert answer.status_code == 200, route
    assert eva.post(reverse("tracing:on_case", args=[case.ref, "classify"]), {}).status_code == 422
    assert browser("gus").get(reverse("tracing:cases")).status_code == 404


@pytest.mark.parametrize(
    ("city", "day", "counts"),
    [
        ("420100", date(2020, 2, 3), False),
        ("420100", date(2020, 2, 4), True),
        ("420100", date(2020, 2, 12), True),  # the day on which the national series jumps
        ("420100", date(2020, 2, 18), False),  # edition 6 drops it
        ("440300", date(2020, 2, 12), False),
    ],
)
def test_a_clinical_diagnosis_counts_in_hubei_and_under_edition_five_alone(
    city: str, day: date, counts: bool
) -> None:
    plan = replace(plans.in_force().plan, city=city)
    assert values.diagnoses_clinically(plan, start_of(day, ZONE)) is counts


def test_a_day_of_onset_after_the_first_visit_is_kept_and_told_on_the_page() -> None:
    one = opened(facts={"first_visit_on": date(2020, 2, 7)})
    assert one.onset_on == TODAY
    assert (
        "after the first visit"
        in browser().get(reverse("tracing:case", args=[one.ref]), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    )


def test_a_case_without_onset_goes_by_its_sample_and_cannot_be_told_isolated() -> None:
    one = opened(onset_on=None)
    found = looking.window_of(one, NOON)
    assert found is not None
    assert (found.basis, found.since) == ("first_positive", NOON - DAY)
    assert counted("new_isolated_before_onset") == (0, 1)
    assert ids("new_isolated_before_onset", sure=False) == [one.pk]


def test_a_case_without_a_district_is_counted_in_the_city_and_in_no_district() -> None:
    write("case", {"classification": "CONFIRMED", "reported_on": TODAY, "area": CITY})
    whole = Reader("cy", "city_command", CITY)
    assert [counted("new_confirmed", one)[0] for one in (whole, READER, ELSE)] == [1, 0, 0]


def test_more_rows_ask_no_more_of_the_database() -> None:
    """The pages of lists put the same questions for one row as for four."""
    eva = browser()
    asked: list[int] = []
    for _ in range(2):
        for _more in range(1 if not asked else 3):
            followed()
        with CaptureQueriesContext(connection) as caught:
            for route in ("cases", "contacts", "follow_up", "evening"):
                assert eva.get(reverse(f"tracing:{route}")).status_code == 200
        asked.append(len(caught))
    assert asked[1] <= asked[0]


def test_whoever_writes_takes_a_turn_before_a_row_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that is locked before the turn stands in the way of who has the turn."""
    one, order = followed(), list[str]()

    class Watching:
        def begin(self) -> None:
            order.append("turn")

        def before(self, touched: Any) -> None: ...

        def after(self, touched: Any, kept: Any) -> None: ...

    seek = finding._found

    def watched(*told: Any) -> Any:
        order.append("row")
        return seek(*told)

    monkeypatch.setattr(finding, "_found", watched)
    monkeypatch.setattr(changes, "LISTENERS", [*changes.LISTENERS, Watching()])
    given: dict[str, Any] = {"reader": READER, "by": EVA, "at": NOON}
    case, said, sample = one.case.ref, {"result": "SEEN_OK"}, positive().ref
    acts: list[Callable[[], Any]] = [
        lambda: cases.open_case(
            new=NewCase("CONFIRMED", NOON, "PCR"), sample=sample, **given
        ),
        lambda: cases.classify(ref=case, classification="SUSPECT", reason="x", **given),
        lambda: cases.tell_origin(ref=case, told=Proposal(None, "no_source"), **given),
        lambda: cases.mend_case(ref=case, facts={"travelled": False}, **given),
        lambda: following.plan_follow_up(case=case, **given),
        lambda: following.enter(contact=one.ref, day=TODAY, said=said, **given),
        lambda: following.reach(contact=one.ref, **given),
        lambda: following.refuse(contact=one.ref, **given),
        lambda: handing.hand_over(contact=one.ref, to=HUBEI, **given),
        lambda: handing.answered(contact=one.ref, **given),
        lambda: listing.by_hand(case=case, told={}, **given),
    ]  # fmt: skip
    for act in acts:
        order.clear()
        act()
        assert order[:2] == ["turn", "row"]


def test_days_that_are_planned_twice_are_there_once() -> None:
    one = followed()
    following.plan_follow_up(case=one.case.ref, reader=READER, by=EVA, at=NOON)
    days = list(HealthCheck.objects.filter(contact=one).values_list("day", flat=True))
    assert len(days) == len(set(days)) == 13


def published(register: str, row: dict[str, object]) -> int:
    """A row that is a real person of a published list: shown to nobody."""
    batch = ImportBatch.objects.create(
        ref="b1", status="done", file="f", digest="d", mapping="m", persons=PUBLISHED, started_at=NOON
    )
    return record(register=register, rows=[row], by=EVA, at=NOON, batch=batch.pk).ids[0]


def test_no_page_names_a_case_that_is_withheld_whatever_links_to_it() -> None:
    one = followed()
    hidden = published("case", {"classification": "CONFIRMED", "area": NANSHAN})
    write("case_link", {"case": one.case_id, "other": hidden, "area": NANSHAN})
    [of_hidden] = write("contact", {"case": hidden, "identified_at": NOON, "area": NANSHAN})
    write("contact", {"id": one.pk, "became_case": hidden})
    gone, eva = Case.objects.get(id=hidden).ref, browser()
    other = Contact.objects.get(id=of_hidden).ref
    for route, names in (
        ("case", [one.case.ref]),
        ("contacts", []),
        ("contact", [one.ref]),
        ("contact", [other]),
    ):
        page = eva.get(reverse(f"tracing:{route}", args=names))
        assert page.status_code == 200
        assert gone not in page.content.decode(), route
    assert "not within your reach" in eva.get(reverse("tracing:case", args=[one.case.ref])).content.decode()
    assert eva.get(reverse("tracing:contact", args=[one.ref])).content.decode().count("real persons") == 1


def test_whoever_is_of_another_area_or_withheld_is_given_no_team_and_no_days() -> None:
    one = opened(isolated_at=NOON - HOUR)
    told: dict[str, object] = {
        "case": one.pk,
        "identified_at": NOON,
        "status": "FOLLOW_UP",
        "last_contact_at": NOON,
    }
    [here, there] = write("contact", {**told, "area": NANSHAN}, {**told, "area": FUTIAN})
    away = published("contact", {**told, "area": NANSHAN})
    made = following.plan_follow_up(case=one.ref, reader=READER, by=EVA, at=NOON)
    assert (made["given"], made["days"]) == (1, 14)
    assert set(HealthCheck.objects.values_list("contact", flat=True)) == {here} - {there, away}


def event(**told: Any) -> tuple[Event, list[int]]:
    """An event at which two people were."""
    row: dict[str, object] = {"title": "dinner", "status": "EVENT", "area": NANSHAN, **told}
    [key] = write("event", row)
    people = persons(2)
    attending: list[dict[str, object]] = [{"event": key, "person": one, "area": NANSHAN} for one in people]
    write("participant", *attending)
    return Event.objects.get(id=key), people


def test_nobody_was_last_with_a_case_after_its_isolation_or_after_now() -> None:
    given: dict[str, Any] = {"reader": READER, "by": EVA, "at": NOON}
    met, _ = event(began_at=NOON - 3 * HOUR, ended_at=NOON + HOUR)
    apart, free = opened(isolated_at=NOON - 2 * HOUR), opened()
    for case, last in ((apart, NOON - 2 * HOUR), (free, NOON)):
        assert listing.of_event(case=case.ref, event=met.ref, **given) == listing.Listed(made=2)
        assert set(Contact.objects.filter(case=case).values_list("last_contact_at", flat=True)) == {last}
    to_come, _ = event(began_at=NOON + HOUR, ended_at=NOON + 2 * HOUR)
    assert listing.of_event(case=free.ref, event=to_come.ref, **given) == listing.Listed(outside=2)
    before = opened(isolated_at=NOON - 30 * DAY)  # isolated before its window opens: it is empty
    around, _ = event(began_at=NOON - 40 * DAY, ended_at=NOON)
    assert listing.of_event(case=before.ref, event=around.ref, **given) == listing.Listed(outside=2)


def test_who_was_at_an_event_and_is_withheld_is_listed_by_nobody() -> None:
    met, _ = event(began_at=NOON - 3 * HOUR, ended_at=NOON - HOUR)
    published("participant", {"event": met.pk, "person": persons(1)[0], "area": NANSHAN})
    case = opened()
    assert listing.of_event(case=case.ref, event=met.ref, reader=READER, by=EVA, at=NOON).made == 2


def test_an_isolation_that_is_corrected_moves_the_clocks_of_the_household() -> None:
    one, (home, _) = opened(isolated_at=NOON - HOUR), household()
    given: dict[str, Any] = {"reader": READER, "by": EVA, "at": NOON}
    listing.of_household(case=one.ref, household=home, **given)
    mended, other = Contact.objects.filter(case=one).order_by("id")
    write("contact", {"id": other.pk, "last_contact_at": NOON - 2 * DAY})  # told by hand: theirs stays
    cases.mend_case(ref=one.ref, facts={"isolated_at": NOON - DAY}, **given)
    clocks = list(Contact.objects.order_by("id").values_list("id", "last_contact_at"))
    assert clocks == [(mended.pk, NOON - DAY), (other.pk, NOON - 2 * DAY)]


def test_the_days_that_were_planned_move_with_the_clock_and_what_was_entered_stays() -> None:
    one, (home, _) = opened(isolated_at=NOON - HOUR), household()
    given: dict[str, Any] = {"reader": READER, "by": EVA, "at": NOON}
    listing.of_household(case=one.ref, household=home, **given)
    following.plan_follow_up(case=one.ref, **given)
    mended, other = Contact.objects.filter(case=one).order_by("id")

    def planned(of: Contact) -> list[date]:
        return list(HealthCheck.objects.filter(contact=of).order_by("day").values_list("day", flat=True))

    before = planned(mended)
    cases.mend_case(ref=one.ref, facts={"isolated_at": NOON - 3 * DAY}, **given)
    # Three days sooner over; today is theirs now, since the day after the contact is past.
    assert planned(mended) == planned(other) == [TODAY, *before[:-3]]
    following.enter(contact=other.ref, day=TODAY, said={"result": "SEEN_OK"}, **given)
    cases.mend_case(ref=one.ref, facts={"isolated_at": NOON}, **given)
    assert (planned(mended), planned(other)) == (before, [TODAY, *before])
    cases.mend_case(ref=one.ref, facts={"isolated_at": None}, **given)
    assert (planned(mended), planned(other)) == ([], [TODAY])


def test_an_entry_that_is_mended_when_its_day_is_over_keeps_its_hour() -> None:
    one = followed()
    given: dict[str, Any] = {"contact": one.ref, "day": TODAY, "reader": READER, "by": EVA}
    following.enter(said={"result": "SEEN_OK"}, at=NOON, **given)
    following.enter(said={"result": "SEEN_NOT_OK"}, at=NOON + 2 * DAY, **given)
    [check] = HealthCheck.objects.filter(contact=one, day=TODAY)
    assert (check.result, check.at) == ("SEEN_NOT_OK", NOON)


def test_a_bed_that_is_kept_for_a_transfer_or_not_opened_yet_is_not_free() -> None:
    [hospital] = write("site", {"kind": "hospital", "name_zh": "x", "name_en": "x", "area": NANSHAN})
    [room] = write("room", {"site": hospital, "number": "1", "area": NANSHAN})
    told: dict[str, object] = {
        "room": room,
        "site": hospital,
        "state": "U",
        "kind": "ISOLATION",
        "area": NANSHAN,
    }
    numbers: list[dict[str, object]] = [{**told, "number": n} for n in "123"]
    beds = write("bed", *numbers, {**told, "number": "4", "opened_at": NOON + 1})
    row: dict[str, object] = {
        "person": persons(1)[0], "to_site": hospital, "bed": beds[0], "status": "TRANSFER_IN_PROGRESS",
        "asked_at": NOON, "area": NANSHAN, "to_area": NANSHAN,
    }  # fmt: skip
    write("transfer", row)
    assert counted("beds_free") == (2, 0)


def test_a_room_is_free_when_every_bed_in_it_is_and_a_room_without_beds_cannot_be_told() -> None:
    """A family in a room of three beds leaves two beds and no room."""
    [site] = write("site", {"kind": "quarantine_site", "name_zh": "x", "name_en": "x", "area": NANSHAN})
    rooms = write("room", *({"site": site, "number": n, "area": NANSHAN} for n in "12345"))
    of: dict[str, object] = {"site": site, "state": "U", "kind": "QUARANTINE", "area": NANSHAN}
    family, clean, dirty, shut, _bare = rooms
    beds = write("bed", *({**of, "room": family, "number": n} for n in "123"))
    write("bed", {**of, "room": clean, "number": "1"}, {**of, "room": clean, "number": "2", "state": "C"})
    write(
        "bed",
        {**of, "room": dirty, "number": "1", "state": "K"},
        {**of, "room": shut, "number": "1", "closed_at": NOON},
    )
    row = {
        "person": persons(1)[0],
        "bed": beds[0],
        "site": site,
        "kind": "quarantine",
        "starts_at": NOON,
        "area": NANSHAN,
    }
    write("admission", row)
    said = evening.evening(TODAY, reader=READER, at=NOON, zone=ZONE)
    assert said.rooms == free_beds.Rooms(free=1, of=3, cannot_tell=1)
    assert counted("beds_free") == (0, 0)


def test_who_is_positive_again_is_no_new_case_of_the_evening() -> None:
    one = opened()
    before = evening.evening(TODAY, reader=READER, at=NOON, zone=ZONE)
    for code in ("CONFIRMED", "CONFIRMED_NO_SYMPTOMS", "SUSPECT"):
        write("case", {"classification": code, "reported_on": TODAY, "earlier_case": one.pk, "area": NANSHAN})
    after = evening.evening(TODAY, reader=READER, at=NOON, zone=ZONE)
    assert (after.figures, after.symptomless) == (before.figures, before.symptomless)
    assert counted("new_confirmed") == (1, 0)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, (0, 1)),
        ({"isolated_at": NOON - 2 * DAY}, (1, 0)),
        ({"isolated_at": NOON}, (0, 1)),  # on the day of onset: which came first nobody can tell
        ({"isolated_at": NOON + DAY}, (0, 0)),
        ({"isolated_at": NOON + DAY, "onset_until_on": date(2020, 2, 11)}, (0, 1)),
        ({"admitted_at": NOON - 2 * DAY, "isolated_at": NOON + DAY}, (1, 0)),
        ({"isolated_at": NOON - 2 * DAY, "onset_on": None}, (0, 1)),
    ],
)
def test_isolated_before_onset_is_told_and_where_it_cannot_be_that_is_said(said: Any, expected: Any) -> None:
    row = {"classification": "CONFIRMED", "reported_on": TODAY, "onset_on": TODAY, "area": NANSHAN}
    [case] = write("case", row | said)
    assert counted("new_isolated_before_onset") == expected
    if not said:
        order = {
            "kind": "home_isolation",
            "case": case,
            "basis": "x",
            "starts_at": NOON - 2 * DAY,
            "ends_at": NOON + DAY,
        }
        write("order", {**order, "person": persons(1)[0], "area": NANSHAN})
        assert counted("new_isolated_before_onset") == (1, 0)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, (0, 1)),
        ({"origin_of_case": "imported"}, (0, 0)),
        ({"origin_of_case": "local", "origin_reason": "no_source"}, (1, 0)),
        ({"origin_reason": "facts_missing"}, (1, 0)),
        ({"infection_source": "a market"}, (0, 0)),
    ],
)
def test_a_source_that_nobody_looked_for_is_not_one_that_was_not_found(said: Any, expected: Any) -> None:
    write("case", {"classification": "CONFIRMED", "reported_on": TODAY, "area": NANSHAN} | said)
    assert counted("new_source_unknown") == expected


def test_known_as_a_contact_before_is_asked_of_the_person() -> None:
    one, [person] = opened(), persons(1)
    row: dict[str, object] = {"classification": "CONFIRMED", "reported_on": TODAY, "area": NANSHAN}
    write("case", {**row, "person": person, "found_at": NOON})
    assert counted("new_known_as_contacts") == (0, 0)
    write("case", row)  # of nobody who is told apart
    write("contact", {"case": one.pk, "person": person, "identified_at": NOON - HOUR, "area": NANSHAN})
    assert counted("new_known_as_contacts") == (1, 1)
    page = browser().get(reverse("tracing:cases") + "?set=new_known_as_contacts&day=2020-02-09")
    assert [row.cells[0].href.split("/")[-1] for row in page.context["table"].rows] == [
        Case.objects.get(person=person).ref
    ]


def test_who_reads_for_a_purpose_that_opens_no_health_is_told_which_one_does() -> None:
    one = followed()
    account = Account.objects.get(login="eva")
    for route, names in (("cases", []), ("case", [one.case.ref]), ("contact", [one.ref]), ("follow_up", [])):
        address = reverse(f"tracing:{route}", args=names)
        page = door.signed_in(account, purpose="response").get(address)
        assert (page.status_code, "case investigation" in page.content.decode()) == (422, True)
        assert door.signed_in(account, purpose="case_investigation").get(address).status_code == 200


def sent_to(case: Case, form: str, **said: str) -> int:
    """A form on the page of a case, sent by hand; how it was answered."""
    return browser().post(reverse("tracing:on_case", args=[case.ref, form]), said).status_code


def test_an_exposure_and_a_link_with_its_direction_are_entered_on_the_case_s_own_page() -> None:
    case = opened()
    [other] = write("case", {"classification": "CONFIRMED", "number": 7, "area": NANSHAN})
    exposed = {"kind": "TRAVEL", "place": "420000", "began_on": "2020-01-20", "ended_on": "2020-01-24"}
    assert sent_to(case, "exposure", **exposed | {"ended_on": "2020-01-19"}) == 422
    assert sent_to(case, "exposure", **exposed | {"ended_on": "2020-02-10"}) == 422
    assert sent_to(case, "exposure", **exposed | {"place": "nowhere"}) == 422
    assert sent_to(case, "exposure", **exposed) == 303
    kept = Exposure.objects.filter(case=case).values_list("kind", "place", "began_on", "ended_on")
    assert list(kept) == [("TRAVEL", HUBEI, date(2020, 1, 20), date(2020, 1, 24))]
    assert sent_to(case, "link", other="7", direction="infected_by") == 422
    assert sent_to(case, "link", other=case.ref) == 422
    assert sent_to(case, "link", other="8") == 422
    told = {"direction": "infected_by", "evidence": "shared a room from 20 January"}
    for said, ends in (
        ({"relation": "FAMILY_MEMBER_OR_FRIEND"}, (case.pk, other, None, None)), (told, (case.pk, other, True, told["evidence"])),
        ({**told, "direction": "infected"}, (other, case.pk, True, told["evidence"])),
    ):  # fmt: skip
        assert sent_to(case, "link", other="7", **said) == 303
        [link] = CaseLink.objects.values_list("case", "other", "directed", "evidence")
        assert link == ends
    assert CaseLink.objects.get().relation == "FAMILY_MEMBER_OR_FRIEND"


def test_what_the_case_study_found_is_entered_once_and_the_page_says_what_it_is_treated_by() -> None:
    one = opened()
    write(
        "case", {"id": one.pk, "outcome": "RECOVERED", "discharged_on": TODAY, "admitted_at": NOON - 8 * DAY}
    )
    [again] = write("case", {"classification": "CONFIRMED", "earlier_case": one.pk, "area": NANSHAN})
    whole = browser().get(reverse("tracing:case", args=[one.ref]))
    facts = {fact.term: fact for fact in whole.context["facts"].facts}
    later = Case.objects.get(id=again)
    assert facts["positive again"].href == reverse("tracing:case", args=[later.ref])
    treated = facts["treatment plan"]
    assert (treated.text, treated.note) == ("edition 5", "at admission: edition 4")
    assert f"/records/case/{one.ref}/edit" in whole.content.decode()
    assert "Positive again" in browser().get(reverse("tracing:case", args=[later.ref])).content.decode()
    said = {
        "first_visit_on": "2020-02-03", "arrived_on": "2020-01-24", "fever": "yes", "cough": "no", "sex": "female", "age": "41",
        "district": str(FUTIAN),
    }  # fmt: skip
    assert sent_to(later, "study", **said | {"first_visit_on": "2020-02-10"}) == 422
    assert sent_to(later, "study", **said) == 303
    later.refresh_from_db()
    assert (later.first_visit_on, later.arrived_on, later.fever, later.cough, later.breathless) == (
        date(2020, 2, 3), date(2020, 1, 24), True, False, None,
    )  # fmt: skip
    assert (later.sex, later.age, later.district_id) == ("female", 41, FUTIAN)


def test_the_list_of_cases_holds_none_that_is_still_to_be_recorded() -> None:
    """A demonstration's city has its evening before it."""
    now, later = write(
        "case",
        *({"classification": "SUSPECT", "area": NANSHAN, "recorded_at": at} for at in (NOON, NOON + HOUR)),
    )
    listed = case_list.cases(case_list.Wanted(), reader=READER, at=NOON).values_list("id", flat=True)
    assert now in listed
    assert later not in listed


def notes() -> list[str]:
    """What the page of today's evening says beside its groups."""
    return [group.note for group in browser().get(reverse("tracing:evening")).context["groups"]]


def isolated(contact: int, since: int) -> None:
    """An order of isolation for a contact that begins at an instant."""
    row = {"kind": "collective_isolation", "contact": contact, "basis": "x", "starts_at": since}
    write("order", {**row, "person": persons(1)[0], "ends_at": NOON + 14 * DAY, "area": NANSHAN})


@pytest.mark.parametrize(
    ("said", "is_isolated", "expected"),
    [
        (None, False, "No close contact was identified on this day."),
        ({"category": "HIGH_RISK"}, False, "None of the close contacts"),
        ({"category": "HIGH_RISK"}, True, "when their case was confirmed is not on record: 1."),
        ({"category": None}, False, "None of the close contacts"),
        ({"category": None}, True, "None of the close contacts"),
        ({"category": "HIGH_RISK", "handed_to": HUBEI}, False, "None of the close contacts"),
    ],
)
def test_that_no_contact_was_identified_is_said_only_where_there_was_none(
    said: Any, is_isolated: bool, expected: str
) -> None:
    case = opened(classification="SUSPECT")
    if said is not None:
        row = {"case": case.pk, "person": persons(1)[0], "identified_at": NOON - HOUR, "area": NANSHAN}
        [one] = write("contact", row | said)
        if is_isolated:
            isolated(one, NOON)
    assert expected in notes()[1]


def test_where_the_plan_counts_nobody_who_waits_it_is_not_said_that_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    force = plans.in_force()
    kept = {key: one for key, one in force.plan.figures.items() if key != "contacts_not_isolated"}
    older = replace(force, plan=replace(force.plan, figures=kept))
    monkeypatch.setattr(plans, "in_force", lambda: older)
    assert "No close contact" not in notes()[1]


def test_the_evening_of_a_past_day_speaks_of_its_end_in_every_figure() -> None:
    """Who was isolated the morning after was not isolated that evening, and a room that is shut today was there."""
    case, over = opened(), start_of(date(2020, 2, 10), ZONE)
    row = {"case": case.pk, "category": "HIGH_RISK", "identified_at": NOON - HOUR, "area": NANSHAN}
    [one] = write("contact", {**row, "person": persons(1)[0]})
    isolated(one, over + HOUR)
    [site] = write("site", {"kind": "quarantine_site", "name_zh": "x", "name_en": "x", "area": NANSHAN})
    [room] = write("room", {"site": site, "number": "1", "area": NANSHAN})
    bed = {"room": room, "site": site, "number": "1", "state": "U", "kind": "QUARANTINE", "area": NANSHAN}
    write("bed", {**bed, "closed_at": over + HOUR})
    late = evening.evening(TODAY, reader=READER, at=NOON + 2 * DAY, zone=ZONE)
    assert (late.figures["contacts_not_isolated"].count.value, late.hours.done) == (1, 0)
    assert late.rooms == free_beds.Rooms(free=1, of=1, cannot_tell=0)


def test_beds_of_which_some_are_free_are_those_in_use() -> None:
    [site] = write("site", {"kind": "hospital", "name_zh": "x", "name_en": "x", "area": NANSHAN})
    [room] = write("room", {"site": site, "number": "1", "area": NANSHAN})
    of: dict[str, object] = {"room": room, "site": site, "state": "U", "kind": "ISOLATION", "area": NANSHAN}
    others: list[dict[str, object]] = [
        {"closed_at": NOON}, {"opened_at": NOON + 1}, {"state": "C"}, {"state": None}, {"state": "K"}, {"kind": "QUARANTINE"},
    ]  # fmt: skip
    write("bed", *({**of, "number": str(n), **more} for n, more in enumerate([{}, *others])))
    said = evening.evening(TODAY, reader=READER, at=NOON, zone=ZONE)
    assert (said.figures["beds_free"].count.value, said.beds) == (2, 3)


def test_who_does_not_read_the_rows_of_a_figure_is_told_neither_it_nor_the_way_to_them() -> None:
    [site] = write("site", {"kind": "hospital", "name_zh": "x", "name_en": "x", "area": NANSHAN})
    [room] = write("room", {"site": site, "number": "1", "area": NANSHAN})
    write(
        "bed", {"room": room, "site": site, "number": "1", "kind": "ISOLATION", "state": "U", "area": NANSHAN}
    )
    positive()
    narrow = replace(READER, classes=frozenset({"places", "work", "clinical"}))
    said = evening.evening(TODAY, reader=narrow, at=NOON, zone=ZONE)
    assert (set(said.withheld), said.beds, said.rooms) == ({"beds_free", "fever_clinic_received"}, None, None)
    assert set(said.figures) == set(evening.KEYS) - set(said.withheld)
    account = door.account("ned", role="epidemiologist", area=NANSHAN)
    account.grants.update(classes=["places", "work", "clinical"])
    groups = browser("ned").get(reverse("tracing:evening")).context["groups"]
    shut = [one for group in groups for one in group.figures.figures if one.withheld]
    assert [(one.value, one.href) for one in shut] == [(None, "")] * 3
    assert "no bed" not in groups[-1].note
