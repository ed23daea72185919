"""Where the visits log of this site lies, and what the plan says about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.cli import site
from lianfang.plan.loader import load
from lianfang.plan.model import Plan
from lianfang.registers.catalogue import catalogue

if TYPE_CHECKING:
    from lianfang.trace.questions import Window
    from lianfang.trace.rules import Rules

WINDOW, TOGETHER, ERROR = "contact_window_before_onset", "contact_together_at_least", "visit_clocks_err_by"
KEPT, LONGEST, ENDS = "visit_kept", "visit_longest", "visit_open_ends_after"


def folder() -> Path:
    """The log's folder in the site's home.

    Raises:
        Refused: the engine's packages are not installed.
    """
    if not all(find_spec(name) for name in ("numpy", "numba", "pyarrow")):
        raise Refused(Problem("trace/not-installed"))
    return Path(settings.HOME) / "trace"


def plan() -> Plan:
    """The plan whose values hold: the one that LIANFANG_PLAN names, or the shipped one."""
    return load(site.plan_folder(None), catalogue())


def rules(of: Plan) -> Rules:
    """What the plan says of visits: how long they are kept, how long one may be, when an open one ends."""
    from lianfang.trace.rules import Closing, Kept, Rules

    kept = tuple(Kept(since, seconds // instants.DAY) for since, seconds in _entries(of, KEPT))
    closing = tuple(Closing("", since, seconds) for since, seconds in _entries(of, ENDS))
    return Rules(_entries(of, LONGEST)[-1][1], kept, closing)


def window(of: Plan, *, onset: date, until: int, as_of: int) -> Window:
    """The window of a case by the edition in force at ``as_of``: from so long before the day of onset until isolation."""
    from lianfang.trace.questions import Window

    since = instants.start_of(onset, of.zone) - in_force(of, WINDOW, as_of)
    return Window(since, until, in_force(of, TOGETHER, as_of), in_force(of, ERROR, as_of))


def in_force(of: Plan, key: str, at: int) -> int:
    """A dated value in seconds at an instant.

    Raises:
        Refused: the plan does not have it, or not yet then.
    """
    found = [seconds for since, seconds in _entries(of, key) if since <= at]
    if not found:
        raise Refused(Problem("trace/no-rule", facts={"value": key}))
    return found[-1]


def _entries(of: Plan, key: str) -> list[tuple[int, int]]:
    """(from when, seconds) of a dated value."""
    if key not in of.values:
        raise Refused(Problem("trace/no-rule", facts={"value": key}))
    number: Callable[[Any], int] = int
    return [(instants.start_of(e.since, of.zone), number(e.value)) for e in of.values[key].entries]
