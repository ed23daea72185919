"""One gate and some hours: what reconciliation, lanes and counts are asked for."""

from __future__ import annotations

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.plan.model import Plan
from lianfang.registers.access import Reader
from lianfang.registers.access import rows as rows_of
from lianfang.registers.models import Site


def gate_of(ref: str, *, reader: Reader) -> Site:
    """A gate by its reference.

    Raises:
        Refused: there is none within the reader's reach.
    """
    site = rows_of(Site, reader).filter(ref=ref, kind="gate").first()
    if site is None:
        raise Refused(Problem("record/not-found", facts={"register": "gate", "value": ref}))
    return site


def check_hours(start: int, end: int, plan: Plan) -> None:
    """Refuse hours that end before they begin."""
    if end <= start:
        facts = {"since": iso(start, plan.zone), "until": iso(end, plan.zone)}
        raise Refused(Problem("gates/no-hours", facts=facts))
