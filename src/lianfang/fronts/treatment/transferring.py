"""A person is brought from one place to another: each side says what is its to say, and nobody is lost on the way.

::

    PENDING ── hold ── ON_HOLD                      the origin's
       │ approve            │ reject: REJECTED
    APPROVED ── decline ── DESTINATION_REJECTED     the destination's; readdress asks another
       │ accept: a bed is kept
    DESTINATION_APPROVED ── call a car ── TRANSPORTATION_TO_BE_ARRANGED ── arrange ── PATIENT_TO_BE_PICKED_UP
       │ pick up
    TRANSFER_IN_PROGRESS ── receive ── COMPLETED    the stay begins and the one before ends, in the same transaction

An emergency begins where a car is called: whoever brings it has it accepted, whatever either side would say, and it is
received into a bed or, where none is free, without one. The states are those of CARE.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from django.conf import settings
from django.db.models import QuerySet

from lianfang.base.instants import day_of
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.fronts.treatment import admitting, beds, policies
from lianfang.fronts.treatment.taking import Answer, Asked, broken, in_turn
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.actions import record
from lianfang.registers.actions.reach import covers
from lianfang.registers.models import Admission, Case, Contact, Screening, Site, Transfer
from lianfang.registers.models.beds import UNDER_WAY
from lianfang.registers.models.clinical_codes import TRANSFER_STATUS

Side = Literal["origin", "destination", "either"]
SIDES = {"origin": Text("转出方", "origin"), "destination": Text("转入方", "destination")}


@dataclass(frozen=True)
class Step:
    """One step: from which states, to which, whose it is, and the columns that keep its instant."""

    title: Text
    side: Side
    since: tuple[str, ...]
    to: str
    stamps: tuple[str, ...] = ()
    needs_reason: bool = False


BEFORE_THE_CAR = ("DESTINATION_APPROVED", "TRANSPORTATION_TO_BE_ARRANGED", "PATIENT_TO_BE_PICKED_UP")
STEPS: Mapping[str, Step] = {
    "approve": Step(Text("同意转出", "approve"), "origin", ("PENDING", "ON_HOLD"), "APPROVED", ("approved_at",)),
    "hold": Step(Text("暂缓", "put on hold"), "origin", ("PENDING",), "ON_HOLD"),
    "reject": Step(
        Text("不同意转出", "reject"), "origin", ("PENDING", "ON_HOLD"), "REJECTED", ("ended_at",), needs_reason=True
    ),
    "accept": Step(
        Text("接受并预留床位", "accept and keep a bed"), "destination", ("APPROVED",), "DESTINATION_APPROVED",
        ("answered_at", "accepted_at"),
    ),
    "decline": Step(
        Text("不接受", "decline"), "destination", ("APPROVED",), "DESTINATION_REJECTED", ("answered_at",), needs_reason=True
    ),
    "readdress": Step(
        Text("改送他处", "ask another place"), "origin", ("APPROVED", "DESTINATION_REJECTED", "DESTINATION_APPROVED"),
        "APPROVED", ("approved_at",),
    ),
    "call_car": Step(
        Text("申请派车", "call a car"), "either", ("DESTINATION_APPROVED",), "TRANSPORTATION_TO_BE_ARRANGED"
    ),
    "arrange": Step(
        Text("安排车辆", "arrange the car"), "either", ("DESTINATION_APPROVED", "TRANSPORTATION_TO_BE_ARRANGED"),
        "PATIENT_TO_BE_PICKED_UP",
    ),
    "pick_up": Step(
        Text("接到人，出发", "pick up and set out"), "either", BEFORE_THE_CAR, "TRANSFER_IN_PROGRESS", ("picked_up_at",)
    ),
    "receive": Step(
        Text("签收入住", "receive"), "destination", ("TRANSFER_IN_PROGRESS", "PATIENT_TO_BE_PICKED_UP"), "COMPLETED",
        ("received_at", "ended_at"),
    ),
    "expire": Step(
        Text("登记途中死亡", "record a death on the way"), "either", ("PATIENT_TO_BE_PICKED_UP", "TRANSFER_IN_PROGRESS"),
        "PATIENT_EXPIRED", ("ended_at",),
    ),
    "cancel": Step(
        Text("取消转运", "cancel"), "origin", (*UNDER_WAY[:4], *BEFORE_THE_CAR), "CANCELLED", ("ended_at",), needs_reason=True
    ),
}  # fmt: skip
"""Verb → what it does."""
RECEIVING = ("hospital", "quarantine_site", "ward", "fever_clinic")
"""The kinds of sites to which people are brought."""
BY_BRINGING = ("answered_at", "accepted_at")
"""What an emergency has when it is picked up: whoever brings it has it accepted."""

OVERTAKEN = "an emergency took its place / 因急救转运取消"


@dataclass(frozen=True)
class Asking:
    """Whom to bring where, and why: a case, a contact, or someone screened at a gate, by reference."""

    to_site: str
    reason: str
    case: str = ""
    contact: str = ""
    screening: str = ""
    emergency: bool = False


@dataclass(frozen=True)
class Said:
    """What a step is told: the bed to keep or to lie in, the car, another place, the reason."""

    bed: str = ""
    car: str = ""
    to_site: str = ""
    reason: str = ""


def of_reader(reader: Reader) -> QuerySet[Transfer]:
    """The transfers that a reader may see: those from their area, and those to it."""
    return rows(Transfer, reader).select_related(
        "person", "from_site", "to_site", "bed__site", "bed__room__site", "case", "contact"
    )  # fmt: skip


def is_side(transfer: Transfer, side: Side, area: int, by: By) -> bool:
    """Does whoever acts speak for this side?"""
    from_here, to_here = covers(by, area), transfer.to_area_id is not None and covers(by, transfer.to_area_id)
    return {"origin": from_here, "destination": to_here, "either": from_here or to_here}[side]


def open_to(transfer: Transfer, by: By) -> list[str]:
    """The steps that whoever acts may take now."""
    found = []
    for verb, step in STEPS.items():
        fits = transfer.status in step.since and is_side(transfer, step.side, transfer.area_id, by)
        if fits and not (
            verb == "receive" and transfer.status != "TRANSFER_IN_PROGRESS" and not transfer.emergency
        ):
            found.append(verb)
    return found


# --- asking -----------------------------------------------------------------------------------------------------------


def ask(*, asking: Asking, by: By, at: int, request: str = "") -> str:
    """Ask that a person be brought; answers the transfer's reference.

    Raises:
        Refused: nobody is named, or not within reach; no such place; no reason; one is under way already.
    """
    asked = Asked("ask transfer", asdict(asking), at=at, request=request)
    return str(in_turn(asked, lambda: _ask(asking, by, at))["ref"])


def _ask(asking: Asking, by: By, at: int) -> Answer:
    who = whom(asking, by)
    to = _place(asking.to_site)
    if not asking.reason.strip():
        raise Refused(Problem("transfer/no-reason"))
    _make_way(asking, who["person"], by, at)
    lies = Admission.objects.filter(person=who["person"], ends_at=None).first()
    row: dict[str, Any] = {
        **who, "from_site": lies.site_id if lies else None, "to_site": to.pk, "to_area": to.area_id, "asked_at": at,
        "status": "TRANSPORTATION_TO_BE_ARRANGED" if asking.emergency else "PENDING", "emergency": asking.emergency,
        "reason": asking.reason.strip(),
    }  # fmt: skip
    if lies:
        row["area"] = lies.area_id
    return {"ref": record(register="transfer", rows=[row], by=by, at=at).refs[0]}


def _make_way(asking: Asking, person: int, by: By, at: int) -> None:
    """One transfer is under way for a person. An emergency waits for no other: what it overtakes is cancelled, and the bed that
    was kept is free.

    Raises:
        Refused: one is under way, and this is no emergency or that one is.
    """
    under_way = Transfer.objects.filter(person=person, status__in=UNDER_WAY).first()
    if under_way is None:
        return
    if under_way.emergency or not asking.emergency:
        raise Refused(Problem("transfer/under-way", facts={"ref": under_way.ref}))
    over = {"id": under_way.pk, "status": "CANCELLED", "ended_at": at, "refused_because": OVERTAKEN}
    record(register="transfer", rows=[over], by=_of_both(by), at=at)


def _place(ref: str) -> Site:
    """A site to which people are brought, and that is open."""
    found: Site | None = Site.objects.filter(ref=ref, kind__in=RECEIVING, closed_at=None).first()
    if found is None:
        raise Refused(Problem("record/not-found", facts={"register": "site", "value": ref}))
    return found


def whom(asking: Asking, by: By) -> dict[str, Any]:
    """The person whom an asking is of, the record it comes from, and the area that answers for them.

    Raises:
        Refused: none is named, within reach, or known as a person.
    """
    reader = Reader(by.name, by.role, by.area, by.purpose)
    named: tuple[tuple[str, Any, str], ...] = (
        ("case", Case, asking.case), ("contact", Contact, asking.contact), ("screening", Screening, asking.screening),
    )  # fmt: skip
    for name, model, ref in named:
        found: Any = rows(model, reader).filter(ref=ref).first() if ref else None
        if found is not None and found.person_id is not None:
            link = {} if name == "screening" else {name: found.pk}
            return {"person": found.person_id, "area": found.area_id, **link}
    raise Refused(Problem("transfer/of-whom"))


# --- the steps --------------------------------------------------------------------------------------------------------


def take(*, ref: str, verb: str, said: Said, by: By, at: int, request: str = "") -> str:
    """Take one step of a transfer; answers the state in which it then stands.

    Raises:
        Refused: it is not there, not in a state for this step, or the step is the other side's; a reason, a bed or a car is
            missing; the bed cannot be kept or lain in; the site to which the person goes may receive nobody.
    """
    asked = Asked("transfer", {"ref": ref, "verb": verb, **asdict(said)}, at=at, request=request)
    with beds.naming_free(by, at):
        return str(in_turn(asked, lambda: _take(ref, verb, said, by, at))["status"])


def _take(ref: str, verb: str, said: Said, by: By, at: int) -> Answer:
    step = STEPS[verb]
    transfer = of_reader(Reader(by.name, by.role, by.area, by.purpose)).filter(ref=ref).first()
    if transfer is None:
        raise Refused(Problem("transfer/not-found", facts={"ref": ref}))
    _fits(transfer, verb, step, said, by)
    row: dict[str, Any] = {"id": transfer.pk, "status": step.to, **dict.fromkeys(step.stamps, at)}
    if said.reason.strip():
        row["refused_because"] = said.reason.strip()
    row |= _MORE.get(verb, _nothing)(transfer, said, by, at)
    try:
        record(register="transfer", rows=[row], by=by, at=at)
    except Refused as refusal:
        if broken(refusal) not in ("one_bed_kept_once", "bed_kept_is_free"):
            raise
        raise Refused(_lost(row["bed"], at)) from refusal
    return {"status": step.to}


def _fits(transfer: Transfer, verb: str, step: Step, said: Said, by: By) -> None:
    facts = {"ref": transfer.ref, "status": TRANSFER_STATUS.codes[transfer.status], "verb": step.title}
    if step.side != "either" and not is_side(transfer, step.side, transfer.area_id, by):
        raise Refused(Problem("transfer/not-your-side", facts={**facts, "side": SIDES[step.side]}))
    if verb not in open_to(transfer, by):
        raise Refused(Problem("transfer/not-now", facts=facts))
    if step.needs_reason and not said.reason.strip():
        raise Refused(Problem("transfer/no-reason"))


def _nothing(transfer: Transfer, said: Said, by: By, at: int) -> dict[str, Any]:
    return {}


def _accept(transfer: Transfer, said: Said, by: By, at: int) -> dict[str, Any]:
    """A bed of the destination is kept from here on."""
    if not said.bed:
        raise Refused(Problem("transfer/no-bed"))
    bed = _bed_at(transfer, said.bed, by)
    found = list(policies.bed_problems(bed, transfer.person_id, at, None, now=at))
    found += policies.site_problems(bed, at)
    if found:
        raise Refused(found)
    return {"bed": bed.pk}


def _bed_at(transfer: Transfer, ref: str, by: By) -> beds.Place:
    bed = beds.by_ref([ref], by).get(ref)
    if bed is None:
        raise Refused(Problem("record/not-found", facts={"register": "bed", "value": ref}))
    if transfer.to_site_id not in (bed.site, bed.ward):
        raise Refused(Problem("beds/wrong-site", facts={"bed": bed.title}))
    return bed


def _lost(bed: int, at: int) -> Problem:
    there = beds.by_id(bed)
    facts = {"bed": there.title, "holds": beds.during(at, None), "near": there.near}
    return Problem("beds/kept", facts=facts)


def _readdress(transfer: Transfer, said: Said, by: By, at: int) -> dict[str, Any]:
    """Another place is asked; a bed that was kept is free again."""
    to = _place(said.to_site)
    nothing = {"bed": None, "answered_at": None, "accepted_at": None, "ambulance": None}
    return {"to_site": to.pk, "to_area": to.area_id, **nothing}


def _arrange(transfer: Transfer, said: Said, by: By, at: int) -> dict[str, Any]:
    if not said.car.strip():
        raise Refused(Problem("transfer/no-car"))
    return {"ambulance": said.car.strip()}


def _pick_up(transfer: Transfer, said: Said, by: By, at: int) -> dict[str, Any]:
    told: dict[str, Any] = {"ambulance": said.car.strip()} if said.car.strip() else {}
    if transfer.emergency:
        told |= {name: at for name in BY_BRINGING if getattr(transfer, name) is None}
    return told


def _receive(transfer: Transfer, said: Said, by: By, at: int) -> dict[str, Any]:
    """The stay before ends and the new one begins, at one instant. An emergency for which no bed is free is received too."""
    _end_stays(transfer, "moved", by, at)
    told: dict[str, Any] = {}
    if transfer.emergency and transfer.accepted_at is None:
        told |= {"answered_at": at, "accepted_at": at, "picked_up_at": transfer.picked_up_at or at}
    kept = None if transfer.bed_id is None else beds.by_id(transfer.bed_id)
    bed = _bed_at(transfer, said.bed, by) if said.bed else kept
    if bed is None and not transfer.emergency:
        raise Refused(Problem("transfer/no-bed"))
    if bed is not None:
        _lay(transfer, bed, by, at)
        told["bed"] = bed.pk
    return told


def _expire(transfer: Transfer, said: Said, by: By, at: int) -> dict[str, Any]:
    """Whoever dies on the way lies in no bed any more, and the case says so."""
    _end_stays(transfer, "died", by, at)
    if transfer.case_id is not None:
        row = {"id": transfer.case_id, "outcome": "DECEASED", "died_on": day_of(at, settings.TIME_ZONE)}
        record(register="case", rows=[row], by=_of_both(by), at=at)
    return {}


def _end_stays(transfer: Transfer, reason: str, by: By, at: int) -> None:
    for stay in Admission.objects.filter(person=transfer.person_id, ends_at=None):
        admitting.ended([admitting.End(stay.ref, at, reason)], _of_both(by), at)


def _of_both(by: By) -> By:
    """Whoever acts, for what is of the other side's area: the stay that ends, the case of whoever died."""
    return By(by.name, by.role, 0, by.purpose, by.real)


def _lay(transfer: Transfer, bed: beds.Place, by: By, at: int) -> None:
    kind = (
        "quarantine"
        if bed.site_kind == "quarantine_site"
        else "observation"
        if transfer.case is None
        else "treatment"
    )
    stay = admitting.Stay(
        bed.ref, transfer.person.ref, kind, transfer.case.ref if transfer.case else "",
        transfer.contact.ref if transfer.contact else "", emergency=bool(transfer.emergency),
    )  # fmt: skip
    admitting.admitted([stay], by, at)


_MORE: Mapping[str, Callable[[Transfer, Said, By, int], dict[str, Any]]] = {
    "accept": _accept, "readdress": _readdress, "arrange": _arrange, "pick_up": _pick_up, "receive": _receive,
    "expire": _expire,
}  # fmt: skip
