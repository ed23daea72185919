"""Duties and units as people name them at the console."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

import click
from django.db.models import Q

from lianfang.base.instants import start_of
from lianfang.base.problems import Problem, Refused
from lianfang.gaps import plans
from lianfang.registers.models import REGISTERS, Organisation

GapKind = Literal["gap", "cannot_tell"]
REQUEST = click.option(
    "--request", default="", help="本次写入的编号，重发不会重复 / id of this write; a replay adds nothing."
)


class Key(NamedTuple):
    """A subject's id and the period of its duty."""

    subject: int
    period: int


def keys_of(must: str, subjects: Sequence[str], day: str | None) -> list[Key]:
    """The keys of a must's duties, by the references of their records; ``day`` for a must of each day.

    Raises:
        Refused: no such must or record, or a day that is none or that is lacking.
    """
    force = plans.in_force()
    chosen = force.of(must).must
    known = dict(REGISTERS[chosen.every].objects.filter(ref__in=subjects).values_list("ref", "id"))
    lost = [ref for ref in subjects if ref not in known]
    if lost:
        raise Refused(
            [Problem("record/not-found", facts={"register": chosen.every, "value": ref}) for ref in lost]
        )
    if not chosen.each_day:
        return [Key(known[ref], 0) for ref in subjects]
    try:
        period = start_of(date.fromisoformat(day or ""), force.plan.zone)
    except ValueError as error:
        raise Refused(Problem("store/bad-instant", facts={"value": day or "–"})) from error
    return [Key(known[ref], period) for ref in subjects]


def unit_of(named: str) -> int:
    """An organisation by its reference or its name in either language.

    Raises:
        Refused: there is none of that name, or more than one.
    """
    like = Q(ref=named) | Q(name_zh=named) | Q(name_en__iexact=named)
    found = list(Organisation.objects.filter(like).values_list("id", flat=True)[:2])
    if len(found) != 1:
        raise Refused(Problem("record/not-found", facts={"register": "organisation", "value": named}))
    return int(found[0])
