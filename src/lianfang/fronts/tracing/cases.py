"""What is done with a case: opened with its first classification, classified anew, its origin told. Nothing is decided silently.

Every action takes ``reader``, in whose reach the rows it names must lie, and ``by``, who writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from lianfang.base import areas
from lianfang.base.instants import day_of, iso
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.fronts.tracing import values
from lianfang.fronts.tracing.closing import became_case, no_case_after_all
from lianfang.fronts.tracing.finding import case_of, district_of, not_found, sample_of
from lianfang.fronts.tracing.origins import Proposal
from lianfang.fronts.tracing.tying import tie
from lianfang.gaps import plans
from lianfang.registers import changes, recurring
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import record, watching
from lianfang.registers.editions import editions
from lianfang.registers.models import Area, Case, Classification, Contact, Person, Sample, TestResult
from lianfang.registers.requests import once
from lianfang.registers.withholding import is_open

CONFIRMED = ("CONFIRMED", "CONFIRMED_NO_SYMPTOMS", "CONFIRMED_UNKNOWN_SYMPTOMS")
FOUND, ONSET = Text("发现时间", "The time of being found"), Text("发病日", "The day of onset")

VISIT, ARRIVAL = Text("首次就诊日", "The day of the first visit"), Text("到达本市日", "The day of arrival")


@dataclass(frozen=True)
class NewCase:
    """What is said of a new case.

    Attributes:
        person: the row of the person; None makes one of whom nothing is known yet.
        area: responsible for it; None: that of the sample.
        facts: further columns of the register that are known.
    """

    classification: str
    found_at: int
    reason: str
    area: int | None = None
    person: int | None = None
    onset_on: date | None = None
    onset_until_on: date | None = None
    isolated_at: int | None = None
    facts: Mapping[str, Any] | None = None


def open_case(*, new: NewCase, reader: Reader, by: By, at: int, sample: str = "", request: str = "") -> str:
    """Write a case and its first classification in one transaction, and answer the case's reference.

    Args:
        sample: reference of the sample that came out positive, from which it is opened; empty: by hand.

    Raises:
        Refused: no such sample, not positive, or of a case already; a classification that the definition in force does not
            have; days that cannot be; no reason.
    """
    content = [by.name, asdict(new), sample]

    def act() -> dict[str, Any]:
        changes.begin()  # before anything is read: of two who act at once the second sees what the first did
        taken = _positive(sample, reader) if sample else None
        return {"ref": write_case(new, taken, by, at).ref}

    return str(once(request=request, verb="open_case", content=content, at=at, act=act)["ref"])


def write_case(new: NewCase, taken: Sample | None, by: By, at: int, contact: int | None = None) -> Case:
    """The case with its first classification, inside a transaction of the caller's that has its turn to write.

    Args:
        contact: who became it; None: that of the sample, or nobody.

    Raises:
        Refused: as :func:`open_case`.
    """
    zone = plans.in_force().plan.zone
    _check(new, at)
    known = first_positive(taken) if taken is not None else None
    found_at = known.resulted_at if known is not None and known.resulted_at is not None else new.found_at
    area = new.area if new.area is not None else district_of(taken.area_id) if taken is not None else by.area
    if by.area and not areas.is_within(area, by.area):
        raise not_found(Area.register.title, str(area))
    contact = taken.contact_id if taken is not None and contact is None else contact
    person = _whose(new, taken, contact)
    earlier = recurring.earlier_of(person) if person is not None else None
    if person is not None:
        _check_first(person, by)
    else:
        person = record(register="person", rows=[{"area": area}], by=by, at=at).ids[0]
    row = {
        "classification": new.classification, "reported_on": day_of(at, zone), "report_precision": "day", "person": person,
        "onset_on": new.onset_on, "onset_until_on": new.onset_until_on, "found_at": found_at,
        "confirmed_at": found_at if new.classification in CONFIRMED else None, "isolated_at": new.isolated_at,
        "found_by": taken.reason if taken is not None else None, "outcome": "NO_OUTCOME", "area": area,
        "earlier_case": earlier.pk if earlier is not None else None, **(new.facts or {}),
    }  # fmt: skip
    if contact is not None:
        row["found_by"] = row["found_by"] or "CASE_CONTACT"
    case = Case.objects.get(id=record(register="case", rows=[row], by=by, at=at).ids[0])
    _classified(case, new.classification, at, new.reason, by, at)
    if taken is not None:
        record(register="sample", rows=[{"id": taken.pk, "case": case.pk}], by=by, at=at)
    tie(became_case(person=person, contact=contact, case=case.pk, by=by, at=at), case, by, at)
    return case


def _whose(new: NewCase, taken: Sample | None, contact: int | None) -> int | None:
    """The person of a new case, where anything names one."""
    if new.person or (taken is not None and taken.person_id):
        return new.person or (taken.person_id if taken is not None else None)
    if taken is not None and taken.case is not None and taken.case.person_id is not None:
        return int(taken.case.person_id)
    return Contact.objects.filter(id=contact).values_list("person", flat=True).first() if contact else None


def _check_first(person: int, by: By) -> None:
    """One illness is one case: another is opened for the person when that before has ended."""
    known = Case.objects.filter(recurring.GOING_ON, person=person).order_by("id").first()
    if known is None:
        return
    sees = not by.area or areas.is_within(known.area_id, by.area)
    sees = sees and Case.objects.filter(is_open("case"), id=known.pk).exists()
    whose = Person.objects.values_list("ref", flat=True).get(id=person)
    facts = {"value": whose, "case": known.ref if sees else "—"}
    raise Refused(Problem("tracing/case-already", facts=facts))


def classify(
    *, ref: str, classification: str, reason: str, reader: Reader, by: By, at: int,
    classified_at: int | None = None, request: str = "",
) -> None:  # fmt: skip
    """Put a case into a class, under the definition in force on that day; the newest classification is the case's own.

    Who becomes confirmed is counted as confirmed on that day: the day of report is moved there. Who is confirmed no more has no
    instant of confirmation; the history keeps it.

    Raises:
        Refused: no such case; the class it has already; no reason; an instant to come; a class the definition does not have.
    """
    when = at if classified_at is None else classified_at

    def act() -> dict[str, Any]:
        changes.begin()
        case = case_of(ref, reader, lock=True)
        if case.classification == classification:
            raise Refused(Problem("tracing/as-before"))
        _check_class(classification, reason, when, at)
        zone = plans.in_force().plan.zone
        _classified(case, classification, when, reason, by, at)
        newest = Classification.objects.filter(case=case).order_by("-classified_at", "-id")[0]
        row: dict[str, Any] = {"id": case.pk, "classification": newest.classification}
        row |= _clocks(case.classification, newest, zone)
        record(register="case", rows=[row], by=by, at=at)
        _follow_class(case, newest.classification, by, at)
        return {}

    content = [by.name, ref, classification, reason, classified_at]
    once(request=request, verb="classify", content=content, at=at, act=act)


def _clocks(before: str, newest: Classification, zone: str) -> dict[str, Any]:
    """What a new class moves. An infection that is confirmed and falls ill later was confirmed at the first, and is counted as a
    confirmed case from the second.
    """
    now: str = newest.classification
    row: dict[str, Any] = {}
    if now in CONFIRMED and before not in CONFIRMED:
        row["confirmed_at"] = newest.classified_at
    elif before in CONFIRMED and now not in CONFIRMED:
        row["confirmed_at"] = None
    if now in CONFIRMED and (now == "CONFIRMED" or before not in CONFIRMED):
        row["reported_on"] = day_of(newest.classified_at, zone)
    return row


def _follow_class(case: Case, now: str, by: By, at: int) -> None:
    """Who is no case after all is a contact again where they were one; who is a case again, is followed up no longer."""
    if now == "NO_CASE":
        no_case_after_all(case.pk, by=by, at=at)
    elif case.classification == "NO_CASE" and case.person_id is not None:
        became_case(person=case.person_id, contact=None, case=case.pk, by=by, at=at)


def tell_origin(*, ref: str, told: Proposal, reader: Reader, by: By, at: int, request: str = "") -> None:
    """Keep where a case's infection came from, as a person has decided; *cannot be told* is an answer, with its reason.

    Raises:
        Refused: no such case.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        case = case_of(ref, reader, lock=True)
        row = {
            "id": case.pk,
            "origin_of_case": told.origin,
            "origin_reason": told.reason,
            "origin_told_at": at,
        }
        record(register="case", rows=[row], by=by, at=at)
        return {}

    content = [by.name, ref, asdict(told)]
    once(request=request, verb="tell_origin", content=content, at=at, act=act)


def mend_case(
    *, ref: str, facts: Mapping[str, Any], reader: Reader, by: By, at: int, request: str = ""
) -> None:
    """Supply what an investigation found: days of onset, isolation, symptoms. A day of onset after admission is kept as told. Where
    the isolation was wrong or not known, so was the clock of whoever lives with the case: it moves, and the days planned by it.

    Raises:
        Refused: no such case; the last possible day of onset is before the first; a day to come.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        case = case_of(ref, reader, lock=True)
        onset = facts.get("onset_on", case.onset_on)
        _check_onset(onset, facts.get("onset_until_on", case.onset_until_on), at)
        _check_past(facts, at)
        isolated = facts.get("isolated_at")
        if isolated is not None and isolated > at:
            raise _future(Text("隔离时间", "The time of isolation"), isolated)
        known = watching.before([case.pk])
        record(register="case", rows=[{"id": case.pk, **facts}], by=by, at=at)
        watching.after(known, plan=plans.in_force().plan, by=by, at=at)
        return {}

    content = [by.name, ref, dict(facts)]
    once(request=request, verb="mend_case", content=content, at=at, act=act)


def first_positive(sample: Sample) -> TestResult | None:
    """The first positive result of a sample, in order of when it was reported."""
    found = TestResult.objects.filter(sample=sample, result="POSITIVE")
    return found.order_by("resulted_at", "id").first()


def _positive(ref: str, reader: Reader) -> Sample:
    taken = sample_of(ref, reader, lock=True)
    found = first_positive(taken)
    if taken.case is not None and _answers_for(taken.case, taken, found):
        raise Refused(Problem("tracing/case-already", facts={"value": ref, "case": taken.case.ref}))
    if found is None:
        raise Refused(Problem("tracing/not-positive", facts={"value": ref}))
    return taken


def _answers_for(case: Case, taken: Sample, found: TestResult | None) -> bool:
    """A sample of a case that was ruled out, or had ended when it was taken, opens another."""
    if found is None or found.resulted_at is None:
        return True
    zone = plans.in_force().plan.zone
    return recurring.answers_for(case, taken.taken_at, found.resulted_at, case.pk, zone)


def _classified(case: Case, classification: str, when: int, reason: str, by: By, at: int) -> None:
    edition = editions(plans.in_force().plan, when).said
    row = {
        "case": case.pk, "classification": classification, "classified_at": when, "reason": reason.strip(),
        "definition": f"{edition.zh} / {edition.en}" if edition.zh else "—", "area": case.area_id,
    }  # fmt: skip
    record(register="classification", rows=[row], by=by, at=at)


def _check(new: NewCase, at: int) -> None:
    _check_class(new.classification, new.reason, at, at)
    if new.found_at > at:
        raise _future(FOUND, new.found_at)
    _check_onset(new.onset_on, new.onset_until_on, at)


def _check_class(classification: str, reason: str, when: int, at: int) -> None:
    if not reason.strip():
        raise Refused(Problem("tracing/no-reason"))
    if when > at:
        raise _future(Text("判定时间", "The time of classification"), when)
    plan = plans.in_force().plan
    if classification == "PROBABLE" and not values.diagnoses_clinically(plan, when):
        edition = editions(plan, when).said
        raise Refused(Problem("tracing/not-defined", facts={"zh": edition.zh, "en": edition.en}))


def _check_past(facts: Mapping[str, Any], at: int) -> None:
    today = day_of(at, plans.in_force().plan.zone)
    for what, name in ((VISIT, "first_visit_on"), (ARRIVAL, "arrived_on")):
        day = facts.get(name)
        if day is not None and day > today:
            raise to_come(what, day.isoformat())


def _check_onset(onset: date | None, until: date | None, at: int) -> None:
    today = day_of(at, plans.in_force().plan.zone)
    for day in (onset, until):
        if day is not None and day > today:
            raise to_come(ONSET, day.isoformat())
    if onset is not None and until is not None and until < onset:
        raise Refused(
            Problem("tracing/onset-turned", facts={"since": onset.isoformat(), "until": until.isoformat()})
        )


def _future(what: Text, instant: int) -> Refused:
    return to_come(what, iso(instant, plans.in_force().plan.zone)[:16])


def to_come(what: Text, said: str) -> Refused:
    """What is said of an instant or a day that has not come yet."""
    return Refused(Problem("tracing/in-the-future", facts={"zh": what.zh, "en": what.en, "value": said}))
