"""Counted figures: one statement each on the registers as they are, or the reference reading on them as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from django.db import connection

from lianfang.base import areas as paths
from lianfang.base.instants import day_ending_at, start_of
from lianfang.gaps import plans
from lianfang.gaps.plans import InForce
from lianfang.plan import reference
from lianfang.plan.model import Counted, Figure
from lianfang.plan.reference import Tables
from lianfang.plan.sql import figure_sql
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
        self._codes: Mapping[str, int] | None = None

    def counts(self, figure: Figure, *, at: int, areas: Sequence[int]) -> Mapping[int, Count]:
        """One statement for all areas; the sums are made of its groups."""
        groups = self._groups(figure, at, areas)
        return {area: _sum(groups, area) for area in areas}

    def _groups(self, figure: Figure, at: int, areas: Sequence[int]) -> list[tuple[int, float, int]]:
        plan = self.force.plan
        if self._codes is None:
            self._codes = plans.area_codes()
        text = figure_sql(figure, plan, catalogue(), plans.dialect(), self._codes, by_area=True)
        spans = [paths.span(area) for area in areas]
        given = {
            "as_of": at,
            "day_start": start_of(day_ending_at(at, plan.zone), plan.zone),
            "low": min(low for low, _ in spans),
            "high": max(high for _, high in spans),
        }
        for name, number in given.items():
            text = text.replace("{" + name + "}", str(number))
        with connection.cursor() as cursor:
            cursor.execute(text.replace("%", "%%"), [])
            return cursor.fetchall()


class Past:
    """Counts what was known at an earlier instant, slowly."""

    def __init__(self, force: InForce, tables: Tables, codes: Mapping[str, int]):
        self.force = force
        self.tables = tables
        self.codes = codes

    def counts(self, figure: Figure, *, at: int, areas: Sequence[int]) -> Mapping[int, Count]:
        """The reference reading, area by area."""
        return {
            area: Count(
                *reference.figure_count(
                    figure, self.force.plan, self.tables, self.codes, catalogue(), at, area
                )
            )
            for area in areas
        }


def of_part(figure: Figure, counted: Counted) -> Figure:
    """The figure that counts only some of its rows."""
    return replace(figure, counted=counted)


def _sum(groups: list[tuple[int, float, int]], area: int) -> Count:
    inside = [group for group in groups if paths.is_within(group[0], area)]
    return Count(sum(float(value) for _, value, _ in inside), sum(int(unsure) for _, _, unsure in inside))
