"""How unevenly cases infect, and in which settings those exposed to them are infected (reproduction.md §5)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.forecasts.gathering import Exposure, Gathered
from lianfang.outlook import attack, offspring
from lianfang.outlook.attack import AttackRate
from lianfang.outlook.offspring import Offspring

OVER = timedelta(days=14)
"""Whoever fell ill, or was exposed, later than so long before as-of may infect, or fall ill, yet."""


@dataclass(frozen=True)
class Setting:
    """One setting: groups are those exposed to one case together; ``rate`` is None where too few can tell one.

    Attributes:
        key: its code; empty where it was not told.
        several: groups of two or more: they alone tell how alike a group is.
        most: where none is infected the greatest rate that leaves it so, where all are one minus the least; else None.
    """

    key: str
    groups: int
    exposed: int
    infected: int
    rate: AttackRate | None
    problem: Problem | None = None
    several: int = 0
    most: float | None = None


@dataclass(frozen=True)
class Spread:
    """Offspring, or why it is not known; settings, the most exposed first; how many contacts are watched still.

    Attributes:
        is_partial: lie cases whom these infected outside of what the reader sees? R then comes out too low.
    """

    cases: int
    offspring: Offspring | None
    problem: Problem | None
    settings: tuple[Setting, ...]
    watched: int
    is_partial: bool = False


def spread(
    of: Gathered, told: Sequence[tuple[int, int]], exposed: Sequence[Exposure], *, everyone: Gathered | None = None,
    is_partial: bool = False,
) -> Spread:  # fmt: skip
    """Whom the cases of an area infected.

    Args:
        of: the cases.
        told: pairs of cases (infector, infected) whose direction an investigator told.
        exposed: their contacts.
        everyone: cases of the whole city, among whom those whom these infected are; of all of it the same.
        is_partial: are there cases of the city that the reader does not see?
    """
    counts = infected_by_each(of, told, everyone or of)
    found, problem = None, None
    try:
        found = offspring.fit(np.array(counts, dtype=np.float64))
    except Refused as refusal:
        problem = refusal.problems[0]
    groups, watched = groups_of(of, exposed)
    return Spread(len(counts), found, problem, tuple(_settings(groups)), watched, is_partial)


def infected_by_each(of: Gathered, told: Sequence[tuple[int, int]], everyone: Gathered) -> list[int]:
    """How many each case infected, wherever these live, that fell ill long enough ago: of those with a told link, and of local cases
    without any.
    """
    all_ = {one.id for one in everyone.cases}
    links = {(one, other) for one, other in told if one in all_ and other in all_}
    infected = Counter(one for one, _ in links)
    linked = {case for pair in links for case in pair}
    done = [one for one in of.dated if one.onset is not None and one.onset <= of.as_of - OVER]
    return [
        infected[one.id]
        for one in done
        if one.id in linked or (one.origin in ("local", "linked") and not one.is_linked)
    ]


Groups = Mapping[str, Sequence[tuple[int, int]]]
"""Setting, empty where it was not told → of each group how many were exposed and how many of these infected."""


def groups_of(of: Gathered, exposed: Sequence[Exposure]) -> tuple[Groups, int]:
    """Groups of each setting by the case to whom they were exposed; and how many contacts are watched still, in none of them."""
    ours = {one.id for one in of.cases}
    here = [one for one in exposed if one.case in ours]
    over = [one for one in here if one.last <= of.as_of - OVER]
    groups: dict[str, dict[int, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for one in over:
        groups[one.setting or ""][one.case].append(one.is_infected)
    made = {key: [(len(group), sum(group)) for group in by_case.values()] for key, by_case in groups.items()}
    return made, len(here) - len(over)


def _settings(groups: Groups) -> list[Setting]:
    made = [_setting(key, many) for key, many in groups.items()]
    return sorted(made, key=lambda one: (not one.key, -one.exposed, one.key))


def _setting(key: str, groups: Sequence[tuple[int, int]]) -> Setting:
    many, ill = [exposed for exposed, _ in groups], [infected for _, infected in groups]
    rate, problem, several = None, None, sum(size > 1 for size in many)
    most = attack.most(len(groups)) if sum(ill) in (0, sum(many)) else None
    try:
        rate = attack.fit(np.array(many, dtype=np.float64), np.array(ill, dtype=np.float64))
    except Refused as refusal:
        problem = refusal.problems[0]
    return Setting(key, len(groups), sum(many), sum(ill), rate, problem, several, most)
