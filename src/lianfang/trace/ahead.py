"""Reading ahead: where a question's own lines are not in memory, all that it will touch is asked of the disk at once.

A mapped page that is not there is read when it is touched, and whoever touches it waits: a hundred pages one after the other
are ten milliseconds. Asked for together they are read together. Where memory holds them, one system call finds that out.
"""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lianfang.trace import kernels
from lianfang.trace.compiled import I32, I64
from lianfang.trace.disk import PAGE
from lianfang.trace.runs import ROWS_A_JUMP

if TYPE_CHECKING:
    from lianfang.trace.numbers import Piece
    from lianfang.trace.questions import Questions

LINES = 1 << 10
NEAR = 1
"""Pages before and after the one of a visit, where its company most likely stands."""


def _of_system(name: str) -> Any:
    try:
        found = getattr(ctypes.CDLL(None), name)
    except (OSError, AttributeError):
        return None
    found.argtypes = (
        ctypes.c_void_p,
        ctypes.c_size_t,
        ctypes.c_void_p if name == "mincore" else ctypes.c_int,
    )
    return found


_madvise, _mincore = _of_system("madvise"), _of_system("mincore")


def in_memory(address: int) -> bool:
    """Whether the page of a mapped file is there; yes, where the system cannot say."""
    if _mincore is None:
        return True
    said = ctypes.c_ubyte(1)
    return bool(_mincore(address // PAGE * PAGE, PAGE, ctypes.addressof(said))) or bool(said.value & 1)


def fetch(pages: I64) -> None:
    """Ask for pages (address ÷ ``PAGE``), neighbours together; does not wait for them."""
    if _madvise is None or not len(pages):
        return
    pages = np.unique(pages)
    first = np.flatnonzero(np.diff(pages, prepend=-2) > 1)
    for low, high in zip(
        pages[first].tolist(), np.append(pages[first[1:] - 1], pages[-1]).tolist(), strict=True
    ):
        _madvise(low * PAGE, (high - low + 1) * PAGE, mmap.MADV_WILLNEED)


def fetch_whole(section: Any) -> None:
    """Ask for a whole section of a mapped file."""
    if section.nbytes:
        low = section.ctypes.data // PAGE
        fetch(np.arange(low, (section.ctypes.data + section.nbytes - 1) // PAGE + 1))


def of_person(log: Questions, number: int) -> bool:
    """Ask for what a person's visits lie in, if it is not in memory; whether it was not."""
    if number < 0:
        return False
    slots = [_slot(run.a, "people", np.array([number])) for run in log.runs]
    if slots and not in_memory(slots[0][0].item() * PAGE):
        fetch(np.concatenate(slots))
    lines = np.empty((LINES, 2), np.int32)
    lines = lines[: kernels.lines_of(log.columns, number, lines)]
    if not len(lines) or in_memory(
        _page_of(log.runs[lines[0, 0]].a["visits"], 12, lines[:1, 1]).item() * PAGE
    ):
        return False
    rows = [lines[lines[:, 0] == i, 1] for i in range(len(log.runs))]
    for run, mine in zip(log.runs, rows, strict=True):
        fetch(np.concatenate([_page_of(run.a["row_jump"], 4, mine // ROWS_A_JUMP), *_around(run.a, mine)]))
    for run, mine in zip(log.runs, rows, strict=True):
        # Where their places are found, or a page beside it.
        fetch(np.concatenate(_places(run.a, run.a["row_jump"][mine // ROWS_A_JUMP])))
    if len(log.runs) > 1:
        _of_places(log, rows)
    return True


def _of_places(log: Questions, rows: list[I32]) -> None:
    """The same places in other runs: where to look for each, then what is known of it, then its first visits."""
    places = np.concatenate([run.places_of(mine) for run, mine in zip(log.runs, rows, strict=True)])
    fetch(np.concatenate([_slot(run.a, "places", places) for run in log.runs]))
    at = []
    for run in log.runs:
        jump = run.a["places_jump"]
        at.append(jump[np.minimum(places >> jump[-1], len(jump) - 3)])
    fetch(
        np.concatenate([page for run, low in zip(log.runs, at, strict=True) for page in _places(run.a, low)])
    )
    fetch(np.concatenate([
        page for run, low in zip(log.runs, at, strict=True)
        for page in _around(run.a, run.a["places_start"][low], codes=False)
    ]))  # fmt: skip


def _slot(a: dict[str, Any], which: str, keys: Any) -> I64:
    jump = a[which + "_jump"]
    return np.append(
        _page_of(jump, 4, np.minimum(keys >> jump[-1], len(jump) - 3)),
        _page_of(jump, 4, np.array([len(jump) - 1])),
    )


def _places(a: dict[str, Any], index: I32) -> list[I64]:
    return [_page_of(a[name], 4, index) for name in ("places", "places_start", "longest")]


def _around(a: dict[str, Any], rows: I32, *, codes: bool = True) -> list[I64]:
    """Pages of visits and their neighbours, none outside of the section, and of their codes."""
    page = _page_of(a["visits"], 12, rows)
    ends = _page_of(a["visits"], 12, np.array([0, len(a["visits"]) - 1]))
    found = [np.clip(page + step, *ends) for step in range(-NEAR, NEAR + 1)]
    return [*found, _page_of(a["codes"], a["codes"].itemsize, rows)] if codes else found


def of_names(people: Sequence[Piece], numbers: I64) -> None:
    """Ask for the names behind numbers."""
    for piece in people:
        inside = numbers[(numbers >= piece.base) & (numbers < piece.base + len(piece.names))]
        fetch(_page_of(piece.names, 8, inside - piece.base))


def _page_of(section: Any, width: int, index: I32 | I64) -> I64:
    found: I64 = (section.ctypes.data + width * index.astype(np.int64)) // PAGE
    return found
