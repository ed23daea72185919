"""A name alone finds people of one's own open tasks; with another fact it may be typed as it sounds; nobody beyond reach."""

from __future__ import annotations

import pytest

from lianfang.base.problems import Refused
from lianfang.board import naming
from lianfang.board.finding import Sought, find
from lianfang.gaps import plans
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import Bearer, identify, tasks
from lianfang.registers.models import REGISTERS, Journal, Person
from tests.unit.gaps.cities import enact
from tests.unit.registers.city import BY, CITY, FUTIAN, NANSHAN, NOON, lay, passage, write

pytestmark = pytest.mark.django_db

GATES = frozenset({"gates", "places", "work"})
ANN = By("ann", "gate_commander", NANSHAN)
HER = Reader("ann", "gate_commander", NANSHAN, classes=GATES)


@pytest.fixture
def refs():
    """张伟 twice, of Nanshan and of Futian, and 单敏; ann has a task on the passage of the first."""
    town = lay()
    enact("gates.yaml")
    people = [
        (f"{sign}1234", name, f"1380000000{n}", area)
        for n, (sign, name, area) in enumerate(
            (("A", "张伟", NANSHAN), ("B", "张伟", FUTIAN), ("C", "单敏", NANSHAN)), 1
        )
    ]
    bearers = [(Bearer("person", "document", *said[:3]), said[3]) for said in people]
    ids = list(identify(bearers=bearers, by=BY, at=NOON).ids.values())
    for row in ids:
        write("person", {"id": row, "birth_year": 1990})
    gates = [town.gate, write("site", {"kind": "gate", "name_zh": "x", "name_en": "x", "area": FUTIAN})[0]]
    rows = [
        write("passage", {**passage(town, 0), "gate": gate, "person": row})[0]
        for row, gate in zip(ids[:2], gates, strict=True)
    ]
    passed = [REGISTERS["passage"].objects.get(id=row).ref for row in rows]
    unit = write("organisation", {"kind": "police", "name_zh": "交警", "name_en": "Police", "area": CITY})[0]
    duty = {"title": "x", "unit": unit, "due_at": NOON + 3600, "must": "screened-at-the-gate", "period": 0}
    given = [
        tasks.assign(rows=[{**duty, "subject": ref, "area": area}], by=BY, at=NOON)[0]
        for ref, area in zip(passed, (NANSHAN, FUTIAN), strict=True)
    ]
    yield [Person.objects.get(id=row).ref for row in ids], given
    plans.forget()


def found(reader: Reader = HER, **said: str) -> set[str]:
    """The references of the people who are found."""
    return {hit.ref for hit in find(Sought(**said), reader=reader, at=NOON) if hit.register == "person"}


def test_a_name_alone_finds_those_of_ones_own_open_tasks(refs):
    (first, *_), (task, other) = refs
    for name in ("张伟", "zw"):
        with pytest.raises(Refused) as refusal:
            found(name=name)
        assert [p.code for p in refusal.value.problems] == ["form/name-alone"]
    tasks.receive(refs=[task], by=ANN, at=NOON)
    tasks.receive(refs=[other], by=By("ann", "city_command"), at=NOON)
    assert found(name="张伟") == found(name="zhang wei") == found(name="zw") == {first}
    assert found(name="单敏") == found(name="shan min") == set()
    # Another's tasks are not one's own; of a task whose record one does not read nobody is found.
    blind = Reader("ann", "enterprise_officer", NANSHAN, classes=frozenset({"places", "work"}))
    assert naming.own_people(blind) == set()
    assert naming.own_people(Reader("bob", "gate_commander", NANSHAN, classes=GATES)) == set()
    fields = Journal.objects.filter(verb="find").latest("id").fields
    assert fields == "name,own_tasks,identifiers=1,rows=0"
    tasks.give_evidence(refs=[task], evidence="done", by=ANN, at=NOON)
    tasks.send_back(refs=[task], outcome="cannot_be_done", by=ANN, at=NOON)
    with pytest.raises(Refused):
        found(name="张伟")


def test_with_another_fact_a_name_may_be_typed_as_it_sounds_within_reach(refs, monkeypatch):
    (first, elsewhere, third), _ = refs
    assert found(name="zhangwei", telephone="13800000001") == {first}
    assert found(name="zhangwei", telephone="13800000002") == set()
    assert found(name="zhangwei", birth_year="1990") == {first}
    assert found(name="danmin", birth_year="1990") == found(name="SM", telephone="13800000003") == {third}
    assert found(name="zhangwei", birth_year="1991") == set()
    assert found(Reader("x", "city_command"), name="zw", birth_year="1990") == {first, elsewhere}
    monkeypatch.setattr(naming, "COMPARED", 1)
    with pytest.raises(Refused) as refusal:
        found(name="zw", birth_year="1990")
    assert [p.code for p in refusal.value.problems] == ["form/too-many-alike"]
    assert found(name="张伟", birth_year="1990") == {first}
