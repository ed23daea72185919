"""The table of a day by district: counted from records now, beside what was sent, with what has changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import Coalesce

from lianfang.base import areas, instants
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.reporting.receivers import DailyTable, TableColumn, daily_table
from lianfang.gaps import plans
from lianfang.gaps.counting import Stored
from lianfang.registers.access import Reader, rows
from lianfang.registers.entering import entered, undated
from lianfang.registers.models import Area, Return, Submission

Number = float | int
Counted = Mapping[str, Mapping[int, tuple[Number, int]]]
"""Column → area → how many, and how many cannot be told a day; without the columns that the plan in force does not count."""


@dataclass(frozen=True)
class Value:
    """One cell: what the records say now, what was sent (if it was), and how many records cannot be told a day.

    ``now`` is None where the plan in force does not count the figure: that is never zero. ``sent`` is None where nothing was
    sent; ``is_late`` where the table was sent without this cell.
    """

    now: Number | None
    cannot_tell: int = 0
    sent: Number | None = None
    is_late: bool = False

    @property
    def has_changed(self) -> bool:
        """Do the records say something else than was sent?"""
        return self.now is not None and self.sent != self.now and (self.sent is not None or self.is_late)


@dataclass(frozen=True)
class Line:
    """One area's row; ``area`` 0 is what no district has."""

    area: int
    code: str
    zh: str
    en: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Daily:
    """A day's table: the city's row first, districts, and last what belongs to no district."""

    table: DailyTable
    day: date
    city: int
    lines: Sequence[Line]
    submissions: Sequence[Submission]

    @property
    def is_over(self) -> int:
        """The day's 24:00."""
        return instants.end_of(self.day, settings.TIME_ZONE)

    @property
    def changes(self) -> list[tuple[Line, str, Value]]:
        """What the records say otherwise than was sent."""
        return [
            (line, key, value)
            for line in self.lines
            for key, value in line.values.items()
            if value.has_changed
        ]

    @property
    def uncounted(self) -> list[TableColumn]:
        """The columns that the plan in force does not count."""
        return [
            one for one in self.table.columns if any(line.values[one.key].now is None for line in self.lines)
        ]

    @property
    def is_zero(self) -> bool:
        """Has nothing of the day's own happened anywhere? A report of zero is sent all the same."""
        own = [one.key for one in self.table.columns if one.key.startswith("new_")]
        return all(line.values[key].now == 0 for line in self.lines for key in own)


def daily(*, day: date, reader: Reader) -> Daily:
    """The table of a day, of the reader's area: the city or one district of it.

    Raises:
        Refused: no plan is in force, or the reader's area is neither.
    """
    table, force = daily_table(), plans.in_force()
    city = Area.objects.get(gb_code=force.plan.city)
    if not reader.sees(city.pk) and not areas.is_within(reader.area, city.pk):
        raise Refused(Problem("daily/not-here"))
    low, high = areas.span(city.pk)
    districts = Area.objects.filter(level="district", id__gte=low, id__lt=high, ends_on=None)
    shown = [one for one in districts.order_by("id") if reader.sees(one.pk)]
    counted = _counted(table, day, city.pk, [one.pk for one in shown])
    sent = _sent(table, day, [city.pk, *(one.pk for one in shown)])
    lines = [_line(one, table, counted, sent) for one in shown]
    if reader.sees(city.pk):
        lines = [_line(city, table, counted, sent), *lines, _rest(table, city.pk, lines, counted)]
    submissions = Submission.objects.filter(kind="daily_table", day=day, area=city).order_by("sent_at", "id")
    return Daily(table, day, city.pk, lines, list(submissions))


def code_of(column: str) -> str:
    """The figure under which the value that was sent is kept as a return."""
    return f"sent_{daily_table().table}_{column}"


def _line(area: Area, table: DailyTable, counted: Counted, sent: Mapping[tuple[str, int], Number]) -> Line:
    values, was_sent = {}, any(of == area.pk for _, of in sent)
    for one in table.columns:
        now, unsure = _told(counted, one.key, area.pk)
        kept = sent.get((code_of(one.key), area.pk))
        values[one.key] = Value(now, unsure, kept, is_late=was_sent and kept is None)
    return Line(area.pk, area.gb_code or "", area.name_zh, area.name_en, values)


def _told(counted: Counted, column: str, area: int) -> tuple[Number | None, int]:
    """How many in an area, None where the plan does not count it, and how many cannot be told."""
    if column not in counted:
        return None, 0
    now, unsure = counted[column].get(area, (0, 0))
    return _whole(now), unsure


def _rest(table: DailyTable, city: int, lines: Sequence[Line], counted: Counted) -> Line:
    """What the city has and no district: cases whose district is not known."""
    values = {}
    for one in table.columns:
        whole, unsure = _told(counted, one.key, city)
        inside = [line.values[one.key] for line in lines]
        values[one.key] = Value(
            None if whole is None else whole - sum(value.now or 0 for value in inside),
            unsure - sum(value.cannot_tell for value in inside),
        )
    return Line(0, "", "未列区", "no district known", values)


def _sent(table: DailyTable, day: date, of: Sequence[int]) -> dict[tuple[str, int], Number]:
    codes = [code_of(one.key) for one in table.columns]
    kept = Return.objects.filter(figure__in=codes, day=day, site=None, area__in=of)
    found = kept.values_list("figure", "area", "value")
    return {(figure, area): _whole(value) for figure, area, value in found}


def _whole(value: Number) -> Number:
    """A count as a whole number, as it is written."""
    return int(value) if value == int(value) else value


def _counted(table: DailyTable, day: date, city: int, districts: Sequence[int]) -> Counted:
    """Column → area → how many, and how many cannot be told; without those that the plan in force, an older one, does not count."""
    force = plans.in_force()
    stored, end = Stored(force), instants.end_of(day, force.plan.zone)
    found: dict[str, Mapping[int, tuple[Number, int]]] = {}
    for one in table.columns:
        figure = force.plan.figures.get(one.figure)
        if not one.figure:
            found[one.key] = _entered(one.entered, day, city, districts)
        elif figure is not None and figure.counted is not None:
            counts = stored.counts(figure, at=end, areas=[city, *districts])
            found[one.key] = {area: (count.value, count.cannot_tell) for area, count in counts.items()}
    return found


def _entered(
    classes: Sequence[str], day: date, city: int, districts: Sequence[int]
) -> dict[int, tuple[Number, int]]:
    """Cases by the district of residence, where it is known, else by that of the area responsible."""
    low, high = areas.span(city)
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for cases, unsure in ((entered(classes, day, settings.TIME_ZONE), 0), (undated(classes), 1)):
        placed = cases.annotate(place=Coalesce("district_id", "area_id")).filter(
            place__gte=low, place__lt=high
        )
        for at, number in placed.values_list("place").annotate(Count("id")).order_by():
            for area in (city, *(one for one in districts if areas.is_within(at, one))):
                counts[area][unsure] += number
    return {area: (both[0], both[1]) for area, both in counts.items()}


def of_city(reader: Reader) -> bool:
    """Is the reader's area the whole city of the plan (or wider)?"""
    return reader.sees(Area.objects.get(gb_code=plans.in_force().plan.city).pk)


def cards_of(case: int, reader: Reader) -> list[Submission]:
    """The cards that were sent of a case, the first one first."""
    return list(rows(Submission, reader).filter(kind="case_card", case_id=case).order_by("sent_at", "id"))
