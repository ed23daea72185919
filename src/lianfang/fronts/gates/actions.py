"""What the gates write: that a trip's lists were gone through."""

from __future__ import annotations

from lianfang.base import areas
from lianfang.base.problems import Problem, Refused
from lianfang.registers.access import By
from lianfang.registers.actions import Receipt, record
from lianfang.registers.models import Conveyance


def sign_off(*, conveyance: str, by: By, at: int) -> Receipt:
    """Keep that a conveyance's lists have been held against each other, and what they say has been dealt with.

    Raises:
        Refused: there is no such conveyance within reach of whoever signs.
    """
    trip = Conveyance.objects.filter(ref=conveyance).first()
    if trip is None or (by.area and not areas.is_within(trip.area_id, by.area)):
        raise Refused(Problem("record/not-found", facts={"register": "conveyance", "value": conveyance}))
    return record(register="conveyance", rows=[{"id": trip.id, "reconciled_at": at}], by=by, at=at)
