"""Stocks and flows that districts and the city report each day: they balance to the unit, but for what is planted.

Suspects are decided the day after they become so; contacts leave as cases or released; home isolation and quarantine rooms
come and go by chance. The city reports the sum of its districts and, of suspects and contacts, those of no district too.
A failing has a ledger of a district to itself, so that the list can name every day that it spoils, and no other.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from lianfang.base import areas
from lianfang.synth import calendar
from lianfang.synth.chance import stream
from lianfang.synth.draft import DailyReturn, Draft
from lianfang.synth.illness import Case
from lianfang.synth.returns import made, watched
from lianfang.synth.scene import cycle

LEDGERS: dict[str, tuple[str, str]] = {
    "cases-in-hospital": ("in_hospital", "new_confirmed"),
    "suspects": ("suspects", "suspects_excluded"),
    "contacts": ("contacts_under_observation", "contacts_released"),
    "home-isolation": ("in_home_isolation", "home_isolation_begun"),
    "quarantine-rooms": ("quarantine_rooms_in_use", "quarantine_rooms_freed"),
}
"""Ledger → its stock, and the flow that a planting takes away."""
DAYS = calendar.days(calendar.DISTRICTS_REPORT_FROM, calendar.LAST_DAY)
ONE_DAY = timedelta(days=1)
FAILINGS = 12
"""How many are planted: each kind twice."""

Values = Counter[tuple[str, date]]
"""(figure's code, day) → value."""


@dataclass(frozen=True)
class PlantedDay:
    """A day on which a ledger of an area does not balance, or cannot be told to, and why."""

    ledger: str
    area: int
    day: date
    verdict: str
    why: str


def of_areas(draft: Draft) -> None:
    """Add what districts and the city report beside their cases; every zero is said."""
    chance = stream(draft.seed, "stocks")
    city, districts = draft.tree.city, draft.tree.districts
    own: dict[int, Values] = {area: _by_chance(draft, chance) for area in districts}
    whole: Values = Counter()
    for values in own.values():
        whole.update(values)
    for area, values in (*own.items(), (city, whole)):
        cases = [case for case in draft.cases if areas.is_within(case.area, area)]
        said = {**values, **_of_suspects(cases, values), **_of_contacts(draft, cases, area)}
        for (figure, day), value in said.items():
            if figure != "in_doubt":
                at = made(day, 6 * calendar.HOUR + int(chance.random() * 5 * calendar.HOUR))
                draft.returns.append(DailyReturn(figure, day, value, at, area))


def _by_chance(draft: Draft, chance: Random) -> Values:
    """A district's home isolation, its quarantine rooms, and how many were in doubt each day who turned out to be well."""
    found: Values = Counter()
    most = 4 + draft.people // 5_000
    home, rooms = chance.randint(most, 3 * most), chance.randint(most, 3 * most)
    for day in DAYS:
        begun, taken = chance.randint(0, most), chance.randint(0, most)
        ended, moved = _leave(chance, home, most), 0
        moved = _leave(chance, home - ended, 1)
        freed = _leave(chance, rooms, most)
        home, rooms = home + begun - ended - moved, rooms + taken - freed
        found["home_isolation_begun", day], found["home_isolation_ended", day] = begun, ended
        found["home_isolation_moved", day], found["in_home_isolation", day] = moved, home
        found["quarantine_rooms_taken", day], found["quarantine_rooms_freed", day] = taken, freed
        found["quarantine_rooms_in_use", day] = rooms
        found["in_doubt", day] = chance.randint(0, 3)
    return found


def _leave(chance: Random, there: int, most: int) -> int:
    return chance.randint(0, min(there, most))


def _of_suspects(cases: list[Case], values: Values) -> Values:
    """Whoever is confirmed tomorrow is suspect today, and so are those who are in doubt today and excluded tomorrow."""
    found: Values = Counter()
    for day in DAYS:
        in_doubt, excluded = values["in_doubt", day], values["in_doubt", day - ONE_DAY]
        found["new_suspects", day] = _new(cases, day + ONE_DAY) + in_doubt
        found["suspects_confirmed", day], found["suspects_excluded", day] = _new(cases, day), excluded
        found["suspects", day] = found["new_suspects", day]
    return found


def _of_contacts(draft: Draft, cases: list[Case], area: int) -> Values:
    """What must have come and gone for those under observation, who are reported already, to be so many."""
    found: Values = Counter()
    stock = {
        row.day: row.value or 0
        for row in draft.returns
        if row.figure == "contacts_under_observation" and row.area == area
    }
    there = [one for one in watched(draft) if areas.is_within(one.area, area)]
    for day in DAYS:
        before, now, turned = stock.get(day - ONE_DAY, 0), stock[day], _new(cases, day) // 3
        turned = min(turned, before)
        begins = calendar.midnight(day)
        identified = sum(begins < one.since <= begins + calendar.DAY for one in there)
        added = max(identified, now - before + turned)
        found["contacts_added", day], found["contacts_turned_cases", day] = added, turned
        found["contacts_released", day] = before + added - turned - now
    return found


def _new(cases: list[Case], day: date) -> int:
    return sum(case.counts_on(day) and case.reported_on == day for case in cases)


# planting


def plant(draft: Draft, *, planted: bool) -> list[PlantedDay]:
    """Near: a day that the city leaves out and all its districts report. Failings: closings wrong or missing, flows missing.

    Answers every day that is spoiled, in order of ledger, area and day.
    """
    chance = stream(draft.seed, "stock failings")
    rows = {(row.figure, row.area, row.day): row for row in draft.returns if row.site is None}
    spoiled: list[PlantedDay] = []
    gone = [rows["home_isolation_ended", draft.tree.city, DAYS[len(DAYS) // 2]]]
    if planted:
        ledgers = [(ledger, area) for ledger in LEDGERS for area in draft.tree.districts]
        chosen = chance.sample(ledgers, FAILINGS)
        for kind, (ledger, area) in zip(cycle(tuple(KINDS), FAILINGS), chosen, strict=True):
            # Not the first day, which has none before it; nor the last, where the kind spoils the next day too.
            day = DAYS[-1] if kind == "last" else chance.choice(DAYS[1:-1])
            figure = LEDGERS[ledger][1 if kind.startswith("flow") else 0]
            _spoil(rows[figure, area, day], kind, gone)
            spoiled += [
                PlantedDay(ledger, area, day + later * ONE_DAY, verdict, why)
                for later, (verdict, why) in enumerate(KINDS[kind])
            ]
    leave = {id(row) for row in gone}
    draft.returns = [row for row in draft.returns if id(row) not in leave]
    return sorted(spoiled, key=lambda one: (one.ledger, one.area, one.day))


KINDS: dict[str, tuple[tuple[str, str], ...]] = {
    "wrong": (
        ("unexplained", "the closing is said too high"),
        ("unexplained", "the closing of the day before was said too high"),
    ),
    "last": (("unexplained", "the closing is said too high"),),
    "flow gone": (("flows_not_reported", "a flow of the day has no return"),),
    "flow blank": (("flows_not_reported", "the return of a flow has no value"),),
    "gone": (
        ("closing_missing", "the closing has no return"),
        ("opening_missing", "the day before has no closing"),
    ),
    "blank": (
        ("closing_missing", "the return of the closing has no value"),
        ("opening_missing", "the day before has no closing"),
    ),
}
"""Kind of failing → the verdict on its day and, where it spoils that too, on the next."""


def _spoil(row: DailyReturn, kind: str, gone: list[DailyReturn]) -> None:
    if kind.endswith("gone"):
        gone.append(row)
    elif kind.endswith("blank"):
        row.value = None
    else:
        row.value = (row.value or 0) + 2
