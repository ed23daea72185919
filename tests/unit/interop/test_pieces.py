"""A row that is refused when it is written leaves its key to the next row of that key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from lianfang.interop import bringing
from lianfang.interop.drafts import Draft, Fault
from lianfang.interop.pace import Pace
from lianfang.interop.pieces import Outcome, written
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import Case, ImportBatch
from tests.unit.interop import files
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


def test_a_piece_is_told_of_its_turn_and_waits_for_no_disk_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.lay_areas()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO on")  # the tests' server needs no durability
    seen: list[tuple[bool, str]] = []

    def spied(*args: Any, **told: Any) -> Outcome:
        outcome = written(*args, **told)
        seen.append((runs[-1].turn is not None, _waits()))
        return outcome

    runs: list[bringing._Run] = []

    class Noted(bringing._Run):
        def __init__(self, *args: Any):
            super().__init__(*args)
            runs.append(self)

    monkeypatch.setattr(bringing, "written", spied)
    monkeypatch.setattr(bringing, "_Run", Noted)
    (tmp_path / "cases.csv").write_text(files.csv_text([files.HEADER, *files.ROWS]), "utf-8")
    job = bringing.Job(tmp_path / "cases.csv", files.mapping(files.CASES), files.ZONE)
    receipt = bringing.bring_in(job=job, by=BY, at=NOON, pace=Pace(size=2, most=2, pause=0))
    assert receipt.created == 3
    assert seen == [(True, "off" if connection.vendor == "postgresql" else "")] * 2


def _waits() -> str:
    """Does a commit wait for the disk, where the database can say so?"""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        return str(cursor.fetchone()[0])
