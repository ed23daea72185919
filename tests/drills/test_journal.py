"""A site's journal from the outside: sealed while others write, verified, moved to another database, tampered with."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.drills.site import Site, fresh
from tests.drills.test_json import fits
from tests.drills.test_kill import LAY

pytestmark = pytest.mark.database
WRITERS, SEALERS, TURNS = 2, 2, 40

WRITER = """
import sys
import django; django.setup()
from django.db import transaction
from lianfang.registers.actions import record
from lianfang.registers.access import By
from lianfang.registers import journal
from lianfang.registers.models import Site
from tests.unit.registers.city import BY, NOON
me, gate = int(sys.argv[1]), Site.objects.get(kind="gate").id
for n in range(int(sys.argv[2])):
    rows = [{"at": NOON + n, "gate": gate, "direction": "in", "mode": "road", "vehicle_scope": "other_plate", "screened": True}]
    record(register="passage", rows=rows, by=BY, at=NOON, request=f"{me}:{n}")
    try:
        with transaction.atomic():  # a reading takes no turn among writers: its number may come late, or never
            journal.append([journal.Entry(NOON, By("ann", "doctor"), "read", "person", fields="rows=1")])
            if n % 7 == me:
                raise ValueError
    except ValueError:
        pass
"""
SEALER = """
import pathlib, sys, time
import django; django.setup()
from lianfang.registers import sealing
from tests.unit.registers.city import NOON
seals = 0
while True:
    is_over = pathlib.Path(sys.argv[1]).exists()
    count = sealing.seal_next(at=NOON, most=7)
    seals += count > 0
    if not count:
        if is_over:
            break
        time.sleep(0.01)
print(seals)
"""


def start(site: Site, code: str, *words: str) -> subprocess.Popen[str]:
    """A process of the site."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", code, *words]
    return subprocess.Popen(command, env=site.environment, stdout=pipe, stderr=pipe, text=True)


def verified(site: Site, *words: str) -> tuple[int, dict]:
    """What verify-journal answers to the shell, and says."""
    done = site.run("verify-journal", *words, "--json")
    return done.returncode, fits(done.stdout, "verify-journal")


def test_sealers_and_writers_at_once_leave_one_chain_over_every_entry(tmp_path):
    with fresh(tmp_path) as site:
        site.python(LAY)
        over = tmp_path / "over"
        sealers = [start(site, SEALER, str(over)) for _ in range(SEALERS)]
        writers = [start(site, WRITER, str(n), str(TURNS)) for n in range(WRITERS)]
        errors = [writer.communicate()[1] for writer in writers]
        assert [writer.returncode for writer in writers] == [0] * WRITERS, errors
        over.touch()
        said = [sealer.communicate() for sealer in sealers]
        assert [sealer.returncode for sealer in sealers] == [0] * SEALERS, said
        fits(site.run("seal-journal", "--json").stdout, "seal-journal")
        code, report = verified(site)
        assert (code, report["found"], report["unsealed"]) == (0, 0, 0)
        assert report["seals"] >= sum(int(out) for out, _ in said) > 1
        count = site.python("from lianfang.registers.models import Journal\nprint(Journal.objects.count())")
        assert report["sealed"] == int(count)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A made-up city, sealed; its public key and its root in other hands."""
    with fresh(tmp_path_factory.mktemp("journal")) as made:
        assert made.run("synth", "--people", "2000").returncode == 0
        made.python(LAY_ENTRIES)
        sealed = made.run("seal-journal", "--export-key", str(made.home / "kept.pem"), "--json")
        (made.home / "root").write_text(fits(sealed.stdout, "seal-journal")["root"], "utf-8")
        yield made


LAY_ENTRIES = """
from lianfang.registers import journal
from lianfang.registers.access import By
journal.append([journal.Entry(1581220800 + n, By("ann", "gate"), "record", "passage", n, "k" * 16, "at") for n in range(40)])
"""
CHANGE = """
from lianfang.registers.models import Journal
print(Journal.objects.get(row=20, verb="record").id)
Journal.objects.filter(row=20, verb="record").update(actor="eve")
"""
UNDO = """
from lianfang.registers.models import Journal, Seal
Journal.objects.filter(actor="eve").update(actor="ann")
Seal.objects.all().delete()
"""


def kept(site: Site) -> tuple[str, ...]:
    """What others hold: the public key, and the root as the brief printed it."""
    return "--public-key", str(site.home / "kept.pem"), "--root", (site.home / "root").read_text("utf-8")


def test_the_brief_prints_the_root(site):
    page, root = site.home / "brief.html", (site.home / "root").read_text("utf-8")
    brief = site.json("brief", "--as-of", "2020-02-13", "--html", str(page), "--lang", "zh")
    assert brief["journal"]["root"] == root
    assert root in page.read_text("utf-8")
    assert f"已封存至第 {brief['journal']['position']} 条" in page.read_text("utf-8")
    assert f"root {root}" in site.run("brief", "--as-of", "2020-02-13").stdout
    assert verified(site, *kept(site))[0] == 0


def test_a_backup_takes_the_chain_to_any_database_and_who_lost_the_key_says_so(site, tmp_path):
    file = tmp_path / "a.zip"
    assert site.run("backup", str(file)).returncode == 0
    mine = verified(site, *kept(site))[1]
    elsewhere = Site(tmp_path / "files", "")  # a SQLite site, whatever this run's database is
    with fresh(tmp_path / "same") as same:
        for other in (elsewhere, same):
            assert other.run("restore", str(file)).returncode == 0
            code, theirs = verified(other, *kept(site))
            assert (code, theirs) == (0, mine)
        same.python(LAY_ENTRIES)
        after = same.run("backup", str(tmp_path / "b.zip"))
        assert (after.returncode, "[journal/other-key]" in after.stderr) == (0, True)
        assert same.run("seal-journal", "--new-key").returncode == 0
        assert verified(same, *kept(site))[1]["findings"][0]["code"] == "journal/seal-forged"
        both = (*kept(site), "--public-key", str(same.home / "keys" / "sealing.pub"))
        assert verified(same, *both)[0] == 0


def test_tampering_is_told_in_words_and_to_the_shell(site):
    row = int(site.python(CHANGE))
    done = site.run("verify-journal", *kept(site))
    assert done.returncode == 1
    assert "[journal/changed]" in done.stdout
    assert f"Entry {row} at position" in done.stdout
    assert "findings: 1" in done.stdout
    site.python(UNDO)
    alone = site.run("verify-journal")
    assert (alone.returncode, "there is no seal yet" in alone.stdout, "--root" in alone.stderr) == (
        0,
        True,
        True,
    )
    code, report = verified(site, *kept(site))
    assert (code, [(found["code"], found["position"]) for found in report["findings"]]) == (
        1,
        [("journal/cut", 1)],
    )


def test_what_cannot_be_verified_is_refused(site, tmp_path):
    wrong = site.run("verify-journal", "--root", "12:abcd")
    assert (wrong.returncode, "[journal/bad-anchor]" in wrong.stderr) == (2, True)
    (tmp_path / "no.pem").write_text("no key", "utf-8")
    wrong = site.run("verify-journal", "--public-key", str(tmp_path / "no.pem"))
    assert (wrong.returncode, "[journal/no-public-key]" in wrong.stderr) == (2, True)
    with fresh(tmp_path / "new") as new:
        wrong = new.run("verify-journal")
        assert (wrong.returncode, "[journal/no-table]" in wrong.stderr) == (2, True)
