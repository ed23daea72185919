"""A backup brings back equal counts and content; a broken one is refused and writes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lianfang.registers import sealing
from lianfang.registers.actions import record, withdraw
from lianfang.registers.actions.merging import Pair, merge
from lianfang.registers.models import Vehicle
from tests.unit.registers.city import BY, NOON, lay, passage, write

RUN = [sys.executable, "-m", "lianfang"]


def lianfang(home: Path, *words: str, database: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command of a site of its own."""
    env = {k: v for k, v in os.environ.items() if k != "LIANFANG_DATABASE"} | {"LIANFANG_HOME": str(home)}
    if database:
        env["LIANFANG_DATABASE"] = database
    return subprocess.run([*RUN, *words], env=env, capture_output=True, text=True, check=False)


def tables(backup: Path) -> dict[str, list[str]]:
    """Every table's lines."""
    with zipfile.ZipFile(backup) as archive:
        return {n: archive.read(n).decode().splitlines() for n in archive.namelist() if n.endswith(".jsonl")}


@pytest.fixture
def backup_file(transactional_db, tmp_path):
    """A backup of a site with a row of every kind: new, changed, withdrawn, answered, merged."""
    from lianfang.interop.backup import backup

    city = lay()
    ids = write("passage", passage(city), passage(city, 1), passage(city, None))
    record(
        register="passage", rows=[{"id": ids[0], "temperature": 37.5}], by=BY, at=NOON + 9, request="phone:1"
    )
    withdraw(register="passage", ids=[ids[1]], by=BY, at=NOON + 10)
    kept, gone = Vehicle.objects.filter(id__in=[city.cars[0], city.cars[2]]).order_by("id")
    merge(pairs=[Pair("vehicle", kept.ref, gone.ref, "one car")], by=BY, at=NOON + 10)
    sealing.seal_next(at=NOON + 11)
    file = tmp_path / "site.zip"
    counts = backup(to=file)
    assert counts["registers_passage"] == 2
    assert counts["registers_version"] == 4
    return file


@pytest.mark.django_db(transaction=True)
def test_a_backup_restores_to_equal_counts_and_content(backup_file, tmp_path):
    home = tmp_path / "other"
    done = lianfang(home, "restore", str(backup_file))
    assert done.returncode == 0, done.stderr
    again = tmp_path / "again.zip"
    assert lianfang(home, "backup", str(again)).returncode == 0
    mine, theirs = tables(backup_file), tables(again)
    assert {n: len(rows) for n, rows in mine.items() if "gaps_" not in n} == {
        n: len(rows) for n, rows in theirs.items() if "gaps_" not in n
    }
    assert mine["registers_passage.jsonl"] == theirs["registers_passage.jsonl"]
    assert mine["registers_version.jsonl"] == theirs["registers_version.jsonl"]
    assert mine["registers_journal.jsonl"] == theirs["registers_journal.jsonl"]
    assert mine["registers_seal.jsonl"] == theirs["registers_seal.jsonl"]
    assert mine["registers_merge.jsonl"] == theirs["registers_merge.jsonl"] != []
    assert mine["registers_area.jsonl"] == theirs["registers_area.jsonl"]


@pytest.mark.django_db(transaction=True)
def test_a_restored_site_takes_new_records(backup_file, tmp_path):
    home = tmp_path / "other"
    assert lianfang(home, "restore", str(backup_file)).returncode == 0
    row = {"area": 10**16 + 10**14 + 10**12 + 10**9}
    path = tmp_path / "row.json"
    with zipfile.ZipFile(backup_file) as archive:
        row["area"] = json.loads(archive.read("registers_vehicle.jsonl").decode().splitlines()[0])[-1]
    path.write_text(json.dumps([row]), "utf-8")
    done = lianfang(home, "record", "vehicle", str(path))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["created"] == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("harm", ["cut", "flip", "lost", "newer"])
def test_a_broken_backup_is_refused_and_nothing_is_written(backup_file, tmp_path, harm):
    broken = tmp_path / "broken.zip"
    content = backup_file.read_bytes()
    if harm == "cut":
        broken.write_bytes(content[:-1024])
    else:
        with zipfile.ZipFile(backup_file) as source, zipfile.ZipFile(broken, "w") as target:
            for name in source.namelist():
                text = source.read(name)
                if harm == "lost" and name == "registers_passage.jsonl":
                    continue
                if harm == "flip" and name == "registers_passage.jsonl":
                    text = text.replace(b"other_plate", b"other_plane")
                if harm == "newer" and name == "manifest.json":
                    text = text.replace(b'"registers": "0', b'"registers": "9')
                target.writestr(name, text)
    home = tmp_path / "other"
    done = lianfang(home, "restore", str(broken))
    assert done.returncode == 2
    assert ("[store/backup-newer]" if harm == "newer" else "[store/backup-broken]") in done.stderr
    again = lianfang(home, "restore", str(backup_file))
    assert again.returncode == 0, again.stderr


@pytest.mark.django_db(transaction=True)
def test_a_site_with_records_is_never_overwritten(backup_file, tmp_path):
    home = tmp_path / "other"
    assert lianfang(home, "restore", str(backup_file)).returncode == 0
    done = lianfang(home, "restore", str(backup_file))
    assert done.returncode == 2
    assert "[store/restore-not-empty]" in done.stderr
