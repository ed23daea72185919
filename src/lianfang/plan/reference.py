"""The slow, obvious reading of a must: ``docs/algorithms/must.md`` in plain Python, one record at a time.

Every faster reading is held to this one. Unknown is None throughout.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

from lianfang.base import areas as paths
from lianfang.base.instants import DAY
from lianfang.plan import walking
from lianfang.plan.model import Figure, Must, Plan
from lianfang.plan.nodes import (
    Among,
    And,
    Comparison,
    Constant,
    Covers,
    Dated,
    Day,
    Everything,
    Flag,
    Interval,
    Known,
    Not,
    Or,
    Overlaps,
    Path,
    Quantified,
    Role,
    Shift,
    Term,
    Test,
    Type,
    Within,
)
from lianfang.records import Catalogue

Row = Mapping[str, Any]
Tables = Mapping[str, Mapping[int, Row]]
Truth = bool | None

DECIDED, MEMBERSHIP, DEADLINE, EVIDENCE = 0, 1, 2, 3

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


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
class Standing:
    """A must at an instant. ``coverage`` is exact: low and high, or None where nothing was due and nothing undecided."""

    due: int
    met_in_time: int
    late: int
    gaps: int
    cannot_tell: int

    @property
    def coverage(self) -> tuple[Fraction, Fraction] | None:
        """Met ÷ (due + cannot-tell), and the same with every cannot-tell met."""
        whole, met = self.due + self.cannot_tell, self.met_in_time + self.late
        return (Fraction(met, whole), Fraction(met + self.cannot_tell, whole)) if whole else None


@dataclass(frozen=True)
class Setting:
    """What an expression is read in: the records, the plan's values, and whose fields are whose."""

    plan: Plan
    catalogue: Catalogue
    tables: Tables
    areas: Mapping[str, int]
    subject: str
    rows: Mapping[Role, Row]
    day: date | None = None
    children: Mapping[tuple[str, str], Mapping[int, list[Row]]] = field(default_factory=dict)

    def midnight(self, day: date) -> int:
        """00:00 of a day."""
        return (day - date(1970, 1, 1)).days * DAY - self.plan.offset

    def occurred(self) -> int | None:
        """The subject's own instant, at which dated values are read: of a date, its 00:00."""
        if self.day is not None:
            return self.midnight(self.day)
        found = self.rows[Role.SUBJECT][self.catalogue[self.subject].occurred]
        return self.midnight(found) if isinstance(found, date) else found


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


def standing(found: Iterable[Duty], at: int) -> Standing:
    """Count duties at an instant."""
    begun = [d for d in found if d.since <= at]
    sure = [d for d in begun if d.state == DECIDED]
    in_time = sum(d.met_at is not None and d.due_at is not None and d.met_at <= d.due_at for d in sure)
    late = sum(d.met_at is not None and d.due_at is not None and d.due_at < d.met_at <= at for d in sure)
    return Standing(len(sure), in_time, late, len(sure) - in_time - late, len(begun) - len(sure))


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
        timeless = not _reads_other(must.met_at, Role.CANDIDATE) and instant(must.met_at, setting) is None
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
        setting = Setting(plan, catalogue, tables, areas, counted.every, {Role.SUBJECT: row}, None, children)
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
    member = _and([holds(must.where, setting), _in_time(must, setting)])
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
        found = _and([found, None if occurred is None else occurred >= setting.midnight(must.since)])
    if must.until is not None:
        end = setting.midnight(must.until) + DAY
        found = _and([found, None if occurred is None else occurred < end])
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


Children = Mapping[tuple[str, str], Mapping[int, list[Row]]]


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


# --- terms ---------------------------------------------------------------------------------------------------------


def value(term: Term, setting: Setting) -> Any:
    """A term's value, None where a fact is missing. A span is (start, end or None, may the end be open)."""
    match term:
        case Constant():
            return term.value
        case Path():
            return _follow(term, setting)
        case Dated():
            return _dated(term.name, setting)
        case Day():
            return setting.midnight(setting.day) if term.start and setting.day is not None else setting.day
        case Shift():
            return _shift(term, setting)
        case Interval():
            return instant(term.start, setting), instant(term.end, setting), term.open_end


def instant(term: Term, setting: Setting) -> int | None:
    """An instant or date term as an instant: a date stands for its 24:00."""
    found = value(term, setting)
    if isinstance(found, date):
        return setting.midnight(found) + DAY
    return None if found is None else int(found)


def _follow(path: Path, setting: Setting) -> Any:
    row: Row | None = setting.rows.get(path.role)
    for register, step, into in zip(path.registers, path.steps, path.registers[1:], strict=False):
        if row is None:
            return None
        key = row[setting.catalogue[register].links[step].column]
        row = None if key is None else setting.tables[into].get(key)
    return None if row is None else row[path.column]


def _dated(name: str, setting: Setting) -> Any:
    """What the value is at the subject's own instant; None before its first date."""
    at = setting.occurred() if Role.SUBJECT in setting.rows else None
    if at is None:
        return None
    in_force = [entry for entry in setting.plan.values[name].entries if setting.midnight(entry.since) <= at]
    return in_force[-1].value if in_force else None


def _shift(term: Shift, setting: Setting) -> Any:
    if term.type is Type.INSTANT:
        left: Any = instant(term.left, setting)
        right: Any = value(term.right, setting)
    elif term.left.type in (Type.INSTANT, Type.DATE):
        left, right = instant(term.left, setting), instant(term.right, setting)
    else:
        left, right = value(term.left, setting), value(term.right, setting)
    if left is None or right is None:
        return None
    return left + right if term.sign == "+" else left - right


# --- tests ---------------------------------------------------------------------------------------------------------


def holds(test: Test, setting: Setting) -> Truth:
    """True, false, or None for unknown."""
    match test:
        case And():
            return _and([holds(t, setting) for t in test.tests])
        case Or():
            return _not(_and([_not(holds(t, setting)) for t in test.tests]))
        case Not():
            return _not(holds(test.test, setting))
        case Everything():
            return True
        case Known():
            return (value(test.path, setting) is None) == test.negated
        case Flag():
            found = value(test.term, setting)
            return None if found is None else bool(found)
        case Quantified():
            return _quantified(test, setting)
        case _:
            return _leaf(test, setting)


def _leaf(test: Comparison | Among | Within | Overlaps | Covers, setting: Setting) -> Truth:
    match test:
        case Comparison():
            return _compare(test, setting)
        case Among():
            found = value(test.left, setting)
            return None if found is None else found in [c.value for c in test.values]
        case Within():
            return _within(test, setting)
        case Covers():
            start, end, is_open = value(test.left, setting)
            at = instant(test.right, setting)
            return _and([_before(start, at, or_equal=True), _ends_after(end, at, is_open)])
        case Overlaps():
            (a, b, a_open), (c, d, c_open) = value(test.left, setting), value(test.right, setting)
            return _and([_ends_after(d, a, c_open), _ends_after(b, c, a_open)])


def _compare(test: Comparison, setting: Setting) -> Truth:
    mixed = {test.left.type, test.right.type} == {Type.INSTANT, Type.DATE}
    read = instant if mixed else value
    left, right = read(test.left, setting), read(test.right, setting)
    return None if left is None or right is None else COMPARE[test.op](left, right)


def _within(test: Within, setting: Setting) -> Truth:
    inner = value(test.left, setting)
    outer = value(test.right, setting)
    if inner is None or outer is None:
        return None
    if isinstance(test.right, Dated):
        return any(paths.is_within(inner, setting.areas[code]) for code in outer)
    return paths.is_within(inner, outer)


def _before(start: int | None, at: int | None, *, or_equal: bool) -> Truth:
    if start is None or at is None:
        return None
    return start <= at if or_equal else start < at


def _ends_after(end: int | None, at: int | None, is_open: bool) -> Truth:
    """Does a span that may still be open end after ``at``?"""
    if end is None and is_open:
        return None if at is None else True
    return _before(at, end, or_equal=False)


def _quantified(test: Quantified, setting: Setting) -> Truth:
    owner = setting.rows[Role.SUBJECT]["id"]
    rows = setting.children[test.register, test.via].get(owner, [])
    truths = [holds(test.test, replace(setting, rows={**setting.rows, Role.CHILD: row})) for row in rows]
    sure, unsure = truths.count(True), truths.count(None)
    if test.what == "count":
        possible = {COMPARE[test.op](n, test.number) for n in range(sure, sure + unsure + 1)}
        return possible.pop() if len(possible) == 1 else None
    found: Truth = True if sure else (None if unsure else False)
    return _not(found) if test.what == "no" else found


def _and(truths: Sequence[Truth]) -> Truth:
    if False in truths:
        return False
    return None if None in truths else True


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


# --- what could come out --------------------------------------------------------------------------------------------


def outcomes(test: Test, setting: Setting, known: Role) -> set[Truth]:
    """How a test on two rows may come out when only the row of ``known`` is given and the other is anyone.

    A comparison that reads the other row is unknown if it also reads a missing fact of the known one, and otherwise may
    come out either way. Dated values are facts of the subject.
    """
    match test:
        case And():
            parts = [outcomes(t, setting, known) for t in test.tests]
            return {_and(chosen) for chosen in product(*parts)}
        case Or():
            parts = [outcomes(t, setting, known) for t in test.tests]
            return {_not(_and([_not(t) for t in chosen])) for chosen in product(*parts)}
        case Not():
            return {_not(t) for t in outcomes(test.test, setting, known)}
        case _:
            if not _reads_other(test, known):
                return {holds(test, setting)}
            return {None} if _lacks(test, setting, known) else {True, False}


def _reads_other(node: Test | Term, known: Role) -> bool:
    """Does it read the row that is not given? Dated values, the day and the children are facts of the subject."""
    own = {Role.SUBJECT, Role.CHILD} if known is Role.SUBJECT else {known}
    for inner in walking.walk(node):
        if isinstance(inner, Path) and inner.role not in own:
            return True
        if isinstance(inner, Dated | Day | Quantified) and known is not Role.SUBJECT:
            return True
    return False


def _lacks(test: Test, setting: Setting, known: Role) -> bool:
    """Does the known row lack a fact that this comparison reads?"""
    if isinstance(test, Known):
        return False
    return any(_is_missing(node, setting, known) for node in walking.facts_of(test))


def _is_missing(node: Term, setting: Setting, known: Role) -> bool:
    if isinstance(node, Path):
        return node.role is known and value(node, setting) is None
    return known is Role.SUBJECT and value(node, setting) is None
