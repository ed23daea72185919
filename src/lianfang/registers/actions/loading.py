"""Fill an empty site with a made-up city: the same tables, one journal entry a register instead of one a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice
from typing import Any

from django.db import connection, transaction

from lianfang.base.problems import Problem, Refused
from lianfang.registers import journal, keys
from lianfang.registers.access import By
from lianfang.registers.models import REGISTERS, Identifier

PIECE = 20_000


def load(
    *,
    tables: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]],
    identifiers: Iterable[tuple[str, str, int, str]],
    by: By,
    at: int,
    on_progress: Callable[[str, int], None] = lambda register, rows: None,
) -> dict[str, int]:
    """Write whole registers, parents first, in one transaction; answers rows a register.

    Args:
        tables: register name, database columns, rows.
        identifiers: ``person`` or ``vehicle``, kind, id of that row, plain text (encrypted here).

    Raises:
        Refused: a register holds rows already; a made-up city is never mixed with a real one.
    """
    for register, model in REGISTERS.items():
        if model.objects.exists():
            raise Refused(Problem("record/not-empty", facts={"register": register}))
    counts: dict[str, int] = {}
    with transaction.atomic():
        for register, columns, rows in tables:
            table = REGISTERS[register]._meta.db_table
            counts[register] = _pour(table, columns, rows, partial(on_progress, register))
            journal.append([journal.Entry(at, by, "load", register, fields=f"rows={counts[register]}")])
        sealed = (_identifier(*known, at) for known in identifiers)
        columns = ["person_id", "vehicle_id", "kind", "cipher", "match", "recorded_at"]
        counts["identifier"] = _pour(
            Identifier._meta.db_table, columns, sealed, partial(on_progress, "identifier")
        )
        _follow_on()
    return counts


def _identifier(whose: str, kind: str, row: int, text: str, at: int) -> tuple[Any, ...]:
    person, vehicle = (row, None) if whose == "person" else (None, row)
    return person, vehicle, kind, keys.seal(text, "identifiers"), keys.match(kind, text), at


def _pour(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], on_progress: Callable[[int], None]
) -> int:
    """Insert in pieces: COPY on PostgreSQL, executemany on SQLite."""
    quoted = ", ".join(connection.ops.quote_name(c) for c in columns)
    total, source = 0, iter(rows)
    while piece := list(islice(source, PIECE)):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                    for row in piece:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", piece)
        total += len(piece)
        on_progress(total)
    return total


def _follow_on() -> None:
    """Let PostgreSQL's counters continue after the ids that were brought along."""
    if connection.vendor != "postgresql":
        return
    models = [model for name, model in REGISTERS.items() if name != "area"]
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), COALESCE(MAX(id), 1), MAX(id) IS NOT NULL)"
                f" FROM {table}"
            )
