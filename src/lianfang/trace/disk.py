"""Durable files: written whole under a new name, synced, and only then named by the manifest.

Every step that a crash could fall between passes ``before``, so that a test can stop the world there.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import mmap
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lianfang.base.problems import Problem, Refused

Step = Callable[[str, Path], None]
PAGE = 4096
LARGE = 1 << 22
"""From so many bytes on, a file is written while its checksum is worked out."""


def _nothing(step: str, path: Path) -> None:
    """No test is watching."""


class Disk:
    """All writing of the log goes through one of these.

    Args:
        before: called with the step's name (write, sync, rename, sync-folder, unlink) and the path, before the step.
    """

    def __init__(self, before: Step = _nothing):
        self.before = before

    def write(self, path: Path, pieces: Iterable[Any]) -> int:
        """Write a new file of these buffers, as they come, and sync it; the folder is synced by ``settle_folder``.

        Returns: bytes written. Raises: Refused, if the disk is full.
        """
        with _room(path):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb", buffering=0) as file:
                size = 0
                for piece in pieces:
                    self.before("write", path)
                    size += _write_all(file.fileno(), piece)
                self.before("sync", path)
                os.fsync(file.fileno())
        return size

    def sync(self, path: Path) -> None:
        """Sync a file that another library wrote."""
        with _room(path):
            self.before("sync", path)
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def replace(self, path: Path, content: bytes) -> None:
        """Replace a file at once: readers see the old one or the new one."""
        draft = path.with_name(path.name + ".new")
        self.write(draft, [content])
        self.before("rename", path)
        draft.replace(path)
        self.settle_folder(path.parent)

    def settle_folder(self, folder: Path) -> None:
        """Make the names in a folder durable."""
        self.before("sync-folder", folder)
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def unlink(self, path: Path) -> None:
        """Take a file away, if it is there."""
        self.before("unlink", path)
        path.unlink(missing_ok=True)


def _write_all(descriptor: int, piece: Any) -> int:
    view = memoryview(piece).cast("B")
    done = 0
    while done < len(view):
        done += os.write(descriptor, view[done : done + (1 << 28)])
    return len(view)


@contextlib.contextmanager
def _room(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise Refused(Problem("trace/disk-full", file=path.name)) from error


@contextlib.contextmanager
def room(path: Path) -> Iterator[None]:
    """Turn a full disk into a refusal, where another library writes."""
    with _room(path):
        yield


def lock(path: Path) -> int:
    """The writer's lock; it goes with the process that holds it.

    Raises:
        Refused: another process, or another writer of this one, holds it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise Refused(Problem("trace/locked", file=path.parent.name)) from error
    return descriptor


Sections = dict[str, tuple[str, tuple[int, ...]]]
"""Name → (NumPy type, shape), in the order of the file."""


def layout(sections: Sections) -> tuple[dict[str, int], int]:
    """Where each section begins, in bytes, and how long the file is; every section begins on a page."""
    starts, at = {}, 0
    for name, (kind, shape) in sections.items():
        starts[name] = at
        size = int(np.prod(shape, dtype=np.int64)) * np.dtype(kind).itemsize
        at += -(-size // PAGE) * PAGE
    return starts, at


def write_sections(disk: Disk, path: Path, arrays: dict[str, npt.NDArray[Any]]) -> tuple[Sections, int]:
    """Write arrays little-endian, each from a page's beginning.

    Returns: what ``map_sections`` needs, and the CRC-32 of the file.
    """
    sections: Sections = {}
    pieces = list(pieces_of(arrays, sections))
    if sum(len(memoryview(piece).cast("B")) for piece in pieces) < LARGE:
        disk.write(path, pieces)
        return sections, _checksum(pieces)
    # Both let go of the interpreter's lock.
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(_checksum, pieces)
        disk.write(path, pieces)
        return sections, coming.result()


def pieces_of(arrays: dict[str, npt.NDArray[Any]], sections: Sections) -> Iterator[Any]:
    """What to write for these arrays; each is entered into ``sections``."""
    for name, array in arrays.items():
        kind = array.dtype.newbyteorder("<").str
        sections[name] = (kind, array.shape)
        plain = np.ascontiguousarray(array.astype(kind, copy=False))
        if plain.size:
            yield plain
        yield bytes(-plain.nbytes % PAGE)


def _checksum(pieces: Sequence[Any]) -> int:
    checksum = 0
    for piece in pieces:
        checksum = zlib.crc32(memoryview(piece).cast("B"), checksum)
    return checksum


def map_sections(path: Path, sections: Sections) -> tuple[dict[str, npt.NDArray[Any]], mmap.mmap | None]:
    """The arrays of a file, mapped: pages are read when touched, and what is changed stays in this process.

    Raises:
        Refused: the file is missing or has another length than the manifest says.
    """
    starts, size = layout(sections)
    try:
        found = path.stat().st_size
    except FileNotFoundError:
        found = -1
    if found != size:
        raise Refused(Problem("trace/torn", file=path.name, facts={"bytes": size, "found": found}))
    if size == 0:
        return {name: np.zeros(shape, kind) for name, (kind, shape) in sections.items()}, None
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), size, access=mmap.ACCESS_COPY)
    # Read-ahead would read 32 pages for each one that a question touches.
    mapped.madvise(mmap.MADV_RANDOM)
    arrays = {}
    for name, (kind, shape) in sections.items():
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = (
            np.frombuffer(mapped, kind, count, starts[name]).reshape(shape)
            if count
            else np.zeros(shape, kind)
        )
    return arrays, mapped
