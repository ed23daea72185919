"""Worked examples: a few records and what a must says of them, in tables that an official can read and correct.

::

    ## declared: Every vehicle declares / 车辆入城申报

    passage

    | ref | vehicle | at               | direction |
    |-----|---------|------------------|-----------|
    | p1  | v1      | 2020-02-09 08:00 | in        |

    as of 2020-02-09 12:00

    | subject | state |
    |---------|-------|
    | p1      | gap   |

A link is written by the ``ref`` of the row it names; a register that has no table of its own gets its rows from the
refs that name them. An empty cell is an unknown fact. Areas say in which other area they lie in a column ``inside``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.plan.kinds import nearest
from lianfang.plan.markdown import Block, Row, blocks
from lianfang.plan.model import Must, Plan
from lianfang.plan.sheets import Findings, read_text
from lianfang.plan.tables import Filling, Tables
from lianfang.records import Catalogue

STATES: Mapping[str, str] = {
    "met in time": "按时完成",
    "late": "迟后完成",
    "gap": "缺口",
    "cannot tell": "无法判定",
    "no duty": "不在范围",
    "not yet due": "未到期",
}
_STATE_OF = {**{word: word for word in STATES}, **{zh: word for word, zh in STATES.items()}}
_AS_OF = re.compile(r"as of\s+(?P<at>\S.*)", re.IGNORECASE)


class Duty(Protocol):
    """What a reading of a must says of one subject and period."""

    @property
    def subject(self) -> int: ...
    @property
    def period(self) -> int: ...
    @property
    def due_at(self) -> int | None: ...
    @property
    def met_at(self) -> int | None: ...
    @property
    def state(self) -> int: ...
    @property
    def since(self) -> int: ...


Reader = Callable[[Must, Plan, Tables, Mapping[str, int], Catalogue], Sequence[Duty]]
"""A reading of a must over tables: the reference, or compiled SQL on a database."""


@dataclass(frozen=True)
class Expected:
    """One line of a result table."""

    subject: str
    id: int
    day: date | None
    state: str
    line: int


@dataclass(frozen=True)
class Question:
    """An instant, and what is to be found at it."""

    at: int
    expected: tuple[Expected, ...]
    line: int


@dataclass(frozen=True)
class Example:
    """Records, and what a must says of them at one instant or more."""

    must: str
    title: str
    file: str
    line: int
    tables: Tables
    areas: Mapping[str, int]
    questions: tuple[Question, ...]


def read_examples(folder: Path, plan: Plan, catalogue: Catalogue) -> list[Example]:
    """The worked examples of a plan's folder.

    Raises:
        Refused: with every problem of every table, each with its file and line.
    """
    findings = Findings()
    found: list[Example] = []
    for path in sorted((folder / "examples").glob("*.md")):
        text = read_text(path, f"examples/{path.name}", findings)
        if text is not None:
            found.extend(parse(text, f"examples/{path.name}", plan, catalogue, findings))
    if findings.problems:
        raise Refused(findings.problems)
    return found


def parse(text: str, file: str, plan: Plan, catalogue: Catalogue, findings: Findings) -> list[Example]:
    """The examples of one text; what is wrong with them is kept in ``findings``."""
    found = []
    for section in blocks(text):
        key = section.heading.partition(":")[0].strip()
        if key not in plan.musts:
            findings.refuse(
                "plan/unknown-must", file, section.line, {"must": key, **nearest(key, plan.musts)}
            )
            continue
        reading = _Reading(plan, plan.musts[key], catalogue, file, findings)
        example = reading.example(section)
        if example is not None:
            found.append(example)
    return found


def run(example: Example, plan: Plan, catalogue: Catalogue, reader: Reader) -> list[Problem]:
    """What a reading says otherwise than the example; nothing where they agree."""
    must = plan.musts[example.must]
    duties = reader(must, plan, example.tables, example.areas, catalogue)
    by_key = {(duty.subject, duty.period): duty for duty in duties}
    problems: list[Problem] = []
    for question in example.questions:
        for expected in question.expected:
            period = 0 if expected.day is None else instants.start_of(expected.day, plan.zone)
            found = state_of(by_key.get((expected.id, period)), question.at)
            if found != expected.state:
                problems.append(_differs(example, expected.line, expected.subject, expected.state, found))
        listed = {expected.id for expected in question.expected}
        if not must.each_day:
            forgotten = [duty for duty in duties if duty.subject not in listed]
            problems += [
                _differs(example, question.line, f"#{d.subject}", "–", state_of(d, question.at))
                for d in forgotten
            ]
    return problems


def state_of(duty: Duty | None, at: int) -> str:
    """The word for a duty at an instant: ``docs/algorithms/must.md`` §4."""
    if duty is None:
        return "no duty"
    if duty.since > at:
        return "not yet due"
    if duty.state > 0 or duty.due_at is None:
        return "cannot tell"
    if duty.met_at is not None and duty.met_at <= duty.due_at:
        return "met in time"
    return "late" if duty.met_at is not None and duty.met_at <= at else "gap"


def _differs(example: Example, line: int, subject: str, expected: str, found: str) -> Problem:
    facts = {"must": example.must, "subject": subject, "expected": expected, "found": found}
    return Problem("plan/example-differs", example.file, line, facts)


class _Reading:
    """One section being read: its record tables first, then its questions."""

    def __init__(self, plan: Plan, must: Must, catalogue: Catalogue, file: str, findings: Findings):
        self.plan = plan
        self.must = must
        self.catalogue = catalogue
        self.file = file
        self.findings = findings

    def refuse(self, code: str, line: int, /, **facts: Any) -> None:
        self.findings.refuse(code, self.file, line, facts)

    def example(self, section: Block) -> Example | None:
        before = len(self.findings.problems)
        filling = Filling(self.plan, self.must, self.catalogue, self.refuse)
        asked: list[tuple[str, int, list[Row]]] = []
        for table in section.tables:
            as_of = _AS_OF.fullmatch(table.caption)
            if as_of is not None:
                asked.append((as_of["at"], table.line, table.rows))
            elif table.caption in self.catalogue:
                filling.take(table.caption, table.rows)
            else:
                facts = {"register": table.caption or "–", **nearest(table.caption, self.catalogue.registers)}
                self.refuse("plan/example-table", table.line, **facts)
        if not asked:
            self.refuse("plan/example-asks-nothing", section.line, must=self.must.key)
        tables = filling.tables()
        questions = [self._question(at, line, rows, filling) for at, line, rows in asked]
        if len(self.findings.problems) > before:
            return None
        title = section.heading.partition(":")[2].strip()
        good = tuple(question for question in questions if question is not None)
        return Example(self.must.key, title, self.file, section.line, tables, filling.areas(), good)

    def _question(self, at: str, line: int, rows: list[Row], filling: Filling) -> Question | None:
        try:
            instant = instants.parse(at, self.plan.zone)
        except ValueError:
            self.refuse("plan/example-cell", line, column="as of", value=at, expected="2020-02-09 12:00")
            return None
        expected = [self._expected(row, filling) for row in rows]
        return Question(instant, tuple(one for one in expected if one is not None), line)

    def _expected(self, row: Row, filling: Filling) -> Expected | None:
        cells = row.cells
        known = {"subject", "state", *(["day"] if self.must.each_day else [])}
        for column in [*(known - set(cells)), *(set(cells) - known)]:
            self.refuse(
                "plan/example-column",
                row.line,
                column=column,
                register="as of",
                **nearest(column, sorted(known)),
            )
            return None
        subject = filling.id_of(self.must.every, cells["subject"])
        if subject is None:
            self.refuse("plan/example-ref", row.line, ref=cells["subject"], register=self.must.every)
        state = _STATE_OF.get(cells["state"].lower())
        if state is None:
            self.refuse(
                "plan/example-cell",
                row.line,
                column="state",
                value=cells["state"],
                expected=" | ".join(STATES),
            )
        day = None
        if self.must.each_day:
            day = filling.date(cells["day"], "day", row.line)
            if day is None:
                return None
        return (
            None
            if subject is None or state is None
            else Expected(cells["subject"], subject, day, state, row.line)
        )
