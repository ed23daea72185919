"""Whatever is recorded, merged and parted: upkeep = rebuild = the slow reading; nothing in between is a merge undone to the letter."""

from __future__ import annotations

import os

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.base.problems import Refused
from lianfang.gaps import plans
from lianfang.registers.actions.merging import Pair, merge, unmerge
from lianfang.registers.models import Merge, Vehicle
from tests.generative.test_upkeep import NOON, check_all, enacted, gate_step, pytestmark, take
from tests.unit.registers import city as small
from tests.unit.registers.city import BY
from tests.unit.registers.test_merging import digests

__all__ = ["pytestmark"]
EXAMPLES = 3 if os.environ.get("LIANFANG_TEST_DATABASE", "sqlite") == "sqlite" else 1
"""The actions are the same on PostgreSQL; many more were tried when they were written."""


def join(first: int, second: int) -> Merge | None:
    """Merge two of the cars that are left, if there are two."""
    refs = list(Vehicle.objects.order_by("id").values_list("ref", flat=True))
    kept, gone = refs[first % len(refs)], refs[second % len(refs)]
    if kept == gone:
        return None
    return merge(pairs=[Pair("vehicle", kept, gone, "one car")], by=BY, at=NOON + 1)[0]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    first=st.lists(gate_step, min_size=2, max_size=8),
    pairs=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=3),
    between=st.lists(gate_step, max_size=6),
    whom=st.integers(0, 5),
)
def test_merged_and_parted_all_readings_agree(first, pairs, between, whom):
    with transaction.atomic():
        town = enacted("gates.yaml")
        for car in range(3):
            small.write("passage", small.passage(town, car, screened=None, screened_at=None))
        for move in first:
            take(town, move)
        before = digests()
        made = [one for one in (join(*pair) for pair in pairs) if one is not None]
        check_all([NOON])
        unmerge(refs=[one.ref for one in reversed(made)], reason="two cars", by=BY, at=NOON + 2)
        assert digests() == before
        one = join(whom, whom + 1)
        for move in between:
            take(town, move)
        if one is not None:
            try:
                unmerge(refs=[one.ref], reason="two cars", by=BY, at=NOON + 3)
            except Refused as refusal:
                raise AssertionError(refusal.problems) from refusal
        check_all([NOON])
        transaction.set_rollback(True)
    plans.forget()
