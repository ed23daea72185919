"""How long something lasts where some goes on: the estimates of ``survival``, slow and plain, for pages that run without NumPy."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from statistics import NormalDist, median

from lianfang.base.problems import Problem, Refused


@dataclass(frozen=True)
class Lasting:
    """Length of stay.

    Attributes:
        n: how many began.
        ended: of these, how many have ended.
        naive_median: of those that have ended; too short while others go on. None where none has.
        median: by Kaplan-Meier; None where less than half are expected to have ended within what was seen.
        low, high: its 95 % interval by the log-log transform; each None where it lies beyond what was seen.
        going_on: time at which stays ended → share still going on after it, in order of time.
    """

    n: int
    ended: int
    naive_median: float | None
    median: float | None
    low: float | None
    high: float | None
    going_on: tuple[tuple[float, float], ...]

    def share_after(self, time: float) -> float:
        """The share that goes on after a time."""
        return next((share for at, share in reversed(self.going_on) if at <= time), 1.0)


def lasting(durations: Sequence[float], ended: Sequence[bool], level: float = 0.95) -> Lasting:
    """Length of stay where those that go on are censored.

    Args:
        durations: days until the end, or until as-of.
        ended: true where it has ended.

    Raises:
        Refused: ``outlook/empty``, or ``outlook/delay-reversed`` for a negative duration, with its row from 1.

    Source: Kaplan, Meier. JASA 1958; the interval of the median by Brookmeyer, Crowley. Biometrics 1982.
    """
    _check(durations)
    over = sorted(time for time, is_over in zip(durations, ended, strict=True) if is_over)
    ordered = sorted(durations)
    curve: list[tuple[float, float]] = []
    lows: list[float] = []
    highs: list[float] = []
    share = variance = 1.0
    variance = 0.0
    z = NormalDist().inv_cdf((1 + level) / 2)
    for time in sorted(set(over)):
        at_risk = len(ordered) - bisect_left(ordered, time)
        ends = bisect_right(over, time) - bisect_left(over, time)
        share *= 1 - ends / at_risk
        variance += ends / (at_risk * (at_risk - ends)) if at_risk > ends else inf
        curve.append((time, share))
        lows.append(_bound(share, variance, z))
        highs.append(_bound(share, variance, -z))
    return Lasting(
        n=len(durations),
        ended=len(over),
        naive_median=float(median(over)) if over else None,
        median=_first(curve, [one for _, one in curve]),
        low=_first(curve, lows),
        high=_first(curve, highs),
        going_on=tuple(curve),
    )


def ways(durations: Sequence[float], end: Sequence[int], kinds: int) -> tuple[float, ...]:
    """The share that is expected to have ended in each way by the last end seen, where one end rules out the others.

    Args:
        durations: days until the end, or until as-of.
        end: 0 where it goes on, 1 to ``kinds`` for the way it ended.
        kinds: how many ways there are.

    Raises:
        Refused: as ``lasting``.

    Source: Aalen, Johansen. Scand J Stat 1978.
    """
    _check(durations)
    going_on, shares = 1.0, [0.0] * kinds
    for time in sorted({one for one, way in zip(durations, end, strict=True) if way}):
        at_risk = sum(1 for one in durations if one >= time)
        here = [way for one, way in zip(durations, end, strict=True) if way and one == time]
        for kind in range(kinds):
            shares[kind] += going_on * here.count(kind + 1) / at_risk
        going_on *= 1 - len(here) / at_risk
    return tuple(shares)


def _check(durations: Sequence[float]) -> None:
    if not durations:
        raise Refused(Problem("outlook/empty"))
    for row, one in enumerate(durations, start=1):
        if one < 0:
            raise Refused(Problem("outlook/delay-reversed", line=row, facts={"left": 0, "right": f"{one:g}"}))


def _bound(share: float, variance: float, z: float) -> float:
    """One end of the interval of the share going on (Greenwood's variance, log-log transform)."""
    if share <= 1e-12:
        return 0.0
    return exp(log(share) * exp(z * sqrt(variance) / abs(log(share))))


def _first(curve: Sequence[tuple[float, float]], shares: Sequence[float]) -> float | None:
    """The first time at which a share is half or less."""
    return next((time for (time, _), share in zip(curve, shares, strict=True) if share <= 0.5 + 1e-12), None)
