"""New rows in few statements of few texts: what Django's own list insert does, without working each text out anew.

A hundred thousand rows of a file bring half a million rows of records, identifiers and the journal with them. On SQLite a
statement holds pieces of a few lengths; on PostgreSQL all rows are one parameter, a table written as JSON. Either way the
text stays the same and is planned once; the drivers would read thousands of placeholders anew each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models

PIECE = 50
"""Rows a statement of SQLite; what is left over goes in halves of that, quarters …, so that there are few texts."""
MOST = 2_000
"""Rows a statement of PostgreSQL."""
_PLAIN = (
    models.IntegerField,
    models.FloatField,
    models.BooleanField,
    models.CharField,
    models.TextField,
    models.DateField,
    models.BinaryField,
    models.ForeignKey,
)
"""The fields whose values the drivers take as they are, once a day is its ISO text."""


def insert(model: type[models.Model], columns: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows of these columns; every other column has the database's default.

    Args:
        model: whose table.
        columns: their names in the database, in the rows' order; a column left out is null, or a key the database gives.
        rows: one value a column: a whole number, a number, yes or no, text, bytes, a day, or None.

    Raises:
        IntegrityError: a constraint is broken.
    """
    for _ in _inserted(model, columns, rows, ""):
        pass


def insert_made(model: type[models.Model], made: Sequence[models.Model]) -> None:
    """Write rows of a register that have no key yet, and give them theirs.

    Raises:
        IntegrityError: a constraint is broken.
    """
    fields = [f for f in model._meta.local_concrete_fields if not f.primary_key]
    if not all(isinstance(f, _PLAIN) for f in fields):
        model._default_manager.bulk_create(made)
        return
    names = [f.attname for f in fields]
    values = [[getattr(row, name) for name in names] for row in made]
    given = dict(_inserted(model, tuple(f.column for f in fields), values, "RETURNING ref, id"))
    for row in made:
        row.pk = given[row.ref]  # type: ignore[attr-defined]
        row._state.adding = False
        row._state.db = connection.alias


def _inserted(
    model: type[models.Model], columns: tuple[str, ...], rows: Sequence[Sequence[Any]], returning: str
) -> Iterator[Any]:
    """What the statements return."""
    if connection.vendor == "postgresql":
        yield from _by_table(model, columns, rows, returning)
        return
    for piece in _pieces(rows):
        values = [v.isoformat() if isinstance(v, date) else v for row in piece for v in row]
        with connection.cursor() as cursor:
            cursor.execute(f"{_marked(model._meta.label, columns, len(piece))} {returning}", values)
            yield from cursor.fetchall()


def _by_table(
    model: type[models.Model], columns: tuple[str, ...], rows: Sequence[Sequence[Any]], returning: str
) -> Iterator[Any]:
    # The drivers of PostgreSQL are there only where it is used.
    import psycopg

    connection.ensure_connection()
    for start in range(0, len(rows), MOST):
        table = [dict(zip(columns, row, strict=True)) for row in rows[start : start + MOST]]
        text = json.dumps(table, ensure_ascii=False, default=_as_text)
        with connection.wrap_database_errors, psycopg.RawCursor(connection.connection) as cursor:
            cursor.execute(
                f"{_tabled(model._meta.label, columns)} {returning}".encode(), [text], prepare=True
            )
            if returning:
                yield from cursor.fetchall()


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else "\\x" + bytes(value).hex()


@cache
def _marked(label: str, columns: tuple[str, ...], rows: int) -> str:
    marks = "(" + ", ".join(["%s"] * len(columns)) + ")"
    return f"{_into(label, columns)} VALUES {', '.join([marks] * rows)}"


@cache
def _tabled(label: str, columns: tuple[str, ...]) -> str:
    fields = apps.get_model(label)._meta.local_concrete_fields
    types = {f.column: f.db_type(connection) for f in fields}
    # A cast to varchar(n) would cut in silence; the column itself refuses what is too long.
    plain = {name: "text" if (types[name] or "").startswith("varchar") else types[name] for name in columns}
    listed = ", ".join(map(_quoted, columns))
    declared = ", ".join(f"{_quoted(name)} {plain[name]}" for name in columns)
    return f"{_into(label, columns)} SELECT {listed} FROM json_to_recordset($1::json) AS given({declared})"


def _into(label: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {_quoted(apps.get_model(label)._meta.db_table)} ({', '.join(map(_quoted, columns))})"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _pieces(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    start, size = 0, PIECE
    while start < len(rows):
        while size > len(rows) - start:
            size //= 2
        yield rows[start : start + size]
        start += size
