"""The slow, obvious reading of a must: ``docs/algorithms/must.md`` in plain Python, one record at a time.

Every faster reading is held to this one. Unknown is None throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from lianfang.base import areas as paths
from lianfang.base.instants import DAY
from lianfang.plan import walking
from lianfang.plan.model import Figure, Must, Plan
from lianfang.plan.nodes import And, Comparison, Path, Quantified, Role, Test, Type
from lianfang.plan.reading import (
    Children,
    Row,
    Setting,
    Tables,
    Truth,
    all_of,
    holds,
    instant,
    outcomes,
    reads_other,
    value,
)
from lianfang.records import Catalogue

__all__ = [
    "Duty", "Excuse", "Row", "Standing", "Tables", "duties", "figure_count", "fits_nothing", "is_excused", "is_open", "standing",
]  # fmt: skip

DECIDED, MEMBERSHIP, DEADLINE, EVIDENCE = 0, 1, 2, 3


@dataclass(frozen=True)
class Duty:
    """One member of one must's population, and period. ``state``: 0 decided, 1 membership, 2 deadline, 3 evidence unknown."""

    must: str
    subject: int
    period: int
    area: int
    due_at: int | None
    met_at: int | None
    evidence: int | None
    state: int
    since: int


@dataclass(frozen=True)
class Excuse:
    """A duty, by its key, let off from ``begins_at`` until before ``ends_at``; why and by whom is no matter here."""

    must: str
    subject: int
    period: int
    begins_at: int
    ends_at: int
    reason: str = ""
    given_by: str = ""
    approved_by: str = ""


@dataclass(frozen=True)
class Standing:
    """A must at an instant: due = met in time + late + excused + gaps.

    ``coverage`` is exact: low and high, or None where nothing was due and nothing undecided.
    """

    due: int
    met_in_time: int
    late: int
    gaps: int
    cannot_tell: int
    excused: int = 0

    @property
    def coverage(self) -> tuple[Fraction, Fraction] | None:
        """Met ÷ (due + cannot-tell), and the same with every cannot-tell met."""
        whole, met = self.due + self.cannot_tell, self.met_in_time + self.late
        return (Fraction(met, whole), Fraction(met + self.cannot_tell, whole)) if whole else None


def duties(
    must: Must, plan: Plan, tables: Tables, areas: Mapping[str, int], catalogue: Catalogue
) -> list[Duty]:
    """All duties of a must.

    Args:
        tables: register → id → row (database column → value; dates as dates, instants as UTC seconds).
        areas: national code → path code, for dated lists of areas.
    """
    found = []
    candidates = _by_equality(must, tables)
    children = _children(must, tables)
    for subject in tables[must.every].values():
        for day in _days(must):
            setting = Setting(
                plan, catalogue, tables, areas, must.every, {Role.SUBJECT: subject}, day, children
            )
            duty = _duty(must, setting, candidates)
            if duty is not None:
                found.append(duty)
    return found


def standing(found: Iterable[Duty], at: int, excuses: Iterable[Excuse] = ()) -> Standing:
    """Count duties at an instant."""
    begun = [d for d in found if d.since <= at]
    sure = [d for d in begun if d.state == DECIDED]
    in_time = sum(d.met_at is not None and d.due_at is not None and d.met_at <= d.due_at for d in sure)
    late = sum(d.met_at is not None and d.due_at is not None and d.due_at < d.met_at <= at for d in sure)
    kept: dict[tuple[str, int, int], list[Excuse]] = {}
    for excuse in excuses:
        kept.setdefault((excuse.must, excuse.subject, excuse.period), []).append(excuse)
    excused = sum(is_excused(d, at, kept.get((d.must, d.subject, d.period), ())) for d in sure)
    return Standing(
        len(sure), in_time, late, len(sure) - in_time - late - excused, len(begun) - len(sure), excused
    )


def is_open(duty: Duty, at: int) -> bool:
    """Is the duty decided, due and not met at an instant?"""
    if duty.state != DECIDED or duty.due_at is None or duty.due_at > at:
        return False
    return duty.met_at is None or (duty.met_at > duty.due_at and duty.met_at > at)


def is_excused(duty: Duty, at: int, excuses: Iterable[Excuse]) -> bool:
    """Is the duty due and not met at an instant at which an excuse of its own holds?"""
    return is_open(duty, at) and any(
        (e.must, e.subject, e.period) == (duty.must, duty.subject, duty.period)
        and e.begins_at <= at < e.ends_at
        for e in excuses
    )


def fits_nothing(
    must: Must, plan: Plan, tables: Tables, areas: Mapping[str, int], catalogue: Catalogue
) -> list[int]:
    """Candidates that can be no one's evidence because of what they themselves lack."""
    if must.has == "itself":
        return []
    lost = []
    for key, row in tables[must.has].items():
        setting = Setting(plan, catalogue, tables, areas, must.every, {Role.CANDIDATE: row})
        could = outcomes(must.such_that, setting, Role.CANDIDATE)
        timeless = not reads_other(must.met_at, Role.CANDIDATE) and instant(must.met_at, setting) is None
        if (timeless and could != {False}) or (True not in could and None in could):
            lost.append(key)
    return sorted(lost)


def figure_count(
    figure: Figure,
    plan: Plan,
    tables: Tables,
    areas: Mapping[str, int],
    catalogue: Catalogue,
    as_of: int,
    area: int = 0,
) -> tuple[float, int]:
    """A counted figure at an instant, inside an area: what is counted, and how many rows cannot be told."""
    counted = figure.counted
    if counted is None:
        raise ValueError(f"{figure.key} is reported, not counted")
    start = (as_of - 1 + plan.offset) // DAY * DAY - plan.offset
    total, unsure = 0.0, 0
    children = _children_of(counted.where, tables)
    home = _area_column(counted.every, catalogue)
    for row in tables[counted.every].values():
        setting = Setting(
            plan, catalogue, tables, areas, counted.every, {Role.SUBJECT: row}, None, children, as_of
        )
        place = None if counted.area is None else value(counted.area, setting)
        if area and not paths.is_within(row[home] if place is None else place, area):
            continue
        at, truth = instant(counted.at, setting), holds(counted.where, setting)
        amount = 1 if counted.total is None else value(counted.total, setting)
        begun = None if at is None else at <= as_of and (not counted.day or at > start)
        if truth is False or begun is False:
            continue
        if truth is None or begun is None or amount is None:
            unsure += 1
        else:
            total += amount
    return total, unsure


def _duty(must: Must, setting: Setting, candidates: _Candidates) -> Duty | None:
    member = all_of([holds(must.where, setting), _in_time(must, setting)])
    if member is False:
        return None
    subject = setting.rows[Role.SUBJECT]
    home = _area_column(must.every, setting.catalogue)
    period = setting.midnight(setting.day) if setting.day is not None else 0
    due = instant(must.by, setting)
    blank = Duty(must.key, subject["id"], period, subject[home], due, None, None, DECIDED, 0)
    if member is None:
        return _undecided(blank, MEMBERSHIP, must, setting)
    if due is None:
        return _undecided(blank, DEADLINE, must, setting)
    best, unknown = _itself(must, setting) if must.has == "itself" else _evidence(must, setting, candidates)
    if best is None and unknown:
        return _undecided(blank, EVIDENCE, must, setting)
    if best is None:
        return replace(blank, since=due)
    return replace(blank, since=due, met_at=best[0], evidence=best[1])


def _undecided(blank: Duty, state: int, must: Must, setting: Setting) -> Duty:
    since = blank.due_at
    if since is None:
        found = setting.rows[Role.SUBJECT][setting.catalogue[must.every].occurred]
        since = setting.midnight(found) + DAY if isinstance(found, date) else found
        since = setting.midnight(setting.day) if setting.day is not None else since
    if since is None:
        since = setting.midnight(must.since) if must.since is not None else 0
    return replace(blank, state=state, since=since)


def _in_time(must: Must, setting: Setting) -> Truth:
    if must.each_day:
        return True
    found: Truth = True
    occurred = setting.occurred()
    if must.since is not None:
        found = all_of([found, None if occurred is None else occurred >= setting.midnight(must.since)])
    if must.until is not None:
        end = setting.midnight(must.until) + DAY
        found = all_of([found, None if occurred is None else occurred < end])
    return found


def _days(must: Must) -> Sequence[date | None]:
    if not must.each_day:
        return [None]
    if must.since is None or must.until is None:
        raise ValueError(f"{must.key}: days without an end")
    return [must.since + timedelta(days=n) for n in range((must.until - must.since).days + 1)]


def _itself(must: Must, setting: Setting) -> tuple[tuple[int, int] | None, bool]:
    truth, met = holds(must.such_that, setting), instant(must.met_at, setting)
    if truth and met is not None:
        return (met, setting.rows[Role.SUBJECT]["id"]), False
    return None, truth is not False


def _evidence(must: Must, setting: Setting, candidates: _Candidates) -> tuple[tuple[int, int] | None, bool]:
    best = None
    for row in candidates.of(setting):
        inner = replace(setting, rows={**setting.rows, Role.CANDIDATE: row})
        if holds(must.such_that, inner):
            met = instant(must.met_at, inner)
            if met is not None and (best is None or (met, row["id"]) < best):
                best = (met, row["id"])
    if best is not None:
        return best, False
    return None, None in outcomes(must.such_that, setting, Role.SUBJECT)


@dataclass(frozen=True)
class _Candidates:
    """The evidence's rows by the key that the required equality asks for."""

    mine: Path
    theirs: Path
    by_key: Mapping[Any, list[Row]]

    def of(self, setting: Setting) -> list[Row]:
        key = value(self.mine, setting)
        return [] if key is None else self.by_key.get(key, [])


def _by_equality(must: Must, tables: Tables) -> _Candidates:
    """Index candidates by the equality that every such must has; it saves nothing but time."""
    for test in must.such_that.tests if isinstance(must.such_that, And) else (must.such_that,):
        if isinstance(test, Comparison) and test.op == "=" and test.left.type is Type.LINK:
            sides = {
                p.role: p for p in (test.left, test.right) if isinstance(p, Path) and p.type is Type.LINK
            }
            if set(sides) == {Role.SUBJECT, Role.CANDIDATE} and not sides[Role.CANDIDATE].steps:
                by_key: dict[Any, list[Row]] = {}
                for row in tables[must.has].values():
                    by_key.setdefault(row[sides[Role.CANDIDATE].column], []).append(row)
                return _Candidates(sides[Role.SUBJECT], sides[Role.CANDIDATE], by_key)
    every: list[Row] = [] if must.has == "itself" else list(tables[must.has].values())
    constant = Path(Type.LINK, Role.SUBJECT, (must.every,), (), "id", "id", must.every)
    return _Candidates(constant, constant, _Everyone(every))


class _Everyone(dict[Any, list[Row]]):
    """Any key finds all rows."""

    def __init__(self, rows: list[Row]):
        super().__init__()
        self._rows = rows

    def get(self, key: Any, default: Any = None) -> Any:
        return self._rows


def _children(must: Must, tables: Tables) -> Children:
    return {**_children_of(must.where, tables), **_children_of(must.such_that, tables)}


def _children_of(test: Test, tables: Tables) -> Children:
    found: dict[tuple[str, str], Mapping[int, list[Row]]] = {}
    for node in walking.walk(test):
        if isinstance(node, Quantified) and (node.register, node.via) not in found:
            rows: dict[int, list[Row]] = {}
            for row in tables[node.register].values():
                if row[node.via] is not None:
                    rows.setdefault(row[node.via], []).append(row)
            found[node.register, node.via] = rows
    return found


def _area_column(register: str, catalogue: Catalogue) -> str:
    shape = catalogue[register]
    return shape.links[shape.area].column if shape.area else "id"
