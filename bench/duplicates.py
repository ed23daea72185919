"""Who stands there twice among a city's people: read from the registers, blocked, scored; with a known truth.

python -m bench.duplicates --people 1000000 --database sqlite|postgresql
python -m bench.duplicates --people 1000000 --home FOLDER      # laid there the first time, measured each time (SQLite)
python -m bench.duplicates --people 1000000 --write FOLDER     # the same people as Parquet, for a peer: bench/duplicates_peer.py
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from bench.server import site
from tests.unit.reconcile.doubled import Doubled, doubled

MOST = 30.0
"""Seconds that candidates of a city of a million may take."""
AREAS = 600
HOUR = 3600
NOON = 1581220800


def main() -> None:
    """Measure and print one JSON object."""
    words = argparse.ArgumentParser()
    words.add_argument("--people", type=int, default=1_000_000)
    words.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    words.add_argument("--home", type=Path)
    words.add_argument("--write", type=Path)
    given = words.parse_args()
    made = doubled(given.people)
    if given.write:
        return _write(made, given.write)
    with nullcontext() if given.home else site(given.database):
        said = {"database": given.database, "people": given.people}
        if given.home is None or _laid_out(given.home):
            _load(made)
            if given.home:
                return None
        print(json.dumps({**said, **_measured(made)}))
    return None


def _laid_out(home: Path) -> bool:
    """Point at a home that is kept; is it new?"""
    os.environ |= {"LIANFANG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "lianfang.config.settings"}
    is_new = not home.exists()
    home.mkdir(parents=True, exist_ok=True)
    import django

    django.setup()
    return is_new


def _measured(made: Doubled) -> dict[str, Any]:
    from lianfang.fronts.chains import doubles
    from lianfang.reconcile.likely import likely
    from lianfang.registers.access import Reader

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reader = Reader("bench", "operator", purpose="maintenance")
    began, busy = time.perf_counter(), time.process_time()
    people = doubles.gather(reader)
    read = time.perf_counter()
    found = likely(people)
    ended, spent = time.perf_counter(), time.process_time() - busy
    pairs = list(zip(found.one.tolist(), found.other.tolist(), strict=True))
    sure = {pair for pair, chance in zip(pairs, found.chance, strict=True) if chance >= 0.5}
    right = len(set(pairs) & made.truth)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "read_s": round(read - began, 2), "matched_s": round(ended - read, 2), "seconds": round(ended - began, 2),
        "cpu_s": round(spent, 2), "load": round(os.getloadavg()[0], 1), "most": MOST,
        "within": ended - began < MOST, "compared": found.compared, "skipped_blocks": found.skipped, "pairs": len(pairs),
        "precision": round(right / max(len(pairs), 1), 4),
        "recall": round(right / len(made.truth), 4), "precision_at_half": round(len(sure & made.truth) / max(len(sure), 1), 4),
        "recall_at_half": round(len(sure & made.truth) / len(made.truth), 4), "peak_mb": peak // 1024,
        "before_mb": before // 1024,
    }  # fmt: skip


def _load(made: Doubled) -> None:
    """The people as rows: fingerprints are the facts' own numbers, and no cipher, which nothing here reads."""
    from django.core.management import call_command
    from django.db import transaction

    from lianfang.base import areas, ids
    from lianfang.registers.inserting import insert
    from lianfang.registers.models import Area, Household, Identifier, Person, Stay

    call_command("migrate", verbosity=0)
    top = areas.child(areas.child(areas.child(0, 1), 1), 1)
    places = [areas.child(areas.child(top, n // 100 + 1), n % 100 + 1) for n in range(AREAS)]
    insert(Area, ("id", "ref", "level", "name_zh", "name_en", "recorded_at"),
           [(place, ids.new_ref(), "subdistrict", "x", "x", 0) for place in places])  # fmt: skip
    facts, count = made.people.facts, len(made.people.ids)
    year, sex, place, home = (_dense(*facts[kind], count) for kind in ("year", "sex", "place", "home"))
    where = [places[one - 1] for one in place.tolist()]
    named = {0: None, 1: "female", 2: "male"}
    with transaction.atomic():
        people = zip(range(1, count + 1), year.tolist(), sex.tolist(), where, strict=True)
        _each(Person, ("id", "ref", "birth_year", "sex", "area_id", "recorded_at"),
              ((key, ids.new_ref(), born or None, named[which], area, NOON) for key, born, which, area in people), insert)  # fmt: skip
        _each(Household, ("id", "ref", "area_id", "recorded_at"),
              ((one, ids.new_ref(), places[one % AREAS], NOON) for one in range(1, int(home.max()) + 1)), insert)  # fmt: skip
        stays = zip(range(1, count + 1), home.tolist(), where, strict=True)
        _each(Stay, ("ref", "person_id", "household_id", "area_id", "recorded_at", "arrived_at"),
              ((ids.new_ref(), key, house, area, NOON, NOON) for key, house, area in stays), insert)  # fmt: skip
        for kind in ("document", "telephone", "name"):
            who, what = facts[kind]
            both = zip(who.tolist(), what.tolist(), strict=True)
            _each(Identifier, ("person_id", "kind", "cipher", "match", "recorded_at"),
                  ((key + 1, kind, b"", fact.to_bytes(8, "big", signed=True) + bytes(24), NOON) for key, fact in both), insert)  # fmt: skip


def _dense(who: Any, what: Any, count: int) -> Any:
    whole = np.zeros(count, dtype=np.int64)
    whole[who] = what
    return whole


def _each(model: Any, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]], insert: Any) -> None:
    piece = []
    for row in rows:
        piece.append(row)
        if len(piece) == 50_000:
            insert(model, columns, piece)
            piece = []
    insert(model, columns, piece)


def _write(made: Doubled, folder: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    count = len(made.people.ids)
    columns = {kind: _dense(*both, count) for kind, both in made.people.facts.items()}
    table = {kind: pa.array(values, mask=values == 0) for kind, values in columns.items()}
    pq.write_table(pa.table({"unique_id": made.people.ids, **table}), folder / "people.parquet")
    one, other = zip(*sorted(made.truth), strict=True)
    pq.write_table(pa.table({"one": one, "other": other}), folder / "truth.parquet")


if __name__ == "__main__":
    main()
