"""Scenarios under the same seeds: every one meets the same luck, so that differences have far less noise than each alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lianfang.fronts.resumption.engines import engine
from lianfang.fronts.resumption.names import Known
from lianfang.fronts.resumption.policies import city_of, world_of
from lianfang.fronts.resumption.population import people
from lianfang.fronts.resumption.spec import DAILY, TOTALS, Comparison

Told = Callable[[str, int, int], None]
Floats = NDArray[np.float64]
SHARES = (0.05, 0.5, 0.95)


def compare(asked: Comparison, known: Known, told: Told) -> dict[str, Any]:
    """Every scenario under every seed: bands by day, totals, tables by sector and district, and paired differences.

    Numbers of people are of the whole city. As many are infected on day 0 and among arrivals as in the real one, so infections,
    cases, beds, contacts in quarantine and infected arrivals are taken as they are; people at work and other arrivals in quarantine,
    who are as many as the made-up city's size makes them, are taken times residents ÷ agents.

    Args:
        asked: the question.
        known: what the city has.
        told: hears how many runs are done; it may raise to end the work.

    Raises:
        Refused: what the engine refuses.
    """
    told("city", 0, len(asked.scenarios) * asked.seeds)
    city = city_of(asked)
    runs: list[list[Any]] = [[] for _ in asked.scenarios]
    for at, run in _runs(asked, known, city, told):
        runs[at].append(run)
    weight = people(asked) / asked.agents
    works = [each.work for each in city.sectors]
    totals = [_totals(each, works, weight) for each in runs]
    return {
        "weight": weight, "residents": people(asked),
        "scenarios": [
            {
                "daily": _daily(each, works, weight), "totals": {name: _spread(of[name]) for name in TOTALS},
                "over": _over(each, asked), "full": max(float(run.infections.sum()) for run in each) / asked.agents,
                "sectors": _by_sector(each, city, weight), "districts": _by_district(each, works, weight),
            }
            for each, of in zip(runs, totals, strict=True)
        ],
        "differences": [
            {name: _difference(of[name] - totals[0][name]) for name in TOTALS} for of in totals[1:]
        ],
    }  # fmt: skip


def _runs(asked: Comparison, known: Known, city: Any, told: Told) -> Iterator[tuple[int, Any]]:
    """Scenario and run, in order, as many at once as there are processors; the kernels leave the interpreter to the others."""
    simulate = engine("scenario").simulate
    worlds = [
        world_of(each, asked, known, city, beds=asked.beds, rooms=asked.rooms) for each in asked.scenarios
    ]
    todo = [(at, seed) for at in range(len(worlds)) for seed in range(asked.seed, asked.seed + asked.seeds)]

    def one(of: tuple[int, int]) -> Any:
        world = worlds[of[0]]
        return simulate(world.city, world.disease, world.policies, asked.days, of[1])

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for done, (of, run) in enumerate(zip(todo, pool.map(one, todo), strict=True), 1):
            told("runs", done, len(todo))
            yield of[0], run


def _at_work(run: Any, works: list[bool]) -> NDArray[np.int64]:
    """(days,) people at work; pupils are not."""
    found: NDArray[np.int64] = run.work_person_days[:, works].sum(axis=(1, 2), dtype=np.int64)
    return found


def _held(run: Any, weight: float) -> Floats:
    """(days,) people in quarantine and not found: contacts, who are ordered into places of quarantine, and arrivals, who are
    ordered to stay at home. Of arrivals those who came infected are as many as in the real city, and each counts as one; each of
    the others stands for as many as the city's size makes them.
    """
    many = (run.quarantined_home - run.quarantined_came_infected).astype(np.float64)
    return np.asarray(run.quarantined - many + many * weight, np.float64)


def _daily(runs: list[Any], works: list[bool], weight: float) -> dict[str, list[list[float]]]:
    """Of each series three rows: the 5 %, 50 % and 95 % points by day."""
    made = {
        "local": [run.local.sum(axis=1) for run in runs], "found": [run.found.sum(axis=1) for run in runs],
        "beds": [run.beds for run in runs], "rooms": [run.rooms for run in runs],
        "tests": [run.tests for run in runs], "quarantined": [_held(run, weight) for run in runs],
        "work": [_at_work(run, works) * weight for run in runs],
    }  # fmt: skip
    return {
        name: np.quantile(np.array(made[name], float), SHARES, axis=0).round(1).tolist() for name in DAILY
    }


def _totals(runs: list[Any], works: list[bool], weight: float) -> dict[str, Floats]:
    """Of each total one number by seed."""
    said = {
        "infections": [run.infections.sum() for run in runs], "local": [run.local.sum() for run in runs],
        "found": [run.found.sum() for run in runs], "peak_beds": [run.beds.max() for run in runs],
        "peak_rooms": [run.rooms.max() for run in runs], "deaths": [run.deaths.sum() for run in runs],
        "tests": [run.tests.sum() for run in runs], "quarantine_days": [_held(run, weight).sum() for run in runs],
        "work_days": [_at_work(run, works).sum() * weight for run in runs],
    }  # fmt: skip
    return {name: np.array(values, float) for name, values in said.items()}


def _spread(values: Floats) -> list[float]:
    found: list[float] = np.quantile(values, SHARES).round(1).tolist()
    return found


def _difference(values: Floats) -> dict[str, Any]:
    """Paired by seed: its spread, and in how many of them it is less or more."""
    return {"spread": _spread(values), "less": int((values < 0).sum()), "more": int((values > 0).sum())}


def _over(runs: list[Any], asked: Comparison) -> dict[str, int | None]:
    """In how many runs more places are needed on some day than there are; None without a number of them."""
    beds, rooms = asked.beds, asked.rooms
    return {
        "beds": None if beds is None else sum(int(run.beds.max()) > beds for run in runs),
        "rooms": None if rooms is None else sum(int(run.rooms.max()) > rooms for run in runs),
    }


def _by_sector(runs: list[Any], city: Any, weight: float) -> list[dict[str, Any]]:
    """Sectors, and last those without one: infections, days at their open sites (of pupils: at school)."""
    names = [*(each.name for each in city.sectors), ""]
    rows = []
    for at, name in enumerate(names):
        infections = np.array([run.infected[:, at].sum() for run in runs], float)
        work = [run.work_person_days[:, at].sum(dtype=np.int64) * weight for run in runs] if name else [0.0]
        rows.append({"name": name, "infections": _spread(infections), "work": _spread(np.array(work, float))})
    return rows


def _by_district(runs: list[Any], works: list[bool], weight: float) -> list[dict[str, Any]]:
    """Districts in the city's order: infections by home, days at work by site."""
    rows = []
    for at in range(runs[0].infections.shape[1]):
        infections = np.array([run.infections[:, at].sum() for run in runs], float)
        found = np.array([run.found[:, at].sum() for run in runs], float)
        work = [run.work_person_days[:, works, at].sum(dtype=np.int64) * weight for run in runs]
        rows.append(
            {
                "infections": _spread(infections),
                "found": _spread(found),
                "work": _spread(np.array(work, float)),
            }
        )
    return rows
