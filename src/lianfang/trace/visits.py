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
        # np.take lets go of the interpreter's lock.
        return Visits(**{name: np.take(getattr(self, name), rows) for name in self.__dataclass_fields__})


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
    columns: dict[str, Any] = {}
    for name in ("person", "place", "enter"):
        columns[name] = _whole(table, name, 0, np.int64, missing)
    columns["leave"] = _whole(table, "leave", OPEN, np.int64, None)
    for name, known in (("kind", kinds), ("source", sources)):
        columns[name] = _code(table, name, known, missing)
    columns["withdrawn"] = _truth(table)
    for name in SEATS:
        given = name in table.column_names
        columns[name] = (
            _whole(table, name, UNKNOWN, np.int16, None) if given else np.full(rows, UNKNOWN, np.int16)
        )
    return Visits(**columns), missing


def _whole(table: pa.Table, name: str, null: int, kind: type, missing: Mask | None) -> Any:
    column = table.column(name)
    try:
        column = column.cast(pa.from_numpy_dtype(np.dtype(kind)))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        facts = {"column": name, "kind": str(column.type)}
        raise Refused(Problem("trace/column-type", facts=facts)) from error
    if column.null_count:
        if missing is not None:
            missing |= column.is_null().to_numpy()
        column = column.fill_null(null)
    return np.ascontiguousarray(column.to_numpy())


def _code(table: pa.Table, name: str, known: list[str], missing: Mask) -> U8:
    column = table.column(name)
    if column.null_count:
        missing |= column.is_null().to_numpy()
    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    parts = []
    for chunk in column.chunks:
        words = [str(word) for word in chunk.dictionary.to_pylist()]
        known.extend(word for word in dict.fromkeys(words) if word not in known)
        codes = np.array([known.index(word) for word in words] or [0], np.int64)
        parts.append(codes[chunk.indices.fill_null(0).to_numpy(zero_copy_only=False)])
    if len(known) > 255:
        raise Refused(Problem("trace/too-many-codes", facts={"column": name, "most": 255}))
    return np.concatenate(parts).astype(np.uint8) if parts else np.zeros(0, np.uint8)


def _truth(table: pa.Table) -> Mask:
    if "withdrawn" not in table.column_names:
        return np.zeros(table.num_rows, np.bool_)
    column = table.column("withdrawn").cast(pa.bool_()).fill_null(False)
    return np.ascontiguousarray(column.to_numpy())


def judge(visits: Visits, missing: Mask, rules: Rules, kept_from: Instant, at: Instant) -> U8:
    """(n,) the number of the reason for which each row is refused; 0: none. One pass."""
    return _judge(
        visits.enter, visits.leave, visits.withdrawn, missing, rules.longest, max(kept_from, rules.horizon(at)), at + AHEAD
    )  # fmt: skip


@compiled
def _judge(
    enter: I64, leave: I64, withdrawn: Mask, missing: Mask, longest: int, kept_from: int, last: int
) -> U8:
    reasons = np.zeros(len(enter), np.uint8)
    for i in range(len(enter)):
        if missing[i]:
            reasons[i] = 1
        elif enter[i] < kept_from:
            reasons[i] = 4
        elif enter[i] > last:
            reasons[i] = 5
        elif leave[i] != OPEN and not withdrawn[i]:
            if leave[i] < enter[i]:
                reasons[i] = 2
            # Compared so that no leave can overflow.
            elif leave[i] > enter[i] + longest:
                reasons[i] = 3
    return reasons
