"""What the log can say of true contacts (within 1 m, 15 minutes or more) when visits are missing and times err.

python -m bench.recall [--people 20000]

A made-up city knows in which square metre everybody was. Truth is the engine's answer on those squares with exact times;
the log knows only places, lacks a share of the visits, and each enter and leave errs evenly by up to 30 minutes.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from lianfang.trace.questions import Questions, Window
from lianfang.trace.rules import Rules
from lianfang.trace.writer import Writer, create

DAY, DAYS, START = 86400, 7, 1581206400
KINDS = ("home", "work", "shop", "transit")
ERROR, MINIMUM = 1800, 900
WINDOW = Window(START, START + (DAYS + 1) * DAY, MINIMUM)


def city(people: int, seed: int) -> tuple[np.ndarray, ...]:
    """(person, place, square, enter, leave, kind) of every stay, in columns."""
    rng = np.random.default_rng(seed)
    who = np.arange(people)
    home, firm = (
        rng.integers(0, people * 2 // 5, people),
        (people // 30 * rng.random(people) ** 2).astype(np.int64),
    )
    desk, shops, lines = rng.integers(0, 6, people), people // 400, max(4, people // 1000)
    parts = []

    def add(mask: Any, kind: int, place: Any, square: Any, enter: Any, stay: Any) -> None:
        column = [who, place, square, enter, enter + stay]
        parts.append([c[mask] for c in column] + [np.full(int(mask.sum()), kind)])

    for day in range(DAYS):
        morning = START + day * DAY + 6 * 3600 + rng.integers(0, 7200, people)
        rides, goes = rng.random(people) < 0.4, rng.random(people) < 0.7
        train = lines * (morning // 1200) + rng.integers(0, lines, people)
        add(rides, 3, train, rng.integers(0, 120, people), morning // 1200 * 1200, np.full(people, 1500))
        start = morning + 2400
        # Six to a row of desks, however large the firm.
        add(goes, 1, firm, desk + 6 * (who % 7), start, 7 * 3600 + rng.integers(0, 7200, people))
        evening = start + 10 * 3600
        shop = (shops * rng.random(people) ** 2).astype(np.int64)
        add(
            rng.random(people) < 0.4,
            2,
            shop,
            rng.integers(0, 60, people),
            evening,
            900 + rng.integers(0, 3600, people),
        )
        late = evening + 5400 + rng.integers(0, 1800, people)
        add(
            np.ones(people, bool),
            0,
            home,
            np.zeros(people, np.int64),
            late,
            7 * 3600 + rng.integers(0, 3600, people),
        )
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def log_of(
    folder: Path, columns: tuple[np.ndarray, ...], *, squares: bool, missing: float, error: int
) -> Questions:
    """The city as squares and exact times, or as a log would have it."""
    person, place, square, enter, leave, kind = columns
    rng = np.random.default_rng(5)
    there = rng.random(len(person)) >= missing
    where = (place * 4 + kind) * 1000 + (square if squares else 0)
    enter = enter + rng.integers(-error, error + 1, len(enter))
    leave = np.maximum(leave + rng.integers(-error, error + 1, len(enter)), enter + 60)
    table = pa.table({
        "person": person[there], "place": where[there], "enter": enter[there], "leave": leave[there],
        "kind": pa.DictionaryArray.from_arrays(kind[there].astype(np.int32), list(KINDS)),
        "source": pa.DictionaryArray.from_arrays(np.zeros(there.sum(), np.int32), ["made up"]),
    })  # fmt: skip
    create(folder, rules=Rules(), at=START)
    with Writer(folder) as writer:
        receipt = writer.append(table, at=START + (DAYS + 1) * DAY)
        assert not receipt.rejected
    return Questions(folder)


def compare(truth: Questions, log: Questions, asked: list[int]) -> dict[str, tuple[int, int, int, int]]:
    """Setting → (true contacts, of them found, candidates, of them true); a setting is that of the longest meeting."""
    counts = {kind: [0, 0, 0, 0] for kind in KINDS}
    for person in asked:
        true = {c.person: c.kind for c in truth.contacts(person, WINDOW).found}
        found = {c.person: c.kind for c in log.contacts(person, WINDOW).found}
        for other, kind in true.items():
            counts[kind][0] += 1
            counts[kind][1] += other in found
        for other, kind in found.items():
            counts[kind][2] += 1
            counts[kind][3] += other in true
    return {kind: (a, b, c, d) for kind, (a, b, c, d) in counts.items()}


def measure(
    people: int, asked: int, shares: tuple[float, ...] = (0.0, 0.3, 0.45, 0.6)
) -> list[dict[str, Any]]:
    """A row for each share of missing visits and setting."""
    columns = city(people, seed=3)
    who = np.random.default_rng(9).choice(people, asked, replace=False).tolist()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        truth = log_of(Path(name) / "truth", columns, squares=True, missing=0.0, error=0)
        for share in shares:
            log = log_of(Path(name) / f"log-{share}", columns, squares=False, missing=share, error=ERROR)
            for kind, (true, hit, said, right) in compare(truth, log, who).items():
                rows.append({
                    "missing": share, "setting": kind, "true": true, "recall": hit / max(1, true), "candidates": said,
                    "precision": right / max(1, said),
                })  # fmt: skip
    return rows


def words(rows: list[dict[str, Any]]) -> list[str]:
    """The table, and what each line means."""
    lines = [
        "| missing | setting | true contacts | found | candidates | of them true |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r['missing']:.0%} | {r['setting']} | {r['true']} | {r['recall']:.0%} | {r['candidates']} | {r['precision']:.1%} |"
        for r in rows
    ]
    lines.append("")
    for r in rows:
        lines.append(
            f"With {r['missing']:.0%} of visits unrecorded, of 100 who were truly within a metre ({r['setting']}) the log "
            f"names {100 * r['recall']:.0f} and misses {100 - 100 * r['recall']:.0f}; of 1,000 whom it names there, "
            f"{1000 * r['precision']:.0f} were truly near."
        )
    return lines


def main() -> None:
    """Print the table and its meaning."""
    given = argparse.ArgumentParser()
    given.add_argument("--people", type=int, default=20_000)
    given.add_argument("--asked", type=int, default=300)
    options = given.parse_args()
    print("\n".join(words(measure(options.people, options.asked))))


if __name__ == "__main__":
    main()
