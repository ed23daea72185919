"""From what a question may start: a case with evidence, or an event at which such a case was. Nobody else's movements are asked for."""

from __future__ import annotations

from dataclasses import dataclass

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.exposure.places import place
from lianfang.gaps import plans
from lianfang.registers.access import Reader, check_sensitive, rows
from lianfang.registers.actions.tracing import SICK
from lianfang.registers.illnesses import window_of
from lianfang.registers.models import Case, Event, Participant, Person, TestResult


@dataclass(frozen=True)
class Start:
    """What a question starts from.

    Attributes:
        person: whose company is asked for; 0 where all who were at ``place`` are.
        place: of an event; 0 for a case.
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
    window = window_of(case, plans.in_force().plan, at)
    if window is None:
        raise Refused(Problem("exposure/no-window", facts={"case": ref}))
    until = at if window.until is None else min(window.until, at)
    if until <= window.since:
        raise Refused(Problem("exposure/empty-window", facts={"case": ref}))
    return Start("case", case.pk, ref, case.area_id, case.person_id, 0, window.since, until)


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
    """From an event, by its reference: who was there while it went on.

    Raises:
        Refused: none in reach; without times; no participant of it is a case with evidence.
    """
    check_sensitive(reader)
    event = rows(Event, reader).filter(ref=ref).first()
    if event is None:
        raise Refused(Problem("exposure/not-found", facts={"value": ref[:40]}))
    there = rows(Participant, reader).filter(event=event, case__isnull=False).select_related("case")
    known = [one.case for one in there if one.case is not None]
    if not any(case.classification in SICK or _is_positive(case) for case in known):
        raise Refused(Problem("exposure/event-without-case", facts={"event": ref}))
    if event.began_at is None or event.ended_at is None or event.began_at >= min(event.ended_at, at):
        raise Refused(Problem("exposure/event-without-times", facts={"event": ref}))
    where = place("site", event.site_id) if event.site_id else place("event", event.pk)
    return Start(
        "event", event.pk, ref, event.area_id, 0, where, event.began_at, min(event.ended_at, at)
    )  # fmt: skip


def _no_case(ref: str, reader: Reader) -> Refused:
    """A person who is no case is refused with the reason; what is out of reach is not there."""
    person = rows(Person, reader).filter(ref=ref).first()
    if person is None:
        return Refused(Problem("exposure/not-found", facts={"value": ref[:40]}))
    return Refused(Problem("exposure/not-a-case", facts={"value": ref}))
