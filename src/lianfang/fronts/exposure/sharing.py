"""Places that several cases share, against chance: one question about all cases with evidence that have a window now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.exposure import asking, visits
from lianfang.gaps import plans
from lianfang.registers import changes, journal, pseudonyms
from lianfang.registers.access import By, Reader, check_sensitive, rows
from lianfang.registers.actions.tracing import SICK
from lianfang.registers.illnesses import window_of
from lianfang.registers.models import Case, ExposureQuestion
from lianfang.registers.requests import once

if TYPE_CHECKING:
    from lianfang.trace.sharing import Sharing

MOST = 200
"""Cases of one question, the newest."""


@dataclass(frozen=True)
class Asked:
    """Cases whose windows are known, in the order of the answer's pseudonyms; since and until of each."""

    cases: Sequence[Case]
    windows: Sequence[tuple[int, int]]


def askable(reader: Reader, at: int) -> Asked:
    """The newest cases with evidence within reach of which a window is known that has begun."""
    check_sensitive(reader)
    plan = plans.in_force().plan
    cases, windows = [], []
    query = rows(Case, reader).filter(classification__in=SICK, person__isnull=False)
    for case in query.order_by("-reported_on", "-id")[:MOST]:
        window = window_of(case, plan, at)
        until = at if window is None or window.until is None else min(window.until, at)
        if window is not None and window.since < until:
            cases.append(case)
            windows.append((window.since, until))
    return Asked(cases, windows)


def ask(*, reason: str, reader: Reader, by: By, at: int, request: str = "") -> tuple[Asked, Sharing]:
    """Ask, write the question down, and answer; counted like any other, and ended at once: it names places, and no person.

    Raises:
        Refused: no reason; fewer than two cases; over budget; no log.
    """
    from lianfang.trace.questions import Window
    from lianfang.trace.sharing import shared_places

    asked = askable(reader, at)
    if len(asked.cases) < 2:
        raise Refused(Problem("exposure/too-few-cases"))
    plan = plans.in_force().plan
    minimum, error = (visits.in_force(plan, key, at) for key in (visits.TOGETHER, visits.ERROR))
    windows = [Window(since, until, minimum, error) for since, until in asked.windows]
    names = [pseudonyms.of(case.person_id or 0) for case in asked.cases]

    with visits.log() as log:
        found = shared_places(log, names, windows)

    def act() -> dict[str, str]:
        changes.begin()
        said = asking.reason_of(reason)
        asking.check_budget(plan, by, at)
        made = ExposureQuestion.objects.create(
            register="cases", record=str(len(names)), area=by.area, reason=said, asked_by=by.name, asked_role=by.role,
            asked_area=by.area, asked_at=at, since=min(since for since, _ in asked.windows), until=at, minimum=minimum,
            error=error, visits=len(names) - found.silent, count=len(found.found), cut_short=found.cut_short, sign_above=0,
            ends_at=at + 1, closed_at=at, closed_by=by.name,
        )  # fmt: skip
        note = f"question={made.ref} shared-places cases={len(names)} count={made.count}"
        journal.append([journal.Entry(at, by, "trace", "case", fields=note)])
        return {"ref": made.ref}

    once(request=request, verb="ask_shared_places", content=[by.name, reason], at=at, act=act)
    return asked, found
