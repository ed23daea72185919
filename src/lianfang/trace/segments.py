"""The visits themselves: Parquet, a file for each batch and span of days, ordered by (place, enter); any engine reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lianfang.base.instants import DAY
from lianfang.trace.compiled import I64
from lianfang.trace.disk import Disk, room
from lianfang.trace.manifest import Segment
from lianfang.trace.visits import OPEN, SEATS, UNKNOWN, Visits

ROWS_A_GROUP = 1 << 20
SPAN = 4 * DAY
"""Rows of four UTC days share a file: names of places then take half the room, and a purge rewrites four days."""


def name_of(span: int) -> str:
    """The first UTC day of a span, counted since 1970."""
    return datetime.fromtimestamp(span * SPAN, UTC).date().isoformat()


def table_of(visits: Visits, kinds: Sequence[str], sources: Sequence[str], batch: I64) -> pa.Table:
    """Rows as they are written; ``batch`` (n,) orders rows of one visit: the greatest counts."""
    columns: dict[str, Any] = {name: pa.array(getattr(visits, name)) for name in ("person", "place", "enter")}
    columns["leave"] = pa.array(visits.leave, mask=visits.leave == OPEN)
    for name, words in (("kind", kinds), ("source", sources)):
        codes = pa.array(getattr(visits, name).astype(np.int32))
        columns[name] = pa.DictionaryArray.from_arrays(codes, pa.array(list(words), pa.string()))
    columns["withdrawn"] = pa.array(visits.withdrawn)
    for name in SEATS:
        column = getattr(visits, name)
        columns[name] = pa.array(column, mask=column == UNKNOWN)
    columns["batch"] = pa.array(batch)
    return pa.table(columns)


def write(
    disk: Disk,
    folder: Path,
    visits: Visits,
    words: tuple[Sequence[str], Sequence[str]],
    batch: I64,
    serial: int,
) -> Segment:
    """Write and sync one file of rows of one span, in order of (place, enter)."""
    day = name_of(int(visits.enter[0]) // SPAN)
    first, last = int(visits.enter.min()), int(visits.enter.max())
    segment = Segment(serial, int(batch.max()), day, len(visits), 0, first, last)
    path = folder / segment.path
    path.parent.mkdir(parents=True, exist_ok=True)
    with room(path):
        disk.before("write", path)
        pq.write_table(
            table_of(visits, *words, batch), path, row_group_size=ROWS_A_GROUP, compression="zstd",
            compression_level=1, use_dictionary=["place", "kind", "source"], dictionary_pagesize_limit=1 << 24,
            column_encoding={"enter": "DELTA_BINARY_PACKED", "leave": "DELTA_BINARY_PACKED", "batch": "DELTA_BINARY_PACKED"},
            write_statistics=["place", "enter"], store_schema=False,
        )  # fmt: skip
    path.chmod(0o600)
    disk.sync(path)
    return Segment(serial, segment.batch, day, len(visits), path.stat().st_size, first, last)


def read(folder: Path, segment: Segment) -> pa.Table:
    """One file's rows, with ``batch``."""
    # A file name with "=" would otherwise be read as a column of its own.
    return pq.ParquetFile(folder / segment.path).read()
