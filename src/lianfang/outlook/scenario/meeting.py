"""Kernels: whom an infectious agent meets, and whom of these it infects. Most meetings cost one draw and no look at memory."""

from __future__ import annotations

from math import expm1
from typing import Any

import numpy as np

from lianfang.outlook.scenario.chance import (
    HOW_MANY,
    MEETS_HOME,
    NAMED,
    below,
    draw,
    stream,
    unit,
)  # fmt: skip
from lianfang.outlook.scenario.compiled import F64, I32, I64, U8, Records, compiled, inlined
from lianfang.outlook.scenario.compiling import HOME_FACTOR, NAMED_FROM
from lianfang.outlook.scenario.course import MILD, Illness
from lianfang.outlook.scenario.settings import (
    AT_HOME,
    AWAY,
    COMMUNITY,
    DEAD,
    FREE,
    HOME,
    HOSPITAL,
    IN_BED,
    IN_ROOM,
    NEVER,
    SITE,
    TEAM,
    TRANSIT,
)  # fmt: skip
from lianfang.outlook.scenario.state import State, Town, district_of

BITS, LOW = 25, 3
"""Of a key of an infection: agents below 2**25, settings below 2**3."""


@inlined
def is_open(town: Town, opened: U8, agent: int) -> bool:
    """Whether the agent has a site, and it is open; ``opened`` (groups,) of the day."""
    return bool(town.site[agent] >= 0 and opened[town.group[town.site[agent]]] == 1)


@inlined
def how_many(town: Town, ill: Illness, opened: U8, agent: int, setting: int, start: int) -> int:
    """Meetings of a day in a setting away from home."""
    a_day = ill.meets[setting]
    if setting in (TEAM, SITE, TRANSIT):
        if not is_open(town, opened, agent):
            return 0
        if setting != TRANSIT:
            a_day = town.sectors[town.sector[town.site[agent]], setting]
    whole = int(a_day)
    rest = a_day - whole
    return whole + (1 if rest > 0 and unit(draw(start, HOW_MANY)) < rest else 0)


@inlined
def whom(town: Town, ill: Illness, agent: int, district: int, setting: int, start: int, count: int) -> Any:
    """Who is met; -1: nobody there."""
    if setting == COMMUNITY:
        low, high = 0, len(town.age)
        if unit(draw(start, count + 2)) < ill.rest[3]:
            low, high = town.district_start[district], town.district_start[district + 1]
        return low + below(draw(start, count + 1), high - low)
    if setting == TRANSIT:
        return town.members[below(draw(start, count + 1), len(town.members))]
    if setting == HOSPITAL:
        low, high = town.carers_start[district], town.carers_start[district + 1]
        return town.carers[low + below(draw(start, count + 1), high - low)] if high > low else -1
    site = town.site[agent]
    low, high = town.site_start[site], town.site_start[site + 1]
    if setting == TEAM:
        team = int(town.sectors[town.sector[site], 0])
        low += (town.seat[agent] - low) // team * team
        high = min(low + team, high)
    return town.members[low + below(draw(start, count + 1), high - low)]


@inlined
def _open_to(town: Town, state: State, opened: U8, agent: int, setting: int) -> bool:
    """Whether an agent can be infected in a setting today."""
    place = state.place[agent]
    if state.infected_on[agent] != NEVER or place in (AWAY, DEAD, IN_ROOM, IN_BED):
        return False
    if setting == HOME:
        return True
    if place != FREE:
        return False
    return setting not in (TEAM, SITE, TRANSIT) or is_open(town, opened, agent)


@inlined
def _at_home(
    town: Town,
    state: State,
    ill: Illness,
    opened: U8,
    agent: int,
    t: int,
    hazard: float,
    factor: float,
    out: I64,
    n: int,
) -> tuple[int, int]:
    """Everyone in the household, once. Returns how many are infected so far, and met."""
    low, high = town.home_start[town.home[agent]], town.home_start[town.home[agent] + 1]
    start = stream(ill.keys[MEETS_HOME], agent, t)
    # At least the greatest probability there may be, without an exponential.
    most = hazard * ill.rest[1]
    for other in range(low, high):
        if other == agent:
            continue
        u = unit(draw(start, other - low))
        if u >= most or not _open_to(town, state, opened, other, HOME):
            continue
        x = hazard * ill.by_age[3, town.age[other]]
        if state.place[agent] != FREE or state.place[other] != FREE:
            x *= factor
        if u < -expm1(-x):
            n = _keep(out, n, other, agent, HOME)
    return n, high - low - 1


@inlined
def _keep(out: I64, n: int, other: int, agent: int, setting: int) -> int:
    if n < len(out):
        out[n] = (np.int64(other) << (BITS + LOW)) | (np.int64(agent) << LOW) | setting
    return n + 1


@inlined
def _outside(
    town: Town, state: State, ill: Illness, opened: U8, agent: int, district: int, t: int, setting: int, hazard: float,
    out: I64, n: int,
) -> tuple[int, int]:  # fmt: skip
    """The meetings of a setting away from home. Returns how many are infected so far, and met."""
    start = stream(ill.keys[MEETS_HOME + setting], agent, t)
    many = how_many(town, ill, opened, agent, setting, start)
    if setting == HOSPITAL and town.carers_start[district] == town.carers_start[district + 1]:
        return n, 0
    # At least the greatest probability there may be, without an exponential.
    most = hazard * ill.rest[1]
    for k in range(many):
        u = unit(draw(start, 3 * k))
        if u >= most:
            continue
        other = whom(town, ill, agent, district, setting, start, 3 * k)
        if other == agent or not _open_to(town, state, opened, other, setting):
            continue
        if u < -expm1(-hazard * ill.by_age[3, town.age[other]]):
            n = _keep(out, n, other, agent, setting)
    return n, many


@compiled
def meet(
    town: Town,
    state: State,
    ill: Illness,
    records: Records,
    opened: U8,
    protect: F64,
    real: F64,
    t: int,
    out: I64,
) -> tuple[int, int]:
    """All meetings of these infectious agents. Returns the number of keys for ``out``, which may be more than it holds, and of meetings."""
    n = met = 0
    for i in range(len(records)):
        first, last, agent = records[i].first, records[i].last, records[i].agent
        place = state.place[agent]
        if not first <= t < last or place in (AWAY, DEAD, IN_ROOM):
            continue
        strength = records[i].factor * ill.profile[min(t - first, len(ill.profile) - 1)]
        if not records[i].bits & MILD:
            strength *= ill.rest[0]
        if place <= AT_HOME:
            hazard = ill.hazard[HOME] * protect[HOME] * strength
            n, many = _at_home(town, state, ill, opened, agent, t, hazard, real[HOME_FACTOR], out, n)
            met += many
        low, high = (TEAM, HOSPITAL) if place == FREE else (HOSPITAL, HOSPITAL + (place == IN_BED))
        for setting in range(low, high):
            hazard = ill.hazard[setting] * protect[setting] * strength
            n, many = _outside(
                town, state, ill, opened, agent, records[i].district, t, setting, hazard, out, n
            )
            met += many
    return n, met


@compiled
def contacts(
    town: Town,
    state: State,
    ill: Illness,
    opened: U8,
    agent: int,
    since: int,
    until: int,
    named: F64,
    out: I32,
) -> int:
    """Who is named of those met from a day up to but without another: ``out`` (m, 2) agent and last day, ascending by agent.

    ``opened`` (days, groups). Returns how many there are; when that is more than m, ``out`` holds only some.
    """
    district, n = district_of(town, agent), 0
    for day in range(since, until):
        low, high = town.home_start[town.home[agent]], town.home_start[town.home[agent] + 1]
        for other in range(low, high):
            n = _name(ill, agent, other, HOME, day, named, out, n)
        if day >= state.held_since[agent]:
            continue
        for setting in range(TEAM, HOSPITAL):
            if named[setting] <= 0:
                continue
            start = stream(ill.keys[MEETS_HOME + setting], agent, day)
            for k in range(how_many(town, ill, opened[day], agent, setting, start)):
                other = whom(town, ill, agent, district, setting, start, 3 * k)
                n = _name(ill, agent, other, setting, day, named, out, n)
    for i in range(1, min(n, len(out))):
        other, day, j = out[i, 0], out[i, 1], i - 1
        while j >= 0 and out[j, 0] > other:
            out[j + 1, 0], out[j + 1, 1] = out[j, 0], out[j, 1]
            j -= 1
        out[j + 1, 0], out[j + 1, 1] = other, day
    return n


@inlined
def _name(ill: Illness, agent: int, other: int, setting: int, day: int, named: F64, out: I32, n: int) -> int:
    """Enter one contact, or its later day."""
    if other == agent or unit(draw(stream(ill.keys[NAMED], agent, other), setting)) >= named[setting]:
        return n
    for i in range(min(n, len(out))):
        if out[i, 0] == other:
            out[i, 1] = day
            return n
    if n < len(out):
        out[n, 0], out[n, 1] = other, day
    return n + 1


@compiled
def name_contacts(
    town: Town,
    state: State,
    ill: Illness,
    opened: U8,
    real: F64,
    found: I32,
    spans: I32,
    due: int,
    out: I32,
    buffer: I32,
) -> int:
    """Contacts of all found: ``out`` (m, 3) due, agent, last day; ``spans`` (found, 2) since and until.

    Returns how many there are, which may be more than ``out`` holds; -1: ``buffer`` is too small for one of them.
    """
    n = 0
    for i in range(len(found)):
        many = contacts(
            town, state, ill, opened, found[i], spans[i, 0], spans[i, 1], real[NAMED_FROM:], buffer
        )
        if many > len(buffer):
            return -1
        for k in range(many):
            if n < len(out):
                out[n, 0], out[n, 1], out[n, 2] = due, buffer[k, 0], buffer[k, 1]
            n += 1
    return n
