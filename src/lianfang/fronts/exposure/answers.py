"""What the log answers of one person under all names that they have there, as plain values: candidates, and why each is one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lianfang.trace.questions import Contact, Meeting, Questions, Window

SURE = ("supposed", "near", "firm")


@dataclass(frozen=True)
class Candidate:
    """Who may have been exposed.

    Attributes:
        number: the pseudonym; of a merged person, that of the row that is kept.
        seconds: together, each once.
        times: meetings.
        kind: of the visit with the longest meeting.
        confidence: firm, near or supposed.
        names: the pairs of pseudonyms (asked about, candidate) that met.
        depth: 1 of a contact, 2 of a contact's contact, and so on.
        through: pseudonyms of those of the ring before with whom they were; nobody where the case itself is meant.
    """

    number: int
    seconds: int
    first: int
    last: int
    times: int
    kind: str
    confidence: str
    names: Sequence[tuple[int, int]] = field(repr=False)
    depth: int = 1
    through: Sequence[int] = ()


@dataclass(frozen=True)
class Answer:
    """Candidates, most time first, and what the answer lacks.

    Attributes:
        visits: recorded within the window, of the person or at the place; 0 says nothing of whom they met.
        crowded: (place, visits that met it) of visits whose company was too large to list.
        cut_short: seconds of the window that retention has deleted.
        unlisted: candidates beside those found, too many to list.
        told: others, who were named before.
        unasked: contacts whose own company was not looked at, as there was too much of it.
        windows: by pseudonym asked about, where it is another than the question's.
    """

    found: Sequence[Candidate]
    visits: int
    crowded: Sequence[tuple[int, int]]
    cut_short: int
    unlisted: int = 0
    told: int = 0
    unasked: int = 0
    windows: Mapping[int, Window] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """All candidates."""
        return len(self.found) + self.unlisted


def contacts(log: Questions, names: Sequence[int], window: Window, merged: Mapping[int, int]) -> Answer:
    """All who were with a person, who may have several names; of a merged person one candidate.

    Args:
        names: all pseudonyms of the person asked about.
        merged: pseudonym of a row that went into another → that of the row that is kept.
    """
    said = {name: log.contacts(name, window) for name in names}
    by: dict[int, list[tuple[int, Contact]]] = {}
    for name, answer in said.items():
        for one in answer.found:
            number = merged.get(one.person, one.person)
            if number not in names:
                by.setdefault(number, []).append((name, one))
    found = [_candidate(log, number, parts, window) for number, parts in by.items()]
    found.sort(key=lambda one: (-one.seconds, one.first, one.number))
    crowded = [(crowd.place, crowd.met) for answer in said.values() for crowd in answer.crowded]
    visits = sum(answer.visits for answer in said.values())
    return Answer(found, visits, crowded, max(answer.cut_short for answer in said.values()))


def _candidate(
    log: Questions, number: int, parts: Sequence[tuple[int, Contact]], window: Window
) -> Candidate:
    names = [(name, one.person) for name, one in parts]
    longest = max((one for _, one in parts), key=lambda one: one.seconds)
    seconds = longest.seconds
    if len(parts) > 1:
        seconds = _together((m.start, m.end) for m in met(log, names, window))
    return Candidate(
        number, seconds, min(one.first for _, one in parts), max(one.last for _, one in parts),
        sum(one.times for _, one in parts), longest.kind,
        SURE[max(SURE.index(one.confidence) for _, one in parts)], names,
    )  # fmt: skip


def _together(spans: Iterable[tuple[int, int]]) -> int:
    """Seconds in any of some spans, each once."""
    total, reach = 0, None
    for start, end in sorted(spans):
        begin = start if reach is None else max(start, reach)
        total += max(0, end - begin)
        reach = end if reach is None else max(reach, end)
    return total


def further(log: Questions, name: int, window: Window, merged: Mapping[int, int], depth: int) -> Answer:
    """All who were with a person, and who was with those from then on; of a merged person one candidate, in the nearest ring.

    Args:
        name: the pseudonym of the person asked about, whatever other names they have.
    """
    from lianfang.trace.further import further as ask

    name = merged.get(name, name)
    said = ask(log, {name: window}, depth=depth, same=merged)
    found = [
        Candidate(
            one.person, one.seconds, one.first, one.last, one.times, one.kind, one.confidence, one.met,
            one.depth, one.through if one.depth > 1 else (),
        )
        for one in said.found
    ]  # fmt: skip
    asked = {asked for one in said.found for asked, _ in one.met}
    windows = {one: said.window_of(one) for one in asked}
    crowded = [(crowd.place, crowd.met) for crowd in said.crowded]
    return Answer(
        found, said.visits.get(name, 0), crowded, said.cut_short, unasked=said.unasked, windows=windows
    )


def met(
    log: Questions, names: Iterable[tuple[int, int]], window: Window, windows: Mapping[int, Window] | None = None
) -> list[Meeting]:  # fmt: skip
    """The visits behind a candidate, in order of time; ``windows`` has those of whoever was asked about in another."""
    found = [one for name, other in names for one in log.why(name, other, (windows or {}).get(name, window))]
    return sorted(found, key=lambda one: (one.start, one.end))


def present(
    log: Questions, place: int, window: Window, merged: Mapping[int, int], cases: Collection[int] = ()
) -> Answer:
    """All who were at a place within a window for at least its minimum in all; of a merged person one candidate.

    Where too many were there, their visits are counted and nobody is listed.

    Args:
        cases: pseudonyms of those who are known to be ill, and so not exposed there.
    """
    from lianfang.trace.questions import CROWD

    there, visits, is_crowded, cut = log.stayed(
        place, window.since, window.until, minimum=window.minimum, same=merged, crowd=CROWD
    )
    ill = {merged.get(name, name) for name in cases}
    found = [
        Candidate(one.person, one.seconds, one.first, one.last, one.visits, "event", "near", ())
        for one in there
        if one.person not in ill
    ]
    found.sort(key=lambda one: (-one.seconds, one.first, one.number))
    crowded = [(place, visits)] if is_crowded else []
    return Answer(found, visits, crowded, cut)


def since(
    log: Questions, places: Any, window: Window, merged: Mapping[int, int], told: Collection[int] = ()
) -> Answer:
    """All who were at any of some places at any time within a window, in order of time; of a merged person one candidate.

    Where they are too many they are counted and nobody is listed.

    Args:
        places: (n,) numbers.
        told: pseudonyms of those who were named before, and are not named again.
    """
    import numpy as np

    from lianfang.trace.questions import CROWD
    from lianfang.trace.since import since as ask

    there = ask(log, places, window.since, window.until, same=merged)
    fresh = np.flatnonzero(~np.isin(there.people, np.array(sorted(told), np.int64)))
    listed = fresh if len(fresh) <= CROWD else fresh[:0]
    near = there.last - window.since < window.error
    sure = np.where(near, 1, 2) * there.sure
    columns = (there.people, there.seconds, there.first, there.last, there.times, sure)
    found = [
        Candidate(person, seconds, first, last, times, "area", SURE[level], ())
        for person, seconds, first, last, times, level in zip(
            *(column[listed].tolist() for column in columns), strict=True
        )
    ]
    more = len(fresh) - len(listed)
    return Answer(found, there.visits, [], there.cut_short, more, len(there) - len(fresh))
