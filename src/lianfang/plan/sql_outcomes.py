"""What a test on two rows could come out as, when only one of them is given: the SQL of ``must.md`` §4.4.

Three questions of each node (can it be true, false, unknown?), each answered by a text, or by True or False where the
plan alone decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from lianfang.plan import walking
from lianfang.plan.nodes import And, Dated, Day, Known, Not, Or, Path, Role, Test
from lianfang.plan.sql_terms import Writer

Answer = str | bool


@dataclass(frozen=True)
class Could:
    """Can a test be true, false, unknown?"""

    true: Answer
    false: Answer
    unknown: Answer


def could(test: Test, writer: Writer, known: Role) -> Could:
    """The possible outcomes of ``test`` when the row of ``known`` is given and the other may be anyone."""
    if isinstance(test, And):
        parts = [could(t, writer, known) for t in test.tests]
        return _both(parts)
    if isinstance(test, Or):
        turned = _both([_turned(could(t, writer, known)) for t in test.tests])
        return _turned(turned)
    if isinstance(test, Not):
        return _turned(could(test.test, writer, known))
    if reads_other(test, known):
        if isinstance(test, Known):
            return Could(True, True, False)
        missing = [
            fact
            for fact in walking.facts_of(test)
            if _is_known_side(fact, known) and writer.may_be_missing(fact)
        ]
        lacks = any_of([f"{writer.term(fact)} IS NULL" for fact in missing])
        return Could(negated(lacks), negated(lacks), lacks)
    text = writer.test(test)
    return Could(
        f"({text} IS TRUE)", f"({text} IS FALSE)", False if writer.is_decided(test) else f"({text} IS NULL)"
    )


def reads_other(test: Test, known: Role) -> bool:
    """Does a comparison read the row that is not given? Dated values and the day are facts of the subject."""
    for node in walking.walk(test):
        if (
            isinstance(node, Path)
            and node.role is not known
            and (node.role, known) != (Role.CHILD, Role.SUBJECT)
        ):
            return True
        if isinstance(node, Dated | Day) and known is not Role.SUBJECT:
            return True
    return False


def _is_known_side(fact: Path | Dated | Day, known: Role) -> bool:
    return fact.role is known if isinstance(fact, Path) else known is Role.SUBJECT


def _turned(one: Could) -> Could:
    return Could(one.false, one.true, one.unknown)


def _both(parts: list[Could]) -> Could:
    """``and``: unknown when none must be false and one is unknown."""
    not_false = all_of([any_of([part.true, part.unknown]) for part in parts])
    return Could(
        all_of([part.true for part in parts]),
        any_of([part.false for part in parts]),
        all_of([not_false, any_of([part.unknown for part in parts])]),
    )


def any_of(answers: list[Answer] | list[str]) -> Answer:
    """Or, with what the plan alone decides taken out."""
    if True in answers:
        return True
    texts = list(dict.fromkeys(a for a in answers if isinstance(a, str)))
    return f"({' OR '.join(texts)})" if texts else False


def all_of(answers: list[Answer]) -> Answer:
    """And, with what the plan alone decides taken out."""
    if False in answers:
        return False
    texts = list(dict.fromkeys(a for a in answers if isinstance(a, str)))
    return f"({' AND '.join(texts)})" if texts else True


def negated(answer: Answer) -> Answer:
    """Not."""
    return f"(NOT {answer})" if isinstance(answer, str) else not answer
