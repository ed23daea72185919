"""A quick stand-in for the agent-based city: renewal by district, fitted to runs of it (deciding.md §4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import optimize, special

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.deciding import compiled
from lianfang.outlook.deciding.simulating import Days, Draw, Groups, Outcomes, Traces
from lianfang.outlook.serial import of_moments
from lianfang.outlook.series import Floats

GENERATIONS = (4.0, 5.0, 6.0, 7.5, 9.0)
"""Mean generation intervals that are tried, days; the sd is 0.6 of the mean."""
QUIET = (0.0, 0.1, 0.2, 0.35, 0.6, 1.0)
"""How much those who arrive infect, relative: what is tried."""
LAGS = ((0, 3), (4, 7), (8, 11), (12, 16), (17, 23), (24, 35), (36, 50))
"""Days since infection within which a person's load on beds or rooms is taken as constant."""


@dataclass(frozen=True)
class Surrogate:
    """The fitted model, which simulates as well.

    Attributes:
        groups: who opens.
        base: infections by one person outside work.
        work: the same at work, of one who works, for a contact of 1.
        weights: of the generation interval at lags 1, 2, ...; shape (lags,).
        dispersion: k.
        quiet: how much those who arrive infected after the first day infect, relative: gates hold them.
        imports: expected by day and district; shape (days, districts).
        bed_lags, room_lags: of one infection, the load on each day after it; shape (lags,).
        beds, rooms: load that no infection explains; shape (days,).
        window: days of the limit on local infections.
    """

    groups: Groups
    base: float
    work: float
    weights: Floats
    dispersion: float
    quiet: float
    imports: Floats
    bed_lags: Floats
    room_lags: Floats
    beds: Floats
    rooms: Floats
    window: int
    _each: Floats = field(init=False, repr=False)
    _outside: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        outside, each = _parts(self.groups)
        object.__setattr__(self, "_outside", self.base * outside)
        object.__setattr__(self, "_each", self.work * each)

    def run(self, opens: Days, draws: Sequence[Draw]) -> Outcomes:
        """One calendar in many worlds."""
        found = self._run(opens, draws, chance=True)
        done = np.full(len(draws), self.groups.person_days(opens))
        return Outcomes(done, found[:, 0], found[:, 1], found[:, 2])

    def expected(self, opens: Days, draws: Sequence[Draw]) -> Floats:
        """Most beds, most rooms and local infections where every count is its mean; shape (draws, 3)."""
        return self._run(opens, draws, chance=False)

    def per_person(self, opens: Days, day: int) -> float:
        """R on a day: the greatest eigenvalue of who infects whom."""
        who = compiled.mixing(opens, self._outside, self._each, self.groups.days)
        return float(np.max(np.abs(np.linalg.eigvals(who[day]))))

    def _run(self, opens: Days, draws: Sequence[Draw], *, chance: bool) -> Floats:
        who = compiled.mixing(opens, self._outside, self._each, self.groups.days)
        found = np.empty((len(draws), 3))
        compiled.many(
            who, self.weights, self.imports, self.groups.residents, self.dispersion,
            np.array([draw.seed for draw in draws], dtype=np.uint64), np.array([draw.transmission for draw in draws]),
            np.array([draw.imported for draw in draws]), self.quiet, chance, self.window, self.bed_lags, self.beds, self.room_lags,
            self.rooms, found,
        )  # fmt: skip
        return found


def weights_of(mean: float) -> Floats:
    """The generation interval at lags 1, 2, ...; shape (lags,)."""
    found = of_moments(mean, 0.6 * mean, share=0.999).weights[1:]
    return np.asarray(found / found.sum(), dtype=np.float64)


def _parts(groups: Groups) -> tuple[Floats, Floats]:
    """Who infects whom by one infection outside work, and by contact at each group's work; (districts, districts), with groups first.

    Outside work the own district has its share, the others theirs by residents. At work an infected person is there in
    proportion to who goes, and meets those who go there, by their homes.
    """
    part = groups.residents / groups.residents.sum()
    outside = (1 - groups.same_district) * np.tile(part, (len(part), 1))
    outside += groups.same_district * np.eye(len(part))
    is_there = groups.goes / groups.residents[:, None]
    staff = np.maximum(groups.goes.sum(axis=0), 1e-12)
    each = np.einsum("g,dg,eg->gde", groups.contact, is_there, groups.goes / staff)
    return outside, np.ascontiguousarray(each)


def fit(groups: Groups, seen: Traces, window: int) -> Surrogate:
    """From runs of the city: infections day by day given those before them, then loads given infections.

    Base, work and k are those of greatest negative binomial likelihood; of several mean generation intervals the likeliest is
    taken, then of several infectiousnesses of arrivals. Loads are non-negative by days since infection; what all runs have in
    common on a day and no infection explains is the usual load.

    Raises:
        Refused: ``deciding/no-spread`` where the runs hold no local infection.
    """
    if not seen.local.any():
        raise Refused(Problem("deciding/no-spread"))
    imports = _imports(seen)
    groups = replace(groups, back=groups.back * _at_work(groups, seen))
    generation = _likeliest(groups, seen, [(mean, QUIET[1]) for mean in GENERATIONS])[0]
    (mean, quiet), theta = _likeliest(groups, seen, [(generation[0], quiet) for quiet in QUIET])
    weights = weights_of(mean)
    base, work, k = (float(each) for each in np.exp(theta))
    infected = (seen.local + seen.imported).sum(axis=2)
    bed_lags, beds = _fit_load(infected, seen.beds)
    room_lags, rooms = _fit_load(infected, seen.rooms)
    return Surrogate(groups, base, work, weights, k, quiet, imports, bed_lags, room_lags, beds, rooms, window)


def _at_work(groups: Groups, seen: Traces) -> Floats:
    """Of those planned to be at work on a day, the share who are, over all runs; the nearest day's where nobody is; shape (days,)."""
    planned = np.array([groups.planned(opens) for opens in seen.opens]).sum(axis=0)
    some = np.flatnonzero(planned > 0)
    if not len(some):
        return np.ones(groups.days)
    share = seen.work.sum(axis=0)[some] / planned[some]
    return np.asarray(np.interp(np.arange(groups.days), some, share), dtype=np.float64)


def _imports(seen: Traces) -> Floats:
    factor = np.array([draw.imported for draw in seen.draws])
    found: Floats = seen.imported.sum(axis=0) / factor.sum()
    return found


def _likeliest(
    groups: Groups, seen: Traces, tried: list[tuple[float, float]]
) -> tuple[tuple[float, float], Floats]:
    """Of pairs of generation interval and infectiousness of arrivals, the likeliest, with the logarithms of base, work and k."""
    start, best, worth = np.log([0.5, 0.5, 0.5]), tried[0], np.inf
    for pair in tried:
        minus, theta = _fit_spread(groups, seen, weights_of(pair[0]), pair[1], start)
        if minus < worth:
            worth, best, start = minus, pair, theta
    return best, start


def _fit_spread(
    groups: Groups, seen: Traces, weights: Floats, quiet: float, start: Floats
) -> tuple[float, Floats]:
    """Minus the log likelihood at its best, and the logarithms of base, work and k."""
    outside, at_work, parents, counts = _regressors(groups, seen, weights, quiet)

    def minus(theta: Floats) -> float:
        base, work, k = np.exp(np.clip(theta, -12, 8))
        mean = base * outside + work * at_work + 1e-12
        size = k * parents
        terms = (
            special.gammaln(counts + size)
            - special.gammaln(size)
            + special.xlogy(counts, mean / (mean + size))
        )
        return float(-(terms - size * np.log1p(mean / size)).sum())

    done = optimize.minimize(
        minus, start, method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-2, "maxiter": 250}
    )
    return float(done.fun), np.asarray(done.x, dtype=np.float64)


def _regressors(
    groups: Groups, seen: Traces, weights: Floats, quiet: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """Of every run, day and district with anyone to infect: outside, at work, how many infect, local infections."""
    outside, each = _parts(groups)
    infected = seen.local + seen.imported
    spreading = seen.local + quiet * seen.imported
    spreading[:, 0] = infected[:, 0]
    force = np.zeros_like(infected)
    for lag, weight in enumerate(weights[: groups.days - 1]):
        force[:, lag + 1 :] += weight * spreading[:, : groups.days - lag - 1]
    left = np.maximum(1 - (np.cumsum(infected, axis=1) - infected) / groups.residents, 0)
    factor = np.array([draw.transmission for draw in seen.draws])[:, None, None]
    none = np.zeros_like(outside)
    at_work = np.stack([
        np.einsum("td,tde->te", force[run], compiled.mixing(seen.opens[run], none, each, groups.days))
        for run in range(len(seen.draws))
    ])  # fmt: skip
    from_all = force @ outside
    # Pooled, each day: districts apart would be many zeros; who infects where is given, not fitted.
    sums = [(x * left * factor).sum(axis=2) for x in (from_all, at_work)]
    parents, counts = force.sum(axis=2), seen.local.sum(axis=2)
    seen_ = parents > 1e-6
    return sums[0][seen_], sums[1][seen_], parents[seen_], counts[seen_]


def _fit_load(infected: Floats, load: Floats) -> tuple[Floats, Floats]:
    """A load's lags and its usual part; infected and load of shape (runs, days)."""
    days = infected.shape[1]
    spans = [span for span in LAGS if span[0] < days]
    parts = np.stack([_lagged(infected, *span) for span in spans], axis=2)
    apart = (parts - parts.mean(axis=0)).reshape(-1, len(spans))
    found, _ = optimize.nnls(apart, (load - load.mean(axis=0)).reshape(-1))
    lags = np.concatenate(
        [np.full(last - first + 1, value) for (first, last), value in zip(spans, found, strict=True)]
    )
    usual = np.maximum((load - parts @ found).mean(axis=0), 0)
    return lags, usual


def _lagged(infected: Floats, first: int, last: int) -> Floats:
    """Infections from ``first`` to ``last`` days before; shape (runs, days)."""
    made = np.zeros_like(infected)
    for lag in range(first, min(last, infected.shape[1] - 1) + 1):
        made[:, lag:] += infected[:, : infected.shape[1] - lag]
    return made
