"""What the log holds of some persons: for the feed, which mends it. Nobody is shown this: questions start from a case."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from lianfang.base.instants import Instant
from lianfang.trace import kernels, numbers
from lianfang.trace.log import Log
from lianfang.trace.naive import Row
from lianfang.trace.runs import ASSUMED

SEATS = 3


def recorded(log: Log, person: int, since: Instant, until: Instant, sources: Collection[str]) -> list[Row]:
    """The visits of a person that count, began from ``since`` on and before ``until``, and came from these sources.

    Args:
        log: refreshed by the caller.
        person: a pseudonym.

    Returns: rows as they would be given again: what a rule closed is open. O(visits of the person · runs).
    """
    found = (piece.find(person) for piece in log.people)
    number = next((one for one in found if one != numbers.NONE), numbers.NONE)
    if number == numbers.NONE:
        return []
    low, high = since - log.manifest.epoch, until - log.manifest.epoch
    out = np.empty((256, 6), np.int32)
    while (count := kernels.visits_of(log.columns, number, low, high, out)) > len(out):
        out = np.empty((count, 6), np.int32)
    rows = [_row(log, person, one) for one in out[:count].tolist()]
    return [row for row in rows if row.source in sources and since <= row.enter]


def _row(log: Log, person: int, one: list[int]) -> Row:
    number, at, _, enter, leave, place = one
    run, epoch = log.runs[number], log.manifest.epoch
    kind, source = run.code(at)
    name = int(numbers.names_of(log.places, np.array([place], np.int32))[0])
    seats = [int(part) if part >= 0 else None for part in run.seats_of(np.array([at], np.int32))[0]]
    is_open = bool(run.a["visits"][at, 2] & ASSUMED)
    kinds, sources = log.manifest.kinds, log.manifest.sources
    carriage, row, seat = seats[:SEATS]
    return Row(
        person, name, enter + epoch, None if is_open else leave + epoch, kinds[kind], sources[source],
        False, carriage, row, seat,
    )  # fmt: skip
