"""A synthetic city: who lives with whom, works or learns where, and is not back yet. Arrays only; ``building`` makes one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lianfang.outlook.scenario.compiled import F64, I16, I32, U8

NOWHERE = -1


@dataclass(frozen=True)
class Sector:
    """A class of sites that is closed and opened together.

    Args:
        name: such as ``manufacturing`` or ``school``.
        team: people who work side by side.
        near: meetings a day of one person within the team.
        wide: meetings a day of one person anywhere on the site.
        work: its days count as work; not those of pupils.
        cares: its people look after those in hospital beds.
    """

    name: str
    team: int
    near: float
    wide: float
    work: bool = True
    cares: bool = False


@dataclass(frozen=True, eq=False)
class City:
    """A city of n agents in h households and s sites; day 0 is the first day simulated.

    Agents stand in order of district, and within it of household. ``site_members`` (m,) lists agents in order of site; an agent's
    ``seat`` is its place in that list, or ``NOWHERE``.

    Args:
        sectors: classes of sites.
        districts: names.
        batches: how many batches the enterprises of a sector in a district are split into.
        age: (n,) band, an index of ``AGES``.
        district_start: (districts + 1,) first agent of each.
        home: (n,) household, ascending.
        home_start: (h + 1,) first agent of each household.
        site: (n,) site or ``NOWHERE``.
        seat: (n,) place in ``site_members`` or ``NOWHERE``.
        site_start: (s + 1,) first seat of each site.
        site_members: (m,) agents.
        site_sector, site_district, site_batch: (s,).
        returns_on: (n,) the day an agent comes back through the gates; 0: in the city from the start.
        arrivals_infected: (any,) share of those who come back on a day who are infected; after its end its last value holds.
        infected: (districts,) how many are infected on day 0.
        community, transit, bedside: meetings a day of one person in the district, on the way to an open site, and of a patient with staff.
        same_district: share of the community's meetings that are in the own district.
    """

    sectors: tuple[Sector, ...]
    districts: tuple[str, ...]
    batches: int
    age: U8
    district_start: I32
    home: I32
    home_start: I32
    site: I32
    seat: I32
    site_start: I32
    site_members: I32
    site_sector: U8
    site_district: U8
    site_batch: U8
    returns_on: I16
    arrivals_infected: F64
    infected: I32
    community: float = 4.0
    transit: float = 2.0
    bedside: float = 3.0
    same_district: float = 0.85

    @property
    def agents(self) -> int:
        """How many people."""
        return len(self.age)

    @property
    def groups(self) -> int:
        """How many groups (sector, district, batch) there are."""
        return len(self.sectors) * len(self.districts) * self.batches

    @property
    def shape(self) -> tuple[int, int, int]:
        """Sectors, districts, batches."""
        return len(self.sectors), len(self.districts), self.batches

    def group(self, sector: int, district: int, batch: int) -> int:
        """The number of a group."""
        return (sector * len(self.districts) + district) * self.batches + batch

    def site_group(self) -> I32:
        """(s,) the group of each site."""
        found = self.site_sector.astype(np.int32) * len(self.districts) + self.site_district
        return (found * self.batches + self.site_batch).astype(np.int32)

    def staff(self) -> I32:
        """(sectors, districts, batches) people by where they work or learn, whether back or not."""
        group = self.site_group()
        sizes = np.diff(self.site_start)
        counted = np.bincount(group, weights=sizes, minlength=self.groups)
        return counted.astype(np.int32).reshape(self.shape)
