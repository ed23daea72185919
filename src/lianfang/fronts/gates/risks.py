"""Whom a risk area reaches: everyone with a record of having been there while it was at risk, with the first such record.

A movement counts by its own instant, from ``valid_from`` until before ``valid_until``: a declaration of a stay there when it
was made, a passage from there when it happened, a stay that came from there when they left it (where that is not known, when
they arrived), a stay inside it for as long as both times overlap. Only records of the area that uses the risk area count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from lianfang.base import areas
from lianfang.registers.identities import pieces
from lianfang.registers.models import Declaration, Occupant, Passage, RiskArea, Stay

ORDER = ("declaration", "passage", "stay")
"""Of two records of the same instant, the first of these is named."""


class Hit(NamedTuple):
    """A record that says that someone was there: since when, of which register, its id and reference, the area it lies in."""

    since: int
    register: int
    id: int
    ref: str
    area: int


@dataclass
class Reached:
    """Person → the first record that says so; and the records of which it cannot be told whom or when."""

    hits: dict[int, Hit] = field(default_factory=dict)
    unnamed: Counter[str] = field(default_factory=Counter)
    undated: Counter[str] = field(default_factory=Counter)


def reached(risk: RiskArea, *, as_of: int) -> Reached:
    """Everyone whom one risk area reaches by records of up to ``as_of``."""
    found = Reached()
    for person, hit in _hits(risk, as_of, found):
        known = found.hits.get(person)
        if known is None or hit < known:
            found.hits[person] = hit
    return found


def _hits(risk: RiskArea, as_of: int, found: Reached) -> Iterator[tuple[int, Hit]]:
    time = _Time(risk, as_of)
    declared = _rows(Declaration, risk).filter(_inside(risk, "stay_area"), time.holds("made_at"))
    yield from _named(found, "declaration", declared.values_list(*_columns("made_at")))
    yield from _passages(risk, time, found)
    yield from _came(risk, time, found)
    yield from _present(risk, time, found)


def _came(risk: RiskArea, time: _Time, found: Reached) -> Iterator[tuple[int, Hit]]:
    """Stays of those who came from there, by when they left it; else by when they arrived."""
    came = _rows(Stay, risk).filter(_inside(risk, "came_from"))
    came = came.annotate(there=Coalesce("left_key_area_at", "arrived_at"))
    rows = came.filter(time.holds("there") | Q(there=None))
    yield from _named(found, "stay", _dated(found, rows.values_list(*_columns("there"))))


def _present(risk: RiskArea, time: _Time, found: Reached) -> Iterator[tuple[int, Hit]]:
    """Stays inside it that have not ended before it was at risk."""
    here = _rows(Stay, risk).filter(_inside(risk, "area"), Q(left_at=None) | Q(left_at__gt=risk.valid_from))
    begun = Q(arrived_at__lte=time.as_of)
    if risk.valid_until is not None:
        begun &= Q(arrived_at__lt=risk.valid_until)
    rows = here.filter(begun | Q(arrived_at=None)).values_list(*_columns("arrived_at"))
    dated = _dated(found, rows)
    yield from _named(found, "stay", ((p, max(at, risk.valid_from), *rest) for p, at, *rest in dated))


def _columns(instant: str) -> tuple[str, ...]:
    return ("person_id", instant, "id", "ref", "area_id")


def _dated(found: Reached, rows: Iterable[Any]) -> Iterator[Any]:
    """The stays that say when; the others are counted."""
    for row in rows:
        if row[1] is None:
            found.undated["stay"] += 1
        else:
            yield row


def _passages(risk: RiskArea, time: _Time, found: Reached) -> Iterator[tuple[int, Hit]]:
    """Those who passed, and those who sat in the car; a car of which nobody is known is a record that names nobody."""
    through = _rows(Passage, risk).filter(_inside(risk, "origin"), time.holds("at")).exclude(direction="out")
    passed = {row[2]: row for row in through.values_list(*_columns("at"))}
    known = {number for number, row in passed.items() if row[0] is not None}
    for piece in pieces(list(passed)):
        seats = Occupant.objects.filter(passage_id__in=piece)
        for number, person in seats.values_list("passage_id", "person_id"):
            if person is None:
                found.unnamed["occupant"] += 1
            else:
                known.add(number)
                yield from _named(found, "passage", [(person, *passed[number][1:])])
    yield from _named(found, "passage", (row for row in passed.values() if row[0] is not None))
    found.unnamed["passage"] += len(passed.keys() - known)


class _Time:
    """The instants at which a movement counts."""

    def __init__(self, risk: RiskArea, as_of: int):
        self.start, self.end, self.as_of = risk.valid_from, risk.valid_until, as_of

    def holds(self, column: str) -> Q:
        counts = Q(**{f"{column}__gte": self.start, f"{column}__lte": self.as_of})
        return counts if self.end is None else counts & Q(**{f"{column}__lt": self.end})


def _rows(model: Any, risk: RiskArea) -> QuerySet[Any]:
    """Records of the area that uses it."""
    low, high = areas.span(risk.area_id)
    return model.objects.filter(area_id__gte=low, area_id__lt=high)


def _inside(risk: RiskArea, link: str) -> Q:
    low, high = areas.span(risk.place_id)
    return Q(**{f"{link}_id__gte": low, f"{link}_id__lt": high})


def _named(found: Reached, register: str, rows: Iterable[Any]) -> Iterator[tuple[int, Hit]]:
    number = ORDER.index(register)
    for person, at, row, ref, area in rows:
        if person is None:
            found.unnamed[register] += 1
        else:
            yield person, Hit(at, number, row, ref, area)
