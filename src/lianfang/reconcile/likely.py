"""Who among many people may stand there twice: blocks of those who share a fact, and how much each fact says, in bits.

Nothing readable is needed: facts are numbers that are equal where the facts are, such as the first bytes of a keyed fingerprint.
That a fact is shared says the more the fewer share it (a name borne by one in a million, more than one borne by
thousands); that it differs says something against; that it is not known says nothing.

Source: Fellegi and Sunter, JASA 1969; weights by the frequency of the value: Newcombe et al., Science 1959.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Signs = npt.NDArray[np.int8]

AGREES: Mapping[str, float] = {
    "document": 0.90, "telephone": 0.70, "name": 0.85, "year": 0.95, "sex": 0.98, "place": 0.50, "home": 0.60, "plate": 0.30,
}  # fmt: skip
"""Kind of fact → in how many of two records of one person it agrees, where both have it; assumed: records mistype, people move."""

BLOCKS: tuple[tuple[str, ...], ...] = (
    ("document",), ("telephone",), ("name", "year"), ("name", "place"), ("name", "home"), ("year", "home"), ("name", "plate"),
)  # fmt: skip
"""Who has all facts of one of these in common is compared."""

TOGETHER = ("telephone", "home", "place", "plate")
"""What those have in common who live or travel together. One follows from another: of what agrees only that which says most
counts."""

MOST = 40
"""Blocks of more are not compared: what so many share tells nobody apart, and other blocks hold who shares more."""
VALUES = 4
"""Values of one kind that are compared of one person, the first ones."""
TWICE = 0.01
"""How many of all people stand there once more than they should; assumed. It only shifts all chances."""
HIGHEST = 24.0
"""Bits that one fact may say at most: even a number that nobody else has may have been typed for another."""


@dataclass(frozen=True)
class People:
    """Everyone and what is known of them, in columns.

    Attributes:
        ids: of the people, ascending; shape (people,).
        facts: kind of :data:`AGREES` → (who, what): places in ``ids`` and values that are not 0, each shape (facts,).
    """

    ids: Longs
    facts: Mapping[str, tuple[Longs, Longs]]


@dataclass(frozen=True)
class Likely:
    """Pairs, the likeliest first.

    Attributes:
        kinds: of facts, in the order of the columns of ``says`` and ``bits``.
        one, other: ids, the smaller first; shape (pairs,).
        says: 1 where a fact agrees, -1 where it differs, 0 where it is not known of both; shape (pairs, kinds).
        bits: what each says; 0 where it agrees but follows from another (:data:`TOGETHER`); shape (pairs, kinds).
        chance: that they are one person, from 0 to 1; shape (pairs,).
        compared: how many pairs were compared.
        skipped: how many blocks were too large to compare.
    """

    kinds: tuple[str, ...]
    one: Longs
    other: Longs
    says: Signs
    bits: Floats
    chance: Floats
    compared: int
    skipped: int


LEAST = 0.05
"""Of less likely pairs nobody is asked; on the dirty register of the tests nine tenths of what is left are right."""


def likely(people: People, *, least: float = LEAST, limit: int | None = None) -> Likely:
    """All pairs that are one person with a chance of ``least`` and more.

    Args:
        people: who may stand there twice.
        least: the smallest chance that is answered.
        limit: how many pairs at most; None for all.
    """
    kinds = tuple(kind for kind in AGREES if kind in people.facts)
    columns = {kind: _Column.of(*people.facts[kind], len(people.ids)) for kind in kinds}
    pairs, skipped = _pairs(columns, len(people.ids))
    one, other = pairs // max(len(people.ids), 1), pairs % max(len(people.ids), 1)
    says = np.zeros((len(pairs), len(kinds)), dtype=np.int8)
    bits = np.zeros((len(pairs), len(kinds)))
    for at, kind in enumerate(kinds):
        says[:, at], bits[:, at] = columns[kind].compare(one, other, AGREES[kind])
    _count_once(bits, kinds)
    chance = _chance(bits.sum(axis=1), len(people.ids))
    order = np.lexsort((other, one, -chance))
    order = order[chance[order] >= least][:limit]
    return Likely(
        kinds, people.ids[one[order]], people.ids[other[order]], says[order], bits[order], chance[order], len(pairs), skipped
    )  # fmt: skip


def _count_once(bits: Floats, kinds: Sequence[str]) -> None:
    """Strike what follows from another fact: all that agrees but the one that says most; a place where the home differs too."""
    together = [at for at, kind in enumerate(kinds) if kind in TOGETHER]
    if together:
        group, row = bits[:, together], np.arange(len(bits))
        most = group.argmax(axis=1)
        kept = np.minimum(group, 0.0)
        kept[row, most] = group[row, most]
        bits[:, together] = kept
    if "home" in kinds and "place" in kinds:
        home, place = kinds.index("home"), kinds.index("place")
        bits[:, place] = np.where((bits[:, home] < 0) & (bits[:, place] < 0), 0.0, bits[:, place])


def _chance(bits: Floats, people: int) -> Floats:
    """Odds before, times what the facts say."""
    before = math.log2(2 * TWICE / max(people - 1, 1))
    chance: Floats = 1.0 / (1.0 + np.exp2(-np.clip(bits + before, -1000, 1000)))
    return chance


@dataclass(frozen=True)
class _Column:
    """One kind of fact: values by person and place (0: none), and how many people share each.

    Attributes:
        values, shared: shape (people, at most VALUES).
        known: how many people have one at all.
    """

    values: Longs
    shared: Longs
    known: int

    @classmethod
    def of(cls, who: Longs, what: Longs, people: int) -> _Column:
        order = np.lexsort((what, who))
        who, what = who[order], what[order]
        fresh = np.ones(len(who), dtype=bool)
        fresh[1:] = (who[1:] != who[:-1]) | (what[1:] != what[:-1])
        who, what = who[fresh], what[fresh]
        starts = _starts(who)
        place = np.arange(len(who)) - np.repeat(starts, np.diff(np.append(starts, len(who))))
        who, what, place = who[place < VALUES], what[place < VALUES], place[place < VALUES]
        _values, inverse, counts = np.unique(what, return_inverse=True, return_counts=True)
        wide = int(place.max(initial=0)) + 1
        values, shared = np.zeros((people, wide), dtype=np.int64), np.zeros((people, wide), dtype=np.int64)
        values[who, place] = what
        shared[who, place] = counts[inverse.reshape(-1)]
        return cls(values, shared, len(starts))

    def compare(self, one: Longs, other: Longs, agrees: float) -> tuple[Signs, Floats]:
        """What the fact says of each pair."""
        mine, others = self.values[one], self.values[other]
        both = (mine[:, 0] != 0) & (others[:, 0] != 0)
        fewest = np.full(len(one), np.iinfo(np.int64).max)
        for i in range(mine.shape[1]):
            for j in range(others.shape[1]):
                same = (mine[:, i] == others[:, j]) & (mine[:, i] != 0)
                fewest = np.where(same, np.minimum(fewest, self.shared[one, i]), fewest)
        agree = fewest < np.iinfo(np.int64).max
        chance = fewest / max(self.known, 1)
        says = np.where(agree, 1, np.where(both, -1, 0)).astype(np.int8)
        bits = np.where(
            agree, np.minimum(np.log2(agrees / chance), HIGHEST), np.where(both, math.log2(1 - agrees), 0.0)
        )
        return says, bits


def _pairs(columns: Mapping[str, _Column], people: int) -> tuple[Longs, int]:
    """one × people + other of all who share a block, each once, ascending."""
    found, skipped = [np.zeros(0, dtype=np.int64)], 0
    for block in BLOCKS:
        if all(kind in columns for kind in block):
            who, key = _keys([columns[kind].values for kind in block])
            pairs, many = _within(who, key, people)
            found.append(pairs)
            skipped += many
    return np.unique(np.concatenate(found)), skipped


def _keys(columns: Sequence[Longs]) -> tuple[Longs, Longs]:
    """(who, key) for each combination of the values of one person."""
    who, key = np.arange(len(columns[0])), np.zeros(len(columns[0]), dtype=np.int64)
    for values in columns:
        parts = []
        for at in range(values.shape[1]):
            value = values[who, at]
            there = value != 0
            parts.append((who[there], _mix(key[there], value[there])))
        who = np.concatenate([one for one, _ in parts])
        key = np.concatenate([one for _, one in parts])
    return who, key


def _mix(key: Longs, value: Longs) -> Longs:
    """One number of two, such that others seldom give the same: a block too many does no harm, the facts are compared."""
    mixed = (key.view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) ^ value.view(np.uint64)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return (mixed ^ (mixed >> np.uint64(32))).view(np.int64)


def _within(who: Longs, key: Longs, people: int) -> tuple[Longs, int]:
    """All pairs of those who share a key, but of keys that too many share; and how many such keys there are."""
    order = np.lexsort((who, key))
    who, key = who[order], key[order]
    starts = _starts(key)
    sizes = np.diff(np.append(starts, len(key)))
    fit = np.repeat((sizes > 1) & (sizes <= MOST), sizes)
    who, key = who[fit], key[fit]
    found = [np.zeros(0, dtype=np.int64)]
    here = np.arange(len(who))
    for step in range(1, MOST):
        here = here[here + step < len(who)]
        here = here[key[here] == key[here + step]]
        if not len(here):
            break
        found.append(who[here] * people + who[here + step])
    return np.concatenate(found), int((sizes > MOST).sum())


def _starts(ordered: Longs) -> Longs:
    """Where each run of equal values begins."""
    if not len(ordered):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))


def plain(people: People, *, least: float = LEAST) -> list[tuple[int, int, float]]:
    """The slow obvious twin of :func:`likely`: every pair, every fact, one after the other; (one, other, chance), likeliest first."""
    known = {kind: list(_held(people, kind)) for kind in AGREES if kind in people.facts}
    found = []
    for one in range(len(people.ids)):
        for other in range(one + 1, len(people.ids)):
            if any(_share(known, block, one, other) for block in BLOCKS):
                says = {kind: _says(known[kind], one, other, AGREES[kind]) for kind in known}
                bits = sum(_struck(says).values())
                chance = float(_chance(np.array([bits]), len(people.ids))[0])
                if chance >= least:
                    found.append((int(people.ids[one]), int(people.ids[other]), chance))
    return sorted(found, key=lambda pair: (-pair[2], pair[0], pair[1]))


def _struck(says: Mapping[str, float]) -> Mapping[str, float]:
    best = max((kind for kind in says if kind in TOGETHER), key=lambda kind: says[kind], default="")
    kept = {
        kind: 0.0 if kind in TOGETHER and kind != best and bits > 0 else bits for kind, bits in says.items()
    }
    if kept.get("home", 0.0) < 0 and kept.get("place", 0.0) < 0:
        kept["place"] = 0.0
    return kept


def _held(people: People, kind: str) -> Iterator[set[int]]:
    who, what = people.facts[kind]
    for person in range(len(people.ids)):
        yield set(sorted({int(value) for value in what[who == person]})[:VALUES])


def _share(known: Mapping[str, list[set[int]]], block: Sequence[str], one: int, other: int) -> bool:
    """Do they share all facts of a block, in a combination that no more than MOST people have?"""
    if any(kind not in known for kind in block):
        return False
    shared: list[tuple[Any, ...]] = [()]
    for kind in block:
        shared = [(*so_far, value) for so_far in shared for value in known[kind][one] & known[kind][other]]
    people = range(len(known[block[0]]))
    return any(
        sum(
            all(value in known[kind][person] for kind, value in zip(block, values, strict=True))
            for person in people
        )
        <= MOST
        for values in shared
    )


def _says(known: list[set[int]], one: int, other: int, agrees: float) -> float:
    if not known[one] or not known[other]:
        return 0.0
    common = known[one] & known[other]
    if not common:
        return math.log2(1 - agrees)
    fewest = min(sum(value in values for values in known) for value in common)
    have = sum(bool(values) for values in known)
    return min(math.log2(agrees * have / fewest), HIGHEST)
