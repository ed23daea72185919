"""A disease as data: its course in an infected person, and what one meeting with an infectious person does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.special import gammainc

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.scenario import chance
from lianfang.outlook.scenario.compiled import F64
from lianfang.outlook.scenario.settings import AGES, SETTINGS, Setting

LONGEST_DELAY = 120
STEPS = 256
SUM_TO = 1e-9


@dataclass(frozen=True)
class Delay:
    """Days between two events: ``shares[d]`` is the probability of d days.

    Raises:
        Refused: ``outlook/scenario-delay``: no mass, a negative share, a sum that is not 1, or longer than 120 days.
    """

    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        good = 0 < len(self.shares) <= LONGEST_DELAY and all(share >= 0 for share in self.shares)
        if not good or not abs(sum(self.shares) - 1) < SUM_TO:
            raise Refused(Problem("outlook/scenario-delay", facts={"shares": list(self.shares)[:10]}))

    @classmethod
    def of_moments(cls, mean: float, sd: float, least: int = 0) -> Delay:
        """The gamma distribution of this mean and sd, each day the mass from half a day before to half a day after, cut at 0.9999.

        What falls before day ``least`` counts on that day.

        Raises:
            Refused: ``outlook/scenario-delay``: no such distribution within 120 days.
        """
        if not (0 < mean < LONGEST_DELAY and 0 < sd < LONGEST_DELAY):
            raise Refused(Problem("outlook/scenario-delay", facts={"shares": [mean, sd]}))
        shape, scale = (mean / sd) ** 2, sd * sd / mean
        ends = np.concatenate([[0.0], gammainc(shape, (np.arange(LONGEST_DELAY) + 0.5) / scale)])
        last = int(np.searchsorted(ends, 0.9999)) if ends[-1] >= 0.9999 else LONGEST_DELAY
        mass = np.diff(ends[: last + 1])
        mass[: least + 1] = [0.0] * least + [mass[: least + 1].sum()]
        return cls(tuple(float(share) for share in mass / mass.sum()))

    @classmethod
    def always(cls, days: int) -> Delay:
        """The same number of days for everybody."""
        return cls((0.0,) * days + (1.0,))

    @property
    def mean(self) -> float:
        """Days."""
        return float(np.arange(len(self.shares)) @ np.array(self.shares))


@dataclass(frozen=True)
class Disease:
    """The course of an infection: infectious after ``latent`` days, ill ``ahead`` days later, infectious ``infectious`` days more.

    Args:
        latent: infection to the first day infectious.
        ahead: first day infectious to onset (who has no symptoms passes that day as well).
        infectious: onset to the first day no longer infectious.
        seeking: onset to the day of seeking care.
        worsening: onset to the day a severe case needs a bed.
        stay: days in the bed.
        asymptomatic: by age band, share without symptoms.
        severe: by age band, share of those with symptoms who need a bed.
        fatal: by age band, share of the severe who die, at the end of their stay.
        susceptibility: by age band, relative.
        hazard: by setting, hazard of infection of one meeting with a person of infectiousness 1 (in a home: of one day).
        profile: infectiousness by day since the first day infectious; its last value goes on.
        asymptomatic_factor: infectiousness of those without symptoms, relative.
        dispersion: how unevenly people infect: shape of a gamma distribution of mean 1; infinite: all alike.
        detectable_from, detectable_to: days since infection at which a test can find it: from, and up to but without.
        sensitivity: of a test in that time.
        before_arrival: people who arrive infected were infected 1 to so many days before.
        factor: low and high end of the range that hazards are multiplied by; a seed draws evenly from it.
        sources: where the numbers are from, by name of the number; ``assumed`` where they are from nowhere.

    Raises:
        Refused: ``outlook/scenario-disease``.
    """

    name: str
    latent: Delay
    ahead: Delay
    infectious: Delay
    hazard: Mapping[Setting, float]
    seeking: Delay = field(default_factory=lambda: Delay.always(3))
    worsening: Delay = field(default_factory=lambda: Delay.always(7))
    stay: Delay = field(default_factory=lambda: Delay.always(14))
    asymptomatic: tuple[float, ...] = (0.0,) * len(AGES)
    severe: tuple[float, ...] = (0.0,) * len(AGES)
    fatal: tuple[float, ...] = (0.0,) * len(AGES)
    susceptibility: tuple[float, ...] = (1.0,) * len(AGES)
    profile: tuple[float, ...] = (1.0,)
    asymptomatic_factor: float = 0.5
    dispersion: float = float("inf")
    detectable_from: int = 3
    detectable_to: int = 21
    sensitivity: float = 0.8
    before_arrival: int = 5
    factor: tuple[float, float] = (1.0, 1.0)
    sources: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, low, high in _BOUNDS:
            value = getattr(self, name)
            values = value if isinstance(value, tuple) else (value,)
            if not all(low <= part <= high for part in values):
                raise _wrong(name, value, f"{low:g}..{high:g}")
        for name in ("asymptomatic", "severe", "fatal", "susceptibility"):
            if len(getattr(self, name)) != len(AGES):
                raise _wrong(name, getattr(self, name), f"{len(AGES)} ({', '.join(AGES)})")
        if unknown := set(self.hazard) - set(SETTINGS):
            raise _wrong("hazard", sorted(unknown), ", ".join(SETTINGS))
        if not all(0 <= value <= _MOST for value in self.hazard.values()):
            raise _wrong("hazard", dict(self.hazard), f"0..{_MOST:g}")
        if self.latent.shares[0] > 0:
            raise _wrong("latent", "0", "≥ 1")
        if not self.profile or self.factor[0] > self.factor[1]:
            raise _wrong("profile, factor", [self.profile, self.factor], "≥ 1; low ≤ high")

    def hazards(self, seed: int) -> F64:
        """(settings,) hazards of a run of this seed: those stated, times the factor that the seed draws."""
        low, high = self.factor
        u = chance.unit_slow(chance.draw_slow(int(chance.keys(seed)[chance.DRAWN]), 0, 0, 0))
        return np.array([self.hazard.get(name, 0.0) for name in SETTINGS]) * (low + (high - low) * u)

    def unevenness(self) -> F64:
        """(256,) relative infectiousness in steps of equal probability, of mean 1."""
        if not np.isfinite(self.dispersion):
            return np.ones(STEPS)
        from scipy.special import gammaincinv

        middle = (np.arange(STEPS) + 0.5) / STEPS
        found = gammaincinv(self.dispersion, middle)
        return np.asarray(found / found.mean(), np.float64)

    def worse(self, factor: float) -> Disease:
        """The same with all hazards times a number, and no range."""
        hazard = {name: value * factor for name, value in self.hazard.items()}
        return replace(self, hazard=hazard, factor=(self.factor[1], self.factor[1]))


_MOST = 1e3
_BOUNDS: tuple[tuple[str, float, float], ...] = (
    ("asymptomatic", 0, 1), ("severe", 0, 1), ("fatal", 0, 1), ("susceptibility", 0, _MOST), ("profile", 0, _MOST),
    ("asymptomatic_factor", 0, _MOST), ("dispersion", 0.01, float("inf")), ("detectable_from", 0, 100), ("detectable_to", 0, 200),
    ("sensitivity", 0, 1), ("before_arrival", 1, 30), ("factor", 0, _MOST),
)  # fmt: skip


def _wrong(name: str, value: object, allowed: str) -> Refused:
    facts = {"name": name, "value": f"{value}", "allowed": allowed}
    return Refused(Problem("outlook/scenario-disease", facts=facts))
