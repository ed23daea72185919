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
) -> tuple[dict[tuple[str, str, int], tuple[int, int | None]], list[Problem]]:
    """For every group that is ever closed: the day it opens (``days``: never) and the day it closes again.

    A later line holds over an earlier one that says the same of a group. Batches count from 0.

    Args:
        said: the lines.
        known: what the city has.
        shut: sectors that are closed on the first day; of these, a line for all sectors opens the workplaces.
        first: the first day.
        days: looked at.
    """
    opens = {group: days for sector in shut for group in _groups(known, (sector,), None, None)}
    closes: dict[tuple[str, str, int], int] = {}
    wrong: list[Problem] = []
    for one in said:
        on = days if one.on is None else min((one.on - first).days, days)
        groups = _groups(known, _sectors(one, known, shut), one.district, one.batch)
        if one.verb == "close":
            closes |= dict.fromkeys(groups, on)
        elif not any(group in opens for group in groups):
            wrong.append(
                Problem("resumption/line-open-already", line=one.line, facts={"name": one.sector or "*"})
            )
        else:
            opens |= {group: on for group in groups if group in opens}
    made: dict[tuple[str, str, int], tuple[int, int | None]] = {}
    for group in {**opens, **closes}:
        begins, ends = opens.get(group, 0), closes.get(group)
        made[group] = (begins, ends if ends is not None and ends < days and ends >= begins else None)
    return made, wrong


def _sectors(one: Said, known: Known, shut: Sequence[str]) -> Sequence[str]:
    if one.sector is not None:
        return (one.sector,)
    return [name for name in shut if name in known.work]


def _groups(
    known: Known, sectors: Sequence[str], district: str | None, batch: int | None
) -> list[tuple[str, str, int]]:
    districts = known.districts if district is None else (district,)
    batches = range(known.batches) if batch is None else (batch - 1,)
    return [(s, d, b) for s in sectors for d in districts for b in batches]
