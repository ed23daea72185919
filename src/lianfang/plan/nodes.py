"""The typed tree of an expression: what the parser's text means once every name is resolved and every kind is checked.

Frozen, and right by construction: :mod:`lianfang.plan.kinds` is the only maker, so that the reference reading, the
compiler and the explainer never defend. Every node that has a value knows its :class:`Type`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal as Choice


class Type(Enum):
    """The kinds of values an expression can have."""

    INSTANT = "instant"
    DATE = "date"
    DURATION = "duration"
    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    LINK = "link"
    SPAN = "span"


class Role(Enum):
    """Whose fields a path reads."""

    SUBJECT = "subject"
    CANDIDATE = "candidate"  # the evidence's row
    CHILD = "child"  # the row inside a quantifier


@dataclass(frozen=True)
class Constant:
    """A literal. Durations are seconds; booleans are bool; dates are dates."""

    type: Type
    value: int | float | str | bool | date


@dataclass(frozen=True)
class Path:
    """A column or link read from a row: follow ``steps`` (link names), then read ``column``.

    ``registers`` are the registers passed through, the row's own first; ``column`` is the database column of the last of
    them (for a link its id column). ``name`` is the last word as written. A path to a bare subject has no steps and column ``id``.
    """

    type: Type
    role: Role
    registers: tuple[str, ...]
    steps: tuple[str, ...]
    name: str
    column: str
    to: str = ""  # the register a link points to


@dataclass(frozen=True)
class Dated:
    """A dated value, read at the subject's own instant."""

    type: Type
    name: str


@dataclass(frozen=True)
class Day:
    """Under ``each: day``, the civil day (a date), or with ``start`` its 00:00 (an instant)."""

    type: Type
    start: bool = False


@dataclass(frozen=True)
class AsOf:
    """The instant for which a figure is counted; musts have none."""

    type: Type = Type.INSTANT


@dataclass(frozen=True)
class Shift:
    """``left ± right``: instant or date ± duration (an instant), duration ± duration, number ± number, instant − instant."""

    type: Type
    sign: Choice["+", "-"]
    left: Term
    right: Term


@dataclass(frozen=True)
class Interval:
    """A half-open span [start, end); ``end`` None or missing means still open if ``open_end``, else unknown."""

    start: Term
    end: Term
    open_end: bool
    type: Type = Type.SPAN


Term = Constant | Path | Dated | Day | AsOf | Shift | Interval


@dataclass(frozen=True)
class Comparison:
    """``left op right``; both sides have comparable types; a date against an instant is read as its 24:00."""

    op: Choice["=", "!=", "<", "<=", ">", ">="]
    left: Term
    right: Term


@dataclass(frozen=True)
class Among:
    """``left in (…)``; the constants have the type of ``left``."""

    left: Term
    values: tuple[Constant, ...]


@dataclass(frozen=True)
class Within:
    """``left within right``: left is a path to an area; right another path to an area, or the name of a dated list of areas."""

    left: Path
    right: Path | Dated


@dataclass(frozen=True)
class Overlaps:
    """Two spans share an instant."""

    left: Interval
    right: Interval


@dataclass(frozen=True)
class Covers:
    """The span holds the instant."""

    left: Interval
    right: Term


@dataclass(frozen=True)
class Known:
    """``path is known`` (or, negated, ``is unknown``): always decided."""

    path: Path
    negated: bool = False


@dataclass(frozen=True)
class Flag:
    """A bare boolean field, dated value or literal used as a test."""

    term: Term


@dataclass(frozen=True)
class Everything:
    """The word ``all`` as a whole expression: true of every row, said on purpose."""


@dataclass(frozen=True)
class Untold:
    """The word ``unknown`` as a test, in what a figure counts: nobody can tell."""


@dataclass(frozen=True)
class Not:
    """Kleene's negation."""

    test: Test


@dataclass(frozen=True)
class And:
    """Kleene's conjunction of two or more tests."""

    tests: tuple[Test, ...]


@dataclass(frozen=True)
class Or:
    """Kleene's disjunction of two or more tests."""

    tests: tuple[Test, ...]


@dataclass(frozen=True)
class Quantified:
    """``any | no | count`` over one declared link read backwards.

    They are the subject's own children, or those of the row that it names in its column ``own``, or in a figure those of
    the row to which ``link`` leads; ``register`` is the children's register, ``via`` its id column that names whose they
    are. For ``count``, ``op`` and ``number`` say what is asked of the count.
    """

    what: Choice["any", "no", "count"]
    name: str
    register: str
    via: str
    test: Test
    op: Choice["=", "!=", "<", "<=", ">", ">="] = ">="
    number: int | Dated = 1
    own: str = "id"
    link: Path | None = None


Test = (
    Comparison
    | Among
    | Within
    | Overlaps
    | Covers
    | Known
    | Flag
    | Everything
    | Untold
    | Not
    | And
    | Or
    | Quantified
)
