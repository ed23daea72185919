"""What the caller decides, as dated values: how long a visit may be, when an open one ends, how long visits are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lianfang.base.instants import DAY, Instant
from lianfang.base.problems import Problem, Refused

MOST_DAYS_KEPT = 28
"""No log keeps a visit longer, whatever the plan says.

Source: check-ins under the law of Western Australia of 2021 were destroyed after 28 days; gate identities and check-ins
have 14 days by default and 28 at most here.
"""


@dataclass(frozen=True)
class Closing:
    """An open visit of a kind (of any, if it is empty) that began from ``since`` on ends ``seconds`` later.

    So it counts until its leave is known.
    """

    kind: str
    since: Instant
    seconds: int


@dataclass(frozen=True)
class Kept:
    """From ``since`` on, visits are kept ``days`` after they began."""

    since: Instant
    days: int


@dataclass(frozen=True)
class Rules:
    """Args:
    longest: seconds that one row may last; longer stays are fed a row a day.
    kept: retention, in order of ``since``.
    closing: of open visits; a kind without a rule ends when it begins, and so meets nobody.

    Raises:
        Refused: retention above the cap, or none.
    """

    longest: int = DAY
    kept: tuple[Kept, ...] = (Kept(0, 14),)
    closing: tuple[Closing, ...] = field(default=())

    def __post_init__(self) -> None:
        days = [rule.days for rule in self.kept]
        if not days or max(days) > MOST_DAYS_KEPT or min(days) < 1:
            facts = {"days": max(days, default=0), "most": MOST_DAYS_KEPT}
            raise Refused(Problem("trace/kept-too-long", facts=facts))

    def horizon(self, at: Instant) -> Instant:
        """Visits that began before this instant are to be gone at ``at``."""
        rules = [rule for rule in self.kept if rule.since <= at] or list(self.kept[:1])
        return at - rules[-1].days * DAY

    def as_json(self) -> dict[str, Any]:
        """As the manifest keeps it."""
        return {
            "longest": self.longest,
            "kept": [[rule.since, rule.days] for rule in self.kept],
            "closing": [[rule.kind, rule.since, rule.seconds] for rule in self.closing],
        }

    @classmethod
    def of_json(cls, said: dict[str, Any]) -> Rules:
        """As the manifest gave it."""
        return cls(
            said["longest"],
            tuple(Kept(*rule) for rule in said["kept"]),
            tuple(Closing(*rule) for rule in said["closing"]),
        )


@dataclass(frozen=True)
class Edition:
    """One edition of a control plan's definition of a close contact.

    Args:
        key: such as ``control-plan-5``.
        since: from when it is in force.
        before: seconds before onset (or sampling) at which the window begins.
        minimum: least seconds together.
    """

    key: str
    since: Instant
    before: int
    minimum: int


def in_force(editions: Sequence[Edition], at: Instant) -> Edition | None:
    """The edition in force at an instant; None before the first."""
    found = [edition for edition in sorted(editions, key=lambda e: e.since) if edition.since <= at]
    return found[-1] if found else None
