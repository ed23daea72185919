"""Rows of a published list of real persons are counted and shown to nobody; the mapping says so, and no name of a list."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from lianfang.base.problems import Refused
from lianfang.gaps.seen import not_withheld
from lianfang.interop import mappings
from lianfang.interop.bringing import take_back
from lianfang.interop.uploads import Upload
from lianfang.registers.access import Reader, rows, withheld
from lianfang.registers.models import Case, ImportBatch
from lianfang.registers.withholding import PUBLISHED as PUBLISHED_LIST
from tests.unit.interop.files import (
    AT,
    BY,
    CASES,
    HEADER,
    RETURNS,
    ROWS,
    bring,
    csv_text,
    lay_areas,
    mapping,
    plan,
)

pytestmark = pytest.mark.django_db
PUBLISHED = CASES.replace("register: case", "register: case\npersons: published")
LIST = "shenzhen_cases_2020/cases"
EVERYONE = Reader("console", "operator", purpose="case_investigation")


@pytest.mark.parametrize(("text", "seen", "hidden"), [(CASES, 2, 0), (PUBLISHED, 0, 2)])
def test_who_is_of_a_published_list_is_counted_and_not_shown(tmp_path, text, seen, hidden):
    lay_areas()
    file = tmp_path / "cases.csv"
    file.write_text(csv_text([HEADER, *ROWS[:1], ("2", "女性", "2020-02-02", "不详", "南山")]), "utf-8")
    bring(file, mapping(text))
    assert Case.objects.count() == 2
    assert (rows(Case, EVERYONE).count(), withheld(Case, EVERYONE)) == (seen, hidden)
    assert ImportBatch.objects.get(status="done").persons == ("published" if hidden else "")


def test_only_of_cases_and_contacts_can_a_mapping_say_it():
    with pytest.raises(Refused, match="mapping/value"):
        mapping(RETURNS.replace("register: return", "register: return\npersons: published"))


def test_who_was_there_already_is_withheld_too_until_the_import_is_undone(tmp_path):
    lay_areas()
    file = tmp_path / "cases.csv"
    file.write_text(csv_text([HEADER, *ROWS[:1]]), "utf-8")
    bring(file, mapping(CASES))
    assert rows(Case, EVERYONE).count() == 1
    file.write_text(csv_text([HEADER, *ROWS[:1], ("2", "女性", "2020-02-02", "不详", "南山")]), "utf-8")
    receipt = bring(file, mapping(PUBLISHED))
    assert (receipt.created, receipt.unchanged) == (1, 1)
    assert (rows(Case, EVERYONE).count(), withheld(Case, EVERYONE)) == (0, 2)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM {Case._meta.db_table} AS c WHERE {not_withheld('case', 'c.id')}"
        )
        assert cursor.fetchone() == (0,)
    take_back(batch=receipt.batch, by=BY, at=AT + 60)
    assert (rows(Case, EVERYONE).count(), withheld(Case, EVERYONE)) == (1, 0)


def test_a_text_of_before_says_what_the_one_that_comes_with_the_product_says():
    lists = {one.key: one for one in mappings.shipped(plan()) if one.said.persons}
    assert {key.partition("/")[0] for key in lists} == {
        "shenzhen_cases_2020",
        "hongkong_2020",
        "singapore_2020",
    }
    shipped = lists[LIST]
    old = "".join(line for line in shipped.text.splitlines(keepends=True) if not line.startswith("persons:"))
    assert mapping(old).said.persons == ""
    loaded = mappings.as_shipped(mapping(old))
    assert (loaded.said.persons, loaded.text, loaded.key) == (PUBLISHED_LIST, old, LIST)
    # and a file that was sent on a page is read by the same, however old the text is that was chosen for it
    sent = Upload(
        "0" * 16, "f.csv", AT, "d", "district_command", 0, "0", 1, mapping=old, mapping_file="x.yaml"
    )
    assert sent.loaded is not None
    assert (sent.loaded.said.persons, sent.loaded.digest) == (PUBLISHED_LIST, loaded.digest)


def test_an_import_of_the_list_made_before_is_marked_by_the_migration():
    ImportBatch.objects.create(ref="a", status="done", file="f", digest="d", mapping=LIST, started_at=AT)
    ImportBatch.objects.create(ref="b", status="done", file="f", digest="d", mapping="x", started_at=AT)
    [migration] = [
        one for (_, name), one in MigrationLoader(None).disk_migrations.items() if "published_persons" in name
    ]
    migration.operations[-1].code(apps, None)
    assert list(ImportBatch.objects.order_by("ref").values_list("persons", flat=True)) == [PUBLISHED_LIST, ""]
