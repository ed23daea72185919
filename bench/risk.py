"""A risk area back-dated by five days over two million movements: exactly whom it reaches, none on a second run, and withdrawn.

python -m bench.risk --movements 2000000 --database sqlite|postgresql
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from typing import Any

from bench.server import site

MOST = 10.0
"""Seconds that adding the area may take."""
DAY = 86400
NOON = 1581220800
AREAS = 300
"""Cities and districts outside from which people come, in twenty cities; one of these is added with all its districts."""
CITIES = 20


def main() -> None:
    """Measure and print one JSON object."""
    words = argparse.ArgumentParser()
    words.add_argument("--movements", type=int, default=2_000_000)
    words.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    given = words.parse_args()
    with site(given.database):
        found = measured(given.movements)
        print(json.dumps({"database": given.database, "movements": given.movements, "most": MOST, **found}))


def measured(movements: int) -> dict[str, object]:
    """Half declarations, three tenths passages, two tenths stays, over twelve days, by as many people as half of them."""
    from django.core.management import call_command
    from django.db import connection

    from lianfang.base import areas
    from lianfang.fronts.gates import risk_actions
    from lianfang.registers.access import By
    from lianfang.registers.actions import load

    call_command("migrate", verbosity=0)
    by = By("bench", "operator", purpose="demonstration")
    begin = time.perf_counter()
    load(tables=tables(movements), identifiers=(), by=by, at=NOON)
    loaded = time.perf_counter() - begin
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    place = areas.child(province(), 7)
    steps: dict[str, Any] = {}

    def add(name: str, step: Any) -> None:
        begin = time.perf_counter()
        steps[name] = step()
        steps[f"{name}_seconds"] = round(time.perf_counter() - begin, 2)

    def added() -> Any:
        return risk_actions.add(
            place=place, risk="key", valid_from=NOON - 5 * DAY, valid_until=None, document="bench", area=city(), by=by,
            at=NOON, as_of=NOON,
        )  # fmt: skip

    add("add", added)
    followed = steps.pop("add")
    add("again", added)
    again = steps.pop("again")
    add("withdraw", lambda: risk_actions.withdraw_risk(ref=followed.risk.ref, by=by, at=NOON))
    return {
        "load_seconds": round(loaded, 1), "newly": len(followed.newly), "newly_on_a_second_run": len(again.newly), **steps,
        "within": steps["add_seconds"] < MOST,
    }  # fmt: skip


def province() -> int:
    """The area in which people were."""
    from lianfang.base import areas

    return areas.child(areas.child(0, 1), 2)


def city() -> int:
    """The city to which they came."""
    from lianfang.base import areas

    return areas.child(areas.child(areas.child(0, 1), 1), 1)


def tables(movements: int) -> Iterator[tuple[str, tuple[str, ...], Iterator[tuple[Any, ...]]]]:
    """The registers' rows, parents first; every third movement comes from one of 300 areas, the rest from none."""
    from lianfang.base import areas, ids

    chance = random.Random(1)
    people = movements // 2
    nation, home = areas.child(0, 1), city()
    district = areas.child(home, 1)
    cities = [areas.child(province(), n + 1) for n in range(CITIES)]
    outside = [*cities, *(areas.child(cities[n % CITIES], n // CITIES + 1) for n in range(AREAS - CITIES))]
    tree = [
        (nation, "nation"), (areas.parent_of(home), "province"), (home, "city"), (district, "district"),
        (province(), "province"), *((area, areas.level_of(area)) for area in outside),
    ]  # fmt: skip

    def ref() -> str:
        return ids.ref_of(chance.getrandbits(80))

    def somewhere() -> int | None:
        return chance.choice(outside) if chance.random() < 1 / 3 else None

    def at() -> int:
        return NOON - chance.randrange(12 * DAY)

    first = ("id", "ref", "recorded_at")
    yield (
        "area",
        (*first, "level", "name_zh", "name_en"),
        ((a, ref(), NOON, level, f"区{a}", f"A{a}") for a, level in tree),
    )
    gate = (1, ref(), NOON, "gate", "关", "gate", district, "road")
    yield "site", (*first, "kind", "name_zh", "name_en", "area_id", "mode"), iter([gate])
    yield "person", (*first, "area_id"), ((n, ref(), NOON, district) for n in range(1, people + 1))
    counts = {"declaration": movements // 2, "passage": movements * 3 // 10, "stay": movements // 5}

    def someone() -> int:
        return chance.randrange(people) + 1

    rows = (
        (n, ref(), NOON, at(), someone(), somewhere(), district) for n in range(1, counts["declaration"] + 1)
    )
    yield "declaration", (*first, "made_at", "person_id", "stay_area_id", "area_id"), rows
    passed = (
        (n, ref(), NOON, at(), 1, "in", "road", someone(), somewhere(), district)
        for n in range(1, counts["passage"] + 1)
    )
    yield (
        "passage",
        (*first, "at", "gate_id", "direction", "mode", "person_id", "origin_id", "area_id"),
        passed,
    )
    stayed = ((n, ref(), NOON, someone(), somewhere(), at(), district) for n in range(1, counts["stay"] + 1))
    yield "stay", (*first, "person_id", "came_from_id", "arrived_at", "area_id"), stayed


if __name__ == "__main__":
    main()
