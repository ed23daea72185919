"""A list of cases as estimates need it: onset, day of report, origin; and what of it was known when."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.delays import Observed
from lianfang.outlook.series import Series

Origin = Literal["local", "imported"]


@dataclass(frozen=True)
class Case:
    """One case; None is not known.

    Attributes:
        onset: day of the first symptom.
        reported_from, reported_to: between which days it was reported, both inclusive; equal where the day is known. Where
            only the first is missing, it was reported some time from its onset on.
        origin: where it was infected; None where that cannot be told.
    """

    onset: date | None
    reported_from: date | None
    reported_to: date | None
    origin: Origin | None


def known(cases: Sequence[Case], known_at: date | None) -> list[Case]:
    """What had been reported by the end of a day; all of it for None. A case without a day of report is in neither."""
    return [
        case
        for case in cases
        if known_at is None or (case.reported_to is not None and case.reported_to <= known_at)
    ]


def series(cases: Sequence[Case], *, as_of: date, first: date | None = None) -> Series:
    """Cases by day of onset up to ``as_of``; those without an onset are left out.

    Args:
        cases: as they are known.
        as_of: the last day.
        first: the first day; by default that of the first onset.

    Raises:
        Refused: ``outlook/empty``: no onset by ``as_of``.
    """
    dated = [(case.onset, case.origin) for case in cases if case.onset is not None and case.onset <= as_of]
    if not dated:
        raise Refused(Problem("outlook/empty"))
    first = first or min(onset for onset, _ in dated)
    columns: dict[Origin | None, int] = {"local": 0, "imported": 1, None: 2}
    counts = np.zeros((3, (as_of - first).days + 1))
    for onset, origin in dated:
        if onset >= first:
            counts[columns[origin], (onset - first).days] += 1
    return Series(first, counts[0], counts[1], counts[2])


def report_days(
    numbers: Sequence[int], totals: Sequence[tuple[date, int]]
) -> list[tuple[date | None, date | None]]:
    """Days of report out of the cases' running numbers and the daily totals: a case is reported on the first day whose
    total reaches its number.

    Args:
        numbers: of the cases, counted from 1 in the order in which they were made public.
        totals: day and cumulative total, in order of days.

    Returns:
        From and to for each case. The cases of the first total came on that day or before, so that their first end is not
        known; a number above the last total has neither.

    Raises:
        Refused: ``outlook/fall`` where the totals fall.
    """
    for (_, before), (day, after) in pairwise(totals):
        if after < before:
            facts = {"day": day, "before": before, "after": after}
            raise Refused(Problem("outlook/fall", facts=facts))
    sums = [total for _, total in totals]
    found: list[tuple[date | None, date | None]] = []
    for number in numbers:
        at = bisect_left(sums, number)
        if at == len(sums):
            found.append((None, None))
        elif at == 0:
            found.append((None, totals[0][0]))
        else:
            # Days without a total between two others: it came on any of them.
            found.append((totals[at - 1][0] + timedelta(days=1), totals[at][0]))
    return found


@dataclass(frozen=True)
class OnsetToReport:
    """The delays from onset to report that a list of cases holds, and how many it does not.

    Attributes:
        observed: as intervals, truncated at ``known_at``; days counted from 0001-01-01.
        no_onset: cases without an onset.
        no_report: cases without a day of report.
        before_onset: cases that were reported before they fell ill: no delay of a positive family.
    """

    observed: Observed
    no_onset: int
    no_report: int
    before_onset: int


def left_out(no_onset: int, no_report: int, before_onset: int) -> list[Problem]:
    """How many cases cannot tell a delay from onset to report, by why."""
    whys = [
        (no_onset, "没有发病日", "no day of onset"),
        (no_report, "没有报告日", "no day of report"),
        (before_onset, "报告早于发病", "reported before onset"),
    ]
    return [
        Problem("outlook/rows-left-out", facts={"count": count, "why_zh": zh, "why_en": en})
        for count, zh, en in whys
        if count
    ]


def onset_to_report(cases: Sequence[Case], *, known_at: date, since: date | None = None) -> OnsetToReport:
    """Delays of the cases known at the end of a day.

    Args:
        cases: the list.
        known_at: what was reported later is left out, and the likelihood knows it.
        since: what was reported before is left out too, so that the delays are those of late; the likelihood knows it.

    Raises:
        Refused: ``outlook/empty``: no case has both, and ``outlook/rows-left-out`` for each reason.
    """
    rows, no_onset, no_report, before_onset = [], 0, 0, 0
    for case in cases:
        if case.reported_to is None:
            no_report += 1
        elif case.reported_to > known_at or (since and (case.reported_from or case.reported_to) < since):
            continue
        elif case.onset is None:
            no_onset += 1
        elif case.reported_to < case.onset:
            before_onset += 1
        else:
            onset = case.onset.toordinal()
            begin = onset if case.reported_from is None else max(onset, case.reported_from.toordinal())
            rows.append((onset, onset + 1, begin, case.reported_to.toordinal() + 1))
    if not rows:
        raise Refused([Problem("outlook/empty"), *left_out(no_onset, no_report, before_onset)])
    ends = np.array(rows, dtype=np.float64).T
    until = np.full(len(rows), float(known_at.toordinal() + 1))
    begun = None if since is None else np.full(len(rows), float(since.toordinal()))
    observed = Observed(ends[0], ends[1], ends[2], ends[3], until, begun)
    return OnsetToReport(observed, no_onset, no_report, before_onset)


def longest_delay(cases: Sequence[Case], *, known_at: date) -> int | None:
    """Days from onset to report of the case that took longest, of those known at the end of a day; of a case that was
    reported by a day, to that day. None where no case has both, or all were reported before they fell ill.
    """
    days = [
        (case.reported_to - case.onset).days
        for case in known(cases, known_at)
        if case.onset is not None and case.reported_to is not None
    ]
    return max((each for each in days if each >= 0), default=None)
