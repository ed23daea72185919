"""Which rows a list may name: not those that are real persons of a published list."""

from __future__ import annotations

from lianfang.registers.models import ImportBatch, ImportedRow, WithheldRow
from lianfang.registers.withholding import LISTED, PUBLISHED


def not_withheld(register: str, column: str = "id") -> str:
    """:func:`lianfang.registers.withholding.is_open` as SQL on a row's number, to stand behind WHERE."""
    if register not in LISTED:
        return "1 = 1"
    made, batch, marked = (model._meta.db_table for model in (ImportedRow, ImportBatch, WithheldRow))
    return (
        f"{column} NOT IN (SELECT w.row FROM {made} AS w JOIN {batch} AS b ON b.id = w.batch_id"
        f" WHERE b.persons = '{PUBLISHED}' AND w.register = '{register}')"
        f" AND {column} NOT IN (SELECT m.row FROM {marked} AS m WHERE m.register = '{register}')"
    )
