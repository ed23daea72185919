"""Forecasts of the past for the 21 cities of Guangdong, January and February 2020, beside the two baselines.

    LIANFANG_DATA=... python -m bench.outlook.forecasts

Rolling origins from 29 January to 23 February, one to seven days ahead; only what had been published by the origin is used. A
city without a row on a day before its first one is taken to have had no case.
"""

from __future__ import annotations

import csv
import json
import os
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from lianfang.outlook import baselines, forecast, scoring, serial
from lianfang.outlook.arriving import Arrivals
from lianfang.outlook.series import Floats

FIRST, LAST = date(2020, 1, 22), date(2020, 3, 1)
ORIGINS = (date(2020, 1, 29), date(2020, 2, 23))
CLOSED = date(2020, 1, 23)
HORIZON = 7
CITIES = 21
WARY = forecast.Assumed(r_mean=1.0, r_sd=0.5)
METHODS = (
    "renewal", "renewal, R 1 (0.5) before any case", "renewal, all as local", "last value", "log-linear",
)  # fmt: skip


def cities(folder: Path) -> dict[str, Floats]:
    """New cases a day of each city from FIRST to LAST; a city whose total falls in between is refused by an error."""
    totals: dict[str, dict[date, int]] = {}
    with (folder / "guangdong_daily_2020" / "daily_cumulative.csv").open(encoding="utf-8") as text:
        for row in csv.DictReader(text):
            if row["provinceCode"] == "440000" and row["cityCode"].isdigit():
                totals.setdefault(row["city"], {})[date.fromisoformat(row["date"])] = int(row["confirmed"])
    found = {}
    for city, by_day in sorted(totals.items()):
        before = max((day for day in by_day if day < FIRST), default=None)
        begin = min(by_day)
        total = by_day[before] if before else 0
        counts = []
        for day in (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)):
            new = by_day[day] if day >= begin else 0
            counts.append(float(new - total))
            total = new
        if min(counts) < 0:
            raise ValueError(f"{city}: the total falls")
        found[city] = np.array(counts)
    if len(found) != CITIES:
        raise ValueError(f"{len(found)} cities")
    return found


def arrivals(folder: Path) -> Floats:
    """Who left Wuhan for the province, in relative numbers, from 1 January to LAST (after the last day given: as on it)."""
    found: dict[date, float] = {}
    with (folder / "shenzhen_mobility_2020" / "wuhan_outflow_by_province_daily.csv").open(
        encoding="utf-8"
    ) as text:
        for row in csv.DictReader(text):
            if row["province"] == "Guangdong" and row["date"].startswith("2020"):
                found[date.fromisoformat(row["date"])] = float(row["scale"])
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range((LAST - date(2020, 1, 1)).days + 1)]
    values, now = [], 0.0
    for day in days:
        now = found.get(day, now)
        values.append(now)
    return np.array(values)


def _one(method: str, seen: Floats, si: serial.Serial, coming: Arrivals, size: Floats, seed: int) -> Floats:
    """Quantiles of one method's forecast."""
    if method == "last value":
        return baselines.last_value(seen, HORIZON, size)
    if method == "log-linear":
        return baselines.log_linear(seen, HORIZON, seed)
    arrivals = None if method == "renewal, all as local" else coming
    assumed = WARY if method.startswith("renewal, R 1") else None
    return forecast.quantiles(
        forecast.renewal(seen, si, HORIZON, arrivals=arrivals, assumed=assumed, seed=seed).total
    )


def table(folder: Path, step: int = 1, methods: tuple[str, ...] = METHODS) -> list[dict[str, object]]:
    """One row for each method."""
    counts = cities(folder)
    many, travel = np.array(list(counts.values())), arrivals(folder)
    si = serial.of_moments(6.3, 4.2)
    made: dict[str, list[Floats]] = {name: [] for name in methods}
    came: list[Floats] = []
    origin = ORIGINS[0]
    while origin <= ORIGINS[1]:
        days = (origin - FIRST).days + 1
        until = travel[: (origin - date(2020, 1, 1)).days + 1]
        coming = Arrivals(until, (CLOSED - date(2020, 1, 1)).days)
        size = baselines.spread_of_last_values(many[:, :days], HORIZON)
        for row, curve in enumerate(many):
            seen = curve[:days]
            if not seen.any():
                continue
            came.append(curve[days : days + HORIZON])
            for method in methods:
                made[method].append(_one(method, seen, si, coming, size, origin.toordinal() * 100 + row))
        origin += timedelta(days=step)
    rows: list[dict[str, object]] = []
    for method, found in made.items():
        score = scoring.score(np.stack(found, axis=1), np.array(came))
        rows.append(
            {"bench": "forecasts", "method": method, "forecasts": score.forecasts, "wis": round(score.wis, 3),
             "coverage_50": round(score.coverage_50, 3), "coverage_90": round(score.coverage_90, 3)}
        )  # fmt: skip
    return rows


def main() -> None:
    """Print one JSON object a line."""
    for row in table(Path(os.environ["LIANFANG_DATA"])):
        print(json.dumps(row))


if __name__ == "__main__":
    main()
