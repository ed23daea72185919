"""A gate's sheet with plates, identity numbers and names: known ones are found, others made, all of it taken back."""

from __future__ import annotations

import json

import pytest

from lianfang.base.problems import Refused
from lianfang.interop.bringing import Job, bring_in, resume, take_back
from lianfang.interop.pace import Pace
from lianfang.interop.pieces import Checks
from lianfang.registers import keys
from lianfang.registers.actions import Bearer, identify, record
from lianfang.registers.actions.merging import Pair, merge
from lianfang.registers.models import (
    Area,
    Identifier,
    ImportBatch,
    Journal,
    Merge,
    Passage,
    Person,
    RejectedRow,
    Site,
    Stay,
    Vehicle,
    Version,
)
from tests.unit.interop.files import (
    AT,
    BY,
    ZONE,
    bring,
    codes,
    content,
    csv_text,
    foretell,
    lay_areas,
    mapping,
)
from tests.unit.interop.test_mappings import PEOPLE

pytestmark = pytest.mark.django_db

HEADER = ("编号", "时间", "关口", "车牌", "证件号", "姓名", "手机")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
STAYS = """
mapping: test/stays
register: stay
key: "test:{编号}"
constants: {area: {gb: "440305"}}
columns:
  person: {from: 证件号, as: person, name: 姓名}
"""


def number(n):
    """An identity number that fits its check character; none of them ends in three zeros."""
    text = f"440305{1950 + n % 60}0101{n % 997 + 1:03d}"
    return text + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, text, strict=True)) % 11]


def row(n, plate="", person="", name="", telephone=""):
    return (str(n), "2020-02-09 08:00", "g1", plate, person, name, telephone)


DIRTY = [
    row(1, "粤B12345", number(1), "张三", "13800000001"),
    row(2, "粤b·1234５", number(1).lower(), "张 三", "+86 138-0000-0001"),  # both again, written otherwise
    row(3, "粤BD12345", number(1), "李四"),  # another name
    row(
        4, "粤BI2345", number(2)[:-1] + ("1" if number(2)[-1] != "1" else "2"), "王五"
    ),  # a wrong check character
    row(5, "粤B1", "", ""),  # no plate
    row(6, "", "4.40305E+17", "赵六"),
    row(7, "", number(3), "孙七", "12"),  # no telephone
    row(8, "", "", "无名氏"),  # a name alone is nobody
    row(9, "粤B54321", number(4), "周八"),
]
WRONG = {
    4: ["import/another-name"], 5: ["import/id-number"], 6: ["import/plate"], 7: ["import/rounded-id"],
    8: ["import/telephone"],
}  # fmt: skip


@pytest.fixture
def gate():
    lay_areas()
    area = Area.objects.get(gb_code="440305").pk
    row = {
        "kind": "gate",
        "mode": "road",
        "name_zh": "关",
        "name_en": "gate",
        "area": area,
        "source_key": "g1",
    }
    [place] = record(register="site", rows=[row], by=BY, at=AT).ids
    return Site.objects.get(pk=place)


def write(path, rows, header=HEADER):
    path.write_text(csv_text([header, *rows]), "utf-8")
    return path


def counts(receipt):
    names = ("read", "created", "updated", "unchanged", "rejected", "people_made", "vehicles_made")
    return tuple(getattr(receipt, name) for name in names)


def identifiers():
    return sorted(
        (i.kind, keys.unseal(i.cipher, "identifiers"), i.person_id or i.vehicle_id)
        for i in Identifier.objects.all()
    )


def test_a_dirty_sheet_is_foretold_brought_in_and_taken_back(gate, tmp_path):
    file, before = write(tmp_path / "x.csv", DIRTY), content()
    dry = foretell(file, mapping(PEOPLE))
    assert counts(dry) == (9, 4, 0, 0, 5, 2, 2)
    assert codes(dry) == WRONG
    assert content() == before
    assert not Identifier.objects.exists()
    receipt = bring(file, mapping(PEOPLE))
    assert (counts(receipt), codes(receipt)) == (counts(dry), WRONG)
    first, second = Passage.objects.filter(source_key__in=["test:1", "test:2"]).order_by("source_key")
    assert first.person_id == second.person_id
    assert first.vehicle_id == second.vehicle_id
    assert set(Person.objects.values_list("area_id", flat=True)) == {gate.area_id}
    eighth = Passage.objects.get(source_key="test:8")
    assert (eighth.person_id, eighth.vehicle_id) == (None, None)
    assert [(kind, text) for kind, text, _ in identifiers()] == sorted(
        [
            ("document", number(1)), ("document", number(4)), ("name", "张三"), ("name", "周八"),
            ("plate", "粤B12345"), ("plate", "粤B54321"), ("telephone", "13800000001"),
        ]
    )  # fmt: skip
    assert Journal.objects.filter(verb="record", register="person").count() == 2
    again = bring(file, mapping(PEOPLE))
    assert counts(again) == (9, 0, 0, 4, 5, 0, 0)
    assert counts(take_back(batch=receipt.batch, by=BY, at=AT + 60)) == counts(receipt)
    assert content() == before
    assert not Identifier.objects.exists()
    assert counts(bring(file, mapping(PEOPLE), at=AT + 90)) == counts(receipt)


def test_nothing_that_identifies_is_kept_in_clear(gate, tmp_path):
    receipt = bring(write(tmp_path / "x.csv", DIRTY), mapping(PEOPLE))
    kept = json.dumps(receipt.as_json(), ensure_ascii=False)
    kept += repr(list(RejectedRow.objects.values())) + repr(list(ImportBatch.objects.values("receipt")))
    kept += repr(list(Passage.objects.values())) + repr(list(Journal.objects.values()))
    kept += repr(list(Identifier.objects.values())) + repr(list(Version.objects.values()))
    for text in ("4403051", "粤B", "粤b", "张三", "李四", "王五", "无名氏", "1380000", "40305E"):
        assert text not in kept


def test_who_is_known_is_found_and_another_name_is_never_merged(gate, tmp_path):
    bring(write(tmp_path / "x.csv", DIRTY), mapping(PEOPLE))
    known = Person.objects.count(), Vehicle.objects.count(), identifiers()
    other = [
        row(21, "粤B12345", number(1), "张叁"), row(22, "粤B·12345", number(1), "张三"), row(23, "粤B12345", number(1)),
    ]  # fmt: skip
    receipt = bring(write(tmp_path / "y.csv", other), mapping(PEOPLE))
    assert counts(receipt) == (3, 2, 0, 0, 1, 0, 0)
    assert codes(receipt) == {2: ["import/another-name"]}
    assert (Person.objects.count(), Vehicle.objects.count(), identifiers()) == known


def test_who_came_again_since_stays_when_an_import_is_taken_back(gate, tmp_path):
    first = bring(write(tmp_path / "x.csv", DIRTY), mapping(PEOPLE))
    bring(write(tmp_path / "y.csv", [row(31, "粤B12345", number(1), "张三")]), mapping(PEOPLE))
    take_back(batch=first.batch, by=BY, at=AT + 60)
    left = Passage.objects.get()
    assert list(Person.objects.values_list("id", flat=True)) == [left.person_id]
    assert list(Vehicle.objects.values_list("id", flat=True)) == [left.vehicle_id]
    assert {whose for _, _, whose in identifiers()} <= {left.person_id, left.vehicle_id}


def test_a_row_that_an_import_gave_a_person_loses_them_again(gate, tmp_path):
    bring(write(tmp_path / "x.csv", [row(1)]), mapping(PEOPLE))
    before = content()
    file = write(tmp_path / "y.csv", [row(1, "粤B12345", number(1), "张三")])
    dry, receipt = foretell(file, mapping(PEOPLE)), bring(file, mapping(PEOPLE), at=AT + 30)
    assert counts(dry) == counts(receipt) == (1, 0, 1, 0, 0, 1, 1)
    take_back(batch=receipt.batch, by=BY, at=AT + 60)
    assert content() == before


class Killed(BaseException):
    """What stands for the end of the process."""


def test_a_broken_import_goes_on_without_doubles(gate, tmp_path):
    rows = [row(n, f"粤B{n % 70:05d}", number(n % 80), f"张{chr(0x4E00 + n % 80)}") for n in range(240)]
    file, left = write(tmp_path / "x.csv", rows), [4]

    def sleep(_):
        left[0] -= 1
        if not left[0]:
            raise Killed

    with pytest.raises(Killed):
        bring_in(
            job=Job(file, mapping(PEOPLE), ZONE),
            by=BY,
            at=AT,
            pace=Pace(size=20, least=20, most=30, sleep=sleep),
        )
    half = ImportBatch.objects.get(status="running")
    assert 0 < half.created == Passage.objects.count() < 240
    receipt = resume(zone=ZONE, by=BY, at=AT + 9, pace=Pace(pause=0))
    assert counts(receipt) == (240, 240, 0, 0, 0, 80, 70)
    assert (Person.objects.count(), Vehicle.objects.count()) == (80, 70)
    take_back(batch=receipt.batch, by=BY, at=AT + 60)
    assert (Person.objects.count(), Vehicle.objects.count(), Identifier.objects.count()) == (0, 0, 0)


def test_whom_a_refused_row_brought_along_goes_with_it(gate, tmp_path, monkeypatch):
    from lianfang.interop import pieces

    def strict(*, rows, **given):
        for line, each in enumerate(rows, start=1):
            if each["source_key"] == "test:2":
                raise Refused(
                    pieces.Problem(
                        "record/constraint", line=line, facts={"register": "passage", "detail": ""}
                    )
                )
        return record(rows=rows, **given)

    monkeypatch.setattr(pieces, "record", strict)
    rows = [row(n, f"粤B1000{n}", number(n), "张三") for n in range(1, 4)]
    receipt = bring(write(tmp_path / "x.csv", rows), mapping(PEOPLE))
    assert counts(receipt) == (3, 2, 0, 0, 1, 2, 2)
    assert (Person.objects.count(), Vehicle.objects.count()) == (2, 2)


def test_a_register_of_residents_brings_nobody_along(gate, tmp_path):
    bring(write(tmp_path / "x.csv", DIRTY), mapping(PEOPLE))
    rows = [("1", number(1), "张三"), ("2", number(9), "陌生人")]
    receipt = bring(write(tmp_path / "y.csv", rows, ("编号", "证件号", "姓名")), mapping(STAYS))
    assert codes(receipt) == {3: ["import/nobody-known"]}
    assert Stay.objects.get().person_id == Passage.objects.get(source_key="test:1").person_id
    assert Person.objects.count() == 2


def test_two_who_bear_one_number_are_told_apart_first(gate, tmp_path):
    for _ in range(2):
        [who] = record(register="person", rows=[{"area": gate.area_id}], by=BY, at=AT).ids
        Identifier.objects.create(
            person_id=who, kind="document", cipher=keys.seal(number(1), "identifiers"),
            match=keys.match("document", number(1)), recorded_at=AT,
        )  # fmt: skip
    receipt = bring(write(tmp_path / "x.csv", DIRTY[:1]), mapping(PEOPLE))
    assert codes(receipt) == {2: ["import/several-bearers"]}
    assert not Passage.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("asks_anew", [True, False])
def test_who_goes_into_another_while_a_file_runs_is_named_by_the_rest_of_it_as_who_is_kept(
    gate, tmp_path, monkeypatch, asks_anew
):
    bearers = [(Bearer("vehicle", "plate", plate), gate.area_id) for plate in ("粤B12345", "粤B54321")]
    gone, kept = identify(bearers=bearers, by=BY, at=AT).ids.values()
    refs = dict(Vehicle.objects.values_list("id", "ref"))
    file = write(tmp_path / "x.csv", [row(n, "粤B12345") for n in range(30)])
    foretell(file, mapping(PEOPLE))
    pairs = [Pair("vehicle", refs[kept], refs[gone], "one car")]
    job = Job(file, mapping(PEOPLE), ZONE)

    def meanwhile(*_):
        if Passage.objects.exists() and not Merge.objects.exists():
            merge(pairs=pairs, by=BY, at=AT)

    if not asks_anew:
        monkeypatch.setattr(Checks, "apply_again", lambda *_: None)
        with pytest.raises(Refused, match="import/changed-meanwhile"):
            bring_in(job=job, by=BY, at=AT, pace=Pace(pause=0), on_progress=meanwhile)
        monkeypatch.undo()
        receipt = resume(zone=ZONE, by=BY, at=AT, file=file, pace=Pace(pause=0))
    else:
        receipt = bring_in(job=job, by=BY, at=AT, pace=Pace(pause=0), on_progress=meanwhile)
    assert (receipt.read, receipt.created, receipt.rejected) == (30, 30, 0)
    assert set(Passage.objects.values_list("vehicle", flat=True)) == {kept}
