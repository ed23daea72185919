"""What stands for a sample when several answers came, in whatever order, and how far it has come. Plain values, no tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

NEGATIVE, INDETERMINATE, POSITIVE = "NEGATIVE", "INDETERMINATE", "POSITIVE"
ANSWERS = (NEGATIVE, INDETERMINATE, POSITIVE)
"""Results that answer something, the graver ones last: of two of one instant the graver stands until somebody has looked."""

Step = Literal["requested", "taken", "sent", "lost", "in_hand", "overdue", "retest", "alone", "answered"]
STEPS: tuple[Step, ...] = (
    "requested", "taken", "sent", "lost", "in_hand", "overdue", "retest", "alone", "answered",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """One result of a sample or of a pool."""

    row: int
    result: str
    at: int | None
    ref: str = ""
    told_at: int | None = None


@dataclass(frozen=True)
class Taken:
    """What is known of one sample at an instant.

    Attributes:
        split_at: when its pool was split; None where it was not, or it is in none.
        answers: its own results.
        of_pool: those of its pool.
    """

    row: int
    taken_at: int | None
    sent_at: int | None
    received_at: int | None
    pool: int | None = None
    split_at: int | None = None
    answers: Sequence[Answer] = ()
    of_pool: Sequence[Answer] = field(default=())


def standing(answers: Iterable[Answer]) -> Answer | None:
    """The answer that stands: the one that was reported last, whenever it came here; one without an instant comes before all."""
    told = [one for one in answers if one.result in ANSWERS]
    return max(
        told, key=lambda one: (one.at is not None, one.at or 0, ANSWERS.index(one.result)), default=None
    )


def contradicts(answers: Iterable[Answer]) -> bool:
    """Do two answers of one instant say different things?"""
    said: dict[int | None, set[str]] = {}
    for one in answers:
        if one.result in ANSWERS:
            said.setdefault(one.at, set()).add(one.result)
    return any(len(results) > 1 for results in said.values())


def answer_of(sample: Taken) -> Answer | None:
    """What stands for a sample: its own answer; else that of its pool, where that is negative and was not split."""
    own = standing(sample.answers)
    if own is not None or sample.split_at is not None:
        return own
    pooled = standing(sample.of_pool)
    return pooled if pooled is not None and pooled.result == NEGATIVE else None


def step_of(sample: Taken, at: int, *, receive: int | None, result: int | None) -> Step:
    """How far a sample has come at an instant.

    ``lost`` is on the way for longer than ``receive`` seconds; ``overdue`` without an answer for longer than ``result`` since
    it was taken; ``retest`` stands at an indeterminate answer; ``alone`` is due by itself, as its pool was not negative. What
    was answered was received, whether anybody wrote that down or not.
    """
    stands = answer_of(sample)
    if stands is not None:
        return "retest" if stands.result == INDETERMINATE else "answered"
    pooled = standing(sample.of_pool)
    if sample.split_at is not None or (pooled is not None and pooled.result != NEGATIVE):
        return "alone"
    if sample.received_at is not None or sample.pool is not None:
        late = result is not None and sample.taken_at is not None and at > sample.taken_at + result
        return "overdue" if late else "in_hand"
    if sample.sent_at is not None:
        return "lost" if receive is not None and at > sample.sent_at + receive else "sent"
    return "requested" if sample.taken_at is None else "taken"
