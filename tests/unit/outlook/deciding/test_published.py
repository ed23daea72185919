"""Schemas of the answers are not stale; every problem of this engine is used."""

from __future__ import annotations

import os

import pytest

from lianfang.base.problems import CATALOGUE
from lianfang.outlook.deciding import shapes
from tests.arch.source import ROOT


@pytest.mark.parametrize("command", list(shapes.ANSWERS))
def test_the_published_schema_is_not_stale(command):
    kept = ROOT / "docs" / "reference" / f"outlook_{command}.schema.json"
    if os.environ.get("LIANFANG_WRITE") == "1":
        kept.write_text(shapes.text(command), "utf-8")
    assert kept.read_text("utf-8") == shapes.text(command), "LIANFANG_WRITE=1 writes it anew"


def test_every_problem_is_used():
    folder = ROOT / "src" / "lianfang"
    files = [*(folder / "outlook" / "deciding").glob("*.py"), folder / "cli" / "deciding.py"]
    source = "".join(path.read_text("utf-8") for path in files)
    assert [code for code in CATALOGUE if code.startswith("deciding/") and f'"{code}"' not in source] == []
