"""The specification by example: each page of this folder is a tiny plan and what it says of a few records."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from lianfang.base.problems import Refused
from lianfang.plan.examples import Example, parse
from lianfang.plan.loader import load
from lianfang.plan.model import Plan
from lianfang.plan.sheets import Findings
from tests.plan_catalogue import CATALOGUE

HERE = Path(__file__).parent
PAGES = sorted(HERE.glob("*.md"))
_FENCE = re.compile(r"```yaml\n(.*?)```\n", re.DOTALL)

_PLAN = """\
plan: spec
title: {zh: 规范, en: Specification}
zone: Asia/Shanghai
from: 2020-01-15
until: 2020-04-30
city: "440300"
"""
# What every must has to say and no page is about.
_REST = {
    "clause": '"2.1"',
    "title": "{zh: 例, en: Example}",
    "denominator": "{source: {zh: 记录, en: records}, independent: no}",
    "restricts": "no",
    "source": "{document: Made up for this page, status: confirmed}",
}


@dataclass(frozen=True)
class Page:
    """One page: its title, its plan and its examples."""

    title: str
    plan: Plan
    examples: list[Example]


def read(path: Path, folder: Path) -> Page:
    """Lay a page's plan out in an empty folder, load it, and read its examples.

    Raises:
        Refused: the plan or a table of the page is wrong.
    """
    text = path.read_text("utf-8")
    (folder / "plan.yaml").write_text(_PLAN, "utf-8")
    for number, block in enumerate(_FENCE.findall(text)):
        kind = "values" if block.startswith("value:") else "musts"
        (folder / kind).mkdir(exist_ok=True)
        (folder / kind / f"{number}.yaml").write_text(block + _rest(block, kind), "utf-8")
    plan = load(folder, CATALOGUE)
    findings = Findings()
    examples = parse(text, path.name, plan, CATALOGUE, findings)
    if findings.problems:
        raise Refused(findings.problems)
    return Page(text.splitlines()[0].removeprefix("# "), plan, examples)


def _rest(block: str, kind: str) -> str:
    said = {line.partition(":")[0] for line in block.splitlines()}
    return (
        ""
        if kind == "values"
        else "".join(f"{key}: {rest}\n" for key, rest in _REST.items() if key not in said)
    )
