"""The clocks on a record: every duty that the plan's musts find on it, and how it stands at an instant."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lianfang.base.words import Text
from lianfang.gaps import excuses, plans
from lianfang.gaps.models import Duty

State = Literal["gap", "cannot_tell", "excused", "not_yet_due", "late", "met_in_time"]
ORDER: tuple[State, ...] = ("gap", "cannot_tell", "excused", "not_yet_due", "late", "met_in_time")


@dataclass(frozen=True)
class Clock:
    """One duty: what is asked, how it stands, until when, and when it was met."""

    must: str
    title: Text
    state: State
    due_at: int | None
    met_at: int | None


def clocks(register: str, row: int, *, at: int) -> list[Clock]:
    """The duties on one record, open ones first. Of what is owed day by day, the days that are open, the next and the last one met."""
    force = plans.in_force()
    musts = {one.number: one.must for one in force.musts if one.must.every == register}
    excused = excuses.of_subject(row, at=at)
    duties = list(Duty.objects.filter(must_id__in=list(musts), subject_id=row).order_by("period", "must_id"))
    kept = worth_telling({(d.must_id, d.period): _state(d, at, excused) for d in duties})
    found = [
        Clock(
            musts[d.must_id].key, musts[d.must_id].title, _state(d, at, excused), d.due_at,
            d.met_at if d.met_at is not None and d.met_at <= at else None,
        )
        for d in duties if (d.must_id, d.period) in kept
    ]  # fmt: skip
    return sorted(found, key=lambda one: (ORDER.index(one.state), one.due_at or 0, one.must))


def worth_telling(duties: Mapping[tuple[int, int], State]) -> set[tuple[int, int]]:
    """(must, period) → state, in order of the periods: which are told one by one."""
    next_ones: dict[int, tuple[int, int]] = {}
    last_met: dict[int, tuple[int, int]] = {}
    kept: set[tuple[int, int]] = set()
    for (must, period), state in duties.items():
        if period and state == "not_yet_due":
            next_ones.setdefault(must, (must, period))
        elif period and state == "met_in_time":
            last_met[must] = must, period
        else:
            kept.add((must, period))
    return kept | set(next_ones.values()) | set(last_met.values())


def open_on(register: str, rows: Collection[int], *, at: int) -> Mapping[int, tuple[int, int]]:
    """Record → (gaps, duties that cannot be told), of those that have any; what is excused is neither."""
    numbers = [one.number for one in plans.in_force().musts if one.must.every == register]
    found: dict[int, tuple[int, int]] = {}
    for row, state in _open(numbers, rows, at):
        gaps, unsure = found.get(row, (0, 0))
        found[row] = (gaps + (state == "gap"), unsure + (state == "cannot_tell"))
    return found


def _open(numbers: Collection[int], rows: Collection[int], at: int) -> Iterator[tuple[int, State]]:
    kept = Duty.objects.filter(must_id__in=list(numbers), subject_id__in=list(rows), since__lte=at)
    for duty in kept:
        yield duty.subject_id, _state(duty, at, ())


def _state(duty: Duty, at: int, excused: Collection[tuple[int, int]]) -> State:
    """As ``docs/algorithms/must.md`` §4 has it; a clock that was met before its time has stopped, and is met."""
    if duty.since > at:
        is_met = duty.state == 0 and duty.met_at is not None and duty.met_at <= at
        return "met_in_time" if is_met else "not_yet_due"
    if duty.state > 0 or duty.due_at is None:
        return "cannot_tell"
    if duty.met_at is not None and duty.met_at <= duty.due_at:
        return "met_in_time"
    if duty.met_at is not None and duty.met_at <= at:
        return "late"
    return "excused" if (duty.must_id, duty.period) in excused else "gap"
