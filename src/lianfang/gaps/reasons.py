"""Why a duty on one record stands as it does: each part of its rule held against the record, row by row from the database.

The reference reading of :mod:`lianfang.plan.reading`, of one subject; it fetches only the rows that the rule names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lianfang.base.instants import day_of
from lianfang.gaps.plans import InForce
from lianfang.plan.model import Must
from lianfang.plan.nodes import And, Quantified, Role, Test
from lianfang.plan.reading import Setting, Truth, holds, reads_other
from lianfang.plan.walking import walk
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS

Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One part of a test, and what it comes out as; ``asked`` is false where it reads evidence that is not there."""

    test: Test
    holds: Truth
    asked: bool


class Fetched(dict[int, Row]):
    """The rows of a register, each fetched when it is asked for and then kept."""

    def __init__(self, register: str):
        super().__init__()
        self._register = register

    def get(self, key: int, default: Any = None) -> Any:
        """A row by its id; None where there is none."""
        if key not in self:
            found = row_of(self._register, id=key)
            if found is None:
                return default
            self[key] = found
        return self[key]


def columns_of(register: str) -> list[str]:
    """The database's columns of a register that a plan may read, with the id."""
    shape = catalogue()[register]
    return ["id", *shape.columns, *(link.column for link in shape.links.values())]


def row_of(register: str, **by: Any) -> Row | None:
    """One row as a plan reads it; None where there is none."""
    columns = columns_of(register)
    found = REGISTERS[register].objects.filter(**by).values_list(*columns).first()
    return None if found is None else dict(zip(columns, found, strict=True))


@dataclass(frozen=True)
class Looked:
    """One record, and what was fetched to judge the duties on it: each row, and the rows that name it, once."""

    force: InForce
    row: Row
    tables: Mapping[str, Fetched] = field(default_factory=lambda: {name: Fetched(name) for name in REGISTERS})
    children: dict[tuple[str, str], dict[int, list[Mapping[str, Any]]]] = field(default_factory=dict)

    def population(self, must: Must, period: int) -> list[Part]:
        """The parts of ``where``, held against the record."""
        return self._parts(must, period, must.where)

    def evidence(self, must: Must, period: int) -> list[Part]:
        """The parts of ``such that``: for evidence on the row itself what each comes out as, else only those of the subject alone."""
        return self._parts(must, period, must.such_that, lonely=must.has != "itself")

    def _parts(self, must: Must, period: int, test: Test, *, lonely: bool = False) -> list[Part]:
        tests: Sequence[Test] = test.tests if isinstance(test, And) else (test,)
        setting = self._setting(must, period, test)
        return [
            Part(one, None, asked=False)
            if lonely and reads_other(one, Role.SUBJECT)
            else Part(one, holds(one, setting), asked=True)
            for one in tests
        ]

    def _setting(self, must: Must, period: int, test: Test) -> Setting:
        day: date | None = day_of(period, self.force.plan.zone) if must.each_day else None
        for node in walk(test):
            if isinstance(node, Quantified) and (node.register, node.via) not in self.children:
                self.children[node.register, node.via] = {self.row[node.own]: self._naming(node)}
        return Setting(
            self.force.plan, catalogue(), self.tables, self.force.codes, must.every, {Role.SUBJECT: self.row}, day,
            self.children,
        )  # fmt: skip

    def _naming(self, node: Quantified) -> list[Mapping[str, Any]]:
        """The rows that name this one by a link, or what this one names."""
        if self.row[node.own] is None:
            return []
        columns = columns_of(node.register)
        there = (
            REGISTERS[node.register].objects.filter(**{node.via: self.row[node.own]}).values_list(*columns)
        )
        return [dict(zip(columns, one, strict=True)) for one in there]
