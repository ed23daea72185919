"""How beds are taken: in turn, in one transaction, and again where two databases' transactions met.

What a database's constraint refuses is told here as what it means: who loses is told what holds the bed, never who, and
which beds are free nearby.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import sleep
from typing import Any

from django.db import OperationalError, connection

from lianfang.base.problems import Problem, Refused
from lianfang.registers import changes
from lianfang.registers.requests import answered, once

TRIES = 6
PAUSE = 0.01
"""Seconds before a second try; twice as long before each further one."""
_TURN = threading.RLock()
"""Whoever asks for beds waits here and not in the database, where losers would each hold its one place of a writer."""
_AT_ONCE = threading.BoundedSemaphore(8)
"""So many look for beds at once. The others wait without a connection: a rush of hundreds would open one each."""
_PASSING = ("40001", "40P01", "55P03")
"""PostgreSQL's states of what may go well the next time: a failed serialisation, a deadlock, a lock not had."""

_CONSTRAINTS = (
    "one_bed_one_person", "one_person_one_bed", "one_bed_kept_once", "one_person_one_transfer", "kept_bed_waits",
    "bed_kept_is_free",
)  # fmt: skip
_SAID = {name: name for name in _CONSTRAINTS} | {
    "registers_transfer.bed_id": "one_bed_kept_once", "registers_transfer.person_id": "one_person_one_transfer",
}  # fmt: skip
"""What the database says → the constraint; SQLite names a unique one by its columns."""

Answer = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What is asked: its verb, its content as JSON can say it, without the clock; when, and under which client's id."""

    verb: str
    content: Any
    at: int
    request: str


def in_turn(asked: Asked, act: Callable[[], Answer], *, look: Callable[[], object] | None = None) -> Answer:
    """Do it whole or not at all, once for each request.

    Args:
        asked: what is asked.
        act: does it, and answers what JSON can say.
        look: refuses what is lost already, by a few small questions: asked before the turn and not instead of anything.

    Raises:
        Refused: whatever ``act`` or ``look`` refuses; or others wrote all the while (``beds/busy``).
    """

    def began() -> Answer:
        # The writers' turn comes before any row is locked: see registers.changes.
        changes.begin()
        return act()

    def tried() -> Answer:
        return once(request=asked.request, verb=asked.verb, content=asked.content, at=asked.at, act=began)

    if connection.in_atomic_block:
        return tried()
    for turn in range(TRIES):
        try:
            return _in_turn(asked, tried, look or _nothing)
        except OperationalError as error:
            if not is_passing(error):
                raise
            sleep(PAUSE * 2**turn)
    raise Refused(Problem("beds/busy"))


def _in_turn(asked: Asked, act: Callable[[], Answer], look: Callable[[], object]) -> Answer:
    """Whoever has lost already is told so without a turn; whoever had to wait for theirs may have lost meanwhile."""
    try:
        with _AT_ONCE:
            look()
            with _turn() as has_waited:
                if has_waited:
                    look()
                return act()
    except Refused:
        # What the same request did may be what stands in this one's way.
        known = answered(request=asked.request, verb=asked.verb, content=asked.content)
        if known is None:
            raise
        return known


@contextmanager
def _turn() -> Iterator[bool]:
    """The turn; did it have to be waited for?"""
    is_free = _TURN.acquire(blocking=False)
    if not is_free:
        _TURN.acquire()
    try:
        yield not is_free
    finally:
        _TURN.release()


def _nothing() -> None:
    """Nothing is lost before it was tried."""


def is_passing(error: OperationalError) -> bool:
    """May it go well the next time?"""
    state = getattr(error.__cause__, "sqlstate", "")
    return state in _PASSING or "locked" in str(error)


def broken(refusal: Refused) -> str:
    """The constraint that stood in the way, by name; empty where none did."""
    details = [str(p.facts.get("detail", "")) for p in refusal.problems if p.code == "record/constraint"]
    return next((name for one in details for said, name in _SAID.items() if said in one), "")
