"""The lane of each vehicle at a gate, by the plan's rules, from what the registers hold at the moment of its passage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.gates.hours import check_hours, gate_of
from lianfang.fronts.gates.shapes import LaneCount, LaneList, LaneSaid, Words
from lianfang.gaps import plans
from lianfang.plan import lanes as rules
from lianfang.plan.lanes import Laned
from lianfang.plan.model import Lanes, Plan
from lianfang.plan.nodes import Role
from lianfang.plan.reading import Row, Setting
from lianfang.registers import journal
from lianfang.registers.access import Reader
from lianfang.registers.access import rows as rows_of
from lianfang.registers.catalogue import catalogue
from lianfang.registers.identities import pieces
from lianfang.registers.models import REGISTERS, Passage

PIECE = 5000


class Asked(Mapping[int, Row]):
    """A register's rows by id, each read when a rule's path first leads to it."""

    def __init__(self, register: str):
        self._register = register
        self._known: dict[int, Row | None] = {}

    def __getitem__(self, key: int) -> Row:
        if key not in self._known:
            self._known[key] = REGISTERS[self._register].objects.filter(id=key).values().first()
        found = self._known[key]
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[int]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


@dataclass(frozen=True)
class _Reading:
    """The plan and what its rules read beside the passage."""

    plan: Plan
    areas: Mapping[str, int]
    tables: Mapping[str, Asked]
    children: Mapping[tuple[str, str], Mapping[int, list[Row]]]
    declared: Mapping[str, Mapping[int, list[Row]]]

    def lane(self, row: Row) -> Laned | None:
        """The lane of one passage; None where no lanes are in force for it, or it is none of their business."""
        setting = Setting(
            self.plan, catalogue(), self.tables, self.areas, "passage", {Role.SUBJECT: row}, None, self.children
        )  # fmt: skip
        lanes = rules.in_force(self.plan.lanes, setting)
        if lanes is None:
            return None
        must = self.plan.musts[lanes.declared]
        told = self.declared[must.has].get(row["vehicle_id"], [])
        return rules.decide(lanes, setting, rules.declared_ahead(must, setting, told))


def lanes_of(rows: Sequence[Row], plan: Plan) -> dict[int, Laned]:
    """Passage's id → its lane; those that no lanes speak of are left out."""
    found: dict[int, Laned] = {}
    sets = [lanes for lanes in plan.lanes.values() if lanes.every == "passage"]
    tables = {register: Asked(register) for register in REGISTERS}
    for start in range(0, len(rows), PIECE):
        piece = rows[start : start + PIECE]
        reading = _Reading(
            plan, plans.area_codes(), tables, _children(sets, piece), _declared(sets, plan, piece)
        )
        for row in piece:
            laned = reading.lane(row)
            if laned is not None:
                found[row["id"]] = laned
    return found


def _children(sets: Sequence[Lanes], rows: Sequence[Row]) -> dict[tuple[str, str], Mapping[int, list[Row]]]:
    found: dict[tuple[str, str], Mapping[int, list[Row]]] = {}
    for register, via, own in {key for lanes in sets for key in rules.children_read(lanes)}:
        found[register, via] = _by(register, via, sorted({row[own] for row in rows if row[own] is not None}))
    return found


def _declared(sets: Sequence[Lanes], plan: Plan, rows: Sequence[Row]) -> dict[str, Mapping[int, list[Row]]]:
    """Evidence that names the passages' vehicles, by register and vehicle."""
    cars = sorted({row["vehicle_id"] for row in rows if row["vehicle_id"] is not None})
    return {
        register: _by(register, "vehicle_id", cars) for register in {plan.musts[s.declared].has for s in sets}
    }


def _by(register: str, via: str, ids: Sequence[int]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for piece in pieces(list(ids)):
        rows: Any = REGISTERS[register].objects.filter(**{f"{via}__in": piece}).order_by("id").values()
        for row in rows:
            found[row[via]].append(row)
    return found


def listed(
    *, reader: Reader, now: int, passage: str = "", gate: str = "", start: int = 0, end: int = 0
) -> LaneList:
    """The lanes of one passage by its reference, or of a gate's hours, in order of time.

    Raises:
        Refused: there is no such passage or gate within the reader's reach, or the hours end before they begin.
    """
    plan = plans.in_force().plan
    if passage:
        asked = Q(ref=passage)
    else:
        check_hours(start, end, plan)
        asked = Q(gate=gate_of(gate, reader=reader), at__gte=start, at__lt=end)
    rows = list(rows_of(Passage, reader).filter(asked).order_by("at", "id").values())
    if passage and not rows:
        raise Refused(Problem("record/not-found", facts={"register": "passage", "value": passage}))
    found = lanes_of(rows, plan)
    journal.append([journal.Entry(now, reader, "read", "passage", fields=f"rows={len(rows)}")])
    signs = {lane: title for lanes in plan.lanes.values() for lane, title in lanes.signs.items()}
    counts = Counter(laned.lane for laned in found.values())
    return LaneList(
        lanes=[LaneCount(lane=lane, title=Words.of(title), vehicles=counts[lane]) for lane, title in signs.items()],
        outside=len(rows) - len(found),
        rows=[_said(row, found[row["id"]], plan.zone) for row in rows if row["id"] in found],
    )  # fmt: skip


def _said(row: Row, laned: Laned, zone: str) -> LaneSaid:
    return LaneSaid(
        passage=row["ref"], at=iso(row["at"], zone), lane=laned.lane, rule=laned.rule or None,
        because=Words.of(laned.because), missing=[Words.of(fact) for fact in laned.missing],
        not_recommended=list(laned.not_recommended),
    )  # fmt: skip
