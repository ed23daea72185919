"""What the board shows, as plain values: frozen, in both languages, instants and days as ISO 8601.

The JSON's published schema is made from these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lianfang.fronts.command.shapes import (
    Coverage,
    DenominatorSaid,
    GapSaid,
    LedgerDaySaid,
    Number,
    PlaceSaid,
    PlanSaid,
    SourceSaid,
    Words,
)
from lianfang.plan.model import GuardKey


@dataclass(frozen=True)
class Numbers:
    """How some musts stand together: due = met_in_time + late + excused + gaps; cannot-tells stand beside.

    ``coverage`` is null where nothing was due and nothing undecided; ``independent`` says whether every population
    among them was counted by someone else than who gives the evidence.
    """

    due: int
    met_in_time: int
    late: int
    excused: int
    gaps: int
    cannot_tell: int
    coverage: Coverage | None
    coverage_words: Words
    independent: bool


@dataclass(frozen=True)
class ReportedThere:
    """What one area reported; ``value`` is null where its return is missing. ``as_of`` is that of the very value."""

    area: PlaceSaid
    value: Number | None
    as_of: str


@dataclass(frozen=True)
class ReportedSaid:
    """A figure as it was reported, of the area and of those one level below that have ever reported it."""

    figure: str
    title: Words
    unit: Words
    value: Number | None
    as_of: str
    below: tuple[ReportedThere, ...]


@dataclass(frozen=True)
class Before:
    """The same numbers at an earlier instant."""

    days: int
    as_of: str
    gaps: int
    cannot_tell: int
    coverage: Coverage | None


@dataclass(frozen=True)
class DutyKey:
    """By what a duty is found again: must, the record's register and reference, and the day where there is one for each."""

    must: str
    title: Words
    register: str
    subject: str
    period: str | None


@dataclass(frozen=True)
class OldestGap:
    """The gap that has stood longest: since its deadline, so many seconds."""

    duty: DutyKey
    since: str
    age: int


@dataclass(frozen=True)
class LineCard:
    """One line: how its musts stand, and what of its clauses nothing checks."""

    line: str
    title: Words
    state: Literal["working", "no_working_musts"]
    musts: int
    working: int
    clauses: int
    clauses_without_must: tuple[str, ...]
    numbers: Numbers
    trend: tuple[Before, ...]
    oldest: OldestGap | None


@dataclass(frozen=True)
class GuardCard:
    """One of the three guards, and how the musts under its clauses stand; a must may stand on more than one."""

    guard: GuardKey
    title: Words
    clauses: tuple[str, ...]
    musts: int
    source: SourceSaid
    numbers: Numbers
    trend: tuple[Before, ...]


@dataclass(frozen=True)
class AreaTile:
    """One of the areas a level below: the tiles and what belongs to none of them sum to the whole."""

    area: PlaceSaid
    numbers: Numbers
    gaps_before: tuple[int, ...]


@dataclass(frozen=True)
class ClockPoint:
    """A point of the operational period, and whether it is past."""

    point: str
    title: Words
    at: str
    is_past: bool
    source: SourceSaid


@dataclass(frozen=True)
class ResponseSaid:
    """Since when the city responds, on which day of it, at which level; each null where no value is in force yet."""

    title: Words
    began: str | None
    began_source: SourceSaid | None
    day: int | None
    level: str | None
    level_words: Words | None
    level_source: SourceSaid | None
    clock: tuple[ClockPoint, ...]
    next_point: str | None


@dataclass(frozen=True)
class CurveDay:
    """One day: how many, by origin (``unknown`` for those not told), and whether it is complete yet."""

    day: str
    counts: dict[str, int]
    is_complete: bool


@dataclass(frozen=True)
class CurveSaid:
    """Cases by day of report and by day of onset; both sum to the figure, less those whose onset is not known."""

    figure: str
    title: Words
    as_of: str
    total: int
    cannot_tell: int
    origins: dict[str, Words]
    by_report: tuple[CurveDay, ...]
    by_onset: tuple[CurveDay, ...]
    onset_unknown: int
    reported_within: int | None
    """Days from onset within which nine of ten cases were reported; later days of onset are not complete."""


@dataclass(frozen=True)
class OwnerInNeed:
    """An owner far behind what the area shows of the same musts: so many gaps more than chance would bring.

    ``expected`` is how many gaps there would be, had each must gone as it goes in the area; ``limits`` are the gaps at which
    the 95 % and 99.8 % funnel end for so many duties; ``beyond`` is the wider one that is passed.
    """

    owner: str
    name: Words
    due: int
    gaps: int
    expected: float
    limits: tuple[int, int]
    beyond: Literal["95", "99.8"]
    gap_hours: int
    worst_must: str
    worst_title: Words
    worst_gaps: int
    reason: Words


@dataclass(frozen=True)
class OwnersSaid:
    """Ten owners that need help, by overdue gap-hours; as of a whole hour, and counted when."""

    as_of: str
    counted_at: str
    from_duties: int
    owners: int
    comparable: int
    rows: tuple[OwnerInNeed, ...]


Part = Literal["oldest", "owners", "curve"]


@dataclass(frozen=True)
class NotGiven:
    """A part that is not given here, and why."""

    part: Part
    reason: Words


@dataclass(frozen=True)
class Board:
    """The whole area at one instant."""

    as_of: str
    known_at: str
    plan: PlanSaid
    area: PlaceSaid
    response: ResponseSaid | None
    numbers: Numbers
    trend: tuple[Before, ...]
    guards: tuple[GuardCard, ...]
    ledgers: tuple[LedgerDaySaid, ...]
    reported: tuple[ReportedSaid, ...]
    lines: tuple[LineCard, ...]
    general: LineCard
    areas: tuple[AreaTile, ...]
    outside_areas: Numbers | None
    """What lies in the area itself and in none of those below; null where that is nothing."""
    curve: CurveSaid | None
    owners: OwnersSaid | None
    oldest: tuple[GapSaid, ...]
    not_given: tuple[NotGiven, ...]


@dataclass(frozen=True)
class MustRow:
    """A must on its line's page."""

    must: str
    title: Words
    sentence: Words
    is_working: bool
    restricts: bool
    numbers: Numbers
    trend: tuple[Before, ...]
    oldest: OldestGap | None


@dataclass(frozen=True)
class ClauseRow:
    """A clause with its musts; without one, why that is so. The keys of the figures that serve it stand beside."""

    clause: str
    title: Words
    text: Words
    kinds: tuple[str, ...]
    musts: tuple[MustRow, ...]
    figures: tuple[str, ...]
    because: Words | None


@dataclass(frozen=True)
class LinePage:
    """One line, clause by clause."""

    as_of: str
    known_at: str
    area: PlaceSaid
    card: LineCard
    clauses: tuple[ClauseRow, ...]
    without_clause: tuple[MustRow, ...]
    """Musts of the general demands that name no clause of the plan."""
    areas: tuple[AreaTile, ...]


@dataclass(frozen=True)
class ValueSaid:
    """A dated value that a must reads: what is in force, since when, on whose word; and all its entries."""

    value: str
    title: Words
    in_force: Words | None
    since: str | None
    source: SourceSaid | None
    entries: tuple[tuple[str, Words], ...]
    """From which day on, and what it is."""


@dataclass(frozen=True)
class OwnerShare:
    """How a must stands with one owner, as of a whole hour."""

    owner: str
    name: Words
    due: int
    gaps: int
    gap_hours: int


@dataclass(frozen=True)
class ExampleSaid:
    """A worked example of the plan, as it is written there."""

    title: str
    text: str


@dataclass(frozen=True)
class RestrictionSaid:
    """On what a must that restricts people rests, when it is looked at again, and what protects whom it restricts."""

    basis: Words | None
    review: str | None
    twin: str
    twin_title: Words | None


@dataclass(frozen=True)
class MustPage:
    """One must: its rule, its sources, and how it stands."""

    as_of: str
    known_at: str
    area: PlaceSaid
    must: str
    line: str
    clause: str
    clause_title: Words | None
    title: Words
    sentence: Words
    written: dict[str, str]
    source: SourceSaid
    note: str
    denominator: DenominatorSaid
    values: tuple[ValueSaid, ...]
    restriction: RestrictionSaid | None
    not_recommended: tuple[str, ...]
    is_working: bool
    numbers: Numbers
    trend: tuple[Before, ...]
    areas: tuple[AreaTile, ...]
    owners_as_of: str | None
    owners: tuple[OwnerShare, ...]
    examples: tuple[ExampleSaid, ...]


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet and how many of the listed duties have it."""

    key: str
    name: Words
    count: int


@dataclass(frozen=True)
class Facets:
    """How the listed duties fall out by area one level below, by owner, by age, and by must; each sums to the total. What stands
    at the list's own area, and in none below, has that area's key."""

    areas: tuple[FacetValue, ...]
    owners: tuple[FacetValue, ...]
    ages: tuple[FacetValue, ...]
    musts: tuple[FacetValue, ...]


@dataclass(frozen=True)
class GapPage:
    """Some duties of a list; ``total`` is the whole and equals the figure. ``next_key`` asks for what comes after."""

    as_of: str
    area: PlaceSaid
    kind: str
    sort: str
    total: int
    rows: tuple[GapSaid, ...]
    next_key: str | None
    facets: Facets


@dataclass(frozen=True)
class Fact:
    """One column of a record; ``withheld`` where this reader may not see it, ``value`` null where it is not known."""

    name: str
    title: Words
    kind: str
    privacy: str
    value: str | int | float | bool | None
    words: Words | None
    withheld: bool


@dataclass(frozen=True)
class LinkFact:
    """A link to another record: its register and reference; ``reference`` null where the link is not known."""

    name: str
    title: Words
    register: str
    reference: str | None
    withheld: bool


@dataclass(frozen=True)
class Trace:
    """One entry of the journal on a record: who did what, when, for what purpose, to which fields."""

    at: str
    actor: str
    role: str
    verb: str
    purpose: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Was:
    """What changed at an instant, and what it was until then; fields whose values are withheld, and links, are only named."""

    until: str
    values: dict[str, str | int | float | bool | None]
    named: tuple[str, ...]


@dataclass(frozen=True)
class TestSaid:
    """One part of a rule in words, and what it comes out as for this record.

    ``not_asked`` where it speaks of evidence that is not there, ``withheld`` where it reads what this reader may not see.
    """

    words: Words
    holds: Literal["yes", "no", "unknown", "not_asked", "withheld"]


@dataclass(frozen=True)
class DutySaid:
    """A duty on the record: how it stands at the instant, why, and what would close it."""

    duty: DutyKey
    state: Literal["not_yet_due", "met_in_time", "late", "excused", "gap", "cannot_tell"]
    why: Words
    population: tuple[TestSaid, ...]
    evidence: tuple[TestSaid, ...]
    evidence_register: Words | None
    deadline: Words
    due_at: str | None
    met_at: str | None
    missing: tuple[Words, ...]
    owner: str | None
    owner_name: Words | None
    closes: Words
    gap: GapSaid | None


@dataclass(frozen=True)
class RecordPage:
    """A record with its history and the duties on it."""

    as_of: str
    register: str
    title: Words
    reference: str
    area: PlaceSaid | None
    recorded_at: str
    facts: tuple[Fact, ...]
    links: tuple[LinkFact, ...]
    duties: tuple[DutySaid, ...]
    history: tuple[Was, ...]
    journal: tuple[Trace, ...]
