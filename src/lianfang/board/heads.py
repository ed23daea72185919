"""The board's head: since when the city responds, at which level, and where the day's clock stands."""

from __future__ import annotations

from datetime import date

from lianfang.base.instants import day_of, start_of
from lianfang.board.shapes import ClockPoint, ResponseSaid
from lianfang.fronts.command.setting import Setting
from lianfang.fronts.command.shapes import SourceSaid, Words
from lianfang.plan.model import Entry, PeriodPoint, Plan, Response, Source


def in_force(plan: Plan, value: str, day: date) -> Entry | None:
    """The entry of a dated value that holds on a day; None before its first."""
    begun = [entry for entry in plan.values[value].entries if entry.since <= day]
    return begun[-1] if begun else None


def source_said(source: Source) -> SourceSaid:
    """A source as it is shown."""
    return SourceSaid(document=source.document, status=source.status)


def response_of(setting: Setting) -> ResponseSaid | None:
    """What the plan says of the response on the as-of day; None where it says nothing."""
    plan, said = setting.force.plan, setting.force.plan.response
    if said is None:
        return None
    # What was true at 24:00 of a day is said of that day.
    day = day_of(setting.as_of - 1, plan.zone)
    began, level = in_force(plan, said.began, day), in_force(plan, said.level, day)
    first = began.value if began is not None and isinstance(began.value, date) else None
    clock = _clock(setting, said)
    coming = [point.point for point in clock if not point.is_past]
    return ResponseSaid(
        title=Words.of(said.title),
        began=None if first is None else first.isoformat(),
        began_source=None if began is None else source_said(began.source),
        day=None if first is None or first > day else (day - first).days + 1,
        level=None if level is None else str(level.value),
        level_words=None if level is None else Words.of(said.levels[str(level.value)]),
        level_source=None if level is None else source_said(level.source),
        clock=clock,
        next_point=coming[0] if coming else None,
    )


def _clock(setting: Setting, said: Response) -> tuple[ClockPoint, ...]:
    """The points of the civil day in which the instant lies, in order of time; without those that have no value yet."""
    day = day_of(setting.as_of, setting.force.plan.zone)
    points = [(at, point, entry) for point in said.period for at, entry in _moment(setting, point, day)]
    return tuple(
        ClockPoint(
            point.key, Words.of(point.title), setting.instant(at), at <= setting.as_of, source_said(entry.source)
        )
        for at, point, entry in sorted(points, key=lambda one: one[0])
    )  # fmt: skip


def _moment(setting: Setting, point: PeriodPoint, day: date) -> list[tuple[int, Entry]]:
    plan = setting.force.plan
    entry = in_force(plan, point.at, day)
    if entry is None or not isinstance(entry.value, int):
        return []
    return [(start_of(day, plan.zone) + entry.value, entry)]
