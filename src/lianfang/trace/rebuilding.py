"""The index made anew from the visits: after damage, or when a rule for open visits changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lianfang.trace import numbers, runs
from lianfang.trace.manifest import Segment
from lianfang.trace.rules import Rules
from lianfang.trace.standing import columns_of, standing
from lianfang.trace.writer import Batch, Progress, Writer, silent


def rebuild(writer: Writer, *, rules: Rules | None = None, on_progress: Progress = silent) -> int:
    """Write runs and dictionaries anew, under these rules or the log's; returns the visits that count.

    Days are taken together while they fit into one run. O(n log n); memory: about 100 bytes a row of a run.
    """
    batch = Batch(writer, writer.manifest.changed(runs=(), dead=(), people=(), places=()))
    if rules is not None:
        batch.new = replace(batch.new, rules=rules)
    with writer.undoing():
        count = _anew(batch, on_progress)
        writer.blind = False
        batch.commit()
        writer.sweep()
    return count


def _anew(batch: Batch, on_progress: Progress) -> int:
    writer = batch.writer
    people: list[numbers.Piece] = []
    places: list[numbers.Piece] = []
    count, groups = 0, list(_groups(writer))
    for i, parts in enumerate(groups, 1):
        rows, _, _ = standing(writer.folder, parts, batch.new)
        rows = rows.take(~rows.withdrawn)
        found = []
        for known, names in ((people, rows.person), (places, rows.place)):
            numbered, piece = numbers.number(known, names)
            known.extend([piece] if piece is not None else [])
            found.append(numbered)
        columns, _ = runs.sorted_columns(columns_of(rows, found[0], found[1], batch.new))
        batch.write_run(columns)
        count += len(rows)
        on_progress("runs", i, len(groups))
    for which, known in (("people", people), ("places", places)):
        written = [batch.write_piece(piece) for piece in ([numbers.merged(known)] if known else [])]
        batch.new = batch.new.naming(which, tuple(written))
    return count


def _groups(writer: Writer) -> Iterator[list[Segment]]:
    """Files of whole days, together no more than a run holds."""
    days: dict[str, list[Segment]] = {}
    for segment in sorted(writer.manifest.segments, key=lambda s: s.day):
        days.setdefault(segment.day, []).append(segment)
    group: list[Segment] = []
    for parts in days.values():
        if group and sum(s.rows for s in (*group, *parts)) > runs.MOST_ROWS:
            yield group
            group = []
        group.extend(parts)
    if group:
        yield group
