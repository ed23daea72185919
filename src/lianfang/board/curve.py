"""The epidemic curve by day of report and of onset, with the days that are not complete yet marked so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from lianfang.base import areas as paths
from lianfang.base.instants import day_ending_at, end_of
from lianfang.base.words import Text
from lianfang.board.shapes import CurveDay, CurveSaid
from lianfang.fronts.command.setting import Setting
from lianfang.fronts.command.shapes import Words
from lianfang.gaps.curves import Cases, Curve, curve
from lianfang.gaps.known import Known
from lianfang.registers.catalogue import catalogue

TOO_NEAR = Text(
    "区以下不给出病例曲线：人数少，可能认出个人",
    "no curve of cases below a district: so few could be told who they are",
)
UNKNOWN = "unknown"
SHARE = 0.9
"""A day of onset counts as complete when so many of its cases have been reported, as far as delays are known."""


def is_told(setting: Setting) -> bool:
    """Is the area so large that a curve of cases tells nobody who they are?"""
    level = paths.level_of(setting.area.id)
    return paths.LEVELS.index(level) <= paths.LEVELS.index("district")


def curve_of(setting: Setting, known: Known | None) -> CurveSaid | None:
    """The curve of the setting's area; None where the plan has none, or the area is too small."""
    asked = setting.force.plan.response
    if asked is None or not is_told(setting):
        return None
    found = curve(setting.force, asked.curve, at=setting.as_of, area=setting.area.id, known=known)
    return _said(setting, found, asked.curve.origin)


def _said(setting: Setting, found: Curve, origin: str) -> CurveSaid:
    last = day_ending_at(setting.as_of, setting.force.plan.zone)
    within = reported_within(found.cases)
    # The as-of day itself is over only where the instant is its 24:00.
    over = last if setting.as_of == end_of(last, setting.force.plan.zone) else last - timedelta(days=1)
    onset_until = None if within is None else over - timedelta(days=within)
    by_onset = [
        (one.onset_on, one) for one in found.cases if one.onset_on is not None and one.onset_on <= last
    ]
    return CurveSaid(
        figure=found.figure.key, title=Words.of(found.figure.title), as_of=setting.instant(setting.as_of),
        total=sum(one.count for one in found.cases), cannot_tell=found.cannot_tell,
        origins=_origins(found, origin),
        by_report=_days([(one.reported_on, one) for one in found.cases], last, over),
        by_onset=_days(by_onset, last, onset_until),
        onset_unknown=sum(one.count for one in found.cases) - sum(one.count for _day, one in by_onset),
        reported_within=within,
    )  # fmt: skip


def reported_within(cases: Iterable[Cases]) -> int | None:
    """The days from onset within which nine of ten cases were reported; None where no delay is known.

    Cases not reported yet are not among them, so that the true number is this or more.
    """
    delays = Counter[int]()
    for one in cases:
        if one.onset_on is not None and one.onset_on <= one.reported_on:
            delays[(one.reported_on - one.onset_on).days] += one.count
    total, seen = sum(delays.values()), 0
    for days in sorted(delays):
        seen += delays[days]
        if seen >= SHARE * total:
            return days
    return None


def _days(rows: list[tuple[date, Cases]], last: date, complete: date | None) -> tuple[CurveDay, ...]:
    """Every day from the first to the last, those without a case too."""
    if not rows:
        return ()
    counts: dict[date, Counter[str]] = {}
    for day, one in rows:
        counts.setdefault(day, Counter())[one.origin or UNKNOWN] += one.count
    first = min(counts)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return tuple(
        CurveDay(day.isoformat(), dict(sorted(counts.get(day, {}).items())), complete is not None and day <= complete)
        for day in days
    )  # fmt: skip


def _origins(found: Curve, column: str) -> dict[str, Words]:
    """The words of the origins; the code list is that of the figure's register."""
    counted = found.figure.counted
    codes = None if counted is None else catalogue()[counted.every].columns[column].codes
    said = {} if codes is None else {key: Words.of(words) for key, words in codes.codes.items()}
    return {**said, UNKNOWN: Words(zh="不详", en="unknown")}
