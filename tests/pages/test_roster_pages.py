"""The duty roster: who is on, where nobody is, and a note that two people sign, each once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lianfang.board import roster
from lianfang.entry import clock
from lianfang.gaps import plans
from lianfang.registers.access import Reader
from lianfang.registers.models import Handover, Journal, Shift
from tests import door
from tests.pages.offices import browser
from tests.pages.test_work_pages import hidden, look
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import FUTIAN, NANSHAN, NOON, write

pytestmark = pytest.mark.django_db
HOUR = 3600


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """A district, a unit in it, and who sits there; laid once."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "real", lambda: NOON)
        lay_small()
        for login, role, area in (
            ("dora", "district_command", NANSHAN), ("dan", "district_command", NANSHAN), ("gus", "gate_commander", NANSHAN),
            ("fay", "district_command", FUTIAN),
        ):  # fmt: skip
            door.account(login, role=role, area=area)
        unit = {"kind": "police", "name_zh": "交警", "name_en": "Traffic police", "area": NANSHAN}
        yield write("organisation", unit)[0]
        transaction.set_rollback(True)
    plans.forget()


@pytest.fixture
def unit(laid: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """The unit, at noon."""
    monkeypatch.setattr(clock, "real", lambda: NOON)
    return laid


def shift(unit: int, begins: int, ends: int, *, name: str = "Ann", **more: Any) -> str:
    """One shift, in hours from noon."""
    row = {
        "unit": unit, "place": "Duty room", "name": name, "phone": "0755-1", "begins_at": NOON + begins * HOUR,
        "ends_at": NOON + ends * HOUR, "area": NANSHAN, **more,
    }  # fmt: skip
    return str(Shift.objects.get(id=write("shift", row)[0]).ref)


def holes(unit: int) -> list[tuple[str, int, int | None]]:
    """Where nobody is on, in hours from noon."""
    found = roster.unmanned(list(Shift.objects.filter(unit=unit).order_by("begins_at", "id")), NOON)
    hours = [(one.last.place, (one.since - NOON) // HOUR, one.until) for one in found]
    return [
        (place, since, None if until is None else (until - NOON) // HOUR) for place, since, until in hours
    ]


def test_who_is_on_shows_on_the_roster_and_in_the_inbox_of_their_area_alone(unit: int) -> None:
    shift(unit, -12, 0, name="Before")
    shift(unit, 0, 12, name="Now")
    shift(unit, 12, 24, name="Next")
    page = browser("gus").get("/roster")
    shown = [[row.name for row in page.context[name].rows] for name in ("on", "coming", "left")]
    assert shown == [["Now"], ["Next"], ["Before"]]
    assert (
        "0755-1" in look(browser("gus").get("/inbox")),
        "0755-1" in look(browser("fay").get("/inbox")),
    ) == (True, False)
    assert "0755-1" not in look(browser("fay").get("/roster"))


def test_gaps_are_named_by_place_overlaps_are_none_and_no_end_is_one(unit: int) -> None:
    assert holes(unit) == []
    shift(unit, -20, -2)
    assert holes(unit) == [("Duty room", 0, None)]
    shift(unit, 3, 12)
    shift(unit, 10, 20)
    shift(unit, 4, 6)
    assert holes(unit) == [("Duty room", 0, 3), ("Duty room", 20, None)]
    shift(unit, -1, 50)
    assert holes(unit) == []
    shift(unit, -1, 1, place="Station")
    assert holes(unit) == [("Station", 1, None)]
    assert "The roster has 1 gaps" in look(browser("dora").get("/roster"))


def test_many_old_shifts_crowd_out_none_and_what_is_cut_is_said(
    unit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "MOST", 1)
    monkeypatch.setattr(roster, "NOTES", 2)
    for hours in range(24, 0, -6):
        shift(unit, -hours, 6 - hours, name=f"Ended {hours}")
    for place in ("Duty room", "Gate"):
        shift(unit, 0, 8, name="Now", place=place)
        shift(unit, 9, 50, name="Next", place=place)
    page = browser("gus").get("/roster")
    tables = [page.context[name] for name in ("on", "unmanned", "coming", "left")]
    assert [[row.name for row in one.rows] for one in tables][::3] == [["Now"], ["Ended 6", "Ended 12"]]
    more = [f"{n} more are not shown" for n in (1, 1, 1, 2)]
    assert [one.note for one in tables] == more
    assert "The roster has 2 gaps" in look(page)
    found = roster.roster(reader=Reader("gus", "gate_commander", NANSHAN), at=NOON)
    assert [((one.since - NOON) // HOUR, one.last.name) for one in found.unmanned] == [(8, "Now")]


def test_a_shift_is_entered_by_the_form_of_its_register(unit: int) -> None:
    page = browser("dora").get("/registers/shift/new")
    assert (page.status_code, "telephone for duty" in look(page)) == (200, True)
    assert 'href="/registers/shift/new"' in look(browser("dora").get("/roster"))


def test_a_note_is_written_once_and_taken_once_by_another(unit: int) -> None:
    ref, dora, dan = shift(unit, -12, 0), browser("dora"), browser("dan")
    note, take = f"/roster/{ref}/note", f"/roster/{ref}/take"
    assert "There is no" not in look(dora.get(f"/roster/{ref}"))
    early = dan.post(take)
    assert (early.status_code, "has no note yet" in look(early)) == (422, True)
    form = hidden(dora.get(f"/roster/{ref}"), note)
    empty = dora.post(note, {**form, "note": " "})
    assert (empty.status_code, "Say what is open" in look(empty)) == (422, True)
    sent = [dora.post(note, {**form, "note": "North lane <open>.\nCall Li."}).status_code for _ in range(2)]
    assert (sent, Handover.objects.get().written_by) == ([303, 303], "dora")
    more = dan.post(note, {"note": "And this.", "client": "other"})
    assert (more.status_code, "has its note already" in look(more), "And this." in look(more)) == (
        422,
        True,
        True,
    )
    assert (
        "North lane &lt;open&gt;." in look(dan.get(f"/roster/{ref}")),
        take in look(dora.get(f"/roster/{ref}")),
    ) == (True, False)
    own = dora.post(take)
    assert (own.status_code, "cannot take it over" in look(own)) == (422, True)
    assert "waits to be taken over" in look(dan.get("/roster"))
    assert [dan.post(take).status_code, Handover.objects.get().taken_by] == [303, "dan"]
    late = browser("gus").post(take)
    assert (late.status_code, "taken over already, by dan" in look(late)) == (422, True)
    assert browser("fay").post(take).status_code == 404
    kept = Journal.objects.filter(register="handover").order_by("id")
    assert [(one.verb, one.actor) for one in kept] == [("hand_over", "dora"), ("take_over", "dan")]


def test_where_the_roster_names_accounts_they_alone_write_and_take(unit: int) -> None:
    ref = shift(unit, -12, 0, login="dora")
    shift(unit, 0, 12, login="dan")
    wrong = browser("dan").post(f"/roster/{ref}/note", {"note": "x"})
    assert (wrong.status_code, "this is for dora" in look(wrong)) == (422, True)
    assert browser("dora").post(f"/roster/{ref}/note", {"note": "x"}).status_code == 303
    assert "this is for dan" in look(browser("gus").post(f"/roster/{ref}/take"))
    assert browser("dan").post(f"/roster/{ref}/take").status_code == 303
    coming = shift(unit, 12, 30)
    early = browser("dan").post(f"/roster/{coming}/note", {"note": "x"})
    assert (early.status_code, "too early" in look(early)) == (422, True)


SAID: dict[str, Any] = {"shift": "s", "area_id": NANSHAN, "note": "n", "written_by": "a", "written_at": NOON}


@pytest.mark.parametrize(
    "wrong",
    [
        {"note": ""}, {"written_by": ""}, {"taken_by": "b"}, {"taken_at": NOON}, {"taken_by": "a", "taken_at": NOON},
        {"taken_by": "b", "taken_at": NOON - 1},
    ],
)  # fmt: skip
def test_the_database_refuses_what_is_no_handover(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(**{**SAID, **wrong})


def test_the_database_keeps_a_note_and_its_one_taking(unit: int) -> None:
    Handover.objects.create(**SAID)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(**SAID)
    Handover.objects.update(taken_by="b", taken_at=NOON)
    for change in (
        lambda: Handover.objects.update(note="other"), lambda: Handover.objects.update(taken_by="c"),
        lambda: Handover.objects.all().delete(),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="handover_stays"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.filter(id=Shift.objects.get(ref=shift(unit, 0, 1)).pk).update(ends_at=NOON)


def test_the_roster_asks_as_often_for_three_as_for_one(unit: int) -> None:
    dora, counts = browser("dora"), []
    for n in (1, 2):
        for i in range(n):
            shift(unit, -2 - i, 0)
            shift(unit, -1, 5 + i)
        with CaptureQueriesContext(connection) as looks:
            dora.get("/roster")
            dora.get("/inbox")
        counts.append(len(looks))
    assert counts[0] == counts[1]
