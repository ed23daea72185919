"""The one writer of a log: appends, corrections, merging; each is one change of the manifest or nothing."""

from __future__ import annotations

import contextlib
import itertools
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lianfang.base.instants import DAY, Instant
from lianfang.base.problems import Problem, Refused
from lianfang.trace import disk, manifest, merging, numbers, runs, segments, sorting, visits
from lianfang.trace.compiled import I32, I64, Mask
from lianfang.trace.log import Log
from lianfang.trace.manifest import Indexed, Manifest, Segment
from lianfang.trace.receipts import Receipt, rejected_of
from lianfang.trace.rules import Rules
from lianfang.trace.runs import Columns, Run
from lianfang.trace.standing import columns_of, standing
from lianfang.trace.visits import Visits

IN_PARALLEL = 200_000
"""From so many rows on, the day files of a batch are written two at a time."""
RUNS_AT_MOST = 4
FILES_A_DAY = 8
ROWS_A_FILE = 1 << 22
"""A file of more than half of it is merged with no other: memory stays as it is however large the log becomes."""
Progress = Callable[[str, int, int], None]


def silent(what: str, done: int, of: int) -> None:
    """Nobody watches."""


def create(folder: Path, *, rules: Rules, at: Instant, on: disk.Disk | None = None) -> None:
    """Make an empty log.

    Raises:
        Refused: there is one.
    """
    on = on or disk.Disk()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = disk.lock(folder / "lock")
    try:
        if (folder / manifest.NAME).exists():
            raise Refused(Problem("trace/exists", file=folder.name))
        for name in ("visits", "index"):
            (folder / name).mkdir(exist_ok=True)
        epoch = at // DAY * DAY
        manifest.write(on, folder, Manifest(epoch=epoch, rules=rules))
    finally:
        os.close(held)


class Writer(Log):
    """A log open for writing; a second one is refused. Files that no manifest names are taken away on opening.

    Args:
        on: the disk; a test gives one that stops.
        blind: the index may be damaged; only ``rebuild`` may follow.

    Raises:
        Refused: no log, a torn file, or another writer.
    """

    def __init__(self, folder: Path, on: disk.Disk | None = None, *, blind: bool = False):
        self.blind = blind
        if not (folder / manifest.NAME).exists():
            raise Refused(Problem("trace/no-log", file=folder.name))
        self.disk = on or disk.Disk()
        self._lock = disk.lock(folder / "lock")
        try:
            super().__init__(folder)
            self.sweep()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the next writer in."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def sweep(self) -> None:
        """Take away what is not, or no more, part of the log."""
        # What is in force, which a change that failed late may have put there without our taking it up.
        named = manifest.read(self.folder).paths() | {manifest.NAME, "lock"}
        for path in [p for p in self.folder.rglob("*") if p.is_file()]:
            if path.relative_to(self.folder).as_posix() not in named:
                self.disk.unlink(path)
        for path in (self.folder / "visits").iterdir():
            if not any(path.iterdir()):
                path.rmdir()

    @contextlib.contextmanager
    def undoing(self) -> Iterator[None]:
        """Take away what a change has written that is refused, such as by a full disk: nobody names it, and others need the room."""
        try:
            yield
        except Refused:
            self.sweep()
            raise

    def append(self, table: pa.Table, *, at: Instant, request: str = "") -> Receipt:
        """Take rows in (columns: ``visits.of_arrow``); when this returns, they are durable and every reader sees them.

        A request that was answered before is answered alike and writes nothing. O(n log n) for n rows of the batch, and
        for each a search in every run that reaches into its time.

        Raises:
            Refused: a column is missing or of another type, a full disk, a request id with other content. Nothing is written.
        """
        self.refresh()
        kinds, sources = list(self.manifest.kinds), list(self.manifest.sources)
        given, missing = visits.of_arrow(table, kinds, sources)
        digest = _digest(given) if request else 0
        read = len(given)
        known = self.manifest.requests.get(request) if request else None
        if known is not None:
            if known["digest"] != digest:
                raise Refused(Problem("record/request-reused", facts={"request": request}))
            return Receipt(**known["receipt"], repeated=True)
        reasons = visits.judge(given, missing, self.manifest.rules, self.kept_from, at)
        room = [given.take(reasons == 0) if reasons.any() else given]
        del given, missing
        batch = Batch(self, self.manifest.changed(kinds=tuple(kinds), sources=tuple(sources)))
        # Nobody asks a log that is still empty.
        beside = read >= IN_PARALLEL and bool(self.runs)
        with self.undoing():
            counts: tuple[int, int, int, int, int] = (
                sorting.apart(lambda: batch.take_in(room)) if beside else batch.take_in(room)
            )
            rejected, rows, why = rejected_of(reasons)
            receipt = Receipt(read, *counts, rejected, rows, why)
            if request:
                batch.new = replace(batch.new, requests=batch.new.requests | {
                    request: {"at": at, "digest": digest, "receipt": receipt.counts()},
                })  # fmt: skip
            batch.commit()
        return receipt

    def settle(self, on_progress: Progress = silent, *, most: int | None = None) -> bool:
        """Merge what has become many: small runs, pieces of the dictionaries, files of a day. Answers stay the same.

        Args:
            most: so many runs may stay beside those that are too large to grow; ``RUNS_AT_MOST``, if nothing is given.

        Returns: whether anything was to do.
        """
        self.refresh()
        batch = Batch(self, self.manifest.changed())
        todo: list[tuple[str, Callable[[], bool]]] = [
            ("runs", lambda: sorting.apart(lambda: batch.merge_runs(most or RUNS_AT_MOST))),
            ("dictionaries", batch.merge_pieces),
            ("files", lambda: sorting.apart(lambda: batch.merge_days(FILES_A_DAY))),
        ]
        done = False
        with self.undoing():
            for number, (what, work) in enumerate(todo, 1):
                done |= work()
                on_progress(what, number, len(todo))
            if done:
                batch.commit()
                self.sweep()
        return done


def _digest(given: Visits) -> int:
    """Of the content that a request id stands for."""
    checksum = 0
    for name in Visits.__dataclass_fields__:
        column: Any = np.ascontiguousarray(getattr(given, name))
        checksum = zlib.crc32(memoryview(column).cast("B"), checksum)
    return checksum


class Batch:
    """One change of the log on its way: files written so far, and the manifest that will name them."""

    def __init__(self, writer: Writer, new: Manifest):
        self.writer, self.new = writer, new
        self.disk, self.folder = writer.disk, writer.folder

    def serial(self) -> int:
        """A number for a new file."""
        self.new = replace(self.new, serial=self.new.serial + 1)
        return self.new.serial

    def commit(self) -> None:
        """Make the names durable, put the manifest in force, take it up, and take away what it names no more."""
        gone = sorted(self.writer.manifest.paths() - self.new.paths())
        for folder in sorted(
            {(self.folder / path).parent for path in self.new.paths() - self.writer.manifest.paths()}
        ):
            self.disk.settle_folder(folder)
        self.disk.settle_folder(self.folder / "visits")
        manifest.write(self.disk, self.folder, self.new)
        self.writer.refresh()
        for path in gone:
            self.disk.unlink(self.folder / path)

    def take_in(self, room: list[Visits]) -> tuple[int, int, int, int, int]:
        """Write rows as day files and a run; the rows that they replace are dead from then on.

        Args:
            room: the rows alone; they are taken out, so that their memory is free again as soon as it may be.

        Returns: rows added, replaced, withdrawn, withdrew nothing, twice.
        """
        taken = room.pop()
        given = len(taken)
        if not given:
            return 0, 0, 0, 0, 0
        columns = self.columns_of(taken)
        taken = _kept(taken)
        columns, order = runs.sorted_columns(columns)
        self.new = replace(self.new, batch=self.new.batch + 1)
        gone = np.take(taken.withdrawn, order) if taken.withdrawn.any() else np.zeros(len(order), np.bool_)
        with self.days_on_the_way(taken, order, columns):
            hit = self.bury(columns)
            self.write_run(columns.take(~gone) if gone.any() else columns)
        counts = [
            int(np.count_nonzero(rows)) for rows in (~gone & ~hit, ~gone & hit, gone & hit, gone & ~hit)
        ]
        return counts[0], counts[1], counts[2], counts[3], given - len(order)

    def columns_of(self, taken: Visits) -> Columns:
        """Rows under numbers; new names get new pieces of the dictionaries; open visits end as the rules say."""
        asked = [(self.writer.people, taken.person), (self.writer.places, taken.place)]
        with ThreadPoolExecutor(2) as pool:
            (person, people), (place, places) = pool.map(lambda one: numbers.number(*one), asked)
        self._add_piece("people", people)
        self._add_piece("places", places)
        return columns_of(taken, person, place, self.new)

    def _add_piece(self, which: str, piece: numbers.Piece | None) -> None:
        if piece is not None:
            written = self.write_piece(piece)
            self.new = self.new.naming(which, (*getattr(self.new, which), written))

    def write_piece(self, piece: numbers.Piece) -> Indexed:
        """Write a piece of a dictionary."""
        return self._indexed(piece.arrays(), base=piece.base)

    def _indexed(self, arrays: dict[str, npt.NDArray[Any]], **facts: int) -> Indexed:
        serial = self.serial()
        draft = Indexed(serial, {}, 0, **facts)
        sections, checksum = disk.write_sections(self.disk, self.folder / draft.path, arrays)
        return replace(draft, sections=sections, checksum=checksum)

    def write_run(self, columns: Columns) -> None:
        """Write rows in order of (place, enter) as a run; nothing for no rows."""
        if len(columns.person):
            first, last = int(columns.enter.min()), int(columns.enter.max())
            run = self._indexed(runs.arrays_of(columns), first=first, last=last)
            self.new = replace(self.new, runs=(*self.new.runs, run))

    def write_days(self, rows: Visits, order: Any, batch: I64) -> None:
        """Write rows, in this order of (place, enter), as one file for each span of days."""
        for which in _by_span(rows.enter[order]):
            self._write_day(rows.take(order[which]), batch[order[which]], self.serial())

    def _write_day(self, rows: Visits, batch: I64, serial: int) -> None:
        words = (self.new.kinds, self.new.sources)
        made = segments.write(self.disk, self.folder, rows, words, batch, serial)
        self.new = replace(self.new, segments=(*self.new.segments, made))

    @contextlib.contextmanager
    def days_on_the_way(self, rows: Visits, order: I32, columns: Columns) -> Iterator[None]:
        """Write rows as one file for each span of days; a large batch's files are written while what is inside is done.

        Args:
            order, columns: the rows in order of (place, enter), and where each stood.
        """
        words, own, epoch = (self.new.kinds, self.new.sources), self.new.batch, self.new.epoch
        jobs = [(self.serial(), which) for which in _by_span(columns.enter, epoch)]
        odd = bool(rows.withdrawn.any())

        def write(job: tuple[int, I64]) -> Segment:
            serial, which = job
            ordered = segments.in_order(rows, order, columns, which, epoch, odd)
            return segments.write(
                self.disk, self.folder, ordered, words, np.full(len(which), own, np.int64), serial
            )

        if len(order) < IN_PARALLEL:
            made = [write(job) for job in jobs]
            yield
        else:
            with ThreadPoolExecutor(2) as pool:
                coming = pool.map(write, jobs)
                yield
                made = list(coming)
        self.new = replace(self.new, segments=(*self.new.segments, *made))

    def bury(self, columns: Columns) -> Mask:
        """Find the rows that these replace, and write them down as dead; (n,) which of these replace one."""
        hit = np.zeros(len(columns.person), np.bool_)
        people, places = (_known(pieces) for pieces in (self.writer.people, self.writer.places))
        # Whoever, or whatever place, is new to the log is in no run.
        known = (columns.person < people) & (columns.place < places)
        for run in self.writer.runs if known.any() else []:
            inside = np.flatnonzero(known & (columns.enter >= run.first) & (columns.enter <= run.last))
            if not len(inside):
                continue
            rows = runs.rows_of(run, columns.take(inside))
            found = rows >= 0
            if found.any():
                hit[inside[found]] = True
                self._write_dead(run, np.union1d(run.dead, rows[found]).astype(np.int32))
        return hit

    def _write_dead(self, run: Run, rows: I32) -> None:
        dead = self._indexed({"rows": rows})
        old = next(one for one in self.new.runs if one.serial == run.serial)
        self.new = replace(
            self.new,
            runs=tuple(replace(one, dead=dead.serial) if one is old else one for one in self.new.runs),
            dead=(*(one for one in self.new.dead if one.serial != old.dead), dead),
        )

    def drop_runs(self, gone: Sequence[Run]) -> None:
        """Runs, and what is known of their dead, are named no more."""
        serials = {run.serial for run in gone}
        dead = {one.dead for one in self.new.runs if one.serial in serials}
        self.new = replace(
            self.new,
            runs=tuple(one for one in self.new.runs if one.serial not in serials),
            dead=tuple(one for one in self.new.dead if one.serial not in dead),
        )

    def merge_runs(self, most: int) -> bool:
        """While there are more than ``most``, make one of the smallest that fit together. Each row is moved O(log n) times."""
        found = sorted((run for run in self.writer.runs if 2 * len(run) <= runs.MOST_ROWS), key=len)
        if len(found) <= most:
            return False
        taken, rows = [found[0]], len(found[0])
        for run in found[1:]:
            # Take in what is not much larger than all before it, and as many as must go.
            if rows + len(run) > runs.MOST_ROWS:
                break
            if len(run) > 2 * rows and len(found) - len(taken) < most:
                break
            taken.append(run)
            rows += len(run)
        if len(taken) < 2:
            return False
        self.drop_runs(taken)
        live = [run for run in taken if len(run) > len(run.dead)]
        if live:
            draft = Indexed(
                self.serial(), {}, 0, first=min(r.first for r in live), last=max(r.last for r in live)
            )
            sections, checksum = merging.write(self.disk, self.folder / draft.path, live)
            self.new = replace(
                self.new, runs=(*self.new.runs, replace(draft, sections=sections, checksum=checksum))
            )
        return True

    def merge_pieces(self) -> bool:
        """Neighbouring pieces of the dictionaries become one where the later is not much smaller."""
        done = False
        for which in ("people", "places"):
            pieces = list(getattr(self.writer, which))
            files = list(getattr(self.new, which))
            while len(pieces) > 1 and len(pieces[-2].names) <= 2 * len(pieces[-1].names):
                pieces[-2:] = [numbers.merged(pieces[-2:])]
                files[-2:] = [None]
                done = True
            if files and files[-1] is None:
                files[-1] = self.write_piece(pieces[-1])
                self.new = self.new.naming(which, tuple(files))
        return done

    def merge_days(self, most: int) -> bool:
        """Of days with more than ``most`` small files, the smallest become one, without the rows that were replaced."""
        days: dict[str, list[Segment]] = {}
        for segment in self.new.segments:
            days.setdefault(segment.day, []).append(segment)
        done = False
        for parts in days.values():
            small = sorted(
                (part for part in parts if 2 * part.rows <= ROWS_A_FILE), key=lambda part: part.rows
            )
            if len(small) > most:
                upto = itertools.accumulate(part.rows for part in small)
                self.rewrite([part for part, rows in zip(small, upto, strict=True) if rows <= ROWS_A_FILE])
                done = True
        return done

    def rewrite(
        self, parts: Sequence[Segment], kept_from: int = -(2**62), without: I64 | None = None
    ) -> None:
        """Files of one day become one of the rows that count among them, began from ``kept_from`` on, and are of nobody of
        ``without``.

        A withdrawal stays while the day has another file, in which the row may lie that it withdraws.
        """
        rows, batch, _ = standing(self.folder, parts, self.new)
        stay = rows.enter >= kept_from
        if without is not None:
            stay &= ~np.isin(rows.person, without)
        gone = {part.serial for part in parts}
        if {part.serial for part in self.new.segments if part.day == parts[0].day} <= gone:
            stay &= ~rows.withdrawn
        self.new = replace(self.new, segments=tuple(s for s in self.new.segments if s.serial not in gone))
        if stay.any():
            self.write_days(rows, np.flatnonzero(stay), batch)


def _known(pieces: Sequence[numbers.Piece]) -> int:
    """Numbers given so far."""
    return pieces[-1].base + len(pieces[-1].names) if pieces else 0


def _kept(taken: Visits) -> Visits:
    """Without what ``Columns`` say as well."""
    nothing = np.zeros(0, np.int64)
    odd = taken.withdrawn.any()
    return replace(
        taken, enter=nothing, leave=taken.leave if odd else nothing, kind=nothing.astype(np.uint8),
        source=nothing.astype(np.uint8),
    )  # fmt: skip


def _by_span(enter: Any, epoch: int = 0) -> list[I64]:
    """Which rows begin in each span of days, in order of the spans."""
    if not len(enter):
        return []
    first, last = ((int(at) + epoch) // segments.SPAN for at in (enter.min(), enter.max()))
    edges = np.arange(first, last + 2) * segments.SPAN - epoch
    found = [
        np.flatnonzero((enter >= low) & (enter < high)) for low, high in itertools.pairwise(edges.tolist())
    ]
    return [which for which in found if len(which)]
