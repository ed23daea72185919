"""What ``lianfang plan check`` says: how much of the directive a plan holds, what is assumed, whether its examples agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lianfang.base.problems import Problem
from lianfang.base.words import Language, Text
from lianfang.plan import examples, lane_examples, reference
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
    "reason": Text("：{because}", ": {because}"),
    "two": Text("（兼有两类的 {n}）", " (of two kinds {n})"),
    "served": Text(
        "有要求的条款 {m} · 有指标的 {f}（两者都有 {b}） · 尚无的 {n}，其中已说明原因 {r}",
        "clauses served by musts {m} · by figures {f} (both {b}) · by nothing yet {n}, of these with a reason {r}",
    ),
    "entries": Text(
        "可核对要求 {m} · 指标 {f} · 数值 {v} · 增减账 {l} · 分区 {z}",
        "musts {m} · figures {f} · values {v} · ledgers {l} · zonings {z}",
    ),
    "assumed": Text("假定的数值 {n}：{names}", "values assumed {n}: {names}"),
    "examples": Text("示例 {n}，不符 {d}", "examples {n}, differing {d}"),
}


@dataclass(frozen=True)
class Served:
    """How many clauses have musts, figures, both, or nothing yet: clauses = musts + figures - both + nothing.

    ``explained`` are those of the last that say why.
    """

    musts: int
    figures: int
    both: int
    nothing: int
    explained: int


@dataclass(frozen=True)
class Report:
    """A plan that loads, counted; a clause of two kinds counts under both.

    ``differing`` are the examples that its musts do not agree with.
    """

    plan: Plan
    clauses: Mapping[str, int]
    served: Served
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
            "demands": len(self.plan.clauses),
            "clauses": dict(self.clauses),
            "served": asdict(self.served),
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
        two = sum(self.clauses.values()) - len(self.plan.clauses)
        if two:
            kinds += _COUNTS["two"].to(language).format(n=two)
        one = self.served
        counts = [
            _COUNTS["clauses"].to(language).format(n=len(self.plan.clauses), kinds=kinds),
            _COUNTS["served"]
            .to(language)
            .format(m=one.musts, f=one.figures, b=one.both, n=one.nothing, r=one.explained),
            _COUNTS["entries"]
            .to(language)
            .format(
                m=len(self.plan.musts),
                f=len(self.plan.figures),
                v=len(self.plan.values),
                l=len(self.plan.ledgers),
                z=len(self.plan.zonings),
            ),
            _COUNTS["assumed"].to(language).format(n=len(self.assumed), names=", ".join(self.assumed) or "–"),
            _COUNTS["examples"].to(language).format(n=self.examples, d=len(self.differing)),
        ]
        said = [problem.line_of_text(language) for problem in (*self.plan.warnings, *self.differing)]
        return [*self.clause_lines(language), *counts, *said]

    def clause_lines(self, language: Language) -> list[str]:
        """Every demand of the directive: key, kinds, title, how many musts and figures serve it, else why none does."""
        musts = Counter(must.clause for must in self.plan.musts.values())
        figures = Counter(figure.clause for figure in self.plan.figures.values())
        lines = []
        for key, clause in self.plan.clauses.items():
            kinds = "/".join(_WORDS[kind].to(language) for kind in clause.kinds)
            title, m, f = clause.title.to(language), musts[key], figures[key]
            said = _COUNTS["clause"].to(language).format(key=key, kind=kinds, title=title, m=m, f=f)
            if not (m or f) and clause.because is not None:
                said += _COUNTS["reason"].to(language).format(because=clause.because.to(language))
            lines.append(said)
        return lines


def check(folder: Path, catalogue: Catalogue) -> Report:
    """Load a plan, count what it holds, and read its worked examples by the reference.

    Raises:
        Refused: the plan, or a table of its examples, is wrong.
    """
    plan = load(folder, catalogue)
    found = examples.read_examples(folder, plan, catalogue)
    differing = [p for example in found for p in examples.run(example, plan, catalogue, reference.duties)]
    vehicles, misled = lane_examples.differing(folder, plan, catalogue)
    counts: Counter[str] = Counter(kind for clause in plan.clauses.values() for kind in clause.kinds)
    by_kind = {kind: counts[kind] for kind in KINDS}
    return Report(plan, by_kind, served(plan), assumed(plan), len(found) + vehicles, (*differing, *misled))


def served(plan: Plan) -> Served:
    """How many clauses of a plan its musts and figures serve."""
    musts = {must.clause for must in plan.musts.values()} & plan.clauses.keys()
    figures = {figure.clause for figure in plan.figures.values()} & plan.clauses.keys()
    nothing = [clause for key, clause in plan.clauses.items() if key not in musts | figures]
    explained = sum(clause.because is not None for clause in nothing)
    return Served(len(musts), len(figures), len(musts & figures), len(nothing), explained)


def assumed(plan: Plan) -> tuple[str, ...]:
    """The values, and the ladders of escalation, of which any entry is assumed."""
    values = (
        key for key, value in plan.values.items() if any(e.source.status == "assumed" for e in value.entries)
    )
    ladders = (
        f"escalation {key}"
        for key, ladder in plan.ladders.items()
        if any(rung.source.status == "assumed" for rung in ladder.rungs)
    )
    return (*values, *ladders)
