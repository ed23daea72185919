"""What ``lianfang plan read`` says: every demand with its place and its proposals, every clause found or not, and counts that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lianfang.base.problems import Problem
from lianfang.base.words import Language, Text
from lianfang.plan.directives import Demand, Rest
from lianfang.plan.proposals import Concordance, Found, Proposal

FOUND: tuple[Found, ...] = ("phrase", "likeness", "no")
_SAID: Mapping[str, Text] = {
    "demand": Text("{key}  第{line}行 第{first}–{last}字  {text}", "{key}  line {line}, characters {first}–{last}  {text}"),
    "proposal": Text("    → {clause} {title}（{score}，{by}：{words}）", "    → {clause} {title} ({score}, {by}: {words})"),
    "unmatched": Text("    → 没有对应的条款", "    → no clause"),
    "phrase": Text("短语", "phrase"),
    "likeness": Text("相似", "likeness"),
    "not found": Text("文中没有的条款：{key} {title}", "clause not found in the text: {key} {title}"),
    "alike": Text("仅凭相似找到的条款：{key} {title}", "clause found by likeness only: {key} {title}"),
    "prose": Text("未当作要求的文字：第{line}行 第{first}–{last}字  {text}",
                  "not taken as a demand: line {line}, characters {first}–{last}  {text}"),
    "demands": Text("切出要求项 {n} = 按短语对应 {phrase} + 仅凭相似 {likeness} + 没有对应 {no}",
                    "demands cut {n} = matched by phrase {phrase} + by likeness only {likeness} + unmatched {no}"),
    "clauses": Text("方案 {plan} 的条款 {n} = 按短语找到 {phrase} + 仅凭相似 {likeness} + 未找到 {no}",
                    "clauses of {plan} {n} = found by phrase {phrase} + by likeness only {likeness} + not found {no}"),
    "left": Text("未当作要求的文字 {n} 处", "stretches not taken as demands {n}"),
    "draft": Text("草案已写入 {folder}", "draft written to {folder}"),
    "decide": Text("以上只是建议，由人定夺。", "These are proposals; a person decides."),
}  # fmt: skip


@dataclass(frozen=True)
class Report:
    """A directive beside a plan, ready to be said.

    ``file`` is the text's name, ``plan`` the plan's key, ``draft`` the folder of the draft made of it, if one was.
    """

    file: str
    plan: str
    concordance: Concordance
    draft: str | None = None

    @property
    def remarks(self) -> list[Problem]:
        """What to look at beside the numbers."""
        found = []
        if not self.concordance.directive.is_numbered:
            found.append(Problem("directive/not-numbered", self.file))
        if not self.concordance.clauses:
            found.append(Problem("directive/no-clauses", self.file, facts={"plan": self.plan}))
        return found

    def demand_counts(self) -> dict[str, int]:
        """How many demands were matched by phrase, by likeness only, not at all."""
        one = self.concordance
        return _counted(one.demand_found(demand.key) for demand in one.directive.demands)

    def clause_counts(self) -> dict[str, int]:
        """How many clauses were found by phrase, by likeness only, not at all."""
        return _counted(map(self.concordance.clause_found, self.concordance.clauses))

    def as_json(self) -> dict[str, Any]:
        """The report for machines; characters count from 1, both ends included."""
        one = self.concordance
        return {
            "file": self.file,
            "plan": self.plan,
            "draft": self.draft,
            "demands": [
                {
                    "key": demand.key, **_place(demand), "text": demand.text, "found": one.demand_found(demand.key),
                    "proposals": [_proposal(proposal) for proposal in one.proposals[demand.key]],
                }
                for demand in one.directive.demands
            ],
            "clauses": [
                {"clause": key, "found": one.clause_found(key), "demands": [d.key for d, _ in one.demands_of[key]]}
                for key in one.clauses
            ],
            "prose": [{**_place(rest), "text": rest.text} for rest in one.directive.prose],
            "counts": {"demands": self.demand_counts(), "clauses": self.clause_counts()},
            "remarks": [problem.as_json() for problem in self.remarks],
        }  # fmt: skip

    def lines(self, language: Language) -> Iterator[str]:
        """The report for people, a line each; the counts come last."""
        for demand in self.concordance.directive.demands:
            yield from self._demand_lines(demand, language)
        for key, clause in self.concordance.clauses.items():
            how = {"no": "not found", "likeness": "alike"}.get(self.concordance.clause_found(key))
            if how:
                yield _SAID[how].to(language).format(key=key, title=clause.title.to(language))
        for rest in self.concordance.directive.prose:
            yield _SAID["prose"].to(language).format(**_facts(rest))
        yield from (problem.line_of_text(language) for problem in self.remarks)
        yield from self._count_lines(language)

    def _demand_lines(self, demand: Demand, language: Language) -> Iterator[str]:
        yield _SAID["demand"].to(language).format(key=demand.key, **_facts(demand))
        for proposal in self.concordance.proposals[demand.key]:
            yield _SAID["proposal"].to(language).format(
                clause=proposal.clause, title=self.concordance.clauses[proposal.clause].title.to(language),
                score=proposal.score, by=_SAID[proposal.by].to(language), words=" | ".join(proposal.words),
            )  # fmt: skip
        if not self.concordance.proposals[demand.key]:
            yield _SAID["unmatched"].to(language)

    def _count_lines(self, language: Language) -> Iterator[str]:
        demands, clauses = self.demand_counts(), self.clause_counts()
        prose = len(self.concordance.directive.prose)
        yield _SAID["demands"].to(language).format(n=sum(demands.values()), **demands)
        yield _SAID["clauses"].to(language).format(plan=self.plan, n=sum(clauses.values()), **clauses)
        yield _SAID["left"].to(language).format(n=prose)
        if self.draft is not None:
            yield _SAID["draft"].to(language).format(folder=self.draft)
        yield _SAID["decide"].to(language)


def _counted(found: Iterable[Found]) -> dict[str, int]:
    counts = Counter(found)
    return {how: counts[how] for how in FOUND}


def _place(part: Demand | Rest) -> dict[str, int]:
    return {"line": part.line, "from": part.start + 1, "to": part.end}


def _facts(part: Demand | Rest) -> dict[str, Any]:
    said = " ".join(part.text.split())
    return {"line": part.line, "first": part.start + 1, "last": part.end, "text": said}


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "clause": proposal.clause,
        "by": proposal.by,
        "score": proposal.score,
        "words": list(proposal.words),
    }
