"""The worked table of a set of lanes: vehicles with what is recorded of them, and the lane and rule each must get.

It is written as the examples of musts are, in ``lanes/*.md``; the answers stand under the word ``lanes``, with the columns
``subject``, ``lane`` and ``rule`` (empty for ``ask``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lianfang.base.problems import Problem, Refused
from lianfang.plan import lanes
from lianfang.plan.kinds import nearest
from lianfang.plan.lanes import Laned
from lianfang.plan.markdown import Block, blocks
from lianfang.plan.model import Lanes, Plan
from lianfang.plan.nodes import Role
from lianfang.plan.reading import Row, Setting
from lianfang.plan.sheets import Findings, read_text
from lianfang.plan.tables import Filling, Tables
from lianfang.records import Catalogue

FOLDER = "lanes"
ANSWERS = "lanes"


def differing(folder: Path, plan: Plan, catalogue: Catalogue) -> tuple[int, list[Problem]]:
    """How many vehicles the tables of a plan hold, and what the rules say otherwise than they.

    Raises:
        Refused: with every problem of every table, each with its file and line.
    """
    findings = Findings()
    count, problems = 0, []
    for path in sorted((folder / FOLDER).glob("*.md")):
        file = f"{FOLDER}/{path.name}"
        text = read_text(path, file, findings)
        for section in blocks(text or ""):
            key = section.heading.partition(":")[0].strip()
            if key not in plan.lanes:
                facts = {"must": key, **nearest(key, plan.lanes)}
                findings.refuse("plan/unknown-must", file, section.line, facts)
                continue
            answers, wrong = _held(section, plan.lanes[key], plan, catalogue, file, findings)
            count += answers
            problems += wrong
    if findings.problems:
        raise Refused(findings.problems)
    return count, problems


def _held(
    section: Block, known: Lanes, plan: Plan, catalogue: Catalogue, file: str, findings: Findings
) -> tuple[int, list[Problem]]:
    """One section: its records, then each answer against the rules."""

    def refuse(code: str, line: int, /, **facts: Any) -> None:
        findings.refuse(code, file, line, facts)

    filling = Filling(plan, plan.musts[known.declared], catalogue, refuse)
    answers = [row for table in section.tables if table.caption == ANSWERS for row in table.rows]
    for table in section.tables:
        if table.caption in catalogue:
            filling.take(table.caption, table.rows)
        elif table.caption != ANSWERS:
            refuse(
                "plan/example-table",
                table.line,
                register=table.caption,
                **nearest(table.caption, catalogue.registers),
            )
    tables, areas = filling.tables(), filling.areas()
    problems = []
    for row in answers:
        subject = filling.id_of(known.every, row.cells.get("subject", ""))
        if subject is None:
            refuse("plan/example-ref", row.line, ref=row.cells.get("subject", ""), register=known.every)
            continue
        setting = setting_of(known, tables[known.every][subject], plan, catalogue, tables, areas)
        said = decided(known, setting, tables)
        expected = f"{row.cells.get('lane', '')} {row.cells.get('rule', '')}".strip()
        found = "–" if said is None else f"{said.lane} {said.rule}".strip()
        if found != expected:
            facts = {"must": known.key, "subject": row.cells["subject"], "expected": expected, "found": found}
            problems.append(Problem("plan/example-differs", file, row.line, facts))
    return len(answers), problems


def setting_of(
    known: Lanes, row: Row, plan: Plan, catalogue: Catalogue, tables: Tables, areas: Mapping[str, int]
) -> Setting:
    """What the rules are read in for one subject."""
    children: dict[tuple[str, str], dict[int, list[Row]]] = {}
    for register, via, _ in lanes.children_read(known):
        rows = children.setdefault((register, via), {})
        for child in tables[register].values():
            if child[via] is not None:
                rows.setdefault(child[via], []).append(child)
    return Setting(plan, catalogue, tables, areas, known.every, {Role.SUBJECT: row}, None, children)


def decided(known: Lanes, setting: Setting, tables: Tables) -> Laned | None:
    """The lane in force for one subject, its declarations among the tables."""
    if lanes.in_force({known.key: known}, setting) is None:
        return None
    must = setting.plan.musts[known.declared]
    candidates = list(tables[must.has].values())
    return lanes.decide(known, setting, lanes.declared_ahead(must, setting, candidates))
