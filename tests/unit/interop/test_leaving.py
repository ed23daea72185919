"""What leaves in another system's columns: nobody who is withheld, and of anyone's health only what the purpose opens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from lianfang.gaps import plans
from lianfang.interop import leaving
from lianfang.interop.leaving import Leaving
from lianfang.registers.access import Reader
from lianfang.registers.actions import record
from lianfang.registers.models import Area, Case, ImportBatch
from lianfang.registers.withholding import PUBLISHED
from tests.unit.interop.files import AT, BY, lay_areas, plan
from tests.unit.registers.city import write

pytestmark = pytest.mark.django_db
ZONE = "Asia/Shanghai"


@pytest.fixture
def city() -> Iterator[int]:
    """The shipped plan in force over its areas."""
    lay_areas()
    plans.enact(folder=plan(), by=BY, at=AT)
    yield Area.objects.get(gb_code="440300").pk
    plans.forget()


def filled(form: str, purpose: str) -> Leaving:
    """A form with all records of the site."""
    reader = Reader("ann", "operator", purpose=purpose)
    return leaving.filled(leaving.form(form), reader=reader, zone=ZONE, language="en")


def test_a_case_that_is_withheld_is_named_by_no_link(city: int) -> None:
    batch = ImportBatch.objects.create(
        ref="b1", status="done", file="f", digest="d", mapping="m", persons=PUBLISHED, started_at=AT
    )
    row: dict[str, object] = {"classification": "CONFIRMED", "area": city}
    seen, gone = *write("case", row), *record(register="case", rows=[row], by=BY, at=AT, batch=batch.pk).ids
    write("case_link", {"case": seen, "other": gone, "area": city})
    refs = dict(Case.objects.values_list("id", "ref"))
    cells = {cell for row in filled("godata/case_links", "case_investigation").rows() for cell in row}
    assert (refs[seen] in cells, refs[gone] in cells) == (True, False)


def test_a_record_of_another_district_is_named_by_no_link(city: int) -> None:
    here, there = (Area.objects.get(gb_code=code).pk for code in ("440305", "440304"))
    own, case = write(
        "case", {"classification": "CONFIRMED", "area": here}, {"classification": "CONFIRMED", "area": there}
    )
    met = {"status": "FOLLOW_UP", "classification": "CONFIRMED", "area": here, "identified_at": AT}
    people = write("person", {"area": here}, {"area": here})
    write(
        "contact", *({**met, "person": one, "case": of} for one, of in zip(people, (own, case), strict=True))
    )
    refs = dict(Case.objects.values_list("id", "ref"))
    reader = Reader("dora", "district_command", here)
    for form in ("godata/relationships", "sormas/contacts_import"):
        left = leaving.filled(leaving.form(form), reader=reader, zone=ZONE, language="en")
        cells = [cell for row in left.rows() for cell in row]
        assert (left.count, refs[own] in cells, refs[case] in cells) == (2, True, False), form


def test_what_is_said_of_anyone_s_health_leaves_for_case_investigation_alone(city: int) -> None:
    write("case", {"classification": "CONFIRMED", "area": city, "onset_on": date(2020, 2, 3)})
    shut, whole = (filled("godata/cases", purpose) for purpose in ("response", "case_investigation"))
    assert (shut.head, shut.shut > 0, whole.shut) == (whole.head, True, 0)
    said = [[str(cell) for row in one.rows() for cell in row] for one in (shut, whole)]
    assert ["2020-02-03" in cells for cells in said] == [False, True]
