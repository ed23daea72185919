"""Places that several cases share, and whether chance alone would bring them together there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lianfang.base.instants import Instant
from lianfang.trace import kernels, numbers
from lianfang.trace.compiled import I32, I64, compiled
from lianfang.trace.questions import Questions, Window

F64 = npt.NDArray[np.float64]


class Shared(NamedTuple):
    """A place and the cases that were there.

    Args:
        expected: cases that chance would bring there.
        p: chance of as many or more, if each of a case's visits were drawn like the city's.
        adjusted: the same after Holm's correction for all places that were compared.
    """

    place: int
    kind: str
    cases: tuple[int, ...]
    first: Instant
    last: Instant
    expected: float
    p: float
    adjusted: float


class Sharing(NamedTuple):
    """The answer: places, least chance first, and how many were compared to find them.

    ``silent``: cases without a visit in their window, of whom the log can say nothing.
    """

    found: list[Shared]
    compared: int
    silent: int
    cut_short: int


def shared_places(
    log: Questions, cases: Sequence[int], windows: Sequence[Window], *, least: int = 2
) -> Sharing:
    """Places where at least ``least`` of these cases were, each in its own window.

    Chance: each visit of a case falls on a place with that place's share of all recorded visits; the number of cases
    at a place is then a sum of unlike coins, and its tail is worked out exactly. All places at which anybody was are
    counted as compared, since any of them could have come out. A home shared by a family always comes out, and should.
    O(visits of the cases + places shared × cases²).
    """
    log.refresh()
    seen = [_visits(log, case, window) for case, window in zip(cases, windows, strict=True)]
    rows = np.concatenate([np.column_stack([np.full(len(v), i), v]) for i, v in enumerate(seen)] or [_NONE])
    number = {place: set(rows[rows[:, 6] == place, 0].tolist()) for place in np.unique(rows[:, 6]).tolist()}
    shared = {place: who for place, who in number.items() if len(who) >= max(2, least)}
    counts = [len(v) for v in seen]
    compared = _places(log)
    tails = {place: _chance(log, place, counts, len(who)) for place, who in shared.items()}
    adjusted = _holm([p for _, p in tails.values()], compared)
    found = [
        _said(log, place, rows[rows[:, 6] == place], cases, tails[place], holm)
        for place, holm in zip(shared, adjusted, strict=True)
    ]
    cut = max([max(0, log.kept_from - window.since) for window in windows], default=0)
    return Sharing(sorted(found, key=lambda one: (one.p, one.place)), compared, counts.count(0), cut)


_NONE = np.zeros((0, 7), np.int64)


def _visits(log: Questions, case: int, window: Window) -> I32:
    """(n, 6) as ``kernels.visits_of`` gives them."""
    number = log.number(case)
    out = np.empty((256, 6), np.int32)
    if number < 0:
        return out[:0]
    epoch = log.manifest.epoch
    since, until = window.since - epoch, window.until - epoch
    while (count := kernels.visits_of(log.columns, number, since, until, out)) > len(out):
        out = np.empty((count, 6), np.int32)
    return out[:count]


def _places(log: Questions) -> int:
    """Places at which anybody was."""
    found = [run.a["places"] for run in log.runs]
    return len(found[0]) if len(found) == 1 else len(np.unique(np.concatenate(found))) if found else 0


def _chance(log: Questions, place: int, counts: Sequence[int], cases: int) -> tuple[float, float]:
    """How many cases to expect at a place, and the chance of at least ``cases``."""
    at = [_rows(run.a["places"], run.a["places_start"], place) for run in log.runs]
    share = sum(at) / max(1, sum(len(run) for run in log.runs))
    each = -np.expm1(np.array(counts) * np.log1p(-min(share, 1 - 1e-12)))
    return float(each.sum()), at_least(each, cases)


def _rows(places: I32, start: I32, place: int) -> int:
    at = int(np.searchsorted(places, place))
    return int(start[at + 1] - start[at]) if at < len(places) and places[at] == place else 0


def at_least(chances: F64, least: int) -> float:
    """The chance that at least so many of independent events happen. O(events × least)."""
    return 1.0 if least <= 0 else float(_tail(np.ascontiguousarray(chances, np.float64), least))


@compiled
def _tail(chances: F64, least: int) -> float:
    """Summed from the small end: no difference of nearly equal numbers, so that tiny chances stay exact."""
    below = np.zeros(least + 1)
    below[0] = 1.0
    # below[k]: chance of exactly k so far; below[least]: of at least that many, which is where one stays.
    for chance in chances:
        below[least] += below[least - 1] * chance
        for k in range(least - 1, 0, -1):
            below[k] = below[k] * (1 - chance) + below[k - 1] * chance
        below[0] *= 1 - chance
    reached: float = below[least]
    return reached


def _holm(chances: Sequence[float], compared: int) -> list[float]:
    """Holm's step-down for the smallest of ``compared`` chances, in the order given."""
    order = np.argsort(chances, kind="stable")
    adjusted, reached = [0.0] * len(chances), 0.0
    for rank, i in enumerate(order.tolist()):
        reached = max(reached, min(1.0, (compared - rank) * chances[i]))
        adjusted[i] = reached
    return adjusted


def _said(
    log: Questions, place: int, rows: I64, cases: Sequence[int], chance: tuple[float, float], adjusted: float
) -> Shared:
    name = int(numbers.names_of(log.places, np.array([place], np.int32))[0])
    epoch = log.manifest.epoch
    codes = [log.runs[run].code(row)[0] for run, row in rows[:, 1:3].tolist()]
    kind = log.manifest.kinds[int(np.bincount(codes).argmax())]
    who = tuple(cases[i] for i in np.unique(rows[:, 0]).tolist())
    first, last = int(rows[:, 4].min()) + epoch, int(rows[:, 5].max()) + epoch
    return Shared(name, kind, who, first, last, chance[0], chance[1], adjusted)
