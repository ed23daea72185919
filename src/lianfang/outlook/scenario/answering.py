"""A study run, and its answer with how much of it is luck."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from lianfang import __version__
from lianfang.base.problems import Problem
from lianfang.outlook.chances import Chance
from lianfang.outlook.scenario.compiled import F64
from lianfang.outlook.scenario.ensembles import PLANNED, Ensemble, Executor, Planned, Progress, ensemble
from lianfang.outlook.scenario.policies import Policies
from lianfang.outlook.scenario.reading import Study
from lianfang.outlook.scenario.shapes import (
    ChanceSaid,
    DaySaid,
    DifferenceSaid,
    ExceededSaid,
    GroupSaid,
    ScenarioSaid,
    Spread,
    StudySaid,
    WorstSaid,
)
from lianfang.outlook.shapes import Remark

FEW_SEEDS = 100
_DAILY = ("infections", "local", "found", "beds", "rooms", "tests", "quarantined")


def answer(study: Study, *, executor: Executor | None = None, progress: Progress | None = None) -> StudySaid:
    """Run a study.

    Raises:
        Refused: as ``ensemble``.
    """
    made = ensemble(
        study.city, study.disease, study.scenarios, days=study.days, seeds=study.seeds, executor=executor, worst=study.worst,
        progress=progress,
    )  # fmt: skip
    return StudySaid(
        file=study.file, version=__version__, start=study.start.isoformat(), agents=study.city.agents, seeds=list(study.seeds),
        disease=study.disease.name, worst=WorstSaid(**vars(study.worst)), remarks=[Remark.of(each) for each in remarks(study)],
        scenarios=[_scenario(study, made, name, planned) for name in made.names for planned in PLANNED],
        differences=[
            _difference(study, made, name, planned) for name in made.names[1:] for planned in PLANNED
        ],
    )  # fmt: skip


def remarks(study: Study) -> list[Problem]:
    """What is to be known beside the numbers."""
    found = [Problem("outlook/scenario-assumed", facts={"names": ", ".join(dict.fromkeys(study.assumed))})]
    if len(study.seeds) < FEW_SEEDS:
        most = 1 - 0.05 ** (1 / len(study.seeds))
        found.append(
            Problem("outlook/scenario-few-seeds", facts={"seeds": len(study.seeds), "most": f"{most:.0%}"})
        )
    late = sorted(
        {f"{name} ({kind})" for name, of in study.scenarios.items() for kind in _after(of, study.days)}
    )
    if late:
        last = study.start + timedelta(days=study.days - 1)
        found.append(Problem("outlook/scenario-after", facts={"names": ", ".join(late), "last": last}))
    return found


def _after(of: Policies, days: int) -> list[str]:
    """Kinds of which something begins when the run is over."""
    kinds = ((each.name, getattr(of, each.name)) for each in fields(of))
    return [
        kind
        for kind, measures in kinds
        if not isinstance(measures, str)
        and any(getattr(one, "opens_on", getattr(one, "since", 0)) >= days for one in measures)
    ]


def spread(values: npt.NDArray[Any]) -> Spread:
    """A number over seeds: (seeds,)."""
    low, median, high = (float(q) for q in np.quantile(values, (0.05, 0.5, 0.95)))
    return Spread(mean=float(np.mean(values)), low=low, median=median, high=high)


def _work(study: Study, made: Ensemble, name: str, planned: Planned) -> F64:
    """(seeds, days) people at open sites where days count as work."""
    working = [sector.work for sector in study.city.sectors]
    runs = [outcome.work_person_days[:, working].sum(axis=(1, 2)) for outcome in made.outcomes[name, planned]]
    return np.array(runs, float)


def _scenario(study: Study, made: Ensemble, name: str, planned: Planned) -> ScenarioSaid:
    series = {what: made.series(name, planned, what) for what in _DAILY}
    series["work_person_days"] = _work(study, made, name, planned)
    chance = made.exceeded(name, planned, study.accepted)
    dates = [(study.start + timedelta(days=t)).isoformat() for t in range(study.days)]
    return ScenarioSaid(
        name=name, planned=planned, infections=spread(series["infections"].sum(axis=1)),
        deaths=spread(made.series(name, planned, "deaths").sum(axis=1)), most_beds=spread(series["beds"].max(axis=1)),
        most_rooms=spread(series["rooms"].max(axis=1)), most_quarantined=spread(series["quarantined"].max(axis=1)),
        tests=spread(series["tests"].sum(axis=1)), work_person_days=spread(series["work_person_days"].sum(axis=1)),
        chance=ExceededSaid(beds_or_rooms=_chance(chance.get("beds_or_rooms")), local=_chance(chance.get("local"))),
        days=[
            DaySaid(day=day, **{what: spread(values[:, t]) for what, values in series.items()}) for t, day in enumerate(dates)
        ],
        sectors=_groups(study, made, name, planned, axis=1), districts=_groups(study, made, name, planned, axis=2),
    )  # fmt: skip


def _chance(of: Chance | None) -> ChanceSaid | None:
    if of is None:
        return None
    return ChanceSaid(estimate=of.share, low=of.low, high=of.high, hits=of.hits, seeds=of.worlds)


def _groups(study: Study, made: Ensemble, name: str, planned: Planned, axis: int) -> list[GroupSaid]:
    """Sectors (axis 1 of the outcome's arrays) or districts (axis 2)."""
    infections, work = (made.mean(name, planned, what) for what in ("infected", "work_person_days"))
    names = [sector.name for sector in study.city.sectors] if axis == 1 else study.city.districts
    return [
        GroupSaid(
            name=each,
            infections=[float(x) for x in infections.take(i, axis).sum(axis=1)],
            work_person_days=[float(x) for x in work.take(i, axis).sum(axis=1)],
        )
        for i, each in enumerate(names)
    ]


def _difference(study: Study, made: Ensemble, name: str, planned: Planned) -> DifferenceSaid:
    first = made.names[0]
    work = _work(study, made, name, planned).sum(axis=1) - _work(study, made, first, planned).sum(axis=1)
    return DifferenceSaid(
        name=name, against=first, planned=planned, work_person_days=spread(work),
        infections=spread(made.difference(name, first, planned, "infections")),
    )  # fmt: skip
