"""No list, table or journal of an area names a row that is withheld from everybody, whatever links to it."""

from __future__ import annotations

import pytest

from lianfang.board import listing
from lianfang.board.exports import register_rows
from lianfang.board.journal import Wanted, of_area
from lianfang.board.linked import called
from lianfang.registers import journal
from lianfang.registers.access import Reader
from lianfang.registers.actions import record
from lianfang.registers.models import Case, Contact, ImportBatch
from lianfang.registers.withholding import PUBLISHED
from tests import door
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
