"""Questions asked at the console: as many a day as anybody asks, each in the same count, and no long list without a signature."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from lianfang.base import areas
from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.exposure import asking, starting, telling
from lianfang.fronts.exposure.answers import Answer
from lianfang.fronts.exposure.asking import check_budget
from lianfang.fronts.exposure.places import place, register_of
from lianfang.fronts.exposure.starting import Start
from lianfang.fronts.exposure.visits import ERROR, in_force, log
from lianfang.plan.model import Plan
from lianfang.registers import journal
from lianfang.registers.access import By, Reader
from lianfang.registers.models import Case, ExposureQuestion

if TYPE_CHECKING:
    from lianfang.trace.questions import Window

__all__ = ["Asked", "ask_since", "check_budget", "check_list", "count", "within"]


def count(
    *, case: str, what: str, window: Window, visits: int, found: int, cut_short: int, plan: Plan, by: By, at: int
) -> None:  # fmt: skip
    """Write down a question that was asked at the console; it ends at once.

    Args:
        case: reference of the case from which it starts.
        what: its name, such as ``contacts``.
        visits, found, cut_short: of the answer.

    Raises:
        Refused: no such case.
    """
    of = Case.objects.filter(ref=case).first()
    if of is None:
        raise Refused(Problem("record/not-found", facts={"register": "case", "value": case}))
    ExposureQuestion.objects.create(
        register="case", record=case, area=of.area_id, reason=f"console: {what}", asked_by=by.name, asked_role=by.role,
        asked_area=by.area, asked_at=at, since=window.since, until=max(window.until, window.since + 1),
        minimum=window.minimum, error=window.error, visits=visits, count=found, cut_short=cut_short,
        sign_above=in_force(plan, asking.SIGN_ABOVE, at), ends_at=at + 1, closed_at=at, closed_by=by.name,
    )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question backwards that was asked at the console: its row, and its answer."""

    question: ExposureQuestion
    found: Answer


def ask_since(
    *, risk: str, site: str = "", area: int = 0, since: int | None = None, listed: bool = False, plan: Plan, reader: Reader,
    by: By, at: int,
) -> Asked:  # fmt: skip
    """Ask who was in an area since it is at risk, write the question down, and where they are ``listed``, whom it named.

    Args:
        risk: reference of the declaration from which it starts.
        site: reference of one site in it; ``area``: path code of an area in it; of all of it, where neither is given.
        since: from when on, if later than the declaration says.

    Raises:
        Refused: the purpose does not open it; over budget; nothing can be asked from it; the site or area lies outside; the
            date lies before it is at risk; too many to be listed without a second body.
    """
    try:
        check_budget(plan, by, at)
        start = _narrowed(starting.start_of_risk(risk, reader, at, site), area, since)
        of = _question(start, plan, by, at)
        with log() as open_:
            found = asking.found_in(open_, of, 0)
        of.visits, of.count, of.cut_short = found.visits, found.count, found.cut_short
        _write(of, start, f"since count={of.count}", by, at)
        return Asked(of, _listed(of, start, found, by, at) if listed else found)
    except Refused as refusal:
        codes = ",".join(problem.code for problem in refusal.problems)
        note = journal.Entry(at, by, "trace", "risk_area", ref=risk[:16], fields=f"refused {codes}"[:200])
        journal.append([note])
        raise


def _question(start: Start, plan: Plan, by: By, at: int) -> ExposureQuestion:
    """It ends at once; where the same account made the declaration, nobody is listed without a second body."""
    most = 0 if starting.is_own(start, by) else in_force(plan, asking.SIGN_ABOVE, at)
    return ExposureQuestion(
        register=start.register, record=start.ref, area=start.area, reason="console: since", asked_by=by.name, asked_role=by.role,
        asked_area=by.area, asked_at=at, since=start.since, until=start.until, minimum=0, error=in_force(plan, ERROR, at),
        sign_above=most, ends_at=at + 1, closed_at=at, closed_by=by.name, place=start.place,
    )  # fmt: skip


def _write(of: ExposureQuestion, start: Start, note: str, by: By, at: int) -> None:
    with transaction.atomic():
        of.save()
        journal.append([journal.Entry(at, by, "trace", start.register, start.row, start.ref, fields=note)])


def _listed(of: ExposureQuestion, start: Start, found: Answer, by: By, at: int) -> Answer:
    """The answer with those whom it may name, who are then named."""
    if asking.needs_signature(of, found.count):
        facts = {"count": found.count + asking.named_before(of), "most": of.sign_above}
        raise Refused(Problem("exposure/not-signed", facts=facts))
    with transaction.atomic():
        mine = telling.tell(of, found.found)
        note = f"question={of.ref} shown={len(mine)}"
        journal.append([journal.Entry(at, by, "trace", start.register, start.row, start.ref, fields=note)])
    return replace(found, found=[one for one in found.found if one.number in mine])


def _narrowed(start: Start, area: int, since: int | None) -> Start:
    """From a later instant on, or of a part of the area alone."""
    if area:
        outer = register_of(start.place)
        if outer[0] != "area" or not areas.is_within(area, outer[1]):
            raise Refused(Problem("exposure/area-outside", facts={"area": area, "risk": start.ref}))
        start = replace(start, place=place("area", area))
    if since is not None:
        if since < start.since:
            facts = {"risk": start.ref, "since": iso(start.since, settings.TIME_ZONE)[:16]}
            raise Refused(Problem("exposure/before-declared", facts=facts))
        if since >= start.until:
            raise Refused(Problem("exposure/risk-not-begun", facts={"risk": start.ref}))
        start = replace(start, since=since)
    return start


def within(case: str, window: Window, *, plan: Plan, at: int) -> tuple[Window, Window]:
    """What of a typed window lies in that of the case by its records, where they tell of one: no other company is asked for; and
    the whole, whose candidates say whether a second body signs: no list is shown a day at a time to do without.

    Args:
        case: its reference.

    Raises:
        Refused: nothing of it does.
    """
    of = Case.objects.filter(ref=case).first()
    own = starting.window(of, plan, at) if of is not None else None
    if own is None:
        return window, window
    whole = window._replace(since=own[0], until=own[1])
    since, until = max(window.since, whole.since), min(window.until, whole.until)
    if since >= until:
        raise Refused(Problem("exposure/empty-window", facts={"case": case}))
    return window._replace(since=since, until=until), whole


def check_list(found: int, plan: Plan, at: int) -> None:
    """May so many be listed at the console? There nobody signs as a second body; that is done on the pages.

    Raises:
        Refused: there are more than one body asks for alone.
    """
    most = in_force(plan, asking.SIGN_ABOVE, at)
    if found > most:
        raise Refused(Problem("exposure/not-signed", facts={"count": found, "most": most}))
