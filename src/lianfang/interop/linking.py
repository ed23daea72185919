"""Rows of other registers by their national code, name, key or reference: asked for in bulk, a piece at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from lianfang.base import areas
from lianfang.gaps import plans
from lianfang.interop.mapping_text import CITY, Ask
from lianfang.registers.access import Reader, rows
from lianfang.registers.merged import leads
from lianfang.registers.models import REGISTERS

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("gb_code",),
    "name": ("name_zh", "name_en"),
    "key": ("source_key",),
    "ref": ("ref",),
    "barcode": ("barcode",),
}
_KINDS = ("省", "市", "自治区", "特别行政区", "区", "县", "新区", "街道", "镇", "乡", "社区", "村")
"""What a form leaves out of an area's name: 武汉 for 武汉市. Of two that may be meant neither is."""
_MOST_KEPT = 50_000
_AT_ONCE = 500

NONE = "import/no-link"
SEVERAL = "import/ambiguous-link"


class Links:
    """Answers asks with ids; what was found is remembered, what was not is asked again with the next piece."""

    def __init__(self, reader: Reader | None = None) -> None:
        self._known: dict[Ask, int | str] = {}
        self._reader = reader

    def forget(self) -> None:
        """Ask anew for everything: some of it may have gone, or gone into another."""
        self._known.clear()

    def resolved(self, asks: Iterable[Ask]) -> Mapping[Ask, int | str]:
        """Ask → the row's id, or the code of what is wrong."""
        wanted = set(asks)
        if len(self._known) > _MOST_KEPT:
            self._known.clear()
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        for ask in wanted - self._known.keys():
            groups[ask.register, ask.by].append(ask.text)
        lost = {}
        for (register, by), texts in groups.items():
            found = _cities() if by == CITY else _found(register, by, texts, self._reader)
            for text in texts:
                ids = found.get(text, set())
                ask = Ask(register, by, text)
                if ids:
                    self._known[ask] = ids.pop() if len(ids) == 1 else SEVERAL
                else:
                    lost[ask] = NONE
        return {ask: lost.get(ask) or self._known[ask] for ask in wanted}


def _reach(register: str, reader: Reader | None) -> QuerySet[Any]:
    """The rows that an import may name: of areas all, of sites and organisations those of the areas around its reader's
    too, of all else what the reader may read. Without a reader (the console) all.
    """
    model: Any = REGISTERS[register]
    if reader is None or register == "area":
        return model.objects.all()
    if register in ("site", "organisation") and reader.area and reader.reads(register):
        return model.objects.filter(reader.scope() | Q(area_id__in=areas.ancestors(reader.area)))
    return rows(model, reader)


def _cities() -> dict[str, set[int]]:
    """The city of the plan in force; before there is one, the city that has a command."""
    standing, cities = plans.current(), REGISTERS["area"].objects.filter(level="city", ends_on=None)
    mine = Q(gb_code=standing.plan.city) if standing else Q(command__isnull=False)
    return {CITY: set(cities.filter(mine).values_list("id", flat=True))}


def _found(register: str, by: str, texts: list[str], reader: Reader | None) -> dict[str, set[int]]:
    """Text → the ids of the rows so named; an area that has ended gives way to one that has not, a row that went into another
    to that one.
    """
    model = REGISTERS[register]
    columns = [name for name in _COLUMNS[by] if any(f.name == name for f in model._meta.fields)]
    found: dict[str, set[int]] = defaultdict(set)
    for start in range(0, len(texts), _AT_ONCE):
        for column in columns:
            query = _reach(register, reader).filter(**{f"{column}__in": texts[start : start + _AT_ONCE]})
            if register == "area" and by == "name":
                query = query.filter(ends_on=None)
            for text, row in query.values_list(column, "id"):
                found[text].add(row)
    if register == "area" and by == "name":
        for text, ids in _by_short_name(sorted(set(texts) - found.keys()), reader).items():
            found[text] |= ids
    if by in ("key", "ref"):
        for text, ids in _led_to(register, by, set(texts) - found.keys(), reader).items():
            found[text] |= ids
    return found


def _led_to(register: str, by: str, texts: set[str], reader: Reader | None) -> dict[str, set[int]]:
    """Text → the row that left under its reference and comes back under it, or into which the one so named has gone."""
    found = _sent_from_here(register, texts, reader) if by == "key" else defaultdict[str, set[int]](set)
    kept = leads(register, "ref" if by == "ref" else "source_key", texts - found.keys())
    seen = set(_reach(register, reader).filter(id__in=set(kept.values())).values_list("id", flat=True))
    for text, row in kept.items():
        found[text] |= {row} & seen
    return found


def _sent_from_here(register: str, texts: set[str], reader: Reader | None) -> defaultdict[str, set[int]]:
    """Text → the row whose reference it ends with: what we made ourselves left under it, and comes back under it."""
    named = {text: text.rpartition(":")[2] for text in texts if ":" in text}
    refs, rows_ = list(set(named.values())), dict[str, int]()
    for start in range(0, len(refs), _AT_ONCE):
        there = _reach(register, reader).filter(ref__in=refs[start : start + _AT_ONCE])
        rows_ |= dict(there.values_list("ref", "id"))
    found = defaultdict[str, set[int]](set)
    found |= {text: {rows_[ref]} for text, ref in named.items() if ref in rows_}
    return found


def _by_short_name(texts: list[str], reader: Reader | None) -> dict[str, set[int]]:
    """Text → the areas that bear it as their name with what they are behind it."""
    whole = {text + kind: text for text in texts if len(text) > 1 for kind in _KINDS}
    found: dict[str, set[int]] = defaultdict(set)
    names = list(whole)
    for start in range(0, len(names), _AT_ONCE):
        there = _reach("area", reader).filter(name_zh__in=names[start : start + _AT_ONCE], ends_on=None)
        for name, row in there.values_list("name_zh", "id"):
            found[whole[name]].add(row)
    return found
