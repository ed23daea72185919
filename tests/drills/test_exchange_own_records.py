"""Records of ours leave by another system's form and come back: what the form can say is what it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from lianfang.gaps import plans
from lianfang.interop import mappings
from lianfang.interop.mapping_text import MappingText, Take
from lianfang.registers.actions import record
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS, Area
from tests.drills.test_exchange_systems import OF_GODATA, brought_back, emptied, taken_away
from tests.unit.interop.files import AT, BY, lay_areas, plan

pytestmark = pytest.mark.django_db

SYSTEMS = {
    "godata": OF_GODATA,
    "who": ("who/case_report",),
    "sormas": (
        "sormas/cases_import", "sormas/contacts_import", "sormas/samples", "sormas/results", "sormas/events",
    ),
}  # fmt: skip
MADE = ("event", "case", "contact", "case_link", "participant", "health_check", "sample", "test_result")
"""The registers, each after those that it links to."""
ROWS = 17
OF_EVERY_ROW = {"recorded_at"}
"""When this site wrote it: of the copy that is another instant."""


def values(register: str, row: int, made: dict[str, list[int]], fixed: dict[str, Any]) -> dict[str, Any]:
    """A record with every column filled, and each code of each list in turn."""
    shape, found = catalogue()[register], {}
    for name, column in shape.columns.items():
        kinds = {
            "text": f"{name} {row}, =1+1", "number": row + 1, "duration": row + 1, "date": date(2020, 2, 1) + timedelta(row),
            "instant": AT - 90_061 * (row + 1), "boolean": bool(row % 2),
        }  # fmt: skip
        kind = column.kind.value
        listed = list(column.codes.codes) if column.codes else []
        found[name] = listed[row % len(listed)] if kind == "code" else kinds[kind]
    for name, link in shape.links.items():
        if link.to in made:
            found[name] = made[link.to][row]
        elif link.to in fixed:
            found[name] = fixed[link.to]
    return found | (OF_ROW[register](row) if register in OF_ROW else {})


OF_ROW: dict[str, Callable[[int], dict[str, Any]]] = {
    # Nobody dies who is not said to have died, and a result is of a sample or of a pool.
    "case": lambda row: (
        {"earlier_case": None, "district": None} | ({} if row % 4 == 2 else {"died_on": None})
    ),
    # In Go.Data a contact and the case it became bear one number: only of its own can it say so, and its sample has them.
    "contact": lambda row: {"via": None, "became_case": None, "refused": None},
    "case_link": lambda row: {"directed": None},
    "sample": lambda row: {"contact": None},
}


def kept() -> dict[str, dict[str, dict[str, Any]]]:
    """Register → the number under which the other system knows a record → what it says, links by such numbers."""
    numbers = {
        (register, row.pk): (row.source_key or row.ref).rpartition(":")[2]
        for register in (*MADE, "organisation", "site")
        for row in REGISTERS[register].objects.all()
    }
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for register in MADE:
        shape = catalogue()[register]
        for row in REGISTERS[register].objects.all():
            said = {name: getattr(row, name) for name in shape.columns}
            for name, link in shape.links.items():
                other = getattr(row, link.column)
                said[name] = None if other is None else numbers.get((link.to, other), other)
            number = numbers[register, row.pk]
            if register == "test_result":
                number = said["sample"]
            if register == "event":
                number = said["title"]
            found.setdefault(register, {})[number] = said
    return found


def expected(take: Take, value: Any, where: str) -> Any:
    """What a value is when it comes back: itself, or what the mapping names instead."""
    if take.kind != "code" or value is None:
        return value
    exact = {
        *take.codes.values(),
        *(c for f in take.finer for pairs in f.codes.values() for c in pairs.values()),
    }
    if value in exact or not take.codes:
        assert value not in {*take.says, *take.wordless}, (where, value, "has a word of its own")
        return value
    assert (value in take.says) != (value in take.wordless), (where, value, "is neither carried nor named")
    word = take.says.get(value)
    return None if word is None or word in take.blank else take.codes[word]


def covered(said: list[MappingText]) -> dict[str, dict[str, Take]]:
    """Register → its columns that a system's forms carry; every other one is named as unsaid."""
    found: dict[str, dict[str, Take]] = {}
    for text in said:
        found.setdefault(text.fills, {}).update({n: t for n, t in text.columns.items() if not t.identifies})
    for register, takes in found.items():
        shape = catalogue()[register]
        of = [text for text in said if text.fills == register]
        unsaid = {name for text in of for names in text.unsaid.values() for name in names}
        missing = {*shape.columns, *shape.links} - takes.keys() - unsaid - OF_EVERY_ROW
        assert not missing, (register, missing, "is neither carried nor named")
        assert not unsaid & takes.keys(), (register, unsaid & takes.keys(), "is both carried and named")
    return found


def test_our_own_records_come_back_from_every_form(tmp_path):
    lay_areas()
    plans.enact(folder=plan(), by=BY, at=AT)
    city = Area.objects.get(gb_code="440300").pk
    team = record(register="organisation", by=BY, at=AT, rows=[
        {"area": city, "kind": "office", "name_zh": "随访一组", "name_en": "team one"},
    ]).ids[0]  # fmt: skip
    site = record(register="site", by=BY, at=AT, rows=[
        {"area": city, "kind": "laboratory", "name_zh": "第一检验所", "name_en": "first laboratory"},
    ]).ids[0]  # fmt: skip
    fixed = {"area": city, "organisation": team, "site": site}
    made: dict[str, list[int]] = {}
    for register in MADE:
        rows = [values(register, row, made, fixed) for row in range(ROWS)]
        if register == "case_link":
            rows = [{**row, "other": made["case"][place - 1]} for place, row in enumerate(rows)]
        made[register] = list(record(register=register, by=BY, at=AT, rows=rows).ids)
    before, stored = kept(), {register: list(REGISTERS[register].objects.order_by("id")) for register in MADE}
    for system, names in SYSTEMS.items():
        said = [mappings.find(name, plan()).said for name in names]
        carried = covered(said)
        taken_away(tmp_path / system, names)
        emptied()
        brought_back(tmp_path / system, names)
        after = kept()
        for register, takes in carried.items():
            wanted = {
                number: {n: expected(take, was[n], f"{system}: {register}.{n}") for n, take in takes.items()}
                for number, was in before[register].items()
            }
            # A result that the form has no word for is no row of it: pending, not done.
            whole = {n: row for n, row in wanted.items() if register != "test_result" or row["result"]}
            assert len(whole) >= ROWS // 2, (system, register)
            assert after[register].keys() == whole.keys(), (system, register)
            for number, row in whole.items():
                assert {name: after[register][number][name] for name in takes} == row, (
                    system,
                    register,
                    number,
                )
        emptied()
        for register, rows in stored.items():
            REGISTERS[register].objects.bulk_create(rows)
    with (tmp_path / "who" / "who_case_report.csv").open(encoding="utf-8-sig") as file:
        head = file.readline().strip().split(",")
    assert {
        "report_date",
        "patinfo_ID",
        "patcourse_dateonset",
        "expo_travel",
        "outcome_patcourse_status",
    } <= {*head}
