"""`lianfang import` at a console: foretold, confirmed, named, listed, taken back; exit codes that a script can go by."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.interop.files import CASES, HEADER, ROWS, csv_text

pytestmark = pytest.mark.slow


@pytest.fixture
def run(tmp_path):
    """Run the command in a site of its own."""

    def run(*words: str, say: str = "") -> subprocess.CompletedProcess[str]:
        home = tmp_path / "home"
        env = {
            **os.environ,
            "LIANFANG_HOME": str(home),
            "LIANFANG_DATABASE": f"sqlite:///{home / 'site.sqlite3'}",
        }
        return subprocess.run(
            [sys.executable, "-m", "lianfang", "import", *words], env=env, input=say, capture_output=True, text=True, check=False
        )  # fmt: skip

    return run


@pytest.fixture
def files(tmp_path):
    """A good file, one with a bad row, and their mapping."""
    mapping: Path = tmp_path / "m.yaml"
    mapping.write_text(CASES, "utf-8")
    good, part = tmp_path / "good.csv", tmp_path / "part.csv"
    good.write_text(csv_text([HEADER, *ROWS]), "utf-8")
    part.write_text(csv_text([HEADER, *ROWS, ("4", "男", "1/2/2020", "x", "")]), "utf-8")
    return str(good), str(part), str(mapping)


def test_a_day_with_the_command(run, files):
    good, part, mapping = files

    asked = run(good, "--mapping", mapping, "--lang", "en", say="n\n")
    assert asked.returncode == 2
    assert "3 created" in asked.stderr
    assert "Nothing was written." in asked.stderr

    done = run(good, "--mapping", mapping, "--json", say="y\n")
    assert done.returncode == 0, done.stderr
    receipt = json.loads(done.stdout)["imports"][0]
    assert (receipt["status"], receipt["read"], receipt["created"], receipt["rejected_rows"]) == (
        "done",
        3,
        3,
        [],
    )

    # The mapping was kept: its key is enough, and so is the file's header.
    foretold = run(part, "--dry-run", "--lang", "en")
    assert foretold.returncode == 3
    assert "3 unchanged + 1 rejected" in foretold.stdout
    assert "row 5 报告日 “1/2/2020”: [import/ambiguous-date]" in foretold.stdout
    assert "row 5 年龄: [import/number]" in foretold.stdout

    both = run(good, part, "--mapping", "test/cases", "--yes", "--json")
    assert both.returncode == 3
    said = json.loads(both.stdout)["imports"]
    assert [(each["unchanged"], each["rejected"]) for each in said] == [(3, 0), (3, 1)]
    [row] = said[1]["rejected_rows"]
    assert [fault["code"] for fault in row["faults"]] == ["import/ambiguous-date", "import/number"]
    assert all(fault["mend"]["zh"] and fault["mend"]["en"] for fault in row["faults"])

    listed = run("--list")
    assert listed.stdout.count("已导入") == 3
    undone = run("--undo", receipt["batch"], "--lang", "en")
    assert undone.returncode == 0, undone.stderr
    assert "taken back" in undone.stdout
    again = run("--undo", receipt["batch"])
    assert (again.returncode, "[import/nothing-to-undo]" in again.stderr) == (2, True)


def test_refusals(run, files, tmp_path):
    good, _, mapping = files
    none = run(good)
    assert (none.returncode, "[mapping/none-fits]" in none.stderr) == (2, True)
    nothing = run("--resume")
    assert (nothing.returncode, "[import/nothing-to-resume]" in nothing.stderr) == (2, True)
    cut = tmp_path / "cut.csv"
    cut.write_text(Path(good).read_text("utf-8") + "4,男", "utf-8")
    held = run(str(cut), "--mapping", mapping, "--yes")
    assert (held.returncode, "[import/cut]" in held.stderr) == (2, True)
    assert run(str(cut), "--mapping", mapping, "--yes", "--accept-cut").returncode == 3
    short = run(good, "--mapping", mapping, "--yes", "--expect", "4")
    assert (short.returncode, "[import/count-differs]" in short.stderr) == (2, True)
    assert run().returncode == 2
