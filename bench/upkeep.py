"""Ten musts kept up through the list action, durable: singly, in groups of 100, and with an import beside.

python -m bench.upkeep --people 1000000 --database sqlite|postgresql --musts ten|all
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.server import site

MUSTS = 10


def ten_musts(home: Path) -> Path:
    """The gates' musts of the shipped plan, filled up with copies under other ids until ten read a passage as their subject."""
    from lianfang.plan import shipped

    source = shipped.folder("shenzhen_2020")
    assert source is not None
    folder = home / "ten"
    # The other musts stay away, and with them the ladders and examples that speak of them.
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("musts", "examples"))
    text = (source / "musts" / "gates.yaml").read_text("utf-8")
    blocks = ["- must:" + block for block in text.split("- must:")[1:]]
    own = [block for block in blocks if "\n  every: passage\n" in block]
    for number in range(MUSTS - len(own)):
        block = own[number % len(own)]
        key = block.splitlines()[0].removeprefix("- must: ")
        text += "\n" + block.replace(f"- must: {key}", f"- must: {key}-copy-{number}", 1)
    (folder / "musts").mkdir()
    (folder / "musts" / "gates.yaml").write_text(text, "utf-8")
    return folder


def all_musts() -> Path:
    """The shipped plan as it is."""
    from lianfang.plan import shipped

    source = shipped.folder("shenzhen_2020")
    assert source is not None
    return source


def gate(size: int, seconds: float, start: int) -> dict[str, Any]:
    """One gate that records groups of ``size`` passages one after the other; latencies of the acknowledgements."""
    from lianfang.registers.access import By
    from lianfang.registers.actions import record
    from lianfang.registers.models import Site, Vehicle

    by = By("bench", "gate", purpose="demonstration")
    gates = list(Site.objects.filter(kind="gate", mode="road").values_list("id", "area_id"))
    cars = list(Vehicle.objects.values_list("id", flat=True)[:20000])
    took, n, end = [], 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        rows = []
        for i in range(size):
            place, area = gates[(n + i) % len(gates)]
            at = start + n + i
            rows.append({
                "at": at, "gate": place, "area": area, "direction": "in", "mode": "road", "vehicle_scope": "other_plate",
                "vehicle": cars[(n + i) * 7 % len(cars)], "screened": True, "screened_at": at + 60, "temperature": 36.5,
            })  # fmt: skip
        begin = time.perf_counter()
        record(register="passage", rows=rows, by=by, at=start + n, request=f"bench-{size}-{start}-{n}")
        took.append(time.perf_counter() - begin)
        n += size
    took.sort()
    return {
        "size": size, "calls": len(took), "passages_per_second": round(n / sum(took)),
        "p50_ms": round(1000 * statistics.median(took), 2), "p99_ms": round(1000 * took[int(len(took) * 0.99)], 2),
        "max_ms": round(1000 * took[-1], 2),
    }  # fmt: skip


LONG = """
mapping: bench/passages
title: {zh: 通行记录, en: passages}
register: passage
key: "bench:{n}"
columns:
  at: {from: at, as: instant}
  gate: {from: gate, as: link, by: key}
  vehicle_scope: {from: scope, as: code}
  screened: {from: screened, as: yes_no}
constants: {direction: in, mode: road}
"""
ROWS = 200_000


def beside(home: Path, measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The same while another process imports a long file of passages, each read by the same ten musts."""
    from lianfang.registers.models import Passage, Site

    keys = list(
        Site.objects.filter(kind="gate", source_key__isnull=False).values_list("source_key", flat=True)
    )
    file, mapping = home / "long.csv", home / "long.yaml"
    with file.open("w", encoding="utf-8") as out:
        out.write("n,at,gate,scope,screened\n")
        for n in range(ROWS):
            minute = n // 60 % 1440
            out.write(
                f"{n},2020-02-12T{minute // 60:02d}:{minute % 60:02d},{keys[n % len(keys)]},other_plate,yes\n"
            )
    mapping.write_text(LONG, "utf-8")
    words = [
        sys.executable,
        "-m",
        "lianfang",
        "import",
        str(file),
        "--mapping",
        str(mapping),
        "--yes",
        "--json",
    ]
    with (home / "import.log").open("w") as log:
        process = subprocess.Popen(words, env=os.environ, stdout=log, stderr=log)
        while not Passage.objects.filter(source_key="bench:100").exists() and process.poll() is None:
            time.sleep(0.2)
        before, begin = Passage.objects.filter(source_key__startswith="bench:").count(), time.perf_counter()
        found = measure()
        took = time.perf_counter() - begin
        imported = Passage.objects.filter(source_key__startswith="bench:").count() - before
        found |= {
            "import_still_running": process.poll() is None,
            "import_rows_per_second": round(imported / took),
        }
        process.terminate()
        process.wait()
    return found


def main() -> None:
    """Measure and print one JSON object."""
    words = argparse.ArgumentParser()
    words.add_argument("--people", type=int, default=1_000_000)
    words.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    words.add_argument("--seconds", type=float, default=15)
    words.add_argument("--no-import", action="store_true")
    words.add_argument("--musts", choices=["ten", "all"], default="ten")
    given = words.parse_args()
    with site(given.database) as home:
        from lianfang.cli import city
        from lianfang.cli import site as console
        from lianfang.gaps import plans
        from lianfang.gaps.rebuild import rebuild

        begin = time.perf_counter()
        made = city.fill(people=given.people, seed=1, failings="planted", days=6, on_progress=lambda *_: None)
        built = time.perf_counter() - begin
        folder = ten_musts(home) if given.musts == "ten" else all_musts()
        plans.enact(folder=folder, by=console.by("demonstration"), at=console.now())
        rebuild(at=console.now())
        found: dict[str, Any] = {
            "database": given.database,
            "people": given.people,
            "musts": len(plans.in_force().musts),
            "city_seconds": round(built, 1),
        }
        gate(1, 1, made.as_of)  # warm
        found["singly"] = gate(1, given.seconds, made.as_of + 100_000)
        found["groups"] = gate(100, given.seconds, made.as_of + 200_000)
        if not given.no_import:
            found["beside_an_import"] = beside(home, lambda: gate(1, given.seconds, made.as_of + 900_000))
        print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
