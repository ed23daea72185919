"""When a shift may stand on the rota, and what may be said of it afterwards: nobody twice at once; less rest, or longer in the zone,
only as someone by name allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lianfang.base.instants import HOUR
from lianfang.base.problems import Problem, Refused


@dataclass(frozen=True)
class Turn:
    """A shift as it is planned: instants, the zone, and who allows more than the limit, if anyone."""

    starts_at: int
    ends_at: int
    zone: str | None = None
    approved_by: str = ""


@dataclass(frozen=True)
class Came:
    """What came of a shift, as far as it is said; None where nothing is.

    Attributes:
        hours: in the contaminated zone.
        approved_by: who allows more than the limit, if anyone.
        exposed_at: when an exposure happened at work.
        assessed_at: when it was assessed.
        is_ill: whether they had symptoms, asked before the shift.
    """

    hours: float | None = None
    approved_by: str = ""
    exposed_at: int | None = None
    assessed_at: int | None = None
    is_ill: bool | None = None


@dataclass(frozen=True)
class Limits:
    """What the plan holds on the day; None where it says nothing.

    Attributes:
        hours: most hours in the contaminated zone.
        rest: least seconds between two shifts.
    """

    hours: float | None
    rest: int | None


def check_turn(
    turn: Turn, others: Iterable[tuple[int, int]], limits: Limits, said: Callable[[int], str] = str
) -> None:
    """May this shift stand beside the others of the same member of staff?

    Args:
        others: when they begin and end.
        said: how an instant is written.

    Raises:
        Refused: every reason why not.
    """
    found = list(_faults(turn, others, limits, said))
    if found:
        raise Refused(found)


def _faults(
    turn: Turn, others: Iterable[tuple[int, int]], limits: Limits, said: Callable[[int], str]
) -> Iterator[Problem]:
    if turn.ends_at <= turn.starts_at:
        yield Problem("staff/ends-before")
        return
    short = None
    for since, until in others:
        if since < turn.ends_at and until > turn.starts_at:
            yield Problem("staff/overlaps", facts={"since": said(since), "until": said(until)})
            return
        between = turn.starts_at - until if until <= turn.starts_at else since - turn.ends_at
        short = between if short is None else min(short, between)
    if turn.approved_by:
        return
    if limits.rest is not None and short is not None and short < limits.rest:
        facts = {"hours": f"{short / HOUR:g}", "least": f"{limits.rest / HOUR:g}"}
        yield Problem("staff/too-little-rest", facts=facts)
    hours = (turn.ends_at - turn.starts_at) / HOUR
    if turn.zone == "contaminated" and limits.hours is not None and hours > limits.hours:
        facts = {"hours": f"{hours:g}", "most": f"{limits.hours:g}"}
        yield Problem("staff/too-long-in-zone", facts=facts)


def check_came(turn: Turn, came: Came, exposed_at: int | None, limits: Limits, at: int) -> None:
    """May this be said of a shift at an instant?

    Args:
        turn: the shift as it is on record, with who allows more than the limit, if anyone.
        came: what is said now.
        exposed_at: the exposure on record, if any.

    Raises:
        Refused: every reason why not.
    """
    found = [*_hours(turn, came, limits, at), *_exposure(turn, came, exposed_at, at)]
    if came == Came():
        found.append(Problem("staff/nothing-said"))
    if found:
        raise Refused(found)


def _hours(turn: Turn, came: Came, limits: Limits, at: int) -> Iterator[Problem]:
    if came.hours is None:
        return
    long = (turn.ends_at - turn.starts_at) / HOUR
    if turn.starts_at > at:
        yield Problem("staff/not-begun")
    if not 0 <= came.hours <= long:
        yield Problem("staff/hours-not-of-shift", facts={"hours": f"{came.hours:g}", "long": f"{long:g}"})
        return
    # Of a shift whose zone is not on record the hours in the contaminated one are limited all the same.
    is_limited = limits.hours is not None and turn.zone in ("contaminated", None)
    if is_limited and came.hours > (limits.hours or 0) and not (came.approved_by or turn.approved_by):
        facts = {"hours": f"{came.hours:g}", "most": f"{limits.hours:g}"}
        yield Problem("staff/too-long-in-zone", facts=facts)


def _exposure(turn: Turn, came: Came, exposed_at: int | None, at: int) -> Iterator[Problem]:
    exposed = exposed_at if came.exposed_at is None else came.exposed_at
    if came.exposed_at is not None and not turn.starts_at <= came.exposed_at <= turn.ends_at:
        yield Problem("staff/exposed-outside-shift")
    if any(one is not None and one > at for one in (came.exposed_at, came.assessed_at)):
        yield Problem("staff/not-yet")
    if came.assessed_at is None:
        return
    if exposed is None:
        yield Problem("staff/nothing-to-assess")
    elif came.assessed_at < exposed:
        yield Problem("staff/assessed-before-exposed")


def next_test_due(last: int | None, every: float | None, enters_at: int | None) -> int | None:
    """By when someone is to be tested next: when their last swab no longer counts.

    Args:
        last: when the last swab fit to be tested was taken; None where none is on record.
        every: the plan's interval in seconds; None where it says nothing.
        enters_at: when the shift in the contaminated zone begins that they stand in or come to next, if any.

    Returns:
        Of whom no swab is on record, the beginning of that shift; None where nothing asks for a test.
    """
    if every is None or last is None:
        return None if every is None else enters_at
    return last + int(every)
