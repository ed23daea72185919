"""``lianfang trace`` as a user has it: files in, a question with its reason, deletion; every answer fits its schema."""

from __future__ import annotations

import csv
import time

import pytest

from tests.drills.site import fresh
from tests.drills.test_json import fits

DAY = 86400
ASK = ("--purpose", "case_investigation", "--case")
CASE = """
from lianfang.registers.actions import record
from lianfang.registers.access import By
from lianfang.registers.models import Area, Case
area = Area.objects.get(gb_code="440305").id
rows = [{"area": area, "classification": kind} for kind in ("CONFIRMED", "SUSPECT")]
record(register="case", rows=rows, by=By("t", "t"), at=0)
print(*Case.objects.order_by("classification").values_list("ref", flat=True))
"""
JOURNAL = """
from lianfang.registers.models import Journal
print(*Journal.objects.filter(verb="trace").values_list("fields", "ref", "purpose"), sep=chr(10))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with fresh(tmp_path_factory.mktemp("trace")) as made:
        yield made


def test_from_files_to_an_answer_with_its_reason_and_to_deletion(site):
    now = int(time.time())
    noon = now // DAY * DAY - 2 * DAY
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
    assert "trace/no-log" in site.run("trace", "append", str(file)).stderr
    rejected = site.home.parent / "rejected.csv"
    built = site.run("trace", "build", str(file), "--rejected", str(rejected), "--json")
    assert built.returncode == 3, built.stderr
    said = fits(built.stdout, "trace build")
    assert said["visits"] == 4
    assert said["files"][0]["rejected"] == {
        "trace/row-leave-before-enter": 1,
        "trace/row-too-old": 1,
        "trace/row-too-long": 1,
    }
    assert sorted(line.split(",")[1] for line in rejected.read_text().split()) == ["4", "5", "7"]
    again = fits(site.run("trace", "append", str(file), "--json").stdout, "trace append")
    assert (again["files"][0]["repeated"], again["visits"]) == (True, 4)
    assert "trace/exists" in site.run("trace", "build", str(file)).stderr

    site.run("rebuild")
    sick, suspect = site.python(CASE).split()
    onset = time.strftime("%Y-%m-%d", time.gmtime(noon))
    question = ("trace", "contacts", "11", "--onset", onset)
    assert "trace/no-purpose" in site.run(*question).stderr
    assert "record/not-found" in site.run(*question, *ASK, "nobody").stderr
    assert "trace/no-evidence" in site.run(*question, *ASK, suspect).stderr
    count = fits(site.run(*question, *ASK, sick, "--json").stdout, "trace contacts")
    assert (count["candidates"], count["visits"], count["by_confidence"]) == (1, 1, {"firm": 1})
    assert "found" not in count
    listed = fits(site.run(*question, *ASK, sick, "--list", "--json").stdout, "trace contacts")
    assert [(c["person"], c["seconds"], len(c["why"])) for c in listed["found"]] == [(12, 3600, 1)]
    words = site.run("trace", "contacts", "99", "--onset", "2020-02-09", *ASK, sick).stdout
    assert "not the same as no contact" in words
    shared = ("trace", "shared-places", "11", "12", "--onset", onset, *ASK, sick, "--json")
    found = fits(site.run(*shared).stdout, "trace shared-places")
    assert [s["cases"] for s in found["found"]] == [[11, 12]]
    journal = site.python(JOURNAL)
    assert journal.count("contacts") == 3
    assert journal.count("shared-places") == 1
    assert journal.count(sick) == 4

    assert fits(site.run("trace", "verify", "--json").stdout, "trace verify")["whole"]
    assert fits(site.run("trace", "build", "--again", "--json").stdout, "trace build")["visits"] == 4
    gone = fits(site.run("trace", "purge", "--json").stdout, "trace purge")
    assert gone["visits"] == 0
    assert gone["kept_from"] <= now - 14 * DAY + 60
    cut = fits(
        site.run("trace", "contacts", "11", "--onset", "2020-02-09", *ASK, sick, "--json").stdout,
        "trace contacts",
    )
    assert cut["cut_short"] > 0
