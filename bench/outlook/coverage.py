"""How often the 90 % interval of R holds the true R, over simulated outbreaks.

    python -m bench.outlook.coverage [--outbreaks 500] [--seed 1]

An outbreak is seeded by imported cases over three weeks and runs for ten weeks with one R, drawn from 0.5, 0.9 and 1.3. A
window counts where it is shown: a serial interval after the start, 11 local onsets or more.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lianfang.outlook import cori, serial, wide
from lianfang.outlook.growth import LEAST_CASES
from lianfang.outlook.series import Floats

DAYS, ARRIVING_DAYS, MOST_CASES = 70, 21, 20_000
TRUE_R = (0.5, 0.9, 1.3)
MEAN, SD = 6.3, 4.2


@dataclass(frozen=True)
class Outbreak:
    """One simulated outbreak: its R, and its cases a day."""

    r: float
    local: Floats
    imported: Floats


def simulate(rng: np.random.Generator, r: float, k: float | None, weights: Floats) -> Outbreak:
    """Cases of a day infect a gamma distributed number in all (k; None: as a Poisson's), spread by the serial interval."""
    local, imported = np.zeros(DAYS), np.zeros(DAYS)
    imported[:ARRIVING_DAYS] = rng.poisson(4, ARRIVING_DAYS)
    for day in range(DAYS):
        cases = local[day] + imported[day]
        if cases and local.sum() < MOST_CASES:
            expected = r * cases if k is None else rng.gamma(k * cases, r / k)
            ahead = rng.multinomial(rng.poisson(expected), weights)[: DAYS - day]
            local[day : day + len(ahead)] += ahead
    return Outbreak(r, local, imported)


def outbreaks(n: int, seed: int, k: float | None) -> Iterator[Outbreak]:
    """``n`` outbreaks of one seed."""
    rng = np.random.default_rng(seed)
    weights = serial.of_moments(MEAN, SD).weights
    weights = weights / weights.sum()
    for number in range(n):
        yield simulate(rng, TRUE_R[number % len(TRUE_R)], k, weights)


def covered(found: Outbreak, mean: float = MEAN, wrong: float = 0.0, seed: int = 0) -> tuple[int, int, int]:
    """Windows shown; of these, those whose plain and whose shown 90 % interval holds the true R.

    Args:
        found: the outbreak.
        mean: of the serial interval that the estimate takes.
        wrong: the share of imported cases taken for local ones.
        seed: of who these are.
    """
    moved = np.random.default_rng(seed).binomial(found.imported.astype(int), wrong)
    local, total = found.local + moved, found.local + found.imported
    windows = cori.weekly(DAYS)
    shown = wide.estimate_wide(local, total, serial.of_moments(mean, SD), windows)
    counts = shown.plain.estimable & (shown.plain.cases >= LEAST_CASES)
    holds = []
    for low, high in (shown.plain.quantiles((0.05, 0.95)), shown.quantiles((0.05, 0.95))):
        holds.append(int((counts & (low <= found.r) & (found.r <= high)).sum()))
    return int(counts.sum()), holds[0], holds[1]


SETTINGS: dict[str, tuple[float | None, float, float]] = {
    "as a Poisson's": (None, MEAN, 0.0),
    "k 0.43": (0.43, MEAN, 0.0),
    "k 0.1": (0.1, MEAN, 0.0),
    "k 0.43, serial interval a day too short": (0.43, MEAN - 1, 0.0),
    "k 0.43, serial interval a day too long": (0.43, MEAN + 1, 0.0),
    "k 0.43, 20 % of imported cases taken for local": (0.43, MEAN, 0.2),
}
"""What is wrong → k of the outbreak, mean taken for the serial interval, share of imported cases misclassified."""


def table(n: int, seed: int) -> list[dict[str, object]]:
    """One row for each setting."""
    rows: list[dict[str, object]] = []
    for name, (k, mean, wrong) in SETTINGS.items():
        sums = np.sum(
            [covered(each, mean, wrong, number) for number, each in enumerate(outbreaks(n, seed, k))], axis=0
        )
        windows, plain, shown = (int(x) for x in sums)
        rows.append(
            {"bench": "coverage", "setting": name, "outbreaks": n, "seed": seed, "windows": windows,
             "plain": round(plain / windows, 3), "shown": round(shown / windows, 3)}
        )  # fmt: skip
    return rows


def main() -> None:
    """Print one JSON object a line."""
    words = argparse.ArgumentParser()
    words.add_argument("--outbreaks", type=int, default=500)
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args()
    for row in table(given.outbreaks, given.seed):
        print(json.dumps(row))


if __name__ == "__main__":
    main()
