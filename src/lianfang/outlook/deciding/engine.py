"""The agent-based city as a simulator of calendars, and its people as groups (deciding.md §4)."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.deciding.simulating import Days, Draw, Groups, Outcomes, Traces
from lianfang.outlook.scenario import City, Closing, Disease, Opening, Outcome, Policies, Worst, simulate
from lianfang.outlook.series import Floats

Told = Callable[[int, int], None]
MOST_INFECTED = 2**31 - 1


@dataclass(frozen=True)
class Engine:
    """A city in which sectors open by calendar, all else as ordered.

    Attributes:
        city, disease, policies: of the scenario.
        decided: names of the sectors that are decided.
        days: of a run.
        window: days of the limit on local infections.
        weight: residents of the real city for one agent: person-days and the share of infected among arrivals are multiplied
            by it; those infected at the start are as many as in the real city.
        told: hears how many runs of a batch of how many are done.
        worst: what the planned worst case assumes.
    """

    city: City
    disease: Disease
    policies: Policies
    decided: tuple[str, ...]
    days: int
    window: int
    weight: float = 1.0
    told: Told = lambda done, of: None
    worst: Worst = field(default_factory=Worst)

    def run(self, opens: Days, draws: Sequence[Draw]) -> Outcomes:
        """One calendar in many worlds."""
        runs = self._runs([(opens, draw) for draw in draws])
        rows = self.rows()
        return Outcomes(
            np.array([self.weight * run.work_person_days[:, rows].sum(dtype=np.int64) for run in runs]),
            np.array([run.beds.max() for run in runs], dtype=np.float64),
            np.array([run.rooms.max() for run in runs], dtype=np.float64),
            np.array([run.local[: self.window].sum() for run in runs], dtype=np.float64),
        )

    def traces(self, calendars: Sequence[Days], draws: Sequence[Draw]) -> Traces:
        """Every calendar in every world; runs in order of calendar, then of draw."""
        asked = [(opens, draw) for opens in calendars for draw in draws]
        runs = self._runs(asked)
        return Traces(
            np.array([opens for opens, _ in asked], dtype=np.int64),
            tuple(draw for _, draw in asked),
            np.array([run.local for run in runs], dtype=np.float64),
            np.array([run.imported for run in runs], dtype=np.float64),
            np.array([run.beds for run in runs], dtype=np.float64),
            np.array([run.rooms for run in runs], dtype=np.float64),
            np.array(
                [
                    self.weight * run.work_person_days[:, self.rows()].sum(axis=(1, 2), dtype=np.int64)
                    for run in runs
                ]
            ),
        )

    def ordered(self, opens: Days) -> Policies:
        """What is ordered under a calendar: the scenario's policies, the decided sectors closed until their groups open."""
        batches, districts = self.city.batches, self.city.districts
        openings = []
        for group in np.flatnonzero(opens < self.days):
            cell, batch = divmod(int(group), batches)
            sector, district = divmod(cell, len(districts))
            openings.append(Opening(self.decided[sector], districts[district], batch, int(opens[group])))
        closings = (*self.policies.closings, *(Closing(sector=name) for name in self.decided))
        return replace(self.policies, closings=closings, openings=(*self.policies.openings, *openings))

    def arrivals(self, factor: float) -> Floats:
        """Share of those who come back on a day who are infected: as many as in the real city, times a factor; shape (any,).

        Raises:
            Refused: ``deciding/arrivals``: a share would be above 1.
        """
        found: Floats = self.city.arrivals_infected * self.weight * factor
        if found.max(initial=0.0) > 1:
            share = float(self.city.arrivals_infected.max())
            facts = {"share": f"{share:g}", "weight": f"{self.weight:.0f}", "factor": f"{factor:.1f}"}
            raise Refused(Problem("deciding/arrivals", facts=facts))
        return found

    def _one(self, asked: tuple[Days, Draw]) -> Outcome:
        opens, draw = asked
        hazard = {name: value * draw.transmission for name, value in self.disease.hazard.items()}
        disease = replace(self.disease, hazard=hazard, factor=(1.0, 1.0))
        # What is too many for 32 bits is too many for any district, and refused as that.
        infected = np.rint(np.minimum(self.city.infected * draw.imported, MOST_INFECTED)).astype(np.int32)
        city = replace(self.city, infected=infected, arrivals_infected=self.arrivals(draw.imported))
        policies = self.ordered(opens)
        if draw.is_worst:
            city, disease, policies = self.worst.of(city, disease, policies)
        return simulate(city, disease, policies, self.days, draw.seed)

    def _runs(self, asked: Sequence[tuple[Days, Draw]]) -> list[Outcome]:
        made = []
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for run in pool.map(self._one, asked):
                made.append(run)
                self.told(len(made), len(asked))
        return made

    def rows(self) -> list[int]:
        """Where the decided sectors stand among the city's."""
        names = [sector.name for sector in self.city.sectors]
        return [names.index(name) for name in self.decided]


def groups_of(engine: Engine) -> Groups:
    """The city's people as groups: who goes where, and who is back when."""
    city, rows = engine.city, engine.rows()
    homes = np.repeat(np.arange(len(city.districts)), np.diff(city.district_start))
    group_of_site = city.site_group()
    has = city.site >= 0
    group = group_of_site[city.site[has]]
    counted = np.zeros((len(city.districts), city.groups))
    np.add.at(counted, (homes[has], group), 1)
    back = np.zeros((city.groups, engine.days))
    day = np.maximum(city.returns_on[has].astype(np.int64), 0)
    inside = day < engine.days
    np.add.at(back, (group[inside], day[inside]), engine.weight)
    per = len(city.districts) * city.batches
    kept = np.concatenate([np.arange(row * per, (row + 1) * per) for row in rows])
    hazard = engine.disease.hazard
    meets = [
        hazard.get("team", 0) * city.sectors[row].near
        + hazard.get("site", 0) * city.sectors[row].wide
        + hazard.get("transit", 0) * city.transit
        for row in rows
    ]
    contact = np.repeat(np.array(meets) / max(np.mean(meets), 1e-12), per)
    residents: Floats = np.diff(city.district_start).astype(np.float64)
    return Groups(
        engine.decided, city.districts, city.batches, engine.days, back.cumsum(axis=1)[kept], counted[:, kept], residents,
        contact, city.same_district,
    )  # fmt: skip
