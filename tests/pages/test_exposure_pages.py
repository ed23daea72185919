"""Who may have been exposed: asked from a case with a reason, counted first, signed where it is large, assessed by a person."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pyarrow as pa
import pytest
from click.testing import CliRunner
from django.db import transaction
from django.test import Client

from lianfang.base import ids
from lianfang.base.instants import DAY, HOUR
from lianfang.base.problems import Refused
from lianfang.cli import site
from lianfang.cli.trace import command
from lianfang.entry import clock
from lianfang.fronts import exposure
from lianfang.fronts.exposure import answers, asking, choosing, feeding, sharing, telling, visits
from lianfang.fronts.exposure.pages import candidates
from lianfang.fronts.exposure.places import place
from lianfang.gaps import plans
from lianfang.registers import changes, pseudonyms
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import record
from lianfang.registers.actions.merging import Pair, merge
from lianfang.registers.models import (
    Account,
    Case,
    Contact,
    Event,
    ExposureAssessment,
    ExposureQuestion,
    ExposureTold,
    Household,
    Journal,
    Person,
    Pseudonym,
    RiskArea,
    Site,
)  # fmt: skip
from lianfang.trace import further as rings
from lianfang.trace.naive import Row
from lianfang.trace.purging import purge
from lianfang.trace.questions import Questions
from lianfang.trace.rules import Kept
from lianfang.trace.writer import Writer
from tests import door
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import BY, CITY, FUTIAN, HUBEI, NANSHAN, NOON, write
from tests.unit.trace import worlds

pytestmark = pytest.mark.django_db

ONSET = NOON - 2 * DAY
EPI, READER = (
    By("epi", "epidemiologist", NANSHAN, "case_investigation"),
    Reader("epi", "epidemiologist", NANSHAN, "case_investigation"),
)
DORA, COMMAND = (
    By("dora", "district_command", NANSHAN, "case_investigation"),
    Reader("dora", "district_command", NANSHAN, "case_investigation"),
)
ASSESSED = {"category": "HIGH_RISK", "reason": "x"}
CITYWIDE = Reader("cara", "city_command", CITY, "case_investigation")


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    """A confirmed case who was at home with two others, at a meal with one of them, and in a shop with a third."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "real", lambda: NOON)
        shutil.rmtree(visits.folder(), ignore_errors=True)
        lay_small()
        ids = _people()
        for login, role, area in (
            ("epi", "epidemiologist", NANSHAN), ("dora", "district_command", NANSHAN), ("cara", "city_command", CITY),
            ("fay", "epidemiologist", FUTIAN), ("cora", "community_officer", NANSHAN), ("aud", "auditor", NANSHAN),
        ):  # fmt: skip
            door.account(login, role=role, area=area)
        plan = plans.in_force().plan
        feeding.feed(plan=plan, by=BY, at=NOON)
        _check_ins(ids)
        yield ids
        transaction.set_rollback(True)
    shutil.rmtree(visits.folder(), ignore_errors=True)
    plans.forget()


def _people() -> dict[str, int]:
    names = ("sick", "wife", "son", "shopper", "far", "suspect")
    areas = dict.fromkeys(names, NANSHAN) | {"far": FUTIAN}
    rows: list[dict[str, object]] = [{"area": areas[one]} for one in names]
    ids = dict(zip(names, write("person", *rows), strict=True))
    home = write("household", {"area": NANSHAN})[0]
    ids["shop"] = write(
        "site", {"kind": "shop", "name_zh": "超市", "name_en": "Corner shop", "area": NANSHAN}
    )[0]
    write(
        "case",
        {
            "classification": "CONFIRMED",
            "person": ids["sick"],
            "onset_on": _day(ONSET),
            "isolated_at": NOON - HOUR,
            "area": NANSHAN,
        },
    )
    write(
        "case",
        {"classification": "SUSPECT", "person": ids["suspect"], "onset_on": _day(ONSET), "area": NANSHAN},
    )
    write("case", {"classification": "CONFIRMED", "person": ids["far"], "area": NANSHAN})
    write("case", {"classification": "CONFIRMED", "area": NANSHAN})
    write(
        "case",
        {
            "classification": "CONFIRMED",
            "person": ids["son"],
            "onset_on": _day(NOON),
            "isolated_at": ONSET,
            "area": NANSHAN,
        },
    )
    for one in ("sick", "wife", "son"):
        write("stay", {"person": ids[one], "household": home, "arrived_at": NOON - 3 * DAY, "area": NANSHAN})
    ids["event"] = write(
        "event",
        {
            "title": "Meal",
            "status": "EVENT",
            "began_at": NOON - 20 * HOUR,
            "ended_at": NOON - 18 * HOUR,
            "area": NANSHAN,
        },
    )[0]
    case = Case.objects.order_by("id")[0].pk
    write(
        "participant",
        {"event": ids["event"], "case": case, "area": NANSHAN},
        {"event": ids["event"], "person": ids["wife"], "area": NANSHAN},
    )
    return ids


def _day(at: int) -> Any:
    from lianfang.base.instants import day_of

    return day_of(at, "Asia/Shanghai")


def _check_ins(ids: dict[str, int]) -> None:
    rows = [(ids["sick"], -5, -3), (ids["shopper"], -5, -4), (ids["far"], -4, -3), (0, -4, -3)]
    names = [pseudonyms.of(one) if one else 77 for one, _, _ in rows]
    pseudonyms.remember([one for one, _, _ in rows if one])
    table = {
        "person": names, "place": [place("site", ids["shop"])] * 4, "enter": [NOON + HOUR * since for _, since, _ in rows],
        "leave": [NOON + HOUR * until for _, _, until in rows], "kind": ["shop"] * 4, "source": ["check-ins"] * 4,
    }  # fmt: skip
    with Writer(visits.folder()) as log:
        log.append(pa.table(table), at=NOON)


@pytest.fixture(autouse=True)
def _noon(laid: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "real", lambda: NOON)


def browser(login: str, purpose: str = "case_investigation") -> Client:
    """Someone who is signed in."""
    return door.signed_in(Account.objects.get(login=login), purpose=purpose)


def said_of(ref: str, **said: str) -> dict[str, str]:
    """The fields of one row of the list."""
    return {f"{ref}-{name}": value for name, value in {**ASSESSED, **said}.items()}


def sick() -> Case:
    return Case.objects.order_by("id")[0]


def ask(record: str = "", **more: Any) -> str:
    given: dict[str, Any] = {
        "record": record or sick().ref,
        "reason": "confirmed today",
        "reader": READER,
        "by": EPI,
        "at": NOON,
    }
    return asking.ask(**{**given, **more})


def refused(act: Any, **given: Any) -> str:
    """The code with which something is refused."""
    with pytest.raises(Refused) as said:
        act(**given)
    return ",".join(one.code for one in said.value.problems)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above two candidates a second body signs."""
    real = visits.in_force
    monkeypatch.setattr(
        visits, "in_force", lambda of, key, at: 2 if key == asking.SIGN_ABOVE else real(of, key, at)
    )


def test_from_a_case_to_contacts_by_a_persons_assessment(laid: dict[str, int]) -> None:
    epi, case = browser("epi"), sick()
    assert f"/exposure/of/case/{case.ref}" in epi.get(f"/cases/{case.ref}").content.decode()
    page = epi.get(f"/exposure/of/case/{case.ref}").content.decode()
    assert "Count the candidates" in page
    said = {"reason": "confirmed today", "client": "a1"}
    made, again = (epi.post(f"/exposure/of/case/{case.ref}", said) for _ in range(2))
    assert (made.status_code, made.headers["Location"]) == (303, again.headers["Location"])
    of = ExposureQuestion.objects.get()
    # Wife and son at home, one in the shop of this district, one of another, one whom no register knows.
    assert (of.count, of.visits > 0, of.cut_short) == (5, True, 0)
    page = epi.get(f"/exposure/{of.ref}").content.decode()
    refs = dict(Person.objects.values_list("id", "ref"))
    shown = {name: refs[laid[name]] in page for name in ("wife", "son", "shopper", "far", "sick", "suspect")}
    assert shown == {
        "wife": True,
        "son": True,
        "shopper": True,
        "far": False,
        "sick": False,
        "suspect": False,
    }
    assert "1 more lie outside your area" in page
    assert "1 more are in no register" in page
    assert "Corner shop" in page
    assert Household.objects.get().ref not in page
    wife = refs[laid["wife"]]
    lacking = epi.post(f"/exposure/{of.ref}/choose", {"row": wife, **said_of(wife, reason=" ")})
    assert (lacking.status_code, Contact.objects.count()) == (422, 0)
    given = {"row": [wife], **said_of(wife, reason="asked the case: same table"), "client": "b1"}
    for _ in range(2):
        assert (
            "1 became contacts of the case" in epi.post(f"/exposure/{of.ref}/choose", given).content.decode()
        )
    contact = Contact.objects.get()
    assert (contact.person_id, contact.case_id, contact.setting, contact.last_contact_at) == (
        laid["wife"],
        case.pk,
        "household",
        NOON - HOUR,
    )
    assert ExposureAssessment.objects.get().contact == contact.ref
    assert epi.post(f"/cases/{case.ref}/plan").status_code == 200
    assert "on the list already" in epi.get(f"/exposure/{of.ref}").content.decode()
    notes = list(
        Journal.objects.filter(verb="trace", ref=case.ref).order_by("id").values_list("fields", flat=True)
    )
    assert notes[0] == f"question={of.ref} count=5"
    assert {f"question={of.ref} shown=3", f"question={of.ref} chosen=1"} <= set(notes)
    assert epi.post(f"/exposure/{of.ref}/close", {"client": "c1"}).status_code == 303
    ended = epi.get(f"/exposure/{of.ref}").content.decode()
    assert "has ended" in ended
    assert wife not in ended


@pytest.mark.parametrize(
    ("which", "code"),
    [
        (1, "trace/no-evidence"),
        (2, "exposure/no-window"),
        (3, "exposure/nobody"),
        (4, "exposure/empty-window"),
    ],
)
def test_a_case_that_cannot_be_asked_from_says_why(which: int, code: str) -> None:
    case = Case.objects.order_by("id")[which]
    assert refused(ask, record=case.ref) == code
    assert Journal.objects.get(verb="trace", ref=case.ref).fields == f"refused {code}"
    answer = browser("epi").get(f"/exposure/of/case/{case.ref}")
    assert (answer.status_code, "Count the candidates" in answer.content.decode()) == (422, False)


def test_nobody_browses_a_persons_movements(laid: dict[str, int]) -> None:
    wife, far = (Person.objects.get(id=laid[name]).ref for name in ("wife", "far"))
    assert refused(ask, record=wife) == "exposure/not-a-case"
    assert refused(ask, record=far) == refused(ask, record="nobody") == "exposure/not-found"
    answer = browser("epi").post(f"/exposure/of/case/{wife}", {"reason": "curious"})
    assert answer.status_code == 422
    assert "nobody&#x27;s movements are looked through" in answer.content.decode()
    noted = Journal.objects.filter(verb="trace", ref=wife).values_list("fields", flat=True)
    assert list(noted) == ["refused exposure/not-a-case"] * 2
    assert ExposureQuestion.objects.count() == 0


def test_a_question_has_a_reason_a_purpose_and_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(ask, reason="  ") == "exposure/no-reason"
    response = Reader("epi", "epidemiologist", NANSHAN, "response")
    assert refused(ask, reader=response) == "grant/purpose-shut"
    assert (
        refused(ask, reader=Reader("fay", "epidemiologist", FUTIAN, "case_investigation"))
        == "exposure/not-found"
    )
    assert browser("cora", "response").get("/exposure").status_code == 404
    plan = plans.in_force().plan
    most = asking.left_today(plan, EPI, NOON)
    ask()
    assert asking.left_today(plan, EPI, NOON) == most - 1
    real = visits.in_force
    monkeypatch.setattr(
        visits, "in_force", lambda of, key, at: 1 if key == asking.A_DAY else real(of, key, at)
    )
    assert refused(ask) == "exposure/over-budget"
    ask(by=DORA, reader=COMMAND)
    ask(at=NOON + DAY)


def test_above_a_size_a_second_body_signs_before_names_are_shown(small: None, laid: dict[str, int]) -> None:
    ref, wife = ask(), Person.objects.get(id=laid["wife"]).ref
    epi = browser("epi")
    page = epi.get(f"/exposure/{ref}").content.decode()
    assert "a second body signs" in page
    assert wife not in page
    chosen: dict[str, Any] = {
        "ref": ref,
        "assessed": {wife: ASSESSED},
        "reader": READER,
        "by": EPI,
        "at": NOON,
    }
    assert refused(choosing.choose, **chosen) == "exposure/not-signed"
    assert epi.post(f"/exposure/{ref}/sign").status_code == 404
    own = By("eva", "epidemiologist", NANSHAN, "case_investigation")
    for by in (EPI, own):
        assert refused(asking.sign, ref=ref, reader=READER, by=by, at=NOON) == "exposure/own-signature"
    assert browser("dora").post(f"/exposure/{ref}/sign", {"client": "s1"}).status_code == 303
    assert wife in epi.get(f"/exposure/{ref}").content.decode()
    assert refused(asking.sign, ref=ref, reader=COMMAND, by=DORA, at=NOON) == "exposure/needs-no-signature"
    assert choosing.choose(**chosen)["made"] == 1


def test_only_who_was_found_is_chosen_and_only_while_the_question_is_open(laid: dict[str, int]) -> None:
    ref = ask()
    given: dict[str, Any] = {
        "ref": ref,
        "reader": READER,
        "by": EPI,
        "at": NOON,
    }
    refs = dict(Person.objects.values_list("id", "ref"))
    assert refused(choosing.choose, assessed={}, **given) == "exposure/nobody-chosen"
    for stranger in (refs[laid["suspect"]], refs[laid["far"]], "nobody"):
        assert refused(choosing.choose, assessed={stranger: ASSESSED}, **given) == "exposure/no-candidate"
    wife, son = refs[laid["wife"]], refs[laid["son"]]
    # One who is assessed does not speak for another.
    bare = {wife: ASSESSED, son: {"category": "HIGH_RISK"}}
    assert refused(choosing.choose, assessed=bare, **given) == "exposure/not-assessed"
    given["assessed"] = {wife: ASSESSED}
    late = {**given, "at": NOON + 2 * DAY}
    assert refused(choosing.choose, **late) == "exposure/ended"
    asking.close(ref=ref, reader=READER, by=EPI, at=NOON)
    assert refused(choosing.choose, **given) == "exposure/ended"
    assert refused(asking.close, ref=ref, reader=READER, by=EPI, at=NOON) == "exposure/ended"
    assert refused(asking.sign, ref=ref, reader=COMMAND, by=DORA, at=NOON) == "exposure/ended"


def test_an_event_with_a_case_is_asked_about_and_one_without_is_not(
    laid: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    met = Event.objects.get(id=laid["event"])
    ref = ask(met.ref, register="event")
    of = ExposureQuestion.objects.get(ref=ref)
    # The case that was there exposed the others, and is no candidate.
    assert (of.count, of.register) == (1, "event")
    wife = Person.objects.get(id=laid["wife"]).ref
    page = browser("epi").get(f"/exposure/{ref}").content.decode()
    assert wife in page
    assert Person.objects.get(id=laid["sick"]).ref not in page
    with visits.log() as log, monkeypatch.context() as patch:
        patch.setattr("lianfang.trace.questions.CROWD", 1)
        crowd = asking.answer(of, log)
    assert (crowd.found, [met for _, met in crowd.crowded], crowd.visits) == ([], [2], 2)
    chosen: dict[str, Any] = {
        "assessed": {wife: ASSESSED},
        "reader": READER,
        "by": EPI,
        "at": NOON,
    }
    assert refused(choosing.choose, ref=ref, **chosen) == "exposure/no-case-of-its-own"
    told = {"title": "Fair", "status": "EVENT", "area": NANSHAN}
    lone, timeless = (
        Event.objects.get(id=one)
        for one in write("event", {**told, "began_at": NOON - HOUR, "ended_at": NOON}, told)
    )
    assert refused(ask, record=lone.ref, register="event") == "exposure/event-without-case"
    write("participant", {"event": timeless.pk, "case": sick().pk, "area": NANSHAN})
    assert refused(ask, record=timeless.ref, register="event") == "exposure/event-without-times"
    assert refused(ask, record="nothing", register="event") == "exposure/not-found"


def test_the_list_says_how_far_the_log_reaches(monkeypatch: pytest.MonkeyPatch) -> None:
    page = browser("epi").get("/exposure").content.decode()
    assert "last fed from the registers at 2020-02-09 12:00" in page
    assert "Visits that began before 2020-01-26 12:00 are deleted." in page
    assert "in no answer yet" not in page
    monkeypatch.setattr(clock, "real", lambda: NOON + 3 * HOUR)
    assert "in no answer yet" in browser("epi").get("/exposure").content.decode()


def test_the_picture_is_of_all_and_why_is_worked_out_for_those_shown(
    laid: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    of = ExposureQuestion.objects.get(ref=ask())
    window, naive = asking.window_of(of), dict[tuple[int, Any], tuple[int, int]]()
    whys, why = list[int](), Questions.why
    request = SimpleNamespace(who=SimpleNamespace(reader=READER), GET={"start": "1"}, at=NOON)

    def counting(*given: Any) -> Any:
        whys.append(given[2])
        return why(*given)

    with visits.log() as log:
        found = asking.answer(of, log)
        known = asking.people_of(found)
        for person in set(known) - {laid["far"]}:
            mine: dict[tuple[int, Any], int] = {}
            for one in answers.met(log, known[person][0].names, window):
                key = one.place, _day(one.start)
                mine[key] = mine.get(key, 0) + one.end - one.start
            for key, seconds in mine.items():
                people, total = naive.get(key, (0, 0))
                naive[key] = people + 1, total + seconds
        monkeypatch.setattr(Questions, "why", counting)
        monkeypatch.setattr(candidates, "SHOWN", 1)
        list_ = candidates.gather(of, found, log, request)
    assert list_ is not None
    assert list_.company == naive
    assert {people for people, _ in naive.values()} == {1, 2}
    assert (list_.total, list_.beyond, len(list_.some)) == (3, 1, 1)
    assert whys == [list_.some[0].candidate.number]


def test_of_an_event_only_what_lies_in_the_window_of_a_case_is_asked(laid: dict[str, int]) -> None:
    told = {"title": "Fair", "status": "EVENT", "area": NANSHAN}
    window = ONSET // DAY * DAY - 8 * HOUR, NOON - HOUR
    spans = [
        (NOON - 10 * DAY, NOON), (NOON - 30 * 60, NOON), (NOON - 6 * DAY, NOON - 5 * DAY), (NOON - 3 * HOUR, NOON),
    ]  # fmt: skip
    events = write("event", *({**told, "began_at": since, "ended_at": until} for since, until in spans))
    write("participant", *({"event": one, "case": sick().pk, "area": NANSHAN} for one in events))
    refs = [Event.objects.get(id=one).ref for one in events]
    codes = [refused(ask, record=ref, register="event") for ref in refs[:3]]
    assert codes == ["exposure/event-too-long", "exposure/event-outside", "exposure/event-outside"]
    of = ExposureQuestion.objects.get(ref=ask(refs[3], register="event"))
    assert (of.since, of.until) == (NOON - 3 * HOUR, window[1])


@pytest.mark.parametrize("what", ["class", "person", "onset", "site"])
def test_a_question_whose_record_says_something_else_has_ended(laid: dict[str, int], what: str) -> None:
    met = Event.objects.get(id=laid["event"])
    ref = ask(met.ref, register="event") if what == "site" else ask()
    wife, epi = Person.objects.get(id=laid["wife"]).ref, browser("epi")
    assert wife in epi.get(f"/exposure/{ref}").content.decode()
    changes: dict[str, dict[str, object]] = {
        "class": {"classification": "NO_CASE"}, "person": {"person": laid["shopper"]}, "onset": {"onset_on": _day(NOON - 9 * DAY)},
        "site": {"site": laid["shop"]},
    }  # fmt: skip
    register, row = ("event", met.pk) if what == "site" else ("case", sick().pk)
    write(register, {"id": row, **changes[what]})
    page = epi.get(f"/exposure/{ref}").content.decode()
    assert ("says something else now" in page, wife in page) == (True, False)
    assert ExposureQuestion.objects.get(ref=ref).closed_at == NOON
    assert (
        Journal.objects.filter(
            verb="trace", actor="exposure", fields__contains=f"question={ref} ended"
        ).count()
        == 1
    )
    given = {
        "assessed": {wife: ASSESSED},
        "reader": READER,
        "by": EPI,
    }
    code = "exposure/no-case-of-its-own" if what == "site" else "exposure/ended"
    assert refused(choosing.choose, ref=ref, at=NOON, **given) == code


def test_a_signature_is_for_as_many_as_there_were(small: None, laid: dict[str, int]) -> None:
    ref, wife, epi = ask(), Person.objects.get(id=laid["wife"]).ref, browser("epi")
    asking.sign(ref=ref, reader=COMMAND, by=DORA, at=NOON)
    assert wife in epi.get(f"/exposure/{ref}").content.decode()
    copy = visits.folder().with_name("trace-kept")
    shutil.copytree(visits.folder(), copy)
    try:
        table = {
            "person": [501, 502], "place": [place("site", laid["shop"])] * 2, "enter": [NOON - 5 * HOUR] * 2,
            "leave": [NOON - 4 * HOUR] * 2, "kind": ["shop"] * 2, "source": ["check-ins"] * 2,
        }  # fmt: skip
        with Writer(visits.folder()) as log:
            log.append(pa.table(table), at=NOON)
        page = epi.get(f"/exposure/{ref}").content.decode()
        assert ("a second body signs" in page, wife in page) == (True, False)
        asking.sign(ref=ref, reader=COMMAND, by=DORA, at=NOON)
        assert ExposureQuestion.objects.get(ref=ref).signed_count == 7
        assert wife in epi.get(f"/exposure/{ref}").content.decode()
    finally:
        shutil.rmtree(visits.folder())
        copy.rename(visits.folder())


def test_the_list_is_for_who_asked_and_for_commands(laid: dict[str, int]) -> None:
    ref, wife = ask(), Person.objects.get(id=laid["wife"]).ref
    door.account("eva", role="epidemiologist", area=NANSHAN)
    page = browser("eva").get(f"/exposure/{ref}").content.decode()
    assert ("with a reason of your own" in page, wife in page) == (True, False)
    assert wife in browser("dora").get(f"/exposure/{ref}").content.decode()
    by = By("eva", "epidemiologist", NANSHAN, "case_investigation")
    given = {
        "assessed": {wife: ASSESSED},
        "reader": READER,
        "by": by,
    }
    assert refused(choosing.choose, ref=ref, at=NOON, **given) == "exposure/not-yours"
    assert browser("dora").get("/exposure?start=99999999999999999999").status_code == 200


def test_merged_persons_are_answered_as_one(laid: dict[str, int]) -> None:
    refs = dict(Person.objects.values_list("id", "ref"))
    merge(pairs=[Pair("person", refs[laid["wife"]], refs[laid["shopper"]], "one")], by=BY, at=NOON)
    of = ExposureQuestion.objects.get(ref=ask())
    with visits.log() as log:
        found = asking.answer(of, log)
    wife = next(one for one in found.found if one.number == pseudonyms.of(laid["wife"]))
    # At home for all of the window, and in the shop within it: each second once.
    assert (len(found.found), wife.seconds) == (4, of.until - of.since)


def test_an_answer_cut_short_says_so_and_the_counter_names_nobody() -> None:
    copy = visits.folder().with_name("trace-kept")
    shutil.copytree(visits.folder(), copy)
    try:
        with Writer(visits.folder()) as log:
            purge(log, at=NOON, kept=(Kept(0, 1),))
        ref = ask()
        page = browser("epi").get(f"/exposure/{ref}").content.decode()
        assert ExposureQuestion.objects.get(ref=ref).cut_short > 0
        assert "Retention has deleted the first" in page
    finally:
        shutil.rmtree(visits.folder())
        copy.rename(visits.folder())
    counter = browser("aud", "supervision").get("/exposure/counter").content.decode()
    assert "2020-02-09" in counter
    assert "Nanshan" in counter
    assert ref not in counter
    assert sick().ref not in counter
    assert ref in browser("dora").get("/exposure").content.decode()
    assert ref not in browser("fay").get("/exposure").content.decode()


def test_places_that_cases_share_are_held_against_chance_and_counted(
    laid: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    epi = browser("epi")
    alone = epi.post("/exposure/places", {"reason": "a cluster?", "client": "p0"})
    assert (alone.status_code, "fewer than two cases" in alone.content.decode()) == (422, True)
    wife = {"classification": "CONFIRMED", "person": laid["wife"], "onset_on": _day(ONSET), "area": NANSHAN}
    write("case", wife)
    assert "2 cases with evidence" in epi.get("/exposure/places").content.decode()
    page, again = (
        epi.post("/exposure/places", {"reason": "a cluster?", "client": "p1"}).content.decode()
        for _ in range(2)
    )
    assert "a home" in page
    assert ("a home" in again, "was answered once" in again) == (False, True)
    monkeypatch.setattr(sharing, "_found", lambda *_: pytest.fail("the log was read"))
    with monkeypatch.context() as patch:
        patch.setattr(asking, "left_today", lambda *_: 0)
        for reason in (" ", "again"):
            assert epi.post("/exposure/places", {"reason": reason, "client": "p2"}).status_code == 422
    assert refused(sharing.ask, reason=" ", reader=READER, by=EPI, at=NOON) == "exposure/no-reason"
    noted = Journal.objects.filter(verb="trace", register="case", fields__startswith="refused").order_by("id")
    codes = ["too-few-cases", "answered-already", "over-budget", "no-reason"]
    assert list(noted.values_list("fields", flat=True)) == [f"refused exposure/{code}" for code in codes]
    assert sick().ref in page
    of = ExposureQuestion.objects.get()
    assert (of.register, of.record, of.count > 0, of.closed_by) == ("cases", "2", True, "epi")
    assert Journal.objects.get(verb="trace", fields__contains="shared-places cases=2").actor == "epi"
    assert "2 cases: places shared" in epi.get("/exposure").content.decode()


def declared(by: By = BY, **more: object) -> str:
    """Nanshan is at risk since three days ago, and that was declared now."""
    told = {
        "place": NANSHAN,
        "risk": "high",
        "valid_from": NOON - 3 * DAY,
        "document": "7 of 2020",
        "area": NANSHAN,
        **more,
    }
    return RiskArea.objects.get(id=record(register="risk_area", rows=[told], by=by, at=NOON).ids[0]).ref


def test_whoever_was_in_an_area_since_it_is_at_risk_is_named_once(laid: dict[str, int]) -> None:
    risk, epi, refs = declared(), browser("epi"), dict(Person.objects.values_list("id", "ref"))
    assert f"/exposure/of/risk/{risk}" in epi.get(f"/records/risk_area/{risk}").content.decode()
    assert "Who was there since?" in epi.get(f"/exposure/of/risk/{risk}").content.decode()
    shop = Site.objects.get(id=laid["shop"]).ref
    at_shop = epi.post(f"/exposure/of/risk/{risk}", {"reason": "the shop", "site": shop, "client": "r1"})
    first = ExposureQuestion.objects.get()
    # In the shop: the case, two who checked in, and one whom no register knows.
    assert (at_shop.status_code, first.count, first.since, first.until) == (303, 4, NOON - 3 * DAY, NOON)
    page = epi.get(f"/exposure/{first.ref}").content.decode()
    named = {name for name in ("sick", "wife", "son", "shopper", "far") if refs[laid[name]] in page}
    assert named == {"sick", "shopper"}
    second = ExposureQuestion.objects.get(ref=ask(risk, register="risk_area"))
    # Those whom nobody was told of by name are still to be told: of another area, and in no register.
    assert second.count == 4
    for _ in range(2):
        page = epi.get(f"/exposure/{second.ref}").content.decode()
        named = {name for name in ("sick", "wife", "son", "shopper", "far") if refs[laid[name]] in page}
        assert named == {"wife", "son"}
    assert "2 more were named by earlier questions" in page
    told = ExposureTold.objects.filter(record=risk).values_list("number", "question")
    assert set(told) == {
        (pseudonyms.of(laid[name]), of.pk)
        for of, names in ((first, ("sick", "shopper")), (second, ("wife", "son")))
        for name in names
    }
    wife, case = refs[laid["wife"]], sick().ref
    given = {"row": wife, **said_of(wife, setting="community"), "case": case, "client": "r2"}
    assert "1 became contacts" in epi.post(f"/exposure/{second.ref}/choose", given).content.decode()
    contact = Contact.objects.get()
    assert (contact.case.ref, contact.setting, contact.first_contact_at) == (
        case,
        "community",
        NOON - 3 * DAY,
    )
    telling.forget(NOON - 2 * HOUR)
    assert ExposureTold.objects.filter(record=risk).count() == 2


def test_a_question_backwards_needs_a_declaration_that_others_made(laid: dict[str, int]) -> None:
    back = {"register": "risk_area"}
    colleague = By("eva", EPI.role, EPI.area, EPI.purpose)
    assert ExposureQuestion.objects.get(ref=ask(declared(colleague), **back)).sign_above == 0
    own = ExposureQuestion.objects.get(ref=ask(declared(EPI), **back))
    assert own.sign_above == 0
    assert "a second body signs" in browser("epi").get(f"/exposure/{own.ref}").content.decode()
    elsewhere = Site.objects.get(
        id=write("site", {"kind": "shop", "name_zh": "x", "name_en": "x", "area": FUTIAN})[0]
    ).ref
    to_come, over = declared(valid_from=NOON + HOUR), declared(valid_until=NOON - 2 * DAY)
    assert refused(ask, record=to_come, **back) == "exposure/risk-not-begun"
    assert refused(ask, record=over, site=elsewhere, **back) == "exposure/place-outside"
    assert refused(ask, record=declared(place=HUBEI), **back) == "exposure/no-place-in-it"
    assert refused(ask, record=declared(document=" "), **back) == "exposure/risk-undeclared"
    fay = Reader("fay", "epidemiologist", FUTIAN, "case_investigation")
    assert refused(ask, record=over, reader=fay, **back) == "exposure/not-found"
    page = browser("epi").get(f"/records/risk_area/{to_come}").content.decode()
    assert ("is not at risk yet" in page, f"/exposure/of/risk/{to_come}" in page) == (True, False)
    assert (
        "Who was there since?"
        not in browser("cora", "response").get(f"/records/risk_area/{over}").content.decode()
    )
    of = ExposureQuestion.objects.get(ref=ask(over, **back))
    assert (of.until, of.count) == (NOON - 2 * DAY, 3)
    write("risk_area", {"id": RiskArea.objects.get(ref=over).pk, "valid_from": NOON - 4 * DAY})
    assert "says something else now" in browser("epi").get(f"/exposure/{of.ref}").content.decode()


def test_who_recorded_an_event_or_who_was_there_does_not_ask_about_it_alone(laid: dict[str, int]) -> None:
    def event(by: By, there: By) -> str:
        told = {
            "title": "Meal",
            "status": "EVENT",
            "began_at": NOON - 20 * HOUR,
            "ended_at": NOON - 18 * HOUR,
            "area": NANSHAN,
        }
        made = record(register="event", rows=[told], by=by, at=NOON)
        sat = [{"event": made.ids[0], "case": sick().pk, "area": NANSHAN}]
        record(register="participant", rows=sat, by=there, at=NOON)
        return str(made.refs[0])

    colleague = By("eva", EPI.role, EPI.area, EPI.purpose)
    of = {
        name: ExposureQuestion.objects.get(ref=ask(event(*whose), register="event")).sign_above
        for name, whose in {
            "others": (BY, DORA), "own event": (EPI, BY), "own participant": (BY, EPI), "of my body": (colleague, BY),
        }.items()
    }  # fmt: skip
    assert (of.pop("others") > 0, set(of.values())) == (True, {0})
    page = browser("epi").get(f"/exposure/of/event/{event(EPI, BY)}").content.decode()
    assert "you or your body recorded the event, or who was there" in page


def test_an_area_at_risk_is_not_asked_about_site_by_site_to_do_without_a_signature(
    laid: dict[str, int], monkeypatch: pytest.MonkeyPatch, console: Any
) -> None:
    real = visits.in_force
    for module in (visits, exposure.console):
        monkeypatch.setattr(
            module, "in_force", lambda of, key, at: 4 if key == asking.SIGN_ABOVE else real(of, key, at)
        )
    risk, epi, wife = declared(DORA), browser("epi"), Person.objects.get(id=laid["wife"]).ref
    of_shop = ask(risk, register="risk_area", site=Site.objects.get(id=laid["shop"]).ref)
    assert "a second body signs" not in epi.get(f"/exposure/{of_shop}").content.decode()
    # Two were named; the four who are left are no more than one body asks for, but six are.
    rest = ask(risk, register="risk_area")
    page = epi.get(f"/exposure/{rest}").content.decode()
    assert ("unsigned questions of this declaration named more than 4" in page, wife in page) == (True, False)
    asked = ("since", "--risk", risk, "--purpose", "case_investigation", "--list")
    assert console(*asked) == "exposure/not-signed"
    asking.sign(ref=rest, reader=COMMAND, by=By("cara", "city_command", CITY), at=NOON)
    assert wife in epi.get(f"/exposure/{rest}").content.decode()


def test_each_candidate_is_assessed_for_a_reason_of_their_own(laid: dict[str, int]) -> None:
    met = Event.objects.get(id=laid["event"])
    epi, of = browser("epi"), ask()
    assert f"/exposure/of/event/{met.ref}" in epi.get(f"/records/event/{met.ref}").content.decode()
    refs = dict(Person.objects.values_list("id", "ref"))
    wife, son = refs[laid["wife"]], refs[laid["son"]]
    given = {
        "row": [wife, son],
        **said_of(wife, reason="same table"),
        f"{son}-setting": "school",
        "client": "e1",
    }
    lacking = epi.post(f"/exposure/{of}/choose", given)
    assert (lacking.status_code, Contact.objects.count()) == (422, 0)
    assert f"{son}: Say whom you asked" in lacking.content.decode()
    filled = epi.post(f"/exposure/{of}/choose", {**given, "fill": "1"}).content.decode()
    assert (filled.count('value="same table"'), filled.count("checked"), Contact.objects.count()) == (2, 2, 0)
    given |= {f"{son}-category": "LOW_RISK", f"{son}-reason": "at his grandmother's"}
    assert epi.post(f"/exposure/{of}/choose", given).status_code == 200
    kept = {one.contact: one.reason for one in ExposureAssessment.objects.all()}
    made = {one.person_id: (one.category, one.setting, kept[one.ref]) for one in Contact.objects.all()}
    assert made == {
        laid["wife"]: ("HIGH_RISK", "household", "same table"),
        laid["son"]: ("LOW_RISK", "school", "at his grandmother's"),
    }


def test_of_two_lists_of_one_area_at_once_the_second_waits_for_a_signature(
    laid: dict[str, int], monkeypatch: pytest.MonkeyPatch, console: Any
) -> None:
    real = visits.in_force
    for module in (visits, exposure.console):
        monkeypatch.setattr(
            module, "in_force", lambda of, key, at: 4 if key == asking.SIGN_ABOVE else real(of, key, at)
        )
    risk, epi, refs = declared(DORA), browser("epi"), dict(Person.objects.values_list("id", "ref"))
    shop = Site.objects.get(id=laid["shop"]).ref
    first = ExposureQuestion.objects.get(ref=ask(risk, register="risk_area"))
    of_shop, turns = ask(risk, register="risk_area", site=shop), list[int]()

    def meanwhile(turn: int) -> Any:
        """At this turn of the writers another question has just named one of the same area."""

        def begun() -> None:
            turns.append(len(turns))
            if len(turns) == turn:
                ExposureTold.objects.create(record=risk, number=501, question=first, last_at=NOON)

        turns.clear()
        return changes.telling(begun)

    with meanwhile(1):
        page = epi.get(f"/exposure/{of_shop}").content.decode()
    assert ("a second body signs" in page, refs[laid["shopper"]] in page) == (True, False)
    assert ExposureTold.objects.get().number == 501
    ExposureTold.objects.all().delete()
    assert refs[laid["shopper"]] in epi.get(f"/exposure/{of_shop}").content.decode()
    ExposureTold.objects.all().delete()
    with meanwhile(2):
        asked = ("since", "--risk", risk, "--place", shop, "--purpose", "case_investigation", "--list")
        assert console(*asked) == "exposure/not-signed"
    assert (len(turns), ExposureTold.objects.exclude(number=501).count()) == (2, 0)


@pytest.mark.parametrize(("sick", "other"), [(101, 202), (202, 101)])
def test_how_near_somebody_sat_is_to_those_with_whom_they_were_found(
    laid: dict[str, int], tmp_path: Path, sick: int, other: int
) -> None:
    """The other, in the next carriage, is asked about as well: somebody beside them was found through them."""
    beside, twice, further = 303, 404, 505
    seats = {sick: (3, 10), beside: (3, 10), other: (4, 10), further: (4, 10), twice: (3, 40), 606: (3, 12)}
    ride = place("conveyance", 1)
    rows = [
        Row(one, ride, NOON - 2 * HOUR, NOON - HOUR, "train", "code", carriage=carriage, row=row)
        for one, (carriage, row) in seats.items()
    ]
    worlds.fresh(tmp_path / "log")
    with Writer(tmp_path / "log") as log:
        log.append(worlds.table(rows), at=NOON)
    met = {
        beside: [(sick, beside)],
        other: [(sick, other)],
        further: [(other, further)],
        twice: [(sick, twice), (sick, 606)],
    }
    shown = [answers.Candidate(one, 1, NOON, NOON, 1, "train", "firm", names) for one, names in met.items()]
    of: Any = SimpleNamespace(since=NOON - DAY, until=NOON)
    found = candidates._beside(of, shown, Questions(tmp_path / "log"), {ride}, NOON)
    expected = {beside: "same row", other: "aboard", further: "same row", twice: "near rows"}
    assert found == {(who, ride): relation for who, relation in expected.items()}


@pytest.fixture
def evening(laid: dict[str, int]) -> Iterator[None]:
    """Later the one who was in the shop met the suspect there."""
    copy = visits.folder().with_name("trace-kept")
    shutil.copytree(visits.folder(), copy)
    table = {
        "person": [pseudonyms.of(laid[name]) for name in ("shopper", "suspect")], "place": [place("site", laid["shop"])] * 2,
        "enter": [NOON - 2 * HOUR] * 2, "leave": [NOON - HOUR // 2] * 2, "kind": ["shop"] * 2, "source": ["check-ins"] * 2,
    }  # fmt: skip
    pseudonyms.remember([laid["suspect"]])
    with Writer(visits.folder()) as log:
        log.append(pa.table(table), at=NOON)
    yield
    shutil.rmtree(visits.folder())
    copy.rename(visits.folder())


def test_their_contacts_too_are_asked_counted_and_listed_through_whom_they_were_found(
    laid: dict[str, int], evening: None
) -> None:
    epi, case, refs = browser("epi"), sick(), dict(Person.objects.values_list("id", "ref"))
    near = ExposureQuestion.objects.get(ref=ask())
    step = f"/exposure/of/case/{case.ref}?further=1"
    assert step in epi.get(f"/exposure/{near.ref}").content.decode()
    assert '<option value="2" selected' in epi.get(step).content.decode()
    made = epi.post(f"/exposure/of/case/{case.ref}", {"reason": "a chain", "depth": "2", "client": "f1"})
    of = ExposureQuestion.objects.get(depth=2)
    assert (made.status_code, near.count, of.count, of.crowded, of.unasked) == (303, 5, 6, 0, 0)
    page = epi.get(f"/exposure/{of.ref}").content.decode()
    shopper, suspect = refs[laid["shopper"]], refs[laid["suspect"]]
    assert f"through {shopper}" in page
    assert "contact of a contact" in page
    assert "and their contacts too" in epi.get("/exposure").content.decode()
    given: dict[str, Any] = {"ref": of.ref, "reader": READER, "by": EPI, "at": NOON}
    assert refused(choosing.choose, assessed={suspect: ASSESSED}, **given) == "exposure/not-through-a-contact"
    both = choosing.choose(assessed={suspect: ASSESSED, shopper: ASSESSED}, **given)
    assert both == {"made": 2, "known": 0}
    contact = Contact.objects.get(person=laid["suspect"])
    assert (contact.via.person_id, contact.first_contact_at) == (laid["shopper"], NOON - 2 * HOUR)
    assert Contact.objects.get(person=laid["shopper"]).via is None


def test_an_answer_whose_crowds_are_not_listed_says_so(
    laid: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    met = Event.objects.get(id=laid["event"])
    monkeypatch.setattr("lianfang.trace.questions.CROWD", 1)
    of = ExposureQuestion.objects.get(ref=ask(met.ref, register="event"))
    assert (of.count, of.crowded) == (0, 1)
    epi = browser("epi")
    asking.close(ref=of.ref, reader=READER, by=EPI, at=NOON)
    assert "too crowded to list" in epi.get(f"/exposure/{of.ref}").content.decode()
    assert "crowds not listed" in epi.get("/exposure").content.decode()


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Commands of ``lianfang trace`` at this site: what they print, or the code with which they are refused."""
    for name in ("ready", "ready_tables"):
        monkeypatch.setattr(site, name, lambda: None)
    schema = json.loads((Path(__file__).parents[2] / "docs/reference/trace.schema.json").read_text("utf-8"))

    def run(*words: str) -> Any:
        done = CliRunner().invoke(command, [*words, "--json"])
        if isinstance(done.exception, Refused):
            return done.exception.problems[0].code
        assert done.exit_code == 0, done.output
        said = json.loads(done.stdout)
        jsonschema.validate(said, {**schema, "$ref": f"#/$defs/trace%20{words[0]}"})
        return said

    return run


def test_at_the_console_the_same_is_asked_counted_and_named_once(laid: dict[str, int], console: Any) -> None:
    risk, shop = declared(DORA), Site.objects.get(id=laid["shop"]).ref
    asked = ("since", "--risk", risk, "--purpose", "case_investigation")
    assert (
        console(*asked[:3])
        == console(*asked, "--place", shop, "--area", "440305")
        == "trace/no-purpose-of-risk"
    )
    assert console(*asked[:3], "--purpose", "supervision") == "grant/purpose-shut"
    assert console(*asked, "--from", "2020-02-05") == "exposure/before-declared"
    assert console(*asked, "--area", "Futian") == "exposure/area-outside"
    count = console(*asked)
    assert (count["candidates"], count["told_before"], "found" in count) == (6, 0, False)
    late = console(*asked, "--place", shop, "--from", "2020-02-09T08:30:00", "--list")
    # Who had left by then is not among them.
    assert [(one["seconds"], one["first"] - NOON) for one in late["found"]] == [(1800, -3.5 * HOUR)] * 3
    again = console(*asked, "--area", "440305", "--list")
    assert (again["told_before"], len(again["found"])) == (3, 3)
    assert (ExposureQuestion.objects.filter(asked_by="console", closed_at=NOON).count()) == 3
    plan = plans.in_force().plan
    assert (
        asking.left_today(plan, By("console", "operator"), NOON)
        == visits.in_force(plan, asking.A_DAY, NOON) - 3
    )
    assert sum(asking.counted(plan.zone, NOON).values()) == 3
    noted = Journal.objects.filter(verb="trace", ref=risk, actor="console").values_list("fields", flat=True)
    assert sum(one.startswith("refused") for one in noted) == 3
    assert sum("shown=3" in one for one in noted) == 2


def test_of_a_demonstration_nothing_is_purged_that_its_own_clock_keeps(
    console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "real", lambda: NOON + 2000 * DAY)
    monkeypatch.setattr(clock, "now", lambda: NOON)
    done = console("purge", "--as-of", "2021-01-01")
    assert (done["at"], done["visits"], done["kept_from"]) == (NOON, 0, NOON - 14 * DAY)


def test_at_the_console_neither_a_plan_nor_a_name_of_ones_own_opens_more(
    console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = visits.in_force(plans.in_force().plan, asking.A_DAY, NOON)
    # A plan in a folder is not in force: its values do not hold.
    monkeypatch.setenv("LIANFANG_PLAN", "no_plan_at_all")
    own, others = declared(By("anna", "operator")), declared(DORA)
    asked = ("since", "--purpose", "case_investigation", "--risk")
    monkeypatch.setenv("LIANFANG_OPERATOR", "bert")
    assert console(*asked, own, "--list") == "exposure/not-signed"
    assert console(*asked, others)["candidates"] == 6
    of = ExposureQuestion.objects.latest("id")
    for n in range(ExposureQuestion.objects.count(), most):
        of.pk, of.ref, of.asked_by = None, ids.new_ref(), f"operator {n}"
        of.save()
    assert console(*asked, others) == "exposure/over-budget"


def test_at_the_console_a_case_is_asked_of_its_own_person_and_window(
    laid: dict[str, int], console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = ("--purpose", "case_investigation", "--case", sick().ref)
    who, window = str(pseudonyms.of(laid["sick"])), ExposureQuestion.objects.get(ref=ask())
    said = console("contacts", who, "--onset", "2020-01-20", *of)
    of_case = said["asked"][0]["window"]
    assert (of_case["since"], of_case["until"]) == (window.since, window.until)
    late = ("--until", "2020-01-21", *of)
    assert console("contacts", who, "--onset", "2020-01-20", *late) == "exposure/empty-window"
    # On one day there were two, and five in all of it.
    of_day = ("--onset", "2020-02-07", "--until", "2020-02-08T08:00:00", *of)
    assert (said["candidates"], console("contacts", who, *of_day, "--list")["candidates"]) == (5, 2)
    with monkeypatch.context() as patch:
        patch.setattr(
            exposure.console, "in_force", lambda of, key, at: 3 if key == asking.SIGN_ABOVE else 900
        )
        assert console("contacts", who, *of_day, "--list") == "exposure/not-signed"
    # Of a case whose window nobody knows a count is given, and no list: it would be one of the typed hours alone.
    unknown = (
        str(pseudonyms.of(laid["far"])),
        "--onset",
        "2020-02-08",
        *of[:3],
        Case.objects.order_by("id")[2].ref,
    )
    assert console("contacts", *unknown)["candidates"] > 0
    assert console("contacts", *unknown, "--list") == "exposure/no-window"
    # Someone who was in the shop, and whom no register knows.
    assert console("contacts", "77", "--onset", "2020-02-08", *of) == "exposure/not-a-case"


def test_at_the_console_no_part_of_a_window_is_listed_whose_whole_cannot_be_counted(
    laid: dict[str, int], console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rings, "further", partial(rings.further, crowd=3))
    of = ("--purpose", "case_investigation", "--case", sick().ref, "--onset", "2020-02-07")
    asked = ("contacts", str(pseudonyms.of(laid["sick"])), *of)
    early, whole = console(*asked, "--until", "2020-02-09T07:45:00"), console(*asked)
    # Whom the case met in the shop until then are few enough to be listed; all of that visit is only counted.
    assert (early["candidates"], early["crowded"], whole["candidates"], len(whole["crowded"])) == (
        3,
        [],
        2,
        1,
    )
    late = (*asked, "--until", "2020-02-09T07:45:00", "--list")
    assert console(*late) == "exposure/uncounted"
    monkeypatch.setattr(
        exposure.console, "in_force", lambda of, key, at: 2 if key == asking.SIGN_ABOVE else 900
    )
    assert console(*late) == "exposure/not-signed"


def test_at_the_console_two_names_of_one_person_are_not_two_persons(
    laid: dict[str, int], console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, case = [str(pseudonyms.of(laid[name])) for name in ("sick", "wife")], sick().ref
    refs = dict(Person.objects.values_list("id", "ref"))
    merge(pairs=[Pair("person", refs[laid["sick"]], refs[laid["wife"]], "one")], by=BY, at=NOON)
    monkeypatch.setattr(rings, "further", lambda *_, **__: pytest.fail("the log was read"))
    of = ("--purpose", "case_investigation", "--onset", "2020-02-07", "--case", case, "--case", case)
    assert console("contacts", *names, *of) == "trace/not-paired"


def test_at_the_console_several_cases_and_their_contacts_contacts_are_asked_at_once(
    laid: dict[str, int], console: Any, evening: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"classification": "CONFIRMED", "person": laid["wife"], "onset_on": _day(ONSET), "area": NANSHAN}
    second = Case.objects.get(id=write("case", told)[0]).ref
    who, wife, shopper, suspect = (
        str(pseudonyms.of(laid[name])) for name in ("sick", "wife", "shopper", "suspect")
    )
    of = ("--purpose", "case_investigation", "--onset", "2020-02-07", "--case", sick().ref)
    assert (
        console("contacts", who, wife, *of)
        == console("contacts", who, who, *of, "--case", second)
        == "trace/not-paired"
    )
    assert console("contacts", wife, who, *of, "--case", second) == "exposure/not-a-case"
    two = ("contacts", who, wife, *of, "--case", second)
    said = console(*two, "--list")
    # The son was with both; whoever is asked about is no candidate.
    through = {str(one["person"]): set(map(str, one["through"])) for one in said["found"]}
    assert (through[str(pseudonyms.of(laid["son"]))], through[shopper]) == ({who, wife}, {who})
    assert (said["candidates"], [one["case"] for one in said["asked"]], wife in through) == (
        4,
        [sick().ref, second],
        False,
    )
    far = console("contacts", who, *of, "--depth", "2", "--list")
    last = far["found"][-1]
    assert (far["by_depth"], str(last["person"]), last["through"]) == (
        {"1": 5, "2": 1},
        suspect,
        [int(shopper)],
    )
    assert [(one["start"], one["end"]) for one in last["why"]] == [(NOON - 2 * HOUR, NOON - HOUR)]
    assert list(ExposureQuestion.objects.order_by("id").values_list("record", "count", "depth")) == [
        (sick().ref, 4, 1), (second, 4, 1), (sick().ref, 6, 2),
    ]  # fmt: skip
    monkeypatch.setattr(
        exposure.console, "in_force", lambda of, key, at: 5 if key == asking.SIGN_ABOVE else 900
    )
    assert console("contacts", who, *of, "--depth", "2", "--list") == "exposure/not-signed"
    # Two cases are two questions.
    monkeypatch.setattr(asking, "left_today", lambda *_: 1)
    assert console(*two) == "exposure/over-budget"


def test_at_the_console_of_two_at_once_only_one_passes_the_budget(
    laid: dict[str, int], console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    most, risk = visits.in_force(plans.in_force().plan, asking.A_DAY, NOON), declared(DORA)
    within, found_in = exposure.console.within, asking.found_in
    full = ExposureQuestion.objects.get(ref=ask())

    def meanwhile(act: Any) -> Any:
        """Another console asks for the rest of the day while this one reads the log."""

        def acting(*given: Any, **more: Any) -> Any:
            for n in range(ExposureQuestion.objects.filter(asked_role="operator").count(), most):
                full.pk, full.ref, full.asked_by, full.asked_role = (
                    None,
                    ids.new_ref(),
                    f"operator {n}",
                    "operator",
                )
                full.save()
            return act(*given, **more)

        return acting

    commands = (
        ("contacts", str(pseudonyms.of(laid["sick"])), "--onset", "2020-02-07", "--case", sick().ref),
        ("since", "--risk", risk),
    )
    for words in commands:
        ExposureQuestion.objects.filter(asked_role="operator").delete()
        with monkeypatch.context() as patch:
            patch.setattr(exposure.console, "within", meanwhile(within))
            patch.setattr(asking, "found_in", meanwhile(found_in))
            assert console(*words, "--purpose", "case_investigation") == "exposure/over-budget"
        assert ExposureQuestion.objects.filter(asked_role="operator").count() == most
    noted = Journal.objects.filter(verb="trace", actor="console").values_list("fields", flat=True)
    assert list(noted) == ["refused exposure/over-budget"] * 2


def test_a_purge_at_the_console_leaves_no_way_back_and_is_written_down(
    laid: dict[str, int], console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    risk, epi = declared(DORA), browser("epi")
    epi.get(f"/exposure/{ask(risk, register='risk_area')}")
    assert (ExposureTold.objects.count(), Pseudonym.objects.count()) == (4, 5)
    ExposureTold.objects.update(last_at=NOON + 99 * DAY)
    refs = dict(Person.objects.values_list("id", "ref"))
    merge(pairs=[Pair("person", refs[laid["wife"]], refs[laid["far"]], "one")], by=BY, at=NOON)
    whole = visits.folder().with_name("trace.whole")
    shutil.copytree(visits.folder(), whole)
    try:
        # What is left began four hours ago in the shop: of one whom no register knows, and of the wife under another name.
        monkeypatch.setattr(clock, "real", lambda: NOON + 14 * DAY - 4 * HOUR)
        done = console("purge")
        left = {pseudonyms.of(laid[name]) for name in ("wife", "far")}
        assert set(Pseudonym.objects.values_list("number", flat=True)) == left
        assert ExposureTold.objects.get().number == pseudonyms.of(laid["wife"])
    finally:
        shutil.rmtree(visits.folder())
        whole.rename(visits.folder())
    noted = Journal.objects.filter(verb="trace", actor="console").values_list("fields", flat=True)
    assert list(noted) == [
        f"purge before={done['kept_from']} visits={done['visits']} people={done['people']}"
    ]
