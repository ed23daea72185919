"""Made-up check-ins of people at shops and rooms, for the visits log: not for a register, and no finding rests on them.

Everyone has a few places of their own, one of them much visited; whoever is isolated goes nowhere. Of every four check-ins
one has no leave, as with real ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lianfang.base.instants import DAY, HOUR, Instant
from lianfang.synth.chance import stream

OWN, A_DAY = 3, 0.5
"""Places of one person; chance of a check-in on a day."""
MOST = 20_000
"""Persons for whom check-ins are made: a demonstration of a large city needs no more."""


class CheckIn(NamedTuple):
    """One check-in; leave None: nobody checked out."""

    person: int
    place: int
    enter: Instant
    leave: Instant | None


def check_ins(
    people: Sequence[int], places: Sequence[int], isolated: Mapping[int, Instant], *, since: Instant, until: Instant, seed: int
) -> Iterator[CheckIn]:  # fmt: skip
    """Check-ins within [since, until), by person and time. The same arguments give the same ones.

    Args:
        people, places: ids; a place further to the front is visited more.
        isolated: person → from when they go nowhere.
    """
    chance = stream(seed, "check-ins")
    first = -(-since // DAY) * DAY
    for person in people[:MOST] if places else ():
        own = [places[int(len(places) * chance.random() ** 2)] for _ in range(OWN)]
        last = min(until, isolated.get(person, until))
        for day in range(first, until, DAY):
            # Eight in the morning until nine at night in the city, which is eight hours ahead.
            goes, enter, stays = (
                chance.random() < A_DAY,
                day + chance.randrange(13 * HOUR),
                chance.randrange(10, 130),
            )
            place, checks_out = chance.choice(own), chance.random() < 0.75
            leave = enter + 60 * stays
            if goes and leave < last:
                yield CheckIn(person, place, enter, leave if checks_out else None)
