"""The ledger of planted failings: what a reading of the city must find, no more and no fewer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

Finding = Literal["gap", "cannot_tell"]


class Key(NamedTuple):
    """What two findings must have in common to be the same."""

    must: str
    subject: int
    period: int
    finding: str


@dataclass(frozen=True)
class Planted:
    """One expected finding at the city's as-of instant. ``period`` is 0, or the day's 00:00 as an instant."""

    must: str
    register: str
    subject: int
    period: int
    finding: Finding
    why: str
    area: int

    @property
    def key(self) -> Key:
        """What a finding is compared by."""
        return Key(self.must, self.subject, self.period, self.finding)


class _HasKey(Protocol):
    @property
    def must(self) -> str: ...
    @property
    def subject(self) -> int: ...
    @property
    def period(self) -> int: ...
    @property
    def finding(self) -> str: ...


class Planned(Protocol):
    """A city as far as a ledger needs it."""

    @property
    def as_of(self) -> int: ...
    @property
    def people(self) -> int: ...
    @property
    def seed(self) -> int: ...
    @property
    def plan(self) -> str: ...
    @property
    def ledger(self) -> list[Planted]: ...


@dataclass(frozen=True)
class Ledger:
    """A ledger read from its file."""

    as_of: int
    people: int
    seed: int
    plan: str
    planted: list[Planted]


@dataclass(frozen=True)
class Difference:
    """Findings expected and not found, and found and not expected; empty where both agree."""

    missing: list[Key]
    invented: list[Key]

    def __bool__(self) -> bool:
        return bool(self.missing or self.invented)


def write(path: Path, city: Planned) -> None:
    """Write a city's ledger as JSON Lines: a header, then one line a finding."""
    head = {"as_of": city.as_of, "people": city.people, "seed": city.seed, "plan": city.plan}
    with path.open("w", encoding="utf-8") as out:
        out.write(json.dumps(head) + "\n")
        for planted in city.ledger:
            out.write(json.dumps(asdict(planted), ensure_ascii=False) + "\n")


def read(path: Path) -> Ledger:
    """Read what :func:`write` wrote.

    Raises:
        ValueError: the file is no ledger.
    """
    with path.open(encoding="utf-8") as lines:
        try:
            head: dict[str, Any] = json.loads(next(lines))
            planted = [Planted(**json.loads(line)) for line in lines if line.strip()]
            return Ledger(head["as_of"], head["people"], head["seed"], head["plan"], planted)
        except (StopIteration, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"no ledger: {path.name}") from error


def compare(expected: Iterable[_HasKey], found: Iterable[_HasKey]) -> Difference:
    """Hold what was found against what was planted, by must, subject, period and finding."""
    wanted, given = _keys(expected), _keys(found)
    return Difference(sorted(wanted - given), sorted(given - wanted))


def _keys(findings: Iterable[_HasKey]) -> set[Key]:
    return {Key(f.must, f.subject, f.period, f.finding) for f in findings}
