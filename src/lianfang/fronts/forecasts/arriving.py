"""Who came from areas at risk, a day and a place of origin: by conveyances, by what travellers declared, by the gates' records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from lianfang.base import areas as paths
from lianfang.base.instants import DAY, day_of, end_of, start_of
from lianfang.base.problems import Problem
from lianfang.base.words import Text
from lianfang.fronts.forecasts.gathering import is_below_cities
from lianfang.fronts.forecasts.held import Row, as_held
from lianfang.registers.access import Reader
from lianfang.registers.models import Area, Conveyance, Declaration, Passage, RiskArea

DAYS = 40
"""Whoever was infected so long ago has been reported, or will not be."""
LATELY = 14
ONE_TRIP = 3 * DAY
"""Between the day that was declared and that of the gate: a vehicle with others named in it after that has come once more."""
REGISTERS = ("conveyance", "declaration", "passage")
RISK = ("place_id", "valid_from", "valid_until", "recorded_at")
PASSAGE = (
    "at", "direction", "origin_id", "vehicle_id", "person_id", "conveyance_id", "destination_id", "occupants", "area_id",
    "recorded_at",
)  # fmt: skip
DECLARATION = (
    "made_at", "arrives_on", "stay_area_id", "vehicle_id", "person_id", "conveyance_id", "destination_id", "occupants", "area_id",
    "recorded_at",
)  # fmt: skip
CONVEYANCE = ("arrives_at", "came_from_id", "carried", "area_id", "recorded_at")


@dataclass(frozen=True)
class From:
    """One place at risk, and who came from there on each day, the last being as-of."""

    name: Text
    people: tuple[float, ...]


@dataclass(frozen=True)
class Came:
    """Who came.

    Attributes:
        origins: places at risk from which anybody came.
        problems: why there are none, or what is to be known of them.
    """

    origins: tuple[From, ...]
    problems: tuple[Problem, ...]


def came(*, reader: Reader, area: int, as_of: date, known_at: date, zone: str) -> Came:
    """People through the gates of an area from places that were at risk when they came, by what was known then.

    A conveyance counts those whom its carrier told. Beyond these each person counts once, and each vehicle once for all whom nobody
    named: on the day for which it was declared that they have been in such a place, else on that of a passage that came from there.
    Those of one vehicle within three days are as many as were named, or as the occupants told first, whichever is more; one where
    neither is known. Below a city only those count whose destination lies there: they come by any gate; whoever does not
    see all gates of the city is told that others are missing.

    Args:
        reader: who reads.
        area: a path code; 0 is all that the reader sees.
        as_of: the last day.
        known_at: what was recorded after that day is left out.
        zone: of the city.
    """
    if not all(reader.reads(register) for register in REGISTERS):
        return Came((), (Problem("forecasts/gates-withheld"),))
    start, end = start_of(as_of - timedelta(days=DAYS - 1), zone), end_of(as_of, zone)
    known = end_of(known_at, zone)
    risks = [
        row for row in as_held(RiskArea, RISK, known, Q()) if row["valid_from"] < end and _until(row) > start
    ]
    if not risks:
        return Came((), (Problem("forecasts/no-risk-area"),))
    asked = _Asked(reader, area or reader.area, start, end, known, risks, zone)
    counts: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    whither = 0.0
    for place, at, people, destination in asked.everybody():
        if asked.is_near and not _lies_in(destination, asked.area):
            whither += people if destination is None else 0
            continue
        counts[place][(day_of(at, zone) - as_of).days + DAYS - 1] += people
    problems = list(_remarks(asked, counts, whither, as_of, zone))
    return Came(tuple(_from(place, counts[place]) for place in sorted(counts)), tuple(problems))


@dataclass
class _Trip:
    """Who came together: those named, or as many occupants as were told first, whichever is more."""

    place: int
    at: int
    destination: int | None = None
    named: int = 0
    occupants: int | None = None

    def join(self, person: int | None, occupants: int | None) -> None:
        """One more record of it."""
        self.named += person is not None
        self.occupants = occupants if self.occupants is None else self.occupants

    def goes_to(self, destination: int | None) -> None:
        """Where it is bound for, as it was told first: the gate may know what the declaration left open."""
        self.destination = destination if self.destination is None else self.destination

    @property
    def people(self) -> int:
        """How many."""
        return max(self.named, self.occupants or 1)


@dataclass
class _Trips:
    """Trips, as records of them come in: declarations first."""

    found: list[_Trip] = field(default_factory=list)
    by_vehicle: dict[int, _Trip] = field(default_factory=dict)
    by_person: dict[int, _Trip] = field(default_factory=dict)

    def add(self, place: int, at: int, row: Row) -> None:
        """One more record: of a trip that is known, or of one of its own."""
        vehicle, person = row["vehicle_id"], row["person_id"]
        trip = self.by_person.get(person)
        if trip is None:
            trip = self.by_vehicle.get(vehicle)
            if trip is None or (person is not None and abs(at - trip.at) > ONE_TRIP):
                trip = _Trip(place, at)
                self.found.append(trip)
            trip.join(person, row["occupants"])
        trip.goes_to(row["destination_id"])
        if vehicle is not None:
            self.by_vehicle[vehicle] = trip
        if person is not None:
            self.by_person[person] = trip


@dataclass(frozen=True)
class _Asked:
    """The question, in instants."""

    reader: Reader
    area: int
    start: int
    end: int
    known: int
    risks: Sequence[Row]
    zone: str

    @property
    def is_near(self) -> bool:
        """Is it of a part of a city?"""
        return is_below_cities(self.area)

    @property
    def sees_city(self) -> bool:
        """Does the reader see every gate of the city in which the area lies?"""
        cities = (up for up in paths.ancestors(self.area) if paths.level_of(up) == "city")
        return all(self.reader.sees(city) for city in cities)

    def place(self, origin: int | None, at: int | None) -> int | None:
        """The place at risk, as the register names it, in which an origin lay at an instant; the narrowest."""
        found = [
            row["place_id"]
            for row in self.risks
            if origin is not None and at is not None and row["valid_from"] <= at < _until(row)
            and paths.is_within(origin, row["place_id"])
        ]  # fmt: skip
        return max(found, key=lambda place: paths.LEVELS.index(paths.level_of(place)), default=None)

    def everybody(self) -> Iterator[tuple[int, int, float, int | None]]:
        """Place at risk, instant, people and destination of all who came from one."""
        told = {}
        if not self.is_near:
            for row in self._conveyances():
                place = self.place(row["came_from_id"], row["arrives_at"])
                if place is not None and row["carried"] is not None:
                    told[row["id"]] = (place, row["arrives_at"], float(row["carried"]), None)
        yield from told.values()
        for trip in self._trips(told):
            yield trip.place, trip.at, float(trip.people), trip.destination

    def _trips(self, told: Container[int | None]) -> Sequence[_Trip]:
        """Of those who are not aboard a conveyance whose carrier told how many it carries."""
        passages = sorted(self._passages(), key=_at)
        aboard = {row["person_id"] for _at_, _from_, row in passages if row["conveyance_id"] in told} - {None}
        made = _Trips()
        for at, origin, row in (*sorted(self._declarations(), key=_at), *passages):
            place = self.place(origin, at)
            if place is not None and row["conveyance_id"] not in told and row["person_id"] not in aboard:
                made.add(place, at, row)
        return made.found

    def _conveyances(self) -> Iterator[Row]:
        inside = self._inside()
        now = (
            inside.scope()
            & self._from("came_from_id")
            & Q(arrives_at__gte=self.start, arrives_at__lt=self.end)
        )
        for row in as_held(Conveyance, CONVEYANCE, self.known, now):
            at = row["arrives_at"]
            if at is not None and self.start <= at < self.end and inside.sees(row["area_id"]):
                yield row

    def _declarations(self) -> Iterator[tuple[int, int | None, Row]]:
        """Instant of arrival, where they have been, and the declaration."""
        inside = self._inside()
        now = inside.scope() & self._from("stay_area_id") & Q(made_at__lt=self.end)
        for row in as_held(Declaration, DECLARATION, self.known, now):
            at = self._expected(row)
            if self.start <= at < self.end and row["made_at"] < self.end and inside.sees(row["area_id"]):
                yield at, row["stay_area_id"], row

    def _expected(self, row: Row) -> int:
        """The start of the day of arrival, or when it was declared where none was told."""
        day = row["arrives_on"]
        if day is None:
            return int(row["made_at"])
        return start_of(date.fromisoformat(day) if isinstance(day, str) else day, self.zone)

    def _passages(self) -> Iterator[tuple[int, int | None, Row]]:
        inside = self._inside()
        now = (
            inside.scope() & self._from("origin_id") & Q(at__gte=self.start, at__lt=self.end, direction="in")
        )
        for row in as_held(Passage, PASSAGE, self.known, now):
            if (
                row["direction"] == "in"
                and self.start <= row["at"] < self.end
                and inside.sees(row["area_id"])
            ):
                yield row["at"], row["origin_id"], row

    def _inside(self) -> Reader:
        """The gates that are asked: of a part of a city those of all that the reader sees."""
        return self.reader if self.is_near else self.reader.inside(self.area)

    def _from(self, column: str) -> Q:
        spans = [paths.span(row["place_id"]) for row in self.risks]
        return reduce(or_, (Q(**{f"{column}__gte": low, f"{column}__lt": high}) for low, high in spans))

    def unknown(self, since: int) -> int:
        """Passages inwards since an instant of which nobody wrote from where."""
        now = self._inside().scope() & Q(
            at__gte=since, at__lt=self.end, direction="in", recorded_at__lte=self.known
        )
        nowhere = Q(origin=None) & (Q(conveyance=None) | Q(conveyance__came_from=None))
        return Passage.objects.filter(now & nowhere).count()


def _at(one: tuple[int, int | None, Row]) -> tuple[int, int]:
    return one[0], one[2]["id"]


def _remarks(
    asked: _Asked, counts: Mapping[int, Mapping[int, float]], whither: float, as_of: date, zone: str
) -> Iterator[Problem]:
    if asked.is_near and not asked.sees_city:
        yield Problem("forecasts/gates-elsewhere")
    if not counts:
        yield Problem("forecasts/nobody-came")
    else:
        first = min(day for each in counts.values() for day in each)
        if first > 0:
            yield Problem("forecasts/arrivals-since", facts={"day": as_of - timedelta(days=DAYS - 1 - first)})
    if whither:
        yield Problem("forecasts/whither-unknown", facts={"count": f"{whither:g}"})
    unknown = asked.unknown(start_of(as_of - timedelta(days=LATELY - 1), zone))
    if unknown:
        yield Problem("forecasts/from-unknown", facts={"count": unknown})


def _from(place: int, days: Mapping[int, float]) -> From:
    area = Area.objects.get(id=place)
    return From(Text(area.name_zh, area.name_en), tuple(days.get(day, 0.0) for day in range(DAYS)))


def _until(row: Row) -> float:
    return float("inf") if row["valid_until"] is None else float(row["valid_until"])


def _lies_in(place: int | None, area: int) -> bool:
    return place is not None and paths.is_within(place, area)
