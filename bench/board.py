"""The board and what opens below it, warm, on a city of a million: milliseconds and statements an answer.

python -m bench.board --people 1000000 --database sqlite|postgresql
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from bench.server import site


def measured(ask: Callable[[], Any], times: int) -> dict[str, float]:
    """The first answer, then the median and the slowest of the others, and how many statements one takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    took = []
    for _ in range(times + 1):
        begin = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - begin))
    with CaptureQueriesContext(connection) as statements:
        ask()
    warm = sorted(took[1:])
    return {
        "first_ms": round(took[0], 1), "median_ms": round(statistics.median(warm), 1), "max_ms": round(warm[-1], 1),
        "statements": len(statements),
    }  # fmt: skip


def answers(as_of: int, now: int) -> dict[str, Callable[[], Any]]:
    """What is asked for, by name: of the whole city, of one district, as of an hour earlier."""
    from lianfang.base.instants import HOUR
    from lianfang.board.gap_pages import gaps
    from lianfang.board.lines import line
    from lianfang.board.musts import must
    from lianfang.board.overview import board
    from lianfang.board.records import record
    from lianfang.board.schemas import as_json
    from lianfang.registers.access import Reader
    from lianfang.registers.models import Area

    at: dict[str, Any] = {
        "reader": Reader("bench", "command", purpose="demonstration"), "as_of": as_of, "at": now,
    }  # fmt: skip
    district = Area.objects.get(gb_code="440306").id
    key = "declared-before-the-lane"
    ref = gaps(must=key, limit=1, **at).rows[0].subject
    return {
        "board": lambda: board(**at),
        "board_as_json": lambda: as_json(board(**at)),
        "board_of_a_district": lambda: board(area=district, **at),
        "board_an_hour_earlier": lambda: board(**{**at, "as_of": as_of - HOUR}),
        "line": lambda: line("gates", **at),
        "must": lambda: must(key, **at),
        "gaps": lambda: gaps(**at),
        "gaps_of_a_must": lambda: gaps(must=key, **at),
        "gaps_by_owner": lambda: gaps(sort="owner", **at),
        "record": lambda: record("passage", ref, **at),
    }


def main() -> None:
    """Measure and print one JSON object."""
    words = argparse.ArgumentParser()
    words.add_argument("--people", type=int, default=1_000_000)
    words.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    words.add_argument("--times", type=int, default=15)
    given = words.parse_args()
    with site(given.database):
        from lianfang.cli import city
        from lianfang.cli import site as console
        from lianfang.gaps import plans

        made = city.fill(people=given.people, seed=1, failings="planted", days=6, on_progress=lambda *_: None)
        plans.in_force()  # compiled once a process
        found: dict[str, Any] = {
            "bench": "board", "database": given.database, "people": given.people,
            "rows": sum(table.count for table in made.tables.values()), "musts": len(plans.in_force().musts),
        }  # fmt: skip
        found["answers"] = {
            name: measured(ask, given.times) for name, ask in answers(made.as_of, console.now()).items()
        }
        print(json.dumps(found))


if __name__ == "__main__":
    main()
