"""The days of a run: what the essay's section 3 lists, in its order, each step a kernel."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.scenario import caring, meeting, places
from lianfang.outlook.scenario import compiling as col
from lianfang.outlook.scenario.building import MOST_AGENTS
from lianfang.outlook.scenario.city import City
from lianfang.outlook.scenario.compiled import I32, I64, Records
from lianfang.outlook.scenario.course import illness
from lianfang.outlook.scenario.disease import Disease
from lianfang.outlook.scenario.outcome import BY_ORDER, COUNTS, Outcome
from lianfang.outlook.scenario.policies import Policies
from lianfang.outlook.scenario.settings import IN_BED, IN_ROOM, NEVER, SETTINGS
from lianfang.outlook.scenario.starting import chosen
from lianfang.outlook.scenario.state import HELD, RECORD, REST, USED, WANTED, State, no_records, state, town

_SHARED_FROM = 20_000
"""Infections that run, from which on a day's meetings are shared among threads."""
_PIECES = 4


def simulate(
    city: City, disease: Disease, policies: Policies, days: int, seed: int, *, threads: int = 1
) -> Outcome:
    """What happens in a city under policies, from day 0 on.

    Cost follows the infectious, the held and the queues, not the city. The answer does not depend on ``threads``.

    Args:
        city: made by ``build``.
        disease: its course; the seed draws its factor.
        policies: what is ordered.
        days: how many, from 1.
        seed: any whole number; runs under one seed meet the same luck.
        threads: how many share the meetings of a day.

    Raises:
        Refused: ``outlook/scenario-…``: the policies cannot be ordered, or more are infected on day 0 than may be.
    """
    if threads == 1:
        return _Run(city, disease, policies, days, seed).outcome(None)
    with ThreadPoolExecutor(threads) as pool:
        return _Run(city, disease, policies, days, seed).outcome(pool)


@dataclass(eq=False)
class _Run:
    """One run: the state, the infections that run, the held, and the queues for tests, results and contacts."""

    city: City
    disease: Disease
    policies: Policies
    days: int
    seed: int
    t: int = 0
    meetings: int = 0
    records: Records = field(default_factory=no_records)
    held: I32 = field(default_factory=lambda: np.empty(64, np.int32))

    def __post_init__(self) -> None:
        if self.city.agents > MOST_AGENTS:
            facts = {"agents": self.city.agents, "least": 1, "most": MOST_AGENTS}
            raise Refused(Problem("outlook/scenario-agents", facts=facts))
        self.asking, self.pending, self.named = (caring.empty(0, columns) for columns in (2, 2, 3))
        self.orders = col.orders(self.policies, self.city, self.days)
        self.ill = illness(self.disease, self.city, self.seed)
        self.town = town(self.city)
        self.state: State = state(self.city, self.town)
        coming = np.flatnonzero((self.city.returns_on > 0) & (self.city.returns_on < self.days)).astype(
            np.int32
        )
        by_day = self.city.returns_on[coming]
        self.coming = coming[np.argsort(by_day, kind="stable")]
        self.coming_start = np.searchsorted(np.sort(by_day), np.arange(self.days + 1))
        shape = (self.days, len(self.city.sectors) + 1, len(self.city.districts))
        self.infected = np.zeros(shape, np.int32)
        self.imported, self.found = np.zeros((2, self.days, shape[2]), np.int32)
        self.work = np.zeros((self.days, shape[1] - 1, shape[2]), np.int32)
        self.by_setting = np.zeros((self.days, len(SETTINGS)), np.int32)
        self.counts = {name: np.zeros(self.days, np.int32) for name in COUNTS}

    def outcome(self, pool: Executor | None) -> Outcome:
        """All days."""
        for t in range(self.days):
            self.t = t
            self.today, self.real = self.orders.whole[t], self.orders.real[t]
            places.leave_places(self.town, self.state, self.held, self.t, self.today)
            at_gates = self._arrive() if self.t else self._start()
            worse = self._fall_ill()
            found = self._test()
            self._reach()
            self._find(np.unique(np.concatenate([at_gates, found])), worse)
            self._meet(pool)
            self._count()
        return Outcome(
            infected=self.infected, imported=self.imported, by_setting=self.by_setting, found=self.found,
            work_person_days=self.work, meetings=self.meetings, **self.counts,
        )  # fmt: skip

    def _begin(self, agents: I32, infectors: I32, days: I32) -> None:
        if len(agents):
            fresh = np.zeros(len(agents), RECORD)
            caring.begin(
                self.town, self.state, self.ill, agents, infectors, days, fresh, self.infected[self.t]
            )
            self.records = np.concatenate([self.records, fresh])

    def _start(self) -> I32:
        agents = chosen(self.city, self.ill.keys)
        self._begin(agents, np.full(len(agents), -1, np.int32), np.zeros(len(agents), np.int32))
        self.imported[0] = self.infected[0].sum(axis=0)
        return caring.empty(0)

    def _arrive(self) -> I32:
        agents = self.coming[self.coming_start[self.t] : self.coming_start[self.t + 1]]
        if not len(agents):
            return caring.empty(0)
        shares = self.city.arrivals_infected
        share = float(shares[min(self.t, len(shares) - 1)])
        days = caring.empty(len(agents))
        caring.arrive(self.town, self.state, self.ill, agents, share, self.t, days)
        ill = days != NEVER
        self._begin(agents[ill], np.full(int(ill.sum()), -1, np.int32), days[ill])
        self.imported[self.t] = self.infected[self.t].sum(axis=0)
        self._room_for(len(agents))
        asks, found = caring.empty(len(agents)), caring.empty(len(agents))
        asking, finds = caring.at_the_gate(
            self.town, self.state, self.ill, self.held, agents, self.t, self.today, self.real, asks, found
        )
        self._ask(asks[:asking])
        return found[:finds]

    def _room_for(self, more: int) -> None:
        """Make sure so many more can be held."""
        need = int(self.state.counts[REST, HELD]) + more
        if need > len(self.held):
            self.held = np.concatenate(
                [self.held, np.empty(max(need, 2 * len(self.held)) - len(self.held), np.int32)]
            )

    def _ask(self, agents: I32) -> None:
        if len(agents):
            asked = np.stack([np.full(len(agents), self.t, np.int32), agents], axis=1)
            self.asking = np.concatenate([self.asking, asked])

    def _fall_ill(self) -> I32:
        """Onsets, deaths, care; returns who needs a bed from today on."""
        self.records = self.records[: caring.running(self.records, self.t)]
        lists = [caring.empty(len(self.records)) for _ in range(4)]
        ends = caring.today_of(self.state, self.ill, self.records, self.t, self.real, *lists)
        stays, seeks, worse, dead = (np.sort(each[:end]) for each, end in zip(lists, ends, strict=True))
        self._room_for(len(stays))
        asks = caring.empty(len(seeks))
        asking = caring.fall_ill(
            self.town, self.state, self.ill, self.held, stays, seeks, dead, self.t, self.today, asks
        )
        self.counts["deaths"][self.t] = len(dead)
        self._ask(asks[:asking])
        return worse

    def _test(self) -> I32:
        fresh = caring.empty(len(self.asking), 2)
        waiting, tested, positive = caring.test(self.state, self.ill, self.asking, self.t, self.today, fresh)
        self.asking = self.asking[:waiting]
        self.counts["tests"][self.t], self.counts["tests_waiting"][self.t] = tested, waiting
        self.pending = np.concatenate([self.pending, fresh[:positive]])
        found = caring.empty(len(self.pending))
        left, finds = caring.results(self.state, self.pending, self.t, found)
        self.pending = self.pending[:left]
        return found[:finds]

    def _reach(self) -> None:
        self._room_for(len(self.named))
        asks = caring.empty(len(self.named))
        waiting, overdue, reached, asking = caring.reach(
            self.town, self.state, self.ill, self.held, self.named, self.t, self.today, self.real, asks
        )
        self.named = self.named[:waiting]
        self.counts["traced"][self.t], self.counts["contacts_waiting"][self.t] = reached, overdue
        self._ask(asks[:asking])

    def _find(self, found: I32, worse: I32) -> None:
        """Those found, and those who need a bed, who are found by that."""
        new = np.union1d(found, worse[self.state.found_on[worse] == NEVER]).astype(np.int32)
        cases = np.union1d(new, worse).astype(np.int32)
        if not len(cases):
            return
        self._room_for(len(cases))
        is_new, into_bed = np.isin(cases, new), np.isin(cases, worse)
        spans = caring.empty(len(cases), 2)
        caring.find(
            self.town, self.state, self.ill, self.held, cases, is_new.astype(np.int32), into_bed.astype(np.int32), self.t,
            self.today, self.found[self.t], spans,
        )  # fmt: skip
        if self.today[col.TRACING]:
            self._name(cases[is_new], np.ascontiguousarray(spans[is_new]))

    def _name(self, found: I32, spans: I32) -> None:
        """Name contacts of those found, with as much room as it takes."""
        room, buffer = 32 * len(found) + 64, 512
        while True:
            out = caring.empty(room, 3)
            many = meeting.name_contacts(
                self.town, self.state, self.ill, self.orders.opened, self.real, found, spans,
                self.t + int(self.today[col.TRACE_DELAY]), out, caring.empty(buffer, 2),
            )  # fmt: skip
            if 0 <= many <= room:
                break
            room, buffer = max(room, many), buffer * (4 if many < 0 else 1)
        self.named = np.concatenate([self.named, out[:many]])

    def _meet(self, pool: Executor | None) -> None:
        if pool is None or len(self.records) < _SHARED_FROM:
            pieces = [self._met(self.records)]
        else:
            pieces = list(pool.map(self._met, np.array_split(self.records, _PIECES)))
        self.meetings += sum(met for _, met in pieces)
        found = np.sort(np.concatenate([keys for keys, _ in pieces]))
        agents = found >> (meeting.BITS + meeting.LOW)
        # Ascending by agent, then by who infects: the first of each agent counts.
        first = np.flatnonzero(np.diff(agents, prepend=-1))
        infectors = (found[first] >> meeting.LOW) & ((1 << meeting.BITS) - 1)
        settings = found[first] & ((1 << meeting.LOW) - 1)
        self.by_setting[self.t] = np.bincount(settings, minlength=len(SETTINGS))
        on = np.full(len(first), self.t, np.int32)
        self._begin(agents[first].astype(np.int32), infectors.astype(np.int32), on)

    def _met(self, records: Records) -> tuple[I64, int]:
        """Keys of infections of these infectious agents, and how many meetings they had."""
        room = len(records) // 2 + 1024
        while True:
            out = np.empty(room, np.int64)
            many, met = meeting.meet(
                self.town, self.state, self.ill, records, self.orders.opened[self.t], self.orders.protect[self.t], self.real, self.t, out
            )  # fmt: skip
            if many <= room:
                return out[:many], met
            room = many

    def _count(self) -> None:
        counts, t = self.state.counts, self.t
        for name, place in (("beds", IN_BED), ("rooms", IN_ROOM)):
            self.counts[name][t] = counts[WANTED, place]
            self.counts[f"{name}_short"][t] = counts[WANTED, place] - counts[USED, place]
        by_order = places.by_order(self.town, self.state, self.held)
        for name, many in zip(BY_ORDER, by_order, strict=True):
            self.counts[name][t] = many
        there = (self.state.present - self.state.absent) * self.orders.opened[t]
        self.work[t] = there.reshape(self.city.shape).sum(axis=2)
