"""From what was typed to drafts of orders: references looked up within reach, what can be derived filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.conf import settings

from lianfang.base import areas
from lianfang.base.instants import day_of
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.orders.actions import find
from lianfang.fronts.orders.policies import Draft, last_end
from lianfang.gaps import plans
from lianfang.registers.access import Reader, rows
from lianfang.registers.models import (
    Area,
    Case,
    Contact,
    Household,
    Order,
    Person,
    Record,
    Site,
    Stay,
)

Row = TypeVar("Row", bound=Record)
PLACES = ("quarantine_site", "hospital")
MOST = 200
"""So many people are put under orders by one form."""


@dataclass(frozen=True)
class About:
    """Whom orders are to be for: one of these, or contacts, each an order."""

    contacts: Sequence[Contact] = field(default_factory=tuple)
    case: Case | None = None
    person: Person | None = None
    stay: Stay | None = None
    replaces: Order | None = None


def about(said: Mapping[str, str], reader: Reader) -> About:
    """The rows that an address or a form names.

    Raises:
        Refused: one of them is not in reach.
    """
    replaced = find(said["replaces"], reader) if said.get("replaces") else None
    refs = [ref for ref in said.get("contact", "").replace(",", " ").split() if ref][:MOST]
    return About(
        tuple(one for ref in refs if (one := row_of(Contact, "contact", ref, reader)) is not None),
        row_of(Case, "case", said.get("case", ""), reader), row_of(Person, "person", said.get("person", ""), reader),
        row_of(Stay, "stay", said.get("stay", ""), reader), replaced,
    )  # fmt: skip


def row_of(model: type[Row], name: str, ref: str, reader: Reader) -> Row | None:
    """A row by its reference within reach; None where nothing is named.

    Raises:
        Refused: there is none such.
    """
    if not ref.strip():
        return None
    found = rows(model, reader).filter(ref=ref.strip()).first()
    if found is None and model is Site and name == "place":
        # A hospital or a place of isolation may lie in another area of the city.
        found = model.objects.filter(ref=ref.strip(), kind__in=PLACES).first()
    if found is None:
        raise Refused(Problem("record/not-found", facts={"register": name, "value": ref[:40], "field": name}))
    return found


def drafts(said: Mapping[str, Any], reader: Reader, at: int) -> list[Draft]:
    """The orders that a form asks for at an instant: one, or one a contact.

    Raises:
        Refused: something that it names is not in reach.
    """
    whole = about(said, reader)
    one = _common(said, whole, reader, at)
    if len(whole.contacts) < 2:
        return [_ended(one)]
    one = replace(one, evidence_at=said["evidence_at"])
    return [_ended(_of_contact(one, contact, at)) for contact in whole.contacts]


def _common(said: Mapping[str, Any], whole: About, reader: Reader, at: int) -> Draft:
    home = row_of(Household, "household", said["household"], reader)
    unit = row_of(Site, "site", said["site"], reader)
    contact = whole.contacts[0] if whole.contacts else None
    named = [whole.replaces, whole.stay, home, contact, whole.case, whole.person, unit]
    area = next((row.area_id for row in named if row is not None), reader.area)
    told = _rests_on(said, whole, at)
    return Draft(
        area=area, kind=said["kind"], person=_id(whole.person), household=_id(home), site=_id(unit),
        place=_id(row_of(Site, "place", said["place"], reader)), decided_by=command_of(area), replaces=said["replaces"],
        **{name: said[name] for name in ("basis", "decider", "support_contact")},
        **{name: said[name] for name in ("starts_at", "ends_at", "notice_at", "appeal_told_at")}, **told,
    )  # fmt: skip


def _rests_on(said: Mapping[str, Any], whole: About, at: int) -> dict[str, Any]:
    """What an order rests on: as typed, else as on record. Whoever issues it may have no right to read that: it is taken from
    the rows and shown to nobody. An extension takes its links alone: its evidence is asked anew.
    """
    contact = whole.contacts[0] if whole.contacts else None
    links = {"contact": _id(contact), "case": _id(whole.case), "stay": _id(whole.stay)}
    told: dict[str, Any] = {**links, "evidence": said["evidence"], "evidence_at": said["evidence_at"]}
    old = whole.replaces
    if old is None:
        recorded = {"evidence_at": occurred(whole, at, said["starts_at"])}
    else:
        recorded = {name: getattr(old, f"{name}_id") for name in links}
        recorded |= {"evidence": old.evidence, "evidence_at": old.evidence_at} if old.oral else {}
    return told | {name: value for name, value in recorded.items() if told[name] in (None, "") and value}


def occurred(whole: About, at: int, starts_at: int | None = None) -> int | None:
    """When that happened of which somebody is put under an order, as the records tell. A bare day stands for its 24:00; of today it
    has happened by now, and by the start of an order that began today.
    """
    found = None
    if whole.contacts:
        found = whole.contacts[0].last_contact_at
    elif whole.case is not None:
        found = whole.case.confirmed_at
    elif whole.stay is not None:
        found = whole.stay.left_key_area_at
    return _by_now(found, at, starts_at)


def _by_now(found: int | None, at: int, starts_at: int | None) -> int | None:
    """An instant of the records, to the minute of a form; of a bare day that is not over yet, now, or the order's start if that
    was earlier today: a form says the minute at which it was opened, and is sent later.
    """
    today = day_of(at, settings.TIME_ZONE)
    if found is None or found <= at or day_of(found - 1, settings.TIME_ZONE) != today:
        return found
    if starts_at is not None and day_of(starts_at, settings.TIME_ZONE) == today:
        at = min(at, starts_at)
    return at - at % 60


def _of_contact(one: Draft, contact: Contact, at: int) -> Draft:
    return replace(
        one, area=contact.area_id, person=contact.person_id, household=contact.household_id, contact=contact.pk,
        decided_by=command_of(contact.area_id),
        evidence_at=_by_now(contact.last_contact_at, at, one.starts_at) if one.evidence_at is None else one.evidence_at,
    )  # fmt: skip


def _ended(one: Draft) -> Draft:
    """Where no end was typed, the longest term that the plan allows, if it bounds this kind."""
    if one.ends_at is not None:
        return one
    return replace(one, ends_at=last_end(one, plans.in_force().plan))


def command_of(area: int) -> int | None:
    """Who decides on orders of an area: its command, or that of the nearest area above which has one."""
    above = areas.ancestors(area) if area else []
    found = dict(Area.objects.filter(id__in=above, command__isnull=False).values_list("id", "command_id"))
    return next((found[one] for one in above if one in found), None)


def places(reader: Reader) -> list[Site]:
    """Places of isolation and hospitals to choose from: those in reach, else all of the city."""
    near = list(rows(Site, reader).filter(kind__in=PLACES, shut_at=None).order_by("id")[:MOST])
    return near or list(Site.objects.filter(kind__in=PLACES, shut_at=None).order_by("id")[:MOST])


def _id(row: Record | None) -> int | None:
    return None if row is None else row.pk
