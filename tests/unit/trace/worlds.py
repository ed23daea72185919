"""Small logs written at random, with every oddity, and the naive reading beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from lianfang.base.instants import DAY, HOUR
from lianfang.trace import naive, writer
from lianfang.trace.disk import Disk
from lianfang.trace.further import further
from lianfang.trace.naive import Row
from lianfang.trace.questions import Questions, Window
from lianfang.trace.rules import Closing, Kept, Rules
from lianfang.trace.since import since

START = 1581206400
"""9 February 2020, 00:00 UTC."""
PEOPLE = [-(2**62) - 1, 7, 8_000_000_000_000_000_001, 12345, 99_999_999_999]
PLACES = [3, -5, 4_611_686_018_427_387_904]
SAME = {PEOPLE[1]: PEOPLE[0], PEOPLE[2]: 31, PEOPLE[3]: 31}
"""Names of one person; 31 no log knows."""
KINDS, SOURCES = ("home", "shop", "train"), ("gate", "code")
RULES = Rules(
    longest=2 * DAY,
    kept=(Kept(0, 14), Kept(START + 6 * DAY, 7)),
    closing=(Closing("shop", 0, HOUR), Closing("shop", START + DAY, 2 * HOUR), Closing("home", 0, 8 * HOUR)),
)
NOW = START + 4 * DAY

instants = st.builds(
    lambda shift, late: START + 6 * HOUR * shift + late, st.integers(0, 15), st.sampled_from([0, 0, 900])
)
"""Few, so that rows of one visit meet in different batches."""
lengths = st.one_of(st.none(), st.integers(0, 24).map(lambda quarters: 900 * quarters), st.integers(1, 5000))
seats = st.one_of(st.none(), st.integers(0, 3))


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """One row; few persons, places and instants, so that they meet, repeat and contradict each other."""
    enter, length = draw(instants), draw(lengths)
    person, place = (
        draw(st.sampled_from(PEOPLE[:3] * 3 + PEOPLE)),
        draw(st.sampled_from(PLACES[:1] * 3 + PLACES)),
    )
    leave = None if length is None else enter + length
    return Row(
        person, place, enter, leave, draw(st.sampled_from(KINDS)), draw(st.sampled_from(SOURCES)),
        draw(st.integers(0, 7)) == 0, draw(seats), draw(seats), draw(seats),
    )  # fmt: skip


batches = st.lists(rows(), min_size=1, max_size=40)
steps = st.lists(
    st.one_of(
        batches,
        batches,
        batches.map(lambda b: [*b, *b[: len(b) // 2]]),
        st.sampled_from(["settle", "rebuild", "reopen"]),
        st.integers(1, 12).map(lambda days: START + days * DAY + 4321),
    ),
    min_size=1,
    max_size=8,
)
windows = st.builds(
    lambda since, length, minimum, error: Window(since, since + length, minimum, error),
    instants, st.integers(0, 4 * DAY), st.sampled_from([1, 300, 900, 3600]), st.sampled_from([0, 600]),
)  # fmt: skip


def table(batch: Sequence[Row]) -> pa.Table:
    """Rows as a feed gives them."""
    columns: dict[str, Any] = {name: [getattr(row, name) for row in batch] for name in Row._fields}
    wide = {name: pa.int64() for name in ("person", "place", "enter", "leave")}
    small = {name: pa.int16() for name in ("carriage", "row", "seat")}
    return pa.table({name: pa.array(values, (wide | small).get(name)) for name, values in columns.items()})


def fresh(folder: Path, on: Disk | None = None) -> None:
    """An empty log."""
    writer.create(folder, rules=RULES, at=START, on=on)


def answers(folder: Path, window: Window, places: Sequence[int] = (3, -5)) -> Any:
    """Everything that the log says, in the shape of ``expected``."""
    log = Questions(folder)
    found = {}
    for person in PEOPLE:
        said = log.contacts(person, window).found
        found[person] = {c.person: (c.seconds, c.first, c.last, c.times) for c in said}
        for contact in said:
            assert len(log.why(person, contact.person, window)) == contact.times
    columns, ends, visits, crowded, cut = log.contacts_of_many(PEOPLE, [window] * len(PEOPLE))
    starts = [0, *ends[:-1]]
    for person, low, high in zip(PEOPLE, starts, ends, strict=True):
        assert {int(r[0]): (*map(int, r[1:5]),) for r in columns[low:high]} == found[person]
    alone = [log.contacts(person, window) for person in PEOPLE]
    assert (visits.tolist(), cut.tolist()) == ([a.visits for a in alone], [a.cut_short for a in alone])
    assert crowded == {}
    at_places = log.present(places, window.since, window.until)
    assert (at_places.visits, at_places.crowded) == (sum(one.visits for one in at_places.found), False)
    there = {one.person: one.visits for one in at_places.found}
    others = [(_since(log, places, window, same), _further(log, window, same)) for same in ({}, SAME)]
    return log.live, found, there, others


def _further(log: Questions, window: Window, same: dict[int, int]) -> Any:
    """Two rings around two persons, of whom one is asked about in half the window."""
    said = further(log, asked_further(window), depth=2, after=600, same=same)
    assert [(one.depth, -one.seconds) for one in said.found] == sorted(
        (one.depth, -one.seconds) for one in said.found
    )
    for one in said.found:
        why = [log.why(name, other, said.windows[same.get(name, name)]) for name, other in one.met]
        assert sum(map(len, why)) == one.times
    assert (said.crowded, said.unasked) == ([], 0)
    return {one.person: (*one[1:6], set(one.through)) for one in said.found}


def asked_further(window: Window) -> dict[int, Window]:
    """Whose contacts and their contacts are asked for."""
    return {PEOPLE[0]: window, PEOPLE[4]: window._replace(until=(window.since + window.until) // 2)}


def _since(log: Questions, places: Sequence[int], window: Window, same: dict[int, int]) -> Any:
    # Parts of three visits, so that there are several.
    said = since(log, np.array(places), window.since, window.until, same=same, at_once=3)
    columns = (said.people, said.seconds, said.first, said.last, said.times, said.sure)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    assert rows == sorted(rows, key=lambda row: (row[2], row[0]))
    assert said.visits == sum(row[4] for row in rows)
    assert said.cut_short == max(0, min(log.kept_from, window.until) - window.since)
    return {row[0]: row[1:] for row in rows}


def expected(given: Sequence[Row], kept_from: int, window: Window, places: Sequence[int] = (3, -5)) -> Any:
    """The same, naively."""
    visits = naive.standing(given, RULES, kept_from)
    found = {person: naive.contacts(visits, person, window) for person in PEOPLE}
    there = naive.present(visits, places, window.since, window.until)
    others = [
        (
            naive.since(given, RULES, kept_from, places, window[:2], same),
            naive.further(visits, asked_further(window), 2, 600, same),
        )
        for same in ({}, SAME)
    ]
    return len(visits), found, there, others
