"""The one list action: record rows of a register, new or changed. A list of one is a list of one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from lianfang.base.problems import Problem, Refused
from lianfang.records import Register
from lianfang.registers import changes, checking, journal, keys
from lianfang.registers.access import By
from lianfang.registers.actions import joining
from lianfang.registers.catalogue import catalogue
from lianfang.registers.inserting import insert, insert_made
from lianfang.registers.merged import OF, leads
from lianfang.registers.models import (
    REGISTERS,
    ImportBatch,
    ImportedRow,
    Record,
    RequestKey,
    Site,
    Version,
    WithheldRow,
)
from lianfang.registers.prepared import Prepared
from lianfang.registers.withholding import LISTED, PUBLISHED

Row = Mapping[str, Any]
REQUEST_MOST = 64


@dataclass(frozen=True)
class Receipt:
    """What became of a list: the ids of its rows, in the list's order, and how many were what."""

    ids: list[int] = field(default_factory=list)
    refs: list[str] = field(default_factory=list)
    created: int = 0
    updated: int = 0
    unchanged: int = 0


def record(
    *, register: str, rows: Sequence[Row], by: By, at: int, request: str = "", batch: int | None = None
) -> Receipt:
    """Write rows of one register, whole or not at all.

    A row that names an ``id``, ``ref`` or ``source_key`` which is there already is an update of the columns it holds,
    any other is new. Links are ids. An area left out is that of the gate; of a sample or result, that of the place that
    took or tested it. A result finds the sample or pool that bears its barcode (:mod:`lianfang.registers.actions.joining`).

    Args:
        register: the register's name.
        rows: column or link name → value.
        by: who writes.
        at: when it is recorded (UTC seconds); a row may bring an older ``recorded_at`` of its own.
        request: the client's id of this write; a replay returns the first answer and writes nothing.
        batch: the import to which the rows belong, so that it can be undone.

    Raises:
        Refused: a row is not fit for the register, links to nothing, or breaks a constraint; nothing is written.
    """
    if register not in REGISTERS:
        raise Refused(
            Problem("record/unknown-register", facts={"register": register, "known": ", ".join(REGISTERS)})
        )
    if len(request) > REQUEST_MOST:
        raise Refused(Problem("record/request-too-long", facts={"most": REQUEST_MOST}))
    shape, model = catalogue()[register], REGISTERS[register]
    _check(shape, model, rows)
    try:
        with transaction.atomic():
            receipt = _write(shape, model, rows, by, at, request, batch)
            if request:
                _remember(request, at, _digest(register, rows), receipt)
            return receipt
    except IntegrityError as error:
        # Nearly every request is a first one: a replay is found by the key it cannot keep a second time.
        answered = _answered(request, register, rows)
        if answered is not None:
            return answered
        raise Refused(_explain(shape, rows, error)) from error
    except Refused:
        answered = _answered(request, register, rows)
        if answered is not None:
            return answered
        raise


def _remember(request: str, at: int, digest: str, receipt: Receipt) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registers_requestkey (key, at, verb, digest, answer) VALUES (%s, %s, 'record', %s, %s)",
            [request, at, digest, json.dumps(asdict(receipt))],
        )


def _check(shape: Register, model: type[Record], rows: Sequence[Row]) -> None:
    lengths = {f.name: f.max_length for f in model._meta.fields if getattr(f, "max_length", None)}
    found = []
    for line, row in enumerate(rows, start=1):
        found += checking.check_row(shape, row, lengths=lengths, line=line)
    if found:
        raise Refused(found)


def _digest(register: str, rows: Sequence[Row]) -> str:
    text = json.dumps(
        [register, [dict(sorted(row.items())) for row in rows]], default=str, ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _answered(request: str, register: str, rows: Sequence[Row]) -> Receipt | None:
    if not request:
        return None
    known = RequestKey.objects.filter(key=request).first()
    if known is None:
        return None
    if known.digest != _digest(register, rows):
        raise Refused(Problem("record/request-reused", facts={"request": request}))
    return Receipt(**known.answer)


def _write(
    shape: Register,
    model: type[Record],
    rows: Sequence[Row],
    by: By,
    at: int,
    request: str,
    batch: int | None,
) -> Receipt:
    rows = _placed(shape, rows)
    changes.begin()
    rows = _led(shape, rows)
    found = _existing(shape, model, rows)
    rows = joining.completed(shape.name, rows, found)
    changed = [(found[i], row) for i, row in enumerate(rows) if i in found]
    changed = [(old, row) for old, row in changed if _differs(shape, old, row)]
    kept = changes.before({shape.name: [old.pk for old, _ in changed]} if changed else {})
    entries: list[journal.Entry] = []
    _update(shape, model, changed, at, batch)
    entries += [_entry("update", shape, old, sorted(row), by, at, request) for old, row in changed]
    fresh = _make(shape, {i + 1: row for i, row in enumerate(rows) if i not in found}, at)
    made = _insert(shape, model, fresh)
    entries += [
        _entry("record", shape, new, sorted(row), by, at, request)
        for new, row in zip(made, fresh, strict=True)
    ]
    if batch is not None:
        rows_of = [(batch, shape.name, new.pk) for new in made]
        insert(ImportedRow, ("batch_id", "register", "row"), rows_of)
        _withhold(batch, shape, [old.pk for old in found.values()])
    journal.append(entries)
    changes.after({shape.name: [old.pk for old, _ in changed] + [new.pk for new in made]}, kept)
    late = joining.waiting(shape.name, rows)
    if late:
        _write(catalogue()[joining.RESULT], REGISTERS[joining.RESULT], late, by, at, "", batch)
    return _receipt(rows, found, made, len(changed))


def _withhold(batch: int, shape: Register, ids: Sequence[int]) -> None:
    """Rows that were there already are those of a published list too, if this import is of one."""
    if shape.name in LISTED and ids and ImportBatch.objects.filter(id=batch, persons=PUBLISHED).exists():
        marks = [WithheldRow(batch_id=batch, register=shape.name, row=row) for row in ids]
        WithheldRow.objects.bulk_create(marks, ignore_conflicts=True)


def _receipt(
    rows: Sequence[Row], found: Mapping[int, Record], made: Sequence[Record], updated: int
) -> Receipt:
    news = iter(made)
    all_rows = [found[i] if i in found else next(news) for i in range(len(rows))]
    return Receipt(
        ids=[row.pk for row in all_rows],
        refs=[row.ref for row in all_rows],
        created=len(made),
        updated=updated,
        unchanged=len(rows) - len(made) - updated,
    )


def _placed(shape: Register, rows: Sequence[Row]) -> Sequence[Row]:
    """A row that names a gate and no area lies in the gate's area, new or changed."""
    lacking = {
        row["gate"] for row in rows if "gate" in shape.links and row.get("area") is None and row.get("gate")
    }
    if not lacking:
        return rows
    home = dict(Site.objects.filter(id__in=lacking).values_list("id", "area_id"))
    filled = [row.get("area") is None and row.get("gate") in home for row in rows]
    return [
        {**row, "area": home[row["gate"]]} if fill else row for row, fill in zip(rows, filled, strict=True)
    ]


def _led(shape: Register, rows: Sequence[Row]) -> Sequence[Row]:
    """A row whose key or reference is that of one which went into another speaks of the row that is kept."""
    if shape.name not in OF:
        return rows
    by: tuple[Literal["ref", "source_key"], ...] = ("ref", "source_key")
    for name in by:
        named = {row[name] for row in rows if row.get(name) is not None and row.get("id") is None}
        kept = leads(shape.name, name, named)
        if kept:
            rows = [
                {**{n: v for n, v in row.items() if n not in by}, "id": kept[row[name]]} if row.get(name) in kept else row
                for row in rows
            ]  # fmt: skip
    return rows


def _existing(shape: Register, model: type[Record], rows: Sequence[Row]) -> dict[int, Record]:
    """Position in the list → the row it speaks of, locked where the database can.

    Raises:
        Refused: two rows of the list speak of one, or one names an id or reference that is not there.
    """
    found: dict[int, Record] = {}
    problems: list[Problem] = []
    for name in checking.IDENTITY:
        asked = _named(shape, name, rows, found, problems)
        if not asked or (name == "source_key" and not _there(shape.name, keys=list(asked))):
            continue
        query = model.objects.filter(**{f"{name}__in": list(asked)})
        # Weaker than a full lock: it does not stop another's new row from naming this one.
        for old in query.select_for_update(no_key=True) if connection.vendor == "postgresql" else query:
            found[asked.pop(getattr(old, name))] = old
        if name == "ref" or (
            name == "id" and shape.area
        ):  # an area's id is its path code, chosen by who lays it
            facts = {"register": shape.name}
            problems += [
                Problem("record/not-found", line=i + 1, facts={**facts, "value": v}) for v, i in asked.items()
            ]
    first: dict[int, int] = {}
    for i in sorted(found):
        if found[i].pk in first:
            problems.append(_twice(shape, "id", first[found[i].pk], i))
        first.setdefault(found[i].pk, i)
    if problems:
        raise Refused(problems)
    return found


@Prepared
def _there(register: str, keys: Sequence[str]) -> QuerySet[Record, Any]:
    """Is any row there under one of these keys? Nearly every write is of new ones."""
    return REGISTERS[register].objects.filter(source_key__in=keys).order_by().values_list("id")[:1]


def _named(
    shape: Register, name: str, rows: Sequence[Row], found: Mapping[int, Record], problems: list[Problem]
) -> dict[Any, int]:
    """What rows that were not found yet name in an identity → their place; what two of them name is a problem."""
    asked: dict[Any, int] = {}
    for i, row in enumerate(rows):
        if row.get(name) is not None and i not in found:
            if row[name] in asked:
                problems.append(_twice(shape, name, asked[row[name]], i))
            asked[row[name]] = i
    return asked


def _twice(shape: Register, name: str, first: int, second: int) -> Problem:
    return Problem(
        "record/twice", line=second + 1, facts={"register": shape.name, "field": name, "first": first + 1}
    )


def _differs(shape: Register, old: Record, row: Row) -> bool:
    return any(
        getattr(old, _attribute(shape, name)) != value
        for name, value in row.items()
        if name not in checking.IDENTITY
    )


def _attribute(shape: Register, name: str) -> str:
    return shape.links[name].column if name in shape.links else name


def values_of(shape: Register, row: Record) -> dict[str, Any]:
    """All columns of a row by database name, as a version keeps them."""
    names = ["id", "ref", "source_key", *shape.columns, *(link.column for link in shape.links.values())]
    return {name: getattr(row, name) for name in names}


def _update(
    shape: Register, model: type[Record], changed: list[tuple[Record, Row]], at: int, batch: int | None
) -> None:
    if not changed:
        return
    Version.objects.bulk_create(
        Version(
            register=shape.name,
            row=old.pk,
            until=at,
            values=keys.seal_values(values_of(shape, old)),
            batch=batch,
        )
        for old, _ in changed
    )
    touched: set[str] = set()
    for old, row in changed:
        for name, value in row.items():
            if name not in ("id", "ref"):
                setattr(old, _attribute(shape, name), value)
                touched.add(name)
    model.objects.bulk_update([old for old, _ in changed], sorted(touched), batch_size=200)


def _make(shape: Register, rows: Mapping[int, Row], at: int) -> list[dict[str, Any]]:
    """New rows by their line in the list, completed by when they are recorded."""
    fresh = {line: {"recorded_at": at, **row} for line, row in rows.items()}
    found = [problem for line, row in fresh.items() for problem in checking.missing(shape, row, line)]
    if found:
        raise Refused(found)
    return list(fresh.values())


def _insert(shape: Register, model: type[Record], fresh: Sequence[Row]) -> list[Record]:
    made = [model(**{_attribute(shape, name): value for name, value in row.items()}) for row in fresh]
    if any(row.pk is not None for row in made):
        return model.objects.bulk_create(made)
    insert_made(model, made)
    return made


def _entry(
    verb: str, shape: Register, row: Record, fields: list[str], by: By, at: int, request: str
) -> journal.Entry:
    return journal.Entry(at, by, verb, shape.name, row.pk, row.ref, ",".join(fields), request)


def _explain(shape: Register, rows: Sequence[Row], error: IntegrityError) -> list[Problem]:
    """Which row links to nothing; else which constraint was broken."""
    found = []
    for link in shape.links.values():
        asked = {row[link.name] for row in rows if row.get(link.name) is not None}
        there = set(REGISTERS[link.to].objects.filter(id__in=asked).values_list("id", flat=True))
        for line, row in enumerate(rows, start=1):
            if row.get(link.name) is not None and row[link.name] not in there:
                facts = {"register": shape.name, "field": link.name, "to": link.to, "value": row[link.name]}
                found.append(Problem("record/no-such-row", line=line, facts=facts))
    return found or [
        Problem("record/constraint", facts={"register": shape.name, "detail": str(error).splitlines()[0]})
    ]
