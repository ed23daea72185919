"""What every part of a brief, a ledger or a list of zones is made in: a plan, an instant, an area and those below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lianfang.base import areas as paths
from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.command.shapes import PlaceSaid, Words
from lianfang.gaps.known import Known
from lianfang.gaps.lists import journal, within
from lianfang.gaps.plans import InForce
from lianfang.registers.access import Reader
from lianfang.registers.models import Area


@dataclass(frozen=True)
class Setting:
    """What every part of a brief is made from."""

    force: InForce
    as_of: int
    area: Area
    names: Mapping[int, Area]

    def instant(self, moment: int) -> str:
        """An instant in the city's zone."""
        return iso(moment, self.force.plan.zone)

    def code(self, area: int) -> str:
        """How an area is named outside: its national code, else its reference."""
        known = self.names.get(area)
        return "" if known is None else known.gb_code or known.ref

    def name(self, area: int) -> Words:
        """An area's name."""
        known = self.names.get(area)
        return Words(zh="不详", en="unknown") if known is None else Words(zh=known.name_zh, en=known.name_en)

    @property
    def place(self) -> PlaceSaid:
        """The area itself."""
        return PlaceSaid(code=self.code(self.area.id), name=self.name(self.area.id), level=self.area.level)


def setting_of(force: InForce, reader: Reader, as_of: int, area: int) -> Setting:
    """The setting of an area; 0 is the reader's own, or the plan's city.

    Raises:
        Refused: the area is not there, or out of the reader's reach.
    """
    asked = within(reader, area) or city_of(force)
    found = Area.objects.filter(id=asked).first()
    if found is None:
        raise Refused(Problem("area/not-found", facts={"area": force.plan.city}))
    return Setting(force, as_of, found, {asked: found, **below(asked)})


def city_of(force: InForce) -> int:
    """The path code of the plan's city.

    Raises:
        Refused: the tree of areas does not have it.
    """
    found = Area.objects.filter(gb_code=force.plan.city).values_list("id", flat=True).first()
    if found is None:
        raise Refused(Problem("area/not-found", facts={"area": force.plan.city}))
    return int(found)


def below(area: int) -> dict[int, Area]:
    """The areas one level down."""
    level = next_level(area)
    low, high = paths.span(area)
    inside = Area.objects.filter(id__gt=low, id__lt=high, level=level) if level else []
    return {found.id: found for found in inside}


def next_level(area: int) -> str:
    """The level below an area's; empty below a grid."""
    depth = paths.LEVELS.index(paths.level_of(area)) + 1
    return paths.LEVELS[depth] if depth < len(paths.LEVELS) else ""


def known_then(force: InForce, *, at: int, known_at: int | None) -> Known | None:
    """What was known at an earlier instant; None where all that is known at ``at`` is asked for.

    Raises:
        Refused: ``known_at`` lies in the future.
    """
    if known_at is not None and known_at > at:
        raise Refused(Problem("brief/known-at-after-as-of"))
    return None if known_at is None or known_at == at else Known(force, known_at=known_at)


def leave_trace(reader: Reader, known: Known | None, *, at: int) -> None:
    """An earlier knowledge is read row by row, people's records too; that leaves a trace."""
    if known is not None:
        journal(reader, at=at, counts={name: len(rows) for name, rows in known.tables.items()})
