"""Zoning as content: areas of one level in classes, by dated rules over numbers of the area.

::

    zoning: risk
    title: {zh: …, en: …}
    level: district
    classes: [{class: low, title: …}, {class: high, title: …}]
    dated:
      - from: 2020-02-17
        numbers:
          - {number: new_cases, title: …, figure: confirmed, over: 14 days}
        rules:
          - {class: low, where: new_cases = 0}
          - {class: high, where: new_cases > 0}
        source: …

The tests are those of the plan's grammar, of comparisons of a number with a written one. Whatever the numbers are,
exactly one class must come out; a plan in which none or two could is refused with the numbers that show it. So a class
is *possible* for an area if some numbers within what is known of it make it so, and decided if it is the only one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import floor

from lianfang.base.areas import LEVELS
from lianfang.base.instants import DAY
from lianfang.base.words import Text
from lianfang.plan import nodes
from lianfang.plan.entries import Expressions, read_source
from lianfang.plan.kinds import RESERVED, Scope
from lianfang.plan.model import AreaNumber, Figure, Place, ZoneClass, ZoneRule, Zoning
from lianfang.plan.nodes import Among, Comparison, Constant, Path, Test, Type
from lianfang.plan.parser import parse_literal
from lianfang.plan.reading import COMPARE
from lianfang.plan.sheets import Sheet
from lianfang.plan.tokens import Unreadable
from lianfang.plan.walking import walk
from lianfang.records import Catalogue, Column, Kind, Register

KEYS = ("zoning", "title", "level", "classes", "dated")
RULE_KEYS = ("from", "numbers", "rules", "source")
CLASS_KEYS = ("class", "title")
TEST_KEYS = ("class", "where")
NUMBER_KEYS = ("number", "title", "figure", "over")
SUBJECT = "area"
MOST_NUMBERS = 5
"""As many as a person keeps in mind; every combination of what they could be is tried."""

Amount = int | float


@dataclass(frozen=True)
class Range:
    """What a number may be: from ``low`` to ``high``, both included; ``high`` None is without bound."""

    low: Amount
    high: Amount | None

    @property
    def is_exact(self) -> bool:
        """Is it known?"""
        return self.low == self.high


ANYTHING = Range(0, None)
"""Nothing is known of a number, but that it counts something."""


# reading


def read_zoning(sheet: Sheet, figures: Mapping[str, Figure]) -> Zoning | None:
    """One zoning; None, with findings, where a part of it cannot be read or its classes overlap or leave something out."""
    sheet.allow(KEYS)
    before = len(sheet.findings.problems)
    key, title, level = sheet.text("zoning"), sheet.words("title"), sheet.choice("level", LEVELS)
    classes = _classes(sheet)
    rules = [(row, _rule(row, classes, figures)) for row in sheet.sheets("dated", RULE_KEYS)]
    for (_, earlier), (row, rule) in pairwise(rules):
        if earlier is not None and rule is not None and rule.since <= earlier.since:
            facts = {"date": rule.since.isoformat(), "before": earlier.since.isoformat()}
            row.refuse("plan/dates-out-of-order", "from", **facts)
    if len(sheet.findings.problems) > before or title is None:
        return None
    read = tuple(rule for _, rule in rules if rule is not None)
    return Zoning(key, title, level, classes, read, Place(sheet.file, sheet.line))


def _classes(sheet: Sheet) -> tuple[ZoneClass, ...]:
    found: dict[str, ZoneClass] = {}
    for row in sheet.sheets("classes", CLASS_KEYS):
        key, title = row.text("class"), row.words("title")
        if key in found:
            row.refuse("plan/class-twice", "class", name=key)
        found[key] = ZoneClass(key, title or Text(key, key))
    return tuple(found.values())


def _rule(row: Sheet, classes: Sequence[ZoneClass], figures: Mapping[str, Figure]) -> ZoneRule | None:
    before = len(row.findings.problems)
    since, source, numbers = row.day("from"), read_source(row), _numbers(row, figures)
    scope = Scope(catalogue_of(numbers), SUBJECT, {})
    tests: dict[str, Test] = {}
    for inner in row.sheets("rules", TEST_KEYS):
        key = inner.choice("class", [one.key for one in classes])
        test = Expressions(inner).test("where", scope)
        if test is not None and not _is_plain(test):
            inner.refuse("plan/zone-comparison", "where")
        elif key in tests:
            inner.refuse("plan/class-twice", "class", name=key)
        elif key and test is not None:
            tests[key] = test
    if len(row.findings.problems) > before or since is None:
        return None
    rule = ZoneRule(since, numbers, tests, source, Place(row.file, row.line))
    _check_partition(row, rule)
    return rule if len(row.findings.problems) == before else None


def _numbers(row: Sheet, figures: Mapping[str, Figure]) -> dict[str, AreaNumber]:
    found: dict[str, AreaNumber] = {}
    for inner in row.sheets("numbers", NUMBER_KEYS):
        key, title, figure = inner.text("number"), inner.words("title"), inner.choice("figure", figures)
        days = _days(inner, figures.get(figure)) if "over" in inner else 0
        if key and (not key.isidentifier() or key in RESERVED):
            inner.refuse("plan/bad-key", "number", value=key)
        elif key in found:
            inner.refuse("plan/number-twice", "number", name=key)
        elif key:
            found[key] = AreaNumber(key, title or Text(key, key), figure, days)
    if len(found) > MOST_NUMBERS:
        row.refuse("plan/too-many-numbers", "numbers", count=len(found), most=MOST_NUMBERS)
    return found


def _days(inner: Sheet, figure: Figure | None) -> int:
    """How many days ``over`` says; a stock, or a count of one day, has no sum over days."""
    try:
        said = parse_literal(inner.text("over"))
    except Unreadable:
        said = None
    whole = said.value if said is not None and said.type is Type.DURATION else 0
    if not isinstance(whole, int) or whole <= 0 or whole % DAY:
        inner.refuse("plan/wrong-type", "over", expected="14 days")
        return 0
    if figure is not None and not may_be_taken_over_days(figure):
        inner.refuse("plan/not-over-days", "over", figure=figure.key)
    return whole // DAY


def may_be_taken_over_days(figure: Figure) -> bool:
    """Can one say of the figure, as it is of record, how many came in some days?"""
    if figure.of_record == "reported":
        return figure.reported is not None and figure.reported.shape != "stock"
    return figure.counted is not None and not figure.counted.day


def catalogue_of(numbers: Mapping[str, AreaNumber]) -> Catalogue:
    """The one register that a zoning's tests speak of: an area with its numbers."""
    columns = {
        key: Column(key, Kind.NUMBER, nullable=True, title=number.title) for key, number in numbers.items()
    }
    area = Register(SUBJECT, SUBJECT, Text("区域", "area"), "", "", columns, {})
    return Catalogue({SUBJECT: area})


def _is_plain(test: Test) -> bool:
    """Comparisons of one number with written ones, joined by and, or, not: of these every case can be tried."""
    match test:
        case nodes.And(tests) | nodes.Or(tests):
            return all(map(_is_plain, tests))
        case nodes.Not(inner):
            return _is_plain(inner)
        case Comparison(_, left, right):
            return {type(left), type(right)} == {Path, Constant}
        case Among(left, _):
            return isinstance(left, Path)
        case _:
            return False


def _check_partition(row: Sheet, rule: ZoneRule) -> None:
    """Refuse classes of which two, or none, fit some numbers; the first such numbers are named."""
    for world in worlds(rule, dict.fromkeys(rule.numbers, ANYTHING)):
        fitting = [key for key, test in rule.tests.items() if holds(test, world)]
        facts = {"numbers": ", ".join(f"{key} = {value}" for key, value in world.items())}
        if not fitting:
            row.refuse("plan/zones-leave-out", "rules", **facts)
            return
        if len(fitting) > 1:
            row.refuse("plan/zones-overlap", "rules", first=fitting[0], second=fitting[1], **facts)
            return


# telling


def holds(test: Test, numbers: Mapping[str, Amount]) -> bool:
    """Is a zoning's test true of numbers that are all known?"""
    match test:
        case nodes.And(tests):
            return all(holds(inner, numbers) for inner in tests)
        case nodes.Or(tests):
            return any(holds(inner, numbers) for inner in tests)
        case nodes.Not(inner):
            return not holds(inner, numbers)
        case Comparison(op, left, right):
            return COMPARE[op](_value(left, numbers), _value(right, numbers))
        case Among(left, values):
            return _value(left, numbers) in [value.value for value in values]
        case _:
            raise AssertionError(test)


def _value(term: nodes.Term, numbers: Mapping[str, Amount]) -> object:
    return (
        term.value if isinstance(term, Constant) else numbers[term.column] if isinstance(term, Path) else None
    )


def possible(rule: ZoneRule, known: Mapping[str, Range]) -> tuple[str, ...]:
    """The classes that some numbers within what is known would give, in the rule's order."""
    found = {key for world in worlds(rule, known) for key, test in rule.tests.items() if holds(test, world)}
    return tuple(key for key in rule.tests if key in found)


def deciding(rule: ZoneRule, known: Mapping[str, Range]) -> tuple[str, ...]:
    """The numbers not known on which the class hangs: those that, once known, could leave fewer classes."""
    whole = possible(rule, known)
    return tuple(
        key
        for key, range_ in known.items()
        if not range_.is_exact
        and any(
            possible(rule, {**known, key: Range(point, point)}) != whole
            for point in _points(rule, key, range_)
        )
    )


def worlds(rule: ZoneRule, known: Mapping[str, Range]) -> Iterator[dict[str, Amount]]:
    """Every combination of numbers that a rule could tell apart from others, within what is known."""
    points = [_points(rule, key, range_) for key, range_ in known.items()]
    for values in product(*points):
        yield dict(zip(known, values, strict=True))


def _points(rule: ZoneRule, key: str, range_: Range) -> list[Amount]:
    """The ends of a range, and where a comparison with the number turns: beside each written number that it is held against."""
    ends = {range_.low} | (set() if range_.high is None else {range_.high})
    if range_.is_exact:
        return sorted(ends)
    turns = {floor(written) + step for written in _written(rule, key) for step in (-1, 0, 1, 2)}
    inside = {turn for turn in turns if turn >= range_.low and (range_.high is None or turn <= range_.high)}
    return sorted(ends | inside)


def _written(rule: ZoneRule, key: str) -> Iterator[Amount]:
    for test in rule.tests.values():
        for node in walk(test):
            if isinstance(node, Comparison | Among):
                inner = list(walk(node))
                if any(isinstance(one, Path) and one.column == key for one in inner):
                    yield from (
                        one.value
                        for one in inner
                        if isinstance(one, Constant) and isinstance(one.value, int | float)
                    )
