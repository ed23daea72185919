"""The load of the days ahead and behind: arrivals expected and seen by gate and day, quarantine rooms against orders.

What is expected is what was told: declarations with a day of arrival, and conveyances with a number carried (else the rows of
their list). What nobody told is counted as not known, never as nobody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Count, F, Q

from lianfang.base.instants import DAY, end_of, start_of
from lianfang.fronts.gates.shapes import GateLoad, LoadSaid, RoomLoad, Words
from lianfang.gaps import plans
from lianfang.registers import journal
from lianfang.registers.access import Reader
from lianfang.registers.access import rows as rows_of
from lianfang.registers.models import Conveyance, Declaration, Manifest, Order, Passage, Site

Key = tuple[int | None, date]
"""A gate or quarantine site (None where none is named) and a civil day."""


def load(first: date, days: int, *, reader: Reader, as_of: int, now: int) -> LoadSaid:
    """Every gate and quarantine site in the reader's area, day by day from ``first`` on."""
    zone = plans.in_force().plan.zone
    wanted = [first + timedelta(days=n) for n in range(days)]
    sites = list(rows_of(Site, reader).filter(kind__in=("gate", "quarantine_site")).order_by("id"))
    gates = [site for site in sites if site.kind == "gate"]
    rooms = [site for site in sites if site.kind == "quarantine_site"]
    rows = _gates(gates, wanted, zone, reader, as_of)
    orders = _orders(wanted, zone, reader)
    journal.append([journal.Entry(now, reader, "read", "order", fields=f"rows={sum(orders.values())}")])
    return LoadSaid(days=[day.isoformat() for day in wanted], gates=rows, rooms=_rooms(rooms, orders, wanted))


def _gates(
    gates: Sequence[Site], wanted: Sequence[date], zone: str, reader: Reader, as_of: int
) -> list[GateLoad]:
    declared = _declared(wanted, reader, as_of)
    carried, untold = _carried(wanted, zone, reader)
    seen = _seen(wanted, zone, reader, as_of)
    most = _most_seen(zone, reader, as_of)
    named: list[tuple[int | None, Site | None]] = [(None, None), *((gate.id, gate) for gate in gates)]
    return [
        GateLoad(
            gate=None if site is None else site.ref,
            name=Words(zh="未指明关口", en="no gate named") if site is None else Words(zh=site.name_zh, en=site.name_en),
            day=day.isoformat(), declared=declared[gate, day], carried=carried[gate, day], untold=untold[gate, day],
            seen=seen[gate, day] if start_of(day, zone) < as_of else None, most_seen=most.get(gate),
        )
        for day in wanted
        for gate, site in named
        if site is not None or declared[gate, day]
    ]  # fmt: skip


def _declared(wanted: Sequence[date], reader: Reader, as_of: int) -> Counter[Key]:
    """Declarations by the gate of the conveyance they name; those that name none, by no gate."""
    told = rows_of(Declaration, reader).filter(arrives_on__in=wanted, made_at__lte=as_of)
    rows = told.values_list("conveyance__gate_id", "arrives_on").annotate(n=Count("id")).order_by()
    return Counter({(gate, day): n for gate, day, n in rows})


def _carried(wanted: Sequence[date], zone: str, reader: Reader) -> tuple[Counter[Key], Counter[Key]]:
    """Persons carried to each gate, and conveyances of which nobody told how many."""
    carried: Counter[Key] = Counter()
    untold: Counter[Key] = Counter()
    start, end = start_of(wanted[0], zone), end_of(wanted[-1], zone)
    trips = rows_of(Conveyance, reader).filter(arrives_at__gte=start, arrives_at__lt=end)
    lists = Manifest.objects.filter(conveyance__in=trips).exclude(boarded=False)
    listed = dict(lists.values_list("conveyance_id").annotate(n=Count("id")).order_by())
    for row, gate, arrives, told in trips.values_list("id", "gate_id", "arrives_at", "carried"):
        key = (gate, _day(arrives, wanted, zone))
        count = listed.get(row) if told is None else told
        if count is None:
            untold[key] += 1
        else:
            carried[key] += int(count)
    return carried, untold


def _seen(wanted: Sequence[date], zone: str, reader: Reader, as_of: int) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for day in wanted:
        start, end = start_of(day, zone), min(end_of(day, zone), as_of + 1)
        through = rows_of(Passage, reader).filter(at__gte=start, at__lt=end, direction="in")
        for gate, n in through.values_list("gate_id").annotate(n=Count("id")).order_by():
            found[gate, day] = n
    return found


def _most_seen(zone: str, reader: Reader, as_of: int) -> Mapping[int | None, int]:
    """Gate → the most that came in on one whole civil day so far: what the gate has shown that it can do."""
    offset = plans.in_force().plan.offset
    through = rows_of(Passage, reader).filter(at__lte=as_of, direction="in")
    by_day = through.annotate(day=(F("at") + offset - (F("at") + offset) % DAY)).values_list("gate_id", "day")
    most: dict[int | None, int] = {}
    for gate, _, n in by_day.annotate(n=Count("id")).order_by():
        most[gate] = max(n, most.get(gate, 0))
    return most


def _day(at: int, wanted: Sequence[date], zone: str) -> date:
    return wanted[(at - start_of(wanted[0], zone)) // DAY]


def _orders(wanted: Sequence[date], zone: str, reader: Reader) -> Counter[Key]:
    """Orders of collective isolation in force at some time of each day: until they were released, else until their end."""
    found: Counter[Key] = Counter()
    collective = rows_of(Order, reader).filter(kind="collective_isolation")
    for day in wanted:
        start, end = start_of(day, zone), end_of(day, zone)
        lasting = Q(released_at__gt=start) | Q(released_at=None, ends_at__gt=start)
        in_force = collective.filter(lasting, starts_at__lt=end)
        for place, n in in_force.values_list("place_id").annotate(n=Count("id")).order_by():
            found[place, day] = n
    return found


def _rooms(sites: Sequence[Site], orders: Mapping[Key, int], wanted: Sequence[date]) -> list[RoomLoad]:
    by_site: dict[int | None, Site | None] = defaultdict(lambda: None, {site.id: site for site in sites})
    places = [*by_site, *sorted({place for place, _ in orders if place is not None and place not in by_site})]
    if any(place is None for place, _ in orders):
        places.append(None)
    named = Site.objects.in_bulk([place for place in places if place is not None])
    rows = []
    for day in wanted:
        for place in places:
            site = None if place is None else named[place]
            rooms = None if site is None or site.rooms is None else int(site.rooms)
            taken = orders.get((place, day), 0)
            name = (
                Words(zh="未指明隔离点", en="no site named")
                if site is None
                else Words(zh=site.name_zh, en=site.name_en)
            )
            rows.append(
                RoomLoad(
                    site=None if site is None else site.ref, name=name, day=day.isoformat(), rooms=rooms, orders=taken,
                    free=None if rooms is None else rooms - taken,
                )
            )  # fmt: skip
    return rows
