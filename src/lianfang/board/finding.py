"""People and cars by what identifies them exactly, places by name. What lies out of reach is not there.

People are found by one exact number, or by a name and another fact; by a name alone only among one's own tasks, and
never by a telephone alone, which several share. A name may be typed as it sounds. Each look is journalled by the names
of the facts, never by what they say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Q

from lianfang.base import identities
from lianfang.base.identities import Misfit
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.board import naming
from lianfang.board.linked import NAMED, Linked
from lianfang.registers import journal, keys
from lianfang.registers.access import Reader, rows
from lianfang.registers.actions.identifying import bearing, called
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS

NEWEST = 10
"""So many records of each register are shown of whom was found."""
PLACES = 20
NOBODY = 0
"""An id that no row has: a search that finds nothing costs as many looks as one that does."""
Whose = Literal["person", "vehicle"]


@dataclass(frozen=True)
class Sought:
    """Who is looked for, as it was typed; nothing of it is shown where the object is printed."""

    document: str = field(default="", repr=False)
    plate: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    telephone: str = field(default="", repr=False)
    birth_year: str = field(default="", repr=False)

    def facts(self) -> list[str]:
        """The names of the facts that were given."""
        return [name for name in self.__dataclass_fields__ if getattr(self, name)]


@dataclass(frozen=True)
class Hit:
    """A record in reach: when it happened (UTC seconds, a day, or not known) and in which area."""

    register: str
    ref: str
    occurred: Any
    area: int | None


def find(sought: Sought, *, reader: Reader, at: int, request: str = "") -> list[Hit]:
    """Everything in the reader's reach about whoever is meant; journalled whether there is anything or not.

    Raises:
        Refused: the facts do not do, or one is written as none such is; each problem's ``field`` says which.
    """
    whose, bearers, how = _bearers(sought, reader)
    found = [
        hit for register, link in _registers(whose, reader) for hit in _hits(register, link, bearers, reader)
    ]
    fields = ",".join([*sought.facts(), *how, f"rows={len(found)}"])
    entry = journal.Entry(at, reader, "find", whose, fields=fields, request=request)
    journal.append([entry])
    return found


def _bearers(sought: Sought, reader: Reader) -> tuple[Whose, list[int], list[str]]:
    """Whose ids, never none, and how they were found: of one exact number, or of those who bear the name and another fact."""
    if sought.plate:
        return "vehicle", _bearing("vehicle", "plate", sought.plate), []
    if sought.document:
        return "person", _bearing("person", "document", sought.document), []
    if not sought.name:
        raise Refused(Problem("form/nobody", facts={"field": "document"}))
    found, how = _called(sought, reader)
    return "person", sorted(found) or [NOBODY], how


def _called(sought: Sought, reader: Reader) -> tuple[set[int], list[str]]:
    """Who bears a name, written or as it sounds, and another fact; without one, who of the reader's own tasks does."""
    telephone = _print("telephone", sought.telephone) if sought.telephone else b""
    year = _year(sought.birth_year) if sought.birth_year else None
    how, among = [], None
    if not telephone and year is None:
        among, how = naming.own_people(reader), ["own_tasks"]
        if not among:
            raise Refused(Problem("form/name-alone", facts={"field": "name"}))
    exact = _print("name", sought.name)
    known = None if among is None else naming.bearing_name(exact, among)
    found = called(exact, telephone=telephone, birth_year=year) if known is None else known
    if naming.is_sound(sought.name):
        near = naming.alike(telephone or None, year, reader) if among is None else among
        sounding, looked = naming.sounding(sought.name, near)
        found, how = found | sounding, [*how, f"identifiers={looked}"]
    return found, how


def _bearing(whose: Whose, kind: str, text: str) -> list[int]:
    fingerprint = _print(kind, text)
    return sorted(bearing([fingerprint], kind, whose).get(fingerprint, ())) or [NOBODY]


def _print(kind: str, text: str) -> bytes:
    return keys.match(kind, read(kind, text))


def read(kind: str, text: str) -> str:
    """An identifier in the form in which it is kept.

    Raises:
        Refused: it is written as none such is; the problem's ``field`` is the kind.
    """
    try:
        return _READ[kind](text)
    except Misfit as misfit:
        raise Refused(Problem(misfit.code, facts={"field": kind})) from misfit


def document(text: str) -> str:
    """The number of any document; one that has the form of an identity number must be one.

    Raises:
        Misfit: it is none.
    """
    plain = identities.document(text)
    if identities.seems_id_number(plain) and not plain.endswith("000"):
        return identities.id_number(plain)
    return plain


_READ = {
    "document": document,
    "plate": identities.plate,
    "telephone": identities.telephone,
    "name": identities.name,
}


def _year(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) == 4 and 1850 <= int(text) <= 2100:
        return int(text)
    raise Refused(Problem("form/number", facts={"field": "birth_year"}))


def _registers(whose: Whose, reader: Reader) -> Iterator[tuple[str, str]]:
    """Their own register, and every one that names them, with the column that does."""
    for shape in catalogue():
        if not reader.reads(shape.name):
            continue
        if shape.name == whose:
            yield shape.name, "id"
        elif whose in shape.links and shape.links[whose].to == whose:
            yield shape.name, shape.links[whose].column


def _hits(register: str, column: str, bearers: Sequence[int], reader: Reader) -> Iterator[Hit]:
    shape = catalogue()[register]
    query = rows(REGISTERS[register], reader).filter(**{f"{column}__in": bearers}).order_by("-id")
    names = ("ref", shape.occurred, shape.links[shape.area].column)
    return (Hit(register, *found) for found in query.values_list(*names)[:NEWEST])


def places(text: str, *, reader: Reader) -> list[tuple[str, Linked]]:
    """Areas, organisations and sites in reach by a part of their name, by reference or national code."""
    found: list[tuple[str, Linked]] = []
    for register in sorted(NAMED):
        test = Q(name_zh__contains=text) | Q(name_en__icontains=text) | Q(ref=text) | Q(source_key=text)
        if register == "area":
            test |= Q(gb_code=text)
        query = rows(REGISTERS[register], reader).filter(test).order_by("id")
        for row, ref, zh, en in query.values_list("id", "ref", "name_zh", "name_en")[:PLACES]:
            found.append((register, Linked(row, ref, Text(zh, en))))
    return found
