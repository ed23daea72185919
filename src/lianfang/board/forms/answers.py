"""Answers as they are typed become values of a register, and values become what a form shows. Nothing is guessed."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import isfinite
from typing import Any

from django.conf import settings

from lianfang.base import instants
from lianfang.base.identities import Misfit
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Language
from lianfang.board import finding
from lianfang.board.forms.questions import Question
from lianfang.board.linked import called, meant
from lianfang.records import Column, Kind, Link, Register
from lianfang.registers import checking
from lianfang.registers.access import Reader
from lianfang.registers.actions.identifying import Bearer
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS, Site

YES, NO = "yes", "no"
UNFIT = {"type": "number", "code": "code", "length": "length", "missing": "missing", "unknown": "code"}
"""A fault of :mod:`lianfang.registers.checking` → what a form says of it."""


@dataclass
class Draft:
    """A form that was sent, read as far as it can be.

    Attributes:
        texts: question → what was typed, always kept.
        row: column or link → value, of what was answered otherwise than it stood; a bearer's link is ``None`` yet.
        bearers: link → who is named by a number.
        identifiers: of a new person or car: kind → text in its kept form.
        problems: question → what is wrong; ``""`` for what concerns none.
    """

    texts: dict[str, str]
    row: dict[str, Any] = field(default_factory=dict)
    bearers: dict[str, Bearer] = field(default_factory=dict)
    identifiers: dict[str, str] = field(default_factory=dict, repr=False)
    problems: dict[str, list[Problem]] = field(default_factory=lambda: defaultdict(list))


def texts_of(questions: Sequence[Question], row: Mapping[str, Any]) -> dict[str, str]:
    """What a form shows of a row by database names: instants in the city's zone, links by reference."""
    links = [
        (one.link.to, row[one.link.column]) for one in questions if one.link and row.get(one.link.column)
    ]
    named = called(links)
    texts = {}
    for one in questions:
        if one.link is not None:
            found = named.get((one.link.to, row[one.link.column] or 0))
            texts[one.name] = "" if found is None else found.ref
        elif one.column is not None:
            texts[one.name] = text_of(one.column, row[one.name])
    return texts


def text_of(column: Column, value: Any) -> str:
    """A value as a form shows it."""
    if value is None:
        return ""
    if column.kind is Kind.INSTANT:
        said = instants.iso(value, settings.TIME_ZONE)[:19]
        return said.removesuffix(":00") if said.count(":") == 2 else said
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def value_of(column: Column, text: str) -> Any:
    """The value of what was typed.

    Raises:
        ValueError: it cannot be read as this kind.
    """
    if column.kind is Kind.INSTANT:
        if "T" not in text and " " not in text:
            raise ValueError("a day alone is no instant")
        return instants.parse(text, settings.TIME_ZONE)
    if column.kind is Kind.DATE:
        return date.fromisoformat(text)
    if column.kind is Kind.BOOLEAN:
        return {YES: True, NO: False}[text]
    if column.kind in (Kind.NUMBER, Kind.DURATION):
        return _number(text)
    return text


LONGEST_NUMBER = 64


def _number(text: str) -> int | float:
    if len(text) > LONGEST_NUMBER:  # to normalise takes the square of the length
        raise ValueError("digits only")
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain.isascii() or "_" in plain:
        raise ValueError("digits only")
    number = float(plain)
    if not isfinite(number):
        raise ValueError("no number")
    return int(number) if number.is_integer() else number


def read(
    shape: Register, questions: Sequence[Question], said: Mapping[str, str], reader: Reader,
    stood: Mapping[str, str] | None = None,
) -> Draft:  # fmt: skip
    """Read a form that was sent.

    Args:
        shape: of which register.
        questions: what was asked.
        said: what was answered, by question.
        reader: who; what they name must be in their reach.
        stood: what the record says now, as the form shows it; nothing of a new one. What stands as typed is not read.
    """
    draft = Draft({one.name: said.get(one.name, "").strip() for one in questions})
    for one in questions:
        text = draft.texts[one.name]
        if stood is not None and text == stood.get(one.name, ""):
            continue
        try:
            _answer(one, text, reader, draft)
        except Refused as refusal:
            draft.problems[one.name] += [worded(problem, one) for problem in refusal.problems]
    _check(shape, questions, draft, reader, is_new=stood is None)
    return draft


def _answer(one: Question, text: str, reader: Reader, draft: Draft) -> None:
    if one.is_identifier:
        if text:
            draft.identifiers[one.name] = finding.read(one.name, text)
    elif one.link is not None:
        _name(one, one.link, text, reader, draft)
    elif one.column is not None:
        draft.row[one.name] = _value(one.column, text)


def _value(column: Column, text: str) -> Any:
    if not text:
        return None
    try:
        return value_of(column, text)
    except (ValueError, KeyError, OverflowError) as error:
        code = {Kind.INSTANT: "instant", Kind.DATE: "day", Kind.BOOLEAN: "code"}.get(column.kind, "number")
        raise Refused(Problem(f"form/{code}")) from error


def _name(one: Question, link: Link, text: str, reader: Reader, draft: Draft) -> None:
    """What a link names: a row in reach, or whoever bears a number."""
    draft.row[one.name] = None
    if not text:
        return
    found = meant(link, text, reader, is_own=one.is_own)
    if len(found) == 1:
        draft.row[one.name] = found[0].id
    elif found:
        known = "、".join(f"{row.name.zh if row.name else ''} {row.ref}".strip() for row in found)
        raise Refused(Problem("form/several", facts={"to": link.to, "known": known}))
    elif one.bears:
        draft.bearers[one.name] = _bearer(link, text)
    else:
        raise Refused(Problem("form/no-such", facts={"to": link.to}))


def _bearer(link: Link, text: str) -> Bearer:
    try:
        if link.to == "vehicle":
            return Bearer("vehicle", "plate", finding.read("plate", text))
        return Bearer("person", "document", finding.read("document", text))
    except Refused as refusal:
        if isinstance(refusal.__cause__, Misfit) and refusal.problems[0].code == "import/id-number":
            raise
        raise Refused(Problem("form/no-such", facts={"to": link.to})) from refusal


def _check(
    shape: Register, questions: Sequence[Question], draft: Draft, reader: Reader, *, is_new: bool
) -> None:
    """What the register itself asks of a row, what must be filled in, and that it lies in the reader's area."""
    asked = {one.name: one for one in questions}
    lengths = {
        f.name: f.max_length for f in REGISTERS[shape.name]._meta.fields if getattr(f, "max_length", None)
    }
    there = {name: value for name, value in draft.row.items() if value is not None}
    for problem in checking.check_row(shape, there, lengths=lengths, line=1):
        refuse(draft, asked, problem)
    for one in questions:
        is_asked = is_new or one.name in draft.row
        empty = not draft.texts[one.name]
        if one.is_needed and is_asked and empty and not draft.problems.get(one.name):
            draft.problems[one.name].append(worded(Problem("form/missing"), one))
    if is_new and shape.name == "person" and not ({"document", "name"} & draft.identifiers.keys()):
        draft.problems[""].append(Problem("form/nobody"))
    if (
        is_new
        and not draft.problems
        and not any(text for name, text in draft.texts.items() if name != shape.area)
    ):
        draft.problems[""].append(Problem("form/says-nothing"))
    _in_area(shape, asked, draft, reader)


def _in_area(shape: Register, asked: Mapping[str, Question], draft: Draft, reader: Reader) -> None:
    area, gate = draft.row.get(shape.area), draft.row.get("gate")
    if area is None and gate is not None:
        home = Site.objects.filter(id=gate).values_list("area_id", flat=True).first()
        if home is None or not reader.sees(home):
            draft.problems["gate"].append(worded(Problem("form/outside"), asked["gate"]))
    elif area is not None and not reader.sees(area):
        draft.problems[shape.area].append(worded(Problem("form/outside"), asked[shape.area]))
    elif area is None and gate is None and shape.area in draft.row and not draft.problems:
        draft.problems[shape.area].append(worded(Problem("form/missing"), asked[shape.area]))


def refuse(draft: Draft, asked: Mapping[str, Question], problem: Problem) -> None:
    """Put a problem of the register's own at the question that it is about."""
    one = asked.get(str(problem.facts.get("field", "")))
    fault = problem.code.removeprefix("record/")
    if problem.code == "record/request-reused":
        draft.problems[""].append(Problem("form/sent-before"))
    elif problem.code == "record/constraint":
        draft.problems[""].append(Problem("form/constraint", facts={"detail": _constraint(problem)}))
    elif one is None:
        draft.problems[""].append(problem)
    elif fault in UNFIT:
        draft.problems[one.name].append(worded(Problem(f"form/{UNFIT[fault]}"), one))
    else:
        draft.problems[one.name].append(worded(problem, one))


def _constraint(problem: Problem) -> str:
    """The name of the constraint that was broken, in words; what the database says else stays below the doors.

    SQLite names the columns of one that wants them unique, not the constraint.
    """
    options = REGISTERS[str(problem.facts["register"])]._meta
    said = str(problem.facts["detail"])
    for one in options.constraints:
        columns = [options.get_field(name).column for name in getattr(one, "fields", ())]  # type: ignore[union-attr]
        if one.name in said or (
            columns and said.endswith(", ".join(f"{options.db_table}.{c}" for c in columns))
        ):
            return one.name.replace("_", " ")
    return "—"


def worded(problem: Problem, one: Question) -> Problem:
    """The same problem, ready to be said of a question."""
    return replace(problem, facts={**problem.facts, "field": one})


def said_of(problem: Problem, language: Language) -> str:
    """A problem in words: questions and registers by their titles."""
    facts = dict(problem.facts)
    if isinstance(facts.get("field"), Question):
        facts["field"] = facts["field"].title.to(language)
    for name in ("to", "register"):
        if facts.get(name) in catalogue():
            facts[name] = catalogue()[facts[name]].title.to(language)
    told = replace(problem, facts=facts)
    return f"{told.what(language)} {told.mend(language)}"
