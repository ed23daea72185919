"""The watch after discharge: its days, what was found on each, and a look at a patient, in hospital or after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.conf import settings

from lianfang.base.instants import DAY, day_ending_at, day_of, start_of
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.treatment import beds, values
from lianfang.fronts.treatment.discharging import case_of
from lianfang.fronts.treatment.taking import Answer, in_turn
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import record
from lianfang.registers.models import Case, ClinicalCheck

FINDINGS = ("temperature", "symptoms_better", "severity")
"""One of these at least is what makes a visit a look."""
Seen = Literal["seen", "missed", "waiting", "to_come"]


@dataclass(frozen=True)
class WatchDay:
    """One whole day of the watch: ``waiting`` is today, while nobody has looked yet."""

    day: date
    seen: Seen
    looks: tuple[ClinicalCheck, ...] = ()


def days(case: Case, at: int) -> list[WatchDay]:
    """The days of a case's watch as of an instant, the first after the day of discharge; none where no day of it is known.

    It ends with the time that the plan gives, with the death, or where the person is a case again, as the plan's sentence has it.
    """
    zone = settings.TIME_ZONE
    left: date | None = case.discharged_on
    watched = None if left is None else values.seconds("watch_after_discharge", start_of(left, zone))
    if left is None or watched is None or case.classification == "NO_CASE":
        return []
    ends: list[date] = [left + timedelta(days=watched // DAY)]
    again = Case.objects.filter(earlier_case=case, found_at__isnull=False).exclude(classification="NO_CASE")
    until: list[date] = [case.died_on] if case.died_on is not None else []
    until += [day_of(one, zone) for one in again.values_list("found_at", flat=True) if one is not None]
    ends += [day - timedelta(days=1) for day in until]
    looked = _looks(case, left, at)
    today = day_ending_at(at, zone)
    wanted = [left + timedelta(days=n) for n in range(1, (min(ends) - left).days + 1)]
    return [_day(day, looked.get(day, ()), today) for day in wanted]


def _looks(case: Case, left: date, at: int) -> dict[date, tuple[ClinicalCheck, ...]]:
    since = start_of(left + timedelta(days=1), settings.TIME_ZONE)
    found: dict[date, tuple[ClinicalCheck, ...]] = {}
    for one in ClinicalCheck.objects.filter(case=case, at__gte=since, at__lte=at).order_by("at", "id"):
        if any(getattr(one, name) is not None for name in FINDINGS):
            day = day_of(one.at, settings.TIME_ZONE)
            found[day] = (*found.get(day, ()), one)
    return found


def _day(day: date, looks: tuple[ClinicalCheck, ...], today: date) -> WatchDay:
    if looks:
        return WatchDay(day, "seen", looks)
    return WatchDay(day, "to_come" if day > today else "waiting" if day == today else "missed")


def look(
    *, case: str, found: Mapping[str, Any], when: int | None = None, by: By, at: int, request: str = ""
) -> str:
    """Enter a look at a patient; answers its reference.

    Args:
        found: columns of the clinical check.
        when: None is now.

    Raises:
        Refused: the case is not there; a time that has not come; nothing was found.
    """
    content = {"case": case, "found": dict(found), "when": when}

    def act() -> Answer:
        one = case_of(case, Reader(by.name, by.role, by.area, by.purpose))
        taken = at if when is None else when
        if taken > at:
            raise Refused(Problem("beds/not-yet", facts={"at": beds.written(taken)}))
        if all(found.get(name) is None for name in FINDINGS):
            raise Refused(Problem("discharge/nothing-found"))
        row = {**found, "case": one.pk, "at": taken, "area": one.area_id}
        return {"ref": record(register="clinical_check", rows=[row], by=by, at=at).refs[0]}

    return str(in_turn("look", content, act, at=at, request=request)["ref"])
