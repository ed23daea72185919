"""A row that is refused when it is written leaves its key to the next row of that key."""

from __future__ import annotations

from typing import Any

import pytest

from lianfang.interop.drafts import Draft, Fault
from lianfang.interop.pieces import written
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import Case, ImportBatch
from tests.unit.registers.city import BY, CITY, NOON, lay

pytestmark = pytest.mark.django_db


def test_the_next_row_of_a_key_goes_in_where_the_first_was_refused() -> None:
    lay()
    batch = ImportBatch.objects.create(
        ref="b1", status="running", file="f", digest="d", mapping="m", started_at=NOON
    )

    def draft(row: int, classification: str) -> Draft:
        told: dict[str, Any] = {"source_key": "k", "classification": classification, "area": CITY}
        return Draft(row, told)

    rows = [draft(1, "NONE_OF_THESE"), draft(2, "CONFIRMED"), draft(3, "SUSPECT")]
    outcome = written(
        catalogue()["case"], rows, by=BY, at=NOON, batch=batch.pk,
        fault=lambda column, code, facts: Fault(code, column, None, facts),
    )  # fmt: skip
    assert outcome.counts == {"read": 3, "created": 1, "updated": 0, "unchanged": 1, "rejected": 1}
    assert [one.row for one in outcome.rejected] == [1]
    assert list(Case.objects.values_list("classification", flat=True)) == ["CONFIRMED"]
