"""Everyone once: parties that are surely one are joined; what is ambiguous or unsure is left for a person to decide.

Candidates are found by keys that any two alike parties share, so that a long train is read once and not squared. The
reading that compares everyone with everyone is :mod:`lianfang.reconcile.plainly`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from lianfang.reconcile import alike
from lianfang.reconcile.judging import judge, surely_one
from lianfang.reconcile.parties import AT_WILL, Decisions, Joined, Pair, Party, Side, Traveller


def join(parties: Sequence[Party], decisions: Decisions) -> Joined:
    """Everyone once, and the pairs to decide. What people decided stands: same is joined, not the same never asked again."""
    by_key = {party.key: party for party in parties}
    known = marked(parties)
    pairs = [pair for one, other in _candidates(known) if (pair := judge(one, other)) is not None]
    return joined(by_key, pairs, decisions)


def marked(parties: Sequence[Party]) -> list[Party]:
    """The parties, each knowing whether its number is exactly that of someone here who is surely not it."""
    owners: dict[str, list[Party]] = defaultdict(list)
    for party in parties:
        for number in party.documents:
            owners[number].append(party)
    shared = {
        party.key
        for several in owners.values()
        for one, other in combinations(several, 2)
        if not surely_one(one, other)
        for party in (one, other)
    }
    return [replace(party, anothers=True) if party.key in shared else party for party in parties]


def _candidates(parties: Sequence[Party]) -> Iterator[tuple[Party, Party]]:
    """Every two parties with a key in common, each pair once."""
    shelves: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, party in enumerate(parties):
        for key in set(_keys(party)):
            shelves[key].append(place)
    met = {pair for places in shelves.values() for pair in combinations(places, 2)}
    for one, other in sorted(met):
        yield parties[one], parties[other]


def _keys(party: Party) -> Iterator[tuple[str, str]]:
    yield from (("number", key) for number in party.documents for key in alike.keys_of(number))
    yield from (("plate", key) for plate in party.plates for key in alike.keys_of(plate))
    yield from (("name", name) for name in party.names)
    yield from (("telephone", number) for number in party.telephones)


# from pairs to people; both readings share it, and the tests hold it to what it promises


@dataclass(frozen=True)
class _Group:
    """Parties that a person decided are one."""

    keys: frozenset[int]
    sides: frozenset[Side]


def joined(by_key: Mapping[int, Party], pairs: Iterable[Pair], decisions: Decisions) -> Joined:
    """Join what is sure, where a whole chain of sure pairs holds together; else ask about each of its pairs."""
    decided = [pair for pair, what in decisions.items() if what == "same" and set(pair) <= set(by_key)]
    apart = {frozenset(pair) for pair, what in decisions.items() if what == "not_same"}
    open_pairs = [pair for pair in pairs if frozenset((pair.one, pair.other)) not in apart]
    groups = [_group(keys, by_key) for keys in components(by_key, decided)]
    home = {key: number for number, group in enumerate(groups) for key in group.keys}
    sure = [pair for pair in open_pairs if pair.sure and home[pair.one] != home[pair.other]]
    travellers: list[Traveller] = []
    review: list[Pair] = []
    one_of: dict[int, int] = {}
    for numbers in components(range(len(groups)), [(home[p.one], home[p.other]) for p in sure]):
        members = [groups[number] for number in sorted(numbers)]
        own = [pair for pair in sure if home[pair.one] in numbers]
        if not _holds(members, apart):
            review += [replace(pair, sure=False, reasons=(*pair.reasons, "several")) for pair in own]
            own, parts = [], [[member] for member in members]
        else:
            parts = [members]
        for part in parts:
            made = _traveller(part, own, decided)
            one_of.update(dict.fromkeys(made.keys, len(travellers)))
            travellers.append(made)
    review += [pair for pair in open_pairs if not pair.sure and one_of[pair.one] != one_of[pair.other]]
    return Joined(
        tuple(sorted(travellers, key=lambda t: t.keys)),
        tuple(sorted(review, key=lambda p: (p.one, p.other))),
    )


def components(keys: Iterable[int], pairs: Iterable[tuple[int, int]]) -> list[frozenset[int]]:
    """The keys in sets that pairs hang together."""
    home = {key: key for key in keys}

    def root(key: int) -> int:
        while home[key] != key:
            home[key] = home[home[key]]
            key = home[key]
        return key

    for one, other in pairs:
        home[root(one)] = root(other)
    found: dict[int, set[int]] = defaultdict(set)
    for key in home:
        found[root(key)].add(key)
    return [frozenset(members) for members in found.values()]


def _group(keys: frozenset[int], by_key: Mapping[int, Party]) -> _Group:
    return _Group(keys, frozenset().union(*(by_key[key].sides for key in keys)))


def _holds(members: Sequence[_Group], apart: set[frozenset[int]]) -> bool:
    """May they all be one: no list holds two of them, and nobody decided that two of them are not the same."""
    for one, other in combinations(members, 2):
        if (one.sides & other.sides) - AT_WILL:
            return False
        if any(frozenset((a, b)) in apart for a in one.keys for b in other.keys):
            return False
    return True


def _traveller(part: Sequence[_Group], own: Sequence[Pair], decided: Sequence[tuple[int, int]]) -> Traveller:
    keys = frozenset().union(*(group.keys for group in part))
    sides = frozenset().union(*(group.sides for group in part))
    known = [Pair(one, other, True, ("decided",)) for one, other in decided if one in keys]
    pairs = sorted([*known, *(p for p in own if p.one in keys)], key=lambda p: (p.one, p.other))
    return Traveller(tuple(sorted(keys)), sides, tuple(pairs))
