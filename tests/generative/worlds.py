"""Small cities for generated musts: every register of the small catalogue with a few rows, and facts missing anywhere."""

from __future__ import annotations

import random
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

WORLDS = 6
"""In how many worlds each must is read."""
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
        _value("often", Type.NUMBER, (DAYS[1], 1), (DAYS[3], 2)),
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

_POOLS: dict[Kind, list[Any]] = {
    Kind.INSTANT: INSTANTS,
    Kind.DATE: DAYS,
    Kind.DURATION: [0, HOUR, DAY],
    Kind.NUMBER: NUMBERS,
    Kind.TEXT: TEXTS,
    Kind.BOOLEAN: [True, False],
}
World = dict[str, dict[int, dict[str, Any]]]
"""Register → id → row."""


class Maker:
    """Makes rows out of a seed, each world from few different facts, so that they coincide, and with its own share missing.

    Out of a seed rather than drawn: that is twenty times as fast, and a must then meets many worlds.
    """

    def __init__(self, seed: int):
        self.chance = random.Random(seed)  # noqa: S311  # a test city, no secret
        self.missing = self.chance.choice([0.0, 0.1, 0.1, 0.4])
        self.pools = {kind: self.some(pool) for kind, pool in _POOLS.items()}
        self.places, self.ids = self.some(PLACES), self.some([1, 2, 3])

    def some(self, pool: list[Any]) -> list[Any]:
        """A few of many."""
        return self.chance.sample(pool, self.chance.randint(1, min(4, len(pool))))

    def row(self, register: Register, key: int) -> dict[str, Any]:
        """One row, its links to rows that there are."""
        found: dict[str, Any] = {"id": key}
        for column in register.columns.values():
            pool = list(column.codes.codes)[:2] if column.codes else self.pools[column.kind]
            found[column.name] = self.fact(pool, nullable=column.nullable)
        for link in register.links.values():
            found[link.column] = self.fact(
                self.places if link.to == "area" else self.ids, nullable=link.nullable
            )
        if register.name == "area":
            found["gb_code"] = {place: code for code, place in CODES.items()}.get(key)
        return found

    def fact(self, pool: list[Any], *, nullable: bool) -> Any:
        """One of a pool, or missing."""
        return None if nullable and self.chance.random() < self.missing else self.chance.choice(pool)

    def world(self, names: frozenset[str]) -> World:
        """Rows of the registers named, none of the others."""
        ids = {register.name: PLACES if register.name == "area" else [1, 2, 3] for register in CATALOGUE}
        return {
            register.name: {key: self.row(register, key) for key in ids[register.name]}
            if register.name in names
            else {}
            for register in CATALOGUE
        }

    def changed(self, world: World, name: str) -> tuple[int, World]:
        """The same with some facts of one row changed: the row's id, and the world after."""
        key = self.chance.choice(sorted(world[name]))
        old, new = world[name][key], self.row(CATALOGUE[name], key)
        keep = self.chance.choice([0.0, 0.5, 0.9])
        row = {column: old[column] if self.chance.random() < keep else new[column] for column in old}
        return key, {**world, name: {**world[name], key: row}}


seeds = st.lists(st.integers(0, 2**32), min_size=WORLDS, max_size=WORLDS)
