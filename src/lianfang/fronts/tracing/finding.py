"""Rows of tracing by their reference, within the reader's reach; whoever is out of it is not found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db import connection
from django.db.models import Q

from lianfang.base import areas
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.registers.access import Reader, rows
from lianfang.registers.catalogue import name_of
from lianfang.registers.models import Area, Case, Contact, Event, Household, Person, Record, Sample
from lianfang.registers.withholding import is_open

Row = TypeVar("Row", bound=Record)


def case_of(ref: str, reader: Reader, *, lock: bool = False) -> Case:
    """A case. With ``lock`` nobody else changes it until the transaction ends.

    Raises:
        Refused: there is none in reach.
    """
    return _found(Case, ref, reader, lock)


def contact_of(ref: str, reader: Reader, *, lock: bool = False) -> Contact:
    """A contact.

    Raises:
        Refused: there is none in reach.
    """
    return _found(Contact, ref, reader, lock)


def sample_of(ref: str, reader: Reader, *, lock: bool = False) -> Sample:
    """A sample.

    Raises:
        Refused: there is none in reach.
    """
    return _found(Sample, ref, reader, lock)


def person_of(ref: str, reader: Reader) -> Person:
    """A person.

    Raises:
        Refused: there is none in reach.
    """
    return _found(Person, ref, reader)


def household_of(ref: str, reader: Reader) -> Household:
    """A household.

    Raises:
        Refused: there is none in reach.
    """
    return _found(Household, ref, reader)


def event_of(ref: str, reader: Reader) -> Event:
    """An event.

    Raises:
        Refused: there is none in reach.
    """
    return _found(Event, ref, reader)


def shown(model: type[Row], ids: Iterable[int | None], reader: Reader | None = None) -> set[int]:
    """Those of some rows that a page may name: withheld from nobody, and in reach where a reader is given."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return set()
    known = model.objects.filter(is_open(name_of(model))) if reader is None else rows(model, reader)
    return set(known.filter(id__in=wanted).values_list("id", flat=True))


def district_of(area: int) -> int:
    """The district in which an area lies; the area itself above that level."""
    return next((one for one in areas.ancestors(area) if areas.level_of(one) == "district"), area)


def city_of(area: int) -> int:
    """The city in which an area lies; the area itself above that level."""
    return next((one for one in areas.ancestors(area) if areas.level_of(one) == "city"), area)


def area_named(text: str) -> int:
    """The area that a text names, anywhere in the tree.

    Raises:
        Refused: there is none, or several.
    """
    said = text.strip()
    like = Q(gb_code=said) | Q(name_zh=said) | Q(name_en__iexact=said) | Q(ref=said)
    found = list(Area.objects.filter(like).values_list("id", flat=True)[:2])
    if len(found) != 1:
        raise Refused(Problem("grant/area"))
    return int(found[0])


def not_found(what: Text, value: str) -> Refused:
    """What is said of a row that is not there, or not for this reader."""
    return Refused(Problem("tracing/not-found", facts={"value": value[:40], "zh": what.zh, "en": what.en}))


def _found(model: type[Row], ref: str, reader: Reader, lock: bool = False) -> Row:
    query = rows(model, reader).filter(ref=ref.strip())
    if lock and connection.vendor == "postgresql":
        query = query.select_for_update(no_key=True)
    found = query.first()
    if found is None:
        raise not_found(model.register.title, ref)
    return found
