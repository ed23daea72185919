"""Rows as the index holds them: under numbers, with the leaves that rules give, and of each visit the last one given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lianfang.trace import runs, segments, visits
from lianfang.trace.compiled import I32, I64, U8, U16, Mask, compiled
from lianfang.trace.manifest import Manifest, Segment
from lianfang.trace.runs import Columns
from lianfang.trace.visits import OPEN, Visits


def columns_of(taken: Visits, person: I32, place: I32, of: Manifest) -> Columns:
    """Rows as the index holds them."""
    enter, leave = np.empty(len(taken), np.int32), np.empty(len(taken), np.int32)
    is_open, code = np.empty(len(taken), np.bool_), np.empty(len(taken), np.uint16)
    _as_indexed(
        taken.enter, taken.leave, visits.given(taken.withdrawn), taken.kind, taken.source, of.epoch, enter, leave, is_open, code
    )  # fmt: skip
    # What is said of a kind goes before what is said of all.
    for rule in sorted(of.rules.closing, key=lambda rule: (rule.kind != "", rule.since)):
        if rule.kind in ("", *of.kinds) and is_open.any():
            closed = is_open & (taken.enter >= rule.since)
            if rule.kind:
                closed &= taken.kind == of.kinds.index(rule.kind)
            leave[closed] = enter[closed] + rule.seconds
    parts = (taken.carriage, taken.row, taken.seat)
    seated = len(taken) > 0 and any(part.max() >= 0 for part in parts)
    return Columns(
        person, place, enter, leave, code, is_open, np.stack(parts, axis=1) if seated else None
    )  # fmt: skip


@compiled
def _as_indexed(
    enter: I64,
    leave: I64,
    withdrawn: Mask,
    kind: U8,
    source: U8,
    epoch: int,
    starts: I32,
    ends: I32,
    is_open: Mask,
    code: U16,
) -> None:
    """Enter and leave after the epoch, which leaves are not known, kind and source in one (``runs.code_of``)."""
    for i in range(len(enter)):
        is_open[i] = leave[i] == OPEN
        starts[i] = enter[i] - epoch
        ends[i] = enter[i] - epoch if is_open[i] or (len(withdrawn) and withdrawn[i]) else leave[i] - epoch
        code[i] = np.uint16(kind[i]) + np.uint16(256) * np.uint16(source[i])


def standing(folder: Path, parts: Sequence[Segment], of: Manifest) -> tuple[Visits, I64, Columns]:
    """Of the rows of some files, for each visit the last one given, in order of place, enter, person, source.

    Returns: the rows, the batch of each, and the rows under numbers of their own (places and people 0, 1 … in order).
    """
    parts = sorted(parts, key=lambda part: part.batch)
    tables = [segments.read(folder, part) for part in parts]
    read = [visits.of_arrow(table, list(of.kinds), list(of.sources))[0] for table in tables]
    rows = visits.joined(read)
    batch = np.concatenate([table.column("batch").to_numpy() for table in tables]).astype(np.int64)
    # A merged file holds rows of several batches.
    given = np.argsort(batch, kind="stable")
    rows, batch = rows.take(given), batch[given]
    person = np.unique(rows.person, return_inverse=True)[1].astype(np.int32)
    place = np.unique(rows.place, return_inverse=True)[1].astype(np.int32)
    columns, order = runs.sorted_columns(columns_of(rows, person, place, of))
    return rows.take(order), batch[order], columns
