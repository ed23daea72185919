"""A made-up dirty register with known truth: people, some of whom stand there twice, the second time with other dirt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lianfang.reconcile.likely import Longs, People

COMMON = 400
"""Family names; the first is the commonest."""
GIVEN = 3_000


@dataclass(frozen=True)
class Doubled:
    """Everyone with all facts, and who is who: (smaller id, other id)."""

    people: People
    truth: frozenset[tuple[int, int]]


def doubled(count: int, seed: int = 7, share: float = 0.02) -> Doubled:
    """``count`` rows, of which a share are second rows of somebody.

    Dirt, each by itself: of a second row the number is not given in 45 of 100 and mistyped in 6, the name is written otherwise
    in 12, the telephone is another in 20 and not given in 20, the year is off in 4 and not given in 8, the home is another in
    30. Of first rows a quarter has no number. Telephones are shared within a home by one in ten.
    """
    chance = np.random.default_rng(seed)
    twice = int(count * share)
    first = count - twice
    columns = _first(chance, first)
    picked = chance.choice(first, size=twice, replace=False)
    again = _again(chance, {kind: values[picked] for kind, values in columns.items()}, count)
    facts = {}
    for kind, values in columns.items():
        both = np.concatenate([values, again[kind]])
        who = np.flatnonzero(both)
        facts[kind] = (who.astype(np.int64), both[who].astype(np.int64))
    ids = np.arange(1, count + 1, dtype=np.int64)
    return Doubled(
        People(ids, facts), frozenset((int(one) + 1, first + n + 1) for n, one in enumerate(picked))
    )


def _first(chance: np.random.Generator, count: int) -> dict[str, Longs]:
    family = np.minimum(chance.zipf(1.35, count), COMMON)
    given = np.minimum(chance.zipf(1.15, count), GIVEN)
    home = chance.integers(1, count // 3 + 2, count)
    telephone = chance.integers(1, 2**40, count)
    shared = chance.random(count) < 0.1
    telephone[shared] = 2**41 + home[shared]
    return {
        "document": _gone(chance, chance.integers(1, 2**60, count), 0.25), "name": family * 10_000 + given,
        "telephone": telephone, "year": chance.integers(1930, 2020, count), "sex": chance.integers(1, 3, count),
        "place": home % 600 + 1, "home": home,
    }  # fmt: skip


def _again(chance: np.random.Generator, of: dict[str, Longs], count: int) -> dict[str, Longs]:
    moved = chance.random(len(of["home"])) < 0.30
    home = np.where(moved, chance.integers(1, count // 3 + 2, len(moved)), of["home"])
    return {
        "document": _gone(chance, _other(chance, of["document"], 0.06), 0.45),
        "name": _other(chance, of["name"], 0.12),
        "telephone": _gone(chance, _other(chance, of["telephone"], 0.20), 0.20),
        "year": _gone(chance, of["year"] + (chance.random(len(moved)) < 0.04), 0.08),
        "sex": of["sex"], "place": home % 600 + 1, "home": home,
    }  # fmt: skip


def _gone(chance: np.random.Generator, values: Longs, share: float) -> Longs:
    return np.where(chance.random(len(values)) < share, 0, values)


def _other(chance: np.random.Generator, values: Longs, share: float) -> Longs:
    return np.where(chance.random(len(values)) < share, chance.integers(2**50, 2**51, len(values)), values)
