"""Many gates at once: a duty met by another's row is seen, nothing is written twice, nobody waits in a ring."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.drills.site import fresh
from tests.drills.test_kill import LAY

pytestmark = pytest.mark.database
WRITERS, TURNS = 4, 40

WRITER = """
import random, sys
import django; django.setup()
from lianfang.registers.actions import record
from lianfang.registers.models import Site, Vehicle
from tests.unit.registers.city import BY, NANSHAN, NOON
me, rng = int(sys.argv[1]), random.Random(int(sys.argv[1]))
gate, cars = Site.objects.get(kind="gate").id, list(Vehicle.objects.values_list("id", flat=True))[:6]
for n in range(int(sys.argv[2])):
    # Whose turn it is, is left to chance: the car's passage by one writer, its declaration by another.
    car, at = rng.choice(cars), NOON + rng.randrange(600)
    if rng.random() < 0.5:
        rows = [{"at": at, "gate": gate, "direction": "in", "mode": "road", "vehicle": car, "vehicle_scope": "other_plate",
                 "screened": rng.random() < 0.5, "screened_at": at + 5, "source_key": f"p{rng.randrange(30)}"}]
        record(register="passage", rows=rows, by=BY, at=NOON, request=f"{me}:{n}")
    else:
        rows = [{"made_at": at, "vehicle": car, "area": NANSHAN, "source_key": f"d{rng.randrange(30)}"}]
        record(register="declaration", rows=rows, by=BY, at=NOON, request=f"{me}:{n}")
    if n % 10 == 0:
        record(register="site", rows=[{"id": gate, "opened_at": NOON - 86400 * rng.randrange(1, 9)}], by=BY, at=NOON)
"""
LOOK = """
from lianfang.gaps.models import Duty, Tally
from lianfang.gaps.rebuild import rebuild
from lianfang.registers.models import RequestKey
def duties():
    return set(Duty.objects.values_list("must_id", "subject_id", "period", "due_at", "met_at", "evidence_id", "state", "since"))
def tallies():
    return {t for t in Tally.objects.values_list("must_id", "area_id", "hour", "due", "in_time", "late", "cannot_tell") if any(t[3:])}
before = duties(), tallies()
rebuild(at=0)
assert (duties(), tallies()) == before, "duties were not kept up"
print(RequestKey.objects.count())
"""


def test_writers_at_once_leave_the_duties_that_one_after_the_other_would(tmp_path):
    with fresh(tmp_path) as site:
        site.python(LAY)
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(n), str(TURNS)],
                env=site.environment,
                stderr=subprocess.PIPE,
                text=True,
            )
            for n in range(WRITERS)
        ]
        errors = [writer.communicate()[1] for writer in writers]
        assert [writer.returncode for writer in writers] == [0] * WRITERS, errors
        assert int(site.python(LOOK)) == WRITERS * TURNS
