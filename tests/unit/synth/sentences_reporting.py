"""The must of the province's daily table in plain Python, written from its sentence. See `sentences`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from tests.unit.synth.reading import HOURS, Tables, Verdict, start, verdict

FIRST, LAST = date(2020, 1, 30), date(2020, 3, 13)


def sent(tables: Tables, now: int) -> Iterator[Verdict]:
    """From 30 January each city with a command sends the table of a day within 12 hours of the day's end."""
    given = {
        (one["area_id"], one["day"]) for one in tables["submission"].values() if one["kind"] == "daily_table"
    }
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    for area in tables["area"].values():
        if area["level"] != "city" or area["command_id"] is None:
            continue
        begins = area["begins_on"]
        for day in days:
            if start(day) + 36 * HOURS <= now and (begins is None or begins <= day):
                yield area["id"], start(day), verdict(None if begins is None else (area["id"], day) in given)


SENTENCES: dict[str, Callable[[Tables, int], Iterator[Verdict]]] = {"daily-table-sent": sent}
