"""Zones: areas put in classes by the rule of the day, each with the numbers that tell it, and those that are missing.

A number of an area is exact, or lies in a range. Reported figures: a missing return leaves it open upward; a cumulative
figure that fell inside the days asked for leaves it between its net change and the sum of its rises. Counted figures:
rows that cannot be told, and rows that belong to an area above and to none of this level, may or may not be its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Literal

from lianfang.base import areas as paths
from lianfang.base.instants import DAY, day_ending_at, end_of, start_of
from lianfang.gaps import returns
from lianfang.gaps.counting import Count, Counting, Stored
from lianfang.gaps.figures import Kind, last_day
from lianfang.gaps.known import Known
from lianfang.gaps.plans import InForce
from lianfang.gaps.returns import Returns
from lianfang.plan import zoning as rules
from lianfang.plan.model import AreaNumber, Figure, Plan, ZoneClass, ZoneRule, Zoning
from lianfang.plan.zoning import ANYTHING, Range

State = Literal["decided", "cannot_tell", "no_rule"]


@dataclass(frozen=True)
class Measured:
    """One number of an area: what is known of it, as of when, and by which kind of its figure."""

    number: AreaNumber
    figure: Figure
    kind: Kind
    range: Range
    as_of: int


@dataclass(frozen=True)
class Zone:
    """How one area stands in one zoning: the classes still possible, and the numbers on which the choice hangs."""

    zoning: Zoning
    area: int
    rule: ZoneRule | None
    possible: tuple[ZoneClass, ...]
    numbers: tuple[Measured, ...]
    hangs_on: tuple[Measured, ...]

    @property
    def state(self) -> State:
        """Is there a rule, and does it decide?"""
        if self.rule is None:
            return "no_rule"
        return "decided" if len(self.possible) == 1 else "cannot_tell"


def zones(force: InForce, *, as_of: int, area: int, known: Known | None = None) -> list[Zone]:
    """Every area of each zoning's level that exists on the day, inside ``area`` or itself, in order of zoning and area.

    Args:
        as_of: the instant asked about; the rule is that of its day (midnight belongs to the day that ends), reported
            figures are those of the last whole day, counted ones of the instant.
        known: what was known at an earlier instant; None is now.
    """
    plan = force.plan
    today = day_ending_at(as_of, plan.zone)
    found: list[Zone] = []
    for zoning in plan.zonings.values():
        rule = zoning.rule(today)
        reading = Numbers.of(force, rule, as_of, _around(area, zoning.level), known)
        places = [one for one in reading.places(zoning.level, today) if paths.is_within(one, area)]
        ranges = reading.measure(rule, places) if rule is not None else {}
        found += [_zone(zoning, rule, place, ranges.get(place, ())) for place in places]
    return found


def _around(area: int, level: str) -> int:
    """The area to read: of one that is itself put in a class the one above, whose rows may belong to it."""
    parent = paths.parent_of(area)
    return parent if parent is not None and paths.level_of(area) == level else area


def _zone(zoning: Zoning, rule: ZoneRule | None, area: int, numbers: tuple[Measured, ...]) -> Zone:
    if rule is None:
        return Zone(zoning, area, None, (), (), ())
    ranges = {one.number.key: one.range for one in numbers}
    open_ = rules.possible(rule, ranges)
    classes = tuple(one for one in zoning.classes if one.key in open_)
    lost = rules.deciding(rule, ranges) if len(open_) > 1 else ()
    return Zone(zoning, area, rule, classes, numbers, tuple(one for one in numbers if one.number.key in lost))


@dataclass(frozen=True)
class Numbers:
    """What the numbers of a rule are read from."""

    plan: Plan
    sent: Returns
    counting: Counting
    as_of: int

    @classmethod
    def of(cls, force: InForce, rule: ZoneRule | None, as_of: int, area: int, known: Known | None) -> Numbers:
        plan = force.plan
        figures = [plan.figures[number.figure] for number in rule.numbers.values()] if rule else []
        codes = {figure.reported.code for figure in figures if figure.reported is not None}
        ask = returns.stored if known is None else known.returns
        until = last_day(as_of, plan.zone)
        sent = ask(codes=codes, area=area, until=until, midnight=partial(start_of, zone=plan.zone))
        return cls(plan, sent, Stored(force) if known is None else known.counting, as_of)

    def places(self, level: str, day: date) -> list[int]:
        """The areas of a level that are there on a day."""
        terms = self.sent.terms
        return [area for area in sorted(terms) if paths.level_of(area) == level and terms[area].holds(day)]

    def measure(self, rule: ZoneRule, places: Sequence[int]) -> Mapping[int, tuple[Measured, ...]]:
        """Every number of every area."""
        found: dict[int, list[Measured]] = {place: [] for place in places}
        for number in rule.numbers.values():
            figure = self.plan.figures[number.figure]
            day, kind = last_day(self.as_of, self.plan.zone), figure.of_record
            if kind == "counted":
                ranges = self._counted(figure, number.days, places)
            else:
                ranges = {place: reported(self.sent, figure, number.days, place, day) for place in places}
            at = self.as_of if kind == "counted" else end_of(day, self.plan.zone)
            for place in places:
                found[place].append(Measured(number, figure, kind, ranges[place], at))
        return {place: tuple(numbers) for place, numbers in found.items()}

    def _counted(self, figure: Figure, days: int, places: Sequence[int]) -> dict[int, Range]:
        """At least the rows that are the area's for certain; at most also those that may be.

        A row that cannot be told now may lie within the days, or before: it is left open in either case.
        """
        above = {place: paths.parent_of(place) for place in places}
        beside = {parent: self._below(parent) for parent in set(above.values()) if parent is not None}
        asked = sorted({*places, *beside, *(one for some in beside.values() for one in some)})
        now = self.counting.counts(figure, at=self.as_of, areas=asked)
        then = self.counting.counts(figure, at=self.as_of - days * DAY, areas=asked) if days else {}
        sure = {area: now[area].value - then.get(area, Count()).value for area in asked}
        most = {area: sure[area] + now[area].cannot_tell for area in asked}
        unplaced = {parent: most[parent] - sum(most[one] for one in some) for parent, some in beside.items()}
        return {
            place: Range(whole(sure[place]), whole(most[place] + unplaced.get(above[place] or 0, 0)))
            for place in places
        }

    def _below(self, parent: int) -> list[int]:
        """All areas one level below, ended ones too: their rows are placed."""
        return self.sent.below.get(parent, [])


def reported(sent: Returns, figure: Figure, days: int, area: int, day: date) -> Range:
    """A reported number of an area: as it stands on a day, or what came in the ``days`` up to it."""
    assert figure.reported is not None  # noqa: S101 - the plan did not load otherwise
    code, shape = figure.reported.code, figure.reported.shape
    span = [day - timedelta(days=n) for n in reversed(range(days + (shape == "cumulative")))]
    if days == 0:
        return _exact(sent.value(code, area, day))
    values = [sent.value(code, area, one) for one in span]
    known = [value for value in values if value is not None]
    if shape == "flow":
        low = whole(sum(known))
        return Range(low, low if len(known) == len(values) else None)
    if values[0] is None or values[-1] is None:
        # What is known of the days between still came, even where the ends are not known.
        return Range(whole(max(0, known[-1] - known[0])) if known else 0, None)
    net, rises = values[-1] - values[0], sum(max(0, after - before) for before, after in pairwise(known))
    return Range(whole(max(0, net)), whole(rises))


def _exact(value: float | None) -> Range:
    return ANYTHING if value is None else Range(whole(value), whole(value))


def whole(value: float) -> int | float:
    """A number without a fraction where it has none."""
    return int(value) if value == int(value) else value
