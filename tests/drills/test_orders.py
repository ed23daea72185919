"""D24, the life of an order: none that is incomplete, none without an end, everyone let go in time, every appeal seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from lianfang.base.problems import Refused
from lianfang.fronts.orders import (
    actions,
    appealing,
    asking,
    drafting,
    ending,
    listing,
    passing,
    signing,
    tokens,
)
from lianfang.fronts.orders.policies import MACHINES_ALONE, NEEDED, Draft
from lianfang.gaps import lists, plans
from lianfang.registers import keys
from lianfang.registers.access import By, Reader
from lianfang.registers.models import Case, Journal, Order, Site
from tests.unit.gaps.cities import enact
from tests.unit.registers import city as small
from tests.unit.registers.city import CITY, FUTIAN, NANSHAN, NOON, write

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = 60, 3600, 86400
OFFICER = By("Li Officer", "community_officer", NANSHAN)
OTHER = By("Zhang Clerk", "district_command", NANSHAN)
SIGNER = By("Zhao Signer", "district_command", NANSHAN)
READER = Reader(OFFICER.name, OFFICER.role, NANSHAN)


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    """A district with a household in a unit, a case, and a contact of it who lives there; laid once."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _laid()
        transaction.set_rollback(True)
    plans.forget()


def _laid() -> dict[str, int]:
    laid = small.lay()
    enact()
    unit = write("site", {"kind": "unit", "name_zh": "一单元", "name_en": "Unit 1", "area": NANSHAN})[0]
    home = write("household", {"site": unit, "area": NANSHAN})[0]
    person, ill = write("person", {"area": NANSHAN}, {"area": NANSHAN})
    case = write("case", {"classification": "CONFIRMED", "person": ill, "area": NANSHAN})[0]
    contact = write(
        "contact",
        {"person": person, "case": case, "household": home, "category": "HIGH_RISK", "identified_at": NOON - HOUR,
         "last_contact_at": NOON - DAY, "status": "FOLLOW_UP", "area": NANSHAN},
    )[0]  # fmt: skip
    return {
        "unit": unit,
        "home": home,
        "person": person,
        "case": case,
        "contact": contact,
        "by": laid.command,
    }


def whole(city: dict[str, int], **said: Any) -> Draft:
    """An order with all that an order needs."""
    told: dict[str, Any] = {
        "area": NANSHAN, "kind": "home_isolation", "person": city["person"], "household": city["home"],
        "contact": city["contact"], "decided_by": city["by"], "basis": "Law, art. 39", "evidence": "close to a case",
        "evidence_at": NOON - DAY, "starts_at": NOON, "ends_at": NOON + 13 * DAY, "decider": "Wang Decider",
        "support_contact": "Ms Chen, 0755 0000", "notice_at": NOON, "appeal_told_at": NOON,
    }  # fmt: skip
    return Draft(**told | said)


def issue(*drafts: Draft, at: int = NOON, by: By = OFFICER) -> list[str]:
    """Issued, and not signed yet."""
    return actions.issue(drafts=drafts, by=by, at=at)


def signed(*drafts: Draft, at: int = NOON) -> list[str]:
    """Issued, and signed by another account at once."""
    return signing.sign(refs=issue(*drafts, at=at), by=SIGNER, at=at)


def unsigned(refs: list[str], by: By = SIGNER, at: int = NOON) -> list[tuple[int, str]]:
    """The lines and codes for which these are not signed; nothing was written."""
    before = Journal.objects.count()
    with pytest.raises(Refused) as refusal:
        signing.sign(refs=refs, by=by, at=at)
    assert Journal.objects.count() == before
    return [(problem.line, problem.code) for problem in refusal.value.problems]


def refused(*drafts: Draft, at: int = NOON) -> set[str]:
    """The codes for which orders are refused; nothing was written."""
    before = Order.objects.count()
    with pytest.raises(Refused) as refusal:
        issue(*drafts, at=at)
    assert Order.objects.count() == before
    return {problem.code for problem in refusal.value.problems}


def row(ref: str) -> Order:
    return Order.objects.get(ref=ref)


def verdict(city: dict[str, int], at: int) -> str:
    return asking.standing_of(city["person"], at=at).verdict


def test_no_order_lacks_anything(city):
    lacking: dict[str, Any] = {name: None for name in NEEDED if name.endswith("_at")}
    lacking |= dict.fromkeys(("basis", "evidence", "support_contact", "decider"), "  ")
    lacking |= {"kind": ""}
    for name, nothing in lacking.items():
        assert "order/incomplete" in refused(whole(city, **{name: nothing})), name
    assert "order/incomplete" in refused(whole(city, person=None, household=None))
    assert "order/incomplete" in refused(whole(city, kind="collective_isolation", place=None))
    assert "order/incomplete" in refused(whole(city, household=None, place=None))
    assert set(lacking) | {"where", "whom"} == set(NEEDED)
    assert Order.objects.count() == 0


def test_one_bad_order_of_many_stops_them_all_and_says_which(city):
    with pytest.raises(Refused) as refusal:
        issue(whole(city), whole(city, support_contact=""), whole(city, area=FUTIAN))
    assert [(p.line, p.code) for p in refusal.value.problems] == [
        (2, "order/incomplete"),
        (3, "area/not-found"),
    ]
    assert Order.objects.count() == 0
    assert len(issue(*[whole(city)] * 40)) == 40


def test_a_person_decides_and_another_signs(city):
    for name in [*sorted(MACHINES_ALONE), "The Model", "风险模型", "ＡＩ", "model 3", "1234", "自动判定系统"]:
        assert "order/no-person" in refused(whole(city, decider=name)), name
    ref = signed(whole(city, decider="Ai Weiwei"))[0]
    assert (row(ref).second_signer, row(ref).second_signed_at) == ("Zhao Signer", NOON)
    assert signing.signature_of(row(ref)) == signing.Signature("Zhao Signer", True)


def test_who_issued_or_decided_does_not_sign_and_nobody_signs_twice(city):
    ref = issue(whole(city))[0]
    assert unsigned([ref], OFFICER) == [(0, "order/own-signature")]
    assert unsigned([ref], By("Wang Decider", "district_command", NANSHAN)) == [(0, "order/one-person")]
    assert unsigned([ref], By("model", "district_command", NANSHAN)) == [(0, "order/no-person")]
    assert unsigned([ref], By("Zhao Signer", "district_command", FUTIAN)) == [(0, "order/not-found")]
    assert unsigned([]) == [(0, "order/none-picked")]
    assert unsigned([ref], at=NOON + DAY) == [(0, "order/over")]
    assert signing.sign(refs=[ref], by=SIGNER, at=NOON, request="s1") == [ref]
    assert signing.sign(refs=[ref], by=SIGNER, at=NOON + 1, request="s1") == [ref]
    assert unsigned([ref], OTHER) == [(0, "order/signed-already")]
    entry = Journal.objects.get(register="order", verb="sign")
    assert (entry.actor, entry.ref, entry.at) == ("Zhao Signer", ref, NOON)


def test_a_batch_is_signed_whole_or_not_at_all(city):
    refs = [*issue(*[whole(city)] * 3), *issue(whole(city), by=SIGNER)]
    assert unsigned(refs) == [(4, "order/own-signature")]
    assert Order.objects.exclude(second_signed_at=None).count() == 0
    assert signing.sign(refs=refs, by=OTHER, at=NOON) == refs
    assert {one.ends_at for one in Order.objects.all()} == {NOON + 13 * DAY}


def test_what_nobody_signs_lapses_in_a_day_and_is_a_gap(city):
    first, second = issue(whole(city), whole(city, ends_at=NOON + HOUR))
    assert [row(ref).ends_at for ref in (first, second)] == [NOON + DAY, NOON + HOUR]
    assert listing.state_of(row(first), NOON) == "unsigned"
    assert [verdict(city, at) for at in (NOON, NOON + DAY - 1, NOON + DAY)] == ["call", "call", "go"]
    assert [gaps_of(first, "order-signed-twice", NOON + 2 * HOUR - late) for late in (1, 0)] == [False, True]
    assert not gaps_of(first, "unsigned-order-lapses", NOON + DAY)
    more = whole(city, replaces=first, starts_at=NOON + HOUR, evidence_at=NOON + HOUR)
    assert refused(more, at=NOON + HOUR) == {"order/not-signed"}
    assert ending.sweep(at=NOON + DAY) == 2
    assert [row(ref).release_reason for ref in (first, second)] == [ending.UNSIGNED, ending.DUE]
    later = issue(whole(city, starts_at=NOON + 3 * DAY))[0]
    assert row(later).ends_at == NOON + 4 * DAY


def test_a_signature_on_paper_says_who_recorded_it(city):
    told = {"kind": "home_isolation", "household": city["home"], "basis": "b", "area": NANSHAN}
    told |= {"starts_at": NOON, "ends_at": NOON + DAY, "decider": "Wang", "second_signer": "Zhao"}
    paper = write("order", told | {"second_signed_at": NOON})[0]
    found = signing.signature_of(Order.objects.get(id=paper))
    assert found is not None
    assert not found.is_own
    assert found.by == Journal.objects.filter(register="order", row=paper).values_list("actor", flat=True)[0]
    named = write("order", told)[0]
    assert signing.signature_of(Order.objects.get(id=named)) is None


def test_no_order_is_longer_than_allowed_from_its_evidence(city):
    last = NOON - DAY + 14 * DAY
    assert refused(whole(city, ends_at=last + 1)) == {"order/too-long"}
    assert row(signed(whole(city, ends_at=last))[0]).ends_at == last
    assert "order/no-term" in refused(whole(city, ends_at=NOON))
    assert "order/evidence-later" in refused(whole(city, evidence_at=NOON + 1, starts_at=NOON + 2))
    seal = whole(city, kind="seal", person=None, household=None, site=city["unit"], ends_at=NOON + 14 * DAY)
    assert refused(replace(seal, ends_at=NOON + 14 * DAY + 1)) == {"order/too-long"}
    assert issue(seal)


def test_who_is_due_is_let_go_though_the_job_was_down_and_papers_are_missing(city):
    first, later = signed(whole(city, ends_at=NOON + DAY), whole(city, ends_at=NOON + 2 * DAY))
    bare = write(
        "order",
        {"kind": "home_isolation", "household": city["home"], "basis": "b", "starts_at": NOON, "ends_at": NOON + DAY,
         "area": NANSHAN},
    )[0]  # fmt: skip
    assert ending.sweep(at=NOON + DAY - 1) == 0
    assert verdict(city, NOON + DAY) == "call"
    # The job is down until a day after; the end of the term binds at the gate all the same.
    assert verdict(city, NOON + 2 * DAY) == "go"
    up = NOON + 3 * DAY
    assert ending.sweep(at=up) == 3
    assert {row(first).released_at, row(later).released_at, Order.objects.get(id=bare).released_at} == {up}
    assert not ending.due(up + HOUR).exists()
    assert ending.sweep(at=up) == 0
    assert Journal.objects.filter(register="order", verb="update", role="system").count() == 3


def test_what_is_ordered_by_word_of_mouth_lapses_in_a_day(city):
    spoken = replace(whole(city), ends_at=None, notice_at=None)
    ref = actions.issue_oral(draft=spoken, by=OFFICER, at=NOON)
    assert (row(ref).ends_at, row(ref).oral, row(ref).second_signer) == (NOON + DAY, True, None)
    with pytest.raises(Refused) as refusal:
        actions.issue_oral(draft=replace(spoken, support_contact=""), by=OFFICER, at=NOON)
    assert refusal.value.problems[0].code == "order/incomplete"
    assert "order/lapsed" in refused(whole(city, replaces=ref, starts_at=NOON + DAY), at=NOON + DAY)
    assert (ending.sweep(at=NOON + DAY), row(ref).release_reason) == (1, ending.LAPSED)
    assert verdict(city, NOON + DAY) == "go"


def test_the_written_order_takes_the_place_of_the_oral_one(city):
    spoken = replace(whole(city), ends_at=None, notice_at=None)
    oral = actions.issue_oral(draft=spoken, by=OFFICER, at=NOON)
    at = NOON + HOUR
    paper = issue(whole(city, replaces=oral, starts_at=at), at=at)[0]
    # Until it is signed it takes the place of nothing, and lasts no longer than the oral one.
    assert (row(oral).released_at, row(paper).ends_at) == (None, NOON + DAY)
    assert refused(whole(city, replaces=oral, starts_at=at), at=at) == {"order/followed-already"}
    assert unsigned([oral], at=at) == [(0, "order/not-written")]
    signing.sign(refs=[paper], by=SIGNER, at=at + MINUTE)
    old = row(oral)
    assert (old.written_at, old.released_at, old.second_signed_at) == (at, at + MINUTE, at + MINUTE)
    assert old.second_signer == "Zhao Signer"
    assert row(paper).replaces_id == old.pk
    assert verdict(city, NOON + 2 * DAY) == "call"


def test_what_nobody_signed_is_not_issued_again_on_the_same_evidence(city):
    spoken = replace(whole(city), ends_at=None, notice_at=None)
    first, next_ = issue(whole(city))[0], NOON + DAY
    # Whether at its end, ahead of it, in one batch or by word of mouth: in all it is one day.
    assert refused(whole(city, starts_at=next_), at=next_) == {"order/unsigned-again"}
    assert refused(whole(city, starts_at=next_), at=NOON) == {"order/unsigned-again"}
    assert row(issue(whole(city, starts_at=NOON + HOUR))[0]).ends_at == next_
    with pytest.raises(Refused) as refusal:
        actions.issue_oral(draft=spoken, by=OFFICER, at=next_)
    assert [one.code for one in refusal.value.problems] == ["order/unsigned-again"]
    child = whole(city, person=write("person", {"area": NANSHAN})[0])
    assert refused(child, replace(child, starts_at=next_)) == {"order/unsigned-again"}
    assert refused(replace(child, starts_at=next_), child) == {"order/unsigned-again"}
    # An oral order gets no second day from a written one that does not name it.
    said = actions.issue_oral(draft=replace(spoken, person=child.person), by=OFFICER, at=NOON)
    assert row(issue(replace(child, starts_at=NOON + HOUR))[0]).ends_at == row(said).ends_at == next_
    assert refused(replace(child, starts_at=next_), at=next_) == {"order/unsigned-again"}
    # Newer evidence, another person, or a signature in time.
    assert issue(whole(city, starts_at=next_, evidence_at=NOON), at=next_)
    signing.sign(refs=[first], by=SIGNER, at=NOON)
    assert row(first).ends_at == NOON + 13 * DAY


def test_an_extension_needs_something_new(city):
    ref = signed(whole(city))[0]
    at = NOON + 10 * DAY
    more = whole(city, replaces=ref, starts_at=at, ends_at=NOON + 20 * DAY)
    assert "order/old-evidence" in refused(more, at=at)
    assert "order/other-person" in refused(replace(more, person=None, evidence_at=NOON + 8 * DAY), at=at)
    lapsed = issue(replace(more, evidence_at=NOON + 8 * DAY), at=at - DAY)[0]
    assert ending.sweep(at=row(lapsed).ends_at) == 1
    assert row(ref).released_at is None
    longer = signed(replace(more, evidence_at=NOON + 8 * DAY), at=at)[0]
    assert (row(ref).released_at, row(longer).ends_at) == (at, NOON + 20 * DAY)
    assert "order/over" in refused(replace(more, evidence_at=NOON + 9 * DAY), at=at)


def test_an_extension_that_begins_later_leaves_nobody_unbound_till_then(city):
    ref, at, ends = signed(whole(city))[0], NOON + 10 * DAY, NOON + 13 * DAY
    more = whole(city, replaces=ref, evidence_at=NOON + 8 * DAY, starts_at=ends, ends_at=NOON + 20 * DAY)
    assert refused(replace(more, starts_at=ends + 1), at=at) == {"order/hole"}
    signed(replace(more, starts_at=ends - DAY), at=at)
    assert row(ref).released_at == ends - DAY
    assert [verdict(city, when) for when in (at, ends - DAY - 1, ends - DAY, ends)] == ["call"] * 4
    assert refused(more, at=at) == {"order/ends-already"}


def test_a_release_before_its_time_says_why(city):
    ref = issue(whole(city))[0]
    with pytest.raises(Refused):
        ending.release(ref=ref, reason=" ", by=OFFICER, at=NOON + HOUR)
    with pytest.raises(Refused):
        ending.release(ref=ref, reason="test", by=By("x", "community_officer", FUTIAN), at=NOON + HOUR)
    ending.release(ref=ref, reason="tested negative twice", by=OFFICER, at=NOON + HOUR, request="r1")
    ending.release(ref=ref, reason="tested negative twice", by=OFFICER, at=NOON + 2 * HOUR, request="r1")
    assert (row(ref).released_at, verdict(city, NOON + HOUR)) == (NOON + HOUR, "go")


def gaps_of(ref: str, must: str, at: int) -> bool:
    found = lists.gaps(must, reader=Reader("board", "city_command", CITY), at=at, now=at)
    return any(one.subject == ref for one in found.rows)


def test_an_appeal_by_telephone_reaches_the_gate_at_once(city):
    ref = signed(whole(city))[0]
    at = NOON + HOUR
    appealing.appeal(ref=ref, from_whom="operator", reason="I was away that week", by=OTHER, at=at)
    with pytest.raises(Refused) as refusal:
        appealing.appeal(ref=ref, from_whom="person", reason="again", by=OTHER, at=at)
    assert refusal.value.problems[0].code == "order/appealed-already"
    assert verdict(city, at) == "call"

    def decide(**said: Any) -> Any:
        told: dict[str, Any] = {
            "ref": ref,
            "result": "ended",
            "why": "the ticket shows it",
            "decider": "Sun Judge",
            "by": OTHER,
            "at": at,
        }
        return appealing.decide(**told | said)

    wrong: dict[str, dict[str, Any]] = {
        "order/own-decision": {"decider": "WANG decider"}, "order/no-person": {"decider": "model"},
        "order/no-reason": {"why": ""}, "order/bad-result": {"result": "harder"},
        "order/changed-how": {"result": "changed", "ends_at": row(ref).ends_at},
    }  # fmt: skip
    for code, said in wrong.items():
        with pytest.raises(Refused) as refusal:
            decide(**said)
        assert code in {problem.code for problem in refusal.value.problems}
    with pytest.raises(Refused):
        decide(by=By("Zhao Signer", "district_command", NANSHAN))
    # Whoever issued it decides on no appeal, whatever name is typed.
    with pytest.raises(Refused) as refusal:
        decide(by=OFFICER)
    assert [problem.code for problem in refusal.value.problems] == ["order/own-decision"]
    assert decide() == ref
    assert (row(ref).appeal_result, row(ref).released_at, row(ref).appeal_from) == ("ended", at, "operator")
    assert verdict(city, at) == "go"


def test_a_signature_undoes_no_appeal_that_was_decided(city):
    ref, at, ends = issue(whole(city))[0], NOON + HOUR, NOON + 5 * HOUR
    appealing.appeal(ref=ref, from_whom="person", reason="I was away that day", by=OTHER, at=at)
    judge = By("Sun Judge", "district_command", NANSHAN)
    told: dict[str, Any] = {
        "result": "changed",
        "why": "for half of it",
        "decider": "Sun Judge",
        "ends_at": ends,
    }
    appealing.decide(ref=ref, by=judge, at=at, **told)
    signing.sign(refs=[ref], by=SIGNER, at=at)
    assert (row(ref).appeal_result, row(ref).ends_at, verdict(city, ends)) == ("changed", ends, "go")


def test_an_appeal_that_nobody_decides_in_two_days_is_a_gap(city):
    upheld, open_ = signed(whole(city), whole(city))
    for ref in (upheld, open_):
        appealing.appeal(ref=ref, from_whom="relative", reason="mother is ill", by=OTHER, at=NOON)
    appealing.decide(ref=upheld, result="upheld", why="w", decider="Sun Judge", by=OTHER, at=NOON + DAY)
    at = NOON + 48 * HOUR
    assert not gaps_of(open_, "appeal-decided", at - 1)
    assert gaps_of(open_, "appeal-decided", at)
    assert not gaps_of(upheld, "appeal-decided", at)


def test_a_fact_taken_back_takes_back_what_follows(city):
    ref = issue(whole(city))[0]
    assert asking.standing_of(city["person"], at=NOON + HOUR).kind == "at_home"
    assert verdict(city, NOON + HOUR) == "call"
    write("case", {"id": city["case"], "classification": "NO_CASE"})
    found = asking.standing_of(city["person"], at=NOON + HOUR)
    assert (found.kind, found.verdict, found.used) == ("none", "go", ())
    assert (ending.sweep(at=NOON + HOUR), row(ref).release_reason) == (1, ending.UNFOUNDED)
    assert Case.objects.get(id=city["case"]).classification == "NO_CASE"
    write("case", {"id": city["case"], "classification": "CONFIRMED"})
    assert asking.standing_of(city["person"], at=NOON + HOUR).kind == "watch"


def test_a_pass_ends_when_the_next_order_begins(city):
    ref = asking.Person.objects.get(id=city["person"]).ref
    order = issue(whole(city, starts_at=NOON + HOUR))[0]
    made = passing.issue_pass(person=ref, by=OFFICER, reader=READER, at=NOON)
    assert (made.row.verdict, made.row.valid_until) == ("go", NOON + HOUR)
    ending.release(ref=order, reason="r", by=OFFICER, at=NOON)
    assert (
        passing.issue_pass(person=ref, by=OFFICER, reader=READER, at=NOON + 1).row.valid_until
        == NOON + 1 + DAY
    )


def test_a_gate_without_a_network_is_told_of_an_order_to_come_that_was_recorded_since(city):
    ref = asking.Person.objects.get(id=city["person"]).ref
    made = passing.issue_pass(person=ref, by=OFFICER, reader=READER, at=NOON)
    assert passing.no_longer_good(NOON) == {}
    begins = NOON + 12 * HOUR
    order = issue(whole(city, starts_at=begins), at=NOON + HOUR)[0]
    assert passing.no_longer_good(NOON + 2 * HOUR) == {made.row.ref: begins}
    assert passing.no_longer_good(begins) == {made.row.ref: 0}
    # One that is issued now ends by itself when the order begins.
    passing.issue_pass(person=ref, by=OFFICER, reader=READER, at=NOON + 2 * HOUR)
    assert list(passing.no_longer_good(NOON + 2 * HOUR)) == [made.row.ref]
    ending.release(ref=order, reason="r", by=OFFICER, at=NOON + 3 * HOUR)
    assert passing.no_longer_good(NOON + 3 * HOUR) == {}


def test_whoever_lies_in_a_hospital_is_in_its_care_by_a_bed_or_by_the_case(city):
    ill = Case.objects.get(id=city["case"]).person_id

    def kind() -> str:
        return asking.standing_of(ill, at=NOON).kind

    write("case", {"id": city["case"], "admitted_at": NOON - DAY})
    assert kind() == "in_hospital"
    write("case", {"id": city["case"], "outcome": "RECOVERED"})
    assert kind() == "none"
    write("case", {"id": city["case"], "outcome": "NO_OUTCOME"})
    told = {"name_zh": "一", "name_en": "One", "area": NANSHAN}
    ward = write("site", {"kind": "ward", **told})[0]
    room = write("room", {"site": ward, "number": "1", "area": NANSHAN})[0]
    bed = write("bed", {"room": room, "site": ward, "number": "1", "kind": "REGULAR", "area": NANSHAN})[0]
    stay = write(
        "admission",
        {"person": ill, "bed": bed, "site": ward, "kind": "treatment", "case": city["case"], "starts_at": NOON - DAY,
         "area": NANSHAN},
    )[0]  # fmt: skip
    assert kind() == "in_hospital"
    # A bed that was left tells more than a case of which nobody wrote the discharge.
    write("admission", {"id": stay, "ends_at": NOON - HOUR})
    assert kind() == "none"


def test_a_hospital_elsewhere_is_a_place_and_no_unit_that_is_sealed(city):
    told = {"kind": "hospital", "name_zh": "一", "name_en": "One", "area": FUTIAN}
    there = Site.objects.get(id=write("site", told)[0])
    assert drafting.row_of(Site, "place", there.ref, READER) == there
    with pytest.raises(Refused):
        drafting.row_of(Site, "site", there.ref, READER)


def test_the_list_of_passes_that_are_no_longer_good_reads_for_many_what_it_reads_for_one(city):
    told: dict[str, object] = {"area": NANSHAN}
    others = write("person", *[told] * 12)
    slips = [
        {"person": one, "issued_at": NOON, "valid_until": NOON + DAY, "verdict": "go", "area": NANSHAN}
        for one in (city["person"], *others)
    ]
    asked = []
    write("pass", slips[0])
    for more in ([], slips[1:]):
        write("pass", *more)
        with CaptureQueriesContext(connection) as queries:
            assert passing.no_longer_good(NOON) == {}
        asked.append(len(queries))
    assert asked[0] == asked[1]
    # One is bound by their household's order, one by the unit's seal, one is ill; the others are free.
    write("stay", {"person": others[0], "household": city["home"], "area": NANSHAN})
    signed(whole(city, person=None, contact=None))
    write("case", {"person": others[1], "classification": "CONFIRMED", "home": city["unit"], "area": NANSHAN})
    signed(whole(city, kind="seal", person=None, household=None, contact=None, site=city["unit"]))
    write(
        "case",
        {"person": others[2], "classification": "CONFIRMED", "admitted_at": NOON - DAY, "area": NANSHAN},
    )
    found = asking.standings_of([city["person"], *others], at=NOON + 1)
    assert found == {one: asking.standing_of(one, at=NOON + 1) for one in found}
    bound = {one for one, standing in found.items() if standing.verdict != "go"}
    assert bound == {city["person"], *others[:3]}
    assert len(passing.no_longer_good(NOON + 1)) == 4


def test_a_pass_follows_what_is_asked_of_its_holder(city):
    ref = asking.Person.objects.get(id=city["person"]).ref
    made = passing.issue_pass(person=ref, by=OFFICER, reader=READER, at=NOON, given_to=ref, request="p1")
    again = passing.issue_pass(person=ref, by=OFFICER, reader=READER, at=NOON + 5, given_to=ref, request="p1")
    assert (again.line, made.row.valid_until) == (made.line, NOON + DAY)
    known = tokens.public_keys(keys.export_pass_key())
    assert passing.look(made.line, reader=READER, at=NOON + MINUTE).verdict == "go"
    order = issue(whole(city), at=NOON + HOUR)[0]
    # A gate that is connected knows at once; one that is not, as soon as it has the list.
    assert passing.look(made.line, reader=READER, at=NOON + HOUR).because == "revoked"
    listed = tokens.revoked_list(passing.no_longer_good(NOON + HOUR), NOON, keys.sign_pass)
    revoked = tokens.read_list(listed, known, at=NOON + HOUR).refs
    assert tokens.looked_at(made.line, known, at=NOON + HOUR, revoked=revoked).verdict == "call"
    bound = passing.issue_pass(person=ref, by=OFFICER, reader=READER, at=NOON + HOUR)
    assert passing.look(bound.line, reader=READER, at=NOON + HOUR).because == "says-call"
    ending.release(ref=order, reason="r", by=OFFICER, at=NOON + 2 * HOUR)
    assert passing.look(made.line, reader=READER, at=NOON + 2 * HOUR).verdict == "go"
    passing.revoke(ref=made.row.ref, by=OFFICER, at=NOON + 2 * HOUR)
    assert passing.look(made.line, reader=READER, at=NOON + 2 * HOUR).verdict == "call"
    assert passing.no_longer_good(NOON + 2 * HOUR) == {made.row.ref: 0}
    assert plans.in_force().plan.values["pass_valid_for"].entries[-1].value == tokens.LONGEST
