"""The epidemic curve: the rows of the plan's figure by day of report and of onset, told apart by where they were infected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection

from lianfang.base import areas as paths
from lianfang.base.instants import day_ending_at, start_of
from lianfang.gaps import plans
from lianfang.gaps.counting import Stored
from lianfang.gaps.known import Known
from lianfang.gaps.plans import InForce
from lianfang.plan import reference
from lianfang.plan.model import EpidemicCurve, Figure
from lianfang.plan.nodes import Path
from lianfang.plan.sql import counted_rows_sql
from lianfang.registers.catalogue import catalogue


@dataclass(frozen=True)
class Cases:
    """How many rows have one day of report, one day of onset and one origin; None where that is not known."""

    reported_on: date
    onset_on: date | None
    origin: str | None
    count: int


@dataclass(frozen=True)
class Curve:
    """All that the figure counts up to an instant, and how many rows cannot be told."""

    figure: Figure
    cases: tuple[Cases, ...]
    cannot_tell: int


def curve(force: InForce, asked: EpidemicCurve, *, at: int, area: int, known: Known | None = None) -> Curve:
    """The rows that the curve's figure counts in an area at an instant: their number is the figure's value."""
    figure = force.plan.figures[asked.figure]
    counting = Stored(force) if known is None else known.counting
    unsure = counting.counts(figure, at=at, areas=[area])[area].cannot_tell
    rows = (
        _stored(force, figure, asked, at, area) if known is None else _known(figure, asked, at, area, known)
    )
    ordered = sorted(rows, key=lambda one: (one.reported_on, one.onset_on or date.min, one.origin or ""))
    return Curve(figure, tuple(ordered), unsure)


def _day_column(figure: Figure) -> str:
    assert figure.counted is not None  # noqa: S101 - the plan did not load otherwise
    assert isinstance(figure.counted.at, Path)  # noqa: S101 - likewise
    return figure.counted.at.column


def _stored(force: InForce, figure: Figure, asked: EpidemicCurve, at: int, area: int) -> Iterator[Cases]:
    plan, (low, high) = force.plan, paths.span(area)
    columns = [_day_column(figure), asked.onset, asked.origin]
    text = counted_rows_sql(figure, plan, catalogue(), plans.dialect(), plans.area_codes(), columns)
    given = {
        "as_of": at,
        "low": low,
        "high": high,
        "day_start": start_of(day_ending_at(at, plan.zone), plan.zone),
    }
    for name, number in given.items():
        text = text.replace("{" + name + "}", str(number))
    with connection.cursor() as cursor:
        cursor.execute(text.replace("%", "%%"), [])
        for reported, onset, origin, count in cursor.fetchall():
            yield Cases(_date(reported), None if onset is None else _date(onset), origin, int(count))


def _date(value: date | str) -> date:
    """SQLite keeps a date as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _known(figure: Figure, asked: EpidemicCurve, at: int, area: int, known: Known) -> Iterator[Cases]:
    """The reference reading, a row at a time."""
    counted, found = figure.counted, Counter[tuple[date, date | None, str | None]]()
    assert counted is not None  # noqa: S101 - the plan did not load otherwise
    for key, row in known.tables[counted.every].items():
        tables = {**known.tables, counted.every: {key: row}}
        value, _ = reference.figure_count(
            figure, known.force.plan, tables, known.codes, catalogue(), at, area
        )
        if value:
            found[row[_day_column(figure)], row[asked.onset], row[asked.origin]] += 1
    for (reported, onset, origin), count in found.items():
        yield Cases(reported, onset, origin, count)
