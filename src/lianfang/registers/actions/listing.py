"""Put people on the list of a case's contacts, each once: what every way to find contacts comes down to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from lianfang.registers.access import By
from lianfang.registers.actions.recording import record
from lianfang.registers.models import Case, Contact


class Listing(NamedTuple):
    """What became of a list."""

    made: Sequence[str]
    known: int


def list_contacts(*, case: Case, rows: Sequence[Mapping[str, Any]], by: By, at: int) -> Listing:
    """Write whoever is not on the case's list yet; the case itself never is. Inside a transaction of the caller's that has
    its turn to write.

    Args:
        rows: columns of a contact, ``person`` among them; a person is listed by the last of their rows.

    Returns: references of the contacts made, and how many were on the list already.
    """
    people = [row for row in rows if row["person"] != case.person_id]
    listed = set(Contact.objects.filter(case=case).values_list("person_id", flat=True))
    fresh = {row["person"]: row for row in people if row["person"] not in listed}
    made = [
        {"case": case.pk, "identified_at": at, "status": "FOLLOW_UP", "classification": "CONFIRMED", **row}
        for row in fresh.values()
    ]
    refs = record(register="contact", rows=made, by=by, at=at).refs if made else []
    return Listing(refs, len({row["person"] for row in people}) - len(made))
