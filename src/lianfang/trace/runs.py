"""A run: live visits sorted for questions, in one file that is mapped and never changed.

Sections, all little-endian int32 unless said: ``visits`` (n, 3) enter, leave, person with the bit ``ASSUMED``, ordered
by (place, enter, person, source); ``codes`` (n,) uint8 or 16, which of ``pairs``, each kind + 256 × source; ``places``
and ``people``, the numbers that occur, ascending, each with ``…_start`` and ``…_jump`` (``keys_of``, ``jump_of``);
``longest`` of each place; ``row_jump``, which of ``places`` every 64th row of ``visits`` stands at (``place_at``);
``mine`` (n,), by person: which row of ``visits``; ``seat_at`` and ``seats`` (s, 3) of rows that have a seat. Instants are
seconds after the log's epoch. A row that was replaced later is dead: its leave is moved before its enter when the run is
mapped.
"""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lianfang.trace import sorting
from lianfang.trace.compiled import I16, I32, U8, U16, Mask, compiled

ASSUMED = 1 << 30
"""Beside the person: the leave was not recorded but given by a rule."""
MOST_ROWS = 1 << 27
KEYS_A_JUMP = 16
ROWS_A_JUMP = 64
EIGHT: Any = np.int64(8)
"""Typed, so that 30 bits shifted by it are 38, not 32."""


@dataclass(frozen=True)
class Columns:
    """Rows under numbers, n of them, instants after the epoch; ``seats`` (n, 3) or nothing."""

    person: I32
    place: I32
    enter: I32
    leave: I32
    code: U16
    assumed: Mask
    seats: I16 | None = None

    def take(self, rows: Any) -> Columns:
        """Some rows."""
        seats = None if self.seats is None else self.seats[rows]
        return Columns(
            self.person[rows], self.place[rows], self.enter[rows], self.leave[rows], self.code[rows],
            self.assumed[rows], seats,
        )  # fmt: skip


def joined(parts: Sequence[Columns]) -> Columns:
    """The rows of several."""
    seats = None
    if any(part.seats is not None for part in parts):
        none = [np.full((len(part.person), 3), -1, np.int16) for part in parts]
        seats = np.concatenate([n if p.seats is None else p.seats for p, n in zip(parts, none, strict=True)])
    names = ("person", "place", "enter", "leave", "code", "assumed")
    columns: Any = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return Columns(**columns, seats=seats)


@compiled
def keys_of(column: I32) -> tuple[I32, I32]:
    """Keys of a column in order; the rows of keys[i] are start[i] to start[i + 1]."""
    count = 0
    for i in range(len(column)):
        count += i == 0 or column[i] != column[i - 1]
    keys, start = np.empty(count, np.int32), np.empty(count + 1, np.int32)
    at = 0
    for i in range(len(column)):
        if i == 0 or column[i] != column[i - 1]:
            keys[at] = column[i]
            start[at] = i
            at += 1
    start[count] = len(column)
    return keys, start


def jump_of(keys: I32) -> I32:
    """Where in ascending keys to look for k: jump[k >> shift]. One entry for each 2**shift numbers, about 16 keys; the last
    entry is the shift."""
    most = int(keys[-1]) + 1 if len(keys) else 1
    shift = max(0, int(np.log2(max(1, KEYS_A_JUMP * most // max(1, len(keys))))))
    edges = np.arange(0, (most >> shift) + 2, dtype=np.int64) << shift
    return np.append(np.searchsorted(keys, edges), shift).astype(np.int32)


def row_jump_of(start: I32) -> I32:
    """(m,) of places whose rows begin at start[i] and end at start[i + 1]: which of them rows 0, 64, 128 … stand at; the
    last entry is the last place."""
    rows = np.arange(0, int(start[-1]), ROWS_A_JUMP)
    found = np.searchsorted(start, rows, side="right") - 1
    return np.append(found, max(0, len(start) - 2)).astype(np.int32)


@compiled
def place_at(start: I32, jump: I32, row: int) -> int:
    """Which place's rows a row stands among. Touches a line of each, most often."""
    slot = row // ROWS_A_JUMP
    low, high = jump[slot], jump[slot + 1]
    while low < high:
        middle = (low + high + 1) >> 1
        if start[middle] <= row:
            low = middle
        else:
            high = middle - 1
    found: int = low
    return found


@compiled
def _places_at(start: I32, jump: I32, rows: I32) -> I32:
    found = np.empty(len(rows), np.int32)
    for i in range(len(rows)):
        found[i] = place_at(start, jump, rows[i])
    return found


def arrays_of(columns: Columns) -> dict[str, npt.NDArray[Any]]:
    """The sections of a run that holds these rows, which are in order of (place, enter). O(n)."""
    visits, places, places_start, longest = visits_of(columns)
    people, start, cursor = people_of(columns.person)
    mine = np.empty(len(columns.person), np.int32)
    mine_of(visits, cursor, mine, 0)
    pairs, codes = _paired(columns.code)
    found: dict[str, npt.NDArray[Any]] = {
        "visits": visits, "pairs": pairs, "codes": codes, "mine": mine,
        "places": places, "places_start": places_start, "places_jump": jump_of(places),
        "row_jump": row_jump_of(places_start), "longest": longest, "people": people, "people_start": start, "people_jump": jump_of(people),
    }  # fmt: skip
    seated = (
        np.zeros(0, np.int64) if columns.seats is None else np.flatnonzero((columns.seats >= 0).any(axis=1))
    )
    found["seat_at"] = seated.astype(np.int32)
    found["seats"] = np.zeros((0, 3), np.int16) if columns.seats is None else columns.seats[seated]
    return found


class Block(NamedTuple):
    """Rows side by side, the places among them, and the longest stay of each place."""

    visits: I32
    places: I32
    start: I32
    longest: I32


def visits_of(columns: Columns) -> Block:
    """Of rows in order of (place, enter). O(n)."""
    places, start = keys_of(columns.place)
    visits = np.empty((len(columns.person), 3), np.int32)
    longest = _fill(
        visits, start, columns.enter, columns.leave, columns.person, columns.assumed.view(np.uint8)
    )
    return Block(visits, places, start, longest)


def people_of(person: I32) -> tuple[I32, I32, I32]:
    """Persons of a column that occur, ascending; where the rows of each begin, by person; the same for any number below."""
    if not len(person):
        return np.zeros(0, np.int32), np.zeros(1, np.int32), np.zeros(1, np.int32)
    low = int(person.min())
    counts = _counts_from(person, low, int(person.max()) + 1 - low)
    people = np.flatnonzero(counts)
    start = np.concatenate([[0], np.cumsum(counts[people], dtype=np.int64)]).astype(np.int32)
    cursor = np.zeros(low + len(counts), np.int32)
    np.cumsum(counts[:-1], out=cursor[low + 1 :])
    return (people + low).astype(np.int32), start, cursor


@compiled
def _counts_from(person: I32, low: int, most: int) -> I32:
    counts = np.zeros(most, np.int32)
    for i in range(len(person)):
        counts[person[i] - low] += 1
    return counts


@compiled
def _fill(visits: I32, start: I32, enter: I32, leave: I32, person: I32, assumed: U8) -> I32:
    """Put the facts of each row side by side; returns the longest stay of each place."""
    longest = np.zeros(len(start) - 1, np.int32)
    for place in range(len(start) - 1):
        most = np.int32(0)
        for row in range(start[place], start[place + 1]):
            visits[row, 0] = enter[row]
            visits[row, 1] = leave[row]
            visits[row, 2] = person[row] | (ASSUMED if assumed[row] else 0)
            most = max(most, leave[row] - enter[row])
        longest[place] = most
    return longest


def _paired(code: U16) -> tuple[U16, npt.NDArray[Any]]:
    """The codes that occur, and which of them each row has: a byte, if there are few."""
    pairs = np.flatnonzero(_seen(code)).astype(np.uint16)
    which = np.zeros(1 << 16, np.uint8 if len(pairs) <= 256 else np.uint16)
    which[pairs] = np.arange(len(pairs))
    return pairs, np.take(which, code)


@compiled
def _seen(code: U16) -> Mask:
    seen = np.zeros(1 << 16, np.bool_)
    for i in range(len(code)):
        seen[code[i]] = True
    return seen


@compiled
def mine_of(visits: I32, cursor: I32, mine: I32, first_row: int) -> None:
    """(n,) rows for each person in turn; the first of ``visits`` is ``first_row``.

    ``cursor`` says where the next of each person's rows goes, and is moved on.
    """
    for row in range(len(visits)):
        person = visits[row, 2] & (ASSUMED - 1)
        at = cursor[person]
        cursor[person] = at + 1
        mine[at] = first_row + row


@dataclass
class Run:
    """A mapped run.

    Args:
        serial: names its file.
        first, last: least and greatest enter.
        a: the sections by name.
        dead: rows of ``visits`` that count no more, ascending.
    """

    serial: int
    first: int
    last: int
    a: dict[str, npt.NDArray[Any]]
    dead: I32
    mapped: mmap.mmap | None = None

    def __post_init__(self) -> None:
        self.bury(self.dead)

    def bury(self, rows: I32) -> None:
        """Let these rows, ascending, count no more."""
        visits = self.a["visits"]
        visits[rows, 1] = visits[rows, 0] - 1
        self.dead = rows

    def __len__(self) -> int:
        return len(self.a["visits"])

    def for_kernels(self) -> list[I32]:
        """What a kernel needs of a run, flat int32, in the order that ``asking`` names."""
        a = self.a
        names = (
            "visits",
            "places",
            "places_start",
            "longest",
            "places_jump",
            "people",
            "people_start",
            "people_jump",
            "mine",
            "row_jump",
        )
        return [a[name].reshape(-1) for name in names]  # fmt: skip

    def columns(self, low: int = 0, high: int | None = None) -> Columns:
        """The live rows, in order of (place, enter): all, or those of ``places[low:high]``."""
        a = self.a
        start = a["places_start"][low : (len(a["places"]) if high is None else high) + 1]
        first, last = int(start[0]), int(start[-1])
        place = np.repeat(a["places"][low:high], np.diff(start))
        seats = None
        if len(a["seat_at"]):
            seats = np.full((last - first, 3), -1, np.int16)
            within = slice(*np.searchsorted(a["seat_at"], (first, last)).tolist())
            seats[a["seat_at"][within] - first] = a["seats"][within]
        visits, codes = a["visits"][first:last], np.take(a["pairs"], a["codes"][first:last])
        some = Columns(
            visits[:, 2] & (ASSUMED - 1), place, visits[:, 0].copy(), visits[:, 1].copy(), codes,
            (visits[:, 2] & ASSUMED) != 0, seats,
        )  # fmt: skip
        dead = self.dead[slice(*np.searchsorted(self.dead, (first, last)).tolist())]
        if not len(dead):
            return some
        live = np.ones(last - first, np.bool_)
        live[dead - first] = False
        return some.take(live)

    def code(self, row: int) -> tuple[int, int]:
        """Kind and source of a row of ``visits``."""
        code = int(self.a["pairs"][self.a["codes"][row]])
        return code & 255, code >> 8

    def places_of(self, rows: I32) -> I32:
        """(n,) the number of the place of each row of ``visits``. O(n)."""
        found: I32 = self.a["places"][_places_at(self.a["places_start"], self.a["row_jump"], rows)]
        return found

    def seats_of(self, rows: I32) -> I16:
        """(n, 3) carriage, row and seat of rows of ``visits``; -1: not known."""
        found = np.full((len(rows), 3), -1, np.int16)
        seated = self.a["seat_at"]
        if len(seated):
            at = np.minimum(np.searchsorted(seated, rows), len(seated) - 1)
            hit = seated[at] == rows
            found[hit] = self.a["seats"][at[hit]]
        return found


def rows_of(run: Run, columns: Columns) -> I32:
    """(n,) where in a run the same visit (person, place, enter, source) is, or -1. O(n log n)."""
    a = run.a
    return _rows_of(
        a["visits"], a["codes"], a["pairs"], a["places"], a["places_start"], a["places_jump"],
        columns.person, columns.place, columns.enter, (columns.code >> 8).astype(np.uint16),
    )  # fmt: skip


@compiled
def at_key(keys: I32, jump: I32, key: int) -> int:
    """The index of a key, or -1. Touches three lines of memory."""
    shift = jump[len(jump) - 1]
    slot = key >> shift
    if slot > len(jump) - 3:
        return -1
    low, high = jump[slot], jump[slot + 1]
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low if low < len(keys) and keys[low] == key else -1


@compiled
def _who(person: int, code: int) -> Any:
    # A person's number has 30 bits; the shift needs 38.
    return ((person & 0x3FFFFFFF) << EIGHT) + (code >> 8)


@compiled
def _rows_of(
    visits: I32,
    codes: Any,
    pairs: U16,
    places: I32,
    start: I32,
    jump: I32,
    person: I32,
    place: I32,
    enter: I32,
    source: U16,
) -> I32:
    rows = np.full(len(person), -1, np.int32)
    for i in range(len(person)):
        at = at_key(places, jump, place[i])
        if at < 0:
            continue
        low, high = start[at], start[at + 1]
        end = high
        who = (np.int64(person[i]) << 8) + source[i]
        while low < high:
            middle = (low + high) >> 1
            if visits[middle, 0] < enter[i] or (
                visits[middle, 0] == enter[i] and _who(visits[middle, 2], pairs[codes[middle]]) < who
            ):
                low = middle + 1
            else:
                high = middle
        # A dead row ends before it begins.
        if low == end or visits[low, 0] != enter[i] or visits[low, 1] < enter[i]:
            continue
        if _who(visits[low, 2], pairs[codes[low]]) == who:
            rows[i] = low
    return rows


def sorted_columns(columns: Columns) -> tuple[Columns, I32]:
    """Rows in order of (place, enter, person, source), of the same visit the last given; and where each stood."""
    who = columns.person
    if columns.assumed.any():
        who = who | np.where(columns.assumed, np.int32(ASSUMED), np.int32(0))
    found = sorting.by_place(columns.place, columns.enter, who, columns.leave, columns.code)
    keep = np.empty(len(columns.person), np.bool_)
    if sorting.last_of_equals(*found, ASSUMED - 1, keep):
        stay: Any = [column[keep] for column in found]
        found = sorting.Sorted(*stay)
    seats = None if columns.seats is None else columns.seats[found.order]
    return Columns(
        found.who & (ASSUMED - 1), found.place, found.enter, found.leave, found.code, found.who >= ASSUMED, seats
    ), found.order  # fmt: skip


def code_of(kind: U8, source: U8) -> U16:
    """Kind and source in one."""
    return (kind.astype(np.uint16) + 256 * source.astype(np.uint16)).astype(np.uint16)
