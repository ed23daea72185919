"""Every must of the Shenzhen plan in a few lines of plain Python, written from its sentence: what the ledger is held against.

Nothing here reads the plan or the code that plants; an instant is written as the plan's reader would say it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from lianfang.base import areas
from lianfang.synth.city import City
from lianfang.synth.ledger import Key
from tests.unit.synth import (
    sentences_beds,
    sentences_command,
    sentences_following,
    sentences_gates,
    sentences_homes,
    sentences_isolation,
    sentences_orders,
    sentences_reporting,
    sentences_staff,
    sentences_tracing,
    sentences_treatment,
)
from tests.unit.synth.reading import DAYS, HOURS, MINUTES, Row, Tables, Verdict, start, verdict


def tables_of(city: City) -> Tables:
    """All rows by register and id."""
    return {
        register: {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows()}
        for register, table in city.tables.items()
    }


def findings(tables: Tables, now: int) -> set[Key]:
    """Every gap and cannot-tell."""
    return {
        Key(must, subject, period, verdict)
        for must, sentence in SENTENCES.items()
        for subject, period, verdict in sentence(tables, now)
        if verdict != "met"
    }


def due(tables: Tables, now: int) -> dict[str, int]:
    """How many were due, whatever became of them."""
    return {must: len(list(sentence(tables, now))) for must, sentence in SENTENCES.items()}


def declared(tables: Tables, now: int) -> Iterator[Verdict]:
    """From 8 February a car in scope that comes in by road has declared from 24 hours before to 6 hours after; due in 30 minutes."""
    said = defaultdict(list)
    for d in tables["declaration"].values():
        said[d["vehicle_id"]].append(d["made_at"])
    for p in tables["passage"].values():
        at, scope = p["at"], p["vehicle_scope"]
        if (
            (p["direction"], p["mode"]) != ("in", "road")
            or at < start("2020-02-08")
            or at + 30 * MINUTES > now
        ):
            continue
        if scope not in ("other_plate", "been_in_risk_area", None):
            continue
        met = any(at - 24 * HOURS <= m <= at + 6 * HOURS and m <= now for m in said[p["vehicle_id"]])
        yield p["id"], 0, verdict(None if scope is None or p["vehicle_id"] is None else met)


def screened(tables: Tables, now: int) -> Iterator[Verdict]:
    """From 27 January everyone who comes in is screened; due in 15 minutes."""
    for p in tables["passage"].values():
        if p["direction"] == "in" and p["at"] >= start("2020-01-27") and p["at"] + 15 * MINUTES <= now:
            unknown = p["screened"] is None or (p["screened"] and p["screened_at"] is None)
            yield p["id"], 0, verdict(None if unknown else p["screened"] and p["screened_at"] <= now)


def counted(tables: Tables, now: int) -> Iterator[Verdict]:
    """From 8 February a road gate in operation at 0:00 reports its count of the day within 2 hours of the day's end."""
    made = {
        (r["site_id"], r["day"]): r["made_at"]
        for r in tables["return"].values()
        if r["figure"] == "vehicles_counted" and r["value"] is not None and r["made_at"] is not None
    }
    for gate in tables["site"].values():
        if gate["kind"] != "gate" or gate["mode"] not in ("road", None):
            continue
        for day in _days("2020-02-08", "2020-03-15"):
            opened, closed = gate["opened_at"], gate["closed_at"]
            shut = (opened is not None and start(day) < opened) or (
                closed is not None and closed <= start(day)
            )
            if shut or start(day) + 26 * HOURS > now:
                continue
            met = made.get((gate["id"], day), now + 1) <= now
            yield gate["id"], start(day), verdict(None if opened is None or gate["mode"] is None else met)


def _days(first: str, last: str) -> list[date]:
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    return [day + timedelta(days=n) for n in range((end - day).days + 1)]


def open_when_used(tables: Tables, now: int) -> Iterator[Verdict]:
    """From 27 January who passes by road, in or out, passes a gate that is in operation."""
    for p in tables["passage"].values():
        if p["mode"] == "road" and start("2020-01-27") <= p["at"] <= now:
            gate = tables["site"][p["gate_id"]]
            still = gate["closed_at"] is None or p["at"] < gate["closed_at"]
            met = None if gate["opened_at"] is None else gate["opened_at"] <= p["at"]
            yield p["id"], 0, verdict(met if still else False)


def operated(tables: Tables, now: int) -> Iterator[Verdict]:
    """Every gate has someone who runs it within 24 hours of opening."""
    for gate in tables["site"].values():
        opened = gate["opened_at"]
        if gate["kind"] == "gate" and (opened is None or opened + 24 * HOURS <= now):
            yield gate["id"], 0, verdict(None if opened is None else gate["operator_id"] is not None)


def destined(tables: Tables, now: int) -> Iterator[Verdict]:
    """From 8 February a declared stay in Hubei names the community of destination, at once."""
    for d in tables["declaration"].values():
        stay = _in_hubei(tables, d["stay_area_id"])
        if start("2020-02-08") <= d["made_at"] <= now and stay is not False:
            yield d["id"], 0, verdict(None if stay is None else d["destination_id"] is not None)


def _in_hubei(tables: Tables, area: int | None) -> bool | None:
    hubei = next(a["id"] for a in tables["area"].values() if a["gb_code"] == "420000")
    return None if area is None else areas.is_within(area, hubei)


def seen(tables: Tables, now: int) -> Iterator[Verdict]:
    """A car for which a stay in Hubei is declared, from 8 February, comes in and is screened within 3 days, or came 6 hours before."""
    times = defaultdict(list)
    for p in tables["passage"].values():
        if (p["direction"], p["mode"]) == ("in", "road") and p["screened"] and p["screened_at"] is not None:
            times[p["vehicle_id"]].append((p["at"], p["screened_at"]))
    for d in tables["declaration"].values():
        made, car, there = d["made_at"], d["vehicle_id"], _in_hubei(tables, d["stay_area_id"])
        if car is None or there is False or made < start("2020-02-08") or made + 3 * DAYS > now:
            continue
        met = any(at >= made - 6 * HOURS and seen <= now for at, seen in times[car])
        yield d["id"], 0, verdict(None if there is None else met)


def reported(tables: Tables, now: int) -> Iterator[Verdict]:
    """From 30 January every district that exists reports its confirmed cases of the day within 12 hours of the day's end."""
    given = {
        (r["area_id"], r["day"])
        for r in tables["return"].values()
        if r["figure"] == "confirmed" and r["value"] is not None
    }
    for area in tables["area"].values():
        for day in _days("2020-01-30", "2020-03-13"):
            begins = area["begins_on"]
            if (
                area["level"] == "district"
                and start(day) + 36 * HOURS <= now
                and (begins is None or begins <= day)
            ):
                yield area["id"], start(day), verdict(None if begins is None else (area["id"], day) in given)


def _cases(tables: Tables, now: int) -> Iterator[tuple[Row, bool]]:
    """Confirmed cases whose record is due a day after the day of report, and whether that can be said at all."""
    for case in tables["case"].values():
        on = case["reported_on"]
        dated = on is not None and on >= date(2020, 1, 15)
        if case["classification"] == "CONFIRMED" and not (dated and start(on) + 48 * HOURS > now):
            yield case, dated


def onset(tables: Tables, now: int) -> Iterator[Verdict]:
    """A confirmed case's day of onset is recorded and not after the first visit."""
    for case, dated in _cases(tables, now):
        ill, visit = case["onset_on"], case["first_visit_on"]
        known = dated and ill is not None and visit is not None
        yield case["id"], 0, verdict(ill <= visit if known else None)


def resident(tables: Tables, now: int) -> Iterator[Verdict]:
    """A confirmed case who lives in the city has a district."""
    for case, dated in _cases(tables, now):
        if not dated or case["residence_city"] in ("深圳", None):
            known = dated and case["residence_city"] is not None
            yield case["id"], 0, verdict(case["district_id"] is not None if known else None)


def sourced(tables: Tables, now: int) -> Iterator[Verdict]:
    """A confirmed case's source of infection is recorded."""
    for case, dated in _cases(tables, now):
        yield case["id"], 0, verdict(case["infection_source"] is not None if dated else None)


SENTENCES: dict[str, Callable[[Tables, int], Iterator[Verdict]]] = {
    "declared-before-the-lane": declared,
    "screened-at-the-gate": screened,
    "gate-counts-each-day": counted,
    "gate-open-when-used": open_when_used,
    "gate-has-an-operator": operated,
    "key-area-stay-names-destination": destined,
    "key-area-car-is-seen": seen,
    "district-reports-each-day": reported,
    "case-onset-recorded": onset,
    "case-district-recorded": resident,
    "case-source-recorded": sourced,
    **sentences_command.SENTENCES,
    **sentences_gates.SENTENCES,
    **sentences_homes.SENTENCES,
    **sentences_beds.SENTENCES,
    **sentences_treatment.SENTENCES,
    **sentences_isolation.SENTENCES,
    **sentences_staff.SENTENCES,
    **sentences_orders.SENTENCES,
    **sentences_following.SENTENCES,
    **sentences_tracing.SENTENCES,
    **sentences_reporting.SENTENCES,
}
