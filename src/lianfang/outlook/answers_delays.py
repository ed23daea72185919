"""Answers on delays: what was seen, what is fitted, and how groups and periods differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.outlook import shapes
from lianfang.outlook.answers import basis
from lianfang.outlook.delays import Fit, Observed, fit_best, of_days
from lianfang.outlook.groups import Difference, Summary, by_period, compare, summary
from lianfang.outlook.survival import ended_by, kaplan_meier
from lianfang.outlook.tables import day_text

LEVELS = (0.025, 0.25, 0.5, 0.75, 0.95, 0.975)
DISCHARGE, DEATH = 1, 2
"""Ways in which a stay ends."""
WEEKS = (7, 14, 21, 28)
FAMILIES = ("gamma", "lognormal", "weibull")


@dataclass(frozen=True)
class Pairs:
    """Two days of each row, and who is in a group; None is not known. Shape (rows,) each.

    Attributes:
        start: day of the first event.
        end: day of the second; None also where it has not come yet.
        member: whether the row is in the group; None where no group is compared.
    """

    start: Sequence[date | None]
    end: Sequence[date | None]
    member: Sequence[bool] | None = None

    def known(self, reported: Sequence[date | None], known_at: date) -> Pairs:
        """Those rows that had been reported by the end of a day; one without a day of report had not.

        Args:
            reported: day of report of each row.
            known_at: the day.
        """
        kept = [at for at, day in enumerate(reported) if day is not None and day <= known_at]
        member = None if self.member is None else [self.member[at] for at in kept]
        return Pairs([self.start[at] for at in kept], [self.end[at] for at in kept], member)


def of_intervals(
    observed: Observed, file: str, of: str, remarks: Sequence[Problem], families: Sequence[str] = FAMILIES
) -> shapes.DelaysSaid:
    """Delays whose both ends are intervals.

    Raises:
        Refused: none of the families can be fitted.
    """
    return shapes.DelaysSaid(
        basis=basis(file, None, None), of=of, truncated=bool(np.isfinite(observed.until).any()),
        remarks=[shapes.Remark.of(each) for each in remarks], crude=None,
        fits=[fit_said(each) for each in fit_best(observed, families)], difference=None, periods=[], stay=None,
    )  # fmt: skip


def of_exposures(
    observed: Observed, file: str, of: str, *, as_of: date, known_at: date, left_out: int
) -> shapes.DelaysSaid:
    """From exposure, anywhere within its days, to onset; the crude numbers are from the middle of the exposure.

    Args:
        observed: first and last day of exposure, and the day of onset.
        file: what they are of.
        of: from what to what.
        as_of, known_at: as the rows were chosen.
        left_out: of how many cases no exposure with a beginning is known.
    """
    remarks = _left_out(left_out)
    fits = _fitted(observed, FAMILIES, remarks)
    return shapes.DelaysSaid(
        basis=basis(file, as_of, known_at), of=of, truncated=False, remarks=[shapes.Remark.of(each) for each in remarks],
        crude=_summary(summary(observed.middles)), fits=[fit_said(each) for each in fits], difference=None, periods=[],
        stay=None,
    )  # fmt: skip


def of_pairs(
    pairs: Pairs, file: str, of: str, *, as_of: date | None, known_at: date | None, truncated: bool = False,
    families: Sequence[str] = FAMILIES, group: str = "", ends: Sequence[date] = (),
) -> shapes.DelaysSaid:  # fmt: skip
    """Delays in whole days between two columns: as they are, fitted, by group, by period.

    Args:
        pairs: the rows.
        file: their file.
        of: from what to what.
        as_of: rows whose second event came later are left out.
        known_at: as given with the rows; kept with the answer.
        truncated: whether a row is only there because its second event came by ``as_of``; else the rows are taken to be
            all there will be.
        families: to fit; where a delay is negative, those that cannot hold it are left out, with a remark.
        group: the name of the group.
        ends: of periods, by the first event.

    Raises:
        Refused: ``outlook/empty``: no row has both days.
    """
    kept = [
        at
        for at, (start, end) in enumerate(zip(pairs.start, pairs.end, strict=True))
        if start is not None and end is not None and (as_of is None or end <= as_of)
    ]
    remarks = _left_out(len(pairs.start) - len(kept))
    if not kept:
        raise Refused(Problem("outlook/empty", file=file))
    starts = [day for day in (pairs.start[at] for at in kept) if day is not None]
    stops = [day for day in (pairs.end[at] for at in kept) if day is not None]
    first, second = (np.array([float(day.toordinal()) for day in days]) for days in (starts, stops))
    delays = second - first
    until = float(as_of.toordinal()) if truncated and as_of is not None else np.inf
    fits = _fitted(of_days(first, second, until), families, remarks)
    difference = None
    if pairs.member is not None:
        member = [pairs.member[at] for at in kept]
        if any(member) and not all(member):
            difference = _difference(group, compare(delays, member, starts))
    return shapes.DelaysSaid(
        basis=basis(file, as_of, known_at), of=of, truncated=bool(np.isfinite(until)),
        remarks=[shapes.Remark.of(each) for each in remarks], crude=_summary(summary(delays)),
        fits=[fit_said(each) for each in fits], difference=difference,
        periods=_periods(delays, starts, ends), stay=None,
    )  # fmt: skip


def of_stays(
    pairs: Pairs,
    file: str,
    of: str,
    *,
    as_of: date,
    known_at: date | None,
    died: Sequence[bool] | None = None,
) -> shapes.DelaysSaid:
    """Length of stay; a stay that goes on at ``as_of`` is censored there, one that began later is left out.

    Args:
        pairs: beginning and end of each.
        file: their file.
        of: from what to what.
        as_of: the day at which those that go on are censored.
        known_at: as given with the rows; kept with the answer.
        died: did the stay end with death? None: nobody tells. Shape (rows,).

    Raises:
        Refused: ``outlook/empty``, or a stay that ends before it begins.
    """
    durations, ended, ways, left_out = [], [], [], 0
    deaths = [False] * len(pairs.start) if died is None else died
    for start, end, dead in zip(pairs.start, pairs.end, deaths, strict=True):
        if start is None or start > as_of:
            left_out += start is None
            continue
        over = end is not None and end <= as_of
        durations.append(float(((end if over and end is not None else as_of) - start).days))
        ended.append(over)
        ways.append((DEATH if dead else DISCHARGE) if over else 0)
    if not durations:
        raise Refused(Problem("outlook/empty", file=file))
    found = kaplan_meier(np.array(durations), np.array(ended, dtype=np.bool_))
    said = shapes.StaySaid(
        n=found.n, ended=found.ended, naive_median=found.naive_median, median=found.median, low=found.low,
        high=found.high, ways=[] if died is None else _ways(np.array(durations), np.array(ways)),
    )  # fmt: skip
    return shapes.DelaysSaid(
        basis=basis(file, as_of, known_at), of=of, truncated=False,
        remarks=[shapes.Remark.of(each) for each in _left_out(left_out)], crude=None, fits=[], difference=None,
        periods=[], stay=said,
    )  # fmt: skip


def _ways(durations: np.ndarray, ways: np.ndarray) -> list[shapes.WaySaid]:
    """By each week of stay that was seen whole, the share that has ended in each way."""
    if not ways.any():
        return []
    found = []
    for days in WEEKS:
        if days > durations.max():
            break
        for kind, way in ((DISCHARGE, "discharged"), (DEATH, "died")):
            one = ended_by(durations, ways, kind, days)
            found.append(shapes.WaySaid.model_validate({"way": way, "days": days, **vars(one)}))
    return found


def fit_said(fit: Fit) -> shapes.FitSaid:
    """A fit as it leaves the house."""
    mean_low, mean_high = fit.interval(lambda theta: fit.family.moments(theta)[0])
    median_low, median_high = fit.interval(lambda theta: fit.family.quantile(0.5, theta))
    tail_low, tail_high = fit.interval(lambda theta: fit.family.quantile(0.975, theta))
    return shapes.FitSaid(
        family=fit.family.name, parameters=fit.family.parameters(fit.theta), log_likelihood=fit.log_likelihood,
        mean=fit.mean, mean_low=mean_low, mean_high=mean_high, sd=fit.sd,
        quantiles={f"{level:g}": fit.quantile(level) for level in LEVELS},
        median_low=median_low, median_high=median_high, p97_5_low=tail_low, p97_5_high=tail_high,
    )  # fmt: skip


def _left_out(count: int) -> list[Problem]:
    facts = {
        "count": count,
        "why_zh": "缺一端日期，或第二事件在截至日之后",
        "why_en": "a day is missing or after as-of",
    }
    return [Problem("outlook/rows-left-out", facts=facts)] if count else []


def _fitted(observed: Observed, families: Sequence[str], remarks: list[Problem]) -> list[Fit]:
    """What can be fitted; what cannot becomes a remark, since the plain numbers stand."""
    try:
        return fit_best(observed, families)
    except Refused as refusal:
        remarks += [_in_days(problem) for problem in refusal.problems]
        return []


def _in_days(problem: Problem) -> Problem:
    """Numbers of days as the days that they are; the second event ends by the midnight that follows its day."""
    if problem.code != "outlook/delay-impossible":
        return problem
    end, start = (int(float(str(problem.facts[name]))) for name in ("end", "start"))
    facts = {"end": date.fromordinal(end - 1), "start": date.fromordinal(start)}
    return replace(problem, facts=facts)


def _summary(of: Summary) -> shapes.SummarySaid:
    return shapes.SummarySaid(n=of.n, mean=of.mean, sd=of.sd, median=of.median, negative=of.negative)


def _difference(group: str, of: Difference) -> shapes.DifferenceSaid:
    return shapes.DifferenceSaid.model_validate(
        {
            "group": group, "without": _summary(of.without), "with": _summary(of.with_), "crude": of.crude,
            "within_weeks": of.within, "low": of.low, "high": of.high, "weeks": of.weeks,
        }
    )  # fmt: skip


def _periods(delays: np.ndarray, days: Sequence[date], ends: Sequence[date]) -> list[shapes.PeriodSaid]:
    if not ends:
        return []
    found = by_period(delays, days, ends)
    untils = [*(day_text(end) for end in ends), None]
    return [
        shapes.PeriodSaid(until=until, summary=None if each is None else _summary(each))
        for until, each in zip(untils, found, strict=True)
    ]
