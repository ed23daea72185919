"""Several runs become one, block by block of places: memory does not grow with the visits, but for what is by person."""

from __future__ import annotations

import bisect
import itertools
import mmap
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lianfang.trace import disk, runs
from lianfang.trace.compiled import I16, I32, I64, column, compiled, table_of
from lianfang.trace.disk import Disk, Sections
from lianfang.trace.runs import ASSUMED, Block, Run

ROWS_A_BLOCK = 1 << 22


class Made(NamedTuple):
    """Rows of some places, the codes of each, and which of them have what seats."""

    block: Block
    codes: npt.NDArray[Any]
    seated: I64 | None = None
    seats: I16 | None = None


@dataclass
class Merged:
    """The run that some runs become; each visit lives in one of them only.

    Memory: 5 bytes a visit (``mine`` and ``codes``), 8 a person's number, 12 a place, and some hundred bytes a row of a block.
    """

    parts: Sequence[Run]
    row: int = 0
    found: dict[str, list[npt.NDArray[Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = sum(len(run) - len(run.dead) for run in self.parts)
        counts = _people(self.parts)
        self.people = np.flatnonzero(counts).astype(np.int32)
        self.start = np.append(0, np.cumsum(counts[self.people], dtype=np.int64)).astype(np.int32)
        self.cursor = np.zeros(len(counts) + 1, np.int32)
        np.cumsum(counts, out=self.cursor[1:])
        self.pairs = np.unique(np.concatenate([run.a["pairs"] for run in self.parts]))
        self.which = np.zeros(1 << 16, np.uint8 if len(self.pairs) <= 256 else np.uint16)
        self.which[self.pairs] = np.arange(len(self.pairs))
        self.mine = np.empty(self.rows, np.int32)

    def blocks(self) -> Iterator[I32]:
        """``visits`` of the run, some places at a time; the next are merged while the last are written."""
        for run in self.parts:
            _advise(run, "SEQUENTIAL")
        with ThreadPoolExecutor(1) as pool:
            coming: Future[Made] | None = None
            for low, high in [*_cuts(self.parts), (0, 0)]:
                made = coming.result() if coming else None
                coming = pool.submit(self._made, low, high) if high else None
                if made is not None and len(made.block.visits):
                    yield self._taken(made)
        for run in self.parts:
            _advise(run, "RANDOM")

    def _made(self, low: int, high: int) -> Made:
        """The rows of places [low, high) of all parts."""
        slices = []
        for run in self.parts:
            first, last = np.searchsorted(run.a["places"], (low, high)).tolist()
            if first < last:
                slices.append((run, first, last))
        if any(len(run.a["seat_at"]) for run, _, _ in slices):
            return self._sorted(slices)
        columns, rows, places = [], 0, 0
        for run, first, last in slices:
            start = run.a["places_start"][first : last + 1]
            at, end = int(start[0]), int(start[-1])
            codes = np.take(self.which[run.a["pairs"]].astype(np.int32), run.a["codes"][at:end])
            columns += [run.a["visits"][at:end].reshape(-1), run.a["places"][first:last], start, codes]
            rows, places = rows + end - at, places + last - first
        visits, codes = np.empty((rows, 3), np.int32), np.empty(rows, self.which.dtype)
        keys, longest = np.empty((2, places), np.int32)
        start = np.empty(places + 1, np.int32)
        rows, places = _merge(
            table_of(columns), (self.pairs >> 8).astype(np.int32), visits, codes, keys, start, longest
        )
        # Dead rows took room, and places that several parts have.
        block = runs.Block(visits[:rows], keys[:places], start[: places + 1], longest[:places])
        return Made(block, codes[:rows])

    def _sorted(self, slices: Sequence[tuple[Run, int, int]]) -> Made:
        """The same where some rows have a seat."""
        joined = runs.joined([run.columns(first, last) for run, first, last in slices])
        columns, _ = runs.sorted_columns(joined)
        codes = np.take(self.which, columns.code)
        if columns.seats is None:
            return Made(runs.visits_of(columns), codes)
        seated = np.flatnonzero((columns.seats >= 0).any(axis=1))
        return Made(runs.visits_of(columns), codes, seated, columns.seats[seated])

    def _taken(self, made: Made) -> I32:
        block = made.block
        runs.mine_of(block.visits, self.cursor, self.mine, self.row)
        facts: dict[str, Any] = {
            "codes": made.codes, "places": block.places,
            "places_start": block.start[:-1] + np.int32(self.row), "longest": block.longest,
        }  # fmt: skip
        if made.seated is not None:
            facts |= {"seat_at": (made.seated + self.row).astype(np.int32), "seats": made.seats}
        for name, part in facts.items():
            self.found.setdefault(name, []).append(part)
        self.row += len(block.visits)
        return block.visits

    def rest(self) -> dict[str, Any]:
        """The other sections, when all blocks are through.

        Raises:
            RuntimeError: two of the runs held the same visit, which no append leaves behind.
        """
        if self.row != self.rows:
            raise RuntimeError(f"{self.rows} visits were to be merged, {self.row} were")
        none = {"seat_at": np.zeros(0, np.int32), "seats": np.zeros((0, 3), np.int16)}
        whole: dict[str, Any] = none | {name: np.concatenate(parts) for name, parts in self.found.items()}
        start = np.append(whole["places_start"], self.rows).astype(np.int32)
        return {
            "codes": whole["codes"], "pairs": self.pairs, "mine": self.mine, "places": whole["places"],
            "places_start": start, "places_jump": runs.jump_of(whole["places"]),
            "row_jump": runs.row_jump_of(start), "longest": whole["longest"], "people": self.people,
            "people_start": self.start, "people_jump": runs.jump_of(self.people),
            "seat_at": whole["seat_at"], "seats": whole["seats"],
        }  # fmt: skip


def write(on: Disk, path: Path, parts: Sequence[Run]) -> tuple[Sections, int]:
    """Write one run of all that lives in these, and sync it: what ``disk.map_sections`` needs, and the CRC-32 of the file.

    O(n · parts); each file is read and written once, in order.
    """
    merged, sections, checksum = Merged(parts), dict[str, Any](), 0

    def pieces() -> Iterator[Any]:
        nonlocal checksum
        for piece in _pieces(merged, sections):
            checksum = zlib.crc32(memoryview(piece).cast("B"), checksum)
            yield piece

    on.write(path, pieces())
    return sections, checksum


@compiled
def _merge(
    columns: I64, sources: I32, visits: I32, codes: Any, keys: I32, start: I32, longest: I32
) -> tuple[int, int]:
    """Rows of several parts in order of (place, enter, person, source), without the dead; how many rows and places.

    ``columns``: four of each part, ``visits``, ``places``, their ``start`` in the part's run and one more, and codes.
    """
    parts = len(columns) // 4
    here, at, end = np.zeros(parts, np.int64), np.zeros(parts, np.int64), np.zeros(parts, np.int64)
    rows, places = 0, 0
    while True:
        place, with_it = _next_place(columns, here, at, end)
        if with_it == 0:
            break
        start[places] = rows
        most = np.int32(0)
        # Most places, such as homes, are in one part alone.
        only = int(np.argmax(end)) if with_it == 1 else -1
        while True:
            part = only if with_it == 1 else _next_part(columns, sources, at, end)
            if part < 0 or at[part] == end[part]:
                break
            of, row = column(columns, 4 * part), at[part]
            at[part] += 1
            enter, leave = of[3 * row], of[3 * row + 1]
            if leave < enter:
                continue
            visits[rows, 0], visits[rows, 1], visits[rows, 2] = enter, leave, of[3 * row + 2]
            codes[rows] = column(columns, 4 * part + 3)[row]
            most = max(most, leave - enter)
            rows += 1
        if rows > start[places]:
            keys[places], longest[places] = place, most
            places += 1
    start[places] = rows
    return rows, places


@compiled
def _next_place(columns: I64, here: I64, at: I64, end: I64) -> tuple[int, int]:
    """The least place that is left, and how many parts have it; their rows are at[part] to end[part]."""
    place, count = 1 << 40, 0
    for part in range(len(here)):
        keys = column(columns, 4 * part + 1)
        if here[part] < len(keys):
            place = min(place, int(keys[here[part]]))
    for part in range(len(here)):
        keys, start = column(columns, 4 * part + 1), column(columns, 4 * part + 2)
        at[part] = end[part] = 0
        if here[part] < len(keys) and keys[here[part]] == place:
            at[part], end[part] = start[here[part]] - start[0], start[here[part] + 1] - start[0]
            here[part] += 1
            count += 1
    return place, count


@compiled
def _next_part(columns: I64, sources: I32, at: I64, end: I64) -> int:
    """Which part's row comes next at this place; -1: none is left. The dead are passed over."""
    best, enter, who = -1, np.int64(0), np.int64(0)
    for part in range(len(at)):
        visits = column(columns, 4 * part)
        while at[part] < end[part] and visits[3 * at[part] + 1] < visits[3 * at[part]]:
            at[part] += 1
        if at[part] == end[part]:
            continue
        row = at[part]
        first, person = np.int64(visits[3 * row]), np.int64(visits[3 * row + 2] & (ASSUMED - 1))
        if best >= 0 and first > enter:
            continue
        of = (person << 8) + sources[column(columns, 4 * part + 3)[row]]
        if best < 0 or first < enter or of < who:
            best, enter, who = part, first, of
    return best


def _pieces(merged: Merged, sections: Sections) -> Iterator[Any]:
    sections["visits"] = ("<i4", (merged.rows, 3))
    yield from merged.blocks()
    yield bytes(-12 * merged.rows % disk.PAGE)
    yield from disk.pieces_of(merged.rest(), sections)


def _advise(run: Run, how: str) -> None:
    if run.mapped is not None:
        run.mapped.madvise(getattr(mmap, f"MADV_{how}"))


def _people(parts: Sequence[Run]) -> I32:
    """How many live visits each person has, by number."""
    counts = np.zeros(max(int(run.a["people"][-1]) for run in parts) + 1, np.int32)
    for run in parts:
        counts[run.a["people"]] += np.diff(run.a["people_start"])
        _less(counts, run.a["visits"], run.dead)
    return counts


@compiled
def _less(counts: I32, visits: I32, dead: I32) -> None:
    for row in dead:
        counts[visits[row, 2] & (runs.ASSUMED - 1)] -= 1


def _cuts(parts: Sequence[Run]) -> list[tuple[int, int]]:
    """[low, high) of places, each with about as many rows as a block holds, unless it is one place."""

    def upto(place: int) -> int:
        at = [np.searchsorted(run.a["places"], np.int32(place), side="right") for run in parts]
        return sum(int(run.a["places_start"][i]) for run, i in zip(parts, at, strict=True))

    places = range(max(int(run.a["places"][-1]) for run in parts) + 1)
    wanted = range(0, upto(places[-1]), ROWS_A_BLOCK)
    edges = sorted({bisect.bisect(places, rows, key=upto) for rows in wanted} | {len(places)})
    return list(itertools.pairwise(edges))
