"""The plan's dated values as tracing reads them."""

from __future__ import annotations

from lianfang.base.instants import DAY, start_of
from lianfang.base.problems import Problem, Refused
from lianfang.plan.model import Entry, Plan
from lianfang.registers.editions import DIAGNOSIS

LOOK_BACK = "origin_look_back"
CLINICAL, CLINICAL_IN = "clinical_diagnosis_counts", "clinical_diagnosis_in"


def changes(plan: Plan) -> list[tuple[int, int]]:
    """(instant, edition) from which another edition of the diagnosis plan defined a case."""
    return _entries(plan, DIAGNOSIS)[1:]


def diagnoses_clinically(plan: Plan, at: int) -> bool:
    """Does the definition in force count a clinical diagnosis, and in this city?"""
    where = plan.value_at(CLINICAL_IN, at)
    codes = where if isinstance(where, tuple) else ()
    return bool(plan.value_at(CLINICAL, at)) and any(
        plan.city.startswith(str(code).rstrip("0")) for code in codes
    )


def look_back(plan: Plan, at: int) -> int:
    """Whole days before onset in which a stay elsewhere makes a case imported.

    Raises:
        Refused: the plan has no such value yet at that instant.
    """
    return _needed(plan, LOOK_BACK, at) // DAY


def _needed(plan: Plan, name: str, at: int) -> int:
    found = _number(plan, name, at)
    if found is None:
        raise Refused(Problem("tracing/no-rule", facts={"value": name}))
    return found


def _number(plan: Plan, name: str, at: int) -> int | None:
    found = plan.number_at(name, at)
    return None if found is None else int(found)


def _entries(plan: Plan, name: str) -> list[tuple[int, int]]:
    return [
        (start_of(e.since, plan.zone), int(e.value))
        for e in _dated(plan, name)
        if isinstance(e.value, int | float)
    ]


def _dated(plan: Plan, name: str) -> tuple[Entry, ...]:
    value = plan.values.get(name)
    return value.entries if value is not None else ()
