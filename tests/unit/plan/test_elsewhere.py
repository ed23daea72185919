"""What the program reads of a plan's dated values is known to the plan's check: it never says of one that it can go."""

from __future__ import annotations

import re
from pathlib import Path

from lianfang.plan import shipped
from lianfang.plan.elsewhere import ELSEWHERE
from lianfang.plan.loader import load
from lianfang.plan.model import Plan
from lianfang.registers.catalogue import catalogue

SOURCE = Path(__file__).parents[3] / "src" / "lianfang"
APART = {"plan", "synth"}
"""What reads plans, and what makes cities up: neither asks a value for its own work."""


def words_of_the_program() -> set[str]:
    """All that stands between quotation marks, or in lists of names there."""
    text = "\n".join(
        path.read_text("utf-8")
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).parts[0] not in APART
    )
    return {word for quoted in re.findall(r'"([a-z][a-z_ ]*)"', text) for word in quoted.split()}


def plan_of_shenzhen() -> Plan:
    folder = shipped.folder("shenzhen_2020")
    assert folder is not None
    return load(folder, catalogue())


def test_every_value_of_the_list_is_read_and_every_value_read_is_in_the_list():
    plan = plan_of_shenzhen()
    read = words_of_the_program()
    assert set(ELSEWHERE) <= read
    homonyms = {"city_name", "response_began", "response_level"}
    assert {name for name in plan.values if name in read} - homonyms == set(ELSEWHERE) & set(plan.values)


def test_the_shipped_plan_has_every_value_that_pages_read_and_none_that_nothing_reads():
    plan = plan_of_shenzhen()
    assert set(ELSEWHERE) <= set(plan.values)
    assert [one.facts for one in plan.warnings if one.code == "plan/unused-value"] == []
