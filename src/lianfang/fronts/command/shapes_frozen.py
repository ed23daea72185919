"""Frozen briefs as they leave the house, and how two briefs differ."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lianfang.fronts.command.shapes import Number, PlaceSaid, Shape, Words

Sort = Literal["figure", "must", "stock", "zone"]


class FrozenSaid(Shape):
    """A frozen brief without its text: of what, when, by whom, and by what it can be held to its word."""

    ref: str
    area: PlaceSaid
    as_of: str
    frozen_at: str
    frozen_by: str
    plan: str = Field(description="hash of the plan by which it was made")
    digest: str = Field(description="SHA-256 of the text that --frozen --json prints, in hexadecimal")
    root: str | None = Field(
        description="the journal's root then, as lianfang verify-journal --root takes it"
    )
    revises: str | None = Field(description="the frozen brief that this one revises; null for the first")
    revised_by: str | None = Field(description="the frozen brief that revises this one; null for the latest")
    reason: str | None = Field(description="why it revises; null for the first")


class ChangeSaid(Shape):
    """One number or class that two briefs say differently. ``before`` and ``after`` are null where it is not known."""

    sort: Sort
    key: str = Field(description="of the figure, the must, the ledger or the zoning")
    title: Words
    what: Words = Field(description="which number of it")
    area: str
    area_name: Words
    state: Literal["changed", "new", "gone"] = Field(description="new: only the later brief speaks of it")
    before: Number | None
    after: Number | None
    before_words: Words | None = Field(description="where it is no number but words, as an area's class")
    after_words: Words | None


class ChangesSaid(Shape):
    """What two briefs of one area say differently, in the later brief's order."""

    before_as_of: str
    after_as_of: str
    rows: list[ChangeSaid]


class FrozenChanges(Shape):
    """A frozen brief beside the one before it, and beside what is known now of the same instant."""

    frozen: FrozenSaid
    last: FrozenSaid | None = Field(
        description="the last word on the instant before; null where there is none"
    )
    since_last: ChangesSaid | None
    known_at: str = Field(description="what late holds is worked out from all that was recorded until then")
    late: ChangesSaid


class FrozenList(Shape):
    """Frozen briefs, the newest instant first, revisions before what they revise."""

    area: PlaceSaid | None
    total: int
    rows: list[FrozenSaid]
