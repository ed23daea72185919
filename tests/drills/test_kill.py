"""kill -9 in the middle of writing: what was acknowledged is there, nothing is half written, a resend adds nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from tests.drills.site import fresh

pytestmark = pytest.mark.database
ROUNDS = 4

LAY = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from lianfang.gaps import plans
from lianfang.gaps.rebuild import rebuild
from lianfang.plan import shipped
from tests.unit.registers import city
city.lay(cars=50)
plans.enact(folder=shipped.folder("shenzhen_2020"), by=city.BY, at=city.NOON)
rebuild(at=city.NOON)
"""
GATE = """
import sys
import django; django.setup()
from lianfang.registers.actions import record
from lianfang.registers.models import Site, Vehicle
from tests.unit.registers.city import BY, NOON
start, gate = int(sys.argv[1]), Site.objects.get(kind="gate")
cars = list(Vehicle.objects.values_list("id", flat=True))
for n in range(start, start + 100_000):
    rows = [
        {"at": NOON + n, "gate": gate.id, "direction": "in", "mode": "road", "vehicle": cars[(n + i) % 50],
         "vehicle_scope": "other_plate", "screened": True, "screened_at": NOON + n + 60, "source_key": f"{n}:{i}"}
        for i in range(3)
    ]
    record(register="passage", rows=rows, by=BY, at=NOON, request=f"gate:{n}")
    print(n, flush=True)
"""
LOOK = """
from collections import Counter
from lianfang.gaps import plans
from lianfang.gaps.models import Duty, Tally
from lianfang.gaps.rebuild import rebuild
from lianfang.registers.models import Journal, Passage, RequestKey
keys = Counter(key.split(":")[0] for key in Passage.objects.values_list("source_key", flat=True))
assert set(keys.values()) <= {3}, "half a list was written"
assert RequestKey.objects.count() == len(keys), "an answer without its rows, or rows without their answer"
assert Journal.objects.filter(register="passage").count() == 3 * len(keys), "rows without their journal"
def duties():
    return set(Duty.objects.values_list("must_id", "subject_id", "period", "due_at", "met_at", "state", "since"))
def tallies():
    return {t for t in Tally.objects.values_list("must_id", "area_id", "hour", "due", "in_time", "late", "cannot_tell") if any(t[3:])}
before = duties(), tallies()
rebuild(at=0)
assert (duties(), tallies()) == before, "duties were not kept up"
print(",".join(sorted(keys)))
"""


@pytest.fixture
def site(tmp_path):
    with fresh(tmp_path) as made:
        made.python(LAY)
        yield made


def test_no_acknowledged_row_is_lost_and_none_is_half_written(site):
    acknowledged: set[str] = set()
    for turn in range(ROUNDS):
        # Each round begins with the last request of the round before: a resend after a lost answer.
        start = max(map(int, acknowledged), default=0)
        process = subprocess.Popen(
            [sys.executable, "-c", GATE, str(start)], env=site.environment, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline()
        time.sleep(0.15 + 0.13 * turn)
        process.send_signal(signal.SIGKILL)
        acknowledged |= {str(start), *process.stdout.read().split()}
        process.stdout.close()
        process.wait()
        kept = set(site.python(LOOK).strip().split(","))
        assert acknowledged <= kept
        assert len(kept - acknowledged) <= turn + 1  # written, and the answer lost with the process
