"""An import that is killed loses nothing, repeats nothing and goes on; one that is undone leaves no trace."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lianfang.base.problems import Refused
from lianfang.interop.bringing import Job, bring_in, resume, take_back
from lianfang.interop.pace import Pace
from lianfang.interop.receipts import Receipt
from lianfang.registers.actions import record
from lianfang.registers.models import Case, ImportBatch
from tests.unit.interop.files import (
    AT,
    BY,
    CASES,
    HEADER,
    ZONE,
    bring,
    codes,
    content,
    csv_text,
    foretell,
    lay_areas,
    mapping,
)

ROWS = 1_500


def rows(count=ROWS):
    """Rows of which each seventh is broken."""
    return [
        (str(n), "男", "2020-02-01" if n % 7 else "01/02/2020", str(n % 90), "南山")
        for n in range(1, count + 1)
    ]


class Killed(BaseException):
    """What stands for the end of the process inside a test."""


def killed_after(pieces):
    """A pace that is broken off after so many pieces."""
    left = [pieces]

    def sleep(_):
        left[0] -= 1
        if not left[0]:
            raise Killed

    return Pace(pause=1, size=25, most=50, sleep=sleep)


def break_off(path, pieces=4):
    job = Job(path, mapping(CASES), ZONE)
    with pytest.raises(Killed):
        bring_in(job=job, by=BY, at=AT, pace=killed_after(pieces))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(csv_text([HEADER, *rows(400)]), "utf-8")
    return path


@pytest.mark.django_db
def test_a_broken_import_says_exactly_what_is_in_and_goes_on(file):
    lay_areas()
    break_off(file)
    half = ImportBatch.objects.get(status="running")
    assert 0 < half.position < 401
    assert half.created == Case.objects.count()
    assert half.read == half.created + half.rejected == half.position - 1
    receipt = resume(zone=ZONE, by=BY, at=AT + 60, pace=Pace(pause=0))
    assert (receipt.status, receipt.rows, receipt.read, receipt.created, receipt.rejected) == (
        "done",
        400,
        400,
        343,
        57,
    )
    assert codes(receipt) == {n + 1: ["import/ambiguous-date"] for n in range(7, 401, 7)}
    after = content()
    take_back(batch=receipt.batch, by=BY, at=AT + 90)
    bring(file, mapping(CASES))
    assert content() == after


@pytest.mark.django_db
def test_a_half_done_file_is_resumed_or_undone_and_not_begun_again(file):
    lay_areas()
    before = content()
    break_off(file)
    with pytest.raises(Refused) as refusal:
        bring(file, mapping(CASES))
    assert [p.code for p in refusal.value.problems] == ["import/half-done"]
    take_back(batch=ImportBatch.objects.get(status="running").ref, by=BY, at=AT + 90)
    assert content() == before
    with pytest.raises(Refused) as refusal:
        resume(zone=ZONE, by=BY, at=AT + 99)
    assert [p.code for p in refusal.value.problems] == ["import/nothing-to-resume"]


@pytest.mark.django_db
def test_a_file_that_changed_meanwhile_is_not_resumed(file):
    lay_areas()
    break_off(file)
    file.write_text(csv_text([HEADER, *rows(399)]), "utf-8")
    with pytest.raises(Refused) as refusal:
        resume(zone=ZONE, by=BY, at=AT + 60)
    assert [p.code for p in refusal.value.problems] == ["import/file-changed"]


@pytest.mark.django_db
def test_two_at_once_do_not_count_twice(file):
    lay_areas()
    done: list[Receipt] = []

    def other(_):
        """While the first rests, a second process goes on with the same import and ends it."""
        if not done:
            done.append(resume(zone=ZONE, by=BY, at=AT + 1, pace=Pace(pause=0)))

    with pytest.raises(Refused) as refusal:
        bring_in(
            job=Job(file, mapping(CASES), ZONE),
            by=BY,
            at=AT,
            pace=Pace(pause=1, size=25, most=50, sleep=other),
        )
    assert [p.code for p in refusal.value.problems] == ["import/running-elsewhere"]
    assert done[0].created == Case.objects.count() == 343


@pytest.mark.django_db
def test_undo_brings_back_what_was_updated(file):
    lay_areas()
    bring(file, mapping(CASES))
    before = content()
    file.write_text(csv_text([HEADER, *[(n, s, d, "77", "福田区") for n, s, d, _, _ in rows(410)]]), "utf-8")
    second = bring(file, mapping(CASES), at=AT + 60)
    assert (second.created, second.updated) == (9, 343)
    receipt = take_back(batch=second.batch, by=BY, at=AT + 120)
    assert receipt.status == "undone"
    assert content() == before


@pytest.mark.django_db
def test_what_was_changed_since_is_not_undone(file):
    lay_areas()
    receipt = bring(file, mapping(CASES))
    case = Case.objects.first()
    record(register="case", rows=[{"id": case.pk, "age": 88}], by=BY, at=AT + 60)
    with pytest.raises(Refused) as refusal:
        take_back(batch=receipt.batch, by=BY, at=AT + 120)
    assert [p.code for p in refusal.value.problems] == ["import/changed-since"]
    assert Case.objects.count() == 343


@pytest.mark.django_db
def test_a_dry_run_writes_no_record_and_foretells_what_comes(file):
    lay_areas()
    before = content()
    dry = foretell(file, mapping(CASES))
    assert content() == before
    receipt = bring(file, mapping(CASES))
    for name in ("rows", "read", "created", "updated", "unchanged", "rejected"):
        assert getattr(dry, name) == getattr(receipt, name)
    assert codes(dry) == codes(receipt)
    with pytest.raises(Refused):
        take_back(batch=dry.batch, by=BY, at=AT)


def lianfang(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "lianfang", *words]


def surroundings(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "LIANFANG_HOME": str(home),
        "LIANFANG_DATABASE": f"sqlite:///{home / 'site.sqlite3'}",
    }


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        lianfang(home, *words), env=surroundings(home), capture_output=True, text=True, check=False
    )


def ask(home: Path, sql: str):
    connection = sqlite3.connect(f"file:{home / 'site.sqlite3'}?mode=ro", uri=True, timeout=20)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


KEPT = "SELECT c.source_key, c.number, c.sex, c.reported_on, c.age, c.district_id, c.area_id FROM registers_case c ORDER BY c.source_key"


BATCH = "FROM registers_importbatch WHERE status != 'dry'"


def position(home: Path) -> int:
    try:
        found = ask(home, "SELECT position FROM registers_importbatch WHERE status = 'running'")
    except sqlite3.OperationalError:
        return 0
    return found[0][0] if found else 0


@pytest.mark.slow
def test_kill_9_in_the_middle_on_a_real_site(tmp_path):
    file, text = tmp_path / "cases.csv", tmp_path / "mapping.yaml"
    file.write_text(csv_text([HEADER, *rows()]), "utf-8")
    text.write_text(CASES, "utf-8")
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    done = run(whole, "import", str(file), "--mapping", str(text), "--yes", "--pause", "0", "--json")
    assert done.returncode == 3, done.stderr
    kills = 0
    words = ["import", str(file), "--mapping", str(text), "--yes", "--pause", "4"]
    for _ in range(3):
        before = position(broken)
        process = subprocess.Popen(
            lianfang(broken, *words),
            env=surroundings(broken),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while position(broken) <= before and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.wait()
        [(created, rejected)] = ask(
            broken, "SELECT created, rejected FROM registers_importbatch WHERE status != 'dry'"
        )
        assert ask(broken, "SELECT COUNT(*) FROM registers_case")[0][0] == created
        kept = f"SELECT COUNT(*) FROM registers_rejectedrow WHERE batch_id IN (SELECT id {BATCH})"
        assert ask(broken, kept)[0][0] == rejected
        words = ["import", "--resume", "--pause", "4"]
    assert kills > 0
    last = run(broken, "import", "--resume", "--pause", "0", "--json")
    assert last.returncode == 3, last.stderr
    one, other = (json.loads(each.stdout)["imports"][0] for each in (done, last))
    for name in ("rows", "read", "created", "updated", "unchanged", "rejected", "rejected_rows"):
        assert one[name] == other[name]
    assert ask(whole, KEPT) == ask(broken, KEPT)
