"""A question is asked, signed, answered and closed; each step is an action, and what is refused is written down as well.

The first answer is a count. Names are shown of a question that is open: not ended, and signed by a second body where it is
larger than the plan lets one body ask for. Nothing follows from a name: see :mod:`lianfang.fronts.exposure.choosing`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, F

from lianfang.base import areas
from lianfang.base.instants import DAY, day_of, end_of, start_of
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.exposure import answers, places, starting, telling, visits
from lianfang.fronts.exposure.answers import Answer, Candidate
from lianfang.fronts.exposure.ill import ill_at
from lianfang.fronts.exposure.starting import Start
from lianfang.gaps import plans
from lianfang.plan.model import Plan
from lianfang.registers import changes, journal, pseudonyms
from lianfang.registers.access import CONSOLE_ROLE, By, Reader, check_sensitive
from lianfang.registers.models import ExposureQuestion
from lianfang.registers.requests import once
from lianfang.registers.roles import ROLES

if TYPE_CHECKING:
    from lianfang.trace.questions import Questions, Window

SIGN_ABOVE, A_DAY, OPEN_FOR = "exposure_sign_above", "exposure_questions_a_day", "exposure_question_open_for"
LONGEST = 400
"""Characters of a reason."""
DEEPEST = 2
"""Rings of a question on the pages."""
COUNTED_DAYS, QUARTER = 60, 900
CLOCK = By("exposure", "system", purpose="case_investigation")
"""Who ends a question that is no longer the one that was asked."""


def ask(
    *, record: str, reason: str, reader: Reader, by: By, at: int, register: str = "case", site: str = "", depth: int = 1,
    request: str = "",
) -> str:  # fmt: skip
    """Ask who was with a case, at an event, or in an area since it is at risk; answers the question's reference. A refusal stands
    in the journal too.

    Args:
        record: reference of the case, event or risk area from which it starts.
        site: reference of the one site in a risk area that is asked about; of all of it, if it is empty.
        depth: of a case, 1 for its contacts, 2 for theirs too.

    Raises:
        Refused: no reason; nothing that a question may start from; the account has asked as often as it may today; no log.
    """

    # Counted before the turn to write is taken: the log may take its time, and nobody at a gate waits for it.
    made = _counted((register, record, site), depth, reason, reader, by, at)

    def act() -> dict[str, Any]:
        if isinstance(made, Refused):
            raise made
        changes.begin()
        check_budget(plans.in_force().plan, by, at)
        return {"ref": _write(made, by, at)}

    try:
        content = [by.name, register, record, reason, site, *([depth] if depth > 1 else [])]
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


def _counted(
    from_: tuple[str, str, str], depth: int, reason: str, reader: Reader, by: By, at: int
) -> _Counted | Refused:
    """The count, or why there is none: said only where the request was not answered before."""
    try:
        plan, said = plans.in_force().plan, reason_of(reason)
        check_budget(plan, by, at)
        start = starting.start(*from_, reader=reader, at=at)
        return _Counted(_asked(start, depth if start.person else 1, said, plan, by, at), start.row)
    except Refused as refusal:
        return refusal


def _asked(start: Start, depth: int, reason: str, plan: Plan, by: By, at: int) -> ExposureQuestion:
    minimum, error = (visits.in_force(plan, key, at) for key in (visits.TOGETHER, visits.ERROR))
    # Whoever was there at all is asked for backwards; and nobody says for themselves what they then ask about.
    backwards, alone = start.register == "risk_area", not starting.is_own(start, by)
    made = ExposureQuestion(
        register=start.register, record=start.ref, area=start.area, reason=reason, asked_by=by.name, asked_role=by.role,
        asked_area=by.area, asked_at=at, since=start.since, until=start.until, minimum=0 if backwards else minimum, error=error,
        sign_above=visits.in_force(plan, SIGN_ABOVE, at) if alone else 0, ends_at=at + visits.in_force(plan, OPEN_FOR, at),
        person_cipher=pseudonyms.sealed(start.person) if start.person else b"", place=start.place, depth=min(depth, DEEPEST),
    )  # fmt: skip
    with visits.log() as log:
        keep(made, found_in(log, made, start.person))
    return made


def keep(of: ExposureQuestion, found: Answer) -> None:
    """What is kept of an answer: how many, and what it lacks."""
    of.visits, of.count, of.cut_short = found.visits, found.count, found.cut_short
    of.crowded, of.unasked = len(found.crowded), found.unasked


def _write(counted: _Counted, by: By, at: int) -> str:
    made = counted.question
    made.save()
    note = f"question={made.ref} count={made.count}"
    journal.append([journal.Entry(at, by, "trace", made.register, counted.row, made.record, fields=note)])
    return str(made.ref)


def found_in(log: Questions, of: ExposureQuestion, person: int) -> Answer:
    """What the log answers now; ``person`` is the row of whose company is asked for, 0 where all at a place are."""
    if person and of.depth > 1:
        return answers.further(log, pseudonyms.of(person), window_of(of), pseudonyms.merged(), of.depth)
    if person:
        return answers.contacts(log, pseudonyms.names_of(person), window_of(of), pseudonyms.merged())
    if of.register == "risk_area":
        longest, merged = (
            visits.in_force(plans.in_force().plan, visits.LONGEST, of.asked_at),
            pseudonyms.merged(),
        )
        there = places.within(of.place, of.since - longest, of.until)
        return answers.since(log, there, window_of(of), merged, telling.told_by_others(of, merged))
    return answers.present(log, of.place, window_of(of), pseudonyms.merged(), ill_at(of.record))


def window_of(of: ExposureQuestion) -> Window:
    """The window as the log takes it."""
    from lianfang.trace.questions import Window

    return Window(of.since, of.until, of.minimum, of.error)


def answer(of: ExposureQuestion, log: Questions) -> Answer:
    """The answer, worked out again: what the log holds now, of the person or place and in the window of then.

    Raises:
        Refused: whom it asks about was sealed under keys that are gone.
    """
    person = 0 if of.place else pseudonyms.opened(of.person_cipher)
    if person is None:
        raise Refused(Problem("exposure/start-gone", facts={"value": of.record}))
    return found_in(log, of, person)


def check_same(of: ExposureQuestion, at: int) -> None:
    """Is it still the question that was asked? One whose record says something else now ends, and that is written down.

    Raises:
        Refused: it has ended for that.
    """
    if is_ended(of, at) or starting.is_same(of):
        return
    with transaction.atomic():
        ExposureQuestion.objects.filter(id=of.pk, closed_at=None).update(closed_at=at, closed_by=CLOCK.name)
        note = f"question={of.ref} ended: its record says something else"
        journal.append([journal.Entry(at, CLOCK, "trace", of.register, ref=of.record, fields=note)])
    of.refresh_from_db(fields=["closed_at", "closed_by"])
    raise Refused(Problem("exposure/start-gone", facts={"value": of.record}))


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
    """Does a second body have to sign before names are shown? A signature is for as many as there were when it was given.

    An area at risk is not asked about site by site to do without: whom other questions of it named unsigned count as well.
    """
    most = max(count, of.count)
    if most <= of.signed_count:
        return False
    return most > of.sign_above or (most > 0 and most + named_before(of) > of.sign_above)


def named_before(of: ExposureQuestion) -> int:
    """How many were named already of what it starts from, without a second body's signature."""
    return telling.named_unsigned(of) if of.register == "risk_area" else 0


def tell(of: ExposureQuestion, count: int, named: Sequence[Candidate]) -> Collection[int] | None:
    """Keep that these of ``count`` are named, and answer whom this question may name; None where a second body has to sign first.

    That is looked at in the turn in which they are written down: two questions of one area at once name no more than one would.
    """
    with transaction.atomic():
        changes.begin()
        return None if needs_signature(of, count) else telling.tell(of, named)


def may_see(of: ExposureQuestion, by: By | Reader) -> bool:
    """Is the list for this account: of who asked, who signed, or a command? Others ask for themselves, with their own reason."""
    role = ROLES.get(by.role)
    return by.name in (of.asked_by, of.signed_by) or (role is not None and "sign" in role.rights)


def check_may_see(of: ExposureQuestion, by: By | Reader) -> None:
    """Is the list for this account?

    Raises:
        Refused: it is not.
    """
    if not may_see(of, by):
        raise Refused(Problem("exposure/not-yours", facts={"question": of.ref}))


def check_open(of: ExposureQuestion, at: int, count: int) -> None:
    """May names be shown?

    Raises:
        Refused: it has ended, or waits for a signature.
    """
    if is_ended(of, at):
        raise Refused(Problem("exposure/ended", facts={"question": of.ref}))
    if needs_signature(of, count):
        facts = {"count": max(count, of.count) + named_before(of), "most": of.sign_above}
        raise Refused(Problem("exposure/not-signed", facts=facts))


def is_ended(of: ExposureQuestion, at: int) -> bool:
    """Was it closed, or is its time over?"""
    return of.closed_at is not None or at >= of.ends_at


def sign(*, ref: str, reader: Reader, by: By, at: int, request: str = "") -> None:
    """A second body answers for a large question from its own account, for as many as it finds then.

    Raises:
        Refused: no such question; ended; signed for as many or small enough; asked by the same account, or by the same body.
    """

    found = found_now(ref, reader, at)

    def act() -> dict[str, Any]:
        changes.begin()
        of = question_of(ref, reader, lock=True)
        if is_ended(of, at):
            raise Refused(Problem("exposure/ended", facts={"question": ref}))
        if isinstance(found, Refused):
            raise found
        count = max(found.count, of.count)
        if not needs_signature(of, count):
            raise Refused(Problem("exposure/needs-no-signature"))
        if by.name == of.asked_by or (by.role, by.area) == (of.asked_role, of.asked_area):
            raise Refused(Problem("exposure/own-signature"))
        ExposureQuestion.objects.filter(id=of.pk).update(signed_by=by.name, signed_at=at, signed_count=count)
        note = f"question={ref} signed count={count}"
        journal.append([journal.Entry(at, by, "trace", of.register, ref=of.record, fields=note)])
        return {}

    once(request=request, verb="sign_exposure", content=[by.name, ref], at=at, act=act)


def found_now(ref: str, reader: Reader, at: int) -> Answer | Refused:
    """What a question finds now, or why it finds nothing; worked out before a turn to write is taken, as the log may take its
    time, and said only where the request was not answered before.
    """
    try:
        of = question_of(ref, reader)
        check_same(of, at)
        with visits.log() as log:
            return answer(of, log)
    except Refused as refusal:
        return refusal


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
    """How many questions an account may still ask on this day. The console is one account, whatever name is typed there."""
    day = day_of(at, plan.zone)
    since, until = start_of(day, plan.zone), end_of(day, plan.zone)
    whose = {"asked_role": by.role} if by.role == CONSOLE_ROLE else {"asked_by": by.name}
    asked = ExposureQuestion.objects.filter(asked_at__gte=since, asked_at__lt=until, **whose).count()
    return max(0, visits.in_force(plan, A_DAY, at) - asked)


def check_budget(plan: Plan, by: By, at: int, many: int = 1) -> None:
    """May this account ask another question, or so many, on this day?

    Raises:
        Refused: it may not.
    """
    if left_today(plan, by, at) < many:
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


def counted(zone: str, at: int) -> dict[tuple[date, int], int]:
    """How many questions were asked of the log lately: day and district → how many. No person, no account, no case."""
    since = start_of(day_of(at, zone), zone) - (COUNTED_DAYS - 1) * DAY
    found: dict[tuple[date, int], int] = {}
    # Every civil day of the world begins on a quarter of an hour.
    query = ExposureQuestion.objects.filter(asked_at__gte=since).annotate(quarter=F("asked_at") / QUARTER)
    for quarter, area, n in query.values_list("quarter", "area").annotate(n=Count("id")).order_by():
        key = (day_of(quarter * QUARTER, zone), district_of(area))
        found[key] = found.get(key, 0) + n
    return found


def district_of(area: int) -> int:
    """The district in which an area lies; the area itself above that level."""
    above = areas.ancestors(area) if area else []
    return next((one for one in above if areas.level_of(one) == "district"), area)


def people_of(found: Answer) -> dict[int, tuple[Candidate, int]]:
    """Person's row → the candidate, with its place in the answer; whom the registers never knew is left out."""
    known = pseudonyms.people([one.number for one in found.found])
    return {known[one.number]: (one, i) for i, one in enumerate(found.found) if one.number in known}
