"""Questions asked at the console: as many a day as anybody asks, each in the same count, and no long list without a signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import transaction

from lianfang.base import areas
from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.exposure import asking, starting
from lianfang.fronts.exposure.answers import Answer
from lianfang.fronts.exposure.asking import check_budget
from lianfang.fronts.exposure.places import place, register_of
from lianfang.fronts.exposure.starting import Start
from lianfang.fronts.exposure.visits import ERROR, in_force, log
from lianfang.plan.model import Plan
from lianfang.registers import changes, journal, pseudonyms
from lianfang.registers.access import By, Reader
from lianfang.registers.actions.tracing import SICK, check_evidence, note_questions
from lianfang.registers.models import Case, ExposureQuestion

if TYPE_CHECKING:
    from lianfang.trace.further import Further
    from lianfang.trace.questions import Questions, Window

__all__ = [
    "Asked", "Found", "Of", "ask_contacts", "ask_since", "check_budget", "check_list", "check_own", "count", "count_shared", "within",
]  # fmt: skip


class Of(NamedTuple):
    """Whose contacts are asked for: the case, the pseudonym under which the log has its person, and the window."""

    case: str
    person: int
    window: Window


@dataclass(frozen=True)
class Found:
    """The contacts of one case or several.

    Attributes:
        of: each with what of its window lies in the case's own.
        visits: recorded of each in that window.
        cut_short: seconds of that window that retention has deleted.
        answer: of all of them together.
    """

    of: Sequence[Of]
    visits: Sequence[int]
    cut_short: Sequence[int]
    answer: Further


def ask_contacts(
    *, of: Sequence[Of], depth: int, listed: bool, plan: Plan, by: By, at: int, log: Questions
) -> Found:  # fmt: skip
    """Ask for the contacts of one case or several, and with a ``depth`` above 1 for theirs too. Each case is one question of the
    budget and the count. A refusal stands in the journal.

    Raises:
        Refused: no such case, or without evidence; a person who is not the case's, or who is another's under a name of its own;
            nothing of its window is the case's, or no window to be ``listed`` in is known; over budget; too many to be
            ``listed`` without a second body.
    """
    cases = [one.case for one in of]
    try:
        check_budget(plan, by, at, len(of))
        check_evidence(cases)
        for one in of:
            check_own([one.person], one.case)
        _check_each_once(of)
        parts, wholes = zip(
            *(within(one.case, one.window, listed, plan=plan, at=at) for one in of), strict=True
        )
        found = _contacts(log, of, parts, depth)
        what = "contacts" + (f" depth={depth}" if depth > 1 else "") + (" list" if listed else "")
        _count_contacts(what, found, depth, plan, by, at)
        if listed:
            whole = found if wholes == parts else _contacts(log, of, wholes, depth)
            check_list(found.answer, whole.answer, plan, at)
    except Refused as refusal:
        note_refused("case", cases, refusal, by, at)
        raise
    return found


def _check_each_once(of: Sequence[Of]) -> None:
    """Is each asked about once, as each has one window? Two names of a merged person are one."""
    merged = pseudonyms.merged()
    persons = len({merged.get(one.person, one.person) for one in of})
    if persons < len(of):
        raise Refused(Problem("trace/not-paired", facts={"persons": persons, "cases": len(of)}))


def _contacts(log: Questions, of: Sequence[Of], windows: Sequence[Window], depth: int) -> Found:
    from lianfang.trace.further import further

    merged = pseudonyms.merged()
    names = [merged.get(one.person, one.person) for one in of]
    answer = further(log, dict(zip(names, windows, strict=True)), depth=depth, same=merged)
    return Found(
        [one._replace(window=window) for one, window in zip(of, windows, strict=True)],
        [answer.visits[name] for name in names], [log.cut_short(window) for window in windows], answer,
    )  # fmt: skip


def _count_contacts(what: str, found: Found, depth: int, plan: Plan, by: By, at: int) -> None:
    answer = found.answer
    rows = [
        _counted(
            one.case, one.window, visits=seen, count=len(answer.found), cut_short=cut, depth=depth,
            crowded=len(answer.crowded), unasked=answer.unasked,
        )
        for one, seen, cut in zip(found.of, found.visits, found.cut_short, strict=True)
    ]  # fmt: skip
    count(what=what, rows=rows, plan=plan, by=by, at=at)


def _counted(case: str, window: Window, **found: int) -> dict[str, Any]:
    """Columns of a question of the console: of which case, in which window, and what was found."""
    return {
        "register": "case", "record": case, "since": window.since, "until": max(window.until, window.since + 1),
        "minimum": window.minimum, "error": window.error, **found,
    }  # fmt: skip


def count_shared(
    *, case: str, window: Window, visits: int, found: int, cut_short: int, plan: Plan, by: By, at: int
) -> None:  # fmt: skip
    """Write down that places which several cases share were asked for.

    Raises:
        Refused: no such case, or without evidence; over budget.
    """
    row = _counted(case, window, visits=visits, count=found, cut_short=cut_short)
    count(what="shared-places", rows=[row], plan=plan, by=by, at=at)


def count(*, what: str, rows: Sequence[Mapping[str, Any]], plan: Plan, by: By, at: int) -> None:
    """Write down questions that were asked at the console and end at once: whether the budget has room for them is looked at in
    the turn in which they are written, so that of two at once only the first passes.

    Args:
        what: their name, such as ``contacts``.

    Raises:
        Refused: no such case, or without evidence; over budget.
    """
    cases = [str(row["record"]) for row in rows]
    most = in_force(plan, asking.SIGN_ABOVE, at)
    with transaction.atomic():
        changes.begin()
        check_budget(plan, by, at, len(rows))
        note_questions(cases=cases, question=what, by=by, at=at)
        area_of = dict(Case.objects.filter(ref__in=cases).values_list("ref", "area_id"))
        for row in rows:
            ExposureQuestion.objects.create(
                **row, area=area_of[str(row["record"])], reason=f"console: {what}", asked_by=by.name, asked_role=by.role,
                asked_area=by.area, asked_at=at, sign_above=most, ends_at=at + 1, closed_at=at, closed_by=by.name,
            )  # fmt: skip


def check_own(people: Sequence[int], case: str = "") -> None:
    """Are these persons of the registers cases with evidence, or this one? Where the case is of a person, no other pseudonym is.

    Raises:
        Refused: someone is not. Whose the other pseudonyms are nobody here knows.
    """
    known = pseudonyms.people(people)
    sick = Case.objects.filter(classification__in=SICK, person__in=known.values())
    if case:
        sick = sick.filter(ref=case)
    whose = set(sick.values_list("person_id", flat=True))
    strangers = [number for number, person in known.items() if person not in whose]
    of = Case.objects.filter(ref=case).exclude(person=None).first() if case else None
    if of is not None and of.person_id is not None:
        own = pseudonyms.names_of(of.person_id)
        strangers = [number for number in people if number not in own]
    if strangers:
        raise Refused(Problem("exposure/not-a-case", facts={"value": ", ".join(map(str, strangers))}))


def note_refused(register: str, refs: Sequence[str], refusal: Refused, by: By, at: int) -> None:
    """Write down that questions were refused, and why."""
    codes = ",".join(problem.code for problem in refusal.problems)
    journal.append([
        journal.Entry(at, by, "trace", register, ref=ref[:16], fields=f"refused {codes}"[:200]) for ref in refs
    ])  # fmt: skip


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
        asking.keep(of, found)
        _write(of, start, f"since count={of.count}", plan, by, at)
        return Asked(of, _listed(of, start, found, by, at) if listed else found)
    except Refused as refusal:
        note_refused("risk_area", [risk], refusal, by, at)
        raise


def _question(start: Start, plan: Plan, by: By, at: int) -> ExposureQuestion:
    """It ends at once; where the same account made the declaration, nobody is listed without a second body."""
    most = 0 if starting.is_own(start, by) else in_force(plan, asking.SIGN_ABOVE, at)
    return ExposureQuestion(
        register=start.register, record=start.ref, area=start.area, reason="console: since", asked_by=by.name, asked_role=by.role,
        asked_area=by.area, asked_at=at, since=start.since, until=start.until, minimum=0, error=in_force(plan, ERROR, at),
        sign_above=most, ends_at=at + 1, closed_at=at, closed_by=by.name, place=start.place,
    )  # fmt: skip


def _write(of: ExposureQuestion, start: Start, note: str, plan: Plan, by: By, at: int) -> None:
    with transaction.atomic():
        changes.begin()
        check_budget(plan, by, at)
        of.save()
        journal.append([journal.Entry(at, by, "trace", start.register, start.row, start.ref, fields=note)])


def _listed(of: ExposureQuestion, start: Start, found: Answer, by: By, at: int) -> Answer:
    """The answer with those whom it may name, who are then named."""
    with transaction.atomic():
        mine = asking.tell(of, found.count, found.found)
        if mine is None:
            facts = {"count": found.count + asking.named_before(of), "most": of.sign_above}
            raise Refused(Problem("exposure/not-signed", facts=facts))
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


def within(case: str, window: Window, listed: bool = False, *, plan: Plan, at: int) -> tuple[Window, Window]:
    """What of a typed window lies in that of the case by its records, where they tell of one: no other company is asked for; and
    the whole, whose candidates say whether a second body signs: no list is shown a day at a time to do without.

    Args:
        case: its reference.
        listed: is anybody to be named? Then its records must tell of a window: without, nobody knows what the whole is.

    Raises:
        Refused: nothing of it does; none is known.
    """
    of = Case.objects.filter(ref=case).first()
    own = starting.window(of, plan, at) if of is not None else None
    if own is None and listed:
        raise Refused(Problem("exposure/no-window", facts={"case": case}))
    if own is None:
        return window, window
    whole = window._replace(since=own[0], until=own[1])
    since, until = max(window.since, whole.since), min(window.until, whole.until)
    if since >= until:
        raise Refused(Problem("exposure/empty-window", facts={"case": case}))
    return window._replace(since=since, until=until), whole


def check_list(found: Further, whole: Further, plan: Plan, at: int) -> None:
    """May those who were found be listed at the console? There nobody signs as a second body; that is done on the pages.

    Args:
        whole: who is found in the whole window. It may be fewer: more of it is too crowded, or too much work, to be counted.

    Raises:
        Refused: there are more than one body asks for alone, or nobody can count how many.
    """
    most, count = in_force(plan, asking.SIGN_ABOVE, at), max(len(found.found), len(whole.found))
    if count > most:
        raise Refused(Problem("exposure/not-signed", facts={"count": count, "most": most}))
    if whole.crowded or whole.unasked:
        raise Refused(Problem("exposure/uncounted"))
