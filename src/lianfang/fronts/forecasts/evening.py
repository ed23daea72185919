"""The answer of the evening: the curve, R with its window, what is not reported yet, and what the same windows said then and say now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.forecasts.gathering import ORIGINS, Gathered, Ill, Origin, counted
from lianfang.outlook import answers, answers_ahead, shapes
from lianfang.outlook.cases import Case
from lianfang.outlook.cases import series as series_of
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
        is_complete: have nine of ten onsets been reported? None where nobody can say.
        median, low, high: onsets in the end, of the 90 % interval; None where too little is known or all has been reported.
    """

    day: date
    counts: tuple[int, ...]
    is_complete: bool | None
    median: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Compared:
    """One window by what was known then and by what is known finally: plain R, cases of unknown origin as imported and as local.

    Attributes:
        was_given: was R shown then, or held back because too little had been reported?
        then, finally_: R of the two readings, None where there are too few cases; one where no origin is unknown.
        then_local, finally_local: local onsets in the window, likewise.
    """

    start: date
    end: date
    was_given: bool
    then: tuple[float | None, ...]
    finally_: tuple[float | None, ...]
    then_local: tuple[int, int]
    finally_local: tuple[int, int]


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
    problems: list[Problem] = []
    r = ahead = None
    listed = cases_of(then.cases)
    try:
        reporting = answers.reporting_delay(listed, then.known_at)
        r = answers.of_cases(
            listed, source, serial, as_of=then.as_of, known_at=then.known_at, reporting=reporting
        )
        ahead = _nowcast(then, listed, r, serial, reporting)
    except Refused as refusal:
        problems += refusal.problems
        r = _without_delay(then, listed, source, serial)
    last = min(then.as_of, then.known_at)
    return Evening(
        as_of=then.as_of, known_at=then.known_at, cases=len(then.cases), onset_unknown=len(then.cases) - len(then.dated),
        before=sum(_onset(one) <= last - timedelta(days=SHOWN_DAYS) for one in then.dated), remarks=tuple(then.remarks),
        onsets=tuple(_onsets(then, last, r, ahead)),
        reports=tuple(_reports(then, last)), r=r, nowcast=ahead,
        compared=() if finally_ is None else tuple(_compared(then, finally_, r, serial)),
        compared_at=None if finally_ is None else finally_.known_at, problems=tuple(problems),
    )  # fmt: skip


def cases_of(cases: Sequence[Ill]) -> list[Case]:
    """As the engine takes them: a case that goes back to an import was infected here."""
    local = {"local": "local", "linked": "local", "imported": "imported", "cannot_tell": None}
    return [
        Case(one.onset, None if one.reported_by else one.reported_on, one.reported_on, local[one.origin])  # type: ignore[arg-type]
        for one in cases
    ]


def _nowcast(
    then: Gathered, listed: list[Case], r: shapes.ReproductionSaid, serial: answers.SerialSource,
    reporting: answers.Reporting,
) -> shapes.NowcastSaid | None:  # fmt: skip
    """What is not reported yet of the days up to as-of; None where all of these days have been."""
    last = then.as_of.isoformat()
    if r.complete_until is None or r.complete_until >= last:
        return None
    made = answers_ahead.of_cases(
        listed, r.basis.file, known_at=then.known_at, serial=serial, reporting=reporting
    )
    days = [one for one in made.days if one.day <= last]
    windows = [one for one in made.windows if one.end <= last]
    return made.model_copy(update={"days": days, "windows": windows})


def _without_delay(
    then: Gathered, listed: list[Case], source: str, serial: answers.SerialSource
) -> shapes.ReproductionSaid | None:
    """R where nothing is known of days of report; None where there is none at all."""
    try:
        return answers.of_a_series(series_of(listed, as_of=then.as_of), source, serial)
    except Refused:
        return None


def _onset(one: Ill) -> date:
    assert one.onset is not None  # noqa: S101 - asked of the dated alone
    return one.onset


def _onsets(
    then: Gathered, last: date, r: shapes.ReproductionSaid | None, ahead: shapes.NowcastSaid | None
) -> list[OnsetDay]:
    dated = [(_onset(one), one.origin) for one in then.dated if _onset(one) <= last]
    if not dated:
        return []
    first = max(min(day for day, _ in dated), last - timedelta(days=SHOWN_DAYS - 1))
    columns = counted(dated, first, last)
    until = None if r is None or r.complete_until is None else date.fromisoformat(r.complete_until)
    expected = {} if ahead is None else {one.day: one for one in ahead.days}
    made = []
    for at in range((last - first).days + 1):
        day = first + timedelta(days=at)
        told = expected.get(day.isoformat())
        open_ = until is not None and day > until and told is not None
        made.append(
            OnsetDay(
                day, tuple(columns[origin][at] for origin in ORIGINS), None if until is None else day <= until,
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
    made = []
    for end in sorted(set(before) & set(after))[-COMPARED:]:
        one, other = before[end], after[end]
        made.append(
            Compared(
                one.start, one.end, end.isoformat() in given, _means(one), _means(other), _locals(one), _locals(other)
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
