"""A few parameters from local onsets, the prior beside the posterior, and how much the series said (deciding.md §2)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from scipy import special, stats

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.arriving import INCUBATION
from lianfang.outlook.cori import infectivity
from lianfang.outlook.deciding.orders import Priors, Range
from lianfang.outlook.serial import Serial
from lianfang.outlook.series import Floats, Series

NAMES = ("r_before", "r_after", "dispersion", "reported")
"""The parameters, in the order of every array here."""
SHARES = (3,)
"""Those of them that are shares."""


@dataclass(frozen=True)
class Prior:
    """Independent normals on the line: logarithms, log odds of a share; mean and sd of shape (parameters,)."""

    mean: Floats
    sd: Floats

    def density(self, theta: Floats) -> Floats:
        """Its logarithm; (draws, parameters) to (draws,)."""
        return np.asarray(stats.norm.logpdf(theta, self.mean, self.sd).sum(axis=1), dtype=np.float64)

    def drawn(self, rng: np.random.Generator, draws: int) -> Floats:
        """Draws on the line; shape (draws, parameters)."""
        return rng.normal(self.mean, self.sd, (draws, len(self.mean)))


def prior_of(priors: Priors) -> Prior:
    """The prior of a file.

    Raises:
        Refused: ``deciding/prior``: its ends are not in order, or a share's lie outside 0 to 1.
    """
    low, high, problems = [], [], []
    for at, name in enumerate(NAMES):
        given: Range = getattr(priors, name)
        if not given.low < given.high or (at in SHARES and given.high >= 1):
            problems.append(
                Problem("deciding/prior", facts={"name": name, "low": given.low, "high": given.high})
            )
            continue
        low.append(special.logit(given.low) if at in SHARES else np.log(given.low))
        high.append(special.logit(given.high) if at in SHARES else np.log(given.high))
    if problems:
        raise Refused(problems)
    ends = np.array([low, high])
    width = 2 * stats.norm.ppf(0.975)
    return Prior(ends.mean(axis=0), (ends[1] - ends[0]) / width)


def natural(theta: Floats) -> Floats:
    """From the line to the parameters themselves; shapes (..., parameters)."""
    made = np.exp(theta)
    for at in SHARES:
        made[..., at] = special.expit(theta[..., at])
    return np.asarray(made, dtype=np.float64)


@dataclass(frozen=True)
class Likelihood:
    """Of local onsets, day by day: negative binomial about R Λ, as uneven as the cases who infect.

    Attributes:
        counts: local onsets; shape (days,).
        of_local, of_imported: their infectivity Λ, before what is not counted is added; shape (days,).
        under: the share of each day's onsets infected under the measures; shape (days,).
        left_out: local onsets on days before which nobody in sight could have infected them.
    """

    counts: Floats
    of_local: Floats
    of_imported: Floats
    under: Floats
    left_out: int

    @cached_property
    def constant(self) -> float:
        """Of the counts alone."""
        return float(special.gammaln(self.counts + 1).sum())

    def of(self, theta: Floats) -> Floats:
        """Its logarithm; (draws, parameters) on the line to (draws,)."""
        before, after, k, reported = (column[:, None] for column in natural(theta).T)
        force = self.of_local / reported + self.of_imported
        mean = reported * (before * (1 - self.under) + after * self.under) * force
        size = k * force
        terms = special.gammaln(self.counts + size) - special.gammaln(size)
        terms += special.xlogy(self.counts, mean / (mean + size)) - size * np.log1p(mean / size)
        return np.asarray(terms.sum(axis=1) - self.constant, dtype=np.float64)


def likelihood(series: Series, serial: Serial, measures_from: date) -> Likelihood:
    """Of a series by day of onset whose origins are decided.

    Raises:
        Refused: ``deciding/no-local`` where no local onset follows anybody who could have infected.
    """
    of_local, of_imported = infectivity(series.local, serial), infectivity(series.imported, serial)
    days = np.arange(len(series.local)) - series.index(measures_from)
    share = stats.lognorm.cdf(np.maximum(days + 0.5, 0), INCUBATION[1], scale=np.exp(INCUBATION[0]))
    seen = of_local + of_imported > 1e-9
    if not series.local[seen].any():
        raise Refused(Problem("deciding/no-local", facts={"first": series.first, "last": series.last}))
    left_out = int(series.local[~seen].sum())
    return Likelihood(series.local[seen], of_local[seen], of_imported[seen], share[seen], left_out)


@dataclass(frozen=True)
class Learnt:
    """How much a series said of one parameter.

    Attributes:
        sd_ratio: posterior over prior sd, on the line: 1 means nothing was learnt.
        bits: Kullback–Leibler divergence from prior to posterior, both as normals on the line.
    """

    sd_ratio: float
    bits: float


def learnt(prior: Prior, drawn: Floats) -> list[Learnt]:
    """For each parameter; draws of the posterior on the line, shape (draws, parameters)."""
    found = []
    for at in range(drawn.shape[1]):
        ratio = float(drawn[:, at].std(ddof=1) / prior.sd[at])
        shift = float((drawn[:, at].mean() - prior.mean[at]) / prior.sd[at])
        found.append(Learnt(ratio, (ratio**2 + shift**2 - 1 - 2 * math.log(ratio)) / (2 * math.log(2))))
    return found


def bits_in_all(
    prior: Prior, of: Likelihood, drawn: Floats, rng: np.random.Generator, draws: int = 20_000
) -> float:
    """The divergence from the whole prior to the whole posterior: the mean log likelihood less the log evidence.

    The evidence by importance sampling from a wide t distribution laid about the draws.

    Args:
        prior: on the line.
        of: the likelihood.
        drawn: of the posterior, on the line; shape (draws, parameters).
        rng: of the sampling.
        draws: of the sampling.
    """
    wide = stats.multivariate_t(drawn.mean(axis=0), 1.5 * np.cov(drawn.T), df=5)
    at = wide.rvs(draws, random_state=rng)
    weights = of.of(at) + prior.density(at) - wide.logpdf(at)
    evidence = float(special.logsumexp(weights) - np.log(draws))
    return (float(of.of(drawn).mean()) - evidence) / float(np.log(2))
