"""What a plan may not do although its grammar is right: the rules of ``docs/algorithms/must.md`` §5.

First those of one expression, then those that hold between entries: clauses, twins, dated values and their dates.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from lianfang.plan import nodes
from lianfang.plan.elsewhere import ELSEWHERE
from lianfang.plan.kinds import nearest
from lianfang.plan.model import Figure, Must, Plan
from lianfang.plan.nodes import Comparison, Constant, Dated, Day, Path, Role, Shift, Term, Test, Type
from lianfang.plan.sheets import Findings, Sheet
from lianfang.plan.walking import Node, paths_of, values_of, walk
from lianfang.records import Catalogue

Truth = bool | None
OPERATORS: Mapping[str, Callable[[int, int], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


# rules of one expression


def outcomes_of_nothing(test: Test) -> set[Truth]:
    """What a test can come out as for a record of which nothing is known, which therefore has no children either."""
    match test:
        case nodes.Not(inner):
            return {None if truth is None else not truth for truth in outcomes_of_nothing(inner)}
        case nodes.And(tests):
            return {_all(truths) for truths in product(*map(outcomes_of_nothing, tests))}
        case nodes.Or(tests):
            return {_any(truths) for truths in product(*map(outcomes_of_nothing, tests))}
        case nodes.Everything():
            return {True}
        case nodes.Untold():
            return {None}
        case nodes.Known(_, negated):
            return {negated}
        case nodes.Flag(Constant(_, value)):
            return {bool(value)}
        case nodes.Quantified():
            return {_of_no_children(test)} if test.link is None else {None}
        case _:
            return {None} if any(isinstance(node, Path | Dated) for node in walk(test)) else {True, False}


def _all(truths: tuple[Truth, ...]) -> Truth:
    return False if False in truths else None if None in truths else True


def _any(truths: tuple[Truth, ...]) -> Truth:
    return True if True in truths else None if None in truths else False


def _of_no_children(test: nodes.Quantified) -> Truth:
    if test.own != "id" or isinstance(test.number, Dated):
        return None  # whose rows are beside it is not known, nor what a dated value is
    return OPERATORS[test.op](0, test.number) if test.what == "count" else test.what == "no"


def check_unknown(sheet: Sheet, key: str, test: Test) -> None:
    """Refuse a test that is true of a record of which nothing is known, unless it is the word ``all``."""
    if not isinstance(test, nodes.Everything) and True in outcomes_of_nothing(test):
        sheet.refuse("plan/true-of-unknown", key)


def check_joined(sheet: Sheet, test: Test) -> None:
    """Refuse evidence in another register that no top-level equality of links ties to the subject."""
    tests = test.tests if isinstance(test, nodes.And) else (test,)
    if not any(ties(part) for part in tests):
        sheet.refuse("plan/no-tie", "such that")


def ties(test: Test) -> bool:
    """Is it an equality of a link of the evidence with a link of the subject, or with the subject itself?"""
    if not (isinstance(test, Comparison) and test.op == "=" and test.left.type is Type.LINK):
        return False
    roles = {term.role for term in (test.left, test.right) if isinstance(term, Path)}
    return roles == {Role.SUBJECT, Role.CANDIDATE}


def origins_of(test: Test, catalogue: Catalogue) -> tuple[str, ...]:
    """The columns read that mark someone's origin, as ``register.column``."""
    found = [
        f"{path.registers[-1]}.{path.column}"
        for path in paths_of(test)
        if (column := catalogue[path.registers[-1]].columns.get(path.column)) is not None and column.origin
    ]
    return tuple(dict.fromkeys(found))


# rules between entries


@dataclass(frozen=True)
class Sheets:
    """The sheet of every entry by kind and key, of those too that could not be read."""

    clauses: Mapping[str, Sheet]
    values: Mapping[str, Sheet]
    musts: Mapping[str, Sheet]
    figures: Mapping[str, Sheet]


def checked(plan: Plan, catalogue: Catalogue, sheets: Sheets, findings: Findings) -> Plan:
    """The plan with its warnings, after every rule between entries has been held to it."""
    _check_clauses(plan, sheets, findings)
    _check_values(plan, sheets, findings)
    for key, must in plan.musts.items():
        sheet = sheets.musts[key]
        _check_term(must, plan, sheet)
        _check_restriction(must, plan, catalogue, sheets)
        if must.denominator.check and must.denominator.check not in sheets.figures:
            sheet.warn("plan/unknown-figure", "denominator", figure=must.denominator.check)
        if must.not_recommended:
            sheet.warn("plan/not-recommended", "where", columns=", ".join(must.not_recommended))
    _check_shown(plan, sheets, findings)
    return replace(plan, warnings=tuple(findings.warnings))


def _check_shown(plan: Plan, sheets: Sheets, findings: Findings) -> None:
    """Refuse a figure that nobody would ever see."""
    if findings.problems:
        return  # with a ledger unread, nobody can say what it reads
    read = {addend.figure for one in plan.ledgers.values() for addend in (*one.inflows, *one.outflows)}
    read |= {one.stock for one in plan.ledgers.values()}
    rules_ = [rule for zoning in plan.zonings.values() for rule in zoning.rules]
    read |= {number.figure for rule in rules_ for number in rule.numbers.values()}
    for key, figure in plan.figures.items():
        if not figure.listed and key not in read:
            sheets.figures[key].refuse("plan/shown-nowhere", "listed", figure=key)


def _check_clauses(plan: Plan, sheets: Sheets, findings: Findings) -> None:
    known = sheets.clauses
    if not known:
        findings.warn("plan/no-clauses", "plan.yaml", 1)
    for sheet in [*sheets.musts.values(), *sheets.figures.values()]:
        clause = sheet.text("clause", required=False)
        if known and clause and clause not in known:
            sheet.refuse("plan/unknown-clause", "clause", clause=clause, **nearest(clause, known))
    served = {
        "must": {must.clause for must in plan.musts.values()},
        "figure": {figure.clause for figure in plan.figures.values()},
    }
    for key, entry in plan.clauses.items():
        unserved = [kind for kind in entry.kinds if key not in served.get(kind, (key,))]
        if entry.because is not None:  # a clause that says why nothing serves it yet has said enough
            continue
        if "measure" in entry.kinds and key not in served["must"]:
            known[key].refuse("plan/because-missing", clause=key)
        elif unserved:
            known[key].warn("plan/clause-unserved", "clause", clause=key, kind=", ".join(unserved))


def _nodes_of(entry: Must | Figure) -> list[Node]:
    if isinstance(entry, Must):
        return [entry.where, entry.such_that, entry.met_at, entry.by]
    return [] if entry.counted is None else [entry.counted.where, entry.counted.at]


def _check_values(plan: Plan, sheets: Sheets, findings: Findings) -> None:
    # With an expression unread, nobody can say what is unused.
    complete = not findings.problems
    entries: list[Must | Figure] = [*plan.musts.values(), *plan.figures.values()]
    used = {name for entry in entries for name in values_of(*_nodes_of(entry))}
    used |= set(plan.response.values) if plan.response is not None else set()
    used |= ELSEWHERE.keys()
    for key, value in plan.values.items():
        sheet = sheets.values[key]
        if value.entries and all(entry.since > plan.until for entry in value.entries):
            sheet.refuse("plan/value-never-in-force", "value", value=key, until=plan.until.isoformat())
        if complete and key not in used:
            sheet.warn("plan/unused-value", "value", value=key)
    for key, must in plan.musts.items():
        for name in values_of(*_nodes_of(must)):
            _check_in_force(must, name, plan, sheets.musts[key])


def _check_in_force(must: Must, name: str, plan: Plan, sheet: Sheet) -> None:
    """A value that begins after its must ends is never read; one that begins after its must begins is first unknown."""
    entries = plan.values[name].entries
    if not entries:
        return
    facts = {"value": name, "since": entries[0].since.isoformat()}
    if must.until is not None and entries[0].since > must.until:
        sheet.refuse("plan/value-after-must", "until", until=must.until.isoformat(), **facts)
    elif entries[0].since > (must.since or plan.since):
        sheet.warn("plan/value-begins-late", "must", begins=(must.since or plan.since).isoformat(), **facts)


def _check_term(must: Must, plan: Plan, sheet: Sheet) -> None:
    for key, day in (("from", must.since), ("until", must.until)):
        if day is not None and not plan.since <= day <= plan.until:
            facts = {
                "date": day.isoformat(),
                "since": plan.since.isoformat(),
                "until": plan.until.isoformat(),
            }
            sheet.refuse("plan/outside-term", key, **facts)


def _check_restriction(must: Must, plan: Plan, catalogue: Catalogue, sheets: Sheets) -> None:
    sheet = sheets.musts[must.key]
    if must.restricts:
        for key, there in (("basis", must.basis), ("review", must.review), ("twin", must.twin)):
            if not there:
                sheet.refuse("plan/restricts-without", "restricts", what=key)
    if not must.twin:
        return
    if must.twin not in sheets.musts:
        sheet.refuse("plan/unknown-twin", "twin", twin=must.twin, **nearest(must.twin, sheets.musts))
        return
    twin = plan.musts.get(must.twin)
    if twin is None:
        return
    if twin.restricts:
        sheet.refuse("plan/twin-restricts", "twin", twin=twin.key)
    elif _falls_due_later(twin, must, plan, catalogue):
        sheet.refuse("plan/twin-later", "twin", twin=twin.key)


def _falls_due_later(twin: Must, must: Must, plan: Plan, catalogue: Catalogue) -> bool:
    """Is the twin's deadline ever later, where both count from the subject's instant?"""
    first, second = _delay(twin.by), _delay(must.by)
    if first is None or second is None or not _same_start(first[0], second[0], twin, must, catalogue):
        return False
    steps = [step for _, step in (*first[1], *second[1]) if isinstance(step, Dated)]
    days = {plan.since, *(entry.since for step in steps for entry in plan.values[step.name].entries)}
    for day in days:
        mine, its = _seconds(first[1], day, plan), _seconds(second[1], day, plan)
        if mine is not None and its is not None and mine > its:
            return True
    return False


_Delay = tuple[Term, list[tuple[int, Constant | Dated]]]


def _delay(term: Term) -> _Delay | None:
    """A deadline as a start and what is added to it; None where it is made in another way."""
    steps: list[tuple[int, Constant | Dated]] = []
    while isinstance(term, Shift):
        if not isinstance(term.right, Constant | Dated):
            return None
        steps.append((1 if term.sign == "+" else -1, term.right))
        term = term.left
    return (term, steps) if isinstance(term, Path | Day) else None


def _same_start(first: Term, second: Term, twin: Must, must: Must, catalogue: Catalogue) -> bool:
    if first == second:
        return isinstance(first, Day) or twin.every == must.every
    if not (isinstance(first, Path) and isinstance(second, Path)) or first.type is not second.type:
        return False
    return all(
        not path.steps and path.column == catalogue[path.registers[0]].occurred for path in (first, second)
    )


def _seconds(steps: list[tuple[int, Constant | Dated]], day: date, plan: Plan) -> int | None:
    total = 0
    for sign, step in steps:
        seconds: object = None
        if isinstance(step, Constant):
            seconds = step.value
        else:
            in_force = [entry.value for entry in plan.values[step.name].entries if entry.since <= day]
            seconds = in_force[-1] if in_force else None
        if not isinstance(seconds, int):
            return None
        total += sign * seconds
    return total
