"""What the gates' commands print, as it leaves the house: the JSON's published schemas are made from these models.

People and cars are named by reference alone.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from lianfang.base.words import Language, Text


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


class ReasonSaid(Shape):
    """One reason why two rows are, or may be, one."""

    code: str
    words: Words


class MatchSaid(Shape):
    """Two rows that are one, or may be."""

    refs: tuple[str, str]
    reasons: list[ReasonSaid]


class TravellerSaid(Shape):
    """One person or car: the references it goes under, and the lists it is on."""

    refs: list[str]
    sides: list[str] = Field(description="manifest, declared, screened, passed, arrived")


class UndecidedSaid(Shape):
    """One person or car of whom a list cannot be told, and the fact that is missing."""

    refs: list[str]
    difference: str
    missing: Words


class DifferenceSaid(Shape):
    """One of the lists of what does not agree."""

    difference: str
    title: Words
    travellers: list[TravellerSaid]


class SetSaid(Shape):
    """Everyone, or every car, held against each other."""

    whom: Literal["person", "vehicle"]
    travellers: int = Field(description="how many people or cars, each once")
    on: dict[str, int] = Field(description="how many of them are on each list")
    differences: list[DifferenceSaid]
    undecided: list[UndecidedSaid]
    waiting: int = Field(description="released, not arrived, and not yet due to be")
    matched: list[MatchSaid] = Field(description="taken for one under a mistyped identity, with the reason")
    review: list[MatchSaid] = Field(description="perhaps one: a person decides; until then they are two")
    unnamed: dict[str, int] = Field(description="records that name nobody, by register")


class CountedSaid(Shape):
    """One stretch of a counter beside the gate's records."""

    since: str
    until: str
    recorded: int = Field(description="cars on their way in that the gate recorded")
    counted: int | float | None = Field(
        description="cars that the counter saw; null where the count is not known"
    )
    difference: int | float | None = Field(description="recorded less counted")


class CounterSaid(Shape):
    """A gate's records against an independent counter."""

    gate: str
    hours: list[CountedSaid]
    missing: list[str] = Field(description="starts of hours that nobody counted: missing, not zero")


class Reconciliation(Shape):
    """The lists of one conveyance, or of one gate and some hours."""

    as_of: str
    conveyance: str | None = Field(description="reference of the conveyance")
    gate: str = Field(description="reference of the gate")
    since: str | None
    until: str | None
    compared: bool = Field(
        description="false where the reader's purpose does not allow identities to be compared"
    )
    sets: list[SetSaid]
    counter: CounterSaid | None = Field(description="of a gate: its records against an independent counter")


class DecidedSaid(Shape):
    """What a person decided of two rows."""

    refs: tuple[str, str]
    decision: Literal["same", "not_same"]
    review: str = Field(description="reference of the decision")


class AtRiskSaid(Shape):
    """One person whom a risk area reaches, and the first record that says so."""

    ref: str
    risk_area: str = Field(description="reference of the risk area")
    place: Words
    document: str
    since: str
    register_: str = Field(alias="register", description="declaration, passage or stay")
    record: str = Field(description="reference of that record")
    why: Words


class FollowedSaid(Shape):
    """What one reading of one risk area changed."""

    risk_area: str
    place: Words
    newly: list[AtRiskSaid] = Field(description="whom no risk area had reached before, each once")
    also: int = Field(description="whom another risk area had reached already")
    gone: int = Field(description="whom it no longer reaches")
    unnamed: dict[str, int] = Field(description="records there that name nobody, by register")
    undated: dict[str, int] = Field(description="records there that do not say when, by register")


class RiskRead(Shape):
    """What adding a risk area, or reading all of them again, changed."""

    as_of: str
    risk_areas: list[FollowedSaid]


class AtRiskList(Shape):
    """Persons at risk; the list is as long as its total says, a page of it printed."""

    total: int
    persons: int = Field(description="how many different persons")
    offset: int
    rows: list[AtRiskSaid]


class WithdrawnSaid(Shape):
    """What went with a risk area."""

    risk_area: str
    persons: int = Field(description="how many persons it had reached")


class LaneSaid(Shape):
    """Where one vehicle goes and why."""

    passage: str
    at: str
    lane: str
    rule: str | None = Field(description="the rule that decides; null where a fact is missing")
    because: Words
    missing: list[Words] = Field(description="the facts to ask for")
    not_recommended: list[str] = Field(description="what the rule reads of where people come from")


class LaneCount(Shape):
    """How many vehicles go to one lane."""

    lane: str
    title: Words
    vehicles: int


class LaneList(Shape):
    """The vehicles of one gate's hours, or one passage, each with its lane."""

    lanes: list[LaneCount]
    outside: int = Field(description="passages that no lanes in force speak of")
    rows: list[LaneSaid]


class GateLoad(Shape):
    """One gate on one day."""

    gate: str | None = Field(description="reference; null for declarations that name no conveyance")
    name: Words
    day: str
    declared: int = Field(description="declarations that name this day of arrival")
    carried: int = Field(description="persons on conveyances that arrive")
    untold: int = Field(description="conveyances of which nobody told how many they carry")
    seen: int | None = Field(description="passages in; null for days to come")
    most_seen: int | None = Field(description="the most that came in on one day so far")


class RoomLoad(Shape):
    """One quarantine site on one day."""

    site: str | None
    name: Words
    day: str
    rooms: int | None = Field(description="null where not known")
    orders: int = Field(description="orders of collective isolation in force")
    free: int | None = Field(description="below zero: more orders than rooms")


class LoadSaid(Shape):
    """Gates and quarantine rooms, day by day."""

    days: list[str]
    gates: list[GateLoad]
    rooms: list[RoomLoad]
