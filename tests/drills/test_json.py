"""What commands print with --json fits the schema that is published for it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.drills.site import fresh

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "reference" / "commands.schema.json").read_text("utf-8")
)
RETURNS = "day,count\n2020-02-09,12\n2020-02-10,x\n"
MAPPING = """
mapping: test/returns
title: {zh: 报数, en: returns}
register: return
key: "test:{day}"
columns:
  day: {from: day, as: date}
  value: {from: count, as: number}
constants: {figure: vehicles_counted, area: {gb: "440300"}}
"""


def fits(said: str, command: str) -> dict:
    """The JSON printed, held against its definition."""
    found = json.loads(said)
    jsonschema.validate(found, {**SCHEMA, "$ref": f"#/$defs/{command.replace(' ', '%20')}"})
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with fresh(tmp_path_factory.mktemp("json")) as made:
        made.home.mkdir()  # each test may be the first of its worker
        yield made


def test_every_command_prints_what_its_schema_says(site):
    made = fits(site.run("synth", "--people", "2000", "--json").stdout, "synth")
    assert made["planted"] > 0
    assert sum(fits(site.run("rebuild", "--json").stdout, "rebuild").values()) > 0
    assert fits(site.run("plan", "check", "--json").stdout, "plan check")["differing"] == []
    kept = fits(site.run("backup", str(site.home / "a.zip"), "--json").stdout, "backup")
    ref = site.python(
        "from lianfang.registers.models import Area\nprint(Area.objects.get(gb_code='440305').ref)"
    ).strip()
    (site.home / "row.json").write_text(json.dumps([{"area": ref}]), "utf-8")
    recorded = fits(site.run("record", "vehicle", str(site.home / "row.json")).stdout, "record")
    assert fits(site.run("withdraw", "vehicle", *recorded["refs"], "--json").stdout, "withdraw") == {
        "withdrawn": 1
    }
    with fresh(site.home / "other") as other:
        again = fits(other.run("restore", str(site.home / "a.zip"), "--json").stdout, "restore")
    assert again == kept


def test_an_import_with_a_rejected_row_prints_its_receipt(site):
    (site.home / "returns.csv").write_text(RETURNS, "utf-8")
    (site.home / "returns.yaml").write_text(MAPPING, "utf-8")
    words = (
        "import",
        str(site.home / "returns.csv"),
        "--mapping",
        str(site.home / "returns.yaml"),
        "--yes",
        "--json",
    )
    done = site.run(*words)
    assert done.returncode == 3, done.stderr
    last = fits(done.stdout, "import")["imports"][-1]
    assert (last["read"], last["created"], last["rejected"]) == (2, 1, 1)
    assert [row["row"] for row in last["rejected_rows"]] == [3]


def test_a_wrong_plan_prints_its_problems(site):
    folder = site.home / "wrong"
    folder.mkdir()
    (folder / "plan.yaml").write_text("plan: wrong\n", "utf-8")
    done = site.run("plan", "check", str(folder), "--json")
    assert done.returncode == 2
    assert all(problem["line"] >= 0 for problem in fits(done.stdout, "refused")["problems"])


def test_all_commands_that_print_json_are_in_the_schema(site):
    help_text = site.run("--help").stdout
    commands = {line.split()[0] for line in help_text.partition("Commands:")[2].splitlines() if line.strip()}
    printing = {c for c in commands if "--json" in site.run(c, "--help").stdout}
    of_their_own = {"board", "brief", "gaps", "ledger", "zones", "reconcile", "lanes", "load"}
    assert printing - of_their_own <= set(SCHEMA["$defs"])
