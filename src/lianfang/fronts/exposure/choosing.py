"""From candidates to contacts: only by a person's assessment of those picked, and only of those whom an open question found.

What is said of several who are picked together is said of each of them, and stands beside each: who differ are picked apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.exposure import asking
from lianfang.fronts.exposure.answers import Answer, Candidate
from lianfang.registers import changes, journal
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.actions.listing import list_contacts
from lianfang.registers.models import Case, ExposureAssessment, ExposureQuestion, Person
from lianfang.registers.requests import once

SETTINGS = {"home": "household", "ride": "transport", "car": "transport", "shop": "shopping", "bed": "healthcare",
            "market": "shopping", "room": "community", "work": "work", "school": "school"}  # fmt: skip
"""Kind of visit → setting of the contact; of any other it is not known."""
CERTAIN = {"firm": "HIGH", "near": "MEDIUM", "supposed": "LOW"}


def choose(
    *, ref: str, people: Sequence[str], assessed: Mapping[str, str], reader: Reader, by: By, at: int, request: str = ""
) -> Mapping[str, int]:  # fmt: skip
    """Put candidates whom someone has assessed on the list of the case's contacts; answers how many were made and known.

    Args:
        people: references of persons among the candidates.
        assessed: ``category`` and ``proximity`` as the assessment found them, and ``reason``, on what it rests.

    Raises:
        Refused: no such question, ended or not signed; nobody chosen; no assessment; someone whom the question did not find
            or who is out of reach; somebody else's question; one that started from an event, which has no case of its own.
    """

    # Found before the turn to write is taken: the log may take its time.
    found = asking.found_now(ref, reader, at)

    def act() -> dict[str, Any]:
        changes.begin()
        of = asking.question_of(ref, reader, lock=True)
        asking.check_may_see(of, by)
        _check(people, assessed)
        case = rows(Case, reader).filter(ref=of.record).first() if of.register == "case" else None
        if case is None:
            raise Refused(Problem("exposure/no-case-of-its-own"))
        told = _told(of, found, people, assessed, reader, at)
        made, known = list_contacts(case=case, rows=told, by=by, at=at)
        ExposureAssessment.objects.bulk_create(
            ExposureAssessment(
                question=of,
                contact=one,
                reason=assessed["reason"].strip(),
                assessed_by=by.name,
                assessed_at=at,
            )
            for one in made
        )
        note = f"question={ref} chosen={len(made)}"
        journal.append([journal.Entry(at, by, "trace", "case", case.pk, case.ref, fields=note)])
        return {"made": len(made), "known": known}

    content = [by.name, ref, sorted(people), dict(assessed)]
    return once(request=request, verb="choose_exposed", content=content, at=at, act=act)


def _check(people: Sequence[str], assessed: Mapping[str, str]) -> None:
    if not people:
        raise Refused(Problem("exposure/nobody-chosen"))
    said = assessed.get("reason", "").strip()
    if not assessed.get("category") or not said or len(said) > asking.LONGEST:
        raise Refused(Problem("exposure/not-assessed"))


def _told(
    of: ExposureQuestion,
    found: Answer | Refused,
    people: Sequence[str],
    assessed: Mapping[str, str],
    reader: Reader,
    at: int,
) -> list[dict[str, Any]]:
    if asking.is_ended(of, at):
        raise Refused(Problem("exposure/ended", facts={"question": of.ref}))
    if isinstance(found, Refused):
        raise found
    asking.check_open(of, at, len(found.found))
    candidates = asking.people_of(found)
    known = {one.ref: one for one in rows(Person, reader).filter(ref__in=list(people))}
    strangers = [one for one in people if one not in known or known[one].pk not in candidates]
    if strangers:
        raise Refused(Problem("exposure/no-candidate", facts={"value": ", ".join(strangers)[:80]}))
    return [_contact(known[one], candidates[known[one].pk][0], assessed) for one in people]


def _contact(person: Person, one: Candidate, assessed: Mapping[str, str]) -> dict[str, Any]:
    return {
        "person": person.pk, "area": person.area_id, "category": assessed["category"], "proximity": assessed.get("proximity") or None,
        "first_contact_at": one.first, "last_contact_at": one.last, "setting": SETTINGS.get(one.kind),
        "certainty": CERTAIN[one.confidence],
    }  # fmt: skip
