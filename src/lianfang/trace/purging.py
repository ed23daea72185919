"""Deletion: what began before the horizon goes from the visits, the index, the dictionaries and the requests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lianfang.base.instants import Instant
from lianfang.trace import numbers, segments
from lianfang.trace.compiled import Mask
from lianfang.trace.manifest import Indexed, Segment
from lianfang.trace.receipts import Purged
from lianfang.trace.rules import Kept
from lianfang.trace.writer import Batch, Progress, Writer, silent


def purge(
    writer: Writer, *, at: Instant, kept: tuple[Kept, ...] | None = None, on_progress: Progress = silent
) -> Purged:
    """Delete what the rules no longer keep at an instant. When it returns, no file of the log holds it.

    Args:
        kept: retention from now on; the log's own, if none is given.

    One change of the manifest: a crash before it leaves everything, a crash after it leaves files that nobody reads and
    that the next writer takes away. Names of persons and places of whom no visit is left go too.
    O(rows of the runs and days that the horizon cuts).
    """
    writer.refresh()
    rules = writer.manifest.rules if kept is None else replace(writer.manifest.rules, kept=kept)
    horizon = max(writer.kept_from, rules.horizon(at))
    before, rows = writer.manifest.paths(), sum(s.rows for s in writer.manifest.segments)
    batch = Batch(writer, writer.manifest.changed(kept_from=horizon, rules=rules))
    old = [segment for segment in batch.new.segments if segment.first < horizon]
    cut = [segment for segment in old if segment.last >= horizon]
    with writer.undoing():
        _purge_days(batch, horizon, old)
        on_progress("days", 1, 3)
        visits = _purge_runs(batch, horizon)
        batch.new = replace(batch.new, requests={
            key: said for key, said in batch.new.requests.items() if said["at"] >= horizon
        })  # fmt: skip
        on_progress("runs", 2, 3)
        batch.disk.settle_folder(batch.folder / "index")
        _purge_withdrawn(batch)
        people, places = _purge_names(batch, "people"), _purge_names(batch, "places")
        batch.commit()
        writer.sweep()
    on_progress("names", 3, 3)
    gone = before - writer.manifest.paths()
    left = sum(s.rows for s in writer.manifest.segments)
    return Purged(at, horizon, rows - left, visits, people, places, len(gone), len(cut))


def _purge_days(batch: Batch, horizon: Instant, old: list[Segment]) -> None:
    """Files before the horizon go whole; each that it cuts is written anew, one at a time."""
    gone = {segment.serial for segment in old if segment.last < horizon}
    batch.new = replace(batch.new, segments=tuple(s for s in batch.new.segments if s.serial not in gone))
    for segment in old:
        if segment.last >= horizon:
            batch.rewrite([segment], horizon)


def _purge_runs(batch: Batch, horizon: Instant) -> int:
    """Runs that reach before the horizon, or hold what was replaced or withdrawn, are written anew; how many live visits went."""
    limit = horizon - batch.new.epoch
    old = [run for run in batch.writer.runs if run.first < limit or len(run.dead)]
    batch.drop_runs(old)
    visits = 0
    for run in old:
        columns = run.columns()
        stay = columns.enter >= limit
        visits += int(np.count_nonzero(~stay))
        batch.write_run(columns.take(stay))
    return visits


def _purge_withdrawn(batch: Batch) -> None:
    """What was withdrawn lies in files beside its withdrawal; of whoever has no visit that counts, both go.

    Of days without a withdrawal one narrow column is read; of others the persons too.
    """
    pieces = batch.writer.people
    base = pieces[0].base if pieces else 0
    used = _used(batch, "people", base, sum(len(piece.names) for piece in pieces))
    days: dict[str, list[Segment]] = {}
    for segment in batch.new.segments:
        days.setdefault(segment.day, []).append(segment)
    for parts in days.values():
        if not any(segments.column(batch.folder, part, "withdrawn").any() for part in parts):
            continue
        for part in parts:
            people = np.unique(segments.column(batch.folder, part, "person"))
            known = numbers.find(pieces, people)
            nobody = known == numbers.NONE
            nobody[~nobody] = ~used[known[~nobody] - base]
            if nobody.any():
                batch.rewrite([part], without=people[nobody])


def _purge_names(batch: Batch, which: str) -> int:
    """Write the dictionary anew as one piece: from the first who is still named to the last, with holes for those between of whom
    no run speaks; returns how many names went.
    """
    pieces = batch.writer.people if which == "people" else batch.writer.places
    if not pieces:
        return 0
    base, whole = pieces[0].base, np.concatenate([piece.names for piece in pieces])
    used = _used(batch, which, base, len(whole))
    gone = ~used & (whole != numbers.HOLE)
    if gone.any():
        whole[gone] = numbers.HOLE
        left = np.flatnonzero(used)
        written: tuple[Indexed, ...] = ()
        if len(left):
            # The next name takes the number after the last: those of a run stand for who they are in it.
            low, high = int(left[0]), int(left[-1]) + 1
            written = (batch.write_piece(numbers.Piece.of(base + low, whole[low:high])),)
        batch.new = batch.new.naming(which, written)
    return int(np.count_nonzero(gone))


def _used(batch: Batch, which: str, base: int, names: int) -> Mask:
    used = np.zeros(names, np.bool_)
    for one in batch.new.runs:
        used[batch.writer.section(one, which) - base] = True
    return used
