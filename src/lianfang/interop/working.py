"""Work on files that were sent: outside the request, one after the other, stopped on demand, gone on with after a break.

Nothing of it is kept but what the engine keeps: a dry run that breaks off is made anew, an import goes on from its last
piece. The threads end with the process, wherever they are.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from django.db import connections

from lianfang.base.problems import Problem, Refused
from lianfang.interop import bringing, uploads
from lianfang.interop.bringing import Progress
from lianfang.interop.pace import Pace
from lianfang.interop.receipts import Receipt
from lianfang.interop.uploads import Upload
from lianfang.registers.access import By, Reader

LOG = logging.getLogger(__name__)
_TURN = threading.Lock()
"""One file at a time: the gates write too."""


class Stopped(Exception):
    """Whoever began it told it to stop."""


@dataclass
class Live:
    """Work that is going on: rows done, and of how many where that is known."""

    done: int = 0
    of: int | None = None
    is_waiting: bool = True
    is_stopped: bool = False

    def progress(self, what: str, done: int, of: int | None) -> None:
        """Told of each piece.

        Raises:
            Stopped: it was told to.
        """
        self.done, self.of = done, of
        if self.is_stopped:
            raise Stopped


_LIVE: dict[str, Live] = {}


@dataclass(frozen=True)
class Order:
    """Who has work done, and in whose reach; ``zone`` is the city's.

    A file may wait long for its turn, and many have many pieces: ``now`` tells the instant at which a piece of it is written,
    ``is_still``, asked before the first and after each, whether who ordered it may still have it done, and ``real`` the real
    instant, by which files are kept: at a demonstration that is another than ``now``.
    """

    by: By
    reader: Reader
    now: Callable[[], int]
    zone: str
    is_still: Callable[[], bool]
    real: Callable[[], int]


def live(ref: str) -> Live | None:
    """The work on a file; None where none is going on in this process."""
    return _LIVE.get(ref)


def stop(ref: str) -> None:
    """Let the work on a file end after the piece that it is at."""
    going = _LIVE.get(ref)
    if going is not None:
        going.is_stopped = True


def read(upload: Upload, order: Order) -> bool:
    """Begin the dry run of a file; False where work on it is going on."""
    return _begin(upload, order, _read)


def write(upload: Upload, order: Order, *, shown: tuple[str, str], accept_cut: bool = False) -> bool:
    """Begin to bring a file in, or go on with it; False where that is going on, or done.

    However often it is asked for, it happens once. ``shown`` is the dry run and the half import, by their references, that
    were looked at; empty where there was none.

    Raises:
        Refused: the file was foretold anew, or an import of it begun or taken back, since.
    """
    return _begin(upload, order, lambda now, order, tell: _write(now, order, tell, accept_cut), shown)


Act = Callable[[Upload, Order, Progress], None]


def _begin(upload: Upload, order: Order, act: Act, shown: tuple[str, str] | None = None) -> bool:
    going = Live()
    if _LIVE.setdefault(upload.ref, going) is not going:
        return False
    begun = None
    try:
        begun = _at_work(upload, order, shown)
    finally:
        # Nobody works on what is not there, is not as shown, or cannot be noted down as the disk is full.
        if begun is None:
            del _LIVE[upload.ref]
    if begun is None:
        return False
    START(lambda: _work(begun, order, act, going))
    return True


def _at_work(upload: Upload, order: Order, shown: tuple[str, str] | None) -> Upload | None:
    """A file as it is begun to be worked on; None where it is not there.

    Raises:
        Refused: it is not as it was shown.
    """
    now = uploads.find(upload.ref, order.reader)
    if now is None or not now.is_there:
        return None
    if shown not in (None, (now.dry, now.batch)):
        raise Refused(Problem("import/not-as-shown"))
    return now.kept(problems=(), work_since=order.real())


def _on_a_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="import", daemon=True).start()


START: Callable[[Callable[[], None]], None] = _on_a_thread
"""How work is begun."""


def _work(upload: Upload, order: Order, act: Act, going: Live) -> None:
    try:
        with _TURN:
            going.is_waiting = False
            _refuse_what_ended(order)
            if not going.is_stopped:
                act(upload, order, _told(order, going))
    except Stopped:
        pass
    except Refused as refusal:
        _refused(upload, order, refusal)
    except Exception as error:
        LOG.exception("import %s", upload.ref)
        _refused(upload, order, Refused(Problem("import/broken-off", facts={"detail": type(error).__name__})))
    finally:
        with suppress(OSError):
            _ended(upload, order)
        _LIVE.pop(upload.ref, None)
        if threading.current_thread() is not threading.main_thread() and START is _on_a_thread:
            connections.close_all()


def _told(order: Order, going: Live) -> Progress:
    """Progress that goes on only for as long as who ordered it may."""

    def progress(what: str, done: int, of: int | None) -> None:
        going.progress(what, done, of)
        _refuse_what_ended(order)

    return progress


def _refuse_what_ended(order: Order) -> None:
    if not order.is_still():
        raise Refused(Problem("import/no-longer-yours"))


def _refused(upload: Upload, order: Order, refusal: Refused) -> None:
    now = uploads.find(upload.ref, order.reader)
    if now is not None:
        now.refused(refusal)


def _ended(upload: Upload, order: Order) -> None:
    now = uploads.find(upload.ref, order.reader)
    if now is not None:
        now.kept(work_since=0)


def _read(upload: Upload, order: Order, tell: Progress) -> None:
    receipt = bringing.dry_run(job=upload.job(order.zone, order.reader), at=order.now(), on_progress=tell)
    upload.kept(dry=receipt.batch)


def _write(upload: Upload, order: Order, tell: Progress, accept_cut: bool) -> None:
    job = upload.job(order.zone, order.reader)
    half = bringing.unfinished(job)

    def begun(batch: str) -> None:
        upload.kept(batch=batch)

    receipt: Receipt
    if half:
        receipt = bringing.resume(
            zone=order.zone, by=order.by, at=order.now(), batch=half, file=job.file, reader=order.reader,
            pace=Pace(), now=order.now, on_progress=tell,
        )  # fmt: skip
    else:
        receipt = bringing.bring_in(
            job=job,
            by=order.by,
            at=order.now(),
            accept_cut=accept_cut,
            now=order.now,
            on_progress=tell,
            on_begun=begun,
        )
    uploads.delete_file(upload.kept(batch=receipt.batch))
