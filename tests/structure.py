"""What a database is made of, column order aside: tables, columns, constraints, indexes, triggers, functions."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

_POSTGRESQL = (
    """SELECT 'column', table_name, column_name, data_type, udt_name, character_maximum_length, is_nullable, column_default,
              is_identity FROM information_schema.columns WHERE table_schema = 'public'""",
    """SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
       FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'""",
    "SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    """SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal""",
    """SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
)
_CASTS = re.compile(r"::(text|character varying)(\[\])?|[()]")


def of_sqlite(connection: Any) -> set[tuple[Any, ...]]:
    """Of an SQLite database, by a connection or cursor that executes."""
    found: set[tuple[Any, ...]] = set()
    told = list(
        connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    )
    for kind, name, table, sql in told:
        if name.startswith("sqlite_"):
            continue
        if kind == "table":
            found |= {("part", name, part) for part in _parts(sql)}
        else:
            found.add((kind, name, table, " ".join(sql.split())))
    return found


def of_postgresql(cursor: Any) -> set[tuple[Any, ...]]:
    """Of a PostgreSQL database, by a cursor."""
    found: set[tuple[Any, ...]] = set()
    for sql in _POSTGRESQL:
        cursor.execute(sql)
        # A dump writes a list of words with its casts in another place, and parentheses after them.
        found |= {
            tuple(_CASTS.sub("", one) if isinstance(one, str) else one for one in row)
            for row in cursor.fetchall()
        }
    return found


def _parts(sql: str) -> list[str]:
    """The columns and constraints of a CREATE TABLE, one by one."""
    inside, depth, parts, part = sql[sql.index("(") + 1 : sql.rindex(")")], 0, [], ""
    for sign in inside:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append(part)
            part = ""
        else:
            part += sign
    return [" ".join(re.sub(r'"', "", one).split()) for one in [*parts, part]]


def of_file(path: str) -> set[tuple[Any, ...]]:
    """Of an SQLite file."""
    connection = sqlite3.connect(path)
    try:
        return of_sqlite(connection)
    finally:
        connection.close()
