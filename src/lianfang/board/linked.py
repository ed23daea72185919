"""Rows that others name: what they are called, which may be named, and which one a text means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from lianfang.base import areas
from lianfang.base.words import Text
from lianfang.records import Link
from lianfang.registers.access import Reader, rows
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS, Area
from lianfang.registers.withholding import is_open

NAMED = frozenset({"area", "organisation", "site"})
"""Registers whose rows have a name that is nobody's."""
FEW = 40
"""So many are offered one below another; where there are more, their name is typed."""
ALIKE = 6


@dataclass(frozen=True)
class Linked:
    """A row that another names: its id, its reference, and its name where it has one."""

    id: int
    ref: str
    name: Text | None = None


def called(wanted: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], Linked]:
    """(register, id) → what is called so: one statement a register. What is withheld from everybody is not among them."""
    asked: dict[str, set[int]] = defaultdict(set)
    for register, row in wanted:
        asked[register].add(row)
    return {
        (register, one.id): one
        for register, ids in sorted(asked.items())
        for one in _linked(register, REGISTERS[register].objects.filter(is_open(register), id__in=ids))
    }


def reach(link: Link, reader: Reader, *, is_own: bool) -> QuerySet[Any]:
    """The rows that a reader may name.

    Of areas all, unless it is the record's own; of sites and organisations also those of the areas around the reader's;
    of every other register what they may read. A link that is named like a kind of what it leads to leads to that kind.
    """
    model: Any = REGISTERS[link.to]
    if link.to == "area" and not is_own:
        return Area.objects.all()
    seen: QuerySet[Any] = rows(model, reader)
    if link.to in {"site", "organisation"} and reader.area and reader.reads(link.to):
        seen = model.objects.filter(reader.scope() | Q(area_id__in=areas.ancestors(reader.area)))
    kind = catalogue()[link.to].columns.get("kind")
    if kind is not None and kind.codes is not None and link.name in kind.codes.codes:
        seen = seen.filter(kind=link.name)
    return seen


def choices(link: Link, reader: Reader, *, is_own: bool) -> list[Linked] | None:
    """All that may be named, in the order of their ids; None where there are too many to offer, or they have no names."""
    if link.to not in NAMED or (link.to == "area" and not is_own):
        return None
    found = list(_linked(link.to, reach(link, reader, is_own=is_own).order_by("id")[: FEW + 1]))
    return found if len(found) <= FEW else None


def meant(link: Link, text: str, reader: Reader, *, is_own: bool) -> list[Linked]:
    """What a text may mean: by reference or key, else by its whole name, else by a part of it; several where it is not plain."""
    seen = reach(link, reader, is_own=is_own)
    exact = Q(ref=text) | Q(source_key=text)
    if link.to == "area":
        exact |= Q(gb_code=text)
    tests = [exact]
    if link.to in NAMED:
        tests += [
            Q(name_zh=text) | Q(name_en__iexact=text),
            Q(name_zh__contains=text) | Q(name_en__icontains=text),
        ]
    for test in tests:
        found = list(_linked(link.to, seen.filter(test).order_by("id")[:ALIKE]))
        if found:
            return found
    return []


def _linked(register: str, query: QuerySet[Any]) -> Iterable[Linked]:
    if register not in NAMED:
        return (Linked(row, ref) for row, ref in query.values_list("id", "ref"))
    named = query.values_list("id", "ref", "name_zh", "name_en")
    return (Linked(row, ref, Text(zh, en)) for row, ref, zh, en in named)
