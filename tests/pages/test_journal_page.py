"""The journal as a page: who reads what of it, how far, and that it never grows more questions with its rows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianfang.board.journal import LIMIT
from lianfang.gaps import plans
from lianfang.registers import journal
from lianfang.registers.access import By
from lianfang.registers.models import Journal, Site
from tests import door
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import FUTIAN, NANSHAN

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city():
    """Areas, and a plan in force."""
    lay_small()
    yield
    plans.forget()


def wrote(area: int, ref: str, *, row: int | None = None, times: int = 1, actor: str = "ann") -> None:
    by = By(actor, "gate_worker", area)
    journal.append([journal.Entry(1_581_500_000, by, "update", "site", row, ref, "kind,name_zh")] * times)


def test_an_auditor_reads_the_whole_area_and_nobody_else_s():
    wrote(NANSHAN, "inside", actor="ann")
    wrote(FUTIAN, "notmine", actor="bob")
    client = door.signed_in(door.account("auditor", role="auditor", area=NANSHAN))
    page = client.get("/journal").content.decode()
    assert ("inside" in page, "notmine" in page) == (True, False)
    assert "demonstration" not in page
    assert Journal.objects.filter(verb="read", register="journal", actor="auditor").count() == 1
    for query, seen in (
        ("actor=ann", True),
        ("actor=bob", False),
        ("verb=record", False),
        ("register=site&ref=inside", True),
    ):
        assert ("inside</" in client.get(f"/journal?{query}").content.decode()) is seen, query
    assert client.get("/journal?after=x").status_code == 200


def test_who_sees_a_record_sees_what_was_done_to_it_and_no_further():
    own, beside = (
        Site.objects.create(kind="gate", name_zh="x", name_en="x", area_id=area, recorded_at=0)
        for area in (NANSHAN, FUTIAN)
    )
    wrote(NANSHAN, own.ref, row=own.pk, actor="ann")
    client = door.signed_in(door.account("command", role="district_command", area=NANSHAN))
    page = client.get(f"/records/site/{own.ref}/journal").content.decode()
    assert "ann" in page
    assert client.get(f"/records/site/{beside.ref}/journal").status_code == 404
    assert client.get("/records/nothing/x/journal").status_code == 404
    assert client.get("/journal").status_code == 404


def test_pages_turn_and_ask_as_often_for_many_entries_as_for_one():
    client = door.signed_in(door.account("auditor", role="auditor", area=0))
    looks = []
    for more in (1, 2, LIMIT):
        wrote(NANSHAN, "gate", times=more)
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/journal?actor=ann")
        looks.append(len(asked))
        rows = page.context["table"].rows
    assert looks[0] == looks[1] == looks[2] <= 14
    assert len(rows) == LIMIT
    older = client.get(page.context["table"].pager.next)
    assert len(older.context["table"].rows) == 3
    assert older.context["table"].pager.previous == "/journal?actor=ann"
