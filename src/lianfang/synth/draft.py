"""The city while it is made: events in compact columns, and the findings that were planted, until ids are given in order of time."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lianfang.synth import arrival_figures
from lianfang.synth.calendar import AS_OF
from lianfang.synth.chance import stream
from lianfang.synth.gates import Gates, Site
from lianfang.synth.illness import Case
from lianfang.synth.kept import Kept, Numbered
from lianfang.synth.ledger import Finding
from lianfang.synth.tree import Tree

SCOPES = (
    "other_plate", "been_in_risk_area", "local", "exempt", "occupant_from_elsewhere", "bus_from_elsewhere",
)  # fmt: skip
OTHER_PLATE, BEEN_IN_RISK_AREA, LOCAL, EXEMPT, OCCUPANT_FROM_ELSEWHERE, BUS_FROM_ELSEWHERE = range(6)
TRAVELLERS = ("returning", "arriving", "stayed")
RETURNING, ARRIVING, STAYED = range(3)
NONE = -1


def _longs() -> array[int]:
    return array("q")


def _bytes() -> array[int]:
    return array("b")


@dataclass
class Subjects:
    """Vehicles or persons: when first recorded, where, and (vehicles) which origin the plate names."""

    recorded_at: array[int] = field(default_factory=_longs)
    area: array[int] = field(default_factory=_longs)
    home: array[int] = field(default_factory=_bytes)

    def add(self, area: int, home: int = NONE) -> int:
        """A new one; its instant is that of its first event."""
        self.recorded_at.append(AS_OF)
        self.area.append(area)
        self.home.append(home)
        return len(self.area) - 1

    def seen(self, which: int, at: int) -> None:
        """An event of it: the first one is when it was recorded."""
        if which >= 0 and at < self.recorded_at[which]:
            self.recorded_at[which] = at


@dataclass
class Declarations:
    """Columns of declarations; 0 stands for an area, trip or expected arrival not known, -1 for no vehicle, person or answer."""

    made_at: array[int] = field(default_factory=_longs)
    vehicle: array[int] = field(default_factory=_longs)
    person: array[int] = field(default_factory=_longs)
    stay: array[int] = field(default_factory=_longs)
    destination: array[int] = field(default_factory=_longs)
    traveller: array[int] = field(default_factory=_bytes)
    conveyance: array[int] = field(default_factory=_longs)
    occupants: array[int] = field(default_factory=_bytes)
    symptoms: array[int] = field(default_factory=_bytes)
    arrives: array[int] = field(default_factory=_longs)
    area: array[int] = field(default_factory=_longs)


@dataclass
class Passages:
    """Columns of passages; ``screened`` is 1, 0 or -1 (not known), an instant or a link 0 where it is not known."""

    at: array[int] = field(default_factory=_longs)
    gate: array[int] = field(default_factory=_longs)
    inbound: array[int] = field(default_factory=_bytes)
    vehicle: array[int] = field(default_factory=_longs)
    person: array[int] = field(default_factory=_longs)
    scope: array[int] = field(default_factory=_bytes)
    origin: array[int] = field(default_factory=_longs)
    screened: array[int] = field(default_factory=_bytes)
    screened_at: array[int] = field(default_factory=_longs)
    conveyance: array[int] = field(default_factory=_longs)
    destination: array[int] = field(default_factory=_longs)
    released_at: array[int] = field(default_factory=_longs)


@dataclass
class DailyReturn:
    """One figure of one area, or of one site, for one day."""

    figure: str
    day: date
    value: int | None
    made_at: int | None
    area: int
    site: int | None = None


@dataclass
class Found:
    """A finding as planted: ``subject`` is still the place in its column where ids are given last."""

    must: str
    register: str
    subject: int
    period: int
    finding: Finding
    why: str
    area: int


@dataclass(frozen=True)
class Isolated:
    """Someone under an order in ordinary life, by the ids of the rows told of it."""

    order: int
    area: int
    household: int | None = None
    stay: int | None = None
    contact: int | None = None


class Draft:
    """Everything of the city in the making."""

    def __init__(self, people: int, seed: int, days: int, tree: Tree, gates: Gates):
        self.people, self.seed, self.days, self.tree, self.gates = people, seed, days, tree, gates
        self.vehicles, self.persons = Subjects(), Subjects()
        self.declarations, self.passages = Declarations(), Passages()
        self.kept = Kept()
        self.cases: list[Case] = []
        self.isolated: list[Isolated] = []
        self.returns: list[DailyReturn] = []
        self.twins: dict[int, str] = {}
        self.found: list[Found] = []
        self.chance = stream(seed, "traffic")
        self.classes = stream(seed, "classes of travellers")

    def declare(
        self,
        made_at: int,
        area: int,
        *,
        vehicle: int = NONE,
        person: int = NONE,
        stay: int = 0,
        destination: int = 0,
        traveller: int | None = None,
        conveyance: int = 0,
        occupants: int = NONE,
        symptoms: int = NONE,
        arrives: int | None = None,
    ) -> int:
        """A declaration; answers its place in the columns. Where nothing is said, someone of any class arrives that same day."""
        told = self.declarations
        told.made_at.append(made_at)
        told.vehicle.append(vehicle)
        told.person.append(person)
        told.stay.append(stay)
        told.destination.append(destination)
        told.traveller.append(self._traveller() if traveller is None else traveller)
        told.conveyance.append(conveyance)
        told.occupants.append(occupants)
        told.symptoms.append(symptoms)
        told.arrives.append(made_at if arrives is None else arrives)
        told.area.append(area)
        self.vehicles.seen(vehicle, made_at)
        self.persons.seen(person, made_at)
        return len(told.area) - 1

    def _traveller(self) -> int:
        draw = self.classes.random()
        if draw < arrival_figures.RETURNING.value:
            return RETURNING
        return ARRIVING if draw < arrival_figures.RETURNING.value + arrival_figures.ARRIVING.value else STAYED

    def cross(
        self, at: int, gate: Site, inbound: bool, *, vehicle: int = NONE, person: int = NONE, scope: int = NONE,
        origin: int = 0, screened: int = NONE, screened_at: int = 0, conveyance: int = 0, destination: int = 0,
        released_at: int = 0,
    ) -> int:  # fmt: skip
        """A passage; answers its place in the columns."""
        passed = self.passages
        passed.at.append(at)
        passed.gate.append(gate.id)
        passed.inbound.append(inbound)
        passed.vehicle.append(vehicle)
        passed.person.append(person)
        passed.scope.append(scope)
        passed.origin.append(origin)
        passed.screened.append(screened)
        passed.screened_at.append(screened_at)
        passed.conveyance.append(conveyance)
        passed.destination.append(destination)
        passed.released_at.append(released_at)
        self.vehicles.seen(vehicle, at)
        self.persons.seen(person, at)
        return len(passed.at) - 1

    def keep(self, register: str, recorded_at: int, **columns: Any) -> int:
        """A row of a register that comes in small numbers; answers its id. Persons, vehicles, declarations and passages
        are named as :class:`~lianfang.synth.kept.Numbered`; what is not told is not known."""
        for value in columns.values():
            if isinstance(value, Numbered) and value.register == "person":
                self.persons.seen(value.place, recorded_at)
        return self.kept.add(register, recorded_at, columns)

    def find(
        self, must: str, register: str, subject: int, finding: Finding, why: str, area: int, period: int = 0
    ) -> None:
        """Enter a planted failing into the ledger."""
        self.found.append(Found(must, register, subject, period, finding, why, area))
