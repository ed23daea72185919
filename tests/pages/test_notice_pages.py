"""Notices on pages: who is told of what, what they see, and what a keeper of accounts decides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from lianfang.entry import clock
from lianfang.gaps import plans
from lianfang.registers.access import By
from lianfang.registers.actions import granting, notifying, outbox, tasks
from lianfang.registers.models import Account, Notice
from tests import door
from tests.arch import source
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import FUTIAN, NANSHAN, NOON, write

pytestmark = pytest.mark.django_db
HOUR = 3600


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """A district with a unit and whoever works there; the command above it; laid once."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "real", lambda: NOON)
        lay_small()
        unit = {"kind": "police", "name_zh": "交警", "name_en": "Traffic police", "area": NANSHAN}
        for login, role, area in (
            ("dora", "district_command", NANSHAN), ("dan", "district_command", NANSHAN), ("fay", "district_command", FUTIAN),
            ("cleo", "city_command", 0), ("rita", "brief_reader", NANSHAN), ("kim", "administrator", 0),
            ("kurt", "administrator", 0),
        ):  # fmt: skip
            door.account(login, role=role, area=area)
        yield write("organisation", unit)[0]
        transaction.set_rollback(True)
    plans.forget()


@pytest.fixture
def unit(laid: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """The unit, at noon."""
    monkeypatch.setattr(clock, "real", lambda: NOON)
    return laid


DORA, CLEO, KIM = (
    By("dora", "district_command", NANSHAN), By("cleo", "city_command"), By("kim", "administrator", 0, "maintenance"),
)  # fmt: skip


def told() -> list[tuple[str, str, int]]:
    """Who was told what, of how many."""
    kept = Notice.objects.filter(channel="app").order_by("kind", "account__login")
    return [(one.kind, one.account.login, one.number) for one in kept.select_related("account")]


def assign(unit: int, by: By = DORA, n: int = 1, **more: Any) -> list[str]:
    """Some tasks of the unit."""
    rows = [{"title": f"t{i}", "unit": unit, "due_at": NOON + HOUR + i} for i in range(n)]
    return tasks.assign(rows=rows, by=by, at=NOON, **more)


def test_a_unit_is_told_of_its_tasks_once_and_who_acts_is_not(unit: int) -> None:
    refs = assign(unit, n=3, request="r")
    assert assign(unit, n=3, request="r") == refs
    assert told() == [("task_handed", "dan", 3)]
    Notice.objects.all().delete()
    assign(unit, by=CLEO)
    assert told() == [("task_handed", "dan", 1), ("task_handed", "dora", 1)]


def test_what_is_refused_tells_nobody(unit: int) -> None:
    from lianfang.base.problems import Refused

    rows = [
        {"title": "t", "unit": unit, "due_at": NOON + HOUR},
        {"title": "t", "unit": 99, "due_at": NOON + HOUR},
    ]
    with pytest.raises(Refused):
        tasks.assign(rows=rows, by=CLEO, at=NOON)
    assert told() == []


def test_where_nobody_sits_the_nearest_above_is_told(unit: int) -> None:
    station = {"kind": "command", "name_zh": "站", "name_en": "Station", "area": NANSHAN + 10**6}
    write("area", {"id": NANSHAN + 10**6, "level": "subdistrict", "name_zh": "街", "name_en": "Street"})
    assign(write("organisation", station)[0], by=CLEO)
    assert [who for _kind, who, _n in told()] == ["dan", "dora"]


def test_a_return_is_told_to_who_gave_it_and_the_unit_and_lateness_once(unit: int) -> None:
    refs = assign(unit, by=CLEO, n=2)
    Notice.objects.all().delete()
    tasks.send_back(refs=refs[:1], outcome="not_ours", by=DORA, at=NOON)
    assert told() == [("task_returned", "cleo", 1), ("task_returned", "dan", 1)]
    assert notifying.sweep(at=NOON) == 0
    assert [notifying.sweep(at=NOON + hours * HOUR) for hours in (1, 2, 3)] == [0, 1, 0]
    assert [one for one in told() if one[0] == "task_overdue"] == [
        ("task_overdue", who, 1) for who in ("cleo", "dan", "dora")
    ]


def test_a_brief_is_told_to_its_area_and_a_right_to_who_may_sign_it(unit: int) -> None:
    from lianfang.gaps import freezing

    draft = freezing.Draft(NANSHAN, NOON - HOUR, "{}", "p", "")
    freezing.keep(draft=draft, by=DORA, at=NOON)
    holder = Account.objects.get(login="rita")
    row = {
        "account": holder.ref, "role": "auditor", "area": NANSHAN, "purposes": ["supervision"], "classes": [],
        "begins_at": NOON, "ends_at": NOON + 86400,
    }  # fmt: skip
    granting.propose(rows=[row], by=KIM, at=NOON)
    assert told() == [
        ("brief_frozen", "dan", 1), ("brief_frozen", "rita", 1), ("grant_waits", "cleo", 1), ("grant_waits", "dan", 1),
        ("grant_waits", "dora", 1), ("grant_waits", "kurt", 1),
    ]  # fmt: skip


def test_notices_are_counted_in_the_frame_listed_read_and_addresses_kept(unit: int) -> None:
    [ref] = assign(unit)
    dan = door.signed_in(Account.objects.get(login="dan"))
    page = dan.get("/notices")
    assert {one.key: one.count for one in page.context["page"].nav}["entry:notices"] == "1"
    text = page.content.decode()
    assert (f'href="/tasks/{ref}"' in text, "A task was handed to your unit" in text) == (True, True)
    mine = Notice.objects.get(account__login="dan").ref
    other = door.signed_in(Account.objects.get(login="fay"))
    assert (other.post("/notices/read", {"row": mine}).status_code, Notice.objects.get().read_at) == (
        303,
        None,
    )
    assert dan.post("/notices/read", {"row": mine}).status_code == 303
    assert Notice.objects.get().read_at == NOON
    assert {one.key: one.count for one in dan.get("/notices").context["page"].nav}["entry:notices"] == ""
    wrong = dan.post("/notices/addresses", {"email": "nobody", "sms": "call me"})
    assert (wrong.status_code, "This is no e-mail address" in wrong.content.decode()) == (422, True)
    assert 'value="call me"' in wrong.content.decode()
    kept = dan.post("/notices/addresses", {"email": "dan@example.org", "sms": ""})
    assert (kept.status_code, 'value="dan@example.org"' in dan.get("/notices").content.decode()) == (
        303,
        True,
    )
    assign(unit)
    assert Notice.objects.filter(channel="email", state="waiting").count() == 1


def test_a_keeper_decides_what_is_not_confirmed_and_only_in_their_reach(unit: int) -> None:
    dan = door.signed_in(Account.objects.get(login="dan"))
    dan.post("/notices/addresses", {"email": "dan@example.org", "sms": ""})
    assign(unit)
    taken = outbox.claim(outbox.due("email", at=NOON)[0], at=NOON)
    assert taken is not None
    taken.handing(NOON)
    taken.unsure("net/timeout")
    kim = door.signed_in(Account.objects.get(login="kim"))
    page = kim.get("/outbox").content.decode()
    assert ("sent, not confirmed" in page, "net/timeout" in page, "no way out by e-mail" in page) == (
        True,
    ) * 3
    far = door.signed_in(door.account("far", role="administrator", area=FUTIAN // 10**9 * 10**9))
    ref = Notice.objects.get(channel="email").ref
    assert kim.post("/outbox", {"choice": "sent"}).status_code == 422
    assert far.post("/outbox", {"row": ref, "choice": "drop"}).status_code == 422
    assert "net/timeout" not in far.get("/outbox").content.decode()
    assert kim.post("/outbox", {"row": ref, "choice": "sent"}).status_code == 303
    again = kim.post("/outbox", {"row": ref, "choice": "again"})
    assert (again.status_code, "nothing to decide" in again.content.decode()) == (422, True)
    kept = Notice.objects.get(channel="email")
    assert (kept.state, kept.decided_by) == ("sent", "kim")
    assert dan.get("/outbox").status_code == 404


def test_the_list_asks_as_often_for_three_as_for_one(unit: int) -> None:
    dan = door.signed_in(Account.objects.get(login="dan"))
    counts = []
    for n in (1, 2):
        for _ in range(n):
            assign(unit)
        with CaptureQueriesContext(connection) as looks:
            dan.get("/notices")
        counts.append(len(looks))
    assert counts[0] == counts[1]


def test_the_console_counts_and_sends_as_its_schema_says(unit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from lianfang.cli import notices, site

    monkeypatch.setattr(site, "ready", lambda: None)
    monkeypatch.setattr(site, "now", lambda: NOON)
    assign(unit)
    schema = json.loads((source.ROOT / "docs" / "reference" / "commands.schema.json").read_text("utf-8"))
    found = {}
    for name in ("list", "send"):
        done = CliRunner().invoke(notices.command, [name, "--json"], catch_exceptions=False)
        found[name] = json.loads(done.stdout)
        jsonschema.validate(found[name], {**schema, "$ref": f"#/$defs/notices%20{name}"})
    assert found["list"] == {"counts": [{"channel": "app", "state": "there", "notices": 1}]}
    assert found["send"] == {"sent": 0, "unsure": 0, "not_sent": 0, "overdue": 0}
    said = CliRunner().invoke(notices.command, ["list", "--lang", "en"], catch_exceptions=False).stdout
    assert said == "in the app · in the app: 1\n"
