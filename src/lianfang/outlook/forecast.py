"""New cases of the days to come: local spread by renewal, imported cases as a stream of their own (nowcast.md §4)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from lianfang.base.problems import Problem, Refused
from lianfang.outlook import growth
from lianfang.outlook.arriving import Arrivals, carried, import_profile
from lianfang.outlook.cori import infectivity
from lianfang.outlook.scoring import LEVELS
from lianfang.outlook.serial import Serial
from lianfang.outlook.series import Floats

WINDOW = 7
LATELY = 14
"""Days whose imported cases tell their trend."""
GRID = np.exp(np.linspace(np.log(0.02), np.log(8), 40))
SIZES = 4


@dataclass(frozen=True)
class Drawn:
    """Draws of the days to come.

    Attributes:
        total: new cases; shape (draws, horizon).
        imported: those among them who came infected; shape (draws, horizon).
        streams: of each place of origin those who came infected, over all days to come; shape (draws, origins).
        unrecorded: the same of those who came before the first day on record; shape (draws,).
        before: imported cases that those on record would have brought on the days so far, drawn as counts: what is counted is held
            against them; shape (draws, days).
    """

    total: Floats
    imported: Floats
    streams: Floats
    unrecorded: Floats
    before: Floats


@dataclass(frozen=True)
class Assumed:
    """What is stated and never fitted; each range is drawn from evenly.

    Attributes:
        imported_share: of the cases so far, those infected elsewhere, where a series does not say; in Shenzhen 85 % of the first
            110 by their travels, 10 % local, 5 % cannot be told.
        doubling: of the prevalence at the origin of arrivals, days.
        report_delay: mean from onset to report, days; its sd is taken as four days.
        r_mean, r_sd: a gamma distribution of R, where cases are found and isolated, before any is seen; of Shenzhen's onsets as
            known on 1 February 2020 R was 0.2 to 0.4.
        drift: by how much log R may wander in a day (standard deviation).
        imports_growth_sd: of the daily rate of growth of imported cases about 0, where nobody says who comes: in a week to half or to
            twice as many.
        size: of the negative binomial of a day's count, even in its logarithm; learnt with R.
    """

    imported_share: tuple[float, float] = (0.75, 0.95)
    doubling: tuple[float, float] = (4.0, 8.0)
    report_delay: tuple[float, float] = (5.0, 9.0)
    r_mean: float = 0.6
    r_sd: float = 0.4
    drift: float = 0.05
    imports_growth_sd: float = 0.1
    size: tuple[float, float] = (0.5, 10.0)


def renewal(
    counts: Floats,
    serial: Serial,
    horizon: int,
    *,
    arrivals: Arrivals | None = None,
    imported: Floats | None = None,
    assumed: Assumed | None = None,
    seed: int = 1,
    draws: int = 500,
) -> Drawn:
    """Draws of the days to come.

    Where no prevalence is stated, the imported cases so far set the level of their stream, arrivals and the stated ranges its
    shape; R is learnt from the last seven days, where cases are R Λ and the imported stream together. Where it is stated, it
    sets the level alone; whoever came before the first day on record makes a stream of their own, set by the imported cases of the
    last seven days beyond it; and R is learnt from those who are not counted as imported.

    Args:
        counts: all new cases a day; shape (days,).
        serial: the serial interval.
        horizon: days ahead.
        arrivals: from where the disease is; None: those ``imported`` go on by the trend of their last fourteen days; where these are
            not known either no import is expected, and all cases are taken as local.
        imported: of ``counts``, those infected elsewhere, where it is known; else the stated share is taken.
        assumed: what is stated.
        seed: of the draws.
        draws: how many.

    Raises:
        Refused: ``outlook/too-short`` below eight days, ``outlook/no-case``.
    """
    days = len(counts)
    if days < WINDOW + 1:
        facts = {"days": days, "window": WINDOW, "least": WINDOW + 1}
        raise Refused(Problem("outlook/too-short", facts=facts))
    if not counts.any():
        raise Refused(Problem("outlook/no-case", facts={"first": 1, "last": days}))
    assumed = assumed or Assumed()
    rng = np.random.default_rng(seed)
    found = _Imports(
        np.zeros((draws, days + horizon)), np.zeros((draws, days + horizon)), np.zeros((draws, 0))
    )
    local, past = counts, found.recorded[:, :days]
    if arrivals is not None:
        found = _imports(counts, imported, arrivals.over(days), horizon, assumed, rng, draws)
        past = found.recorded[:, :days]
        if arrivals.prevalence is not None and imported is not None:
            local, past = counts - imported, np.zeros_like(past)
    elif imported is not None:
        found, local = _lately(imported, horizon, assumed, rng, draws), counts - imported
    r, size = _draw_r(infectivity(counts, serial), local, past, assumed, rng)
    coming = (found.recorded + found.unrecorded)[:, days:]
    total, share = _run(counts, serial, coming, r, size, assumed.drift, rng)
    apart = np.random.default_rng((seed, 1))
    imports, by_origin, unrecorded, before = (
        np.asarray(part, dtype=np.float64)
        for part in (
            apart.binomial(total.astype(np.int64), share), apart.poisson(found.streams),
            apart.poisson(found.unrecorded[:, days:].sum(axis=1)),
            # Whatever was counted, the same draws: they are held against it.
            np.random.default_rng((seed, 2)).poisson(found.recorded[:, :days]),
        )
    )  # fmt: skip
    return Drawn(total, imports, by_origin, unrecorded, before)


def quantiles(drawn: Floats, levels: Sequence[float] = LEVELS) -> Floats:
    """Of draws; (draws, horizon) to (levels, horizon)."""
    return np.asarray(np.quantile(drawn, levels, axis=0), dtype=np.float64)


@dataclass(frozen=True)
class _Imports:
    """Imported cases to be expected by day of report, (draws, days + horizon), and by origin in the days to come, (draws, origins)."""

    recorded: Floats
    unrecorded: Floats
    streams: Floats


def _lately(
    imported: Floats, horizon: int, assumed: Assumed, rng: np.random.Generator, draws: int
) -> _Imports:
    """By the trend of those counted in the last fourteen days; they are in the counts already, and are not local.

    The rate of growth has a normal prior about 0, which a log-linear fit narrows; where too few were counted for a fit it stands.
    """
    days, lately = len(imported), imported[-LATELY:]
    rate, sd = 0.0, assumed.imports_growth_sd
    with suppress(Refused):
        seen = growth.fit(lately)
        error = (seen.high - seen.low) / 2 / float(stats.t.ppf(0.95, len(lately) - 2))
        weight = error**-2 + sd**-2
        rate, sd = seen.rate * error**-2 / weight, weight**-0.5
    rates = rng.normal(rate, sd, (draws, 1))
    of_last = rng.gamma(lately.sum() + 0.5, 1, (draws, 1)) / np.exp(
        rates * np.arange(1 - len(lately), 1)
    ).sum(axis=1, keepdims=True)
    ahead = of_last * np.exp(rates * np.arange(1, horizon + 1))
    recorded = np.concatenate([np.zeros((draws, days)), ahead], axis=1)
    return _Imports(recorded, np.zeros_like(recorded), np.zeros((draws, 0)))


def _imports(
    counts: Floats, imported: Floats | None, arrivals: Arrivals, horizon: int, assumed: Assumed,
    rng: np.random.Generator, draws: int,
) -> _Imports:  # fmt: skip
    grid = [(d, e) for d in np.linspace(*assumed.doubling, 5) for e in np.linspace(*assumed.report_delay, 5)]
    days = len(counts)

    def shapes(of: Arrivals) -> Floats:
        return np.array([import_profile(of, *each, horizon) for each in grid])[:, -(days + horizon) :]

    profiles, before = shapes(arrivals), arrivals.unrecorded
    at = 5 * rng.integers(0, 5, draws) + rng.integers(0, 5, draws)
    if arrivals.prevalence is None:
        stated = rng.uniform(*assumed.imported_share, draws) * counts.sum()
        so_far = stated if imported is None else np.full(draws, imported.sum())
        level = _level(so_far, profiles[at, :days], rng)
    else:
        each = np.array([carried(arrivals, *one, horizon) for one in grid])
        level = rng.uniform(*arrivals.prevalence, draws) / each[at]
    recorded = np.asarray(profiles[at] * level[:, None], dtype=np.float64)
    unrecorded = np.zeros_like(recorded)
    if before is not None and imported is not None and arrivals.prevalence is not None:
        week = slice(days - WINDOW, days)
        beyond = np.maximum(imported[week].sum() - recorded[:, week].sum(axis=1), 0)
        shape = shapes(before)[at]
        unrecorded = shape * _level(beyond, shape[:, week], rng)[:, None]
    parts = [shapes(arrivals.of(one))[:, days:].sum(axis=1)[at] * level for one in arrivals.origins]
    return _Imports(recorded, unrecorded, np.array(parts).T if parts else np.zeros((draws, 0)))


def _level(so_far: Floats, profile: Floats, rng: np.random.Generator) -> Floats:
    """By how much a profile stands for the cases so far; shape (draws,)."""
    drawn, spread = rng.gamma(so_far + 0.5), profile.sum(axis=1)
    level: Floats = np.divide(drawn, spread, out=np.zeros(len(drawn)), where=spread > 0)
    return level


def _draw_r(
    infected: Floats, local: Floats, expected: Floats, assumed: Assumed, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """R and the size of a day's count of each draw, from their posterior on a grid, given its imports; shape (draws,)."""
    force, recent = infected[-WINDOW:], local[-WINDOW:]
    shape = (assumed.r_mean / assumed.r_sd) ** 2
    prior = shape * np.log(GRID) - GRID * shape / assumed.r_mean  # on the even grid of log R
    sizes = np.geomspace(*assumed.size, SIZES)
    k = sizes[:, None]
    log = np.tile(prior, (len(expected), SIZES, 1))
    for day in range(WINDOW):
        mean = (GRID[None, :] * force[day] + expected[:, -WINDOW + day, None] + 1e-9)[:, None, :]
        log += special.xlogy(recent[day], mean) - (recent[day] + k) * np.log(mean + k)
        log += special.gammaln(recent[day] + k) - special.gammaln(k) + k * np.log(k)
    log = log.reshape(len(expected), -1)
    below = np.cumsum(np.exp(log - log.max(axis=1, keepdims=True)), axis=1)
    at = (below < rng.uniform(0, below[:, -1])[:, None]).sum(axis=1)
    row, column = np.divmod(np.minimum(at, log.shape[1] - 1), len(GRID))
    return np.asarray(GRID[column], dtype=np.float64), np.asarray(sizes[row], dtype=np.float64)


def _run(
    counts: Floats,
    serial: Serial,
    imports: Floats,
    r: Floats,
    size: Floats,
    drift: float,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """New cases of the days to come, and which share of each day's is expected to have come infected."""
    draws, horizon = imports.shape
    days = len(counts)
    weights = serial.over(days + horizon)
    curve = np.concatenate([np.tile(counts, (draws, 1)), np.zeros((draws, horizon))], axis=1)
    now, share = r.copy(), np.zeros((draws, horizon))
    for ahead in range(horizon):
        day = days + ahead
        now = now * np.exp(rng.normal(0, drift, draws))
        force = curve[:, :day] @ weights[1 : day + 1][::-1]
        mean = now * force + imports[:, ahead] + 1e-9
        share[:, ahead] = imports[:, ahead] / mean
        curve[:, day] = rng.negative_binomial(size, size / (size + mean))
    return curve[:, days:], share
