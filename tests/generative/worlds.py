"""Small cities for generated musts: every register of the small catalogue with a few rows, and facts missing anywhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from lianfang.base import areas
from lianfang.base.words import Text
from lianfang.plan.model import Entry, Place, Plan, Source, Value
from lianfang.plan.nodes import Type
from lianfang.records import Kind, Register
from tests.plan_catalogue import CATALOGUE

NATION = areas.child(0, 1)
GUANGDONG, HUBEI = areas.child(NATION, 1), areas.child(NATION, 2)
CITY = areas.child(GUANGDONG, 1)
FUTIAN, NANSHAN = areas.child(CITY, 1), areas.child(CITY, 2)
COMMUNITY = areas.child(areas.child(FUTIAN, 3), 1)
PLACES = [NATION, HUBEI, CITY, FUTIAN, NANSHAN, COMMUNITY]
CODES = {"440300": CITY, "420000": HUBEI, "440304": FUTIAN}

OFFSET, DAY, HOUR = 8 * 3600, 86400, 3600
DAYS = [date(2020, 2, n) for n in (8, 9, 10, 11, 12)]
MIDNIGHTS = [(day - date(1970, 1, 1)).days * DAY - OFFSET for day in DAYS]
INSTANTS = sorted(
    {midnight + shift for midnight in MIDNIGHTS for shift in (-1, 0, HOUR, 12 * HOUR, 12 * HOUR + 1800)}
)
NUMBERS = [0.0, 1.0, 2.5, 37.0, 37.3, 38.1, 1990.0]
TEXTS = ["confirmed", "vehicles_counted", "深圳", "it's", "100%"]

_PLACE = Place("x.yaml", 1)
SOURCE = Source("Made up", "assumed")


def _value(key: str, kind: Any, *entries: tuple[date, Any]) -> Value:
    dated = tuple(Entry(since, value, SOURCE) for since, value in entries)
    return Value(key, kind, Text(key, key), dated, _PLACE)


EARLY = date(2020, 1, 15)
VALUES = {
    value.key: value
    for value in (
        _value("grace", Type.DURATION, (EARLY, 1800)),
        _value("patience", Type.DURATION, (DAYS[1], HOUR), (DAYS[3], DAY)),
        _value("fever", Type.NUMBER, (EARLY, 37.3), (DAYS[2], 37)),
        _value("sealed_at", Type.INSTANT, (EARLY, INSTANTS[7]), (DAYS[2], INSTANTS[14])),
        _value("first_day", Type.DATE, (DAYS[1], DAYS[1]), (DAYS[2], DAYS[3])),
        _value("home", Type.TEXT, (EARLY, "深圳"), (DAYS[2], "it's")),
        _value("strict", Type.BOOLEAN, (EARLY, False), (DAYS[1], True)),
        _value("always", Type.BOOLEAN, (EARLY, True)),
        _value("key_areas", "areas", (EARLY, ("420000",))),
        _value("risk_areas", "areas", (DAYS[1], ("420000", "440304")), (DAYS[2], ("440300",))),
    )
}
PLAN = Plan(
    "made-up", Text("造", "made up"), "Asia/Shanghai", OFFSET, EARLY, date(2020, 4, 30), "440300", {}, VALUES, {}, {}, ""
)  # fmt: skip

_KINDS: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.INSTANT: st.sampled_from(INSTANTS),
    Kind.DATE: st.sampled_from(DAYS),
    Kind.DURATION: st.sampled_from([0, HOUR, DAY]),
    Kind.NUMBER: st.sampled_from(NUMBERS),
    Kind.TEXT: st.sampled_from(TEXTS),
    Kind.BOOLEAN: st.booleans(),
}


def _columns(register: Register) -> dict[str, st.SearchStrategy[Any]]:
    found: dict[str, st.SearchStrategy[Any]] = {}
    for column in register.columns.values():
        of = st.sampled_from(list(column.codes.codes)) if column.codes else _KINDS[column.kind]
        found[column.name] = st.none() | of if column.nullable else of
    for link in register.links.values():
        to = st.sampled_from(PLACES) if link.to == "area" else st.integers(1, 3)
        found[link.column] = st.none() | to if link.nullable else to
    return found


ROWS = {register.name: st.fixed_dictionaries(_columns(register)) for register in CATALOGUE}


@st.composite
def worlds(draw: st.DrawFn, names: frozenset[str]) -> dict[str, dict[int, dict[str, Any]]]:
    """Rows of every register: three of each that a must can reach, so that no link names a row that is not there."""
    tables: dict[str, dict[int, dict[str, Any]]] = {}
    for register in CATALOGUE:
        ids = PLACES if register.name == "area" else [1, 2, 3]
        wanted = register.name in names
        rows = [draw(ROWS[register.name]) for _ in ids] if wanted else []
        tables[register.name] = {key: {"id": key, **row} for key, row in zip(ids, rows, strict=False)}
        for number, (key, row) in enumerate(tables[register.name].items()):
            if register.name == "area":
                row["gb_code"] = {v: k for k, v in CODES.items()}.get(key)
            elif wanted and number and draw(st.booleans()):
                row.update({k: v for k, v in tables[register.name][1].items() if k.endswith("_id")})
    return tables
