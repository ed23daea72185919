"""A reader of musts on the database of the run: tables of a page's records, temporary, over those of the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

from lianfang.plan.model import Must, Plan
from lianfang.plan.sql import Dialect, compile_must
from lianfang.plan.tables import Tables
from lianfang.records import Catalogue, Kind, Register

TYPES = {
    Kind.INSTANT: "BIGINT",
    Kind.DATE: "DATE",
    Kind.DURATION: "BIGINT",
    Kind.NUMBER: "DOUBLE PRECISION",
    Kind.TEXT: "TEXT",
    Kind.CODE: "TEXT",
    Kind.BOOLEAN: "BOOLEAN",
}


class Duty(NamedTuple):
    """A row of the compiled select, in its order."""

    subject: int
    period: int
    area: int
    due_at: int | None
    met_at: int | None
    evidence: int | None
    state: int
    since: int


def read(
    must: Must, plan: Plan, tables: Tables, areas: Mapping[str, int], catalogue: Catalogue
) -> Sequence[Duty]:
    """Fill temporary tables and run the must's SQL on them."""
    dialect: Dialect = "postgresql" if connection.vendor == "postgresql" else "sqlite"
    compiled = compile_must(must, plan, catalogue, dialect, areas)
    with connection.cursor() as cursor:
        for register in catalogue:
            _fill(cursor, register, tables[register.name].values())
        cursor.execute(compiled.select())
        return [Duty(*row) for row in cursor.fetchall()]


def _fill(cursor: Any, register: Register, rows: Any) -> None:
    columns = {"id": "BIGINT"}
    columns |= {column.name: TYPES[column.kind] for column in register.columns.values()}
    columns |= {link.column: "BIGINT" for link in register.links.values()}
    quoted = connection.ops.quote_name
    said = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
    # Made once a transaction: a server keeps a lock for each table that one has made, and holds no end of them.
    cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {register.table} ({said})")
    cursor.execute(f"DELETE FROM {_temporary(register)}")
    places = ", ".join(["%s"] * len(columns))
    names = ", ".join(map(quoted, columns))
    for row in rows:
        cursor.execute(
            f"INSERT INTO {_temporary(register)} ({names}) VALUES ({places})", [row[name] for name in columns]
        )


def _temporary(register: Register) -> str:
    return f"{'pg_temp' if connection.vendor == 'postgresql' else 'temp'}.{register.table}"
