"""What a simulation of calendars gives, whichever simulates: the agent-based city or the quick surrogate fitted to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lianfang.outlook.series import Floats

Days = NDArray[np.int64]
"""Opening days by group, counted from the first day; the length of the run: never. Shape (groups,)."""


@dataclass(frozen=True)
class Draw:
    """One world in which every calendar is tried: common random numbers.

    Attributes:
        seed: of all chance.
        transmission: factor on every hazard of infection.
        imported: factor on those infected at the start and on arrival.
        is_worst: it is of the planned worst case, with worse arrivals and compliance as well.
    """

    seed: int
    transmission: float
    imported: float
    is_worst: bool = False


@dataclass(frozen=True)
class Groups:
    """The groups that open on days of their own: sectors × districts × batches, in this order, the batch running fastest.

    Attributes:
        sectors, districts: names.
        batches: how many.
        days: of the run.
        back: staff who are in the city on a day, at work if their group is open; shape (groups, days).
        goes: people by district of home and group; shape (districts, groups).
        residents: by district of home; shape (districts,).
        contact: meetings a day at work, relative; shape (groups,).
        same_district: share of other meetings that are in the own district.
    """

    sectors: tuple[str, ...]
    districts: tuple[str, ...]
    batches: int
    days: int
    back: Floats
    goes: Floats
    residents: Floats
    contact: Floats
    same_district: float

    @property
    def count(self) -> int:
        """How many groups."""
        return len(self.sectors) * len(self.districts) * self.batches

    def name(self, group: int) -> tuple[str, str, int]:
        """Sector, district and batch (counted from 1) of a group."""
        cell, batch = divmod(group, self.batches)
        sector, district = divmod(cell, len(self.districts))
        return self.sectors[sector], self.districts[district], batch + 1

    def planned(self, opens: Days) -> Floats:
        """People at work by day; shape (days,)."""
        is_open = opens[:, None] <= np.arange(self.days)
        found: Floats = (self.back * is_open).sum(axis=0)
        return found

    def person_days(self, opens: Days) -> float:
        """Days at work of all who are back, from the opening of their group to the end of the run."""
        summed = np.concatenate(
            [self.back[:, ::-1].cumsum(axis=1)[:, ::-1], np.zeros((self.count, 1))], axis=1
        )
        return float(summed[np.arange(self.count), opens].sum())


@dataclass(frozen=True)
class Outcomes:
    """One calendar in many worlds; every array of shape (draws,).

    Attributes:
        person_days: at work.
        beds: most beds needed on a day.
        rooms: most rooms of isolation needed on a day.
        local: local infections in the days that the limit is of.
    """

    person_days: Floats
    beds: Floats
    rooms: Floats
    local: Floats

    def of(self, measure: str) -> Floats:
        """One of them by name."""
        found: Floats = getattr(self, measure)
        return found


@dataclass(frozen=True)
class Traces:
    """Runs day by day, from which a surrogate is fitted.

    Attributes:
        opens: shape (runs, groups).
        draws: (runs,).
        local, imported: infections by district of home; shape (runs, days, districts).
        beds, rooms: needed; shape (runs, days).
        work: people at work in the groups that open by calendar; shape (runs, days).
    """

    opens: Days
    draws: tuple[Draw, ...]
    local: Floats
    imported: Floats
    beds: Floats
    rooms: Floats
    work: Floats


class Simulator(Protocol):
    """Tries a calendar in given worlds; the same calendar in the same world gives the same outcome."""

    def run(self, opens: Days, draws: Sequence[Draw]) -> Outcomes:
        """One calendar in many worlds."""
        ...


class Tracing(Protocol):
    """A simulator that also tells its runs day by day."""

    def traces(self, calendars: Sequence[Days], draws: Sequence[Draw]) -> Traces:
        """Every calendar in every world; runs in order of calendar, then of draw."""
        ...
