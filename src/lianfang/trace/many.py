"""Contacts of many persons at once: two threads, each takes the next few persons when it is done with its last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from lianfang.trace import kernels, numbers
from lianfang.trace.compiled import I32, I64, Mask, column, compiled, table_of
from lianfang.trace.kernels import FACTS, FIRST, LAST, PERSON, WORK

if TYPE_CHECKING:
    from lianfang.trace.questions import Crowded, Questions, Window

TOGETHER = 32
"""Persons that a thread takes at a time; from twice as many on, two threads answer."""
CONTACTS = 1 << 17
"""Who has more contacts than these is asked about alone."""
CROWDED = 256
"""Crowded visits of one person that there is room for at first."""

Scratch = tuple[I32, I32, I64, I64]


def scratch(contacts: int, visits: int, crowded: int = CROWDED) -> Scratch:
    """What ``kernels.contacts`` works in: own, found, slots, crowded."""
    found, slots = np.empty((contacts, WORK), np.int32), np.full(4 * contacts, -1, np.int64)
    return np.empty((visits, 6), np.int32), found, slots, np.empty((crowded, 2), np.int64)


@dataclass
class Room:
    """What one thread works in, used again by the next question: scratch, and rows found so far."""

    scratch: Scratch = field(default_factory=lambda: scratch(CONTACTS, 1 << 10))
    out: I32 = field(default_factory=lambda: np.empty((2 * CONTACTS, WORK), np.int32))

    def grow(self, filled: int) -> None:
        """Twice as many rows, the filled ones kept."""
        larger = np.empty((2 * len(self.out), WORK), np.int32)
        larger[:filled] = self.out[:filled]
        self.out = larger


@dataclass
class Batch:
    """Persons asked about, p of them, by number (-1: nobody known), and where their rows are until they are put together.

    ``start``, ``end`` (p,): rows of each in the room of its thread; ``left`` (p,): who has none there, and is asked about alone.
    ``visits`` (p,): own visits of each; ``crowded``: position → those that were only counted.
    """

    log: Questions
    people: I32
    windows: Sequence[Window]
    crowd: int
    start: I64
    end: I64
    left: Mask
    visits: I64
    crowded: dict[int, list[Crowded]] = field(default_factory=dict)

    def find(self, room: Room, todo: Iterator[slice]) -> list[slice]:
        """Ask for those of ``todo`` that no other thread has taken; returns which."""
        mine, at = [], 0
        for which in todo:
            at = self._some(room, which, at)
            mine.append(which)
        return mine

    def _some(self, room: Room, which: slice, at: int) -> int:
        log, windows = self.log, self.windows[which]
        since = np.array([log.relative(w.since) for w in windows], np.int64)
        until = np.array([log.relative(w.until) for w in windows], np.int64)
        minimum, error = max(1, windows[0].minimum), windows[0].error
        people, begin = self.people[which], 0
        while True:
            begin, at = kernels.contacts_of_many(
                log.columns, people, since, until, minimum, error, self.crowd, room.scratch, room.out,
                self.start[which], self.end[which], self.left[which], self.visits[which], begin, at,
            )  # fmt: skip
            if begin == len(people):
                return at
            room.grow(at)

    def alone(self) -> dict[int, I64]:
        """Rows of those that were left, by position."""
        rows = dict[int, I64]()
        for i in np.flatnonzero(self.left).tolist():
            rows[i], self.visits[i], crowds = self.log.facts(int(self.people[i]), self.windows[i], self.crowd)
            if crowds:
                self.crowded[i] = self.log.crowds(crowds)
        return rows

    def put(self, room: Room, mine: Sequence[slice], ends: I64, rows: I64) -> None:
        """Put the rows of a thread's persons where they belong, with names in place of numbers, and instants in UTC."""
        pieces = self.log.people
        bases = np.array([piece.base for piece in pieces], np.int64)
        names = table_of([piece.names.view(np.int32) for piece in pieces])
        for which in mine:
            _put(
                room.out,
                self.start[which],
                self.end[which],
                ends[which],
                rows,
                self.log.manifest.epoch,
                bases,
                names,
            )

    def name(self, rows: I64) -> I64:
        """The same for rows that come from no room."""
        rows[:, PERSON] = numbers.names_of(self.log.people, rows[:, PERSON].astype(np.int32))
        rows[:, FIRST : LAST + 1] += self.log.manifest.epoch
        return rows


def ask(
    log: Questions, people: I32, windows: Sequence[Window], crowd: int, rooms: list[Room]
) -> tuple[I64, I64, I64, dict[int, list[Crowded]]]:
    """(n, FACTS) rows with names and instants, (p,) where each one's rows end, (p,) own visits, and the crowded ones by
    position; ``rooms`` has one a thread.

    O(visits touched); the windows share minimum and error.
    """
    asked = len(people)
    start, end, visits = np.zeros((3, asked), np.int64)
    batch = Batch(log, people, windows, crowd, start, end, np.zeros(asked, np.bool_), visits)
    # Whatever thread asks for the next slice gets it: a list's iterator gives each once.
    todo = iter([slice(low, min(asked, low + TOGETHER)) for low in range(0, asked, TOGETHER)])
    rooms = rooms if asked >= 2 * TOGETHER else rooms[:1]
    with ThreadPoolExecutor(len(rooms)) as pool:
        taken = list(pool.map(lambda room: batch.find(room, todo), rooms))
        alone = batch.alone()
        counts = batch.end - batch.start
        for i, found in alone.items():
            counts[i] = len(found)
        ends = np.cumsum(counts)
        rows = np.empty((int(ends[-1]) if asked else 0, FACTS), np.int64)
        for i, found in alone.items():
            rows[ends[i] - len(found) : ends[i]] = batch.name(found)
        list(pool.map(lambda of: batch.put(of[0], of[1], ends, rows), zip(rooms, taken, strict=True)))
    return rows, ends, visits, batch.crowded


@compiled
def _put(out: I32, start: I64, end: I64, ends: I64, rows: I64, epoch: int, bases: I64, names: I64) -> None:
    """Each person's rows of a room to where they end in the answer; ``names``: halves of the names of each piece."""
    for i in range(len(start)):
        low = ends[i] - (end[i] - start[i])
        for k in range(end[i] - start[i]):
            one, into = out[start[i] + k], rows[low + k]
            for fact in range(FACTS):
                into[fact] = one[fact]
            piece = len(bases) - 1
            while piece > 0 and bases[piece] > one[PERSON]:
                piece -= 1
            halves, at = column(names, piece), 2 * (one[PERSON] - bases[piece])
            into[PERSON] = (np.int64(halves[at + 1]) << 32) | (np.int64(halves[at]) & 0xFFFFFFFF)
            into[FIRST] += epoch
            into[LAST] += epoch
