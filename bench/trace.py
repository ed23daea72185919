"""Contact tracing against tuned PostgreSQL, DuckDB's own sorted storage and Polars: same visits, same answers.

python -m bench.trace make|build|postgres|duckdb|ask|append|bulk|cold|user|asked --people 1000000 --data FOLDER [--out FILE]
python -m bench.trace billion --people 100000000 --data FOLDER: 10⁹ visits, in parts, of this log alone; 42 GB of disk

Phases, since each must leave a shared machine free again; each prints one JSON object and adds it to --out.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench import trace_bulk
from bench import trace_peers as peers
from bench.trace_limit import limit
from bench.visits import DAY, DAYS, START, make, pseudonyms, table, write

END = START + DAYS * DAY
MINIMUM = 900
SINGLES, BATCH, TIMES, CASES = 200, 1000, 5, 100
PART, FULL = 25_000_000, 125_000_000
"""Rows that are loaded at a time, and rows from which a run is not merged any more."""


def log_folder(data: Path) -> Path:
    return data / "log"


def bytes_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def asked(data: Path) -> list[int]:
    """The index persons: drawn from all rows' persons, each once."""
    kept = data / "asked.json"
    if not kept.exists():
        first = (
            pq.ParquetFile(data / "visits.parquet").read_row_group(0, columns=["person"])["person"].to_numpy()
        )
        people = np.unique(first)
        kept.write_text(json.dumps(np.random.default_rng(7).choice(people, BATCH, replace=False).tolist()))
    return list(json.loads(kept.read_text()))


def phase_make(given: argparse.Namespace) -> dict[str, Any]:
    given.data.mkdir(parents=True, exist_ok=True)
    begin = time.perf_counter()
    rows = write(given.data, given.people)
    return {"rows": rows, "seconds": round(time.perf_counter() - begin, 1)}


def phase_build(given: argparse.Namespace) -> dict[str, Any]:
    return _build(given.data, _read_parts(given.data / "visits.parquet"))


def _read_parts(file: Path) -> Iterator[pa.Table]:
    """Row groups of the input, about ``PART`` rows together."""
    source = pq.ParquetFile(file)
    groups = max(1, PART // source.metadata.row_group(0).num_rows)
    for low in range(0, source.num_row_groups, groups):
        yield source.read_row_groups(list(range(low, min(source.num_row_groups, low + groups))))


def _made_parts(people: int) -> Iterator[pa.Table]:
    """The same rows straight from the generator: the input is never on disk."""
    blocks, rows = [], 0
    for block in make(people):
        blocks.append(block)
        rows += block.num_rows
        if rows >= PART * 4 // 5:
            yield pa.concat_tables(blocks)
            blocks, rows = [], 0
    if blocks:
        yield pa.concat_tables(blocks)


def _build(data: Path, parts: Iterator[pa.Table]) -> dict[str, Any]:
    """Load parts one by one, and merge their runs whenever a full one can be made; the parts' making is not counted."""
    from lianfang.trace import rules, writer

    folder = log_folder(data)
    shutil.rmtree(folder, ignore_errors=True)
    _warm(data)
    writer.create(folder, rules=rules.Rules(), at=START)
    given, merged, rows, count, waiting = 0.0, 0.0, 0, 0, 0
    begin = time.perf_counter()
    with writer.Writer(folder) as log:
        while True:
            asked_for = time.perf_counter()
            part = next(parts, None)
            given += time.perf_counter() - asked_for
            if part is None or waiting + part.num_rows > FULL:
                merged += _settled(log)
                waiting = 0
            if part is None:
                break
            receipt = log.append(part, at=END)
            assert receipt.added == part.num_rows
            rows, count, waiting = rows + receipt.added, count + 1, waiting + receipt.added
            print(
                f"{rows} rows, {time.perf_counter() - begin:.0f} s, {_peak()} MiB",
                file=sys.stderr,
                flush=True,
            )
            del part
        runs = [len(run) for run in log.runs]
    took = time.perf_counter() - begin - given
    return {
        "rows": rows, "parts": count, "runs": runs, "input_seconds": round(given, 2), "build_seconds": round(took, 2),
        "of_which_merging": round(merged, 2), "rows_per_second": round(rows / took),
        "bytes_a_visit": round(bytes_of(folder) / rows, 2), "bytes": bytes_of(folder), "peak_mib": _peak(),
    }  # fmt: skip


def _settled(log: Any) -> float:
    begin = time.perf_counter()
    if len(log.runs) > 1:
        log.settle(most=1)
    return time.perf_counter() - begin


def _warm(data: Path) -> None:
    """Have the kernels' machine code read, which a running writer has."""
    from lianfang.trace import rules, writer

    folder = data / "warm"
    shutil.rmtree(folder, ignore_errors=True)
    small = table(*(np.arange(400_000) % n + START for n in (1000, 700)), *[np.full(400_000, START + i) for i in (1, 9)],
                  np.zeros(400_000, np.int64))  # fmt: skip
    writer.create(folder, rules=rules.Rules(), at=START)
    with writer.Writer(folder) as log:
        log.append(small, at=END)
        log.append(small.slice(0, 10), at=END)
        log.settle(most=1)
    shutil.rmtree(folder)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def phase_postgres(given: argparse.Namespace) -> dict[str, Any]:
    return peers.load_postgres(given.data)


def phase_duckdb(given: argparse.Namespace) -> dict[str, Any]:
    return peers.load_duckdb(given.data)


def window() -> Any:
    from lianfang.trace.questions import Window

    return Window(START, END, MINIMUM)


def phase_ask(given: argparse.Namespace) -> dict[str, Any]:
    """Person by person in turn, best of five; then 1,000 at once (rows with names; the peers sum up within); all answers compared."""
    from lianfang.trace.questions import Questions

    log, whole = Questions(log_folder(given.data)), window()
    people = asked(given.data)
    with peers.open_postgres(given.data) as postgres, peers.open_duckdb(given.data) as duckdb:
        ways: dict[str, Callable[[int], Any]] = {
            "lianfang": lambda p: log.facts(log.number(p), whole, 10**9)[0],
            "postgres": postgres.one,
            "duckdb": duckdb.one,
        }
        took = {name: np.zeros(SINGLES) for name in ways}
        ways["lianfang"](people[0])
        for i, person in enumerate(people[:SINGLES]):
            sums = set()
            for name, way in ways.items():
                best, answer = _best(
                    lambda way=way, person=person: way(person), 1 if name == "duckdb" and i >= 50 else TIMES
                )
                took[name][i] = best
                sums.add(
                    peers.sums_of(answer) if name != "lianfang" else (len(answer), int(answer[:, 1].sum()))
                )
            assert len(sums) == 1, (person, sums)
        found = {name: _quantiles(times) for name, times in took.items()}
        batches: dict[str, Callable[[], Any]] = {
            "lianfang": lambda: log.contacts_of_many(people, [whole] * len(people), crowd=10**9).rows,
            "postgres": lambda: postgres.many(people),
            "duckdb": lambda: duckdb.many(people),
        }
        said = set()
        for name, way in batches.items():
            best, answer = _best(way, TIMES)
            found[name]["batch_1000_s"] = round(best, 4)
            said.add(_sum(answer) if name == "lianfang" else tuple(answer))
        assert len(said) == 1, said
    own = found["lianfang"]
    for name in ("postgres", "duckdb"):
        found[name]["times_ours"] = {
            "p50": round(found[name]["p50_ms"] / own["p50_ms"], 1), "p99": round(found[name]["p99_ms"] / own["p99_ms"], 1),
            "median_ratio": round(float(np.median(took[name] / took["lianfang"])), 1),
            "batch": round(found[name]["batch_1000_s"] / own["batch_1000_s"], 1),
        }  # fmt: skip
    return {
        "persons": SINGLES,
        "rows_and_seconds_of_batch": list(said.pop()),
        "asker_mib": _resident(),
        **found,
    }


def _sum(rows: Any) -> tuple[int, int]:
    return len(rows), int(rows[:, 1].sum())


def _best(way: Callable[[], Any], times: int) -> tuple[float, Any]:
    took = []
    for _ in range(times):
        begin = time.perf_counter()
        answer = way()
        took.append(time.perf_counter() - begin)
    return min(took), answer


def _quantiles(seconds: Any) -> dict[str, Any]:
    return {
        "p50_ms": round(1000 * float(np.percentile(seconds, 50)), 4),
        "p99_ms": round(1000 * float(np.percentile(seconds, 99)), 3),
        "total_s": round(float(seconds.sum()), 4),
    }


def phase_polars(given: argparse.Namespace) -> dict[str, Any]:
    return peers.ask_polars(given.data, asked(given.data)[:20])


def phase_billion(given: argparse.Namespace) -> dict[str, Any]:
    """Build from the generator in parts, without peers and without the input on disk; then as ``alone``."""
    given.data.mkdir(parents=True, exist_ok=True)
    built = _build(given.data, _made_parts(given.people))
    chosen = np.random.default_rng(7).choice(given.people, BATCH, replace=False)
    (given.data / "asked.json").write_text(json.dumps(pseudonyms(chosen, 1).tolist()))
    return {"built": built, "asked": phase_alone(given)}


def phase_alone(given: argparse.Namespace) -> dict[str, Any]:
    """200 singles as they come first and at their best, and one batch, of this log alone; and what the machine would allow."""
    from lianfang.trace.questions import Questions

    log, whole = Questions(log_folder(given.data)), window()
    people = asked(given.data)

    def one(person: int) -> Any:
        return log.facts(log.number(person), whole, 10**9)

    one(people[-1])
    took = np.array([[_best(lambda p=p: one(p), n)[0] for n in (1, TIMES)] for p in people[:SINGLES]])
    log.contacts_of_many(people[:100], [whole] * 100, crowd=10**9)
    batch, (rows, *_) = _best(lambda: log.contacts_of_many(people, [whole] * len(people), crowd=10**9), 3)
    return {
        "runs": len(log.runs), "first": _quantiles(took[:, 0]), "best": _quantiles(took[:, 1]), "batch_1000_s": round(batch, 4),
        "rows_and_seconds_of_batch": _sum(rows), "asker_mib": _resident(),
        "limit": limit(log, people, whole, took[:, 1], batch, len(rows)),
    }  # fmt: skip


def _resident() -> dict[str, int]:
    status = Path("/proc/self/status").read_text()
    return {k: int(status.split(k + ":")[1].split()[0]) // 1024 for k in ("RssAnon", "RssFile")}


def phase_append(given: argparse.Namespace) -> dict[str, Any]:
    """A million visits more, in another process, while questions are asked; then the same questions when it is quiet."""
    from lianfang.trace.questions import Questions

    log, whole = Questions(log_folder(given.data)), window()
    people = asked(given.data)
    log.contacts(people[0], whole)
    begin = time.perf_counter()
    quiet = _asked_for(log, people, whole, lambda: time.perf_counter() - begin < 3)
    words = [
        sys.executable,
        "-m",
        "bench.trace",
        "write",
        "--data",
        str(given.data),
        "--people",
        str(given.people),
    ]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    busy = _asked_for(log, people, whole, lambda: process.poll() is None)
    assert process.stdout is not None
    return {"quiet": quiet, "beside": busy, "writer": json.loads(process.stdout.read())}


def _asked_for(log: Any, people: list[int], whole: Any, going: Callable[[], bool]) -> dict[str, Any]:
    took, i = [], 0
    while going():
        begin = time.perf_counter()
        log.refresh()
        log.facts(log.number(people[i % len(people)]), whole, 10**9)
        took.append(time.perf_counter() - begin)
        i += 1
    return _quantiles(np.array(took)) | {"asked": len(took)}


def phase_write(given: argparse.Namespace) -> dict[str, Any]:
    """Append a million visits of the last day; not in the sum of phases: ``append`` starts it."""
    from lianfang.trace.questions import Questions
    from lianfang.trace.writer import Writer

    _warm(given.data / "w")
    rng = np.random.default_rng(time.time_ns() % 2**32)
    n = 1_000_000
    enter = END - DAY + rng.integers(0, DAY, n)
    fresh = table(rng.integers(0, given.people, n), rng.integers(0, given.people // 3, n) * 1000, enter,
                  enter + rng.integers(300, 7200, n), rng.integers(0, 4, n))  # fmt: skip
    with Writer(log_folder(given.data)) as log:
        begin = time.perf_counter()
        receipt = log.append(fresh, at=END)
        acknowledged = time.perf_counter() - begin
        reader = Questions(log_folder(given.data))
        visible = time.perf_counter() - begin
        assert reader.live == log.live
    return {
        "appended": receipt.added, "acknowledged_seconds": round(acknowledged, 2), "visible_seconds": round(visible, 2),
        "rows_per_second": round(n / acknowledged), "runs": len(reader.runs),
    }  # fmt: skip


def phase_bulk(given: argparse.Namespace) -> dict[str, Any]:
    """``trace_bulk``."""
    return trace_bulk.phase(log_folder(given.data), given.data / "bulk.parquet", given.people, END)


def phase_cold(given: argparse.Namespace) -> dict[str, Any]:
    """The first question about each of 100 persons, with every page of the log dropped from memory before it."""
    took = [_cold(given.data, person) for person in asked(given.data)[:100]]
    return _quantiles(np.array(took)) | {"median_ms": round(1000 * statistics.median(took), 2)}


def _cold(data: Path, person: int) -> float:
    import os

    from lianfang.trace.questions import Questions

    for path in (p for p in log_folder(data).rglob("*") if p.is_file()):
        descriptor = os.open(path, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)
    begin = time.perf_counter()
    log = Questions(log_folder(data))
    log.contacts(person, window())
    return time.perf_counter() - begin


def phase_user(given: argparse.Namespace) -> dict[str, Any]:
    """What whoever asks waits for: purpose and journal in a site's database, the answer, and JSON."""
    from bench.server import site

    with site("sqlite") as home:
        from lianfang.cli import site as console

        console.ready()
        from lianfang.registers.actions import record
        from lianfang.registers.actions.tracing import note_question, note_questions
        from lianfang.registers.models import Area, Case
        from lianfang.trace.questions import Questions

        by = console.by("case_investigation")
        area = Area.objects.first()
        record(register="case", rows=[{"area": area.id, "classification": "CONFIRMED"}], by=by, at=START)
        case = Case.objects.get().ref
        log, people, whole = Questions(log_folder(given.data)), asked(given.data), window()

        def one(person: int) -> int:
            note_question(case=case, question="contacts", by=by, at=END)
            answer = log.contacts(person, whole)
            said = {
                "visits": answer.visits,
                "found": [c._asdict() for c in answer.found],
                "cut_short": answer.cut_short,
            }
            return len(json.dumps(said))

        def many() -> int:
            note_questions(cases=[case] * len(people), question="contacts", by=by, at=END)
            rows, ends, *_ = log.contacts_of_many(people, [whole] * len(people))
            columns = {
                name: rows[:, i].tolist()
                for i, name in enumerate(("person", "seconds", "first", "last", "times"))
            }
            return len(json.dumps({"ends": ends.tolist(), **columns}))

        took = []
        for person in people[:SINGLES]:
            begin = time.perf_counter()
            one(person)
            took.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        size = many()
        found = {
            "one": _quantiles(np.array(took)),
            "thousand_s": round(time.perf_counter() - begin, 2),
            "json_bytes": size,
        }
        assert home.exists()
    return found


def phase_asked(given: argparse.Namespace) -> dict[str, Any]:
    """The same through the door's own action: evidence, window, budget, count, the question's row and the journal's entry."""
    from bench.server import site

    with site("sqlite") as home:
        from lianfang.cli import site as console

        console.ready()
        from lianfang.fronts.exposure import asking, visits
        from lianfang.registers.models import ExposureQuestion

        shutil.copytree(log_folder(given.data), home / "trace", copy_function=shutil.copy)
        refs = _cases(given, home)
        took = []
        for number, ref in enumerate(refs):
            # An account each, so that none is over its budget; the console is but one.
            by = replace(console.by("case_investigation"), name=f"a{number}", role="epidemiologist")
            begin = time.perf_counter()
            made = asking.ask(
                record=ref, reason="bench", reader=console.reader("case_investigation"), at=END, by=by
            )
            took.append(time.perf_counter() - begin)
        with visits.log() as log:
            begin = time.perf_counter()
            found = asking.answer(ExposureQuestion.objects.get(ref=made), log)
            said = json.dumps([asdict(one) for one in found.found])
        return {
            "asked": _quantiles(np.array(took)),
            "answer_json_s": round(time.perf_counter() - begin, 4),
            "json_bytes": len(said),
        }


def _cases(given: argparse.Namespace, home: Path) -> list[str]:
    """Cases whose person was wherever one of the persons asked about was; their references."""
    from datetime import date

    from lianfang.cli import site as console
    from lianfang.registers import pseudonyms
    from lianfang.registers.actions import record
    from lianfang.registers.models import Area
    from lianfang.trace.writer import Writer

    by, area = console.by("case_investigation"), Area.objects.earliest("id").pk
    people = record(register="person", rows=[{"area": area}] * CASES, by=by, at=START).ids
    told = {"area": area, "classification": "CONFIRMED", "onset_on": date(2020, 2, 10)}
    refs = record(register="case", rows=[{**told, "person": one} for one in people], by=by, at=START).refs
    rows = pq.read_table(given.data / "visits.parquet")
    asked_about = dict(zip(asked(given.data), people, strict=False))
    rows = rows.filter(pa.compute.is_in(rows["person"], pa.array(list(asked_about))))
    names = pa.array([pseudonyms.of(asked_about[one]) for one in rows["person"].to_pylist()], pa.int64())
    with Writer(home / "trace") as log:
        log.append(rows.set_column(rows.column_names.index("person"), "person", names), at=END)
    return list(refs)


PHASES = {
    name.removeprefix("phase_"): way for name, way in list(globals().items()) if name.startswith("phase_")
}


def main() -> None:
    """One phase."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("phase", choices=PHASES)
    words.add_argument("--people", type=int, default=1_000_000)
    words.add_argument("--data", type=Path, required=True)
    words.add_argument("--out", type=Path)
    given = words.parse_args()
    found = {"bench": "trace", "phase": given.phase, "people": given.people} | PHASES[given.phase](given)
    print(json.dumps(found))
    if given.out:
        with given.out.open("a") as out:
            out.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
