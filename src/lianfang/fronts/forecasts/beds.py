"""Stays and places out of the registers: who lies where and since when, how long stays last, what is open and free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Exists, OuterRef, Q

from lianfang.base import areas as paths
from lianfang.base.instants import day_of, end_of
from lianfang.fronts.forecasts.gathering import Gathered
from lianfang.registers.access import Reader, in_area, of_class, rows
from lianfang.registers.models import Admission, Bed, Transfer
from lianfang.registers.models.beds import KEEPING

Kind = Literal["beds", "rooms"]
OF_ADMISSIONS: dict[Kind, tuple[str, ...]] = {"beds": ("treatment", "observation"), "rooms": ("quarantine",)}
OUTSIDE_HOSPITALS = ("QUARANTINE",)
"""Kinds of beds that are places of isolation and treat nobody."""
SAME_STAY = 1
"""Days between two stays of one person that are one: moved from bed to bed, or from house to house."""


@dataclass(frozen=True)
class Stay:
    """From the day it began to the day it ended, None while it goes on at as-of."""

    began: date
    ended: date | None


@dataclass(frozen=True)
class Places:
    """How many are open and how many of these are free at the end of a day; None where none is on record."""

    open: int | None
    free: int | None


@dataclass(frozen=True)
class Held:
    """All that is known of one kind of place.

    Attributes:
        stays: by as-of; from admissions, or from the cases' own days where no admission is on record.
        is_of_cases: are they the latter?
        places: None where the reader does not read beds.
    """

    kind: Kind
    stays: tuple[Stay, ...]
    is_of_cases: bool
    places: Places | None


def held(*, reader: Reader, kind: Kind, of: Gathered, zone: str) -> Held:
    """Stays and places of an area by the end of a day.

    Args:
        reader: who reads.
        kind: hospital beds, or rooms of quarantine sites.
        of: the cases of the same area and day; their own days stand in where no admission is on record.
        zone: of the city.
    """
    stays = joined(_admissions(reader, kind, of, zone)) if reader.reads("admission") else []
    is_of_cases = not stays and kind == "beds"
    return Held(
        kind,
        tuple(of_cases(of) if is_of_cases else stays),
        is_of_cases,
        _places(reader, kind, of, zone) if reader.reads("bed") else None,
    )


def _admissions(reader: Reader, kind: Kind, of: Gathered, zone: str) -> Iterable[tuple[int, Stay]]:
    until = end_of(of.as_of, zone)
    found = Admission.objects.filter(
        of_class(Admission, reader), in_area(Admission, reader), starts_at__lt=until
    )
    found = found.filter(kind__in=OF_ADMISSIONS[kind], recorded_at__lte=end_of(of.known_at, zone))
    if of.area:
        low, high = paths.span(of.area)
        found = found.filter(area_id__gte=low, area_id__lt=high)
    for person, starts, ends in found.order_by("person_id", "starts_at").values_list(
        "person_id", "starts_at", "ends_at"
    ):
        yield (
            person,
            Stay(day_of(starts, zone), None if ends is None or ends >= until else day_of(ends, zone)),
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
            made.append(Stay(began, ended))
    return made


def _places(reader: Reader, kind: Kind, of: Gathered, zone: str) -> Places:
    """Open, unoccupied by their state, with nobody in them and kept for nobody, at the end of the day."""
    at = end_of(of.as_of, zone)
    beds = (
        rows(Bed, reader.inside(of.area) if of.area else reader)
        .filter(Q(closed_at=None) | Q(closed_at__gt=at))
        .exclude(state="C")
    )
    beds = beds.exclude(opened_at__gt=at)
    outside = Q(kind__in=OUTSIDE_HOSPITALS)
    beds = beds.filter(outside) if kind == "rooms" else beds.exclude(outside)
    open_ = beds.count()
    taken = Admission.objects.filter(bed=OuterRef("pk"), starts_at__lte=at).filter(
        Q(ends_at=None) | Q(ends_at__gt=at)
    )
    kept = Transfer.objects.filter(bed=OuterRef("pk"), status__in=KEEPING)
    free = beds.filter(~Exists(taken), ~Exists(kept), Q(state="U") | Q(state=None)).count()
    return Places(open_ or None, free if open_ else None)


def lying(stays: Sequence[Stay]) -> int:
    """How many stays go on."""
    return sum(stay.ended is None for stay in stays)
