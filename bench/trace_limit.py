"""The physical limit of a question: the visits that it touches, and the time in which memory gives them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np


def limit(log: Any, people: list[int], window: Any, best: Any, batch: float, answer: int) -> dict[str, Any]:
    """Visits touched, and the time in which this machine's memory gives them: a random read for each own visit and each run
    that is searched, the rest in order; of a batch, on two cores, and its ``answer`` of so many rows is written.
    """
    read, bandwidth = _memory()
    touched = np.array([_touched(log, window, log.number(person)) for person in people])
    seconds = touched[:, 0] * len(log.runs) * read + touched[:, 1] * 12 / bandwidth
    together = float(seconds.sum()) / 2 + answer * 64 / bandwidth
    return {
        "random_read_us": round(1e6 * read, 3), "gb_per_second": round(bandwidth / 1e9, 1),
        "own_visits": float(np.median(touched[:, 0])), "rows_around_p50": float(np.median(touched[:, 1])),
        "rows_around_of_batch": int(touched[:, 1].sum()), "limit_p50_us": round(1e6 * float(np.median(seconds)), 2),
        "times_limit_p50": round(float(np.median(best) / np.median(seconds[: len(best)])), 1),
        "limit_batch_s": round(together, 4), "times_limit_batch": round(batch / together, 1),
    }  # fmt: skip


def _touched(log: Any, window: Any, number: int) -> tuple[int, int]:
    """A person's visits, and the rows that are looked at around them."""
    from lianfang.trace import kernels

    own = np.empty((1 << 12, 6), np.int32)
    since, until = log.relative(window.since), log.relative(window.until)
    seen = kernels.visits_of(log.columns, number, since, until, own) if number >= 0 else 0
    around = [
        kernels.rows_around(log.columns, own[v], max(int(own[v, 3]), since), min(int(own[v, 4]), until))
        for v in range(seen)
    ]
    return seen, sum(around)


def _memory() -> tuple[float, float]:
    """Seconds of a read that depends on the one before it, over 256 MiB; bytes a second read in order."""
    import numba

    n = 1 << 26
    chain = np.empty(n, np.int32)
    order = np.random.default_rng(3).permutation(n).astype(np.int32)
    chain[order] = np.roll(order, -1)

    @numba.njit
    def walk(chain: Any, steps: int) -> int:
        at = 0
        for _ in range(steps):
            at = chain[at]
        return at

    walk(chain, 10)
    steps = 1 << 20
    return _quickest(lambda: walk(chain, steps)) / steps, chain.nbytes / _quickest(chain.max)


def _quickest(way: Callable[[], Any]) -> float:
    took = []
    for _ in range(3):
        begin = time.perf_counter()
        way()
        took.append(time.perf_counter() - begin)
    return min(took)
