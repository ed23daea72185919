"""What is known of one thing, what became of it, and where one is among its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from django.utils.translation import gettext as _

from lianfang.ui.parts.part import Part


@dataclass(frozen=True)
class Fact:
    """One fact of a record: known, not known, or withheld (``withheld`` says why)."""

    term: str
    text: str = ""
    href: str = ""
    note: str = ""
    part: Part | None = None
    is_unknown: bool = False
    withheld: str = ""


@dataclass(frozen=True)
class Facts:
    """Facts of one record below one another."""

    template: ClassVar[str] = "ui/parts/facts.html"
    facts: Sequence[Fact]


@dataclass(frozen=True)
class Step:
    """Something that happened: when (as it is printed), what, by whom."""

    at: str
    what: str
    more: str = ""
    by: str = ""
    href: str = ""
    tone: Literal["", "gap", "ok", "unsure"] = ""

    @property
    def shape(self) -> str:
        """The shape that goes with the tone."""
        return {"gap": "overdue", "ok": "met", "unsure": "cannot_tell"}.get(self.tone, "step")


@dataclass(frozen=True)
class Timeline:
    """What happened, in the order in which it is given."""

    template: ClassVar[str] = "ui/parts/timeline.html"
    steps: Sequence[Step]


@dataclass(frozen=True)
class Point:
    """One point of a period: what is to happen, and when (as it is printed)."""

    title: str
    at: str
    is_past: bool = False
    is_next: bool = False

    @property
    def status(self) -> str:
        """Past, next or later, in words."""
        return str(_("past") if self.is_past else _("next") if self.is_next else _("later"))

    @property
    def shape(self) -> str:
        """The shape that goes with it."""
        return "met" if self.is_past else "late" if self.is_next else "open"


@dataclass(frozen=True)
class Period:
    """The clock of an operational period: its points in their order."""

    template: ClassVar[str] = "ui/parts/period.html"
    points: Sequence[Point]
    label: str


@dataclass(frozen=True)
class TabLink:
    """One of several pages about one thing."""

    title: str
    href: str
    count: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class Tabs:
    """The pages about one thing: links, each with its own address."""

    template: ClassVar[str] = "ui/parts/tabs.html"
    tabs: Sequence[TabLink]
    label: str
