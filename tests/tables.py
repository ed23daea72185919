"""Tables in SQL made of register shapes alone, without Django: what the tests of compiled musts run on.

One connection a database, the tables made once; each small world is put in, asked, and rolled back.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

from lianfang.plan.model import Must
from lianfang.plan.reference import Duty, Row, Tables
from lianfang.plan.sql import CompiledMust, Dialect
from lianfang.records import Catalogue, Kind, Register

TYPES: Mapping[Dialect, Mapping[Kind, str]] = {
    "sqlite": {
        Kind.INSTANT: "bigint", Kind.DATE: "date", Kind.DURATION: "bigint", Kind.NUMBER: "real",
        Kind.TEXT: "varchar(200)", Kind.CODE: "varchar(32)", Kind.BOOLEAN: "bool",
    },
    "postgresql": {
        Kind.INSTANT: "bigint", Kind.DATE: "date", Kind.DURATION: "bigint", Kind.NUMBER: "double precision",
        Kind.TEXT: "varchar(200)", Kind.CODE: "varchar(32)", Kind.BOOLEAN: "boolean",
    },
}  # fmt: skip
"""The types that Django's fields of the real registers have."""


def columns_of(register: Register) -> dict[str, Kind]:
    """Database column → kind, the id first."""
    return {
        "id": Kind.INSTANT,
        **{column.name: column.kind for column in register.columns.values()},
        **{link.column: Kind.INSTANT for link in register.links.values()},
    }


class Database:
    """One connection with the empty tables of a catalogue."""

    def __init__(self, dialect: Dialect, catalogue: Catalogue, connection: Any):
        self.dialect = dialect
        self.catalogue = catalogue
        self.connection = connection
        for register in catalogue:
            types = TYPES[dialect]
            columns = ", ".join(
                f"{name} {types[kind]}" + (" PRIMARY KEY" if name == "id" else "")
                for name, kind in columns_of(register).items()
            )
            self.connection.execute(f"CREATE {self._temporary()}TABLE {register.table} ({columns})")
        self.connection.commit()

    @contextmanager
    def holding(self, tables: Tables) -> Iterator[Database]:
        """Put rows in (register → id → row), and take them out again."""
        try:
            for name, rows in tables.items():
                self.insert(name, rows.values())
            yield self
        finally:
            self.connection.rollback()

    def insert(self, name: str, rows: Iterable[Row]) -> None:
        """Add rows to one register."""
        register = self.catalogue[name]
        columns = list(columns_of(register))
        marks = ", ".join(["?" if self.dialect == "sqlite" else "%s"] * len(columns))
        values = [tuple(self._sent(row[column]) for column in columns) for row in rows]
        if values:
            self.connection.cursor().executemany(
                f"INSERT INTO {register.table} ({', '.join(columns)}) VALUES ({marks})", values
            )

    def replace(self, name: str, key: int, row: Row | None) -> None:
        """Put another row in the place of one, or take it out."""
        self.connection.execute(f"DELETE FROM {self.catalogue[name].table} WHERE id = {key}")
        if row is not None:
            self.insert(name, [row])

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a statement returns."""
        return [tuple(row) for row in self.connection.execute(sql).fetchall()]

    def ids(self, sql: str) -> list[int]:
        """The first column, sorted, each once."""
        return sorted({row[0] for row in self.rows(sql)}) if sql else []

    def duties(self, compiled: CompiledMust, restrict: str = "") -> list[Duty]:
        """Run a must and read its duties, in the order of subject and period."""
        found = self._duties(compiled, compiled.select(restrict))
        if not restrict:
            assert self._duties(compiled, compiled.one_by_one()) == found, compiled.one_by_one()
        return found

    def _duties(self, compiled: CompiledMust, select: str) -> list[Duty]:
        found = [Duty(compiled.must.key, *row) for row in self.rows(select)]
        return sorted(found, key=lambda duty: (duty.subject, duty.period))

    def affected(self, compiled: CompiledMust, register: str, ids: Iterable[int]) -> set[int]:
        """The subjects whose duties may depend on rows of a register."""
        listed = ", ".join(map(str, ids))
        found = set(map(int, listed.split(", "))) if compiled.must.every == register and listed else set()
        for sql in compiled.affected.get(register, ()):
            found.update(row[0] for row in self.rows(sql.replace("{ids}", listed or "NULL")))
        return found

    def _temporary(self) -> str:
        return "TEMPORARY " if self.dialect == "postgresql" else ""

    def _sent(self, value: Any) -> Any:
        return value.isoformat() if self.dialect == "sqlite" and isinstance(value, date) else value


def sqlite(catalogue: Catalogue) -> Database:
    """A database in memory."""
    return Database("sqlite", catalogue, sqlite3.connect(":memory:"))


def postgresql(catalogue: Catalogue) -> Database:
    """Temporary tables on the server of the run."""
    import psycopg

    return Database("postgresql", catalogue, psycopg.connect(os.environ["LIANFANG_DATABASE"]))


def has_postgresql() -> bool:
    """Does this run have a server?"""
    return os.environ.get("LIANFANG_DATABASE", "").startswith("postgresql://")


@cache
def of_the_run() -> tuple[Database, ...]:
    """SQLite always, and PostgreSQL where the run has it, with the small catalogue of the tests of plans."""
    from tests.plan_catalogue import CATALOGUE

    makers = [sqlite, postgresql] if has_postgresql() else [sqlite]
    return tuple(make(CATALOGUE) for make in makers)


def sorted_duties(duties: Iterable[Duty]) -> list[Duty]:
    """The order in which :meth:`Database.duties` answers."""
    return sorted(duties, key=lambda duty: (duty.subject, duty.period))


def differing(must: Must, one: list[Duty], other: list[Duty]) -> str:
    """What two readings of a must disagree about, for a failure's message."""
    written = "\n".join(f"  {key}: {text}" for key, text in must.written.items())
    only = [f"  reference {d}" for d in one if d not in other] + [
        f"  sql       {d}" for d in other if d not in one
    ]
    return "\n".join(["", f"every {must.every} has {must.has}", written, *only])
