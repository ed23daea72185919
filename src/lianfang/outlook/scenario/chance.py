"""Chance by counter: every draw is a number that follows from seed, purpose, agent, day and count alone.

No generator is passed on, so nothing depends on the order of the work or on the number of threads, and a decision that
touches one agent moves no draw of another: two policies meet the same luck. The mixer is SplitMix64's (Steele, Lea and Flood 2014).

The compiled functions take and give ``uint64``; those ending in ``_slow`` are their twins in Python's own integers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lianfang.outlook.scenario.compiled import U64, typed

MASK = (1 << 64) - 1
STEP = 0x9E3779B97F4A7C15
FIRST, SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
AGENT, DAY = 0xD1342543DE82EF95, 0xA0761D6478BD642F
UNIT = 2.0**-53

PURPOSES = (
    "course", "home", "team", "site", "community", "transit", "hospital", "seeks", "stays", "complies", "named", "tested", "arrives",
    "screened", "starts", "returns", "drawn", "reported",
)  # fmt: skip
(
    COURSE, MEETS_HOME, MEETS_TEAM, MEETS_SITE, MEETS_COMMUNITY, MEETS_TRANSIT, MEETS_HOSPITAL, SEEKS, STAYS, COMPLIES, NAMED, TESTED,
    ARRIVES, SCREENED, STARTS, RETURNS, DRAWN, REPORTED,
) = range(len(PURPOSES))  # fmt: skip
"""A stream each. The settings' streams stand in the order of the settings, from ``MEETS_HOME`` on."""

HOW_MANY = 1 << 20
"""The count at which a stream of meetings says how many there are; its trials are below it."""

_S30, _S27, _S31, _S32, _S11 = (np.uint64(bits) for bits in (30, 27, 31, 32, 11))
_STEP, _FIRST, _SECOND, _AGENT, _DAY = (np.uint64(n) for n in (STEP, FIRST, SECOND, AGENT, DAY))


def keys(seed: int) -> U64:
    """(purposes,) the key of each stream of a seed."""
    first = mixed_slow(seed & MASK)
    return np.array([mixed_slow(first + (i + 1) * STEP) for i in range(len(PURPOSES))], np.uint64)


@typed("uint64(uint64)")
def mixed(x: Any) -> Any:
    """SplitMix64's mixer."""
    x = (x ^ (x >> _S30)) * _FIRST
    x = (x ^ (x >> _S27)) * _SECOND
    return x ^ (x >> _S31)


@typed("uint64(uint64, int64, int64)")
def stream(key: Any, agent: int, day: int) -> Any:
    """Where the draws of an agent on a day begin."""
    return mixed(mixed(key + np.uint64(agent) * _AGENT) + np.uint64(day) * _DAY)


@typed("uint64(uint64, int64)")
def draw(start: Any, count: int) -> Any:
    """The ``count``-th number of a stream."""
    return mixed(start + np.uint64(count) * _STEP)


@typed("float64(uint64)")
def unit(x: Any) -> Any:
    """In [0, 1)."""
    return np.float64(x >> _S11) * UNIT


@typed("int64(uint64, int64)")
def below(x: Any, n: int) -> Any:
    """In 0..n-1, n < 2**31, to within 2**-32."""
    return np.int64(((x >> _S32) * np.uint64(n)) >> _S32)


def mixed_slow(x: int) -> int:
    """Twin of ``mixed``."""
    x &= MASK
    x = (x ^ (x >> 30)) * FIRST & MASK
    x = (x ^ (x >> 27)) * SECOND & MASK
    return x ^ (x >> 31)


def draw_slow(key: int, agent: int, day: int, count: int) -> int:
    """Twin of ``draw`` of ``stream``."""
    return mixed_slow(mixed_slow(mixed_slow(key + agent * AGENT) + (day & MASK) * DAY) + count * STEP)


def unit_slow(x: int) -> float:
    """Twin of ``unit``."""
    return (x >> 11) * UNIT


def below_slow(x: int, n: int) -> int:
    """Twin of ``below``."""
    return ((x >> 32) * n) >> 32
