"""A look at every file: lengths, checksums, and whether the index says what the visits say."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from lianfang.base.problems import Refused
from lianfang.trace import disk, numbers
from lianfang.trace.compiled import I64, compiled
from lianfang.trace.log import Log
from lianfang.trace.manifest import Indexed, Segment
from lianfang.trace.segments import SPAN, name_of
from lianfang.trace.standing import standing
from lianfang.trace.writer import Progress, silent


@dataclass(frozen=True)
class Verified:
    """Args:
    visits: that count.
    torn: files that are missing, of another length, or of another content than was written.
    differing: UTC days on which index and visits disagree.
    strangers: files that the manifest does not name; a writer takes them away when it opens.
    """

    visits: int
    files: int
    bytes: int
    torn: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Nothing is wrong."""
        return not self.torn and not self.differing


def verify(log: Log, on_progress: Progress = silent) -> Verified:
    """Read everything once. O(rows log rows of a day); memory: one day."""
    log.refresh()
    new, folder = log.manifest, log.folder
    torn = [one.path for one in (*new.runs, *new.dead, *new.people, *new.places) if _is_torn(folder, one)]
    torn += [segment.path for segment in new.segments if not _reads(folder, segment)]
    found = [path for path in folder.rglob("*") if path.is_file()]
    strangers = (
        {path.relative_to(folder).as_posix() for path in found} - new.paths() - {"manifest.json", "lock"}
    )
    size = sum(path.stat().st_size for path in found)
    differing = [] if torn else _differing(log, on_progress)
    return Verified(log.live, len(found), size, torn, differing, sorted(strangers))


def _is_torn(folder: Path, one: Indexed) -> bool:
    path = folder / one.path
    _, size = disk.layout(one.sections)
    if not path.exists() or path.stat().st_size != size:
        return True
    checksum = 0
    with path.open("rb") as file:
        while piece := file.read(1 << 24):
            checksum = zlib.crc32(piece, checksum)
    return checksum != one.checksum


def _reads(folder: Path, segment: Segment) -> bool:
    path = folder / segment.path
    return path.exists() and path.stat().st_size == segment.bytes


def _differing(log: Log, on_progress: Progress) -> list[str]:
    """Days on which the sums over live visits differ; the sums do not depend on order."""
    indexed: dict[int, int] = {}
    for run in log.runs:
        columns = run.columns()
        names = [
            numbers.names_of(log.people, columns.person), numbers.names_of(log.places, columns.place),
            columns.enter + np.int64(log.manifest.epoch), columns.leave + np.int64(log.manifest.epoch),
            columns.code.astype(np.int64),
        ]  # fmt: skip
        _add(indexed, names)
    told: dict[int, int] = {}
    days = sorted({segment.day for segment in log.manifest.segments})
    differing = []
    for i, day in enumerate(days, 1):
        parts = [segment for segment in log.manifest.segments if segment.day == day]
        try:
            rows, _, columns = standing(log.folder, parts, log.manifest)
        except Refused:
            differing.append(day)
            continue
        stay = ~rows.withdrawn
        epoch = np.int64(log.manifest.epoch)
        _add(told, [
            rows.person[stay], rows.place[stay], rows.enter[stay], columns.leave[stay] + epoch, columns.code[stay].astype(np.int64),
        ])  # fmt: skip
        on_progress("days", i, len(days))
    wrong = [day for day in indexed.keys() | told.keys() if indexed.get(day, 0) != told.get(day, 0)]
    return sorted({*differing, *(name_of(day) for day in wrong)})


def _add(sums: dict[int, int], columns: list[I64]) -> None:
    if len(columns[0]):
        days, values = _sums(columns[0], columns[1], columns[2], columns[3], columns[4], SPAN)
        for day, value in zip(days.tolist(), values.tolist(), strict=True):
            if value:
                sums[day] = (sums.get(day, 0) + value) % 2**64


@compiled
def _sums(person: I64, place: I64, enter: I64, leave: I64, code: I64, day: int) -> tuple[I64, I64]:
    first, last = enter.min() // day, enter.max() // day
    sums = np.zeros(last - first + 1, np.int64)
    for i in range(len(person)):
        mixed = np.int64(0)
        for value in (person[i], place[i], enter[i], leave[i], code[i]):
            mixed = (mixed ^ value) * -7046029254386353131
            mixed ^= mixed >> 29
        sums[enter[i] // day - first] += mixed | 1
    return np.arange(first, last + 1), sums
