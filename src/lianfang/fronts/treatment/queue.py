"""Everyone who should be in a bed, a room or under watch, and is not: since when, how urgent, and where they belong.

The rule of four classes of persons is the plan's: where each belongs is a dated value, read at the person's own instant. Who
has a place and who has none are told by one reading (:func:`standing`), so that nobody is in neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.db.models import Q

from lianfang.base.instants import start_of
from lianfang.fronts.treatment import beds, values
from lianfang.gaps import plans
from lianfang.plan.model import Plan
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Admission, Case, Contact, Order, Screening

Group = Literal["confirmed", "suspect", "fever", "contact"]
How = Literal["waits", "elsewhere", "said"]
ILL = {
    "CONFIRMED": "confirmed", "PROBABLE": "confirmed", "CONFIRMED_NO_SYMPTOMS": "confirmed",
    "CONFIRMED_UNKNOWN_SYMPTOMS": "confirmed", "SUSPECT": "suspect",
}  # fmt: skip
CLOSE = ("HIGH_RISK", "HIGH_RISK_MED")
OVER = ("COMPLETED", "CANCELED", "NO_FOLLOW_UP")
PLACES = {
    "confirmed": "place_of_confirmed", "suspect": "place_of_suspects", "fever": "place_of_fever_not_ruled_out",
    "contact": "place_of_close_contacts",
}  # fmt: skip
WITHIN = {
    "confirmed": "admit_within", "suspect": "care_for_suspects_within", "fever": "observe_fever_within",
    "contact": "collective_isolation_within",
}  # fmt: skip
KINDS = {
    "hospital": ("treatment", "observation"), "observation": ("observation", "treatment"),
    "quarantine_site": ("quarantine", "treatment", "observation"),
}  # fmt: skip
"""Where someone belongs → the kinds of stay that are such a place."""
AT_HOME = "home"


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
        how: ``waits`` in no place at all; ``elsewhere`` in one, but not where they belong; ``said`` to be admitted, and no bed on
            record.
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
    ill = list(_cases(reader, as_of, plan))
    persons = {one.row.person_id for one in ill} - {None}
    others = [*_contacts(reader, as_of, plan), *_screenings(reader, as_of, plan)]
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


def _cases(reader: Reader, as_of: int, plan: Plan) -> Iterator[Owed]:
    found = rows(Case, reader).filter(classification__in=ILL).filter(
        Q(outcome__isnull=True) | ~Q(outcome="DECEASED") | Q(died_on__isnull=False)
    )  # fmt: skip
    for case in found.select_related("person"):
        group: Group = "confirmed" if ILL[case.classification] == "confirmed" else "suspect"
        since = case.confirmed_at if case.classification == "CONFIRMED" else case.found_at
        since = _first(
            since, case.found_at, case.reported_on and start_of(case.reported_on, settings.TIME_ZONE)
        )
        left = case.discharged_on or case.died_on
        if (since is not None and since > as_of) or (left and start_of(left, settings.TIME_ZONE) <= as_of):
            continue
        if left is None and case.outcome == "RECOVERED":
            continue
        yield _owed("case", group, case, since, as_of, plan)


def _first(*instants: int | None) -> int | None:
    return next((one for one in instants if one is not None), None)


def _owed(register: Any, group: Group, row: Any, since: int | None, as_of: int, plan: Plan) -> Owed:
    at = as_of if since is None else since
    place, within = values.word(PLACES[group], at, plan), values.seconds(WITHIN[group], at, plan)
    return Owed(register, group, row, since, place, within)


def _contacts(reader: Reader, as_of: int, plan: Plan) -> Iterator[Owed]:
    found = rows(Contact, reader).filter(
        Q(category__in=CLOSE) | Q(category__isnull=True), identified_at__lte=as_of, handed_to=None, became_case=None
    )  # fmt: skip
    found = found.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=as_of))
    for contact in found.exclude(case__classification="NO_CASE").select_related(
        "person", "household", "case"
    ):
        watched = values.seconds("contact_watched_for", contact.identified_at, plan)
        if contact.status in OVER or contact.classification == "NO_CONTACT":
            continue
        if (
            contact.last_contact_at is not None
            and watched is not None
            and as_of >= contact.last_contact_at + watched
        ):
            continue
        yield _owed("contact", "contact", contact, contact.identified_at, as_of, plan)


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
    if one.place == AT_HOME and (kind or one.row.pk in orders or one.row.status == "FOLLOW_UP"):
        return None
    if kind is not None:
        return None if one.place is None or kind in KINDS.get(one.place, ()) else "elsewhere"
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
    """How urgent: severe cases first, then confirmed, suspected, feverish, contacts; whoever is said to be in comes last."""
    severity = getattr(one.row, "severity", None)
    base = {"confirmed": 2, "suspect": 3, "fever": 4, "contact": 5}[one.group]
    if severity in ("CRITICAL", "SEVERE"):
        base = 0 if severity == "CRITICAL" else 1
    return base + {"waits": 0, "elsewhere": 6, "said": 12}[how]
