"""The worked examples of every plan that comes with the product, read by the reference and by the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianfang.plan import reference
from lianfang.plan.examples import Reader, read_examples, run
from lianfang.plan.loader import load
from lianfang.registers.catalogue import catalogue
from tests.spec import databases

PLANS = sorted(file.parent for file in (Path(__file__).parents[2] / "plans").glob("*/plan.yaml"))


def differing(folder: Path, reader: Reader) -> list[str]:
    """What the examples of a plan say and the reading does not."""
    plan = load(folder, catalogue())
    examples = read_examples(folder, plan, catalogue())
    assert {example.must for example in examples} == set(plan.musts), "every must has a worked example"
    return [
        problem.line_of_text("en")
        for example in examples
        for problem in run(example, plan, catalogue(), reader)
    ]


@pytest.mark.parametrize("folder", PLANS, ids=lambda folder: folder.name)
def test_the_reference_reads_as_the_examples_say(folder: Path) -> None:
    assert differing(folder, reference.duties) == []


@pytest.mark.django_db
@pytest.mark.parametrize("folder", PLANS, ids=lambda folder: folder.name)
def test_the_database_reads_as_the_examples_say(folder: Path) -> None:
    assert differing(folder, databases.read) == []
