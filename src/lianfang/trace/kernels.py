"""The loops behind the questions. All work on a table of flat int32 columns, ten a run (``Run.for_kernels``).

A visit touches: its own line of ``mine`` and ``visits``, and at its place the visits that began within the longest stay
there before it, or while it lasted. Cost: their number, plus a binary search for each run but its own.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lianfang.trace.compiled import I32, I64, Mask, column, compiled
from lianfang.trace.runs import ASSUMED, at_key, place_at

WIDTH = 10
VISITS, PLACES, PLACES_START, LONGEST, PLACES_JUMP, PEOPLE, PEOPLE_START, PEOPLE_JUMP, MINE, ROW_JUMP = range(
    WIDTH
)
PERSON_BITS = ASSUMED - 1

FIRM, NEAR, SUPPOSED = 2, 1, 0
"""Confidence: both leaves recorded and longer than the minimum by more than the clocks' error; recorded; a leave that a
rule gave."""

FACTS = 8
PERSON, TOTAL, FIRST, LAST, TIMES, LEAST_SURE, CODE_RUN, CODE_ROW = range(FACTS)
"""Columns of a contact: number, seconds together, first and last instant, meetings, confidence of the surest meeting,
and the run and row of the index person's visit of the longest meeting."""

WORK = 12
REACH, LONGEST_MET, LATEST = range(FACTS, FACTS + 3)
"""What a loop keeps beside: until when seconds are counted, the longest meeting, the latest start. Twelve int32 are 48 bytes,
so that the contacts of most persons lie in the nearest cache."""
LEAST_SLOTS = 64


@compiled
def visits_of(columns: I64, number: int, since: int, until: int, out: I32) -> int:
    """The live visits of one person that reach into [since, until), in order of enter.

    ``out`` (m, 6): run, row, index of the place in its run, enter, leave, place. Returns how many there are; when that is
    more than m, ``out`` holds only some.
    """
    count = 0
    for run in range(len(columns) // WIDTH):
        base = run * WIDTH
        people, visits = column(columns, base + PEOPLE), column(columns, base + VISITS)
        at = at_key(people, column(columns, base + PEOPLE_JUMP), number)
        if at < 0:
            continue
        start, mine = column(columns, base + PEOPLE_START), column(columns, base + MINE)
        places, begins = column(columns, base + PLACES), column(columns, base + PLACES_START)
        for i in range(start[at], start[at + 1]):
            row = mine[i]
            enter, leave = visits[3 * row], visits[3 * row + 1]
            if leave < enter or enter >= until or (leave <= since and enter < since):
                continue
            if count < len(out):
                index = place_at(begins, column(columns, base + ROW_JUMP), row)
                j = count
                while j > 0 and out[j - 1, 3] > enter:
                    out[j] = out[j - 1]
                    j -= 1
                out[j, 0], out[j, 1], out[j, 2] = run, row, index
                out[j, 3], out[j, 4], out[j, 5] = enter, leave, places[index]
            count += 1
    return count


@compiled
def lines_of(columns: I64, number: int, out: I32) -> int:
    """Where one person's visits are, without looking at them: ``out`` (m, 2) run, row; how many, m at most."""
    count = 0
    for run in range(len(columns) // WIDTH):
        base = run * WIDTH
        at = at_key(column(columns, base + PEOPLE), column(columns, base + PEOPLE_JUMP), number)
        if at < 0:
            continue
        start, mine = column(columns, base + PEOPLE_START), column(columns, base + MINE)
        for i in range(start[at], min(start[at + 1], start[at] + len(out) - count)):
            out[count, 0], out[count, 1] = run, mine[i]
            count += 1
    return count


@compiled
def first_from(visits: I32, low: int, high: int, enter: int) -> int:
    """The first row of [low, high) whose enter is at least this."""
    while low < high:
        middle = (low + high) >> 1
        if visits[3 * middle] < enter:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _range(columns: I64, run: int, mine: I32, since: int, until: int) -> tuple[int, int]:
    """Rows of a run at the place of a visit that may reach into [since, until)."""
    base = run * WIDTH
    at = (
        mine[2]
        if run == mine[0]
        else at_key(column(columns, base + PLACES), column(columns, base + PLACES_JUMP), mine[5])
    )
    if at < 0:
        return 0, 0
    visits, start = column(columns, base + VISITS), column(columns, base + PLACES_START)
    low, high = start[at], start[at + 1]
    earliest = since - column(columns, base + LONGEST)[at]
    if run != mine[0]:
        low = first_from(visits, low, high, earliest + 1)
        return low, first_from(visits, low, high, until)
    # Those who matter stand around the visit itself.
    first = last = mine[1]
    step = 8
    while first - step >= low and visits[3 * (first - step)] > earliest:
        first -= step
        step += step
    low = first_from(visits, max(low, first - step), first, earliest + 1)
    step = 8
    while last + step < high and visits[3 * (last + step)] < until:
        last += step
        step += step
    return low, first_from(visits, last, min(high, last + step), until)


@compiled
def _meet(
    person: int, start: int, end: int, sure: int, mine: I32, slots: I64, mask: int, found: I32, count: int
) -> tuple[int, bool]:
    """Enter one meeting; returns the number of contacts, or -1 if ``found`` is full, and whether it came out of order.

    ``slots`` up to ``mask``: person and index in one number, or -1.
    """
    slot = (person * 0x9E3779B1 >> 7) & mask
    while slots[slot] >= 0 and slots[slot] >> 32 != person:
        slot = (slot + 1) & mask
    if slots[slot] < 0:
        if count == len(found):
            return -1, False
        slots[slot] = (np.int64(person) << 32) + count
        one = found[count]
        one[PERSON], one[TOTAL], one[FIRST], one[LAST] = person, end - start, start, end
        one[TIMES], one[LEAST_SURE], one[CODE_RUN], one[CODE_ROW] = 1, sure, mine[0], mine[1]
        one[REACH], one[LONGEST_MET], one[LATEST] = end, end - start, start
        return count + 1, False
    one = found[slots[slot] & 0xFFFFFFFF]
    # In order of start, seconds are counted once. Out of order they would not be: whoever asked must count again.
    mixed = start < one[LATEST]
    one[LATEST] = start
    one[TOTAL] += max(0, end - max(start, one[REACH]))
    one[REACH] = max(one[REACH], end)
    one[LAST] = max(one[LAST], end)
    one[TIMES] += 1
    one[LEAST_SURE] = max(one[LEAST_SURE], sure)
    if end - start > one[LONGEST_MET]:
        one[LONGEST_MET] = end - start
        one[CODE_RUN], one[CODE_ROW] = mine[0], mine[1]
    return count, mixed


@compiled
def rows_around(columns: I64, mine: I32, start: int, end: int) -> int:
    """Rows to look at around one visit."""
    rows = 0
    for run in range(len(columns) // WIDTH):
        low, high = _range(columns, run, mine, start, end)
        rows += high - low
    return rows


@compiled
def _cleared(slots: I64, rows: int) -> int:
    """Make as many slots empty as so many contacts need, twice over; returns their mask."""
    size = LEAST_SLOTS
    while size < 2 * rows and size < len(slots):
        size *= 2
    slots[:size] = -1
    return size - 1


@compiled
def contacts(
    columns: I64,
    number: int,
    since: int,
    until: int,
    minimum: int,
    error: int,
    crowd: int,
    own: I32,
    found: I32,
    slots: I64,
    crowded: I64,
) -> tuple[int, int, int, bool]:
    """All who were at a place with one person for ``minimum`` seconds or more at a time, within [since, until).

    Args:
        error: seconds by which the clocks of both may differ together.
        crowd: a visit with more rows than this to look at is only counted.
        own: (v, 6) scratch; found: (m, WORK) out, of which the first FACTS columns count; slots: (2**k ≥ 2 m,) scratch.
        crowded: (c, 2) out: row of ``own``, people-visits that met it, for visits that were only counted.

    Returns:
        contacts, own visits, crowded visits, whether seconds must be counted again because meetings came out of order.
        A negative first number: ``found`` is too small; a second above v: ``own`` is.
    """
    seen = visits_of(columns, number, since, until, own)
    if seen > len(own):
        return 0, seen, 0, False
    count, crowds, most, mixed = 0, 0, 0, False
    for v in range(seen):
        start, end = max(own[v, 3], since), min(own[v, 4], until)
        if end - start >= minimum:
            rows = rows_around(columns, own[v], start, end)
            most += rows if rows <= crowd else 0
    mask = _cleared(slots, min(most, len(found)))
    for v in range(seen):
        mine = own[v]
        start, end = max(mine[3], since), min(mine[4], until)
        if end - start < minimum:
            continue
        if rows_around(columns, mine, start, end) > crowd:
            if crowds < len(crowded):
                crowded[crowds, 0] = v
                crowded[crowds, 1] = _count(columns, mine, start, end, minimum)
            crowds += 1
            continue
        for run in range(len(columns) // WIDTH):
            low, high = _range(columns, run, mine, start, end)
            count, late = _list(
                columns, run, low, high, number, start, end, minimum, error, mine, slots, mask, found, count
            )
            mixed |= late
            if count < 0:
                return -1, seen, crowds, False
    return count, seen, crowds, mixed


@compiled
def _count(columns: I64, mine: I32, start: int, end: int, minimum: int) -> int:
    count = 0
    for run in range(len(columns) // WIDTH):
        visits = column(columns, run * WIDTH + VISITS)
        low, high = _range(columns, run, mine, start, end)
        for row in range(low, high):
            count += min(visits[3 * row + 1], end) - max(visits[3 * row], start) >= minimum
    return count - 1


@compiled
def _list(
    columns: I64,
    run: int,
    low: int,
    high: int,
    number: int,
    start: int,
    end: int,
    minimum: int,
    error: int,
    mine: I32,
    slots: I64,
    mask: int,
    found: I32,
    count: int,
) -> tuple[int, bool]:
    mixed = False
    visits = column(columns, run * WIDTH + VISITS)
    supposed = column(columns, mine[0] * WIDTH + VISITS)[3 * mine[1] + 2] & ASSUMED
    for row in range(low, high):
        first, last = max(visits[3 * row], start), min(visits[3 * row + 1], end)
        if last - first < minimum:
            continue
        other = visits[3 * row + 2]
        person = other & PERSON_BITS
        if person == number:
            continue
        sure = SUPPOSED if (other | supposed) & ASSUMED else NEAR
        if sure == NEAR and last - first >= minimum + error:
            sure = FIRM
        count, late = _meet(person, first, last, sure, mine, slots, mask, found, count)
        mixed |= late
        if count < 0:
            return -1, False
    return count, mixed


@compiled
def meetings(
    columns: I64, number: int, since: int, until: int, minimum: int, crowd: int, whom: int, own: I32, out: I64
) -> tuple[int, int]:
    """Every meeting of one person, or of one person with ``whom`` (-1: anybody), as ``contacts`` counts them.

    ``out`` (m, 7): other person, start, end, run and row of both visits, own first. Returns how many, of which ``out``
    holds the first m, and how many visits the person has, of which ``own`` may hold some.
    """
    seen = visits_of(columns, number, since, until, own)
    count = 0
    for v in range(min(seen, len(own))):
        mine = own[v]
        start, end = max(mine[3], since), min(mine[4], until)
        rows = 0
        for run in range(len(columns) // WIDTH):
            low, high = _range(columns, run, mine, start, end)
            rows += high - low
        if end - start < minimum or (whom < 0 and rows > crowd):
            continue
        for run in range(len(columns) // WIDTH):
            visits = column(columns, run * WIDTH + VISITS)
            low, high = _range(columns, run, mine, start, end)
            for row in range(low, high):
                first, last = max(visits[3 * row], start), min(visits[3 * row + 1], end)
                person = visits[3 * row + 2] & PERSON_BITS
                if last - first < minimum or person == number or (whom >= 0 and person != whom):
                    continue
                if count < len(out):
                    out[count, 0], out[count, 1], out[count, 2] = person, first, last
                    out[count, 3], out[count, 4], out[count, 5], out[count, 6] = mine[0], mine[1], run, row
                count += 1
    return count, seen


@compiled
def contacts_of_many(
    columns: I64,
    people: I32,
    since: I64,
    until: I64,
    minimum: int,
    error: int,
    crowd: int,
    scratch: Any,
    out: I32,
    starts: I64,
    ends: I64,
    left: Mask,
    visits: I64,
    begin: int,
    at: int,
) -> tuple[int, int]:
    """``contacts`` of people[begin:], one after the other into ``out`` from row ``at``.

    ``starts``, ``ends`` (p,): each one's rows; ``left`` (p,): who must be asked about alone, and has no rows here;
    ``visits`` (p,): own visits of each.
    Returns: the first person that was not done (their number, if all were), and the rows filled.
    """
    own, found, slots, crowded = scratch
    for i in range(begin, len(people)):
        starts[i] = ends[i] = at
        if people[i] < 0:
            continue
        if at + len(found) > len(out):
            return i, at
        # Found where it stays; ``found`` only says how much room one person has.
        count, seen, crowds, mixed = contacts(
            columns, people[i], since[i], until[i], minimum, error, crowd, own,
            out[at : at + len(found)], slots, crowded,
        )  # fmt: skip
        visits[i] = seen
        if count < 0 or seen > len(own) or crowds > 0 or mixed:
            left[i] = True
            continue
        at += count
        ends[i] = at
    return len(people), at


@compiled
def present(columns: I64, run: int, place: int, since: int, until: int, out: I32) -> int:
    """Rows of ``visits`` of one run at a place that reach into [since, until); how many, of which ``out`` holds the first."""
    base = run * WIDTH
    at = at_key(column(columns, base + PLACES), column(columns, base + PLACES_JUMP), place)
    if at < 0:
        return 0
    visits, start = column(columns, base + VISITS), column(columns, base + PLACES_START)
    low = first_from(visits, start[at], start[at + 1], since - column(columns, base + LONGEST)[at])
    count = 0
    for row in range(low, start[at + 1]):
        if visits[3 * row] >= until:
            break
        enter, leave = visits[3 * row], visits[3 * row + 1]
        # A visit of no length is there at its instant; a dead one never is.
        if leave > since or (leave == enter and enter >= since):
            if leave < enter:
                continue
            if count < len(out):
                out[count] = row
            count += 1
    return count
