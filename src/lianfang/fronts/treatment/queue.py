"""Everyone who should be in a bed, a room or under watch, and is not: since when, how urgent, and where they belong.

The rule of four classes of persons is the plan's: where each belongs is a dated value, read at the person's own instant. Who
has a place and who has none are told by one reading (:func:`standing`), so that nobody is in neither. What became of someone
later says nothing of an instant before: class, end and hand-over are taken as they were then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from lianfang.base.instants import start_of
from lianfang.fronts.treatment import beds, values
from lianfang.gaps import plans
from lianfang.plan.model import Plan
from lianfang.registers.access import Reader, rows
from lianfang.registers.classes import Histories, Put, class_then, histories, put_by
from lianfang.registers.models import Admission, Case, Classification, Contact, Order, Screening

Group = Literal["confirmed", "suspect", "fever", "contact", "watch"]
How = Literal["waits", "lost", "elsewhere", "said"]
ILL = {
    "CONFIRMED": "confirmed", "PROBABLE": "confirmed", "CONFIRMED_NO_SYMPTOMS": "confirmed",
    "CONFIRMED_UNKNOWN_SYMPTOMS": "confirmed", "SUSPECT": "suspect",
}  # fmt: skip
CLOSE, OF_CONTACTS = ("HIGH_RISK", "HIGH_RISK_MED"), "MEDIUM_RISK_MED"
OVER = ("COMPLETED", "CANCELED", "NO_FOLLOW_UP")
PLACES = {
    "confirmed": "place_of_confirmed", "suspect": "place_of_suspects", "fever": "place_of_fever_not_ruled_out",
    "contact": "place_of_close_contacts", "watch": "place_of_contacts_of_contacts",
}  # fmt: skip
WITHIN = {
    "confirmed": "admit_within", "suspect": "care_for_suspects_within", "fever": "observe_fever_within",
    "contact": "collective_isolation_within", "watch": "give_to_team_within",
}  # fmt: skip
KINDS = {
    "hospital": ("treatment", "observation"), "observation": ("observation", "treatment"),
    "quarantine_site": ("quarantine", "treatment", "observation"),
}  # fmt: skip
"""Where someone belongs → the kinds of stay that are such a place."""
AT_HOME = "home"
URGENT: Mapping[Group, int] = {"confirmed": 2, "suspect": 3, "fever": 4, "contact": 5, "watch": 6}
AFTER: Mapping[How, int] = {"waits": 0, "lost": 0, "elsewhere": 7, "said": 14}


@dataclass(frozen=True)
class Owed:
    """One person who should be in a place: who, since when and until when, and where.

    Attributes:
        since: from when they belong there; None where the records do not say.
        within: the seconds that may take; None where the plan sets none at that instant.
        place: where they belong; None where the plan has no rule at that instant.
        row: the record that it follows from.
    """

    register: Literal["case", "contact", "screening"]
    group: Group
    row: Any
    since: int | None
    place: str | None
    within: int | None

    @property
    def key(self) -> str:
        """How lists know it."""
        return f"{self.register}:{self.row.ref}"


@dataclass(frozen=True)
class Waits:
    """Someone without a place: how they stand, and how long since they should have one.

    Attributes:
        how: ``waits`` in no place at all; ``lost``, to be searched for; ``elsewhere`` in a place, but not where they belong; ``said``
            to be admitted, and no bed on record.
        rank: 0 is the most urgent.
        waited: seconds since they belong in the place; None where the records do not say since when.
        late: is the time that it may take over? None where that cannot be told.
    """

    owed: Owed
    how: How
    rank: int
    waited: int | None
    late: bool | None


@dataclass(frozen=True)
class Standing:
    """Who is in a place, and who is not; together everyone who should be in one."""

    placed: tuple[Owed, ...]
    waiting: tuple[Waits, ...]


def standing(reader: Reader, as_of: int) -> Standing:
    """Read everyone within a reader's reach at an instant."""
    plan = plans.in_force().plan
    cases, contacts = _cases_of(reader), _contacts_of(reader, as_of)
    known = histories(Q(case__in=cases) | Q(case__in=contacts.values("case")))
    ill = list(_cases(cases, known, as_of, plan))
    persons = {one.row.person_id for one in ill} - {None}
    others = [*_contacts(contacts, known, as_of, plan), *_screenings(reader, as_of, plan)]
    everyone = [*ill, *(one for one in others if one.row.person_id not in persons)]
    lies, orders = _stays(as_of), _orders(as_of, everyone)
    placed, waiting = [], []
    for one in everyone:
        how = _how(one, lies, orders, as_of)
        if how is None:
            placed.append(one)
        else:
            waiting.append(_waits(one, how, as_of))
    waiting.sort(
        key=lambda one: (one.rank, -(one.waited if one.waited is not None else 1 << 40), one.owed.key)
    )
    return Standing(tuple(placed), tuple(waiting))


# --- who should be in a place -----------------------------------------------------------------------------------------


def _cases_of(reader: Reader) -> QuerySet[Case]:
    """The cases in reach that were in a class of the ill once."""
    found = rows(Case, reader).filter(
        Q(outcome__isnull=True) | ~Q(outcome="DECEASED") | Q(died_on__isnull=False)
    )
    was_ill = Exists(Classification.objects.filter(case=OuterRef("pk"), classification__in=ILL))
    return found.filter(Q(classification__in=ILL) | was_ill)


def _cases(found: QuerySet[Case], known: Histories, as_of: int, plan: Plan) -> Iterator[Owed]:
    for case in found.select_related("person"):
        history = known.get(case.pk, ())
        then = class_then(case, history, as_of)
        since = _since(case, then, put_by(history, as_of), as_of)
        if then not in ILL or (since is not None and since > as_of) or _left(case, as_of):
            continue
        yield _owed("case", "confirmed" if ILL[then] == "confirmed" else "suspect", case, since, as_of, plan)


def _since(case: Case, then: str, put: Put | None, as_of: int) -> int | None:
    """From when a case belongs in a place, in its class of an instant: what was not so yet then says nothing of it."""
    confirmed, found = case.confirmed_at, case.found_at
    if then == "CONFIRMED" and confirmed is not None and confirmed <= as_of:
        return int(confirmed)
    reported = None if case.reported_on is None else start_of(case.reported_on, settings.TIME_ZONE)
    since = _first(found, confirmed, reported)
    is_told = since is not None and since <= as_of
    return since if is_told or put is None else put.at


def _left(case: Case, as_of: int) -> bool:
    left = case.discharged_on or case.died_on
    if left is None:
        return case.outcome == "RECOVERED"
    return start_of(left, settings.TIME_ZONE) <= as_of


def _first(*instants: int | None) -> int | None:
    return next((one for one in instants if one is not None), None)


def _owed(register: Any, group: Group, row: Any, since: int | None, as_of: int, plan: Plan) -> Owed:
    at = as_of if since is None else since
    place, within = values.word(PLACES[group], at, plan), values.seconds(WITHIN[group], at, plan)
    return Owed(register, group, row, since, place, within)


def _contacts_of(reader: Reader, as_of: int) -> QuerySet[Contact]:
    """The contacts in reach who are to be watched: whose follow-up had not ended, or who were lost."""
    goes_on = Q(ended_at=None) | Q(ended_at__gt=as_of) | Q(status="LOST")
    return rows(Contact, reader).filter(
        Q(category__in=(*CLOSE, OF_CONTACTS)) | Q(category=None), goes_on,
        Q(handed_to=None) | Q(letter_at__gt=as_of), identified_at__lte=as_of,
    )  # fmt: skip


def _contacts(found: QuerySet[Contact], known: Histories, as_of: int, plan: Plan) -> Iterator[Owed]:
    for contact in found.select_related("person", "household", "case", "became_case"):
        of = class_then(contact.case, known.get(contact.case_id, ()), as_of)
        if of == "NO_CASE" or _is_over(contact, as_of):
            continue
        watched = values.seconds("contact_watched_for", contact.identified_at, plan)
        last = contact.last_contact_at
        if last is not None and watched is not None and as_of >= last + watched:
            continue
        group: Group = "watch" if contact.category == OF_CONTACTS else "contact"
        yield _owed("contact", group, contact, contact.identified_at, as_of, plan)


def _is_over(contact: Contact, as_of: int) -> bool:
    """Had the follow-up ended at an instant? What ended nobody knows when, had."""
    if contact.became_case is not None:
        ended = contact.became_case.found_at if contact.ended_at is None else contact.ended_at
        return ended is None or ended <= as_of
    if contact.status == "LOST":
        return False
    is_ended = contact.status in OVER or contact.classification == "NO_CONTACT"
    return is_ended and (contact.ended_at is None or contact.ended_at <= as_of)


def is_lost(contact: Contact, as_of: int) -> bool:
    """Was a contact lost at an instant, and not found again since?"""
    return contact.status == "LOST" and (contact.ended_at is None or contact.ended_at <= as_of)


def is_watched(contact: Contact, as_of: int) -> bool:
    """Did a team follow a contact up at an instant?"""
    goes_on = contact.status == "FOLLOW_UP" or (contact.ended_at is not None and contact.ended_at > as_of)
    return goes_on and contact.team_id is not None and (contact.team_at is None or contact.team_at <= as_of)


def _screenings(reader: Reader, as_of: int, plan: Plan) -> Iterator[Owed]:
    found = rows(Screening, reader).filter(result="fever_clinic", at__lte=as_of)
    found = found.filter(Q(answered_at__isnull=True) | Q(answered_at__gt=as_of))
    for screening in found.select_related("person"):
        yield _owed("screening", "fever", screening, screening.at, as_of, plan)


# --- who is in one ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Lies:
    """Stays of an instant by what they name, and the cases of which any stay was ever recorded."""

    by: Mapping[tuple[str, int], str]
    cases: frozenset[int]


def _stays(as_of: int) -> _Lies:
    by: dict[tuple[str, int], str] = {}
    lies = Admission.objects.filter(beds.lies(as_of))
    for person, case, contact, kind in lies.values_list("person_id", "case_id", "contact_id", "kind"):
        by[("person", person)] = kind
        if case is not None:
            by[("case", case)] = kind
        if contact is not None:
            by[("contact", contact)] = kind
    ever = Admission.objects.filter(starts_at__lte=as_of, case__isnull=False).values_list(
        "case_id", flat=True
    )
    return _Lies(by, frozenset(ever))


def _orders(as_of: int, everyone: Iterable[Owed]) -> frozenset[int]:
    """The contacts who are watched where they belong by the rule of their day: under an order in force at home."""
    at_home = {one.row.pk for one in everyone if one.register == "contact" and one.place == AT_HOME}
    found = Order.objects.filter(contact_id__in=at_home, starts_at__lte=as_of, ends_at__gt=as_of)
    return frozenset(
        found.filter(Q(released_at=None) | Q(released_at__gt=as_of)).values_list("contact_id", flat=True)
    )


def _how(one: Owed, lies: _Lies, orders: frozenset[int], as_of: int) -> How | None:
    """None for whoever is in a place where they belong."""
    kind = lies.by.get((one.register, one.row.pk)) or lies.by.get(("person", one.row.person_id or 0))
    if one.place == AT_HOME and (kind or one.row.pk in orders):
        return None
    if kind is not None:
        return None if one.place is None or kind in KINDS.get(one.place, ()) else "elsewhere"
    if one.register == "contact" and is_lost(one.row, as_of):
        return "lost"
    if one.place == AT_HOME and one.register == "contact" and is_watched(one.row, as_of):
        return None
    if one.register == "screening" and one.row.received_at is not None and one.row.received_at <= as_of:
        return None
    if one.register == "case" and one.row.admitted_at is not None and one.row.admitted_at <= as_of:
        return "waits" if one.row.pk in lies.cases else "said"
    return "waits"


def _waits(one: Owed, how: How, as_of: int) -> Waits:
    waited = None if one.since is None else as_of - one.since
    late = None if waited is None or one.within is None else waited > one.within
    return Waits(one, how, rank(one, how), waited, late)


def rank(one: Owed, how: How) -> int:
    """How urgent: severe cases first, then confirmed, suspected, feverish, contacts, theirs; whoever is said to be in comes last."""
    severity = getattr(one.row, "severity", None)
    base = URGENT[one.group]
    if severity in ("CRITICAL", "SEVERE"):
        base = 0 if severity == "CRITICAL" else 1
    return base + AFTER[how]
