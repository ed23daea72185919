"""Take rows out of a register. The row goes; what it was stays, encrypted, as a version until its term ends."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from lianfang.base.problems import Problem, Refused
from lianfang.registers import changes, journal, keys
from lianfang.registers.access import By
from lianfang.registers.actions.recording import _entry, values_of
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS, Identifier, Version


def withdraw(*, register: str, ids: Collection[int], by: By, at: int, batch: int | None = None) -> int:
    """Remove rows by id and answer how many there were.

    Raises:
        Refused: another row still names one of them; nothing is removed.
    """
    shape, model = catalogue()[register], REGISTERS[register]
    try:
        with transaction.atomic():
            changes.begin()
            rows = list(model.objects.filter(id__in=list(ids)))
            kept = changes.before({register: [row.pk for row in rows]})
            known = _identifiers(register, [row.pk for row in rows])
            Version.objects.bulk_create(
                Version(
                    register=register, row=row.pk, until=at, gone=True,
                    values=keys.seal_values(values_of(shape, row) | known.get(row.pk, {})), batch=batch,
                )
                for row in rows
            )  # fmt: skip
            journal.append([_entry("withdraw", shape, row, [], by, at, "") for row in rows])
            model.objects.filter(id__in=[row.pk for row in rows]).delete()
            changes.after({register: [row.pk for row in rows]}, kept)
            return len(rows)
    except (IntegrityError, ProtectedError) as error:
        raise Refused(Problem("record/still-named", facts={"register": register})) from error


def _identifiers(register: str, rows: list[int]) -> dict[int, dict[str, Any]]:
    """What identified people or vehicles goes with their rows, and so into each last version: as it was, still encrypted."""
    if register not in ("person", "vehicle"):
        return {}
    found: dict[int, dict[str, Any]] = {row: {"identifiers": []} for row in rows}
    for i in Identifier.objects.filter(**{f"{register}_id__in": rows}).order_by("id"):
        kept = [
            i.kind,
            b64encode(bytes(i.cipher)).decode(),
            b64encode(bytes(i.match)).decode(),
            i.recorded_at,
        ]
        found[getattr(i, f"{register}_id")]["identifiers"].append(kept)
    return found
