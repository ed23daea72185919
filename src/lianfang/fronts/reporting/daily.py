"""The table of a day by district: counted from records now, beside what was sent, with what has changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lianfang.base import areas, instants
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.reporting.receivers import Counts, DailyTable, daily_table
from lianfang.gaps import plans
from lianfang.gaps.counting import Stored
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import REGISTERS, Area, Classification, Return, Submission

Number = float | int
Counted = Mapping[str, Mapping[int, tuple[Number, int]]]
"""Column → area → how many, and how many cannot be told a day."""


@dataclass(frozen=True)
class Value:
    """One cell: what the records say now, what was sent (if it was), and how many records cannot be told a day.

    ``sent`` is None where nothing was sent.
    """

    now: Number
    cannot_tell: int = 0
    sent: Number | None = None

    @property
    def has_changed(self) -> bool:
        """Do the records say something else than was sent?"""
        return self.sent is not None and self.sent != self.now


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
    def is_zero(self) -> bool:
        """Has nothing of the day's own happened anywhere? A report of zero is sent all the same."""
        own = [one.key for one in self.table.columns if one.key.startswith("new_")]
        return not any(line.values[key].now for line in self.lines for key in own)


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
    values = {}
    for one in table.columns:
        now, unsure = counted[one.key].get(area.pk, (0, 0))
        values[one.key] = Value(_whole(now), unsure, sent.get((code_of(one.key), area.pk)))
    return Line(area.pk, area.gb_code or "", area.name_zh, area.name_en, values)


def _rest(table: DailyTable, city: int, lines: Sequence[Line], counted: Counted) -> Line:
    """What the city has and no district: cases whose district is not known."""
    values = {}
    for one in table.columns:
        whole, unsure = counted[one.key].get(city, (0, 0))
        inside = [line.values[one.key] for line in lines]
        values[one.key] = Value(
            _whole(whole - sum(value.now for value in inside)),
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
    """Column → area → how many, and how many cannot be told."""
    force = plans.in_force()
    stored, end = Stored(force), instants.end_of(day, force.plan.zone)
    found: dict[str, Mapping[int, tuple[Number, int]]] = {}
    for one in table.columns:
        if one.counts is None:
            counts = stored.counts(force.plan.figures[one.figure], at=end, areas=[city, *districts])
            found[one.key] = {area: (count.value, count.cannot_tell) for area, count in counts.items()}
        else:
            found[one.key] = _by_area(one.counts, day, city, districts)
    return found


def _by_area(said: Counts, day: date, city: int, districts: Sequence[int]) -> dict[int, tuple[Number, int]]:
    """Records by the district of residence, where it is known, else by that of the area responsible."""
    model = REGISTERS[said.register_]
    place = "area_id" if said.register_ == "contact" else Coalesce("district_id", "area_id")
    query, held = model.objects.all(), _held(said)
    low, high = areas.span(city)
    query = query.annotate(place=F(place) if isinstance(place, str) else place)
    query = query.filter(place__gte=low, place__lt=high)
    on = _on(said, day)
    if said.entered:
        query, on, held = _known(query, said), _entered(said, day), held & Q(is_kept=False)
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    without = held & Q(**{said.at: None}, **{f"{name}__in": codes for name, codes in said.unsure.items()})
    for where, unsure in ((on, 0), (without, 1)):
        for at, number in query.filter(where).values_list("place").annotate(Count("id")).order_by():
            for area in (city, *(one for one in districts if areas.is_within(at, one))):
                counts[area][unsure] += number
    return {area: (both[0], both[1]) for area, both in counts.items()}


def _on(said: Counts, day: date) -> Q:
    """On the day, or on all days until it and not ended by its 24:00."""
    is_day, held = said.at.endswith("_on"), _held(said)
    begin, end = (day, day) if is_day else _span(day)
    last = Q(**{f"{said.at}__lte" if is_day else f"{said.at}__lt": end})
    if said.over == "day":
        return last & held & Q(**{f"{said.at}__gte": begin})
    if said.until:
        # Of what has ended since, the columns say how it ended, and not how it was on the day.
        return last & ((Q(**{said.until: None}) & held) | Q(**{f"{said.until}__gte": end}))
    return last & held


def _known(query: QuerySet[Any], said: Counts) -> QuerySet[Any]:
    """Cases with the instant at which they were first put into the classes, and whether anybody kept their history."""
    history = Classification.objects.filter(case=OuterRef("pk")).order_by()
    first = history.filter(classification__in=said.entered).values("case").annotate(at=Min("classified_at"))
    return query.annotate(entered_at=Subquery(first.values("at")), is_kept=Exists(history))


def _entered(said: Counts, day: date) -> Q:
    """Those who came into the classes on the day, whatever they are now."""
    begin, end = _span(day)
    return Q(is_kept=True, entered_at__gte=begin, entered_at__lt=end) | (Q(is_kept=False) & _on(said, day))


def _held(said: Counts) -> Q:
    """What the columns must hold."""
    of = {**said.where, **({"classification": said.entered} if said.entered else {})}
    return Q(**{f"{name}__in": codes for name, codes in of.items()})


def _span(day: date) -> tuple[int, int]:
    zone = settings.TIME_ZONE
    return instants.start_of(day, zone), instants.end_of(day, zone)


def of_city(reader: Reader) -> bool:
    """Is the reader's area the whole city of the plan (or wider)?"""
    return reader.sees(Area.objects.get(gb_code=plans.in_force().plan.city).pk)


def cards_of(case: int, reader: Reader) -> list[Submission]:
    """The cards that were sent of a case, the first one first."""
    return list(rows(Submission, reader).filter(kind="case_card", case_id=case).order_by("sent_at", "id"))
