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

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from lianfang.base import areas
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
    yield from _named(
        found, "declaration", declared.values_list("person_id", "made_at", "id", "ref", "area_id")
    )
    yield from _passages(risk, time, found)
    stays = _rows(Stay, risk)
    came = stays.filter(_inside(risk, "came_from")).annotate(there=Coalesce("left_key_area_at", "arrived_at"))
    yield from _named(
        found, "stay", came.filter(time.holds("there")).values_list("person_id", "there", "id", "ref", "area_id")
    )  # fmt: skip
    here = stays.filter(_inside(risk, "area"), Q(left_at=None) | Q(left_at__gt=risk.valid_from))
    present = here.filter(arrived_at__lte=as_of)
    if risk.valid_until is not None:
        present = present.filter(arrived_at__lt=risk.valid_until)
    rows = present.values_list("person_id", "arrived_at", "id", "ref", "area_id")
    yield from _named(
        found, "stay", ((p, max(at, risk.valid_from), *rest) for p, at, *rest in rows.iterator())
    )
    found.undated["stay"] += came.filter(there=None).count() + here.filter(arrived_at=None).count()


def _passages(risk: RiskArea, time: _Time, found: Reached) -> Iterator[tuple[int, Hit]]:
    """Those who passed, and those who sat in the car; a car of which nobody is known is a record that names nobody."""
    through = _rows(Passage, risk).filter(_inside(risk, "origin"), time.holds("at")).exclude(direction="out")
    alone = through.filter(person__isnull=False)
    yield from _named(found, "passage", alone.values_list("person_id", "at", "id", "ref", "area_id"))
    there = Q(passage__in=through.values("id"))
    seats = Occupant.objects.filter(there, person__isnull=False)
    columns = ("person_id", "passage__at", "passage_id", "passage__ref", "passage__area_id")
    yield from _named(found, "passage", seats.values_list(*columns))
    known = Occupant.objects.filter(passage=OuterRef("pk"), person__isnull=False)
    found.unnamed["passage"] += through.filter(~Exists(known), person=None).count()
    found.unnamed["occupant"] += Occupant.objects.filter(there, person=None).count()


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
