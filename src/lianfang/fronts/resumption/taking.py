"""The rows behind what is shown, as plain tables: keys in English, numbers as they were computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.resumption.spec import DAILY, SHAPE, TOTALS, Comparison
from lianfang.registers.models import OutlookRun

Rows = Iterable[Sequence[Any]]
SPREAD = ("p05", "p50", "p95")


def rows_of(run: OutlookRun, of: str, districts: Sequence[str]) -> tuple[Sequence[str], Rows]:
    """Headings and rows of one table of a run's answer.

    Raises:
        Refused: ``resumption/no-such-rows``.
    """
    made = TABLES.get((run.kind, of.partition(":")[0]))
    if made is None or (run.outcome or {}).get("shape") != SHAPE:
        raise Refused(Problem("resumption/no-such-rows"))
    head, rows = made(run, of.partition(":")[2], districts)
    return head, rows


def _pairs(run: OutlookRun) -> Iterator[tuple[str, Any]]:
    asked = Comparison.model_validate(run.spec)
    yield from zip((one.name for one in asked.scenarios), run.outcome["scenarios"], strict=True)


def _daily(run: OutlookRun, _which: str, _districts: Sequence[str]) -> tuple[Sequence[str], Rows]:
    asked = Comparison.model_validate(run.spec)
    head = ["scenario", "day", *(f"{name}_{share}" for name in DAILY for share in SPREAD)]
    rows = [
        [
            name,
            (asked.first + timedelta(day)).isoformat(),
            *(of["daily"][key][row][day] for key in DAILY for row in range(3)),
        ]
        for name, of in _pairs(run)
        for day in range(asked.days)
    ]
    return head, rows


def _totals(run: OutlookRun, _which: str, _districts: Sequence[str]) -> tuple[Sequence[str], Rows]:
    head = ["scenario", "total", *SPREAD]
    return head, [[name, key, *of["totals"][key]] for name, of in _pairs(run) for key in TOTALS]


def _differences(run: OutlookRun, _which: str, _districts: Sequence[str]) -> tuple[Sequence[str], Rows]:
    names = [name for name, _ in _pairs(run)]
    head = ["scenario", "against", "total", *SPREAD, "seeds_less", "seeds_more"]
    rows = [
        [name, names[0], key, *of[key]["spread"], of[key]["less"], of[key]["more"]]
        for name, of in zip(names[1:], run.outcome["differences"], strict=True)
        for key in TOTALS
    ]
    return head, rows


def _sectors(run: OutlookRun, _which: str, _districts: Sequence[str]) -> tuple[Sequence[str], Rows]:
    head = [
        "scenario",
        "sector",
        *(f"{key}_{share}" for key in ("infections", "work_days") for share in SPREAD),
    ]
    rows = [
        [name, row["name"], *row["infections"], *row["work"]]
        for name, of in _pairs(run)
        for row in of["sectors"]
    ]
    return head, rows


def _districts(run: OutlookRun, _which: str, districts: Sequence[str]) -> tuple[Sequence[str], Rows]:
    keys = ("infections", "found", "work")
    head = ["scenario", "district", *(f"{key}_{share}" for key in keys for share in SPREAD)]
    rows = [
        [name, district, *(value for key in keys for value in row[key])]
        for name, of in _pairs(run)
        for district, row in zip(districts, of["districts"], strict=True)
    ]
    return head, rows


def _calendars(run: OutlookRun) -> list[Any]:
    return [*run.outcome["written"], *run.outcome["frontier"]]


def _points(run: OutlookRun, _which: str, _districts: Sequence[str]) -> tuple[Sequence[str], Rows]:
    measures = [one["measure"] for one in run.outcome["limits"]]
    ends = ("estimate", "low", "high")
    head = [
        "calendar", "written", "chosen", "on", "worlds", "person_days", "person_days_low", "person_days_high",
        *(f"p_{name}_{end}" for name in measures for end in ends), "holds",
    ]  # fmt: skip
    rows = [
        [
            one["name"], one["written"], one["name"] == run.outcome["chosen"], tried["on"], tried["worlds"],
            *(tried["person_days"][end] for end in ("value", "low", "high")),
            *(tried["chances"][name][end] for name in measures for end in ends), tried["holds"],
        ]
        for one in _calendars(run)
        for tried in one["tried"]
    ]  # fmt: skip
    return head, rows


def _checks(run: OutlookRun, _which: str, _districts: Sequence[str]) -> tuple[Sequence[str], Rows]:
    head = ["calendar", "limit", "worlds", "done", "exceeded", "allowed", "p_at_most", "kept"]
    rows = [
        [
            one["name"], name, one["worlds"], one["done"], hits, one["allowed"][name],
            one["upper"][name] if one["upper"] else "", one["kept"],
        ]
        for one in run.outcome["checks"]
        for name, hits in one["hits"].items()
    ]  # fmt: skip
    return head, rows


def _calendar(run: OutlookRun, which: str, _districts: Sequence[str]) -> tuple[Sequence[str], Rows]:
    found = next((one for one in _calendars(run) if one["name"] == which), None)
    if found is None:
        raise Refused(Problem("resumption/no-such-rows"))
    rows = [
        [one["sector"] or "*", one["district"] or "*", one["batch"] or "*", one["opens_on"] or "never"]
        for one in found["lines"]
    ]
    return ["sector", "district", "batch", "date"], rows


TABLES = {
    ("scenario", "daily"): _daily, ("scenario", "totals"): _totals, ("scenario", "differences"): _differences,
    ("scenario", "sectors"): _sectors, ("scenario", "districts"): _districts, ("frontier", "points"): _points,
    ("frontier", "checks"): _checks, ("frontier", "calendar"): _calendar,
}  # fmt: skip
"""Kind of run and name of the table → what makes it. Of a calendar the name follows after a colon."""
