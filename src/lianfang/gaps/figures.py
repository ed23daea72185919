"""The figures of the plan in force: counted, reported, what they owe each other, and what explains their differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Literal

from lianfang.base import areas as paths
from lianfang.base.instants import day_of, end_of, start_of
from lianfang.gaps import plans, returns
from lianfang.gaps.counting import Count, Counting, Stored, of_part
from lianfang.gaps.known import Known
from lianfang.gaps.plans import InForce
from lianfang.gaps.returns import Returns
from lianfang.plan.model import Addend, Explanation, Figure, Identity, Part, Plan

Kind = Literal["counted", "reported"]
REDEFINED = "clinical_diagnosis_reported_in"
"""The dated value that names areas whose reported cases came to hold clinical diagnoses."""


@dataclass(frozen=True)
class Reading:
    """One figure of one area. ``value`` is None where a return is missing; ``as_of`` is that of the very value."""

    figure: Figure
    area: int
    kind: Kind
    value: float | None
    as_of: int
    cannot_tell: int = 0

    @property
    def is_of_record(self) -> bool:
        """Does the plan say that this is the one to go by?"""
        return self.figure.of_record == self.kind


@dataclass(frozen=True)
class Difference:
    """Counted beside reported, for the same area and the same instant."""

    figure: Figure
    area: int
    counted: Count
    reported: float
    as_of: int

    @property
    def amount(self) -> float:
        """Counted less reported."""
        return self.counted.value - self.reported


@dataclass(frozen=True)
class Explained:
    """How many of a figure's rows a part holds, and its own parts."""

    part: Part
    count: Count
    parts: tuple[Explained, ...]


@dataclass(frozen=True)
class Account:
    """An explanation with its numbers: of how many counted, which parts, against how many reported."""

    explanation: Explanation
    area: int
    whole: Count
    parts: tuple[Explained, ...]
    against: float | None


@dataclass(frozen=True)
class Break:
    """A day on which an identity does not hold."""

    day: date
    expected: float
    reported: float


@dataclass(frozen=True)
class Checked:
    """An identity over all reported days of an area: held, broken, and not checkable since a term is missing."""

    identity: Identity
    area: int
    held: int
    broken: tuple[Break, ...]
    not_checkable: tuple[date, ...]


@dataclass(frozen=True)
class Fall:
    """A cumulative figure that went down: to be explained, never rejected."""

    figure: Figure
    area: int
    day: date
    before: float
    after: float


@dataclass(frozen=True)
class Redefined:
    """A cumulative figure across the day from which an area's cases came to be counted otherwise: two series, not one."""

    figure: Figure
    area: int
    day: date
    before: float
    after: float


@dataclass(frozen=True)
class Figures:
    """All that the brief says of figures: of the first area and of those below it."""

    readings: tuple[Reading, ...]
    differences: tuple[Difference, ...]
    accounts: tuple[Account, ...]
    identities: tuple[Checked, ...]
    falls: tuple[Fall, ...]
    redefined: tuple[Redefined, ...]
    missing: tuple[Reading, ...] = field(default=())
    """Figures whose return for the last whole day has not come; ``value`` is the last one known, if any."""


def last_day(as_of: int, zone: str) -> date:
    """The last civil day that is over at an instant: the day of which reported figures speak."""
    return day_of(as_of, zone) - timedelta(days=1)


def figures(*, as_of: int, areas: Sequence[int], known_at: int | None = None) -> list[Reading]:
    """Every figure of the plan in force for every area, counted and reported, in the order given.

    Args:
        as_of: the instant whose figures are asked for.
        areas: path codes, the widest first.
        known_at: leave out whatever was recorded later; None is now.

    Raises:
        Refused: no plan is in force.
    """
    force = plans.in_force()
    known = None if known_at is None else Known(force, known_at=known_at)
    return list(survey(force, as_of=as_of, areas=areas, known=known).readings)


def survey(force: InForce, *, as_of: int, areas: Sequence[int], known: Known | None = None) -> Figures:
    """Figures with their differences, identities and falls, from one reading of the returns."""
    plan = force.plan
    sent = _returns(plan, as_of, areas, known)
    counting: Counting = Stored(force) if known is None else known.counting
    day = last_day(as_of, plan.zone)
    readings = [
        reading
        for figure in plan.figures.values()
        if figure.listed
        for reading in _readings(figure, plan, counting, sent, as_of, areas)
    ]
    differences = list(_differences(readings, plan, counting, as_of))
    return Figures(
        tuple(readings),
        tuple(differences),
        tuple(_accounts(plan, counting, readings, differences, areas[0])),
        tuple(check(plan, sent, areas)),
        tuple(falls(plan, sent, areas)),
        tuple(redefined(plan, sent, areas)),
        tuple(reading for reading in readings if _is_missing(reading, day, plan.zone)),
    )


def _returns(plan: Plan, as_of: int, areas: Sequence[int], known: Known | None) -> Returns:
    codes = {figure.reported.code for figure in plan.figures.values() if figure.reported is not None}
    ask = returns.stored if known is None else known.returns
    until = last_day(as_of, plan.zone)
    return ask(codes=codes, area=areas[0], until=until, midnight=partial(start_of, zone=plan.zone))


def _readings(
    figure: Figure, plan: Plan, counting: Counting, sent: Returns, as_of: int, areas: Sequence[int]
) -> Iterator[Reading]:
    counts = counting.counts(figure, at=as_of, areas=areas) if figure.counted is not None else {}
    for area in areas:
        if figure.counted is not None:
            count = counts[area]
            yield Reading(figure, area, "counted", count.value, as_of, count.cannot_tell)
        if figure.reported is not None and (area == areas[0] or sent.is_reported(figure.reported.code, area)):
            yield _reported(figure, plan, sent, area, last_day(as_of, plan.zone))


def _reported(figure: Figure, plan: Plan, sent: Returns, area: int, day: date) -> Reading:
    """A stock or total: the last one known. A flow belongs to its day and to no other."""
    assert figure.reported is not None  # noqa: S101 - the caller asked
    code = figure.reported.code
    if figure.reported.shape == "flow":
        return Reading(figure, area, "reported", sent.value(code, area, day), end_of(day, plan.zone))
    found = sent.latest(code, area, day)
    if found is None:
        return Reading(figure, area, "reported", None, end_of(day, plan.zone))
    return Reading(figure, area, "reported", found[1], end_of(found[0], plan.zone))


def reported(figure: Figure, plan: Plan, sent: Returns, areas: Sequence[int], day: date) -> list[Reading]:
    """What was reported of one figure for a day: of the first area, and of each other that has ever reported it."""
    assert figure.reported is not None  # noqa: S101 - the caller asked
    code = figure.reported.code
    there = [area for area in areas if area == areas[0] or sent.is_reported(code, area)]
    return [_reported(figure, plan, sent, area, day) for area in there]


def _is_missing(reading: Reading, day: date, zone: str) -> bool:
    return reading.kind == "reported" and (reading.value is None or reading.as_of < end_of(day, zone))


def _differences(
    readings: Sequence[Reading], plan: Plan, counting: Counting, as_of: int
) -> Iterator[Difference]:
    """Where both are known; counted at the instant of the report, so that like is set beside like."""
    counted = {(r.figure.key, r.area): r for r in readings if r.kind == "counted"}
    again: dict[tuple[str, int], Mapping[int, Count]] = {}
    for reading in readings:
        twin = counted.get((reading.figure.key, reading.area))
        if reading.kind != "reported" or reading.value is None or twin is None or twin.value is None:
            continue
        count = Count(twin.value, twin.cannot_tell)
        if reading.as_of != as_of:
            key = (reading.figure.key, reading.as_of)
            if key not in again:
                asked = [area for figure, area in counted if figure == reading.figure.key]
                again[key] = counting.counts(reading.figure, at=reading.as_of, areas=asked)
            count = again[key][reading.area]
        yield Difference(reading.figure, reading.area, count, reading.value, reading.as_of)


def _accounts(
    plan: Plan, counting: Counting, readings: Sequence[Reading], differences: Sequence[Difference], area: int
) -> Iterator[Account]:
    """What explains a difference of the area or of one below it, counted at the instant of the reports."""
    reported = {r.figure.key: r.value for r in readings if r.kind == "reported" and r.area == area}
    for explanation in plan.explanations.values():
        figure = plan.figures[explanation.figure]
        about = [d for d in differences if d.figure.key == figure.key and d.amount]
        if about:
            at = max(d.as_of for d in about)
            whole = counting.counts(figure, at=at, areas=[area])[area]
            parts = tuple(_explained(figure, part, counting, at, area) for part in explanation.parts)
            yield Account(explanation, area, whole, parts, reported.get(explanation.against))


def _explained(figure: Figure, part: Part, counting: Counting, at: int, area: int) -> Explained:
    count = counting.counts(of_part(figure, part.counted), at=at, areas=[area])[area]
    return Explained(
        part, count, tuple(_explained(figure, inner, counting, at, area) for inner in part.parts)
    )


def check(plan: Plan, sent: Returns, areas: Sequence[int]) -> Iterator[Checked]:
    """Every identity on every reported day, for the first area and those below that report all of its terms."""
    for identity in plan.identities.values():
        for area in areas:
            days = _days(plan, identity, sent, area)
            if days and (
                area == areas[0] or all(_reports(plan, addend, sent, area) for addend in identity.equals)
            ):
                yield _checked(plan, identity, sent, area, days)


def _reports(plan: Plan, addend: Addend, sent: Returns, area: int) -> bool:
    """Has the area (for a sum, one below it) ever sent this term?"""
    code = _code(plan, addend.figure)
    asked = sent.below.get(area, []) if addend.what == "sum" else [area]
    return any(sent.days(code, one) for one in asked)


def _code(plan: Plan, figure: str) -> str:
    reported = plan.figures[figure].reported
    assert reported is not None  # noqa: S101 - the plan did not load otherwise
    return reported.code


def _days(plan: Plan, identity: Identity, sent: Returns, area: int) -> list[date]:
    """From the first to the last day for which one side was reported, those between included."""
    own = sent.days(_code(plan, identity.figure), area)
    if not own:
        return []
    sides = [identity.figure, *(addend.figure for addend in identity.equals)]
    days = {day for figure in sides for day in sent.days(_code(plan, figure), area)}
    first = min(days)
    return [first + timedelta(days=n) for n in range((max(days) - first).days + 1)]


def _checked(plan: Plan, identity: Identity, sent: Returns, area: int, days: Sequence[date]) -> Checked:
    held, broken, lost = 0, [], []
    own = sent.own.get((_code(plan, identity.figure), area), {})
    for day in days:
        terms = [_term(plan, addend, sent, area, day) for addend in identity.equals]
        known = [term for term in terms if term is not None]
        if day not in own or len(known) < len(terms):
            lost.append(day)
        elif sum(known) == own[day]:
            held += 1
        else:
            broken.append(Break(day, sum(known), own[day]))
    return Checked(identity, area, held, tuple(broken), tuple(lost))


def _term(plan: Plan, addend: Addend, sent: Returns, area: int, day: date) -> float | None:
    code = _code(plan, addend.figure)
    own = sent.own.get((code, area), {})
    if addend.what == "sum":
        value = sent.sum_below(code, area, day)
    elif addend.what == "change":
        before, now = own.get(day - timedelta(days=1)), own.get(day)
        value = None if before is None or now is None else now - before
    else:
        value = own.get(day)
    return None if value is None else addend.sign * value


def falls(plan: Plan, sent: Returns, areas: Sequence[int]) -> Iterator[Fall]:
    """Cumulative figures that went down, by day."""
    found = []
    for figure in plan.figures.values():
        if figure.reported is None or figure.reported.shape != "cumulative":
            continue
        for area in areas:
            own = sent.own.get((figure.reported.code, area), {})
            days = sorted(own)
            for earlier, day in pairwise(days):
                if own[day] < own[earlier]:
                    found.append(Fall(figure, area, day, own[earlier], own[day]))
    yield from sorted(found, key=lambda fall: (fall.day, fall.area, fall.figure.key))


def redefined(plan: Plan, sent: Returns, areas: Sequence[int]) -> Iterator[Redefined]:
    """The curve's cumulative figure of areas whose reports came to hold other cases than before, or that hold such an area.

    What stands on both sides of the day is told, whether it jumped or not: growth across it is no growth of the epidemic.
    """
    figure = None if plan.response is None else plan.figures.get(plan.response.curve.figure)
    value = plan.values.get(REDEFINED)
    if figure is None or figure.reported is None or figure.reported.shape != "cumulative" or value is None:
        return
    codes = plans.area_codes()
    for entry in value.entries:
        named = [codes[code] for code in _codes_of(entry.value) if code in codes]
        for area in areas:
            if any(paths.is_within(area, one) or paths.is_within(one, area) for one in named):
                own = sent.own.get((figure.reported.code, area), {})
                before = [day for day in sorted(own) if day < entry.since]
                after = [day for day in sorted(own) if day >= entry.since]
                if before and after:
                    yield Redefined(figure, area, entry.since, own[before[-1]], own[after[0]])


def _codes_of(value: object) -> Iterator[str]:
    if isinstance(value, tuple):
        yield from (str(code) for code in value)
