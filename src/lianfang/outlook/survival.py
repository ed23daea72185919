"""How long something lasts when for some it has not ended yet: Kaplan-Meier, and Aalen-Johansen for several ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.cori import Bools, Ints
from lianfang.outlook.series import Floats


@dataclass(frozen=True)
class Stay:
    """Length of stay.

    Attributes:
        n: how many began.
        ended: of these, how many have ended.
        naive_median: of those that have ended; too short while others go on. None where none has.
        median: by Kaplan-Meier; None where less than half are expected to have ended within what was seen.
        low, high: its 95 % interval by the log-log transform; each None where it lies beyond what was seen.
        times: at which stays ended; shape (times,).
        going_on: share still going on after each of these; shape (times,).
    """

    n: int
    ended: int
    naive_median: float | None
    median: float | None
    low: float | None
    high: float | None
    times: Floats
    going_on: Floats


def kaplan_meier(durations: Floats, ended: Bools, level: float = 0.95) -> Stay:
    """Length of stay where those that go on are censored.

    Args:
        durations: days until the end, or until as-of; shape (rows,).
        ended: true where it has ended; shape (rows,).

    Raises:
        Refused: ``outlook/empty``, or ``outlook/delay-reversed`` for a negative duration, with its row from 1.

    Source: Kaplan, Meier. JASA 1958; the interval of the median by Brookmeyer, Crowley. Biometrics 1982.
    """
    _check(durations)
    over = ended
    times = np.unique(durations[over])
    at_risk = np.array([(durations >= t).sum() for t in times], dtype=np.float64)
    ends = np.array([(durations[over] == t).sum() for t in times], dtype=np.float64)
    going_on = np.asarray(np.cumprod(1 - ends / at_risk), dtype=np.float64)
    return Stay(
        n=len(durations),
        ended=int(over.sum()),
        naive_median=float(np.median(durations[over])) if over.any() else None,
        median=_first(times, going_on <= 0.5 + 1e-12),
        low=_first(times, _bound(at_risk, ends, going_on, -level) <= 0.5),
        high=_first(times, _bound(at_risk, ends, going_on, level) <= 0.5),
        times=times,
        going_on=going_on,
    )


def cumulative_incidence(durations: Floats, end: Ints, kinds: int) -> tuple[Floats, Floats]:
    """The share that has ended in each way by each time, where one end rules out the others.

    Args:
        durations: days until the end, or until as-of; shape (rows,).
        end: 0 where it goes on, 1 to ``kinds`` for the way it ended; shape (rows,).
        kinds: how many ways there are.

    Returns:
        times, shape (times,); shares, shape (kinds, times).

    Raises:
        Refused: as ``kaplan_meier``.

    Source: Aalen, Johansen. Scand J Stat 1978.
    """
    _check(durations)
    times = np.unique(durations[end > 0])
    going_on, shares = 1.0, np.zeros((kinds, len(times)))
    for column, t in enumerate(times):
        at_risk = (durations >= t).sum()
        ends = np.array([((durations == t) & (end == kind)).sum() for kind in range(1, kinds + 1)])
        shares[:, column] = going_on * ends / at_risk
        going_on *= 1 - ends.sum() / at_risk
    return times, np.cumsum(shares, axis=1)


@dataclass(frozen=True)
class Ended:
    """The share that has ended in one way by a day, with its interval."""

    share: float
    low: float
    high: float


def ended_by(durations: Floats, end: Ints, kind: int, day: float, level: float = 0.95) -> Ended:
    """The share that has ended in one way by a day, where one end rules out the others.

    The interval is that of the delta method on the log-log scale. Where none or all have ended so, it is Clopper and Pearson's of
    those of whom it is known: they have ended by then, or are still there.

    Args:
        durations, end: as for ``cumulative_incidence``.
        kind: the way.
        day: at most the longest duration.
        level: of the interval.

    Raises:
        Refused: as ``kaplan_meier``.

    Source: Choudhury. Biostatistics 2002.
    """
    times, shares = cumulative_incidence(durations, end, int(max(end.max(), kind)))
    times, shares = times[times <= day], shares[kind - 1][: int((times <= day).sum())]
    share = float(shares[-1]) if len(shares) else 0.0
    if not 0 < share < 1 - 1e-12:
        known = int(((durations >= day) | ((end > 0) & (durations <= day))).sum())
        least = ((1 - level) / 2) ** (1 / known)
        return Ended(share, 0.0, 1 - least) if share <= 0 else Ended(share, least, 1.0)
    at_risk = np.array([(durations >= t).sum() for t in times], dtype=np.float64)
    ends = np.array([((durations == t) & (end > 0)).sum() for t in times], dtype=np.float64)
    ours = np.array([((durations == t) & (end == kind)).sum() for t in times], dtype=np.float64)
    before = np.concatenate([[1.0], np.cumprod(1 - ends / at_risk)[:-1]])
    to_come, left = share - shares, at_risk - ends
    # Where nobody is left nothing is to come either.
    greenwood = np.divide(ends, at_risk * left, out=np.zeros_like(ends), where=left > 0)
    variance = (
        (to_come**2 * greenwood).sum()
        + (before**2 * ours * (at_risk - ours) / at_risk**3).sum()
        - 2 * (to_come * before * ours / at_risk**2).sum()
    )
    spread = special.ndtri((1 + level) / 2) * np.sqrt(max(float(variance), 0.0)) / (share * -np.log(share))
    return Ended(share, float(share ** np.exp(spread)), float(share ** np.exp(-spread)))


def _check(durations: Floats) -> None:
    if len(durations) == 0:
        raise Refused(Problem("outlook/empty"))
    for row in np.flatnonzero(durations < 0):
        facts = {"left": 0, "right": f"{durations[row]:g}"}
        raise Refused(Problem("outlook/delay-reversed", line=int(row) + 1, facts=facts))


def _bound(at_risk: Floats, ends: Floats, going_on: Floats, level: float) -> Floats:
    """One end of the interval of the share going on (Greenwood's variance, log-log transform)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.log(going_on)
        spread = np.sqrt(np.cumsum(ends / (at_risk * (at_risk - ends)))) / np.abs(log)
        sign, z = np.sign(level), special.ndtri((1 + abs(level)) / 2)
        found = np.exp(log * np.exp(-sign * z * spread))
    return np.where(going_on <= 0, 0.0, found)


def _first(times: Floats, where: Bools) -> float | None:
    found = np.flatnonzero(where)
    return float(times[found[0]]) if len(found) else None
