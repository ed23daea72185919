"""Rows that are real persons of a published list: counted, by district and day, and never shown one by one.

Which they are, the mapping says by which they came in (``persons: published``); their import keeps it, each row that it
made is known as its own, and each that was there already is marked. Whoever reads, and for whatever purpose, such a row
looks like not found, and a list that counts it names it not.
"""

from __future__ import annotations

from django.db import models

from lianfang.registers.models import ImportedRow, WithheldRow

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
