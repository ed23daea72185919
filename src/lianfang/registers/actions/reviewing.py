"""What a person decided of two rows that may be one: kept, so that nobody is asked twice."""

from __future__ import annotations

from lianfang.base.problems import Problem, Refused
from lianfang.reconcile.parties import Decision
from lianfang.registers.access import By
from lianfang.registers.actions.recording import Receipt, record
from lianfang.registers.models import Person, ReviewMatch, Vehicle


def decide(*, refs: tuple[str, str], decision: Decision, reason: str, by: By, at: int) -> Receipt:
    """Keep that two persons, or two vehicles, are or are not the same. Deciding again replaces the decision.

    Raises:
        Refused: one of them is not there, both are one row, or one is a person and one a vehicle.
    """
    register, rows = _two(refs)
    columns = {register: rows[0].id, f"other_{register}": rows[1].id}
    row = {
        **columns, "decision": decision, "reason": reason or None, "decided_at": at, "decided_by": by.name,
        "area": rows[0].area_id,
    }  # fmt: skip
    known = ReviewMatch.objects.filter(**columns).values_list("id", flat=True).first()
    return record(
        register="review_match", rows=[row if known is None else {"id": known, **row}], by=by, at=at
    )


def _two(refs: tuple[str, str]) -> tuple[str, list[Person] | list[Vehicle]]:
    people = list(Person.objects.filter(ref__in=refs).order_by("id"))
    if len(people) == len(refs):
        return "person", people
    cars = list(Vehicle.objects.filter(ref__in=refs).order_by("id"))
    if len(cars) == len(refs):
        return "vehicle", cars
    raise Refused(Problem("gates/not-two", facts={"one": refs[0], "other": refs[1]}))
