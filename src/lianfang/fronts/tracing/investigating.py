"""What an investigator finds of a case, entered where its page stands: where it was exposed, and whom it has to do with.

That one case infected another is said with the evidence for it, or not at all: of two who were together nobody knows which way it went.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Q

from lianfang.base.instants import day_of
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.fronts.tracing.cases import to_come
from lianfang.fronts.tracing.finding import case_of, not_found
from lianfang.gaps import plans
from lianfang.registers import changes
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.actions import record
from lianfang.registers.models import Case, CaseLink
from lianfang.registers.requests import once

Direction = Literal["", "infected_by", "infected"]
LONGEST_NUMBER = 9
DAY_OF_EXPOSURE, DAY_OF_CONTACT = (
    Text("暴露日", "The day of the exposure"),
    Text("末次接触日", "The last contact"),
)


@dataclass(frozen=True)
class Tie:
    """What is said of two cases.

    Attributes:
        other: reference or number of the other case.
        direction: who infected whom; empty where nobody can tell.
        evidence: on what the direction rests.
    """

    other: str
    direction: Direction = ""
    evidence: str = ""
    relation: str | None = None
    setting: str | None = None
    certainty: str | None = None
    last_contact_on: date | None = None


def enter_exposure(
    *, ref: str, facts: Mapping[str, Any], reader: Reader, by: By, at: int, request: str = ""
) -> None:
    """Where a case may have been infected.

    Args:
        facts: columns of the exposure: its kind, and what is known of place, days and circumstances.

    Raises:
        Refused: no such case; a day to come; it ends before it begins.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        case = case_of(ref, reader, lock=True)
        began, ended = facts.get("began_on"), facts.get("ended_on")
        _check_day(DAY_OF_EXPOSURE, began, at)
        _check_day(DAY_OF_EXPOSURE, ended, at)
        if began is not None and ended is not None and ended < began:
            said = {"since": began.isoformat(), "until": ended.isoformat()}
            raise Refused(Problem("tracing/exposure-turned", facts=said))
        row = {"case": case.pk, "area": case.area_id, **facts}
        return {"ref": record(register="exposure", rows=[row], by=by, at=at).refs[0]}

    once(request=request, verb="enter_exposure", content=[by.name, ref, dict(facts)], at=at, act=act)


def tie_cases(*, ref: str, told: Tie, reader: Reader, by: By, at: int, request: str = "") -> None:
    """Link two cases, or say more of the link that they have; with evidence, who infected whom.

    Raises:
        Refused: one of them is not there; a case with itself; a direction without evidence; a day to come.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        case = case_of(ref, reader, lock=True)
        other = _other(told.other, reader)
        if other.pk == case.pk:
            raise Refused(Problem("tracing/the-case-itself", facts={"value": told.other[:40]}))
        if told.direction and not told.evidence.strip():
            raise Refused(Problem("tracing/no-evidence"))
        _check_day(DAY_OF_CONTACT, told.last_contact_on, at)
        return {"ref": record(register="case_link", rows=[_link(case, other, told)], by=by, at=at).refs[0]}

    once(request=request, verb="tie_cases", content=[by.name, ref, asdict(told)], at=at, act=act)


def tied(one: Case, other: Case) -> CaseLink | None:
    """The link that two cases have, whichever way it was written down."""
    ways = Q(case=one, other=other) | Q(case=other, other=one)
    return CaseLink.objects.filter(ways).order_by("id").first()


def _link(case: Case, other: Case, told: Tie) -> dict[str, Any]:
    """The row: whom ``other`` infected is ``case``. What is not said again stays as it was."""
    infected, source = (other, case) if told.direction == "infected" else (case, other)
    row: dict[str, Any] = {"case": infected.pk, "other": source.pk, "area": case.area_id}
    row["directed"] = True if told.direction else None
    given = {
        "evidence": told.evidence.strip() or None, "relation": told.relation, "setting": told.setting,
        "certainty": told.certainty, "last_contact_on": told.last_contact_on,
    }  # fmt: skip
    row |= {name: value for name, value in given.items() if value is not None}
    known = tied(case, other)
    return row if known is None else {**row, "id": known.pk, "area": known.area_id}


def _other(said: str, reader: Reader) -> Case:
    text = said.strip()
    if text.isdecimal() and len(text) <= LONGEST_NUMBER:
        found = list(rows(Case, reader).filter(number=int(text)).order_by("id")[:2])
        if len(found) != 1:
            raise not_found(Case.register.title, text)
        return found[0]
    return case_of(text, reader)


def _check_day(what: Text, day: date | None, at: int) -> None:
    if day is not None and day > day_of(at, plans.in_force().plan.zone):
        raise to_come(what, day.isoformat())
