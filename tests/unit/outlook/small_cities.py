"""Small random cities, diseases and policies for the twins, and a city in which everybody meets everybody alike."""

from __future__ import annotations

from random import Random

import numpy as np

from lianfang.outlook.scenario import (
    Capacity,
    City,
    Closing,
    Delay,
    Disease,
    Gate,
    Isolation,
    Margins,
    Opening,
    Policies,
    Protection,
    Sector,
    Testing,
    Tracing,
    Work,
    build,
)  # fmt: skip
from lianfang.outlook.scenario.settings import PLACES, SETTINGS

PLACE_NAMES = tuple(PLACES)


def world(number: int) -> Random:
    """What a small world is drawn from."""
    return Random(number)  # noqa: S311 - no secret


def city(chance: Random) -> City:
    """Two or three districts, an industry, a place of care, a school."""
    industry = Work(
        Sector("industry", chance.choice([3, 8]), 2.5, 1.5),
        0.7,
        {10: 0.5, 30: 0.5},
        districts={"A": 2, "B": 1},
    )
    care = Work(Sector("care", 5, 2.0, 0.5, cares=True), 0.2, {8: 1.0})
    school = Work(Sector("school", 12, 3.0, 1.0, work=False), 0.1, {30: 1.0}, (0.7, 0.8, 0, 0, 0, 0, 0, 0))
    made = Margins(
        districts={"A": 3, "B": 2, "C": 1} if chance.random() < 0.5 else {"A": 1, "B": 1},
        ages=(0.1, 0.1, 0.2, 0.2, 0.15, 0.1, 0.1, 0.05), households=(0.3, 0.3, 0.2, 0.2), employed=(0, 0, 0.8, 0.8, 0.8, 0.6, 0, 0),
        works=(industry, care, school), same_district=chance.random(), away=chance.choice([0.0, 0.4]), returns=(1, 0, 2, 1, 1, 3),
        back=0.9, arrivals_infected=(0.2, 0.1), infected={"A": 3, "B": 1}, batches=chance.randint(1, 3),
        community=chance.choice([2.0, 3.3]), transit=1.5, bedside=2.2, mixing=0.7,
    )  # fmt: skip
    return build(made, chance.randint(90, 160), chance.randint(0, 1000))


def disease(chance: Random) -> Disease:
    """Quick, and severe for many."""
    return Disease(
        "quick", Delay.of_moments(2, 1, least=1), Delay.of_moments(1, 1), Delay.of_moments(4, 2),
        hazard={setting: chance.choice([0.1, 0.3, 0.6]) for setting in SETTINGS}, seeking=Delay.of_moments(1.5, 1),
        worsening=Delay.of_moments(2, 1), stay=Delay.of_moments(4, 2), asymptomatic=(0.3,) * 8, severe=(0.3,) * 8, fatal=(0.4,) * 8,
        susceptibility=(0.5, 0.8, 1, 1, 1, 1, 1.5, 2.0), profile=(1.5, 1.0, 0.5), dispersion=chance.choice([0.4, float("inf")]),
        detectable_from=1, detectable_to=15, before_arrival=6, factor=(0.8, 1.3),
    )  # fmt: skip


def policies(chance: Random) -> Policies:
    """Everything there is, some of it twice, with and without limits."""
    place = chance.choice(PLACE_NAMES)
    gates = (
        Gate(screening=0.5, quarantine_days=4, place=place, tested=True),
        Gate(since=4, until=9, quarantine_days=7),
    )
    testing = Testing(
        seeking=0.8,
        capacity=chance.choice([None, 2, 6]),
        others=1,
        turnaround=chance.randint(0, 2),
        patience=chance.randint(1, 5),
    )
    tracing = Tracing(
        since=chance.randint(0, 4), until=chance.choice([None, 15]), named={name: chance.random() for name in SETTINGS}, lookback=3,
        delay=chance.randint(0, 2), capacity=chance.choice([None, 3]), patience=2, quarantine_days=6,
        place=chance.choice(PLACE_NAMES), tested=chance.random() < 0.5,
    )  # fmt: skip
    isolation = Isolation(place=chance.choice(PLACE_NAMES), stays_home=0.5, complies=0.7, home_factor=0.4)
    limits = Capacity(beds=chance.choice([None, 2, 5]), rooms=chance.choice([None, 3]))
    return Policies(
        gates=gates[: chance.randint(0, 2)], testing=(testing,)[: chance.randint(0, 3)], tracing=(tracing,)[: chance.randint(0, 3)],
        protection=(Protection(setting="community", factor=0.6), Protection(since=5, setting="team", factor=0.5)),
        isolation=(isolation, Isolation(since=8, until=12))[: chance.randint(0, 2)], capacity=(limits,)[: chance.randint(0, 3)],
        closings=(Closing(sector="school", since=2), Closing(sector="industry", until=20)),
        openings=(Opening("industry", "A", 0, 6), Opening("industry", None, None, 11)),
    )  # fmt: skip


def mixing(agents: int, infected: int, meetings: float) -> City:
    """Everybody lives alone and meets anyone alike."""
    one, none = np.arange(agents, dtype=np.int32), np.full(agents, -1, np.int32)
    nobody, nothing = np.zeros(0, np.int32), np.zeros(0, np.uint8)
    return City(
        sectors=(), districts=("all",), batches=1, age=np.zeros(agents, np.uint8), district_start=np.array([0, agents], np.int32),
        home=one, home_start=np.arange(agents + 1, dtype=np.int32), site=none, seat=none, site_start=np.zeros(1, np.int32),
        site_members=nobody, site_sector=nothing, site_district=nothing, site_batch=nothing, returns_on=np.zeros(agents, np.int16),
        arrivals_infected=np.zeros(1), infected=np.array([infected], np.int32), community=meetings,
    )  # fmt: skip
