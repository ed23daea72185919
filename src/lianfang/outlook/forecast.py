"""New cases of the days to come: local spread by renewal, imported cases as a stream of their own (nowcast.md §4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.cori import infectivity
from lianfang.outlook.scoring import LEVELS
from lianfang.outlook.serial import Serial
from lianfang.outlook.series import Floats

WINDOW = 7
LONGEST = 40
GRID = np.exp(np.linspace(np.log(0.02), np.log(8), 40))
SIZES = 4
INCUBATION = (1.621, 0.418)
"""Mean and sd of the logarithm (Lauer et al. Ann Intern Med 2020)."""


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
        size: of the negative binomial of a day's count, even in its logarithm; learnt with R.
    """

    imported_share: tuple[float, float] = (0.75, 0.95)
    doubling: tuple[float, float] = (4.0, 8.0)
    report_delay: tuple[float, float] = (5.0, 9.0)
    r_mean: float = 0.6
    r_sd: float = 0.4
    drift: float = 0.05
    size: tuple[float, float] = (0.5, 10.0)


@dataclass(frozen=True)
class Arrivals:
    """Who comes from where the disease is.

    Attributes:
        travellers: relative numbers a day; the last entry belongs to the last day of the counts, the first may lie before
            theirs; after the last one they stay as on it. Shape (days,).
        closed: index of the day from which prevalence at the origin is taken to grow no more; None: it goes on growing.
    """

    travellers: Floats
    closed: int | None = None


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
    travel = np.concatenate([arrivals.travellers, np.full(horizon, arrivals.travellers[-1])])
    to_report = _infection_to_report(report_delay)
    infected_on = (
        np.arange(days)[:, None] - np.arange(LONGEST)[None, :]
    )  # by day of departure and age of infection
    end = days if arrivals.closed is None else arrivals.closed
    leaving = travel[:, None] * 2.0 ** ((np.minimum(infected_on, end) - end) / doubling)
    found = np.zeros(days)
    for ahead in range(min(LONGEST, days)):
        reported = leaving @ to_report[ahead : ahead + LONGEST]
        found[ahead:] += reported[: days - ahead]
    return found


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
) -> Floats:
    """Draws of the days to come; shape (draws, horizon).

    The imported cases so far set the level of their stream, arrivals and the stated ranges its shape; R is learnt from the
    last seven days, where cases are R Λ and the imported stream together.

    Args:
        counts: all new cases a day; shape (days,).
        serial: the serial interval.
        horizon: days ahead.
        arrivals: from where the disease is; None: no import is expected, and all cases are taken as local.
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
    expected = np.zeros((draws, days + horizon))
    if arrivals is not None:
        expected = _imports(counts, imported, arrivals, horizon, assumed, rng, draws)
    r, size = _draw_r(counts, serial, expected[:, :days], assumed, rng)
    return _run(counts, serial, expected[:, days:], r, size, assumed.drift, rng)


def quantiles(drawn: Floats, levels: Sequence[float] = LEVELS) -> Floats:
    """Of draws; (draws, horizon) to (levels, horizon)."""
    return np.asarray(np.quantile(drawn, levels, axis=0), dtype=np.float64)


def _infection_to_report(report_delay: float, sd: float = 4.0) -> Floats:
    """By whole days; shape (2 LONGEST,)."""
    edges = np.arange(2 * LONGEST + 1, dtype=np.float64)
    incubation = np.diff(stats.lognorm.cdf(edges, INCUBATION[1], scale=np.exp(INCUBATION[0])))
    report = np.diff(stats.gamma.cdf(edges, (report_delay / sd) ** 2, scale=sd**2 / report_delay))
    found: Floats = np.convolve(incubation, report)[: 2 * LONGEST]
    return found


def _imports(
    counts: Floats, imported: Floats | None, arrivals: Arrivals, horizon: int, assumed: Assumed,
    rng: np.random.Generator, draws: int,
) -> Floats:  # fmt: skip
    """Imported cases to be expected by day of report; shape (draws, days + horizon)."""
    doublings, delays = (np.linspace(*ends, 5) for ends in (assumed.doubling, assumed.report_delay))
    profiles = np.array(
        [[import_profile(arrivals, doubling, delay, horizon) for delay in delays] for doubling in doublings]
    )
    days = len(counts)
    profiles = profiles[:, :, -(days + horizon) :]
    chosen = profiles[rng.integers(0, 5, draws), rng.integers(0, 5, draws)]
    stated = rng.uniform(*assumed.imported_share, draws) * counts.sum()
    so_far = stated if imported is None else np.full(draws, imported.sum())
    level = rng.gamma(so_far + 0.5) / chosen[:, :days].sum(axis=1)
    found: Floats = chosen * level[:, None]
    return found


def _draw_r(
    counts: Floats, serial: Serial, expected: Floats, assumed: Assumed, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """R and the size of a day's count of each draw, from their posterior on a grid, given its imports; shape (draws,)."""
    force = infectivity(counts, serial)[-WINDOW:]
    recent = counts[-WINDOW:]
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
) -> Floats:
    draws, horizon = imports.shape
    days = len(counts)
    weights = serial.over(days + horizon)
    curve = np.concatenate([np.tile(counts, (draws, 1)), np.zeros((draws, horizon))], axis=1)
    now = r.copy()
    for ahead in range(horizon):
        day = days + ahead
        now = now * np.exp(rng.normal(0, drift, draws))
        force = curve[:, :day] @ weights[1 : day + 1][::-1]
        mean = now * force + imports[:, ahead] + 1e-9
        curve[:, day] = rng.negative_binomial(size, size / (size + mean))
    return curve[:, days:]
