"""The brief of a city with ten thousand excuses, what giving them takes, and upkeep beside them.

python -m bench.excuses --people 1000000 --excuses 10000 --database sqlite|postgresql
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.server import site
from bench.upkeep import gate

RESULTS = Path(__file__).parent / "results" / "excuses.jsonl"
DAY = 86400


def seconds(run: Callable[[], object], rounds: int = 3) -> list[float]:
    """The median of some calls by the clock, and of the processor in this process (with SQLite: all of it)."""
    took, used = [], []
    for _ in range(rounds):
        begin, busy = time.perf_counter(), time.process_time()
        run()
        took.append(time.perf_counter() - begin)
        used.append(time.process_time() - busy)
    return [round(statistics.median(took), 3), round(statistics.median(used), 3)]


def let_off(many: int, at: int) -> tuple[int, float]:
    """Excuse so many duties that are not met in time, in lists of a thousand; how many, and in how many seconds."""
    from lianfang.gaps import plans
    from lianfang.gaps.excusing import Draft, excuse
    from lianfang.gaps.models import Duty
    from lianfang.registers.access import By

    keys = {standing.number: standing.must.key for standing in plans.in_force().musts}
    unmet = Duty.objects.filter(state=0, met_at=None, due_at__lte=at).order_by(
        "must_id", "subject_id", "period"
    )
    chosen = [
        Draft(keys[d.must_id], d.subject_id, "not_feasible", d.since, at + DAY, "ann", period=d.period)
        for d in unmet[:many]
    ]
    begin = time.perf_counter()
    for start in range(0, len(chosen), 1000):
        excuse(drafts=chosen[start : start + 1000], by=By("bench", "command", purpose="demonstration"), at=at)
    return len(chosen), round(time.perf_counter() - begin, 2)


def readings(at: int) -> dict[str, list[float]]:
    """The brief, its parts that excuses and escalation add to, and the lists."""
    from lianfang.fronts.command import brief, gap_list
    from lianfang.gaps import escalation, excuses, plans
    from lianfang.gaps.standing import standings
    from lianfang.registers.access import Reader

    reader, force = Reader("bench", "command", purpose="demonstration"), plans.in_force()
    return {
        "brief": seconds(lambda: brief.make(reader=reader, as_of=at, at=at)),
        "standings": seconds(lambda: standings(at=at)),
        "standings_yesterday": seconds(lambda: standings(at=at - DAY + 1234)),
        "shares": seconds(lambda: excuses.shares(at=at)),
        "escalation": seconds(lambda: escalation.counts(force, at=at)),
        "escalation_yesterday": seconds(lambda: escalation.counts(force, at=at - DAY)),
        "gap_list": seconds(lambda: gap_list.make(reader=reader, as_of=at, at=at)),
        "excused_list": seconds(lambda: gap_list.make(reader=reader, as_of=at, at=at, kind="excused")),
    }


def main() -> None:
    """Measure and print one JSON object."""
    words = argparse.ArgumentParser()
    words.add_argument("--people", type=int, default=1_000_000)
    words.add_argument("--excuses", type=int, default=10_000)
    words.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    words.add_argument("--seconds", type=float, default=8)
    words.add_argument("--keep", action="store_true", help="append to the results of this commit")
    given = words.parse_args()
    with site(given.database):
        from lianfang.cli import city
        from lianfang.gaps.models import Duty

        made = city.fill(
            people=given.people, seed=1, failings="planted", days=20, on_progress=lambda *_: None
        )
        at = made.as_of
        found: dict[str, Any] = {
            "bench": "excuses",
            "database": given.database,
            "people": given.people,
            "duties": Duty.objects.count(),
        }
        gate(1, 1, at)  # warm
        found["singly_without"] = gate(1, given.seconds, at + 100_000)
        found["without"] = readings(at)
        found["excuses"], found["given_seconds"] = let_off(given.excuses, at)
        found["with"] = readings(at)
        found["singly_with"] = gate(1, given.seconds, at + 200_000)
        line = json.dumps(found)
        print(line)
        if given.keep:
            with RESULTS.open("a") as file:
                file.write(line + "\n")


if __name__ == "__main__":
    main()
