"""The pages about orders: issued whole or not at all, printed, appealed, lifted; a guard is told nothing but the verdict."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianfang.entry import clock
from lianfang.fronts.orders import tokens
from lianfang.fronts.orders.drafting import About, occurred
from lianfang.gaps import plans
from lianfang.registers import keys
from lianfang.registers.models import (
    Account,
    Case,
    Contact,
    Identifier,
    Journal,
    Order,
    Pass,
    Person,
    Site,
    Stay,
)
from tests import door
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import FUTIAN, NANSHAN, NOON, write

pytestmark = pytest.mark.django_db

DAY = 86400
NAME, EVIDENCE = "王小明", "ate with a case on Sunday"


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A district with two contacts of one case, a place of isolation, and who works there; laid once."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "real", lambda: NOON)
        lay_small()
        write("site", {"kind": "quarantine_site", "name_zh": "酒店", "name_en": "Hotel", "area": NANSHAN})
        case = write("case", {"classification": "CONFIRMED", "area": NANSHAN})[0]
        one, other = write("person", {"area": NANSHAN}, {"area": NANSHAN})
        told = {"case": case, "category": "HIGH_RISK", "identified_at": NOON - 60, "area": NANSHAN}
        write(
            "contact",
            {**told, "person": one, "last_contact_at": NOON - DAY},
            {**told, "person": other, "last_contact_at": NOON - 2 * DAY},
        )
        Identifier.objects.create(
            person_id=one, kind="name", cipher=keys.seal(NAME, "identifiers"), match=keys.match("name", NAME), recorded_at=0
        )  # fmt: skip
        for login, role, area in (
            ("dora", "district_command", NANSHAN), ("epi", "epidemiologist", NANSHAN), ("fay", "epidemiologist", FUTIAN),
            ("gus", "gate_worker", NANSHAN), ("cora", "community_officer", NANSHAN), ("eve", "enterprise_officer", NANSHAN),
        ):  # fmt: skip
            door.account(login, role=role, area=area)
        yield
        transaction.set_rollback(True)
    plans.forget()


@pytest.fixture(autouse=True)
def _noon(laid: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "real", lambda: NOON)


def browser(login: str, purpose: str = "") -> Client:
    """Someone who is signed in."""
    return door.signed_in(Account.objects.get(login=login), purpose=purpose)


def typed(**more: Any) -> dict[str, Any]:
    """What the form of an order asks, answered."""
    person = Contact.objects.order_by("id")[0].person
    assert person is not None
    return {
        "kind": "collective_isolation", "person": person.ref, "place": Site.objects.get(kind="quarantine_site").ref,
        "contact": Contact.objects.order_by("id")[0].ref, "basis": "Law, art. 39", "evidence": EVIDENCE,
        "evidence_at": "2020-02-08T12:00", "starts_at": "2020-02-09T12:00", "support_contact": "Chen 0755", "decider": "Wang",
        "notice_at": "2020-02-09T12:00", "appeal_told_at": "2020-02-09T12:00", "client": "c1", **more,
    }  # fmt: skip


def issued(**more: Any) -> Order:
    answer = browser("epi", "case_investigation").post("/orders/new", typed(**more))
    assert answer.status_code == 303, answer.content.decode()
    return Order.objects.get(ref=answer.headers["Location"].rpartition("/")[2])


def test_the_form_is_filled_from_the_contact_and_says_all_that_lacks_at_once() -> None:
    epi, contact = browser("epi", "case_investigation"), Contact.objects.order_by("id")[0]
    page = epi.get(f"/orders/new?contact={contact.ref}").content.decode()
    assert contact.person is not None
    assert contact.person.ref in page
    assert "2020-02-08T12:00" in page
    answer = epi.post("/orders/new", typed(basis="", support_contact="", decider="model"))
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "The order lacks: legal basis, support contact." in said
    assert "is no person who decides" in said
    assert not Order.objects.exists()
    made, again = (epi.post("/orders/new", typed()) for _ in range(2))
    assert made.headers["Location"] == again.headers["Location"]
    order = Order.objects.get()
    assert (order.ends_at, order.signed_ends_at) == (NOON + DAY, NOON - DAY + 14 * DAY)


def test_many_contacts_have_an_order_each_and_all_are_printed() -> None:
    refs = [one.ref for one in Contact.objects.order_by("id")]
    said = typed(contact=",".join(refs), person="", evidence_at="")
    answer = browser("epi", "case_investigation").post("/orders/new", said)
    orders = Order.objects.order_by("id")
    assert [(one.signed_ends_at or 0) - NOON for one in orders] == [13 * DAY, 12 * DAY]
    paper = browser("epi", "case_investigation").get(answer.headers["Location"]).content.decode()
    assert paper.count("still to come: without it the order lapses at 2020-02-10 12:00") == 2
    refs = [one.ref for one in orders]
    assert browser("epi").post("/orders/sign", {"ref": refs}).status_code == 404
    dora = browser("dora", "response")
    listed = dora.get("/orders?which=unsigned").content.decode()
    assert all(f'value="{ref}"' in listed for ref in refs)
    assert 'action="/orders/sign"' in listed
    printed = dora.get(dora.post("/orders/sign", {"ref": refs, "client": "s1"}).headers["Location"])
    assert printed.content.decode().count("Dora · 2020-02-09 12:00") == 2
    assert "has not come yet" not in printed.content.decode()
    assert [one.ends_at - NOON for one in orders.all()] == [13 * DAY, 12 * DAY]
    pages = (
        browser("epi", "case_investigation").get(answer.headers["Location"] + "&in=zh&in=en").content.decode()
    )
    assert pages.count('class="sheet of-order"') == pages.count('class="sheet of-notice"') == 4
    assert 'lang="zh-Hans"' in pages
    assert "现对您采取集中隔离措施" in pages
    assert "You are ordered" in pages


def test_a_longer_list_asks_no_more() -> None:
    epi, told = (
        browser("epi"),
        {"basis": "b", "area": NANSHAN, "kind": "home_isolation", "starts_at": NOON - 1},
    )
    person = Person.objects.order_by("id")[0].pk

    def looks(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert epi.get(path).status_code == 200
        return len(asked)

    counts = []
    for many in (1, 20):
        write(
            "order",
            *[
                {**told, "person": person, "ends_at": NOON + DAY + n, "appealed_at": NOON}
                for n in range(many)
            ],
        )
        counts.append([looks(path) for path in ("/orders", "/orders?which=all", "/orders/appeals")])
    assert counts[0] == counts[1]


def test_a_name_stands_on_the_order_and_not_on_the_door_and_evidence_has_its_purpose() -> None:
    order = issued()
    epi = browser("epi", "case_investigation")
    paper = epi.get(f"/orders/print?ref={order.ref}&what=order").content.decode()
    assert NAME in paper
    assert EVIDENCE in paper
    assert "Chen 0755" in paper
    assert "may appeal" in paper
    notice = epi.get(f"/orders/print?ref={order.ref}&what=notice").content.decode()
    assert NAME not in notice
    assert EVIDENCE not in notice
    assert order.person.ref not in notice
    assert Journal.objects.filter(register="order", fields="print,identifiers=1").count() == 1
    other = browser("dora", "response").get(f"/orders/print?ref={order.ref}&what=order").content.decode()
    assert EVIDENCE not in other
    assert "reads it to you" in other
    page = browser("dora", "response").get(f"/orders/{order.ref}").content.decode()
    assert EVIDENCE not in page
    assert NAME not in page


def test_the_file_for_the_printer_has_a_sheet_a_letter() -> None:
    pytest.importorskip("fpdf")
    order = issued()
    made = browser("epi").get(f"/orders/print.pdf?ref={order.ref}&in=zh&in=en")
    assert made.content.startswith(b"%PDF")
    assert made.content.count(b"/Type /Page\n") == 4


def test_lists_show_who_is_bound_and_what_lapses() -> None:
    epi = browser("epi")
    oral = epi.post("/orders/new", typed(oral="yes", ends_at="", client="c2"))
    ref = oral.headers["Location"].rpartition("/")[2]
    assert ref in epi.get("/orders?which=oral").content.decode()
    page = epi.get(f"/orders/{ref}").content.decode()
    assert "Unless a written order takes its place it lapses at 2020-02-10 12:00." in page
    form = epi.get(f"/orders/new?replaces={ref}").content.decode()
    assert "Put it in writing" in form
    answer = epi.post("/orders/new", typed(replaces=ref, client="c3"))
    assert answer.status_code == 303
    written = answer.headers["Location"]
    assert "It awaits its second signature." in epi.get(written).content.decode()
    assert epi.post(f"{written}/sign").status_code == 404
    dora = browser("dora", "response")
    assert f'action="{written}/sign"' in dora.get(written).content.decode()
    assert dora.post(f"{written}/sign", {"client": "s1"}).status_code == 303
    assert "signed at the account dora" in dora.get(written).content.decode()
    assert Order.objects.get(ref=ref).written_at == NOON
    assert ref not in epi.get("/orders").content.decode()


def test_whoever_issued_an_order_is_not_asked_to_sign_it() -> None:
    dora = browser("dora", "response")
    mine = dora.post("/orders/new", typed()).headers["Location"]
    assert f'action="{mine}/sign"' not in dora.get(mine).content.decode()
    refused = dora.post(f"{mine}/sign", {"client": "s1"})
    assert refused.status_code == 422
    assert "Another account has to sign it." in refused.content.decode()


def test_a_signature_that_was_typed_on_an_order_issued_here_is_said_to_be_on_paper() -> None:
    order, dora = issued(), browser("dora", "response")
    assert "Its second signature was not given here." not in dora.get(f"/orders/{order.ref}").content.decode()
    write("order", {"id": order.pk, "second_signer": "Zhao", "second_signed_at": NOON})
    page = dora.get(f"/orders/{order.ref}").content.decode()
    assert "Its second signature was not given here." in page
    assert f'action="/orders/{order.ref}/sign"' not in page


def test_what_puts_an_oral_order_in_writing_passes_by_who_may_not_read_it() -> None:
    oral = browser("epi", "case_investigation").post(
        "/orders/new", typed(oral="yes", ends_at="", client="c2")
    )
    ref = oral.headers["Location"].rpartition("/")[2]
    old = Order.objects.get(ref=ref)
    assert old.contact is not None
    for login in ("cora", "dora"):
        form = browser(login, "response").get(f"/orders/new?replaces={ref}").content.decode()
        for hidden in (EVIDENCE, "2020-02-08T12:00", old.contact.ref, old.contact.case.ref):
            assert hidden not in form, (login, hidden)
        assert "taken from the record, where nothing is typed" in form
    assert (
        EVIDENCE in browser("epi", "case_investigation").get(f"/orders/new?replaces={ref}").content.decode()
    )
    blank = typed(replaces=ref, contact="", evidence="", evidence_at="", client="c3")
    made = browser("cora", "response").post("/orders/new", blank)
    assert made.status_code == 303, made.content.decode()
    new = Order.objects.get(ref=made.headers["Location"].rpartition("/")[2])
    assert (new.contact, new.evidence, new.evidence_at) == (old.contact, EVIDENCE, NOON - DAY)


def test_the_form_names_no_case_and_no_instant_to_who_may_not_read_it() -> None:
    contact = Contact.objects.order_by("id")[0]
    path = f"/orders/new?contact={contact.ref}"
    for purpose, shown in (("case_investigation", True), ("response", False)):
        page = browser("dora", purpose).get(path).content.decode()
        assert ("2020-02-08T12:00" in page) is shown
        assert contact.case.ref not in page
    made = browser("dora", "response").post("/orders/new", typed(evidence_at=""))
    assert Order.objects.get(ref=made.headers["Location"].rpartition("/")[2]).evidence_at == NOON - DAY


def test_of_records_out_of_reach_the_verdict_alone_is_said() -> None:
    person = Contact.objects.order_by("id")[0].person
    assert person is not None
    path = f"/orders/people/{person.ref}"
    assert "were close to a case" in browser("dora", "response").get(path).content.decode()
    page = browser("cora", "response").get(path).content.decode()
    assert "1 records out of your reach" in page
    for hidden in ("close to a case", "holds until", "who answers for it", "watch and"):
        assert hidden not in page, hidden


def test_who_reads_lists_and_the_form_leaves_a_trace() -> None:
    order, dora = issued(), browser("dora", "response")
    looks = {
        "/orders?which=all": "rows=1",
        "/orders/appeals": "rows=0",
        f"/orders/new?replaces={order.ref}": "rows=1",
    }
    for path, rows in looks.items():
        before = Journal.objects.count()
        assert dora.get(path).status_code == 200
        left = Journal.objects.order_by("-id")[: Journal.objects.count() - before]
        assert [(one.verb, one.register, one.fields) for one in left] == [("read", "order", rows)], path


def test_an_appeal_is_entered_on_the_telephone_and_decided_by_another() -> None:
    order, dora = issued(), browser("dora", "response")
    path = f"/orders/{order.ref}"
    assert dora.post(f"{path}/appeal", {"from_whom": "operator", "reason": ""}).status_code == 422
    assert dora.post(f"{path}/appeal", {"from_whom": "operator", "reason": "was away"}).status_code == 303
    assert order.ref in dora.get("/orders/appeals").content.decode()
    decision = {"result": "ended", "why": "ticket seen", "decider": "Wang"}
    refused = dora.post(f"{path}/decide", decision)
    assert refused.status_code == 422
    assert "cannot decide the appeal" in refused.content.decode()
    assert browser("epi").post(f"{path}/decide", decision).status_code == 404
    assert dora.post(f"{path}/decide", {**decision, "decider": "Sun"}).status_code == 303
    order.refresh_from_db()
    assert (order.appeal_result, order.released_at) == ("ended", NOON)
    assert "Letter of release" in dora.get(f"/orders/print?ref={order.ref}").content.decode()


def test_an_order_on_a_case_of_today_of_which_only_the_day_is_known_rests_on_what_has_happened_by_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hotel = Site.objects.get(kind="quarantine_site")
    person = write("person", {"area": NANSHAN})[0]
    midnight = NOON + DAY // 2
    case = write(
        "case", {"classification": "CONFIRMED", "area": NANSHAN, "person": person, "confirmed_at": midnight}
    )[0]
    page = browser("epi").get(f"/orders/new?case={Case.objects.get(id=case).ref}").content.decode()
    told = dict(re.findall(r'name="(\w+)"[^>]*?value="([^"]*)"', page))
    assert told["evidence_at"] == told["starts_at"] == "2020-02-09T12:00"
    assert "the evidence is of an instant" not in page
    said = {
        **told,
        "kind": "hospital_isolation",
        "basis": "Law, art. 39",
        "place": hotel.ref,
        "decider": "Li Ming",
        "support_contact": "0755",
    }
    # The form was opened at noon, says so, and took three minutes to fill in.
    monkeypatch.setattr(clock, "real", lambda: NOON + 180)
    made = browser("epi").post(
        "/orders/new", {**said, "evidence_at": "", "evidence": "a case", "ends_at": "2020-02-23T12:00"}
    )
    assert made.status_code == 303, made.content.decode()
    assert Order.objects.get(case=case).evidence_at == NOON


def test_evidence_of_today_is_no_later_than_an_order_that_begins_today(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    midnight, sent = NOON + DAY // 2, NOON + 180
    for whole in (
        About(contacts=[Contact(last_contact_at=midnight)]),
        About(case=Case(confirmed_at=midnight)),
        About(stay=Stay(left_key_area_at=midnight)),
    ):
        begins = (None, NOON, sent + DAY, sent - DAY)
        assert [occurred(whole, sent, one) for one in begins] == [sent, NOON, sent, sent]
    exact = About(case=Case(confirmed_at=NOON + 60))
    assert occurred(exact, sent, NOON) == NOON + 60
    Contact.objects.update(last_contact_at=midnight)
    monkeypatch.setattr(clock, "real", lambda: sent)
    refs = ",".join(one.ref for one in Contact.objects.order_by("id"))
    epi = browser("epi", "case_investigation")
    made = epi.post("/orders/new", typed(contact=refs, person="", evidence_at=""))
    assert made.status_code == 303, made.content.decode()
    assert {one.evidence_at for one in Order.objects.all()} == {NOON}


def test_the_life_of_an_order_tells_what_is_still_to_come_apart() -> None:
    order = issued()
    page = browser("epi").get(f"/orders/{order.ref}").content.decode().partition("Its life so far")[2]
    began, ends = page.index("began<"), page.index("its term ends")
    assert "has not come yet" in page[ends:]
    assert "has not come yet" not in page[began:ends]


def test_a_guard_sees_the_verdict_and_the_time_and_nothing_else() -> None:
    order, epi, gus = issued(), browser("epi"), browser("gus")
    assert order.person is not None
    free = Person.objects.order_by("id")[1]
    answers = {}
    for person in (order.person, free):
        made = epi.post(f"/orders/people/{person.ref}/pass", {"client": person.ref})
        slip = Pass.objects.get(ref=made.headers["Location"].rpartition("/")[2])
        page = epi.get(made.headers["Location"]).content.decode()
        line = next(
            text for text in page.replace("<", " ").replace(">", " ").split() if text.startswith("LF1.")
        )
        assert person.ref not in line
        assert "<svg" in page
        answers[person.ref] = gus.post("/orders/gate", {"line": line}).content.decode()
        assert slip.valid_until <= NOON + tokens.LONGEST
    assert "call the supervisor" in answers[order.person.ref]
    assert "<strong>pass</strong>" in answers[free.ref]
    made_up = gus.post("/orders/gate", {"line": "LF1.nonsense"}).content.decode()
    assert made_up == answers[order.person.ref].replace(*_tokens(answers[order.person.ref], made_up))
    for said in answers.values():
        assert "An emergency passes at once" in said
        assert order.ref not in said
        assert "isolation" not in said


def test_the_page_for_gates_without_a_network_brings_the_key_those_taken_back_and_nothing_of_anybody() -> (
    None
):
    epi, gus, person = browser("epi"), browser("gus"), Person.objects.order_by("id")[1]
    made = epi.post(f"/orders/people/{person.ref}/pass", {"client": "offline"})
    slip = Pass.objects.get(ref=made.headers["Location"].rpartition("/")[2])
    page = gus.get("/orders/gate/offline").content.decode()
    assert slip.ref not in page
    [known] = tokens.public_keys(keys.export_pass_key())
    assert base64.urlsafe_b64encode(known).decode().rstrip("=") in page
    epi.post(f"/orders/passes/{slip.ref}/revoke")
    page = gus.get("/orders/gate/offline").content.decode()
    assert f'data-back="{slip.ref}:0"' in page
    assert not [word for word in (person.ref, "gus", "csrfmiddlewaretoken", "isolation") if word in page]
    worker = Client().get("/orders/gate/worker.js")
    assert (worker.status_code, worker.headers["Content-Type"]) == (200, "text/javascript")


def _tokens(one: str, other: str) -> tuple[str, str]:
    """The one thing in which two answers may differ: the form's token."""
    mark = 'name="csrfmiddlewaretoken" value="'
    first, second = (text.partition(mark)[2].partition('"')[0] for text in (one, other))
    return first, second


def test_what_is_out_of_reach_is_not_there() -> None:
    order = issued()
    assert order.person is not None
    for login in ("fay", "eve"):
        for path in (
            f"/orders/{order.ref}",
            f"/orders/print?ref={order.ref}",
            f"/orders/people/{order.person.ref}",
        ):
            assert browser(login).get(path).status_code == 404, (login, path)
    status = browser("dora", "response").get(f"/orders/people/{order.person.ref}").content.decode()
    assert "the order" in status
    assert f"/orders/{order.ref}" in status
    assert "holds until" in status
