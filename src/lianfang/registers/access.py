"""Who reads and who writes: the one place in which every door's scope is decided.

A reader is a role in an area, for a purpose, over classes of records. What they may see is the meet of predicates
(:func:`in_area`, :func:`of_class`, and :func:`~lianfang.registers.withholding.is_open`), and :func:`rows` is where they meet:
every list, look-up and count of people starts there. What falls out is *not found*, and nothing tells it from what never was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.db import models

from lianfang.base import areas
from lianfang.base.problems import Problem, Refused
from lianfang.records import Privacy
from lianfang.registers import roles
from lianfang.registers.catalogue import name_of
from lianfang.registers.models import Record, Task
from lianfang.registers.withholding import LISTED, is_open

Row = TypeVar("Row", bound=Record)

PURPOSES = ("response", "case_investigation", "supervision", "maintenance", "demonstration")
"""The closed list of purposes; a read or write without one of them is refused."""
CONSOLE_ROLE = "operator"
"""Of whoever sits at the console. There a name is only typed: two of them are no two accounts."""
_ALWAYS = frozenset({Privacy.PUBLIC, Privacy.INTERNAL})
SHOWN: Mapping[str, frozenset[Privacy]] = {
    "response": _ALWAYS | {Privacy.PERSONAL},
    "case_investigation": _ALWAYS | {Privacy.PERSONAL, Privacy.SENSITIVE},
    # Given on made-up data alone, where nobody is real.
    "demonstration": _ALWAYS | {Privacy.PERSONAL, Privacy.SENSITIVE},
}
"""Purpose → the classes of columns it opens; every other purpose opens what is about nobody. None opens an identifier."""


@dataclass(frozen=True)
class By:
    """Who writes: name, role, the area they act in (a path code, 0 for everywhere), and what for.

    Attributes:
        real: the real instant at which they came, by which rights hold; None where it is that of the act. At a demonstration
            acts are of its own clock's evening, and rights are not.
    """

    name: str
    role: str
    area: int = 0
    purpose: str = "response"
    real: int | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.purpose not in PURPOSES:
            raise ValueError(f"not a purpose: {self.purpose}")

    def rights_at(self, at: int) -> int:
        """The instant of whose rights an act at ``at`` speaks."""
        return at if self.real is None else self.real


@dataclass(frozen=True)
class Reader:
    """Who reads, in which area (0 for everywhere), what for, and which classes of records (None for all: the console)."""

    name: str
    role: str
    area: int = 0
    purpose: str = "response"
    classes: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.purpose not in PURPOSES:
            raise ValueError(f"not a purpose: {self.purpose}")

    def sees(self, area: int) -> bool:
        """Is this area within the reader's?"""
        return self.area == 0 or areas.is_within(area, self.area)

    def inside(self, area: int) -> Reader:
        """The same reader in an area of theirs (0: in all of it)."""
        return replace(self, area=area)

    def reads(self, register: str) -> bool:
        """Is this register of one of the reader's classes?"""
        return self.classes is None or register in roles.registers_of(self.classes)

    def scope(self, column: str = "area_id") -> models.Q:
        """The rows within the reader's area: two comparisons on an indexed integer. Others look like not found."""
        if self.area == 0:
            return models.Q()
        low, high = areas.span(self.area)
        return models.Q(**{f"{column}__gte": low, f"{column}__lt": high})

    def span(self) -> tuple[int, int]:
        """The reader's area as a half-open range of path codes, for SQL."""
        return areas.span(self.area) if self.area else (0, 10**areas.TOTAL)


def shown(reader: Reader) -> frozenset[Privacy]:
    """The classes of columns that a reader may see."""
    return SHOWN.get(reader.purpose, _ALWAYS)


def opens_sensitive(reader: Reader) -> bool:
    """Does what they read for open what is said of anyone's health?"""
    return Privacy.SENSITIVE in shown(reader)


def check_sensitive(reader: Reader) -> None:
    """For what says nothing without what is said of anyone's health.

    Raises:
        Refused: what they read for does not open that.
    """
    if not opens_sensitive(reader):
        title = roles.PURPOSE_TITLES[reader.purpose]
        raise Refused(Problem("grant/purpose-shut", facts={"zh": title.zh, "en": title.en}))


def in_area(model: type[Record], reader: Reader) -> models.Q:
    """Predicate: rows of a register in the reader's area; where a row is of two areas, either is enough."""
    column, other = model.register.area, model.register.other_area
    inside = reader.scope(f"{column}_id" if column else "id")
    # An empty predicate or-ed with another would be the other alone: who reads everywhere is not narrowed.
    return inside | reader.scope(f"{other}_id") if other and inside else inside


def of_class(model: type[Record], reader: Reader) -> models.Q:
    """Predicate: rows of a register of the reader's classes, which are all of them or none."""
    return models.Q() if reader.reads(name_of(model)) else models.Q(pk__in=())


def rows(model: type[Row], reader: Reader) -> models.QuerySet[Row]:
    """The rows of a register that a reader may see: of their classes, in their area, and withheld from nobody."""
    seen: models.QuerySet[Row] = model.objects.filter(
        of_class(model, reader), in_area(model, reader), is_open(name_of(model))
    )
    return seen


def named_by_tasks(reader: Reader, column: str) -> models.QuerySet[Task, str | None]:
    """The references that tasks which a reader may see name in a column: whoever is given work may read on what it rests,
    though that lies above their area.
    """
    return rows(Task, reader).filter(**{f"{column}__isnull": False}).values_list(column, flat=True)


def withheld(model: type[Row], reader: Reader) -> int:
    """How many rows of a register within the reader's reach are real persons of a published list, and shown to nobody."""
    there = model.objects.filter(of_class(model, reader), in_area(model, reader))
    return there.exclude(is_open(name_of(model))).count() if name_of(model) in LISTED else 0
