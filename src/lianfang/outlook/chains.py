"""Who has to do with whom: clusters out of links, and generations only where an investigator told who infected whom.

A link without a direction says that two belong together and nothing else: it joins clusters, never counts a generation,
and never makes an infector. What contradicts itself — two infectors of one case, a circle — is shown as a conflict, and
nobody's generation is told through it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Conflict = Literal["two_infectors", "circle"]


@dataclass(frozen=True)
class Tie:
    """Two that have to do with each other; ``is_directed``: ``source`` infected ``target``, else their order means nothing.

    Attributes:
        source, target: the keys of the two; of a hub (an event), its key.
        setting: the code of where; None where it is not told.
        key: by which whoever asked knows the tie again.
    """

    source: int
    target: int
    is_directed: bool = False
    setting: str | None = None
    key: Hashable = None


@dataclass(frozen=True)
class Cluster:
    """Those whom ties join.

    Attributes:
        members: keys of the cases, ascending.
        hubs: keys of the events through which they are joined, ascending.
        ties: in the order given.
    """

    members: tuple[int, ...]
    hubs: tuple[int, ...]
    ties: tuple[Tie, ...]

    @property
    def size(self) -> int:
        """How many cases."""
        return len(self.members)

    @property
    def key(self) -> int:
        """The smallest key of its cases."""
        return self.members[0]


@dataclass(frozen=True)
class Chains:
    """All clusters and what directed ties say of them.

    Attributes:
        clusters: of two cases and more, the largest first; of equal ones that with the smaller key.
        alone: cases without a tie to another.
        infectors: case → all who are said to have infected it, ascending.
        infected: case → all whom it is said to have infected, ascending.
        generation: case → steps from the first of its chain along single infectors; a case without a directed tie has none,
            nor has one whose line leads to a conflict.
        conflicts: case → what contradicts itself there.
    """

    clusters: tuple[Cluster, ...]
    alone: tuple[int, ...]
    infectors: Mapping[int, tuple[int, ...]]
    infected: Mapping[int, tuple[int, ...]]
    generation: Mapping[int, int]
    conflicts: Mapping[int, tuple[Conflict, ...]]

    @cached_property
    def offspring(self) -> Mapping[int, int]:
        """How many a case infected, as told → how many cases; only of cases with a directed tie."""
        told = self.infectors.keys() | self.infected.keys()
        return dict(sorted(Counter(len(self.infected.get(one, ())) for one in told).items()))

    @cached_property
    def sizes(self) -> Mapping[int, int]:
        """Size → how many clusters."""
        return dict(sorted(Counter(cluster.size for cluster in self.clusters).items()))

    def settings(self) -> Mapping[str | None, int]:
        """Setting → how many cases a tie of it touches; a case may be in several."""
        touched: dict[str | None, set[int]] = defaultdict(set)
        for cluster in self.clusters:
            cases = set(cluster.members)
            for tie in cluster.ties:
                touched[tie.setting] |= cases & {tie.source, tie.target}
        return {setting: len(cases) for setting, cases in touched.items()}


def chains(cases: Iterable[int], ties: Sequence[Tie], hubs: Iterable[int] = ()) -> Chains:
    """Put cases and ties together.

    Args:
        cases: keys of all cases.
        ties: what is told of two of them, or of a case and a hub; a directed tie is of two cases.
        hubs: keys of events; none is the key of a case.

    Raises:
        ValueError: a tie names what is neither case nor hub, a case with itself, or a direction from or to a hub.
    """
    nodes, between = sorted(set(cases)), set(hubs)
    known = set(nodes)
    for tie in ties:
        if tie.source == tie.target or not {tie.source, tie.target} <= known | between:
            raise ValueError(f"no such tie: {tie.source}, {tie.target}")
        if tie.is_directed and {tie.source, tie.target} & between:
            raise ValueError("a hub infects nobody")
    clusters, alone = _clusters(nodes, between, ties)
    infectors, infected = _directed(ties)
    conflicts = _conflicts(infectors)
    return Chains(
        clusters, alone, infectors, infected, _generations(infectors, infected, conflicts), conflicts
    )


def _clusters(
    cases: Sequence[int], hubs: set[int], ties: Sequence[Tie]
) -> tuple[tuple[Cluster, ...], tuple[int, ...]]:
    root = {one: one for one in (*cases, *hubs)}

    def top(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for tie in ties:
        low, high = sorted((top(tie.source), top(tie.target)))
        root[high] = low
    members, through, of = defaultdict(list), defaultdict(list), defaultdict(list)
    for case in cases:
        members[top(case)].append(case)
    for hub in sorted(hubs):
        through[top(hub)].append(hub)
    for tie in ties:
        of[top(tie.source)].append(tie)
    made = [
        Cluster(tuple(found), tuple(through[key]), tuple(of[key]))
        for key, found in members.items()
        if len(found) > 1
    ]
    alone = tuple(found[0] for found in members.values() if len(found) == 1)
    return tuple(sorted(made, key=lambda one: (-one.size, one.key))), alone


def _directed(ties: Sequence[Tie]) -> tuple[dict[int, tuple[int, ...]], dict[int, tuple[int, ...]]]:
    infectors: dict[int, set[int]] = defaultdict(set)
    infected: dict[int, set[int]] = defaultdict(set)
    for tie in ties:
        if tie.is_directed:
            infectors[tie.target].add(tie.source)
            infected[tie.source].add(tie.target)
    return ({one: tuple(sorted(many)) for one, many in infectors.items()},
            {one: tuple(sorted(many)) for one, many in infected.items()})  # fmt: skip


def _conflicts(infectors: Mapping[int, Sequence[int]]) -> dict[int, tuple[Conflict, ...]]:
    found: dict[int, list[Conflict]] = defaultdict(list)
    for case, many in infectors.items():
        if len(many) > 1:
            found[case].append("two_infectors")
    for case in _in_circles(infectors):
        found[case].append("circle")
    return {case: tuple(what) for case, what in sorted(found.items())}


def _in_circles(infectors: Mapping[int, Sequence[int]]) -> set[int]:
    """Cases that are, along directed ties, their own infector's infector: the strong components of two and more.

    Source: Tarjan, SIAM J Comput 1972; without recursion, for chains may be long.
    """
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    held: set[int] = set()
    found: set[int] = set()
    for start in infectors:
        work = [(start, iter(infectors[start]))] if start not in index else []
        if work:
            _enter(start, index, low, stack, held)
        while work:
            case, rest = work[-1]
            step = next(rest, None)
            if step is None:
                work.pop()
                _leave(case, work[-1][0] if work else None, index, low, stack, held, found)
            elif step not in index:
                _enter(step, index, low, stack, held)
                work.append((step, iter(infectors.get(step, ()))))
            elif step in held:
                low[case] = min(low[case], index[step])
    return found


def _enter(case: int, index: dict[int, int], low: dict[int, int], stack: list[int], held: set[int]) -> None:
    index[case] = low[case] = len(index)
    stack.append(case)
    held.add(case)


def _leave(
    case: int,
    above: int | None,
    index: Mapping[int, int],
    low: dict[int, int],
    stack: list[int],
    held: set[int],
    found: set[int],
) -> None:
    """The walk is done with a case: if it is the first of its strong component, take that off the stack."""
    if low[case] == index[case]:
        part: list[int] = []
        while not part or part[-1] != case:
            part.append(stack.pop())
        held.difference_update(part)
        if len(part) > 1:
            found.update(part)
    if above is not None:
        low[above] = min(low[above], low[case])


def _generations(
    infectors: Mapping[int, Sequence[int]],
    infected: Mapping[int, Sequence[int]],
    conflicts: Mapping[int, object],
) -> dict[int, int]:
    """Down from those whom nobody is said to have infected; a case in conflict has none, and nobody below it."""
    told = {case: 0 for case in sorted(infected) if case not in infectors}
    wave = list(told)
    while wave:
        below = [next_ for case in wave for next_ in infected.get(case, ()) if next_ not in conflicts]
        for case in below:
            told[case] = told[infectors[case][0]] + 1
        wave = below
    return told


def interval(infector: int | None, infected: int | None) -> int | None:
    """Days from onset to onset, below zero where the infected fell ill first: kept, for it is seen; None where one is not known."""
    return None if infector is None or infected is None else infected - infector
