"""Kernels: who stays where. Rooms and beds are taken in the order in which people come to be held."""

from __future__ import annotations

from lianfang.outlook.scenario.compiled import I32, I64, compiled, inlined
from lianfang.outlook.scenario.compiling import BEDS, ROOMS
from lianfang.outlook.scenario.settings import AT_HOME, DEAD, FREE, IN_BED, IN_ROOM, NEVER
from lianfang.outlook.scenario.state import HELD, REST, USED, WANTED, State, Town


@inlined
def _present(town: Town, state: State, agent: int, by: int) -> None:
    """One more or less of a group is absent."""
    site = town.site[agent]
    if site >= 0:
        state.absent[town.group[site]] += by


@inlined
def settle(state: State, agent: int, today: I64) -> None:
    """In the place wished for if one is left; else where the agent is, and at home at least."""
    wish, place = state.wish[agent], state.place[agent]
    new = place
    if wish == IN_BED and place != IN_BED and state.counts[USED, IN_BED] < today[BEDS]:
        new = IN_BED
    if wish == IN_ROOM and place != IN_ROOM and state.counts[USED, IN_ROOM] < today[ROOMS]:
        new = IN_ROOM
    new = max(new, min(wish, AT_HOME))
    if new != place:
        state.counts[USED, place] -= 1
        state.counts[USED, new] += 1
        state.place[agent] = new


@inlined
def hold(town: Town, state: State, held: I32, agent: int, wish: int, until: int, t: int, today: I64) -> None:
    """An agent stays somewhere until a day; ``held`` must have room for one more."""
    if state.place[agent] == FREE:
        state.held_since[agent], state.held_until[agent] = t, 0
        held[state.counts[REST, HELD]] = agent
        state.counts[REST, HELD] += 1
        state.wish[agent] = FREE
        state.counts[WANTED, FREE] += 1
        state.counts[USED, FREE] += 1
        _present(town, state, agent, 1)
    state.held_until[agent] = max(state.held_until[agent], until)
    if wish > state.wish[agent]:
        state.counts[WANTED, state.wish[agent]] -= 1
        state.counts[WANTED, wish] += 1
        state.wish[agent] = wish
    settle(state, agent, today)


@inlined
def free(town: Town, state: State, agent: int) -> None:
    """A held agent goes about again."""
    state.counts[WANTED, state.wish[agent]] -= 1
    state.counts[USED, state.place[agent]] -= 1
    state.place[agent] = FREE
    _present(town, state, agent, -1)


@compiled
def bury(town: Town, state: State, agent: int) -> None:
    """An agent has died."""
    if state.place[agent] != FREE:
        free(town, state, agent)
    state.place[agent] = DEAD
    _present(town, state, agent, 1)


@compiled
def leave_places(town: Town, state: State, held: I32, t: int, today: I64) -> None:
    """Those whose time is over go; then those who wait get what is left."""
    kept = 0
    for i in range(state.counts[REST, HELD]):
        agent = held[i]
        if state.place[agent] != DEAD and state.held_until[agent] <= t:
            free(town, state, agent)
        if state.place[agent] not in (FREE, DEAD):
            held[kept] = agent
            kept += 1
    state.counts[REST, HELD] = kept
    for i in range(kept):
        if state.place[held[i]] < state.wish[held[i]]:
            settle(state, held[i], today)


@compiled
def by_order(town: Town, state: State, held: I32) -> tuple[int, int, int, int]:
    """How many are held by order: not found to be cases, of these ordered to stay at home, of these infected before they came back,
    and found.
    """
    quarantined = at_home = came_infected = isolated = 0
    for i in range(state.counts[REST, HELD]):
        agent = held[i]
        if AT_HOME <= state.place[agent] <= IN_BED:
            if state.found_on[agent] == NEVER:
                quarantined += 1
                if state.wish[agent] == AT_HOME:
                    at_home += 1
                    came_infected += state.infected_on[agent] < town.returns_on[agent]
            else:
                isolated += 1
    return quarantined, at_home, came_infected, isolated
