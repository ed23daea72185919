"""Pages of beds: the queue, the board, a transfer from both sides, discharge by criteria, quarantine sites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianfang.base.problems import Refused
from lianfang.entry import clock
from lianfang.fronts.treatment import discharging, watching
from lianfang.gaps import plans
from lianfang.registers.models import Account, Admission, Bed, Case, Journal, Site, Transfer
from tests import door
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import CITY, FUTIAN, NANSHAN, NOON, write
from tests.unit.treatment.wards import HERE, HOUR, Wards, case_of, lay_in, lay_wards

pytestmark = pytest.mark.django_db
DAY = 24 * HOUR

ASKED = "needs not on record"


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[Wards]:
    """Two districts with a hospital and a quarantine site, and who works there; laid once."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "real", lambda: NOON)
        lay_small()
        wards = lay_wards()
        for login, role, area in (
            ("hana", "hospital_coordinator", NANSHAN), ("quin", "quarantine_site_officer", FUTIAN),
            ("cora", "city_command", CITY), ("gus", "gate_commander", NANSHAN),
        ):  # fmt: skip
            door.account(login, role=role, area=area)
        yield wards
        transaction.set_rollback(True)
    plans.forget()


@pytest.fixture
def wards(laid: Wards, db: None, monkeypatch: pytest.MonkeyPatch) -> Wards:
    """They, at noon."""
    monkeypatch.setattr(clock, "real", lambda: NOON)
    return laid


def browser(login: str) -> Client:
    """Someone who is signed in."""
    return door.signed_in(Account.objects.get(login=login))


def sent(client: Client, address: str, form: str = "", **fields: str) -> Any:
    """Fill in the form of a page: the one that goes to ``form``, or the page's own."""
    page = client.get(address)
    action = form or address
    found = re.search(
        rf'action="{re.escape(action)}".*?name="client"[^>]*value="(\w+)"', page.content.decode(), re.DOTALL
    )
    assert found, page.content.decode()[-3000:]
    return client.post(action, {"client": found.group(1), **fields})


def test_a_transfer_goes_from_the_queue_to_a_bed_by_both_sides(wards: Wards) -> None:
    case = case_of(wards.people[0], severity="SEVERE")
    hana, quin = browser("hana"), browser("quin")
    queue = hana.get("/beds/waiting").content.decode()
    assert case in queue
    assert re.search(r"2 h<[^>]*>120 min", queue)
    assert f"case={case}" in queue
    to = Site.objects.get(id=wards.quarantine).ref
    ask = f"/beds/transfers/ask?case={case}"
    assert sent(hana, ask, to_site=to, reason="").status_code == 422
    assert sent(hana, ask, to_site=to, reason="severe; oxygen").status_code == 303
    ref = Transfer.objects.get().ref
    page = f"/beds/transfers/{ref}"
    assert sent(hana, ask, to_site=to, reason="again").status_code == 409
    assert "severe; oxygen" in hana.get(page).content.decode()
    response = door.signed_in(Account.objects.get(login="hana"), purpose="response")
    for shut in (quin, response):
        said = shut.get(page).content.decode()
        assert "opened by the purpose of a case investigation" in said
        assert "oxygen" not in said
    assert "approve" not in quin.get(page).content.decode().split("Yours to do now")[-1][:400]
    assert sent(hana, page, f"{page}/approve").status_code == 303
    assert sent(quin, page, f"{page}/accept").status_code == 422
    assert sent(quin, page, f"{page}/accept", bed=wards.rooms[0]).status_code == 303
    assert "kept" in quin.get(f"/beds?site={to}").content.decode()
    assert sent(hana, page, f"{page}/arrange", car="120-7").status_code == 303
    assert sent(hana, page, f"{page}/pick_up").status_code == 303
    assert sent(quin, page, f"{page}/receive").status_code == 303
    assert Admission.objects.get(ends_at=None).bed.ref == wards.rooms[0]
    assert "DESTINATION" not in quin.get(page).content.decode()


def test_who_waits_and_is_nobody_on_record_has_a_way_to_be_named(wards: Wards) -> None:
    told = {
        "classification": "CONFIRMED",
        "area": NANSHAN,
        "found_at": NOON - HOUR,
        "confirmed_at": NOON - HOUR,
    }
    case = Case.objects.get(id=write("case", told)[0]).ref
    assert f'href="/records/case/{case}/edit"' in browser("hana").get("/beds/waiting").content.decode()


def test_who_comes_second_is_told_what_holds_the_bed_and_which_are_free(wards: Wards) -> None:
    quin, refs = browser("quin"), []
    for person in wards.people[:2]:
        ask = f"/beds/transfers/ask?case={case_of(person)}"
        sent(browser("cora"), ask, to_site=Site.objects.get(id=wards.quarantine).ref, reason="mild")
        refs.append(Transfer.objects.order_by("-id")[0].ref)
        sent(browser("hana"), f"/beds/transfers/{refs[-1]}", f"/beds/transfers/{refs[-1]}/approve")
    one, other = (f"/beds/transfers/{ref}" for ref in refs)
    late = re.search(
        r'/accept".*?name="client"[^>]*value="(\w+)"', quin.get(other).content.decode(), re.DOTALL
    )
    assert late
    assert sent(quin, one, f"{one}/accept", bed=wards.rooms[0]).status_code == 303
    lost = quin.post(f"{other}/accept", {"client": late.group(1), "bed": wards.rooms[0]})
    assert lost.status_code == 409
    said = lost.content.decode()
    assert "kept for another transfer" in said
    assert "Quarantine hotel 002-1" in said or "Quarantine hotel, 002-1" in said
    assert wards.people[0] not in said.split("Yours to do now")[-1]


def test_pages_are_not_there_for_other_areas_and_other_classes(wards: Wards) -> None:
    case = case_of(wards.people[0])
    pages = ["/beds", "/beds/waiting", "/beds/transfers", "/beds/sites", f"/beds/discharge/{case}"]
    assert [browser("gus").get(one).status_code for one in pages] == [404] * 5
    assert [browser("hana").get(one).status_code for one in pages] == [200] * 5
    assert [browser("quin").get(one).status_code for one in pages] == [200, 404, 200, 200, 404]
    assert browser("quin").get(f"/beds/{wards.beds[0]}").status_code == 404


def test_a_transfer_is_asked_only_of_records_that_one_reads(wards: Wards) -> None:
    case = case_of(wards.people[0], area=FUTIAN)
    ask = "/beds/transfers/ask?case="
    assert [browser(who).get(ask + case).status_code for who in ("cora", "quin")] == [200, 404]
    assert browser("quin").get("/beds/transfers/ask?screening=S1").status_code == 404


def test_the_board_counts_from_records_and_names_what_the_site_says_otherwise(wards: Wards) -> None:
    lay_in(wards.beds[0], wards.people[0])
    said = {
        "site": wards.hospital,
        "kind": "ISOLATION",
        "at": NOON - HOUR,
        "open": 3,
        "free": 3,
        "area": NANSHAN,
    }
    write("bed_count", said)
    site = Site.objects.get(id=wards.hospital).ref
    html = browser("hana").get(f"/beds?site={site}").content.decode()
    assert "−1" in html
    assert "O" not in [bed.state for bed in Bed.objects.all()]
    assert wards.people[0] not in html
    assert sent(browser("hana"), f"/beds/{wards.beds[1]}", state="C").status_code == 303
    assert sent(browser("hana"), f"/beds/{wards.beds[1]}", state="U").status_code == 303
    assert Bed.objects.get(ref=wards.beds[1]).state == "U"
    assert sent(browser("hana"), f"/beds/{wards.beds[1]}", state="C").status_code == 303
    assert sent(browser("hana"), f"/beds/{wards.beds[0]}", state="C").status_code == 422
    assert "2</td>" not in html.split("occupied")[0][-5:]


def test_a_case_is_discharged_when_each_criterion_is_met_and_not_before(wards: Wards) -> None:
    case, hana = case_of(wards.people[0]), browser("hana")
    lay_in(wards.beds[0], wards.people[0], at=NOON - 6 * DAY, case=case)
    row = Case.objects.get(ref=case)
    page = f"/beds/discharge/{case}"
    assert "Not every criterion" in hana.get(page).content.decode()
    assert sent(hana, page, reason="discharged").status_code == 422
    for days in (5, 4, 3, 2, 1):
        look = {"case": row.pk, "at": NOON - days * DAY, "temperature": 36.6, "area": NANSHAN}
        write("clinical_check", {**look, "symptoms_better": True, "imaging_better": True})
    for days in (2, 1):
        sample = {"case": row.pk, "taken_at": NOON - days * DAY, "area": NANSHAN}
        [taken] = write("sample", sample)
        result = {
            "sample": taken,
            "method": "PCR_RT_PCR",
            "result": "NEGATIVE",
            "resulted_at": NOON - days * DAY + HOUR,
        }
        write("test_result", {**result, "area": NANSHAN})
    write("clinical_check", {"case": row.pk, "at": NOON - HOUR, "temperature": 36.5, "area": NANSHAN})
    [pool] = write("pool", {"barcode": "P9", "made_at": NOON - DAY, "area": NANSHAN})
    write("sample", {"case": row.pk, "taken_at": NOON - DAY, "pool": pool, "area": NANSHAN})
    told = {"pool": pool, "method": "PCR_RT_PCR", "result": "NEGATIVE", "resulted_at": NOON - HOUR}
    write("test_result", {**told, "area": NANSHAN})
    assert "1 samples of this case are negative in a pool." in hana.get(page).content.decode()
    assert "Every criterion is met" in hana.get(page).content.decode()
    assert sent(hana, page, reason="discharged").status_code == 303
    row.refresh_from_db()
    assert (row.discharged_on, row.outcome, row.watch_until) == (
        date(2020, 2, 9),
        "RECOVERED",
        date(2020, 2, 23),
    )
    assert Admission.objects.get().ends_at == NOON


def test_an_outcome_is_told_of_a_case_that_lies_in_no_bed_on_record(wards: Wards) -> None:
    case, hana = case_of(wards.people[0], admitted_at=NOON - 2 * DAY), browser("hana")
    page = f"/beds/discharge/{case}"
    html = hana.get(page).content.decode()
    assert "Record the outcome" in html
    assert 'value="left"' not in html
    assert "diagnosis plan, edition 5" in html
    assert sent(hana, page, reason="discharged").status_code == 422
    assert sent(hana, page, reason="died", ends_at="2020-02-07T11:00").status_code == 422
    assert sent(hana, page, reason="died", ends_at="2020-02-10T11:00").status_code == 422
    assert sent(hana, page, reason="died", ends_at="2020-02-09T11:00").status_code == 303
    row = Case.objects.get(ref=case)
    assert (row.outcome, row.died_on, row.discharged_on) == ("DECEASED", date(2020, 2, 9), None)
    assert case not in hana.get("/beds/waiting").content.decode()
    assert "Record the outcome" not in hana.get(page).content.decode()
    with pytest.raises(Refused, match="discharge/ended"):
        discharging.discharge(case=case, by=HERE, at=NOON)


def test_a_discharged_case_is_watched_by_a_look_each_day(wards: Wards) -> None:
    left = date(2020, 2, 5)
    case = case_of(wards.people[0], discharged_on=left, outcome="RECOVERED")
    hana, page = (
        door.signed_in(Account.objects.get(login="hana"), purpose="case_investigation"),
        f"/beds/discharge/{case}",
    )
    assert [row.cells[1].part.word for row in hana.get(page).context["watch"].rows] == [
        "not yet today", *["not looked at"] * 3,
    ]  # fmt: skip
    for at, told, status in (
        ("", {}, 422), ("2020-02-10T09:00", {"temperature": "36.6"}, 422), ("", {"temperature": "36.6"}, 303),
        ("2020-02-07T09:00", {"symptoms_better": "yes"}, 303),
    ):  # fmt: skip
        assert sent(hana, page, f"{page}/look", at=at, **told).status_code == status, (at, told)
    rows = hana.get(page).context["watch"].rows
    assert [(row.cells[1].part.word, row.cells[3].text) for row in rows] == [
        ("looked at", "36.6 °C"), ("not looked at", ""), ("looked at", "symptoms clearly better"), ("not looked at", ""),
    ]  # fmt: skip
    [listed] = hana.get("/beds/watch").context["table"].rows
    assert [listed.cells[0].text, *(listed.cells[n].text for n in (2, 4, 5))] == [
        case,
        "4 of 14",
        "2",
        "36.6 °C",
    ]
    assert listed.cells[3].part.word == "looked at"
    found = Case.objects.get(ref=case)
    assert (len(watching.days(found, NOON)), watching.days(found, NOON)[-1].day) == (14, date(2020, 2, 19))
    write(
        "case", {"classification": "CONFIRMED", "earlier_case": found.pk, "found_at": NOON, "area": NANSHAN}
    )
    assert [one.day.day for one in watching.days(found, NOON)] == [6, 7, 8]
    assert hana.get("/beds/watch").context["table"].rows == []


@pytest.mark.parametrize(("purpose", "sees"), [("case_investigation", True), ("response", False)])
def test_what_is_said_of_health_is_opened_by_the_purpose_and_the_verdict_by_none(
    wards: Wards, purpose: str, sees: bool
) -> None:
    case = case_of(wards.people[0], severity="SEVERE", outcome="NO_OUTCOME")
    look = {
        "case": Case.objects.get(ref=case).pk,
        "at": NOON - HOUR,
        "symptoms_better": False,
        "area": NANSHAN,
    }
    write("clinical_check", look)
    hana = door.signed_in(Account.objects.get(login="hana"), purpose=purpose)
    queue, leaving = hana.get("/beds/waiting"), hana.get(f"/beds/discharge/{case}")
    [waits] = queue.context["waiting"].rows
    assert [waits.cells[3].text, waits.cells[5].text] == (
        ["severe", f"near, {ASKED}"] if sees else ["withheld"] * 2
    )
    assert ("severe" in queue.content.decode()) == sees
    facts = {one.term: one for one in leaving.context["facts"].facts}
    assert [bool(facts[term].withheld) for term in ("severity", "admitted", "outcome")] == [not sees] * 3
    rows = {
        row.name: [cell.part.word if cell.part else cell.text for cell in row.cells]
        for row in leaving.context["criteria"].rows
    }
    symptoms = rows["symptoms clearly better"]
    assert symptoms[2] == "not met"
    assert (symptoms[3:] == ["withheld"] * 2) == (not sees)
    assert ("severe" in leaving.content.decode()) == sees


def test_each_look_at_people_leaves_its_trace(wards: Wards) -> None:
    case, hana = case_of(wards.people[0]), browser("hana")
    to = Site.objects.get(id=wards.quarantine).ref
    sent(hana, f"/beds/transfers/ask?case={case}", to_site=to, reason="mild")
    ref = Transfer.objects.get().ref
    for page, register, named, rows in (
        ("/beds/waiting", "case", "", 1), (f"/beds/discharge/{case}", "clinical_check", case, 0),
        (f"/beds/discharge/{case}", "case", case, 1), ("/beds/transfers", "transfer", "", 1),
        (f"/beds/transfers/{ref}", "transfer", ref, 1), (f"/beds/transfers/ask?case={case}", "case", case, 1),
    ):  # fmt: skip
        before = Journal.objects.filter(verb="read").count()
        hana.get(page)
        new = Journal.objects.filter(verb="read").order_by("id")[before:]
        assert (register, named, f"rows={rows}", "hana") in [
            (n.register, n.ref, n.fields, n.actor) for n in new
        ], page


def test_a_site_whose_check_is_over_is_said_to_receive_emergencies_only(wards: Wards) -> None:
    quin = browser("quin")
    assert "emergencies only" not in quin.get("/beds/sites").content.decode()
    write(
        "inspection",
        {"site": wards.quarantine, "rule": "fire", "at": NOON, "result": "fault", "area": FUTIAN},
    )
    assert "emergencies only" in quin.get("/beds/sites").content.decode()


@pytest.mark.parametrize(
    ("address", "most"), [("/beds", 24), ("/beds/waiting", 40), ("/beds/transfers", 20), ("/beds/sites", 28)]
)
def test_pages_ask_no_more_the_more_there_is(wards: Wards, address: str, most: int) -> None:
    hana, counts = browser("cora"), []
    for person in (wards.people[0], *wards.people[1:]):
        case_of(person)
        with CaptureQueriesContext(connection) as asked:
            assert hana.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[1] == counts[-1] <= most


def test_who_stands_at_the_door_is_admitted_to_the_bed_that_was_proposed(wards: Wards) -> None:
    case, hana = case_of(wards.people[0]), browser("hana")
    ask = f"/beds/transfers/ask?case={case}&bed={wards.beds[0]}"
    told = {"who": f"case:{case}", "bed": wards.beds[0]}
    assert sent(hana, ask, "/beds/waiting/admit", **told).status_code == 303
    assert Admission.objects.get(ends_at=None).bed.ref == wards.beds[0]
    assert Case.objects.get(ref=case).admitted_at == NOON
    other = case_of(wards.people[1])
    late = hana.post("/beds/waiting/admit", {"who": f"case:{other}", "bed": wards.beds[0], "client": "c2"})
    assert late.status_code == 409
    assert "is taken" in late.content.decode()


def test_the_forms_go_where_the_routes_are(wards: Wards) -> None:
    assert reverse("treatment:ask_transfer") == "/beds/transfers/ask"
