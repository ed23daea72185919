"""A directive becomes the folder of a draft plan: every demand a clause that nobody has decided about yet.

The draft loads as it is. Its zone, term and city are those of the plan it was compared with; all of it is there to be changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from lianfang.base.problems import Problem, Refused
from lianfang.plan.directives import Demand
from lianfang.plan.model import Plan
from lianfang.plan.proposals import Concordance
from lianfang.plan.wording import is_telling

_TITLE = 30
_PHRASE = 24


def write(folder: Path, concordance: Concordance, plan: Plan, source: str) -> list[Path]:
    """Write the draft into a new or empty folder, and name the files written.

    Args:
        folder: where; its name becomes the plan's key.
        concordance: the demands, with what is proposed for them.
        plan: the plan whose clauses are proposed.
        source: the name of the directive's file.

    Raises:
        Refused: the folder holds something, or cannot be written.
    """
    files = {
        folder / "plan.yaml": _head(folder.resolve().name, plan, source),
        folder / "clauses" / "draft.yaml": "\n".join(_clauses(concordance, plan, source)) + "\n",
    }
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Refused(Problem("directive/draft-exists", facts={"folder": folder}))
        (folder / "clauses").mkdir(parents=True, exist_ok=True)
        for path, text in files.items():
            path.write_bytes(text.encode("utf-8"))
    except OSError as error:
        facts = {"folder": folder, "detail": error.strerror or str(error)}
        raise Refused(Problem("directive/draft-unwritable", facts=facts)) from error
    return list(files)


def _head(name: str, plan: Plan, source: str) -> str:
    key = re.sub(r"\W+", "_", name).strip("_") or "draft"
    return "\n".join(
        [
            f"# Draft made from {_comment(source)}. Zone, days and city are those of {plan.key}: set your own.",
            f"plan: {_quoted(key)}",
            "title:",
            f"  zh: {_quoted(f'草案：{_comment(source)}')}",
            f"  en: {_quoted(f'Draft from {_comment(source)}')}",
            f"zone: {_quoted(plan.zone)}",
            f"from: {plan.since.isoformat()}",
            f"until: {plan.until.isoformat()}",
            f"city: {_quoted(plan.city)}",
            "",
        ]
    )


def _clauses(concordance: Concordance, plan: Plan, source: str) -> Iterator[str]:
    yield f"# Every demand of {_comment(source)}, as it was cut. Decide of each: its line, its kind, your own words in zh and en."
    yield f"# After # stands what {plan.key} has for it: clause, line, kind, score from 1 to 100, and the words that matched."
    for demand in concordance.directive.demands:
        yield from _clause(demand, concordance)
    missing = [key for key in concordance.clauses if concordance.clause_found(key) == "no"]
    if missing:
        yield f"# Clauses of {plan.key} that the text does not have:"
        yield from (f"#   {key} {_comment(concordance.clauses[key].title.zh)}" for key in missing)


def _clause(demand: Demand, concordance: Concordance) -> Iterator[str]:
    said = " ".join(demand.text.split())
    title = said if len(said) <= _TITLE else said[: _TITLE - 1] + "…"
    yield f"# line {demand.line}, characters {demand.start + 1}-{demand.end}"
    yield from (f"#   {line}" for line in _proposed(demand, concordance))
    yield f"- clause: {_quoted(demand.key)}"
    yield "  line: general"
    yield "  kind: measure"
    yield f"  title: {{zh: {_quoted(title)}, en: {_quoted(f'Draft {demand.key}, not yet translated')}}}"
    yield "  text:"
    yield f"    zh: {_quoted(said)}"
    yield f"    en: {_quoted(f'Draft {demand.key}, not yet translated')}"
    if is_telling(said[:_PHRASE]):
        yield f"  phrases: [{_quoted(said[:_PHRASE])}]"
    yield '  because: {zh: "草稿：尚未决定", en: "draft: not yet decided"}'


def _proposed(demand: Demand, concordance: Concordance) -> Iterator[str]:
    for proposal in concordance.proposals[demand.key]:
        clause = concordance.clauses[proposal.clause]
        kinds, words = "/".join(clause.kinds), " | ".join(proposal.words)
        yield (
            f"{proposal.clause} {_comment(clause.title.zh)} [{clause.line}, {kinds}] "
            f"{proposal.score} by {proposal.by}: {_comment(words)}"
        )
    if not concordance.proposals[demand.key]:
        yield "no clause proposed"


def _quoted(text: str) -> str:
    """A text in quotation marks, as YAML reads it back."""
    return yaml.safe_dump(text, allow_unicode=True, default_style='"', width=10**6).strip()


def _comment(text: str) -> str:
    """A text on one line, with nothing in it that YAML would not read in a comment."""
    return "".join(letter if letter.isprintable() else "·" for letter in " ".join(text.split()))
