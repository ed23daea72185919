"""Orders over 10⁸ rows: split into buckets that fit the cache, then sort each, two at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from lianfang.trace.compiled import I32, I64, Mask, compiled

ROWS_A_BUCKET = 1 << 18
THREADS = 2


def by_two(first: I32, second: I32) -> I64:
    """(n,) the permutation that orders rows by ``first`` (0 ≤ first), then ``second``; ties in any order.

    O(n log n) compares within buckets; 12 bytes a row beside the result.
    """
    rows = len(first)
    if rows == 0:
        return np.zeros(0, np.int64)
    starts = _starts(first)
    keys, index = _scattered(first, second, starts)
    order = np.empty(rows, np.int64)

    def settle(low: int, high: int) -> None:
        order[low:high] = index[low:high][np.argsort(keys[low:high])]

    # Buckets end where a key ends, so that each is sorted by itself.
    cuts = _cuts(starts, ROWS_A_BUCKET)
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(settle, cuts[:-1].tolist(), cuts[1:].tolist()))
    return order


def _starts(keys: I32) -> I64:
    """(most + 2,) where each key's rows begin."""
    counts = np.bincount(keys)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _cuts(starts: I64, rows: int) -> I64:
    """Starts about ``rows`` apart, with both ends."""
    wanted = np.arange(0, starts[-1] + rows, rows)
    at = np.minimum(np.searchsorted(starts, wanted), len(starts) - 1)
    return np.unique(np.concatenate([[0], starts[at], starts[-1:]]))


def _scattered(first: I32, second: I32, starts: I64) -> tuple[I64, I32]:
    cuts = _cuts(starts, ROWS_A_BUCKET)
    # Which bucket a key belongs to: empty keys may be counted to any.
    bucket = np.maximum(np.searchsorted(cuts, starts[:-1], side="right") - 1, 0).astype(np.int32)
    bucket = np.minimum(bucket, len(cuts) - 2).astype(np.int32)
    return _scatter(first, second, bucket, cuts[:-1].copy())


@compiled
def _scatter(first: I32, second: I32, bucket: I32, cursor: I64) -> tuple[I64, I32]:
    rows = len(first)
    keys = np.empty(rows, np.int64)
    index = np.empty(rows, np.int32)
    for i in range(rows):
        b = bucket[first[i]]
        at = cursor[b]
        cursor[b] = at + 1
        keys[at] = (np.int64(first[i]) << 32) + np.int64(second[i])
        index[at] = i
    return keys, index


@compiled
def last_of_equals(order: I64, place: I32, enter: I32, person: I32, source: I32) -> Mask:
    """Of rows that are the same visit, keep the last given; put equals of place and enter in order of person, source.

    ``order`` sorts by (place, enter) and is put right in its ties; returns (n,) over ``order``, which rows stay.
    """
    rows = len(order)
    keep = np.ones(rows, np.bool_)
    low = 0
    while low < rows:
        high = low + 1
        while (
            high < rows
            and place[order[high]] == place[order[low]]
            and enter[order[high]] == enter[order[low]]
        ):
            high += 1
        if high - low > 1:
            # By row first, then stably by (person, source): the last of equals is the last given.
            ties = np.sort(order[low:high])
            keys = np.empty(len(ties), np.int64)
            for i in range(len(ties)):
                keys[i] = (np.int64(person[ties[i]]) << 9) + source[ties[i]]
            ranks = np.argsort(keys, kind="mergesort")
            for i in range(len(ties)):
                order[low + i] = ties[ranks[i]]
                if i + 1 < len(ties) and keys[ranks[i]] == keys[ranks[i + 1]]:
                    keep[low + i] = False
        low = high
    return keep
