"""Orders over 10⁸ rows: rows go into buckets that fit the cache, then each bucket is sorted, two at a time."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from lianfang.trace.compiled import I32, I64, U16, Mask, compiled

ROWS_A_BUCKET = 1 << 18
THREADS = 2
BEHIND = 5
"""Niceness of a writer's threads beside readers: a third of their weight, and everything when nobody asks."""
ALONE = 1 << 16
"""Fewer rows than these are not worth a second thread."""


class Sorted(NamedTuple):
    """Rows in order of (place, enter), n of them: ``who`` is the person, with any higher bits that came with it; ``order``
    is where each stood.
    """

    place: I32
    enter: I32
    who: I32
    leave: I32
    code: U16
    order: I32


def in_threads(work: Callable[..., Any], jobs: Iterable[tuple[Any, ...]], rows: int) -> list[Any]:
    """Do work for each job, two at a time where the rows are many."""
    if rows < ALONE:
        return [work(*job) for job in jobs]
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda job: work(*job), jobs))


def apart(work: Callable[[], Any]) -> Any:
    """Do work in a thread of its own, and all that it starts, behind whoever else wants the processor: who asks goes first."""
    with ThreadPoolExecutor(1, initializer=_behind) as pool:
        return pool.submit(work).result()


def _behind() -> None:
    # Threads have a priority each, and hand it on to those that they start. It cannot be taken back, so the thread ends.
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BEHIND)


def by_place(place: I32, enter: I32, who: I32, leave: I32, code: U16) -> Sorted:
    """Rows ordered by ``place`` (0 ≤ place), then ``enter``; ties in any order.

    O(n log n) compares within buckets. Each row is moved twice, with all that it says: first to the end of its bucket, then
    within the cache, so that memory is read and written in order. 22 bytes a row beside the result.
    """
    rows = len(place)
    made = _room(rows)
    if rows == 0:
        return made
    middle = rows // 2
    halves = [(0, middle), (middle, rows)]
    most = int(place.max()) + 1
    counts = in_threads(lambda low, high: _counted(place[low:high], most), halves, rows)
    ends = np.cumsum(counts[0] + counts[1], dtype=np.int64)
    # Buckets end where a place ends, so that each is sorted by itself. Empty places may be counted to any.
    cuts = _cuts(ends, ROWS_A_BUCKET)
    bucket = np.minimum(np.searchsorted(cuts, ends, side="left") - 1, len(cuts) - 2)
    bucket = np.maximum(bucket, 0).astype(np.int32)
    before = np.bincount(bucket, weights=counts[0], minlength=len(cuts) - 1).astype(np.int64)
    mixed: Any = (np.empty(rows, np.int64), *(np.empty_like(column) for column in made[2:]))
    in_threads(
        lambda low, high, cursor: _scatter(low, high, bucket, cursor, place, enter, who, leave, code, *mixed),
        [(*halves[0], cuts[:-1].copy()), (*halves[1], cuts[:-1] + before)],
        rows,
    )

    def settle(low: int, high: int) -> None:
        _settle(np.argsort(mixed[0][low:high]), low, *_all(mixed, made))

    in_threads(settle, zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True), rows)
    return made


def _room(rows: int) -> Sorted:
    room: Any = [np.empty(rows, np.uint16 if name == "code" else np.int32) for name in Sorted._fields]
    return Sorted(*room)


def _all(*parts: Any) -> Any:
    """Columns of several, one after the other, for a kernel."""
    return [column for part in parts for column in part]


@compiled
def _counted(keys: I32, most: int) -> I32:
    counts = np.zeros(most, np.int32)
    for i in range(len(keys)):
        counts[keys[i]] += 1
    return counts


def _cuts(ends: I64, rows: int) -> I64:
    """Where some keys' rows end, about ``rows`` apart, with both ends."""
    wanted = np.arange(rows, ends[-1] + rows, rows)
    at = np.minimum(np.searchsorted(ends, wanted), len(ends) - 1)
    return np.unique(np.concatenate([[0], ends[at]])).astype(np.int64)


@compiled
def _scatter(
    low: int,
    high: int,
    bucket: I32,
    cursor: I64,
    place: I32,
    enter: I32,
    who: I32,
    leave: I32,
    code: U16,
    keys: I64,
    who_out: I32,
    leave_out: I32,
    code_out: U16,
    order: I32,
) -> None:
    for i in range(low, high):
        b = bucket[place[i]]
        at = cursor[b]
        cursor[b] = at + 1
        keys[at] = (np.int64(place[i]) << 32) + np.int64(enter[i])
        who_out[at] = who[i]
        leave_out[at] = leave[i]
        code_out[at] = code[i]
        order[at] = i


@compiled
def _settle(
    ranks: I64,
    low: int,
    keys: I64,
    who: I32,
    leave: I32,
    code: U16,
    order: I32,
    place_out: I32,
    enter_out: I32,
    who_out: I32,
    leave_out: I32,
    code_out: U16,
    order_out: I32,
) -> None:
    for i in range(len(ranks)):
        at = low + ranks[i]
        # The enter may be negative: it was added, and borrows from the place.
        here = (keys[at] + 0x80000000) >> 32
        place_out[low + i] = here
        enter_out[low + i] = keys[at] - (here << 32)
        who_out[low + i] = who[at]
        leave_out[low + i] = leave[at]
        code_out[low + i] = code[at]
        order_out[low + i] = order[at]


@compiled
def last_of_equals(
    place: I32, enter: I32, who: I32, leave: I32, code: U16, order: I32, person_bits: int, keep: Mask
) -> int:
    """Of rows that are the same visit, keep the last given; put equals of place and enter in order of person, source.

    Takes the columns of ``Sorted`` and puts them right in their ties; ``keep`` (n,) out: which rows stay, and how many go.
    """
    rows = len(order)
    keep[:] = True
    gone, low = 0, 0
    while low < rows:
        high = low + 1
        while high < rows and enter[high] == enter[low] and place[high] == place[low]:
            high += 1
        if high - low > 1:
            gone += _settle_ties(low, high, who, leave, code, order, person_bits, keep)
        low = high
    return gone


@compiled
def _settle_ties(
    low: int, high: int, who: I32, leave: I32, code: U16, order: I32, person_bits: int, keep: Mask
) -> int:
    # By row first, then stably by (person, source): the last of equals is the last given.
    given = np.argsort(order[low:high])
    keys = np.empty(len(given), np.int64)
    for i in range(len(given)):
        at = low + given[i]
        keys[i] = (np.int64(who[at] & person_bits) << 9) + (code[at] >> 8)
    ranks = np.argsort(keys, kind="mergesort")
    moved = given[ranks]
    who[low:high] = who[low:high][moved]
    leave[low:high] = leave[low:high][moved]
    code[low:high] = code[low:high][moved]
    order[low:high] = order[low:high][moved]
    gone = 0
    for i in range(len(ranks) - 1):
        if keys[ranks[i]] == keys[ranks[i + 1]]:
            keep[low + i] = False
            gone += 1
    return gone
