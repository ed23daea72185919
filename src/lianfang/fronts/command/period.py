"""The day's clock of the response: when its data are cut off."""

from __future__ import annotations

from datetime import date, timedelta

from lianfang.base.instants import day_of, start_of
from lianfang.plan.model import Plan

CUT_OFF = "data_cut_off"


def last_cut_off(plan: Plan, at: int) -> int:
    """The last cut-off that is past at an instant; of a plan without any, the midnight before."""
    today = day_of(at, plan.zone)
    for day in (today, today - timedelta(days=1)):
        moment = _cut_off(plan, day)
        if moment is not None and moment <= at:
            return moment
    return start_of(today, plan.zone)


def _cut_off(plan: Plan, day: date) -> int | None:
    points = () if plan.response is None else plan.response.period
    for point in points:
        begun = [e.value for e in plan.values[point.at].entries if e.since <= day]
        if point.key == CUT_OFF and begun and isinstance(begun[-1], int):
            return start_of(day, plan.zone) + begun[-1]
    return None
