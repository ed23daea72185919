"""A bulk file into a log that is there: read, judged line by line, taken in durably; how many rows a second, and why some not."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.visits import DAY, table

ROWS, TURNS = 1_000_000, 3
WRONG = ("leave-before-enter", "longer", "future", "missing")


def phase(folder: Path, file: Path, people: int, end: int) -> dict[str, Any]:
    """A million rows of the last day, a hundredth of them faulty in four ways, nobody asking meanwhile; three files in turn."""
    from lianfang.trace import feeds
    from lianfang.trace.writer import Writer

    turns = []
    for turn in range(TURNS):
        faulty = _write(file, people, end, turn)
        begin = time.perf_counter()
        rows = feeds.read(file, "UTC")
        read = time.perf_counter() - begin
        with Writer(folder) as log:
            begin = time.perf_counter()
            receipt = log.append(rows, at=end)
            took = time.perf_counter() - begin
        assert receipt.read == ROWS
        assert sum(receipt.rejected.values()) == faulty == len(receipt.rejected_rows)
        turns.append({
            "append_seconds": round(took, 2), "rows_per_second": round(ROWS / took),
            "with_reading_the_file": round(ROWS / (read + took)), "rejected": dict(receipt.rejected),
        })  # fmt: skip
    file.unlink()
    return {
        "rows": ROWS,
        "turns": turns,
        "best_rows_per_second": max(one["rows_per_second"] for one in turns),
    }


def _write(file: Path, people: int, end: int, turn: int) -> int:
    """Write rows that the log has not met, and say how many are faulty."""
    rng = np.random.default_rng(turn)
    enter = end - DAY + rng.integers(0, DAY, ROWS)
    leave = enter + rng.integers(300, 7200, ROWS)
    wrong = rng.choice(ROWS, ROWS // 100, replace=False)
    kinds = np.arange(len(wrong)) % len(WRONG)
    leave[wrong[kinds == 0]] = enter[wrong[kinds == 0]] - 60
    leave[wrong[kinds == 1]] = enter[wrong[kinds == 1]] + 400 * DAY
    enter[wrong[kinds == 2]] = end + 30 * DAY
    made = table(
        rng.integers(0, people, ROWS),
        rng.integers(0, people // 3, ROWS) * 1000,
        enter,
        leave,
        rng.integers(0, 4, ROWS),
    )
    lacks = np.zeros(ROWS, np.bool_)
    lacks[wrong[kinds == 3]] = True
    place = pa.array(made.column("place").to_numpy(), mask=lacks)
    pq.write_table(made.set_column(made.column_names.index("place"), "place", place), file)
    return len(wrong)
