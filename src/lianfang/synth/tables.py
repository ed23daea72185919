"""The finished city as tables: columns as in the database, rows made while they are read."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from lianfang.base import instants
from lianfang.synth import figures, tree
from lianfang.synth.calendar import AS_OF, HOUR, ZONE, midnight
from lianfang.synth.chance import next_ref, stream
from lianfang.synth.draft import SCOPES, TRAVELLERS, Draft, Subjects
from lianfang.synth.kept import COLUMNS, Numbered

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """One register: how many rows, the database's columns, and a fresh iterator over the rows whenever asked."""

    columns: tuple[str, ...]
    count: int
    rows: Callable[[], Iterator[Row]]


@dataclass(frozen=True)
class Order:
    """Ids in order of time: ``places`` by id, and the id by place."""

    places: list[int]
    ids: array[int]

    @classmethod
    def of(cls, times: array[int]) -> Order:
        """Number events from 1 by their instant."""
        places = sorted(range(len(times)), key=times.__getitem__)
        ids = array("q", bytes(8 * len(times)))
        for number, place in enumerate(places, 1):
            ids[place] = number
        return cls(places, ids)

    def id_of(self, place: int) -> int | None:
        """The id at a place, None for none."""
        return self.ids[place] if place >= 0 else None


@dataclass(frozen=True)
class Orders:
    """The ids of everything that is numbered by time."""

    vehicle: Order
    person: Order
    declaration: Order
    passage: Order

    def resolved(self, value: Any) -> Any:
        """The id of what is numbered by time; anything else is itself."""
        if not isinstance(value, Numbered):
            return value
        order: Order = getattr(self, value.register)
        return order.id_of(value.place)

    @classmethod
    def of(cls, draft: Draft) -> Orders:
        """Number the events of a draft."""
        return cls(
            Order.of(draft.vehicles.recorded_at), Order.of(draft.persons.recorded_at),
            Order.of(draft.declarations.made_at), Order.of(draft.passages.at),
        )  # fmt: skip


_FIRST = ("id", "ref", "source_key", "recorded_at")
_OF_SITES = (
    "enclosed enclosed_at post post_at handover_at needed_daily shut_at focus listed_at rooms tests_a_day"
)
_OF_CASES = (
    "origin_of_case origin_reason origin_told_at found_at confirmed_at card_at studied_at isolated_at admitted_at hospital_id"
    " contacts_listed_at outcome"
    " watch_until onset_until_on found_by occupation pregnancy fever cough breathless pneumonia earlier_case_id died_on"
)
IN_ORDER = (
    "area", "organisation", "site", "person", "vehicle", "household", "tenancy", "conveyance", "manifest",
    "declaration", "passage", "occupant", "screening", "shift_tally", "risk_area", "case", "classification",
    "event", "exposure", "case_link", "clinical_check", "contact", "participant", "stay", "order",
    "pass", "health_check", "staff_member", "staff_shift", "mission", "need", "inspection", "pool", "sample",
    "test_result", "room", "bed", "admission", "transfer", "bed_count", "submission", "return", "task", "shift",
    "at_risk", "review_match",
)  # fmt: skip
"""The registers as a database takes them: parents before those that link to them."""


def all_tables(draft: Draft, orders: Orders) -> dict[str, Table]:
    """Every register in the order in which a database takes them."""
    passed, told = draft.passages, draft.declarations
    made = {
        "area": _table("level gb_code name_zh name_en residents command_id begins_on ends_on successor_id",
                       len(draft.tree.areas), partial(_areas, draft)),
        "organisation": _table("kind name_zh name_en area_id", len(draft.tree.organisations), partial(_organisations, draft)),
        "site": _table(f"kind name_zh name_en area_id operator_id mode opened_at closed_at residents part_of_id {_OF_SITES}",
                       len(draft.gates.sites), partial(_sites, draft)),
        "person": _table("sex birth_year on_dialysis uses_wheelchair area_id", len(draft.persons.area),
                         partial(_persons, draft, orders.person)),
        "vehicle": _table("area_id", len(draft.vehicles.area), partial(_vehicles, draft, orders.vehicle)),
        "declaration": _table("made_at vehicle_id person_id declared_by_id declares_as stay_area_id destination_id traveller"
                              " conveyance_id occupants symptoms arrives_on area_id", len(told.made_at),
                              partial(_declarations, draft, orders)),
        "passage": _table("at gate_id direction mode vehicle_id person_id vehicle_scope origin_id conveyance_id destination_id"
                          " released_at occupants screened screened_at temperature area_id", len(passed.at),
                          partial(_passages, draft, orders)),
        "case": _table("number classification reported_on report_precision onset_on first_visit_on arrived_on discharged_on"
                       " sex age severity residence_city district_id travelled infection_source linked_cases relation person_id"
                       f" home_id {_OF_CASES} area_id", len(draft.cases), partial(_cases, draft, orders)),
        "return": _table("figure day value made_at area_id site_id", len(draft.returns), partial(_returns, draft)),
    }  # fmt: skip
    for register, columns in COLUMNS.items():
        count = len(draft.kept.rows[register])
        made[register] = Table((*_FIRST, *columns), count, partial(_kept, draft, orders, register))
    return {register: made[register] for register in IN_ORDER}


def _table(columns: str, count: int, rows: Callable[[], Iterator[Row]]) -> Table:
    return Table((*_FIRST, *columns.split()), count, rows)


def _areas(draft: Draft) -> Iterator[Row]:
    refs = stream(draft.seed, "area")
    for a in draft.tree.areas.values():
        yield (
            a.id,
            next_ref(refs),
            None,
            tree.RECORDED_AT,
            a.level,
            a.gb,
            a.zh,
            a.en,
            a.residents,
            a.command,
            a.begins_on,
            None,
            None,
        )


def _organisations(draft: Draft) -> Iterator[Row]:
    refs = stream(draft.seed, "organisation")
    for number, o in enumerate(draft.tree.organisations, 1):
        yield number, next_ref(refs), None, tree.RECORDED_AT, o.kind, o.zh, o.en, o.area


def _sites(draft: Draft) -> Iterator[Row]:
    refs = stream(draft.seed, "site")
    for s in draft.gates.sites:
        yield (
            s.id, next_ref(refs), s.key, s.recorded_at, s.kind, s.zh, s.en, s.area, s.operator, s.mode, s.opened_at,
            s.closed_at, s.residents, s.part_of, *(getattr(s, name) for name in _OF_SITES.split()),
        )  # fmt: skip


def _persons(draft: Draft, order: Order) -> Iterator[Row]:
    chance = stream(draft.seed, "person")
    for number, recorded_at, area in _subjects(draft.persons, order):
        sex = "female" if chance.random() < figures.WOMEN.value else "male"
        yield (
            number,
            next_ref(chance),
            None,
            recorded_at,
            sex,
            2005 - int(chance.random() * 60),
            None,
            None,
            area,
        )


def _vehicles(draft: Draft, order: Order) -> Iterator[Row]:
    refs = stream(draft.seed, "vehicle")
    for number, recorded_at, area in _subjects(draft.vehicles, order):
        yield number, next_ref(refs), None, recorded_at, area


def _subjects(subjects: Subjects, order: Order) -> Iterator[tuple[int, int, int]]:
    for number, place in enumerate(order.places, 1):
        yield number, subjects.recorded_at[place], subjects.area[place]


def _declarations(draft: Draft, orders: Orders) -> Iterator[Row]:
    refs, told = stream(draft.seed, "declaration"), draft.declarations
    vehicle, person = orders.vehicle.id_of, orders.person.id_of
    answer = {1: True, 0: False, -1: None}
    for number, i in enumerate(orders.declaration.places, 1):
        at = told.made_at[i]
        yield (
            number, next_ref(refs), None, at, at, vehicle(told.vehicle[i]), person(told.person[i]), None, None,
            told.stay[i] or None, told.destination[i] or None, TRAVELLERS[told.traveller[i]] if told.traveller[i] >= 0 else None,
            told.conveyance[i] or None, told.occupants[i] if told.occupants[i] >= 0 else None, answer[told.symptoms[i]],
            instants.day_of(told.arrives[i], ZONE) if told.arrives[i] else None,
            told.area[i],
        )  # fmt: skip


def _passages(draft: Draft, orders: Orders) -> Iterator[Row]:
    chance, p, sites = stream(draft.seed, "passage"), draft.passages, draft.gates.sites
    vehicle, person = orders.vehicle.id_of, orders.person.id_of
    answer = {1: True, 0: False, -1: None}
    spread = 2 * figures.PERSONS_A_VEHICLE.value - 1
    for number, i in enumerate(orders.passage.places, 1):
        at, gate, screened_at = p.at[i], sites[p.gate[i] - 1], p.screened_at[i] or None
        scope = p.scope[i]
        yield (
            number, next_ref(chance), None, screened_at or at, at, gate.id, "in" if p.inbound[i] else "out", gate.mode,
            vehicle(p.vehicle[i]), person(p.person[i]), SCOPES[scope] if scope >= 0 else None, p.origin[i] or None,
            p.conveyance[i] or None, p.destination[i] or None, p.released_at[i] or None,
            1 + int(chance.random() * spread) if p.vehicle[i] >= 0 else None, answer[p.screened[i]], screened_at,
            round(36.2 + chance.random() * 0.9, 1) if screened_at else None, gate.area,
        )  # fmt: skip


def _cases(draft: Draft, orders: Orders) -> Iterator[Row]:
    refs = stream(draft.seed, "case")
    for number, c in enumerate(draft.cases, 1):
        recorded_at = min(AS_OF, midnight(c.reported_on) + 20 * HOUR) if c.reported_on else AS_OF - HOUR
        yield (
            number, next_ref(refs), None, recorded_at, number, c.classification, c.reported_on, "day" if c.reported_on else None,
            c.onset_on, c.first_visit_on, c.arrived_on, c.discharged_on, c.sex, c.age, c.severity, c.residence_city, c.district,
            c.travelled, c.infection_source, c.linked_cases, c.relation, orders.resolved(c.person), c.home,
            *(getattr(c, name.removesuffix("_id")) for name in _OF_CASES.split()), c.area,
        )  # fmt: skip


def _kept(draft: Draft, orders: Orders, register: str) -> Iterator[Row]:
    refs, columns = stream(draft.seed, register), COLUMNS[register]
    for number, (recorded_at, told) in enumerate(draft.kept.rows[register], 1):
        yield (
            number,
            next_ref(refs),
            None,
            recorded_at,
            *(orders.resolved(told.get(name)) for name in columns),
        )


def _returns(draft: Draft) -> Iterator[Row]:
    refs = stream(draft.seed, "return")
    for number, r in enumerate(draft.returns, 1):
        recorded_at = r.made_at or AS_OF - HOUR
        yield number, next_ref(refs), None, recorded_at, r.figure, r.day, r.value, r.made_at, r.area, r.site
