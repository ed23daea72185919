"""One expression read in one setting: terms, tests in three values, and what could come out when a row is not given.

The expressions' half of :mod:`lianfang.plan.reference`, as slow and as obvious. Unknown is None throughout.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from typing import Any

from lianfang.base import areas as paths
from lianfang.base.instants import DAY
from lianfang.plan import walking
from lianfang.plan.model import Plan
from lianfang.plan.nodes import (
    Among,
    And,
    AsOf,
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
    Untold,
    Within,
)
from lianfang.records import Catalogue

Row = Mapping[str, Any]
Tables = Mapping[str, Mapping[int, Row]]
Truth = bool | None

Children = Mapping[tuple[str, str], Mapping[int, list[Row]]]

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


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
    as_of: int | None = None
    """For a figure, the instant for which it is counted."""

    def midnight(self, day: date) -> int:
        """00:00 of a day."""
        return (day - date(1970, 1, 1)).days * DAY - self.plan.offset

    def occurred(self) -> int | None:
        """The subject's own instant, at which dated values are read: of a date, its 00:00."""
        if self.day is not None:
            return self.midnight(self.day)
        found = self.rows[Role.SUBJECT][self.catalogue[self.subject].occurred]
        return self.midnight(found) if isinstance(found, date) else found


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
        case AsOf():
            return setting.as_of
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
            return all_of([holds(t, setting) for t in test.tests])
        case Or():
            return _not(all_of([_not(holds(t, setting)) for t in test.tests]))
        case Not():
            return _not(holds(test.test, setting))
        case Everything():
            return True
        case Untold():
            return None
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
            return all_of([_before(start, at, or_equal=True), _ends_after(end, at, is_open)])
        case Overlaps():
            (a, b, a_open), (c, d, c_open) = value(test.left, setting), value(test.right, setting)
            return all_of([_ends_after(d, a, c_open), _ends_after(b, c, a_open)])


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
    owner = setting.rows[Role.SUBJECT][test.own] if test.link is None else value(test.link, setting)
    if owner is None:
        return None  # nobody knows whose children to look for
    rows = setting.children[test.register, test.via].get(owner, [])
    truths = [holds(test.test, replace(setting, rows={**setting.rows, Role.CHILD: row})) for row in rows]
    sure, unsure = truths.count(True), truths.count(None)
    if test.what == "count":
        least = value(test.number, setting) if isinstance(test.number, Dated) else test.number
        if least is None:
            return None
        possible = {COMPARE[test.op](n, least) for n in range(sure, sure + unsure + 1)}
        return possible.pop() if len(possible) == 1 else None
    found: Truth = True if sure else (None if unsure else False)
    return _not(found) if test.what == "no" else found


def all_of(truths: Sequence[Truth]) -> Truth:
    """Kleene's conjunction."""
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
            return {all_of(chosen) for chosen in product(*parts)}
        case Or():
            parts = [outcomes(t, setting, known) for t in test.tests]
            return {_not(all_of([_not(t) for t in chosen])) for chosen in product(*parts)}
        case Not():
            return {_not(t) for t in outcomes(test.test, setting, known)}
        case _:
            if not reads_other(test, known):
                return {holds(test, setting)}
            return {None} if _lacks(test, setting, known) else {True, False}


def reads_other(node: Test | Term, known: Role) -> bool:
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
