"""The journal: who did what when, to which row, in which fields; never a value. Append-only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from lianfang.registers.access import By, Reader
from lianfang.registers.inserting import insert
from lianfang.registers.models import Journal

COLUMNS = ("at", "actor", "role", "area", "purpose", "verb", "register", "row", "ref", "fields", "request")


class Entry(NamedTuple):
    """One entry; ``row`` and ``ref`` are empty where it speaks of many."""

    at: int
    by: By | Reader
    verb: str
    register: str
    row: int | None = None
    ref: str = ""
    fields: str = ""
    request: str = ""


def append(entries: Sequence[Entry]) -> None:
    """Write entries inside the caller's transaction."""
    rows = [
        (
            e.at, e.by.name, e.by.role, e.by.area, e.by.purpose, e.verb, e.register, e.row, e.ref, e.fields, e.request,
        )
        for e in entries
    ]  # fmt: skip
    insert(Journal, COLUMNS, rows)


def newest() -> int:
    """The id of the last entry seen, 0 where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM registers_journal")
        return cursor.fetchone()[0] or 0
