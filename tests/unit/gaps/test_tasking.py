"""Tasks out of a list of gaps; what they become shows beside the gap, and closes none."""

from __future__ import annotations

from datetime import date

import pytest

from lianfang.base.problems import Refused
from lianfang.gaps import lists, plans
from lianfang.gaps.tasking import Wanted, assign_clause, assign_gaps
from lianfang.plan import reference
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import record, tasks
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import Case, ImportBatch, Task
from lianfang.registers.withholding import PUBLISHED
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import BY, CITY, NOON, passage, write

pytestmark = pytest.mark.django_db

HOUR = 3600
MUST = "screened-at-the-gate"
LATER = NOON + 20 * HOUR
EVERYONE = Reader("ann", "operator")
ANN = By("ann", "supervisor")


@pytest.fixture
def city():
    made = lay_small()
    write("passage", *[passage(made, n, screened=False, screened_at=None) for n in range(3)])
    yield made
    plans.forget()


def gaps(at: int = LATER) -> tuple[lists.Gap, ...]:
    """The gaps of the must."""
    return lists.gaps(MUST, reader=EVERYONE, at=at, now=at).rows


def hand_out(**given: object):
    """Tasks on the gaps of the must, each to its owner unless said otherwise."""
    said = {
        "wanted": Wanted(LATER, MUST),
        "unit": None,
        "due_at": LATER + HOUR,
        "reader": EVERYONE,
        "by": BY,
        "at": LATER,
    }
    return assign_gaps(**{**said, **given})  # type: ignore[arg-type]


def test_a_task_for_each_gap_and_none_twice(city):
    first = gaps()[0]
    one = hand_out(wanted=Wanted(LATER, MUST, subjects=(first.subject,)))
    rest = hand_out()
    assert (len(one.refs), len(rest.refs), rest.open_already, hand_out().refs) == (1, 2, 1, [])
    assert {task.unit_id for task in Task.objects.all()} == {city.command}
    assert {(t.must, t.subject, t.period) for t in Task.objects.all()} == {
        (MUST, g.subject, 0) for g in gaps()
    }
    # A list of an earlier instant makes no second task either.
    assert hand_out(wanted=Wanted(LATER - HOUR, MUST)).refs == []


def test_a_replay_makes_no_more_though_the_list_has_grown(city):
    first = hand_out(request="r")
    write("passage", passage(city, 0, screened=False, screened_at=None, at=NOON + HOUR))
    assert hand_out(request="r", at=LATER + 60) == first
    assert Task.objects.count() == 3


def test_the_state_of_a_task_shows_beside_its_gap_and_closing_it_closes_none(city):
    refs = hand_out().refs
    tasks.receive(refs=refs, by=BY, at=LATER + 60)
    tasks.give_evidence(refs=refs, evidence="补测", by=BY, at=LATER + 120)
    tasks.verify(refs=refs, by=ANN, at=LATER + 180)
    tasks.close(refs=refs, by=ANN, at=LATER + 240)
    told = [
        [gap.task.state_at(at) for gap in gaps(at) if gap.task]
        for at in (LATER - 1, LATER, LATER + 61, LATER + 300)
    ]
    assert told == [[], ["assigned"] * 3, ["received"] * 3, ["closed"] * 3]
    write("passage", {"id": gaps()[0].subject_id, "screened": True, "screened_at": LATER + 400})
    assert len(gaps(LATER + 400)) == 2


def test_a_gap_of_nobody_is_handed_to_nobody(city):
    from lianfang.registers.models import Area

    write("site", {"id": city.gate, "operator": None})
    Area.objects.update(command=None)
    with pytest.raises(Refused) as refusal:
        hand_out()
    assert [p.code for p in refusal.value.problems] == ["task/no-unit"] * 3
    assert len(hand_out(unit=city.command).refs) == 3


def test_work_on_a_clause_needs_a_clause_of_the_plan(city):
    [ref] = assign_clause(clause="2.2", title="增派人手", unit=city.command, due_at=LATER, by=BY, at=NOON)
    assert (Task.objects.get(ref=ref).clause, Task.objects.get(ref=ref).must) == ("2.2", None)
    with pytest.raises(Refused) as refusal:
        assign_clause(clause="99", title="x", unit=city.command, due_at=LATER, by=BY, at=NOON)
    assert [p.code for p in refusal.value.problems] == ["task/clause-unknown"]


PLAN = """
must: made-up-received-in-time
clause: "2.2"
title: {zh: 任务按时签收, en: A task is received in time}
every: task
where: due_at is known and unit is known
denominator: {source: {zh: 任务登记簿, en: tasks}, independent: no}
has: itself
such that: received_at is known
met at: received_at
by: assigned_at + 2 hours
owner: unit
restricts: no
source: {document: Made up, status: assumed}
"""


def test_tasks_are_held_to_musts_like_any_record(city, tmp_path):
    import shutil

    from lianfang.gaps.rebuild import rebuild
    from lianfang.gaps.standing import standings
    from lianfang.plan import shipped

    folder = shipped.folder("shenzhen_2020")
    assert folder is not None
    shutil.copytree(folder, tmp_path / "plan")
    (tmp_path / "plan" / "musts" / "made-up.yaml").write_text(PLAN, "utf-8")
    plans.enact(folder=tmp_path / "plan", by=BY, at=NOON)
    rebuild(at=NOON)
    refs = hand_out().refs
    tasks.receive(refs=refs[:1], by=BY, at=LATER + HOUR)
    tasks.receive(refs=refs[1:2], by=BY, at=LATER + 3 * HOUR)
    force = plans.in_force()
    found = standings(at=LATER + 4 * HOUR)[force.of("made-up-received-in-time").number, 0]
    assert (found.due, found.met_in_time, found.late, found.gaps) == (3, 1, 1, 1)
    tables = {"task": {row["id"]: row for row in Task.objects.values()}}
    must = force.plan.musts["made-up-received-in-time"]
    slowly = reference.duties(must, force.plan, tables, {}, catalogue())
    assert reference.standing(slowly, LATER + 4 * HOUR).gaps == 1


def test_who_is_withheld_is_no_task_and_stops_none(city):
    batch = ImportBatch.objects.create(
        ref="b1", status="done", file="f", digest="d", mapping="m", persons=PUBLISHED, started_at=NOON
    )
    row = {"classification": "CONFIRMED", "area": CITY, "reported_on": date(2020, 2, 8)}
    [open_] = write("case", row)
    record(register="case", rows=[row], by=BY, at=NOON, batch=batch.pk)
    wanted = Wanted(LATER + 30 * 24 * HOUR, "case-source-recorded")
    late = {"at": wanted.as_of, "due_at": wanted.as_of + HOUR, "wanted": wanted}
    assert len(lists.gaps(wanted.must, reader=EVERYONE, at=wanted.as_of, now=wanted.as_of).rows) == 2
    assert len(hand_out(**late).refs) == 1
    assert (Task.objects.get().subject, hand_out(**late).open_already) == (Case.objects.get(id=open_).ref, 1)
