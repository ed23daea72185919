"""How beds are taken: in turn, in one transaction, and again where two databases' transactions met.

What a database's constraint refuses is told here as what it means: who loses is told what holds the bed, never who, and
which beds are free nearby.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import sleep
from typing import Any

from django.db import OperationalError, connection

from lianfang.base.problems import Problem, Refused
from lianfang.registers import changes
from lianfang.registers.requests import once

TRIES = 6
PAUSE = 0.01
"""Seconds before a second try; twice as long before each further one."""
_TURN = threading.RLock()
"""Whoever asks for beds waits here and not in the database, where losers would each hold its one place of a writer."""
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


def in_turn(verb: str, content: Any, act: Callable[[], Answer], *, at: int, request: str) -> Answer:
    """Do it whole or not at all, once for each request.

    Args:
        content: what is asked, as JSON can say it, without the clock.
        act: does it, and answers what JSON can say.

    Raises:
        Refused: whatever ``act`` refuses; or others wrote all the while (``beds/busy``).
    """

    def began() -> Answer:
        # The writers' turn comes before any row is locked: see registers.changes.
        changes.begin()
        return act()

    def tried() -> Answer:
        return once(request=request, verb=verb, content=content, at=at, act=began)

    if connection.in_atomic_block:
        return tried()
    for turn in range(TRIES):
        try:
            with _TURN:
                return tried()
        except OperationalError as error:
            if not is_passing(error):
                raise
            sleep(PAUSE * 2**turn)
    raise Refused(Problem("beds/busy"))


def is_passing(error: OperationalError) -> bool:
    """May it go well the next time?"""
    state = getattr(error.__cause__, "sqlstate", "")
    return state in _PASSING or "locked" in str(error)


def broken(refusal: Refused) -> str:
    """The constraint that stood in the way, by name; empty where none did."""
    details = [str(p.facts.get("detail", "")) for p in refusal.problems if p.code == "record/constraint"]
    return next((name for one in details for said, name in _SAID.items() if said in one), "")
