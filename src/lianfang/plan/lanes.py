"""Lanes: which way a vehicle goes at a gate, by rules in order; what is not known is asked, never waved through.

The first rule that is true decides. A rule that cannot be told leaves its own lane possible: where more than one lane is
possible, or no rule is true at all, the vehicle goes to the lane ``ask``, with the facts that are missing. A rule with
``if declared`` has two lanes: the other is for whoever has not declared; what a declaration is, a must says.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace

from lianfang.base.instants import DAY
from lianfang.base.words import Text
from lianfang.plan import rules
from lianfang.plan.entries import Expressions, Surroundings, read_source
from lianfang.plan.kinds import Scope, nearest
from lianfang.plan.model import Clause, LaneRule, Lanes, Must, Place
from lianfang.plan.nodes import Path, Quantified, Role, Test
from lianfang.plan.reading import Row, Setting, Truth, all_of, holds, instant, value
from lianfang.plan.sheets import Sheet
from lianfang.plan.walking import walk

ASK = "ask"
KEYS = ("lanes", "clause", "title", "from", "until", "every", "where", "declared", "signs", "rules", "source")
RULE_KEYS = ("rule", "where", "lane", "if declared", "because", "rests on origin")
NO_RULE = Text("没有一条规则适用于已登记的情况", "no rule fits what is recorded")
UNSURE = Text("缺少事实，请询问", "a fact is missing: ask")


# reading


def read_lanes(
    sheet: Sheet,
    around: Surroundings,
    clauses: Mapping[str, Clause],
    musts: Mapping[str, Must],
    written: Container[str],
) -> Lanes | None:
    """One set of lanes; None, with findings, where a part of it cannot be read.

    ``written`` are the musts that stand in the plan, those too that cannot be read: their own fault is said once.
    """
    sheet.allow(KEYS)
    before = len(sheet.findings.problems)
    key, clause, title = sheet.text("lanes"), sheet.text("clause"), sheet.words("title")
    since, until = sheet.day("from"), sheet.day("until", required=False)
    if since and until and until < since:
        sheet.refuse("plan/ends-before-it-begins", "until", since=since.isoformat(), until=until.isoformat())
    if clause and clauses and clause not in clauses:
        sheet.refuse("plan/unknown-clause", "clause", clause=clause, **nearest(clause, clauses))
    every, declared, source = around.register(sheet, "every"), sheet.text("declared"), read_source(sheet)
    spoken_of = musts.get(declared)
    if declared and (declared not in written or (spoken_of is not None and spoken_of.every != every)):
        sheet.refuse("plan/unknown-must", "declared", must=declared, **nearest(declared, musts))
    signs = _signs(sheet)
    if not every:
        return None
    scope = Scope(around.catalogue, every, around.values)
    where = _test(sheet, "where", scope)
    found = [_rule(row, scope, signs) for row in sheet.sheets("rules", RULE_KEYS)]
    made = tuple(rule for rule in found if rule is not None)
    if len(sheet.findings.problems) > before or not (title and since and where):
        return None
    place = Place(sheet.file, sheet.line)
    return Lanes(key, clause, title, since, until, every, where, declared, signs, made, source, place)


def _signs(sheet: Sheet) -> dict[str, Text]:
    """What stands over each lane; the lane to ask in must be one."""
    rows = sheet.sheets("signs", ("lane", "title"))
    found = {row.text("lane"): row.words("title") for row in rows}
    if ASK not in found:
        sheet.refuse("plan/no-lane-to-ask", "signs")
    return {lane: title for lane, title in found.items() if title is not None}


def _test(sheet: Sheet, key: str, scope: Scope) -> Test | None:
    test = Expressions(sheet).test(key, scope)
    if test is not None:
        rules.check_unknown(sheet, key, test)
    return test


def _rule(row: Sheet, scope: Scope, signs: Mapping[str, Text]) -> LaneRule | None:
    key, because = row.text("rule"), row.words("because")
    lane, declared = row.choice("lane", signs), row.choice("if declared", signs, required=False)
    where = _test(row, "where", scope)
    if where is None or because is None:
        return None
    origins = rules.origins_of(where, scope.catalogue)
    if not origins and row.yes_no("rests on origin", required=False):
        origins = (f"{scope.subject}.{_columns(where)}",)
    if origins:
        row.warn("plan/not-recommended", "where", columns=", ".join(origins))
    return LaneRule(key, where, lane, declared, because, origins)


def _columns(where: Test) -> str:
    return ", ".join(dict.fromkeys(node.column for node in walk(where) if isinstance(node, Path)))


# deciding


@dataclass(frozen=True)
class Laned:
    """Where a vehicle goes and why.

    Attributes:
        lane: the lane; ``ask`` where it cannot be told.
        rule: the rule that decides; empty for ``ask``.
        missing: the facts for want of which it cannot be told.
        must_declare: is it in scope; None where that cannot be told.
        not_recommended: what the rule reads of where people come from.
    """

    lane: str
    rule: str
    because: Text
    missing: tuple[Text, ...]
    must_declare: bool | None
    not_recommended: tuple[str, ...] = ()


def in_force(known: Mapping[str, Lanes], setting: Setting) -> Lanes | None:
    """The lanes in force at the subject's own instant, the latest begun; None where there are none or no instant."""
    at = setting.occurred()
    if at is None:
        return None
    found = [
        lanes
        for lanes in known.values()
        if lanes.every == setting.subject and setting.midnight(lanes.since) <= at
        and (lanes.until is None or at < setting.midnight(lanes.until) + DAY)
    ]  # fmt: skip
    return max(found, key=lambda lanes: (lanes.since, lanes.key), default=None)


def decide(lanes: Lanes, setting: Setting, declared: Truth) -> Laned | None:
    """The lane of one subject; None where it is none of these lanes' business.

    Args:
        declared: has it a declaration that holds: None where that cannot be told.
    """
    inside = holds(lanes.where, setting)
    if inside is False:
        return None
    possible = list(_possible(lanes, setting))
    ways = {way for rule, _ in possible for way in _ways(rule, declared)}
    sure = bool(possible) and possible[-1][1] is True and inside is True
    in_scope = {bool(rule.if_declared) for rule, _ in possible} if sure else {True, False}
    must = in_scope.pop() if len(in_scope) == 1 else None
    if sure and len(ways) == 1:
        rule = possible[-1][0]
        return Laned(ways.pop(), rule.key, rule.because, (), must, rule.not_recommended)
    missing = tuple(dict.fromkeys(_missing(lanes, possible, setting, declared, ways)))
    return Laned(ASK, "", UNSURE, missing or (NO_RULE,), must)


def _possible(lanes: Lanes, setting: Setting) -> Iterator[tuple[LaneRule, Truth]]:
    """The rules that may decide, in order, up to the first that is true."""
    for rule in lanes.rules:
        truth = holds(rule.where, setting)
        if truth is not False:
            yield rule, truth
        if truth is True:
            return


def _ways(rule: LaneRule, declared: Truth) -> set[str]:
    if not rule.if_declared:
        return {rule.lane}
    either = {rule.lane, rule.if_declared}
    return either if declared is None else {rule.if_declared if declared else rule.lane}


def _missing(
    lanes: Lanes,
    possible: list[tuple[LaneRule, Truth]],
    setting: Setting,
    declared: Truth,
    ways: set[str],
) -> Iterator[Text]:
    """What the undecided rules read and the records lack; where no rule is true, whom nobody has recorded."""
    for test in (lanes.where, *(rule.where for rule, truth in possible if truth is None)):
        if holds(test, setting) is None:
            yield from _facts(test, setting)
    if declared is None and len(ways) > 1 and any(rule.if_declared for rule, _ in possible):
        yield _title("vehicle", setting.subject, setting)
    if not possible or possible[-1][1] is not True:
        for rule in lanes.rules:
            yield from _empty(rule.where, setting)


def _facts(test: Test, setting: Setting) -> Iterator[Text]:
    for node in walk(test):
        if isinstance(node, Path) and node.role is Role.SUBJECT and value(node, setting) is None:
            yield _title(node.name, node.registers[-1], setting)
        if isinstance(node, Quantified) and holds(node, setting) is None:
            children = setting.catalogue[setting.subject].children[node.name].title
            for inner in walk(node.test):
                if isinstance(inner, Path) and inner.role is Role.CHILD:
                    own = _title(inner.name, inner.registers[-1], setting)
                    yield Text(f"{children.zh}的{own.zh}", f"{own.en} of its {children.en}")


def _empty(test: Test, setting: Setting) -> Iterator[Text]:
    """Children of whom a rule asks and of whom there is not one."""
    for node in walk(test):
        if not isinstance(node, Quantified):
            continue
        owner = setting.rows[Role.SUBJECT][node.own]
        if owner is not None and not setting.children[node.register, node.via].get(owner):
            yield setting.catalogue[setting.subject].children[node.name].title


def _title(name: str, register: str, setting: Setting) -> Text:
    shape = setting.catalogue[register]
    known = shape.columns.get(name) or shape.links.get(name)
    return known.title if known is not None else shape.title


def declared_ahead(must: Must, setting: Setting, candidates: list[Row]) -> Truth:
    """Has the subject, at its own instant, evidence of this must? None where its vehicle is not known."""
    at = setting.occurred()
    if at is None or setting.rows[Role.SUBJECT].get("vehicle_id") is None:
        return None
    for row in candidates:
        inner = replace(setting, rows={**setting.rows, Role.CANDIDATE: row})
        met = instant(must.met_at, inner)
        if all_of([holds(must.such_that, inner), None if met is None else met <= at]):
            return True
    return False


def children_read(lanes: Lanes) -> set[tuple[str, str, str]]:
    """Register and link of the children of whom the rules ask, and the subject's column that says whose they are."""
    tests = (lanes.where, *(rule.where for rule in lanes.rules))
    return {(n.register, n.via, n.own) for test in tests for n in walk(test) if isinstance(n, Quantified)}
