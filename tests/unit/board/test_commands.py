"""``lianfang board``: what it prints, in both languages and as JSON after its published schema."""

from __future__ import annotations

import json
import os
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from lianfang.board import schemas
from lianfang.board.gap_pages import gaps
from lianfang.board.musts import must
from lianfang.board.records import record
from lianfang.cli import board
from lianfang.gaps import plans
from tests.arch.source import ROOT
from tests.unit.board.naive import EVERYONE
from tests.unit.gaps.cities import lay_planted

FOLDER = ROOT / "docs" / "reference"


@pytest.mark.parametrize("name", schemas.PUBLISHED)
def test_a_published_schema_is_not_stale_and_is_a_schema(name: str) -> None:
    now = schemas.text(schemas.PUBLISHED[name])
    if os.environ.get("LIANFANG_WRITE") == "1":
        (FOLDER / name).write_text(now, "utf-8")
    assert (FOLDER / name).read_text("utf-8") == now, "LIANFANG_WRITE=1 writes it anew"
    jsonschema.Draft202012Validator.check_schema(json.loads(now))


def run(*arguments: str) -> str:
    """Run the command."""
    result = CliRunner().invoke(board.command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def fits(text: str, shape: Any) -> Any:
    """The JSON, after its schema."""
    found = json.loads(text)
    jsonschema.validate(found, schemas.schema(shape))
    return found


@pytest.mark.django_db
def test_the_board_is_printed_and_its_json_fits_the_schema() -> None:
    made = lay_planted()
    shown = fits(run("--as-of", "2020-02-13", "--json"), schemas.Board)
    assert (shown["as_of"], shown["area"]["code"]) == ("2020-02-14T00:00:00+08:00", "440300")
    line = fits(run("--as-of", "2020-02-13", "--line", "gates", "--json"), schemas.LinePage)
    assert line["card"] == next(one for one in shown["lines"] if one["line"] == "gates")
    zh, en = run("--as-of", "2020-02-13"), run("--as-of", "2020-02-13", "--lang", "en", "--area", "440304")
    assert "尚无在用要求" in zh
    assert "no working musts" in en
    assert f"{shown['numbers']['gaps']:,}" in zh
    assert "Futian" in en
    assert "no must yet" in run("--as-of", "2020-02-13", "--line", "order", "--lang", "en")
    at = made.as_of
    page = gaps(reader=EVERYONE, as_of=at, at=at)
    fits(schemas.as_json(page), schemas.GapPage)
    fits(
        schemas.as_json(must("declared-before-the-lane", reader=EVERYONE, as_of=at, at=at)), schemas.MustPage
    )
    row = page.rows[0]
    fits(
        schemas.as_json(record(row.register_, row.subject, reader=EVERYONE, as_of=at, at=at)),
        schemas.RecordPage,
    )
    plans.forget()
