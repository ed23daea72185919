"""Draws of a posterior by emcee's affine-invariant ensemble; a run that was stopped goes on where it was, to the same draws."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import emcee
import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.series import Floats

WALKERS, PIECE, LEAST_PIECES, MOST_PIECES = 32, 500, 4, 24
ENOUGH = 50
"""Lengths of autocorrelation that a chain should have (emcee's own advice)."""

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Chain:
    """Draws after the first part, which is thrown away.

    Attributes:
        drawn: on the line; shape (draws, parameters).
        length: steps of each walker.
        autocorrelation: the longest of the parameters', steps.
        accepted: share of proposals.
    """

    drawn: Floats
    length: int
    autocorrelation: float
    accepted: float

    @property
    def worth(self) -> int:
        """How many independent draws they are worth."""
        return int(len(self.drawn) / self.autocorrelation)

    @property
    def is_long_enough(self) -> bool:
        """Whether emcee's advice on its length was reached."""
        return self.length >= ENOUGH * self.autocorrelation


def sample(
    density: Callable[[Floats], Floats], start: Floats, seed: int, *, keep: Path | None = None, sign: str = "",
    told: Told = lambda done, of: None,
) -> Chain:  # fmt: skip
    """Run walkers in pieces until the chain is fifty autocorrelations long, or twenty-four pieces.

    Args:
        density: log posterior, up to a constant; (draws, parameters) to (draws,).
        start: where the walkers begin; shape (WALKERS, parameters).
        seed: of the walk.
        keep: a file that is written after each piece, and from which a stopped run goes on; None keeps nothing.
        sign: of the question; a kept file with another is refused.
        told: hears how many pieces of how many at most are done.

    Raises:
        Refused: ``deciding/checkpoint`` where the kept file is of another question, or cannot be read.
    """
    sampler = emcee.EnsembleSampler(len(start), start.shape[1], density, vectorize=True)
    state: Any = emcee.State(start, random_state=np.random.RandomState(seed).get_state())
    walked: list[Floats] = []
    moved = 0.0
    if keep is not None and keep.exists():
        walked, moved, state = _resumed(keep, sign)
    while len(walked) < MOST_PIECES and not _is_done(walked):
        sampler.reset()
        state = sampler.run_mcmc(state, PIECE, skip_initial_state_check=True)
        walked.append(sampler.get_chain())
        moved += float(np.mean(sampler.acceptance_fraction))
        if keep is not None:
            _keep(keep, sign, walked, moved, state)
        told(len(walked), MOST_PIECES)
    chain = np.concatenate(walked)
    length = len(chain)
    kept = chain[length // 4 :]
    drawn = kept.reshape(-1, chain.shape[2])
    return Chain(drawn, length, _autocorrelation(kept), moved / len(walked))


def _autocorrelation(chain: Floats) -> float:
    """The longest of the parameters', steps."""
    return float(np.max(emcee.autocorr.integrated_time(chain, tol=0)))


def _is_done(walked: list[Floats]) -> bool:
    if len(walked) < LEAST_PIECES:
        return False
    chain = np.concatenate(walked)
    return len(chain) >= ENOUGH * _autocorrelation(chain[len(chain) // 4 :])


def _keep(path: Path, sign: str, walked: list[Floats], moved: float, state: Any) -> None:
    """Write all at once: whoever is stopped while writing has the file of before."""
    _, keys, at, gauss, spare = state.random_state
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        np.savez(
            file, sign=np.array(sign), walked=np.concatenate(walked), moved=moved, keys=keys, at=[at, gauss], spare=spare,
            log_prob=state.log_prob,
        )  # fmt: skip
    os.replace(beside, path)


def _resumed(path: Path, sign: str) -> tuple[list[Floats], float, Any]:
    try:
        with np.load(path, allow_pickle=False) as kept:
            if str(kept["sign"]) != sign:
                raise Refused(Problem("deciding/checkpoint", path.name))
            at, gauss = (int(n) for n in kept["at"])
            random = ("MT19937", kept["keys"], at, gauss, float(kept["spare"]))
            walked = np.split(kept["walked"], len(kept["walked"]) // PIECE)
            state = emcee.State(walked[-1][-1], log_prob=kept["log_prob"], random_state=random)
            return walked, float(kept["moved"]), state
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise Refused(Problem("deciding/checkpoint", path.name)) from error
