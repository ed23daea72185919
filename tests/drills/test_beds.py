"""D06: no bed is held twice, whoever loses is told at once, and nobody is refused a bed that is free.

LIANFANG_BED_DRILL=200x50x20 makes it as large as the drill is written down: people, beds, rounds. Each asks in a thread of
its own; LIANFANG_BED_DRILL=200x50x20x4 lets as many threads serve them as a server has.
"""

from __future__ import annotations

import os

import pytest

from tests.drills.bed_drill import drill
from tests.unit.gaps.cities import lay_small
from tests.unit.treatment.wards import lay_wards

THREADS, BEDS, ROUNDS, HANDS = (
    int(n) for n in (os.environ.get("LIANFANG_BED_DRILL", "20x6x2") + "x0").split("x")[:4]
)
TOLD_WITHIN = 1.0


@pytest.mark.django_db(transaction=True)
def test_many_threads_on_few_beds():
    lay_small()
    wards = lay_wards(beds=BEDS, people=THREADS)
    score = drill(wards, rounds=ROUNDS, seed=6, hands=HANDS)
    print(
        f"{THREADS}×{BEDS}×{ROUNDS}, {HANDS or THREADS} at once: {score.won} won, slowest refusal {score.slowest:.3f} s, {dict(score.told)}"
    )
    assert score.wrong == []
    assert score.slowest <= TOLD_WITHIN
    assert score.told["beds/taken"] >= ROUNDS * (THREADS - BEDS) // 2
    lost = {
        "beds/taken",
        "beds/lies-elsewhere",
        "beds/kept",
        "record/not-found",
        "beds/not-ready",
        "beds/meets-the-next",
    }
    assert set(score.told) <= lost
