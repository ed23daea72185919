"""A train of 500, reconciled: manifest, declarations, screenings, passages and arrivals, identities compared, on a city's registers.

python -m bench.reconcile --people 200000 --database sqlite|postgresql
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path

from bench.server import site

MOST = 1.0
"""Seconds that a train of 500 may take."""


def main() -> None:
    """Measure and print one JSON object."""
    words = argparse.ArgumentParser()
    words.add_argument("--people", type=int, default=200_000)
    words.add_argument("--size", type=int, default=500)
    words.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    given = words.parse_args()
    with site(given.database) as home:
        found = measured(home, given.people, given.size)
        print(json.dumps({"database": given.database, "people": given.people, "size": given.size, **found}))


def measured(home: Path, people: int, size: int) -> dict[str, object]:
    """Load a city, lay a train's records among them, and read its lists nine times, as new processes would the first."""
    from lianfang.cli import city
    from lianfang.fronts.gates import reconciliation
    from lianfang.registers.models import Area, Site
    from tests.unit.gates import trips

    made = city.fill(people=people, seed=1, failings="planted", days=6, on_progress=lambda *_: None)
    gate = Site.objects.filter(kind="gate").values_list("id", flat=True)[0]
    trips.enact(home / "with-a-time-to-arrive")
    places = list(Area.objects.filter(level="district").order_by("id").values_list("id", flat=True))
    trips.NANSHAN, trips.FUTIAN, trips.HUBEI = places[0], places[1], places[2]
    trip = trips.make(gate, trips.chance("bench"), size=size, missing=9, slips=12, absent=15)
    took = []
    for _ in range(9):
        begin = time.perf_counter()
        said = reconciliation.of_conveyance(trip.ref, reader=trips.READER, as_of=trips.AS_OF, now=made.as_of)
        took.append(time.perf_counter() - begin)
    lists = {one.difference: len(one.travellers) for one in said.sets[0].differences}
    return {
        "first_ms": round(1000 * took[0], 1), "median_ms": round(1000 * statistics.median(took), 1), "most": MOST,
        "within": took[0] < MOST, "matched": len(said.sets[0].matched), **lists,
    }  # fmt: skip


if __name__ == "__main__":
    main()
