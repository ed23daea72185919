"""The brief and the list of gaps as they leave the house: the JSON's published schema is made from these models."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from lianfang.base.problems import Problem
from lianfang.base.words import Language, Text

Number = int | float
Kind = Literal["counted", "reported"]


class Shape(BaseModel):
    """What every part has: no unknown keys, nothing changes after it is made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Shape):
    """One wording in both languages."""

    zh: str
    en: str

    @classmethod
    def of(cls, text: Text) -> Words:
        """The wording of a text."""
        return cls(zh=text.zh, en=text.en)

    def to(self, language: Language) -> str:
        """The wording in one language."""
        return self.zh if language == "zh" else self.en


class PlaceSaid(Shape):
    """An area: its national code, or its reference where it has none."""

    code: str
    name: Words
    level: str


class PlanSaid(Shape):
    """Which plan, in which version, since when."""

    key: str
    title: Words
    hash: str
    since: str = Field(description="when this version was put in force")


class FigureSaid(Shape):
    """One figure of one area, counted from records or reported. ``value`` is null where it is missing: never zero."""

    id: str
    title: Words
    unit: Words
    area: str = Field(description="national code of the area, or its reference where it has none")
    area_name: Words
    value: Number | None
    kind: Kind
    as_of: str = Field(
        description="of this very value; older than the brief's where the newest return is older"
    )
    missing: bool = Field(description="the return for the last whole day has not come")
    of_record: bool
    cannot_tell: int | None = Field(
        description="rows that cannot be told to count or not; null for reported figures"
    )
    definition: Words


class Coverage(Shape):
    """A range, cut off (never rounded up) after the fourth digit: 1 is only ever exactly all."""

    low: float
    high: float

    @classmethod
    def of(cls, exact: tuple[Fraction, Fraction] | None) -> Coverage | None:
        """The range of an exact one."""
        return None if exact is None else cls(low=floored(exact[0]), high=floored(exact[1]))


def floored(share: Fraction) -> float:
    """A share cut off after the fourth digit."""
    return share.numerator * 10_000 // share.denominator / 10_000


class DenominatorSaid(Shape):
    """Where a must's population comes from; where that is not independent, coverage is only *of those recorded*."""

    source: Words
    independent: bool


class ExcusesSaid(Shape):
    """Excuses of one must that hold, with what they have in common: why, by whom, and until when at the least and most."""

    reason: str
    reason_words: Words
    given_by: str
    approved_by: str
    count: int
    first_end: str = Field(description="when the first of them ends")
    last_end: str = Field(description="when the last of them ends")


class EscalatedSaid(Shape):
    """How many gaps of one must have risen to a level of the tree; a gap counts at the highest it has reached."""

    level: str
    level_words: Words
    count: int


class ShareSaid(Shape):
    """How a must stands in one of the areas below."""

    area: str
    area_name: Words
    due: int
    excused: int
    gaps: int
    cannot_tell: int


class MustSaid(Shape):
    """How a must stands: due = met_in_time + late + excused + gaps; cannot-tells stand beside."""

    must: str
    clause: str
    title: Words
    sentence: Words
    due: int
    met_in_time: int
    late: int
    excused: int
    gaps: int
    cannot_tell: int
    coverage: Coverage | None = Field(description="null where nothing was due and nothing undecided")
    coverage_words: Words
    denominator: DenominatorSaid
    excuses: list[ExcusesSaid] = Field(
        description="why duties are excused, by whom and until when; the most first"
    )
    escalated: list[EscalatedSaid] = Field(description="gaps that have risen up the tree, lowest level first")
    by_area: list[ShareSaid] = Field(
        description="areas one level below that have gaps, excused or cannot-tells, worst first"
    )


class LineSaid(Shape):
    """A line of control and its musts."""

    line: str
    title: Words
    musts: list[MustSaid]


class DifferenceSaid(Shape):
    """Counted beside reported for one area."""

    figure: str
    title: Words
    area: str
    area_name: Words
    as_of: str
    counted: Number
    cannot_tell: int
    reported: Number
    difference: Number
    note: Words


class PartSaid(Shape):
    """How many rows of a count have something in common, and some of those in turn."""

    title: Words
    count: Number
    cannot_tell: int
    parts: list[PartSaid]


class ExplanationSaid(Shape):
    """What is known of a figure's differences; whatever is left cannot be decided from the list."""

    figure: str
    title: Words
    area: str
    area_name: Words
    counted: Number
    parts: list[PartSaid]
    against: str
    against_title: Words | None
    reported: Number | None


class BreakSaid(Shape):
    """A day on which an identity does not hold."""

    day: str
    expected: Number
    reported: Number
    difference: Number


class IdentitySaid(Shape):
    """An identity of reported figures over all reported days; a day that lacks a term is not checkable and never passed."""

    identity: str
    title: Words
    figure: str
    equals: str
    area: str
    area_name: Words
    days_held: int
    days_broken: list[BreakSaid]
    days_not_checkable: list[str]


class ProblemSaid(Shape):
    """Something to look at: a code, where, what, how to mend."""

    code: str
    file: str
    line: int
    what: Words
    mend: Words

    @classmethod
    def of(cls, problem: Problem) -> ProblemSaid:
        """A problem of the catalogue."""
        return cls.model_validate(problem.as_json())


class JournalSaid(Shape):
    """How far the journal was sealed when the brief was asked for; kept in other hands, ``root`` shows what is done to it later."""

    position: int = Field(description="of the last entry sealed; 0 before the first seal")
    root: str | None = Field(
        description="as lianfang verify-journal --root takes it: the position, a colon, 160 bits"
    )
    at: str | None = Field(description="the last seal's instant")
    unsealed: int = Field(description="entries that wait for their seal")


class EntrySaid(Shape):
    """One line of a ledger's day; ``value`` is null where it is not known: never zero."""

    figure: str
    title: Words
    what: Literal["value", "change", "sum"] = Field(
        description="the figure itself, its change since the day before, or its sum over the areas below"
    )
    kind: Kind
    source: Literal["confirmed", "part", "assumed"] = Field(description="how sure we are of the figure")
    day: str
    value: Number | None
    cannot_tell: int | None = Field(
        description="rows that cannot be told to count or not; null for reported figures"
    )
    summed: bool = Field(
        description="the area has no return of its own: what is inside it, all of it, was added up"
    )
    returns: list[str] = Field(description="references of the returns of which the value is made")


class LedgerDaySaid(Shape):
    """One ledger of stocks and flows of one area on one day: opening + in - out = closing, or why not."""

    ledger: str
    title: Words
    unit: Words
    area: str
    area_name: Words
    day: str
    opening: EntrySaid = Field(description="what was reported as the closing of the day before")
    inflows: list[EntrySaid]
    outflows: list[EntrySaid]
    closing: EntrySaid
    came: Number | None = Field(description="the sum of the inflows; null where one is not known")
    went: Number | None = Field(description="the sum of the outflows; null where one is not known")
    change: Number | None = Field(description="closing less opening")
    difference: Number | None = Field(description="what the flows leave unexplained of the change")
    verdict: Literal["balances", "unexplained", "flows_not_reported", "opening_missing", "closing_missing"]
    verdict_words: Words

    @property
    def is_assumed(self) -> bool:
        """Is any of its figures only assumed to be reported so?"""
        parts = (self.opening, *self.inflows, *self.outflows)
        return any(part.source == "assumed" for part in parts)


class AreaNumberSaid(Shape):
    """A number that an area's class is told by: exact where ``low`` equals ``high``, which is null where nothing bounds it."""

    number: str
    title: Words
    figure: str
    kind: Kind
    over_days: int | None = Field(description="what came in so many days; null for the figure as it stands")
    low: Number
    high: Number | None
    as_of: str


class ClassSaid(Shape):
    """A class of a zoning."""

    key: str
    title: Words


class SourceSaid(Shape):
    """Where a rule comes from, and how sure we are."""

    document: str
    status: Literal["confirmed", "part", "assumed"]


class ZoneSaid(Shape):
    """How an area stands in a zoning. ``possible`` holds the class; several where it cannot be told; none without a rule."""

    zoning: str
    title: Words
    area: str
    area_name: Words
    state: Literal["decided", "cannot_tell", "no_rule"]
    possible: list[ClassSaid]
    since: str | None = Field(description="from when the rule holds; null where none is in force")
    source: SourceSaid | None
    reason: Words
    missing: list[Words] = Field(description="the numbers not known on which the class hangs")
    numbers: list[AreaNumberSaid]


class Brief(Shape):
    """The figures, the musts line by line, and what is to be looked at, of one area at one instant."""

    as_of: str = Field(description="event time: the end of the day that the brief speaks of")
    known_at: str = Field(description="what was recorded later is left out")
    plan: PlanSaid
    area: PlaceSaid
    figures: list[FigureSaid]
    lines: list[LineSaid]
    differences: list[DifferenceSaid]
    explanations: list[ExplanationSaid]
    identities: list[IdentitySaid]
    ledgers: list[LedgerDaySaid] = Field(description="stocks and flows of the last whole day")
    zones: list[ZoneSaid]
    problems: list[ProblemSaid]
    journal: JournalSaid


FindingKind = Literal["gap", "cannot_tell", "excused"]


class ExcuseSaid(Shape):
    """An excuse: why, in words, from when until when, given by one and approved by another."""

    ref: str
    reason: str
    reason_words: Words
    words: str
    begins_at: str
    ends_at: str
    given_by: str
    approved_by: str
    revoked_by: str | None = Field(description="who ended it early; null where nobody did")


class RisenSaid(Shape):
    """How far up the tree a gap has risen: the level, the area there, its command or the nearest above, and since when."""

    level: str
    level_words: Words
    area: str
    area_name: Words
    owner: str | None
    owner_name: Words | None
    since: str


class TaskOnGap(Shape):
    """The task on a duty, as it stood at the instant asked for. Closing it closes no gap."""

    ref: str
    state: str
    state_words: Words
    unit: str
    unit_name: Words
    due_at: str


class GapSaid(Shape):
    """One duty that is due and not met, or excused, or cannot be told."""

    must: str
    title: Words
    kind: FindingKind
    register_: str = Field(alias="register")
    subject: str = Field(description="the record's reference")
    period: str | None = Field(description="the day, for duties of each day")
    area: str
    area_name: Words
    due_at: str | None
    since: str | None = Field(description="from when it counts; null where nothing tells")
    age: int | None = Field(description="seconds since then")
    state: Words
    missing: list[Words] = Field(description="facts for want of which it cannot be told")
    owner: str | None = Field(description="the owner's reference")
    owner_name: Words | None
    evidence: str | None = Field(description="evidence that came after the instant asked for")
    excuse: ExcuseSaid | None = Field(description="the excuse that holds; null where none does")
    escalated_to: RisenSaid | None = Field(description="how far a gap has risen; null where it has not")
    task: TaskOnGap | None


class GapList(Shape):
    """A list of gaps, of what is excused, or of cannot-tells; ``total`` is its whole length.

    It equals the brief's figure, or (``escalated``) that of the gaps that have risen.
    """

    as_of: str
    area: PlaceSaid
    must: str | None
    kind: FindingKind
    escalated: bool
    total: int
    offset: int
    rows: list[GapSaid]


class ExcuseListed(ExcuseSaid):
    """An excuse with the duty it is of, and whether it counts at the instant asked for."""

    must: str
    title: Words
    register_: str = Field(alias="register")
    subject: str = Field(description="the record's reference; empty where it has been withdrawn")
    period: str | None
    area: str
    area_name: Words
    until: str = Field(description="the end as it was given; later than ends_at where it was revoked")
    recorded_at: str
    counts: bool = Field(description="is the duty excused by it at the instant asked for?")


class ExcuseList(Shape):
    """Excuses that hold at an instant, or all of them."""

    as_of: str
    total: int
    rows: list[ExcuseListed]


class TaskListed(Shape):
    """A task with all that was said of it."""

    ref: str
    title: str
    clause: str | None
    must: str | None
    subject: str | None
    period: str | None
    unit: str
    unit_name: Words
    area: str
    area_name: Words
    state: str
    state_words: Words
    is_overdue: bool = Field(description="past its date, and neither closed nor returned")
    assigned_at: str
    due_at: str
    received_at: str | None
    evidence_at: str | None
    evidence: str | None
    evidence_by: str | None
    verified_at: str | None
    verified_by: str | None
    closed_at: str | None
    returned_at: str | None
    outcome: str | None
    outcome_words: Words | None


class TaskList(Shape):
    """Tasks, those that are due first in front."""

    as_of: str
    total: int
    rows: list[TaskListed]
