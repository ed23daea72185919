"""Every policy under every seed, and beside what is expected always the planned worst case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Protocol, get_args

import joblib
import numpy as np
from pydantic import ConfigDict, Field

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.chances import Chance, chance
from lianfang.outlook.scenario.city import City
from lianfang.outlook.scenario.compiled import F64, I64, Mask
from lianfang.outlook.scenario.compiling import orders
from lianfang.outlook.scenario.disease import Disease
from lianfang.outlook.scenario.outcome import Outcome
from lianfang.outlook.scenario.policies import Isolation, Policies
from lianfang.outlook.scenario.running import simulate

Planned = Literal["expected", "worst"]
PLANNED: tuple[Planned, ...] = get_args(Planned)
WINDOW = 30
"""Days over which local infections are added up."""

Progress = Callable[[int, int], None]


class Executor(Protocol):
    """Whatever maps a function over jobs and gives the answers in their order: concurrent.futures, Dask's ``client.get_executor()``."""

    def map(self, fn: Callable[..., Any], /, *iterables: Any) -> Iterable[Any]:
        """As ``map``."""


@dataclass(frozen=True)
class Threads:
    """Joblib's threads, which share the city; the kernels let go of the interpreter's lock. -1: as many as there are processors."""

    jobs: int = -1

    def map(self, fn: Callable[..., Any], /, *iterables: Any) -> Iterator[Any]:
        """Answers as they come, in order."""
        made = joblib.Parallel(n_jobs=self.jobs, prefer="threads", return_as="generator")
        found: Iterator[Any] = made(joblib.delayed(fn)(*each) for each in zip(*iterables, strict=True))
        return found


@dataclass(frozen=True)
class Worst:
    """The planned worst case: what is assumed in it, each against what is expected. All assumed.

    Args:
        hazards: times the high end of the disease's factor.
        arrivals: how many times as often those who arrive were exposed: as good as times the share who are infected.
        complies: times the share who keep to quarantine and stay at home when ill.

    Raises:
        Refused: ``outlook/scenario-worst``: it is no worse than expected.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    hazards: float = 1.25
    arrivals: float = 3.0
    complies: float = 0.7

    def __post_init__(self) -> None:
        worse = 1 <= self.hazards <= 10 and 1 <= self.arrivals <= 1000 and 0 <= self.complies <= 1
        if not worse or (self.hazards, self.arrivals, self.complies) == (1, 1, 1):
            raise Refused(Problem("outlook/scenario-worst", facts=dict(vars(self))))

    def of(self, city: City, disease: Disease, policies: Policies) -> tuple[City, Disease, Policies]:
        """City, disease and policies as the worst case has them."""
        # Never over 1, and so many times the share where that is small.
        infected = 1 - (1 - city.arrivals_infected) ** self.arrivals
        # First what holds where nothing of the kind is ordered: a measure ordered for other days makes these no better.
        isolation = (Isolation(), *policies.isolation)
        slack = tuple(
            replace(each, complies=each.complies * self.complies, stays_home=each.stays_home * self.complies)
            for each in isolation
        )
        found = replace(policies, isolation=slack)
        return replace(city, arrivals_infected=infected), disease.worse(self.hazards), found


@dataclass(frozen=True)
class Accepted:
    """What the command accepts at most; None: not asked.

    Args:
        beds, rooms: needed on any day.
        local: local infections within any 30 days.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    beds: Annotated[int, Field(ge=0)] | None = None
    rooms: Annotated[int, Field(ge=0)] | None = None
    local: Annotated[int, Field(ge=0)] | None = None


@dataclass(frozen=True)
class Job:
    """One run, which is a pure function of this."""

    city: City
    disease: Disease
    policies: Policies
    days: int
    seed: int


def run(job: Job) -> Outcome:
    """The outcome of a job."""
    return simulate(job.city, job.disease, job.policies, job.days, job.seed)


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Outcomes by policy, by what was planned for, in the order of the seeds."""

    seeds: tuple[int, ...]
    days: int
    outcomes: Mapping[tuple[str, Planned], Sequence[Outcome]]

    @property
    def names(self) -> list[str]:
        """Policies, in order."""
        return list(dict.fromkeys(name for name, _ in self.outcomes))

    def series(self, name: str, planned: Planned, what: str) -> F64:
        """(seeds, days) a number of each day, districts and sectors added up; ``what`` is a name of ``Outcome``."""
        runs = [getattr(outcome, what) for outcome in self.outcomes[name, planned]]
        return np.array([values.reshape(self.days, -1).sum(axis=1) for values in runs], float)

    def mean(self, name: str, planned: Planned, what: str) -> F64:
        """(days, ...) mean over seeds of an array of ``Outcome``."""
        found: F64 = np.mean([getattr(outcome, what) for outcome in self.outcomes[name, planned]], axis=0)
        return found

    def difference(self, name: str, other: str, planned: Planned, what: str) -> I64:
        """(seeds,) total under one policy less that under another, seed by seed: the noise that both share is gone."""
        mine, theirs = (self.series(each, planned, what).sum(axis=1) for each in (name, other))
        return np.asarray(mine - theirs, np.int64)

    def exceeded(self, name: str, planned: Planned, accepted: Accepted) -> dict[str, Chance]:
        """How likely beds or rooms, and local infections, are over what is accepted on some day, by the seeds."""
        outcomes = self.outcomes[name, planned]
        found: dict[str, Chance] = {}
        if (accepted.beds, accepted.rooms) != (None, None):
            over: Mask = np.array([outcome.over(accepted.beds, accepted.rooms).any() for outcome in outcomes])
            found["beds_or_rooms"] = chance(over)
        if accepted.local is not None:
            most = np.array([most_in_a_window(outcome) for outcome in outcomes])
            found["local"] = chance(most > accepted.local)
        return found


def most_in_a_window(outcome: Outcome) -> int:
    """The most local infections within 30 days running."""
    whole = np.concatenate([[0], np.cumsum(outcome.local.sum(axis=1))])
    span = min(WINDOW, len(whole) - 1)
    return int((whole[span:] - whole[:-span]).max())


def ensemble(
    city: City, disease: Disease, scenarios: Mapping[str, Policies], *, days: int, seeds: Sequence[int],
    executor: Executor | None = None, worst: Worst | None = None, progress: Progress | None = None,
) -> Ensemble:  # fmt: skip
    """Every scenario under every seed, as expected and in the planned worst case.

    Args:
        city, disease: as ``simulate`` takes them.
        scenarios: name → policies.
        days: of each run.
        seeds: each scenario meets each.
        executor: who runs the jobs; without one, joblib's threads. The answer does not depend on it.
        worst: what the worst case assumes; without it, the defaults of ``Worst``.
        progress: told after each run how many are done, of how many.

    Raises:
        Refused: no scenario or seed, a seed twice (``outlook/scenario-nothing-to-run``); policies that cannot be ordered.
    """
    if not scenarios or not seeds or len(set(seeds)) < len(seeds):
        raise Refused(
            Problem(
                "outlook/scenario-nothing-to-run", facts={"scenarios": len(scenarios), "seeds": len(seeds)}
            )
        )
    jobs: list[Job] = []
    for policies in scenarios.values():
        orders(policies, city, days)
        for made in ((city, disease, policies), (worst or Worst()).of(city, disease, policies)):
            jobs += [Job(*made, days, seed) for seed in seeds]
    found: list[Outcome] = []
    for outcome in (executor or Threads()).map(run, jobs):
        found.append(outcome)
        if progress is not None:
            progress(len(found), len(jobs))
    keys = [(name, planned) for name in scenarios for planned in PLANNED]
    parts = {key: tuple(found[i * len(seeds) : (i + 1) * len(seeds)]) for i, key in enumerate(keys)}
    return Ensemble(tuple(seeds), days, parts)
