"""The grammar, word by word: what is read, how tightly it binds, and where a refusal points."""

from __future__ import annotations

import pytest

from lianfang.plan import parser
from lianfang.plan.nodes import Type
from lianfang.plan.parser import Bracket, Compare, Fixed, Joined, Meets, Name, Negation, Quantifier, Sum
from lianfang.plan.tokens import Unreadable, tokenize


def test_or_binds_less_than_and_and_and_less_than_not() -> None:
    test = parser.parse_test("not a = 1 and b = 2 or c = 3")
    assert isinstance(test, Joined)
    assert test.word == "or"
    first = test.tests[0]
    assert isinstance(first, Joined)
    assert first.word == "and"
    assert isinstance(first.tests[0], Negation)


def test_brackets_bind_first() -> None:
    test = parser.parse_test("a = 1 and (b = 2 or c = 3)")
    assert isinstance(test, Joined)
    assert isinstance(test.tests[1], Joined)


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ('"深圳"', Type.TEXT, "深圳"),
        ('"a, b"', Type.TEXT, "a, b"),
        ("12", Type.NUMBER, 12),
        ("37.3", Type.NUMBER, 37.3),
        ("true", Type.BOOLEAN, True),
        ("14 days", Type.DURATION, 14 * 86400),
        ("1 day", Type.DURATION, 86400),
        ("2 hours", Type.DURATION, 7200),
        ("30 minutes", Type.DURATION, 1800),
    ],
)
def test_literals(text: str, type_: Type, value: object) -> None:
    assert parser.parse_literal(text) == Fixed(type_, value, 0)  # type: ignore[arg-type]


def test_sums_are_read_from_the_left() -> None:
    term = parser.parse_term("day + 2 hours - grace")
    assert isinstance(term, Sum)
    assert (term.sign, term.right) == ("-", Name(("grace",), 16))
    assert isinstance(term.left, Sum)


def test_a_word_of_the_grammar_may_be_a_field_after_a_point() -> None:
    assert parser.parse_path("passage.in").parts == ("passage", "in")


def test_a_span_may_be_written_out() -> None:
    test = parser.parse_test("open overlaps [at - 1 hour, at)")
    assert isinstance(test, Meets)
    assert isinstance(test.right, Bracket)


def test_count_asks_a_number() -> None:
    test = parser.parse_test('count passages where (mode = "road") >= 2')
    assert isinstance(test, Quantifier)
    assert (test.what, test.op, test.number) == ("count", ">=", 2)


def test_every_node_knows_where_it_stood() -> None:
    test = parser.parse_test("a = 1\nand  b = 2")
    assert isinstance(test, Joined)
    assert [part.at for part in test.tests] == [0, 11]
    second = test.tests[1]
    assert isinstance(second, Compare)
    assert second.right.at == 15


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("", "plan/empty-expression", 0),
        ("a =", "plan/syntax", 3),
        ("a = 1 b", "plan/syntax", 6),
        ("a in ()", "plan/syntax", 6),
        ("a in (b)", "plan/syntax", 6),
        ("a is maybe", "plan/syntax", 5),
        ("and a", "plan/syntax", 0),
        ("a.", "plan/syntax", 2),
        ("1.2.3 = a", "plan/syntax", 3),
        ("count x where (a = 1) >= 1.5", "plan/syntax", 25),
        ("count x where (a = 1)", "plan/syntax", 21),
        ("any x (a = 1)", "plan/syntax", 6),
        ("at + = 1", "plan/syntax", 5),
        ("a = 1 and all", "plan/all-is-whole", 10),
        ("not " * 50 + "a", "plan/too-deep", 0),
        ("a = 2020-13-01", "plan/no-such-date", 4),
        ("a ＝ 1", "plan/wide-character", 2),
        ("a; drop", "plan/unknown-character", 1),
        ("a = 'b'", "plan/unknown-character", 4),
        ('a = "b', "plan/open-quotation", 4),
        ("12x = a", "plan/unknown-character", 0),
    ],
)
def test_a_refusal_points_at_the_word(text: str, code: str, at: int) -> None:
    with pytest.raises(Unreadable) as refused:
        parser.parse_test(text)
    assert (refused.value.code, refused.value.at) == (code, at)


def test_tokens_end_with_an_end() -> None:
    assert [token.sort for token in tokenize("a <= 3 ")] == ["name", "sign", "number", "end"]
