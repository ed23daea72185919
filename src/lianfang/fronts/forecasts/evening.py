"""The answer of the evening: the curve, R with its window, what is not reported yet, and what the same windows said then and say now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.forecasts.gathering import ORIGINS, Gathered, Ill, Origin, counted
from lianfang.outlook import answers, answers_ahead, shapes
from lianfang.outlook.cases import Case, longest_delay
from lianfang.outlook.cases import series as series_of
from lianfang.outlook.completeness import complete_until
from lianfang.outlook.delays import once
from lianfang.outlook.reproduction import Window, reproduction
from lianfang.outlook.serial import Serial

SHOWN_DAYS = 42
"""So many days of onset are drawn; what lies before is counted beside."""
COMPARED = 14
"""So many windows are held against what is known of them finally."""


@dataclass(frozen=True)
class OnsetDay:
    """One day of onset.

    Attributes:
        counts: by origin, in the order of ``ORIGINS``, as reported.
        is_complete: have nine of ten onsets been reported?
        median, low, high: onsets in the end, of the 90 % interval; None where too little is known or all has been reported.
    """

    day: date
    counts: tuple[int, ...]
    is_complete: bool
    median: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Compared:
    """One window by what was known then and by what is known finally: plain R, cases of unknown origin as imported and as local.

    Attributes:
        was_given: was R shown then, or held back because too little had been reported?
        is_final: has enough been reported by the later day that R may be shown?
        then, finally_: R of the two readings, None where there are too few cases; one where no origin is unknown.
        then_local, finally_local: local onsets in the window, likewise.
    """

    start: date
    end: date
    was_given: bool
    is_final: bool
    then: tuple[float | None, ...]
    finally_: tuple[float | None, ...]
    then_local: tuple[int, int]
    finally_local: tuple[int, int]


@dataclass(frozen=True)
class Reported:
    """How far reports have come.

    Attributes:
        until: the last day of onset of which enough has been reported.
        reporting: the delays by which that was told; None where none could be fitted.
        remarks: what is to be said beside R.
        problems: why none could be fitted.
    """

    until: date
    reporting: answers.Reporting | None
    remarks: tuple[Problem, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Evening:
    """All that the page of the evening says; ``problems`` say what could not be worked out, and why; ``remarks`` what to know."""

    as_of: date
    known_at: date
    cases: int
    onset_unknown: int
    before: int
    remarks: tuple[Problem, ...]
    onsets: tuple[OnsetDay, ...]
    reports: tuple[tuple[date, tuple[int, ...]], ...]
    r: shapes.ReproductionSaid | None
    nowcast: shapes.NowcastSaid | None
    compared: tuple[Compared, ...]
    compared_at: date | None
    problems: tuple[Problem, ...]


def evening(
    then: Gathered, finally_: Gathered | None, serial: answers.SerialSource, *, source: str
) -> Evening:
    """What is known of an area on an evening.

    Args:
        then: the cases as of and as known at the day.
        finally_: the same day's, as known at a later one; None where there is none.
        serial: the serial interval.
        source: what the cases are of, in words of no language.
    """
    listed = cases_of(then.cases)
    reported = reported_until(listed, then.known_at)
    problems, r, ahead = list(reported.problems), None, None
    try:
        r = answers.of_cases_until(
            listed, source, serial, as_of=then.as_of, known_at=then.known_at, until=reported.until, remarks=reported.remarks
        )  # fmt: skip
        ahead = _nowcast(then, listed, r, serial, reported, problems)
    except Refused as refusal:
        problems += refusal.problems
    last = min(then.as_of, then.known_at)
    return Evening(
        as_of=then.as_of, known_at=then.known_at, cases=len(then.cases), onset_unknown=len(then.cases) - len(then.dated),
        before=sum(_onset(one) <= last - timedelta(days=SHOWN_DAYS) for one in then.dated), remarks=tuple(then.remarks),
        onsets=tuple(_onsets(then, last, reported.until, ahead)),
        reports=tuple(_reports(then, last)), r=r, nowcast=ahead,
        compared=() if finally_ is None else tuple(_compared(then, finally_, r, serial)),
        compared_at=None if finally_ is None else finally_.known_at, problems=tuple(once(problems)),
    )  # fmt: skip


def cases_of(cases: Sequence[Ill]) -> list[Case]:
    """As the engine takes them: a case that goes back to an import was infected here."""
    local = {"local": "local", "linked": "local", "imported": "imported", "cannot_tell": None}
    return [
        Case(one.onset, None if one.reported_by else one.reported_on, one.reported_on, local[one.origin])  # type: ignore[arg-type]
        for one in cases
    ]


def reported_until(listed: Sequence[Case], known_at: date) -> Reported:
    """Up to which day of onset enough has been reported by the end of a day.

    Where no family of delays can be fitted (all alike, or too few) it is the day before which even the longest delay that was seen
    is over; where no delay was seen at all, no day is complete: without either R would run on into days that look calm.
    """
    try:
        reporting = answers.reporting_delay(listed, known_at)
    except Refused as refusal:
        longest = longest_delay(listed, known_at=known_at)
        if longest is None:
            first = min((one.onset for one in listed if one.onset is not None), default=known_at)
            found, why = first - timedelta(days=1), Problem("forecasts/no-delay")
        else:
            found = known_at - timedelta(days=longest)
            why = Problem("forecasts/longest-delay", facts={"days": longest, "day": found})
        return Reported(found, None, (why,), tuple(refusal.problems))
    return Reported(complete_until(reporting[0]), reporting, tuple(reporting[1]))


def _nowcast(
    then: Gathered, listed: list[Case], r: shapes.ReproductionSaid, serial: answers.SerialSource, reported: Reported,
    problems: list[Problem],
) -> shapes.NowcastSaid | None:  # fmt: skip
    """What is not reported yet of the days up to as-of; None where all of these days have been, or, with its problem, where
    it cannot be worked out: R of the days before stands all the same.
    """
    last = then.as_of.isoformat()
    if reported.reporting is None or r.complete_until is None or r.complete_until >= last:
        return None
    try:
        made = answers_ahead.of_cases(
            listed, r.basis.file, known_at=then.known_at, serial=serial, reporting=reported.reporting
        )
    except Refused as refusal:
        problems += refusal.problems
        return None
    days = [one for one in made.days if one.day <= last]
    windows = [one for one in made.windows if one.end <= last]
    return made.model_copy(update={"days": days, "windows": windows})


def _onset(one: Ill) -> date:
    assert one.onset is not None  # noqa: S101 - asked of the dated alone
    return one.onset


def _onsets(then: Gathered, last: date, until: date, ahead: shapes.NowcastSaid | None) -> list[OnsetDay]:
    dated = [(_onset(one), one.origin) for one in then.dated if _onset(one) <= last]
    if not dated:
        return []
    first = max(min(day for day, _ in dated), last - timedelta(days=SHOWN_DAYS - 1))
    columns = counted(dated, first, last)
    expected = {} if ahead is None else {one.day: one for one in ahead.days}
    made = []
    for at in range((last - first).days + 1):
        day = first + timedelta(days=at)
        told = expected.get(day.isoformat())
        open_ = day > until and told is not None
        made.append(
            OnsetDay(
                day, tuple(columns[origin][at] for origin in ORIGINS), day <= until,
                *((told.median, told.low, told.high) if open_ and told is not None else ()),
            )
        )  # fmt: skip
    return made


def _reports(then: Gathered, last: date) -> list[tuple[date, tuple[int, ...]]]:
    days: list[tuple[date, Origin]] = [
        (one.reported_on, one.origin) for one in then.cases if one.reported_on <= last
    ]
    if not days:
        return []
    first = max(min(day for day, _ in days), last - timedelta(days=SHOWN_DAYS - 1))
    columns = counted(days, first, last)
    return [
        (first + timedelta(days=at), tuple(columns[origin][at] for origin in ORIGINS))
        for at in range((last - first).days + 1)
    ]


def _compared(
    then: Gathered, finally_: Gathered, r: shapes.ReproductionSaid | None, serial: answers.SerialSource
) -> list[Compared]:
    """The last windows, worked out from both, whatever was shown then."""
    given = set() if r is None else {one.end for one in r.windows if one.r.withheld != "unreported"}
    before, after = (_plain(one, serial) for one in (then, finally_))
    until = reported_until(cases_of(finally_.cases), finally_.known_at).until
    made = []
    for end in sorted(set(before) & set(after))[-COMPARED:]:
        one, other = before[end], after[end]
        made.append(
            Compared(
                one.start, one.end, end.isoformat() in given, end <= until, _means(one), _means(other), _locals(one),
                _locals(other),
            )
        )  # fmt: skip
    return made


def _plain(of: Gathered, serial: answers.SerialSource) -> dict[date, Window]:
    """R of every window as if all had been reported; nothing where there is no series."""
    try:
        counts = series_of(cases_of(of.cases), as_of=of.as_of)
        return {one.end: one for one in reproduction(counts, serial[0])}
    except Refused:
        return {}


def _means(of: Window) -> tuple[float | None, ...]:
    return tuple(one.mean for one in (of.r, of.r_if_local) if one is not None)


def _locals(of: Window) -> tuple[int, int]:
    found = [one.local for one in (of.r, of.r_if_local) if one is not None]
    return min(found), max(found)


def serial_of(mean: float, sd: float) -> answers.SerialSource:
    """A serial interval by its mean and sd, days.

    Raises:
        Refused: no serial interval has these.
    """
    found, said = answers.serial_of_moments(mean, sd)
    assert isinstance(found, Serial)  # noqa: S101 - none of the two is uncertain
    return found, said
