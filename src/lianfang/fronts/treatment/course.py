"""How patients fare: how long they stay, how they leave, who fell ill inside a hospital. Counts only, of nobody by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from lianfang.base.instants import DAY, HOUR, day_of, end_of, start_of
from lianfang.outlook.lasting import Lasting, lasting, ways
from lianfang.plan.model import Plan
from lianfang.registers.access import Reader, in_area, of_class
from lianfang.registers.models import Admission, Case

CONFIRMED = ("CONFIRMED", "CONFIRMED_NO_SYMPTOMS", "CONFIRMED_UNKNOWN_SYMPTOMS")
FEWEST = 5
"""Fewer patients are counted and not estimated: an estimate of a handful would be of somebody."""
DISCHARGED, DIED = 1, 2
ON_THE_WAY = 6 * HOUR
"""Between two stays of a transfer: who lies in the next place by then never went home."""
Since = Literal["first_visit", "admission"]
Acquired = Literal["definite", "probable", "indeterminate", "community", "cannot_tell"]
BANDS: Sequence[Acquired] = ("definite", "probable", "indeterminate", "community", "cannot_tell")


class Illness(NamedTuple):
    """One patient's days; None is not known, or not yet."""

    visited: date | None
    admitted: date | None
    left: date | None
    died: date | None


@dataclass(frozen=True)
class Staying:
    """Length of stay since an event.

    Attributes:
        since: what it is counted from, until discharge or death.
        lasting: the estimate; None of fewer than :data:`FEWEST`.
        n: patients it is made of.
        without_start: of whom the first day is not known.
        reversed_: whose end lies before their beginning: kept, and in no estimate.
        discharged, dying: shares expected to leave in each way, by the last end seen.
    """

    since: Since
    lasting: Lasting | None
    n: int
    without_start: int
    reversed_: int
    discharged: float
    dying: float


@dataclass(frozen=True)
class Outcomes:
    """Where patients stand at the end of a day."""

    all: int
    open: int
    recovered: int
    died: int

    @property
    def share_died(self) -> float | None:
        """Deaths among all; None while any case is open: how those will end is not known."""
        return self.died / self.all if self.all and not self.open else None


@dataclass(frozen=True)
class Course:
    """What is told of all patients of an area by a day."""

    day: date
    outcomes: Outcomes
    stays: tuple[Staying, ...]
    acquired: tuple[tuple[Acquired, int], ...]


def course(*, plan: Plan, reader: Reader, day: date) -> Course:
    """Patients of the reader's area, confirmed and reported by the end of a day, as the registers have them.

    Who is positive again is no new patient, and is left out. Persons of a published list are counted here and shown nowhere.
    """
    cases = list(
        Case.objects.filter(of_class(Case, reader), in_area(Case, reader))
        .filter(classification__in=CONFIRMED, earlier_case=None, reported_on__lte=day)
        .values_list(
            "first_visit_on", "admitted_at", "discharged_on", "died_on", "onset_on", "person_id", "outcome"
        )
    )
    by = end_of(day, plan.zone)
    ill = [
        Illness(
            _by(visited, day),
            None if at is None or at >= by else day_of(at, plan.zone),
            _by(left, day),
            _by(died, day),
        )
        for visited, at, left, died, *_ in cases
    ]
    onset = [(row[4], row[5], ill[at].admitted) for at, row in enumerate(cases)]
    return Course(
        day,
        outcomes(ill),
        (staying(ill, "first_visit", day), staying(ill, "admission", day)),
        acquired(onset, plan, day),
    )


def _by(found: date | None, day: date) -> date | None:
    return found if found is not None and found <= day else None


def outcomes(ill: Sequence[Illness]) -> Outcomes:
    """Who has died, who has left, who is open still."""
    died = sum(1 for one in ill if one.died is not None)
    left = sum(1 for one in ill if one.died is None and one.left is not None)
    return Outcomes(len(ill), len(ill) - died - left, left, died)


def staying(ill: Iterable[Illness], since: Since, day: date) -> Staying:
    """Length of stay by Kaplan-Meier: whoever is there still is censored at the day."""
    durations, ends, without_start, reversed_ = [], [], 0, 0
    for one in ill:
        start = one.visited if since == "first_visit" else one.admitted
        if start is None:
            without_start += 1
            continue
        end = one.died or one.left
        if end is not None and end < start:
            reversed_ += 1
            continue
        durations.append(float(((end or day) - start).days))
        ends.append(0 if end is None else DIED if one.died is not None else DISCHARGED)
    if len(durations) < FEWEST:
        return Staying(since, None, len(durations), without_start, reversed_, 0.0, 0.0)
    made = lasting(durations, [way > 0 for way in ends])
    discharged, dying = ways(durations, ends, 2)
    return Staying(since, made, len(durations), without_start, reversed_, discharged, dying)


def acquired(
    onsets: Sequence[tuple[date | None, int | None, date | None]], plan: Plan, day: date
) -> tuple[tuple[Acquired, int], ...]:
    """How many fell ill inside a hospital: by the days from an admission that was going on at onset until the onset.

    Args:
        onsets: day of onset, person and day of admission for this illness of each case.

    Source: bands after ECDC, Surveillance definitions for COVID-19 (2020); the plan holds the days, dated.
    """
    people = {person for _, person, _ in onsets if person is not None}
    inside: dict[int, list[tuple[int, int | None]]] = {}
    lying = Admission.objects.filter(person_id__in=people, kind__in=("treatment", "observation"))
    for person, starts_at, ends_at in lying.values_list("person_id", "starts_at", "ends_at"):
        inside.setdefault(person, []).append((starts_at, ends_at))
    bands = _bands(plan, day)
    inside = {person: joined(stays) for person, stays in inside.items()}
    counts = Counter(
        band_of(onset, inside.get(person or 0, ()), admitted, bands, plan.zone)
        for onset, person, admitted in onsets
    )
    return tuple((band, counts[band]) for band in BANDS)


def joined(stays: Iterable[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    """Stays (since, until or None) that follow one another by a move or a transfer, as the one stay that they are."""
    found: list[tuple[int, int | None]] = []
    for since, until in sorted(stays, key=lambda stay: stay[0]):
        if found and (found[-1][1] is None or since <= found[-1][1] + ON_THE_WAY):
            before = found[-1][1]
            found[-1] = (found[-1][0], None if before is None or until is None else max(before, until))
        else:
            found.append((since, until))
    return found


def band_of(
    onset: date | None, inside: Iterable[tuple[int, int | None]], admitted: date | None,
    bands: Sequence[tuple[int, Acquired]], zone: str,
) -> Acquired:  # fmt: skip
    """One case: without an onset, or without any admission on record, nobody can tell."""
    if onset is None or not bands:
        return "cannot_tell"
    at = start_of(onset, zone)
    going_on = [since for since, until in inside if since < at + DAY and (until is None or until > at)]
    if not going_on:
        return "community" if admitted is not None and admitted >= onset else "cannot_tell"
    days = (onset - day_of(min(going_on), zone)).days
    return next((band for least, band in bands if days >= least), "community")


def _bands(plan: Plan, day: date) -> list[tuple[int, Acquired]]:
    """Least days inside → band, the longest first, as the plan holds them on a day; empty where it says nothing."""
    names: tuple[tuple[str, Acquired], ...] = (
        ("hospital_acquired_definite_from", "definite"),
        ("hospital_acquired_probable_from", "probable"),
        ("hospital_acquired_possible_from", "indeterminate"),
    )
    found: list[tuple[int, Acquired]] = []
    for name, band in names:
        seconds = plan.number_at(name, start_of(day, plan.zone))
        if seconds is None:
            return []
        found.append((int(seconds) // DAY, band))
    return found
