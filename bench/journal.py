"""A journal of a million entries: sealed (alone, and while entries are written beside), and verified from the outside.

python -m bench.journal --entries 1000000 --database sqlite|postgresql --keep
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.rebuild import machine
from bench.server import site

RESULTS = Path(__file__).parent / "results" / "journal.jsonl"
START = 1581465600
AT_ONCE = 20_000
FIELDS = "area,at,direction,gate,mode,recorded_at,screened,screened_at,vehicle,vehicle_scope"


def write(count: int) -> float:
    """Entries as gates leave them; answers the seconds it took."""
    from django.db import transaction

    from lianfang.base.ids import ref_of
    from lianfang.registers import journal
    from lianfang.registers.access import By

    chance = random.Random(1)
    gates = [By(f"gate-{n:03d}", "gate", 10_101_000_000_000_000 + n) for n in range(100)]
    begin = time.perf_counter()
    for start in range(0, count, AT_ONCE):
        entries = [
            journal.Entry(
                START + n // 10, chance.choice(gates), "record", "passage", n, ref_of(chance.getrandbits(80)), FIELDS,
                f"phone:{n}",
            )
            for n in range(start, min(start + AT_ONCE, count))
        ]  # fmt: skip
        with transaction.atomic():
            journal.append(entries)
    return time.perf_counter() - begin


def singly(seconds: float) -> dict[str, Any]:
    """One durable entry after the other; latencies of the commits."""
    from lianfang.registers import journal
    from lianfang.registers.access import By

    entry = journal.Entry(START, By("ann", "gate"), "record", "passage", 1, "k" * 16, FIELDS, "phone:1")
    took, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        begin = time.perf_counter()
        journal.append([entry])
        took.append(time.perf_counter() - begin)
    took.sort()
    return {
        "per_second": round(len(took) / sum(took)), "p50_ms": round(1000 * statistics.median(took), 2),
        "p99_ms": round(1000 * took[int(len(took) * 0.99)], 2), "max_ms": round(1000 * took[-1], 2),
    }  # fmt: skip


def command(*words: str) -> tuple[float, int, dict[str, Any]]:
    """A command of the site as a user gives it: seconds, the most memory in MB, what it said."""
    begin = time.perf_counter()
    call = [sys.executable, "-m", "lianfang", *words, "--json"]
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(call, env=os.environ, stdout=out)
        _pid, status, used = os.wait4(child.pid, 0)
        took = time.perf_counter() - begin
        assert status == 0, words
        out.seek(0)
        return took, used.ru_maxrss // 1024, json.load(out)


def beside(seconds: float) -> dict[str, Any]:
    """Single entries while a sealer works through what waits."""
    sealer = subprocess.Popen(
        [sys.executable, "-m", "lianfang", "seal-journal", "--json"],
        env=os.environ,
        stdout=subprocess.DEVNULL,
    )
    time.sleep(2)  # it has started by then
    found = singly(seconds)
    found["sealer_still_running"] = sealer.poll() is None
    sealer.wait()
    return found


def run(given: argparse.Namespace) -> dict[str, Any]:
    """Write, seal half while others write, seal the rest alone, verify."""
    from lianfang.cli import site as console

    console.ready_tables()
    found: dict[str, Any] = {"bench": "journal", "database": given.database, "entries": given.entries}
    found["written_seconds"] = round(write(given.entries), 1)
    found["singly"] = singly(given.seconds)
    found["singly_beside_a_sealer"] = beside(given.seconds)
    write(given.entries // 10)
    took, _memory, said = command("seal-journal")
    found["sealed_alone"] = {"entries": said["sealed"], "per_second": round(said["sealed"] / took)}
    took, memory, report = command("verify-journal", "--root", said["root"])
    assert (report["found"], report["unsealed"]) == (0, 0)
    found["verify"] = {
        "entries": report["sealed"],
        "seals": report["seals"],
        "seconds": round(took, 1),
        "memory_mb": memory,
    }
    return found | machine()


def main() -> None:
    """Measure, print one JSON line, and keep it if asked to."""
    words = argparse.ArgumentParser()
    words.add_argument("--entries", type=int, default=1_000_000)
    words.add_argument("--seconds", type=float, default=10)
    words.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    words.add_argument("--keep", action="store_true", help="append the line to bench/results")
    given = words.parse_args()
    with site(given.database):
        found = run(given)
    line = json.dumps(found)
    print(line)
    if given.keep:
        with RESULTS.open("a", encoding="utf-8") as out:
            out.write(line + "\n")


if __name__ == "__main__":
    main()
