"""Where and when failings are planted: an instant with room before and after it, a gate, a car that nothing else happens to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeVar

from lianfang.synth.calendar import AS_OF, HOUR, MINUTE, midnight
from lianfang.synth.chance import ladder, stream
from lianfang.synth.draft import BEEN_IN_RISK_AREA, NONE, OTHER_PLATE, Draft
from lianfang.synth.gates import Site

T = TypeVar("T")
FROM, UNTIL = midnight(date(2020, 2, 9)) + 6 * HOUR, AS_OF - 8 * HOUR
"""Between these a day before and six hours after lie within the days of declarations."""


class Scene:
    """Draws for planting, from a stream of their own."""

    def __init__(self, draft: Draft, name: str = "failings"):
        self.draft = draft
        self.chance = stream(draft.seed, name)
        self.origins = ladder(draft.tree.shares)
        self.pairs = 0

    def at(self) -> int:
        """An instant with room around it."""
        return self.chance.randrange(FROM, UNTIL)

    def gate(self, mode: str = "road") -> Site:
        """A gate of ordinary traffic."""
        return self.chance.choice(self.draft.gates.usual[mode])

    def car(self, gate: Site, scope: int) -> int:
        """A vehicle of its own; plates from elsewhere name their origin."""
        home = self.chance.choice(self.origins) if scope == OTHER_PLATE else NONE
        return self.draft.vehicles.add(gate.area, home)

    def person(self, gate: Site) -> int:
        """A person of its own."""
        return self.draft.persons.add(gate.area)

    def scope(self) -> int:
        """One of the two classes that declare."""
        return OTHER_PLATE if self.chance.random() < 0.7 else BEEN_IN_RISK_AREA

    def place(self) -> int:
        """An area of origin outside the key areas."""
        return self.draft.tree.origins[self.chance.choice(self.origins)][0]

    def hubei(self) -> int:
        """An area in the key areas."""
        return self.chance.choice(self.draft.tree.hubei)

    def community(self) -> int:
        """A community of destination."""
        return self.chance.choice(self.draft.tree.communities)

    def enter(
        self, at: int, gate: Site, scope: int, vehicle: int, *, screened: int = 1, screened_at: int = -1
    ) -> int:
        """An inbound passage, screened two minutes later unless told otherwise (0: no instant)."""
        when = at + 2 * MINUTE if screened_at < 0 else screened_at
        return self.draft.cross(
            at,
            gate,
            True,
            vehicle=vehicle,
            scope=scope,
            origin=self.place(),
            screened=screened,
            screened_at=when,
        )

    def twins(self, one: int, other: int) -> None:
        """Give two vehicles plates that differ in one sign."""
        self.pairs += 1
        self.draft.twins[one], self.draft.twins[other] = f"粤LD{self.pairs:05d}", f"粤LF{self.pairs:05d}"


def many(population: int) -> int:
    """How many failings of one kind: one in a hundred, at least three."""
    return max(3, population // 100)


def cycle(kinds: Sequence[T], count: int) -> Iterator[T]:
    """Each kind in turn, ``count`` in all, and each at least once."""
    for n in range(max(count, len(kinds))):
        yield kinds[n % len(kinds)]
