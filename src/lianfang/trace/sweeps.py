"""The loops behind ``since``: all who were at many places, each once. They work on the table of ``kernels``.

Two passes over the same rows: how many visits each person has, then the spans of some persons beside each other. So no more is
held at once than a count a person and the spans of a part of them, however many places and visits there are.
"""

from __future__ import annotations

from lianfang.trace.compiled import I32, I64, U8, column, compiled
from lianfang.trace.kernels import (
    LONGEST,
    PERSON_BITS,
    PLACES,
    PLACES_JUMP,
    PLACES_START,
    VISITS,
    WIDTH,
    first_from,
)
from lianfang.trace.runs import ASSUMED, at_key

FACTS = 5
PERSON, SECONDS, FIRST, LAST, VISITS_OF = range(FACTS)
"""Columns of an answer: number, seconds there, first and last instant there, visits."""


@compiled
def _place(
    visits: I32,
    rows: tuple[int, int],
    since: int,
    until: int,
    alias: I32,
    people: tuple[int, int],
    slots: I64,
    spans: I32,
    sure: U8,
) -> int:
    """``sweep`` over the rows of one run at one place, in order of enter."""
    total = 0
    for row in range(rows[0], rows[1]):
        enter, leave, other = visits[3 * row], visits[3 * row + 1], visits[3 * row + 2]
        if enter >= until:
            break
        # A visit of no length is there at its instant; a dead one, which leaves before it enters, never is.
        if leave < enter or (leave <= since and (leave != enter or enter < since)):
            continue
        person = alias[other & PERSON_BITS] if len(alias) > 0 else other & PERSON_BITS
        if person < people[0] or person >= people[1]:
            continue
        slot = person - people[0]
        if len(spans) > 0:
            spans[slots[slot], 0], spans[slots[slot], 1] = max(enter, since), min(leave, until)
        slots[slot] += 1
        total += 1
        if enter >= since or other & ASSUMED == 0:
            sure[person] = 1
    return total


@compiled
def sweep(
    columns: I64,
    places: I32,
    since: int,
    until: int,
    alias: I32,
    people: tuple[int, int],
    slots: I64,
    spans: I32,
    sure: U8,
) -> int:
    """Go over all live visits at some places that reach into [since, until).

    Args:
        places: numbers, each once.
        alias: (all,) the person as whom each counts; empty: as themselves.
        people: the persons from and until before whom it goes.
        slots: (persons,) where each one's next span goes; every span moves it on by one.
        spans: (m, 2) out: enter and leave within what was asked; empty: they are only counted.
        sure: (all,) out: 1 for whoever was there without a leave that a rule supposed: it was recorded, or they came later.

    Returns: how many visits there were. O(places · runs · log + visits at those places).
    """
    total = 0
    for run in range(len(columns) // WIDTH):
        base = run * WIDTH
        keys, jump = column(columns, base + PLACES), column(columns, base + PLACES_JUMP)
        start, longest = column(columns, base + PLACES_START), column(columns, base + LONGEST)
        visits = column(columns, base + VISITS)
        for i in range(len(places)):
            at = at_key(keys, jump, places[i])
            if at >= 0:
                rows = first_from(visits, start[at], start[at + 1], since - longest[at]), start[at + 1]
                total += _place(visits, rows, since, until, alias, people, slots, spans, sure)
    return total


@compiled
def _sort(spans: I32, low: int, high: int) -> None:
    """Shell's sort of some rows by their start: next to nothing for a few, and never the square of many."""
    gap = 1
    while gap < (high - low) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(low + gap, high):
            start, end = spans[i, 0], spans[i, 1]
            j = i
            while j >= low + gap and spans[j - gap, 0] > start:
                spans[j, 0], spans[j, 1] = spans[j - gap, 0], spans[j - gap, 1]
                j -= gap
            spans[j, 0], spans[j, 1] = start, end
        gap //= 3


@compiled
def unite(spans: I32, ends: I64, first: int, out: I32, at: int) -> int:
    """Of each person who has spans one row of ``out``, from row ``at`` on: each second counted once.

    Args:
        ends: (persons,) where each one's spans end; they begin where those of the one before end.
        first: the number of the first person.
        out: (n, FACTS) out.

    Returns: the rows filled in all.
    """
    low = 0
    for i in range(len(ends)):
        high = ends[i]
        if high > low:
            _sort(spans, low, high)
            reach, seconds = spans[low, 0], 0
            for row in range(low, high):
                seconds += max(0, spans[row, 1] - max(spans[row, 0], reach))
                reach = max(reach, spans[row, 1])
            out[at, PERSON], out[at, SECONDS] = first + i, seconds
            out[at, FIRST], out[at, LAST], out[at, VISITS_OF] = spans[low, 0], reach, high - low
            at += 1
            low = high
    return at
