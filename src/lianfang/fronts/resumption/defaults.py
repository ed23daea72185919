"""What the forms say before anybody has written anything: the plan's dated values where it has one, else what is assumed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from lianfang.base.instants import DAY
from lianfang.fronts.resumption.names import SCHOOL, SHUT, Known
from lianfang.fronts.resumption.spec import SIZES, FrontierAsked, Measures, Places
from lianfang.plan.model import Plan

GATE, TRACE = "key_area_days", "reach_contacts_within"
"""The plan's dated values that scenarios begin with."""
TRACE_CAPACITY, TEST_CAPACITY, MASKS, INFECTED = 500, 3000, 80, 20
DAYS, SEEDS, LOCAL, ACCEPTED = 60, 20, 300, 10


def measures(plan: Plan, at: int) -> dict[str, Any]:
    """One scenario's numbers: by the plan's values at an instant."""
    gate, trace = (plan.number_at(name, at) for name in (GATE, TRACE))
    return {
        "gate_days": 14 if gate is None else round(gate / DAY), "trace_delay": 1 if trace is None else -(-int(trace) // DAY),
        "trace_capacity": TRACE_CAPACITY, "test_capacity": TEST_CAPACITY, "masks": MASKS,
    }  # fmt: skip


def sized(first: date, known: Known, title: str) -> dict[str, Any]:
    """Of both forms."""
    shut = [name for name in known.sectors if name in (*SHUT, SCHOOL)]
    return {
        "title": title, "first": first.isoformat(), "days": DAYS, "agents": SIZES[1], "infected": INFECTED, "shut": shut,
    }  # fmt: skip


def compared(first: date, known: Known, counted: Places | None) -> dict[str, Any]:
    """The comparison's common part."""
    found = {**sized(first, known, _("Which way to resume")), "seeds": SEEDS}
    return found if counted is None else {**found, **counted.begun()}


def scenarios(first: date, plan: Plan, at: int, known: Known) -> list[dict[str, Any]]:
    """Three to begin with."""
    usual = measures(plan, at)
    weekly = _weekly(first, known, 7)
    return [
        {**usual, "name": _("By batch, every week"), "lines": weekly},
        {**usual, "name": _("By batch, contacts reached late"), "lines": weekly, "trace_delay": usual["trace_delay"] + 3},
        {**usual, "name": _("All at once"), "lines": f"*, *, *, {first + timedelta(7)}"},
    ]  # fmt: skip


def frontier(first: date, known: Known, plan: Plan, at: int, counted: Places | None) -> dict[str, Any]:
    """The frontier's common part."""
    found: dict[str, Any] = {
        **sized(first, known, _("Who may start on which day")), **measures(plan, at), "places_accepted": ACCEPTED,
        "local": LOCAL, "local_accepted": ACCEPTED, "worlds": "quick",
    }  # fmt: skip
    return found if counted is None else {**found, **counted.begun()}


def calendars(first: date, known: Known) -> list[dict[str, Any]]:
    """Three to begin with: the shipped example."""
    later = f"*, *, *, {first + timedelta(28)}\n"
    return [
        {"name": _("By batch, every week"), "lines": _weekly(first, known, 7)},
        {"name": _("Manufacturing first"), "lines": later + f"manufacturing, *, *, {first + timedelta(7)}"},
        {"name": _("All at once"), "lines": f"*, *, *, {first + timedelta(7)}"},
    ]


def _weekly(first: date, known: Known, begin: int) -> str:
    return "\n".join(f"*, *, {at + 1}, {first + timedelta(begin + 7 * at)}" for at in range(known.batches))


def of_measures(found: Measures) -> dict[str, Any]:
    """A scenario that was asked before, as its form says it."""
    said = found.model_dump(exclude={"steps", "is_worst"})
    return {**said, "lines": lines_of(found)}


def lines_of(found: Measures) -> str:
    """Its lines, as people write them."""
    rows = []
    for step in found.steps:
        parts: Sequence[str] = (
            step.sector or "*", step.district or "*", str(step.batch or "*"), "never" if step.on is None else step.on.isoformat(),
        )  # fmt: skip
        rows.append(("close, " if step.verb == "close" else "") + ", ".join(parts))
    return "\n".join(rows)


def of_frontier(found: FrontierAsked) -> dict[str, Any]:
    """A frontier that was asked before, as its form says it."""
    said: Any = found.decision
    limits = said["limits"]
    places = limits.get("beds") or limits.get("rooms") or {"accepted": ACCEPTED / 100}
    local = limits.get("local") or {"most": None, "accepted": ACCEPTED / 100}
    return {
        **found.measures.model_dump(exclude={"steps", "name", "is_worst"}), "days": found.days, "first": found.first.isoformat(),
        "agents": found.agents, "infected": found.infected, "shut": found.shut, "beds": (limits.get("beds") or {}).get("most"),
        "rooms": (limits.get("rooms") or {}).get("most"), "places_accepted": round(places["accepted"] * 100),
        "local": local["most"], "local_accepted": round(local["accepted"] * 100), "worlds": found.worlds,
        "calibration": found.calibration,
    }  # fmt: skip
