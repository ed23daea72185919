"""A made-up city of any size out of a seed, with the ledger of what is wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from lianfang.synth import (
    arrivals,
    calendar,
    gates,
    homes,
    illness,
    isolation,
    linking,
    names,
    posts,
    shifts,
    staffing,
    tasks,
    traffic,
    tree,
)
from lianfang.synth.draft import Draft, Found
from lianfang.synth.failings import plant
from lianfang.synth.ledger import Planted
from lianfang.synth.stocks import PlantedDay
from lianfang.synth.tables import Order, Orders, Table, all_tables

Failings = Literal["planted", "none"]
Progress = Callable[[str, int], None]
LEAST, MOST = 2_000, 2_000_000
PLAN = "shenzhen_2020"


@dataclass(frozen=True)
class City:
    """A finished city: tables in the order of loading, identifiers in plain text, and the ledger at ``as_of``."""

    people: int
    seed: int
    as_of: int
    plan: str
    tables: dict[str, Table]
    identifiers: Callable[[], Iterator[names.Identified]]
    ledger: list[Planted]
    stock_failings: list[PlantedDay]
    """The days on which a ledger of stocks and flows does not balance, or cannot be told to; the first day, which nothing
    comes before, is not among them."""


def build(
    people: int,
    seed: int = 1,
    failings: Failings = "planted",
    days: int = 6,
    on_progress: Progress | None = None,
) -> City:
    """Build a city. The same arguments give the same city, to the last reference.

    Args:
        days: of ordinary traffic, ending 2020-02-13.
        on_progress: hears the name of a register and how many rows it will have.

    Raises:
        ValueError: a size or a number of days that is not built.
    """
    if not LEAST <= people <= MOST or not 1 <= days <= 30 or failings not in ("planted", "none"):
        raise ValueError(f"no such city: {people} people, {days} days, failings {failings!r}")
    draft, spoiled = _drafted(people, seed, days, planted=failings == "planted")
    orders = Orders.of(draft)
    tables = all_tables(draft, orders)
    for register, table in tables.items():
        if on_progress:
            on_progress(register, table.count)
    read = partial(names.identifiers, draft, orders.vehicle.places, orders.person.places)
    return City(people, seed, calendar.AS_OF, PLAN, tables, read, _ledger(draft, orders), spoiled)


def _drafted(people: int, seed: int, days: int, *, planted: bool) -> tuple[Draft, list[PlantedDay]]:
    grown = tree.grow(people, seed)
    draft = Draft(people, seed, days, grown, gates.lay(grown, people, seed))
    traffic.flow(draft)
    draft.cases = illness.fall_ill(grown, people, seed)
    homes.settle(draft)
    tasks.hand_out(draft)
    shifts.keep_rosters(draft)
    isolation.live(draft)
    staffing.live(draft)
    linking.link(draft)
    return draft, plant(draft, arrivals.flow(draft), posts.flow(draft), planted=planted)


def _ledger(draft: Draft, orders: Orders) -> list[Planted]:
    numbered: dict[str, Order] = {
        "vehicle": orders.vehicle, "person": orders.person, "declaration": orders.declaration, "passage": orders.passage,
    }  # fmt: skip
    planted = [_entry(found, numbered.get(found.register)) for found in draft.found]
    return sorted(planted, key=lambda entry: entry.key)


def _entry(found: Found, order: Order | None) -> Planted:
    subject = order.ids[found.subject] if order else found.subject
    return Planted(found.must, found.register, subject, found.period, found.finding, found.why, found.area)
