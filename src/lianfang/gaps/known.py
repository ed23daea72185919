"""The registers as they were known at an earlier instant, and what the plan finds in them: slow, and only when asked.

A row as known at K is its version with the smallest ``until`` after K, else the row itself; it is absent if it was
recorded after K. Duties and tallies hold today's knowledge only, so that here the reference reading answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from lianfang.base import areas as paths
from lianfang.gaps import escalation, excuses
from lianfang.gaps.counting import Past
from lianfang.gaps.plans import InForce
from lianfang.gaps.returns import Post, Returns, Term, laid_out
from lianfang.gaps.standing import Counts, Key
from lianfang.plan import reference
from lianfang.plan.model import Counted, Must, Part, Plan
from lianfang.plan.nodes import Path, Quantified
from lianfang.plan.walking import Node, walk
from lianfang.records import Kind, Register
from lianfang.registers import keys
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS, Version

Row = dict[str, Any]
Tables = dict[str, dict[int, Row]]


def tables(*, known_at: int, registers: Collection[str] | None = None) -> Tables:
    """Register → id → row (database column → value), of all registers or of those named."""
    return {name: _table(name, known_at) for name in REGISTERS if registers is None or name in registers}


def _table(name: str, known_at: int) -> dict[int, Row]:
    shape, model = catalogue()[name], REGISTERS[name]
    columns = _columns(shape)
    rows: dict[int, Row] = {}
    for values in model.objects.filter(recorded_at__lte=known_at).values_list(*columns).iterator():
        row = dict(zip(columns, values, strict=True))
        rows[row["id"]] = row
    for identity, old in _versions(shape, known_at):
        if old["recorded_at"] > known_at:
            rows.pop(identity, None)
        else:
            rows[identity] = old
    return rows


def _columns(shape: Register) -> list[str]:
    return ["id", "ref", "source_key", *shape.columns, *(link.column for link in shape.links.values())]


def _versions(shape: Register, known_at: int) -> Iterator[tuple[int, Row]]:
    """Of each row that was changed after ``known_at``, what it was then."""
    later = Version.objects.filter(register=shape.name, until__gt=known_at).order_by("row", "until", "id")
    seen = None
    for row, values in later.values_list("row", "values").iterator():
        if row != seen:
            seen = row
            yield row, _read(shape, keys.unseal_values(values))


def _read(shape: Register, values: Row) -> Row:
    days = {column.name for column in shape.columns.values() if column.kind is Kind.DATE}
    # A version stays as it was sealed: of a column that the register has had only since, nothing was known.
    return dict.fromkeys(_columns(shape)) | {
        name: date.fromisoformat(value) if name in days and value is not None else value
        for name, value in values.items()
    }


class Known:
    """What was known at an instant: the same answers as duties, tallies and figure statements give for now."""

    def __init__(self, force: InForce, *, known_at: int):
        self.force = force
        self.known_at = known_at

    @cached_property
    def tables(self) -> Tables:
        """The registers that the plan reads."""
        return tables(known_at=self.known_at, registers=registers_of(self.force.plan))

    @cached_property
    def codes(self) -> Mapping[str, int]:
        """National code → path code, of the areas then known."""
        return {row["gb_code"]: key for key, row in self.tables["area"].items() if row["gb_code"] is not None}

    @cached_property
    def _duties(self) -> dict[int, list[reference.Duty]]:
        plan = self.force.plan
        return {
            standing.number: reference.duties(standing.must, plan, self.tables, self.codes, catalogue())
            for standing in self.force.musts
        }

    @cached_property
    def let_off(self) -> list[reference.Excuse]:
        """The excuses then recorded, with the ends that they then had."""
        keys = {standing.number: standing.must.key for standing in self.force.musts}
        return excuses.as_known(self.known_at, keys)

    def shares(self, *, at: int, area: int = 0) -> dict[int, list[excuses.Share]]:
        """As :func:`lianfang.gaps.excuses.shares`, of what was known."""
        numbers = {standing.must.key: standing.number for standing in self.force.musts}
        inside = {
            (duty.must, duty.subject, duty.period)
            for duty in self._open(at)
            if not area or paths.is_within(duty.area, area)
        }
        groups: dict[excuses.Said, list[int]] = {}
        for e in self.let_off:
            if e.begins_at <= at < e.ends_at and (e.must, e.subject, e.period) in inside:
                said = excuses.Said(numbers[e.must], e.reason, e.given_by, e.approved_by)
                groups.setdefault(said, []).append(e.ends_at)
        return excuses.in_order(
            excuses.Share(said, len(ends), min(ends), max(ends)) for said, ends in groups.items()
        )

    def escalated(self, *, at: int, area: int = 0) -> dict[int, dict[str, int]]:
        """As :func:`lianfang.gaps.escalation.counts`, of what was known."""
        kept = {(e.must, e.subject, e.period) for e in self.let_off if e.begins_at <= at < e.ends_at}
        gaps = [duty for duty in self._open(at) if (duty.must, duty.subject, duty.period) not in kept]
        return escalation.slowly(self.force, gaps, at=at, area=area)

    def _open(self, at: int) -> Iterator[reference.Duty]:
        return (duty for found in self._duties.values() for duty in found if reference.is_open(duty, at))

    def standings(self, *, at: int, area: int = 0, level: str = "") -> Mapping[Key, Counts]:
        """As :func:`lianfang.gaps.standing.standings`, of what was known."""
        unit = paths.unit_of(level) if level else 0
        groups: dict[Key, list[reference.Duty]] = {}
        for number, found in self._duties.items():
            for duty in found:
                if duty.since > at or (area and (duty.area is None or not paths.is_within(duty.area, area))):
                    continue
                groups.setdefault((number, duty.area // unit * unit if unit else area), []).append(duty)
        kept: dict[str, list[reference.Excuse]] = {}
        for excuse in self.let_off:
            kept.setdefault(excuse.must, []).append(excuse)
        return {key: _counts(duties, at, kept.get(duties[0].must, [])) for key, duties in groups.items()}

    @property
    def counting(self) -> Past:
        """Counted figures of what was known."""
        return Past(self.force, self.tables, self.codes)

    def returns(self, *, codes: Collection[str], area: int, until: date, midnight: Any) -> Returns:
        """As :func:`lianfang.gaps.returns.stored`, of what was known."""
        sent = (
            (row["figure"], row["day"], row["value"], row["area_id"], row["site_id"])
            for row in self._inside("return", area, "area_id")
            if row["figure"] in codes and row["day"] <= until
        )
        terms = {
            row["id"]: Term(row["begins_on"], row["ends_on"]) for row in self._inside("area", area, "id")
        }
        posts = {
            row["id"]: Post(
                row["area_id"], (row["kind"], row["mode"]), Term(row["opened_at"], row["closed_at"])
            )
            for row in self._inside("site", area, "area_id")
        }
        return laid_out(sent, terms, posts, midnight)

    def _inside(self, register: str, area: int, column: str) -> Iterator[Row]:
        low, high = paths.span(area)
        return (row for row in self.tables[register].values() if low <= row[column] < high)


def _counts(duties: list[reference.Duty], at: int, kept: list[reference.Excuse]) -> Counts:
    found = reference.standing(duties, at, kept)
    return Counts(found.due, found.met_in_time, found.late, found.cannot_tell, found.excused)


def registers_of(plan: Plan) -> set[str]:
    """The registers that a plan's musts and figures read, and those that say where a return comes from."""
    found = {"area", "site", "return", "organisation"}
    for must in plan.musts.values():
        found |= {must.every, *([] if must.has == "itself" else [must.has])} | set(_read_by(_nodes(must)))
    for counted in _counted(plan):
        nodes = [counted.where, counted.at, *(path for path in (counted.total, counted.area) if path)]
        found |= {counted.every} | set(_read_by(nodes))
    return found


def _counted(plan: Plan) -> Iterator[Counted]:
    yield from (figure.counted for figure in plan.figures.values() if figure.counted is not None)
    for explanation in plan.explanations.values():
        yield from _counted_in(explanation.parts)


def _counted_in(parts: Iterable[Part]) -> Iterator[Counted]:
    for part in parts:
        yield part.counted
        yield from _counted_in(part.parts)


def _nodes(must: Must) -> list[Node]:
    return [must.where, must.such_that, must.met_at, must.by]


def _read_by(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        for inner in walk(node):
            if isinstance(inner, Path):
                yield from inner.registers
            elif isinstance(inner, Quantified):
                yield inner.register
