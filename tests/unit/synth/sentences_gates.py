"""The musts of arrivals and posts in plain Python, each from its sentence alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from lianfang.base import areas
from tests.unit.synth import sentences_fever, sentences_laboratory, sentences_posts
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


def checked(tables: Tables, now: int) -> Iterator[Verdict]:
    """Everyone on a list who boarded is checked on the way in, on that trip, within an hour of the arrival."""
    times = defaultdict(list)
    for check in tables["screening"].values():
        if check["direction"] == "in" and check["at"] is not None and check["person_id"] is not None:
            times[check["conveyance_id"], check["person_id"]].append(check["at"])
    for entry, arrives_at in _riders(tables):
        if arrives_at is None or arrives_at + HOURS <= now:
            seen = any(at <= now for at in times[entry["conveyance_id"], entry["person_id"]])
            yield entry["id"], 0, verdict(seen if _told(entry, arrives_at) else None)


def _riders(tables: Tables) -> Iterator[tuple[Row, int | None]]:
    """Who boarded or may have, with the arrival of their trip."""
    for entry in tables["manifest"].values():
        if entry["boarded"] is not False and entry["recorded_at"] >= FEBRUARY_8:
            yield entry, tables["conveyance"][entry["conveyance_id"]]["arrives_at"]


def _told(entry: Row, arrives_at: int | None) -> bool:
    return None not in (entry["boarded"], entry["person_id"], arrives_at)


def known(tables: Tables, now: int) -> Iterator[Verdict]:
    """Who is checked on the way in from a trip is on its list within four hours."""
    entered = {
        (entry["conveyance_id"], entry["person_id"]): entry["recorded_at"]
        for entry in tables["manifest"].values()
    }
    for check in tables["screening"].values():
        at, way = check["at"], check["direction"]
        if check["conveyance_id"] is None or way == "out":
            continue
        if at is not None and (at < FEBRUARY_8 or at + 4 * HOURS > now):
            continue
        met = entered.get((check["conveyance_id"], check["person_id"]), now + 1) <= now
        yield check["id"], 0, verdict(None if None in (at, way, check["person_id"]) else met)


def arrivals_declared(tables: Tables, now: int) -> Iterator[Verdict]:
    """Who boarded has declared from 24 hours before to 6 hours after the arrival; due half an hour after it."""
    said = defaultdict(list)
    for d in tables["declaration"].values():
        said[d["person_id"]].append(d["made_at"])
    for entry, at in _riders(tables):
        if at is None:
            yield entry["id"], 0, "cannot_tell"
        elif at + 30 * MINUTES <= now:
            times = said[entry["person_id"]]
            met = any(at - 24 * HOURS <= made <= at + 6 * HOURS and made <= now for made in times)
            yield entry["id"], 0, verdict(met if _told(entry, at) else None)


def arrived(tables: Tables, now: int) -> Iterator[Verdict]:
    """Who was checked, passed and let go to a community is staying there, they themselves, within 24 hours of the release."""
    stays = defaultdict(list)
    for stay in tables["stay"].values():
        if stay["arrived_at"] is not None and stay["arrived_at"] <= now:
            stays[stay["passage_id"], stay["person_id"]].append(stay["area_id"])
    for check in tables["screening"].values():
        passage = tables["passage"].get(check["passage_id"])
        if passage is None or passage["destination_id"] is None or check["at"] < FEBRUARY_8:
            continue
        if check["direction"] == "out" or check["result"] not in ("passed", None):
            continue
        released = passage["released_at"]
        if released is None or released + 24 * HOURS <= now:
            seen = stays[passage["id"], check["person_id"]]
            there = any(areas.is_within(area, passage["destination_id"]) for area in seen)
            unknown = None in (released, check["result"], check["direction"], check["person_id"])
            yield check["id"], 0, verdict(None if unknown else there)


def expected(tables: Tables, now: int) -> Iterator[Verdict]:
    """Who declares as returning or arriving names the day of arrival, at once."""
    for d in tables["declaration"].values():
        who = d["traveller"]
        if FEBRUARY_8 <= d["made_at"] <= now and who != "stayed":
            yield d["id"], 0, verdict(None if who is None else d["arrives_on"] is not None)


SENTENCES: dict[str, Callable[[Tables, int], Iterator[Verdict]]] = {
    "manifest-before-arrival": listed,
    "manifest-checked-off": ticked,
    "conveyance-reconciled": reconciled,
    "boarded-are-screened": checked,
    "screened-were-on-the-list": known,
    "arrivals-declare": arrivals_declared,
    "released-arrive-in-the-community": arrived,
    "arrival-day-declared": expected,
    **sentences_posts.SENTENCES,
    **sentences_laboratory.SENTENCES,
    **sentences_fever.SENTENCES,
}
