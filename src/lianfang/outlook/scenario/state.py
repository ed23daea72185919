"""What the kernels read and write: the city, everybody's state, and the running infections, as flat arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lianfang.outlook.scenario.city import City
from lianfang.outlook.scenario.compiled import F64, I16, I32, I64, U8, Records, compiled, inlined
from lianfang.outlook.scenario.settings import AWAY, FREE, NEVER

RECORD = np.dtype(
    [
        ("factor", "f8"), ("agent", "i4"), ("first", "i2"), ("onset", "i2"), ("last", "i2"), ("seeks", "i2"), ("worsens", "i2"),
        ("leaves", "i2"), ("ends", "i2"), ("bits", "u1"), ("district", "u1"),
    ],
    align=True,
)  # fmt: skip
"""An infection that still runs: days of the run, and what ``course`` says. It is dropped on ``ends``."""

WANTED, USED, REST = 0, 1, 2
"""Rows of ``counts``: by place, how many wish it and how many have it; and how many are held, at ``HELD``."""
HELD = 0


class Town(NamedTuple):
    """The city as the kernels read it; carers (any,) by district from carers_start; sectors (sectors, 3): team, near, wide."""

    age: U8
    home: I32
    home_start: I32
    site: I32
    seat: I32
    site_start: I32
    members: I32
    group: I32
    sector: U8
    district_start: I32
    returns_on: I16
    carers: I32
    carers_start: I32
    sectors: F64


class State(NamedTuple):
    """(n,) each, but counts (3, 8), present and absent (groups,): people of a group who are back, of them those held or dead."""

    place: U8
    wish: U8
    infected_on: I16
    infector: I32
    found_on: I16
    held_since: I16
    held_until: I16
    asked: U8
    counts: I64
    present: I32
    absent: I32


def town(city: City) -> Town:
    """The city for the kernels; shares the arrays."""
    carers: list[I32] = []
    for d in range(len(city.districts)):
        caring = [s for s, sector in enumerate(city.sectors) if sector.cares]
        sites = np.flatnonzero((city.site_district == d) & np.isin(city.site_sector, caring))
        carers.append(np.concatenate([np.zeros(0, np.int32), *(_members(city, int(site)) for site in sites)]))
    ends = np.cumsum([0, *(len(part) for part in carers)]).astype(np.int32)
    sectors = np.array([[sector.team, sector.near, sector.wide] for sector in city.sectors], float).reshape(
        -1, 3
    )
    return Town(
        city.age, city.home, city.home_start, city.site, city.seat, city.site_start, city.site_members, city.site_group(),
        city.site_sector, city.district_start, city.returns_on, np.concatenate([np.zeros(0, np.int32), *carers]), ends, sectors,
    )  # fmt: skip


def _members(city: City, site: int) -> I32:
    return city.site_members[city.site_start[site] : city.site_start[site + 1]]


def state(city: City, made: Town) -> State:
    """Everybody well, and there or away."""
    n = city.agents
    place = np.where(city.returns_on > 0, np.uint8(AWAY), np.uint8(FREE))
    found = State(
        place, np.zeros(n, np.uint8), np.full(n, NEVER, np.int16), np.full(n, -1, np.int32), np.full(n, NEVER, np.int16),
        np.full(n, NEVER, np.int16), np.zeros(n, np.int16), np.zeros(n, np.uint8), np.zeros((3, 8), np.int64),
        np.zeros(city.groups, np.int32), np.zeros(city.groups, np.int32),
    )  # fmt: skip
    _count_present(made, found)
    return found


@compiled
def _count_present(town: Town, state: State) -> None:
    for site in range(len(town.group)):
        for seat in range(town.site_start[site], town.site_start[site + 1]):
            if state.place[town.members[seat]] != AWAY:
                state.present[town.group[site]] += 1


@inlined
def district_of(town: Town, agent: int) -> int:
    """Where an agent lives."""
    district = 0
    while town.district_start[district + 1] <= agent:
        district += 1
    return district


def no_records() -> Records:
    """No infection."""
    return np.zeros(0, RECORD)
