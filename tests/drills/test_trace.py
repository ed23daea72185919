"""``lianfang trace`` as a user has it: files in, a question with its reason, deletion; every answer fits its schema."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import jsonschema
import pytest

from tests.drills.site import fresh

DAY = 86400
SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "reference" / "trace.schema.json").read_text("utf-8")
)
ASK = ("--purpose", "case_investigation", "--case")
CASE = """
from lianfang.registers.actions import record
from lianfang.registers.access import By
from lianfang.registers.models import Area, Case
area = Area.objects.get(gb_code="440305").id
told = {"area": area, "classification": "CONFIRMED"}
rows = [told, {**told, "classification": "SUSPECT"}, {**told, "onset_on": ONSET}]
record(register="case", rows=rows, by=By("t", "t"), at=0)
print(*Case.objects.order_by("id").values_list("ref", flat=True))
"""
COUNTED = """
from lianfang.registers.models import ExposureQuestion
print(ExposureQuestion.objects.exclude(closed_at=None).count(), ExposureQuestion.objects.filter(asked_by="console").count())
"""
JOURNAL = """
from lianfang.registers.models import Journal
print(*Journal.objects.filter(verb="trace").values_list("fields", "ref", "purpose"), sep=chr(10))
"""
RUN = """
import json, sys
from click.testing import CliRunner
from lianfang.base.problems import Refused
from lianfang.cli import root
said = []
for words in json.loads(sys.argv[1]):
    done = CliRunner().invoke(root, words)
    refused = [p.code for p in done.exception.problems] if isinstance(done.exception, Refused) else []
    if done.exception and not refused and not isinstance(done.exception, SystemExit):
        raise done.exception
    said.append([done.exit_code, refused, done.stdout])
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with fresh(tmp_path_factory.mktemp("trace")) as made:
        yield made


def fits(said, command):
    """The JSON printed, held against its definition."""
    found = json.loads(said)
    jsonschema.validate(found, {**SCHEMA, "$ref": f"#/$defs/{command.replace(' ', '%20')}"})
    return found


def run(site, *commands):
    """Commands one after the other in one process, as starting it costs more: (exit code, problems, output) of each."""
    code = RUN.replace("sys.argv[1]", repr(json.dumps([["trace", *words] for words in commands])))
    return json.loads(site.python(code))


def visits_file(site, noon):
    """Eight rows, three of them unfit."""
    rows = [
        ("person", "place", "enter", "leave", "kind", "source"),
        (11, 5, noon, noon + 7200, "shop", "code"),
        (12, 5, noon + 3600, noon + 9000, "shop", "code"),
        (13, 5, noon + 6900, "", "shop", "code"),
        (14, 5, noon, noon - 60, "shop", "code"),
        (15, 5, noon - 40 * DAY, noon - 40 * DAY + 60, "shop", "code"),
        (16, 5, noon - 11 * DAY, noon - 11 * DAY + 600, "shop", "code"),
        (11, 6, noon + DAY, noon + DAY + 400 * DAY, "home", "code"),
    ]
    file = site.home.parent / "visits.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows(rows)
    return str(file)


def test_from_files_to_an_answer_with_its_reason_and_to_deletion(site):
    now = int(time.time())
    noon = now // DAY * DAY - 2 * DAY
    file, rejected = visits_file(site, noon), site.home.parent / "rejected.csv"
    no_log, built, again, exists = run(
        site,
        ("append", file),
        ("build", file, "--rejected", str(rejected), "--json"),
        ("append", file, "--json"),
        ("build", file),
    )
    assert no_log[1] == ["trace/no-log"]
    assert exists[1] == ["trace/exists"]
    assert built[0] == 3
    said = fits(built[2], "trace build")
    assert said["visits"] == 4
    assert said["files"][0]["rejected"] == {
        "trace/row-leave-before-enter": 1,
        "trace/row-too-old": 1,
        "trace/row-too-long": 1,
    }
    assert sorted(line.split(",")[1] for line in rejected.read_text().split()) == ["4", "5", "7"]
    repeated = fits(again[2], "trace append")
    assert (repeated["files"][0]["repeated"], repeated["visits"]) == (True, 4)

    assert site.run("trace", "verify").returncode == 0
    onset = time.strftime("%Y-%m-%d", time.gmtime(noon))
    # Of the first nobody knows when it began: only its contacts' number is told.
    made = CASE.replace("ONSET", f"date.fromisoformat({onset!r})")
    sick, suspect, dated = site.python(
        "from datetime import date\nfrom lianfang.cli.site import ready\nready()\n" + made
    ).split()
    question = ("contacts", "11", "--onset", onset)
    bare, nobody, unproven, count, undated, listed, several, silent, shared, cut = run(
        site,
        question,
        (*question, *ASK, "nobody"),
        (*question, *ASK, suspect),
        (*question, *ASK, sick, "--json"),
        (*question, *ASK, sick, "--list"),
        (*question, *ASK, dated, "--list", "--json"),
        (
            "contacts",
            "11",
            "12",
            "--onset",
            onset,
            *ASK,
            dated,
            "--case",
            dated,
            "--depth",
            "2",
            "--list",
            "--json",
        ),
        ("contacts", "99", "--onset", "2020-02-09", *ASK, sick),
        ("shared-places", "11", "12", "--onset", onset, *ASK, sick, "--json"),
        ("contacts", "11", "--onset", "2020-02-09", *ASK, sick, "--json"),
    )
    assert [bare[1], nobody[1], unproven[1], undated[1]] == [
        ["trace/no-purpose"],
        ["record/not-found"],
        ["trace/no-evidence"],
        ["exposure/no-window"],
    ]
    found = fits(count[2], "trace contacts")
    assert (found["candidates"], found["visits"], found["by_confidence"]) == (1, 1, {"firm": 1})
    assert "found" not in found
    found = fits(listed[2], "trace contacts")
    assert [(c["person"], c["seconds"], len(c["why"])) for c in found["found"]] == [(12, 3600, 1)]
    # Those asked about are not found themselves; 13 came only after 11 had left.
    found = fits(several[2], "trace contacts")
    assert ([one["visits"] for one in found["asked"]], found["by_depth"], found["unasked"]) == (
        [1, 1],
        {"1": 1},
        0,
    )
    assert [(one["person"], one["depth"], one["through"]) for one in found["found"]] == [(13, 1, [12])]
    assert "not the same as no contact" in silent[2]
    assert [s["cases"] for s in fits(shared[2], "trace shared-places")["found"]] == [[11, 12]]
    # Nothing was purged yet: nothing is said to be cut short.
    assert fits(cut[2], "trace contacts")["cut_short"] == 0
    counted, journal = site.python(COUNTED), site.python(JOURNAL)
    # Two cases are two questions; what was refused is written down, and not counted.
    assert counted.split() == ["7", "7"]
    assert (journal.count("contacts"), journal.count("shared-places")) == (6, 1)
    assert (journal.count(sick), journal.count(dated)) == (5, 3)
    assert f"refused trace/no-evidence {suspect}" in " ".join(
        journal.replace(chr(39), "").replace(",", "").split()
    )

    verified, rebuilt, fed, purged, cut = run(
        site,
        ("verify", "--json"),
        ("build", "--again", "--json"),
        ("feed", "--json"),
        ("purge", "--json"),
        ("contacts", "11", "--onset", "2020-02-09", *ASK, sick, "--json"),
    )
    assert fits(verified[2], "trace verify")["whole"]
    assert fits(rebuilt[2], "trace build")["visits"] == 4
    # This site's registers tell of nobody's whereabouts; the files' visits are left alone.
    assert fits(fed[2], "trace feed")["persons"] == 0
    gone = fits(purged[2], "trace purge")
    assert gone["visits"] == 0
    assert now - 14 * DAY <= gone["kept_from"] <= time.time() - 14 * DAY
    assert fits(cut[2], "trace contacts")["cut_short"] > 0
