"""What a test on two rows could come out as, when only one of them is given: the SQL of ``must.md`` §4.4.

Questions of each node (can it be true, false, unknown?), each answered by a text, or by True or False where the plan
alone decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lianfang.plan import walking
from lianfang.plan.nodes import And, Dated, Day, Known, Not, Or, Path, Quantified, Role, Term, Test
from lianfang.plan.sql_terms import Writer

Answer = str | bool


@dataclass(frozen=True)
class Could:
    """Can a test be true, false, unknown? And, so that no text says it in a roundabout way: anything but false, but true?"""

    true: Answer
    false: Answer
    unknown: Answer
    not_false: Answer
    not_true: Answer


def could(test: Test, writer: Writer, known: Role) -> Could:
    """The possible outcomes of ``test`` when the row of ``known`` is given and the other may be anyone."""
    if isinstance(test, And):
        return _both([could(t, writer, known) for t in test.tests])
    if isinstance(test, Or):
        return _turned(_both([_turned(could(t, writer, known)) for t in test.tests]))
    if isinstance(test, Not):
        return _turned(could(test.test, writer, known))
    if reads_other(test, known):
        return _of_anyone(test, writer, known)
    text = writer.test(test)
    if writer.is_decided(test):
        return Could(text, f"(NOT {text})", False, text, f"(NOT {text})")
    ways = ("TRUE", "FALSE", "NULL", "NOT FALSE", "NOT TRUE")
    return Could(*(f"({text} IS {way})" for way in ways))


def _of_anyone(test: Test, writer: Writer, known: Role) -> Could:
    """A comparison with the other row: unknown if the known one lacks what it reads, else it may come out either way."""
    if isinstance(test, Known):
        return Could(True, True, False, True, True)
    facts = [
        fact for fact in walking.facts_of(test) if _is_known_side(fact, known) and writer.may_be_missing(fact)
    ]
    has = all_of(writer.has(fact) for fact in facts)
    return Could(has, has, any_of(writer.lacks(fact) for fact in facts), True, True)


def reads_other(node: Test | Term, known: Role) -> bool:
    """Is the row read that is not given? Dated values, the day and the children are facts of the subject."""
    own = {Role.SUBJECT, Role.CHILD} if known is Role.SUBJECT else {known}
    for inner in walking.walk(node):
        if isinstance(inner, Path) and inner.role not in own:
            return True
        if isinstance(inner, Dated | Day | Quantified) and known is not Role.SUBJECT:
            return True
    return False


def _is_known_side(fact: Path | Dated | Day, known: Role) -> bool:
    return fact.role is known if isinstance(fact, Path) else known is Role.SUBJECT


def _turned(one: Could) -> Could:
    return Could(one.false, one.true, one.unknown, one.not_true, one.not_false)


def _both(parts: list[Could]) -> Could:
    """``and``: unknown when none must be false and one is unknown."""
    return Could(
        true=all_of(part.true for part in parts),
        false=any_of(part.false for part in parts),
        unknown=all_of([*(part.not_false for part in parts), any_of(part.unknown for part in parts)]),
        not_false=all_of(part.not_false for part in parts),
        not_true=any_of(part.not_true for part in parts),
    )


def any_of(answers: Iterable[Answer]) -> Answer:
    """Or, with what the plan alone decides taken out."""
    return _joined(list(answers), " OR ", decisive=True)


def all_of(answers: Iterable[Answer]) -> Answer:
    """And, with what the plan alone decides taken out."""
    return _joined(list(answers), " AND ", decisive=False)


def _joined(answers: list[Answer], word: str, *, decisive: bool) -> Answer:
    if any(answer is decisive for answer in answers):
        return decisive
    texts = list(dict.fromkeys(answer for answer in answers if isinstance(answer, str)))
    if not texts:
        return not decisive
    return texts[0] if len(texts) == 1 else f"({word.join(texts)})"
