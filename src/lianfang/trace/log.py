"""The log as its readers see it: one generation of the manifest, mapped; the next is taken up when it is there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from lianfang.base.instants import Instant
from lianfang.base.problems import Refused
from lianfang.trace import disk, manifest, runs
from lianfang.trace.compiled import I32, I64, table_of
from lianfang.trace.manifest import Indexed, Manifest
from lianfang.trace.numbers import Piece
from lianfang.trace.runs import Run

TRIES = 20


class Log:
    """An open log. Any number may be open while one ``Writer`` works; not for two threads at once.

    Raises:
        Refused: no log there, or a file is torn.
    """

    manifest: Manifest
    runs: list[Run]
    people: list[Piece]
    places: list[Piece]
    columns: I64
    """Of all runs, the columns for the kernels (``Run.for_kernels``) as a table."""

    blind = False
    """Leave the index unread, which may be damaged: to make it anew."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._seen: tuple[int, int] | None = None
        self.refresh()

    def refresh(self) -> None:
        """Take up the manifest in force, if it is another. About a microsecond if it is not."""
        if self._stamp() == self._seen:
            return
        for attempt in range(TRIES):
            try:
                stamp = self._stamp()
                self._take(manifest.read(self.folder))
            except Refused:
                # A writer may have taken an old file away between our reading its name and opening it.
                if attempt == TRIES - 1 or self._stamp() == stamp:
                    raise
            else:
                self._seen = stamp
                return

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self.folder / manifest.NAME)
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns

    def _take(self, new: Manifest) -> None:
        known = {run.serial: run for run in getattr(self, "runs", [])}
        dead = {one.serial: one for one in new.dead}
        mapped = []
        for one in () if self.blind else new.runs:
            kept = known.get(one.serial)
            rows = self._dead(dead.get(one.dead))
            if kept is not None:
                kept.bury(rows)
            mapped.append(kept or self._run(one, rows))
        self.runs = mapped
        self.people = [] if self.blind else [self._piece(one) for one in new.people]
        self.places = [] if self.blind else [self._piece(one) for one in new.places]
        self.manifest = new
        self.columns = table_of([column for run in mapped for column in run.for_kernels()])

    def _run(self, one: Indexed, dead: I32) -> Run:
        arrays, mapped = disk.map_sections(self.folder / one.path, one.sections)
        if "row_jump" not in arrays:
            # As an earlier program wrote it, with the place beside each row; the next merging or purge writes it anew.
            arrays["mine"] = np.ascontiguousarray(arrays["mine"][:, 1])
            arrays["row_jump"] = runs.row_jump_of(arrays["places_start"])
        return Run(one.serial, one.first, one.last, arrays, dead, mapped)

    def _dead(self, one: Indexed | None) -> I32:
        if one is None:
            return np.zeros(0, np.int32)
        rows: I32 = disk.map_sections(self.folder / one.path, one.sections)[0]["rows"]
        return rows

    def _piece(self, one: Indexed) -> Piece:
        a, _ = disk.map_sections(self.folder / one.path, one.sections)
        return Piece.of_arrays(one.base, a)

    def section(self, one: Indexed, name: str) -> Any:
        """One section of a file of the index, mapped; also of a file that no manifest names yet."""
        return disk.map_sections(self.folder / one.path, one.sections)[0][name]

    @property
    def kept_from(self) -> Instant:
        """Visits that began before are purged."""
        return self.manifest.kept_from

    @property
    def live(self) -> int:
        """Visits that count."""
        return sum(len(run) - len(run.dead) for run in self.runs)
