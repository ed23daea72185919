"""A must or a value drafted on a page: two persons, a start that is not past, earlier days under the earlier rule."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lianfang.base.instants import DAY
from lianfang.base.problems import Refused
from lianfang.gaps import drafting, plans
from lianfang.gaps.drafts import Preview, Proposed, Tally
from lianfang.gaps.models import Duty, MustNumber, PlanDraft, PlanInForce
from lianfang.gaps.rebuild import lagging, rebuild
from lianfang.gaps.standing import standings
from lianfang.plan import shipped
from lianfang.plan.amending import entry_written, must_written
from lianfang.plan.check import check
from lianfang.plan.model import Source
from lianfang.registers.access import By
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import Journal
from tests.unit.gaps.cities import enact
from tests.unit.registers.city import CITY, NANSHAN, NOON, City, lay, passage, write

pytestmark = pytest.mark.django_db

ANN = By("ann", "epidemiologist", CITY)
BOB = By("bob", "city_command", CITY)
MUST = "screened-at-the-gate"
ON_SQLITE = os.environ.get("LIANFANG_TEST_DATABASE", "sqlite") == "sqlite"
TOMORROW = "2020-02-10"
NEXT_NOON = NOON + DAY
MINUTE = 60
A_MUST = {
    "must": "gate-of-many-is-open", "clause": "2.3", "title_zh": "关口启用", "title_en": "A gate in use is open",
    "since": TOMORROW, "every": "passage", "where": 'direction = "in"', "denominator_zh": "关口通行记录",
    "denominator_en": "passages that the gates record", "independent": "no", "has": "itself",
    "such_that": "screened = true", "met_at": "screened_at", "by": "at + 5 minutes", "owner": "gate.operator",
    "restricts": "no", "document": "Order of 9 February 2020", "status": "confirmed",
}  # fmt: skip


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """A gate through which a car went at noon, screened after fourteen minutes of the fifteen that it had."""
    with django_db_blocker.unblock(), transaction.atomic():
        city = lay()
        enact("gates.yaml")
        write("passage", passage(city, screened_at=NOON + 14 * MINUTE))
        yield city
        transaction.set_rollback(True)
    plans.forget()


@pytest.fixture
def city(laid: City) -> Iterator[City]:
    """The same, and nothing compiled that a test's own plan left behind."""
    yield laid
    plans.forget()


def value(
    is_: str = "12 minutes", since: str = TOMORROW, key: str = "screen_within", kind: str = "duration"
) -> Proposed:
    """A change of the time to be screened."""
    source = Source("Order of 9 February 2020", "confirmed")
    return Proposed("value", key, entry_written(since=since, value=is_, kind=kind, source=source).text)


def must(**changed: str) -> Proposed:
    """A new must."""
    said = {**A_MUST, **changed}
    return Proposed("must", said["must"], must_written(said).text)


def draft(proposed: Proposed, by: By = ANN, **more: Any) -> str:
    """Keep a draft; its reference."""
    return drafting.draft(proposed=[proposed], present=NOON, by=by, at=NOON, **more)[0]


def sign(ref: str, by: By = BOB, present: int = NOON) -> None:
    """Another signs."""
    drafting.sign(refs=[ref], present=present, by=by, at=NOON + 60)


def codes(act: Any) -> list[str]:
    """What was refused."""
    with pytest.raises(Refused) as refusal:
        act()
    return [problem.code for problem in refusal.value.problems]


def due_after(subject: int, key: str = MUST) -> int | None:
    """How long after noon of its day a passage was to be screened; None where it is no duty."""
    found = Duty.objects.filter(must_id=plans.in_force().of(key).number, subject_id=subject).first()
    return None if found is None else (found.due_at - NOON) % DAY


def test_a_value_is_changed_by_two_and_tomorrows_duties_follow_it_yesterdays_do_not(city: City) -> None:
    yesterday = Duty.objects.get(must_id=plans.in_force().of(MUST).number).subject_id
    [early] = write("passage", passage(city, at=NEXT_NOON, screened_at=NEXT_NOON + 14 * MINUTE))
    ref = draft(value())
    assert (due_after(yesterday), due_after(early)) == (15 * MINUTE, 15 * MINUTE)

    sign(ref)

    [later] = write("passage", passage(city, at=NEXT_NOON, screened_at=NEXT_NOON + 14 * MINUTE))
    assert [due_after(one) for one in (yesterday, early, later)] == [15 * MINUTE, 12 * MINUTE, 12 * MINUTE]
    rebuild(at=NOON)
    assert [due_after(one) for one in (yesterday, early, later)] == [15 * MINUTE, 12 * MINUTE, 12 * MINUTE]
    kept = PlanDraft.objects.get(ref=ref)
    assert (kept.state, kept.signed_by, kept.plan) == ("signed", "bob", plans.in_force().plan.hash)
    steps = (
        Journal.objects.filter(register="plan_draft").order_by("id").values_list("verb", "actor", "fields")
    )
    assert list(steps) == [
        ("draft", "ann", "value,screen_within"),
        ("sign_draft", "bob", "value,screen_within"),
    ]
    assert Journal.objects.filter(verb="enact", actor="bob").count() == 1


def test_only_the_musts_that_read_the_value_are_read_anew(city: City) -> None:
    MustNumber.objects.update(built_at=1)
    sign(draft(value()))
    assert lagging() == []
    assert list(MustNumber.objects.exclude(built_at=1).values_list("must", flat=True)) == [MUST]


def test_a_draft_says_what_it_would_find_and_writes_no_duty(city: City) -> None:
    before = list(Duty.objects.values_list())
    found = Preview.of_json(PlanDraft.objects.get(ref=draft(value())).found)
    [effect] = found.effects
    assert (effect.must, effect.now, effect.then) == (MUST, Tally(0, 0, 0), Tally(0, 0, 0)), (
        "nothing is due yet"
    )
    [ref] = drafting.draft(proposed=[value()], present=NOON + 13 * MINUTE, by=ANN, at=NOON)
    [effect] = Preview.of_json(PlanDraft.objects.get(ref=ref).found).effects
    assert (effect.now, effect.then) == (Tally(0, 0, 0), Tally(1, 1, 0))
    [ref] = drafting.draft(proposed=[must()], present=NOON + 7 * MINUTE, by=ANN, at=NOON)
    [effect] = Preview.of_json(PlanDraft.objects.get(ref=ref).found).effects
    assert (effect.now, effect.then) == (None, Tally(1, 1, 0))
    assert list(Duty.objects.values_list()) == before
    drafting.count_again(refs=[ref], present=NOON + 15 * MINUTE, by=BOB, at=NOON)
    [effect] = Preview.of_json(PlanDraft.objects.get(ref=ref).found).effects
    assert effect.then == Tally(1, 0, 0)


def test_a_must_is_signed_and_asks_from_its_first_day_on(city: City) -> None:
    yesterday = Duty.objects.get(must_id=plans.in_force().of(MUST).number).subject_id
    [ahead] = write("passage", passage(city, at=NEXT_NOON))
    sign(draft(must()))
    [later] = write("passage", passage(city, at=NEXT_NOON))
    asked = [due_after(one, A_MUST["must"]) for one in (yesterday, ahead, later)]
    assert asked == [None, 5 * MINUTE, 5 * MINUTE]
    assert lagging() == []


def test_who_drafted_does_not_sign_and_the_database_holds_it(city: City) -> None:
    ref = draft(value())
    assert codes(lambda: sign(ref, by=By("Ann", "city_command", CITY))) == ["draft/same-person"]
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanDraft.objects.filter(ref=ref).update(signed_by="ann", signed_at=NOON, plan="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanDraft.objects.filter(ref=ref).update(signed_by="", signed_at=NOON, plan="x")
    assert PlanInForce.objects.count() == 1
    sign(ref)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanDraft.objects.filter(ref=ref).update(outcome="withdrawn", ended_by="ann", ended_at=NOON)


def test_a_draft_that_ended_while_it_was_counted_again_is_left_as_it_ended(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref, count = draft(value()), drafting.preview

    def counted(*args: Any, **more: Any) -> Preview:
        drafting.withdraw(refs=[ref], by=ANN, at=NOON)
        return count(*args, **more)

    monkeypatch.setattr(drafting, "preview", counted)
    assert codes(lambda: drafting.count_again(refs=[ref], present=NOON, by=ANN, at=NOON)) == [
        "draft/not-waiting"
    ]
    assert not Journal.objects.filter(verb="count_draft").exists()


REFUSED = [
    (value(since="2020-02-09"), "draft/starts-in-the-past"),
    (value(since="2021-02-09"), "draft/starts-after-the-plan"),
    (value(since="tomorrow"), "draft/needs-a-start"),
    (value(is_="15 minutes"), "draft/no-change"),
    (value(is_="2 minutes"), "plan/twin-later"),
    (value(is_="37.3"), "plan/wrong-type"),
    (value(is_='2 minutes"} ['), "plan/wrong-type"),
    (value("420000, 999999", key="key_areas", kind="areas"), "plan/unknown-area"),
    (value(key="nothing_such"), "draft/unknown-value"),
    (must(must="Two words"), "draft/bad-key"),
    (must(must=MUST), "draft/key-taken"),
    (must(must="../../x"), "draft/bad-key"),
    (must(must=""), "draft/bad-key"),
    (must(since=""), "draft/needs-a-start"),
    (must(since="2020-02-09"), "draft/starts-in-the-past"),
    (must(where='direction = "inn"'), "plan/unknown-code"),
    (must(such_that=""), "plan/missing"),
    (must(restricts="yes"), "plan/restricts-without"),
    (must(title_en=""), "plan/missing-translation"),
]


# What is wrong with a text is the same on any database.
@pytest.mark.parametrize(("proposed", "expected"), REFUSED if ON_SQLITE else REFUSED[:3])
def test_a_draft_that_will_not_do_is_refused(city: City, proposed: Proposed, expected: str) -> None:
    assert expected in codes(lambda: draft(proposed))
    assert not PlanDraft.objects.exists()


def test_what_is_wrong_is_said_with_its_line_in_the_draft(city: City) -> None:
    said = must_written({**A_MUST, "where": 'direction = "in"\nand mode = "rood"'})
    with pytest.raises(Refused) as refusal:
        draft(Proposed("must", A_MUST["must"], said.text))
    [problem] = refusal.value.problems
    assert (problem.file, said.field(problem.line), "rood" in problem.what("en")) == ("", "where", True)
    with pytest.raises(Refused) as refusal:
        draft(value(is_="quickly"))
    [problem] = refusal.value.problems
    assert (problem.file, problem.line) == ("", 2)


def test_all_that_is_wrong_is_said_at_once(city: City) -> None:
    assert codes(lambda: draft(must(must="Two words", where="speed > 3", such_that=""))) == [
        "draft/bad-key", "plan/unknown-field", "plan/missing",
    ]  # fmt: skip
    assert codes(lambda: draft(must(must=MUST, by=""))) == ["draft/key-taken", "plan/missing"]


def test_rights_for_a_part_of_the_city_change_nothing(city: City) -> None:
    assert codes(lambda: draft(value(), by=By("cat", "epidemiologist", NANSHAN))) == ["draft/whole-city"]
    ref = draft(value())
    district = By("dan", "district_command", NANSHAN)
    assert codes(lambda: sign(ref, by=district)) == ["draft/whole-city"]
    assert codes(lambda: drafting.send_back(refs=[ref], words="no", by=district, at=NOON)) == [
        "draft/whole-city"
    ]


def test_of_two_drafts_of_one_value_the_later_is_refused_and_of_two_others_based_anew(city: City) -> None:
    first, second = draft(value()), draft(value("13 minutes", "2020-02-12"))
    other, fresh = draft(value("1 hour", key="declare_on_the_spot")), draft(must())
    sign(first)
    assert codes(lambda: sign(second)) == ["draft/overtaken"]
    sign(other)
    sign(fresh)
    plan = plans.in_force().plan
    assert [entry.value for entry in plan.values["screen_within"].entries] == [900, 720]
    assert [entry.value for entry in plan.values["declare_on_the_spot"].entries] == [1800, 3600]
    assert A_MUST["must"] in plan.musts
    assert lagging() == []


def test_a_start_that_passed_while_it_waited_is_refused(city: City) -> None:
    ref = draft(value())
    assert codes(lambda: sign(ref, present=NEXT_NOON)) == ["draft/starts-in-the-past"]
    assert PlanDraft.objects.get(ref=ref).state == "waiting"


def test_what_was_withdrawn_or_returned_waits_no_more(city: City) -> None:
    first, second = draft(value()), draft(must())
    assert codes(lambda: drafting.withdraw(refs=[first], by=BOB, at=NOON)) == ["draft/not-yours"]
    assert codes(lambda: drafting.send_back(refs=[first], words=" ", by=BOB, at=NOON)) == [
        "draft/needs-a-reason"
    ]
    assert codes(lambda: drafting.send_back(refs=[first], words="no", by=ANN, at=NOON)) == [
        "draft/same-person"
    ]
    drafting.withdraw(refs=[first], by=ANN, at=NOON)
    drafting.send_back(refs=[second], words="The source says ten", by=BOB, at=NOON)
    assert [one.state for one in PlanDraft.objects.order_by("id")] == ["withdrawn", "returned"]
    assert codes(lambda: sign(first)) == ["draft/not-waiting"]
    assert codes(lambda: sign("nothing-such")) == ["draft/not-found"]
    verbs = Journal.objects.filter(register="plan_draft").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["draft", "draft", "withdraw_draft", "return_draft"]


def test_a_draft_sent_twice_is_one(city: City) -> None:
    assert draft(value(), request="once") == draft(value(), request="once")
    assert PlanDraft.objects.count() == 1


def test_a_signature_that_breaks_off_leaves_plan_and_duties_as_they_were(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref, before = draft(value()), plans.in_force().plan.hash

    def breaks(**_: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(drafting, "rebuild", breaks)
    with pytest.raises(RuntimeError):
        sign(ref)
    assert (plans.in_force().plan.hash, lagging(), PlanDraft.objects.get(ref=ref).state) == (
        before,
        [],
        "waiting",
    )


def test_the_plan_as_changed_is_written_out_checked_and_not_lost_in_silence(
    city: City, tmp_path: Path
) -> None:
    sign(draft(value()))
    sign(draft(must()))
    plans.show(out=tmp_path / "out")
    assert codes(lambda: plans.show(out=tmp_path / "out")) == ["plan/out-not-empty"]
    report = check(tmp_path / "out", catalogue())
    assert (report.plan.hash, report.is_good) == (plans.in_force().plan.hash, True)
    whole = shipped.folder("shenzhen_2020")
    assert whole is not None
    assert codes(lambda: plans.enact(folder=whole, by=BOB, at=NOON)) == ["plan/would-lose-drafts"]
    merged = shutil.copytree(tmp_path / "out", tmp_path / "merged")
    (merged / "values" / "gates.yaml").write_text(
        (merged / "values" / "gates.yaml").read_text("utf-8") + "\n# looked through\n", "utf-8"
    )
    assert plans.enact(folder=merged, by=BOB, at=NOON) is True
    assert lagging() == [], "not one statement is another"
    assert plans.enact(folder=whole, by=BOB, at=NOON, drop_drafts=True) is True
    assert {one.state for one in PlanDraft.objects.all()} == {"dropped"}
    assert Journal.objects.filter(verb="drop_draft").count() == 2


def test_an_earlier_instant_is_replayed_under_the_earlier_rule(city: City) -> None:
    instants = [NOON + n * 5 * MINUTE for n in range(6)]
    before = [standings(at=one) for one in instants]
    sign(draft(value()))
    write("passage", passage(city, at=NEXT_NOON, screened_at=NEXT_NOON + 14 * MINUTE))
    assert [standings(at=one) for one in instants] == before
    number = plans.in_force().of(MUST).number
    after = {key: counts for key, counts in standings(at=NEXT_NOON + 13 * MINUTE).items() if key[0] == number}
    assert [(one.due, one.gaps) for one in after.values()] == [(2, 1)]
