"""A mapping is checked before it is used: every fault with its line."""

from __future__ import annotations

import pytest

from lianfang.base.problems import Refused
from lianfang.interop import mappings
from lianfang.registers.models import Mapping
from tests.unit.interop.files import AT, CASES, RETURNS, mapping, plan


def faults(text):
    with pytest.raises(Refused) as refusal:
        mappings.read(text, "m.yaml")
    assert {p.file for p in refusal.value.problems} == {"m.yaml"}
    return [(p.code, p.line) for p in refusal.value.problems]


def test_what_a_header_must_hold():
    assert mapping(CASES).said.needed() == ["编号", "性别", "报告日", "年龄", "居住区"]
    assert mapping(RETURNS).said.needed() == ["日期", "南山", "新增"]


def test_every_shipped_mapping_is_right_and_found_by_its_key():
    shipped = list(mappings.shipped(plan()))
    of_the_city = {m.key for m in shipped} - {m.key for m in mappings.of_no_city()}
    assert of_the_city == {
        *(f"shenzhen_cases_2020/{name}" for name in ("cases", "daily_district", "links")),
        *(f"laboratory/{name}" for name in ("pools", "results", "samples")),
    }
    sources = {m.key.partition("/")[0] for m in mappings.of_no_city()}
    assert sources == {"ebola_sim", "godata", "hongkong_2020", "singapore_2020", "sormas", "who"}
    assert len({m.key for m in shipped}) == len(shipped)
    assert [key for m in shipped for key in m.said.then if key not in {other.key for other in shipped}] == []
    assert all(m.said.title["zh"] and m.said.title["en"] for m in shipped)


PEOPLE = """
mapping: test/people
register: passage
key: "test:{编号}"
constants: {direction: in, mode: road}
columns:
  at: {from: 时间, as: instant}
  gate: {from: 关口, as: link, by: key}
  vehicle: {from: 车牌, as: vehicle}
  person: {from: 证件号, as: person, by: id_number, name: 姓名, telephone: 手机}
"""


def test_people_and_vehicles_need_all_columns_that_identify_them():
    assert mapping(PEOPLE).said.needed() == ["时间", "关口", "车牌", "证件号", "姓名", "手机", "编号"]


WRONG = {
    "an unknown key": (CASES + "colums: {}\n", [("mapping/unknown-key", 12)]),
    "an unknown key inside": (CASES.replace("blank: [不详]", "blanks: [不详]"), [("mapping/unknown-key", 10)]),
    "a missing key": (CASES.replace("register: case\n", ""), [("mapping/missing-key", 2)]),
    "an unknown register": (CASES.replace("register: case", "register: cases"), [("mapping/unknown-register", 3)]),
    "an unknown column": (CASES.replace("  age:", "  aeg:"), [("mapping/unknown-column", 10)]),
    "a wrong kind": (CASES.replace("as: date", "as: number"), [("mapping/kind", 9)]),
    "a link as text": (CASES.replace("as: area", "as: text"), [("mapping/kind", 11)]),
    "a kind that there is not": (CASES.replace("as: date", "as: day"), [("mapping/value", 9)]),
    "a code that is not in the list": (CASES.replace("女性: female", "女性: woman"), [("mapping/not-in-list", 8)]),
    "a constant that is not in the list": (CASES.replace("CONFIRMED", "Confirmed"), [("mapping/value", 5)]),
    "an area without a name": (CASES.replace('{gb: "440300"}', "{}"), [("mapping/value", 5)]),
    "an area with two names": (CASES.replace('{gb: "440300"}', "{gb: x, name: y}"), [("mapping/value", 5)]),
    "an area as a word": (CASES.replace('{gb: "440300"}', "Shenzhen"), [("mapping/value", 5)]),
    "a column given twice": (CASES.replace("CONFIRMED,", "CONFIRMED, age: 3,"), [("mapping/twice", 5)]),
    "a column not given": (CASES.replace("classification: CONFIRMED, ", ""), [("mapping/not-given", 6)]),
    "a cell set twice": (RETURNS.replace("figure: new_confirmed,", 'figure: new_confirmed, day: "2020-01-01",'), [("mapping/twice", 9)]),
    "a cell that lacks what others set": (RETURNS.replace("figure: new_confirmed, ", ""), [("mapping/not-given", 5)]),
    "an unknown zone": (CASES + "zone: Asia/Shenzen\n", [("mapping/value", 12)]),
    "a key that comes twice": (CASES + "register: case\n", [("mapping/yaml", 12)]),
    "an alias": (CASES + "title: &t {zh: a}\nheader: [*t]\n", [("mapping/yaml", 13)]),
    "no yaml": ("a: [", [("mapping/yaml", 1)]),
    "a list of people": (
        "mapping: x\nregister: person\nkey: '{a}'\ncolumns:\n  sex: {from: b, as: code}\n", [("mapping/name-list", 2)],
    ),
    "a list of vehicles": (
        "mapping: x\nregister: vehicle\nkey: '{a}'\ncolumns:\n  area: {from: b, as: area}\n", [("mapping/name-list", 2)],
    ),
    "a key that identifies": (PEOPLE.replace("{编号}", "{证件号}"), [("mapping/identifies", 4)]),
    "a key that names": (PEOPLE.replace("{编号}", "{编号}{姓名}"), [("mapping/identifies", 4)]),
    "a key of whom a column links to": (PEOPLE.replace("{编号}", "{person}"), [("mapping/identifies", 4)]),
    "a plate read as something else": (PEOPLE + "  vehicle_scope: {from: 车牌, as: code}\n", [("mapping/identifies", 11)]),
    "a person as a vehicle": (PEOPLE.replace("as: vehicle", "as: person"), [("mapping/kind", 9)]),
    "a person as a number": (
        PEOPLE.replace("as: person, by: id_number, name: 姓名, telephone: 手机", "as: number"), [("mapping/kind", 10)],
    ),
    "a vehicle with a name": (PEOPLE.replace("as: vehicle", "as: vehicle, name: 姓名"), [("mapping/value", 9)]),
    "a person by name": (PEOPLE.replace("by: id_number", "by: name"), [("mapping/value", 10)]),
    "a gate by id number": (PEOPLE.replace("by: key", "by: id_number"), [("mapping/value", 8)]),
    "nothing": ("", [("mapping/missing-key", 1)] * 3),
    "a derivation of another register": (
        RETURNS + 'derive: {report_day_from_totals: {figure: x, number: n, area: {gb: "1"}}}\n', [("mapping/unknown-column", 10)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_with_its_line(name):
    text, expected = WRONG[name]
    assert faults(text) == expected


@pytest.mark.django_db
def test_a_mapping_that_was_used_is_found_again(tmp_path):
    (tmp_path / "mine.yaml").write_text(CASES, "utf-8")
    mine = mappings.find(str(tmp_path / "mine.yaml"), plan())
    mappings.keep(mine, AT)
    assert Mapping.objects.get().key == "test/cases"
    assert mappings.find("test/cases", plan()).digest == mine.digest
    with pytest.raises(Refused) as refusal:
        mappings.find("mine", plan())
    assert "test/cases" in refusal.value.problems[0].mend("en")
