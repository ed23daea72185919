"""Tasks: each step in its turn, evidence looked at by another, one open task a duty, nothing twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lianfang.base.problems import Refused
from lianfang.registers.access import By
from lianfang.registers.actions import tasks
from lianfang.registers.models import Journal, Task, Version
from tests.unit.registers.city import BY, FUTIAN, NANSHAN, NOON, lay, write

pytestmark = pytest.mark.django_db

HOUR = 3600
ANN = By("ann", "supervisor")
DUTY = {"must": "screened-at-the-gate", "subject": "abcdefghijklmnop", "period": 0}


@pytest.fixture
def unit():
    """The police: no health authority."""
    lay()
    police = {"kind": "police", "name_zh": "交警", "name_en": "Traffic police", "area": NANSHAN}
    return write("organisation", police)[0]


def assigned(unit: int, **given: object) -> str:
    """One task of the unit."""
    row = {"title": "补测温", "unit": unit, "due_at": NOON + 24 * HOUR, **given}
    return tasks.assign(rows=[row], by=BY, at=NOON)[0]


def codes(act, **given) -> list[str]:
    """With what an action is refused."""
    with pytest.raises(Refused) as refusal:
        act(**given)
    return [problem.code for problem in refusal.value.problems]


def test_a_task_goes_its_way_and_says_where_it_was_at_each_instant(unit):
    ref = assigned(unit, clause="2.2", **DUTY)
    tasks.receive(refs=[ref], by=BY, at=NOON + HOUR)
    tasks.give_evidence(refs=[ref], evidence="补测记录第3页", by=BY, at=NOON + 2 * HOUR)
    tasks.verify(refs=[ref], by=ANN, at=NOON + 3 * HOUR)
    tasks.close(refs=[ref], by=ANN, at=NOON + 4 * HOUR)
    task = Task.objects.get(ref=ref)
    assert (task.area_id, task.state, task.outcome, task.verified_by) == (NANSHAN, "closed", "done", "ann")
    seen = [task.state_at(NOON + hours * HOUR) for hours in range(5)]
    assert seen == ["assigned", "received", "evidence", "verified", "closed"]
    entries = Journal.objects.filter(register="task").order_by("id")
    assert [(e.verb, e.actor) for e in entries] == [
        ("record", "test"), ("update", "test"), ("update", "test"), ("update", "ann"), ("update", "ann")
    ]  # fmt: skip
    assert not any("补测" in e.fields for e in entries)
    assert Version.objects.filter(register="task").count() == 4


def test_nothing_is_done_out_of_turn(unit):
    ref = assigned(unit)
    said: dict[str, Any] = {"refs": [ref], "by": ANN, "at": NOON}
    for act, given in (
        (tasks.give_evidence, {"evidence": "x"}),
        (tasks.verify, {}),
        (tasks.close, {}),
    ):
        assert codes(act, **said, **given) == ["task/out-of-turn"]
    tasks.send_back(**said, outcome="not_ours")
    assert codes(tasks.receive, **said) == ["task/out-of-turn"]
    assert codes(tasks.send_back, **said, outcome="not_ours") == ["task/out-of-turn"]
    assert Task.objects.get().state == "returned"


def test_a_task_that_another_moved_on_is_left_as_it_is(unit):
    ref = assigned(unit)
    said: dict[str, Any] = {"refs": [ref], "by": ANN, "at": NOON, "seen": "assigned"}
    tasks.receive(**said)
    for act, given in (
        (tasks.receive, {}),
        (tasks.send_back, {"outcome": "not_ours"}),
        (tasks.reassign, {"outcome": "not_ours", "unit": unit, "due_at": NOON}),
    ):
        assert codes(act, **said, **given) == ["task/moved-on"]
    assert Task.objects.get().state == "received"
    assert tasks.send_back(**{**said, "seen": "received"}, outcome="not_ours") == [ref]


def test_the_same_work_goes_to_another_unit_in_one_transaction(unit):
    refs = [assigned(unit, clause="2.2", **DUTY), assigned(unit)]
    office = write("organisation", {"kind": "command", "name_zh": "b", "name_en": "b", "area": NANSHAN})[0]
    said: dict[str, Any] = {"refs": refs, "by": ANN, "at": NOON + HOUR, "outcome": "not_ours", "request": "r"}
    late = codes(tasks.reassign, **said, unit=office, due_at=NOON)
    assert (late, codes(tasks.reassign, **said, unit=unit, due_at=NOON + 9 * HOUR)) == (
        ["task/due-before-assigned"] * 2, ["task/same-unit"] * 2,
    )  # fmt: skip
    assert {task.state for task in Task.objects.all()} == {"assigned"}
    fresh = tasks.reassign(**said, unit=office, due_at=NOON + 9 * HOUR)
    assert tasks.reassign(**said, unit=office, due_at=NOON + 9 * HOUR) == fresh
    told = {
        (t.must, t.subject, t.clause, t.title, t.unit_id, t.state) for t in Task.objects.filter(ref__in=fresh)
    }
    duty, title = (DUTY["must"], DUTY["subject"]), "补测温"
    assert told == {(*duty, "2.2", title, office, "assigned"), (None, None, None, title, office, "assigned")}
    assert {task.state for task in Task.objects.filter(ref__in=refs)} == {"returned"}


def test_who_gave_the_evidence_does_not_verify_it(unit):
    ref = assigned(unit)
    tasks.receive(refs=[ref], by=BY, at=NOON)
    assert codes(tasks.give_evidence, refs=[ref], evidence=" ", by=BY, at=NOON) == ["task/evidence-in-words"]
    tasks.give_evidence(refs=[ref], evidence="x", by=BY, at=NOON)
    same = By("TEST", "supervisor")
    assert codes(tasks.verify, refs=[ref], by=same, at=NOON) == ["task/verified-by-the-same"]
    tasks.send_back(refs=[ref], outcome="evidence_insufficient", by=ANN, at=NOON)
    assert Task.objects.get().outcome == "evidence_insufficient"


def test_outcomes_are_of_an_end_or_of_a_return(unit):
    ref = assigned(unit)
    assert codes(tasks.close, refs=[ref], outcome="not_ours", by=ANN, at=NOON) == ["task/outcome"]
    assert codes(tasks.send_back, refs=[ref], outcome="done", by=ANN, at=NOON) == ["task/outcome"]


def test_one_open_task_a_duty(unit):
    ref = assigned(unit, **DUTY)
    assert codes(lambda: assigned(unit, **DUTY)) == ["record/constraint"]
    tasks.send_back(refs=[ref], outcome="not_ours", by=BY, at=NOON)
    assert assigned(unit, **DUTY) != ref


def test_a_replay_is_answered_as_before(unit):
    row = {"title": "x", "unit": unit, "due_at": NOON + HOUR}
    first = tasks.assign(rows=[row], by=BY, at=NOON, request="a")
    assert tasks.assign(rows=[row], by=BY, at=NOON + 60, request="a") == first
    for act, given, by in (
        (tasks.receive, {}, BY),
        (tasks.give_evidence, {"evidence": "x"}, BY),
        (tasks.verify, {}, ANN),
        (tasks.close, {"outcome": "done_in_part"}, ANN),
    ):
        said: dict[str, Any] = {"refs": first, "by": by, "request": act.__name__, **given}
        assert act(**said, at=NOON + HOUR) == act(**said, at=NOON + 2 * HOUR) == first
    assert Task.objects.get().closed_at == NOON + HOUR
    assert Journal.objects.filter(register="task", request="verify").count() == 1


def test_a_list_is_moved_whole_or_not_at_all(unit):
    refs = [assigned(unit), assigned(unit)]
    tasks.receive(refs=refs[1:], by=BY, at=NOON)
    with pytest.raises(Refused) as refusal:
        tasks.receive(refs=[*refs, "nosuchtask"], by=BY, at=NOON)
    assert [(p.code, p.line) for p in refusal.value.problems] == [
        ("task/out-of-turn", 2),
        ("task/not-found", 3),
    ]
    assert Task.objects.get(ref=refs[0]).state == "assigned"
    officer = By("bob", "officer", area=FUTIAN)
    assert codes(tasks.receive, refs=refs[:1], by=officer, at=NOON) == ["task/not-found"]


DONE = {
    "received_at": NOON, "evidence_at": NOON + 1, "evidence": "x", "evidence_by": "a", "verified_at": NOON + 2,
    "verified_by": "b", "closed_at": NOON + 3, "outcome": "done",
}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"received_at": NOON - 1}, {"due_at": NOON - 1}, {"received_at": None}, {"evidence_by": None}, {"evidence": None},
        {"evidence_at": NOON - 1}, {"verified_by": "a"}, {"verified_by": None}, {"verified_at": None},
        {"verified_at": NOON}, {"closed_at": NOON + 1}, {"outcome": None}, {"outcome": "not_ours"},
        {"returned_at": NOON + 9}, {"closed_at": None}, {"must": "x"}, {"period": 0},
        {"closed_at": None, "returned_at": NOON, "outcome": "done"}, {"closed_at": None, "returned_at": NOON, "outcome": None},
    ],
)  # fmt: skip
def test_the_database_refuses_what_is_out_of_order(unit, wrong):
    assigned(unit)
    Task.objects.update(**DONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.update(**wrong)
