"""When a shift may stand on the rota: nobody twice at once; less rest, or longer in the zone, only as someone by name allows."""

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
