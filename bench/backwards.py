"""Who was in an area since a date: the engine beside DuckDB's SQL of the same question, on the same visits, with the same answer.

python -m bench.backwards [--visits 5000000]

Places are heavy-tailed; a tenth of the visits has no leave. DuckDB is given its own copy of the visits that count, closed already.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from lianfang.base.instants import DAY
from lianfang.trace import sql
from lianfang.trace.questions import Questions
from lianfang.trace.rules import Closing, Rules
from lianfang.trace.since import since
from lianfang.trace.writer import Writer, create

START, PIECE = 1581206400, 1_000_000
WINDOW = START + 6 * DAY, START + 13 * DAY
RULES = Rules(longest=DAY, closing=(Closing("", 0, 3600),))
SHARES = (0.01, 0.1, 1.0)
"""Of all places, those asked about."""
PEER = 2_000
"""Places of the question put to DuckDB, which is given them in its text."""


def build(folder: Path, visits: int) -> int:
    """A log of that many visits, a tenth as many persons; answers how many places it has."""
    rng, places = np.random.default_rng(1), visits // 25
    create(folder, rules=RULES, at=START - DAY)
    with Writer(folder) as log:
        for first in range(0, visits, PIECE):
            n = min(PIECE, visits - first)
            enter = START + rng.integers(0, 13 * DAY, n)
            stay = rng.exponential(5400, n).astype(np.int64).clip(60, DAY - 1)
            columns = {
                "person": rng.integers(1, visits // 10, n) * 7919,
                "place": (rng.pareto(1.2, n) * 2000).astype(np.int64) % places + 1,
                "enter": enter,
                "leave": pa.array(enter + stay, mask=rng.random(n) < 0.1),
            }
            log.append(pa.table({**columns, "kind": ["shop"] * n, "source": ["x"] * n}), at=START + 14 * DAY)
        log.settle()
    return places


def best(act: Any, times: int = 3) -> tuple[float, Any]:
    """The shortest time of some, and what came of it."""
    found: list[tuple[float, Any]] = []
    for _ in range(times):
        begin = time.perf_counter()
        said = act()
        found.append((time.perf_counter() - begin, said))
    return min(found, key=lambda one: one[0])


def peer(log: Questions, places: np.ndarray) -> tuple[float, bool]:
    """DuckDB's time for the same question, and whether it says the same."""
    engine = duckdb.connect()
    engine.execute("SET threads = 2")
    files = [str(log.folder / segment.path) for segment in log.manifest.segments]
    engine.execute(f"CREATE VIEW visits AS SELECT * FROM read_parquet({files}, hive_partitioning = false)")
    engine.execute(f"CREATE TABLE standing AS {sql.standing(RULES, log.kept_from)}")
    seconds, rows = best(lambda: engine.execute(sql.since(places.tolist(), *WINDOW)).fetchall())
    said = since(log, places, *WINDOW)
    columns = (said.people, said.seconds, said.first, said.last, said.times)
    return seconds, set(rows) == set(zip(*(column.tolist() for column in columns), strict=True))


def main() -> None:
    """Print one line of figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--visits", type=int, default=5_000_000)
    visits = parser.parse_args().visits
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "log"
        places, rng = build(folder, visits), np.random.default_rng(2)
        log, shown = Questions(folder), []
        for share in SHARES:
            asked = rng.permutation(places)[: int(places * share)] + 1
            seconds, said = best(lambda asked=asked: since(log, asked, *WINDOW))
            shown.append(
                {"places": len(asked), "visits": said.visits, "persons": len(said), "s": round(seconds, 4)}
            )
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        asked = rng.permutation(places)[:PEER] + 1
        theirs, is_equal = peer(log, asked)
        ours, _ = best(lambda: since(log, asked, *WINDOW))
    beside = {"places": len(asked), "s": round(ours, 4), "duckdb_s": round(theirs, 4), "equal": is_equal}
    print(json.dumps({"visits": visits, "asked": shown, "beside": beside, "build_and_ask_mb": memory}))


if __name__ == "__main__":
    main()
