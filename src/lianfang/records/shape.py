"""Registers, columns, links and code lists as frozen values, made from the Django models by ``registers.catalogue()``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from lianfang.base.words import Text


class Kind(Enum):
    """What a column holds; the kinds a plan's expressions know."""

    INSTANT = "instant"  # BIGINT, UTC seconds
    DATE = "date"  # a civil day of the city's zone
    DURATION = "duration"  # BIGINT, seconds
    NUMBER = "number"  # integer or decimal
    TEXT = "text"
    CODE = "code"  # text out of a code list
    BOOLEAN = "boolean"


class Privacy(Enum):
    """Who may see a column (``trust.md`` P01): the class is part of the declaration."""

    PUBLIC = "public"  # may be published as it is
    INTERNAL = "internal"  # staff
    PERSONAL = "personal"  # about one person; needs a purpose
    SENSITIVE = "sensitive"  # health, whereabouts: needs a purpose and leaves a trace
    IDENTIFYING = "identifying"  # encrypted, one table only


@dataclass(frozen=True)
class CodeList:
    """A closed, append-only list: code → words."""

    name: str
    codes: Mapping[str, Text]


@dataclass(frozen=True)
class Column:
    """One column that a plan may name."""

    name: str
    kind: Kind
    nullable: bool
    title: Text
    privacy: Privacy = Privacy.INTERNAL
    codes: CodeList | None = None
    origin: bool = False
    """Household registration, birthplace, id prefix, ethnicity or nationality: a population that reads one is flagged."""


@dataclass(frozen=True)
class Link:
    """A foreign key: ``column`` holds the id of a row of register ``to``."""

    name: str
    column: str
    to: str
    nullable: bool
    title: Text


@dataclass(frozen=True)
class Children:
    """A link read backwards: the rows of ``register`` whose link ``via`` names this row.

    With ``own``, the rows that name what this row's own link ``own`` names: shifts of the same person, this one among them.
    """

    name: str
    register: str
    via: str
    title: Text
    own: str = ""


@dataclass(frozen=True)
class Span:
    """Two instant columns read as one half-open interval; an unknown start is unknown, an absent end means "still"."""

    name: str
    start: str
    end: str
    title: Text


@dataclass(frozen=True)
class Register:
    """A register: its table and what a plan may name in it.

    Every table has ``id`` (BIGINT). ``occurred`` names the column of the event's time (instant or date); ``area`` the
    link to the area a row belongs to (for the register of areas itself, ``area`` is empty: the row is the area).
    """

    name: str
    table: str
    title: Text
    occurred: str
    area: str
    columns: Mapping[str, Column]
    links: Mapping[str, Link]
    children: Mapping[str, Children] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)
    personal: bool = False
    retention_days: int | None = None

    def names(self) -> list[str]:
        """Everything a path may name here."""
        return [*self.columns, *self.links, *self.spans, *self.children]


@dataclass(frozen=True)
class Catalogue:
    """All registers by name."""

    registers: Mapping[str, Register]

    def __getitem__(self, name: str) -> Register:
        return self.registers[name]

    def __contains__(self, name: object) -> bool:
        return name in self.registers

    def __iter__(self) -> Iterator[Register]:
        return iter(self.registers.values())
