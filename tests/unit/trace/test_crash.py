"""A crash between any two steps on the disk leaves the log as it was before the write or as it is after it."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lianfang.base.problems import Problem, Refused
from lianfang.trace import rebuilding
from lianfang.trace.disk import Disk
from lianfang.trace.manifest import Manifest
from lianfang.trace.purging import purge
from lianfang.trace.questions import Questions, Window
from lianfang.trace.verifying import verify
from lianfang.trace.writer import Writer
from tests.unit.trace import worlds
from tests.unit.trace.worlds import DAY, HOUR, NOW, PEOPLE, PLACES, START, Row

ALL = Window(START - 30 * DAY, START + 30 * DAY, 300)
FIRST = [
    Row(person, place, START + 6 * HOUR * i + 300 * j, START + 6 * HOUR * i + 5000, KIND, "gate")
    for i, KIND in enumerate(["home", "shop", "train", "home", "shop", "home", "home", "train"])
    for j, (person, place) in enumerate(zip(PEOPLE, (PLACES * 2)[:5], strict=True))
]
SECOND = [
    FIRST[0]._replace(leave=START + 2 * HOUR),
    FIRST[9]._replace(withdrawn=True),
    Row(777_777_777_777, 3, START + HOUR, None, "shop", "code"),
]


class Crash(BaseException):
    """The machine stops here."""


class Failing(Disk):
    """Stops before its n-th step, and loses what was written and not synced, and names that were not."""

    def __init__(self, at: int):
        super().__init__(self._count)
        self.left = at
        self.loose: set[Path] = set()
        self.old: dict[Path, bytes] = {}

    def _count(self, step: str, path: Path) -> None:
        if self.left == 0:
            self._lose()
            raise Crash
        self.left -= 1
        if step == "write":
            self.loose.add(path)
        elif step == "sync":
            self.loose.discard(path)
        elif step == "rename":
            self.old[path] = path.read_bytes()
        elif step == "sync-folder":
            self.old = {kept: content for kept, content in self.old.items() if kept.parent != path}

    def _lose(self) -> None:
        for path in self.loose:
            if path.exists():
                os.truncate(path, path.stat().st_size // 2)
        for path, content in self.old.items():
            path.write_bytes(content)


def filled(folder: Path, *, twice: bool = False) -> None:
    worlds.fresh(folder)
    with Writer(folder) as writer:
        writer.append(worlds.table(FIRST), at=NOW)
        if twice:
            writer.append(worlds.table(SECOND), at=NOW)


def merged(writer: Writer) -> None:
    """The runs and the dictionaries of two appends become one each."""
    assert writer.settle(most=1)


CHANGES = {
    "append": (lambda w: w.append(worlds.table(SECOND), at=NOW, request="a"), FIRST + SECOND, -(2**62)),
    "purge": (lambda w: purge(w, at=START + 15 * DAY), FIRST, worlds.RULES.horizon(START + 15 * DAY)),
    "purge-some": (lambda w: purge(w, at=START + 7 * DAY + 20 * HOUR), FIRST, START + 20 * HOUR),
    "settle": (merged, FIRST + SECOND, -(2**62)),
    "rebuild": (rebuilding.rebuild, FIRST, -(2**62)),
}


@pytest.mark.parametrize("change", [*CHANGES, "append in threads"])
def test_a_crash_at_any_step_leaves_before_or_after(change, tmp_path, monkeypatch):
    act, rows, kept_from = CHANGES[change.removesuffix(" in threads")]
    if change.endswith("threads"):
        monkeypatch.setattr("lianfang.trace.writer.IN_PARALLEL", 1)
    filled(tmp_path / "start", twice=change == "settle")
    before = worlds.expected(rows if change == "settle" else FIRST, -(2**62), ALL)
    after = worlds.expected(rows, kept_from, ALL)
    seen, steps = set(), 0
    while True:
        folder = tmp_path / str(steps)
        shutil.copytree(tmp_path / "start", folder)
        crashed = False
        try:
            with Writer(folder, Failing(steps)) as writer:
                act(writer)
        except Crash:
            crashed = True
        found = worlds.answers(folder, ALL)  # a reader comes first, then a writer that sweeps
        assert found in (before, after)
        assert crashed or found == after, "acknowledged, and not there"
        seen.add("after" if found == after else "before")
        with Writer(folder):
            pass
        report = verify(Questions(folder))
        assert report.whole
        assert not report.strangers
        assert worlds.answers(folder, ALL) == found
        shutil.rmtree(folder)
        steps += 1
        if not crashed:
            break
    assert steps > 5
    assert seen == {"before", "after"} or before == after


@pytest.mark.parametrize("suffix", [".parquet", ".bin", ".new"])
def test_a_full_disk_is_said_and_changes_nothing(tmp_path, suffix):
    filled(tmp_path / "log")

    def full(step: str, path: Path) -> None:
        if step == "write" and path.suffix == suffix:
            raise OSError(errno.ENOSPC, "No space left on device")

    with Writer(tmp_path / "log") as writer:
        writer.disk.before = full
        with pytest.raises(Refused, match="trace/disk-full"):
            writer.append(worlds.table(SECOND), at=NOW)
        writer.disk.before = lambda step, path: None
        assert not verify(writer).strangers
    assert worlds.answers(tmp_path / "log", ALL) == worlds.expected(FIRST, -(2**62), ALL)


@pytest.mark.parametrize("change", ["settle", "purge-some", "rebuild"])
def test_what_a_full_disk_stopped_leaves_nothing_behind(tmp_path, change):
    act = CHANGES[change][0]
    filled(tmp_path / "log", twice=change == "settle")

    def full(step: str, path: Path) -> None:
        if step == "rename":
            raise Refused(Problem("trace/disk-full", file=path.name))

    with Writer(tmp_path / "log") as writer:
        writer.disk.before = full
        with pytest.raises(Refused, match="trace/disk-full"):
            act(writer)
        assert not verify(writer).strangers
    rows = FIRST + SECOND if change == "settle" else FIRST
    assert worlds.answers(tmp_path / "log", ALL) == worlds.expected(rows, -(2**62), ALL)


def test_a_log_whose_numbers_are_used_up_says_so_and_has_them_again(tmp_path, monkeypatch):
    filled(tmp_path / "log", twice=True)
    fresh = worlds.table([Row(5, 3, START + 13 * DAY, START + 13 * DAY + 600, "shop", "gate")])
    late = worlds.table([Row(6, 3, START + 13 * DAY, START + 13 * DAY + 600, "shop", "gate")])
    with Writer(tmp_path / "log") as writer:
        writer.append(late, at=START + 15 * DAY)
        purge(writer, at=START + 15 * DAY)
        # Whoever is left keeps their number, and none before it is given again.
        assert (writer.people[0].base, len(writer.people[0].names)) == (6, 1)
        monkeypatch.setattr("lianfang.trace.numbers.MOST", 7)
        with pytest.raises(Refused, match="trace/too-many-names"):
            writer.append(fresh, at=START + 15 * DAY)
        rebuilding.rebuild(writer)
        assert writer.append(fresh, at=START + 15 * DAY).added == 1


def test_what_is_in_force_stays_though_it_could_not_be_taken_up(tmp_path, monkeypatch):
    filled(tmp_path / "log")
    with Writer(tmp_path / "log") as writer:
        seen = writer.manifest.generation
        take = writer._take

        def torn(new: Manifest) -> None:
            if writer.manifest.generation == seen:
                raise Refused(Problem("trace/torn", file="x", facts={"bytes": 1, "found": 0}))
            take(new)

        monkeypatch.setattr(writer, "_take", torn)
        with pytest.raises(Refused, match="trace/torn"):
            writer.append(worlds.table(SECOND), at=NOW)
    assert worlds.answers(tmp_path / "log", ALL) == worlds.expected(FIRST + SECOND, -(2**62), ALL)


def test_a_second_writer_is_refused_and_a_torn_file_is_said(tmp_path):
    folder = tmp_path / "log"
    filled(folder)
    with Writer(folder), pytest.raises(Refused, match="trace/locked"):
        Writer(folder)
    run = next(path for path in (folder / "index").iterdir() if path.stat().st_size > 8192)
    whole = run.read_bytes()
    run.write_bytes(whole[:-100])
    with pytest.raises(Refused, match="trace/torn"):
        Questions(folder)
    run.write_bytes(whole[:5000] + b"\xff" + whole[5001:])
    assert verify(Questions(folder)).torn == [run.relative_to(folder).as_posix()]
    run.unlink()
    with Writer(folder, blind=True) as writer:
        rebuilding.rebuild(writer)
    assert worlds.answers(folder, ALL) == worlds.expected(FIRST, -(2**62), ALL)
    # What the index is made from cannot be made again from the log itself.
    day = next(folder.glob("visits/*/*.parquet"))
    day.write_bytes(day.read_bytes()[:-100])
    assert verify(Questions(folder)).torn == [day.relative_to(folder).as_posix()]
    with Writer(folder) as writer, pytest.raises(Refused, match="trace/torn-visits"):
        rebuilding.rebuild(writer)
    (folder / "manifest.json").write_bytes((folder / "manifest.json").read_bytes()[:-30])
    with pytest.raises(Refused, match="trace/torn-visits") as said:
        Questions(folder)
    assert "No backup holds the visits log" in said.value.problems[0].mend("en")


def test_no_file_holds_a_purged_pseudonym(tmp_path):
    folder = tmp_path / "log"
    worlds.fresh(folder)
    gone, kept = 0x123456789ABCDE1, 0x2FEDCBA98765431
    rows = [Row(gone, gone + 1, START + 300 * i, START + 300 * i + 200, "home", "gate") for i in range(9)]
    rows += [Row(kept, 3, START + 2 * DAY + 300 * i, None, "shop", "gate") for i in range(9)]
    with Writer(folder) as writer:
        writer.append(worlds.table(rows), at=NOW, request="first")
        assert _files_with(folder, gone), "the search would find nothing"
        said = purge(writer, at=START + 8 * DAY)
    assert (said.visits, said.people, said.places) == (9, 1, 1)
    assert not _files_with(folder, gone)
    assert not _files_with(folder, gone + 1)
    assert _files_with(folder, kept)


def test_no_file_holds_anyone_of_whom_nothing_is_left_however_their_rows_came(tmp_path):
    folder = tmp_path / "log"
    worlds.fresh(folder)
    replaced, withdrawn, unmet, twice, refused, late = (0x1234567890ABC01 + i * 0x1F3D50001 for i in range(6))
    kept = 0x2FEDCBA98765431
    gone = {replaced, withdrawn, unmet, twice, refused}

    def row(person: int, enter: int, leave: int, *, off: bool = False) -> Row:
        return Row(person, 3, START + enter * HOUR, START + leave * HOUR, "home", "gate", off)

    batches = [
        [row(replaced, 1, 2), row(kept, 48, 49)], [row(replaced, 1, 3), row(withdrawn, 2, 3)], [row(withdrawn, 2, 3, off=True)],
        [row(unmet, 5, 6, off=True)], [row(twice, 5, 6), row(twice, 5, 7)], [row(refused, 9, 8), row(late, 50, 51)],
        [row(late, 50, 51, off=True)],
    ]  # fmt: skip
    with Writer(folder) as writer:
        for batch in batches:
            writer.append(worlds.table(batch), at=NOW)
        assert all(_files_with(folder, one) for one in gone - {refused})
        purge(writer, at=START + 8 * DAY)
        # Nor what was withdrawn of someone of whom nothing else is left, whenever it was.
        assert [one for one in (*gone, kept, late) if _files_with(folder, one)] == [kept]
        purge(writer, at=START + 10 * DAY)
        assert [one for one in (*gone, kept, late) if _files_with(folder, one)] == []
        # Nor does a dictionary of holes stay.
        assert not writer.manifest.people
        assert writer.append(worlds.table([row(kept, 90, 91)]), at=START + 10 * DAY).added == 1
    assert Questions(folder).number(kept) == 0


def _files_with(folder: Path, number: int) -> list[Path]:
    """Files that hold a number: as eight bytes either way round, or in words; Parquet pages are unpacked first."""
    import pyarrow.parquet as pq

    marks = [
        number.to_bytes(8, "little"),
        number.to_bytes(8, "big"),
        str(number).encode(),
        f"{number:x}".encode(),
    ]
    found = []
    for path in (p for p in folder.rglob("*") if p.is_file()):
        content = path.read_bytes()
        if path.suffix == ".parquet":
            table = pq.ParquetFile(path).read()
            content += b"".join(table.column(c).to_numpy().tobytes() for c in ("person", "place", "enter"))
        if any(mark in content for mark in marks):
            found.append(path)
    return found


WORK = """
import sys
from pathlib import Path
from lianfang.trace.manifest import Manifest
from lianfang.trace.purging import purge
from lianfang.trace.writer import Writer
from tests.unit.trace import worlds
from tests.unit.trace.worlds import DAY, START, Row
folder, turn = Path(sys.argv[1]), int(sys.argv[2])
with Writer(folder) as writer:
    for n in range(turn * 10_000, turn * 10_000 + 10_000):
        at = START + n // 1000 * 3600
        rows = [Row(10**12 + n, 10**13 + i % 3, at + i, at + 4000, "home", "gate") for i in range(3)]
        writer.append(worlds.table(rows), at=at + DAY, request=str(n))
        print("append", n, flush=True)
        if n % 7 == 5:
            said = purge(writer, at=at + 7 * DAY + n % 1000)
            print("purge", said.kept_from, flush=True)
        if n % 5 == 4:
            writer.settle()
"""


@pytest.mark.slow
def test_killed_again_and_again_it_loses_nothing_and_keeps_nothing(tmp_path):
    """kill -9 during appends, purges and merges; LIANFANG_KILLS says how often (the full drill: 100)."""
    folder = tmp_path / "log"
    worlds.fresh(folder)
    appended, kept_from = set(), -(2**62)
    for turn in range(int(os.environ.get("LIANFANG_KILLS", "4"))):
        command = [sys.executable, "-c", WORK, str(folder), str(turn)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        said = process.stdout.readline()
        time.sleep(0.02 + 0.37 * (turn * 0.618 % 1))
        process.kill()
        for line in [said, *process.stdout.read().splitlines()]:
            verb, _, number = line.strip().partition(" ")
            if verb == "append" and number:
                appended.add(int(number))
            elif verb == "purge" and number:
                kept_from = max(kept_from, int(number))
        process.stdout.close()
        process.wait()
        begin = time.perf_counter()
        with Writer(folder) as log:
            opened = time.perf_counter() - begin
        assert opened < 1
        _holds(folder, appended, max(kept_from, log.kept_from))


def _holds(folder: Path, appended: set[int], kept_from: int) -> None:
    log = Questions(folder)
    report = verify(log)
    assert report.whole
    assert not report.strangers
    there = {one.person - 10**12: one for one in log.present([10**13 + i for i in range(3)], 0, 2**40).found}
    for n in appended:
        # Three rows, a second apart.
        began = [START + n // 1000 * 3600 + i for i in range(3)]
        left = sum(at >= kept_from for at in began)
        assert (there[n].visits if n in there else 0) == left
