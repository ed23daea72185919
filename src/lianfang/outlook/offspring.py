"""How unevenly cases infect: the negative binomial distribution of the number that each of them infects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special, stats

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.series import Floats

LEAST = 10
SMALLEST_K, GREATEST_K = 1e-4, 1e4


@dataclass(frozen=True)
class Offspring:
    """R and k, each with its interval by profile likelihood.

    Attributes:
        cases: how many cases the counts are of.
        mean: R, the mean number infected.
        mean_low, mean_high: its interval.
        dispersion: k; None where the counts vary no more than a Poisson's, so that k has no upper end.
        dispersion_low, dispersion_high: its interval; the upper end is None where the data set none.
        share_for_80: the share of cases that make 80 % of all infections, under R and k.
    """

    cases: int
    mean: float
    mean_low: float
    mean_high: float
    dispersion: float | None
    dispersion_low: float
    dispersion_high: float | None
    share_for_80: float


def log_likelihood(counts: Floats, mean: float, dispersion: float) -> float:
    """Of counts; shape (cases,)."""
    k = dispersion
    terms = special.gammaln(counts + k) - special.gammaln(k) - special.gammaln(counts + 1)
    terms += special.xlogy(counts, mean / (mean + k)) - k * np.log1p(mean / k)
    return float(terms.sum())


def fit(counts: Floats, level: float = 0.95) -> Offspring:
    """R and k by maximum likelihood.

    Args:
        counts: how many each case infected, the zeros among them; shape (cases,).
        level: of the intervals.

    Raises:
        Refused: ``outlook/too-few`` below 10 cases, ``outlook/nobody-infected`` where nobody infected anybody.

    Source: Lloyd-Smith et al. Nature 2005.
    """
    counts = np.asarray(counts, dtype=np.float64)
    if len(counts) < LEAST:
        raise Refused(Problem("outlook/too-few", facts={"count": len(counts), "least": LEAST}))
    if counts.sum() == 0:
        raise Refused(Problem("outlook/nobody-infected", facts={"cases": len(counts)}))
    mean = float(counts.mean())  # the maximum for every k
    k = _best_dispersion(counts, mean)
    best = log_likelihood(counts, mean, k)
    drop = float(stats.chi2.ppf(level, 1)) / 2

    def of_k(log_k: float) -> float:
        return log_likelihood(counts, mean, float(np.exp(log_k))) - best + drop

    def of_mean(log_mean: float) -> float:
        m = float(np.exp(log_mean))
        return log_likelihood(counts, m, _best_dispersion(counts, m)) - best + drop

    k_low, k_high = _ends(of_k, np.log(k), np.log(SMALLEST_K), np.log(GREATEST_K))
    mean_low, mean_high = _ends(of_mean, np.log(mean), np.log(mean) - 8, np.log(mean) + 8)
    return Offspring(
        cases=len(counts),
        mean=mean,
        mean_low=float(np.exp(mean_low)),
        mean_high=float(np.exp(mean_high)),
        dispersion=k if k < GREATEST_K * 0.99 else None,
        dispersion_low=float(np.exp(k_low)),
        dispersion_high=float(np.exp(k_high)) if np.exp(k_high) < GREATEST_K * 0.99 else None,
        share_for_80=share_for(0.8, mean, k),
    )


def share_for(part: float, mean: float, dispersion: float) -> float:
    """The smallest share of cases that makes a part of all infections, counting from the most infectious.

    Source: Endo et al. Wellcome Open Res 2020, supplement.
    """
    counts = np.arange(int(max(2000, 200 * mean)))
    chance = stats.nbinom.pmf(counts, dispersion, dispersion / (mean + dispersion))
    from_top, cases = np.cumsum((counts * chance)[::-1]) / mean, np.cumsum(chance[::-1])
    return float(np.interp(part, from_top, cases))


def _best_dispersion(counts: Floats, mean: float) -> float:
    found = optimize.minimize_scalar(
        lambda log_k: -log_likelihood(counts, mean, float(np.exp(log_k))),
        bounds=(np.log(SMALLEST_K), np.log(GREATEST_K)),
        method="bounded",
        options={"xatol": 1e-10},
    )
    return float(np.exp(found.x))


def _ends(of: Callable[[float], float], at: float, low: float, high: float) -> tuple[float, float]:
    """Where a function that is positive at ``at`` crosses zero on both sides; the bound where it does not."""
    left = low if of(low) > 0 else float(optimize.brentq(of, low, at))
    right = high if of(high) > 0 else float(optimize.brentq(of, at, high))
    return left, right
