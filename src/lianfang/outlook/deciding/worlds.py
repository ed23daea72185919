"""The worlds in which calendars are tried, and what a run keeps so that it can be stopped and go on."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.deciding.checking import CHECKS
from lianfang.outlook.deciding.orders import Range, Uncertain
from lianfang.outlook.deciding.simulating import Draw
from lianfang.outlook.series import Floats

STREAMS = {
    "fit": 1, "expected": 2, "search": 3, "fresh": 4, "select": 5, "city": 6, "worst": 7,
    **{f"check{at + 1}": 8 + at for at in range(CHECKS)},
}  # fmt: skip
"""What each set of worlds is for; no two share a seed."""

Arrays = NDArray[np.float64] | NDArray[np.int64]


def drawn(
    uncertain: Uncertain, seed: int, stream: str, count: int, transmission: Floats | None = None
) -> list[Draw]:
    """So many worlds of one stream. Each parameter takes one value from each of ``count`` equally likely slices of its range, the
    slices of one paired with those of the other at random (Latin hypercube), so that few worlds still cover both ranges.

    Args:
        uncertain: the ranges.
        seed: of all worlds.
        stream: what they are for.
        count: how many.
        transmission: draws of a posterior, shape (any,): the slices are theirs, and the range of transmission is not looked at.

    Raises:
        Refused: ``deciding/prior``: a range's ends are not in order.
    """
    rng = np.random.default_rng([seed, STREAMS[stream]])
    factors = {}
    for name in ("transmission", "imported"):
        mean, sd = _line(name, getattr(uncertain, name))
        slices = (rng.permutation(count) + rng.random(count)) / count
        if name == "transmission" and transmission is not None:
            factors[name] = np.quantile(transmission, slices)
            continue
        factors[name] = np.exp(mean + sd * stats.norm.ppf(slices))
    seeds = rng.integers(2**31, size=count)
    return [
        Draw(int(seeds[at]), float(factors["transmission"][at]), float(factors["imported"][at]))
        for at in range(count)
    ]


def worst(draws: Sequence[Draw], transmission: float) -> list[Draw]:
    """The same worlds in the planned worst case: transmission at its high end in all."""
    return [replace(draw, transmission=transmission, is_worst=True) for draw in draws]


def shifted(draws: Sequence[Draw], name: str, factor: float) -> list[Draw]:
    """The same worlds with one parameter times a factor in all."""
    return [replace(draw, **{name: getattr(draw, name) * factor}) for draw in draws]


def _line(name: str, of: Range) -> tuple[float, float]:
    if not of.low < of.high:
        raise Refused(Problem("deciding/prior", facts={"name": name, "low": of.low, "high": of.high}))
    ends = np.log([of.low, of.high])
    return float(ends.mean()), float(np.diff(ends)[0] / (2 * stats.norm.ppf(0.975)))


@dataclass
class Kept:
    """Arrays by name, written to a file whenever one is added, so that a stopped run finds what it had.

    Attributes:
        path: of the file; None keeps nothing.
        sign: of the question: a file with another is refused.
        arrays: what there is.
    """

    path: Path | None
    sign: str
    arrays: dict[str, Arrays] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.path is None or not self.path.exists():
            return
        try:
            with np.load(self.path, allow_pickle=False) as kept:
                if str(kept["sign"]) != self.sign:
                    raise Refused(Problem("deciding/checkpoint", self.path.name))
                self.arrays = {name: kept[name] for name in kept.files if name != "sign"}
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise Refused(Problem("deciding/checkpoint", self.path.name)) from error

    def once(self, name: str, make: Callable[[], Arrays]) -> Arrays:
        """What is kept under a name, else what ``make`` makes, which is kept."""
        if name not in self.arrays:
            self.put(name, make())
        return self.arrays[name]

    def put(self, name: str, made: Arrays) -> None:
        """Keep an array; the file is replaced at once, so that whoever is stopped while writing has the one of before."""
        self.arrays[name] = made
        if self.path is None:
            return
        beside = self.path.with_name(self.path.name + ".part")
        with beside.open("wb") as file:
            np.savez(file, sign=np.array(self.sign), **self.arrays)  # type: ignore[arg-type]
        os.replace(beside, self.path)
