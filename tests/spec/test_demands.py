"""The shipped plan holds every demand of the directive of 12 and 13 February 2020, each with the kinds that it was given."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from lianfang.plan.loader import load
from lianfang.plan.model import Plan
from lianfang.registers.catalogue import catalogue

FOLDER = Path(__file__).parents[2] / "plans" / "shenzhen_2020"

KINDS = {
    "text": "A1 A2 A3 A7",
    "measure": "A4 8.1 11.1 R3.2",
    "measure, figure": "2.4 12.3",
    "figure, must": "A5 A6 G1 G2 6.2 8.2 M2",
    "must, figure": "5.1 7.3 9.1",
    "figure": "7.4 R0 R2.3 R3.3 S2 S3",
    "must": """G3 1.1 1.2 1.3 2.1 2.2 2.3 3.1 3.2 3.3 3.4 4.1 4.2 5.2 6.1 7.1 7.2 9.2 9.3 10.1 10.2 10.3 11.2 11.3 12.1 12.2
        R1.1 R1.2 R1.3 R2.1 R2.2 R3.1 R4.1 R5.1 R5.2 R5.3 S1 M1 M3 M4 M5""",
}
"""The list of demands that a careful reader made of the directive."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load(FOLDER, catalogue())


def expected() -> dict[str, str]:
    return {key: kinds for kinds, keys in KINDS.items() for key in keys.split()}


def test_every_demand_is_a_clause_of_its_kinds(plan: Plan) -> None:
    assert {key: ", ".join(clause.kinds) for key, clause in plan.clauses.items()} == expected()
    assert len(expected()) == 67


def test_the_list_kept_here_is_that_of_the_reference() -> None:
    file = Path(os.environ.get("LIANFANG_DATA", "")).parent / "reference" / "demands.md"
    if not os.environ.get("LIANFANG_DATA") or not file.is_file():
        pytest.skip("no reference folder beside LIANFANG_DATA")
    rows = re.findall(r"^\| ([A-Z]?[\d.]*\d) \|[^|]+\| ([a-z, ]+) \|", file.read_text("utf-8"), re.MULTILINE)
    assert dict(rows) == expected()
    assert len(rows) == 67


def test_every_clause_has_its_words_and_whatever_nothing_serves_says_why(plan: Plan) -> None:
    served = {must.clause for must in plan.musts.values()}
    served |= {figure.clause for figure in plan.figures.values()}
    for key, clause in plan.clauses.items():
        assert clause.title.zh != clause.title.en
        assert clause.text.zh != clause.text.en
        assert clause.phrases, key
        assert key in served or clause.because is not None, key
    assert [warning for warning in plan.warnings if warning.code == "plan/clause-unserved"] == []
