"""A question is asked, signed, answered and closed; each step is an action, and what is refused is written down as well.

The first answer is a count. Names are shown of a question that is open: not ended, and signed by a second body where it is
larger than the plan lets one body ask for. Nothing follows from a name: see :mod:`lianfang.fronts.exposure.choosing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from lianfang.base import areas
from lianfang.base.instants import day_of, end_of, start_of
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.exposure import answers, starting, visits
from lianfang.fronts.exposure.answers import Answer, Candidate
from lianfang.fronts.exposure.ill import ill_at
from lianfang.fronts.exposure.places import place
from lianfang.fronts.exposure.starting import Start
from lianfang.gaps import plans
from lianfang.plan.model import Plan
from lianfang.registers import changes, journal, pseudonyms
from lianfang.registers.access import By, Reader, check_sensitive
from lianfang.registers.models import Case, Event, ExposureQuestion
from lianfang.registers.requests import once

if TYPE_CHECKING:
    from lianfang.trace.questions import Questions, Window

SIGN_ABOVE, A_DAY, OPEN_FOR = "exposure_sign_above", "exposure_questions_a_day", "exposure_question_open_for"
LONGEST = 400
"""Characters of a reason."""


def ask(
    *, record: str, reason: str, reader: Reader, by: By, at: int, register: str = "case", request: str = ""
) -> str:  # fmt: skip
    """Ask who was with a case, or at an event; answers the question's reference. A refusal stands in the journal too.

    Args:
        record: reference of the case or event from which it starts.

    Raises:
        Refused: no reason; nothing that a question may start from; the account has asked as often as it may today; no log.
    """

    # Counted before the turn to write is taken: the log may take its time, and nobody at a gate waits for it.
    made = _counted(register, record, reason, reader, by, at)

    def act() -> dict[str, Any]:
        if isinstance(made, Refused):
            raise made
        changes.begin()
        check_budget(plans.in_force().plan, by, at)
        return {"ref": _write(made, by, at)}

    try:
        content = [by.name, register, record, reason]
        return str(once(request=request, verb="ask_exposure", content=content, at=at, act=act)["ref"])
    except Refused as refusal:
        codes = ",".join(problem.code for problem in refusal.problems)
        note = journal.Entry(at, by, "trace", register, ref=record[:16], fields=f"refused {codes}"[:200])
        journal.append([note])
        raise


@dataclass(frozen=True)
class _Counted:
    """A question that can be asked, with its count, not written yet; ``row`` is that of the record it starts from."""

    question: ExposureQuestion
    row: int


def _counted(register: str, record: str, reason: str, reader: Reader, by: By, at: int) -> _Counted | Refused:
    """The count, or why there is none: said only where the request was not answered before."""
    try:
        plan, said = plans.in_force().plan, reason_of(reason)
        check_budget(plan, by, at)
        from_ = starting.start_of_event if register == "event" else starting.start_of
        start = from_(record, reader, at)
        return _Counted(_asked(start, said, plan, by, at), start.row)
    except Refused as refusal:
        return refusal


def _asked(start: Start, reason: str, plan: Plan, by: By, at: int) -> ExposureQuestion:
    minimum, error = (visits.in_force(plan, key, at) for key in (visits.TOGETHER, visits.ERROR))
    made = ExposureQuestion(
        register=start.register, record=start.ref, area=start.area, reason=reason, asked_by=by.name, asked_role=by.role,
        asked_area=by.area, asked_at=at, since=start.since, until=start.until, minimum=minimum, error=error,
        sign_above=visits.in_force(plan, SIGN_ABOVE, at), ends_at=at + visits.in_force(plan, OPEN_FOR, at),
    )  # fmt: skip
    with visits.log() as log:
        found = _answer(log, made, start.person, start.place)
    made.visits, made.count, made.cut_short = found.visits, len(found.found), found.cut_short
    return made


def _write(counted: _Counted, by: By, at: int) -> str:
    made = counted.question
    made.save()
    note = f"question={made.ref} count={made.count}"
    journal.append([journal.Entry(at, by, "trace", made.register, counted.row, made.record, fields=note)])
    return str(made.ref)


def _answer(log: Questions, of: ExposureQuestion, person: int, where: int) -> Answer:
    if person:
        return answers.contacts(log, pseudonyms.names_of(person), window_of(of), pseudonyms.merged())
    return answers.present(log, where, window_of(of), pseudonyms.merged(), ill_at(of.record))


def window_of(of: ExposureQuestion) -> Window:
    """The window as the log takes it."""
    from lianfang.trace.questions import Window

    return Window(of.since, of.until, of.minimum, of.error)


def answer(of: ExposureQuestion, log: Questions) -> Answer:
    """The answer, worked out again: what the log holds now, in the window of then.

    Raises:
        Refused: the record from which it started is there no more.
    """
    if of.register == "event":
        event = Event.objects.filter(ref=of.record).first()
        if event is None:
            raise Refused(Problem("exposure/start-gone", facts={"value": of.record}))
        where = place("site", event.site_id) if event.site_id else place("event", event.pk)
        return _answer(log, of, 0, where)
    case = Case.objects.filter(ref=of.record, person__isnull=False).first()
    if case is None or case.person_id is None:
        raise Refused(Problem("exposure/start-gone", facts={"value": of.record}))
    return _answer(log, of, case.person_id, 0)


def question_of(ref: str, reader: Reader, *, lock: bool = False) -> ExposureQuestion:
    """A question within the reader's reach: who reads cases of its area for a purpose that opens them.

    Raises:
        Refused: there is none, or the purpose does not open it.
    """
    query = ExposureQuestion.objects.filter(reader.scope("area"), ref=ref)
    found = query.first() if reader.reads("case") else None
    if found is None:
        raise Refused(Problem("exposure/not-found", facts={"value": ref[:40]}))
    check_sensitive(reader)
    if lock:
        found.refresh_from_db()
    return found


def needs_signature(of: ExposureQuestion, count: int) -> bool:
    """Does a second body have to sign before names are shown?"""
    return of.signed_at is None and max(count, of.count) > of.sign_above


def check_open(of: ExposureQuestion, at: int, count: int) -> None:
    """May names be shown?

    Raises:
        Refused: it has ended, or waits for a signature.
    """
    if is_ended(of, at):
        raise Refused(Problem("exposure/ended", facts={"question": of.ref}))
    if needs_signature(of, count):
        facts = {"count": max(count, of.count), "most": of.sign_above}
        raise Refused(Problem("exposure/not-signed", facts=facts))


def is_ended(of: ExposureQuestion, at: int) -> bool:
    """Was it closed, or is its time over?"""
    return of.closed_at is not None or at >= of.ends_at


def sign(*, ref: str, reader: Reader, by: By, at: int, request: str = "") -> None:
    """A second body answers for a large question from its own account.

    Raises:
        Refused: no such question; ended; signed already or small enough; asked by the same account, or by the same body.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        of = question_of(ref, reader, lock=True)
        if is_ended(of, at):
            raise Refused(Problem("exposure/ended", facts={"question": ref}))
        if not needs_signature(of, of.count):
            raise Refused(Problem("exposure/needs-no-signature"))
        if by.name == of.asked_by or (by.role, by.area) == (of.asked_role, of.asked_area):
            raise Refused(Problem("exposure/own-signature"))
        ExposureQuestion.objects.filter(id=of.pk).update(signed_by=by.name, signed_at=at)
        note = f"question={ref} signed count={of.count}"
        journal.append([journal.Entry(at, by, "trace", of.register, ref=of.record, fields=note)])
        return {}

    once(request=request, verb="sign_exposure", content=[by.name, ref], at=at, act=act)


def close(*, ref: str, reader: Reader, by: By, at: int, request: str = "") -> None:
    """End a question: its list is shown to nobody any more.

    Raises:
        Refused: no such question, or ended already.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        of = question_of(ref, reader, lock=True)
        if is_ended(of, at):
            raise Refused(Problem("exposure/ended", facts={"question": ref}))
        ExposureQuestion.objects.filter(id=of.pk).update(closed_by=by.name, closed_at=at)
        note = f"question={ref} closed"
        journal.append([journal.Entry(at, by, "trace", of.register, ref=of.record, fields=note)])
        return {}

    once(request=request, verb="close_exposure", content=[by.name, ref], at=at, act=act)


def note_shown(of: ExposureQuestion, shown: int, reader: Reader, at: int) -> None:
    """Names were shown: who saw how many, of which question."""
    note = f"question={of.ref} shown={shown}"
    journal.append([journal.Entry(at, reader, "trace", of.register, ref=of.record, fields=note)])


def left_today(plan: Plan, by: By, at: int) -> int:
    """How many questions an account may still ask on this day."""
    day = day_of(at, plan.zone)
    since, until = start_of(day, plan.zone), end_of(day, plan.zone)
    asked = ExposureQuestion.objects.filter(asked_by=by.name, asked_at__gte=since, asked_at__lt=until).count()
    return max(0, visits.in_force(plan, A_DAY, at) - asked)


def check_budget(plan: Plan, by: By, at: int) -> None:
    """May this account ask another question on this day?

    Raises:
        Refused: it may not.
    """
    if not left_today(plan, by, at):
        facts = {"most": visits.in_force(plan, A_DAY, at)}
        raise Refused(Problem("exposure/over-budget", facts=facts))


def reason_of(text: str) -> str:
    """A reason as it is kept.

    Raises:
        Refused: there is none, or it is too long.
    """
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise Refused(Problem("exposure/no-reason", facts={"most": LONGEST}))
    return said


def counted(zone: str) -> dict[tuple[date, int], int]:
    """The public counter: day and district → how many questions were asked there. No person, no account, no case."""
    found: dict[tuple[date, int], int] = {}
    for asked_at, area in ExposureQuestion.objects.values_list("asked_at", "area"):
        key = (day_of(asked_at, zone), district_of(area))
        found[key] = found.get(key, 0) + 1
    return found


def district_of(area: int) -> int:
    """The district in which an area lies; the area itself above that level."""
    above = areas.ancestors(area) if area else []
    return next((one for one in above if areas.level_of(one) == "district"), area)


def people_of(found: Answer) -> dict[int, tuple[Candidate, int]]:
    """Person's row → the candidate, with its place in the answer; whom the registers never knew is left out."""
    known = pseudonyms.people([one.number for one in found.found])
    return {known[one.number]: (one, i) for i, one in enumerate(found.found) if one.number in known}
