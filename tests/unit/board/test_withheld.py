"""No list, table or journal of an area names a row that is withheld from everybody, whatever links to it."""

from __future__ import annotations

from typing import Any

import pytest

from lianfang.board import listing, one_task, work
from lianfang.board.exports import register_rows, task_rows
from lianfang.board.journal import Wanted, of_area
from lianfang.board.linked import called
from lianfang.fronts.command import task_list
from lianfang.gaps import plans
from lianfang.registers import journal
from lianfang.registers.access import Reader, rows
from lianfang.registers.actions import record, tasks
from lianfang.registers.models import Case, Contact, ImportBatch, Task
from lianfang.registers.withholding import PUBLISHED
from tests import door
from tests.unit.gaps.cities import enact
from tests.unit.registers.city import BY, CITY, NANSHAN, NOON, lay, write

pytestmark = pytest.mark.django_db
EVERYONE = Reader("ann", "operator", purpose="case_investigation")


@pytest.fixture
def cases() -> list[Case]:
    """A case that is open and one that is withheld, each with a contact."""
    lay()
    batch = ImportBatch.objects.create(
        ref="b1", status="done", file="f", digest="d", mapping="m", persons=PUBLISHED, started_at=NOON
    )
    row: dict[str, object] = {"classification": "CONFIRMED", "area": CITY}
    ids = write("case", row) + record(register="case", rows=[row], by=BY, at=NOON, batch=batch.pk).ids
    contacts: list[dict[str, object]] = [{"case": one, "identified_at": NOON, "area": NANSHAN} for one in ids]
    write("contact", *contacts)
    return [Case.objects.get(id=one) for one in ids]


def test_what_links_to_it_is_listed_and_taken_away_without_its_reference(cases: list[Case]) -> None:
    assert {one.ref for one in called(("case", case.pk) for case in cases).values()} == {cases[0].ref}
    asked = listing.Narrowed({}, None, listing.SORTS[0], "", "")
    found = register_rows("contact", ["case"], reader=EVERYONE, asked=asked, language="en")
    assert {row[-2] for row in found.rows()} == {cases[0].ref, None}
    client = door.signed_in(
        door.account("a", role="district_command", area=NANSHAN), purpose="case_investigation"
    )
    page = client.get("/registers/contact", {"column": "case"}).content.decode()
    assert Contact.objects.count() == 2
    assert (cases[0].ref in page, cases[1].ref in page, "real persons" in page) == (True, False, True)


def test_the_journal_of_an_area_says_what_was_done_and_not_to_whom(cases: list[Case]) -> None:
    journal.append([journal.Entry(NOON, BY, "read", "case", ref=case.ref) for case in cases])
    lines = of_area(Wanted(register="case"), reader=EVERYONE, at=NOON).rows
    assert sorted(line.ref for line in lines) == ["", "", cases[0].ref, cases[0].ref]


def test_a_task_on_whom_nobody_is_shown_any_more_is_listed_without_the_reference(cases: list[Case]) -> None:
    enact("gates.yaml")
    [unit] = write("organisation", {"kind": "police", "name_zh": "x", "name_en": "x", "area": CITY})
    given: dict[str, object] = {
        "title": "t",
        "unit": unit,
        "due_at": NOON + 60,
        "must": "of-a-case",
        "period": 0,
        "area": CITY,
    }
    [gone] = (case for case in cases if not rows(Case, EVERYONE).filter(pk=case.pk).exists())
    tasks.assign(rows=[{**given, "subject": case.ref} for case in cases], by=BY, at=NOON)
    asked = listing.Narrowed({}, None, listing.SORTS[0], "", "")
    said: list[list[Any]] = [
        [one.subject for one in work.tasks(work.Wanted(), reader=EVERYONE, as_of=NOON, at=NOON).rows],
        [one.subject for one in task_list.make(reader=EVERYONE, as_of=NOON).rows],
        [row[4] for row in task_rows(
            work.Wanted(), reader=EVERYONE, as_of=NOON, at=NOON, sort=work.SORTS[0], language="en"
        ).rows()],
        [row["subject"] for row in listing.listed("task", reader=EVERYONE, asked=asked).rows],
        [row[2] for row in register_rows("task", ["subject"], reader=EVERYONE, asked=asked, language="en").rows()],
    ]  # fmt: skip
    one = Task.objects.get(subject=gone.ref)
    said.append([one_task.shown(one, reader=EVERYONE, duty_at=NOON, at=NOON).said.subject, cases[0].ref])
    plans.forget()
    assert [set(subjects) for subjects in said] == [{None, cases[0].ref}] * len(said)
