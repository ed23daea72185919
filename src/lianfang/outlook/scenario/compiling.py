"""Policies as a row of numbers for each day, which is all that the engine reads; what cannot be ordered is refused here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.scenario.city import City
from lianfang.outlook.scenario.compiled import F64, I64, U8
from lianfang.outlook.scenario.policies import Closing, Measure, Opening, Policies
from lianfang.outlook.scenario.settings import LONGEST, PLACES, SETTINGS

(
    GATE_DAYS, GATE_PLACE, GATE_TESTED, TESTS, TURNAROUND, TEST_PATIENCE, TRACING, LOOKBACK, TRACE_DELAY, CONTACTS, CONTACT_PATIENCE,
    CONTACT_DAYS, CONTACT_PLACE, CONTACT_TESTED, CASE_PLACE, BEDS, ROOMS,
) = range(17)  # fmt: skip
"""Columns of ``whole``."""
SCREENING, SEEKING, STAYS_HOME, COMPLY, HOME_FACTOR, NAMED_FROM = range(6)
"""Columns of ``real``; from ``NAMED_FROM`` on the share named of each setting."""

UNLIMITED = 1 << 40
_SHARES = ("screening", "seeking", "stays_home", "complies", "home_factor", "factor")
_COUNTS = (
    "quarantine_days",
    "capacity",
    "others",
    "turnaround",
    "patience",
    "lookback",
    "delay",
    "beds",
    "rooms",
)
_LONGEST_SPAN = 365

Ordered = TypeVar("Ordered", bound=Measure)


class Orders(NamedTuple):
    """Shapes: opened (days, groups) 0 or 1; protect (days, settings); whole (days, 17); real (days, 5 + settings)."""

    opened: U8
    protect: F64
    whole: I64
    real: F64


def orders(policies: Policies, city: City, days: int) -> Orders:
    """The orders of every day.

    Raises:
        Refused: with every problem there is: ``outlook/scenario-days``, ``-measure``, ``-unknown-class``, ``-opening``.
    """
    found = list(problems(policies, city, days))
    if found:
        raise Refused(found)
    whole, real = np.zeros((days, 17), np.int64), np.zeros((days, NAMED_FROM + len(SETTINGS)))
    whole[:, [TESTS, CONTACTS, BEDS, ROOMS]] = UNLIMITED
    whole[:, [GATE_PLACE, CONTACT_PLACE, CASE_PLACE]] = PLACES["home"]
    whole[:, [TEST_PATIENCE, CONTACT_PATIENCE]] = _LONGEST_SPAN
    real[:, [COMPLY, HOME_FACTOR]] = 1.0
    _at_the_gates(policies, whole, real)
    _of_cases(policies, whole, real)
    _of_contacts(policies, whole, real)
    protect = np.ones((days, len(SETTINGS)))
    for each in policies.protection:
        protect[each.since : each.until, SETTINGS.index(each.setting)] *= each.factor
    return Orders(opened(policies, city, days), protect, whole, real)


def opened(policies: Policies, city: City, days: int) -> U8:
    """(days, groups) whether a group of sites is open."""
    found = np.ones((days, len(city.sectors), len(city.districts), city.batches), np.uint8)
    # By day: what closes comes before what opens on the same day, and a closing that begins after an opening holds.
    steps: list[tuple[int, int, Closing | Opening]] = [(each.since, 0, each) for each in policies.closings]
    steps += [(each.opens_on, 1, each) for each in policies.openings]
    for day, _, named in sorted(steps, key=lambda step: step[:2]):
        until = named.until if isinstance(named, Closing) else None
        found[(slice(day, until), *_class_of(named, city))] = isinstance(named, Opening)
    return found.reshape(days, city.groups)


def _class_of(named: Closing | Opening, city: City) -> tuple[slice, slice, slice]:
    sector = [each.name for each in city.sectors].index(named.sector)
    district = slice(None) if named.district is None else _one(city.districts.index(named.district))
    return _one(sector), district, slice(None) if named.batch is None else _one(named.batch)


def _one(i: int) -> slice:
    return slice(i, i + 1)


def _in_turn(measures: Sequence[Ordered]) -> list[Ordered]:
    """In the order in which they overrule each other."""
    return sorted(measures, key=lambda measure: measure.since)


def _limit(number: int | None) -> int:
    return UNLIMITED if number is None else number


def _at_the_gates(policies: Policies, whole: I64, real: F64) -> None:
    for gate in _in_turn(policies.gates):
        at = slice(gate.since, gate.until)
        whole[at, [GATE_DAYS]], whole[at, [GATE_PLACE]] = gate.quarantine_days, PLACES[gate.place]
        whole[at, [GATE_TESTED]], real[at, [SCREENING]] = gate.tested, gate.screening


def _of_cases(policies: Policies, whole: I64, real: F64) -> None:
    for testing in _in_turn(policies.testing):
        at = slice(testing.since, testing.until)
        left = UNLIMITED if testing.capacity is None else max(testing.capacity - testing.others, 0)
        whole[at, [TESTS]], whole[at, [TURNAROUND]] = left, testing.turnaround
        whole[at, [TEST_PATIENCE]], real[at, [SEEKING]] = testing.patience, testing.seeking
    for isolation in _in_turn(policies.isolation):
        at = slice(isolation.since, isolation.until)
        whole[at, [CASE_PLACE]], real[at, [STAYS_HOME]] = PLACES[isolation.place], isolation.stays_home
        real[at, [COMPLY]], real[at, [HOME_FACTOR]] = isolation.complies, isolation.home_factor
    for capacity in _in_turn(policies.capacity):
        at = slice(capacity.since, capacity.until)
        whole[at, [BEDS]], whole[at, [ROOMS]] = _limit(capacity.beds), _limit(capacity.rooms)


def _of_contacts(policies: Policies, whole: I64, real: F64) -> None:
    for tracing in _in_turn(policies.tracing):
        at = slice(tracing.since, tracing.until)
        columns = {
            TRACING: 1, LOOKBACK: tracing.lookback, TRACE_DELAY: tracing.delay, CONTACTS: _limit(tracing.capacity),
            CONTACT_PATIENCE: tracing.patience, CONTACT_DAYS: tracing.quarantine_days, CONTACT_PLACE: PLACES[tracing.place],
            CONTACT_TESTED: int(tracing.tested),
        }  # fmt: skip
        for column, value in columns.items():
            whole[at, column] = value
        for i, setting in enumerate(SETTINGS):
            real[at, NAMED_FROM + i] = tracing.named.get(setting, 0.0)


def problems(policies: Policies, city: City, days: int) -> Iterable[Problem]:
    """What cannot be ordered, or not be run."""
    if not 1 <= days <= LONGEST:
        yield Problem("outlook/scenario-days", facts={"days": days, "longest": LONGEST})
    kinds = (
        policies.gates, policies.testing, policies.tracing, policies.protection, policies.isolation, policies.capacity,
        policies.closings,
    )  # fmt: skip
    for measures in kinds:
        for measure in measures:
            yield from _of_a_measure(measure)
    for closing in policies.closings:
        yield from _of_a_class(closing, city)
    for opening in policies.openings:
        yield from _of_a_class(opening, city)
    yield from _of_openings(policies)


def _of_a_measure(measure: Measure) -> Iterable[Problem]:
    kind = type(measure).__name__.lower()
    if measure.since < 0 or (measure.until is not None and measure.until <= measure.since):
        yield _unusable(kind, "since, until", f"{measure.since}, {measure.until}", "0 ≤ since < until")
    for name, value in vars(measure).items():
        if name in _SHARES and not 0 <= value <= 1:
            yield _unusable(kind, name, value, "0..1")
        if name in _COUNTS and value is not None and value < 0:
            yield _unusable(kind, name, value, "≥ 0")
        if name in ("place", "setting") and value not in (*PLACES, *SETTINGS):
            yield _unusable(kind, name, value, ", ".join(PLACES if name == "place" else SETTINGS))
    for setting, share in getattr(measure, "named", {}).items():
        if setting not in SETTINGS or not 0 <= share <= 1:
            yield _unusable(kind, f"named.{setting}", share, f"0..1; {', '.join(SETTINGS)}")


def _of_a_class(named: Closing | Opening, city: City) -> Iterable[Problem]:
    sectors = [each.name for each in city.sectors]
    batch = named.batch is None or 0 <= named.batch < city.batches
    if named.sector in sectors and (named.district is None or named.district in city.districts) and batch:
        return
    yield Problem(
        "outlook/scenario-unknown-class",
        facts={
            "named": f"{named.sector}, {named.district}, {named.batch}", "sectors": ", ".join(sectors),
            "districts": ", ".join(city.districts), "batches": city.batches - 1,
        },
    )  # fmt: skip


def _of_openings(policies: Policies) -> Iterable[Problem]:
    """An opening has to open something that is closed, once."""
    seen: dict[tuple[str, str | None, int | None], int] = {}
    for opening in policies.openings:
        named, on = (opening.sector, opening.district, opening.batch), opening.opens_on
        facts = {"named": ", ".join(f"{part}" for part in named), "day": on}
        if on < 0:
            yield Problem("outlook/scenario-opening", facts=facts)
        elif named in seen:
            yield Problem("outlook/scenario-opened-twice", facts=facts)
        elif not any(_covers(closing, opening) for closing in policies.closings):
            yield Problem("outlook/scenario-opening", facts=facts)
        seen[named] = on


def _covers(closing: Closing, opening: Opening) -> bool:
    """Whether some of what opens was closed before."""
    same = closing.sector == opening.sector and closing.since <= opening.opens_on
    district = None in (closing.district, opening.district) or closing.district == opening.district
    batch = None in (closing.batch, opening.batch) or closing.batch == opening.batch
    return same and district and batch


def _unusable(kind: str, name: str, value: object, allowed: str) -> Problem:
    facts = {"kind": kind, "name": name, "value": f"{value}", "allowed": allowed}
    return Problem("outlook/scenario-measure", facts=facts)
