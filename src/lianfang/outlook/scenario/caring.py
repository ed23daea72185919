"""Kernels: infections begin, people fall ill, are tested, reached and found."""

from __future__ import annotations

import numpy as np

from lianfang.outlook.scenario.chance import (
    ARRIVES,
    COMPLIES,
    COURSE,
    SCREENED,
    SEEKS,
    STAYS,
    TESTED,
    below,
    draw,
    stream,
    unit,
)  # fmt: skip
from lianfang.outlook.scenario.compiled import F64, I32, I64, Records, compiled, inlined
from lianfang.outlook.scenario.compiling import (
    CASE_PLACE,
    COMPLY,
    CONTACT_DAYS,
    CONTACT_PATIENCE,
    CONTACT_PLACE,
    CONTACT_TESTED,
    CONTACTS,
    GATE_DAYS,
    GATE_PLACE,
    GATE_TESTED,
    LOOKBACK,
    SCREENING,
    SEEKING,
    STAYS_HOME,
    TEST_PATIENCE,
    TESTS,
    TURNAROUND,
)  # fmt: skip
from lianfang.outlook.scenario.course import FATAL, MILD, SEVERE, Illness, course
from lianfang.outlook.scenario.places import bury, hold
from lianfang.outlook.scenario.settings import AWAY, DEAD, FREE, ILL, IN_BED, NEVER
from lianfang.outlook.scenario.state import State, Town, district_of


@inlined
def chance_of(ill: Illness, purpose: int, agent: int, day: int) -> float:
    """The first draw of a stream, in [0, 1)."""
    return float(unit(draw(stream(ill.keys[purpose], agent, day), 0)))


@compiled
def begin(
    town: Town,
    state: State,
    ill: Illness,
    agents: I32,
    infectors: I32,
    days: I32,
    records: Records,
    infected: I32,
) -> None:
    """Infections begin: (k,) agents, who infected them (-1: outside), days.

    ``records`` (k,) and ``infected`` (sectors + 1, districts) are filled.
    """
    for i in range(len(agents)):
        agent, on = agents[i], days[i]
        first, onset, last, seeks, worsens, leaves, bits, factor = course(
            ill.delays, ill.by_age, ill.uneven, ill.keys[COURSE], agent, town.age[agent]
        )
        state.infected_on[agent], state.infector[agent] = on, infectors[i]
        district = district_of(town, agent)
        row = records[i]
        row.agent, row.factor, row.bits, row.district = agent, factor, bits, district
        row.first, row.onset, row.last = on + first, on + onset, on + last
        row.seeks, row.worsens, row.leaves = on + seeks, on + worsens, on + leaves
        row.ends = max(row.last, row.seeks + 1)
        if bits & SEVERE:
            row.ends = max(row.ends, row.leaves + 1)
        sector = town.sector[town.site[agent]] if town.site[agent] >= 0 else len(infected) - 1
        infected[sector, district] += 1


@compiled
def arrive(town: Town, state: State, ill: Illness, agents: I32, share: float, t: int, days: I32) -> int:
    """These are back; ``days`` (k,) filled with the day of infection, ``NEVER`` for most. Returns how many are infected."""
    infected = 0
    for i in range(len(agents)):
        agent = agents[i]
        state.place[agent] = FREE
        if town.site[agent] >= 0:
            state.present[town.group[town.site[agent]]] += 1
        days[i] = NEVER
        start = stream(ill.keys[ARRIVES], agent, 0)
        if unit(draw(start, 0)) < share:
            days[i] = t - 1 - below(draw(start, 1), ill.detectable[2])
            infected += 1
    return infected


@compiled
def at_the_gate(
    town: Town,
    state: State,
    ill: Illness,
    held: I32,
    agents: I32,
    t: int,
    today: I64,
    real: F64,
    asks: I32,
    found: I32,
) -> tuple[int, int]:
    """Screening, quarantine and tests of those who came today: how many of ``asks`` (k,) and ``found`` (k,) were filled."""
    asking = finds = 0
    for i in range(len(agents)):
        agent = agents[i]
        if state.infected_on[agent] != NEVER:
            _, onset, last, _, _, _, bits, _ = course(
                ill.delays, ill.by_age, ill.uneven, ill.keys[COURSE], agent, town.age[agent]
            )
            shows = bits & MILD and onset <= t - state.infected_on[agent] < last
            if shows and chance_of(ill, SCREENED, agent, 0) < real[SCREENING]:
                found[finds] = agent
                finds += 1
                continue
        if today[GATE_DAYS] > 0 and chance_of(ill, COMPLIES, agent, 0) < real[COMPLY]:
            hold(town, state, held, agent, today[GATE_PLACE], t + today[GATE_DAYS], t, today)
        if today[GATE_TESTED]:
            asking = ask(state, agent, asks, asking)
    return asking, finds


@inlined
def ask(state: State, agent: int, asks: I32, n: int) -> int:
    """An agent asks for a test, once."""
    if state.found_on[agent] == NEVER and state.asked[agent] == 0:
        state.asked[agent] = 1
        asks[n] = agent
        return n + 1
    return n


@compiled
def running(records: Records, t: int) -> int:
    """Keep the infections that still run, in front; how many."""
    kept = 0
    for i in range(len(records)):
        if t < records[i].ends:
            if kept < i:
                records[kept] = records[i]
            kept += 1
    return kept


@compiled
def today_of(
    state: State,
    ill: Illness,
    records: Records,
    t: int,
    real: F64,
    stays: I32,
    seeks: I32,
    worse: I32,
    dead: I32,
) -> tuple[int, int, int, int]:
    """Who stays at home, seeks care, needs a bed from today on, dies: (k,) each filled; how many of each."""
    a = b = c = d = 0
    for i in range(len(records)):
        bits, agent = records[i].bits, records[i].agent
        if not bits & MILD:
            continue
        begins = records[i].onset == t and state.place[agent] == FREE
        if begins and chance_of(ill, STAYS, agent, 0) < real[STAYS_HOME]:
            stays[a] = agent
            a += 1
        if records[i].seeks == t and chance_of(ill, SEEKS, agent, 0) < real[SEEKING]:
            seeks[b] = agent
            b += 1
        if bits & FATAL and records[i].leaves == t:
            dead[d] = agent
            d += 1
        elif bits & SEVERE and records[i].worsens == t:
            worse[c] = agent
            c += 1
    return a, b, c, d


@compiled
def fall_ill(
    town: Town,
    state: State,
    ill: Illness,
    held: I32,
    stays: I32,
    seeks: I32,
    dead: I32,
    t: int,
    today: I64,
    asks: I32,
) -> int:
    """The first stay at home, the second ask, the third die; how many of ``asks`` were filled."""
    for agent in stays:
        _, _, last, _, _, _, _, _ = course(
            ill.delays, ill.by_age, ill.uneven, ill.keys[COURSE], agent, town.age[agent]
        )
        hold(town, state, held, agent, ILL, state.infected_on[agent] + last, t, today)
    asking = 0
    for agent in seeks:
        asking = ask(state, agent, asks, asking)
    for agent in dead:
        bury(town, state, agent)
    return asking


@compiled
def test(state: State, ill: Illness, asking: I32, t: int, today: I64, pending: I32) -> tuple[int, int, int]:
    """The queue (q, 2): day asked, agent; ``pending`` (q, 2) filled with day of result, agent. How many wait, were tested, are positive."""
    waiting = tested = positive = 0
    for i in range(len(asking)):
        asked_on, agent = asking[i, 0], asking[i, 1]
        if (
            state.found_on[agent] != NEVER
            or state.place[agent] == DEAD
            or t > asked_on + today[TEST_PATIENCE]
        ):
            state.asked[agent] = 0
        elif tested >= today[TESTS]:
            asking[waiting, 0], asking[waiting, 1] = asked_on, agent
            waiting += 1
        else:
            state.asked[agent] = 0
            tested += 1
            on = state.infected_on[agent]
            if on == NEVER or not ill.detectable[0] <= t - on < ill.detectable[1]:
                continue
            if chance_of(ill, TESTED, agent, t) < ill.rest[2]:
                pending[positive, 0], pending[positive, 1] = t + today[TURNAROUND], agent
                positive += 1
    return waiting, tested, positive


@compiled
def results(state: State, pending: I32, t: int, found: I32) -> tuple[int, int]:
    """Results of today from ``pending`` (p, 2), which is shortened; ``found`` (p,) filled. How many are pending still, and found."""
    left = finds = 0
    for i in range(len(pending)):
        day, agent = pending[i, 0], pending[i, 1]
        if day > t:
            pending[left, 0], pending[left, 1] = day, agent
            left += 1
        elif state.found_on[agent] == NEVER and state.place[agent] != DEAD:
            found[finds] = agent
            finds += 1
    return left, finds


@compiled
def reach(
    town: Town, state: State, ill: Illness, held: I32, named: I32, t: int, today: I64, real: F64, asks: I32
) -> tuple[int, int, int, int]:
    """Contacts ``named`` (q, 3): due, agent, last day, shortened. How many wait, of these overdue, were reached, ask for a test."""
    waiting = overdue = reached = asking = 0
    for i in range(len(named)):
        due, agent, last = named[i, 0], named[i, 1], named[i, 2]
        if due <= t:
            gone = state.found_on[agent] != NEVER or state.place[agent] == AWAY or state.place[agent] == DEAD
            if gone or t > due + today[CONTACT_PATIENCE]:
                continue
            if reached < today[CONTACTS]:
                reached += 1
                until = last + today[CONTACT_DAYS]
                if until > t and chance_of(ill, COMPLIES, agent, 0) < real[COMPLY]:
                    hold(town, state, held, agent, today[CONTACT_PLACE], until, t, today)
                if today[CONTACT_TESTED]:
                    asking = ask(state, agent, asks, asking)
                continue
            overdue += 1
        named[waiting, 0], named[waiting, 1], named[waiting, 2] = due, agent, last
        waiting += 1
    return waiting, overdue, reached, asking


@compiled
def find(
    town: Town, state: State, ill: Illness, held: I32, cases: I32, is_new: I32, into_bed: I32, t: int, today: I64, by_district: I32,
    spans: I32,
) -> None:  # fmt: skip
    """Cases (k,) ascending are found or need a bed; ``spans`` (k, 2) filled with the days whose contacts count."""
    for i in range(len(cases)):
        agent = cases[i]
        first, onset, last, _, _, leaves, _, _ = course(
            ill.delays, ill.by_age, ill.uneven, ill.keys[COURSE], agent, town.age[agent]
        )
        on = state.infected_on[agent]
        if is_new[i]:
            state.found_on[agent] = t
            by_district[district_of(town, agent)] += 1
        if into_bed[i]:
            hold(town, state, held, agent, IN_BED, on + leaves, t, today)
        elif on + last > t:
            hold(town, state, held, agent, today[CASE_PLACE], on + last, t, today)
        spans[i, 0] = max(on + first, on + onset - today[LOOKBACK], town.returns_on[agent], 0)
        spans[i, 1] = min(t, on + last)


def empty(n: int, *shape: int) -> I32:
    """Room for n rows of int32."""
    return np.empty((n, *shape), np.int32)
