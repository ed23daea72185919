"""The surrogate's inner loops: districts infect each other, day by day, by uniform numbers that belong to draw, day and district."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from lianfang.outlook.deciding.simulating import Days
from lianfang.outlook.series import Floats

Kernel = TypeVar("Kernel", bound=Callable[..., Any])
Seeds = NDArray[np.uint64]


def compiled(kernel: Kernel) -> Kernel:
    """Compile when first called; the machine code is kept."""
    return cast(Kernel, numba.njit(cache=True, nogil=True)(kernel))


@compiled
def uniform(seed: np.uint64, at: np.uint64) -> float:
    """The number of a place in a seed's sequence, in (0, 1): splitmix64 twice."""
    x = seed + (at + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    for _ in range(2):
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
    return (float(x >> np.uint64(11)) + 0.5) / 9007199254740992.0


@compiled
def count(mean: float, size: float, u: float) -> float:
    """The u-quantile of a negative binomial; Poisson where size is 0. It rises with the mean, so that worlds stay coupled.

    Above a mean of 400 the quantile of the lognormal with the same mean and variance, rounded: the sum would underflow.
    """
    if mean <= 0.0:
        return 0.0
    if mean > 400.0:
        over = 1.0 / mean + (1.0 / size if size > 0.0 else 0.0)
        s = np.sqrt(np.log1p(over))
        return float(np.round(np.exp(np.log(mean) - s * s / 2 + s * _normal(u))))
    odds = mean / (mean + size) if size > 0.0 else 0.0
    p = np.exp(-size * np.log1p(mean / size)) if size > 0.0 else np.exp(-mean)
    below, n = p, 0.0
    while below < u and n < 1e5:
        p *= (n + size) / (n + 1.0) * odds if size > 0.0 else mean / (n + 1.0)
        n += 1.0
        below += p
        if p < 1e-18 and n > mean:
            break
    return n


@compiled
def _normal(u: float) -> float:
    """The standard normal quantile (Acklam's rational approximation, 1e-9)."""
    if u < 0.02425:
        q = np.sqrt(-2.0 * np.log(u))
        return _tail(q)
    if u > 0.97575:
        q = np.sqrt(-2.0 * np.log(1.0 - u))
        return -_tail(q)
    q = u - 0.5
    r = q * q
    top = ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.3577518672690) * r
           - 30.66479806614716) * r + 2.506628277459239  # fmt: skip
    bottom = ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r
              - 13.28068155288572) * r + 1.0  # fmt: skip
    return top * q / bottom


@compiled
def _tail(q: float) -> float:
    top = ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q
           + 4.374664141464968) * q + 2.938163982698783  # fmt: skip
    bottom = (
        ((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416
    ) * q + 1.0
    return top / bottom


@compiled
def mixing(opens: Days, base: Floats, each: Floats, days: int) -> Floats:
    """Who infects whom on each day: the base and what every open group adds; shape (days, districts, districts).

    Args:
        opens: shape (groups,).
        base: while all is closed; shape (districts, districts).
        each: what a group adds while it is open; shape (groups, districts, districts).
        days: of the run.
    """
    made = np.zeros((days, *base.shape))
    made[0] += base
    for group in range(len(opens)):
        if opens[group] < days:
            made[opens[group]] += each[group]
    for day in range(1, days):
        made[day] += made[day - 1]
    return made


@compiled
def spread(
    who: Floats, weights: Floats, imports: Floats, residents: Floats, size: float, seed: np.uint64, transmission: float,
    imported: float, quiet: float, chance: bool, local: Floats, arrived: Floats,
) -> None:  # fmt: skip
    """One world: fills local and arrived infections, each of shape (days, districts).

    Args:
        who: from district to district; shape (days, districts, districts).
        weights: of the generation interval at lags 1, 2, ...; shape (lags,).
        imports: expected; shape (days, districts).
        residents: shape (districts,).
        size: k.
        seed, transmission, imported: of the world.
        quiet: how much those who arrive infected after the first day infect, relative: gates hold them.
        chance: counts are drawn; else they are their means.
        local, arrived: to be filled.
    """
    days, districts = imports.shape
    so_far = np.zeros(districts)
    force = np.zeros(districts)
    for day in range(days):
        force[:] = 0.0
        for lag in range(min(day, len(weights))):
            then = day - lag - 1
            part = quiet if then > 0 else 1.0
            for d in range(districts):
                force[d] += weights[lag] * (local[then, d] + part * arrived[then, d])
        for d in range(districts):
            mean, uneven = 0.0, 0.0
            for source in range(districts):
                part = who[day, source, d] * force[source]
                mean += part
                uneven += part * who[day, source, d]
            # As uneven as so many infectors who all infect alike: the variance of the sum over the districts is kept.
            own = size * mean * mean / uneven if uneven > 0.0 else 0.0
            mean *= transmission * max(1.0 - so_far[d] / residents[d], 0.0)
            at = np.uint64(2 * (day * districts + d))
            coming = imports[day, d] * imported
            if chance:
                local[day, d] = count(mean, own, uniform(seed, at)) if own > 0 else 0.0
                arrived[day, d] = count(coming, 0.0, uniform(seed, at + np.uint64(1)))
            else:
                local[day, d], arrived[day, d] = mean, coming
            so_far[d] += local[day, d] + arrived[day, d]


@compiled
def worst(infected: Floats, lags: Floats, usual: Floats) -> float:
    """The most of a load on a day: a usual part and what infections of the days before add; (days,), (lags,), (days,)."""
    most = 0.0
    for day in range(len(infected)):
        load = usual[day]
        for lag in range(min(day + 1, len(lags))):
            load += lags[lag] * infected[day - lag]
        most = max(most, load)
    return most


@compiled
def many(
    who: Floats, weights: Floats, imports: Floats, residents: Floats, size: float, seeds: Seeds, transmission: Floats,
    imported: Floats, quiet: float, chance: bool, window: int, bed_lags: Floats, beds: Floats, room_lags: Floats, rooms: Floats,
    found: Floats,
) -> None:  # fmt: skip
    """Many worlds; fills beds, rooms and local infections of the first ``window`` days, shape (draws, 3)."""
    days, districts = imports.shape
    local, arrived, infected = np.zeros((days, districts)), np.zeros((days, districts)), np.zeros(days)
    for draw in range(len(seeds)):
        spread(
            who, weights, imports, residents, size, seeds[draw], transmission[draw], imported[draw], quiet, chance, local, arrived,
        )  # fmt: skip
        summed = 0.0
        for day in range(days):
            infected[day] = 0.0
            for d in range(districts):
                infected[day] += local[day, d] + arrived[day, d]
                summed += local[day, d] if day < window else 0.0
        found[draw, 0] = worst(infected, bed_lags, beds)
        found[draw, 1] = worst(infected, room_lags, rooms)
        found[draw, 2] = summed
