"""Who comes from where the disease is, and how the cases among them are spread over the days of report (nowcast.md §4)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.outlook.series import Floats

LONGEST = 40
INCUBATION = (1.621, 0.418)
"""Mean and sd of the logarithm (Lauer et al. Ann Intern Med 2020)."""


@dataclass(frozen=True)
class Origin:
    """One place of origin: its name, and who came from there, as :attr:`Arrivals.travellers`."""

    name: Text
    travellers: Floats


@dataclass(frozen=True)
class Arrivals:
    """Who comes from where the disease is.

    Attributes:
        travellers: numbers a day, relative ones where no prevalence is stated; the last entry belongs to the last day of the
            counts; before the first nobody is taken to have come. Shape (days,).
        closed: index of the day from which prevalence at the origin is taken to grow no more; None: it goes on growing.
        ahead: who comes on each day after the last; None: as many as on it.
        prevalence: lowest and highest share of those who come on the last day who are infected and not yet reported: stated, and
            never fitted. None: nobody states it, and the imported cases so far set the level.
        origins: the parts of ``travellers``, where they are told apart.
        since: index of the first day of which those who came are on record; whoever came before, in numbers that nobody knows, is in
            :meth:`unrecorded`. None: there is no such day.

    Raises:
        Refused: ``outlook/bad-prevalence``.
    """

    travellers: Floats
    closed: int | None = None
    ahead: float | None = None
    prevalence: tuple[float, float] | None = None
    origins: tuple[Origin, ...] = ()
    since: int | None = None

    def __post_init__(self) -> None:
        if self.prevalence is not None and not 0 <= self.prevalence[0] <= self.prevalence[1] <= 1:
            low, high = (f"{10_000 * end:g}" for end in self.prevalence)
            raise Refused(Problem("outlook/bad-prevalence", facts={"low": low, "high": high}))

    def until(self, back: int) -> Arrivals:
        """What was known of them so many days earlier; who comes later is then taken from the week before that day."""
        if not back:
            return self
        travellers = self.travellers[:-back]
        ahead = None if self.ahead is None else float(travellers[-7:].sum()) / 7
        since = None if self.since is None else min(self.since, len(travellers))
        return replace(self, travellers=travellers, ahead=ahead, origins=(), since=since)

    def over(self, days: int) -> Arrivals:
        """The same over at least so many days, nobody having come before."""
        before = days - len(self.travellers)
        if before <= 0:
            return self
        closed = None if self.closed is None else self.closed + before
        since = None if self.since is None else self.since + before
        origins = tuple(Origin(one.name, _padded(one.travellers, before)) for one in self.origins)
        return replace(
            self, travellers=_padded(self.travellers, before), closed=closed, origins=origins, since=since
        )

    @property
    def unrecorded(self) -> Arrivals | None:
        """Those who came before the first day on record, as many on each day: the cases among them set their level."""
        if not self.since:
            return None
        came = (np.arange(len(self.travellers)) < self.since).astype(np.float64)
        return Arrivals(came, self.closed, 0.0)

    def of(self, origin: Origin) -> Arrivals:
        """Those of one place of origin; who comes on later days is shared out as those who came in the last week."""
        lately = float(self.travellers[-7:].sum())
        share = float(origin.travellers[-7:].sum()) / lately if lately else 0.0
        ahead = None if self.ahead is None else self.ahead * share
        return replace(self, travellers=origin.travellers, ahead=ahead, origins=())


def import_profile(arrivals: Arrivals, doubling: float, report_delay: float, horizon: int) -> Floats:
    """How cases that arrived infected are spread over the days of report, up to a factor; shape (days + horizon,).

    Those who leave on day u were infected a days before in proportion to the prevalence's growth, 2^{(u−a)/doubling}, and are
    reported an incubation and a report delay after infection. Once the origin is closed, infections there stay as they are.

    Args:
        arrivals: who comes.
        doubling: days.
        report_delay: mean, days.
        horizon: days ahead.
    """
    days = len(arrivals.travellers) + horizon
    later = arrivals.travellers[-1] if arrivals.ahead is None else arrivals.ahead
    travel = np.concatenate([arrivals.travellers, np.full(horizon, later)])
    to_report = infection_to_report(report_delay)
    leaving = travel[:, None] * _infected(np.arange(days), arrivals, doubling, horizon)
    found = np.zeros(days)
    for ahead in range(min(LONGEST, days)):
        reported = leaving @ to_report[ahead : ahead + LONGEST]
        found[ahead:] += reported[: days - ahead]
    return found


def carried(arrivals: Arrivals, doubling: float, report_delay: float, horizon: int) -> float:
    """What one traveller of the last day adds to :func:`import_profile` over all days: by this a stated prevalence sets its level.

    Args:
        arrivals, doubling, report_delay, horizon: as there.
    """
    to_report = infection_to_report(report_delay)
    unreported = np.array([to_report[age : age + LONGEST].sum() for age in range(LONGEST)])
    last = np.array([len(arrivals.travellers) - 1])
    return float(_infected(last, arrivals, doubling, horizon)[0] @ unreported)


def infection_to_report(report_delay: float, sd: float = 4.0) -> Floats:
    """By whole days; shape (2 LONGEST,)."""
    edges = np.arange(2 * LONGEST + 1, dtype=np.float64)
    incubation = np.diff(stats.lognorm.cdf(edges, INCUBATION[1], scale=np.exp(INCUBATION[0])))
    report = np.diff(stats.gamma.cdf(edges, (report_delay / sd) ** 2, scale=sd**2 / report_delay))
    found: Floats = np.convolve(incubation, report)[: 2 * LONGEST]
    return found


def _infected(leaves: np.ndarray, arrivals: Arrivals, doubling: float, horizon: int) -> Floats:
    """How prevalence stands behind those who leave on given days, by age of their infection; shape (leaves, LONGEST)."""
    infected_on = leaves[:, None] - np.arange(LONGEST)[None, :]
    end = len(arrivals.travellers) + horizon if arrivals.closed is None else arrivals.closed
    found: Floats = 2.0 ** ((np.minimum(infected_on, end) - end) / doubling)
    return found


def _padded(travellers: Floats, before: int) -> Floats:
    return np.concatenate([np.zeros(before), travellers])
