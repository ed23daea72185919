"""Who lies in a bed: admitted, moved, swapped, ended, also after the fact; and what state a bed is in.

Each takes a list and is one transaction: all of it, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import QuerySet

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.treatment import beds, policies
from lianfang.fronts.treatment.taking import Answer, Asked, broken, in_turn
from lianfang.gaps import plans
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.actions import record, watching
from lianfang.registers.models import Admission, Case, Contact, Order, Person, Transfer
from lianfang.registers.models.beds import KEEPING
from lianfang.registers.prepared import Prepared

LEFT = "K"
"""The state that a bed takes when someone has left it: to be disinfected."""


@dataclass(frozen=True)
class Stay:
    """One person to be laid into one bed, by references; ``starts_at`` None is now, ``emergency`` asks no check of the site."""

    bed: str
    person: str
    kind: str
    case: str = ""
    contact: str = ""
    order: str = ""
    starts_at: int | None = None
    emergency: bool = False


@dataclass(frozen=True)
class End:
    """The end of one stay: when (None: now) and why. Said again of a stay that has ended, it corrects when."""

    admission: str
    ends_at: int | None = None
    reason: str = "discharged"


@dataclass(frozen=True)
class Move:
    """One stay that goes on in another bed."""

    admission: str
    bed: str


def admit(*, stays: Sequence[Stay], by: By, at: int, request: str = "") -> list[str]:
    """Lay people into beds; answers the references of their admissions.

    Raises:
        Refused: a bed is taken, kept for another, not ready or not in use; a person lies elsewhere; the site's checks are not
            valid; a time that has not come; someone or a bed is not there, or out of reach.
    """
    content = [asdict(one) for one in stays]
    asked = Asked("admit", content, at=at, request=request)
    with beds.naming_free(by, at):
        done = in_turn(asked, lambda: admitted(stays, by, at), look=lambda: _check_taken(stays, by, at))
        return list(done["refs"])


def admitted(stays: Sequence[Stay], by: By, at: int) -> Answer:
    """Lay people into beds in the transaction of an action."""
    there = _check_taken(stays, by, at)
    people = {ref: row[0][0] for ref in {one.person for one in stays} if (row := _person(ref=ref))}
    problems = [problem for one in stays for problem in _unfit(one, there, people, at)]
    if problems:
        raise Refused(problems)
    made = [_row(one, there[one.bed], people[one.person], at) for one in stays]
    isolated = watching.before([row["case"] for row in made if "case" in row])
    receipt = written(made, by=by, at=at)
    _tell_cases(stays, there, by, at)
    if isolated:
        watching.after(isolated, plan=plans.in_force().plan, by=by, at=at)
    return {"refs": receipt}


def _check_taken(stays: Sequence[Stay], by: By, at: int) -> dict[str, beds.Place]:
    """The beds within reach, by reference.

    Raises:
        Refused: somebody lies in one of them.
    """
    there = beds.by_ref([one.bed for one in stays], by)
    wanted = [(there[one.bed], _starts(one, at)) for one in stays if one.bed in there]
    lost = [problem for bed, starts in wanted for problem in policies.taken(bed, starts, None)]
    if lost:
        raise Refused(lost)
    return there


@Prepared
def _person(ref: str) -> QuerySet[Person, Any]:
    return Person.objects.filter(ref=ref).order_by().values_list("id")


def _starts(one: Stay, at: int) -> int:
    return at if one.starts_at is None else one.starts_at


def _unfit(one: Stay, there: Mapping[str, beds.Place], people: Mapping[str, int], at: int) -> list[Problem]:
    starts = _starts(one, at)
    if one.bed not in there:
        return [Problem("record/not-found", facts={"register": "bed", "value": one.bed})]
    if one.person not in people:
        return [Problem("record/not-found", facts={"register": "person", "value": one.person})]
    if starts > at:
        return [Problem("beds/not-yet", facts={"at": beds.written(starts)})]
    bed, person = there[one.bed], people[one.person]
    found = list(policies.unfit(bed, person, starts, None, now=at))
    found += policies.person_problems(person, starts, None)
    if not one.emergency:
        found += policies.site_problems(bed, starts)
    return found


def _row(one: Stay, bed: beds.Place, person: int, at: int) -> dict[str, Any]:
    models: tuple[tuple[str, Any, str], ...] = (
        ("case", Case, one.case), ("contact", Contact, one.contact), ("order", Order, one.order),
    )  # fmt: skip
    row = {
        "person": person, "bed": bed.pk, "site": bed.site, "kind": one.kind, "area": bed.area,
        "starts_at": _starts(one, at),
    }  # fmt: skip
    for name, model, ref in models:
        if ref:
            row[name] = _id_of(model, name, ref)
    return row


def _id_of(model: Any, register: str, ref: str) -> int:
    found = model.objects.filter(ref=ref).values_list("id", flat=True).first()
    if found is None:
        raise Refused(Problem("record/not-found", facts={"register": register, "value": ref}))
    return int(found)


def written(made: Sequence[Mapping[str, Any]], *, by: By, at: int) -> list[str]:
    """Write stays; what a constraint refuses is told as what it means. For actions of this front, in their transaction."""
    try:
        return record(register="admission", rows=made, by=by, at=at).refs
    except Refused as refusal:
        name = broken(refusal)
        if not name:
            raise
        first = beds.by_id(int(made[0]["bed"]))
        code = "beds/lies-elsewhere" if name == "one_person_one_bed" else "beds/taken"
        facts = {"bed": first.title, "holds": beds.during(int(made[0]["starts_at"]), None)}
        raise Refused(Problem(code, facts={**facts, "near": first.near})) from refusal


def set_states(states: Mapping[int, str], *, by: By, at: int) -> None:
    """Write the states of beds, in the transaction of an action."""
    if states:
        record(register="bed", rows=[{"id": bed, "state": one} for bed, one in states.items()], by=by, at=at)


def _tell_cases(stays: Iterable[Stay], there: Mapping[str, beds.Place], by: By, at: int) -> None:
    """A case that is admitted for the first time says so itself: when, and to which hospital."""
    told = []
    for one in stays:
        case = Case.objects.filter(ref=one.case).first() if one.case and one.kind != "quarantine" else None
        if case is not None and case.admitted_at is None:
            hospital = beds.hospital_of(there[one.bed])
            told.append({"id": case.pk, "admitted_at": _starts(one, at), "hospital": hospital})
    if told:
        record(register="case", rows=told, by=by, at=at)


# --- the end of a stay ----------------------------------------------------------------------------------------------


def end(*, ends: Sequence[End], by: By, at: int, request: str = "") -> list[str]:
    """End stays, also after the fact: the bed is free from the end that is said, and not before.

    Raises:
        Refused: a stay is not there or out of reach; an end before the beginning, after now, or later than the next stay
            in the bed or of the person.
    """
    content = [asdict(one) for one in ends]
    asked = Asked("end", content, at=at, request=request)
    return list(in_turn(asked, lambda: ended(ends, by, at))["refs"])


def ended(ends: Sequence[End], by: By, at: int) -> Answer:
    """End stays in the transaction of an action."""
    reader = Reader(by.name, by.role, by.area, by.purpose)
    there = {one.ref: one for one in rows(Admission, reader).filter(ref__in=[one.admission for one in ends])}
    problems = [problem for one in ends for problem in _cannot_end(one, there.get(one.admission), at)]
    if problems:
        raise Refused(problems)
    changed = [
        {
            "id": there[one.admission].pk,
            "ends_at": at if one.ends_at is None else one.ends_at,
            "end_reason": one.reason,
        }
        for one in ends
    ]
    record(register="admission", rows=changed, by=by, at=at)
    left = {there[one.admission].bed_id for one in ends if there[one.admission].ends_at is None}
    set_states(dict.fromkeys(sorted(left), LEFT), by=by, at=at)
    return {"refs": [one.admission for one in ends]}


def _cannot_end(one: End, stay: Admission | None, at: int) -> list[Problem]:
    if stay is None:
        return [Problem("record/not-found", facts={"register": "admission", "value": one.admission})]
    ends = at if one.ends_at is None else one.ends_at
    if ends > at:
        return [Problem("beds/not-yet", facts={"at": beds.written(ends)})]
    if ends < stay.starts_at:
        facts = {"ends": beds.written(ends), "starts": beds.written(stay.starts_at)}
        return [Problem("beds/ends-before-it-begins", facts=facts)]
    others = Admission.objects.exclude(pk=stay.pk).filter(beds.overlapping(stay.starts_at, ends))
    both = (others.filter(bed=stay.bed_id), others.filter(person=stay.person_id))
    starts = [
        one for found in both for one in found.order_by("starts_at").values_list("starts_at", flat=True)[:1]
    ]
    if not starts:
        return []
    return [
        Problem("beds/meets-the-next", facts={"ends": beds.written(ends), "next": beds.written(min(starts))})
    ]


# --- from bed to bed ------------------------------------------------------------------------------------------------


def move(*, moves: Sequence[Move], by: By, at: int, request: str = "") -> list[str]:
    """Let stays go on in other beds from now on: each ends and begins at one instant. Two that name each other's bed swap.

    Answers the references of the new stays, in order.

    Raises:
        Refused: a stay is not there, has ended, or is out of reach; a bed cannot take its person.
    """
    content = [asdict(one) for one in moves]
    asked = Asked("move", content, at=at, request=request)
    with beds.naming_free(by, at):
        return list(in_turn(asked, lambda: _move(moves, by, at))["refs"])


def _move(moves: Sequence[Move], by: By, at: int) -> Answer:
    reader = Reader(by.name, by.role, by.area, by.purpose)
    found = rows(Admission, reader).filter(ref__in=[one.admission for one in moves], ends_at=None)
    there = {one.ref: one for one in found.select_related("person")}
    missing = [one.admission for one in moves if one.admission not in there]
    if missing:
        raise Refused(
            [Problem("record/not-found", facts={"register": "admission", "value": ref}) for ref in missing]
        )
    to = beds.by_ref([one.bed for one in moves], by)
    left = {there[one.admission].bed_id for one in moves}
    ended([End(one.admission, at, "moved") for one in moves], by, at)
    swapped = {bed.pk for bed in to.values()} & left
    if swapped:
        # Who goes into a bed that another leaves in the same act does not wait for it to be cleaned.
        set_states(dict.fromkeys(sorted(swapped), "U"), by=by, at=at)
        to = beds.by_ref([one.bed for one in moves], by)
    problems = [problem for one in moves for problem in _cannot_move(one, there[one.admission], to, at)]
    if problems:
        raise Refused(problems)
    made = [_again(there[one.admission], to[one.bed], at) for one in moves]
    refs = written(made, by=by, at=at)
    return {"refs": refs}


def _cannot_move(one: Move, stay: Admission, to: Mapping[str, beds.Place], at: int) -> list[Problem]:
    if one.bed not in to:
        return [Problem("record/not-found", facts={"register": "bed", "value": one.bed})]
    found = list(policies.bed_problems(to[one.bed], stay.person_id, at, None, now=at))
    if to[one.bed].site != stay.site_id:
        found += policies.site_problems(to[one.bed], at)
    return found


def _again(stay: Admission, bed: beds.Place, at: int) -> dict[str, Any]:
    """The same person's stay in another bed."""
    return {
        "person": stay.person_id, "bed": bed.pk, "site": bed.site, "kind": stay.kind, "case": stay.case_id,
        "contact": stay.contact_id, "order": stay.order_id, "starts_at": at, "area": bed.area,
    }  # fmt: skip


# --- the state of a bed ---------------------------------------------------------------------------------------------


def set_state(*, bed: str, state: str, by: By, at: int, request: str = "") -> str:
    """Say in which state a bed is: free, being cleaned, contaminated, closed.

    Raises:
        Refused: the bed is not there; someone lies in it or it is kept, and the state says otherwise.
    """
    asked = Asked("bed state", {"bed": bed, "state": state}, at=at, request=request)
    return str(in_turn(asked, lambda: _set_state(bed, state, by, at))["ref"])


def _set_state(ref: str, state: str, by: By, at: int) -> Answer:
    bed = beds.by_ref([ref], by).get(ref)
    if bed is None:
        raise Refused(Problem("record/not-found", facts={"register": "bed", "value": ref}))
    lies = Admission.objects.filter(bed=bed.pk, ends_at=None).exists()
    kept = Transfer.objects.filter(bed=bed.pk, status__in=KEEPING).exists()
    if lies or (kept and state in ("C", "K")):
        facts = {"bed": bed.title, "state": beds.state_word(state)}
        raise Refused(Problem("beds/occupied", facts=facts))
    set_states({bed.pk: state}, by=by, at=at)
    return {"ref": ref}
