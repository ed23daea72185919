"""The musts of arrivals and posts in plain Python, each from its sentence alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from tests.unit.synth.reading import HOURS, MINUTES, Row, Tables, Verdict, start, verdict

FEBRUARY_8 = start("2020-02-08")


def _trips(tables: Tables, now: int, after: int) -> Iterator[tuple[Row, bool]]:
    """Trips from 8 February that carry someone and are due so long after arrival; and whether that can be told at all."""
    for trip in tables["conveyance"].values():
        at, carried = trip["arrives_at"], trip["carried"]
        if carried == 0 or (at is not None and (at < FEBRUARY_8 or at + after > now)):
            continue
        yield trip, at is not None and carried is not None


def listed(tables: Tables, now: int) -> Iterator[Verdict]:
    """The carrier's list of a trip that carries someone is there half an hour before it arrives."""
    for trip, told in _trips(tables, now, -30 * MINUTES):
        yield trip["id"], 0, verdict(trip["manifest_at"] is not None if told else None)


def ticked(tables: Tables, now: int) -> Iterator[Verdict]:
    """Four hours after arrival it is known of everyone on the list, and there is someone, whether they boarded."""
    said: defaultdict[int, list[Any]] = defaultdict(list)
    for entry in tables["manifest"].values():
        said[entry["conveyance_id"]].append(entry["boarded"])
    for trip, told in _trips(tables, now, 4 * HOURS):
        known = said[trip["id"]]
        yield trip["id"], 0, verdict(bool(known) and None not in known if told else None)


def reconciled(tables: Tables, now: int) -> Iterator[Verdict]:
    """A trip is reconciled within four hours of its arrival."""
    for trip, told in _trips(tables, now, 4 * HOURS):
        done = trip["reconciled_at"]
        yield trip["id"], 0, verdict((done is not None and done <= now) if told else None)


SENTENCES: dict[str, Callable[[Tables, int], Iterator[Verdict]]] = {
    "manifest-before-arrival": listed,
    "manifest-checked-off": ticked,
    "conveyance-reconciled": reconciled,
}
