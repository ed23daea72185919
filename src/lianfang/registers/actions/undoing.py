"""Undo an import as a whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction

from lianfang.base.problems import Problem, Refused
from lianfang.records import Kind, Register
from lianfang.registers import changes, keys
from lianfang.registers.access import By
from lianfang.registers.actions.joining import RESULT
from lianfang.registers.actions.recording import record
from lianfang.registers.actions.withdrawing import withdraw
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS, ImportBatch, ImportedRow, Merge, Version, WithheldRow

AT_ONCE = 500
BROUGHT_ALONG = ("person", "vehicle")
"""Made for the rows that name them; they go last, once nothing names them."""


def undo(*, batch: int, by: By, at: int) -> ImportBatch:
    """Take back all that a batch did: rows it made go, rows it changed are what they were; people and
    vehicles that it made go too, unless something else has come to name them.

    Raises:
        Refused: a row was changed again since, is named by another, or has to name one that is gone; or a register has
            other columns than when it was changed. Nothing is undone.
    """
    try:
        return _undo(batch, by, at)
    except IntegrityError as error:
        # Somebody else took a row out meanwhile: links are looked at when the transaction ends.
        ref = ImportBatch.objects.values_list("ref", flat=True).get(id=batch)
        raise Refused(Problem("import/names-what-is-gone", facts={"batch": ref})) from error


def _undo(batch: int, by: By, at: int) -> ImportBatch:
    with transaction.atomic():
        changes.begin()
        query = ImportBatch.objects.filter(id=batch)
        kept = (query.select_for_update() if connection.vendor == "postgresql" else query).get()
        if kept.status not in ("done", "running"):
            raise Refused(Problem("import/nothing-to-undo", facts={"batch": kept.ref, "status": kept.status}))
        made = list(ImportedRow.objects.filter(batch_id=batch).values_list("register", "row"))
        old = list(Version.objects.filter(batch=batch).order_by("-id"))
        _refuse_if_changed_since(kept, set(made), old)
        joined = [v for v in old if v.register == RESULT and (v.register, v.row) not in set(made)]
        _return(kept, joined, by, at)  # the samples to which they were joined are to go
        # Rows that the batch made go first: one may stand where a changed row has to return to.
        for register in reversed(REGISTERS):
            if register not in BROUGHT_ALONG:
                ids = [row for name, row in made if name == register]
                _withdraw(register, ids, by, at, batch)
        _return(kept, [v for v in old if v not in joined and (v.register, v.row) not in set(made)], by, at)
        for register in BROUGHT_ALONG:
            ids = [row for name, row in made if name == register]
            _withdraw(register, _named_by_nothing(register, ids), by, at, batch)
        WithheldRow.objects.filter(batch_id=batch).delete()
        kept.status, kept.finished_at = "undone", at
        kept.save(update_fields=["status", "finished_at"])
        return kept


def _return(kept: ImportBatch, old: list[Version], by: By, at: int) -> None:
    """Make rows what they were before the batch changed them."""
    for version in old:
        values = keys.unseal_values(bytes(version.values))
        row = _row(catalogue()[version.register], values)
        _refuse_if_it_names_what_is_gone(kept, catalogue()[version.register], row)
        record(register=version.register, rows=[row], by=by, at=at, batch=kept.pk)


def _withdraw(register: str, ids: list[int], by: By, at: int, batch: int) -> None:
    for start in range(0, len(ids), AT_ONCE):
        withdraw(register=register, ids=ids[start : start + AT_ONCE], by=by, at=at, batch=batch)


def _named_by_nothing(register: str, ids: list[int]) -> list[int]:
    """Those of the rows that no row of a register links to, and into which none was merged; whoever came again since stays."""
    links = [(shape, link) for shape in catalogue() for link in shape.links.values() if link.to == register]
    named: set[int] = set()
    for start in range(0, len(ids), AT_ONCE):
        piece = ids[start : start + AT_ONCE]
        for shape, link in links:
            query = REGISTERS[shape.name].objects.filter(**{f"{link.column}__in": piece})
            named.update(query.values_list(link.column, flat=True))
        standing = Merge.objects.filter(register=register, kept__in=piece, unmerged_at=None)
        named.update(standing.values_list("kept", flat=True))
    return [row for row in ids if row not in named]


def _refuse_if_changed_since(kept: ImportBatch, made: set[tuple[str, int]], old: list[Version]) -> None:
    """Changes by others since: of a row the batch made, any; of one it changed, those after its own first change.

    What an import or a merge that was itself undone changed is as if it had not been.
    """
    own: dict[tuple[str, int], int] = {}
    for version in old:
        own[version.register, version.row] = version.id
    undone = set(ImportBatch.objects.filter(status="undone").values_list("id", flat=True))
    parted = Merge.objects.filter(unmerged_at__isnull=False).values("id")
    for register in REGISTERS:
        rows = sorted({row for name, row in (*made, *own) if name == register})
        for start in range(0, len(rows), 500):
            found = Version.objects.filter(register=register, row__in=rows[start : start + 500])
            found = found.exclude(merge__in=parted)
            for row, number, batch in found.values_list("row", "id", "batch"):
                foreign = batch != kept.id and batch not in undone
                if foreign and ((register, row) in made or number > own[register, row]):
                    raise Refused(
                        Problem(
                            "import/changed-since",
                            facts={"batch": kept.ref, "register": register, "row": row},
                        )
                    )


def _refuse_if_it_names_what_is_gone(kept: ImportBatch, shape: Register, row: dict[str, Any]) -> None:
    """The database looks only at the transaction's end, and then cannot say in words what is wrong."""
    for link in shape.links.values():
        named = row[link.name]
        if named is not None and not REGISTERS[link.to].objects.filter(id=named).exists():
            raise Refused(Problem("import/names-what-is-gone", facts={"batch": kept.ref}))


def _row(shape: Register, values: dict[str, Any]) -> dict[str, Any]:
    """A version's values as the list action takes them.

    Raises:
        Refused: the register has got columns since of which the version says nothing.
    """
    lost = sorted({*shape.columns, *(link.column for link in shape.links.values())} - values.keys())
    if lost:
        facts = {"register": shape.name, "columns": ", ".join(lost)}
        raise Refused(Problem("import/other-columns", facts=facts))
    row: dict[str, Any] = {"id": values["id"], "source_key": values["source_key"]}
    for column in shape.columns.values():
        value = values[column.name]
        row[column.name] = date.fromisoformat(value) if column.kind is Kind.DATE and value else value
    for link in shape.links.values():
        row[link.name] = values[link.column]
    return row
