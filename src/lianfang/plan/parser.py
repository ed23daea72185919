"""From words to a tree that still knows where each word stood; names are not resolved and kinds not checked here.

The grammar is that of ``docs/algorithms/must.md`` §2, read by recursive descent. Every node carries ``at``, the offset
of its first word in the text, so that a later refusal can point at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NoReturn, cast

from lianfang.plan.nodes import Type
from lianfang.plan.tokens import KEYWORDS, Token, Unreadable, tokenize

Op = Literal["=", "!=", "<", "<=", ">", ">="]
OPS = ("=", "!=", "<", "<=", ">", ">=")
DEPTH = 40
"""Brackets and negations inside one another; deeper than any rule that a person can read."""


@dataclass(frozen=True)
class Name:
    """A path as written: words parted by points."""

    parts: tuple[str, ...]
    at: int

    @property
    def written(self) -> str:
        """The path as the author wrote it."""
        return ".".join(self.parts)


@dataclass(frozen=True)
class Fixed:
    """A text, number, truth, date or duration (in seconds)."""

    type: Type
    value: int | float | str | bool | date
    at: int


@dataclass(frozen=True)
class Sum:
    """``left ± right``."""

    sign: Literal["+", "-"]
    left: RawTerm
    right: RawTerm
    at: int


@dataclass(frozen=True)
class Bracket:
    """A span written out: ``[start, end)``."""

    start: RawTerm
    end: RawTerm
    at: int


RawTerm = Name | Fixed | Sum


@dataclass(frozen=True)
class Compare:
    """``left op right``."""

    op: Op
    left: RawTerm
    right: RawTerm
    at: int


@dataclass(frozen=True)
class OneOf:
    """``left in (…)``."""

    left: RawTerm
    values: tuple[Fixed, ...]
    at: int


@dataclass(frozen=True)
class Inside:
    """``left within right``."""

    left: RawTerm
    right: Name
    at: int


@dataclass(frozen=True)
class Meets:
    """``left overlaps right``."""

    left: RawTerm
    right: Name | Bracket
    at: int


@dataclass(frozen=True)
class Holds:
    """``left covers right``."""

    left: RawTerm
    right: RawTerm
    at: int


@dataclass(frozen=True)
class IsKnown:
    """``path is known``, or negated ``is unknown``."""

    path: Name
    negated: bool
    at: int


@dataclass(frozen=True)
class Bare:
    """A term that stands alone as a test."""

    term: RawTerm
    at: int


@dataclass(frozen=True)
class Every:
    """The word ``all`` as the whole expression."""

    at: int


@dataclass(frozen=True)
class Nobody:
    """The word ``unknown`` alone: nobody can tell."""

    at: int


@dataclass(frozen=True)
class Negation:
    """``not test``."""

    test: RawTest
    at: int


@dataclass(frozen=True)
class Joined:
    """Two or more tests joined by ``and`` or by ``or``."""

    word: Literal["and", "or"]
    tests: tuple[RawTest, ...]
    at: int


@dataclass(frozen=True)
class Quantifier:
    """``any | no | count children where (…)``; for ``count`` also what is asked of the count."""

    what: Literal["any", "no", "count"]
    children: Name
    test: RawTest
    op: Op
    number: int | Name
    at: int


RawTest = (
    Compare
    | OneOf
    | Inside
    | Meets
    | Holds
    | IsKnown
    | Bare
    | Every
    | Nobody
    | Negation
    | Joined
    | Quantifier
)


def parse_test(text: str) -> RawTest:
    """Read a whole expression that is true, false or unknown.

    Raises:
        Unreadable: the text is not in the grammar.
    """
    reader = _Parser(text)
    if reader.next.is_word("all"):
        every = Every(reader.take().at)
        if reader.next.sort != "end":
            raise Unreadable("plan/all-is-whole", every.at)
        return every
    test = reader.disjunction()
    reader.expect_end()
    return test


def parse_term(text: str) -> RawTerm:
    """Read a whole expression that has a value: an instant, a number.

    Raises:
        Unreadable: the text is not in the grammar.
    """
    reader = _Parser(text)
    term = reader.term()
    reader.expect_end()
    return term


def parse_path(text: str) -> Name:
    """Read a path and nothing else.

    Raises:
        Unreadable: the text is not a path.
    """
    reader = _Parser(text)
    path = reader.path()
    reader.expect_end()
    return path


def parse_literal(text: str) -> Fixed:
    """Read one literal and nothing else: what a dated value *is*.

    Raises:
        Unreadable: the text is not a literal.
    """
    reader = _Parser(text)
    literal = reader.literal()
    reader.expect_end()
    return literal


class _Parser:
    """One method per rule of the grammar; each leaves ``next`` on the first word it did not take."""

    def __init__(self, text: str):
        self._tokens = tokenize(text)
        self._position = 0
        self._depth = 0
        if len(self._tokens) == 1:
            raise Unreadable("plan/empty-expression", 0)

    @property
    def next(self) -> Token:
        return self._tokens[self._position]

    def take(self) -> Token:
        token = self.next
        self._position = min(self._position + 1, len(self._tokens) - 1)
        return token

    def fail(self, expected: str) -> NoReturn:
        token = self.next
        raise Unreadable("plan/syntax", token.at, {"found": token.written or "…", "expected": expected})

    def expect(self, *words: str) -> Token:
        if not self.next.is_word(*words):
            self.fail(" | ".join(words))
        return self.take()

    def expect_end(self) -> None:
        if self.next.sort != "end":
            self.fail("and | or | …")

    # tests

    def disjunction(self) -> RawTest:
        self._depth += 1
        if self._depth > DEPTH:
            raise Unreadable("plan/too-deep", self.next.at, {"depth": DEPTH})
        tests = [self._conjunction()]
        while self.next.is_word("or"):
            self.take()
            tests.append(self._conjunction())
        self._depth -= 1
        return tests[0] if len(tests) == 1 else Joined("or", tuple(tests), tests[0].at)

    def _conjunction(self) -> RawTest:
        tests = [self._negation()]
        while self.next.is_word("and"):
            self.take()
            tests.append(self._negation())
        return tests[0] if len(tests) == 1 else Joined("and", tuple(tests), tests[0].at)

    def _negation(self) -> RawTest:
        starts: list[int] = []
        while self.next.is_word("not"):
            starts.append(self.take().at)
        if len(starts) > DEPTH:
            raise Unreadable("plan/too-deep", starts[0], {"depth": DEPTH})
        test = self._test()
        for at in reversed(starts):
            test = Negation(test, at)
        return test

    def _test(self) -> RawTest:
        if self.next.is_word("any", "no", "count"):
            return self._quantifier()
        if self.next.is_word("("):
            self.take()
            inner = self.disjunction()
            self.expect(")")
            return inner
        if self.next.is_word("all"):
            raise Unreadable("plan/all-is-whole", self.next.at)
        if self.next.is_word("unknown"):
            return Nobody(self.take().at)
        return self._comparison(self.term())

    def _quantifier(self) -> RawTest:
        start = self.take()
        children = self.path()
        self.expect("where")
        self.expect("(")
        test = self.disjunction()
        self.expect(")")
        what = cast(Literal["any", "no", "count"], start.written)
        if what != "count":
            return Quantifier(what, children, test, ">=", 1, start.at)
        op = cast(Op, self.expect(*OPS).written)
        return Quantifier(what, children, test, op, self._count(), start.at)

    def _count(self) -> int | Name:
        """A whole number, or the name of a dated one."""
        number = self.next
        if number.sort == "name":
            return self.path()
        if number.sort != "number" or not isinstance(number.value, int):
            self.fail("0, 1, 2 …")
        self.take()
        return number.value

    def _comparison(self, left: RawTerm) -> RawTest:
        word = self.next
        if word.is_word(*OPS):
            self.take()
            return Compare(cast(Op, word.written), left, self.term(), left.at)
        if word.is_word("in"):
            return self._one_of(left)
        if word.is_word("within"):
            self.take()
            return Inside(left, self.path(), left.at)
        if word.is_word("overlaps"):
            self.take()
            return Meets(left, self._span(), left.at)
        if word.is_word("covers"):
            self.take()
            return Holds(left, self.term(), left.at)
        if word.is_word("is"):
            return self._is_known(left)
        return Bare(left, left.at)

    def _one_of(self, left: RawTerm) -> OneOf:
        self.take()
        self.expect("(")
        values = [self.literal()]
        while self.next.is_word(","):
            self.take()
            values.append(self.literal())
        self.expect(")")
        return OneOf(left, tuple(values), left.at)

    def _is_known(self, left: RawTerm) -> IsKnown:
        self.take()
        if not isinstance(left, Name):
            raise Unreadable("plan/known-of-a-path", left.at)
        return IsKnown(left, self.expect("known", "unknown").written == "unknown", left.at)

    def _span(self) -> Name | Bracket:
        if not self.next.is_word("["):
            return self.path()
        at = self.take().at
        start = self.term()
        self.expect(",")
        end = self.term()
        self.expect(")")
        return Bracket(start, end, at)

    # terms

    def term(self) -> RawTerm:
        left = self._factor()
        while self.next.is_word("+", "-"):
            sign = cast(Literal["+", "-"], self.take().written)
            left = Sum(sign, left, self._factor(), left.at)
        return left

    def _factor(self) -> RawTerm:
        if self.next.sort in {"text", "number", "duration", "date"} or self.next.is_word("true", "false"):
            return self.literal()
        return self.path()

    def literal(self) -> Fixed:
        token = self.next
        if token.is_word("true", "false"):
            return Fixed(Type.BOOLEAN, self.take().written == "true", token.at)
        if token.sort not in {"text", "number", "duration", "date"} or token.value is None:
            self.fail('"…" | 12 | 2020-02-08 | 30 minutes')
        self.take()
        return Fixed(Type(token.sort), token.value, token.at)

    def path(self) -> Name:
        token = self.next
        if token.sort != "name" or token.written in KEYWORDS:
            self.fail("a name")
        parts = [self.take().written]
        while self.next.is_word("."):
            self.take()
            if self.next.sort != "name":
                self.fail("a name")
            parts.append(self.take().written)
        return Name(tuple(parts), token.at)
