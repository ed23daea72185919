"""Counted figures: one statement each on the registers as they are, or the reference reading on them as they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from django.db import connection
from django.db.models.expressions import RawSQL

from lianfang.base import areas as paths
from lianfang.base.instants import day_ending_at, start_of
from lianfang.gaps import plans
from lianfang.gaps.plans import InForce
from lianfang.plan import reference
from lianfang.plan.model import Counted, Figure
from lianfang.plan.nodes import Path
from lianfang.plan.reference import Row, Tables
from lianfang.plan.sql import figure_rows_sql, figure_sql
from lianfang.registers.catalogue import catalogue


@dataclass(frozen=True)
class Count:
    """How many, and how many rows cannot be told."""

    value: float = 0
    cannot_tell: int = 0


class Counting(Protocol):
    """A way to count a figure's rows in several areas at an instant."""

    def counts(self, figure: Figure, *, at: int, areas: Sequence[int]) -> Mapping[int, Count]:
        """The count of every area asked for."""


class Stored:
    """Counts what the registers hold now."""

    def __init__(self, force: InForce):
        self.force = force

    @cached_property
    def codes(self) -> Mapping[str, int]:
        """National code → path code."""
        return plans.area_codes()

    def counts(self, figure: Figure, *, at: int, areas: Sequence[int]) -> Mapping[int, Count]:
        """One statement for all areas; the sums are made of its groups."""
        groups = self._groups(figure, at, areas)
        return {area: _sum(groups, area) for area in areas}

    def behind(self, figure: Figure, *, at: int, area: int, sure: bool = True) -> RawSQL:
        """The ids of the rows that a figure counts in an area, or with ``sure`` no of those of which nobody can tell: for a query."""
        text = figure_rows_sql(figure, self.force.plan, catalogue(), plans.dialect(), self.codes, sure=sure)
        return RawSQL(self._filled(text, at, _span(area)).replace("%", "%%"), [])  # noqa: S611 - compiled from the plan

    def _groups(self, figure: Figure, at: int, areas: Sequence[int]) -> list[tuple[int, float, int]]:
        plan = self.force.plan
        text = figure_sql(figure, plan, catalogue(), plans.dialect(), self.codes, by_area=True)
        spans = [_span(area) for area in areas]
        span = min(low for low, _ in spans), max(high for _, high in spans)
        with connection.cursor() as cursor:
            cursor.execute(self._filled(text, at, span).replace("%", "%%"), [])
            return cursor.fetchall()

    def _filled(self, text: str, at: int, span: tuple[int, int]) -> str:
        zone = self.force.plan.zone
        given = {
            "as_of": at, "day_start": start_of(day_ending_at(at, zone), zone), "low": span[0], "high": span[1],
        }  # fmt: skip
        for name, number in given.items():
            text = text.replace("{" + name + "}", str(number))
        return text


class Past:
    """Counts what was known at an earlier instant, slowly."""

    def __init__(self, force: InForce, tables: Tables, codes: Mapping[str, int]):
        self.force = force
        self.tables = tables
        self.codes = codes

    def counts(self, figure: Figure, *, at: int, areas: Sequence[int]) -> Mapping[int, Count]:
        """The reference reading, once for the rows of each place; the areas' sums are made of these."""
        groups = [(place, *self._read(figure, at, rows)) for place, rows in self._places(figure).items()]
        return {area: _sum(groups, area) for area in areas}

    def _places(self, figure: Figure) -> dict[int, dict[int, Row]]:
        """The rows of a counted figure by the area to which they count."""
        if figure.counted is None:
            return {}
        every, shape = figure.counted.every, catalogue()[figure.counted.every]
        home = shape.links[shape.area].column if shape.area else "id"
        found: dict[int, dict[int, Row]] = defaultdict(dict)
        for key, row in self.tables[every].items():
            place = None if figure.counted.area is None else self._follow(figure.counted.area, row)
            found[row[home] if place is None else place][key] = row
        return found

    def _follow(self, path: Path, row: Row) -> Any:
        """What a path leads to; None where a link on the way is missing."""
        register = path.registers[0]
        for step, then in zip(path.steps, path.registers[1:], strict=False):
            to = row[catalogue()[register].links[step].column]
            if to is None:
                return None
            register, row = then, self.tables[then][to]
        return row[path.column]

    def _read(self, figure: Figure, at: int, rows: Mapping[int, Row]) -> tuple[float, int]:
        tables = {**self.tables, figure.counted.every: rows} if figure.counted is not None else self.tables
        return reference.figure_count(figure, self.force.plan, tables, self.codes, catalogue(), at)


def of_part(figure: Figure, counted: Counted) -> Figure:
    """The figure that counts only some of its rows."""
    return replace(figure, counted=counted)


def _sum(groups: list[tuple[int, float, int]], area: int) -> Count:
    inside = [group for group in groups if not area or paths.is_within(group[0], area)]
    return Count(sum(float(value) for _, value, _ in inside), sum(int(unsure) for _, _, unsure in inside))


def _span(area: int) -> tuple[int, int]:
    """An area as a range of path codes; 0 is everywhere."""
    return paths.span(area) if area else (0, 10**paths.TOTAL)
