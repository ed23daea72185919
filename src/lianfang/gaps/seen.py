"""Which rows a list may name: not those that are real persons of a published list."""

from __future__ import annotations

from lianfang.registers.models import ImportBatch, ImportedRow
from lianfang.registers.withholding import LISTED, PUBLISHED


def not_withheld(register: str, column: str = "id") -> str:
    """:func:`lianfang.registers.withholding.is_open` as SQL on a row's number, to stand behind WHERE."""
    if register not in LISTED:
        return "1 = 1"
    made, batch = ImportedRow._meta.db_table, ImportBatch._meta.db_table
    return (
        f"{column} NOT IN (SELECT w.row FROM {made} AS w JOIN {batch} AS b ON b.id = w.batch_id"
        f" WHERE b.persons = '{PUBLISHED}' AND w.register = '{register}')"
    )
