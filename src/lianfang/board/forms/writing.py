"""A form that was read becomes a record, by the same action as at every other door; two who mend one lose nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection, transaction

from lianfang.base.problems import Problem, Refused
from lianfang.board.forms.answers import Draft, read, refuse, texts_of
from lianfang.board.forms.questions import Question
from lianfang.records import Register
from lianfang.registers import changes, keys
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.actions import record
from lianfang.registers.actions.identifying import bearing, identify
from lianfang.registers.inserting import insert
from lianfang.registers.models import REGISTERS, Identifier, Journal, Site
from lianfang.registers.requests import once

STRONG = {"person": "document", "vehicle": "plate"}


@dataclass(frozen=True)
class Both:
    """One question that another answered while this form was open: what stands now, and what was typed."""

    question: Question
    now: str
    typed: str


@dataclass(frozen=True)
class Meanwhile:
    """Another changed the record: who and when, as far as the journal says; both answers to each question."""

    both: Sequence[Both]
    by: str
    at: int | None


@dataclass
class Mended:
    """What became of a form that mends a record: its draft, what it says now, and what another did meanwhile."""

    draft: Draft
    stood: Mapping[str, str]
    meanwhile: Meanwhile | None = None
    is_saved: bool = False


def enter(shape: Register, draft: Draft, *, by: By, at: int, request: str) -> str:
    """Record a draft without problems; answers its reference. A replay answers the first's.

    Raises:
        Refused: what the register says of it; a number that is known already.
    """
    if draft.identifiers:
        answer = once(
            request=request, verb=f"enter {shape.name}", at=at, act=lambda: _make(shape, draft, by, at),
            content=[draft.row, {kind: keys.match(kind, text).hex() for kind, text in draft.identifiers.items()}],
        )  # fmt: skip
        return str(answer["ref"])
    with transaction.atomic():
        row = _identified(shape, draft, by, at)
        return record(register=shape.name, rows=[row], by=by, at=at, request=request).refs[0]


def _make(shape: Register, draft: Draft, by: By, at: int) -> dict[str, Any]:
    """A new person or car with what identifies them."""
    changes.begin()  # nobody else makes the same one between the look and the making
    kind = STRONG[shape.name]
    if kind in draft.identifiers and bearing(
        [keys.match(kind, draft.identifiers[kind])], kind, shape.name
    ).get(keys.match(kind, draft.identifiers[kind])):
        raise Refused(Problem("form/known-number", facts={"field": kind}))
    receipt = record(register=shape.name, rows=[_identified(shape, draft, by, at)], by=by, at=at)
    kept = [
        (receipt.ids[0], kind, keys.seal(text, "identifiers"), keys.match(kind, text), at)
        for kind, text in draft.identifiers.items()
    ]
    insert(Identifier, (f"{shape.name}_id", "kind", "cipher", "match", "recorded_at"), kept)
    return {"ref": receipt.refs[0]}


def _identified(shape: Register, draft: Draft, by: By, at: int) -> dict[str, Any]:
    """The row with whoever is named by a number: found wherever they are, made where nobody bears it."""
    row = dict(draft.row)
    if draft.bearers:
        area = _area(shape, row)
        found = identify(bearers=[(one, area) for one in draft.bearers.values()], by=by, at=at)
        row |= {name: found.ids[one.print] for name, one in draft.bearers.items()}
    if row.get(shape.area) is None and row.get("gate") is not None:
        row.pop(shape.area, None)
    return row


def _area(shape: Register, row: Mapping[str, Any]) -> int:
    area = row.get(shape.area)
    if area is None:
        area = Site.objects.values_list("area_id", flat=True).get(id=row["gate"])
    return cast(int, area)


def found(shape: Register, ref: str, reader: Reader, *, locked: bool = False) -> dict[str, Any]:
    """A record by database names.

    Raises:
        Refused: there is none such in the reader's reach.
    """
    query = rows(REGISTERS[shape.name], reader).filter(ref=ref)
    if locked and connection.vendor == "postgresql":
        query = query.select_for_update(no_key=True)
    row = query.values("id", *shape.columns, *(link.column for link in shape.links.values())).first()
    if row is None:
        raise Refused(Problem("record/not-found", facts={"register": shape.name, "value": ref[:40]}))
    return cast(dict[str, Any], row)


def mend(
    shape: Register, ref: str, questions: Sequence[Question], said: Mapping[str, str], base: Mapping[str, str],
    *, reader: Reader, by: By, at: int, request: str,
) -> Mended:  # fmt: skip
    """Write what was answered otherwise than the record says, unless another answered meanwhile.

    Args:
        shape: the register.
        ref: the record's reference.
        questions: what was asked.
        said: what was answered.
        base: what the form showed when it was made.
        reader: who reads.
        by: who writes.
        at: when.
        request: the client's id.

    Raises:
        Refused: there is no such record in reach.
    """
    with transaction.atomic():
        changes.begin()  # nobody else changes it between the look and the writing
        row = found(shape, ref, reader, locked=True)
        stood = texts_of(questions, row)
        typed = {one.name: said.get(one.name, "").strip() for one in questions}
        both = [Both(one, stood[one.name], typed[one.name]) for one in questions
                if stood[one.name] not in (base.get(one.name, ""), typed[one.name])]  # fmt: skip
        if both:
            kept = {
                name: stood[name] if typed[name] == base.get(name, "") else text
                for name, text in typed.items()
            }
            return Mended(Draft(kept), stood, _meanwhile(shape, row["id"], both))
        draft, asked = read(shape, questions, typed, reader, stood), {one.name: one for one in questions}
        if draft.problems or not (draft.row or draft.bearers):
            return Mended(draft, stood, is_saved=not draft.problems)
        return _written(shape, row, draft, stood, by, at, request, asked)


def _written(
    shape: Register, row: Mapping[str, Any], draft: Draft, stood: Mapping[str, str], by: By, at: int, request: str,
    asked: Mapping[str, Question],
) -> Mended:  # fmt: skip
    try:
        with transaction.atomic():
            whole = {
                link.name: row[link.column]
                for link in shape.links.values()
                if link.name in (shape.area, "gate")
            }
            changed = _identified(shape, Draft({}, {**whole, **draft.row}, draft.bearers), by, at)
            changed = {key: value for key, value in changed.items() if key in draft.row}
            record(register=shape.name, rows=[{"id": row["id"], **changed}], by=by, at=at, request=request)
    except Refused as refusal:
        for problem in refusal.problems:
            refuse(draft, asked, problem)
        return Mended(draft, stood)
    return Mended(draft, stood, is_saved=True)


def _meanwhile(shape: Register, row: int, both: Sequence[Both]) -> Meanwhile:
    last = Journal.objects.filter(register=shape.name, row=row, verb="update").order_by("-id").first()
    return Meanwhile(both, "" if last is None else last.actor, None if last is None else last.at)
