"""A batch of rows as columns, and why a row is not taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from lianfang.base.instants import HOUR, Instant
from lianfang.base.problems import Problem, Refused
from lianfang.trace.compiled import I16, I64, U8, Mask, compiled
from lianfang.trace.rules import Rules
from lianfang.trace.sorting import in_threads

OPEN = -(2**62)
"""In ``leave``: not known."""
UNKNOWN = -1
"""In ``carriage``, ``row`` and ``seat``: not known."""
SEATS = ("carriage", "row", "seat")
NEEDED = ("person", "place", "enter", "kind", "source")
AHEAD = HOUR
"""A clock may be this far ahead before a row is refused as of the future."""

REASONS = (
    "",
    "trace/row-missing",
    "trace/row-leave-before-enter",
    "trace/row-too-long",
    "trace/row-too-old",
    "trace/row-future",
)
"""Why a row is refused; its number is what ``judge`` gives."""


@dataclass(frozen=True)
class Visits:
    """Rows in the order in which they were given, n of them; one is the same as another if person, place, enter and
    source are. ``withdrawn``: the row takes back the one that it names. Instants in UTC seconds.
    A column that says nothing of any row may be one value that stands for all (``numpy.broadcast_to``).
    """

    person: I64
    place: I64
    enter: I64
    leave: I64
    kind: U8
    source: U8
    withdrawn: Mask
    carriage: I16
    row: I16
    seat: I16

    def __len__(self) -> int:
        return len(self.person)

    def take(self, rows: Any) -> Visits:
        """Some rows, by a mask or by numbers."""
        if getattr(rows, "dtype", None) == np.bool_:
            rows = np.flatnonzero(rows)
        return Visits(**{name: taken(getattr(self, name), rows) for name in self.__dataclass_fields__})


def taken(column: Any, rows: Any) -> Any:
    """Some rows of a column, by numbers."""
    if column.strides == (0,) and len(column):
        return np.broadcast_to(column[0], len(rows))
    # np.take lets go of the interpreter's lock.
    return np.take(column, rows)


def joined(parts: Sequence[Visits]) -> Visits:
    """Rows of several batches, one after the other."""
    return Visits(**{
        name: np.concatenate([getattr(part, name) for part in parts]) for name in Visits.__dataclass_fields__
    })  # fmt: skip


def of_arrow(table: pa.Table, kinds: list[str], sources: list[str]) -> tuple[Visits, Mask]:
    """Columns of an Arrow table: person, place, enter, leave (null: open), kind, source; optional withdrawn, carriage,
    row, seat. New kinds and sources are added to the lists given.

    Returns: the rows, and which of them lack a fact that may not be missing.
    Raises: Refused, where a column is missing, is no whole number, or there are more than 255 kinds or sources.
    """
    lacking = [name for name in (*NEEDED, "leave") if name not in table.column_names]
    if lacking:
        raise Refused(Problem("trace/no-column", facts={"columns": ", ".join(lacking)}))
    rows = table.num_rows
    missing = np.zeros(rows, np.bool_)
    # Two columns at a time; each says by itself what it lacks.
    jobs: list[tuple[Any, ...]] = [
        (_whole, table, name, 0, np.int64) for name in ("person", "place", "enter")
    ]
    jobs += [
        (_whole, table, "leave", OPEN, np.int64),
        (_code, table, "kind", kinds),
        (_code, table, "source", sources),
    ]
    read = in_threads(lambda way, *of: way(*of), jobs, rows)
    columns: dict[str, Any] = {job[2]: column for job, (column, _) in zip(jobs, read, strict=True)}
    for job, (_, lacks) in zip(jobs, read, strict=True):
        if lacks is not None and job[2] != "leave":
            missing |= lacks
    columns["withdrawn"] = _truth(table)
    for name in SEATS:
        given = name in table.column_names
        columns[name] = (
            _whole(table, name, UNKNOWN, np.int16)[0] if given else np.broadcast_to(np.int16(UNKNOWN), rows)
        )
    return Visits(**columns), missing


def _whole(table: pa.Table, name: str, null: int, kind: type) -> tuple[Any, Mask | None]:
    """A column of whole numbers, and which rows lack it, if any do."""
    column = table.column(name)
    try:
        column = column.cast(pa.from_numpy_dtype(np.dtype(kind)))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        facts = {"column": name, "kind": str(column.type)}
        raise Refused(Problem("trace/column-type", facts=facts)) from error
    lacks = None
    if column.null_count:
        lacks = column.is_null().to_numpy()
        column = column.fill_null(null)
    # Room that NumPy makes lies in large pages of memory; Arrow's does not.
    parts = [chunk.to_numpy(zero_copy_only=False) for chunk in column.chunks]
    whole = parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, kind), *parts])
    return np.ascontiguousarray(whole), lacks


def _code(table: pa.Table, name: str, known: list[str]) -> tuple[U8, Mask | None]:
    column = table.column(name)
    lacks = column.is_null().to_numpy() if column.null_count else None
    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    parts = [np.zeros(0, np.uint8)]
    for chunk in column.chunks:
        words = [str(word) for word in chunk.dictionary.to_pylist()]
        known.extend(word for word in dict.fromkeys(words) if word not in known)
        if len(known) > 255:
            raise Refused(Problem("trace/too-many-codes", facts={"column": name, "most": 255}))
        codes = np.array([known.index(word) for word in words] or [0], np.uint8)
        indices = chunk.indices.fill_null(0) if chunk.indices.null_count else chunk.indices
        parts.append(np.take(codes, indices.to_numpy(zero_copy_only=False)))
    return np.concatenate(parts), lacks


def _truth(table: pa.Table) -> Mask:
    if "withdrawn" not in table.column_names:
        return np.broadcast_to(np.False_, table.num_rows)
    column = table.column("withdrawn").cast(pa.bool_()).fill_null(False)
    return np.ascontiguousarray(column.to_numpy())


def given(mask: Mask) -> Mask:
    """A mask for kernels: none at all where it names no row."""
    return np.ascontiguousarray(mask) if mask.any() else np.zeros(0, np.bool_)


def judge(visits: Visits, missing: Mask, rules: Rules, kept_from: Instant, at: Instant) -> U8:
    """(n,) the number of the reason for which each row is refused; 0: none. One pass."""
    reasons = np.zeros(len(visits), np.uint8)
    oldest, last = max(kept_from, rules.horizon(at)), at + AHEAD
    _judge(
        reasons, visits.enter, visits.leave, given(visits.withdrawn), given(missing), rules.longest, oldest, last
    )  # fmt: skip
    return reasons


@compiled
def _judge(
    reasons: U8,
    enter: I64,
    leave: I64,
    withdrawn: Mask,
    missing: Mask,
    longest: int,
    kept_from: int,
    last: int,
) -> None:
    for i in range(len(enter)):
        if len(missing) and missing[i]:
            reasons[i] = 1
        elif enter[i] < kept_from:
            reasons[i] = 4
        elif enter[i] > last:
            reasons[i] = 5
        elif leave[i] != OPEN and not (len(withdrawn) and withdrawn[i]):
            if leave[i] < enter[i]:
                reasons[i] = 2
            # Compared so that no leave can overflow.
            elif leave[i] > enter[i] + longest:
                reasons[i] = 3
