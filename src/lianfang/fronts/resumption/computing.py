"""Whoever computes what was asked: one run at a time, beside the door and not in it, at a lower priority.

A run is claimed by one worker. While it computes it beats: the table says how far it is, and the worker hears whether it is to
stop. A run whose worker has fallen silent was interrupted, such as by a start of the server anew; it says so and can be asked again.
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

from django.conf import settings
from django.db import Error, connections

from lianfang import __version__
from lianfang.base.instants import DAY
from lianfang.base.problems import Refused
from lianfang.fronts.resumption.engines import CITY, DISEASE
from lianfang.fronts.resumption.names import known
from lianfang.fronts.resumption.spec import SHAPE, Comparison, FrontierAsked
from lianfang.registers.models import OutlookRun

LOG = logging.getLogger(__name__)
EVERY = 1.0
"""Seconds between two looks for what waits."""
BEAT = 2.0
"""Seconds between two words of how far a run is."""
SILENT = 30
"""Seconds without a word after which a run counts as interrupted."""
ENDING = (1.0, 5.0, 10.0)
"""Seconds between the times that a run's end is said where the database does not take it; together less than :data:`SILENT`."""
KEPT = 7 * DAY
"""Seconds for which what a frontier had come to is kept after it was stopped or broke off."""
NICE = 5
"""How far the computing stands back behind those who answer pages."""
Clock = Callable[[], int]
Told = Callable[[str, int, int], None]


class Ended(Exception):
    """Somebody wants the run to stop, or the server goes."""


def keep_computing(halt: Event, *, now: Clock) -> None:
    """Until told to stop, compute what was asked.

    Args:
        halt: once set, what runs is interrupted and nothing more is begun.
        now: the real clock.
    """
    stand_back()
    while not halt.wait(EVERY):
        try:
            while compute_next(now=now, halt=halt):
                pass
        except Exception:  # whatever it was, such as a database that is away: what waits is looked for again
            LOG.exception("outlook runs")
        connections.close_all()


def stand_back() -> None:
    """Let this thread and those that it starts wait behind the others, where the system can."""
    with suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


def compute_next(*, now: Clock, halt: Event | None = None, is_beating: bool = True) -> bool:
    """Compute the run that waits longest; False where none does.

    Args:
        now: the real clock.
        halt: once set, the run ends as interrupted.
        is_beating: a thread of its own says how far it is; else it is said at each step.
    """
    sweep(now())
    if halt is not None and halt.is_set():
        return False
    run = claim(now())
    if run is None:
        return False
    pulse = _Pulse(run, now, halt or Event(), is_beating)
    try:
        with pulse:
            outcome = COMPUTE[run.kind](run, pulse.told)
    except Ended:
        pulse.end("interrupted" if pulse.halt.is_set() else "stopped")
    except Refused as refusal:
        pulse.end(
            "failed",
            problems=[{"code": p.code, "line": p.line, "facts": _plain(p.facts)} for p in refusal.problems],
        )
    except Error:
        raise
    except Exception as error:
        LOG.exception("outlook run %s", run.ref)
        detail = {"detail": type(error).__name__}
        pulse.end("failed", problems=[{"code": "resumption/broken", "line": 0, "facts": detail}])
    else:
        pulse.end("done", outcome={**outcome, "shape": SHAPE})
    return True


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, int | float | str) else str(value) for name, value in facts.items()
    }


def sweep(at: int) -> int:
    """Runs of workers that have fallen silent are said to be interrupted; how many."""
    silent = OutlookRun.objects.filter(state="running", beat_at__lt=at - SILENT)
    return silent.update(state="interrupted", finished_at=at, worker="")


def claim(at: int) -> OutlookRun | None:
    """Take the run that waits longest: of several who try one gets it."""
    for waiting in OutlookRun.objects.filter(state="waiting").order_by("asked_at", "id")[:5]:
        mine = {"state": "running", "worker": secrets.token_hex(8), "began_at": at, "beat_at": at}
        if OutlookRun.objects.filter(pk=waiting.pk, state="waiting").update(**mine, engine=engine_version()):
            return OutlookRun.objects.get(pk=waiting.pk)
    return None


def engine_version() -> str:
    """The version of the product, and which figures it took."""
    return f"lianfang {__version__}, {CITY}, {DISEASE}"[:64]


def _comparison(run: OutlookRun, told: Told) -> dict[str, Any]:
    from lianfang.fronts.resumption.comparing import compare

    return compare(Comparison.model_validate(run.spec), known(), told)


def _frontier(run: OutlookRun, told: Told) -> dict[str, Any]:
    from lianfang.fronts.resumption.weighing import weigh

    folder = Path(settings.HOME) / "outlook"
    tidy(folder, run.began_at)
    return weigh(FrontierAsked.model_validate(run.spec), told, folder, run.ref)


def tidy(folder: Path, at: int) -> None:
    """Take away what frontiers left from which none will go on: those that ended long ago, are done, or are not known.

    Args:
        folder: where they lie, each under its run's reference.
        at: now, by the real clock.
    """
    left = {path.name.partition(".")[0] for path in folder.glob("*.*")}
    kept = OutlookRun.objects.filter(ref__in=left).exclude(state="done").exclude(finished_at__lt=at - KEPT)
    gone = left.difference(kept.values_list("ref", flat=True))
    for path in folder.glob("*.*"):
        if path.name.partition(".")[0] in gone:
            path.unlink(missing_ok=True)


COMPUTE: dict[str, Callable[[OutlookRun, Told], dict[str, Any]]] = {
    "scenario": _comparison,
    "frontier": _frontier,
}


@dataclass
class _Pulse:
    """What a run says of itself while it is computed, and hears."""

    run: OutlookRun
    now: Clock
    halt: Event
    is_beating: bool
    stage: str = ""
    done: int = 0
    of: int = 0
    to_stop: Event = field(default_factory=Event)
    over: Event = field(default_factory=Event)
    thread: threading.Thread | None = None
    beaten: float = 0.0

    def __enter__(self) -> None:
        if self.is_beating:
            self.thread = threading.Thread(target=self._keep_beating, daemon=True)
            self.thread.start()

    def __exit__(self, *error: object) -> None:
        self.over.set()
        if self.thread is not None:
            self.thread.join()

    def told(self, stage: str, done: int, of: int) -> None:
        """How far it is.

        Raises:
            Ended: it is to stop.
        """
        self.stage, self.done, self.of = stage, done, max(done, of)
        if not self.is_beating and time.monotonic() - self.beaten >= BEAT:
            self.beat()
        if self.to_stop.is_set() or self.halt.is_set():
            raise Ended

    def beat(self) -> None:
        """Say how far it is, and hear whether it is to stop: also when another has taken the run for interrupted."""
        self.beaten = time.monotonic()
        far = {"beat_at": self.now(), "stage": self.stage[:16], "done": self.done, "of": self.of}
        if not self._mine().update(**far) or self._mine().filter(stop=True).exists():
            self.to_stop.set()

    def end(self, state: str, **said: Any) -> None:
        """How it ended: said again some times where the database is busy or away, for minutes of computing hang on it.

        Raises:
            Error: the database stayed away.
        """
        for wait in ENDING:
            try:
                return self._end(state, **said)
            except Error:
                LOG.warning("outlook run %s: its end is said again", self.run.ref, exc_info=True)
                if not connections["default"].in_atomic_block:
                    connections.close_all()
                time.sleep(wait)
        return self._end(state, **said)

    def _end(self, state: str, **said: Any) -> None:
        far = {"done": self.of if state == "done" else self.done, "of": self.of, "stage": self.stage[:16]}
        self._mine().update(state=state, finished_at=self.now(), **far, **said)

    def _mine(self) -> Any:
        return OutlookRun.objects.filter(pk=self.run.pk, state="running", worker=self.run.worker)

    def _keep_beating(self) -> None:
        while not self.over.wait(BEAT):
            with suppress(Error):  # a database that is busy hears it the next time
                self.beat()
        connections.close_all()
