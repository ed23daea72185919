"""The visits log of this site: where it lies, what the plan says of it, and one reader of it a process, in turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from django.conf import settings

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.exposure.deriving import AT_GATE, GOING_ON
from lianfang.plan.model import Plan

if TYPE_CHECKING:
    from lianfang.trace.questions import Questions
    from lianfang.trace.rules import Rules

TOGETHER, ERROR = "contact_together_at_least", "visit_clocks_err_by"
KEPT, LONGEST, ENDS = "visit_kept", "visit_longest", "visit_open_ends_after"
GATE_ENDS, NEAR_ROWS = "visit_at_gate_ends_after", "near_rows_on_board"
_turn = Lock()
_open: dict[tuple[Path, int, int], Questions] = {}
"""By folder and by the file that a log is made with: another log in the same folder is opened anew."""


def folder() -> Path:
    """The log's folder in the site's home.

    Raises:
        Refused: the engine's packages are not installed.
    """
    if not all(find_spec(name) for name in ("numpy", "numba", "pyarrow")):
        raise Refused(Problem("trace/not-installed"))
    return Path(settings.HOME) / "trace"


def is_made() -> bool:
    """Is there a log, whether or not it can be read?"""
    return (Path(settings.HOME) / "trace" / "manifest.json").exists()


def kept_from() -> int | None:
    """The instant before which retention has deleted all; None where there is no log that can be read, or it never deleted."""
    from lianfang.trace import manifest

    try:
        found = manifest.read(folder()).kept_from
    except Refused:
        return None
    return found if found > 0 else None


@contextmanager
def log() -> Iterator[Questions]:
    """The log for questions, open once a process; one asks at a time.

    Raises:
        Refused: there is none, or the engine's packages are not installed.
    """
    where = folder()
    from lianfang.trace.questions import Questions

    with _turn:
        which = _which(where)
        known = _open.get(which)
        if known is None:
            known = Questions(where)
            _open.clear()
            _open[which] = known
        known.refresh()
        yield known


def _which(where: Path) -> tuple[Path, int, int]:
    made = where / "lock"
    if not made.exists():
        return where, 0, 0
    found = made.stat()
    return where, found.st_ino, found.st_ctime_ns


def rules(of: Plan) -> Rules:
    """What the plan says of visits: how long they are kept, how long one may be, when an open one ends.

    The day of a stay that goes on is one row, as long as a row may be; what files bring of these kinds is read alike.
    """
    from lianfang.trace.rules import Closing, Kept, Rules

    kept = tuple(Kept(since, seconds // instants.DAY) for since, seconds in entries(of, KEPT))
    closing = [Closing("", since, seconds) for since, seconds in entries(of, ENDS)]
    if GATE_ENDS in of.values:
        closing += [Closing(AT_GATE, since, seconds) for since, seconds in entries(of, GATE_ENDS)]
    longest = entries(of, LONGEST)
    closing += [Closing(kind, longest[0][0], longest[-1][1]) for kind in GOING_ON]
    return Rules(longest[-1][1], kept, tuple(closing))


def in_force(of: Plan, key: str, at: int) -> int:
    """A dated value as a whole number at an instant.

    Raises:
        Refused: the plan does not have it, or not yet then.
    """
    found = [number for since, number in entries(of, key) if since <= at]
    if not found:
        raise Refused(Problem("trace/no-rule", facts={"value": key}))
    return found[-1]


def entries(of: Plan, key: str) -> list[tuple[int, int]]:
    """(from when, whole number) of a dated value.

    Raises:
        Refused: the plan does not have it.
    """
    if key not in of.values:
        raise Refused(Problem("trace/no-rule", facts={"value": key}))
    found = of.values[key].entries
    return [
        (instants.start_of(e.since, of.zone), int(e.value)) for e in found if isinstance(e.value, int | float)
    ]
