"""A laboratory's file of two hundred thousand results through the whole command, for samples that are waiting (D03).

python -m bench.result_files --rows 200000 --database sqlite|postgresql

The site has the areas of the shipped plan and all its musts in force; nine samples in ten are recorded, and every one with a
person. One row in four hundred is broken, one in a thousand stands there twice. Meanwhile a gate writes and a laboratory's
officer looks for the newest results, five times a second. The same file once more must create nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from bench.dirty import prepared
from bench.server import site

SECONDS, PEAK_MB, WAIT_S = 300.0, 700, 1.0
"""What D03 allows: for the file, in memory, and for whoever works meanwhile (95 of 100)."""
EVERY = 0.2
NOON = 1_581_220_800  # 2020-02-09 12:00 in Shanghai
HEAD = "条码,检测机构,检测方法,检测结果,Ct值,检测时间,报告时间,复核"
LAB = "第一检测所"


def main() -> None:
    """Measure and print one JSON object."""
    words = argparse.ArgumentParser()
    words.add_argument("--rows", type=int, default=200_000)
    words.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    given = words.parse_args()
    with site(given.database) as home:
        musts = prepared()
        laid(given.rows)
        (home / "results.csv").write_text(sheet(given.rows), "utf-8")
        said = {"bench": "result_files", "database": given.database, "rows": given.rows, "musts": musts}
        print(json.dumps({**said, **measured(home, given.rows)}, ensure_ascii=False))


def laid(rows: int) -> None:
    """The laboratory, people and their samples."""
    from lianfang.cli import site as console
    from lianfang.registers.actions import record
    from lianfang.registers.models import Area, Person, Sample

    by, at = console.by("demonstration"), console.now()
    area = Area.objects.filter(level="district").values_list("id", flat=True)[0]
    told = {"kind": "laboratory", "name_zh": LAB, "name_en": "Lab 1", "area": area, "tests_a_day": rows}
    lab = record(register="site", rows=[told], by=by, at=at).ids[0]
    people = [Person(area_id=area, birth_year=1950 + n % 60, recorded_at=at) for n in range(rows // 10)]
    Person.objects.bulk_create(people, 5_000)
    Sample.objects.bulk_create(
        (
            Sample(
                barcode=f"R{n:07d}", person_id=people[n % len(people)].pk, laboratory_id=lab, taken_at=NOON - 7200,
                sent_at=NOON - 3600, received_at=NOON - 1800, area_id=area, recorded_at=at,
            )
            for n in range(rows) if n % 10
        ), 5_000,
    )  # fmt: skip


def sheet(rows: int) -> str:
    """The file, and in its words what is wrong with some of it."""
    lines = [HEAD]
    for n in range(rows):
        result = "也许" if n % 400 == 0 else "阳性" if n % 50 == 7 else "阴性"
        when = f"2020-02-09 {12 + n % 12:02d}:{n % 60:02d}"
        lines.append(f"R{n:07d},{LAB},核酸,{result},,,{when},是")
    for n in range(1000, rows, 1000):
        lines[n] = lines[n - 1]
    return "\r\n".join(lines) + "\r\n"


def foretold(rows: int) -> dict[str, int]:
    """What must come of it: broken rows, and those that a row above said already."""
    broken = {n for n in range(rows) if n % 400 == 0}
    for n in range(1000, rows, 1000):
        broken.add(n - 1)
    return {"read": rows, "created": rows - len(broken), "rejected": len(broken)}


def measured(home: Path, rows: int) -> dict[str, Any]:
    """The file twice; and how long others waited while it went in first."""
    stop, waits = threading.Event(), {"write": [], "read": []}  # type: dict[str, list[float]]
    other = threading.Thread(target=_meanwhile, args=(stop, waits))
    other.start()
    took, first = _brought(home)
    stop.set()
    other.join()
    again_took, again = _brought(home)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    expected = foretold(rows)
    got = {name: first[name] for name in expected}
    late = {f"{kind}_p95_s": round(_part(spans, 0.95), 3) for kind, spans in waits.items()}
    return {
        "seconds": round(took, 1), "peak_mb": peak, **got, "as_expected": got == expected, "again_s": round(again_took, 1),
        "again_created": again["created"], "again_unchanged": again["unchanged"], **late,
        "asked": {kind: len(spans) for kind, spans in waits.items()},
        "slowest_s": {kind: round(max(spans), 3) for kind, spans in waits.items()},
        "within": took < SECONDS and peak < PEAK_MB and max(late.values()) < WAIT_S,
    }  # fmt: skip


def _brought(home: Path) -> tuple[float, dict[str, Any]]:
    words = [
        sys.executable,
        "-m",
        "lianfang",
        "import",
        str(home / "results.csv"),
        "--mapping",
        "laboratory/results",
    ]
    began = time.perf_counter()
    with (home / "receipt.json").open("w") as out, (home / "log").open("w") as log:
        done = subprocess.run(
            [*words, "--yes", "--json"], env=os.environ, stdout=out, stderr=log, check=False
        )
    took = time.perf_counter() - began
    if done.returncode not in (0, 3):
        raise SystemExit((home / "log").read_text())
    receipt: dict[str, Any] = json.loads((home / "receipt.json").read_text())["imports"][0]
    return took, receipt


def _meanwhile(stop: threading.Event, waits: dict[str, list[float]]) -> None:
    """A gate that writes and an officer who reads, as long as the file goes in."""
    from django.db import connection

    from lianfang.cli import site as console
    from lianfang.registers.access import Reader, rows
    from lianfang.registers.actions import record
    from lianfang.registers.models import Site, TestResult

    gate = Site.objects.filter(kind="gate").values_list("id", "area_id")[0]
    officer, turn = Reader("demonstration", "laboratory_officer"), 0
    while not stop.wait(EVERY):
        turn += 1
        began = time.perf_counter()
        told = {
            "gate": gate[0],
            "area": gate[1],
            "at": NOON,
            "direction": "in",
            "mode": "road",
            "source_key": f"m{turn}",
        }
        record(register="passage", rows=[told], by=console.by("demonstration"), at=console.now())
        wrote = time.perf_counter()
        list(
            rows(TestResult, officer)
            .select_related("sample", "laboratory")
            .order_by("-resulted_at", "-id")[:50]
        )
        waits["write"].append(wrote - began)
        waits["read"].append(time.perf_counter() - wrote)
    connection.close()


def _part(spans: list[float], share: float) -> float:
    return sorted(spans)[min(int(share * len(spans)), len(spans) - 1)]


if __name__ == "__main__":
    main()
