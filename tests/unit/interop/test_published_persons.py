"""Rows of a published list of real persons are counted and shown to nobody; the mapping says so, and no name of a list."""

from __future__ import annotations

import pytest

from lianfang.base.problems import Refused
from lianfang.registers.access import Reader, rows, withheld
from lianfang.registers.models import Case, ImportBatch
from tests.unit.interop.files import CASES, HEADER, RETURNS, ROWS, bring, csv_text, lay_areas, mapping

pytestmark = pytest.mark.django_db
PUBLISHED = CASES.replace("register: case", "register: case\npersons: published")
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
