"""Files of visits as Arrow tables: Parquet, Arrow, CSV; times may be written as instants or as dates and times."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet as pq

from lianfang.base.problems import Problem, Refused

INSTANTS = ("enter", "leave")


def read(path: Path, zone: str) -> pa.Table:
    """A file's rows, with instants in whole UTC seconds; a time without an offset is in ``zone``.

    Raises:
        Refused: the file cannot be read, or a time of it cannot be told.
    """
    try:
        table = _read(path)
        for name in INSTANTS:
            if name in table.column_names:
                at = table.column_names.index(name)
                table = table.set_column(at, name, _seconds(table.column(name), zone))
    except (OSError, pa.ArrowException) as error:
        facts = {"file": path.name, "detail": str(error).splitlines()[0]}
        raise Refused(Problem("trace/not-a-file", facts=facts)) from error
    return table


def _read(path: Path) -> pa.Table:
    if path.suffix == ".parquet":
        return pq.ParquetFile(path).read()
    if path.suffix in (".arrow", ".feather"):
        return pyarrow.feather.read_table(path)
    # A column of whole numbers that is empty throughout is read as null, and cast later.
    return pyarrow.csv.read_csv(path)


def _seconds(column: pa.ChunkedArray, zone: str) -> pa.ChunkedArray:
    """Instants; numbers are left to the log, which says what is wrong with them."""
    if not pa.types.is_timestamp(column.type):
        return column
    if column.type.tz is None:
        column = pc.assume_timezone(column, zone)
    return column.cast(pa.timestamp("s", "UTC"), safe=False).cast(pa.int64())
