"""All musts of the plan on a city of a million: rebuilt whole, kept up after 1,000 new records of a register, and briefed.

python -m bench.city --people 1000000 --database sqlite|postgresql
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from bench.server import site

NEW = 1_000


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    begin = time.perf_counter()
    found = act()
    return time.perf_counter() - begin, found


def batches(as_of: int) -> dict[str, list[dict[str, Any]]]:
    """For each of the busiest registers, 1,000 rows like the last ones of the city, as if they had just come in."""
    from lianfang.registers.catalogue import catalogue
    from lianfang.registers.models import REGISTERS

    made = {}
    for register in (
        "passage",
        "declaration",
        "screening",
        "stay",
        "order",
        "health_check",
        "shift_tally",
        "inspection",
        "case",
    ):
        shape, rows = catalogue()[register], []
        columns = [name for name in shape.columns if name != "recorded_at"]
        taken = list(REGISTERS[register].objects.order_by("-id")[:NEW])
        for n in range(NEW):
            old = taken[n % len(taken)]
            row = {name: getattr(old, name) for name in columns}
            row |= {name: getattr(old, link.column) for name, link in shape.links.items()}
            if register == "shift_tally":
                row["starts_at"] = as_of - 60 * (n + 1) - 43_200 * 20
                row["ends_at"] = row["starts_at"] + 3_600
            rows.append({name: value for name, value in row.items() if value is not None})
        made[register] = rows
    return made


def kept_up(as_of: int) -> dict[str, float]:
    """Register → seconds for one list of 1,000 new rows through the action, all duties read again; the median of three."""
    from lianfang.registers.access import By
    from lianfang.registers.actions import record

    by = By("bench", "gate", purpose="demonstration")
    found = {}
    for register, rows in batches(as_of).items():
        took = []
        for turn in range(3):
            new = rows
            if register == "shift_tally":
                new = [{**row, "starts_at": row["starts_at"] - 7 * (turn + 1)} for row in rows]
            try:
                seconds, _ = timed(lambda r=register, w=new: record(register=r, rows=w, by=by, at=as_of))
            except Exception as error:  # noqa: BLE001 - a bench says what it could not do, and goes on
                found[register] = str(error)[:200]
                break
            took.append(seconds)
        if took:
            found[register] = round(statistics.median(took), 3)
    return found


def main() -> None:
    """Measure and print one JSON object."""
    words = argparse.ArgumentParser()
    words.add_argument("--people", type=int, default=1_000_000)
    words.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    given = words.parse_args()
    with site(given.database):
        from lianfang.cli import city
        from lianfang.cli import site as console
        from lianfang.fronts.command import brief
        from lianfang.gaps import plans
        from lianfang.gaps.rebuild import rebuild
        from lianfang.registers.access import Reader

        built, made = timed(
            lambda: city.fill(
                people=given.people, seed=1, failings="planted", days=6, on_progress=lambda *_: None
            )
        )
        whole, _ = timed(lambda: rebuild(at=console.now()))
        reader = Reader("bench", "command", purpose="demonstration")
        briefs = [
            timed(lambda: brief.make(reader=reader, as_of=made.as_of, at=console.now()))[0] for _ in range(3)
        ]
        found: dict[str, Any] = {
            "bench": "city", "database": given.database, "people": given.people,
            "rows": sum(table.count for table in made.tables.values()), "musts": len(plans.in_force().musts),
            "built_and_read_seconds": round(built, 1), "rebuilt_seconds": round(whole, 1),
            "brief_seconds": round(statistics.median(briefs), 2), "upkeep_of_1000_seconds": kept_up(made.as_of),
        }  # fmt: skip
        print(json.dumps(found))


if __name__ == "__main__":
    main()
