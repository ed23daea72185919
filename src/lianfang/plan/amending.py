"""Change one thing in the files of a plan: a value from a day on, or one must more. Nothing else in them moves.

An entry is written so that each of its lines belongs to one field: what the loader finds wrong in a line is then said
beside the field that was filled in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lianfang.plan.model import Entry, Must, Plan, Source, Value
from lianfang.plan.walking import values_of

Files = Mapping[str, str]
"""Name within the plan's folder → text."""

EXPRESSIONS = ("where", "such that", "met at", "by", "owner", "cannot_tell_owner")
_Placed = TypeVar("_Placed", Must, Value)


@dataclass(frozen=True)
class Written:
    """An entry as the plan's file will have it, and which field each of its lines is of."""

    text: str
    fields: Mapping[int, str]

    def field(self, line: int) -> str:
        """The field of a line, counted from 1; empty for none."""
        return self.fields.get(line, "")


def entry_written(*, since: str, value: str, kind: str, source: Source) -> Written:
    """An entry of a dated value; what was typed stands in quotation marks, whatever it is."""
    codes = [code.strip() for code in value.replace("，", ",").replace("、", ",").split(",") if code.strip()]
    said = json.dumps(codes if kind == "areas" else value.strip(), ensure_ascii=False)
    lines = [("since", f"- from: {since.strip()}"), ("value", f"  is: {said}"), *_source(source, "  ")]
    return _numbered(lines)


def must_written(said: Mapping[str, str]) -> Written:
    """A must, from what was filled in: a field for each key of the language, titles and sources in their parts.

    Fields left empty that may be left out are left out.
    """
    return _numbered(list(_must_lines(said)))


def _must_lines(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "must", f"must: {_quoted(said['must'])}"
    yield "clause", f"clause: {_quoted(said['clause'])}"
    yield from _words("title", said, "")
    yield from _plain("from", said, "since")
    yield from _plain("until", said, "until")
    yield "every", f"every: {_quoted(said['every'])}"
    if said.get("each"):
        yield "each", "each: day"
    yield from _expression("where", said)
    yield "denominator_zh", "denominator:"
    yield from _words("source", said, "  ", "denominator")
    yield "independent", f"  independent: {said['independent'] or '~'}"
    if said.get("check", "").strip():
        yield "check", f"  check: {_quoted(said['check'])}"
    yield "has", f"has: {_quoted(said['has'])}"
    for key in EXPRESSIONS[1:]:
        yield from _expression(key, said)
    yield "restricts", f"restricts: {said['restricts'] or '~'}"
    if said.get("basis_zh", "").strip() or said.get("basis_en", "").strip():
        yield from _words("basis", said, "")
    yield from _plain("review", said, "review")
    if said.get("twin", "").strip():
        yield "twin", f"twin: {_quoted(said['twin'])}"
    yield from _source(Source(said["document"], said["status"], said.get("note", "")), "")  # type: ignore[arg-type]


def _words(key: str, said: Mapping[str, str], indent: str, field: str = "") -> Iterator[tuple[str, str]]:
    field = field or key
    yield f"{field}_zh", f"{indent}{key}:"
    for language in ("zh", "en"):
        yield f"{field}_{language}", f"{indent}  {language}: {_quoted(said[f'{field}_{language}'])}"


def _plain(key: str, said: Mapping[str, str], field: str) -> Iterator[tuple[str, str]]:
    if said.get(field, "").strip():
        yield field, f"{key}: {_quoted(said[field])}"


def _expression(key: str, said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """In a block of its own, so that it reads as it was typed."""
    field = key.replace(" ", "_")
    lines = [line.strip() for line in said.get(field, "").splitlines() if line.strip()]
    if lines:
        yield field, f"{key}: |-"
        yield from ((field, f"  {line}") for line in lines)
    elif not key.endswith("owner"):
        yield field, f'{key}: ""'


def _source(source: Source, indent: str) -> Iterator[tuple[str, str]]:
    yield "document", f"{indent}source:"
    yield "document", f"{indent}  document: {_quoted(source.document)}"
    yield "status", f"{indent}  status: {_quoted(source.status)}"
    if source.note.strip():
        yield "note", f"{indent}  note: {_quoted(source.note)}"


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _numbered(lines: list[tuple[str, str]]) -> Written:
    fields = {number: field for number, (field, _) in enumerate(lines, start=1)}
    return Written("\n".join(line for _, line in lines) + "\n", fields)


# into the files


def must_file(key: str) -> str:
    """The file of a must that was drafted."""
    return f"musts/drafted_{key}.yaml"


def with_must(files: Files, key: str, text: str) -> dict[str, str]:
    """The files with one must more, in a file of its own."""
    return {**files, must_file(key): text}


def with_entry(files: Files, value: Value, since: date, text: str) -> tuple[dict[str, str], int]:
    """The files with one entry more of a dated value, in the order of dates; and the line before its first.

    Args:
        value: as the plan of these files has it.
        since: the day from which the new entry holds.
        text: the entry, as :func:`entry_written` writes it.

    Raises:
        LookupError: the value does not stand where the plan says.
    """
    before = files[value.place.file].replace("\r\n", "\n")
    rows = _rows(before, value.key)
    later = next((n for n, entry in enumerate(value.entries) if entry.since > since), None)
    made, line = (_flowing if rows.flow_style else _blocked)(before, rows, later, text)
    return {**files, value.place.file: made}, line


def _rows(text: str, key: str) -> SequenceNode:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    for sheet in root.value if isinstance(root, SequenceNode) else [root]:
        if isinstance(sheet, MappingNode) and _cell(sheet, "value") == key:
            for name, node in sheet.value:
                if name.value == "dated" and isinstance(node, SequenceNode):
                    return node
    raise LookupError(key)


def _cell(sheet: MappingNode, key: str) -> str:
    return next(
        (node.value for name, node in sheet.value if name.value == key and isinstance(node, ScalarNode)), ""
    )


def _blocked(before: str, rows: SequenceNode, later: int | None, text: str) -> tuple[str, int]:
    indent, lines = " " * int(rows.start_mark.column), before.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    at = _last_line(rows) if later is None else int(rows.value[later].start_mark.line)
    entry = "".join(f"{indent}{line}\n" for line in text.splitlines())
    return "".join([*lines[:at], entry, *lines[at:]]), at


def _last_line(node: Node) -> int:
    """How many lines of the file there are up to the end of a node, without the empty ones and comments behind it."""
    if isinstance(node, ScalarNode):
        # A block of text ends where the next line begins.
        return int(node.end_mark.line) + (0 if node.style in {"|", ">"} else 1)
    if not isinstance(node, MappingNode | SequenceNode) or node.flow_style or not node.value:
        return int(node.end_mark.line) + 1
    last = node.value[-1]
    return _last_line(last[1] if isinstance(node, MappingNode) else last)


def _flowing(before: str, rows: SequenceNode, later: int | None, text: str) -> tuple[str, int]:
    [said] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes texts, lists and mappings only
    entry = json.dumps(said, ensure_ascii=False)
    if later is None:
        at = int(rows.end_mark.index) - 1
        return f"{before[:at].rstrip().removesuffix(',')}, {entry}{before[at:]}", before[:at].count("\n")
    at = int(rows.value[later].start_mark.index)
    return f"{before[:at]}{entry}, {before[at:]}", before[:at].count("\n")


# what came of it


def others_moved(before: Plan, after: Plan, *, value: str = "", must: str = "") -> list[str]:
    """Which values and musts, beside the one meant, a change of the files has changed; of the one meant, its history.

    Empty where the change is what it should be.
    """
    moved = [f"value {key}" for key in _differing(before.values, after.values) if key != value]
    moved += [f"must {key}" for key in _differing(before.musts, after.musts) if key != must]
    if value:
        kept = [entry for entry in after.values[value].entries if entry in before.values[value].entries]
        if kept != list(before.values[value].entries):
            moved.append(f"value {value}")
    return moved


def _differing(before: Mapping[str, _Placed], after: Mapping[str, _Placed]) -> list[str]:
    return [key for key in {**before, **after} if not _same(before.get(key), after.get(key))]


def _same(one: Any, other: Any) -> bool:
    """The same, wherever it is written?"""
    return one is not None and other is not None and replace(one, place=other.place) == other


def says_of(plan: Plan, kind: str, key: str, since: date) -> str:
    """The digest of what a plan says under a key from a day on, wherever it is written; empty where it says nothing."""
    if kind == "must":
        must = plan.musts.get(key)
        return "" if must is None or must.since != since else _digest(_rule_of(must))
    value = plan.values.get(key)
    entries = [] if value is None else [one for one in value.entries if one.since == since]
    return _digest([[str(one.since), one.value] for one in entries]) if entries else ""


def history_of(plan: Plan, kind: str, key: str) -> str:
    """The digest of all that a plan says under a key: whether it was changed since is told by it."""
    if kind == "must":
        return _digest(_rule_of(plan.musts[key])) if key in plan.musts else ""
    value = plan.values.get(key)
    return "" if value is None else _digest([[str(one.since), one.value] for one in value.entries])


def _rule_of(must: Must) -> list[Any]:
    written = {name: " ".join(text.split()) for name, text in sorted(must.written.items())}
    counted, basis = must.denominator, must.basis
    return [
        must.every, must.has, must.each_day, str(must.since), str(must.until), written, must.clause, must.restricts,
        [basis.zh, basis.en] if basis else None, str(must.review), must.twin,
        [counted.source.zh, counted.source.en, counted.independent, counted.check],
    ]  # fmt: skip


def _digest(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, default=str, ensure_ascii=False).encode()).hexdigest()


def readers(plan: Plan) -> Mapping[str, list[str]]:
    """Value → the musts that read it, in the plan's order."""
    found: dict[str, list[str]] = {key: [] for key in plan.values}
    for key, must in plan.musts.items():
        for value in values_of(must.where, must.such_that, must.met_at, must.by):
            found[value].append(key)
    return found


def readers_of(plan: Plan, value: str) -> list[str]:
    """The musts that read a dated value, in the plan's order."""
    return readers(plan)[value]


def as_if_begun(plan: Plan, value: str, entry: Entry, *, day: date) -> Plan:
    """The plan as it would be if an entry had stood in the place of the one that is in force on a day.

    Where none is in force yet, the entry stands from the plan's first day.
    """
    said = plan.values[value]
    begun = [one for one in said.entries if one.since <= day]
    since = begun[-1].since if begun else plan.since
    entries = (*begun[:-1], replace(entry, since=since))
    return replace(plan, values={**plan.values, value: replace(said, entries=entries)})


def must_as_if_begun(plan: Plan, key: str) -> Must:
    """The must as it would be if it had been in force from the plan's first day."""
    return replace(plan.musts[key], since=plan.since)
