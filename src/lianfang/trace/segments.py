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
from lianfang.base.problems import Problem, Refused
from lianfang.trace.compiled import I32, I64, U8, U16, Mask, compiled
from lianfang.trace.disk import Disk, room
from lianfang.trace.manifest import Segment
from lianfang.trace.runs import Columns
from lianfang.trace.visits import OPEN, SEATS, UNKNOWN, Visits

ROWS_A_GROUP = 1 << 20
SPAN = 4 * DAY
"""Rows of four UTC days share a file: names of places then take half the room, and a purge rewrites four days."""

PACKED = {
    "person": "lz4", "place": "lz4", "enter": "none", "leave": "none", "kind": "lz4", "source": "lz4", "withdrawn": "lz4",
    "carriage": "lz4", "row": "lz4", "seat": "lz4", "batch": "lz4",
}  # fmt: skip
"""Pseudonyms look random: zstd makes a visit 0.4 bytes smaller for half as much time again. Times are packed as they are."""


def name_of(span: int) -> str:
    """The first UTC day of a span, counted since 1970."""
    return datetime.fromtimestamp(span * SPAN, UTC).date().isoformat()


def table_of(visits: Visits, kinds: Sequence[str], sources: Sequence[str], batch: I64) -> pa.Table:
    """Rows as they are written; ``batch`` (n,) orders rows of one visit: the greatest counts."""
    columns: dict[str, Any] = {name: pa.array(getattr(visits, name)) for name in ("person", "place", "enter")}
    is_open = visits.leave == OPEN
    columns["leave"] = pa.array(visits.leave, mask=is_open if is_open.any() else None)
    for name, words in (("kind", kinds), ("source", sources)):
        codes = pa.array(getattr(visits, name).astype(np.int32))
        columns[name] = pa.DictionaryArray.from_arrays(codes, pa.array(list(words), pa.string()))
    columns["withdrawn"] = pa.array(visits.withdrawn)
    for name in SEATS:
        column = getattr(visits, name)
        columns[name] = (
            pa.array(column, mask=column == UNKNOWN)
            if len(column) and column.max() > UNKNOWN
            else pa.nulls(len(column), pa.int16())
        )
    columns["batch"] = pa.array(batch)
    return pa.table(columns)


def in_order(rows: Visits, order: I32, columns: Columns, which: I64, epoch: int, odd: bool) -> Visits:
    """Some of a batch's rows in order of (place, enter), most of them read from what is in that order already.

    Args:
        order, columns: the rows in that order, and where each stood.
        odd: some rows are withdrawn, and have a leave of their own.
    """
    at = np.take(order, which)
    person, place, enter, leave = np.empty((4, len(which)), np.int64)
    kind, source = np.empty((2, len(which)), np.uint8)
    _in_order(
        rows.person, rows.place, at, which, columns.place, columns.enter, columns.leave, columns.assumed, columns.code, epoch,
        person, place, enter, leave, kind, source,
    )  # fmt: skip
    withdrawn: Mask = np.broadcast_to(np.False_, len(which))
    if odd:
        withdrawn, leave = np.take(rows.withdrawn, at), np.take(rows.leave, at)
    seats = (
        [np.broadcast_to(np.int16(UNKNOWN), len(which))] * len(SEATS)
        if columns.seats is None
        else [np.take(getattr(rows, name), at) for name in SEATS]
    )
    return Visits(person, place, enter, leave, kind, source, withdrawn, *seats)


@compiled
def _in_order(
    person: I64,
    place: I64,
    at: I32,
    which: I64,
    numbers: I32,
    enter: I32,
    leave: I32,
    assumed: Mask,
    code: U16,
    epoch: int,
    people: I64,
    places: I64,
    enters: I64,
    leaves: I64,
    kind: U8,
    source: U8,
) -> None:
    for i in range(len(which)):
        row = which[i]
        people[i] = person[at[i]]
        # Only the first row at a place has its name looked up.
        same = i > 0 and numbers[row] == numbers[which[i - 1]]
        places[i] = places[i - 1] if same else place[at[i]]
        enters[i] = epoch + enter[row]
        leaves[i] = OPEN if assumed[row] else epoch + leave[row]
        kind[i] = code[row] & 255
        source[i] = code[row] >> 8


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
            table_of(visits, *words, batch), path, row_group_size=ROWS_A_GROUP, compression=PACKED,
            use_dictionary=["place", "kind", "source"], dictionary_pagesize_limit=1 << 24,
            column_encoding={"enter": "DELTA_BINARY_PACKED", "leave": "DELTA_BINARY_PACKED", "batch": "DELTA_BINARY_PACKED"},
            write_statistics=["place", "enter"], store_schema=False,
        )  # fmt: skip
    path.chmod(0o600)
    disk.sync(path)
    return Segment(serial, segment.batch, day, len(visits), path.stat().st_size, first, last)


def read(folder: Path, segment: Segment) -> pa.Table:
    """One file's rows, with ``batch``.

    Raises:
        Refused: it is missing or damaged.
    """
    return _read(folder, segment, None)


def column(folder: Path, segment: Segment, name: str) -> Any:
    """(n,) one column of a file that has no empty place.

    Raises:
        Refused: as ``read``.
    """
    return _read(folder, segment, [name]).column(name).to_numpy()


def _read(folder: Path, segment: Segment, names: list[str] | None) -> pa.Table:
    # A file name with "=" would otherwise be read as a column of its own.
    try:
        return pq.ParquetFile(folder / segment.path).read(names)
    except (OSError, pa.ArrowException) as error:
        raise Refused(Problem("trace/torn-visits", file=segment.path)) from error
