"""The same log and the same questions in a few obvious lines: what every fast way is held to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from lianfang.base.instants import Instant
from lianfang.trace.questions import Window
from lianfang.trace.rules import Rules


class Row(NamedTuple):
    """One row as it was given; leave None: open."""

    person: int
    place: int
    enter: Instant
    leave: Instant | None
    kind: str
    source: str
    withdrawn: bool = False
    carriage: int | None = None
    row: int | None = None
    seat: int | None = None


def standing(rows: Iterable[Row], rules: Rules, kept_from: Instant) -> list[Row]:
    """Of each visit the row given last, unless it withdraws it; open ones closed by the rule of their day."""
    last = {(row.person, row.place, row.enter, row.source): row for row in rows}
    return [_closed(row, rules) for row in last.values() if not row.withdrawn and row.enter >= kept_from]


def _closed(row: Row, rules: Rules) -> Row:
    if row.leave is not None:
        return row
    begun = [rule for rule in rules.closing if rule.since <= row.enter]
    seconds = [r.seconds for r in begun if r.kind == row.kind] or [r.seconds for r in begun if r.kind == ""]
    return row._replace(leave=row.enter + (seconds[-1] if seconds else 0))


def meetings(visits: Iterable[Row], person: int, window: Window) -> list[tuple[int, Instant, Instant]]:
    """(other, start, end) of every overlap of two visits at one place that is long enough."""
    visits = list(visits)
    found = []
    for mine in (visit for visit in visits if visit.person == person):
        for other in (visit for visit in visits if visit.place == mine.place and visit.person != person):
            start = max(mine.enter, other.enter, window.since)
            end = min(mine.leave or 0, other.leave or 0, window.until)
            if end - start >= max(1, window.minimum):
                found.append((other.person, start, end))
    return found


def contacts(
    visits: Iterable[Row], person: int, window: Window
) -> dict[int, tuple[int, Instant, Instant, int]]:
    """Contact → (seconds together, first, last, meetings); a second counts once, however many visits tell of it."""
    met = meetings(visits, person, window)
    found = {}
    for other in {one[0] for one in met}:
        spans = [(start, end) for who, start, end in met if who == other]
        seconds = len({second for start, end in spans for second in range(start, end)})
        found[other] = (seconds, min(s for s, _ in spans), max(e for _, e in spans), len(spans))
    return found


def further(
    visits: Iterable[Row], people: dict[int, Window], depth: int, after: int, same: dict[int, int]
) -> dict[int, tuple[int, int, Instant, Instant, int, set[int]]]:
    """Person → (ring, seconds with those of the ring before, first, last, meetings, with whom), for everyone within ``depth`` rings."""
    visits = [visit._replace(person=same.get(visit.person, visit.person)) for visit in visits]
    ring, found = people, dict[int, tuple[int, int, Instant, Instant, int, set[int]]]()
    for level in range(1, depth + 1):
        met: dict[int, list[tuple[Instant, Instant, int]]] = {}
        for person, window in ring.items():
            for other, start, end in meetings(visits, person, window):
                if other not in people and other not in found:
                    met.setdefault(other, []).append((start, end, person))
        following = dict[int, Window]()
        for other, spans in met.items():
            seconds = len({second for start, end, _ in spans for second in range(start, end)})
            first, through = min(start for start, _, _ in spans), {person for _, _, person in spans}
            found[other] = (level, seconds, first, max(end for _, end, _ in spans), len(spans), through)
            until = max(ring[person].until for person in through)
            if first + after < until:
                following[other] = next(iter(people.values()))._replace(since=first + after, until=until)
        ring = following
    return found


def present(visits: Iterable[Row], places: Iterable[int], since: Instant, until: Instant) -> dict[int, int]:
    """Person → visits at these places that reach into [since, until)."""
    places, found = set(places), dict[int, int]()
    for visit in visits:
        # A visit of no length is there at its instant.
        leave = max(visit.leave or 0, visit.enter + 1) if visit.leave == visit.enter else visit.leave or 0
        if visit.place in places and visit.enter < until and leave > since:
            found[visit.person] = found.get(visit.person, 0) + 1
    return found


def stayed(
    visits: Iterable[Row], place: int, since: Instant, until: Instant
) -> dict[int, tuple[int, Instant, Instant, int]]:
    """Person → (seconds at a place within [since, until), each once, first enter, last leave, visits)."""
    found: dict[int, list[tuple[Instant, Instant]]] = {}
    for visit in visits:
        if present([visit], [place], since, until):
            span = (max(visit.enter, since), min(visit.leave or 0, until))
            found.setdefault(visit.person, []).append(span)
    return {
        person: (
            len({second for start, end in spans for second in range(start, end)}),
            min(start for start, _ in spans), max(end for _, end in spans), len(spans),
        )
        for person, spans in found.items()
    }  # fmt: skip


def since(
    rows: Iterable[Row], rules: Rules, kept_from: Instant, places: Iterable[int], window: tuple[Instant, Instant], same: dict[int, int]
) -> dict[int, tuple[int, Instant, Instant, int, bool]]:  # fmt: skip
    """Person → (seconds at any of these places within the window, each once, first and last instant, visits, and whether one
    of them was there without a leave that a rule supposed).
    """
    rows, places, (low, high) = list(rows), list(places), window
    given = {(row.person, row.place, row.enter, row.source): row.leave for row in rows}
    found: dict[int, list[tuple[Instant, Instant, bool]]] = {}
    for visit in standing(rows, rules, kept_from):
        if present([visit], places, low, high):
            told = given[visit.person, visit.place, visit.enter, visit.source] is not None
            span = max(visit.enter, low), min(visit.leave or 0, high), told or visit.enter >= low
            found.setdefault(same.get(visit.person, visit.person), []).append(span)
    return {
        person: (
            len({second for start, end, _ in spans for second in range(start, end)}),
            min(start for start, _, _ in spans), max(end for _, end, _ in spans), len(spans),
            any(sure for _, _, sure in spans),
        )
        for person, spans in found.items()
    }  # fmt: skip
