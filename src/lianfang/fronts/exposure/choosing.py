"""From candidates to contacts: only by a person's assessment of each, and only of those whom an open question found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lianfang.base import areas
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.exposure import asking, starting, telling
from lianfang.fronts.exposure.answers import Answer, Candidate
from lianfang.registers import changes, journal, pseudonyms
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.actions.listing import list_contacts
from lianfang.registers.actions.tracing import SICK
from lianfang.registers.models import Case, Contact, ExposureAssessment, ExposureQuestion, Person, RiskArea
from lianfang.registers.requests import once

SETTINGS = {"home": "household", "ride": "transport", "car": "transport", "shop": "shopping", "bed": "healthcare",
            "market": "shopping", "room": "community", "work": "work", "school": "school"}  # fmt: skip
"""Kind of visit → setting of the contact, where the assessment does not say another; of any other it is not known."""
CERTAIN = {"firm": "HIGH", "near": "MEDIUM", "supposed": "LOW"}
OF_A_CONTACT = "MEDIUM_RISK_MED"
"""The category that is suggested for a contact's contact."""
MOST_CASES = 50
Assessments = Mapping[str, Mapping[str, str]]
"""Reference of a person → what the assessment of this person found: ``category``, ``proximity`` and ``setting`` where they are
known, and ``reason``, on what it rests.
"""


def choose(
    *, ref: str, assessed: Assessments, reader: Reader, by: By, at: int, case: str = "", request: str = ""
) -> Mapping[str, int]:  # fmt: skip
    """Put candidates whom someone has assessed, each for their own reason, on the list of a case's contacts; answers how many
    were made and known.

    Args:
        assessed: those chosen, each with their assessment.
        case: reference of the case, where the question started from none: see :func:`cases_of`.

    Raises:
        Refused: no such question, ended or not signed; nobody chosen; someone without an assessment, or whom the question did
            not find or who is out of reach; a contact's contact of whom nobody between is on the list; somebody else's question;
            none of the cases that belong to it.
    """

    # Found before the turn to write is taken: the log may take its time.
    found = asking.found_now(ref, reader, at)

    def act() -> dict[str, Any]:
        changes.begin()
        of = asking.question_of(ref, reader, lock=True)
        asking.check_may_see(of, by)
        _check(assessed)
        whose = of.record if of.register == "case" else case
        mine = next((one for one in cases_of(of, reader) if one.ref == whose), None)
        if mine is None:
            raise Refused(Problem("exposure/no-case-of-its-own"))
        chosen = _chosen(of, found, assessed, reader, at)
        made, known = _listed(mine, chosen, assessed, by, at)
        _keep(of, made, assessed, by, at)
        if of.register == "risk_area":
            telling.tell(of, [one for _person, one in chosen])
        note = f"question={ref} chosen={len(made)}"
        journal.append([journal.Entry(at, by, "trace", "case", mine.pk, str(mine.ref), fields=note)])
        return {"made": len(made), "known": known}

    content = [by.name, ref, case, sorted((one, sorted(said.items())) for one, said in assessed.items())]
    return once(request=request, verb="choose_exposed", content=content, at=at, act=act)


def cases_of(of: ExposureQuestion, reader: Reader) -> Sequence[Case]:
    """The cases on whose list candidates of a question may be put: its own; those with evidence at its event; the newest with
    evidence in its area at risk.
    """
    seen = rows(Case, reader)
    if of.register == "case":
        return list(seen.filter(ref=of.record))
    if of.register == "event":
        there = seen.filter(id__in=starting.cases_at(of.record, reader))
        return list(there.order_by("id"))
    risk = RiskArea.objects.filter(ref=of.record).first()
    if risk is None:
        return []
    low, high = areas.span(risk.place_id)
    sick = seen.filter(classification__in=SICK, area_id__gte=low, area_id__lt=high)
    return list(sick.order_by("-reported_on", "-id")[:MOST_CASES])


def _check(assessed: Assessments) -> None:
    if not assessed:
        raise Refused(Problem("exposure/nobody-chosen"))
    for said in assessed.values():
        reason = said.get("reason", "").strip()
        if not said.get("category") or not reason or len(reason) > asking.LONGEST:
            raise Refused(Problem("exposure/not-assessed"))


def _chosen(
    of: ExposureQuestion, found: Answer | Refused, people: Assessments, reader: Reader, at: int
) -> list[tuple[Person, Candidate]]:
    if asking.is_ended(of, at):
        raise Refused(Problem("exposure/ended", facts={"question": of.ref}))
    if isinstance(found, Refused):
        raise found
    asking.check_open(of, at, found.count)
    candidates = asking.people_of(found)
    known = {one.ref: one for one in rows(Person, reader).filter(ref__in=list(people))}
    strangers = [one for one in people if one not in known or known[one].pk not in candidates]
    if strangers:
        raise Refused(Problem("exposure/no-candidate", facts={"value": ", ".join(strangers)[:80]}))
    return [(known[one], candidates[known[one].pk][0]) for one in people]


def _listed(
    case: Case, chosen: Sequence[tuple[Person, Candidate]], assessed: Assessments, by: By, at: int
) -> tuple[list[str], int]:
    """References of the contacts made, and how many were on the list; the case's own first, as theirs are found through them."""
    made, known = list[str](), 0
    for own in (True, False):
        some = [(person, one) for person, one in chosen if bool(one.through) != own]
        via = _via(case, some)
        told = [_contact(person, one, assessed[str(person.ref)], via.get(person.pk)) for person, one in some]
        done = list_contacts(case=case, rows=told, by=by, at=at)
        made, known = [*made, *done.made], known + done.known
    return made, known


def _via(case: Case, chosen: Sequence[tuple[Person, Candidate]]) -> dict[int, int]:
    """Person's row → the contact on the case's list through whom they were found; those who were with the case itself have none."""
    found: dict[int, int] = {}
    for person, one in chosen:
        if one.through:
            between = pseudonyms.people(one.through).values()
            listed = Contact.objects.filter(case=case, person__in=between).order_by("id").first()
            if listed is None:
                raise Refused(Problem("exposure/not-through-a-contact", facts={"value": person.ref}))
            found[int(person.pk)] = int(listed.pk)
    return found


def _contact(person: Person, one: Candidate, assessed: Mapping[str, str], via: int | None) -> dict[str, Any]:
    return {
        "person": person.pk, "via": via, "area": person.area_id, "category": assessed["category"],
        "proximity": assessed.get("proximity") or None,
        "first_contact_at": one.first, "last_contact_at": one.last,
        "setting": assessed.get("setting") or SETTINGS.get(one.kind), "certainty": CERTAIN[one.confidence],
    }  # fmt: skip


def _keep(of: ExposureQuestion, made: Sequence[str], assessed: Assessments, by: By, at: int) -> None:
    """Beside each contact that was made stands the reason given for this one."""
    contacts = Contact.objects.filter(ref__in=made).select_related("person")
    ExposureAssessment.objects.bulk_create(
        ExposureAssessment(
            question=of, contact=str(one.ref), reason=assessed[str(one.person.ref)]["reason"].strip(), assessed_by=by.name,
            assessed_at=at,
        )
        for one in contacts
        if one.person is not None
    )  # fmt: skip
