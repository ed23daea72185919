"""The slow, obvious reading: everyone held against everyone, and alike means what one slip of the hand can make of a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from lianfang.reconcile import alike
from lianfang.reconcile.joining import joined
from lianfang.reconcile.judging import judge, surely_one
from lianfang.reconcile.parties import Decisions, Joined, Party


def join(parties: Sequence[Party], decisions: Decisions) -> Joined:
    """What :func:`lianfang.reconcile.joining.join` answers, by comparing all pairs."""
    known = []
    for party in parties:
        others = [p for p in parties if p.key != party.key and p.documents & party.documents]
        known.append(replace(party, anothers=party.anothers or any(not surely_one(party, p) for p in others)))
    pairs = [pair for one, other in combinations(known, 2) if (pair := judge(one, other)) is not None]
    return joined({party.key: party for party in parties}, pairs, decisions)


def how(one: str, other: str) -> alike.Likeness | None:
    """What :func:`lianfang.reconcile.alike.how` answers, by making every slip of the hand."""
    if one == other:
        return "same"
    if len(one) < alike.SHORTEST or len(other) < alike.SHORTEST:
        return None
    if [alike.folded(c) for c in one] == [alike.folded(c) for c in other]:
        return "lookalike"
    signs = set(one + other)
    if other in {one[:i] + sign + one[i + 1 :] for i in range(len(one)) for sign in signs}:
        return "one"
    if other in {one[:i] + one[i + 1] + one[i] + one[i + 2 :] for i in range(len(one) - 1)}:
        return "swapped"
    added = {one[:i] + sign + one[i:] for i in range(len(one) + 1) for sign in signs}
    dropped = {one[:i] + one[i + 1 :] for i in range(len(one))}
    return "length" if other in added | dropped else None
