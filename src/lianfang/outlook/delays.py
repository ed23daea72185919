"""How long it takes from one event to another where neither is known to the hour (docs/algorithms/delays.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.families import FAMILIES, Family
from lianfang.outlook.series import Floats

LEAST = 5
"""Fewer delays than this are not fitted."""

LEAST_SD = 0.05
"""A spread below this, in days, is not seen in ends known to the day: such a fit has run away to none at all."""


@dataclass(frozen=True)
class Observed:
    """Pairs of events, each within an interval; in days from any origin; shape (rows,) each.

    Attributes:
        first_from, first_to: between which the first event happened, at any time alike.
        second_from, second_to: between which the second did.
        until: until when a second event would have been seen; infinite where it would have been seen whenever it came.
        since: from when on a second event would have been taken in; −∞ (or None for all) where there is no such bound.

    Raises:
        Refused: ``outlook/empty`` or ``outlook/delay-reversed``, with the row counted from 1.
    """

    first_from: Floats
    first_to: Floats
    second_from: Floats
    second_to: Floats
    until: Floats
    since: Floats | None = None

    def __post_init__(self) -> None:
        if len(self.first_from) == 0:
            raise Refused(Problem("outlook/empty"))
        for left, right in ((self.first_from, self.first_to), (self.second_from, self.second_to)):
            for row in np.flatnonzero(~(left <= right)):
                facts = {"left": f"{left[row]:g}", "right": f"{right[row]:g}"}
                raise Refused(Problem("outlook/delay-reversed", line=int(row) + 1, facts=facts))

    @property
    def middles(self) -> Floats:
        """From the middle of one interval to the middle of the other; negative ones are kept. Shape (rows,)."""
        return (self.second_from + self.second_to - self.first_from - self.first_to) / 2


def of_days(first: Floats, second: Floats, until: float = np.inf) -> Observed:
    """Events known to the day: each may have been at any hour of it. ``until`` is a day, seen to its end."""
    seen = np.full(len(first), until + 1)
    return Observed(first, first + 1, second, second + 1, seen)


@dataclass(frozen=True)
class Fit:
    """A fitted distribution.

    Attributes:
        family: which.
        theta: its parameters, unbounded; shape (2,).
        covariance: of these; shape (2, 2).
        log_likelihood: at the maximum.
        rows: how many delays.
    """

    family: Family
    theta: Floats
    covariance: Floats
    log_likelihood: float
    rows: int

    @property
    def mean(self) -> float:
        """Days."""
        return self.family.moments(self.theta)[0]

    @property
    def sd(self) -> float:
        """Days."""
        return self.family.moments(self.theta)[1]

    def quantile(self, p: float) -> float:
        """Days."""
        return self.family.quantile(p, self.theta)

    def interval(self, of: Callable[[Floats], float], level: float = 0.95) -> tuple[float, float]:
        """Of a number worked out from the parameters, by the delta method."""
        gradient = np.array([(of(self.theta + h) - of(self.theta - h)) / 2e-5 for h in np.eye(2) * 1e-5])
        half = float(special.ndtri((1 + level) / 2) * np.sqrt(gradient @ self.covariance @ gradient))
        return of(self.theta) - half, of(self.theta) + half


def log_likelihood(observed: Observed, family: Family, theta: Floats) -> Floats:
    """Of each row; shape (rows,).

    The first event is spread evenly over its interval; the row is given only because its second event came by
    ``until`` (and not before ``since``):

        ∫ [F(second_to − e) − F(second_from − e)] de / ∫ [F(until − e) − F(since − e)] de,   e from first_from to first_to

    Source: Reich et al. Stat Med 2009, for both ends censored; Kalbfleisch, Lawless. JASA 1989, for the truncation.
    """
    o = observed
    width = o.first_to - o.first_from
    wide, at_once = width > 0, o.second_to <= o.second_from

    def upto(
        x: Floats, order: Callable[[Floats, Floats], Floats], rate: Callable[[Floats, Floats], Floats]
    ) -> Floats:
        spread = order(x - o.first_from, theta) - order(x - o.first_to, theta)
        return np.where(wide, spread / np.where(wide, width, 1), rate(x - o.first_from, theta))

    between = upto(o.second_to, family.area, family.below) - upto(o.second_from, family.area, family.below)
    if at_once.any():
        between = np.where(at_once, upto(o.second_to, family.below, family.density), between)
    seen = np.ones(len(width))
    if np.isfinite(o.until).any():
        end = np.where(np.isfinite(o.until), o.until, 0)
        seen = np.where(np.isfinite(o.until), upto(end, family.area, family.below), 1)
    if o.since is not None:
        begin = np.where(np.isfinite(o.since), o.since, -1e9)
        seen = seen - upto(begin, family.area, family.below)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.log(between) - np.log(seen)
    return np.where((between > 0) & (seen > 0), found, -700.0)


def grouped(observed: Observed) -> tuple[Observed, Floats]:
    """Each kind of row once, and how many are like it, shape (kinds,): days are few, however many the cases are."""
    o = observed
    since = np.full(len(o.until), -np.inf) if o.since is None else o.since
    table = np.column_stack([o.first_from, o.first_to, o.second_from, o.second_to, o.until, since])
    kinds, counts = np.unique(table, axis=0, return_counts=True)
    begun = None if o.since is None else kinds[:, 5]
    made = Observed(kinds[:, 0], kinds[:, 1], kinds[:, 2], kinds[:, 3], kinds[:, 4], begun)
    return made, counts.astype(np.float64)


def fit(observed: Observed, family: str) -> Fit:
    """A family by maximum likelihood.

    Args:
        observed: the rows.
        family: gamma, lognormal, weibull or normal.

    Raises:
        Refused: ``outlook/too-few``, ``outlook/delay-impossible`` or ``outlook/delay-negative`` where a family of positive
            delays cannot hold the rows, ``outlook/no-fit``.
    """
    chosen, rows = FAMILIES[family], len(observed.first_from)
    if rows < LEAST:
        raise Refused(Problem("outlook/too-few", facts={"count": rows, "least": LEAST}))
    if chosen.positive:
        _refuse_negative(observed, family)
    middles = observed.middles
    around = np.maximum(middles, 0.3) if chosen.positive else middles
    begin = chosen.start(float(around.mean()), max(float(around.std()), 0.3))
    kinds, counts = grouped(observed)

    def cost(theta: Floats) -> float:
        if np.abs(theta).max() > 50:
            return 1e10
        with np.errstate(all="ignore"):
            found = -float(log_likelihood(kinds, chosen, theta) @ counts)
        return found if np.isfinite(found) else 1e10

    best, covariance = maximum(cost, begin, family)
    if chosen.moments(best)[1] < LEAST_SD and (observed.second_to > observed.second_from).any():
        facts = {"family": family, "detail": f"sd {chosen.moments(best)[1]:.3g}"}
        raise Refused(Problem("outlook/no-fit", facts=facts))
    return Fit(chosen, best, covariance, -cost(best), rows)


def fit_best(observed: Observed, families: Sequence[str] = ("gamma", "lognormal", "weibull")) -> list[Fit]:
    """Each family that can be fitted, the likeliest first (all have two parameters).

    Raises:
        Refused: none could be fitted; the problems of all.
    """
    fits, problems = [], []
    for family in families:
        try:
            fits.append(fit(observed, family))
        except Refused as refusal:
            problems += refusal.problems
    if not fits:
        raise Refused(once(problems))
    return sorted(fits, key=lambda each: -each.log_likelihood)


def once(problems: Sequence[Problem]) -> list[Problem]:
    """Each problem once, in order."""
    return [problem for at, problem in enumerate(problems) if problem not in problems[:at]]


def _refuse_negative(observed: Observed, family: str) -> None:
    impossible = observed.second_to <= observed.first_from
    negative = int((observed.middles < 0).sum())
    if impossible.sum() > 1 or (negative > 1 and impossible.any()):
        facts = {"count": max(negative, int(impossible.sum())), "of": len(impossible), "family": family}
        raise Refused(Problem("outlook/delay-negative", facts=facts))
    for row in np.flatnonzero(impossible):
        facts = {"end": f"{observed.second_to[row]:g}", "start": f"{observed.first_from[row]:g}"}
        raise Refused(Problem("outlook/delay-impossible", line=int(row) + 1, facts=facts))


def maximum(cost: Callable[[Floats], float], start: Floats, family: str) -> tuple[Floats, Floats]:
    """Where a negative log-likelihood is least, and the inverse of its curvature there.

    By gradients; where these lose their way, by a simplex.

    Raises:
        Refused: ``outlook/no-fit``: it goes on falling, or is flat.
    """
    found = optimize.minimize(cost, start, method="BFGS", options={"gtol": 1e-4})
    covariance = curvature_inverse(cost, found.x)
    if covariance is None or float(found.jac @ covariance @ found.jac) > 1e-6:
        for _ in range(2):  # a second start from the first's end leaves a simplex that has collapsed
            found = optimize.minimize(
                cost, found.x if covariance is not None else start, method="Nelder-Mead",
                options={"xatol": 1e-8, "fatol": 1e-8, "maxiter": 4000},
            )  # fmt: skip
            covariance = curvature_inverse(cost, found.x)
        if not found.success or covariance is None:
            facts = {"family": family, "detail": ", ".join(f"{x:.3g}" for x in found.x)}
            raise Refused(Problem("outlook/no-fit", facts=facts))
    return np.asarray(found.x, dtype=np.float64), covariance


def curvature_inverse(cost: Callable[[Floats], float], theta: Floats) -> Floats | None:
    """The inverse of the curvature at the minimum; None where it has none."""
    step, n = 1e-3, len(theta)
    curve = np.empty((n, n))
    each = np.eye(n) * step
    for i in range(n):
        for j in range(n):
            ends = cost(theta + each[i] + each[j]) - cost(theta + each[i] - each[j])
            ends += cost(theta - each[i] - each[j]) - cost(theta - each[i] + each[j])
            curve[i, j] = ends / (4 * step**2)
    if not np.all(np.isfinite(curve)) or np.any(np.linalg.eigvalsh(curve) <= 1e-6):
        return None
    return np.asarray(np.linalg.inv(curve), dtype=np.float64)
