"""The plan's areas are laid once, in the file's order, around those that are there."""

from __future__ import annotations

import pytest

from lianfang.base import areas
from lianfang.base.problems import Refused
from lianfang.interop.laying import is_laid, lay
from lianfang.registers.models import Area, Organisation
from tests.unit.interop.files import AT, BY, plan
from tests.unit.registers import city

pytestmark = pytest.mark.django_db


def test_an_empty_site_has_the_tree_of_the_file():
    laid = lay(folder=plan(), by=BY, at=AT)
    assert (len(laid.areas), len(laid.commands)) == (15, 11)
    shenzhen = Area.objects.get(gb_code="440300")
    assert shenzhen.pk == areas.child(areas.child(areas.child(0, 1), 1), 1)
    districts = Area.objects.filter(level="district").order_by("id")
    assert [d.name_en for d in districts][:2] == ["Nanshan", "Futian"]
    assert [d.pk for d in districts] == [areas.child(shenzhen.pk, n) for n in range(1, 11)]
    assert districts.get(gb_code=None).name_zh == "大鹏新区"
    assert all(d.command is not None and d.command.area_id == d.pk for d in districts)
    assert is_laid("440300")


def test_again_nothing_is_made():
    lay(folder=plan(), by=BY, at=AT)
    again = lay(folder=plan(), by=BY, at=AT)
    assert (again.areas, again.commands) == ([], [])
    assert Organisation.objects.count() == 11


def test_areas_that_are_there_keep_their_codes_and_their_command():
    city.lay(cars=0)
    before = dict(Area.objects.values_list("gb_code", "id"))
    laid = lay(folder=plan(), by=BY, at=AT)
    assert len(laid.areas) == 9  # eight districts and Wuhan
    assert before.items() <= dict(Area.objects.values_list("gb_code", "id")).items()
    assert Area.objects.get(gb_code="440300").command.name_en == "Command"
    assert Area.objects.count() == 15


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "areas/no-file"),
        ("level: city\nzh: 甲\nen: A\n", "areas/wrong"),
        ("level: nation\nzh: 甲\nen: A\nnam: x\n", "areas/wrong"),
        ("level: nation\nzh: 甲\n", "areas/wrong"),
        ("[", "areas/wrong"),
        ("", "areas/wrong"),
    ],
)
def test_a_wrong_file_lays_nothing(tmp_path, text, code):
    if text is not None:
        (tmp_path / "areas.yaml").write_text(text, "utf-8")
    with pytest.raises(Refused) as refusal:
        lay(folder=tmp_path, by=BY, at=AT)
    assert [p.code for p in refusal.value.problems] == [code]
    assert not Area.objects.exists()
