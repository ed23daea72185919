"""The course of an infection of one agent: a function of seed, agent and age, whoever infects it and when."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lianfang.outlook.scenario import chance
from lianfang.outlook.scenario.city import City
from lianfang.outlook.scenario.compiled import F64, I64, U64, typed
from lianfang.outlook.scenario.disease import LONGEST_DELAY, STEPS, Delay, Disease
from lianfang.outlook.scenario.settings import SETTINGS

LATENT, AHEAD, INFECTIOUS, SEEKING, WORSENING, STAY = range(6)
MILD, SEVERE, FATAL = 1, 2, 4
"""Bits of a course: with symptoms, needs a bed, dies."""
_WITH_SYMPTOMS, _SEVERE, _FATAL, _UNEVEN = 6, 7, 8, 9


class Illness(NamedTuple):
    """A disease as arrays for one run.

    Shapes: delays (6, 120) cumulative; by_age (4, ages): asymptomatic, severe, fatal, susceptibility; profile (any,); uneven (256,);
    hazard (settings,); meets (settings,) meetings a day that are the same for everybody; keys (purposes,);
    rest: asymptomatic factor, greatest susceptibility, sensitivity, share of meetings in the own district; detectable: from, to,
    before arrival.
    """

    delays: F64
    by_age: F64
    profile: F64
    uneven: F64
    hazard: F64
    meets: F64
    keys: U64
    rest: F64
    detectable: I64


def illness(disease: Disease, city: City, seed: int) -> Illness:
    """The arrays of a run of this seed."""
    by_age = np.array([disease.asymptomatic, disease.severe, disease.fatal, disease.susceptibility], float)
    delays = (
        disease.latent,
        disease.ahead,
        disease.infectious,
        disease.seeking,
        disease.worsening,
        disease.stay,
    )
    meets = np.zeros(len(SETTINGS))
    meets[3:] = city.community, city.transit, city.bedside
    rest = [disease.asymptomatic_factor, by_age[3].max(), disease.sensitivity, city.same_district]
    return Illness(
        np.array([_cumulative(delay) for delay in delays]), by_age, np.array(disease.profile, float), disease.unevenness(),
        disease.hazards(seed), meets, chance.keys(seed), np.array(rest, float),
        np.array([disease.detectable_from, disease.detectable_to, disease.before_arrival], np.int64),
    )  # fmt: skip


def _cumulative(delay: Delay) -> F64:
    """(120,) never under 1 from the last day with mass on, whatever the sum rounds to."""
    found = np.ones(LONGEST_DELAY)
    found[: len(delay.shares) - 1] = np.minimum(np.cumsum(delay.shares)[:-1], 1.0)
    return found


@typed("int64(float64[:, ::1], int64, float64)")
def days_of(delays: F64, which: int, u: float) -> int:
    """The delay of a draw."""
    day = 0
    while u >= delays[which, day]:
        day += 1
    return day


_DAYS = "int64, int64, int64, int64, int64, int64"
_COURSE = (
    f"Tuple(({_DAYS}, int64, float64))(float64[:, ::1], float64[:, ::1], float64[::1], uint64, int64, int64)"
)


@typed(_COURSE)
def course(
    delays: F64, by_age: F64, uneven: F64, key: int, agent: int, age: int
) -> tuple[int, int, int, int, int, int, int, float]:
    """Days since infection of: infectious from, onset, infectious to, seeks care, needs a bed, leaves it; bits; infectiousness."""
    start = chance.stream(key, agent, 0)
    first = days_of(delays, LATENT, chance.unit(chance.draw(start, LATENT)))
    onset = first + days_of(delays, AHEAD, chance.unit(chance.draw(start, AHEAD)))
    last = onset + days_of(delays, INFECTIOUS, chance.unit(chance.draw(start, INFECTIOUS)))
    seeks = onset + days_of(delays, SEEKING, chance.unit(chance.draw(start, SEEKING)))
    worsens = onset + days_of(delays, WORSENING, chance.unit(chance.draw(start, WORSENING)))
    leaves = worsens + days_of(delays, STAY, chance.unit(chance.draw(start, STAY)))
    bits = 0
    if chance.unit(chance.draw(start, _WITH_SYMPTOMS)) >= by_age[0, age]:
        bits = MILD
        if chance.unit(chance.draw(start, _SEVERE)) < by_age[1, age]:
            bits |= SEVERE
            if chance.unit(chance.draw(start, _FATAL)) < by_age[2, age]:
                bits |= FATAL
    return (
        first,
        onset,
        last,
        seeks,
        worsens,
        leaves,
        bits,
        uneven[chance.below(chance.draw(start, _UNEVEN), STEPS)],
    )
