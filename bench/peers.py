"""Polars and DuckDB on the same records, beside the databases: duties computed from Parquet, nothing written.

They are no measure of the goal, since neither keeps anything; they say how far a column store is ahead.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Answer = tuple[int, ...]
FEB_8, JAN_27, JAN_25, JAN_30 = 1581091200, 1580054400, 1579881600, 1580313600
HUBEI_WIDTH = 10**14
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "passage": (
        "id", "area_id", "at", "direction", "mode", "vehicle_scope", "vehicle_id", "gate_id", "screened", "screened_at",
    ),
    "declaration": ("id", "area_id", "made_at", "vehicle_id", "person_id", "stay_area_id", "destination_id"),
    "vehicle": ("id", "area_id", "recorded_at"),
    "site": ("id", "area_id", "kind", "mode", "operator_id", "opened_at", "closed_at", "recorded_at"),
    "return": ("id", "area_id", "site_id", "figure", "day", "value", "made_at"),
    "area": ("id", "level", "begins_on"),
    "case": (
        "id", "area_id", "classification", "reported_on", "onset_on", "first_visit_on", "district_id",
        "infection_source", "residence_city",
    ),
}  # fmt: skip
DATES = {"day", "begins_on", "reported_on", "onset_on", "first_visit_on"}
WORDS = {
    "direction",
    "mode",
    "vehicle_scope",
    "kind",
    "figure",
    "level",
    "classification",
    "infection_source",
    "residence_city",
}


def export(home: Path) -> Path:
    """The registers as Parquet, a file each."""
    import polars as pl
    from django.db import connection

    folder = home / "parquet"
    folder.mkdir()
    for register, columns in COLUMNS.items():
        with (
            connection.cursor() as cursor,
            (folder / "rows.csv").open("w", newline="", encoding="utf-8") as out,
        ):
            writer = csv.writer(out)
            writer.writerow(columns)
            cursor.execute(f"SELECT {', '.join(columns)} FROM registers_{register}")
            while rows := cursor.fetchmany(20000):
                writer.writerows(rows)
        types: dict[str, Any] = {
            name: pl.Date if name in DATES else pl.String if name in WORDS else pl.Float64 if name == "value" else pl.Int64
            for name in columns
        }  # fmt: skip
        if "screened" in columns:
            types["screened"] = pl.String
        frame = pl.read_csv(folder / "rows.csv", schema_overrides=types)
        if "screened" in columns:
            # A missing one stays missing.
            frame = frame.with_columns(pl.col("screened").is_in(["1", "True"]))
        frame.write_parquet(folder / f"{register}.parquet")
    (folder / "rows.csv").unlink()
    return folder


def compare(must: str, folder: Path, hubei: int, expected: Answer) -> dict[str, Any]:
    """Seconds of both, best of three; their counts and sums are those of the database."""
    found: dict[str, Any] = {}
    ways: dict[str, Callable[[], Answer]] = {
        "duckdb": lambda: duckdb(must, folder, hubei),
        "polars": lambda: polars(must, folder, hubei),
    }
    for name, way in ways.items():
        took = []
        for _ in range(3):
            begin = time.perf_counter()
            answer = way()
            took.append(time.perf_counter() - begin)
        assert answer == expected, (name, must, answer, expected)
        found[name] = round(min(took), 3)
    return found


def duckdb(must: str, folder: Path, hubei: int) -> Answer:
    """The SQL by hand for PostgreSQL, as far as DuckDB reads it."""
    import duckdb as library

    from bench.by_hand import statements

    connection = library.connect()
    for register in COLUMNS:
        connection.execute(f"CREATE VIEW registers_{register} AS SELECT * FROM '{folder / register}.parquet'")
    text = statements("postgresql", hubei)[must][-1 if must == "declared-before-the-lane" else 0]
    row = connection.execute(
        "SELECT COUNT(*), SUM(due), SUM(met), SUM(evidence % 1000003), SUM(state), SUM(since)"
        f" FROM ({text}) AS d(id, period, area, due, met, evidence, state, since)"
    ).fetchone()
    return tuple(int(value or 0) for value in row or ())


def polars(must: str, folder: Path, hubei: int) -> Answer:
    """The same by expressions."""
    import polars as pl

    from bench.polars_musts import MUSTS

    tables = {name: pl.scan_parquet(folder / f"{name}.parquet") for name in COLUMNS}
    sums = MUSTS[must](tables, hubei).select(
        pl.len(), pl.col("due").sum(), pl.col("met").sum(), (pl.col("evidence") % 1000003).sum(), pl.col("state").sum(),
        pl.col("since").sum(),
    )  # fmt: skip
    return tuple(int(value or 0) for value in sums.collect().row(0))
