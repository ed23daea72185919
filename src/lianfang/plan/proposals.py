"""A plan's clauses beside the demands of a directive, so that a person decides what stands for what.

Two ways, nothing hidden. *By phrase*: one of the clause's ``phrases`` stands in the demand; that scores 100. A phrase that
stands only inside a longer one of another clause does not count. *By likeness*: pairs of Chinese characters (or Latin words)
that the demand shares with the clause's title, text and phrases, each weighing more the rarer it is; the score is the
share of the demand's weight, in hundredths and below 100. Likeness is asked only where no phrase has answered: of demands
without a phrase, and of clauses that have none. The same text and plan give the same proposals.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from lianfang.plan.directives import Demand, Directive
from lianfang.plan.model import Clause
from lianfang.plan.wording import grams, plain

CERTAIN = 100
LIKELY = 20
"""Below this score a likeness is not proposed."""
SHARED = 2
"""A likeness needs so many pairs in common."""
PROPOSED = 3
"""So many clauses are proposed by likeness for one demand, the likeliest first."""

Way = Literal["phrase", "likeness"]
Found = Literal["phrase", "likeness", "no"]


@dataclass(frozen=True)
class Proposal:
    """A clause for a demand: how it was found, its score from 1 to 100, and the words that matched."""

    clause: str
    by: Way
    score: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Concordance:
    """The demands of a directive and the clauses of a plan, side by side; the likeliest proposal of each demand is first."""

    directive: Directive
    clauses: Mapping[str, Clause]
    proposals: Mapping[str, tuple[Proposal, ...]]

    @cached_property
    def demands_of(self) -> Mapping[str, list[tuple[Demand, Proposal]]]:
        """The demands for which each clause is proposed, in the text's order."""
        found: dict[str, list[tuple[Demand, Proposal]]] = {key: [] for key in self.clauses}
        for demand in self.directive.demands:
            for proposal in self.proposals[demand.key]:
                found[proposal.clause].append((demand, proposal))
        return found

    def demand_found(self, key: str) -> Found:
        """How a demand was matched, if it was."""
        return _best([proposal.by for proposal in self.proposals[key]])

    def clause_found(self, key: str) -> Found:
        """How a clause was found in the text, if it was."""
        return _best([proposal.by for _, proposal in self.demands_of[key]])


def _best(ways: list[Way]) -> Found:
    return "phrase" if "phrase" in ways else "likeness" if ways else "no"


def propose(directive: Directive, clauses: Mapping[str, Clause]) -> Concordance:
    """The proposals for every demand of a directive."""
    phrased = {key for key, clause in clauses.items() if clause.phrases}
    phrases = [(key, phrase, plain(phrase)) for key, clause in clauses.items() for phrase in clause.phrases]
    alike = _Likeness(directive, clauses)
    proposals = {}
    for demand in directive.demands:
        certain = _by_phrase(plain(demand.text), phrases)
        asked = set(clauses) - phrased if certain else set(clauses)
        proposals[demand.key] = (*certain, *alike.of(demand, asked))
    return Concordance(directive, clauses, proposals)


def _by_phrase(said: str, phrases: list[tuple[str, str, str]]) -> tuple[Proposal, ...]:
    """The clauses whose phrases (clause, as written, as compared) stand in what is said, unless inside a longer one."""
    standing = [(key, phrase, compared) for key, phrase, compared in phrases if compared in said]
    spans = [(key, phrase, span) for key, phrase, compared in standing for span in _places(compared, said)]
    words: dict[str, dict[str, None]] = {}
    for key, phrase, span in spans:
        if not any(_is_inside(span, other) for _, _, other in spans):
            words.setdefault(key, {})[phrase] = None
    return tuple(Proposal(key, "phrase", CERTAIN, tuple(found)) for key, found in words.items())


def _places(phrase: str, said: str) -> list[tuple[int, int]]:
    found, at = [], said.find(phrase)
    while at >= 0:
        found.append((at, at + len(phrase)))
        at = said.find(phrase, at + 1)
    return found


def _is_inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


class _Likeness:
    """Which clauses share what with a demand; a pair weighs by how few clauses and demands have it."""

    def __init__(self, directive: Directive, clauses: Mapping[str, Clause]):
        self._order = {key: place for place, key in enumerate(clauses)}
        self._clauses_with: dict[str, list[str]] = {}
        for key, clause in clauses.items():
            for gram in dict.fromkeys(grams(_said(clause))):
                self._clauses_with.setdefault(gram, []).append(key)
        spread = Counter(gram for demand in directive.demands for gram in set(grams(demand.text)))
        spread.update({gram: len(keys) for gram, keys in self._clauses_with.items()})
        texts = len(directive.demands) + len(clauses)
        self._weight = {gram: math.log((texts + 1) / count) for gram, count in spread.items()}

    def of(self, demand: Demand, asked: set[str]) -> list[Proposal]:
        """The likeliest clauses for a demand, of those asked about."""
        pairs = list(dict.fromkeys(grams(demand.text)))
        shared: dict[str, list[str]] = {}
        for pair in pairs:
            for key in self._clauses_with.get(pair, ()):
                if key in asked:
                    shared.setdefault(key, []).append(pair)
        whole = sum(self._weight[pair] for pair in pairs)
        found = [
            Proposal(key, "likeness", self._score(words, whole), tuple(words))
            for key, words in shared.items()
            if len(words) >= min(SHARED, len(pairs))
        ]
        likely = [proposal for proposal in found if proposal.score >= LIKELY]
        return sorted(likely, key=lambda one: (-one.score, self._order[one.clause]))[:PROPOSED]

    def _score(self, words: list[str], whole: float) -> int:
        return min(CERTAIN - 1, round(CERTAIN * sum(self._weight[word] for word in words) / whole))


def _said(clause: Clause) -> str:
    return "\n".join((*clause.title, *clause.text, *clause.phrases))
