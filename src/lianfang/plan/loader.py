"""A plan's folder becomes a :class:`~lianfang.plan.model.Plan`, or is refused with everything that is wrong in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.plan import rules
from lianfang.plan.entries import InstantReader, Surroundings, read_clause, read_figure, read_must, read_value
from lianfang.plan.escalation import check_ladders, read_ladder
from lianfang.plan.identities import read_explanation, read_identity
from lianfang.plan.lanes import read_lanes
from lianfang.plan.ledgers import read_ledger
from lianfang.plan.model import Place, Plan
from lianfang.plan.response import check_response, read_response
from lianfang.plan.sheets import Findings, Sheet, read_sheets
from lianfang.plan.zoning import read_zoning
from lianfang.records import Catalogue

KINDS = (
    "clauses", "values", "musts", "figures", "identities", "explanations", "ledgers", "zoning", "escalation", "lanes", "response",
)  # fmt: skip
TABLES = ("examples", "lanes")
"""Folders of worked tables."""
ELSEWHERE = ("areas.yaml", "forms", "mappings", "relief")
"""Content that other parts of the product read."""


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def place(self) -> Place: ...


_Entry = TypeVar("_Entry", bound=_Keyed)


@dataclass(frozen=True)
class _Head:
    key: str
    title: Text
    zone: str
    offset: int
    since: date
    until: date
    city: str


def load(folder: Path, catalogue: Catalogue) -> Plan:
    """Read a plan from its folder.

    Raises:
        Refused: with every problem found, each with its file, its line and how to mend it; nothing is half loaded.
    """
    findings = Findings()
    head = _head(folder, findings)
    _check_strays(folder, findings)
    files = {kind: _sheets(folder, kind, findings) for kind in KINDS}
    instant_of = InstantReader(head.zone if head else "UTC")
    values, value_sheets = _keyed("value", files["values"], lambda sheet: read_value(sheet, instant_of))
    clauses, clause_sheets = _keyed("clause", files["clauses"], read_clause)
    around = Surroundings(catalogue, values)
    musts, must_sheets = _keyed("must", files["musts"], lambda sheet: read_must(sheet, around))
    figures, figure_sheets = _keyed("figure", files["figures"], lambda sheet: read_figure(sheet, around))
    identities, _ = _keyed("identity", files["identities"], lambda sheet: read_identity(sheet, figures))
    explanations, _ = _keyed(
        "explanation", files["explanations"], lambda sheet: read_explanation(sheet, figures, around)
    )
    ledgers, _ = _keyed("ledger", files["ledgers"], lambda sheet: read_ledger(sheet, figures))
    zonings, _ = _keyed("zoning", files["zoning"], lambda sheet: read_zoning(sheet, figures))
    ladders, ladder_sheets = _keyed(
        "escalation", files["escalation"], lambda sheet: read_ladder(sheet, must_sheets)
    )
    check_ladders(ladders, ladder_sheets)
    lanes, _ = _keyed(
        "lanes", files["lanes"], lambda sheet: read_lanes(sheet, around, clauses, musts, must_sheets)
    )
    responses, response_sheets = _keyed(
        "response",
        files["response"],
        lambda sheet: read_response(sheet, around, value_sheets, clause_sheets, figures),
    )
    check_response(response_sheets)
    if head is None:
        raise Refused(_in_order(findings.problems))
    plan = Plan(
        head.key, head.title, head.zone, head.offset, head.since, head.until, head.city,
        clauses, values, musts, figures, _digest(folder), identities=identities, explanations=explanations,
        ledgers=ledgers, zonings=zonings, ladders=ladders, lanes=lanes, response=next(iter(responses.values()), None),
    )  # fmt: skip
    sheets = rules.Sheets(clause_sheets, value_sheets, must_sheets, figure_sheets)
    plan = rules.checked(plan, catalogue, sheets, findings)
    if findings.problems:
        raise Refused(_in_order(findings.problems))
    return plan


def _in_order(problems: list[Problem]) -> list[Problem]:
    unique = {(problem.file, problem.line, problem.code, problem.what("en")): problem for problem in problems}
    return [unique[key] for key in sorted(unique)]


def _head(folder: Path, findings: Findings) -> _Head | None:
    path = folder / "plan.yaml"
    if not path.is_file():
        findings.refuse("plan/no-plan", "plan.yaml", 0)
        return None
    sheets = read_sheets(path, "plan.yaml", findings)
    if len(sheets) != 1:
        return None
    sheet = sheets[0]
    sheet.allow(("plan", "title", "zone", "from", "until", "city"))
    key, title, zone, city = (
        sheet.text("plan"),
        sheet.words("title"),
        sheet.text("zone"),
        sheet.quoted("city"),
    )
    since, until = sheet.day("from"), sheet.day("until")
    if since and until and until < since:
        sheet.refuse("plan/ends-before-it-begins", "until", since=since.isoformat(), until=until.isoformat())
        return None
    offset = _offset(sheet, zone, since, until)
    if title is None or offset is None or since is None or until is None:
        return None
    return _Head(key, title, zone, offset, since, until, city)


def _offset(sheet: Sheet, zone: str, since: date | None, until: date | None) -> int | None:
    if not zone or since is None or until is None:
        return None
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        sheet.refuse("plan/unknown-zone", "zone", zone=zone)
        return None
    offset = instants.fixed_offset(zone, since, until)
    if offset is None:
        sheet.refuse("plan/zone-changes", "zone", zone=zone)
    return offset


def _sheets(folder: Path, kind: str, findings: Findings) -> list[Sheet]:
    found: list[Sheet] = []
    for path in sorted((folder / kind).glob("*.yaml")):
        found.extend(read_sheets(path, f"{kind}/{path.name}", findings))
    return found


def _check_strays(folder: Path, findings: Findings) -> None:
    """Refuse YAML where nobody would read it: a rule in a misspelt folder must not be lost in silence."""
    read = {folder / "plan.yaml", *(path for kind in KINDS for path in (folder / kind).glob("*.yaml"))}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.suffix.lower() in {".yaml", ".yml"} and path not in read and name.parts[0] not in ELSEWHERE:
            findings.refuse("plan/stray-file", name.as_posix(), 0, {"known": ", ".join(KINDS)})


def _keyed(
    word: str, sheets: list[Sheet], read: Callable[[Sheet], _Entry | None]
) -> tuple[Mapping[str, _Entry], Mapping[str, Sheet]]:
    """Entries and sheets by key; one key twice, in whatever file, is refused at the second."""
    found: dict[str, _Entry] = {}
    first: dict[str, Sheet] = {}
    for sheet in sheets:
        entry = read(sheet)
        key = sheet.text(word, required=False)
        if key in first:
            other = first[key]
            sheet.refuse("plan/duplicate-id", word, id=key, file=other.file, first=other.line)
        elif key:
            first[key] = sheet
            if entry is not None:
                found[key] = entry
    return found, first


def _digest(folder: Path) -> str:
    """SHA-256 over names and contents of the files that count; a checkout's line ends do not."""
    digest = hashlib.sha256()
    paths = [
        folder / "plan.yaml",
        *(path for kind in KINDS for path in sorted((folder / kind).glob("*.yaml"))),
    ]
    for path in [*paths, *(path for name in TABLES for path in sorted((folder / name).glob("*.md")))]:
        content = path.read_bytes().replace(b"\r\n", b"\n")
        name = path.relative_to(folder).as_posix().encode()
        digest.update(b"%d %s %d\n" % (len(name), name, len(content)))
        digest.update(content)
    return digest.hexdigest()
