"""Delays by group and by period: crude, and within weeks of onset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import stats

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.series import Floats


@dataclass(frozen=True)
class Summary:
    """Delays in numbers, days. ``sd`` is None for a single one; negative delays are in all of them."""

    n: int
    mean: float
    sd: float | None
    median: float
    negative: int


def summary(delays: Floats) -> Summary:
    """Of delays; shape (rows,).

    Raises:
        Refused: ``outlook/empty``.
    """
    if len(delays) == 0:
        raise Refused(Problem("outlook/empty"))
    sd = float(delays.std(ddof=1)) if len(delays) > 1 else None
    return Summary(len(delays), float(delays.mean()), sd, float(np.median(delays)), int((delays < 0).sum()))


@dataclass(frozen=True)
class Difference:
    """How much longer one group's delays are than another's, days.

    Attributes:
        without, with_: the two groups as they are.
        crude: the difference of their means.
        within: the same within weeks of onset, averaged with weights n₁n₂/(n₁ + n₂); None where no week holds both.
        low, high: its 95 % interval, by the variance within weeks; None with it.
        weeks: how many weeks hold both.
    """

    without: Summary
    with_: Summary
    crude: float
    within: float | None
    low: float | None
    high: float | None
    weeks: int


def compare(delays: Floats, in_group: Sequence[bool], onsets: Sequence[date]) -> Difference:
    """Without minus with, crude and by ISO week of onset.

    A group that grew while delays shrank looks quicker than it is: within weeks it is compared with its own time.

    Args:
        delays: days; shape (rows,).
        in_group: who is in the group.
        onsets: the day by whose week they are compared.

    Raises:
        Refused: ``outlook/empty`` where one side is.
    """
    member = np.asarray(in_group, dtype=bool)
    without, with_ = summary(delays[~member]), summary(delays[member])
    week = np.array([year * 100 + week for year, week, _ in (day.isocalendar() for day in onsets)])
    weights, differences, squares, free = [], [], 0.0, 0
    for each in np.unique(week):
        left, right = delays[(week == each) & ~member], delays[(week == each) & member]
        if len(left) and len(right):
            weights.append(len(left) * len(right) / (len(left) + len(right)))
            differences.append(left.mean() - right.mean())
            squares += float(((left - left.mean()) ** 2).sum() + ((right - right.mean()) ** 2).sum())
            free += len(left) + len(right) - 2
    within = float(np.average(differences, weights=weights)) if weights else None
    half = None
    if free > 0:
        half = float(stats.t.ppf(0.975, free) * np.sqrt(squares / free / sum(weights)))
    return Difference(
        without=without,
        with_=with_,
        crude=without.mean - with_.mean,
        within=within,
        low=None if within is None or half is None else within - half,
        high=None if within is None or half is None else within + half,
        weeks=len(weights),
    )


def by_period(delays: Floats, days: Sequence[date], ends: Sequence[date]) -> list[Summary | None]:
    """Summaries of the periods up to each end inclusive, and of what comes after the last; None where a period is empty.

    Args:
        delays: shape (rows,).
        days: the day by which each falls into a period, of the first event: by that of the second, delays are cut.
        ends: in order.
    """
    at = np.searchsorted([end.toordinal() for end in ends], [day.toordinal() for day in days], side="left")
    parts = [delays[at == period] for period in range(len(ends) + 1)]
    return [summary(part) if len(part) else None for part in parts]
