"""Policies as values with dates: what is ordered from which day to which, in days since the first day simulated.

Where two measures of a kind are in force on a day, the one that began later holds; of those that began together, the one written last.
``compiling`` turns them into a row of numbers for each day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pydantic import ConfigDict

from lianfang.outlook.scenario.settings import Place, Setting


@dataclass(frozen=True, kw_only=True)
class Measure:
    """In force from day ``since`` up to but without day ``until``; without ``until``, to the end."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    since: int = 0
    until: int | None = None


@dataclass(frozen=True, kw_only=True)
class Gate(Measure):
    """What is done with those who arrive.

    Args:
        screening: probability that an arrival who is ill is found at the gate.
        quarantine_days: days of quarantine of all others; 0: none.
        place: where they pass it.
        tested: they are tested on arrival.
    """

    screening: float = 0.0
    quarantine_days: int = 0
    place: Place = "home"
    tested: bool = False


@dataclass(frozen=True, kw_only=True)
class Testing(Measure):
    """Who is tested, and how fast.

    Args:
        seeking: share of those with symptoms who are tested when they seek care.
        capacity: tests a day; None: without limit.
        others: tests a day taken up by people who are ill with something else.
        turnaround: days from the test to its result.
        patience: a test not made so many days after it was asked for is dropped.
    """

    seeking: float = 0.0
    capacity: int | None = None
    others: int = 0
    turnaround: int = 1
    patience: int = 7


@dataclass(frozen=True, kw_only=True)
class Tracing(Measure):
    """Contacts of those found: named, reached, quarantined, tested.

    Args:
        named: by setting, share of contacts who are named; a setting left out: none.
        lookback: contacts count from so many days before onset on.
        delay: days from finding a case to reaching its contacts.
        capacity: contacts reached a day; None: without limit.
        patience: a contact not reached so many days after the delay is dropped.
        quarantine_days: days from the last contact.
        place: where they pass it.
        tested: contacts are tested when reached.
    """

    named: Mapping[Setting, float] = field(default_factory=dict)
    lookback: int = 2
    delay: int = 1
    capacity: int | None = None
    patience: int = 5
    quarantine_days: int = 14
    place: Place = "home"
    tested: bool = False


@dataclass(frozen=True, kw_only=True)
class Protection(Measure):
    """Masks, distance, fewer meetings: hazards of a setting times a factor. Other than other measures, all in force are multiplied."""

    setting: Setting
    factor: float


@dataclass(frozen=True, kw_only=True)
class Isolation(Measure):
    """Where those found go, and how well staying at home works.

    Args:
        place: of those found who need no bed.
        stays_home: share of the ill who stay at home of themselves from onset on.
        complies: share of those quarantined who keep to it.
        home_factor: hazard in the home of someone who stays there, relative.
    """

    place: Place = "home"
    stays_home: float = 0.0
    complies: float = 1.0
    home_factor: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Capacity(Measure):
    """Beds and rooms there are; None: without limit."""

    beds: int | None = None
    rooms: int | None = None


@dataclass(frozen=True, kw_only=True)
class Closing(Measure):
    """A class of sites is closed: its sector, in one district or all, one batch or all."""

    sector: str
    district: str | None = None
    batch: int | None = None


class Opening(NamedTuple):
    """A class of sites opens on a day and stays open, whatever closed it earlier. None: all districts, all batches.

    Batches count from 0.
    """

    sector: str
    district: str | None
    batch: int | None
    opens_on: int


@dataclass(frozen=True)
class Policies:
    """All that is ordered. Nothing ordered: sites are open, nobody is tested, and there is no limit to beds and rooms."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: str = ""
    gates: tuple[Gate, ...] = ()
    testing: tuple[Testing, ...] = ()
    tracing: tuple[Tracing, ...] = ()
    protection: tuple[Protection, ...] = ()
    isolation: tuple[Isolation, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    closings: tuple[Closing, ...] = ()
    openings: tuple[Opening, ...] = ()
