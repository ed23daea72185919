"""Undo an import as a whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from lianfang.base.problems import Problem, Refused
from lianfang.records import Kind, Register
from lianfang.registers import keys
from lianfang.registers.access import By
from lianfang.registers.actions.recording import record
from lianfang.registers.actions.withdrawing import withdraw
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS, ImportBatch, ImportedRow, Version


def undo(*, batch: int, by: By, at: int) -> ImportBatch:
    """Take back all that a batch did: rows it made go, rows it changed are what they were.

    Raises:
        Refused: a row was changed again since; it is named, and nothing is undone.
    """
    with transaction.atomic():
        kept = ImportBatch.objects.get(id=batch)
        if kept.status not in ("done", "running"):
            raise Refused(Problem("import/nothing-to-undo", facts={"batch": kept.ref, "status": kept.status}))
        made = list(ImportedRow.objects.filter(batch_id=batch).values_list("register", "row"))
        old = list(Version.objects.filter(batch=batch).order_by("-id"))
        _refuse_if_changed_since(kept, made, old)
        for version in old:
            if (version.register, version.row) not in set(made):
                values = keys.unseal_values(bytes(version.values))
                record(
                    register=version.register,
                    rows=[_row(catalogue()[version.register], values)],
                    by=by,
                    at=at,
                )
        for register in reversed(REGISTERS):
            ids = [row for name, row in made if name == register]
            for start in range(0, len(ids), 500):
                withdraw(register=register, ids=ids[start : start + 500], by=by, at=at)
        kept.status, kept.finished_at = "undone", at
        kept.save(update_fields=["status", "finished_at"])
        return kept


def _refuse_if_changed_since(kept: ImportBatch, made: list[tuple[str, int]], old: list[Version]) -> None:
    rows = {*made, *((version.register, version.row) for version in old)}
    first = min((version.id for version in old), default=0)
    later = Version.objects.filter(until__gte=kept.started_at, id__gte=first).exclude(batch=kept.id)
    for version in later.iterator():
        if (version.register, version.row) in rows:
            facts = {"batch": kept.ref, "register": version.register, "row": version.row}
            raise Refused(Problem("import/changed-since", facts=facts))


def _row(shape: Register, values: dict[str, Any]) -> dict[str, Any]:
    """A version's values as the list action takes them."""
    row: dict[str, Any] = {"id": values["id"], "source_key": values["source_key"]}
    for column in shape.columns.values():
        value = values[column.name]
        row[column.name] = date.fromisoformat(value) if column.kind is Kind.DATE and value else value
    for link in shape.links.values():
        row[link.name] = values[link.column]
    return row
