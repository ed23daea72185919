"""The figures of the evening: what a day's new cases say of the tracing, and how far tests, beds and rooms go.

What the plan's language can say is a figure of the plan, counted as everywhere else; each names the rows that are counted and those
of which nobody can tell. Three things it cannot say, and they are worked out in one place each: hours from confirmation to isolation
(here), who came into a class first on the day (`registers/entering.py`), and free rooms (`registers/free_beds.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from lianfang.base.instants import HOUR, end_of, start_of
from lianfang.gaps import plans
from lianfang.gaps.counting import Count, Stored
from lianfang.plan.model import Figure
from lianfang.plan.nodes import Type
from lianfang.registers import free_beds
from lianfang.registers.access import Reader, rows
from lianfang.registers.entering import SYMPTOMLESS, entered, undated
from lianfang.registers.free_beds import Rooms
from lianfang.registers.models import Bed, Case, Contact, Order, Room

ISOLATES = ("home_isolation", "collective_isolation", "hospital_isolation")
CLOSE = ("HIGH_RISK", "HIGH_RISK_MED")
NEW = ("new_confirmed", "new_known_as_contacts", "new_isolated_before_onset", "new_source_unknown")
OF_CONTACTS = ("contacts_not_isolated", "contacts_lost")
OF_THE_DAY = (
    "tests_answered", "tests_positive", "tests_indeterminate", "suspects", "isolation_released", "fever_clinic_received",
)  # fmt: skip
FREE = ("beds_free",)
QUIET = "new_symptomless"
"""Who was found infected without symptoms on the day: no figure of the plan, see above."""
KEYS = (*NEW, *OF_CONTACTS, *OF_THE_DAY, *FREE)


@dataclass(frozen=True)
class Told:
    """A figure of the plan with its count."""

    figure: Figure
    count: Count


@dataclass(frozen=True)
class Hours:
    """Hours from a case's confirmation until its close contacts were isolated: of those identified on the day.

    ``unsure`` belong to a case whose confirmation is not dated. Who was isolated before counts with a negative figure.
    ``identified`` is how many there were, isolated or not, with those of whom it is not recorded whether they are close and
    those handed over.
    """

    median: float | None
    worst: float | None
    done: int = 0
    unsure: int = 0
    identified: int = 0


@dataclass(frozen=True)
class Evening:
    """All of it, for a day up to an instant; ``beds`` how many of hospitals are in use on record.

    ``withheld`` are the figures whose rows are not of the reader's classes; ``beds`` and ``rooms`` are None for whoever does not
    read beds.
    """

    figures: Mapping[str, Told]
    withheld: Mapping[str, Figure]
    hours: Hours
    symptomless: Count
    beds: int | None
    rooms: Rooms | None


def evening(day: date, *, reader: Reader, at: int, zone: str) -> Evening:
    """The figures of a day, from its 0:00 to its 24:00 or to ``at``, in the reader's area."""
    stored, ends, area = Stored(plans.in_force()), end_of(day, zone), reader.area
    then, found, withheld = min(ends, at), {}, {}
    for key, figure in _figures().items():
        if _reads(reader, figure):
            counts = stored.counts(figure, at=_instant(figure, day, at, zone), areas=[area])
            found[key] = Told(figure, counts[area])
        else:
            withheld[key] = figure
    quiet = (_inside(cases, reader) for cases in (entered(SYMPTOMLESS, day, zone), undated(SYMPTOMLESS)))
    until = min(ends, at + 1)
    took = hours(start_of(day, zone), until, reader=reader, at=then)
    return Evening(found, withheld, took, Count(*quiet), _beds(reader, then), _rooms(reader, then))


def behind(
    key: str, day: date, *, reader: Reader, at: int, zone: str, sure: bool = True
) -> RawSQL | QuerySet[Any] | None:  # fmt: skip
    """The ids of the rows behind a figure of the evening, or with ``sure`` no of those of which nobody can tell; None where the plan
    counts no such figure.
    """
    if key == QUIET:
        return (entered(SYMPTOMLESS, day, zone) if sure else undated(SYMPTOMLESS)).values("pk")
    figure = _figures().get(key)
    if figure is None:
        return None
    at = _instant(figure, day, at, zone)
    return Stored(plans.in_force()).behind(figure, at=at, area=reader.area, sure=sure)


def _figures() -> dict[str, Figure]:
    """The figures of the evening that the plan in force counts."""
    plan = plans.in_force().plan
    return {
        key: plan.figures[key]
        for key in KEYS
        if key in plan.figures and plan.figures[key].counted is not None
    }


def _reads(reader: Reader, figure: Figure) -> bool:
    """Are the rows that a figure counts of the reader's classes?"""
    return figure.counted is not None and reader.reads(figure.counted.every)


def _instant(figure: Figure, day: date, at: int, zone: str) -> int:
    """For which instant a figure of a day is counted: of a day that goes on, now. A figure that goes by days of report, of which each
    stands for its 24:00, speaks of the whole day.
    """
    assert figure.counted is not None  # noqa: S101 - the caller chose such figures
    ends = end_of(day, zone)
    return ends if figure.counted.at.type is Type.DATE else min(ends, at)


def _inside(cases: QuerySet[Case], reader: Reader) -> int:
    """How many of these live in the reader's area, or where that is not known are looked after there."""
    placed = cases.annotate(place=Coalesce("district_id", "area_id"))
    return placed.filter(reader.scope("place")).count()


def hours(since: int, until: int, *, reader: Reader, at: int) -> Hours:
    """From confirmation to isolation, of the close contacts identified in some time; isolated by an instant."""
    identified = rows(Contact, reader).filter(
        Q(category__in=CLOSE) | Q(category=None), identified_at__gte=since, identified_at__lt=until
    )
    many = identified.count()
    found = identified.filter(category__in=CLOSE, handed_to=None).values_list("id", "case__confirmed_at")
    first: dict[int, int] = {}
    orders = Order.objects.filter(contact__in=[one for one, _ in found], kind__in=ISOLATES, starts_at__lte=at)
    for contact, starts in orders.values_list("contact", "starts_at"):
        first[contact] = min(starts, first.get(contact, starts))
    took = [
        (first[one] - confirmed) / HOUR for one, confirmed in found if one in first and confirmed is not None
    ]
    return Hours(
        round(median(took), 1) if took else None, round(max(took), 1) if took else None, len(took),
        sum(one in first and confirmed is None for one, confirmed in found), many,
    )  # fmt: skip


def _beds(reader: Reader, at: int) -> int | None:
    """Beds of hospitals in use and on record at an instant: those among which the plan's `beds_free` looks."""
    if not reader.reads("bed"):
        return None
    return (
        free_beds.in_use(rows(Bed, reader).filter(recorded_at__lte=at), at).exclude(kind="QUARANTINE").count()
    )


def _rooms(reader: Reader, at: int) -> Rooms | None:
    """Free rooms of quarantine sites."""
    if not reader.reads("bed"):
        return None
    return free_beds.rooms(rows(Room, reader).filter(site__kind="quarantine_site"), at)
