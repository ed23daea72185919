"""The visits log at the console: the plan whose values hold, and the window of a case whose onset is typed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lianfang.base import instants
from lianfang.cli import site
from lianfang.fronts.exposure.visits import ERROR, TOGETHER, folder, in_force, rules
from lianfang.gaps import plans
from lianfang.plan.loader import load
from lianfang.plan.model import Plan
from lianfang.registers.catalogue import catalogue
from lianfang.registers.illnesses import BEFORE

if TYPE_CHECKING:
    from lianfang.trace.questions import Window

__all__ = ["folder", "plan", "rules", "window"]


def plan() -> Plan:
    """The plan whose values hold: the one in force at this site. Before any is, the one that LIANFANG_PLAN names, or the shipped one."""
    force = plans.current()
    return load(site.plan_folder(None), catalogue()) if force is None else force.plan


def window(of: Plan, *, onset: date, until: int, as_of: int) -> Window:
    """The window of a case by the edition in force at ``as_of``: from so long before the day of onset until isolation."""
    from lianfang.trace.questions import Window

    since = instants.start_of(onset, of.zone) - in_force(of, BEFORE, as_of)
    return Window(since, until, in_force(of, TOGETHER, as_of), in_force(of, ERROR, as_of))
