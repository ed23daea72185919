"""A whole evening on the web: a gap becomes a task, is received, answered, verified by another, closed; and what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianfang.base import areas
from lianfang.base.instants import iso
from lianfang.board.musts import must as must_page
from lianfang.entry import clock
from lianfang.gaps import plans
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import record
from lianfang.registers.actions import tasks as actions
from lianfang.registers.models import (
    Account,
    Area,
    Grant,
    Inspection,
    Journal,
    Notice,
    Organisation,
    Site,
    Task,
)
from tests import door
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import FUTIAN, NANSHAN, NOON, write

pytestmark = pytest.mark.django_db

HOUR = 3600
ZONE = "Asia/Shanghai"
MUST = "compound-fire-exit-checked"
STREET = areas.child(NANSHAN, 1)
COMMUNITY = areas.child(STREET, 1)
EVERYONE = Reader("ann", "operator")
EVENING = NOON + 2 * 24 * HOUR + 7 * HOUR
"""19:00 on 11 February: the exits were to be seen to by the 10th."""


class Clock:
    """What the door's clock says."""

    def __init__(self) -> None:
        self.now = EVENING

    def later(self, seconds: int = 60) -> int:
        """Time goes on."""
        self.now += seconds
        return self.now


@dataclass(frozen=True)
class Town:
    """Compounds in a community, and who sits where."""

    clock: Clock
    compounds: list[str]
    far: str
    station: str
    office: str

    def key(self, n: int = 0) -> str:
        """How a list names a gap."""
        return f"{MUST}/{self.compounds[n]}/"

    def browser(self, login: str, role: str, area: int, **held: Any) -> Client:
        """Someone who is signed in."""
        return door.signed_in(door.account(login, role=role, area=area), **held)

    def due(self, seconds: int = 6 * HOUR) -> str:
        """A date as a form takes it."""
        return iso(self.clock.now + seconds, ZONE)[:16]


@pytest.fixture(scope="module", name="laid")
def laid_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """A district with a street office, a community station and compounds whose exits nobody has seen to: laid once."""
    with django_db_blocker.unblock(), transaction.atomic():
        lay_small()
        for place, level, name in ((STREET, "subdistrict", "Street"), (COMMUNITY, "community", "Community")):
            write("area", {"id": place, "level": level, "name_zh": name, "name_en": name})
            unit = {"kind": "command", "name_zh": f"{name}站", "name_en": f"{name} office", "area": place}
            write("area", {"id": place, "command": write("organisation", unit)[0]})
        compound = {
            "kind": "compound",
            "residents": 900,
            "name_zh": "小区",
            "name_en": "Compound",
            "opened_at": 0,
        }
        ids = write("site", *[{**compound, "area": COMMUNITY}] * 3, {**compound, "area": FUTIAN})
        yield [Site.objects.get(id=one).ref for one in ids]
        transaction.set_rollback(True)
    plans.forget()


@pytest.fixture(name="town")
def town_of_the_day(laid: list[str], monkeypatch: pytest.MonkeyPatch) -> Town:
    """The district, and a clock of its own."""
    ticking = Clock()
    monkeypatch.setattr(clock, "real", lambda: ticking.now)
    office, station = (Organisation.objects.get(area_id=one).ref for one in (STREET, COMMUNITY))
    return Town(ticking, laid[:3], laid[3], station, office)


def hidden(response: Any, action: str) -> dict[str, str]:
    """What a form of a page sends along unseen."""
    form = re.search(
        rf'<form[^>]*action="{re.escape(action)}".*?</form>', response.content.decode(), re.DOTALL
    )
    assert form is not None, action
    found = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', form.group())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def send(client: Client, ref: str, step: str, **typed: str) -> Any:
    """Open a task's page, fill in the form of a step, send it."""
    action = f"/tasks/{ref}/{step}"
    return client.post(action, {**hidden(client.get(f"/tasks/{ref}"), action), **typed})


def hand_out(town: Town, client: Client, *numbers: int, **typed: str) -> Any:
    """Open the form on some gaps and send it."""
    keys = [town.key(n) for n in numbers]
    form = hidden(client.get("/tasks/new?" + urlencode([("gap", key) for key in keys])), "/tasks/new")
    return client.post("/tasks/new", {**form, "gap": keys, "due": town.due(), **typed})


def one_task(town: Town, client: Client, n: int = 0) -> str:
    """A task on a gap; its reference."""
    response = hand_out(town, client, n)
    assert response.status_code == 303, response.content.decode()
    return str(response["Location"].rsplit("/", 1)[1])


def figures(at: int) -> tuple[int, int]:
    """How many exits were seen to, and how many gaps there are, in the community."""
    shown = must_page(MUST, reader=EVERYONE, as_of=at, at=at, area=COMMUNITY).numbers
    return shown.met_in_time + shown.late, shown.gaps


def gaps_on_the_board(client: Client, at: int) -> int:
    """The figure of open gaps as the board of a browser's own area shows it."""
    response = client.get("/board", {"as_of": iso(at, ZONE)})
    assert response.status_code == 200
    return int(response.context["figures"].figures[1].value)


def look(response: Any) -> str:
    """The text of a page."""
    return str(response.content.decode())


def test_the_evening(town: Town) -> None:
    district = town.browser("dora", "district_command", NANSHAN)
    officer = town.browser("carl", "community_officer", COMMUNITY)
    street = town.browser("stella", "subdistrict_officer", STREET)
    assert figures(town.clock.now) == (0, 3)
    before = gaps_on_the_board(district, town.clock.now)

    ref = one_task(town, district)
    task = Task.objects.get(ref=ref)
    assert (task.unit.ref, task.area_id, task.assigned_at) == (town.station, COMMUNITY, town.clock.now)

    town.clock.later()
    inbox = officer.get("/inbox")
    assert {one.title: one.value for one in inbox.context["figures"].figures}["to receive"] == 1
    assert f"/tasks/{ref}" in look(inbox)
    assert send(officer, ref, "receive").status_code == 303

    looked_at = town.clock.later(HOUR // 4)
    compound = Site.objects.get(ref=town.compounds[0]).id
    row = {
        "site": compound,
        "rule": "fire",
        "result": "ok",
        "at": looked_at,
        "evidence": True,
        "area": COMMUNITY,
    }
    receipt = record(
        register="inspection", rows=[row], by=By("carl", "community_officer", COMMUNITY), at=looked_at
    )
    town.clock.later()
    answer = send(officer, ref, "evidence", evidence="Both exits open.", record=receipt.refs[0])
    assert answer.status_code == 303
    assert Task.objects.get(ref=ref).evidence == f"Both exits open. [inspection/{receipt.refs[0]}]"

    town.clock.later()
    assert send(street, ref, "verify").status_code == 303
    town.clock.later()
    assert send(district, ref, "close", outcome="done").status_code == 303

    now = town.clock.later()
    assert figures(now) == (1, 2)
    assert gaps_on_the_board(district, now) == before - 1
    assert gaps_on_the_board(district, looked_at - 1) == before
    assert figures(looked_at - HOUR) == (0, 3)
    page = look(officer.get(f"/tasks/{ref}"))
    assert f'href="/records/inspection/{receipt.refs[0]}"' in page
    assert [name in page for name in ("dora", "carl", "stella", "Both exits open.")] == [True] * 4
    steps = Journal.objects.filter(register="task", row=task.pk).exclude(verb="read").order_by("id")
    assert [(one.actor, one.role, one.verb, set(one.fields.split(",")) & STAMPS) for one in steps] == [
        ("dora", "district_command", "record", {"assigned_at"}), ("carl", "community_officer", "update", {"received_at"}),
        ("carl", "community_officer", "update", {"evidence_at"}), ("stella", "subdistrict_officer", "update", {"verified_at"}),
        ("dora", "district_command", "update", {"closed_at"}),
    ]  # fmt: skip


STAMPS = {"assigned_at", "received_at", "evidence_at", "verified_at", "closed_at"}


def test_a_form_sent_twice_is_one_task_and_one_step(town: Town) -> None:
    district = town.browser("dora", "district_command", NANSHAN)
    form = hidden(district.get("/tasks/new?" + urlencode({"gap": town.key()})), "/tasks/new")
    typed = {**form, "due": town.due()}
    first, again = (district.post("/tasks/new", typed) for _ in range(2))
    assert (first.status_code, first["Location"]) == (303, again["Location"])
    assert Task.objects.count() == 1
    # A fresh form on the same gap makes no second task either, and says so.
    assert hand_out(town, district, 0)["Location"] == "/tasks?sort=newest"
    assert "1 had an open task already" in look(district.get("/tasks"))
    ref = Task.objects.get().ref
    officer = town.browser("carl", "community_officer", COMMUNITY)
    action = f"/tasks/{ref}/receive"
    sent = hidden(officer.get(f"/tasks/{ref}"), action)
    assert [officer.post(action, sent).status_code for _ in range(2)] == [303, 303]
    assert Journal.objects.filter(register="task", verb="update").count() == 1


def test_what_is_picked_from_a_list_becomes_tasks_at_once_each_to_its_owner_or_to_another(town: Town) -> None:
    district = town.browser("dora", "district_command", NANSHAN)
    picked = district.post("/tasks/new", {"gap": [town.key(0), town.key(1)]})
    assert (picked.status_code, look(picked).count('name="gap"')) == (200, 2)
    response = hand_out(town, district, 0, 1, unit=town.office, title="Look at the exits tonight")
    assert (response.status_code, response["Location"]) == (303, "/tasks?sort=newest")
    assert {(task.unit.ref, task.title) for task in Task.objects.all()} == {
        (town.office, "Look at the exits tonight")
    }
    listed = district.get("/tasks")
    assert "2 tasks were handed out." in look(listed)
    assert listed.context["table"].pager.total == 2
    assert "2 tasks were handed out." not in look(district.get("/tasks"))


def test_lists_and_records_lead_to_the_form_and_back_to_the_task(town: Town) -> None:
    district = town.browser("dora", "district_command", NANSHAN)
    officer = town.browser("carl", "community_officer", COMMUNITY)
    listed = district.get("/gaps", {"must": MUST})
    assert f'name="gap" value="{town.key(0)}"' in look(listed)
    # Who hands nothing out picks nothing, and nobody does on a list of an earlier instant.
    assert 'name="gap"' not in look(officer.get("/gaps", {"must": MUST}))
    assert 'name="gap"' not in look(
        district.get("/gaps", {"must": MUST, "as_of": iso(town.clock.now - 60, ZONE)})
    )
    record_page = f"/records/site/{town.compounds[0]}"
    way = "/tasks/new?" + urlencode({"gap": town.key(0)})
    assert (way in look(district.get(record_page)), way in look(officer.get(record_page))) == (True, False)
    ref = one_task(town, district)
    assert f'href="/tasks/{ref}"' in look(officer.get(record_page))


def test_bad_input_says_how_to_mend_it_and_keeps_what_was_typed(town: Town) -> None:
    district = town.browser("dora", "district_command", NANSHAN)
    wrong = {"due": "tomorrow", "other": "Nowhere office", "title": "Look <twice>"}
    first = hand_out(town, district, 0, **wrong)
    assert (first.status_code, "There is a problem" in look(first)) == (422, True)
    assert ("tomorrow" in look(first), "Look &lt;twice&gt;" in look(first)) == (True, True)
    second = hand_out(town, district, 0, **{**wrong, "due": town.due()})
    assert (second.status_code, "There is no such unit in your area" in look(second)) == (422, True)
    assert 'value="Nowhere office"' in look(second)
    past = hand_out(town, district, 0, 1, due=town.due(-60))
    once = look(past).count("due before it is assigned")
    assert (past.status_code, once) == (422, 2), "above the form and at its field: not once for each gap"
    none = district.post("/tasks/new", {})
    assert (none.status_code, "No gap was picked" in look(none)) == (422, True)
    assert Task.objects.count() == 0
    ref = one_task(town, district)
    officer = town.browser("carl", "community_officer", COMMUNITY)
    send(officer, ref, "receive")
    silent = send(officer, ref, "evidence", evidence=" ")
    assert (silent.status_code, "Evidence is to be said in words" in look(silent)) == (422, True)
    nothing = send(officer, ref, "evidence", evidence="Seen.", record="0000000000000000")
    assert (nothing.status_code, "Seen." in look(nothing), 'value="0000000000000000"' in look(nothing)) == (
        422,
        True,
        True,
    )
    long = send(officer, ref, "evidence", evidence="x" * 361)
    assert (long.status_code, "x" * 361 in look(long)) == (422, True)
    assert Task.objects.get(ref=ref).state == "received"
    assert [
        district.get("/tasks/new?" + urlencode({"gap": key})).status_code
        for key in ("x", f"{MUST}/x/2020-13-01")
    ] == [404, 422]
    assert [
        district.get(f"/tasks?{query}").status_code
        for query in ("after=x", "owner=x", "which=x&due=x&sort=x")
    ] == [422, 404, 200]


def test_of_two_who_act_on_one_task_the_later_is_told_and_loses_nothing(town: Town) -> None:
    district = town.browser("dora", "district_command", NANSHAN)
    ref = one_task(town, district)
    carl, cleo = (town.browser(name, "community_officer", COMMUNITY) for name in ("carl", "cleo"))
    send(carl, ref, "receive")
    action = f"/tasks/{ref}/evidence"
    seen_by_cleo = hidden(cleo.get(f"/tasks/{ref}"), action)
    returning = hidden(district.get(f"/tasks/{ref}"), f"/tasks/{ref}/return")
    assert send(carl, ref, "evidence", evidence="Carl was there.").status_code == 303
    late = cleo.post(action, {**seen_by_cleo, "evidence": "Cleo was there too."})
    assert (
        late.status_code,
        "Someone has moved the task" in look(late),
        "Cleo was there too." in look(late),
    ) == (422, True, True)
    # The return is its turn still; but who returns it has not seen the evidence.
    stale = district.post(f"/tasks/{ref}/return", {**returning, "outcome": "no_longer_needed"})
    assert (stale.status_code, "Someone has moved the task" in look(stale)) == (422, True)
    assert (Task.objects.get(ref=ref).state, Task.objects.get(ref=ref).evidence) == (
        "evidence",
        "Carl was there.",
    )


def test_nobody_verifies_their_own_evidence(town: Town) -> None:
    district = town.browser("dora", "district_command", NANSHAN)
    street = town.browser("stella", "subdistrict_officer", STREET)
    ref = one_task(town, district)
    send(street, ref, "receive")
    send(street, ref, "evidence", evidence="I saw it.")
    page = look(street.get(f"/tasks/{ref}"))
    assert (f"/tasks/{ref}/verify" in page, "another has to verify it" in page) == (False, True)
    refused = street.post(f"/tasks/{ref}/verify", {"seen": "evidence"})
    assert (refused.status_code, "cannot verify it" in look(refused)) == (422, True)
    # Who does not hand work out verifies none: for them there is no such route.
    assert (
        town.browser("carl", "community_officer", COMMUNITY).post(f"/tasks/{ref}/verify").status_code == 404
    )
    assert Task.objects.get(ref=ref).state == "evidence"


def test_what_lies_elsewhere_is_not_there(town: Town) -> None:
    district = town.browser("dora", "district_command", NANSHAN)
    other = town.browser("fay", "district_command", FUTIAN)
    ref = one_task(town, district)
    absent = other.get("/tasks/0000000000000000")
    assert door.plain(other.get(f"/tasks/{ref}")) == door.plain(absent)
    assert other.post(f"/tasks/{ref}/receive").status_code == 404
    assert other.get("/tasks/new?" + urlencode({"gap": town.key()})).status_code == 404
    assert other.get("/tasks").context["table"].rows == []
    # A unit of another district is none that one could name, and a gap there is passed over like one that is not there.
    far = Organisation.objects.create(
        kind="command", area=Area.objects.get(id=FUTIAN), name_zh="f", name_en="f", recorded_at=0
    )
    assert hand_out(town, district, 1, other=far.ref).status_code == 422
    mixed = {
        **hidden(district.get("/tasks/new?" + urlencode({"gap": town.key(1)})), "/tasks/new"),
        "due": town.due(),
    }
    district.post("/tasks/new", {**mixed, "gap": [town.key(1), f"{MUST}/{town.far}/"]})
    assert set(Task.objects.values_list("subject", flat=True)) == set(town.compounds[:2])


def test_a_task_is_returned_with_its_reason_or_goes_to_another_unit(town: Town) -> None:
    district = town.browser("dora", "district_command", NANSHAN)
    first, second = one_task(town, district, 0), one_task(town, district, 1)
    assert send(district, first, "return").status_code == 422
    assert send(district, first, "return", outcome="not_ours").status_code == 303
    assert "not this unit&#x27;s to do" in look(district.get(f"/tasks/{first}"))
    same = send(district, second, "reassign", outcome="not_ours", unit=town.station, due=town.due())
    assert (same.status_code, "The unit has the task" in look(same)) == (422, True)
    assert Task.objects.get(ref=second).state == "assigned"
    moved = send(district, second, "reassign", outcome="not_ours", unit=town.office, due=town.due())
    assert moved.status_code == 303
    fresh = Task.objects.get(ref=moved["Location"].rsplit("/", 1)[1])
    assert (Task.objects.get(ref=second).state, fresh.unit.ref, fresh.subject) == (
        "returned",
        town.office,
        town.compounds[1],
    )
    assert f"/tasks/{second}" in look(district.get(f"/tasks/{fresh.ref}"))


def test_many_at_once_need_the_right_and_a_fresh_factor_and_nothing_picked_is_lost(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lianfang.board.pages import hand_out as page

    monkeypatch.setattr(page, "FEW", 1)
    street = town.browser("stella", "subdistrict_officer", STREET)
    both = {"gap": [town.key(0), town.key(1)], "title": "Tonight"}
    refused = street.post("/tasks/new", both)
    assert (refused.status_code, "more than 1" in look(refused)) == (422, True)
    district = town.browser("dora", "district_command", NANSHAN, factor_at=town.clock.now - HOUR)
    asked = district.post("/tasks/new", {**both, "due": town.due(), "client": "c1"})
    assert (asked.status_code, asked["Location"]) == (303, "/sign-in/again?next=%2Ftasks%2Fnew%3Fkept%3D1")
    assert (
        district.post("/sign-in/again", {"code": door.code(), "next": "/tasks/new?kept=1"})["Location"]
        == "/tasks/new?kept=1"
    )
    kept = district.get("/tasks/new?kept=1")
    assert (kept.status_code, look(kept).count('name="gap"'), 'value="Tonight"' in look(kept)) == (
        200,
        2,
        True,
    )
    assert Task.objects.count() == 0


def test_work_may_be_on_a_clause_or_on_nothing(town: Town) -> None:
    district = town.browser("dora", "district_command", NANSHAN)
    client = hidden(district.get("/tasks/new"), "/tasks/new")
    lacking = district.post("/tasks/new", client)
    assert (lacking.status_code, "Say what is to be done." in look(lacking)) == (422, True)
    told = {**client, "title": "More hands", "clause": "2.2", "unit": town.office, "due": town.due()}
    response = district.post("/tasks/new", told)
    task = Task.objects.get()
    assert (response.status_code, task.clause, task.unit.ref) == (303, "2.2", town.office)
    assert "This task is on no gap" in look(district.get(f"/tasks/{task.ref}"))


def test_the_list_is_filtered_sorted_and_cut_by_keys_and_each_count_of_the_inbox_opens_as_many(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lianfang.board.pages import tasks as page

    monkeypatch.setattr(page, "LIMIT", 2)
    district = town.browser("dora", "district_command", NANSHAN)
    dora, at = By("dora", "district_command", NANSHAN), town.clock.now
    units = [Organisation.objects.get(ref=ref).pk for ref in (town.office, town.station)]
    rows = [{"title": f"t{n}", "unit": units[n % 2], "due_at": at + (n + 1) * HOUR} for n in range(7)]
    refs = actions.assign(rows=rows, by=dora, at=at)
    actions.receive(refs=refs[2:], by=dora, at=at + 60)
    actions.give_evidence(
        refs=refs[4:], evidence="e", by=By("carl", "community_officer", NANSHAN), at=at + 120
    )
    actions.verify(refs=refs[5:], by=dora, at=at + 180)
    actions.close(refs=refs[6:], by=dora, at=at + 240)
    town.clock.later(90 * 60)
    district = door.signed_in(Account.objects.get(login="dora"))
    inbox = district.get("/inbox").context["figures"].figures
    assert [(one.title, one.value) for one in inbox] == [
        ("overdue", 1), ("due today", 4), ("to receive", 2), ("to answer", 2), ("to verify", 1), ("to close", 1),
    ]  # fmt: skip
    for one in inbox:
        assert district.get(one.href).context["table"].pager.total == one.value, one.title
    for sort in ("due", "newest", "unit"):
        seen, href = [], f"/tasks?which=all&sort={sort}"
        while href:
            table = district.get(href).context["table"]
            seen += [row.name for row in table.rows]
            href = table.pager.next
        assert sorted(seen) == [f"t{n}" for n in range(7)], sort
    assert [row.name for row in district.get(f"/tasks?owner={town.office}").context["table"].rows] == [
        "t0",
        "t2",
    ]
    assert district.get("/tasks?mine=True").context["table"].rows == []
    assert district.get("/tasks?which=closed").context["table"].pager.total == 1
    # As of before anything was received, all seven waited for that.
    then = iso(at + 30, ZONE)
    assert district.get("/tasks", {"which": "assigned", "as_of": then}).context["table"].pager.total == 7


def test_a_page_asks_as_often_for_three_rows_as_for_one(town: Town) -> None:
    district = town.browser("dora", "district_command", NANSHAN)
    counts = []
    for n in range(3):
        one_task(town, district, n)
        if n != 1:
            with CaptureQueriesContext(connection) as looks:
                district.get("/tasks")
                district.get("/inbox")
            counts.append(len(looks))
    assert counts[0] == counts[1]
    assert Inspection.objects.count() == 0


def assigned(town: Town, n: int) -> list[str]:
    """Some tasks of the station, handed out by dora."""
    unit = Organisation.objects.get(ref=town.station).pk
    rows = [{"title": f"t{i}", "unit": unit, "due_at": town.clock.now + HOUR} for i in range(n)]
    return actions.assign(rows=rows, by=By("dora", "district_command", NANSHAN), at=town.clock.now)


def test_picked_tasks_are_received_together_or_not_at_all(town: Town) -> None:
    refs, carl = assigned(town, 3), town.browser("carl", "community_officer", COMMUNITY)
    cleo = By("cleo", "community_officer", COMMUNITY)
    listed = look(carl.get("/tasks"))
    assert ([f'value="{ref}/assigned"' in listed for ref in refs], 'value="reassign"' in listed) == (
        [True] * 3,
        False,
    )
    picked = {"row": [f"{ref}/assigned" for ref in refs], "step": "receive"}
    page = carl.post("/tasks/picked", picked)
    assert (page.status_code, look(page).count('name="row"')) == (200, 3)
    actions.receive(refs=refs[:1], by=cleo, at=town.clock.now)
    sent = {**picked, "client": hidden(page, "/tasks/picked")["client"]}
    late = carl.post("/tasks/picked", sent)
    assert (late.status_code, "Someone has moved the task" in look(late)) == (422, True)
    assert [task.state for task in Task.objects.order_by("id")] == ["received", "assigned", "assigned"]
    # Picked anew, the one of which it is not the turn is left out, and said so.
    again = carl.post("/tasks/picked", {**picked, "row": [f"{refs[0]}/received", *picked["row"][1:]]})
    assert (look(again).count('name="row"'), "1 of those that were picked are left out" in look(again)) == (
        2,
        True,
    )
    sent = {"row": picked["row"][1:], "step": "receive", "client": hidden(again, "/tasks/picked")["client"]}
    assert [carl.post("/tasks/picked", sent).status_code for _ in range(2)] == [303, 303]
    assert {task.state for task in Task.objects.all()} == {"received"}
    assert "2 tasks were received." in look(carl.get("/tasks"))
    nothing = [
        carl.post("/tasks/picked", {"step": "receive"}),
        carl.get("/tasks/picked?step=receive&row=0000000000000000/x"),
    ]
    assert [one.status_code for one in nothing] == [422, 422]
    assert [
        carl.post("/tasks/picked", {**sent, "step": step}).status_code for step in ("reassign", "close")
    ] == [404, 404]


def test_what_its_reader_does_not_see_is_not_moved_with_what_is_picked(town: Town) -> None:
    refs, carl = assigned(town, 2), town.browser("carl", "community_officer", COMMUNITY)
    picked = {"row": [f"{ref}/assigned" for ref in refs], "step": "receive", "client": "c"}
    unknown = carl.post("/tasks/picked", {**picked, "row": [*picked["row"], "0000000000000000/assigned"]})
    assert (unknown.status_code, "There is no task 0000000000000000" in look(unknown)) == (422, True)
    Grant.objects.update(classes=["premises"])
    assert carl.post("/tasks/picked", picked).status_code == 422
    assert {task.state for task in Task.objects.all()} == {"assigned"}


def test_picked_tasks_go_to_another_unit_with_a_fresh_factor_where_they_are_many(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lianfang.board.pages import picked as page

    monkeypatch.setattr(page, "FEW", 1)
    refs = assigned(town, 2)
    picked = {"row": [f"{ref}/assigned" for ref in refs], "step": "reassign"}
    stella = town.browser("stella", "subdistrict_officer", STREET)
    refused = stella.post("/tasks/picked", picked)
    assert (refused.status_code, "more than 1" in look(refused)) == (422, True)
    dora = town.browser("dora", "district_command", NANSHAN, factor_at=town.clock.now - HOUR)
    asked = dora.post("/tasks/picked", picked)
    assert (asked.status_code, asked["Location"]) == (303, "/sign-in/again?next=%2Ftasks%2Fpicked%3Fkept%3D1")
    dora.post("/sign-in/again", {"code": door.code(), "next": "/tasks/picked?kept=1"})
    form = dora.get("/tasks/picked?kept=1")
    assert (form.status_code, look(form).count('name="row"')) == (200, 2)
    typed = {
        **picked,
        "client": hidden(form, "/tasks/picked")["client"],
        "outcome": "not_ours",
        "due": town.due(),
    }
    lacking = dora.post("/tasks/picked", typed)
    assert (lacking.status_code, "no such unit" in look(lacking)) == (422, True)
    assert dora.post("/tasks/picked", {**typed, "unit": town.office}).status_code == 303
    assert {task.state for task in Task.objects.filter(ref__in=refs)} == {"returned"}
    assert {task.unit.ref for task in Task.objects.exclude(ref__in=refs)} == {town.office}


def test_who_commands_the_level_above_is_told_once_when_the_gap_of_an_open_task_rises(town: Town) -> None:
    from lianfang.gaps import rising

    district = town.browser("dora", "district_command", NANSHAN)
    town.browser("cleo", "city_command", 0)
    ref, at = one_task(town, district), town.clock.now
    fell = NOON + 12 * HOUR
    Notice.objects.all().delete()
    # Due by the 24:00 of the 9th: the district's matter after 48 hours, the city's after 72.
    counts = [rising.sweep(at=max(at, fell + hours * HOUR)) for hours in (24, 47, 49, 50, 71, 73, 74)]
    kept = Notice.objects.filter(kind="task_risen").order_by("id")
    assert counts == [0, 0, 1, 0, 0, 1, 0]
    assert [(one.account.login, one.about, one.event) for one in kept.select_related("account")] == [
        ("dora", ref, f"task_risen/{ref}/district"), ("cleo", ref, f"task_risen/{ref}/city"),
    ]  # fmt: skip
