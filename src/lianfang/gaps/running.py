"""Statements that come with every write, run as they are, with lists of ids as single parameters."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection


def run(sql: str, *ids: Collection[int]) -> list[Any]:
    """Run a statement whose ``IN ({ids})`` are rows' ids, and fetch what it returns; with several lists, ``{ids}``, ``{ids1}`` ….

    Each list is one parameter, so that the text stays the same and is planned once: these statements come with every
    write. They go to the driver as they are; Django would read them for its own placeholders each time.
    """
    connection.ensure_connection()
    lists = [sorted(given) for given in ids]
    if connection.vendor == "postgresql":
        # The drivers of PostgreSQL are there only where it is used.
        import psycopg
        from psycopg.types.numeric import Int8

        for n in range(len(lists)):
            sql = sql.replace(f"IN ({{ids{n or ''}}})", f"= ANY(${n + 1}::bigint[])")
        with psycopg.RawCursor(connection.connection) as cursor:
            cursor.execute(sql.encode(), [[Int8(i) for i in given] for given in lists], prepare=True)
            return cursor.fetchall() if cursor.description else []
    for n in range(len(lists)):
        sql = sql.replace(f"{{ids{n or ''}}}", f"SELECT value FROM json_each(?{n + 1})")
    found: list[Any] = connection.connection.execute(sql, [json.dumps(given) for given in lists]).fetchall()
    return found


def run_columns(sql: str, *columns: Sequence[int]) -> None:
    """Run a statement of PostgreSQL whose ``unnest({columns})`` is a table, each of whose columns is one parameter.

    However many rows it has, the text stays the same and is planned once; a list of so many placeholders would be read
    anew by the driver with every write.
    """
    import psycopg
    from psycopg.types.numeric import Int8

    marks = ", ".join(f"${n}::bigint[]" for n in range(1, len(columns) + 1))
    connection.ensure_connection()
    with psycopg.RawCursor(connection.connection) as cursor:
        values = [[Int8(number) for number in column] for column in columns]
        cursor.execute(sql.replace("{columns}", marks).encode(), values, prepare=True)
