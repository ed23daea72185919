"""What areas reported of the last whole day, figure by figure, and below the area district by district."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from lianfang.base.instants import day_ending_at, start_of
from lianfang.base.problems import Problem, Refused
from lianfang.board.shapes import ReportedSaid, ReportedThere
from lianfang.fronts.command.numbers import whole
from lianfang.fronts.command.setting import Setting
from lianfang.fronts.command.shapes import Number, PlaceSaid, Words
from lianfang.gaps import returns
from lianfang.gaps.counting import Count, Stored
from lianfang.gaps.figures import Reading, last_day, reported
from lianfang.gaps.known import Known
from lianfang.plan.model import Figure
from lianfang.registers.models import Return


def reported_of(setting: Setting, known: Known | None) -> Iterator[ReportedSaid]:
    """The figures of the plan that anybody inside the area has reported; one whose return is missing has no value."""
    plan = setting.force.plan
    figures = [figure for figure in plan.figures.values() if figure.listed and figure.reported is not None]
    codes = {figure.reported.code for figure in figures if figure.reported is not None}
    ask = returns.stored if known is None else known.returns
    day = last_day(setting.as_of, plan.zone)
    sent = ask(codes=codes, area=setting.area.id, until=day, midnight=partial(start_of, zone=plan.zone))
    below = [area for area in sorted(setting.names) if area != setting.area.id]
    for figure in figures:
        if figure.reported is not None and sent.is_reported(figure.reported.code, setting.area.id):
            own, *parts = reported(figure, plan, sent, [setting.area.id, *below], day)
            yield _said(setting, figure, own, parts)


def _said(setting: Setting, figure: Figure, own: Reading, parts: Sequence[Reading]) -> ReportedSaid:
    there = tuple(
        ReportedThere(
            PlaceSaid(code=setting.code(one.area), name=setting.name(one.area), level=setting.names[one.area].level),
            _number(one.value), setting.instant(one.as_of),
        )
        for one in parts
    )  # fmt: skip
    return ReportedSaid(
        figure.key,
        Words.of(figure.title),
        Words.of(figure.unit),
        _number(own.value),
        setting.instant(own.as_of),
        there,
    )


def _number(value: float | None) -> Number | None:
    return None if value is None else whole(value)


@dataclass(frozen=True)
class FigureThere:
    """A figure of one area: as reported (with the return's reference, where one very return says it) and as counted.

    ``as_of`` is the instant of the reported value, at which the rows are counted too, so that like is set beside like.
    """

    area: PlaceSaid
    reported: Number | None
    as_of: str
    ref: str
    counted: Number | None
    cannot_tell: int


@dataclass(frozen=True)
class FigureOpened:
    """A figure with what is behind it: the returns, and the register whose rows are counted (empty where none are)."""

    figure: str
    title: Words
    unit: Words
    definition: Words
    rows: tuple[FigureThere, ...]
    register: str


def opened(key: str, setting: Setting) -> FigureOpened:
    """A figure of an area and of those one level below.

    Raises:
        Refused: the plan has no such figure among those that it lists.
    """
    plan = setting.force.plan
    figure = plan.figures.get(key)
    if figure is None or not figure.listed:
        raise Refused(Problem("record/not-found", facts={"register": "figure", "value": key[:40]}))
    areas = [setting.area.id, *sorted(area for area in setting.names if area != setting.area.id)]
    sent = _sent(setting, figure, areas)
    at = next((one.as_of for one in sent.values() if one.value is not None), setting.as_of)
    counts = {} if figure.counted is None else Stored(setting.force).counts(figure, at=at, areas=areas)
    refs = {} if figure.reported is None else _refs(figure.reported.code, sent.values(), plan.zone)
    there = [area for area in areas if area in sent or figure.reported is None]
    rows = tuple(
        _there(setting, area, at, sent.get(area), refs.get(area, ""), counts.get(area)) for area in there
    )
    register = "" if figure.counted is None else figure.counted.every
    definition = Words.of(figure.definition)
    return FigureOpened(key, Words.of(figure.title), Words.of(figure.unit), definition, rows, register)


def _sent(setting: Setting, figure: Figure, areas: Sequence[int]) -> dict[int, Reading]:
    """Area → what it reported; those that never did are left out, but for the first."""
    if figure.reported is None:
        return {}
    plan = setting.force.plan
    day = last_day(setting.as_of, plan.zone)
    midnight = partial(start_of, zone=plan.zone)
    sent = returns.stored(codes={figure.reported.code}, area=areas[0], until=day, midnight=midnight)
    return {one.area: one for one in reported(figure, plan, sent, areas, day)}


def _refs(code: str, sent: Iterable[Reading], zone: str) -> dict[int, str]:
    """Area → the reference of the return that says its value; of a sum of returns there is none."""
    days = {one.area: day_ending_at(one.as_of, zone) for one in sent if one.value is not None}
    kept = Return.objects.filter(figure=code, site=None, area_id__in=days, day__in=set(days.values()))
    return {area: ref for area, day, ref in kept.values_list("area_id", "day", "ref") if days[area] == day}


def _there(
    setting: Setting, area: int, at: int, sent: Reading | None, ref: str, count: Count | None
) -> FigureThere:
    place = PlaceSaid(code=setting.code(area), name=setting.name(area), level=setting.names[area].level)
    return FigureThere(
        place, None if sent is None else _number(sent.value), setting.instant(at if sent is None else sent.as_of), ref,
        None if count is None else whole(count.value), 0 if count is None else count.cannot_tell,
    )  # fmt: skip
