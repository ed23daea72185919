"""Questions to a log: contacts of one or many, why, who was present, who rode along. Answers are candidates, no more.

Whoever asks decides the window, the minimum and the purpose; the log only says what it holds, and what it no longer does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from lianfang.base.instants import Instant
from lianfang.trace import ahead, kernels, many, numbers
from lianfang.trace.compiled import I64
from lianfang.trace.kernels import FACTS
from lianfang.trace.log import Log
from lianfang.trace.runs import ASSUMED

CROWD = 200_000
"""Rows around one visit above which its company is counted and not listed."""
CONFIDENCES = ("supposed", "near", "firm")
"""supposed: an end was given by a rule; near: recorded, but no longer than the minimum and the clocks' error; firm."""


One = TypeVar("One")


class Window(NamedTuple):
    """What counts as together: [since, until), ``minimum`` seconds at a time (at least 1), clocks wrong by ``error`` in all.

    ``until`` is the isolation of the person asked about, or now.
    """

    since: Instant
    until: Instant
    minimum: int
    error: int = 0


class Contact(NamedTuple):
    """One candidate: seconds together, first and last instant, meetings, where the longest was, how sure."""

    person: int
    seconds: int
    first: Instant
    last: Instant
    times: int
    kind: str
    confidence: str


class Crowded(NamedTuple):
    """A visit whose company was too large to list: visits that met it."""

    place: int
    enter: Instant
    leave: Instant
    met: int


@dataclass(frozen=True)
class Contacts:
    """The answer about one person.

    Args:
        visits: recorded visits of the person in the window; 0 means that the log says nothing, not that there was nobody.
        found: candidates, by seconds together, most first.
        crowded: visits left out of ``found``.
        cut_short: seconds of the window that retention has deleted; 0: none.
    """

    person: int
    window: Window
    visits: int
    found: list[Contact]
    crowded: list[Crowded]
    cut_short: int


class Meeting(NamedTuple):
    """Why: one overlap of two visits."""

    place: int
    start: Instant
    end: Instant
    kinds: tuple[str, str]
    sources: tuple[str, str]
    leave_supposed: tuple[bool, bool]


class Many(NamedTuple):
    """The answer about p persons at once, as columns.

    Args:
        rows: (n, FACTS) with names in place of numbers and instants in UTC, person by person.
        ends: (p,) where each one's rows end.
        visits: (p,) recorded visits of each in their window.
        crowded: position → visits of that person left out of ``rows``; who is not in it has none.
        cut_short: (p,) seconds of each one's window that retention has deleted.
    """

    rows: I64
    ends: I64
    visits: I64
    crowded: Mapping[int, list[Crowded]]
    cut_short: I64


class Presence(NamedTuple):
    """One person at a place: first enter and last leave within what was asked, visits."""

    person: int
    first: Instant
    last: Instant
    visits: int


class Stayed(NamedTuple):
    """One person at one place: seconds in all, each once, first enter and last leave within what was asked, visits."""

    person: int
    seconds: int
    first: Instant
    last: Instant
    visits: int


class There(NamedTuple, Generic[One]):
    """The answer about a place: who was there; how many visits; whether they are so many that nobody is listed; and the seconds
    of what was asked that retention has deleted.
    """

    found: list[One]
    visits: int
    crowded: bool
    cut_short: int


class Companion(NamedTuple):
    """One who rode along: the nearest relation (same row, near rows, same carriage, aboard) and seconds together."""

    person: int
    relation: str
    seconds: int
    carriage: int
    row: int
    seat: int


RELATIONS = ("same row", "near rows", "same carriage", "aboard")


class Questions(Log):
    """A log that answers. One thread at a time; memory: what the questions touch, and scratch that grows with answers."""

    def __init__(self, folder: Path):
        super().__init__(folder)
        self._scratch(1 << 12, 1 << 10)
        self._rooms = [many.Room(), many.Room()]

    def _scratch(self, contacts: int, visits: int, crowded: int = many.CROWDED) -> None:
        self._own, self._found, self._slots, self._crowded = many.scratch(contacts, visits, crowded)

    def number(self, pseudonym: int) -> int:
        """The log's number of a person, or NONE."""
        for piece in self.people:
            if (found := piece.find(pseudonym)) != numbers.NONE:
                return found
        return numbers.NONE

    def contacts(self, person: int, window: Window, *, crowd: int = CROWD) -> Contacts:
        """All who were with a person. O(visits touched), a few microseconds each hundred."""
        self.refresh()
        number = self.number(person)
        cold = ahead.of_person(self, number)
        facts, seen, crowds = self.facts(number, window, crowd)
        if cold:
            ahead.of_names(self.people, facts[:, kernels.PERSON])
        return Contacts(
            person,
            window,
            seen,
            self._said(facts),
            self.crowds(crowds),
            self.cut_short(window),
        )

    def cut_short(self, window: Window) -> int:
        """Seconds of a window that retention has deleted."""
        return max(0, min(self.kept_from, window.until) - window.since)

    def facts(self, number: int, window: Window, crowd: int) -> tuple[I64, int, int]:
        """Of one person by number: (n, FACTS), own visits, crowded visits; instants after the epoch."""
        if number < 0:
            return np.empty((0, FACTS), np.int64), 0, 0
        since, until = self.relative(window.since), self.relative(window.until)
        minimum = max(1, window.minimum)
        while True:
            count, seen, crowds, mixed = kernels.contacts(
                self.columns, number, since, until, minimum, window.error, crowd,
                self._own, self._found, self._slots, self._crowded,
            )  # fmt: skip
            if count >= 0 and seen <= len(self._own) and crowds <= len(self._crowded):
                break
            more = len(self._found) * (4 if count < 0 else 1)
            self._scratch(more, max(len(self._own), seen), max(len(self._crowded), crowds))
        facts = self._found[:count, :FACTS].astype(np.int64)
        if mixed:
            facts = self._careful(number, since, until, minimum, window.error, crowd)
        return facts, seen, crowds

    def relative(self, instant: Instant) -> int:
        """Seconds after the epoch, as the index counts them."""
        return min(max(instant - self.manifest.epoch, -(2**31)), 2**31 - 1)

    def meetings(self, number: int, since: int, until: int, minimum: int, crowd: int, whom: int) -> I64:
        """Of one person by number, with ``whom`` or, where that is -1, anybody: (n, 7) as ``kernels.meetings`` says."""
        out = np.empty((1 << 10, 7), np.int64)
        while True:
            count, seen = kernels.meetings(
                self.columns, number, since, until, minimum, crowd, whom, self._own, out
            )
            if count <= len(out) and seen <= len(self._own):
                return out[:count]
            out = np.empty((max(count, len(out)), 7), np.int64)
            self._own = np.empty((max(seen, len(self._own)), 6), np.int32)

    def _careful(self, number: int, since: int, until: int, minimum: int, error: int, crowd: int) -> I64:
        """The same where meetings overlap each other: each second counts once."""
        met = self.meetings(number, since, until, minimum, crowd, -1)
        met = met[np.lexsort((met[:, 1], met[:, 0]))]
        people, first = np.unique(met[:, 0], return_index=True)
        found = np.empty((len(people), FACTS), np.int64)
        for i, rows in enumerate(np.split(met, first[1:])):
            reach, total = rows[0, 1], 0
            for start, end in rows[:, 1:3]:
                total += max(0, end - max(start, reach))
                reach = max(reach, end)
            longest = rows[np.argmax(rows[:, 2] - rows[:, 1])]
            sure = max(self._sure(row, minimum, error) for row in rows)
            found[i] = people[i], total, rows[:, 1].min(), reach, len(rows), sure, longest[3], longest[4]
        return found

    def _sure(self, met: I64, minimum: int, error: int) -> int:
        flags = [self.runs[run].a["visits"][row, 2] for run, row in (met[3:5], met[5:7])]
        if any(flag & ASSUMED for flag in flags):
            return kernels.SUPPOSED
        return kernels.FIRM if met[2] - met[1] >= minimum + error else kernels.NEAR

    def _said(self, facts: I64) -> list[Contact]:
        names = numbers.names_of(self.people, facts[:, kernels.PERSON].astype(np.int32))
        epoch = self.manifest.epoch
        said = (
            names, facts[:, kernels.TOTAL], facts[:, kernels.FIRST] + epoch, facts[:, kernels.LAST] + epoch,
            facts[:, kernels.TIMES], self.kinds_of(facts[:, kernels.CODE_RUN], facts[:, kernels.CODE_ROW]), facts[:, kernels.LEAST_SURE],
        )  # fmt: skip
        kinds = self.manifest.kinds
        found = [
            Contact(person, seconds, first, last, times, kinds[kind], CONFIDENCES[sure])
            for person, seconds, first, last, times, kind, sure in zip(
                *(c.tolist() for c in said), strict=True
            )
        ]
        found.sort(key=lambda one: (-one.seconds, one.first, one.person))
        return found

    def kinds_of(self, runs: I64, rows: I64) -> I64:
        """(n,) the kinds, by number, of visits by run and row."""
        kinds = np.zeros(len(rows), np.int64)
        for number, run in enumerate(self.runs):
            here = runs == number
            kinds[here] = run.a["pairs"][run.a["codes"][rows[here]]] & 255
        return kinds

    def crowds(self, crowds: int) -> list[Crowded]:
        """So many visits that the last ``facts`` left out."""
        found, epoch = [], self.manifest.epoch
        for v, met in self._crowded[:crowds].tolist():
            _, _, _, enter, leave, place = self._own[v].tolist()
            found.append(Crowded(self._place(place), enter + epoch, leave + epoch, met))
        return found

    def _place(self, number: int) -> int:
        return int(numbers.names_of(self.places, np.array([number], np.int32))[0])

    def why(self, person: int, other: int, window: Window) -> list[Meeting]:
        """The visits behind a contact, in order of time."""
        self.refresh()
        number, whom = self.number(person), self.number(other)
        if number < 0 or whom < 0:
            return []
        since, until = self.relative(window.since), self.relative(window.until)
        met = self.meetings(number, since, until, max(1, window.minimum), CROWD, whom)
        return [self._meeting(row) for row in met[np.argsort(met[:, 1], kind="stable")]]

    def _meeting(self, met: I64) -> Meeting:
        _, start, end, *visits = met.tolist()
        codes, supposed = [], []
        for run, row in (visits[:2], visits[2:]):
            codes.append(self.runs[run].code(row))
            supposed.append(bool(self.runs[run].a["visits"][row, 2] & ASSUMED))
        kinds, sources, epoch = self.manifest.kinds, self.manifest.sources, self.manifest.epoch
        place = self.runs[visits[0]].places_of(np.array([visits[1]], np.int32))[0]
        return Meeting(
            self._place(int(place)), start + epoch, end + epoch, (kinds[codes[0][0]], kinds[codes[1][0]]),
            (sources[codes[0][1]], sources[codes[1][1]]), (supposed[0], supposed[1]),
        )  # fmt: skip

    def company(self, person: int, window: Window) -> I64:
        """All meetings of a person, in one pass; those of crowded visits are left out, as ``contacts`` leaves them out.

        Returns: (n, 4) the other person, place, start and end.
        """
        self.refresh()
        number = self.number(person)
        if number < 0:
            return np.empty((0, 4), np.int64)
        since, until = self.relative(window.since), self.relative(window.until)
        met = self.meetings(number, since, until, max(1, window.minimum), CROWD, -1)
        found = np.empty((len(met), 4), np.int64)
        found[:, 0] = numbers.names_of(self.people, met[:, 0].astype(np.int32))
        for run in np.unique(met[:, 3]).tolist():
            here = met[:, 3] == run
            at = self.runs[run].places_of(met[here, 4].astype(np.int32))
            found[here, 1] = numbers.names_of(self.places, at)
        found[:, 2:] = met[:, 1:3] + self.manifest.epoch
        return found

    def contacts_of_many(
        self, people: Sequence[int] | I64, windows: Sequence[Window], *, crowd: int = CROWD
    ) -> Many:
        """``contacts`` of p persons at once; the windows share minimum and error."""
        self.refresh()
        order = np.argsort(people)
        asked = np.asarray(people, np.int64)
        found = np.empty(len(asked), np.int32)
        found[order] = numbers.find(self.people, asked[order])
        rows, ends, visits, crowded = many.ask(self, found, windows, crowd, self._rooms)
        cut = np.array([self.cut_short(window) for window in windows], np.int64)
        return Many(rows, ends, visits, crowded, cut)

    def present(
        self, places: Sequence[int], since: Instant, until: Instant, *, crowd: int = CROWD
    ) -> There[Presence]:
        """All who were at any of these places within [since, until), each once: at an event, or since a place became risky.

        Above ``crowd`` visits in all nobody is listed.
        """
        self.refresh()
        visits, cut = self._how_many(places, since, until), self.cut_short(Window(since, until, 0))
        if not 0 < visits <= crowd:
            return There([], visits, visits > crowd, cut)
        rows = np.concatenate([rows for place in places for rows in self._present(place, since, until)])
        order = np.argsort(rows[:, 0], kind="stable")
        people, first, counts = np.unique(rows[order, 0], return_index=True, return_counts=True)
        starts = np.minimum.reduceat(rows[order, 1], first) + self.manifest.epoch
        ends = np.maximum.reduceat(rows[order, 2], first) + self.manifest.epoch
        names = numbers.names_of(self.people, people.astype(np.int32))
        said = zip(names.tolist(), starts.tolist(), ends.tolist(), counts.tolist(), strict=True)
        found = sorted((Presence(*one) for one in said), key=lambda one: (one.first, one.person))
        return There(found, visits, False, cut)

    def stayed(
        self, place: int, since: Instant, until: Instant, *,
        minimum: int = 0, same: Mapping[int, int] | None = None, crowd: int = CROWD,
    ) -> There[Stayed]:  # fmt: skip
        """All who were at a place for ``minimum`` seconds in all within [since, until).

        Above ``crowd`` visits nobody is listed. O(n log n) for n visits there.

        Args:
            same: another name of a person → the name under which they are listed.
        """
        self.refresh()
        visits, cut = self._how_many([place], since, until), self.cut_short(Window(since, until, 0))
        if not 0 < visits <= crowd:
            return There([], visits, visits > crowd, cut)
        there = np.concatenate(self._present(place, since, until))[:, :3]
        numbered, who = np.unique(there[:, 0], return_inverse=True)
        names = numbers.names_of(self.people, numbered.astype(np.int32)).tolist()
        listed = np.array([(same or {}).get(name, name) for name in names], np.int64)
        people, who = np.unique(listed[who], return_inverse=True)
        order = np.lexsort((there[:, 1], who))
        who, start, end = who[order], there[order, 1], there[order, 2]
        first = np.flatnonzero(np.diff(who, prepend=-1))
        seconds = np.add.reduceat(fresh_seconds(who, start, end), first)
        found = zip(
            people.tolist(), seconds.tolist(), (start[first] + self.manifest.epoch).tolist(),
            (np.maximum.reduceat(end, first) + self.manifest.epoch).tolist(),
            np.diff(first, append=len(who)).tolist(), strict=True,
        )  # fmt: skip
        return There([Stayed(*one) for one in found if one[1] >= minimum], visits, False, cut)

    def _how_many(self, places: Sequence[int], since: Instant, until: Instant) -> int:
        """Visits at some places that reach into [since, until), without listing them."""
        low, high, none = self.relative(since), self.relative(until), np.empty(0, np.int32)
        found = numbers.find(self.places, np.array(places, np.int64)).tolist()
        at = [(run, place) for place in found if place >= 0 for run in range(len(self.runs))]
        return sum(kernels.present(self.columns, run, place, low, high, none) for run, place in at)

    def _present(self, place: int, since: Instant, until: Instant) -> list[I64]:
        """For each run, (n, 5): person, enter and leave within what was asked, run, row."""
        number = int(numbers.find(self.places, np.array([place], np.int64))[0])
        if number < 0:
            return []
        low, high = self.relative(since), self.relative(until)
        found = []
        for run in range(len(self.runs)):
            out = np.empty(1 << 10, np.int32)
            while (count := kernels.present(self.columns, run, number, low, high, out)) > len(out):
                out = np.empty(count, np.int32)
            rows = out[:count]
            visits = self.runs[run].a["visits"][rows]
            found.append(np.stack([
                visits[:, 2] & kernels.PERSON_BITS, np.maximum(visits[:, 0], low), np.minimum(visits[:, 1], high),
                np.full(count, run), rows,
            ], axis=1).astype(np.int64))  # fmt: skip
        return found

    def companions(
        self, person: int, ride: int, since: Instant, until: Instant, *, rows: int
    ) -> list[Companion]:
        """Who rode in the same vehicle or train (a place) with a person: same row, within ``rows`` rows of the same
        carriage, same carriage, or only aboard, where a seat is not known. The nearest first.
        """
        self.refresh()
        number = self.number(person)
        aboard = [part for part in self._present(ride, since, until) if len(part)]
        if number < 0 or not aboard:
            return []
        everyone = np.concatenate(aboard)
        seats = np.concatenate(
            [self.runs[part[0, 3]].seats_of(part[:, 4].astype(np.int32)) for part in aboard]
        )
        mine = np.flatnonzero(everyone[:, 0] == number)
        best: dict[int, tuple[int, int, int]] = {}
        for m in mine:
            together = np.minimum(everyone[:, 2], everyone[m, 2]) - np.maximum(everyone[:, 1], everyone[m, 1])
            for i in np.flatnonzero((together > 0) & (everyone[:, 0] != number)):
                relation = _relation(seats[m].tolist(), seats[i].tolist(), rows)
                one = (relation, -int(together[i]), int(i))
                best[int(everyone[i, 0])] = min(best.get(int(everyone[i, 0]), one), one)
        names = numbers.names_of(self.people, np.array(list(best), np.int32)).tolist()
        found = [
            Companion(name, RELATIONS[relation], -seconds, *seats[i].tolist())
            for name, (relation, seconds, i) in zip(names, best.values(), strict=True)
        ]
        return sorted(found, key=lambda one: (RELATIONS.index(one.relation), -one.seconds, one.person))


def fresh_seconds(who: I64, start: I64, end: I64) -> I64:
    """(n,) seconds of each span that no earlier one of the same person has; spans in order of person and start."""
    low = start.min()
    # A stretch of its own for each person, so that the furthest end so far is that of the same person.
    shift = who * (max(end.max(), start.max()) - low + 1) - low
    reach = np.maximum.accumulate(end + shift)
    before = np.concatenate([reach[:1] * 0 - 1, reach[:-1]])
    fresh: I64 = np.maximum(0, end + shift - np.maximum(start + shift, before))
    return fresh


def _relation(mine: list[int], other: list[int], rows: int) -> int:
    """Index into RELATIONS."""
    if mine[0] != other[0] or mine[0] < 0:
        return 3
    if mine[1] < 0 or other[1] < 0:
        return 2
    apart = abs(mine[1] - other[1])
    return 0 if apart == 0 else 1 if apart <= rows else 2
