"""What one run says, day by day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lianfang.outlook.scenario.compiled import I32, Mask

COUNTS = (
    "beds", "rooms", "beds_short", "rooms_short", "tests", "tests_waiting", "traced", "contacts_waiting", "quarantined", "quarantined_home",
    "quarantined_came_infected", "isolated", "deaths",
)  # fmt: skip
"""Numbers of the whole city by day."""
BY_ORDER = ("quarantined", "quarantined_home", "quarantined_came_infected", "isolated")
"""Of these, those of people who are held by order."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """Counts by day (axis 0). A person is counted where the home is; work where the site is.

    Args:
        infected: (days, sectors + 1, districts) new infections; the last sector is those without a site. Local and imported, and the
            infections of day 0.
        imported: (days, districts) of these, infected outside or on day 0.
        by_setting: (days, settings) local infections by where they happened.
        found: (days, districts) cases found.
        beds: (days,) people who need a bed at the end of the day, whether they have one or not.
        rooms: (days,) people ordered into a room, likewise.
        beds_short, rooms_short: (days,) of these, those without.
        tests: (days,) made.
        tests_waiting: (days,) asked for and not made yet.
        traced: (days,) contacts reached.
        contacts_waiting: (days,) due to be reached and not reached yet.
        quarantined: (days,) held by order and not found to be cases.
        quarantined_home: (days,) of these, ordered to stay at home, as whoever waits for a room is not.
        quarantined_came_infected: (days,) of these again, infected before they came back through the gates.
        isolated: (days,) found and held.
        deaths: (days,).
        work_person_days: (days, sectors, districts) people at their open sites.
        meetings: meetings of infectious people that were looked at, in the whole run.
    """

    infected: I32
    imported: I32
    by_setting: I32
    found: I32
    beds: I32
    rooms: I32
    beds_short: I32
    rooms_short: I32
    tests: I32
    tests_waiting: I32
    traced: I32
    contacts_waiting: I32
    quarantined: I32
    quarantined_home: I32
    quarantined_came_infected: I32
    isolated: I32
    deaths: I32
    work_person_days: I32
    meetings: int

    @property
    def infections(self) -> I32:
        """(days, districts) new infections, local and imported."""
        found: I32 = self.infected.sum(axis=1, dtype=np.int32)
        return found

    @property
    def local(self) -> I32:
        """(days, districts) new local infections."""
        return self.infections - self.imported

    def over(self, beds: int | None, rooms: int | None) -> Mask:
        """(days,) whether more beds or rooms are needed than these."""
        more = np.zeros(len(self.beds), bool)
        if beds is not None:
            more |= self.beds > beds
        if rooms is not None:
            more |= self.rooms > rooms
        return more

    @property
    def person_days(self) -> int:
        """Days at open sites, those of pupils too, of the whole run."""
        return int(self.work_person_days.sum(dtype=np.int64))

    def arrays(self) -> dict[str, I32]:
        """All arrays by name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, np.ndarray)}

    def same(self, other: Outcome) -> bool:
        """Equal in every number."""
        mine, theirs = self.arrays(), other.arrays()
        return self.meetings == other.meetings and all(
            np.array_equal(mine[name], theirs[name]) for name in mine
        )
