"""Places that several cases share, against chance: one question about all cases with evidence that have a window now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.exposure import asking, visits
from lianfang.gaps import plans
from lianfang.plan.model import Plan
from lianfang.registers import changes, journal, pseudonyms, requests
from lianfang.registers.access import By, Reader, check_sensitive, rows
from lianfang.registers.actions.tracing import SICK
from lianfang.registers.illnesses import window_of
from lianfang.registers.models import Case, ExposureQuestion, RequestKey

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
    A refusal stands in the journal too.

    Raises:
        Refused: no reason; over budget; fewer than two cases; no log; the same request was answered before.
    """
    try:
        return _ask(reason, reader, by, at, request)
    except Refused as refusal:
        codes = ",".join(problem.code for problem in refusal.problems)
        journal.append([journal.Entry(at, by, "trace", "case", fields=f"refused {codes}"[:200])])
        raise


def _ask(reason: str, reader: Reader, by: By, at: int, request: str) -> tuple[Asked, Sharing]:
    plan, said = plans.in_force().plan, asking.reason_of(reason)
    # The log is read for what is then written down and counted, and for nothing else.
    if request and RequestKey.objects.filter(key=request[: requests.MOST]).exists():
        raise Refused(Problem("exposure/answered-already"))
    asking.check_budget(plan, by, at)
    asked = askable(reader, at)
    if len(asked.cases) < 2:
        raise Refused(Problem("exposure/too-few-cases"))
    found = _found(asked, plan, at)
    written: list[str] = []

    def act() -> dict[str, str]:
        changes.begin()
        asking.check_budget(plan, by, at)
        written.append(_write(asked, found, said, plan, by, at))
        return {"ref": written[0]}

    requests.once(request=request, verb="ask_shared_places", content=[by.name, reason], at=at, act=act)
    if not written:
        raise Refused(Problem("exposure/answered-already"))
    return asked, found


def _found(asked: Asked, plan: Plan, at: int) -> Sharing:
    from lianfang.trace.questions import Window
    from lianfang.trace.sharing import shared_places

    minimum, error = (visits.in_force(plan, key, at) for key in (visits.TOGETHER, visits.ERROR))
    windows = [Window(since, until, minimum, error) for since, until in asked.windows]
    names = [pseudonyms.of(case.person_id or 0) for case in asked.cases]
    with visits.log() as log:
        return shared_places(log, names, windows)


def _write(asked: Asked, found: Sharing, reason: str, plan: Plan, by: By, at: int) -> str:
    minimum, error = (visits.in_force(plan, key, at) for key in (visits.TOGETHER, visits.ERROR))
    cases = len(asked.cases)
    made = ExposureQuestion.objects.create(
        register="cases", record=str(cases), area=by.area, reason=reason, asked_by=by.name, asked_role=by.role,
        asked_area=by.area, asked_at=at, since=min(since for since, _ in asked.windows), until=at, minimum=minimum,
        error=error, visits=cases - found.silent, count=len(found.found), cut_short=found.cut_short, sign_above=0,
        ends_at=at + 1, closed_at=at, closed_by=by.name,
    )  # fmt: skip
    note = f"question={made.ref} shared-places cases={cases} count={made.count}"
    journal.append([journal.Entry(at, by, "trace", "case", fields=note)])
    return str(made.ref)
