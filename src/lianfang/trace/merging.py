"""Several runs become one, block by block of places: memory does not grow with the visits, but for what is by person."""

from __future__ import annotations

import itertools
import mmap
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lianfang.trace import disk, runs
from lianfang.trace.compiled import I32, I64, compiled
from lianfang.trace.disk import Disk, Sections
from lianfang.trace.runs import Columns, Run

ROWS_A_BLOCK = 1 << 22


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
        """``visits`` of the run, some places at a time."""
        for run in self.parts:
            _advise(run, "SEQUENTIAL")
        for low, high in _cuts(self.parts):
            parts = [
                run.columns(*np.searchsorted(run.a["places"], (low, high)).tolist()) for run in self.parts
            ]
            columns, _ = runs.sorted_columns(
                runs.joined([part for part in parts if len(part.person)] or parts[:1])
            )
            if len(columns.person):
                yield self._block(columns)
        for run in self.parts:
            _advise(run, "RANDOM")

    def _block(self, columns: Columns) -> I32:
        block = runs.visits_of(columns)
        places = block.places
        runs.mine_of(columns.person, self.cursor, self.mine, self.row)
        facts: dict[str, Any] = {
            "codes": np.take(self.which, columns.code), "places": places.keys,
            "places_start": places.start[:-1] + np.int32(self.row), "longest": block.longest,
        }  # fmt: skip
        if columns.seats is not None:
            seated = np.flatnonzero((columns.seats >= 0).any(axis=1))
            facts |= {"seat_at": (seated + self.row).astype(np.int32), "seats": columns.seats[seated]}
        for name, part in facts.items():
            self.found.setdefault(name, []).append(part)
        self.row += len(columns.person)
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

    O(n log n) compares; each file is read and written once, in order.
    """
    merged, sections, checksum = Merged(parts), dict[str, Any](), 0

    def pieces() -> Iterator[Any]:
        nonlocal checksum
        for piece in _pieces(merged, sections):
            checksum = zlib.crc32(memoryview(piece).cast("B"), checksum)
            yield piece

    on.write(path, pieces())
    return sections, checksum


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
    """[low, high) of places, each with no more rows than a block holds, unless it is one place."""
    keys = np.unique(np.concatenate([run.a["places"] for run in parts]))
    upto: I64 = np.zeros(len(keys), np.int64)
    for run in parts:
        at = np.searchsorted(run.a["places"], keys, side="right")
        upto += run.a["places_start"][at]
    wanted = np.arange(0, int(upto[-1]), ROWS_A_BLOCK)
    first = np.unique(np.searchsorted(upto, wanted, side="right"))
    edges = [*keys[first].tolist(), int(keys[-1]) + 1]
    return list(itertools.pairwise(edges))
