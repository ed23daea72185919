"""Every page of the specification, read by the reference and by the database: each operator of the grammar does what its page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianfang.plan import reference
from lianfang.plan.examples import run
from tests.plan_catalogue import CATALOGUE
from tests.spec import databases, reading


@pytest.mark.parametrize("path", reading.PAGES, ids=lambda path: path.stem)
def test_the_reference_reads_as_the_page_says(path: Path, tmp_path: Path) -> None:
    page = reading.read(path, tmp_path)
    assert page.examples
    differing = [p for example in page.examples for p in run(example, page.plan, CATALOGUE, reference.duties)]
    assert [problem.line_of_text("en") for problem in differing] == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", reading.PAGES, ids=lambda path: path.stem)
def test_the_database_reads_as_the_page_says(path: Path, tmp_path: Path) -> None:
    page = reading.read(path, tmp_path)
    differing = [p for example in page.examples for p in run(example, page.plan, CATALOGUE, databases.read)]
    assert [problem.line_of_text("en") for problem in differing] == []
