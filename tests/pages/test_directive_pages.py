"""Directives: issued once, never changed, moved or withdrawn beside; objectives, and the work on them, counted and opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lianfang.base.problems import Refused
from lianfang.board.directives import every
from lianfang.gaps import directing, tasking
from lianfang.gaps.directing import Draft
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import tasks
from lianfang.registers.models import (
    Directive,
    DirectiveChange,
    Journal,
    Objective,
    Organisation,
    Task,
)
from tests.pages.offices import at_noon, browser, offices, police
from tests.pages.test_work_pages import hidden, look
from tests.unit.registers.city import CITY, FUTIAN, NANSHAN, NOON, write

pytestmark = pytest.mark.django_db
HOUR, DAY = 3600, 24 * 3600
DORA, EVE = By("dora", "district_command", NANSHAN), By("eve", "district_command", NANSHAN)
READER = Reader("dora", "district_command", NANSHAN)
DRAFT = Draft(
    NANSHAN, "2020-7", "Staff every gate", "Two at each gate", "Head Li", NOON - HOUR, NOON + 2 * DAY, "2.1"
)
SAID: dict[str, Any] = {
    "area_id": NANSHAN, "number": "1", "title": "a", "text": "b", "issued_by": "c", "issued_at": NOON - 1,
    "due_at": NOON, "clause": "", "recorded_at": NOON, "recorded_by": "d",
}  # fmt: skip


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The offices, and who may read alone."""
    with offices(django_db_blocker, ("edna", "epidemiologist", NANSHAN)):
        yield


@pytest.fixture(autouse=True)
def _noon(laid: None, monkeypatch: pytest.MonkeyPatch) -> None:
    at_noon(monkeypatch)


def issued(**more: Any) -> str:
    """A directive of dora's."""
    return directing.issue(draft=Draft(**{**vars(DRAFT), **more}), by=DORA, at=NOON)


def objective(ref: str, what: str = "Man the north gate", due_at: int = NOON + DAY) -> str:
    """An objective of a directive."""
    return directing.add_objective(ref=ref, what=what, unit=police().pk, due_at=due_at, by=DORA, at=NOON)


def handed(one: str, count: int = 1) -> list[str]:
    """Tasks on an objective."""
    row = {"title": "t", "unit": police().pk, "due_at": NOON + HOUR, "objective": one}
    return tasks.assign(rows=[row] * count, by=DORA, at=NOON)


def ended(refs: list[str], at: int = NOON) -> None:
    """The same tasks, closed."""
    tasks.receive(refs=refs, by=DORA, at=at)
    tasks.give_evidence(refs=refs, evidence="seen", by=DORA, at=at)
    tasks.verify(refs=refs, by=EVE, at=at)
    tasks.close(refs=refs, by=DORA, at=at)


def test_a_directive_is_issued_once_however_often_it_is_sent_and_others_do_not_see_it() -> None:
    dora = browser("dora")
    typed = {
        **hidden(dora.get("/directives/new"), "/directives/new"), "number": "2020-7", "title": "Staff <every> gate",
        "text": "Two at each", "issued_by": "Head Li", "issued_at": "2020-02-09T11:00", "due": "2020-02-11", "clause": "2.1",
    }  # fmt: skip
    first, again = (dora.post("/directives/new", typed) for _ in range(2))
    assert (first.status_code, first["Location"]) == (303, again["Location"])
    one = Directive.objects.get()
    assert (one.area_id, one.recorded_by, one.number, one.recorded_at) == (NANSHAN, "dora", "2020-7", NOON)
    assert "Staff &lt;every&gt; gate" in look(dora.get(first["Location"]))
    assert browser("fay").get(first["Location"]).status_code == 404
    assert "2020-7" not in look(browser("fay").get("/directives"))
    reads = browser("edna")
    assert "2020-7" in look(reads.get("/directives?words=EACH"))
    assert "2020-7" not in look(reads.get("/directives?words=south"))
    assert not reads.get(first["Location"]).context["forms"]
    assert [(e.verb, e.actor) for e in Journal.objects.filter(register="directive")] == [("issue", "dora")]


def test_bad_input_says_how_to_mend_it_and_keeps_what_was_typed() -> None:
    dora, ref = browser("dora"), issued()
    wrong = {
        "number": "8", "title": "x", "text": "kept as typed", "issued_by": "Li", "issued_at": "2020-02-09T10:00",
        "due": "2020-02-11", "client": "c",
    }  # fmt: skip
    for more, said in (
        ({"issued_at": "2020-03-09T11:00"}, "issued later than now"), ({"due": "soon"}, "soon"), ({"number": " "}, "number"),
        ({"due": "2020-02-01"}, "before it was issued"), ({"number": "2020-7"}, "numbered 2020-7 already"),
        ({"clause": "99"}, "no clause 99"),
    ):  # fmt: skip
        answer = dora.post("/directives/new", {**wrong, **more})
        told = (answer.status_code, said in look(answer), "kept as typed" in look(answer))
        assert told == (422, True, True), said
    action = f"/directives/{ref}/objectives"
    fine = {"what": "kept as typed", "unit": police().ref, "due": "2020-02-10", "client": "o"}
    for more, said in (
        ({"due": "2020-02-08"}, "past already"), ({"due": "2020-03-01"}, "later than its directive"),
        ({"what": " "}, "to be reached"), ({"unit": "nobody"}, "nobody"),
    ):  # fmt: skip
        answer = dora.post(action, {**fine, **more})
        assert (answer.status_code, said in look(answer)) == (422, True), said
    assert (Directive.objects.count(), Objective.objects.count()) == (1, 0)


def test_nothing_changes_what_was_issued_and_it_is_moved_and_withdrawn_beside() -> None:
    ref, dora = issued(), browser("dora")
    one = objective(ref)
    page = dora.get(f"/directives/{ref}")
    due = {**hidden(page, f"/directives/{ref}/move"), "due": "2020-02-13"}
    assert "Say why" in look(dora.post(f"/directives/{ref}/move", due))
    assert dora.post(f"/directives/{ref}/move", {**due, "reason": "Snow"}).status_code == 303
    moved = directing.find(ref, READER, NOON)
    assert (moved.one.due_at, moved.due_at > DRAFT.due_at) == (DRAFT.due_at, True)
    assert "Snow" in look(dora.get(f"/directives/{one}"))
    gone = {**hidden(page, f"/directives/{ref}/withdraw"), "client": "w", "reason": "Replaced by 8"}
    assert dora.post(f"/directives/{ref}/withdraw", gone).status_code == 303
    text = look(dora.get(f"/directives/{ref}"))
    assert ("Replaced by 8" in text, f"/tasks/new?objective={one}" in text) == (True, False)
    for act in (
        lambda: objective(ref), lambda: directing.withdraw(ref=ref, reason="r", by=DORA, at=NOON),
        lambda: directing.move(ref=ref, due_at=NOON + DAY, reason="r", by=DORA, at=NOON),
    ):  # fmt: skip
        with pytest.raises(Refused, match="directive/withdrawn"):
            act()
    for model in (Directive, DirectiveChange, Objective):
        for change in (
            lambda m=model: m.objects.update(recorded_by="y"),
            lambda m=model: m.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError, match="directive_stays"), transaction.atomic():
                change()


@pytest.mark.parametrize(
    "wrong",
    [{"issued_at": NOON + 1}, {"due_at": NOON - 2}, {"number": ""}, {"title": ""}, {"text": ""}, {"issued_by": ""}],
)  # fmt: skip
def test_the_database_refuses_what_is_no_directive(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Directive.objects.create(**{**SAID, **wrong})


def test_the_database_refuses_what_is_no_objective_and_no_change() -> None:
    one = Directive.objects.create(**SAID)
    by = {"directive": one, "recorded_at": NOON, "recorded_by": "d"}
    DirectiveChange.objects.create(**by, reason="r")
    for wrong in (
        lambda: Directive.objects.create(**SAID),
        lambda: DirectiveChange.objects.create(**by, reason="r"),
        lambda: DirectiveChange.objects.create(**by, due_at=NOON - 1, reason="r"),
        lambda: DirectiveChange.objects.create(**by, due_at=NOON, reason=""),
        lambda: Objective.objects.create(**by, what="", unit=police(), due_at=NOON),
        lambda: Objective.objects.create(**by, what="x", unit=police(), due_at=NOON - 1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_work_is_handed_out_from_an_objective_counted_and_opens() -> None:
    ref, dora = issued(), browser("dora")
    one, other = objective(ref), objective(ref, "Man the south gate")
    way = f"/tasks/new?objective={one}"
    assert f'href="{way}"' in look(dora.get(f"/directives/{ref}"))
    form = look(dora.get(way))
    assert (f'<option value="{one}" selected>' in form, 'value="Man the north gate"' in form) == (True, True)
    typed = {
        **hidden(dora.get(way), "/tasks/new"), "title": "Two men", "unit": police().ref, "due": "2020-02-10", "objective": one,
    }  # fmt: skip
    gone = dora.post("/tasks/new", {**typed, "objective": "0" * 16})
    assert (gone.status_code, "no objective" in look(gone)) == (422, True)
    answer = dora.post("/tasks/new", typed)
    task = Task.objects.get()
    assert (answer.status_code, task.objective) == (303, one)
    assert f'href="/directives/{one}"' in look(dora.get(f"/tasks/{task.ref}"))
    ended(handed(other, 2))
    page = dora.get(f"/directives/{ref}")
    shown = {figure.title: (figure.value, figure.href) for figure in page.context["figures"].figures}
    assert {title: value for title, (value, _href) in shown.items() if value} == {
        "to receive": 1,
        "closed": 2,
    }
    cells = [cell for row in page.context["objectives"].rows for cell in row.cells[4:11]]
    listed = [cell for row in dora.get("/directives").context["table"].rows for cell in row.cells[5:12]]
    counted = [*shown.values(), *((int(cell.text), cell.href) for cell in [*cells, *listed])]
    assert len(counted) == 7 * 4
    for value, href in dict.fromkeys(counted):
        pager = dora.get(href).context["table"].pager
        assert (pager.total if pager else 0) == value, href
    again = tasks.reassign(
        refs=[task.ref], unit=Organisation.objects.exclude(id=police().pk).values_list("id", flat=True)[0],
        due_at=NOON + DAY, outcome="not_ours", by=DORA, at=NOON,
    )  # fmt: skip
    assert Task.objects.get(ref=again[0]).objective == one


def test_whoever_is_given_work_reads_the_directive_that_it_serves_as_far_as_it_is_theirs() -> None:
    city = By("cleo", "city_command", CITY)
    ref = directing.issue(draft=Draft(**{**vars(DRAFT), "area": CITY}), by=city, at=NOON)
    said: dict[str, Any] = {"ref": ref, "due_at": NOON + DAY, "by": city, "at": NOON}
    mine = directing.add_objective(what="Theirs to reach", unit=police("Futian police").pk, **said)
    others = directing.add_objective(what="Man the south gate", unit=police().pk, **said)
    fay, edna = browser("fay"), browser("edna")
    assert [fay.get(f"/directives/{one}").status_code for one in (ref, mine)] == [404, 404]
    row = {"title": "t", "unit": police("Futian police").pk, "due_at": NOON + HOUR, "objective": mine}
    [task] = tasks.assign(rows=[row], by=city, at=NOON)
    assert f'href="/directives/{mine}"' in look(fay.get(f"/tasks/{task}"))
    for one in (ref, mine):
        page = fay.get(f"/directives/{one}")
        text = look(page)
        assert (page.status_code, "Two at each gate" in text, "Theirs to reach" in text) == (200, True, True)
        assert ("south gate" in text, page.context["forms"], page.context["figures"]) == (False, [], None)
        assert f'href="/tasks/{task}"' in text
    whole = browser("dora")
    assert [one.get(f"/directives/{ref}").status_code for one in (whole, edna)] == [404, 404]
    assert fay.post(f"/directives/{ref}/move", {"due": "2020-02-12", "reason": "x"}).status_code == 404
    assert [fay.get(f"/tasks/new?objective={one}").status_code for one in (mine, others)] == [422, 422]
    assert "Staff every gate" not in look(fay.get("/directives"))


def test_the_list_has_the_overdue_first_then_the_open_the_reached_and_the_withdrawn() -> None:
    refs = {name: issued(number=name, title=name) for name in ("gone", "done", "late", "open", "soon")}
    soon = objective(refs["soon"], due_at=NOON + HOUR)
    objective(refs["late"]), handed(soon)
    ended(handed(objective(refs["done"])))
    directing.withdraw(ref=refs["gone"], reason="r", by=DORA, at=NOON)

    def order(as_of: int, **more: Any) -> list[tuple[str, str]]:
        found = every(reader=READER, as_of=as_of, **more)
        return [(one.directive.one.number, one.state) for one in found]

    assert order(NOON) == [
        ("late", "open"), ("open", "open"), ("soon", "open"), ("done", "reached"), ("gone", "withdrawn"),
    ]  # fmt: skip
    # An hour on and a little, one objective is late, and so is its directive; after a day another's.
    assert order(NOON + 2 * HOUR, standing=True) == [("soon", "overdue"), ("late", "open"), ("open", "open")]
    assert [state for _name, state in order(NOON + 3 * DAY)] == ["overdue"] * 3 + ["reached", "withdrawn"]
    assert order(NOON - 1) == []
    blind = Reader("dora", "district_command", NANSHAN, classes=frozenset())
    told = {one.directive.one.number: one.state for one in every(reader=blind, as_of=NOON)}
    assert told == {
        "gone": "withdrawn", "done": "cannot_tell", "late": "cannot_tell", "soon": "cannot_tell", "open": "open",
    }  # fmt: skip


def test_what_another_entered_whose_clock_is_ahead_stands_all_the_same() -> None:
    ref = issued()
    one = objective(ref)
    directing.withdraw(ref=ref, reason="r", by=EVE, at=NOON + 1)
    late: dict[str, Any] = {"by": DORA, "at": NOON}
    for act in (
        lambda: directing.move(ref=ref, due_at=NOON + 3 * DAY, reason="r", **late),
        lambda: objective(ref),
        lambda: tasking.assign_clause(
            clause="", title="t", unit=police().pk, due_at=NOON + HOUR, objective=one, **late
        ),
    ):
        with pytest.raises(Refused, match="directive/withdrawn"):
            act()


def test_of_an_objective_on_which_work_lies_elsewhere_it_cannot_be_told_there_that_it_is_reached() -> None:
    refs = {name: issued(number=name, title=name) for name in ("all", "some", "none")}
    ended(handed(objective(refs["all"])))
    some, none = objective(refs["some"]), objective(refs["none"])
    ended(handed(some))
    [there] = write("organisation", {"kind": "police", "name_zh": "x", "name_en": "x", "area": FUTIAN})
    row = {"title": "t", "unit": there, "due_at": NOON + HOUR}
    city = By("carl", "city_command")
    tasks.assign(rows=[{**row, "objective": some}, {**row, "objective": none}], by=city, at=NOON)

    def states(reader: Reader) -> dict[str, tuple[str, int]]:
        found = every(reader=reader, as_of=NOON)
        return {one.directive.one.number: (one.state, one.reached) for one in found}

    assert states(READER) == {"all": ("reached", 1), "some": ("cannot_tell", 0), "none": ("cannot_tell", 0)}
    assert states(Reader("carl", "city_command")) == {
        "all": ("reached", 1),
        "some": ("open", 0),
        "none": ("open", 0),
    }
    # Where work is seen to be open, it is not reached, whatever lies elsewhere.
    handed(some)
    assert states(READER)["some"] == ("open", 0)
    shown = {
        row.cells[0].text: row.cells[4] for row in browser("dora").get("/directives").context["table"].rows
    }
    assert {name: cell.is_unknown for name, cell in shown.items()} == {
        "all": False,
        "some": False,
        "none": True,
    }


def test_the_list_is_cut_and_asks_as_often_for_three_as_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from lianfang.board.pages import directives as page

    dora, counts = browser("dora"), []
    for n in (1, 2):
        for i in range(n):
            handed(objective(issued(number=f"{n}{i}", due_at=NOON + (n + 1) * DAY)))
        with CaptureQueriesContext(connection) as looks:
            dora.get("/directives")
        counts.append(len(looks))
    assert counts[0] == counts[1]
    monkeypatch.setattr(page, "LIMIT", 2)
    seen, href = [], "/directives"
    while href:
        table = dora.get(href).context["table"]
        seen += [row.cells[0].note for row in table.rows]
        href = table.pager.next
    assert seen == ["10", "20", "21"]
