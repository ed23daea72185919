"""What ``lianfang plan check`` says: how much of the directive a plan holds, what is assumed, whether its examples agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lianfang.base.problems import Problem
from lianfang.base.words import Language, Text
from lianfang.plan import examples, reference
from lianfang.plan.loader import load
from lianfang.plan.model import Plan
from lianfang.records import Catalogue

KINDS = ("must", "figure", "measure", "text")
_WORDS: Mapping[str, Text] = {
    "must": Text("要求", "must"),
    "figure": Text("指标", "figure"),
    "measure": Text("措施", "measure"),
    "text": Text("文字（不可衡量）", "text (not measurable)"),
}

_COUNTS: Mapping[str, Text] = {
    "clause": Text(
        "{key}  {kind}  {title}（要求{m}，指标{f}）", "{key}  {kind}  {title} (musts {m}, figures {f})"
    ),
    "clauses": Text("条款 {n}：{kinds}", "clauses {n}: {kinds}"),
    "unserved": Text("尚无要求或指标的条款 {n}", "clauses that nothing serves yet {n}"),
    "entries": Text("可核对要求 {m} · 指标 {f} · 数值 {v}", "musts {m} · figures {f} · values {v}"),
    "assumed": Text("假定的数值 {n}：{names}", "values assumed {n}: {names}"),
    "examples": Text("示例 {n}，不符 {d}", "examples {n}, differing {d}"),
}


@dataclass(frozen=True)
class Report:
    """A plan that loads, counted; ``differing`` are the examples that its musts do not agree with."""

    plan: Plan
    clauses: Mapping[str, int]
    assumed: tuple[str, ...]
    examples: int
    differing: tuple[Problem, ...]

    @property
    def is_good(self) -> bool:
        """Do all its examples agree? (A plan that is wrong does not even come this far.)"""
        return not self.differing

    def as_json(self) -> dict[str, Any]:
        """The report for machines."""
        return {
            "plan": self.plan.key,
            "hash": self.plan.hash,
            "clauses": dict(self.clauses),
            "musts": len(self.plan.musts),
            "figures": len(self.plan.figures),
            "values": len(self.plan.values),
            "assumed": list(self.assumed),
            "examples": self.examples,
            "differing": [problem.as_json() for problem in self.differing],
            "warnings": [problem.as_json() for problem in self.plan.warnings],
        }

    def lines(self, language: Language) -> list[str]:
        """The report for people, a line each: every demand, the counts, what is assumed, what is worth a look."""
        kinds = " · ".join(f"{_WORDS[kind].to(language)} {self.clauses[kind]}" for kind in KINDS)
        unserved = [problem for problem in self.plan.warnings if problem.code == "plan/clause-unserved"]
        counts = [
            _COUNTS["clauses"].to(language).format(n=sum(self.clauses.values()), kinds=kinds),
            _COUNTS["unserved"].to(language).format(n=len(unserved)),
            _COUNTS["entries"]
            .to(language)
            .format(m=len(self.plan.musts), f=len(self.plan.figures), v=len(self.plan.values)),
            _COUNTS["assumed"].to(language).format(n=len(self.assumed), names=", ".join(self.assumed) or "–"),
            _COUNTS["examples"].to(language).format(n=self.examples, d=len(self.differing)),
        ]
        remarks = [problem for problem in self.plan.warnings if problem not in unserved]
        said = [problem.line_of_text(language) for problem in (*remarks, *self.differing)]
        return [*self.clause_lines(language), *counts, *said]

    def clause_lines(self, language: Language) -> list[str]:
        """Every demand of the directive: its key, its kind, its title, and how many musts and figures serve it."""
        musts = Counter(must.clause for must in self.plan.musts.values())
        figures = Counter(figure.clause for figure in self.plan.figures.values())
        return [
            _COUNTS["clause"].to(language).format(
                key=key, kind=_WORDS[clause.kind].to(language), title=clause.title.to(language),
                m=musts[key], f=figures[key],
            )
            for key, clause in self.plan.clauses.items()
        ]  # fmt: skip


def check(folder: Path, catalogue: Catalogue) -> Report:
    """Load a plan, count what it holds, and read its worked examples by the reference.

    Raises:
        Refused: the plan, or a table of its examples, is wrong.
    """
    plan = load(folder, catalogue)
    found = examples.read_examples(folder, plan, catalogue)
    differing = [p for example in found for p in examples.run(example, plan, catalogue, reference.duties)]
    counts: Counter[str] = Counter(clause.kind for clause in plan.clauses.values())
    return Report(plan, {kind: counts[kind] for kind in KINDS}, assumed(plan), len(found), tuple(differing))


def assumed(plan: Plan) -> tuple[str, ...]:
    """The values of which any entry is assumed."""
    return tuple(
        key for key, value in plan.values.items() if any(e.source.status == "assumed" for e in value.entries)
    )
