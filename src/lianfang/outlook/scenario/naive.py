"""The slow obvious twin: every agent, every day, every meeting, in plain Python. The kernels are held to it number by number.

The order of a day is the essay's: places are left and taken, people arrive, the ill stay home, seek care or worsen, tests, contacts
reached, cases found, meetings, and what is counted in the evening.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import expm1
from typing import NamedTuple

import numpy as np

from lianfang.outlook.scenario import chance
from lianfang.outlook.scenario import compiling as col
from lianfang.outlook.scenario.chance import below_slow, draw_slow, unit_slow
from lianfang.outlook.scenario.city import NOWHERE, City
from lianfang.outlook.scenario.course import FATAL, MILD, SEVERE, course, illness
from lianfang.outlook.scenario.disease import Disease
from lianfang.outlook.scenario.outcome import COUNTS, Outcome
from lianfang.outlook.scenario.policies import Policies
from lianfang.outlook.scenario.settings import (
    AT_HOME,
    AWAY,
    COMMUNITY,
    DEAD,
    FREE,
    HOME,
    HOSPITAL,
    ILL,
    IN_BED,
    IN_ROOM,
    NEVER,
    SETTINGS,
    SITE,
    TEAM,
    TRANSIT,
)  # fmt: skip
from lianfang.outlook.scenario.starting import chosen


class Course(NamedTuple):
    """Days of an infection, and what it is like."""

    infected_on: int
    first: int
    onset: int
    last: int
    seeks: int
    worsens: int
    leaves: int
    bits: int
    factor: float


@dataclass(eq=False)
class Agent:
    """One person."""

    number: int
    age: int
    district: int
    home: int
    site: int
    seat: int
    place: int = FREE
    wish: int = FREE
    course: Course | None = None
    infector: int = -1
    found_on: int = NEVER
    held_since: int = NEVER
    held_until: int = 0
    asked: bool = False


@dataclass(eq=False)
class World:
    """All there is on a day."""

    city: City
    disease: Disease
    policies: Policies
    days: int
    seed: int
    t: int = 0
    held: list[Agent] = field(default_factory=list)
    asking: list[tuple[int, Agent]] = field(default_factory=list)
    pending: list[tuple[int, Agent]] = field(default_factory=list)
    named: list[tuple[int, Agent, int]] = field(default_factory=list)
    meetings: int = 0

    def __post_init__(self) -> None:
        self.orders = col.orders(self.policies, self.city, self.days)
        self.ill = illness(self.disease, self.city, self.seed)
        self.keys = [int(key) for key in self.ill.keys]
        city, sectors = self.city, len(self.city.sectors)
        bounds = [int(start) for start in city.district_start]
        districts = [d for d in range(len(city.districts)) for _ in range(bounds[d], bounds[d + 1])]
        self.agents = [
            Agent(i, int(city.age[i]), districts[i], int(city.home[i]), int(city.site[i]), int(city.seat[i]))
            for i in range(city.agents)
        ]
        for agent in self.agents:
            agent.place = AWAY if city.returns_on[agent.number] > 0 else FREE
        self.groups = [int(group) for group in city.site_group()]
        shape = (self.days, sectors + 1, len(city.districts))
        self.infected = np.zeros(shape, np.int32)
        self.work = np.zeros((self.days, sectors, shape[2]), np.int32)
        self.imported, self.found = np.zeros((2, self.days, shape[2]), np.int32)
        self.by_setting = np.zeros((self.days, len(SETTINGS)), np.int32)
        self.counts = {name: np.zeros(self.days, np.int32) for name in COUNTS}
        self.carers = _carers(city)

    def whole(self, column: int) -> int:
        """A whole number ordered for today."""
        return int(self.orders.whole[self.t, column])

    def real(self, column: int) -> float:
        """A share ordered for today."""
        return float(self.orders.real[self.t, column])

    def u(self, purpose: int, agent: Agent, day: int = 0, count: int = 0) -> float:
        """A draw in [0, 1)."""
        return unit_slow(draw_slow(self.keys[purpose], agent.number, day, count))

    def pick(self, purpose: int, agent: Agent, count: int, n: int, day: int = 0) -> int:
        """A draw in 0..n-1."""
        return below_slow(draw_slow(self.keys[purpose], agent.number, day, count), n)

    def is_open(self, agent: Agent, day: int) -> bool:
        """Whether the agent has a site, and it is open."""
        return agent.site != NOWHERE and bool(self.orders.opened[day, self.groups[agent.site]])

    def used(self, place: int) -> int:
        """How many are in such a place."""
        return sum(agent.place == place for agent in self.held)


def simulate(city: City, disease: Disease, policies: Policies, days: int, seed: int) -> Outcome:
    """What ``scenario.simulate`` answers. O(agents × days).

    Raises:
        Refused: the policies cannot be ordered.
    """
    world = World(city, disease, policies, days, seed)
    for t in range(days):
        world.t = t
        _leave_places(world)
        found = _arrive(world) if world.t else _start(world)
        worse = _fall_ill(world)
        found |= _test(world)
        _reach(world)
        _find(world, found | {agent.number for agent in worse if agent.found_on == NEVER}, worse)
        _meet(world)
        _count(world)
    return Outcome(
        infected=world.infected, imported=world.imported, by_setting=world.by_setting, found=world.found,
        work_person_days=world.work, meetings=world.meetings, **world.counts,
    )  # fmt: skip


def _infect(world: World, agent: Agent, infected_on: int, infector: int) -> None:
    ill, on = world.ill, infected_on
    *days, bits, factor = course(ill.delays, ill.by_age, ill.uneven, ill.keys[chance.COURSE], agent.number, agent.age)  # fmt: skip
    first, onset, last, seeks, worsens, leaves = (on + int(day) for day in days)
    agent.course = Course(on, first, onset, last, seeks, worsens, leaves, int(bits), float(factor))
    agent.infector = infector
    sector = len(world.city.sectors) if agent.site == NOWHERE else int(world.city.site_sector[agent.site])
    world.infected[world.t, sector, agent.district] += 1
    if infector < 0:
        world.imported[world.t, agent.district] += 1


def _start(world: World) -> set[int]:
    for number in chosen(world.city, world.ill.keys):
        _infect(world, world.agents[number], 0, -1)
    return set()


def _arrive(world: World) -> set[int]:
    found: set[int] = set()
    t, city = world.t, world.city
    infected = city.arrivals_infected
    share = float(infected[min(t, len(infected) - 1)])
    for agent in world.agents:
        if city.returns_on[agent.number] != t:
            continue
        agent.place = FREE
        if world.u(chance.ARRIVES, agent) < share:
            ago = 1 + world.pick(chance.ARRIVES, agent, 1, int(world.ill.detectable[2]))
            _infect(world, agent, t - ago, -1)
        ill = (
            agent.course is not None
            and agent.course.bits & MILD
            and agent.course.onset <= t < agent.course.last
        )
        if ill and world.u(chance.SCREENED, agent) < world.real(col.SCREENING):
            found.add(agent.number)
            continue
        if world.whole(col.GATE_DAYS) > 0 and world.u(chance.COMPLIES, agent) < world.real(col.COMPLY):
            _hold(world, agent, world.whole(col.GATE_PLACE), t + world.whole(col.GATE_DAYS))
        if world.whole(col.GATE_TESTED):
            _ask(world, agent)
    return found


def _ask(world: World, agent: Agent) -> None:
    if agent.found_on == NEVER and not agent.asked:
        agent.asked = True
        world.asking.append((world.t, agent))


def _hold(world: World, agent: Agent, wish: int, until: int) -> None:
    if agent.place == FREE:
        agent.held_since, agent.held_until, agent.wish = world.t, 0, FREE
        world.held.append(agent)
    agent.held_until = max(agent.held_until, until)
    agent.wish = max(agent.wish, wish)
    _place(world, agent)


def _place(world: World, agent: Agent) -> None:
    """In the place wished for if one is left; else where the agent is, and at home at least."""
    for place, column in ((IN_BED, col.BEDS), (IN_ROOM, col.ROOMS)):
        if agent.wish == place and agent.place != place and world.used(place) < world.whole(column):
            agent.place = place
    agent.place = max(agent.place, min(agent.wish, AT_HOME))


def _leave_places(world: World) -> None:
    for agent in world.held:
        if agent.held_until <= world.t and agent.place != DEAD:
            agent.place = FREE
    world.held = [agent for agent in world.held if agent.place not in (FREE, DEAD)]
    for agent in world.held:
        if agent.place < agent.wish:
            _place(world, agent)


def _fall_ill(world: World) -> list[Agent]:
    """Onsets, deaths, care; returns who needs a bed from today on."""
    t, worse = world.t, []
    sick = [
        (agent, agent.course) for agent in world.agents if agent.course is not None and agent.place != AWAY
    ]
    for agent, run in sick:
        stays = run.onset == t and run.bits & MILD and agent.place == FREE
        if stays and world.u(chance.STAYS, agent) < world.real(col.STAYS_HOME):
            _hold(world, agent, ILL, run.last)
    for agent, run in sick:
        if run.seeks == t and run.bits & MILD and world.u(chance.SEEKS, agent) < world.real(col.SEEKING):
            _ask(world, agent)
    for agent, run in sick:
        if run.leaves == t and run.bits & FATAL:
            agent.place = DEAD
            world.counts["deaths"][t] += 1
        elif run.worsens == t and run.bits & SEVERE:
            worse.append(agent)
    return worse


def _test(world: World) -> set[int]:
    t, left, waiting = world.t, world.whole(col.TESTS), []
    since, to = (int(day) for day in world.ill.detectable[:2])
    for asked_on, agent in world.asking:
        if agent.found_on != NEVER or agent.place == DEAD or t > asked_on + world.whole(col.TEST_PATIENCE):
            agent.asked = False
        elif left == 0:
            waiting.append((asked_on, agent))
        else:
            agent.asked, left = False, left - 1
            world.counts["tests"][t] += 1
            shows = agent.course is not None and since <= t - agent.course.infected_on < to
            if shows and world.u(chance.TESTED, agent, t) < float(world.ill.rest[2]):
                world.pending.append((t + world.whole(col.TURNAROUND), agent))
    world.asking = waiting
    world.counts["tests_waiting"][t] = len(waiting)
    due = {
        agent.number
        for day, agent in world.pending
        if day <= t and agent.found_on == NEVER and agent.place != DEAD
    }
    world.pending = [(day, agent) for day, agent in world.pending if day > t]
    return due


def _reach(world: World) -> None:
    t, left, waiting, overdue = world.t, world.whole(col.CONTACTS), [], 0
    for due, agent, last in world.named:
        if due > t:
            waiting.append((due, agent, last))
        elif (
            agent.found_on != NEVER
            or agent.place in (AWAY, DEAD)
            or t > due + world.whole(col.CONTACT_PATIENCE)
        ):
            continue
        elif left == 0:
            waiting.append((due, agent, last))
            overdue += 1
        else:
            left -= 1
            world.counts["traced"][t] += 1
            until = last + world.whole(col.CONTACT_DAYS)
            if until > t and world.u(chance.COMPLIES, agent) < world.real(col.COMPLY):
                _hold(world, agent, world.whole(col.CONTACT_PLACE), until)
            if world.whole(col.CONTACT_TESTED):
                _ask(world, agent)
    world.named = waiting
    world.counts["contacts_waiting"][t] = overdue


def _find(world: World, found: set[int], worse: list[Agent]) -> None:
    t, into_bed = world.t, {agent.number for agent in worse}
    for number in sorted(found | into_bed):
        agent = world.agents[number]
        run = agent.course
        assert run is not None  # noqa: S101 - only the infected are found
        if number in found:
            agent.found_on = t
            world.found[t, agent.district] += 1
        if number in into_bed:
            _hold(world, agent, IN_BED, run.leaves)
        elif run.last > t:
            _hold(world, agent, world.whole(col.CASE_PLACE), run.last)
    if world.whole(col.TRACING):
        for number in sorted(found):
            contacts = _contacts(world, world.agents[number])
            due = t + world.whole(col.TRACE_DELAY)
            world.named += [(due, world.agents[j], last) for j, last in sorted(contacts.items())]


def _contacts(world: World, agent: Agent) -> dict[int, int]:
    """Those met since some days before onset that are named, with the last day of it."""
    found: dict[int, int] = {}
    run, city = agent.course, world.city
    assert run is not None  # noqa: S101 - only the infected are found
    since = max(run.first, run.onset - world.whole(col.LOOKBACK), int(city.returns_on[agent.number]), 0)
    for day in range(since, min(world.t, run.last)):
        met = [
            (HOME, j) for j in range(int(city.home_start[agent.home]), int(city.home_start[agent.home + 1]))
        ]
        if day < agent.held_since:
            for setting in (TEAM, SITE, COMMUNITY, TRANSIT):
                met += [(setting, j) for _, j in _meetings(world, agent, setting, day)]
        for setting, j in met:
            key = draw_slow(world.keys[chance.NAMED], agent.number, j, setting)
            if j != agent.number and unit_slow(key) < world.real(col.NAMED_FROM + setting):
                found[j] = day
    return found


def _meetings(world: World, agent: Agent, setting: int, day: int) -> list[tuple[int, int]]:
    """Count of the trial, and who is met, of every meeting away from home."""
    city, purpose = world.city, chance.MEETS_HOME + setting
    if setting in (TEAM, SITE, TRANSIT) and not world.is_open(agent, day):
        return []
    a_day = float(world.ill.meets[setting])
    if setting in (TEAM, SITE):
        sector = city.sectors[int(city.site_sector[agent.site])]
        a_day = sector.near if setting == TEAM else sector.wide
    many = int(a_day) + (world.u(purpose, agent, day, chance.HOW_MANY) < a_day - int(a_day))
    return [(3 * k, _whom(world, agent, setting, day, 3 * k)) for k in range(many)]


def _whom(world: World, agent: Agent, setting: int, day: int, count: int) -> int:
    city, purpose = world.city, chance.MEETS_HOME + setting
    if setting == COMMUNITY:
        low, high = 0, city.agents
        if world.u(purpose, agent, day, count + 2) < float(world.ill.rest[3]):
            low, high = int(city.district_start[agent.district]), int(city.district_start[agent.district + 1])
        return low + world.pick(purpose, agent, count + 1, high - low, day)
    if setting == TRANSIT:
        return int(city.site_members[world.pick(purpose, agent, count + 1, len(city.site_members), day)])
    low, high = int(city.site_start[agent.site]), int(city.site_start[agent.site + 1])
    if setting == TEAM:
        team = city.sectors[int(city.site_sector[agent.site])].team
        low += (agent.seat - low) // team * team
        high = min(low + team, high)
    return int(city.site_members[low + world.pick(purpose, agent, count + 1, high - low, day)])


def _meet(world: World) -> None:
    t, caught = world.t, {}
    for agent in world.agents:
        run = agent.course
        if run is None or not run.first <= t < run.last or agent.place in (AWAY, DEAD, IN_ROOM):
            continue
        profile = world.ill.profile
        strength = run.factor * float(profile[min(t - run.first, len(profile) - 1)])
        if not run.bits & MILD:
            strength *= float(world.ill.rest[0])
        for setting, count, j in _all_meetings(world, agent):
            hazard = float(world.ill.hazard[setting]) * float(world.orders.protect[t, setting]) * strength
            if _catches(world, agent, world.agents[j], setting, count, hazard) and j not in caught:
                caught[j] = (agent.number, setting)
    for j, (infector, setting) in sorted(caught.items()):
        _infect(world, world.agents[j], t, infector)
        world.by_setting[t, setting] += 1


def _all_meetings(world: World, agent: Agent) -> list[tuple[int, int, int]]:
    """Setting, count of the trial, whom, of today."""
    found, city, t = [], world.city, world.t
    if agent.place in (FREE, ILL, AT_HOME):
        low, high = int(city.home_start[agent.home]), int(city.home_start[agent.home + 1])
        found += [(HOME, j - low, j) for j in range(low, high) if j != agent.number]
    if agent.place == FREE:
        for setting in (TEAM, SITE, COMMUNITY, TRANSIT):
            found += [(setting, count, j) for count, j in _meetings(world, agent, setting, t)]
    if agent.place == IN_BED:
        carers = world.carers[agent.district]
        if carers:
            purpose, a_day = chance.MEETS_HOSPITAL, float(world.ill.meets[HOSPITAL])
            many = int(a_day) + (world.u(purpose, agent, t, chance.HOW_MANY) < a_day - int(a_day))
            found += [
                (HOSPITAL, 3 * k, carers[world.pick(purpose, agent, 3 * k + 1, len(carers), t)])
                for k in range(many)
            ]
    world.meetings += len(found)
    return found


def _carers(city: City) -> list[list[int]]:
    """By district, who works where patients are cared for."""
    found = [list[int]() for _ in city.districts]
    for number in city.site_members:
        site = int(city.site[number])
        if city.sectors[int(city.site_sector[site])].cares:
            found[int(city.site_district[site])].append(int(number))
    return found


def _catches(world: World, agent: Agent, other: Agent, setting: int, count: int, hazard: float) -> bool:
    if other.course is not None or other is agent or other.place in (AWAY, DEAD, IN_ROOM, IN_BED):
        return False
    if setting != HOME and other.place != FREE:
        return False
    if setting in (TEAM, SITE, TRANSIT) and not world.is_open(other, world.t):
        return False
    x = hazard * float(world.ill.by_age[3, other.age])
    if setting == HOME and (agent.place != FREE or other.place != FREE):
        x *= world.real(col.HOME_FACTOR)
    return world.u(chance.MEETS_HOME + setting, agent, world.t, count) < -expm1(-x)


def _count(world: World) -> None:
    t, counts = world.t, world.counts
    for name, place in (("beds", IN_BED), ("rooms", IN_ROOM)):
        counts[name][t] = sum(agent.wish == place for agent in world.held if agent.place != DEAD)
        counts[f"{name}_short"][t] = counts[name][t] - world.used(place)
    ordered = [agent for agent in world.held if agent.place in (AT_HOME, IN_ROOM, IN_BED)]
    counts["quarantined"][t] = sum(agent.found_on == NEVER for agent in ordered)
    at_home = [a for a in ordered if a.found_on == NEVER and a.wish == AT_HOME]
    counts["quarantined_home"][t] = len(at_home)
    counts["quarantined_came_infected"][t] = sum(
        a.course is not None and a.course.infected_on < world.city.returns_on[a.number] for a in at_home
    )
    counts["isolated"][t] = len(ordered) - counts["quarantined"][t]
    for agent in world.agents:
        if agent.place == FREE and world.is_open(agent, t):
            site = agent.site
            world.work[t, int(world.city.site_sector[site]), int(world.city.site_district[site])] += 1
