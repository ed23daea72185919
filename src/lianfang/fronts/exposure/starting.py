"""From what a question may start: a case with evidence, an event at which such a case was, or an area that a document declares
at risk. Nobody else's movements are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from lianfang.base import areas
from lianfang.base.instants import HOUR
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.exposure import visits
from lianfang.fronts.exposure.places import is_any_in, place, register_of
from lianfang.gaps import plans
from lianfang.plan.model import Plan
from lianfang.registers import pseudonyms
from lianfang.registers.access import By, Reader, check_sensitive, rows
from lianfang.registers.actions.tracing import SICK
from lianfang.registers.illnesses import window_of
from lianfang.registers.models import (
    Case,
    Event,
    ExposureQuestion,
    Journal,
    Participant,
    Person,
    RiskArea,
    Site,
    TestResult,
)
from lianfang.registers.models.journal import WRITES

LONGEST_EVENT = "exposure_event_longest"


@dataclass(frozen=True)
class Start:
    """What a question starts from.

    Attributes:
        person: whose company is asked for; 0 where all who were at ``place`` are.
        place: of an event or an area at risk; 0 for a case.
        until: none of it lies after the instant at which it is asked.
    """

    register: str
    row: int
    ref: str
    area: int
    person: int
    place: int
    since: int
    until: int


def start(register: str, ref: str, site: str = "", *, reader: Reader, at: int) -> Start:
    """From a record of a register: a case, an event, or a risk area and perhaps one site in it.

    Raises:
        Refused: nothing can be asked from it.
    """
    if register == "risk_area":
        return start_of_risk(ref, reader, at, site)
    return start_of_event(ref, reader, at) if register == "event" else start_of(ref, reader, at)


def start_of(ref: str, reader: Reader, at: int) -> Start:
    """From a case, by its reference.

    Raises:
        Refused: none in reach; without evidence; of nobody; the window cannot be told, is empty or has not begun; it names a
            person, an event without evidence, or the reader reads for another purpose.
    """
    check_sensitive(reader)
    case = rows(Case, reader).filter(ref=ref).first()
    if case is None:
        raise _no_case(ref, reader)
    check_evidence(case)
    if case.person_id is None:
        raise Refused(Problem("exposure/nobody", facts={"case": ref}))
    found = window(case, plans.in_force().plan, at)
    if found is None:
        raise Refused(Problem("exposure/no-window", facts={"case": ref}))
    since, until = found
    if until <= since:
        raise Refused(Problem("exposure/empty-window", facts={"case": ref}))
    return Start("case", case.pk, ref, case.area_id, case.person_id, 0, since, until)


def window(case: Case, plan: Plan, at: int) -> tuple[int, int] | None:
    """Since and until of a case's window as far as it has come at an instant; None where its records do not tell."""
    found = window_of(case, plan, at)
    if found is None:
        return None
    return found.since, at if found.until is None else min(found.until, at)


def check_evidence(case: Case) -> None:
    """Is there evidence of the virus: confirmed, or positive without symptoms?

    Raises:
        Refused: not yet.
    """
    if case.classification not in SICK and not _is_positive(case):
        raise Refused(Problem("trace/no-evidence", facts={"case": case.ref}))


def _is_positive(case: Case) -> bool:
    return (
        case.classification != "NO_CASE"
        and TestResult.objects.filter(sample__case=case, result="POSITIVE").exists()
    )


def start_of_event(ref: str, reader: Reader, at: int) -> Start:
    """From an event, by its reference: who was there while it went on, as far as that lies in the window of a case that was.

    Raises:
        Refused: none in reach; without times; longer than the plan takes an event to be; no participant of it is a case with
            evidence; it lies outside the window of each of them.
    """
    check_sensitive(reader)
    event = rows(Event, reader).filter(ref=ref).first()
    if event is None:
        raise Refused(Problem("exposure/not-found", facts={"value": ref[:40]}))
    known = _known_at(ref, reader)
    if not known:
        raise Refused(Problem("exposure/event-without-case", facts={"event": ref}))
    since, until = _within(event, known, at)
    where = place("site", event.site_id) if event.site_id else place("event", event.pk)
    return Start("event", event.pk, ref, event.area_id, 0, where, since, until)


def _known_at(event: str, reader: Reader) -> list[Case]:
    there = rows(Participant, reader).filter(event__ref=event, case__isnull=False).select_related("case")
    known = [one.case for one in there if one.case is not None]
    return [case for case in known if case.classification in SICK or _is_positive(case)]


def cases_at(event: str, reader: Reader) -> list[int]:
    """The rows of the cases with evidence that were at an event, by its reference."""
    return [int(case.pk) for case in _known_at(event, reader)]


def _within(event: Event, known: Sequence[Case], at: int) -> tuple[int, int]:
    """The part of an event that lies in the windows of the cases that were there."""
    ref, plan, began, ended = event.ref, plans.in_force().plan, event.began_at, event.ended_at
    if began is None or ended is None or began >= min(ended, at):
        raise Refused(Problem("exposure/event-without-times", facts={"event": ref}))
    longest = visits.in_force(plan, LONGEST_EVENT, at)
    if ended - began > longest:
        facts = {"event": ref, "hours": round(longest / HOUR, 1)}
        raise Refused(Problem("exposure/event-too-long", facts=facts))
    windows = [found for case in known if (found := window(case, plan, at)) is not None]
    first: int = began
    last: int = ended
    parts = [(max(first, since), min(last, until)) for since, until in windows]
    parts = [(since, until) for since, until in parts if since < until]
    if not parts:
        raise Refused(Problem("exposure/event-outside", facts={"event": ref}))
    return min(since for since, _ in parts), max(until for _, until in parts)


def start_of_risk(ref: str, reader: Reader, at: int, site: str = "") -> Start:
    """From an area at risk, by its reference: all who were at any place in it since it is at risk, however late that was declared.

    Args:
        site: reference of one site in it, where only those who were there are asked for.

    Raises:
        Refused: none in reach; no document declares it; it is not at risk yet; no place in it is known; the site is not in it.
    """
    check_sensitive(reader)
    risk = rows(RiskArea, reader).filter(ref=ref).first()
    if risk is None:
        raise Refused(Problem("exposure/not-found", facts={"value": ref[:40]}))
    if not risk.document.strip():
        raise Refused(Problem("exposure/risk-undeclared", facts={"risk": ref}))
    until = at if risk.valid_until is None else min(risk.valid_until, at)
    if risk.valid_from >= until:
        raise Refused(Problem("exposure/risk-not-begun", facts={"risk": ref}))
    if not site and not is_any_in(risk.place_id):
        raise Refused(Problem("exposure/no-place-in-it", facts={"risk": ref}))
    where = place("area", risk.place_id) if not site else place("site", _site_in(risk, site, reader))
    return Start("risk_area", risk.pk, ref, risk.area_id, 0, where, risk.valid_from, until)


def _site_in(risk: RiskArea, site: str, reader: Reader) -> int:
    low, high = areas.span(risk.place_id)
    found = rows(Site, reader).filter(ref=site, area_id__gte=low, area_id__lt=high).first()
    if found is None:
        raise Refused(Problem("exposure/place-outside", facts={"value": site[:40], "risk": risk.ref}))
    return int(found.pk)


def is_own(start: Start, by: By) -> bool:
    """Was what a question starts from said by the account itself or by its body: an area at risk recorded or changed, an event,
    or that somebody was there? Then another signs, however few it finds. A case rests on its own evidence.
    """
    whose = Q(actor=by.name) | Q(role=by.role, area=by.area)
    what = Q(register=start.register, row=start.row)
    if start.register == "event":
        there = Participant.objects.filter(event=start.row)
        what |= Q(register="participant", row__in=list(there.values_list("id", flat=True)))
    return start.register != "case" and Journal.objects.filter(whose, what, verb__in=WRITES).exists()


def is_same(of: ExposureQuestion) -> bool:
    """Does the record from which a question started still say what it said: with evidence, of the same person or place, in the
    same window? A person who was merged is the same.
    """
    # As who asked saw it then: the question is theirs, whoever looks at its list.
    asker = Reader(of.asked_by, of.asked_role, of.asked_area, "case_investigation")
    try:
        now = _again(of, asker)
    except Refused:
        return False
    if (now.place, now.since, now.until) != (of.place, of.since, of.until):
        return False
    return now.person == 0 or _is_one(now.person, pseudonyms.opened(of.person_cipher))


def _again(of: ExposureQuestion, asker: Reader) -> Start:
    register, row = register_of(of.place)
    one = of.register == "risk_area" and register == "site"
    site = Site.objects.filter(pk=row).values_list("ref", flat=True).first() if one else ""
    return start(of.register, of.record, site or "", reader=asker, at=of.asked_at)


def _is_one(person: int, other: int | None) -> bool:
    if other is None or person == other:
        return other is not None
    return pseudonyms.of(other) in pseudonyms.names_of(person) or (
        pseudonyms.of(person) in pseudonyms.names_of(other)
    )


def _no_case(ref: str, reader: Reader) -> Refused:
    """A person who is no case is refused with the reason; what is out of reach is not there."""
    person = rows(Person, reader).filter(ref=ref).first()
    if person is None:
        return Refused(Problem("exposure/not-found", facts={"value": ref[:40]}))
    return Refused(Problem("exposure/not-a-case", facts={"value": ref}))
