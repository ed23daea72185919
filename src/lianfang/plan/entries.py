"""What the files of a plan say, entry by entry: values and clauses, musts and figures, each from its own sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal, cast

from lianfang.base import instants
from lianfang.base.words import Text
from lianfang.plan import kinds, rules
from lianfang.plan.kinds import MOMENTS, Scope
from lianfang.plan.model import (
    LINES,
    Clause,
    ClauseKind,
    Counted,
    Denominator,
    Entry,
    Figure,
    Must,
    Place,
    Reported,
    Source,
    Status,
    Value,
)  # fmt: skip
from lianfang.plan.nodes import Path, Term, Test, Type
from lianfang.plan.parser import parse_literal
from lianfang.plan.sheets import Sheet
from lianfang.plan.tokens import Unreadable
from lianfang.records import Catalogue

STATUSES = ("confirmed", "part", "assumed")
VALUE_KINDS: Mapping[str, Type | Literal["areas"]] = {
    "duration": Type.DURATION,
    "number": Type.NUMBER,
    "instant": Type.INSTANT,
    "date": Type.DATE,
    "text": Type.TEXT,
    "boolean": Type.BOOLEAN,
    "areas": "areas",
}
CLAUSE_KINDS = ("must", "figure", "measure", "text")
CLAUSE_KEYS = ("clause", "line", "kind", "title", "text", "phrases", "because")
MUST_KEYS = (
    "must", "clause", "title", "from", "until", "every", "each", "where", "denominator", "has", "such that", "met at", "by",
    "owner", "cannot_tell_owner", "restricts", "basis", "review", "twin", "source",
)  # fmt: skip
FIGURE_KEYS = (
    "figure",
    "clause",
    "title",
    "unit",
    "definition",
    "of record",
    "counted",
    "reported",
    "listed",
    "source",
)


def read_source(sheet: Sheet, *, required: bool = True) -> Source:
    """Where an entry comes from, and how sure we are."""
    inner = sheet.sheet("source", ("document", "status", "note"), required=required)
    if inner is None:
        return Source("", "assumed")
    status = inner.choice("status", STATUSES)
    document, note = inner.text("document"), inner.text("note", required=False)
    return Source(document, cast(Status, status or "assumed"), note)


def _place(sheet: Sheet) -> Place:
    return Place(sheet.file, sheet.line)


# values


def read_value(sheet: Sheet, instant_of: InstantReader) -> Value | None:
    """One dated value; None, with findings, where even its kind is not known."""
    sheet.allow(("value", "kind", "title", "dated"))
    key, kind = sheet.text("value"), sheet.choice("kind", VALUE_KINDS)
    title = sheet.words("title")
    if key and (not key.isidentifier() or key in kinds.RESERVED):
        sheet.refuse("plan/bad-key", "value", value=key)
    if not key or not kind:
        return None
    type_ = VALUE_KINDS[kind]
    rows = [(row, _entry(row, type_, instant_of)) for row in sheet.sheets("dated", ("from", "is", "source"))]
    _check_order([(row, entry) for row, entry in rows if entry is not None])
    entries = tuple(entry for _, entry in rows if entry is not None)
    return Value(key, type_, title or Text(key, key), entries, _place(sheet))


def _entry(row: Sheet, type_: Type | Literal["areas"], instant_of: InstantReader) -> Entry | None:
    since, source = row.day("from"), read_source(row)
    value = row.codes("is") if type_ == "areas" else _scalar(row, type_, instant_of)
    return None if since is None or value is None else Entry(since, value, source)


def _scalar(row: Sheet, type_: Type, instant_of: InstantReader) -> int | float | str | bool | date | None:
    written = row.text("is")
    if not written or type_ is Type.TEXT:
        return written or None
    if type_ is Type.BOOLEAN:
        return row.yes_no("is")
    if type_ is Type.INSTANT:
        return instant_of(row, written)
    try:
        literal = parse_literal(written)
    except Unreadable:
        literal = None
    if literal is None or literal.type is not type_:
        row.refuse("plan/wrong-type", "is", expected=_EXAMPLES[type_])
        return None
    return literal.value


_EXAMPLES = {Type.DURATION: "30 minutes", Type.NUMBER: "37.3", Type.DATE: "2020-02-08"}


class InstantReader:
    """Reads an instant written in the plan's zone; a bare date is refused, since it could mean either end of the day."""

    def __init__(self, zone: str):
        self.zone = zone

    def __call__(self, row: Sheet, written: str) -> int | None:
        """Seconds since 1970; None, with a finding, for anything else."""
        try:
            if len(written) <= len("2020-02-08"):
                raise ValueError(written)  # noqa: TRY301 - one answer for all that is no instant
            return instants.parse(written, self.zone)
        except ValueError:
            row.refuse("plan/wrong-type", "is", expected="2020-02-08 18:00")
            return None


def _check_order(rows: list[tuple[Sheet, Entry]]) -> None:
    for (_, before), (row, entry) in pairwise(rows):
        if entry.since == before.since:
            row.refuse("plan/duplicate-date", "from", date=entry.since.isoformat())
        elif entry.since < before.since:
            row.refuse(
                "plan/dates-out-of-order",
                "from",
                date=entry.since.isoformat(),
                before=before.since.isoformat(),
            )


# clauses


def read_clause(sheet: Sheet) -> Clause | None:
    """One demand of the directive."""
    sheet.allow(CLAUSE_KEYS)
    key, line, kinds_ = sheet.text("clause"), sheet.choice("line", LINES), sheet.choices("kind", CLAUSE_KINDS)
    title, text, because = sheet.words("title"), sheet.words("text"), sheet.words("because", required=False)
    phrases = sheet.phrases("phrases")
    if "text" in kinds_ and "because" not in sheet:
        sheet.refuse("plan/because-missing", clause=key)
    if not (key and line and kinds_ and title and text):
        return None
    return Clause(
        key, line, cast(tuple[ClauseKind, ...], kinds_), title, text, because, _place(sheet), phrases
    )


# musts


@dataclass
class Surroundings:
    """What musts and figures are read against."""

    catalogue: Catalogue
    values: Mapping[str, Value]

    def register(self, sheet: Sheet, key: str, *, also: Iterable[str] = ()) -> str:
        """The name of a register that exists."""
        said = sheet.text(key)
        known = [*self.catalogue.registers, *also]
        if said and said not in known:
            sheet.refuse("plan/unknown-register", key, register=said, **kinds.nearest(said, known))
            return ""
        return said


class Expressions:
    """The expressions of one sheet, each read in its scope; ``written`` keeps them as the author wrote them."""

    def __init__(self, sheet: Sheet):
        self.sheet = sheet
        self.written: dict[str, str] = {}

    def test(self, key: str, scope: Scope) -> Test | None:
        """A population or a condition."""
        written = self.sheet.expression(key)
        if written is None:
            return None
        self.written[key] = written.text.strip()
        read = kinds.read_test(written.text, scope)
        for problem in read.problems:
            written.refuse(problem, self.sheet.findings)
        return read.test

    def term(self, key: str, scope: Scope, types: Iterable[Type]) -> Term | None:
        """A value of one of these types."""
        written = self.sheet.expression(key)
        if written is None:
            return None
        self.written[key] = written.text.strip()
        read = kinds.read_term(written.text, scope, types)
        for problem in read.problems:
            written.refuse(problem, self.sheet.findings)
        return read.term

    def link(self, key: str, scope: Scope, to: str) -> Path | None:
        """A path to a row of one register; None where it is not given."""
        written = self.sheet.expression(key, required=False)
        if written is None:
            return None
        self.written[key] = written.text.strip()
        read = kinds.read_link(written.text, scope, to)
        for problem in read.problems:
            written.refuse(problem, self.sheet.findings)
        return read.term if isinstance(read.term, Path) else None


@dataclass(frozen=True)
class _Heading:
    """What a must says of itself in words."""

    key: str
    title: Text
    since: date | None
    until: date | None
    each_day: bool


def read_must(sheet: Sheet, around: Surroundings) -> Must | None:
    """One must; None, with findings, where a part of it cannot be read."""
    sheet.allow(MUST_KEYS)
    before = len(sheet.findings.problems)
    heading = _heading(sheet)
    denominator, source = _denominator(sheet), read_source(sheet)
    restricts = sheet.yes_no("restricts")
    basis, review = sheet.words("basis", required=False), sheet.day("review", required=False)
    every, has = around.register(sheet, "every"), around.register(sheet, "has", also=["itself"])
    if every and every == has:
        sheet.refuse("plan/evidence-of-own-register", "has", register=every)
    if not every or not has or every == has:
        return None
    scope = Scope(around.catalogue, every, around.values, each_day=heading.each_day)
    both = scope if has == "itself" else replace(scope, candidate=has)
    said = Expressions(sheet)
    where, such_that = said.test("where", scope), said.test("such that", both)
    met_at, by = said.term("met at", both, MOMENTS), said.term("by", scope, MOMENTS)
    owner = said.link("owner", scope, "organisation")
    cannot_tell_owner = said.link("cannot_tell_owner", scope, "organisation")
    _check_tests(sheet, where, such_that, has)
    if len(sheet.findings.problems) > before or not (where and such_that and met_at and by and denominator):
        return None
    return Must(
        key=heading.key, clause=sheet.text("clause"), title=heading.title, every=every, where=where,
        denominator=denominator, has=has, such_that=such_that, met_at=met_at, by=by,
        owner=owner, cannot_tell_owner=cannot_tell_owner or owner,
        since=heading.since, until=heading.until, each_day=heading.each_day,
        restricts=restricts, basis=basis, review=review, twin=sheet.text("twin", required=False),
        source=source, written=said.written, place=_place(sheet),
        not_recommended=rules.origins_of(where, around.catalogue),
    )  # fmt: skip


def _check_tests(sheet: Sheet, where: Test | None, such_that: Test | None, has: str) -> None:
    if where is not None:
        rules.check_unknown(sheet, "where", where)
    if such_that is None:
        return
    if has != "itself":
        rules.check_joined(sheet, such_that)
    rules.check_unknown(sheet, "such that", such_that)


def _heading(sheet: Sheet) -> _Heading:
    key, title = sheet.text("must"), sheet.words("title")
    sheet.text("clause")
    since, until = sheet.day("from", required=False), sheet.day("until", required=False)
    each_day = bool(sheet.choice("each", ["day"], required=False))
    if since and until and until < since:
        sheet.refuse("plan/ends-before-it-begins", "until", since=since.isoformat(), until=until.isoformat())
    if each_day and not ("from" in sheet and "until" in sheet):
        sheet.refuse("plan/each-day-unbounded", "each")
    return _Heading(key, title or Text(key, key), since, until, each_day)


def _denominator(sheet: Sheet) -> Denominator | None:
    inner = sheet.sheet("denominator", ("source", "independent", "check"))
    if inner is None:
        return None
    words, independent = inner.words("source"), inner.yes_no("independent")
    return Denominator(words, independent, inner.text("check", required=False)) if words else None


# figures


def read_figure(sheet: Sheet, around: Surroundings) -> Figure | None:
    """One figure; None, with findings, where a part of it cannot be read."""
    sheet.allow(FIGURE_KEYS)
    before = len(sheet.findings.problems)
    key, clause, of_record = (
        sheet.text("figure"),
        sheet.text("clause"),
        sheet.choice("of record", ["counted", "reported"]),
    )
    title, unit, definition = sheet.words("title"), sheet.words("unit"), sheet.words("definition")
    source = read_source(sheet)
    if of_record and of_record not in sheet:
        sheet.refuse("plan/figure-without-its-record", "of record", of_record=of_record)
    counted = _counted(sheet, around) if "counted" in sheet else None
    reported = _reported(sheet) if "reported" in sheet else None
    if len(sheet.findings.problems) > before or not (title and unit and definition):
        return None
    record = cast(Literal["counted", "reported"], of_record)
    listed = sheet.yes_no("listed") if "listed" in sheet else True
    if len(sheet.findings.problems) > before:
        return None
    return Figure(
        key, clause, title, unit, definition, record, counted, reported, source, _place(sheet), listed
    )


def _counted(sheet: Sheet, around: Surroundings) -> Counted | None:
    inner = sheet.sheet("counted", ("every", "where", "at", "sum", "window", "area"))
    if inner is None:
        return None
    every = around.register(inner, "every")
    day = bool(inner.choice("window", ["day"], required=False))
    if not every:
        return None
    scope, said = Scope(around.catalogue, every, around.values), Expressions(inner)
    where, at = said.test("where", replace(scope, counts=True)), said.term("at", scope, MOMENTS)
    if where is not None:
        rules.check_unknown(inner, "where", where)
    total = said.term("sum", scope, [Type.NUMBER]) if "sum" in inner else None
    if total is not None and not isinstance(total, Path):
        inner.refuse("plan/sum-of-a-field", "sum")
        return None
    area = said.link("area", scope, "area")
    return Counted(every, where, at, total, day, area) if where and at else None


def _reported(sheet: Sheet) -> Reported | None:
    inner = sheet.sheet("reported", ("code", "shape"))
    if inner is None:
        return None
    code, shape = inner.text("code"), inner.choice("shape", ["stock", "cumulative", "flow"])
    return Reported(code, cast(Literal["stock", "cumulative", "flow"], shape)) if code and shape else None
