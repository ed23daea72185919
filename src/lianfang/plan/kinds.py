"""From a tree of words to the typed tree: names resolved in the catalogue, kinds and codes checked, nothing guessed.

Every refusal is an :class:`~lianfang.plan.tokens.Unreadable` with the offset of the word it is about. A whole
expression is read to its end, so that one load tells of every wrong comparison in it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from lianfang.plan import nodes, parser
from lianfang.plan.model import Value
from lianfang.plan.nodes import Constant, Dated, Interval, Path, Role, Shift, Term, Test, Type
from lianfang.plan.parser import Name
from lianfang.plan.tokens import KEYWORDS, Unreadable
from lianfang.records import Catalogue, Children, CodeList, Kind, Register

TYPES: Mapping[Kind, Type] = {
    Kind.INSTANT: Type.INSTANT,
    Kind.DATE: Type.DATE,
    Kind.DURATION: Type.DURATION,
    Kind.NUMBER: Type.NUMBER,
    Kind.TEXT: Type.TEXT,
    Kind.CODE: Type.TEXT,
    Kind.BOOLEAN: Type.BOOLEAN,
}
MOMENTS = {Type.INSTANT, Type.DATE}
RESERVED = KEYWORDS | {"as_of", "day", "itself"}
"""Names that no value may have."""


@dataclass(frozen=True)
class Scope:
    """What an expression may speak of: its subject, perhaps its evidence, the plan's values, perhaps the day or the as-of instant."""

    catalogue: Catalogue
    subject: str
    values: Mapping[str, Value]
    candidate: str = ""
    each_day: bool = False
    counts: bool = False
    """Is it what a figure counts? Then it may speak of the instant for which that is done."""


class ReadTest(NamedTuple):
    """A typed test, or the reasons why there is none."""

    test: Test | None
    problems: list[Unreadable]


class ReadTerm(NamedTuple):
    """A typed term, or the reasons why there is none."""

    term: Term | None
    problems: list[Unreadable]


def read_test(text: str, scope: Scope) -> ReadTest:
    """Read a population, or a condition on evidence."""
    reading = _Reading(scope)
    try:
        test = reading.test(parser.parse_test(text))
    except Unreadable as problem:
        return ReadTest(None, [*reading.problems, problem])
    return ReadTest(None if reading.problems else test, reading.problems)


def read_term(text: str, scope: Scope, types: Iterable[Type]) -> ReadTerm:
    """Read an expression that must have one of these types, such as a deadline."""
    allowed = tuple(types)
    try:
        raw = parser.parse_term(text)
        term = _Reading(scope).term(raw)
    except Unreadable as problem:
        return ReadTerm(None, [problem])
    if term.type not in allowed:
        return ReadTerm(None, [_wrong_kind(raw.at, term, " | ".join(kind.value for kind in allowed))])
    return ReadTerm(term, [])


def read_link(text: str, scope: Scope, to: str) -> ReadTerm:
    """Read a path that must end in a link to one register, such as the owner."""
    try:
        return ReadTerm(_Reading(scope).link(parser.parse_path(text), to), [])
    except Unreadable as problem:
        return ReadTerm(None, [problem])


def nearest(word: str, known: Iterable[str]) -> dict[str, str]:
    """The facts of a refusal of an unknown word: what was perhaps meant, and all there is."""
    names = list(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return {"near": near[0] if near else "–", "known": ", ".join(names) or "–"}


def codes_of(term: Term, catalogue: Catalogue) -> CodeList | None:
    """The code list that a path's column is taken from, None where there is none."""
    if not isinstance(term, Path) or term.type is not Type.TEXT:
        return None
    column = catalogue[term.registers[-1]].columns.get(term.column)
    return column.codes if column else None


def _wrong_kind(at: int, term: Term, expected: str) -> Unreadable:
    return Unreadable("plan/wrong-kind", at, {"kind": term.type.value, "expected": expected})


class _Reading:
    """One expression being read; ``child`` is set inside a quantifier."""

    def __init__(self, scope: Scope):
        self.scope = scope
        self.child: Children | None = None
        self.problems: list[Unreadable] = []

    # tests

    def test(self, raw: parser.RawTest) -> Test:
        """A typed test; where one comparison is wrong, its refusal is kept and ``all`` stands in its place."""
        if isinstance(raw, parser.Joined):
            return self._joined(raw)
        if isinstance(raw, parser.Negation):
            return nodes.Not(self.test(raw.test))
        try:
            return self._leaf(raw)
        except Unreadable as problem:
            self.problems.append(problem)
            return nodes.Everything()

    def _joined(self, raw: parser.Joined) -> Test:
        # `(a and b) and c` is one list: what counts as top level does not hang on brackets.
        kind = nodes.And if raw.word == "and" else nodes.Or
        flat: list[Test] = []
        for test in (self.test(part) for part in raw.tests):
            flat.extend(
                test.tests if isinstance(test, nodes.And | nodes.Or) and isinstance(test, kind) else [test]
            )
        return kind(tuple(flat))

    def _leaf(self, raw: parser.RawTest) -> Test:
        match raw:
            case parser.Every() | parser.Nobody():
                return self._word(raw)
            case parser.Compare():
                return self._compare(raw)
            case parser.OneOf():
                return self._one_of(raw)
            case parser.Inside():
                return self._inside(raw)
            case parser.Meets():
                return nodes.Overlaps(self._interval(raw.left), self._interval(raw.right))
            case parser.Holds():
                return nodes.Covers(self._interval(raw.left), self._moment(raw.right))
            case parser.IsKnown():
                return self._is_known(raw)
            case parser.Quantifier():
                return self._quantified(raw)
            case parser.Bare():
                return self._bare(raw)
            case _:
                raise AssertionError(raw)

    def _word(self, raw: parser.Every | parser.Nobody) -> Test:
        if isinstance(raw, parser.Every):
            return nodes.Everything()
        if not self.scope.counts:
            raise Unreadable("plan/only-in-figures", raw.at, {"word": "unknown"})
        return nodes.Untold()

    def _bare(self, raw: parser.Bare) -> Test:
        term = self.term(raw.term)
        if term.type is not Type.BOOLEAN:
            raise _wrong_kind(raw.at, term, "boolean")
        return nodes.Flag(term)

    def _compare(self, raw: parser.Compare) -> Test:
        left, right = self.term(raw.left), self.term(raw.right)
        if left == right:
            raise Unreadable("plan/compares-itself", raw.at, {"term": _written(raw.left)})
        if Type.LINK in {left.type, right.type}:
            self._check_links(raw, left, right)
        elif {left.type, right.type} <= MOMENTS:
            _check_moments(raw.right.at, left, right)
        elif left.type is not right.type:
            raise Unreadable("plan/unlike", raw.at, {"left": left.type.value, "right": right.type.value})
        if left.type in {Type.TEXT, Type.BOOLEAN, Type.LINK} and raw.op not in {"=", "!="}:
            raise Unreadable("plan/no-order", raw.at, {"kind": left.type.value, "op": raw.op})
        self._check_codes(raw, left, right)
        return nodes.Comparison(raw.op, left, right)

    def _check_links(self, raw: parser.Compare, left: Term, right: Term) -> None:
        pointed = [
            term.to if isinstance(term, Path) and term.to else term.type.value for term in (left, right)
        ]
        if pointed[0] != pointed[1]:
            raise Unreadable("plan/unlike-links", raw.at, {"left": pointed[0], "right": pointed[1]})

    def _check_codes(self, raw: parser.Compare, left: Term, right: Term) -> None:
        for term, other, at in ((left, right, raw.right.at), (right, left, raw.left.at)):
            codes = codes_of(term, self.scope.catalogue)
            if codes is None:
                continue
            other_codes = codes_of(other, self.scope.catalogue)
            if other_codes is not None and other_codes.name != codes.name:
                raise Unreadable("plan/unlike-codes", raw.at, {"left": codes.name, "right": other_codes.name})
            for word in self._words_of(other):
                _check_code(word, codes, at)

    def _words_of(self, term: Term) -> list[Any]:
        """The texts that a literal or a dated value can be."""
        if isinstance(term, Constant):
            return [term.value]
        if isinstance(term, Dated):
            return [entry.value for entry in self.scope.values[term.name].entries]
        return []

    def _one_of(self, raw: parser.OneOf) -> Test:
        left = self.term(raw.left)
        if left.type not in {Type.TEXT, Type.NUMBER, Type.DATE, Type.DURATION}:
            raise _wrong_kind(raw.at, left, "text | number | date | duration")
        codes = codes_of(left, self.scope.catalogue)
        for literal in raw.values:
            if literal.type is not left.type:
                raise Unreadable(
                    "plan/unlike", literal.at, {"left": left.type.value, "right": literal.type.value}
                )
            if codes is not None:
                _check_code(literal.value, codes, literal.at)
        return nodes.Among(left, tuple(Constant(literal.type, literal.value) for literal in raw.values))

    def _inside(self, raw: parser.Inside) -> Test:
        left, right = self.link(raw.left, "area"), self._resolved(raw.right, areas=True)
        if not isinstance(right, Dated):
            return nodes.Within(left, self.link(raw.right, "area"))
        if self.scope.values[right.name].type != "areas":
            raise _wrong_kind(raw.right.at, right, "areas")
        return nodes.Within(left, right)

    def link(self, raw: parser.RawTerm, to: str) -> Path:
        """A path that ends in a link to one register."""
        term = self.term(raw)
        if not isinstance(term, Path) or term.type is not Type.LINK or term.to != to:
            raise Unreadable("plan/not-a-link-to", raw.at, {"path": _written(raw), "register": to})
        return term

    def _is_known(self, raw: parser.IsKnown) -> Test:
        term = self.term(raw.path)
        if not isinstance(term, Path):
            raise Unreadable("plan/known-of-a-path", raw.at)
        if not term.steps and term.column == "id":
            raise Unreadable("plan/always-known", raw.at, {"name": raw.path.written})
        return nodes.Known(term, raw.negated)

    def _quantified(self, raw: parser.Quantifier) -> Test:
        if self.child is not None:
            raise Unreadable("plan/nested-quantifier", raw.at)
        child, link = self._children(raw.children)
        register = self.scope.catalogue[child.register]
        via = register.links[child.via].column
        if link is not None and child.own:
            raise Unreadable("plan/children-one-step", raw.children.at, {"path": raw.children.written})
        own = self.scope.catalogue[self.scope.subject].links[child.own].column if child.own else "id"
        self.child = child
        try:
            test = self.test(raw.test)
        finally:
            self.child = None
        return nodes.Quantified(
            raw.what, child.name, child.register, via, test, raw.op, self._count(raw.number), own, link
        )

    def _count(self, raw: int | Name) -> int | Dated:
        if not isinstance(raw, Name):
            return raw
        term = self._resolved(raw)
        if not isinstance(term, Dated) or term.type is not Type.NUMBER:
            raise Unreadable("plan/count-of-a-value", raw.at, {"name": raw.written})
        return term

    def _children(self, name: Name) -> tuple[Children, Path | None]:
        """The children, and in a figure the link to the row whose they are, where that is not the subject."""
        owner, link = self.scope.catalogue[self.scope.subject], None
        parts = name.parts[1:] if len(name.parts) > 1 and name.parts[0] == owner.name else name.parts
        if len(parts) > 1 and not self.scope.counts:
            raise Unreadable("plan/children-one-step", name.at, {"path": name.written})
        if len(parts) > 1:
            found = self._follow(Role.SUBJECT, owner, parts[:-1], name)
            if not isinstance(found, Path) or not found.to:
                raise Unreadable(
                    "plan/not-a-link", name.at, {"register": owner.name, "field": ".".join(parts[:-1])}
                )
            owner, link = self.scope.catalogue[found.to], found
        if parts[-1] not in owner.children:
            facts = {"register": owner.name, "name": parts[-1], **nearest(parts[-1], owner.children)}
            raise Unreadable("plan/no-such-children", name.at, facts)
        return owner.children[parts[-1]], link

    # terms

    def term(self, raw: parser.RawTerm) -> Term:
        """A typed term that is no span."""
        if isinstance(raw, parser.Fixed):
            return Constant(raw.type, raw.value)
        if isinstance(raw, parser.Sum):
            return self._sum(raw)
        found = self._resolved(raw)
        if isinstance(found, Interval):
            raise Unreadable("plan/span-as-value", raw.at, {"path": raw.written})
        return found

    def _sum(self, raw: parser.Sum) -> Term:
        left, right = self.term(raw.left), self.term(raw.right)
        if left.type in MOMENTS and right.type is Type.DURATION:
            return Shift(Type.INSTANT, raw.sign, left, right)
        if left.type is right.type and left.type in {Type.DURATION, Type.NUMBER}:
            return Shift(left.type, raw.sign, left, right)
        if left.type is right.type is Type.INSTANT and raw.sign == "-":
            return Shift(Type.DURATION, raw.sign, left, right)
        facts = {"left": left.type.value, "sign": raw.sign, "right": right.type.value}
        raise Unreadable("plan/wrong-sum", raw.at, facts)

    def _moment(self, raw: parser.RawTerm) -> Term:
        term = self.term(raw)
        if term.type not in MOMENTS:
            raise _wrong_kind(raw.at, term, "instant | date")
        if isinstance(term, Constant):
            raise Unreadable("plan/date-against-instant", raw.at, {"value": str(term.value)})
        return term

    def _interval(self, raw: parser.RawTerm | parser.Bracket) -> Interval:
        if isinstance(raw, parser.Bracket):
            return Interval(self._moment(raw.start), self._moment(raw.end), open_end=False)
        found = self._resolved(raw) if isinstance(raw, Name) else self.term(raw)
        if not isinstance(found, Interval):
            raise Unreadable("plan/not-a-span", raw.at, {"path": _written(raw)})
        return found

    # names

    def _resolved(self, name: Name, *, areas: bool = False) -> Term:
        """What a path means here; a dated list of areas only where ``areas`` says that one may stand."""
        head = name.parts[0]
        if self.scope.each_day and head == "day":
            return _day(name)
        if self.scope.counts and name.parts == ("as_of",):
            return nodes.AsOf()
        if len(name.parts) > 1 and head in (registers := self._in_full()):
            return self._follow(registers[head][0], registers[head][1], name.parts[1:], name)
        if len(name.parts) == 1:
            self._check_one_meaning(name)
            if head in self.scope.values:
                return self._dated(name, areas=areas)
            if head == self.scope.subject and head not in self._plain().names():
                return Path(Type.LINK, Role.SUBJECT, (head,), (), head, "id", head)
        self._check_at_hand(name)
        role = Role.CHILD if self.child else Role.SUBJECT
        return self._follow(role, self._plain(), name.parts, name)

    def _in_full(self) -> dict[str, tuple[Role, Register]]:
        """Names after which a field is read in full; inside a quantifier the evidence is out of sight."""
        catalogue, scope = self.scope.catalogue, self.scope
        named = {scope.subject: (Role.SUBJECT, catalogue[scope.subject])}
        if self.child is not None:
            named[self.child.name] = (Role.CHILD, catalogue[self.child.register])
        elif scope.candidate:
            named[scope.candidate] = (Role.CANDIDATE, catalogue[scope.candidate])
        return named

    def _plain(self) -> Register:
        return self.scope.catalogue[self.child.register if self.child else self.scope.subject]

    def _check_one_meaning(self, name: Name) -> None:
        head = name.parts[0]
        meanings = [
            head in self._plain().names(), head in self.scope.values, head == self.scope.subject, head == self.scope.candidate
        ]  # fmt: skip
        if sum(meanings) > 1:
            raise Unreadable("plan/two-meanings", name.at, {"name": head})

    def _check_at_hand(self, name: Name) -> None:
        """Refuse with the reason what is a name elsewhere, but not here."""
        head = name.parts[0]
        if head in self._plain().names():
            return
        if head == "day":
            raise Unreadable("plan/day-without-each", name.at)
        if head == "as_of":
            raise Unreadable("plan/only-in-figures", name.at, {"word": "as_of"})
        if head in self.scope.catalogue or head == self.scope.candidate:
            raise Unreadable(
                "plan/not-at-hand", name.at, {"name": name.written, "known": ", ".join(self._in_full())}
            )

    def _dated(self, name: Name, *, areas: bool) -> Dated:
        value = self.scope.values[name.parts[0]]
        if value.type == "areas":
            if not areas:
                raise Unreadable("plan/areas-only-within", name.at, {"name": value.key})
            return Dated(Type.LINK, value.key)
        return Dated(value.type, value.key)

    def _follow(self, role: Role, start: Register, parts: tuple[str, ...], name: Name) -> Term:
        registers = [start]
        for step in parts[:-1]:
            link = registers[-1].links.get(step)
            if link is None:
                raise self._no_link(registers[-1], step, name)
            registers.append(self.scope.catalogue[link.to])
        return self._last(role, registers, parts, name)

    def _last(self, role: Role, registers: list[Register], parts: tuple[str, ...], name: Name) -> Term:
        through, last = tuple(register.name for register in registers), registers[-1]
        word, steps = parts[-1], parts[:-1]
        if word in last.columns:
            column = last.columns[word]
            return Path(TYPES[column.kind], role, through, steps, word, column.name)
        if word in last.links:
            link = last.links[word]
            return Path(Type.LINK, role, through, steps, word, link.column, link.to)
        if word in last.spans:
            span = last.spans[word]
            ends = [
                Path(TYPES[last.columns[end].kind], role, through, steps, end, end)
                for end in (span.start, span.end)
            ]
            return Interval(ends[0], ends[1], open_end=True)
        if word in last.children:
            raise Unreadable("plan/children-as-value", name.at, {"path": name.written})
        raise self._unknown(last, word, name)

    def _no_link(self, register: Register, step: str, name: Name) -> Unreadable:
        if step in register.children:
            return Unreadable("plan/children-as-value", name.at, {"path": name.written})
        if step in register.columns or step in register.spans:
            return Unreadable("plan/not-a-link", name.at, {"register": register.name, "field": step})
        return self._unknown(register, step, name)

    def _unknown(self, register: Register, word: str, name: Name) -> Unreadable:
        known = register.names()
        if len(name.parts) == 1:
            # A bare word may have been meant as a value as well as a field.
            known = [*known, *self.scope.values]
        return Unreadable(
            "plan/unknown-field", name.at, {"register": register.name, "field": word, **nearest(word, known)}
        )


def _day(name: Name) -> Term:
    if len(name.parts) == 1:
        return nodes.Day(Type.DATE)
    if name.parts == ("day", "start"):
        return nodes.Day(Type.INSTANT, start=True)
    facts = {"register": "day", "field": ".".join(name.parts[1:]), **nearest("", ["start"])}
    raise Unreadable("plan/unknown-field", name.at, facts)


def _check_moments(at: int, left: Term, right: Term) -> None:
    """Refuse a date written out against an instant: as its 24:00 it would surprise whoever meant the day."""
    for term, other in ((left, right), (right, left)):
        if isinstance(term, Constant) and other.type is Type.INSTANT:
            raise Unreadable("plan/date-against-instant", at, {"value": str(term.value)})


def _check_code(word: object, codes: CodeList, at: int) -> None:
    if word not in codes.codes:
        facts = {"code": word, "list": codes.name, **nearest(str(word), codes.codes)}
        raise Unreadable("plan/unknown-code", at, facts)


def _written(raw: parser.RawTerm) -> str:
    return raw.written if isinstance(raw, Name) else "…"
