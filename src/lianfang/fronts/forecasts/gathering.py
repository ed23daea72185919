"""Cases out of the register as estimates take them: as of a day of events, as known at the end of another.

Known at the end of a day is what had been reported by then; its facts are those that the register held then. A case that was
recorded later than it was reported (a list brought in afterwards) is taken as it was first recorded, and counted as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from lianfang.base import areas as paths
from lianfang.base.instants import day_of, end_of
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.forecasts.held import Row, as_held, replaced
from lianfang.outlook.origins import by_travel
from lianfang.registers.access import Reader, in_area, of_class
from lianfang.registers.catalogue import name_of
from lianfang.registers.models import Area, Case, CaseLink, Contact
from lianfang.registers.models import Exposure as Exposures
from lianfang.registers.models.record import Record

CONFIRMED = "CONFIRMED"
"""As the plan counts confirmed cases: neither suspects nor those without symptoms."""
LONGEST = timedelta(days=180)
"""An onset, or a report, so long before as-of is a slip of the pen or of another outbreak: one such day would stretch every series."""
Origin = Literal["local", "linked", "imported", "cannot_tell"]
ORIGINS: tuple[Origin, ...] = ("local", "linked", "imported", "cannot_tell")
COLUMNS = (
    "id", "classification", "area_id", "district_id", "reported_on", "report_precision", "onset_on", "first_visit_on",
    "arrived_on", "discharged_on", "died_on", "travelled", "linked_cases", "origin_of_case", "origin_reason", "isolated_at",
    "admitted_at", "recorded_at", "earlier_case_id",
)  # fmt: skip
CONTACT = ("case_id", "setting", "last_contact_at", "identified_at", "classification", "became_case_id")
DAYS = frozenset({"reported_on", "onset_on", "first_visit_on", "arrived_on", "discharged_on", "died_on"})


@dataclass(frozen=True)
class Ill:
    """One case as it was known; None is not known, or had not come.

    Attributes:
        place: the district of residence, or the area responsible where that is not known.
        reported_by: it was reported on ``reported_on`` or some day before.
        origin: as decided in the register; where nobody has, by travel.
        is_decided: has anybody said so in the register?
        is_far: does its record name an onset so early that it is taken for none?
        is_late: was it recorded after the day at whose end it is taken to have been known?
    """

    id: int
    place: int
    onset: date | None
    reported_on: date
    reported_by: bool
    origin: Origin
    is_decided: bool
    is_linked: bool
    visited: date | None
    isolated: date | None
    admitted: date | None
    discharged: date | None
    died: date | None
    is_late: bool
    is_far: bool


@dataclass(frozen=True)
class Gathered:
    """The cases of an area.

    Attributes:
        area: its path code; 0 is all that the reader sees.
        as_of: the last day of onset, and of every other event.
        known_at: what was reported after that day is left out.
        without_report: confirmed cases without a day of report: nobody can say whether they were known, and they are in no number.
    """

    area: int
    as_of: date
    known_at: date
    cases: tuple[Ill, ...]
    without_report: int

    @property
    def dated(self) -> list[Ill]:
        """Those with an onset by ``as_of``."""
        return [one for one in self.cases if one.onset is not None and one.onset <= self.as_of]

    @property
    def late(self) -> int:
        """How many were recorded later than they are taken to have been known."""
        return sum(one.is_late for one in self.cases)

    @property
    def remarks(self) -> list[Problem]:
        """What is to be known of these cases beside any number made of them."""
        facts = [
            ("forecasts/origin-by-travel", self.undecided), ("forecasts/recorded-later", self.late),
            ("forecasts/no-report-day", self.without_report), ("forecasts/onset-far", sum(one.is_far for one in self.cases)),
        ]  # fmt: skip
        found = [Problem(code, facts={"count": count}) for code, count in facts if count]
        batch = [one.reported_on for one in self.cases if one.reported_by]
        if batch:
            found.append(Problem("forecasts/batch", facts={"count": len(batch), "day": max(batch)}))
        return found

    @property
    def undecided(self) -> int:
        """Of how many nobody has decided the origin."""
        return sum(not one.is_decided for one in self.cases)


def gather(*, reader: Reader, area: int, as_of: date, known_at: date, zone: str) -> Gathered:
    """The confirmed cases within a reader's rights, persons of a published list among them: counted, never shown.

    Args:
        reader: who reads.
        area: a path code; 0 is all that the reader sees. A district counts those who live there.
        as_of: events after that day are left out.
        known_at: what was reported, or changed in the register, after that day is left out.
        zone: of the city.

    Raises:
        Refused: ``forecasts/too-near``: the area is below a district.
    """
    refuse_below_districts(area or reader.area)
    known_until = end_of(known_at, zone)
    found, without = [], 0
    for row in _rows(reader, known_until):
        if row["classification"] != CONFIRMED or row["earlier_case_id"] is not None:
            continue  # who is positive again is no new case
        if area and not paths.is_within(_place(row), area):
            continue
        if row["reported_on"] is None:
            without += 1
        elif row["reported_on"] <= known_at:
            found.append(_ill(row, as_of, known_until, zone))
    ordered = sorted(found, key=lambda one: (one.reported_on, one.id))
    return Gathered(area or reader.area, as_of, known_at, tuple(ordered), without)


def refuse_below_districts(area: int) -> None:
    """So few live there that a number would be somebody.

    Raises:
        Refused: ``forecasts/too-near``.
    """
    if area and paths.LEVELS.index(paths.level_of(area)) > paths.LEVELS.index("district"):
        raise Refused(Problem("forecasts/too-near"))


def is_below_cities(area: int) -> bool:
    """Is it a part of a city? Its residents then lie in hospitals elsewhere, and others in its own."""
    return area != 0 and paths.LEVELS.index(paths.level_of(area)) > paths.LEVELS.index("city")


def places(reader: Reader) -> list[Area]:
    """The cities and districts of which a reader may ask, in the order of their codes."""
    inside = Area.objects.filter(reader.scope("id"), level__in=("city", "district"), ends_on=None)
    return list(inside.order_by("id"))


def told(*, reader: Reader, known_at: date, zone: str) -> list[tuple[int, int]]:
    """Pairs of cases (infector, infected) whose direction an investigator told by the end of a day, with evidence."""
    rows = _then(CaseLink, ("case_id", "other_id", "directed"), reader, end_of(known_at, zone))
    return [(row["other_id"], row["case_id"]) for row in rows if row["directed"]]


Exposed = tuple[date | None, date | None]
"""From which day to which; None is not known."""


def exposed(*, reader: Reader, known_at: date, zone: str) -> dict[int, Exposed]:
    """Case → from the first day of its exposures to the last; None where that of any of them is not known."""
    made: dict[int, Exposed] = {}
    for row in _then(Exposures, ("case_id", "began_on", "ended_on"), reader, end_of(known_at, zone)):
        case, began, ended = row["case_id"], _day(row["began_on"]), _day(row["ended_on"])
        first, last = made.get(case, (began, ended))
        made[case] = (
            None if first is None or began is None else min(first, began),
            None if last is None or ended is None else max(last, ended),
        )
    return made


@dataclass(frozen=True)
class Exposure:
    """One contact of a case: in which setting, until which day, and did they become a case?"""

    case: int
    setting: str | None
    last: date
    is_infected: bool


def contacts(*, reader: Reader, known_at: date, zone: str) -> list[Exposure]:
    """Contacts that were known by the end of a day, those excluded left out; where the last contact is not known, when they were found."""
    rows = [
        row
        for row in _then(Contact, CONTACT, reader, end_of(known_at, zone))
        if row["classification"] != "NO_CONTACT"
    ]
    became = {row["became_case_id"] for row in rows} - {None}
    reported = dict(Case.objects.filter(pk__in=became).values_list("id", "reported_on"))
    return [
        Exposure(
            row["case_id"], row["setting"],
            day_of(row["identified_at"] if row["last_contact_at"] is None else row["last_contact_at"], zone),
            row["became_case_id"] is not None and _by(reported.get(row["became_case_id"]), known_at),
        )
        for row in rows
    ]  # fmt: skip


def _by(reported: date | None, known_at: date) -> bool:
    return reported is None or reported <= known_at


def _then(model: type[Record], columns: Sequence[str], reader: Reader, known_until: int) -> list[Row]:
    """Rows of a reader's area as the register held them at an instant, in the order of their ids."""
    if not reader.reads(name_of(model)):
        return []
    found = as_held(model, (*columns, "area_id", "recorded_at"), known_until, reader.scope())
    return sorted((row for row in found if reader.sees(row["area_id"])), key=lambda row: int(row["id"]))


def _rows(reader: Reader, known_until: int) -> Iterator[Mapping[str, Any]]:
    """Rows of cases as they were then, those withdrawn since among them."""
    old = dict(_versions(known_until)) if reader.reads("case") else {}
    seen = Case.objects.filter(of_class(Case, reader), in_area(Case, reader))
    for values in seen.values_list(*COLUMNS).iterator():
        row = dict(zip(COLUMNS, values, strict=True))
        if row["id"] not in old:
            yield row
    # As it was then, in reach only if its area then was: else a case that moved since were counted on both sides.
    yield from (row for row in old.values() if reader.sees(row["area_id"]))


def _versions(known_until: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Of each case that was changed since, what it was at that instant or, where it was recorded later, at first."""
    for row, values in replaced("case", known_until):
        yield row, {**dict.fromkeys(COLUMNS), **{name: _read(name, value) for name, value in values.items()}}


def _read(name: str, value: Any) -> Any:
    return _day(value) if name in DAYS else value


def _day(value: Any) -> date | None:
    """A day: versions keep it as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _place(row: Mapping[str, Any]) -> int:
    return int(row["district_id"] or row["area_id"])


def _ill(row: Mapping[str, Any], as_of: date, known_until: int, zone: str) -> Ill:
    def by(day: date | None) -> date | None:
        return day if day is not None and day <= as_of else None

    def day(at: int | None) -> date | None:
        return None if at is None else by(day_of(at, zone))

    origin, is_decided = _origin(row)
    onset = row["onset_on"]
    is_far = onset is not None and onset < as_of - LONGEST
    return Ill(
        id=row["id"], place=_place(row), onset=None if is_far else onset, reported_on=row["reported_on"],
        reported_by=row["report_precision"] == "by_day", origin=origin, is_decided=is_decided, is_linked=bool(row["linked_cases"]),
        visited=by(row["first_visit_on"]), isolated=day(row["isolated_at"]), admitted=day(row["admitted_at"]),
        discharged=by(row["discharged_on"]), died=by(row["died_on"]), is_late=row["recorded_at"] > known_until,
        is_far=is_far,
    )  # fmt: skip


def _origin(row: Mapping[str, Any]) -> tuple[Origin, bool]:
    """As decided: a reason without an origin says that it cannot be told; without either, by travel."""
    decided: Origin | None = row["origin_of_case"]
    if decided is not None:
        return decided, True
    if row["origin_reason"] is not None:
        return "cannot_tell", True
    found = by_travel(
        travelled=row["travelled"], arrived_on=row["arrived_on"], onset_on=row["onset_on"],
        is_linked=bool(row["linked_cases"]),
    )  # fmt: skip
    return found or "cannot_tell", False


def counted(cases: Iterable[tuple[date, Origin]], first: date, last: date) -> dict[Origin, list[int]]:
    """Origin → cases a day, from the first day to the last."""
    days = (last - first).days + 1
    made: dict[Origin, list[int]] = {origin: [0] * days for origin in ORIGINS}
    for day, origin in cases:
        if first <= day <= last:
            made[origin][(day - first).days] += 1
    return made
