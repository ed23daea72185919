"""What is published of imports is true: the schema of the JSON, and the mapping in the manual."""

from __future__ import annotations

import os
import re
import textwrap

import jsonschema
import pytest

from lianfang.interop import mappings, schemas
from lianfang.interop.mapping_text import MappingText, Take
from tests.arch.source import ROOT
from tests.unit.interop.files import CASES, HEADER, ROWS, bring, csv_text, lay_areas, mapping

SCHEMA = ROOT / "docs" / "reference" / "import.schema.json"
MANUAL = ROOT / "docs" / "how" / "bring-in-a-file.md"


def test_the_published_schema_is_not_stale():
    if os.environ.get("LIANFANG_WRITE") == "1":
        SCHEMA.write_text(schemas.text(), "utf-8")
    assert SCHEMA.read_text("utf-8") == schemas.text(), "LIANFANG_WRITE=1 writes it anew"
    jsonschema.Draft202012Validator.check_schema(schemas.schema())


@pytest.mark.django_db
def test_a_receipt_is_as_published(tmp_path):
    lay_areas()
    (tmp_path / "x.csv").write_text(csv_text([HEADER, *ROWS, ("4", "男", "1/2/2020", "x", "")]), "utf-8")
    receipt = bring(tmp_path / "x.csv", mapping(CASES))
    assert receipt.rejected == 1
    jsonschema.validate({"areas": [], "imports": [receipt.as_json()]}, schemas.schema())


def test_the_mapping_in_the_manual_is_right():
    [block] = re.findall(r"\n((?:    .*\n|\n)*    mapping: (?:.*\n)(?:    .*\n)*)", MANUAL.read_text("utf-8"))
    loaded = mappings.read(textwrap.dedent(block), MANUAL.name)
    assert loaded.said.fills == "passage"


def test_the_manual_names_every_key_of_a_mapping():
    manual = MANUAL.read_text("utf-8")
    keys = {field.alias or name for part in (MappingText, Take) for name, field in part.model_fields.items()}
    assert [key for key in sorted(keys) if f"`{key}`" not in manual and f"    {key}:" not in manual] == []
