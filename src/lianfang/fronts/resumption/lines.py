"""Calendars as people write them: one line each, ``[open|close,] sector, district, batch, day``, wrong ones named by number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lianfang.base.problems import Problem
from lianfang.fronts.resumption.names import ALL, Known

Verb = Literal["open", "close"]
VERBS: dict[str, Verb] = {
    "open": "open",
    "开": "open",
    "开放": "open",
    "close": "close",
    "关": "close",
    "关闭": "close",
}
NEVER = ("never", "不开", "不开放")
PARTS = 4
Group = tuple[str, str, int]
"""Sector, district, batch."""
Open = tuple[tuple[int, int | None], ...]
"""Days from which and before which; None: to the end."""
MOST = 400
DIGITS = 3
"""No batch has a number of more."""


@dataclass(frozen=True)
class Said:
    """One line: what opens or closes on a day. None: all of it; without a day: not within the days looked at."""

    verb: Verb
    sector: str | None
    district: str | None
    batch: int | None
    on: date | None
    line: int


def read(text: str, known: Known, first: date) -> tuple[list[Said], list[Problem]]:
    """The lines, and what is wrong with each: ``resumption/line-…`` with its number, counted from 1.

    Empty lines and what follows a ``#`` are left out.
    """
    found: list[Said] = []
    wrong: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        kept = line.partition("#")[0].strip()
        if not kept:
            continue
        said, problems = _line(kept, number, known, first)
        wrong += problems
        if said is not None:
            found.append(said)
    if len(found) > MOST:
        wrong.append(Problem("resumption/too-many-lines", facts={"most": MOST}))
    return found, wrong


def _line(text: str, number: int, known: Known, first: date) -> tuple[Said | None, list[Problem]]:
    parts = [part.strip() for part in re.split(r"[,，\t]", text)]
    verb: Verb = "open"
    if parts[0].lower() in VERBS:
        verb, parts = VERBS[parts[0].lower()], parts[1:]
    if len(parts) != PARTS:
        return None, [Problem("resumption/line-parts", line=number, facts={"text": text})]
    wrong = []
    sector = None if parts[0].lower() in ALL else known.sector(parts[0])
    if sector is None and parts[0].lower() not in ALL:
        wrong.append(_unknown("sector", parts[0], number, known.sectors))
    district = None if parts[1].lower() in ALL else known.district(parts[1])
    if district is None and parts[1].lower() not in ALL:
        wrong.append(_unknown("district", parts[1], number, known.districts))
    batch = None if parts[2].lower() in ALL else _whole(parts[2])
    if batch is not None and not 1 <= batch <= known.batches:
        facts = {"text": parts[2], "most": known.batches}
        wrong.append(Problem("resumption/line-batch", line=number, facts=facts))
    on, bad = _day(parts[3], number, first)
    wrong += bad
    if wrong:
        return None, wrong
    return Said(verb, sector, district, batch, on, number), []


def _unknown(what: str, text: str, line: int, there: Sequence[str]) -> Problem:
    return Problem(f"resumption/line-{what}", line=line, facts={"text": text, "known": ", ".join(there)})


def _whole(text: str) -> int:
    """A number as it is written; 0, which is no batch, where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 0


def _day(text: str, number: int, first: date) -> tuple[date | None, list[Problem]]:
    if text.lower() in NEVER:
        return None, []
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None, [Problem("resumption/line-day", line=number, facts={"text": text})]
    if on < first:
        facts = {"text": text, "first": first.isoformat()}
        return None, [Problem("resumption/line-before", line=number, facts=facts)]
    return on, []


def laid(
    said: Sequence[Said], known: Known, shut: Sequence[str], first: date, days: int
) -> tuple[dict[Group, Open], list[Problem]]:
    """For every group that is ever closed: the days it is open, from the first to before the second (None: to the end).

    A line holds from its day until another of the group says otherwise. A later line replaces an earlier one of its kind
    next to which it stands, with none of the other kind between their days; ``never`` takes back all of its kind. A line for
    all sectors speaks of the workplaces. Batches count from 0.

    Args:
        said: the lines.
        known: what the city has.
        shut: sectors that are closed on the first day.
        first: the first day.
        days: looked at.
    """
    told: dict[Group, dict[int, Verb]] = {
        g: {} for sector in shut for g in _groups(known, (sector,), None, None)
    }
    closed = _closed_from(said, known, first)
    wrong: list[Problem] = []
    for one in said:
        groups = _groups(known, (one.sector,) if one.sector else known.work, one.district, one.batch)
        if one.verb == "open":
            on = days if one.on is None else (one.on - first).days
            groups = [g for g in groups if g[0] in shut or (g in closed and closed[g] < on)]
        if not groups:
            facts = {"name": one.sector or "*"}
            wrong.append(Problem("resumption/line-open-already", line=one.line, facts=facts))
        for group in groups:
            _say(told.setdefault(group, {}), one, first)
    return {group: _open(by_day, group[0] not in shut, days) for group, by_day in told.items()}, wrong


def _closed_from(said: Sequence[Said], known: Known, first: date) -> dict[Group, int]:
    """The first day on which a line closes a group."""
    found: dict[Group, int] = {}
    for one in said:
        if one.verb == "close" and one.on is not None:
            for group in _groups(known, (one.sector,) if one.sector else known.work, one.district, one.batch):
                found[group] = min(found.get(group, (one.on - first).days), (one.on - first).days)
    return found


def _say(by_day: dict[int, Verb], one: Said, first: date) -> None:
    """Take a line into what is said of a group, which is changed."""
    if one.on is None:
        for day in [day for day, verb in by_day.items() if verb == one.verb]:
            del by_day[day]
        return
    on = (one.on - first).days
    before, after = [day for day in by_day if day <= on], [day for day in by_day if day > on]
    for day in [*([max(before)] if before else []), *([min(after)] if after else [])]:
        if by_day[day] == one.verb:
            del by_day[day]
    by_day[on] = one.verb


def _open(by_day: dict[int, Verb], is_open: bool, days: int) -> Open:
    """Replay of what is said, within the days looked at."""
    found: list[tuple[int, int | None]] = []
    since = 0
    for day in sorted(day for day in by_day if day < days):
        if by_day[day] == "open" and not is_open:
            since, is_open = day, True
        elif by_day[day] == "close" and is_open:
            found += [(since, day)] if day > since else []
            is_open = False
    return (*found, (since, None)) if is_open else tuple(found)


def _groups(known: Known, sectors: Sequence[str], district: str | None, batch: int | None) -> list[Group]:
    districts = known.districts if district is None else (district,)
    batches = range(known.batches) if batch is None else (batch - 1,)
    return [(s, d, b) for s in sectors for d in districts for b in batches]
