"""How likely something is that happened in some of a number of simulated worlds, with the interval that so few leave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

LEVEL = 0.95


@dataclass(frozen=True)
class Chance:
    """A probability: of ``worlds`` it happened in ``hits``; interval of Clopper and Pearson."""

    hits: int
    worlds: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The estimate."""
        return self.hits / self.worlds


def chance(broken: NDArray[np.bool_]) -> Chance:
    """Of worlds in which something happened or not; shape (worlds,)."""
    hits, worlds = int(broken.sum()), len(broken)
    low = 0.0 if hits == 0 else float(stats.beta.ppf((1 - LEVEL) / 2, hits, worlds - hits + 1))
    high = 1.0 if hits == worlds else float(stats.beta.ppf((1 + LEVEL) / 2, hits + 1, worlds - hits))
    return Chance(hits, worlds, low, high)
