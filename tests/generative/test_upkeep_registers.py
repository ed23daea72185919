"""Reference reading = rebuild = upkeep with all musts, whatever is recorded, changed or withdrawn in any register."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.base.problems import Refused
from lianfang.gaps import plans
from lianfang.gaps.rebuild import rebuild
from lianfang.plan.nodes import Constant, Type
from lianfang.plan.walking import walk
from lianfang.records import Column, Kind, Register
from lianfang.registers.actions import record, withdraw
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS
from tests.generative.test_upkeep import as_rows, check_standings, enacted, kept, read, tallies
from tests.unit.registers.city import BY, FUTIAN, HUBEI, NANSHAN, NOON

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = 60, 3600, 86400
SHIFTS = (
    0, -1, 1, 15 * MINUTE, HOUR, 2 * HOUR, 2 * HOUR + 1, -12 * HOUR, 12 * HOUR, DAY, -DAY, -3 * DAY, -26 * DAY,
)  # fmt: skip
MOMENTS = [NOON + shift for shift in SHIFTS]
DAYS = [date(2020, 1, 14), *(date(2020, 2, 5) + timedelta(days=n) for n in range(6))]
STEPS = (
    "must", "subject", "period", "received_at", "evidence_at", "evidence", "evidence_by", "verified_at", "verified_by",
    "closed_at", "returned_at", "outcome",
)  # fmt: skip
NUMBERS = [0.0, 1.0, 2.0, 36.5, 38.0]
MOVED = [
    *(name for name in REGISTERS if name != "area"),
    *["site"] * 4,
    *["occupant", "passage", "contact", "contact"] * 2,
    *["staff_member", "task"],
]
"""The tree of areas stays; places are of many kinds, and some records are about the right passage only now and then."""


def spoken() -> dict[str, list[str]]:
    """Codes and words that the plan's musts speak of, so that rows are not all beside the point: column → values."""
    found: dict[str, list[str]] = {}
    for must in plans.in_force().plan.musts.values():
        words = [
            node.value
            for expression in (must.where, must.such_that)
            for node in walk(expression)
            if isinstance(node, Constant) and isinstance(node.value, str) and node.type is Type.TEXT
        ]
        for register in (must.every, must.has):
            found.setdefault(register, []).extend(words)
    return found


class Writer:
    """Rows out of a seed: every fact may be missing, links name rows that are there."""

    def __init__(self, seed: int):
        self.chance = random.Random(seed)  # noqa: S311 - a test's own seed
        self.words = spoken()

    def value(self, register: str, column: Column) -> Any:
        """One value of a column, None a third of the time where it may be."""
        chance = self.chance
        if column.nullable and chance.random() < 0.3:
            return None
        if column.kind is Kind.CODE and column.codes is not None:
            said = [word for word in self.words.get(register, []) if word in column.codes.codes]
            return chance.choice(said if said and chance.random() < 0.8 else sorted(column.codes.codes))
        pools: dict[Kind, list[Any]] = {
            Kind.INSTANT: MOMENTS, Kind.DATE: DAYS, Kind.NUMBER: NUMBERS, Kind.BOOLEAN: [True, True, False],
            Kind.TEXT: self.words.get(register) or ["word"],
        }  # fmt: skip
        return chance.choice(pools[column.kind])

    def row(self, shape: Register) -> dict[str, Any]:
        """A row of a register, fit for it or nearly."""
        given = {
            name: self.value(shape.name, column)
            for name, column in shape.columns.items()
            if name != "recorded_at"
        }
        if shape.name == "return":
            given["figure"] = self.chance.choice(["confirmed", "vehicles_counted", "rooms_free"])
        for link in shape.links.values():
            if link.to == "area":
                given[link.name] = self.chance.choice([NANSHAN, FUTIAN, NANSHAN, HUBEI])
                continue
            ids = list(REGISTERS[link.to].objects.order_by("id").values_list("id", flat=True)[:4])
            drop = link.nullable and self.chance.random() < 0.2
            given[link.name] = self.chance.choice(ids) if ids and not drop else None
        if shape.name == "task":  # each step of a task needs those before it: as far as one of them
            for step in STEPS[self.chance.randrange(len(STEPS)) :]:
                given.pop(step, None)
            given |= {
                "due_at": NOON + 3 * DAY,
                "assigned_at": self.chance.choice([NOON - DAY, NOON - 3 * DAY]),
            }
            given |= {name: NOON + n for n, name in enumerate(STEPS) if given.get(name)}
        return {name: value for name, value in given.items() if value is not None}

    def move(self) -> None:
        """One write through the action; one that is refused did not happen."""
        name = self.chance.choice(MOVED)
        ids = list(REGISTERS[name].objects.order_by("id").values_list("id", flat=True))
        draw = self.chance.random()
        try:
            if draw < 0.6 or not ids:
                record(register=name, rows=[self.row(catalogue()[name])], by=BY, at=NOON)
            elif draw < 0.85:
                told = self.row(catalogue()[name])
                some = self.chance.sample(sorted(told), min(3, len(told)))
                record(
                    register=name,
                    rows=[{"id": self.chance.choice(ids), **{k: told[k] for k in some}}],
                    by=BY,
                    at=NOON,
                )
            else:
                withdraw(register=name, ids=[self.chance.choice(ids)], by=BY, at=NOON)
        except Refused:
            pass


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), moves=st.integers(40, 90))
def test_every_register_is_kept_up_under_every_must(seed, moves):
    with transaction.atomic():
        enacted()
        writer = Writer(seed)
        for _ in range(moves):
            writer.move()
        by_upkeep, sums, duties = kept(), tallies(), read()
        assert by_upkeep == as_rows(duties)
        check_standings(duties, NOON + 2 * HOUR)
        rebuild(at=NOON)
        assert (kept(), tallies()) == (by_upkeep, sums)
        transaction.set_rollback(True)
    plans.forget()


def test_rows_at_random_owe_something_to_nearly_every_must():
    """The property is worth something only where duties come of it: over a few seeds most musts have some."""
    owed: set[str] = set()
    for seed in range(4):
        with transaction.atomic():
            enacted()
            writer = Writer(seed)
            for _ in range(400):
                writer.move()
            owed |= {duty.must for duty in read()}
            whole = set(plans.in_force().plan.musts)
            transaction.set_rollback(True)
        plans.forget()
    assert len(owed) >= 0.9 * len(whole), sorted(whole - owed)
