"""The editions of the national plans that were in force at an instant, by the plan's dated values."""

from __future__ import annotations

from dataclasses import dataclass

from lianfang.base.instants import start_of
from lianfang.base.words import Text
from lianfang.plan.model import Plan
from lianfang.registers.models import Case

DIAGNOSIS, CONTROL = "diagnosis_plan_edition", "control_plan_edition"


@dataclass(frozen=True)
class Editions:
    """The editions in force at an instant; None before the first that the plan knows."""

    diagnosis: int | None
    control: int | None

    @property
    def said(self) -> Text:
        """As a classification keeps it, in both languages."""
        zh, en = [], []
        if self.diagnosis is not None:
            zh.append(f"诊疗方案第{self.diagnosis}版")
            en.append(f"diagnosis plan, edition {self.diagnosis}")
        if self.control is not None:
            zh.append(f"防控方案第{self.control}版")
            en.append(f"control plan, edition {self.control}")
        return Text("、".join(zh), "; ".join(en))


def editions(plan: Plan, at: int) -> Editions:
    """The editions of both national plans in force at an instant."""
    return Editions(_number(plan, DIAGNOSIS, at), _number(plan, CONTROL, at))


def treated_by(case: Case, plan: Plan, at: int) -> tuple[int | None, int | None]:
    """The edition of the treatment plan in force when a case was admitted, and at an instant.

    Where no admission is on record, it is the one when the case was found, or at the beginning of its day of report; None where
    nobody knows any.
    """
    known = (case.admitted_at, case.found_at, case.confirmed_at)
    began: int | None = next((one for one in known if one is not None), None)
    if began is None and case.reported_on is not None:
        began = start_of(case.reported_on, plan.zone)
    return None if began is None else editions(plan, began).diagnosis, editions(plan, at).diagnosis


def _number(plan: Plan, name: str, at: int) -> int | None:
    found = plan.number_at(name, at)
    return None if found is None else int(found)
