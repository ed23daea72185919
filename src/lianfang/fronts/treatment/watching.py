"""The watch after discharge: its days, what was found on each, and a look at a patient, in hospital or after it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.conf import settings

from lianfang.base.instants import DAY, day_ending_at, day_of, start_of
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.treatment import beds, values
from lianfang.fronts.treatment.discharging import case_of
from lianfang.fronts.treatment.taking import Answer, Asked, in_turn
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.actions import record
from lianfang.registers.models import Case, ClinicalCheck

FINDINGS = ("temperature", "symptoms_better", "severity")
"""One of these at least is what makes a visit a look."""
WATCHED = ("CONFIRMED", "CONFIRMED_NO_SYMPTOMS")
WATCH = "watch_after_discharge"
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
    return watches([case], at).get(case.pk, [])


def watches(cases: Iterable[Case], at: int) -> dict[int, list[WatchDay]]:
    """Case → the days of its watch, of those that have any; see :func:`days`."""
    left = {one.pk: one for one in cases if one.discharged_on is not None and one.classification != "NO_CASE"}
    again, looked = _again(left), _looks(left, at)
    today, found = day_ending_at(at, settings.TIME_ZONE), {}
    for row, one in left.items():
        wanted = _wanted(one, again.get(row))
        found[row] = [_day(day, looked.get((row, day), ()), today) for day in wanted]
    return {row: made for row, made in found.items() if made}


def under_watch(reader: Reader, at: int) -> list[tuple[Case, list[WatchDay]]]:
    """Whose watch has a day today: who was not looked at yet comes first, and of those whom most days were missed."""
    today = day_ending_at(at, settings.TIME_ZONE)
    ill = rows(Case, reader).filter(classification__in=WATCHED, discharged_on__lt=today)
    longest = values.longest(WATCH)
    if longest is None:
        return []
    since = today - timedelta(days=-(-longest // DAY))
    cases = list(ill.filter(discharged_on__gte=since).select_related("hospital", "area").order_by("id"))
    found = watches(cases, at)
    now = [(one, found[one.pk]) for one in cases if any(day.day == today for day in found.get(one.pk, ()))]
    return sorted(now, key=lambda pair: (_seen_on(pair[1], today), -missed(pair[1]), pair[0].pk))


def missed(of: Sequence[WatchDay]) -> int:
    """Days so far on which nobody looked."""
    return sum(one.seen == "missed" for one in of)


def _seen_on(of: Sequence[WatchDay], day: date) -> bool:
    return any(one.day == day and one.seen == "seen" for one in of)


def _wanted(case: Case, again: date | None) -> list[date]:
    left: date | None = case.discharged_on
    watched = None if left is None else values.seconds(WATCH, start_of(left, settings.TIME_ZONE))
    if left is None or watched is None:
        return []
    ends: list[date] = [left + timedelta(days=watched // DAY)]
    stops: list[date] = [day for day in (case.died_on, again) if day is not None]
    ends += [day - timedelta(days=1) for day in stops]
    return [left + timedelta(days=n) for n in range(1, (min(ends) - left).days + 1)]


def _again(cases: Collection[int]) -> dict[int, date]:
    """Case → the first day on which its person is a case again."""
    found: dict[int, date] = {}
    later = Case.objects.filter(earlier_case__in=cases, found_at__isnull=False).exclude(
        classification="NO_CASE"
    )
    for earlier, at in later.order_by("-found_at").values_list("earlier_case", "found_at"):
        found[int(earlier or 0)] = day_of(int(at or 0), settings.TIME_ZONE)
    return found


def _looks(cases: Collection[int], at: int) -> dict[tuple[int, date], tuple[ClinicalCheck, ...]]:
    found: dict[tuple[int, date], tuple[ClinicalCheck, ...]] = {}
    for one in ClinicalCheck.objects.filter(case__in=cases, at__lte=at).order_by("at", "id"):
        if any(getattr(one, name) is not None for name in FINDINGS):
            key = one.case_id, day_of(one.at, settings.TIME_ZONE)
            found[key] = (*found.get(key, ()), one)
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

    return str(in_turn(Asked("look", content, at, request), act)["ref"])
