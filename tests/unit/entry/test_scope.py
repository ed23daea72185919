"""The one query layer: a reader's rows are of their classes and in their area; nothing lists people but through it."""

from __future__ import annotations

import ast

import pytest

from lianfang.entry import rules
from lianfang.registers import access, roles
from lianfang.registers.access import PURPOSES, Reader
from lianfang.registers.models import REGISTERS, Passage, Person
from tests.arch import source
from tests.unit.registers.city import CITY, FUTIAN, NANSHAN, lay, passage, write


def test_every_register_is_of_a_class_and_every_word_of_the_roles_is_known():
    assert roles.registers_of(frozenset(roles.CLASSES)) == set(REGISTERS)
    assert set(roles.CLASS_TITLES) == set(roles.CLASSES)
    assert set(roles.PURPOSE_TITLES) == set(PURPOSES)
    for role in roles.ROLES.values():
        assert role.rights <= set(roles.RIGHTS)
        assert role.classes <= set(roles.CLASSES)
        assert role.purposes <= set(PURPOSES) - {"demonstration"}
        assert not role.reads_people or role.needs_second_factor


def test_who_keeps_accounts_sees_nobody_and_who_sees_people_keeps_no_accounts():
    for role in roles.ROLES.values():
        assert not ("grant" in role.rights and "people" in role.rights)
        personal = {name for name in roles.registers_of(role.classes) if REGISTERS[name].register.personal}
        assert not personal or role.rights & {"people", "write"}, role.title.en


@pytest.mark.django_db
def test_rows_are_of_the_reader_s_area_and_classes():
    city = lay()
    write("passage", passage(city))
    write("person", {"area": FUTIAN}, {"area": NANSHAN})
    gates = frozenset({"gates"})
    for area, classes, passages, people in (
        (0, None, 1, 2), (CITY, gates, 1, 2), (NANSHAN, gates, 1, 1), (FUTIAN, gates, 0, 1),
        (CITY, frozenset({"premises"}), 0, 0), (CITY, frozenset(), 0, 0), (CITY, frozenset({"clinical"}), 0, 2),
    ):  # fmt: skip
        reader = Reader("r", "gate_worker", area, "response", classes)
        assert access.rows(Passage, reader).count() == passages
        assert access.rows(Person, reader).count() == people


def test_a_narrowed_reader_keeps_classes_and_purpose():
    reader = Reader("r", "gate_worker", CITY, "response", frozenset({"gates"}))
    assert reader.inside(NANSHAN) == Reader("r", "gate_worker", NANSHAN, "response", frozenset({"gates"}))


def test_a_view_that_asks_for_an_unknown_right_does_not_load():
    with pytest.raises(KeyError):
        rules.may("fly")
    with pytest.raises(KeyError):
        rules.for_device("poem")


def test_no_page_or_door_looks_people_up_past_the_query_layer():
    """Fronts gather rows that they were led to from a scoped one; pages and doors begin at :func:`access.rows`."""
    personal = {model.__name__ for model in REGISTERS.values() if model.register.personal}
    doors = ("entry", "board", "field", "ui")
    found = [
        source.place(path, node.lineno)
        for path, tree in source.trees()
        if path.relative_to(source.PACKAGE).parts[0] in doors or path.stem == "pages"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "objects" and ast.unparse(node.value) in personal
    ]
    assert found == []
