"""Secondary attack rate of a setting, where those exposed together are infected together (reproduction.md §5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special, stats

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.series import Floats

LEAST_GROUPS = 5


@dataclass(frozen=True)
class AttackRate:
    """The share of those exposed who are infected.

    Attributes:
        groups: households, meals, wards: whoever was exposed to one case together.
        exposed, infected: people in all.
        crude: infected over exposed.
        rate: of the beta-binomial, which counts groups rather than people as groups are more alike.
        low, high: its interval by profile likelihood.
        correlation: of two people of one group; 0 where they are infected independently.
    """

    groups: int
    exposed: int
    infected: int
    crude: float
    rate: float
    low: float
    high: float
    correlation: float


def fit(exposed: Floats, infected: Floats, level: float = 0.95) -> AttackRate:
    """Rate and correlation within groups by maximum likelihood of the beta-binomial.

    Args:
        exposed: people exposed in each group, the case that brought it in not counted; shape (groups,).
        infected: of these; shape (groups,).
        level: of the interval.

    Raises:
        Refused: ``outlook/too-few`` below five groups, ``outlook/more-infected`` where more are infected than exposed (with
            the group from 1), ``outlook/no-fit`` where all or none are infected.

    Source: Griffiths. Biometrics 1973, for households.
    """
    exposed, infected = np.asarray(exposed, dtype=np.float64), np.asarray(infected, dtype=np.float64)
    _check(exposed, infected)

    def profile(logit_rate: float) -> tuple[float, float]:
        """The least negative log-likelihood of a rate over all correlations, and where it is."""
        rate = float(special.expit(logit_rate))
        found = optimize.minimize_scalar(
            lambda logit: -_log_likelihood(exposed, infected, rate, float(special.expit(logit))),
            bounds=(-12, 8), method="bounded",
        )  # fmt: skip
        return float(found.fun), float(special.expit(found.x))

    crude = float(infected.sum() / exposed.sum())
    best = optimize.minimize_scalar(
        lambda x: profile(x)[0], bounds=_about(lambda x: profile(x)[0], crude), method="bounded"
    )
    drop = float(stats.chi2.ppf(level, 1)) / 2

    def above(logit: float) -> float:
        return profile(logit)[0] - float(best.fun) - drop

    low = optimize.brentq(above, best.x - 8, best.x)
    high = optimize.brentq(above, best.x, best.x + 8)
    correlation = profile(float(best.x))[1]
    return AttackRate(
        groups=len(exposed), exposed=int(exposed.sum()), infected=int(infected.sum()), crude=crude,
        rate=float(special.expit(best.x)), low=float(special.expit(low)), high=float(special.expit(high)),
        correlation=correlation if correlation > 1e-4 else 0.0,
    )  # fmt: skip


def _about(loss: Callable[[float], float], crude: float) -> tuple[float, float]:
    """Logits of the rate between which the least lies. One great cluster among many small groups takes it far from the crude rate."""
    tried = np.sort(np.append(np.arange(-12, 12.1, 1.0), special.logit(crude)))
    at = int(np.argmin([loss(float(each)) for each in tried]))
    return float(tried[max(at - 1, 0)]), float(tried[min(at + 1, len(tried) - 1)])


def most(groups: int, level: float = 0.95) -> float:
    """The greatest rate that leaves so many groups without one infected, or one minus the least that infects all of them.

    A group is without any with probability 1 − rate at most, however alike its members are: the bound needs no correlation.

    Args:
        groups: at least one.
        level: of the two-sided interval whose one end this is.
    """
    return float(1 - ((1 - level) / 2) ** (1 / groups))


def _check(exposed: Floats, infected: Floats) -> None:
    if len(exposed) < LEAST_GROUPS:
        raise Refused(Problem("outlook/too-few", facts={"count": len(exposed), "least": LEAST_GROUPS}))
    for row in np.flatnonzero((infected > exposed) | (infected < 0)):
        facts = {"infected": f"{infected[row]:g}", "exposed": f"{exposed[row]:g}"}
        raise Refused(Problem("outlook/more-infected", line=int(row) + 1, facts=facts))
    if infected.sum() in (0, exposed.sum()):
        facts = {"family": "beta-binomial", "detail": f"{infected.sum():g} / {exposed.sum():g}"}
        raise Refused(Problem("outlook/no-fit", facts=facts))


def _log_likelihood(exposed: Floats, infected: Floats, rate: float, correlation: float) -> float:
    """Up to the binomial coefficients."""
    scale = 1 / correlation - 1
    a, b = rate * scale, (1 - rate) * scale
    return float((special.betaln(infected + a, exposed - infected + b) - special.betaln(a, b)).sum())
