"""Failings, near misses and undecidable records of the province's daily table: a day's is sent by noon of the day after."""

from __future__ import annotations

from datetime import date

from lianfang.synth import calendar
from lianfang.synth.calendar import AS_OF, DAY, HOUR, midnight
from lianfang.synth.draft import Draft
from lianfang.synth.reporting import table

SENT = "daily-table-sent"
SENT_WITHIN = 12 * HOUR
DAYS = [
    day
    for day in calendar.days(calendar.DISTRICTS_REPORT_FROM, calendar.LAST_DAY)
    if midnight(day) + DAY + SENT_WITHIN <= AS_OF
]
"""Those whose table is due at the city's as-of instant."""


def plant(draft: Draft, *, planted: bool) -> None:
    """At the last second, a second late, sent twice; and where asked: never sent, another day's sent in its place, a city of which
    nobody wrote down since when it exists.
    """
    for day, late in ((DAYS[0], 0), (DAYS[1], 1)):
        sent_at = midnight(day) + DAY + SENT_WITHIN + late
        _row(draft, day).update(sent_at=sent_at, receipt_at=sent_at + HOUR)
    table(draft, DAYS[2], midnight(DAYS[2]) + 3 * DAY)
    if not planted:
        return
    city = draft.tree.city
    # Of the day before there are two then, and of this one none.
    _row(draft, DAYS[4])["day"] = DAYS[3]
    draft.find(
        SENT, "area", city, "gap", "another day's table was sent in its place", city, midnight(DAYS[4])
    )
    _row(draft, DAYS[6])["area_id"] = draft.tree.districts[0]
    draft.find(SENT, "area", city, "gap", "a district sent its own table", city, midnight(DAYS[6]))
    _unborn(draft)


def _row(draft: Draft, day: date) -> dict[str, object]:
    return next(
        told
        for _, told in draft.kept.every("submission")
        if told["kind"] == "daily_table" and told["day"] == day
    )


def _unborn(draft: Draft) -> None:
    """The command of a city elsewhere is known here, and since when that city exists is not."""
    tree = draft.tree
    there = next(code for code, area in tree.areas.items() if area.level == "city" and code != tree.city)
    area = tree.areas[there]
    area.begins_on = None
    area.command = tree.organise(
        "command", f"{area.zh}疫情防控指挥部", f"{area.en} epidemic control command", there
    )
    for day in DAYS:
        why = "since when the city exists is not known"
        draft.find(SENT, "area", there, "cannot_tell", why, there, midnight(day))
