"""A plan as frozen values: what the loader makes of a folder and all engines read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from lianfang.base.instants import Instant, start_of
from lianfang.base.problems import Problem
from lianfang.base.words import Text
from lianfang.plan.nodes import Path, Term, Test, Type

Status = Literal["confirmed", "part", "assumed"]
ClauseKind = Literal["must", "figure", "measure", "text"]

LINES: Mapping[str, Text] = {
    "unified_command": Text("统一指挥", "Unified command"),
    "gates": Text("交通关口", "Gates"),
    "communities": Text("社区", "Communities"),
    "enterprises": Text("园区企业", "Parks and enterprises"),
    "premises": Text("楼宇商超", "Buildings and malls"),
    "campuses": Text("校园", "Campuses"),
    "treatment": Text("医疗救治", "Treatment"),
    "research": Text("科研攻关", "Research"),
    "supplies": Text("物资保障", "Medical supplies"),
    "staff_care": Text("关爱医护", "Care of medical staff"),
    "order": Text("秩序与安全", "Order and safety"),
    "information": Text("信息公开", "Public information"),
    "resume_enterprises": Text("企业有序复工", "Resumption: enterprises in order"),
    "resume_responsibility": Text("复工主体责任", "Resumption: responsibility and inspection"),
    "resume_staff": Text("员工返岗", "Resumption: staff"),
    "resume_safety": Text("安全生产", "Resumption: work safety"),
    "resume_relief": Text("惠企帮扶", "Resumption: relief"),
    "general": Text("总体要求", "General demands"),
}
"""The twelve lines of control, the five of resumption, and what stands above them all."""


@dataclass(frozen=True)
class Source:
    """Where a rule or figure comes from, and how sure we are."""

    document: str
    status: Status
    note: str = ""


@dataclass(frozen=True)
class Place:
    """Where in the plan's folder a thing is written."""

    file: str
    line: int


@dataclass(frozen=True)
class Clause:
    """One demand of the directive; ``phrases`` are the few words of the directive for which it stands."""

    key: str
    line: str
    kinds: tuple[ClauseKind, ...]
    title: Text
    text: Text
    because: Text | None
    place: Place
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """What a dated value is from a day on. ``areas`` are national codes; durations are seconds; dates are dates."""

    since: date
    value: int | float | str | bool | date | tuple[str, ...]
    source: Source


@dataclass(frozen=True)
class Value:
    """A number that someone may change next week, with its dates and sources; entries are in order of time."""

    key: str
    type: Type | Literal["areas"]
    title: Text
    entries: tuple[Entry, ...]
    place: Place


@dataclass(frozen=True)
class Denominator:
    """Where a must's population comes from, and whether that is independent of the evidence."""

    source: Text
    independent: bool
    check: str = ""


@dataclass(frozen=True)
class Must:
    """A population, the evidence each member needs, a deadline, an owner: see ``docs/algorithms/must.md``."""

    key: str
    clause: str
    title: Text
    every: str
    where: Test
    denominator: Denominator
    has: str  # a register, or "itself"
    such_that: Test
    met_at: Term
    by: Term
    owner: Path | None
    cannot_tell_owner: Path | None
    since: date | None
    until: date | None
    each_day: bool
    restricts: bool
    basis: Text | None
    review: date | None
    twin: str
    source: Source
    written: Mapping[str, str]  # the expressions as the author wrote them
    place: Place
    not_recommended: tuple[str, ...] = ()  # the origin columns its population reads


@dataclass(frozen=True)
class Counted:
    """A figure counted from records: rows of ``every`` where ``where``, at the instant ``at``; with ``day``, of the as-of day only."""

    every: str
    where: Test
    at: Term
    total: Path | None  # a number to add up instead of counting rows
    day: bool
    area: Path | None = None  # where a row counts; if unknown or not said, the row's own area


@dataclass(frozen=True)
class Reported:
    """A figure that areas report: the returns with this code."""

    code: str
    shape: Literal["stock", "cumulative", "flow"]


@dataclass(frozen=True)
class Figure:
    """One figure, one definition, everywhere."""

    key: str
    clause: str
    title: Text
    unit: Text
    definition: Text
    of_record: Literal["counted", "reported"]
    counted: Counted | None
    reported: Reported | None
    source: Source
    place: Place
    listed: bool = True  # among the brief's figures; else only the ledgers and zonings that read it show it


@dataclass(frozen=True)
class Addend:
    """One term of an identity: a reported figure, its change since the day before, or its sum over the areas below."""

    sign: Literal[1, -1]
    what: Literal["value", "change", "sum"]
    figure: str


@dataclass(frozen=True)
class Identity:
    """What reported figures of one area and day owe each other: ``figure = equals``; checked, never repaired."""

    key: str
    title: Text
    figure: str
    equals: tuple[Addend, ...]
    written: str
    place: Place


@dataclass(frozen=True)
class StockLedger:
    """What makes one day's stock out of the day before's: opening + ``inflows`` - ``outflows`` = closing.

    Opening and closing are the reported ``stock`` of two days, never worked out from the rows that the flows count.
    """

    key: str
    title: Text
    stock: str
    inflows: tuple[Addend, ...]
    outflows: tuple[Addend, ...]
    place: Place


@dataclass(frozen=True)
class AreaNumber:
    """A number of an area that zones are told by: a figure as it stands, or what came in the last ``days`` days (0: as it stands)."""

    key: str
    title: Text
    figure: str
    days: int


@dataclass(frozen=True)
class ZoneClass:
    """One class of a zoning, such as low risk."""

    key: str
    title: Text


@dataclass(frozen=True)
class ZoneRule:
    """How areas are put into classes from a day on: one test for each class, of which always exactly one is true."""

    since: date
    numbers: Mapping[str, AreaNumber]
    tests: Mapping[str, Test]
    source: Source
    place: Place


@dataclass(frozen=True)
class Zoning:
    """Areas of one level put into classes, the mildest first, by dated rules; before the first there is no rule in force."""

    key: str
    title: Text
    level: str
    classes: tuple[ZoneClass, ...]
    rules: tuple[ZoneRule, ...]
    place: Place

    def rule(self, day: date) -> ZoneRule | None:
        """The rule in force on a day."""
        begun = [rule for rule in self.rules if rule.since <= day]
        return begun[-1] if begun else None


@dataclass(frozen=True)
class Part:
    """Some of the rows that a figure counts, and what they have in common; its own parts are among them."""

    title: Text
    counted: Counted
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Explanation:
    """What can be said of the difference between a figure's count and its report; the rest cannot be decided.

    ``against`` is the reported figure that the parts are to be held to, empty where there is none.
    """

    key: str
    title: Text
    figure: str
    against: str
    parts: tuple[Part, ...]
    place: Place


@dataclass(frozen=True)
class Step:
    """So many seconds past due, a gap rises to this level of the tree of areas."""

    after: int
    to: str


@dataclass(frozen=True)
class Rung:
    """The steps for duties that fall due from a day on, in order of time and of level."""

    since: date
    steps: tuple[Step, ...]
    source: Source


@dataclass(frozen=True)
class Ladder:
    """How gaps rise: those of one must, or (``must`` empty) of all that have no ladder of their own."""

    key: str
    title: Text
    must: str
    rungs: tuple[Rung, ...]
    place: Place


@dataclass(frozen=True)
class LaneRule:
    """Who goes to which lane: ``if_declared``, where it says one, is for those who have declared."""

    key: str
    where: Test
    lane: str
    if_declared: str
    because: Text
    not_recommended: tuple[str, ...] = ()  # what it reads of where people come from


@dataclass(frozen=True)
class Lanes:
    """Which way each of a register's rows goes, by rules in order; ``declared`` is the must that says what a declaration is."""

    key: str
    clause: str
    title: Text
    since: date
    until: date | None
    every: str
    where: Test
    declared: str
    signs: Mapping[str, Text]
    rules: tuple[LaneRule, ...]
    source: Source
    place: Place


GuardKey = Literal["in", "inside", "out"]


@dataclass(frozen=True)
class Guard:
    """One of the three guards: keep it out, stop it spreading inside, do not pass it on; a clause may serve several."""

    key: GuardKey
    title: Text
    clauses: tuple[str, ...]
    source: Source


@dataclass(frozen=True)
class PeriodPoint:
    """A point of the day's clock; ``at`` names the dated value that says how long after 00:00."""

    key: Literal["data_cut_off", "brief", "decision_meeting", "handover"]
    title: Text
    at: str


@dataclass(frozen=True)
class EpidemicCurve:
    """Which counted figure the curve is made of, and which of its register's columns say the onset and the origin."""

    figure: str
    onset: str
    origin: str


@dataclass(frozen=True)
class Response:
    """What the board's head says: since when the city responds, at which level, by which clock, and on which guard.

    ``began``, ``level`` and what the owners' list goes by (``help_from`` duties on) name dated values.
    """

    key: str
    title: Text
    began: str
    level: str
    levels: Mapping[str, Text]
    help_from: str
    curve: EpidemicCurve
    period: tuple[PeriodPoint, ...]
    guards: tuple[Guard, ...]
    place: Place

    @property
    def values(self) -> tuple[str, ...]:
        """The dated values that it reads."""
        return (self.began, self.level, self.help_from, *(point.at for point in self.period))


@dataclass(frozen=True)
class Plan:
    """A loaded plan: nothing in it is wrong, and everything in it has a source."""

    key: str
    title: Text
    zone: str
    offset: int  # seconds east of UTC, fixed over the plan's term
    since: date
    until: date
    city: str  # national code of the city's area
    clauses: Mapping[str, Clause]
    values: Mapping[str, Value]
    musts: Mapping[str, Must]
    figures: Mapping[str, Figure]
    hash: str  # sha256 over the files
    warnings: tuple[Problem, ...] = field(default=())
    identities: Mapping[str, Identity] = field(default_factory=dict)
    explanations: Mapping[str, Explanation] = field(default_factory=dict)
    ledgers: Mapping[str, StockLedger] = field(default_factory=dict)
    zonings: Mapping[str, Zoning] = field(default_factory=dict)
    ladders: Mapping[str, Ladder] = field(default_factory=dict)
    lanes: Mapping[str, Lanes] = field(default_factory=dict)
    response: Response | None = None

    def value_at(
        self, name: str, instant: Instant
    ) -> int | float | str | bool | date | tuple[str, ...] | None:
        """What a dated value is at an instant; None where there is no such value, or none yet."""
        value = self.values.get(name)
        begun = [e.value for e in value.entries if start_of(e.since, self.zone) <= instant] if value else []
        return begun[-1] if begun else None

    def number_at(self, name: str, instant: Instant) -> int | float | None:
        """The number, or the seconds, that a dated value is at an instant; None also where it is neither."""
        found = self.value_at(name, instant)
        return found if isinstance(found, int | float) and not isinstance(found, bool) else None
