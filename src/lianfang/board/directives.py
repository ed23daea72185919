"""How far directives have come: their objectives and the tasks on them, as they stood at an instant; the late ones first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from lianfang.board.work import served
from lianfang.gaps import directing
from lianfang.gaps.directing import Standing
from lianfang.registers.access import Reader

COUNTS = ("assigned", "received", "evidence", "verified", "closed", "returned", "overdue")
"""What is counted of tasks: those in each state, and those overdue."""
MOST = 1000
"""How many directives, the newest, are looked at for one list."""
State = Literal["overdue", "open", "cannot_tell", "reached", "withdrawn"]
_ORDER: Sequence[State] = get_args(State)


@dataclass(frozen=True)
class Come:
    """How far a directive has come.

    Attributes:
        tasks: objective's reference → the counts of its tasks that the reader sees, ``all`` among them, and how many lie
            ``elsewhere``; None where they may read no tasks, or lie below the directive: then nobody can tell them whether
            an objective is reached.
        as_of: the instant at which it is judged.
    """

    directive: Standing
    tasks: Mapping[str, Mapping[str, int]] | None
    as_of: int

    def count(self, which: str, objective: str = "") -> int:
        """The tasks of one objective, or of all, in a state, overdue, or ``all``."""
        refs = [objective] if objective else [one.ref for one in self.directive.objectives]
        known = self.tasks or {}
        return sum(known[ref][which] for ref in refs if ref in known)

    def is_reached(self, objective: str) -> bool:
        """Was work on the objective closed, does the reader see all of it, and is none of it open?"""
        is_known = self._is_over(objective) and not self.count("elsewhere", objective)
        return is_known and self.count("closed", objective) > 0

    def _is_over(self, objective: str) -> bool:
        """Is none of the work open that the reader sees?"""
        ended = self.count("closed", objective) + self.count("returned", objective)
        return ended == self.count("all", objective)

    @property
    def reached(self) -> int:
        """How many objectives are reached."""
        return sum(self.is_reached(one.ref) for one in self.directive.objectives)

    def state_of(self, objective: str, due_at: int) -> State:
        """How an objective with this deadline stands."""
        if self.is_reached(objective):
            return "reached"
        if self.directive.withdrawn is not None:
            return "withdrawn"
        if self.tasks is None or (self._is_over(objective) and self.count("elsewhere", objective)):
            return "cannot_tell"
        return "overdue" if due_at < self.as_of else "open"

    @property
    def late(self) -> int:
        """How many objectives are overdue."""
        due_of = self.directive.due_of
        return sum(self.state_of(one.ref, due_of(one)) == "overdue" for one in self.directive.objectives)

    @property
    def state(self) -> State:
        """Reached where every objective is; overdue where its own deadline or that of an objective has passed."""
        if self.directive.withdrawn is not None:
            return "withdrawn"
        due_of = self.directive.due_of
        states = {self.state_of(one.ref, due_of(one)) for one in self.directive.objectives}
        if states == {"reached"}:
            return "reached"
        if "cannot_tell" in states <= {"reached", "cannot_tell"}:
            return "cannot_tell"
        return "overdue" if self.directive.due_at < self.as_of or self.late else "open"


def come(directives: Sequence[Standing], *, reader: Reader, as_of: int) -> list[Come]:
    """How far directives have come, in the same order; the tasks of all are counted at once."""
    refs = [one.ref for directive in directives for one in directive.objectives]
    if not reader.reads("task"):
        return [Come(directive, None, as_of) for directive in directives]
    counts = served(refs, reader=reader, as_of=as_of) if refs else {}
    return [
        Come(directive, _counted(directive, counts) if reader.sees(directive.one.area_id) else None, as_of)
        for directive in directives
    ]


def _counted(directive: Standing, counts: Mapping[str, Mapping[str, int]]) -> dict[str, Mapping[str, int]]:
    return {one.ref: counts[one.ref] for one in directive.objectives if one.ref in counts}


def every(*, reader: Reader, as_of: int, words: str = "", standing: bool = False) -> list[Come]:
    """The directives in a reader's reach: the overdue first, then the open, those of which it cannot be told, the reached and the
    withdrawn; in each the next due first.

    Args:
        words: only those in which they stand.
        standing: without those that are reached or withdrawn.
    """
    kept = directing.listed(reader=reader, as_of=as_of, words=words)[:MOST]
    found = come([directing.standing(one, as_of) for one in kept], reader=reader, as_of=as_of)
    chosen = [one for one in found if not standing or one.state not in ("reached", "withdrawn")]
    return sorted(
        chosen, key=lambda one: (_ORDER.index(one.state), one.directive.due_at, one.directive.one.pk)
    )
