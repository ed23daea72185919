"""Rows that are real persons of a published list: counted, by district and day, and never shown one by one.

Which they are, the mapping says by which they came in (``persons: published``); their import keeps it, each row that it
made is known as its own, and each that was there already is marked. Whoever reads, and for whatever purpose, such a row
looks like not found, and a list that counts it names it not.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from lianfang.registers.models import REGISTERS, ImportedRow, WithheldRow

PUBLISHED = "published"
"""What ``ImportBatch.persons`` says of them."""
LISTED = frozenset({"case", "contact", "case_link", "participant"})
"""Registers of which such lists are published; of no other can a mapping say it."""


def is_open(register: str) -> models.Q:
    """Predicate: rows of a register that are not withheld."""
    if register not in LISTED:
        return models.Q()
    made = ImportedRow.objects.filter(batch__persons=PUBLISHED, register=register, row=models.OuterRef("pk"))
    marked = WithheldRow.objects.filter(register=register, row=models.OuterRef("pk"))
    return models.Q(~models.Exists(made)) & models.Q(~models.Exists(marked))


def shut(refs: Iterable[str | None]) -> set[str]:
    """Those of some references that are of withheld rows: two statements, none where no reference is asked about."""
    asked = {ref for ref in refs if ref}
    return {
        ref
        for register in sorted(LISTED) if asked
        for ref in REGISTERS[register].objects.filter(ref__in=asked).exclude(is_open(register)).values_list("ref", flat=True)
    }  # fmt: skip
