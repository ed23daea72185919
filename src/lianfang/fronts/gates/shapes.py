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
