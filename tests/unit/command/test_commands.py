"""``lianfang brief`` and ``lianfang gaps``: what they print, write and answer to the shell."""

from __future__ import annotations

import csv
import json

import jsonschema
import pytest
from click.testing import CliRunner

from lianfang.base.problems import Refused
from lianfang.cli import brief, gaps
from lianfang.fronts.command.schemas import schema
from lianfang.fronts.command.shapes import Brief, GapList
from lianfang.gaps import plans
from lianfang.synth import ledger
from tests.unit.gaps.cities import lay_planted

pytestmark = pytest.mark.django_db


@pytest.fixture
def planted():
    yield lay_planted()
    plans.forget()


def run(command, *arguments: str):
    """Run a command; what it refuses is raised."""
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    return result.exit_code, result.output


@pytest.mark.usefixtures("planted")
def test_brief_prints_json_after_its_schema():
    code, text = run(brief.command, "--as-of", "2020-02-13", "--json")
    assert code == 0
    jsonschema.validate(json.loads(text), schema(Brief))
    assert json.loads(text)["as_of"] == "2020-02-14T00:00:00+08:00"


@pytest.mark.usefixtures("planted")
def test_brief_writes_a_page(tmp_path):
    code, text = run(
        brief.command, "--as-of", "2020-02-13", "--html", str(tmp_path / "b.html"), "--lang", "en"
    )
    assert (code, text) == (0, "")
    assert "</html>" in (tmp_path / "b.html").read_text("utf-8")


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize("area", ["440305", "南山区", "nanshan"])
def test_an_area_is_found_by_code_and_name(area):
    _code, text = run(brief.command, "--as-of", "2020-02-13", "--area", area, "--json")
    assert json.loads(text)["area"]["name"]["zh"] == "南山区"


@pytest.mark.usefixtures("planted")
def test_an_area_that_is_not_there_is_refused():
    with pytest.raises(Refused) as refusal:
        run(brief.command, "--area", "999999")
    assert [p.code for p in refusal.value.problems] == ["area/not-found"]


@pytest.mark.usefixtures("planted")
def test_what_is_no_instant_is_refused():
    with pytest.raises(Refused) as refusal:
        run(brief.command, "--as-of", "yesterday")
    assert [p.code for p in refusal.value.problems] == ["store/bad-instant"]


@pytest.mark.usefixtures("planted")
def test_gaps_print_json_and_write_a_table(tmp_path):
    _code, text = run(gaps.command, "--as-of", "2020-02-13", "--json", "--limit", "0")
    listed = json.loads(text)
    jsonschema.validate(listed, schema(GapList))
    assert listed["total"] == len(listed["rows"]) > 0
    code, _text = run(gaps.command, "--as-of", "2020-02-13", "--csv", str(tmp_path / "g.csv"))
    assert code == 0
    assert (tmp_path / "g.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "g.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["记录"] for row in csv.DictReader(file)] == [row["subject"] for row in listed["rows"]]


def test_against_a_ledger_both_ways(planted, tmp_path):
    file = tmp_path / "ledger.jsonl"
    ledger.write(file, planted)
    assert run(gaps.command, "--against", str(file))[0] == 0
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), "utf-8")
    code, text = run(gaps.command, "--against", str(file))
    assert code == 1
    assert json.loads(lines[-1])["must"] in text
    file.write_text("".join(lines) + lines[-1].replace('"subject": ', '"subject": 9'), "utf-8")
    assert run(gaps.command, "--against", str(file))[0] == 1
    file.write_text("{}\n", "utf-8")
    with pytest.raises(Refused) as refusal:
        run(gaps.command, "--against", str(file))
    assert [p.code for p in refusal.value.problems] == ["ledger/unreadable"]
