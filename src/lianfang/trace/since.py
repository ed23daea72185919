"""Backwards: a place or an area became risky from a past date on, and all who were there since are wanted, each once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from lianfang.base.instants import Instant
from lianfang.trace import numbers, sweeps
from lianfang.trace.compiled import I32, I64, Mask
from lianfang.trace.questions import Questions

AT_ONCE = 1 << 23
"""Visits whose spans are held at once: 64 MB."""


@dataclass(frozen=True)
class Since:
    """All who were at some places within what was asked, in order of their first instant there, then of their name.

    Args:
        people: (n,) names, each once.
        seconds: (n,) there in all, each second once, however many visits and places tell of it.
        first, last: (n,) instants there, within what was asked.
        times: (n,) visits.
        sure: (n,) False where all that speaks for them is a visit from before which would have ended by a rule alone.
        visits: of all of them; 0 means that the log says nothing, not that nobody was there.
        cut_short: seconds at the beginning of what was asked that retention has deleted; 0: none.
    """

    people: I64
    seconds: I64
    first: I64
    last: I64
    times: I64
    sure: Mask
    visits: int
    cut_short: int

    def __len__(self) -> int:
        return len(self.people)


def since(
    log: Questions,
    places: I64,
    since: Instant,
    until: Instant,
    *,
    same: Mapping[int, int] | None = None,
    at_once: int = AT_ONCE,
) -> Since:
    """Everyone who was at any of some places at any time within [since, until).

    A visit that began before and went on counts from ``since``; one that had ended by then does not count. An open one ends as
    the rule says.

    Args:
        places: names, such as those of all places of an area; what the log does not know is passed over.
        same: another name of a person → the name under which they are listed.
        at_once: visits whose spans are held at once; more are done a part of the persons after the other.

    Returns: the answer. O(places · runs · log + n log n) for n visits there; about 30 bytes for each person of the log, 100 for
    each person found, 8 for each visit up to ``at_once``.
    """
    log.refresh()
    window = _relative(log, since), _relative(log, until)
    wanted = np.unique(numbers.find(log.places, np.unique(np.asarray(places, np.int64))))
    wanted = wanted[wanted != numbers.NONE]
    total = max((piece.base + len(piece.names) for piece in log.people), default=0)
    alias, names = _alias(log, total, same or {})
    counts = np.zeros(total, np.int64)
    none, sure = np.empty((0, 2), np.int32), np.zeros(total, np.uint8)
    visits = sweeps.sweep(log.columns, wanted, *window, alias, (0, total), counts, none, sure)
    rows = np.empty((int(np.count_nonzero(counts)), sweeps.FACTS), np.int32)
    filled = 0
    for first, last in _parts(counts, at_once):
        ends = np.cumsum(counts[first:last])
        spans, slots = np.empty((int(ends[-1]), 2), np.int32), ends - counts[first:last]
        sweeps.sweep(log.columns, wanted, *window, alias, (first, last), slots, spans, sure)
        filled = sweeps.unite(spans, ends, first, rows, filled)
    people = numbers.names_of(log.people, rows[:, sweeps.PERSON])
    for number, name in names.items():
        people[rows[:, sweeps.PERSON] == number] = name
    order = np.lexsort((people, rows[:, sweeps.FIRST]))
    wide, epoch = rows[order].astype(np.int64), log.manifest.epoch
    return Since(
        people[order], wide[:, sweeps.SECONDS], wide[:, sweeps.FIRST] + epoch, wide[:, sweeps.LAST] + epoch,
        wide[:, sweeps.VISITS_OF], sure[wide[:, sweeps.PERSON]].astype(np.bool_), visits,
        max(0, min(log.kept_from, until) - since),
    )  # fmt: skip


def _relative(log: Questions, instant: Instant) -> int:
    return min(max(instant - log.manifest.epoch, -(2**31)), 2**31 - 1)


def _alias(log: Questions, total: int, same: Mapping[int, int]) -> tuple[I32, dict[int, int]]:
    """The number as which each number counts, nothing where each does as itself; and the names that are not the number's own."""
    pairs = [(gone, kept) for gone, kept in same.items() if log.number(gone) != numbers.NONE]
    if not pairs:
        return np.empty(0, np.int32), {}
    alias, standing = np.arange(total, dtype=np.int32), dict[int, int]()
    for gone, kept in pairs:
        # Where the log does not know the name that is kept, the first of the others stands for it.
        known = log.number(kept)
        number = standing.setdefault(kept, log.number(gone) if known == numbers.NONE else known)
        alias[log.number(gone)] = number
    return alias, {number: kept for kept, number in standing.items()}


def _parts(counts: I64, at_once: int) -> Iterator[tuple[int, int]]:
    """Neighbouring persons with no more visits than that between them; one who has more stands alone."""
    reached = np.cumsum(counts)
    first, done = 0, 0
    while first < len(counts) and done < reached[-1]:
        last = max(first + 1, int(np.searchsorted(reached, done + at_once, side="right")))
        if reached[last - 1] > done:
            yield first, last
        first, done = last, int(reached[last - 1])
