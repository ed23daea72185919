"""Answers on whom cases infect: how unevenly, and in which settings (reproduction.md §5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.outlook import attack, offspring, shapes
from lianfang.outlook.answers import basis
from lianfang.outlook.attack import LEAST_GROUPS, AttackRate
from lianfang.outlook.offspring import Offspring

Group = tuple[int, int]
"""How many were exposed to one case together, and how many of these were infected."""


def answer(
    file: str, *, counts: Sequence[int] | None, groups: Mapping[str, Sequence[Group]], remarks: Sequence[Problem] = (),
    as_of: date | None = None, known_at: date | None = None,
) -> shapes.SpreadSaid:  # fmt: skip
    """Offspring and attack rates. What too few can tell is withheld, with the reason.

    Args:
        file: what they are of.
        counts: how many each case infected, zeros among them; None: not asked.
        groups: setting → its groups.
        remarks: what is to be known beside the numbers.
        as_of, known_at: as the cases were chosen.
    """
    return shapes.SpreadSaid(
        basis=basis(file, as_of, known_at), remarks=[shapes.Remark.of(one) for one in remarks],
        offspring=None if counts is None else offspring_said(len(counts), *_fitted(counts)),
        settings=[setting_said(*one) for one in ordered([setting(key, many) for key, many in groups.items()])],
    )  # fmt: skip


def _fitted(counts: Sequence[int]) -> tuple[Offspring | None, Problem | None]:
    try:
        return offspring.fit(np.array(counts, dtype=np.float64)), None
    except Refused as refusal:
        return None, refusal.problems[0]


def offspring_said(cases: int, found: Offspring | None, problem: Problem | None) -> shapes.OffspringSaid:
    """What was fitted, or why nothing was."""
    if found is None:
        none = dict.fromkeys(("r", "r_low", "r_high", "k", "k_low", "k_high", "share_for_80"))
        why = None if problem is None else shapes.Remark.of(problem)
        return shapes.OffspringSaid.model_validate({"cases": cases, "withheld": why, **none})
    return shapes.OffspringSaid(
        cases=cases, withheld=None, r=found.mean, r_low=found.mean_low, r_high=found.mean_high, k=found.dispersion,
        k_low=found.dispersion_low, k_high=found.dispersion_high, share_for_80=found.share_for_80,
    )  # fmt: skip


Setting = tuple[str, Sequence[Group], AttackRate | None, Problem | None]


def setting(key: str, groups: Sequence[Group]) -> Setting:
    """A setting with its rate, or with why there is none."""
    exposed, infected = (np.array([group[at] for group in groups], dtype=np.float64) for at in (0, 1))
    try:
        return key, groups, attack.fit(exposed, infected), None
    except Refused as refusal:
        return key, groups, None, refusal.problems[0]


def ordered(settings: Sequence[Setting]) -> list[Setting]:
    """The most exposed first; what was not told last."""
    return sorted(settings, key=lambda one: (not one[0], -sum(exposed for exposed, _ in one[1]), one[0]))


def setting_said(
    key: str, groups: Sequence[Group], rate: AttackRate | None, problem: Problem | None
) -> shapes.SettingSaid:
    """Its rate; where none or all are infected, the interval that holds whatever the correlation."""
    exposed, infected = (sum(group[at] for group in groups) for at in (0, 1))
    low = high = share = correlation = None
    if infected in (0, exposed):
        share, most = infected / exposed, attack.most(len(groups))
        low, high = (1 - most, 1.0) if infected else (0.0, most)
    elif rate is not None:
        share, low, high = rate.rate, rate.low, rate.high
        several = sum(group[0] > 1 for group in groups)
        correlation = rate.correlation if several >= LEAST_GROUPS else None
    why = shapes.Remark.of(problem) if share is None and problem is not None else None
    return shapes.SettingSaid(
        setting=key, groups=len(groups), exposed=exposed, infected=infected, withheld=why, rate=share, low=low, high=high,
        correlation=correlation,
    )  # fmt: skip
