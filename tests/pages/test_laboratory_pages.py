"""The laboratories' pages: barcodes and no names, every step once, what does not meet by name, nothing out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianfang.entry import clock
from lianfang.gaps import plans
from lianfang.registers.models import Account, Journal, Sample, TestResult
from tests import door
from tests.pages.test_work_pages import hidden, look
from tests.unit.gaps.cities import enact
from tests.unit.laboratory.city import HOUR, laboratories, sample
from tests.unit.registers.city import FUTIAN, NANSHAN, NOON, write

pytestmark = pytest.mark.django_db
BASE = "/laboratories"


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[int]]:
    """Two laboratories, a few samples in Futian, and who looks at them; laid once."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "real", lambda: NOON)
        labs = laboratories()
        enact("[gl]a*.yaml")
        for login, role, area in (
            ("lu", "laboratory_officer", FUTIAN), ("eve", "epidemiologist", FUTIAN), ("nan", "laboratory_officer", NANSHAN),
            ("gus", "gate_commander", FUTIAN),
        ):  # fmt: skip
            door.account(login, role=role, area=area)
        [person] = write("person", {"area": FUTIAN})
        [case] = write("case", {"classification": "SUSPECT", "area": FUTIAN})
        write(
            "sample", sample("POS1", labs[0], person=person), sample("OLD1", labs[0], case=case),
            sample("LOST1", labs[1], sent_at=NOON - 7 * HOUR, received_at=None), sample("SENT1", labs[0], received_at=None),
            sample("SENT2", labs[0], received_at=None),
        )  # fmt: skip
        told = {"laboratory": labs[0], "resulted_at": NOON - HOUR // 4, "area": FUTIAN}
        write(
            "test_result",
            {**told, "barcode": "POS1", "result": "POSITIVE"},
            {**told, "barcode": "WZ1", "result": "POSITIVE"},
        )
        write("test_result", {**told, "barcode": "OLD1", "result": "INDETERMINATE"})
        yield labs
        transaction.set_rollback(True)
    plans.forget()


@pytest.fixture
def labs(laid: list[int], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The laboratories, at noon."""
    monkeypatch.setattr(clock, "real", lambda: NOON)
    return laid


def browser(login: str, purpose: str = "case_investigation") -> Client:
    """Someone who is signed in."""
    return door.signed_in(Account.objects.get(login=login), purpose=purpose)


def names(page: Any, table: str) -> list[str]:
    """What the rows of a table are called."""
    return [row.name for row in page.context[table].rows]


def test_what_does_not_meet_is_named(labs: list[int]) -> None:
    eve = browser("eve")
    results = eve.get(f"{BASE}/results")
    assert (names(results, "positive"), names(results, "again")) == (["POS1"], ["OLD1"])
    asked = {"reason": "STAFF", "area": FUTIAN}
    write("sample", *({**asked, "requested_at": NOON - hours * HOUR} for hours in (25, 23)))
    reconcile = eve.get(f"{BASE}/reconcile")
    assert (names(reconcile, "lost"), names(reconcile, "orphans")) == (["LOST1"], ["WZ1"])
    assert names(reconcile, "never_taken") == [Sample.objects.get(requested_at=NOON - 25 * HOUR).ref]
    assert "1 positive results have no sample" in look(reconcile)
    assert names(eve.get(f"{BASE}/samples?step=lost"), "table") == ["LOST1"]
    assert names(eve.get(f"{BASE}/samples?step=sent"), "table") == ["SENT2", "SENT1", "LOST1"]
    assert names(eve.get(f"{BASE}/samples?barcode=OLD&laboratory={labs[0]}"), "table") == ["OLD1"]
    board = look(eve.get(BASE))
    assert "Lab 1 was never heard" in board
    assert "1 lost" in board


def test_a_laboratory_sees_barcodes_and_never_whose_they_are(labs: list[int]) -> None:
    old = Sample.objects.get(barcode="OLD1")
    assert old.case is not None
    page = f"{BASE}/samples/{old.ref}"
    assert (
        old.case.ref in look(browser("eve").get(page)),
        old.case.ref in look(browser("lu").get(page)),
    ) == (True, False)
    assert browser("lu").get(f"{BASE}/request").status_code == 404
    assert browser("nan").get(page).status_code == 404
    assert names(browser("nan").get(f"{BASE}/samples"), "table") == []
    for who, is_there in (("gus", False), ("lu", True)):
        assert (f'href="{BASE}"' in look(browser(who).get("/account"))) == is_there
        assert (browser(who).get(BASE).status_code == 200) == is_there


def test_what_came_out_is_read_for_the_purpose_that_opens_it(labs: list[int]) -> None:
    old, pos = (Sample.objects.get(barcode=code) for code in ("OLD1", "POS1"))
    words = {
        f"/samples/{old.ref}": "indeterminate",
        f"/samples/{pos.ref}": "positive",
        "/samples": "to be tested again",
    }
    words["/reconcile"] = 'bad" data-label="result">positive'
    for login in ("eve", "lu"):
        opened, shut = browser(login), browser(login, "response")
        for path, word in words.items():
            assert word in look(opened.get(BASE + path)), path
            answer = shut.get(BASE + path)
            assert (answer.status_code, word in look(answer)) == (200, False), path
        assert (opened.get(f"{BASE}/results").status_code, shut.get(f"{BASE}/results").status_code) == (
            200,
            422,
        )
        assert "withheld" in look(shut.get(f"{BASE}/samples/{pos.ref}"))
        assert "Open a case" not in look(shut.get(f"{BASE}/samples/{pos.ref}"))


def test_without_the_purpose_a_pool_that_was_split_looks_like_one_that_was_negative(labs: list[int]) -> None:
    clear, split = write(
        "pool",
        {"barcode": "PNEG", "laboratory": labs[0], "made_at": NOON - HOUR // 2, "area": FUTIAN},
        {
            "barcode": "PPOS", "laboratory": labs[0], "made_at": NOON - HOUR // 2, "split_at": NOON - HOUR // 8,
            "area": FUTIAN,
        },
    )  # fmt: skip
    write("sample", *(sample(f"S{n}", labs[0], pool=pool) for n, pool in enumerate((clear, split, split))))
    told = {"laboratory": labs[0], "resulted_at": NOON - HOUR // 4, "area": FUTIAN}
    write(
        "test_result",
        {**told, "pool": clear, "result": "NEGATIVE"},
        {**told, "pool": split, "result": "POSITIVE"},
    )
    write("test_result", {**told, "barcode": "S2", "resulted_at": NOON - 60, "result": "INDETERMINATE"})
    samples = [Sample.objects.get(barcode=f"S{n}") for n in range(3)]
    eve = browser("eve", "response")
    names = [
        *(one.ref for one in samples),
        *(one.pool.ref for one in samples),
        "S0",
        "S1",
        "S2",
        "PNEG",
        "PPOS",
    ]
    seen = set()
    for one in samples:
        page = look(eve.get(f"{BASE}/samples/{one.ref}"))
        main = page[page.index("<main") : page.index("</main")]
        for name in names:
            main = main.replace(name, "X")
        seen.add(main)
        assert "split" not in look(eve.get(f"{BASE}/pools/{one.pool.ref}"))
    assert len(seen) == 1
    listed = {
        step: look(eve.get(f"{BASE}/samples?step={step}")) for step in ("answered", "in_hand", "overdue")
    }
    assert [[f">S{n}<" in page for n in range(3)] for page in listed.values()] == [
        [True] * 3,
        [False] * 3,
        [False] * 3,
    ]
    assert "pool split" in look(browser("eve").get(f"{BASE}/samples/{samples[1].ref}"))


def test_each_look_at_samples_leaves_its_trace(labs: list[int]) -> None:
    eve, old = browser("eve"), Sample.objects.get(barcode="OLD1")
    for page, traces in (
        ("/samples", [("sample", "", 5)]), ("/results", [("test_result", "", 5)]),
        ("/reconcile", [("sample", "", 1), ("test_result", "", 1)]),
        (f"/samples/{old.ref}", [("sample", old.ref, 1), ("test_result", old.ref, 1)]),
    ):  # fmt: skip
        before = Journal.objects.filter(verb="read").count()
        eve.get(BASE + page)
        new = Journal.objects.filter(verb="read").order_by("id")[before:]
        assert [(n.register, n.ref, n.fields) for n in new] == [
            (r, ref, f"rows={n}") for r, ref, n in traces
        ], page


def test_barcodes_that_are_scanned_are_received_once_all_or_none(labs: list[int]) -> None:
    lu, scan = browser("lu"), f"{BASE}/scan"
    form = {
        **hidden(lu.get(scan), scan),
        "act": "receive",
        "barcodes": "SENT1\nSENT2, NONE9",
        "laboratory": str(labs[1]),
    }
    wrong = lu.post(scan, form)
    assert (wrong.status_code, "NONE9" in look(wrong)) == (422, True)
    assert Sample.objects.filter(barcode__startswith="SENT", received_at=None).count() == 2
    sent = [lu.post(scan, {**form, "barcodes": "SENT1 SENT2"}).status_code for _ in range(2)]
    kept = Sample.objects.filter(barcode__startswith="SENT").values_list("received_at", "laboratory")
    assert (sent, list(kept)) == ([303, 303], [(NOON, labs[1])] * 2)
    assert Journal.objects.filter(register="sample", verb="update", actor="lu").count() == 2


def test_a_result_by_hand_leads_to_its_sample_and_is_told_once(labs: list[int]) -> None:
    lu, enter = browser("lu"), f"{BASE}/enter"
    form = {
        **hidden(lu.get(enter), enter),
        "barcode": "LOST1",
        "result": "NEGATIVE",
        "resulted_at": "2020-02-09T12:00",
    }
    assert lu.post(enter, {**form, "resulted_at": "2020-02-09T12:01"}).status_code == 422
    page = lu.post(enter, form)["Location"]
    assert page == f"{BASE}/samples/{Sample.objects.get(barcode='LOST1').ref}"
    tell = f"{BASE}/results/{TestResult.objects.get(barcode='LOST1').ref}/tell"
    told = hidden(lu.get(page), tell)
    assert [lu.post(tell, told).status_code for _ in range(2)] == [303, 303]
    assert ("told to the person" in look(lu.get(page)), tell in look(lu.get(page))) == (True, False)
    assert names(browser("eve").get(f"{BASE}/reconcile"), "lost") == []


def test_a_sample_is_requested_from_a_record_and_taken(labs: list[int]) -> None:
    eve, ask = browser("eve"), f"{BASE}/request"
    old = Sample.objects.get(barcode="OLD1")
    assert old.case is not None
    form = {**hidden(eve.get(ask), ask), "of": "case", "ref": old.case.ref, "reason": "CONFIRMATION"}
    assert eve.post(ask, {**form, "ref": "x" * 16}).status_code == 422
    page = eve.post(ask, form)["Location"]
    take = f"{page}/take"
    given = {**hidden(eve.get(page), take), "taken_at": "2020-02-09T11:59"}
    assert "bears the barcode OLD1" in look(eve.post(take, {**given, "barcode": "OLD1"}))
    assert eve.post(take, {**given, "barcode": "NEW1"})["Location"] == page
    made = Sample.objects.get(barcode="NEW1")
    assert (made.case_id, made.area_id, made.taken_at) == (old.case_id, FUTIAN, NOON - 60)


@pytest.mark.parametrize(("path", "most"), [("", 30), ("/samples", 24), ("/results", 24), ("/reconcile", 45)])
def test_a_page_asks_for_no_more_than_it_shows(path: str, most: int, labs: list[int]) -> None:
    eve = browser("eve")
    eve.get(BASE + path)
    with CaptureQueriesContext(connection) as looks:
        eve.get(BASE + path)
    assert len(looks) <= most
