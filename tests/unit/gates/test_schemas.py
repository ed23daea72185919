"""The published schemas of the gates are those of the models."""

from __future__ import annotations

import os

import jsonschema
import pytest

from lianfang.fronts.gates.schemas import PUBLISHED, schema, text
from tests.arch.source import ROOT

FOLDER = ROOT / "docs" / "reference"


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_schema_is_not_stale(name: str) -> None:
    now = text(PUBLISHED[name])
    if os.environ.get("LIANFANG_WRITE") == "1":
        (FOLDER / name).write_text(now, "utf-8")
    assert (FOLDER / name).read_text("utf-8") == now, "LIANFANG_WRITE=1 writes it anew"


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_schema_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(PUBLISHED[name]))
