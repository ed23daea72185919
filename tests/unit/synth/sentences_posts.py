"""The musts of posts on the roads in plain Python, each from its sentence alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from tests.unit.synth.reading import HOURS, MINUTES, Row, Tables, Verdict, start, verdict

FEBRUARY_8, JANUARY_27 = start("2020-02-08"), start("2020-01-27")
DAYS = [date(2020, 2, 8) + timedelta(days=n) for n in range(37)]


def _road_days(tables: Tables, now: int, until: int) -> Iterator[tuple[Row, int, bool]]:
    """Road gates in operation at 0:00 and so many hours later, days that are due, and whether that can be told."""
    for gate in tables["site"].values():
        opened, closed = gate["opened_at"], gate["closed_at"]
        if gate["kind"] != "gate" or gate["mode"] not in ("road", None):
            continue
        for day in DAYS:
            at = start(day)
            if at + 26 * HOURS > now or (opened is not None and opened > at):
                continue
            if closed is None or closed > at + until * HOURS:
                yield gate, at, opened is not None and gate["mode"] is not None


def manned(tables: Tables, now: int) -> Iterator[Verdict]:
    """At midnight and at noon somebody is on duty at a road gate that is in operation at both."""
    shifts = defaultdict(list)
    for tally in tables["shift_tally"].values():
        if tally["kind"] == "post":
            shifts[tally["site_id"]].append(tally)
    for gate, day, told in _road_days(tables, now, 12):
        staffed = [_staffed(shifts[gate["id"]], day + hour * HOURS) for hour in (0, 12)]
        met = False if False in staffed else None if None in staffed else True
        yield gate["id"], day, verdict(met if told else None)


def _staffed(shifts: list[Row], at: int) -> bool | None:
    there = [shift["staff"] for shift in shifts if shift["starts_at"] <= at < shift["ends_at"]]
    if any(staff is not None and staff > 0 for staff in there):
        return True
    return None if None in there else False


def sent(tables: Tables, now: int) -> Iterator[Verdict]:
    """From 8 February a shift at a road gate sends its count of vehicles; due an hour after it ends."""
    for tally in tables["shift_tally"].values():
        gate = tables["site"][tally["site_id"]]
        if (tally["kind"], gate["kind"]) != ("post", "gate") or gate["mode"] not in ("road", None):
            continue
        if tally["starts_at"] >= FEBRUARY_8 and tally["ends_at"] + HOURS <= now:
            made, counted = tally["made_at"], tally["vehicles"] is not None
            unknown = gate["mode"] is None or (counted and made is None)
            yield tally["id"], 0, verdict(None if unknown else counted and made <= now)


def counted(tables: Tables, now: int) -> Iterator[Verdict]:
    """Every day a road gate in operation at 0:00 has an independent count of some time within it; due at 2:00 of the next."""
    given = defaultdict(list)
    for tally in tables["shift_tally"].values():
        if tally["kind"] == "counter" and tally["vehicles"] is not None and tally["made_at"] is not None:
            given[tally["site_id"]].append((tally["starts_at"], tally["ends_at"], tally["made_at"]))
    for gate, day, told in _road_days(tables, now, 0):
        met = any(
            day <= begins and ends <= day + 24 * HOURS and made <= now
            for begins, ends, made in given[gate["id"]]
        )
        yield gate["id"], day, verdict(met if told else None)


def seats(tables: Tables, now: int) -> Iterator[Verdict]:
    """The temperature of everyone in a vehicle that comes in by road is taken within a quarter of an hour."""
    for seat, passage in _seats(tables):
        if seat["recorded_at"] >= JANUARY_27 and passage["at"] + 15 * MINUTES <= now:
            taken, at = seat["temperature"] is not None, seat["screened_at"]
            yield seat["id"], 0, verdict(None if taken and at is None else taken and at <= now)


def _seats(tables: Tables) -> Iterator[tuple[Row, Row]]:
    for seat in tables["occupant"].values():
        passage = tables["passage"][seat["passage_id"]]
        if (passage["direction"], passage["mode"]) == ("in", "road"):
            yield seat, passage


def cars(tables: Tables, now: int) -> Iterator[Verdict]:
    """A local car with an occupant registered elsewhere has declared from 24 hours before to 6 after; due in 30 minutes."""
    said = defaultdict(list)
    for d in tables["declaration"].values():
        said[d["vehicle_id"]].append(d["made_at"])
    for seat, passage in _seats(tables):
        scope, registered, car = passage["vehicle_scope"], seat["registered_elsewhere"], passage["vehicle_id"]
        if registered is False or scope not in ("local", "occupant_from_elsewhere", None):
            continue
        if seat["recorded_at"] >= FEBRUARY_8 and passage["at"] + 30 * MINUTES <= now:
            met = _in_time(said[car], passage["at"], now)
            yield seat["id"], 0, verdict(None if None in (registered, scope, car) else met)


def buses(tables: Tables, now: int) -> Iterator[Verdict]:
    """A passenger of a bus who is registered elsewhere has declared, in the same time."""
    said = defaultdict(list)
    for d in tables["declaration"].values():
        said[d["person_id"]].append(d["made_at"])
    for seat, passage in _seats(tables):
        scope, registered, role = passage["vehicle_scope"], seat["registered_elsewhere"], seat["role"]
        if registered is False or role == "driver" or scope not in ("bus_from_elsewhere", None):
            continue
        if seat["recorded_at"] >= FEBRUARY_8 and passage["at"] + 30 * MINUTES <= now:
            met = _in_time(said[seat["person_id"]], passage["at"], now)
            yield (
                seat["id"],
                0,
                verdict(None if None in (registered, scope, role, seat["person_id"]) else met),
            )


def _in_time(made: list[int], at: int, now: int) -> bool:
    return any(at - 24 * HOURS <= m <= at + 6 * HOURS and m <= now for m in made)


def hurried(tables: Tables, now: int) -> Iterator[Verdict]:
    """An emergency or supply vehicle on the road is let go within five minutes."""
    for p in tables["passage"].values():
        if p["mode"] == "road" and p["at"] >= JANUARY_27 and p["at"] + 5 * MINUTES <= now:
            if p["vehicle_scope"] == "exempt":
                yield p["id"], 0, verdict(p["released_at"] is not None and p["released_at"] <= now)
            elif p["vehicle_scope"] is None:
                yield p["id"], 0, "cannot_tell"


def rooms(tables: Tables, now: int) -> Iterator[Verdict]:
    """Every quarantine site in operation at 0:00 reports its free rooms of the day within two hours of its end."""
    made = {
        (r["site_id"], r["day"]): r["made_at"]
        for r in tables["return"].values()
        if r["figure"] == "rooms_free" and r["value"] is not None and r["made_at"] is not None
    }
    for site in tables["site"].values():
        opened, closed = site["opened_at"], site["closed_at"]
        for day in DAYS if site["kind"] == "quarantine_site" else ():
            at = start(day)
            over = (opened is not None and opened > at) or (closed is not None and closed <= at)
            if not over and at + 26 * HOURS <= now:
                met = made.get((site["id"], day), now + 1) <= now
                yield site["id"], at, verdict(None if opened is None else met)


SENTENCES: dict[str, Callable[[Tables, int], Iterator[Verdict]]] = {
    "road-gate-manned-day-and-night": manned,
    "shift-tally-sent": sent,
    "counted-independently-each-day": counted,
    "occupants-are-screened": seats,
    "car-with-occupant-from-elsewhere-declares": cars,
    "bus-passenger-from-elsewhere-declares": buses,
    "emergency-vehicles-pass-at-once": hurried,
    "quarantine-rooms-reported": rooms,
}
