"""Contacts of contacts, and contacts of several persons at once: who was with any of them, ring by ring, each candidate once.

The first ring is who was with those asked about; the next, who was with the first ring from each one's first exposure on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from lianfang.base.instants import Instant
from lianfang.trace import kernels, numbers
from lianfang.trace.compiled import I32, I64, compiled
from lianfang.trace.questions import CONFIDENCES, CROWD, Crowded, Questions, Window, fresh_seconds
from lianfang.trace.runs import ASSUMED

MOST = 4_000_000
"""Rows that one question looks at; who of a further ring would take more is not asked about, and how many those are is said."""
ASKED, OTHER, START, END, RUN, ROW, RUN_OF_OTHER, ROW_OF_OTHER = range(8)
"""Columns of meetings: which of the names asked about, then as ``kernels.meetings`` has them."""


class Reached(NamedTuple):
    """One candidate.

    Args:
        depth: 1 who was with one of those asked about, 2 who was with a contact of theirs, and so on.
        seconds: with those of the ring before, each second once; first and last instant, meetings.
        kind: of the visit with the longest meeting.
        through: with whom of the ring before, as they are listed.
        met: the pairs of names (asked about, candidate) under which the log has them.
    """

    person: int
    depth: int
    seconds: int
    first: Instant
    last: Instant
    times: int
    kind: str
    confidence: str
    through: tuple[int, ...]
    met: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Further:
    """The answer.

    Args:
        found: candidates, the nearest ring first, then by seconds together.
        windows: of everyone who was asked about, as they are listed, the window that was.
        visits: of those first asked about, each in their window; 0 says nothing of whom they met.
        crowded: visits, of whomever, whose company was too large to list.
        cut_short: seconds of those windows that retention has deleted, the most of any.
        unasked: persons whose own company was not looked at, as there was too much of it in all; 0: none.
        same: another name of a person → the name under which they are listed.
    """

    found: list[Reached]
    windows: Mapping[int, Window]
    visits: Mapping[int, int]
    crowded: list[Crowded]
    cut_short: int
    unasked: int
    same: Mapping[int, int] = field(default_factory=dict)

    def window_of(self, name: int) -> Window:
        """In which window someone was asked about, by any of their names."""
        return self.windows[self.same.get(name, name)]


def further(
    log: Questions, people: Mapping[int, Window], *,
    depth: int = 2, after: int = 0, same: Mapping[int, int] | None = None, crowd: int = CROWD, most: int = MOST,
) -> Further:  # fmt: skip
    """Everyone within ``depth`` rings of some persons, who are themselves left out.

    Whom a ring met is asked from ``after`` seconds after each one's first exposure until the end of the window of those through
    whom they were found. Work: ``most`` rows, those around ``people`` and around one person more; memory: about 100 bytes a row of them.

    Args:
        people: who is asked about, as they are listed, and the window of each; these share minimum and error.
        same: another name of a person → the name under which they are listed.
        crowd: a visit with more rows around it than this is only counted.
    """
    log.refresh()
    search = _Search(log, same or {}, crowd, most)
    found: list[Reached] = []
    ring, known, visits = dict(people), set(people), dict[int, int]()
    for level in range(1, depth + 1):
        met = search.ask(ring, level)
        visits = visits or dict(search.visits)
        reached = search.reached(met, level, known)
        found += reached
        known.update(one.person for one in reached)
        ring = {one.person: window for one in reached if (window := search.next(one, after)) is not None}
    cut = max((log.cut_short(window) for window in search.windows.values()), default=0)
    return Further(found, search.windows, visits, search.crowded, cut, search.unasked, search.same)


@dataclass
class _Search:
    """What is known while the rings are gone through; ``left``: rows that may still be looked at."""

    log: Questions
    same: Mapping[int, int]
    crowd: int
    left: int
    windows: dict[int, Window] = field(default_factory=dict)
    visits: dict[int, int] = field(default_factory=dict)
    crowded: list[Crowded] = field(default_factory=list)
    unasked: int = 0
    asked: list[tuple[int, int]] = field(default_factory=list)
    """(as listed, name) of everyone whose meetings were looked at."""
    own: I32 = field(default_factory=lambda: np.empty((1 << 10, 6), np.int32))

    def __post_init__(self) -> None:
        self.names: dict[int, list[int]] = {}
        for gone, kept in self.same.items():
            self.names.setdefault(kept, [kept]).append(gone)

    def ask(self, people: Mapping[int, Window], level: int) -> I64:
        """All meetings of these: (n, 8). Of the first ring everyone is asked about, however much it takes."""
        met = [np.empty((0, 8), np.int64)]
        for person, window in people.items():
            names = self.names.get(person, [person])
            self.left -= sum(self._rows(name, window) for name in names)
            if self.left < 0 and level > 1:
                # One that would fit may follow, but to look for it is work as well.
                self.left = -1
                self.unasked += 1
                continue
            self.windows[person], self.visits[person] = window, 0
            met += [self._of(person, name, window) for name in names]
        return np.concatenate(met)

    def _rows(self, name: int, window: Window) -> int:
        number = self.log.number(name)
        if number < 0 or self.left < 0:
            return 0
        since, until = self.log.relative(window.since), self.log.relative(window.until)
        while True:
            rows, seen = _rows(
                self.log.columns, number, since, until, max(1, window.minimum), self.crowd, self.own
            )
            if seen <= len(self.own):
                return rows
            self.own = np.empty((seen, 6), np.int32)

    def _of(self, person: int, name: int, window: Window) -> I64:
        log, number = self.log, self.log.number(name)
        _, seen, crowds = log.facts(number, window, self.crowd)
        self.visits[person] += seen
        self.crowded += log.crowds(crowds)
        met = np.empty((0, 7), np.int64)
        if number >= 0:
            since, until = log.relative(window.since), log.relative(window.until)
            met = log.meetings(number, since, until, max(1, window.minimum), self.crowd, -1)
        self.asked.append((person, name))
        return np.column_stack([np.full(len(met), len(self.asked) - 1), met])

    def next(self, one: Reached, after: int) -> Window | None:
        """The window in which the next ring is asked through someone; None where it has no length."""
        through = [self.windows[person] for person in one.through]
        window = through[0]._replace(since=one.first + after, until=max(each.until for each in through))
        return window if window.since < window.until else None

    def reached(self, met: I64, depth: int, known: set[int]) -> list[Reached]:
        """Those of some meetings who are not known yet, each once."""
        log, epoch = self.log, self.log.manifest.epoch
        numbered, at = np.unique(met[:, OTHER], return_inverse=True)
        names = numbers.names_of(log.people, numbered.astype(np.int32)).tolist()
        listed = np.array([self.same.get(name, name) for name in names], np.int64)
        fresh = ~np.isin(listed, np.array(sorted(known), np.int64))[at]
        met, at = met[fresh], at[fresh]
        if not len(met):
            return []
        people, who = np.unique(listed[at], return_inverse=True)
        order = np.lexsort((met[:, START], who))
        met, who, at = met[order], who[order], at[order]
        group = np.flatnonzero(np.diff(who, prepend=-1))
        longest = np.lexsort((met[:, START] - met[:, END], who))[group]
        columns = (
            people, np.add.reduceat(fresh_seconds(who, met[:, START], met[:, END]), group), met[group, START] + epoch,
            np.maximum.reduceat(met[:, END], group) + epoch, np.diff(group, append=len(who)),
            log.kinds_of(met[longest, RUN], met[longest, ROW]), np.maximum.reduceat(self._sure(met), group),
        )  # fmt: skip
        pairs = _pairs(who, met[:, ASKED], at)
        kinds, found = log.manifest.kinds, []
        for i, (person, seconds, first, last, times, kind, sure) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        ):
            through = tuple(dict.fromkeys(self.asked[asked][0] for asked, _ in pairs[i]))
            between = tuple((self.asked[asked][1], names[other]) for asked, other in pairs[i])
            found.append(Reached(
                person, depth, seconds, first, last, times, kinds[kind], CONFIDENCES[sure], through, between
            ))  # fmt: skip
        return sorted(found, key=lambda one: (-one.seconds, one.first, one.person))

    def _sure(self, met: I64) -> I64:
        """(n,) the confidence of each meeting."""
        supposed = np.zeros(len(met), np.bool_)
        for run, of in enumerate(self.log.runs):
            visits = of.a["visits"]
            for columns in ((RUN, ROW), (RUN_OF_OTHER, ROW_OF_OTHER)):
                here = np.flatnonzero(met[:, columns[0]] == run)
                supposed[here] |= visits[met[here, columns[1]], 2] & ASSUMED > 0
        one = next(iter(self.windows.values()))
        long = met[:, END] - met[:, START] >= max(1, one.minimum) + one.error
        sure: I64 = np.where(supposed, kernels.SUPPOSED, np.where(long, kernels.FIRM, kernels.NEAR))
        return sure


def _pairs(who: I64, asked: I64, other: I64) -> list[list[tuple[int, int]]]:
    """Of each candidate, who was asked about and under which name they were met, each pair once."""
    found: list[list[tuple[int, int]]] = [[] for _ in range(int(who[-1]) + 1)]
    for candidate, *pair in np.unique(np.column_stack([who, asked, other]), axis=0).tolist():
        found[candidate].append((pair[0], pair[1]))
    return found


@compiled
def _rows(
    columns: I64, number: int, since: int, until: int, minimum: int, crowd: int, own: I32
) -> tuple[int, int]:
    """Rows to look at around all visits of one person, and how many visits these are: more than ``own`` has room for, not all
    rows. A visit shorter than ``minimum`` takes none, and one in a crowd no more than ``crowd``: nobody is listed there.
    """
    seen, rows = kernels.visits_of(columns, number, since, until, own), 0
    for v in range(min(seen, len(own))):
        start, end = max(own[v, 3], since), min(own[v, 4], until)
        if end - start >= minimum:
            rows += min(crowd, kernels.rows_around(columns, own[v], start, end))
    return rows, seen
