"""Stays and places out of the registers: who lies where and since when, how long stays last, what is open and free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Q

from lianfang.base.instants import day_of, end_of
from lianfang.fronts.forecasts.gathering import Gathered, is_below_cities
from lianfang.fronts.forecasts.held import Row, as_held, replaced
from lianfang.registers.access import Reader
from lianfang.registers.models import Admission, Bed, Transfer
from lianfang.registers.models.beds import KEEPING

Kind = Literal["beds", "rooms"]
OF_ADMISSIONS: dict[Kind, tuple[str, ...]] = {"beds": ("treatment", "observation"), "rooms": ("quarantine",)}
OUTSIDE_HOSPITALS = ("QUARANTINE",)
"""Kinds of beds that are places of isolation and treat nobody."""
UNOCCUPIED, BLOCKED, CLOSED = (None, "U"), ("H", "K"), "C"
"""States of a bed: ready, as far as is known; being cleaned or contaminated; out of use."""
ADMISSION = ("person_id", "bed_id", "kind", "starts_at", "ends_at", "area_id", "recorded_at")
BED = ("kind", "state", "opened_at", "closed_at", "area_id", "recorded_at")
TRANSFER = ("bed_id", "status", "recorded_at")
SAME_STAY = 1
"""Days between two stays of one person that are one: moved from bed to bed, or from house to house."""


@dataclass(frozen=True)
class Stay:
    """From the day it began to the day it ended, None while it goes on at as-of; ``died`` is known of cases' own days alone."""

    began: date
    ended: date | None
    died: bool = False


@dataclass(frozen=True)
class Places:
    """Of those that are open at the end of a day; None where none is on record.

    Attributes:
        open: how many.
        free: unoccupied by their state, with nobody in them and kept for nobody.
        usable: all but those that are kept, being cleaned or contaminated: for so many there is room, whoever lies there now.
    """

    open: int | None
    free: int | None
    usable: int | None


@dataclass(frozen=True)
class Held:
    """All that is known of one kind of place.

    Attributes:
        stays: by as-of; from admissions, or from the cases' own days where no admission of the whole site is on record.
        is_of_cases: are they the latter?
        places: None where the reader does not read beds.
        is_withheld: are there admissions, which the reader does not read?
        of_city: of a part of a city, the stays of the whole city, by which it is judged how long they last; None elsewhere, and
            where the reader does not see the city.
    """

    kind: Kind
    stays: tuple[Stay, ...]
    is_of_cases: bool
    places: Places | None
    is_withheld: bool = False
    of_city: tuple[Stay, ...] | None = None

    def room(self, area: int) -> int | None:
        """For how many there is room: for those who lie in the places of the area and as many as are free. The cases of a city
        of which no admission is on record lie in its places that can be used; those of a part of a city lie anywhere.
        """
        if self.places is None or self.places.free is None or self.is_withheld:
            return None
        if self.is_of_cases:
            return None if is_below_cities(area) else self.places.usable
        return lying(self.stays) + self.places.free


@dataclass(frozen=True)
class Known:
    """What the registers held of admissions and beds, read once for every part of an area that is asked.

    Attributes:
        beds: those open; None where the reader does not read beds.
        is_any: is any admission to a hospital of the whole site on record?
    """

    reader: Reader
    of: Gathered
    zone: str
    admissions: Sequence[Row]
    beds: Sequence[Row] | None
    kept: set[int | None]
    is_any: bool

    def held(self, of: Gathered, city: Gathered | None = None) -> list[Held]:
        """Stays and places of the area of some cases, one of each kind.

        Args:
            of: the cases; their own days stand in where no admission of the whole site is on record.
            city: of a part of a city the cases of the whole city, where the reader sees them.
        """
        inside, until = self.reader.inside(of.area), end_of(self.of.as_of, self.zone)
        taken = {row["bed_id"] for row in self.admissions if row["ends_at"] is None or row["ends_at"] > until}
        found = []
        for kind in OF_ADMISSIONS:
            stays, is_of_cases, is_withheld = self._stays(kind, of)
            longer = None if city is None else tuple(self._stays(kind, city)[0])
            here = (
                None
                if self.beds is None
                else [row for row in self.beds if _is_of(kind, row) and inside.sees(row["area_id"])]
            )
            places = None if here is None else _places(here, taken, self.kept)
            found.append(Held(kind, tuple(stays), is_of_cases, places, is_withheld, longer))
        return found

    def _stays(self, kind: Kind, of: Gathered) -> tuple[list[Stay], bool, bool]:
        """Stays; are they the cases' own days; are they withheld?"""
        if kind == "beds" and not self.is_any:
            return of_cases(of), True, False
        if not self.reader.reads("admission"):
            return [], False, True
        until, inside = end_of(self.of.as_of, self.zone), self.reader.inside(of.area)
        rows = [
            row
            for row in self.admissions
            if row["kind"] in OF_ADMISSIONS[kind] and inside.sees(row["area_id"])
        ]
        rows.sort(key=lambda row: (row["person_id"], row["starts_at"]))
        return joined((row["person_id"], _stay(row, until, self.zone)) for row in rows), False, False


def known(*, reader: Reader, of: Gathered, zone: str, area: int | None = None) -> Known:
    """What the registers held of an area by the end of a day.

    Admissions are those that were known at ``of.known_at``; beds, and for whom they are kept, are as the register held them at the
    end of ``of.as_of``: a bed that was recorded later is not among them.

    Args:
        reader: who reads.
        of: the cases of the days.
        zone: of the city.
        area: of which area; that of the cases where none is given.
    """
    until, known_until = end_of(of.as_of, zone), end_of(of.known_at, zone)
    inside = reader.inside(of.area if area is None else area)
    beds = _open_beds(inside, until) if reader.reads("bed") else None
    return Known(
        reader, of, zone, _admissions(inside, until, known_until), beds, _kept(until), _is_any_on_record(until, known_until),
    )  # fmt: skip


def held(*, reader: Reader, of: Gathered, zone: str, city: Gathered | None = None) -> list[Held]:
    """Stays and places of an area by the end of a day: of hospital beds, and of rooms of quarantine sites.

    Args:
        reader: who reads.
        of: the cases of the same area and days.
        zone: of the city.
        city: of a part of a city the cases of the whole city, where the reader sees them.
    """
    return known(reader=reader, of=of, zone=zone, area=None if city is None else city.area).held(of, city)


def _stay(row: Row, until: int, zone: str) -> Stay:
    ends = row["ends_at"]
    return Stay(day_of(row["starts_at"], zone), None if ends is None or ends >= until else day_of(ends, zone))


def _admissions(reader: Reader, until: int, known_until: int) -> list[Row]:
    """Those of the reader's area that began by an instant, and all that go on then: a bed is taken whoever recorded it."""
    lying = Q(ends_at=None) | Q(ends_at__gt=until)
    found = as_held(Admission, ADMISSION, known_until, (reader.scope() | lying if reader.area else Q()))
    return [row for row in found if row["starts_at"] < until]


def _is_any_on_record(until: int, known_until: int) -> bool:
    """Is any admission to a hospital on record, wherever? That nobody lies in an area's hospitals is no want of records."""
    kinds = OF_ADMISSIONS["beds"]
    now = Admission.objects.filter(kind__in=kinds, starts_at__lt=until, recorded_at__lte=known_until)
    return now.exists() or any(
        row["kind"] in kinds and row["starts_at"] < until and row["recorded_at"] <= known_until
        for _, row in replaced("admission", known_until)
    )


def joined(stays: Iterable[tuple[int, Stay]]) -> list[Stay]:
    """Stays of one person that follow one another, as the one stay that they are. In order of person and day."""
    made: list[tuple[int, Stay]] = []
    for person, stay in stays:
        if made and made[-1][0] == person and _goes_on(made[-1][1], stay):
            before = made[-1][1]
            ended = None if before.ended is None or stay.ended is None else max(before.ended, stay.ended)
            made[-1] = (person, Stay(before.began, ended))
        else:
            made.append((person, stay))
    return [stay for _, stay in made]


def _goes_on(before: Stay, stay: Stay) -> bool:
    return before.ended is None or (stay.began - before.ended).days <= SAME_STAY


def of_cases(of: Gathered) -> list[Stay]:
    """From first visit, admission or report, whichever is known first in this order of trust, to discharge or death.

    A case whose end lies before its beginning is left out.
    """
    made = []
    for one in of.cases:
        began, ended = one.admitted or one.visited or one.reported_on, one.died or one.discharged
        if began <= of.as_of and (ended is None or ended >= began):
            made.append(Stay(began, ended, one.died is not None))
    return made


def _open_beds(reader: Reader, at: int) -> list[Row]:
    """Beds of the reader's area that are in use at an instant, as the register held them then."""
    return [
        row
        for row in as_held(Bed, BED, at, reader.scope())
        if reader.sees(row["area_id"])
        and row["state"] != CLOSED
        and (row["opened_at"] is None or row["opened_at"] <= at)
        and (row["closed_at"] is None or row["closed_at"] > at)
    ]


def _is_of(kind: Kind, bed: Row) -> bool:
    return (bed["kind"] in OUTSIDE_HOSPITALS) == (kind == "rooms")


def _kept(at: int) -> set[int | None]:
    """Beds that are kept for a transfer at an instant."""
    rows = as_held(Transfer, TRANSFER, at, Q(status__in=KEEPING))
    return {row["bed_id"] for row in rows if row["status"] in KEEPING}


def _places(beds: Sequence[Row], taken: set[Any], kept: set[int | None]) -> Places:
    if not beds:
        return Places(None, None, None)
    left = [row for row in beds if row["id"] not in kept]
    free = sum(row["id"] not in taken and row["state"] in UNOCCUPIED for row in left)
    return Places(len(beds), free, sum(row["state"] not in BLOCKED for row in left))


def lying(stays: Sequence[Stay]) -> int:
    """How many stays go on."""
    return sum(stay.ended is None for stay in stays)
