"""Cases and contacts as lists: what narrows them, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import RawSQL

from lianfang.registers.access import Reader, rows
from lianfang.registers.models import Case, Contact

SHOWN = 50


@dataclass(frozen=True)
class Wanted:
    """What narrows the list of cases: words of a reference or number, a class, an origin, days of report, an area."""

    words: str = ""
    classification: str = ""
    origin: str = ""
    since: date | None = None
    until: date | None = None
    area: int = 0
    ids: RawSQL | QuerySet[Any] | None = None


def cases(wanted: Wanted, *, reader: Reader, at: int) -> QuerySet[Case]:
    """The cases in reach that are wanted, the newest first. What was recorded later than ``at`` is not there yet."""
    found = rows(Case, reader.inside(wanted.area) if wanted.area else reader).filter(recorded_at__lte=at)
    if wanted.words:
        by_number = Q(number=int(wanted.words)) if wanted.words.isdecimal() and len(wanted.words) < 9 else Q()
        found = found.filter(Q(ref=wanted.words) | by_number if by_number else Q(ref=wanted.words))
    if wanted.classification:
        found = found.filter(classification=wanted.classification)
    if wanted.origin == "cannot_tell":
        found = found.filter(origin_of_case=None)
    elif wanted.origin:
        found = found.filter(origin_of_case=wanted.origin)
    if wanted.since is not None:
        found = found.filter(reported_on__gte=wanted.since)
    if wanted.until is not None:
        found = found.filter(reported_on__lte=wanted.until)
    if wanted.ids is not None:
        found = found.filter(id__in=wanted.ids)
    return found.order_by("-reported_on", "-id")


@dataclass(frozen=True)
class WantedContacts:
    """What narrows the list of contacts."""

    words: str = ""
    status: str = ""
    category: str = ""
    team: int | None = None
    case: int | None = None
    which: str = ""
    ids: RawSQL | QuerySet[Any] | None = None


WHICH: Mapping[str, Q] = {
    "not_reached": Q(reached_at=None, ended_at=None, handed_to=None),
    "refused": Q(refused=True),
    "converted": Q(became_case__isnull=False),
    "letter_open": Q(letter_at__isnull=False, answer_at=None),
    "no_clock": Q(last_contact_at=None, ended_at=None, handed_to=None),
    "no_team": Q(team=None, ended_at=None, handed_to=None),
}
"""What stands out of the list of contacts."""


def contacts(wanted: WantedContacts, *, reader: Reader) -> QuerySet[Contact]:
    """The contacts in reach that are wanted, the newest first."""
    found = rows(Contact, reader)
    if wanted.words:
        found = found.filter(Q(ref=wanted.words) | Q(case__ref=wanted.words))
    if wanted.status:
        found = found.filter(status=wanted.status)
    if wanted.category:
        found = found.filter(category=wanted.category)
    if wanted.team is not None:
        found = found.filter(team_id=wanted.team)
    if wanted.case is not None:
        found = found.filter(case_id=wanted.case)
    if wanted.which:
        found = found.filter(WHICH[wanted.which])
    if wanted.ids is not None:
        found = found.filter(id__in=wanted.ids)
    return found.select_related("case", "team").order_by("-identified_at", "-id")


def contacts_of(found: Sequence[Case]) -> Mapping[int, int]:
    """Case → how many contacts are on its list."""
    counted = Contact.objects.filter(case__in=found).order_by().values("case").annotate(n=Count("id"))
    return dict(counted.values_list("case", "n"))
