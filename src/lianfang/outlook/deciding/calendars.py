"""Resumption calendars that people wrote, as the opening day of every group (deciding.md §3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.deciding.orders import Calendar, Line
from lianfang.outlook.deciding.simulating import Days

UNSAID = -1
OWN = re.compile(r"filled|path-\d+")
"""What the search calls the calendars that it finds."""


class Named(Protocol):
    """What the groups are called."""

    @property
    def sectors(self) -> tuple[str, ...]:
        """Names."""
        ...

    @property
    def districts(self) -> tuple[str, ...]:
        """Names."""
        ...

    @property
    def batches(self) -> int:
        """How many."""
        ...


def laid(
    lines: Sequence[Line], named: Named, first: date, days: int, unsaid: int = UNSAID
) -> tuple[Days, list[Problem]]:
    """The day of every group by lines, a later line over an earlier one, and what is wrong with them.

    Days count from the first; what opens after the days looked at, or not at all, opens on ``days``: never.

    Args:
        lines: as written.
        named: sectors, districts and batches.
        first: the first day.
        days: looked at.
        unsaid: for groups of which no line speaks.
    """
    made = np.full((len(named.sectors), len(named.districts), named.batches), unsaid, dtype=np.int64)
    problems = []
    for line in lines:
        wrong = list(_unknown(line, named, first))
        problems += wrong
        if wrong:
            continue
        at = (
            slice(None) if line.sector is None else named.sectors.index(line.sector),
            slice(None) if line.district is None else named.districts.index(line.district),
            slice(None) if line.batch is None else line.batch - 1,
        )
        made[at] = days if line.opens_on is None else min((line.opens_on - first).days, days)
    return made.reshape(-1), problems


def written(
    calendars: Sequence[Calendar], named: Named, first: date, days: int, earliest: Days
) -> list[Days]:
    """Every calendar as opening days; shape (groups,) each.

    Raises:
        Refused: with all that is wrong: ``deciding/unknown-name``, ``-batch``, ``-before-first``, ``-not-covered``,
            ``-batch-order``, ``-too-early``, ``-twice``, ``-own-name``, ``-same-calendar``.
    """
    found: list[Days] = []
    problems: list[Problem] = []
    names = [calendar.name for calendar in calendars]
    problems += [
        Problem("deciding/twice", facts={"name": name})
        for name in sorted({n for n in names if names.count(n) > 1})
    ]
    problems += [Problem("deciding/own-name", facts={"name": name}) for name in names if OWN.fullmatch(name)]
    for calendar in calendars:
        opens, wrong = laid(calendar.lines, named, first, days)
        problems += wrong or list(_broken(calendar, opens, named, earliest, first))
        same = next(
            (other for other, before in zip(calendars, found, strict=False) if np.array_equal(opens, before)),
            None,
        )
        if same is not None and not wrong:
            problems.append(
                Problem("deciding/same-calendar", facts={"name": calendar.name, "other": same.name})
            )
        found.append(opens)
    if problems:
        raise Refused(problems)
    return found


def lines_of(opens: Days, named: Named, first: date, days: int) -> list[Line]:
    """A calendar as few lines that say the same: by sector, then what differs by district, then by batch."""
    cube = opens.reshape(len(named.sectors), len(named.districts), named.batches)
    made = []
    for s, sector in enumerate(named.sectors):
        usual = _most(cube[s])
        made.append(Line(sector=sector, opens_on=_day(usual, first, days)))
        for d, district in enumerate(named.districts):
            own = _most(cube[s, d])
            if own != usual:
                made.append(Line(sector=sector, district=district, opens_on=_day(own, first, days)))
            made += [
                Line(
                    sector=sector,
                    district=district,
                    batch=b + 1,
                    opens_on=_day(int(cube[s, d, b]), first, days),
                )
                for b in range(named.batches)
                if cube[s, d, b] != own
            ]
    return made


def _most(of: Days) -> int:
    """The commonest day, the earlier one of two."""
    days, counts = np.unique(of, return_counts=True)
    return int(days[np.argmax(counts)])


def _day(index: int, first: date, days: int) -> date | None:
    return None if index >= days else first + timedelta(days=index)


def _unknown(line: Line, named: Named, first: date) -> list[Problem]:
    found = []
    for name, known in ((line.sector, named.sectors), (line.district, named.districts)):
        if name is not None and name not in known:
            found.append(Problem("deciding/unknown-name", facts={"name": name, "known": ", ".join(known)}))
    if line.batch is not None and line.batch > named.batches:
        found.append(Problem("deciding/batch", facts={"batch": line.batch, "batches": named.batches}))
    if line.opens_on is not None and line.opens_on < first:
        found.append(Problem("deciding/before-first", facts={"day": line.opens_on, "first": first}))
    return found


def _broken(calendar: Calendar, opens: Days, named: Named, earliest: Days, first: date) -> list[Problem]:
    """What a calendar lacks or breaks: each sort of problem once, with the first group that shows it and how many do."""
    cube = opens.reshape(-1, named.batches)
    unsaid = np.flatnonzero(opens == UNSAID)
    found = []
    if len(unsaid):
        facts = {"name": calendar.name, "count": len(unsaid), "group": group_text(int(unsaid[0]), named)}
        return [Problem("deciding/not-covered", facts=facts)]
    late, batch = np.nonzero(cube[:, 1:] < cube[:, :-1])
    if len(late):
        group = int(late[0]) * named.batches + int(batch[0]) + 1
        facts = {"name": calendar.name, "count": len(late), "group": group_text(group, named)}
        found.append(Problem("deciding/batch-order", facts=facts))
    early = np.flatnonzero(opens < earliest)
    if len(early):
        facts = {"name": calendar.name, "count": len(early), "group": group_text(int(early[0]), named)}
        facts["day"] = first + timedelta(days=int(earliest[early[0]]))
        found.append(Problem("deciding/too-early", facts=facts))
    return found


def group_text(group: int, named: Named) -> str:
    """Sector, district and batch, as a name."""
    cell, batch = divmod(group, named.batches)
    sector, district = divmod(cell, len(named.districts))
    return f"{named.sectors[sector]} / {named.districts[district]} / {batch + 1}"
