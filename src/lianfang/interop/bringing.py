"""Bring a file in: foretell it, write it in pieces, go on after a break, and say what became of every row.

Each piece is one transaction that holds its records, the rejected rows, the counts and the position together: whatever
happens, a batch says exactly what is in. See ``docs/how/bring-in-a-file.md``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from lianfang.base import ids
from lianfang.base.problems import Problem, Refused
from lianfang.interop import mappings, receipts
from lianfang.interop.derivations import report_days
from lianfang.interop.drafts import Draft, Drafter
from lianfang.interop.mappings import Loaded
from lianfang.interop.pace import Pace
from lianfang.interop.pieces import Checks, Outcome, foretold, written
from lianfang.interop.reading import digest_of, opened
from lianfang.interop.receipts import Receipt, receipt_of
from lianfang.interop.tables import Table
from lianfang.registers import changes, journal
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import undo
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import ImportBatch, RejectedRow
from lianfang.registers.models import Mapping as Saved

Progress = Callable[[str, int, int | None], None]
"""Called with the file's name, the rows done, and how many there are (None while that is not known)."""

DRY_PIECE = 1_000
_COUNTED = ("read", "created", "updated", "unchanged", "rejected")
_ADVANCE = """
UPDATE registers_importbatch SET position = %s, read = read + %s, created = created + %s, updated = updated + %s,
  unchanged = unchanged + %s, rejected = rejected + %s
WHERE id = %s AND status = 'running' AND position = %s"""


def _silent(what: str, done: int, of: int | None) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Job:
    """One file under one mapping.

    Args:
        file: where it lies.
        mapping: how it is read.
        zone: the city's zone, for dates and times that name none.
        encoding: of a text file, if the user names it; else it is found out.
        expected: how many rows the sender speaks of; 0 where nothing is said.
        reader: whose reach it is held to; None at the console, whose reach is the site.
    """

    file: Path
    mapping: Loaded
    zone: str
    encoding: str = ""
    expected: int = 0
    reader: Reader | None = None

    def said(self) -> dict[str, Any]:
        """What makes two readings of one file the same."""
        said = {"mapping_digest": self.mapping.digest, "encoding": self.encoding, "expected": self.expected}
        if self.reader is None:
            return said
        return {**said, "login": self.reader.name, "role": self.reader.role, "area": self.reader.area}


def dry_run(*, job: Job, at: int, on_progress: Progress = _silent) -> Receipt:
    """Read a file through and say what would become of it. No record is written; the receipt is kept.

    Raises:
        Refused: the file cannot be read, or lacks the mapping's columns.
    """
    digest = digest_of(job.file)
    with _reading(job) as run:
        _like(job, digest, status="dry").delete()
        batch = _begun(job, digest, "dry", run, at)
        try:
            total = _foretell(run, batch, on_progress)
        except BaseException:
            batch.delete()
            raise
        notes = receipts.kept([*run.table.notes, *_before(job, digest)])
        said = {**batch.receipt, **run.said(job), "notes": notes, "made": run.checks.bearers.new}
        ImportBatch.objects.filter(pk=batch.pk).update(finished_at=at, receipt=said, **total)
    return receipt_of(ImportBatch.objects.get(pk=batch.pk))


def bring_in(
    *,
    job: Job,
    by: By,
    at: int,
    accept_cut: bool = False,
    pace: Pace | None = None,
    now: Callable[[], int] | None = None,
    on_progress: Progress = _silent,
    on_begun: Callable[[str], None] = lambda batch: None,
) -> Receipt:
    """Write a file's rows, piece by piece; rows that cannot go in are named, the others go in.

    A dry run of the same file under the same mapping is used if there was one, else made first: what seems cut is known
    before anything is written. Each piece is recorded as of ``now``, asked as its turn comes; without it, as of ``at``.

    Raises:
        Refused: the file cannot be read; it seems cut and ``accept_cut`` is not set; the sender's count differs; or the
            same file is half in already.
    """
    digest, half = digest_of(job.file), unfinished(job)
    if half:
        facts = {"file": job.file.name, "batch": half}
        raise Refused(Problem("import/half-done", file=job.file.name, facts=facts))
    dry = _like(job, digest, status="dry").exclude(finished_at=None).first()
    seen = receipt_of(dry) if dry else dry_run(job=job, at=at, on_progress=on_progress)
    held_back = [p for p in seen.suspicions if not accept_cut or p.code == "import/count-differs"]
    if held_back:
        raise Refused(held_back)
    with _reading(job) as run:
        with transaction.atomic():
            mappings.keep(job.mapping, at)
            batch = _begun(job, digest, "running", run, at)
        on_begun(batch.ref)
        return _write(run, batch, job, by, now or (lambda: at), pace or Pace(), _of(seen.rows, on_progress))


def unfinished(job: Job) -> str:
    """The reference of an import of just this that was broken off; empty where there is none."""
    half = _like(job, digest_of(job.file), status="running").first()
    return half.ref if half else ""


def resume(
    *,
    zone: str,
    by: By,
    at: int,
    batch: str = "",
    file: Path | None = None,
    reader: Reader | None = None,
    pace: Pace | None = None,
    now: Callable[[], int] | None = None,
    on_progress: Progress = _silent,
) -> Receipt:
    """Go on with an import that was broken off, from where its last piece ended.

    Args:
        zone: the city's zone.
        by: who writes.
        at: when.
        batch: the import's reference; else the one that began last.
        file: where the file lies now; else where it lay.
        reader: whose reach it is held to, as when it began; None at the console.
        pace: how it shares the database.
        now: asked for the instant of each piece; without it all are recorded as of ``at``.
        on_progress: told of each piece.

    Raises:
        Refused: nothing is unfinished, or the file or its mapping is not what it was.
    """
    running = ImportBatch.objects.filter(status="running").order_by("-id")
    kept = running.filter(ref=batch).first() if batch else running.first()
    if kept is None:
        raise Refused(Problem("import/nothing-to-resume"))
    job = _job_of(kept, file, zone, reader)
    with _reading(job) as run:
        return _write(run, kept, job, by, now or (lambda: at), pace or Pace(), on_progress)


def take_back(*, batch: str, by: By, at: int) -> Receipt:
    """Undo an import as a whole.

    Raises:
        Refused: there is none of that reference, it wrote nothing, or a row was changed again since.
    """
    kept = ImportBatch.objects.filter(ref=batch).first()
    if kept is None:
        raise Refused(Problem("import/no-batch", facts={"batch": batch}))
    return receipt_of(undo(batch=kept.pk, by=by, at=at))


def batches(*, most: int = 50) -> list[Receipt]:
    """The last imports, newest first, dry runs too."""
    return receipts.receipts_of(list(ImportBatch.objects.order_by("-id")[:most]))


def kept(found: QuerySet[ImportBatch], *, most: int = 50) -> list[tuple[Receipt, int, str]]:
    """The last of some imports, newest first: the receipt, when it began, and who began it (nobody named: the console)."""
    batches = list(found.order_by("-id")[:most])
    said = zip(receipts.receipts_of(batches), batches, strict=True)
    return [(receipt, one.started_at, one.receipt.get("login", "")) for receipt, one in said]


class _Run:
    """One pass over a file's rows."""

    def __init__(self, job: Job, table: Table):
        text = job.mapping.said
        self.table = table
        self.shape = catalogue()[text.fills]
        totals = text.derive.report_day_from_totals
        self.drafter = Drafter(
            text,
            self.shape,
            table.header,
            zone=job.zone,
            date_system=str(table.facts.get("date_system", "")),
            days=report_days(totals) if totals else None,
        )
        self.checks = Checks(self.shape, self.drafter, job.reader)
        self.rows = self.left_out = 0
        self.clock = time.perf_counter
        self.turn: float | None = None
        """When the last piece had its turn of the writers, by the clock: nobody waits for it before. None where it wrote nothing."""

    def has_turn(self) -> None:
        """The piece has its turn."""
        self.turn = self.clock() if self.turn is None else self.turn

    def pieces(self, *, after: int, size: Callable[[], int]) -> Iterator[tuple[int, list[Draft]]]:
        """(number of the last row, drafts) piece by piece, of the rows after one; a row is never split."""
        piece: list[Draft] = []
        last = 0
        for row in self.table.rows():
            if self.drafter.is_left_out(row):
                self.left_out += 1
                continue
            self.rows += 1
            drafts = list(self.drafter.drafts(row))
            if row.number <= after:
                self.checks.seen(drafts)
                continue
            piece += self.checks.ours(drafts)
            last = row.number
            if len(piece) >= size():
                yield last, piece
                piece = []
        if piece:
            yield last, piece

    def said(self, job: Job) -> dict[str, Any]:
        """What a receipt says of the file, once it was read through."""
        suspicions = list(self.table.suspicions)
        self.left_out, self.rows = self.left_out + self.checks.left_out, self.rows - self.checks.left_out
        if job.expected and job.expected != self.rows:
            facts = {"expected": job.expected, "found": self.rows}
            suspicions.append(Problem("import/count-differs", file=job.file.name, facts=facts))
        return {
            "rows": self.rows, "left_out": self.left_out, "blank": self.table.blank,
            "suspicions": receipts.kept(suspicions),
        }  # fmt: skip


@contextmanager
def _reading(job: Job) -> Iterator[_Run]:
    text = job.mapping.said
    with opened(
        job.file,
        text.needed(),
        sheet=text.sheet,
        encoding=job.encoding,
        headings=int(text.headings),
        further=text.wanted(),
        groups=text.groups,
    ) as table:
        yield _Run(job, table)


def _like(job: Job, digest: str, *, status: str) -> Any:
    """Batches of the same file, read in the same way."""
    said: dict[str, Any] = {f"receipt__{name}": value for name, value in job.said().items()}
    if job.reader is None:
        said["receipt__login__isnull"] = True
    return ImportBatch.objects.filter(digest=digest, mapping=job.mapping.key, status=status, **said)


def _before(job: Job, digest: str) -> list[Problem]:
    done = ImportBatch.objects.filter(digest=digest, mapping=job.mapping.key, status="done").last()
    return [Problem("import/before", facts={"batch": done.ref})] if done else []


def _begun(job: Job, digest: str, status: str, run: _Run, at: int) -> ImportBatch:
    said = {
        **job.said(), "register": run.shape.name, "path": str(job.file.absolute()), "facts": run.table.facts,
        "notes": receipts.kept(run.table.notes),
    }  # fmt: skip
    return ImportBatch.objects.create(
        ref=ids.new_ref(), status=status, file=job.file.name[:255], digest=digest, mapping=job.mapping.key,
        persons=job.mapping.said.persons, started_at=at, receipt=said,
    )  # fmt: skip


def _foretell(run: _Run, batch: ImportBatch, on_progress: Progress) -> dict[str, int]:
    total: dict[str, int] = {}
    run.table.on_row = lambda _: on_progress(batch.file, run.rows, None)
    for _, drafts in run.pieces(after=0, size=lambda: DRY_PIECE):
        run.checks.apply(drafts)
        outcome = foretold(run.shape, drafts)
        run.checks.went_in(drafts)
        RejectedRow.objects.bulk_create(receipts.rejected_row(draft, batch) for draft in outcome.rejected)
        for name, count in outcome.counts.items():
            total[name] = total.get(name, 0) + count
        on_progress(batch.file, run.rows, None)
    return total


def _write(
    run: _Run, batch: ImportBatch, job: Job, by: By, now: Callable[[], int], pace: Pace, on_progress: Progress
) -> Receipt:
    position, mine = batch.position, journal.newest()
    run.clock, ended = pace.clock, pace.clock()
    run.table.on_row = lambda _: on_progress(batch.file, run.rows, None)
    for last, drafts in run.pieces(after=position, size=lambda: pace.size):
        run.checks.apply(drafts)
        rested = pace.clock() - ended
        try:
            outcome = _piece(run, batch, (position, last), drafts, by, now())
        except IntegrityError:
            # Links are looked at when the transaction ends: what the piece names went, or into another, since it was asked for.
            run.checks.apply_again(drafts)
            outcome = _piece_again(run, batch, (position, last), drafts, by, now())
        held = 0.0 if run.turn is None else pace.clock() - run.turn
        run.checks.went_in(drafts)
        newest = journal.newest()
        others = newest - mine > outcome.created + outcome.updated + outcome.made
        mine = newest
        pace.rest(len(drafts), held, others=others, rested=rested)
        position, ended = last, pace.clock()
        on_progress(batch.file, run.rows, None)
    said = {**batch.receipt, **run.said(job)}
    done = ImportBatch.objects.filter(pk=batch.pk, status="running", position=position)
    if not done.update(status="done", finished_at=now(), receipt=said):
        raise Refused(Problem("import/running-elsewhere", facts={"batch": batch.ref}))
    return receipt_of(ImportBatch.objects.get(pk=batch.pk))


def _piece(
    run: _Run, batch: ImportBatch, rows: tuple[int, int], drafts: list[Draft], by: By, at: int
) -> Outcome:
    """Write the drafts of the rows after one and up to another."""
    run.turn = None
    with transaction.atomic(), changes.telling(run.has_turn):
        _wait_for_no_disk()
        if connection.vendor == "sqlite":
            run.has_turn()  # it has one writer from BEGIN on
        outcome = written(run.shape, drafts, by=by, at=at, batch=batch.pk, fault=run.drafter.fault)
        _advance(batch, *rows, outcome)
    return outcome


def _wait_for_no_disk() -> None:
    """The others need not wait for the disk with each piece: a power cut takes the last ones back whole, with their counts and
    the position from which the import goes on; when it is said to be done, all before is on the disk too. SQLite cannot tell.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")


def _piece_again(
    run: _Run, batch: ImportBatch, rows: tuple[int, int], drafts: list[Draft], by: By, at: int
) -> Outcome:
    """Write a piece once more.

    Raises:
        Refused: what it names went again meanwhile.
    """
    try:
        return _piece(run, batch, rows, drafts, by, at)
    except IntegrityError as error:
        raise Refused(Problem("import/changed-meanwhile", facts={"batch": batch.ref})) from error


def _advance(batch: ImportBatch, position: int, last: int, outcome: Outcome) -> None:
    """Rejected rows, counts and position, if nobody else moved them meanwhile."""
    if outcome.rejected:
        RejectedRow.objects.bulk_create(receipts.rejected_row(draft, batch) for draft in outcome.rejected)
    with connection.cursor() as cursor:
        counts = outcome.counts
        cursor.execute(_ADVANCE, [last, *(counts[name] for name in _COUNTED), batch.pk, position])
        if not cursor.rowcount:
            raise Refused(Problem("import/running-elsewhere", facts={"batch": batch.ref}))


def _of(rows: int, on_progress: Progress) -> Progress:
    """Progress that knows how many rows there are."""
    return lambda what, done, of: on_progress(what, done, of or rows)


def _job_of(batch: ImportBatch, file: Path | None, zone: str, reader: Reader | None) -> Job:
    """The job as it was begun; refused if the file or the mapping has changed since."""
    said = batch.receipt
    kept = Saved.objects.filter(key=batch.mapping).first()
    mapping = mappings.as_shipped(mappings.read(kept.text if kept else "", batch.mapping))
    path = file or Path(said["path"])
    job = Job(path, mapping, zone, said["encoding"], said["expected"], reader)
    if digest_of(path) != batch.digest or mapping.digest != said["mapping_digest"]:
        facts = {"file": path.name, "batch": batch.ref}
        raise Refused(Problem("import/file-changed", file=path.name, facts=facts))
    return job
