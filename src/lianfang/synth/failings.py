"""What is wrong in the city, and what only looks so: planted from the plan's sentences, by code that cannot read the plan.

Each planting gives a car, a person, a gate or a case of its own, to which nothing else happens: so the ledger can name every
must that one missing fact touches, and no other.
"""

from __future__ import annotations

from lianfang.synth import (
    planting_care,
    planting_contacts,
    planting_lanes,
    planting_orders,
    planting_records,
    planting_stays,
    returns,
)
from lianfang.synth.draft import Draft
from lianfang.synth.scene import Scene, many


def plant(draft: Draft, *, planted: bool) -> None:
    """Plant near misses, and failings and undecidable records where asked; then write the returns over all of it."""
    scene = Scene(draft)
    planting_lanes.plant(scene, planted=planted)
    planting_stays.plant(scene, planted=planted)
    planting_orders.plant(draft, planted=planted)
    planting_care.plant(draft, planted=planted)
    planting_contacts.plant(draft, planted=planted)
    planting_records.cases_just(scene)
    if planted:
        planting_records.cases(scene, many(len(draft.cases)))
        planting_records.gates(scene)
    returns.of_gates(draft)
    returns.of_areas(draft)
    planting_records.gate_returns(scene, planted=planted)
    planting_records.district_returns(scene, planted=planted)
    draft.returns.sort(key=lambda row: row.day)
