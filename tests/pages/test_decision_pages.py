"""The decision log: entered once, never changed, corrected beside; the work that follows is counted and opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lianfang.base.problems import Refused
from lianfang.gaps import deciding
from lianfang.gaps.deciding import Draft
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import tasks
from lianfang.registers.models import Decision, Journal, Task
from tests import briefs
from tests.pages.offices import at_noon, browser, offices, police
from tests.pages.test_work_pages import hidden, look
from tests.unit.registers.city import CITY, NANSHAN, NOON

pytestmark = pytest.mark.django_db
HOUR = 3600
DORA = By("dora", "district_command", NANSHAN)
DRAFT = Draft(
    NANSHAN, NOON - HOUR, "Deputy head Li", "Close the north gate at night", "12 cars, none declared", "2.1"
)

SAID: dict[str, Any] = {
    "area_id": NANSHAN, "decided_at": NOON - 1, "decided_by": "a", "what": "b", "why": "c", "recorded_at": NOON,
    "recorded_by": "d",
}  # fmt: skip


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The offices, and a gate's."""
    with offices(django_db_blocker, ("carl", "gate_commander", NANSHAN)):
        yield


@pytest.fixture(autouse=True)
def _noon(laid: None, monkeypatch: pytest.MonkeyPatch) -> None:
    at_noon(monkeypatch)


def decided(**more: Any) -> str:
    """One entry, dora's where no other is named."""
    by = more.pop("by", DORA)
    return deciding.decide(draft=Draft(**{**vars(DRAFT), **more}), by=by, at=NOON)


def test_a_decision_is_entered_once_however_often_it_is_sent_and_others_do_not_see_it() -> None:
    dora = browser("dora")
    brief = briefs.kept(NANSHAN)
    form = hidden(dora.get("/decisions/new"), "/decisions/new")
    typed = {
        **form, "decided_at": "2020-02-09T11:00", "decided_by": "Deputy head Li", "what": "Close the <north> gate", "why": "No cars",
        "figures_as_of": "2020-02-09T10:00", "brief": brief.ref, "clause": "2.1",
    }  # fmt: skip
    first, again = (dora.post("/decisions/new", typed) for _ in range(2))
    assert (first.status_code, first["Location"]) == (303, again["Location"])
    one = Decision.objects.get()
    assert (one.area_id, one.recorded_by, one.brief, one.recorded_at) == (NANSHAN, "dora", brief.ref, NOON)
    text = look(dora.get(first["Location"]))
    assert ("Close the &lt;north&gt; gate" in text, f'href="/brief/{brief.ref}"' in text) == (True, True)
    assert (
        browser("fay").get(first["Location"]).status_code,
        "north" in look(browser("fay").get("/decisions")),
    ) == (404, False)
    assert "north" in look(browser("carl").get("/decisions?words=NORTH"))
    assert "north" not in look(browser("carl").get("/decisions?words=south"))
    assert [(e.verb, e.actor) for e in Journal.objects.filter(register="decision")] == [("decide", "dora")]


def test_bad_input_says_how_to_mend_it_and_keeps_what_was_typed() -> None:
    dora = browser("dora")
    wrong = {
        "decided_at": "2020-03-09T11:00",
        "decided_by": "Li",
        "what": "x",
        "why": "kept as typed",
        "client": "c",
    }
    for more, said in (
        ({}, "decided later than now"), ({"decided_at": "soon"}, "soon"), ({"what": " "}, "Say what was decided"),
        ({"decided_at": "2020-02-09T10:00", "figures_as_of": "2020-02-09T11:00"}, "after the decision"),
        ({"decided_at": "2020-02-09T10:00", "clause": "99"}, "no clause 99"),
    ):  # fmt: skip
        answer = dora.post("/decisions/new", {**wrong, **more})
        assert (answer.status_code, said in look(answer), "kept as typed" in look(answer)) == (
            422,
            True,
            True,
        ), said
    assert Decision.objects.count() == 0


def test_nothing_changes_an_entry_and_a_correction_names_it() -> None:
    ref = decided()
    for change in (lambda: Decision.objects.update(what="y"), lambda: Decision.objects.all().delete()):
        with pytest.raises(DatabaseError, match="decision_stays"), transaction.atomic():
            change()
    dora = browser("dora")
    action = f"/decisions/{ref}/correct"
    page = dora.get(f"/decisions/{ref}")
    assert 'value="Deputy head Li"' in look(page)
    typed = {
        **hidden(page, action),
        "decided_at": "2020-02-09T11:00",
        "decided_by": "Head Wang",
        "what": "Close both",
        "why": "w",
    }
    lacking = dora.post(action, typed)
    assert (
        lacking.status_code,
        "Say why it is corrected" in look(lacking),
        "Head Wang" in look(lacking),
    ) == (422, True, True)
    made = dora.post(action, {**typed, "reason": "Wrong post"})
    assert made.status_code == 303
    old, new = look(dora.get(f"/decisions/{ref}")), look(dora.get(made["Location"]))
    assert ("was corrected" in old, "Wrong post" in old, "corrects an earlier one" in new) == (
        True,
        True,
        True,
    )
    assert (action in old, "Hand out work on it" in old, "Hand out work on it" in new) == (False, False, True)
    late = dora.post(action, {**typed, "reason": "Again", "client": "other"})
    assert (late.status_code, "was corrected already" in look(late)) == (422, True)
    assert [d.what for d in deciding.log(reader=Reader("dora", "x"), standing=True)] == ["Close both"]


@pytest.mark.parametrize(
    "wrong",
    [{"decided_at": NOON + 1}, {"what": ""}, {"why": ""}, {"decided_by": ""}, {"reason": "r"}, {"figures_as_of": NOON}],
)  # fmt: skip
def test_the_database_refuses_what_is_no_decision(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**{**SAID, **wrong})


def test_each_is_corrected_once_in_the_database_too() -> None:
    ref = decided()
    deciding.correct(ref=ref, draft=DRAFT, reason="r", by=DORA, at=NOON)
    first = Decision.objects.get(ref=ref)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**SAID, corrects=first, reason="r")
    with pytest.raises(Refused):
        deciding.correct(ref=ref, draft=DRAFT, reason="r", by=DORA, at=NOON)


def test_work_that_follows_is_handed_out_from_it_counted_and_opens() -> None:
    ref, dora = decided(), browser("dora")
    way = f"/tasks/new?decision={ref}"
    assert f'href="{way}"' in look(dora.get(f"/decisions/{ref}"))
    unit = police()
    typed = {
        **hidden(dora.get(way), "/tasks/new"), "title": "Shut it", "unit": unit.ref, "due": "2020-02-10", "decision": ref,
    }  # fmt: skip
    assert f'<option value="{ref}" selected>' in look(dora.get(way))
    gone = dora.post("/tasks/new", {**typed, "decision": "0" * 16})
    assert (gone.status_code, "There is no decision" in look(gone)) == (422, True)
    answer = dora.post("/tasks/new", typed)
    task = Task.objects.get()
    assert (answer.status_code, task.decision) == (303, ref)
    assert f'href="/decisions/{ref}"' in look(dora.get(f"/tasks/{task.ref}"))
    page = dora.get(f"/decisions/{ref}")
    shown = {one.title: (one.value, one.href) for one in page.context["figures"].figures}
    assert {title: value for title, (value, _href) in shown.items() if value} == {
        "to receive": 1,
    }
    for title, (value, href) in shown.items():
        pager = dora.get(href).context["table"].pager
        assert (pager.total if pager else 0) == value, title


def test_whoever_is_given_work_reads_the_decision_on_which_it_rests_and_may_do_nothing_to_it() -> None:
    city = By("cleo", "city_command", CITY)
    first = decided(by=city, area=CITY, brief=briefs.kept(CITY).ref)
    row = {"title": "t", "unit": police("Futian police").pk, "due_at": NOON + HOUR, "decision": first}
    fay, carl = browser("fay"), browser("carl")
    assert fay.get(f"/decisions/{first}").status_code == 404
    [task] = tasks.assign(rows=[row], by=city, at=NOON)
    assert f'href="/decisions/{first}"' in look(fay.get(f"/tasks/{task}"))
    page = fay.get(f"/decisions/{first}")
    assert (page.status_code, DRAFT.what in look(page), page.context["acts"]) == (200, True, [])
    assert ("/correct" in look(page), 'href="/brief/' in look(page)) == (False, False)
    again = deciding.correct(
        ref=first, draft=Draft(**{**vars(DRAFT), "area": CITY, "what": "Both"}), reason="r", by=city, at=NOON
    )
    assert [fay.get(f"/decisions/{ref}").status_code for ref in (first, again)] == [200, 200]
    assert fay.post(f"/decisions/{again}/correct", {"reason": "x"}).status_code == 404
    assert [carl.get(f"/decisions/{ref}").status_code for ref in (first, again)] == [404, 404]
    assert DRAFT.what not in look(fay.get("/decisions"))
    Task.objects.filter(ref=task).delete()
    assert fay.get(f"/decisions/{first}").status_code == 404


def test_the_log_is_cut_by_keys_and_asks_as_often_for_three_as_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from lianfang.board.pages import decisions as page

    dora, counts = browser("dora"), []
    for n in (1, 2):
        for i in range(n):
            decided(what=f"d{n}{i}", decided_at=NOON - HOUR * n)
        with CaptureQueriesContext(connection) as looks:
            dora.get("/decisions")
        counts.append(len(looks))
    assert counts[0] == counts[1]
    monkeypatch.setattr(page, "LIMIT", 2)
    seen, href = [], "/decisions"
    while href:
        table = dora.get(href).context["table"]
        seen += [row.name for row in table.rows]
        href = table.pager.next
    assert seen == ["d10", "d21", "d20"]
    assert dora.get("/decisions?after=x").status_code == 422
