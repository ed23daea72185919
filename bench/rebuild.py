"""The rebuild of each must, as a site runs it, against the best SQL by hand that writes the same duties and tallies.

python -m bench.rebuild --people 1000000 --days 20 --database sqlite|postgresql

Polars and DuckDB answer the same questions beside it from Parquet; they compute and do not write. One JSON line a must.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, NamedTuple

from bench.server import site

ROUNDS = 3
RESULTS = Path(__file__).parent / "results" / "rebuild.jsonl"
Answer = tuple[int, ...]
_TWIN = re.compile(r"^\s+twin: (\S+)$", re.MULTILINE)


class Took(NamedTuple):
    """What a call took by the clock, and of the processor in this process (with SQLite: all of it)."""

    clock: float
    processor: float


def seconds(run: Callable[[], object]) -> Took:
    """How long a call takes."""
    begin, used = time.perf_counter(), time.process_time()
    run()
    return Took(time.perf_counter() - begin, time.process_time() - used)


def by_hand(number: int, select: str) -> None:
    """What `gaps.rebuild` does for one must, with another select and another tally."""
    from django.db import connection, transaction

    from bench.by_hand import tally
    from lianfang.gaps.upkeep import DUTY

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM gaps_duty WHERE must_id = {number}")
        cursor.execute(f"DELETE FROM gaps_tally WHERE must_id = {number}")
        fields = "id, period, area, due, met, evidence, state, since"
        cte = select.strip().startswith("WITH")
        body = f"SELECT {number}, d.* FROM ({select}) AS d" + (
            "" if cte else f"({fields})" * _is_postgresql()
        )
        cursor.execute(f"INSERT INTO gaps_duty ({DUTY}) {body}")
        cursor.execute(tally(number))


def _is_postgresql() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"


def written(number: int) -> tuple[Answer, int]:
    """What a rebuild wrote: counts and sums for peers, and a digest of every duty and tally."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*), SUM(due_at), SUM(met_at), SUM(evidence_id % 1000003), SUM(state), SUM(since) FROM gaps_duty"
            f" WHERE must_id = {number}"
        )
        sums = tuple(int(value or 0) for value in cursor.fetchone())
        digest = 0
        for table in ("gaps_duty", "gaps_tally"):
            cursor.execute(f"SELECT * FROM {table} WHERE must_id = {number}")
            while rows := cursor.fetchmany(10000):
                digest += sum(map(hash, rows))
    return sums, digest


def tidy() -> None:
    """Take out what the deleted rows left behind, so that no round pays for the one before."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE gaps_duty" if _is_postgresql() else "PRAGMA wal_checkpoint(TRUNCATE)")


def measure(standing: Any, plan_hash: str, statements: list[str]) -> tuple[dict[str, Any], Answer]:
    """Best of three, in turn."""
    from lianfang.gaps.rebuild import _rebuild

    ways: list[Callable[[], object]] = [lambda: _rebuild(standing, plan_hash, 0)]
    ways += [lambda text=text: by_hand(standing.number, text) for text in statements]  # type: ignore[misc]
    took: list[list[Took]] = [[] for _ in ways]
    sums: Answer = ()
    for turn in range(ROUNDS):
        answers = []
        for way, times in zip(ways, took, strict=True):
            tidy()
            times.append(seconds(way))
            if turn == 0:
                answers.append(written(standing.number))
        if turn == 0:
            sums = answers[0][0]
            assert len(set(answers)) == 1, (standing.must.key, answers)
    ours, hand = (min(t.clock for t in took[0]), min(t.clock for times in took[1:] for t in times))
    found = {
        "must": standing.must.key, "duties": sums[0], "ours": round(ours, 3), "by_hand": round(hand, 3),
        "ratio": round(ours / hand, 2), "by_hand_ways": [round(min(t.clock for t in times), 3) for times in took[1:]],
    }  # fmt: skip
    if not _is_postgresql():
        # On a machine that others use too, the processor's time says more than the clock.
        used = [min(t.processor for t in times) for times in took]
        found["processor"] = [round(number, 3) for number in used]
        found["ratio_processor"] = round(used[0] / min(used[1:]), 2)
    return found, sums


def known_by_hand(home: Path, keys: Collection[str]) -> Path:
    """The shipped plan with those musts alone that there is SQL by hand for: the others would ask for more of each copy."""
    from lianfang.plan import shipped

    source = shipped.folder("shenzhen_2020")
    assert source is not None
    folder = home / "known"
    # The ladders and examples that speak of the other musts stay away with them.
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("musts", "examples"))
    (folder / "musts").mkdir()
    written = {
        file.name: file.read_text("utf-8").split("\n- must:")
        for file in sorted((source / "musts").glob("*.yaml"))
    }
    twins = {
        twin
        for blocks in written.values()
        for block in blocks
        if _key(block) in keys
        for twin in _TWIN.findall(block)
    }  # without those that protect, the plan does not load
    for name, blocks in written.items():
        own = [block for block in blocks if _key(block) in {*keys, *twins}]
        if own:
            (folder / "musts" / name).write_text(
                "\n".join("- must:" + b.removeprefix("- must:") for b in own), "utf-8"
            )
    return folder


def _key(block: str) -> str:
    return block.split("\n", 1)[0].removeprefix("- must:").strip()


def run(given: argparse.Namespace) -> list[dict[str, Any]]:
    """Fill a site, put the measured musts in force, enlarge it, measure each."""
    from bench import peers
    from bench.by_hand import statements
    from bench.enlarge import enlarge
    from lianfang.cli import city
    from lianfang.cli import site as console
    from lianfang.gaps import plans
    from lianfang.gaps.rebuild import rebuild
    from lianfang.registers.models import Declaration, Passage

    city.fill(people=given.people, seed=1, failings="planted", days=given.days, on_progress=lambda *_: None)
    kind, found = plans.dialect(), []
    texts = statements(kind, plans.area_codes()["420000"])
    plan = known_by_hand(Path(os.environ["LIANFANG_HOME"]), texts.keys())
    plans.enact(folder=plan, by=console.by("demonstration"), at=console.now())
    enlarge(given.size)
    analyse()
    plans.forget()
    rebuild(at=0)
    analyse()
    force = plans.in_force()
    assert {standing.must.key for standing in force.musts} >= texts.keys()
    sizes = {"passages": Passage.objects.count(), "declarations": Declaration.objects.count()}
    folder = peers.export(Path(os.environ["LIANFANG_HOME"])) if not given.no_peers else None
    for standing in force.musts:
        if standing.must.key not in texts or (given.must and standing.must.key not in given.must):
            continue
        line, sums = measure(standing, force.plan.hash, texts[standing.must.key])
        if folder:
            line |= peers.compare(standing.must.key, folder, plans.area_codes()["420000"], sums)
        line = {"bench": "rebuild", "database": kind, "people": given.people, **sizes, **line, **machine()}
        print(json.dumps(line), flush=True)
        found.append(line)
    return found


def analyse() -> None:
    """What a site of this size has had done by its database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def machine() -> dict[str, Any]:
    """The class of machine, not its name."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {"machine": platform.machine(), "cores": os.cpu_count(), "memory_gb": round(pages / 2**30)}


def main() -> None:
    """Measure, print, and keep the lines."""
    words = argparse.ArgumentParser()
    words.add_argument("--people", type=int, default=1_000_000)
    words.add_argument("--days", type=int, default=20)
    words.add_argument(
        "--size", type=int, default=1_000_000, help="duties to which smaller registers are repeated"
    )
    words.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    words.add_argument("--must", action="append")
    words.add_argument("--no-peers", action="store_true")
    words.add_argument("--keep", action="store_true", help="append the lines to bench/results")
    given = words.parse_args()
    with site(given.database):
        found = run(given)
    if given.keep:
        RESULTS.parent.mkdir(exist_ok=True)
        with RESULTS.open("a", encoding="utf-8") as out:
            out.writelines(json.dumps(line) + "\n" for line in found)


if __name__ == "__main__":
    main()
