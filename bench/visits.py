"""A city's visits for the bench: households, work, shops and transit over 14 days; places with a heavy tail.

About 10 visits a person: 35 % at home, 30 % at work, 21 % in shops, 14 % in transit. Nobody is at two places at once.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

DAY = 86400
DAYS = 14
START = 1581206400
KINDS = ("home", "work", "shop", "transit")


def pseudonyms(numbers: np.ndarray, salt: int) -> np.ndarray:
    """63 random-looking bits for each number; one to one."""
    mixed = numbers.astype(np.uint64) + np.uint64(salt)
    with np.errstate(over="ignore"):
        for factor in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB):
            mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(factor)
    return (mixed ^ (mixed >> np.uint64(31))).astype(np.int64) >> 1


def make(people: int, seed: int = 1, block: int = 1_000_000):
    """Tables of a block of persons each, in no order of time."""
    rng = np.random.default_rng(seed)
    homes, works = people * 2 // 5, people // 12
    shops, lines = max(20, people // 100), max(10, people // 2000)
    for low in range(0, people, block):
        who = np.arange(low, min(people, low + block))
        # A household is of one block, so that a large city may be fed a block at a time as one that is fed by district.
        home = rng.integers(low * 2 // 5, max(low * 2 // 5 + 1, int(who[-1] + 1) * 2 // 5), len(who))
        # Firms are of very different size; a shop's and a line's custom falls off with its rank.
        work = (works * rng.random(len(who)) ** 3).astype(np.int64)
        parts = []
        for day in range(DAYS):
            parts += _day(rng, who, day, home, work, shops, lines, (homes, works))
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        yield table(*columns)


def _day(rng, who, day, home, work, shops, lines, bases):
    """Visits of one day: (person, place, enter, leave, kind) in pieces."""
    homes, works = bases
    midnight, n = START + day * DAY, len(who)
    out = rng.random(n)
    start = midnight + 7 * 3600 + rng.integers(0, 7200, n)
    found = []

    def add(mask, place, enter, stay, kind):
        found.append(
            (who[mask], place[mask], enter[mask], enter[mask] + stay[mask], np.full(mask.sum(), kind))
        )

    stay = 1500 + rng.integers(0, 1500, n)
    line = homes + works + shops + (lines * rng.random(n) ** 2.5).astype(np.int64)
    add(out < 0.10, line * 1000 + rng.integers(0, 200, n), start, stay, 3)
    start = start + 3600
    add(out < 0.215, (homes + work) * 1000, start, 7 * 3600 + rng.integers(0, 7200, n), 1)
    start = start + 10 * 3600
    shop = homes + works + (shops * rng.random(n) ** 3).astype(np.int64)
    bought = rng.random(n) < 0.15
    add(bought, shop * 1000, start, 300 + rng.integers(0, 3600, n), 2)
    add(rng.random(n) < 0.25, home * 1000, start + 4200, 3 * 3600 + rng.integers(0, 3 * 3600, n), 0)
    return found


def table(person, place, enter, leave, kind) -> pa.Table:
    """As a feed gives it."""
    return pa.table({
        "person": pseudonyms(person, 1), "place": pseudonyms(place, 2), "enter": enter, "leave": leave,
        "kind": pa.DictionaryArray.from_arrays(pa.array(kind.astype(np.int32)), pa.array(KINDS)),
        "source": pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(kind), np.int32)), pa.array(["register"])),
    })  # fmt: skip


def write(folder: Path, people: int, seed: int = 1) -> int:
    """The same for all peers: Parquet, a row group a block. Returns rows."""
    rows = 0
    writer = None
    for part in make(people, seed):
        writer = writer or pq.ParquetWriter(folder / "visits.parquet", part.schema, compression="snappy")
        writer.write_table(part)
        rows += part.num_rows
    writer.close()
    return rows
